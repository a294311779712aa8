//! A lab as the text of its file: what is written reads back as the same lab.

use std::fmt;

use crate::Lab;

impl fmt::Display for Lab {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "title: {}\ngroup: {}\norder: {}", self.title, self.group, self.order)?;
        writeln!(f, "eras: {}", words(&self.eras))?;
        if !self.facts.is_empty() {
            writeln!(f, "facts: {}", words(&self.facts))?;
        }
        if let Some(lesson) = &self.lesson {
            writeln!(f, "lesson: {lesson}")?;
        }
        f.write_str("\n## Task\n\n")?;
        self.task.iter().try_for_each(|text| writeln!(f, "{text}\n"))?;
        f.write_str("## Hints\n\n")?;
        (1..).zip(&self.hints).try_for_each(|(number, hint)| writeln!(f, "{number}. {hint}"))?;
        write!(f, "\n```story\n{}```\n", self.story)
    }
}

fn words(all: &[impl ToString]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// A paragraph of somebody's own, so that it reads back as one: on one line, and nothing in it that begins a section,
/// a fence, a list or a field.
pub fn paragraph(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let marks = |c: char| matches!(c, '#' | '`' | '-') || c.is_ascii_digit();
    // A word that cannot be seen stands before it: the form has no sign that takes a meaning away.
    if line.starts_with(marks) { format!("\u{2060}{line}") } else { line }
}

#[cfg(all(test, feature = "bundled"))]
mod tests {
    use super::*;
    use crate::document::Document;

    #[test]
    fn every_lab_is_written_as_it_was_read() {
        let labs = crate::labs().unwrap();
        assert!(labs.len() > 40, "{}", labs.len());
        for lab in &labs {
            let text = lab.to_string();
            let file = format!("labs/{}.md", lab.id);
            let again = crate::lab(&Document::parse(&file, &text).unwrap()).unwrap();
            assert_eq!(again, *lab, "{text}");
        }
    }

    #[test]
    fn a_paragraph_of_ones_own_stays_a_paragraph() {
        let lab = crate::labs().unwrap().remove(0);
        for text in ["## Hints", "```story", "1. one", "- two\nthree", "plain", "title: x", "`code` first"] {
            let lab = Lab { task: vec![paragraph(text)], ..lab.clone() };
            let again = crate::lab(&Document::parse("labs/a.md", &lab.to_string()).unwrap()).unwrap();
            assert_eq!(again.task, lab.task, "{text}");
        }
    }
}
