//! The form that lessons, labs and questions share: fields, then sections of paragraphs, lists and fences.
//!
//! ~~~text
//! title: One key, one hash, one shard        fields: `name: value`
//!
//! ## Your keys decide                         a section
//!
//! A paragraph, with **bold** and `code`.
//!
//! 1. a list item
//!
//! ```story                                    a fence, with its word
//! seed 7
//! ```
//! ~~~
//!
//! An error names the line and what was expected.

use std::collections::BTreeMap;
use std::fmt;

/// What is wrong with a content file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub file: String,
    /// Counted from 1; 0 when it concerns the whole file.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}, line {line}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for Mistake {}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Paragraph(String),
    List(Vec<String>),
    Fence { info: String, line: usize, text: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub title: String,
    pub line: usize,
    pub blocks: Vec<Block>,
}

impl Section {
    pub fn paragraphs(&self) -> Vec<String> {
        let text = self.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(text) => Some(text.clone()),
            Block::List(_) | Block::Fence { .. } => None,
        });
        text.collect()
    }

    /// Checks that nothing stands here that would not be shown: a list where only paragraphs are, a fence with
    /// another word.
    ///
    /// # Errors
    /// The first such block.
    pub fn only(&self, document: &Document, lists: bool, words: &[&str]) -> Result<(), Mistake> {
        for block in &self.blocks {
            match block {
                Block::Paragraph(_) => {}
                Block::List(items) if !lists => {
                    let first = items.first().map_or("", String::as_str);
                    let message =
                        format!("a list is not shown here, write paragraphs: it begins with `{first}`");
                    return Err(document.mistake(self.line, message));
                }
                Block::List(_) => {}
                Block::Fence { info, line, .. } => {
                    let word = info.split(' ').next().unwrap_or_default();
                    if !words.contains(&word) {
                        let known = words.iter().map(|word| format!("```{word}")).collect::<Vec<_>>();
                        let known = if known.is_empty() { "no fence".to_owned() } else { known.join(" or ") };
                        let message = format!("the fence `{word}` is not known here: expected {known}");
                        return Err(document.mistake(line - 1, message));
                    }
                }
            }
        }
        Ok(())
    }

    pub fn list(&self) -> Vec<String> {
        let items = self.blocks.iter().filter_map(|block| match block {
            Block::List(items) => Some(items.clone()),
            Block::Paragraph(_) | Block::Fence { .. } => None,
        });
        items.flatten().collect()
    }

    /// The fences whose word is `word`: what stands behind it, the line of the first line inside, the text.
    pub fn fences(&self, word: &str) -> Vec<(&str, usize, &str)> {
        let fences = self.blocks.iter().filter_map(|block| match block {
            Block::Fence { info, line, text } => {
                let (first, rest) = info.split_once(' ').unwrap_or((info, ""));
                (first == word).then_some((rest, *line, text.as_str()))
            }
            Block::Paragraph(_) | Block::List(_) => None,
        });
        fences.collect()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub file: String,
    fields: BTreeMap<String, (usize, String)>,
    pub sections: Vec<Section>,
}

impl Document {
    /// # Errors
    /// The first mistake, with its line.
    pub fn parse(file: &str, text: &str) -> Result<Document, Mistake> {
        let mistake = |line, message: String| Mistake { file: file.to_owned(), line, message };
        let mut document = Document { file: file.to_owned(), fields: BTreeMap::new(), sections: Vec::new() };
        let mut lines = (1..).zip(text.lines()).peekable();
        while let Some((number, line)) = lines.next_if(|(_, line)| !line.starts_with("## ")) {
            if line.trim().is_empty() {
                continue;
            }
            let Some((name, value)) = line.split_once(": ") else {
                return Err(mistake(
                    number,
                    format!("expected `name: value` or a section `## Title`, found `{line}`"),
                ));
            };
            if document.fields.insert(name.to_owned(), (number, value.trim().to_owned())).is_some() {
                return Err(mistake(number, format!("the field `{name}` is there twice")));
            }
        }
        while let Some((number, line)) = lines.next() {
            if let Some(title) = line.strip_prefix("## ") {
                document.sections.push(Section {
                    title: title.trim().to_owned(),
                    line: number,
                    blocks: Vec::new(),
                });
                continue;
            }
            let Some(section) = document.sections.last_mut() else {
                return Err(mistake(number, "expected a section `## Title`".to_owned()));
            };
            if let Some(info) = line.strip_prefix("```") {
                let mut inside = String::new();
                loop {
                    match lines.next() {
                        None => return Err(mistake(number, "this fence is not closed by ```".to_owned())),
                        Some((_, "```")) => break,
                        Some((_, line)) => {
                            inside.push_str(line);
                            inside.push('\n');
                        }
                    }
                }
                let fence = Block::Fence { info: info.trim().to_owned(), line: number + 1, text: inside };
                section.blocks.push(fence);
            } else if let Some(item) = list_item(line) {
                match section.blocks.last_mut() {
                    Some(Block::List(items)) => items.push(item.to_owned()),
                    _ => section.blocks.push(Block::List(vec![item.to_owned()])),
                }
            } else if !line.trim().is_empty() {
                section.blocks.push(Block::Paragraph(line.trim().to_owned()));
            }
        }
        Ok(document)
    }

    pub fn mistake(&self, line: usize, message: impl Into<String>) -> Mistake {
        Mistake { file: self.file.clone(), line, message: message.into() }
    }

    /// The file's name without folder and ending: the id of what it holds.
    pub fn id(&self) -> String {
        let name = self.file.rsplit('/').next().unwrap_or(&self.file);
        name.split('.').next().unwrap_or(name).to_owned()
    }

    /// # Errors
    /// If the field is missing.
    pub fn field(&self, name: &str) -> Result<&str, Mistake> {
        self.optional(name).ok_or_else(|| self.mistake(0, format!("the field `{name}:` is missing")))
    }

    pub fn optional(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|(_, value)| value.as_str())
    }

    /// Checks that there is no field but those.
    ///
    /// # Errors
    /// The first unknown field.
    pub fn only(&self, known: &[&str]) -> Result<(), Mistake> {
        match self.fields.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, (line, _))) => {
                Err(self
                    .mistake(*line, format!("unknown field `{name}`: expected one of {}", known.join(", "))))
            }
            None => Ok(()),
        }
    }

    /// A field of words, each read by `read`.
    ///
    /// # Errors
    /// If a word cannot be read.
    pub fn words<T>(
        &self,
        name: &str,
        what: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Mistake> {
        let Some((line, value)) = self.fields.get(name) else { return Ok(Vec::new()) };
        let one =
            |word: &str| read(word).ok_or_else(|| self.mistake(*line, format!("`{word}` is not {what}")));
        value.split_whitespace().map(one).collect()
    }

    /// # Errors
    /// If there is no such section.
    pub fn section(&self, title: &str) -> Result<&Section, Mistake> {
        let found = self.sections.iter().find(|section| section.title == title);
        found.ok_or_else(|| self.mistake(0, format!("the section `## {title}` is missing")))
    }
}

/// The text of `1. text` or `- text`.
fn list_item(line: &str) -> Option<&str> {
    if let Some(item) = line.strip_prefix("- ") {
        return Some(item);
    }
    let (number, item) = line.split_once(". ")?;
    (!number.is_empty() && number.len() < 3 && number.bytes().all(|b| b.is_ascii_digit())).then_some(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(Document::parse("a.md", text).unwrap_err().to_string(), expected);
    }

    #[test]
    fn a_document_has_fields_and_sections() {
        let text = "title: T\n\n## One\n\nPara **b**.\n\n1. first\n2. second\n\n```story x\nseed 7\n```\n## Two\nend\n";
        let document = Document::parse("lessons/a-b.md", text).unwrap();
        assert_eq!((document.id().as_str(), document.field("title").unwrap()), ("a-b", "T"));
        let one = document.section("One").unwrap();
        assert_eq!(one.paragraphs(), ["Para **b**."]);
        assert_eq!(one.list(), ["first", "second"]);
        assert_eq!(one.fences("story"), [("x", 11, "seed 7\n")]);
        assert_eq!(document.sections.len(), 2);
    }

    #[test]
    fn a_slip_is_told_with_its_line() {
        check("title\n", "a.md, line 1: expected `name: value` or a section `## Title`, found `title`");
        check("a: b\na: c\n", "a.md, line 2: the field `a` is there twice");
        check("## A\n```story\nx\n", "a.md, line 2: this fence is not closed by ```");
        let document = Document::parse("a.md", "tile: x\n").unwrap();
        let unknown = document.only(&["title", "eras"]).unwrap_err();
        assert_eq!(unknown.to_string(), "a.md, line 1: unknown field `tile`: expected one of title, eras");
        assert_eq!(document.field("title").unwrap_err().to_string(), "a.md: the field `title:` is missing");
    }

    #[test]
    fn what_would_not_be_shown_is_a_mistake() {
        let told = |lists, words: &[&str]| {
            let document = Document::parse("a.md", "## A\np\n- one\n```stroy\n```\n").unwrap();
            document.sections[0].only(&document, lists, words).map_err(|mistake| mistake.to_string())
        };
        assert_eq!(
            told(false, &["stroy"]).unwrap_err(),
            "a.md, line 1: a list is not shown here, write paragraphs: it begins with `one`"
        );
        assert_eq!(
            told(true, &["story", "at"]).unwrap_err(),
            "a.md, line 4: the fence `stroy` is not known here: expected ```story or ```at"
        );
        assert_eq!(told(true, &["stroy"]), Ok(()));
    }
}
