//! Lessons, labs and questions, read once.
//!
//! Their files are part of the program; the content tests read every one, so a mistake in them is a bug here.

use std::sync::OnceLock;

use engine::story::Story;
use lessons::{Disagreement, Lab, Lesson, Scene};
use quiz::Question;

const READ: &str = "the content tests read every file";

pub fn hook() -> &'static Story {
    static HOOK: OnceLock<Story> = OnceLock::new();
    HOOK.get_or_init(|| lessons::hook().expect(READ))
}

pub fn scenes() -> &'static [Scene] {
    static SCENES: OnceLock<Vec<Scene>> = OnceLock::new();
    SCENES.get_or_init(|| lessons::scenes().expect(READ))
}

pub fn lessons() -> &'static [Lesson] {
    static LESSONS: OnceLock<Vec<Lesson>> = OnceLock::new();
    LESSONS.get_or_init(|| lessons::lessons().expect(READ))
}

pub fn labs() -> &'static [Lab] {
    static LABS: OnceLock<Vec<Lab>> = OnceLock::new();
    LABS.get_or_init(|| lessons::labs().expect(READ))
}

pub fn disagreements() -> &'static [Disagreement] {
    static DISAGREEMENTS: OnceLock<Vec<Disagreement>> = OnceLock::new();
    DISAGREEMENTS.get_or_init(|| lessons::disagreements().expect(READ))
}

pub fn questions() -> &'static [Question] {
    static QUESTIONS: OnceLock<Vec<Question>> = OnceLock::new();
    QUESTIONS.get_or_init(|| quiz::questions().expect(READ))
}

pub fn lesson(id: &str) -> Option<&'static Lesson> {
    lessons().iter().find(|lesson| lesson.id == id)
}

pub fn lab(id: &str) -> Option<&'static Lab> {
    labs().iter().find(|lab| lab.id == id)
}

/// The lab after this one, in the order in which the list shows them.
pub fn next_lab(id: &str) -> Option<&'static Lab> {
    labs().iter().skip_while(|lab| lab.id != id).nth(1)
}

/// The lesson after this one, in the order in which the list shows them.
pub fn next_lesson(id: &str) -> Option<&'static Lesson> {
    lessons().iter().skip_while(|lesson| lesson.id != id).nth(1)
}

/// The first question about what a lab is about: of the lesson behind it.
pub fn about_lab(lab: &Lab) -> Option<&'static Question> {
    lab.lesson.as_deref().and_then(lesson)?.questions.iter().find_map(|id| question(id))
}

pub fn question(id: &str) -> Option<&'static Question> {
    questions().iter().find(|question| question.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_from_each_but_the_last() {
        let after: Vec<_> = labs().iter().map(|lab| next_lab(&lab.id).map(|lab| lab.id.as_str())).collect();
        let all: Vec<_> = labs().iter().map(|lab| Some(lab.id.as_str())).chain([None]).collect();
        assert_eq!(after, all[1..]);
        let after: Vec<_> = lessons().iter().map(|it| next_lesson(&it.id).map(|it| it.id.as_str())).collect();
        let all: Vec<_> = lessons().iter().map(|it| Some(it.id.as_str())).chain([None]).collect();
        assert_eq!(after, all[1..]);
        assert!(next_lab("no-lab").is_none());
    }

    #[test]
    fn every_lab_leads_to_a_question() {
        for lab in labs() {
            assert!(about_lab(lab).is_some(), "{}", lab.id);
        }
    }
}
