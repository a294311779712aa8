//! Lessons, labs and questions, read once.
//!
//! Their files are part of the program; the content tests read every one, so a mistake in them is a bug here.

use std::sync::OnceLock;

use engine::story::Story;
use lessons::{Lab, Lesson, Scene};
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

pub fn question(id: &str) -> Option<&'static Question> {
    questions().iter().find(|question| question.id == id)
}
