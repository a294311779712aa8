//! Lessons, labs and questions: files of the site, fetched when a page first needs them, and read once.
//!
//! The first scene alone is part of the program, so that it plays at once. The content tests read every file; what
//! cannot be read here is of another build than this program.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use engine::story::Story;
use lessons::{Disagreement, Files, Lab, Lesson, Mistake, Scene};
use quiz::Question;

use crate::model::OWN_LAB;
use crate::route::Route;

/// What is fetched as one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Lessons, labs, scenes, and what the notes disagree about.
    Lessons,
    Quiz,
}

impl Part {
    pub const ALL: [Part; 2] = [Part::Lessons, Part::Quiz];

    /// Where it stands beside the page; `cargo xtask dist` writes it there.
    pub fn url(self) -> &'static str {
        match self {
            Part::Lessons => "./content/lessons.json",
            Part::Quiz => "./content/quiz.json",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Lessons => "lessons and labs",
            Part::Quiz => "questions",
        })
    }
}

#[derive(Debug)]
struct Read {
    scenes: Vec<Scene>,
    lessons: Vec<Lesson>,
    labs: Vec<Lab>,
    disagreements: Vec<Disagreement>,
}

static LESSONS: OnceLock<Read> = OnceLock::new();
static QUIZ: OnceLock<Vec<Question>> = OnceLock::new();

/// Takes what was fetched: the texts by their names, as JSON.
///
/// # Errors
/// Why it cannot be read.
pub fn put(part: Part, json: &str) -> Result<(), String> {
    let texts: BTreeMap<String, String> = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let files = texts.into_iter().map(|(name, text)| (name, text.into())).collect();
    let read = match part {
        Part::Lessons => read(&files).map(|read| drop(LESSONS.set(read))),
        Part::Quiz => quiz::read(&files).map(|questions| drop(QUIZ.set(questions))),
    };
    #[cfg(test)]
    tests::here(part);
    read.map_err(|mistake| mistake.to_string())
}

fn read(files: &Files) -> Result<Read, Mistake> {
    Ok(Read {
        scenes: files.scenes()?,
        lessons: files.lessons()?,
        labs: files.labs()?,
        disagreements: files.disagreements()?,
    })
}

#[cfg(not(test))]
fn all() -> Option<&'static Read> {
    LESSONS.get()
}

#[cfg(not(test))]
fn bank() -> Option<&'static Vec<Question>> {
    QUIZ.get()
}

/// Natively it is compiled in.
#[cfg(test)]
fn all() -> Option<&'static Read> {
    tests::is_here(Part::Lessons).then(|| LESSONS.get_or_init(|| read(&lessons::files()).expect("tested")))
}

#[cfg(test)]
fn bank() -> Option<&'static Vec<Question>> {
    tests::is_here(Part::Quiz).then(|| QUIZ.get_or_init(|| quiz::questions().expect("tested")))
}

pub fn is_there(part: Part) -> bool {
    match part {
        Part::Lessons => all().is_some(),
        Part::Quiz => bank().is_some(),
    }
}

/// What a page cannot be shown without.
pub fn needed(route: &Route) -> Option<Part> {
    match route {
        Route::Learn | Route::Lesson(..) | Route::Labs | Route::Lab(_) | Route::Disagreements => {
            Some(Part::Lessons)
        }
        Route::Quiz | Route::Question(_) => Some(Part::Quiz),
        Route::Playground
        | Route::Story(_)
        | Route::Shared(_)
        | Route::Reference(_)
        | Route::Data
        | Route::Unknown(_) => None,
    }
}

/// What a page leads to at its end.
pub fn useful(route: &Route) -> Option<Part> {
    match route {
        Route::Lesson(..) | Route::Lab(_) => Some(Part::Quiz),
        // They name lessons and labs.
        Route::Reference(_) | Route::Data => Some(Part::Lessons),
        Route::Learn
        | Route::Labs
        | Route::Disagreements
        | Route::Quiz
        | Route::Question(_)
        | Route::Playground
        | Route::Story(_)
        | Route::Shared(_)
        | Route::Unknown(_) => None,
    }
}

/// What the page at this address waits for.
pub fn missing(route: &Route) -> Option<Part> {
    needed(route).filter(|part| !is_there(*part))
}

pub fn hook() -> &'static Story {
    static HOOK: OnceLock<Story> = OnceLock::new();
    HOOK.get_or_init(|| lessons::hook().expect("the content tests read it"))
}

pub fn scenes() -> &'static [Scene] {
    all().map_or(&[], |all| &all.scenes)
}

pub fn lessons() -> &'static [Lesson] {
    all().map_or(&[], |all| &all.lessons)
}

pub fn labs() -> &'static [Lab] {
    all().map_or(&[], |all| &all.labs)
}

pub fn disagreements() -> &'static [Disagreement] {
    all().map_or(&[], |all| &all.disagreements)
}

pub fn questions() -> &'static [Question] {
    bank().map_or(&[], Vec::as_slice)
}

pub fn lesson(id: &str) -> Option<&'static Lesson> {
    lessons().iter().find(|lesson| lesson.id == id)
}

thread_local! {
    static OWN: Cell<Option<&'static Lab>> = const { Cell::new(None) };
}

/// The lab that a learner has made, or opened from a file; none takes it away.
pub fn set_own(lab: Option<Lab>) {
    // Labs live as long as the page; one of one's own is small, and made by hand.
    OWN.set(lab.map(|lab| &*Box::leak(Box::new(lab))));
}

/// That lab, if there is one.
pub fn own_lab() -> Option<&'static Lab> {
    OWN.get()
}

pub fn lab(id: &str) -> Option<&'static Lab> {
    if id == OWN_LAB {
        return own_lab();
    }
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
pub mod tests {
    use std::cell::RefCell;

    use super::*;

    thread_local! {
        static AWAY: RefCell<Vec<Part>> = const { RefCell::new(Vec::new()) };
    }

    /// As if it were not fetched yet, in this thread.
    pub fn take_away(part: Part) {
        AWAY.with_borrow_mut(|away| away.push(part));
    }

    pub(super) fn here(part: Part) {
        AWAY.with_borrow_mut(|away| away.retain(|it| *it != part));
    }

    pub(super) fn is_here(part: Part) -> bool {
        AWAY.with_borrow(|away| !away.contains(&part))
    }

    #[test]
    fn what_is_of_another_build_is_an_error_and_no_crash() {
        assert!(put(Part::Quiz, "<!doctype html>").unwrap_err().contains("line 1"));
        let why = put(Part::Lessons, r#"{"labs/a.md": "title: A"}"#).unwrap_err();
        assert!(why.starts_with("labs/a.md"), "{why}");
    }

    #[test]
    fn what_is_written_for_the_page_reads_as_what_is_compiled_in() {
        let json = |files: &Files| serde_json::to_string(&files.texts().collect::<BTreeMap<_, _>>()).unwrap();
        take_away(Part::Quiz);
        assert!(questions().is_empty() && question("a-batch-of-501").is_none());
        assert_eq!(put(Part::Quiz, &json(&quiz::files())), Ok(()));
        assert_eq!(put(Part::Lessons, &json(&lessons::files())), Ok(()));
        assert!(question("a-batch-of-501").is_some() && lab("cool-a-hot-shard").is_some());
    }

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
