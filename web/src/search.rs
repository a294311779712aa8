//! Finds anything by its words: screens of lessons, labs, questions, rows of the reference, terms, scenes, actions.
//!
//! The index is made of the texts themselves. A word that stands nowhere is read as the nearest one that does. No
//! browser here, and nothing that gives an answer away: of a question its stem alone, of a lab its task.

mod index;

use std::collections::BTreeSet;

use strsim::osa_distance;

use crate::model::Msg;
use crate::route::Route;

pub use index::index;

/// What an entry is: the word beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Term,
    Limit,
    Reference,
    Lesson,
    Lab,
    Question,
    Notes,
    Scene,
    Action,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Term => "Term",
            Kind::Limit => "Limit",
            Kind::Reference => "Reference",
            Kind::Lesson => "Lesson",
            Kind::Lab => "Lab",
            Kind::Question => "Question",
            Kind::Notes => "Notes",
            Kind::Scene => "Scene",
            Kind::Action => "Action",
        }
    }
}

/// What choosing an entry does.
#[derive(Clone, Debug, PartialEq)]
pub enum Does {
    Opens(Route),
    Says(Msg),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub kind: Kind,
    pub title: String,
    /// Where it stands: the lesson of a screen, the table of a row.
    pub of: String,
    pub text: String,
    pub does: Does,
    /// Acts on a scene that is open.
    pub on_stage: bool,
}

/// All entries, ready to be looked through.
#[derive(Debug)]
pub struct Index {
    entries: Vec<Entry>,
    /// Titles and texts in small letters, byte for byte as long as they are.
    small: Vec<[String; 2]>,
    words: BTreeSet<String>,
}

/// What is found, the best first.
#[derive(Debug, Default, PartialEq)]
pub struct Found<'a> {
    pub all: Vec<&'a Entry>,
    /// The words that were looked for, in small letters.
    pub words: Vec<String>,
    /// What was typed and is nowhere, and what it was read as.
    pub read_as: Vec<(String, String)>,
}

impl Index {
    pub fn new(entries: Vec<Entry>) -> Index {
        let small: Vec<[String; 2]> =
            entries.iter().map(|it| [&it.title, &it.text].map(|text| text.to_ascii_lowercase())).collect();
        let words = small.iter().flatten().flat_map(|text| words(text)).filter(|word| word.len() > 3);
        let words = words.map(str::to_owned).collect();
        Index { entries, small, words }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Entries in which each word stands, as a word, as its beginning or within one. `stage`: a scene is open.
    pub fn find(&self, typed: &str, stage: bool) -> Found<'_> {
        let typed = typed.to_ascii_lowercase();
        let (mut looked_for, mut read_as) = (vec![], vec![]);
        for word in words(&typed) {
            if self.stands_somewhere(word) {
                looked_for.push(word.to_owned());
            } else if let Some(near) = self.nearest(word) {
                read_as.push((word.to_owned(), near.to_owned()));
                looked_for.push(near.to_owned());
            } else {
                return Found::default();
            }
        }
        if looked_for.is_empty() {
            return Found::default();
        }
        let mut all: Vec<(u32, &Entry)> = self
            .entries
            .iter()
            .zip(&self.small)
            .filter(|(entry, _)| stage || !entry.on_stage)
            .filter_map(|(entry, small)| Some((score(small, &looked_for)?, entry)))
            .collect();
        all.sort_by(|(a, one), (b, other)| {
            b.cmp(a).then_with(|| (one.kind, &one.title).cmp(&(other.kind, &other.title)))
        });
        Found { all: all.into_iter().map(|(_, entry)| entry).collect(), words: looked_for, read_as }
    }

    fn stands_somewhere(&self, word: &str) -> bool {
        self.small.iter().flatten().any(|text| text.contains(word))
    }

    /// The word of the texts that takes the fewest slips: one in four letters or more, two in eight or more.
    fn nearest(&self, word: &str) -> Option<&str> {
        let most = match word.chars().count() {
            0..4 => return None,
            4..8 => 1,
            _ => 2,
        };
        let near = self.words.iter().filter(|it| it.len().abs_diff(word.len()) <= most);
        let near = near.map(|it| (osa_distance(it, word), it)).filter(|(slips, _)| *slips <= most);
        near.min().map(|(_, it)| it.as_str())
    }
}

/// Letters and numbers that stand together; a hyphen or a full stop within them counts as a letter.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.' | '_' | '$'))
        .map(|word| word.trim_matches(['-', '.', '_']))
        .filter(|word| !word.is_empty())
}

/// How well the words fit; `None` if one of them stands nowhere here.
fn score([title, text]: &[String; 2], looked_for: &[String]) -> Option<u32> {
    let each = |word: &String| {
        let in_title = best(title, word).map(|points| points * 10);
        // What stands in the title as well is no better for standing in the text too.
        in_title.or_else(|| best(text, word))
    };
    let sum = looked_for.iter().map(each).sum::<Option<u32>>()?;
    let phrase = looked_for.join(" ");
    let exact = u32::from(*title == phrase) * 60 + u32::from(title.starts_with(&phrase)) * 20;
    Some(sum + exact)
}

/// A whole word is better than the beginning of one, and that better than what stands within.
fn best(text: &str, word: &str) -> Option<u32> {
    let letter = |c: char| c.is_alphanumeric();
    text.match_indices(word)
        .map(|(at, _)| {
            let begins = !text[..at].ends_with(letter);
            let ends = !text[at + word.len()..].starts_with(letter);
            match (begins, ends) {
                (true, true) => 8,
                (true, false) => 5,
                (false, _) => 1,
            }
        })
        .max()
}

/// A text in pieces, those that were looked for marked.
pub fn marked(text: &str, looked_for: &[String]) -> Vec<(bool, String)> {
    let small = text.to_ascii_lowercase();
    let mut hits: Vec<(usize, usize)> = looked_for
        .iter()
        .flat_map(|word| small.match_indices(word.as_str()).map(|(at, it)| (at, at + it.len())))
        .collect();
    hits.sort_unstable();
    let (mut pieces, mut done) = (vec![], 0);
    for (from, to) in hits {
        if from < done {
            continue;
        }
        pieces.push((false, text[done..from].to_owned()));
        pieces.push((true, text[from..to].to_owned()));
        done = to;
    }
    pieces.push((false, text[done..].to_owned()));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

/// The part of a text around the first word that was looked for; from its beginning if none stands there.
pub fn around(text: &str, looked_for: &[String]) -> String {
    const BEFORE: usize = 40;
    const CHARS: usize = 150;
    let small = text.to_ascii_lowercase();
    let at = looked_for.iter().filter_map(|word| small.find(word.as_str())).min().unwrap_or(0);
    let mut from = 0;
    if at > BEFORE {
        let near = text.char_indices().map(|(i, _)| i).filter(|i| *i + BEFORE >= at);
        let near = near.min().unwrap_or(0);
        // At a word's beginning.
        from = text[near..at].find(' ').map_or(near, |space| near + space + 1);
    }
    let shown: String = text[from..].chars().take(CHARS).collect();
    let dots = |there: bool| if there { "…" } else { "" };
    format!("{}{}{}", dots(from > 0), shown, dots(text[from..].len() > shown.len()))
}

#[cfg(test)]
mod tests;
