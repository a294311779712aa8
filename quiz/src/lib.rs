//! The question bank as text files, and the proofs of its questions.
//!
//! A second question is one new file under `content`; `lessons::document` tells the form. It has a section
//! `## Question` with the stem and a ```` ```story ```` fence whose `expect` lines are the proof; then an option
//! each, `## Right: text` or `## Wrong: text`, with the reason and a fence ```` ```at 10s ```` of the lines that
//! the option adds to the story. The right option's proof holds, each wrong one's fails.
//!
//! Absent so far: drawing, scoring, scheduling.

use engine::command::Command;
use engine::era::Era;
use engine::kernel::{Time, units};
use engine::story::{self, Story};
use include_dir::{Dir, include_dir};
use lessons::document::{Document, Mistake, Section};

static CONTENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content");

#[derive(Clone, Debug)]
pub struct Question {
    pub id: String,
    pub eras: Vec<Era>,
    pub domain: String,
    pub facts: Vec<u32>,
    pub badge: Badge,
    pub stem: Vec<String>,
    pub story: Story,
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
    /// What it adds to the story, and when.
    pub does: Vec<(Time, Vec<Command>)>,
}

/// All questions, by id.
///
/// # Errors
/// The first mistake in a file.
pub fn questions() -> Result<Vec<Question>, Mistake> {
    let read = |file: &include_dir::File<'_>| {
        let name = file.path().to_string_lossy().into_owned();
        let text = file.contents_utf8().ok_or_else(|| Mistake {
            file: name.clone(),
            line: 0,
            message: "the file is not UTF-8 text".to_owned(),
        })?;
        question(&Document::parse(&name, text)?)
    };
    let mut questions = CONTENT.files().map(read).collect::<Result<Vec<_>, _>>()?;
    questions.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(questions)
}

/// Reads a question file.
///
/// # Errors
/// The first mistake, with its line.
pub fn question(document: &Document) -> Result<Question, Mistake> {
    document.only(&["eras", "domain", "facts", "badge"])?;
    let stem = document.section("Question")?;
    let (_, line, text) = stem.fences("story").first().copied().ok_or_else(|| {
        document.mistake(stem.line, "the question's story is missing: a ```story fence below the stem")
    })?;
    let story = lessons::story(document, line, text)?;
    let badge = match document.field("badge")?.split_once(' ') {
        None if document.field("badge")? == "proved" => Badge::Proved,
        Some(("cited", source)) => Badge::Cited(source.to_owned()),
        _ => return Err(document.mistake(0, "`badge:` is `proved` or `cited` and the source")),
    };
    if badge == Badge::Proved && story.expects().next().is_none() {
        return Err(document.mistake(line, "a proved question needs an `expect` line in its story"));
    }
    let options = document.sections.iter().filter(|section| section.title != "Question");
    let options = options.map(|section| choice(document, section)).collect::<Result<Vec<_>, _>>()?;
    if options.len() < 3
        || !options.iter().any(|option| option.right)
        || options.iter().all(|option| option.right)
    {
        return Err(document.mistake(0, "a question has at least three options, right and wrong ones"));
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
    let mut does = Vec::new();
    for (when, line, text) in section.fences("at") {
        let at = units::span(when).map_err(|message| document.mistake(line - 1, message))?;
        let mut commands = Vec::new();
        for (number, text) in (line..).zip(text.lines()) {
            let command = story::command(text).map_err(|error| {
                document.mistake(number, format!("column {}: {}", error.column, error.message))
            })?;
            commands.push(command);
        }
        does.push((Time(at.as_micros()), commands));
    }
    Ok(Choice { text: text.to_owned(), right, because, does })
}

impl Question {
    /// The story with what an option does: it plays without a failure if and only if the option is right.
    pub fn story_of(&self, option: usize) -> Story {
        let does = &self.options[option].does;
        does.iter().fold(self.story.clone(), |story, (at, commands)| story.joined(*at, commands))
    }
}
