//! What is asked of a story that comes from outside, before anything of it is played.
//!
//! A story that passes may still be slow; it plays within the frame's budget then, and time can be stopped.

use engine::kernel::units::grouped;
use engine::story::{Line, Story};
use lessons::{Document, Lab};

use crate::model::OWN_LAB;

/// Bytes of a story's text.
pub const TEXT_MOST: usize = 256 * 1024;
/// Lines that are played, with each name of a range as one.
const LINES_MOST: usize = 2_000;
/// Commands that `repeat` may make of them.
const REPEATED_MOST: u64 = 20_000;

/// The story of a file.
///
/// # Errors
/// A sentence with the place and the reason.
pub fn bytes(bytes: &[u8]) -> Result<Story, String> {
    story(text(bytes)?)
}

/// The lab of a file.
///
/// # Errors
/// As [`bytes`].
pub fn lab(name: &str, bytes: &[u8]) -> Result<Lab, String> {
    let told = |mistake: lessons::Mistake| format!("It is no lab: {mistake}.");
    let document = Document::parse(name, text(bytes)?).map_err(told)?;
    let lab = lessons::lab(&document).map_err(told)?;
    bounded(&lab.story)?;
    Ok(Lab { id: OWN_LAB.to_owned(), ..lab })
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    if bytes.len() > TEXT_MOST {
        let (long, most) = (grouped(bytes.len() as u64), grouped(TEXT_MOST as u64));
        return Err(format!("It has {long} bytes, and a story has at most {most}."));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| format!("It is not text: byte {} is none of UTF-8.", error.valid_up_to() + 1))?;
    // As some editors begin a file.
    Ok(text.trim_start_matches('\u{feff}'))
}

/// The story of a text.
///
/// # Errors
/// As [`bytes`].
pub fn story(text: &str) -> Result<Story, String> {
    if text.len() > TEXT_MOST {
        let (long, most) = (grouped(text.len() as u64), grouped(TEXT_MOST as u64));
        return Err(format!("It has {long} bytes, and a story has at most {most}."));
    }
    if text.trim().is_empty() {
        return Err("It is empty.".to_owned());
    }
    let story = Story::parse(text).map_err(|error| format!("Its text is wrong in {error}"))?;
    bounded(&story)?;
    Ok(story)
}

fn bounded(story: &Story) -> Result<(), String> {
    let branches = story.solutions.iter().chain(&story.wrong_turns).flat_map(|branch| &branch.lines);
    let lines: Vec<&Line> = story.lines.iter().chain(branches).collect();
    if let Some(over) = lines.get(LINES_MOST) {
        let most = grouped(LINES_MOST as u64);
        return Err(format!(
            "It asks for too much: line {} is beyond the {most} that are played.",
            over.place.0
        ));
    }
    let mut repeated = 0;
    for line in lines {
        repeated += u64::from(line.times);
        if repeated > REPEATED_MOST {
            let most = grouped(REPEATED_MOST);
            let at = line.place.0;
            return Err(format!(
                "It asks for too much: up to line {at} there are more than {most} commands, with what `repeat` makes."
            ));
        }
    }
    Ok(())
}
