//! The question bank as text files, and the proofs of its questions.
//!
//! A second question is one new file under `content`; `lessons::document` tells the form. It has a section
//! `## Question` with the stem and a ```` ```story ```` fence; then an option each, `## Right: text` or
//! `## Wrong: text`, with the reason below it, and maybe fences:
//!
//! - ```` ```at 10s ````: the commands that the option adds to the story at that instant (`repeat N …` and
//!   `refused ERRORNAME …` as in a story);
//! - ```` ```claim ````: `expect` and `refused` lines that are joined to the story for this option only.
//!
//! What is claimed holds with the right option and fails with each other. One option is right, or as many as the
//! field `select:` says. A question with the badge `cited` needs no story. See [`proof`].
//!
//! Absent so far: drawing, scoring, scheduling.

#[cfg(feature = "bundled")]
mod bundled;
pub mod proof;

use engine::era::Era;
use engine::kernel::{Time, units};
use engine::story::{self, Line, Statement, Story, When};
use lessons::Files;
use lessons::document::{Document, Mistake, Section};

#[cfg(feature = "bundled")]
pub use bundled::{facts_asked, files, questions};

#[derive(Clone, Debug)]
pub struct Question {
    pub id: String,
    pub eras: Vec<Era>,
    pub domain: String,
    pub facts: Vec<u32>,
    pub badge: Badge,
    /// How many options are right, and to be chosen.
    pub select: usize,
    pub stem: Vec<String>,
    /// Only a question that is cited may do without.
    pub story: Option<Story>,
    pub options: Vec<Choice>,
}

/// How it is known that the key is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Badge {
    /// The engine proves the key and refutes each other option.
    Proved,
    /// No simulation can decide it: the source that does.
    Cited(String),
}

/// One option.
#[derive(Clone, Debug)]
pub struct Choice {
    pub text: String,
    pub right: bool,
    /// Why it is right, or which requirement it breaks.
    pub because: Vec<String>,
    /// The commands that it adds to the story, each with its time.
    pub does: Vec<Line>,
    /// What it claims of the story.
    pub claims: Vec<Line>,
}

/// All questions, by id.
///
/// # Errors
/// The first mistake in a file.
pub fn read(files: &Files) -> Result<Vec<Question>, Mistake> {
    let mut questions = files.read("", |name, text| question(&Document::parse(name, text)?))?;
    questions.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(questions)
}

/// Reads a question file.
///
/// # Errors
/// The first mistake, with its line.
pub fn question(document: &Document) -> Result<Question, Mistake> {
    document.only(&["eras", "domain", "facts", "badge", "select"])?;
    let stem = document.section("Question")?;
    stem.only(document, false, &["story"])?;
    let badge = match document.field("badge")?.split_once(' ') {
        None if document.field("badge")? == "proved" => Badge::Proved,
        Some(("cited", source)) => Badge::Cited(source.to_owned()),
        _ => return Err(document.mistake(0, "`badge:` is `proved` or `cited` and the source")),
    };
    let fences = stem.fences("story");
    if fences.len() > 1 {
        return Err(document.mistake(stem.line, "a question has one story at the most"));
    }
    let story = fences.first().map(|(_, line, text)| lessons::story(document, *line, text)).transpose()?;
    let options = document.sections.iter().filter(|section| section.title != "Question");
    let options = options.map(|section| choice(document, section)).collect::<Result<Vec<_>, _>>()?;
    if options.len() < 3
        || !options.iter().any(|option| option.right)
        || options.iter().all(|option| option.right)
    {
        return Err(document.mistake(0, "a question has at least three options, right and wrong ones"));
    }
    let select = select(document)?;
    let right = options.iter().filter(|option| option.right).count();
    if right != select {
        let text = format!("`## Right:` stands {right} times, and {select} must be: see the field `select:`");
        return Err(document.mistake(0, text));
    }
    let runs = options.iter().any(|option| !option.does.is_empty() || !option.claims.is_empty());
    match &story {
        None if badge == Badge::Proved || runs => {
            let text = "the question's story is missing: a ```story fence below the stem";
            return Err(document.mistake(stem.line, text));
        }
        Some(story) if badge == Badge::Proved && !story.claims() => {
            if options.iter().any(|option| option.claims.is_empty()) {
                let text =
                    "a proved question needs an `expect` line, in its story or in a ```claim of every option";
                return Err(document.mistake(stem.line, text));
            }
        }
        Some(_) | None => {}
    }
    // Authors write the right option first; a learner must not be able to rely on it.
    let mut options = options;
    let turn = document.id().bytes().map(usize::from).sum::<usize>() % options.len();
    options.rotate_right(turn);
    Ok(Question {
        id: document.id(),
        eras: lessons::eras(document)?,
        domain: document.field("domain")?.to_owned(),
        facts: lessons::facts(document)?,
        badge,
        select,
        stem: stem.paragraphs(),
        story,
        options,
    })
}

fn choice(document: &Document, section: &Section) -> Result<Choice, Mistake> {
    let (right, text) = match section.title.split_once(": ") {
        Some(("Right", text)) => (true, text),
        Some(("Wrong", text)) => (false, text),
        _ => {
            let message = format!("expected `## Right: …` or `## Wrong: …`, found `## {}`", section.title);
            return Err(document.mistake(section.line, message));
        }
    };
    let because = section.paragraphs();
    if because.is_empty() {
        return Err(document.mistake(section.line, "every option has a reason below it"));
    }
    section.only(document, false, &["at", "claim"])?;
    let (mut does, mut claims) = (Vec::new(), Vec::new());
    for (when, line, text) in section.fences("at") {
        let at = units::span(when).map_err(|message| document.mistake(line - 1, message))?;
        let at = Time(at.as_micros());
        for (number, one) in lines(document, line, text)? {
            match one.what {
                Statement::Do(_) | Statement::Refused(_) if one.when == When::Unsaid => {
                    does.push(Line { when: When::At(at), at: Some(at), ..one });
                }
                Statement::Do(_) | Statement::Refused(_) => {
                    return Err(document.mistake(number, "the time stands behind ```at, not in the line"));
                }
                Statement::Expect(_) | Statement::Predict(_) | Statement::Say(_) | Statement::Comment(_) => {
                    let text =
                        "only commands stand in an ```at fence: `expect` belongs into a ```claim fence";
                    return Err(document.mistake(number, text));
                }
            }
        }
    }
    for (_, line, text) in section.fences("claim") {
        for (number, one) in lines(document, line, text)? {
            if !one.is_claim() || matches!(one.when, When::After(_)) {
                let text =
                    "only `expect` and `refused` lines stand in a ```claim fence, with `at` or no time";
                return Err(document.mistake(number, text));
            }
            claims.push(one);
        }
    }
    Ok(Choice { text: text.to_owned(), right, because, does, claims })
}

/// The lines of a fence, each with its number in the document; `first` is the number of the first.
fn lines(document: &Document, first: usize, text: &str) -> Result<Vec<(usize, Line)>, Mistake> {
    let mut all = Vec::new();
    for (number, text) in (first..).zip(text.lines()) {
        if text.trim().is_empty() || text.trim_start().starts_with('#') {
            continue;
        }
        let lines = story::line(text).map_err(|error| {
            document.mistake(number, format!("column {}: {}", error.column, error.message))
        })?;
        all.extend(lines.into_iter().map(|line| (number, line)));
    }
    Ok(all)
}

/// How many are right: 1, or what the field says.
fn select(document: &Document) -> Result<usize, Mistake> {
    let read = |word: &str| word.parse().ok().filter(|number| matches!(number, 2 | 3));
    let numbers = document.words("select", "2 or 3", read)?;
    match numbers.as_slice() {
        [] => Ok(1),
        [number] => Ok(*number),
        _ => Err(document.mistake(0, "`select:` is one number, 2 or 3")),
    }
}

impl Question {
    /// The story with what an option does and claims. If one option is right, it plays without a failure if and only
    /// if the option is right. `None` if the question has no story.
    pub fn story_of(&self, option: usize) -> Option<Story> {
        self.story_of_all(&[option])
    }

    /// The story with what several options do and claim together.
    pub fn story_of_all(&self, options: &[usize]) -> Option<Story> {
        let lines = options.iter().flat_map(|option| {
            let choice = &self.options[*option];
            choice.does.iter().chain(&choice.claims)
        });
        self.story.as_ref().map(|story| story.joined(lines))
    }
}

#[cfg(test)]
mod tests;
