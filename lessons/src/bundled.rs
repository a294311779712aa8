//! This repository's own content, compiled in: for tests, proofs and whatever runs natively.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use crate::{Disagreement, Files, Lab, Lesson, Mistake, Scene};

static CONTENT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");

/// All files of `content`.
pub fn files() -> Files {
    Files::of(&CONTENT)
}

/// [`Files::scenes`] of ours.
///
/// # Errors
/// The first mistake in a file.
pub fn scenes() -> Result<Vec<Scene>, Mistake> {
    files().scenes()
}

/// [`Files::lessons`] of ours.
///
/// # Errors
/// The first mistake in a file.
pub fn lessons() -> Result<Vec<Lesson>, Mistake> {
    files().lessons()
}

/// [`Files::labs`] of ours.
///
/// # Errors
/// The first mistake in a file.
pub fn labs() -> Result<Vec<Lab>, Mistake> {
    files().labs()
}

/// [`Files::disagreements`] of ours.
///
/// # Errors
/// The first mistake in a file.
pub fn disagreements() -> Result<Vec<Disagreement>, Mistake> {
    files().disagreements()
}

/// Where a fact is taught.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taught {
    /// By the lesson with this id.
    Lesson(String),
    /// By the lab with this id.
    Lab(String),
    /// On the page of what the notes disagree about, by the entry with this id.
    Disagreement(String),
}

/// The facts that some lesson, lab or disagreement teaches, by number, and where: lessons first, in their order.
///
/// # Errors
/// The first mistake in a file.
pub fn facts_taught() -> Result<BTreeMap<u32, Vec<Taught>>, Mistake> {
    let mut taught: BTreeMap<u32, Vec<Taught>> = BTreeMap::new();
    for lesson in lessons()? {
        for fact in lesson.facts {
            taught.entry(fact).or_default().push(Taught::Lesson(lesson.id.clone()));
        }
    }
    for lab in labs()? {
        for fact in lab.facts {
            taught.entry(fact).or_default().push(Taught::Lab(lab.id.clone()));
        }
    }
    for entry in disagreements()? {
        for fact in entry.facts {
            taught.entry(fact).or_default().push(Taught::Disagreement(entry.id.clone()));
        }
    }
    Ok(taught)
}
