//! What the learner has done so far; kept in the browser.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    pub version: u32,
    /// Question to the options chosen first.
    #[serde(deserialize_with = "one_or_several")]
    pub answers: BTreeMap<String, Vec<usize>>,
    /// Lesson screen (`lesson/2`) to the option predicted.
    pub predictions: BTreeMap<String, usize>,
    /// Lesson to the furthest of its screens that was open, counted from 0.
    pub lessons: BTreeMap<String, usize>,
    /// Labs that were opened.
    pub begun: BTreeSet<String>,
    /// Labs whose task was put away where it has no column of its own.
    pub tasks_read: BTreeSet<String>,
    /// Labs whose goals were all met.
    pub labs: BTreeSet<String>,
}

impl Default for Progress {
    fn default() -> Progress {
        Progress {
            version: 1,
            answers: BTreeMap::new(),
            predictions: BTreeMap::new(),
            lessons: BTreeMap::new(),
            begun: BTreeSet::new(),
            tasks_read: BTreeSet::new(),
            labs: BTreeSet::new(),
        }
    }
}

impl Progress {
    /// Both together. What was answered first counts, and that is what is here.
    pub fn joined(mut self, there: Progress) -> Progress {
        for (question, answer) in there.answers {
            self.answers.entry(question).or_insert(answer);
        }
        for (screen, option) in there.predictions {
            self.predictions.entry(screen).or_insert(option);
        }
        for (lesson, screen) in there.lessons {
            let furthest = self.lessons.entry(lesson).or_insert(screen);
            *furthest = (*furthest).max(screen);
        }
        self.begun.extend(there.begun);
        self.tasks_read.extend(there.tasks_read);
        self.labs.extend(there.labs);
        self
    }
}

/// Before a question could have several right options, an answer was one number.
fn one_or_several<'a, D: Deserializer<'a>>(d: D) -> Result<BTreeMap<String, Vec<usize>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Answer {
        One(usize),
        Several(Vec<usize>),
    }
    let read = BTreeMap::<String, Answer>::deserialize(d)?;
    let list = |answer| match answer {
        Answer::One(option) => vec![option],
        Answer::Several(options) => options,
    };
    Ok(read.into_iter().map(|(question, answer)| (question, list(answer))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_before_are_still_read() {
        let text = r#"{"version":1,"answers":{"a":2,"b":[0,3]},"labs":["x"]}"#;
        let progress: Progress = serde_json::from_str(text).unwrap();
        assert_eq!(progress.answers["a"], [2]);
        assert_eq!(progress.answers["b"], [0, 3]);
        let again: Progress = serde_json::from_str(&serde_json::to_string(&progress).unwrap()).unwrap();
        assert_eq!(again, progress);
    }
}
