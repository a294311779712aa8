//! Things to be sorted into boxes: a figure that needs no engine. Each thing has one box, and a reason.
//!
//! ```text
//! Real time | Near real time | Batch
//! Amazon SQS | Real time | a queue hands a message over as soon as somebody asks
//! ```

/// A figure of things and boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    pub boxes: Vec<String>,
    pub things: Vec<Thing>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    pub name: String,
    /// The number of its box.
    pub goes: usize,
    pub reason: String,
}

impl Sort {
    /// Reads the lines of a fence.
    ///
    /// # Errors
    /// The number of the line, from 0, and what is wrong there.
    pub fn parse(text: &str) -> Result<Sort, (usize, String)> {
        let parts = |line: &str| line.split('|').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let (at, first) = lines.next().ok_or((0, "name the boxes first: `Real time | Batch`".to_owned()))?;
        let boxes = parts(first);
        if boxes.len() < 2 || boxes.iter().any(String::is_empty) {
            return Err((at, "there are at least two boxes, `Real time | Batch`".to_owned()));
        }
        let thing = |(at, line): (usize, &str)| {
            let [name, of, reason] =
                parts(line).try_into().map_err(|_| (at, "a thing is `name | box | reason`".to_owned()))?;
            let goes = boxes.iter().position(|it| *it == of);
            let goes = goes.ok_or_else(|| (at, format!("`{of}` is no box: {}", boxes.join(", "))))?;
            if name.is_empty() || reason.is_empty() {
                return Err((at, "a thing has a name and a reason".to_owned()));
            }
            Ok(Thing { name, goes, reason })
        };
        let things = lines.map(thing).collect::<Result<Vec<_>, _>>()?;
        if things.len() < 2 {
            return Err((at, "there are at least two things to sort".to_owned()));
        }
        Ok(Sort { boxes, things })
    }

    /// How many things lie in their boxes.
    pub fn score(&self, placed: &[Option<usize>]) -> usize {
        self.things.iter().zip(placed).filter(|(thing, at)| **at == Some(thing.goes)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "A | B\n\none | A | because\ntwo | B | since\n";

    #[test]
    fn what_lies_in_its_box_scores() {
        let sort = Sort::parse(TEXT).unwrap();
        for (placed, score) in [
            ([None, None], 0),
            ([Some(0), None], 1),
            ([Some(1), Some(0)], 0),
            ([Some(0), Some(0)], 1),
            ([Some(0), Some(1)], 2),
        ] {
            assert_eq!(sort.score(&placed), score, "{placed:?}");
        }
    }

    #[test]
    fn a_mistake_names_its_line() {
        for (text, at, says) in [
            ("", 0, "boxes first"),
            ("A\none | A | x\n", 0, "at least two boxes"),
            ("A | B\none | C | x\n", 1, "`C` is no box: A, B"),
            ("A | B\none | A\n", 1, "name | box | reason"),
            ("A | B\none | A | \n", 1, "a reason"),
            ("A | B\none | A | x\n", 0, "at least two things"),
        ] {
            let (line, message) = Sort::parse(text).unwrap_err();
            assert!(line == at && message.contains(says), "{text:?}: {line} {message}");
        }
    }
}
