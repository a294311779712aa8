//! This repository's own questions, compiled in: for tests, proofs and whatever runs natively.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use lessons::{Files, Mistake};

use crate::{Question, read};

static CONTENT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");

/// All files of `content`.
pub fn files() -> Files {
    Files::of(&CONTENT)
}

/// [`read`] of ours.
///
/// # Errors
/// The first mistake in a file.
pub fn questions() -> Result<Vec<Question>, Mistake> {
    read(&files())
}

/// The facts that some question asks for, by number, with the ids of the questions.
///
/// # Errors
/// The first mistake in a file.
pub fn facts_asked() -> Result<BTreeMap<u32, Vec<String>>, Mistake> {
    let mut asked: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for question in questions()? {
        for fact in question.facts {
            asked.entry(fact).or_default().push(question.id.clone());
        }
    }
    Ok(asked)
}
