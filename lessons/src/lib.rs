//! Lessons, labs and stories as text files, and the types that load and check them.
//!
//! A second scene is one new file under `content/stories`, a second lesson one under `content/lessons`, a second
//! lab one under `content/labs`, a second contradiction between notes one under `content/disagreements`: see
//! [`document`] for the form, and `engine::story` for what stands in a ```` ```story ```` fence.
//!
//! [`Files`] reads content from wherever it is; the feature `bundled` compiles this repository's own in.
//!
//! Absent on purpose: anything about the page. [`proof`] checks what a file claims, for `tests/proofs.rs` and for
//! `cargo xtask prove`.

#[cfg(feature = "bundled")]
mod bundled;
pub mod disagreement;
pub mod document;
mod files;
pub mod proof;
pub mod proposed;
pub mod sort;
mod write;

use engine::era::Era;
use engine::story::{Statement, Story};

#[cfg(feature = "bundled")]
pub use bundled::{Taught, disagreements, facts_taught, files, labs, lessons, scenes};
pub use disagreement::Disagreement;
pub use document::{Document, Mistake, Section};
pub use files::Files;
pub use write::paragraph;

/// The id of the story on which the page opens.
pub const HOOK: &str = "hook";

/// Its text: with the page itself, so that it plays before anything else is there.
const HOOK_TEXT: &str = include_str!("../content/stories/hook.story");

/// The facts are numbered from 1 to this.
pub const FACTS_LAST: u32 = 292;

/// A scene to play with: a story without goals, by the name of its file.
#[derive(Clone, Debug)]
pub struct Scene {
    pub id: String,
    pub story: Story,
}

/// Reads a scene, given the name of its file.
///
/// # Errors
/// The first slip of the story.
pub fn scene(name: &str, text: &str) -> Result<Scene, Mistake> {
    let id = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".story").to_owned();
    let mistake = |error: engine::story::Error| Mistake {
        file: name.to_owned(),
        line: error.line,
        message: format!("column {}: {}", error.column, error.message),
    };
    Ok(Scene { id, story: Story::parse(text).map_err(mistake)? })
}

/// The story on which the page opens.
///
/// # Errors
/// The first mistake in it.
pub fn hook() -> Result<Story, Mistake> {
    scene(&format!("stories/{HOOK}.story"), HOOK_TEXT).map(|scene| scene.story)
}

/// A lesson: short text beside a live figure, one idea a screen.
#[derive(Clone, Debug)]
pub struct Lesson {
    pub id: String,
    pub title: String,
    pub group: String,
    pub order: u32,
    /// The eras in which it is true.
    pub eras: Vec<Era>,
    /// The numbers of the facts that it teaches.
    pub facts: Vec<u32>,
    pub screens: Vec<Screen>,
    /// Ids of questions.
    pub questions: Vec<String>,
    /// The id of a lab.
    pub lab: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Screen {
    pub title: String,
    pub paragraphs: Vec<String>,
    pub figure: Option<Story>,
    /// Things to sort, in the place of a figure.
    pub sort: Option<sort::Sort>,
    /// Why each option of the figure's prediction is right or not, in their order.
    pub reasons: Vec<String>,
}

impl Screen {
    /// How many options the learner has to choose from, if something is to be predicted.
    pub fn options(&self) -> Option<usize> {
        self.figure.as_ref()?.lines.iter().find_map(|line| match &line.what {
            Statement::Predict(prediction) => Some(prediction.options.len()),
            Statement::Do(_)
            | Statement::Refused(_)
            | Statement::Expect(_)
            | Statement::Say(_)
            | Statement::Comment(_) => None,
        })
    }
}

/// A lab: a story with goals, three hints, a solution and wrong turns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lab {
    pub id: String,
    pub title: String,
    pub group: String,
    pub order: u32,
    pub eras: Vec<Era>,
    pub facts: Vec<u32>,
    /// The id of the lesson behind it.
    pub lesson: Option<String>,
    pub task: Vec<String>,
    /// A nudge, where, exactly what.
    pub hints: Vec<String>,
    pub story: Story,
}

/// Reads a lesson file. Below a figure with a prediction stands a list: for each option, in their order, why it is right
/// or not.
///
/// # Errors
/// The first mistake, with its line.
pub fn lesson(document: &Document) -> Result<Lesson, Mistake> {
    document.only(&["title", "group", "order", "eras", "facts", "questions", "lab"])?;
    let screens = document.sections.iter().map(|section| {
        section.only(document, true, &["story", "sort"])?;
        let (figures, sorts) = (section.fences("story"), section.fences("sort"));
        if figures.len() + sorts.len() > 1 {
            return Err(document.mistake(section.line, "a screen has one figure at the most"));
        }
        let figure = figures.first().map(|(_, line, text)| story(document, *line, text)).transpose()?;
        let sort = sorts.first().map(|(_, line, text)| {
            sort::Sort::parse(text).map_err(|(at, why)| document.mistake(line + at, why))
        });
        let sort = sort.transpose()?;
        let (title, paragraphs) = (section.title.clone(), section.paragraphs());
        let screen = Screen { title, paragraphs, figure, sort, reasons: section.list() };
        match (screen.options(), screen.reasons.len()) {
            (_, 0) => Ok(screen),
            (None, _) => {
                let text =
                    "a list is for the reasons of a prediction, and this screen has none: write paragraphs";
                Err(document.mistake(section.line, text))
            }
            (Some(options), reasons) if options != reasons => {
                let text =
                    format!("the prediction has {options} options, and {reasons} reasons stand below it");
                Err(document.mistake(section.line, text))
            }
            (Some(_), _) => Ok(screen),
        }
    });
    let screens = screens.collect::<Result<Vec<_>, _>>()?;
    if screens.is_empty() {
        return Err(document.mistake(0, "a lesson needs at least one screen, `## Title`"));
    }
    Ok(Lesson {
        id: document.id(),
        title: document.field("title")?.to_owned(),
        group: document.field("group")?.to_owned(),
        order: order(document)?,
        eras: eras(document)?,
        facts: facts(document)?,
        screens,
        questions: document.words("questions", "an id", |word| Some(word.to_owned()))?,
        lab: document.optional("lab").map(str::to_owned),
    })
}

/// Reads a lab file.
///
/// # Errors
/// The first mistake, with its line.
pub fn lab(document: &Document) -> Result<Lab, Mistake> {
    document.only(&["title", "group", "order", "eras", "facts", "lesson"])?;
    let (task, hints) = (document.section("Task")?, document.section("Hints")?);
    task.only(document, false, &[])?;
    hints.only(document, true, &["story"])?;
    if let Some(other) =
        document.sections.iter().find(|section| section.line != task.line && section.line != hints.line)
    {
        let text = format!("expected `## Task` or `## Hints`, each once, found `## {}`", other.title);
        return Err(document.mistake(other.line, text));
    }
    let found = hints.list();
    if found.len() != 3 {
        let text = format!("a lab has three hints (a nudge, where, exactly what), here are {}", found.len());
        return Err(document.mistake(hints.line, text));
    }
    let (_, line, text) = hints.fences("story").first().copied().ok_or_else(|| {
        document.mistake(hints.line, "the lab's story is missing: a ```story fence at the end")
    })?;
    Ok(Lab {
        id: document.id(),
        title: document.field("title")?.to_owned(),
        group: document.field("group")?.to_owned(),
        order: order(document)?,
        eras: eras(document)?,
        facts: facts(document)?,
        lesson: document.optional("lesson").map(str::to_owned),
        task: task.paragraphs(),
        hints: found,
        story: story(document, line, text)?,
    })
}

/// Reads a story that stands in a document; `line` is where its first line stands.
///
/// # Errors
/// With the line in the document.
pub fn story(document: &Document, line: usize, text: &str) -> Result<Story, Mistake> {
    Story::parse(text).map_err(|error| {
        document.mistake(line + error.line - 1, format!("column {}: {}", error.column, error.message))
    })
}

/// # Errors
/// If an era is unknown or none is named.
pub fn eras(document: &Document) -> Result<Vec<Era>, Mistake> {
    document.field("eras")?;
    document.words("eras", "an era: write 2018, 2020 or today", Era::parse)
}

/// # Errors
/// If a word is not the number of a fact.
pub fn facts(document: &Document) -> Result<Vec<u32>, Mistake> {
    let what = format!("the number of a fact, 1 to {FACTS_LAST}");
    let read = |word: &str| word.parse().ok().filter(|number| (1..=FACTS_LAST).contains(number));
    document.words("facts", &what, read)
}

fn order(document: &Document) -> Result<u32, Mistake> {
    let orders = document.words("order", "a number", |word| word.parse().ok())?;
    orders.first().copied().ok_or_else(|| document.mistake(0, "the field `order:` is missing"))
}
