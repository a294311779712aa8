//! What an explanation says.

use engine::why::Why;

/// Its sentences as one text, in which each of these parts stands.
#[track_caller]
pub fn says(why: &Why, parts: &[&str]) -> String {
    let text = why.sentences.join("\n");
    for part in parts {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    text
}
