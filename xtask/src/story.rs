//! `cargo xtask story FILE…`: stories run natively, one after the other, until one fails.
//!
//! What runs a story is an argument: this file only reads, prints and counts.

use crate::steps::seconds;
use std::fs;
use std::time::Instant;

/// What came of one story.
pub struct Outcome {
    /// What happened, as the reader of a lesson would be told it; ends in a newline.
    pub transcript: String,
    /// The first `expect` that did not hold, with both sides.
    pub failure: Option<String>,
}

/// Runs the files in the order given. The error names the file: one that cannot be read, one that is no story
/// (`run` says where), or the first whose `expect` fails.
pub fn command(files: &[&str], run: impl Fn(&str) -> Result<Outcome, String>) -> Result<(), String> {
    if files.is_empty() || files.iter().any(|file| file.starts_with('-')) {
        return Err("usage: cargo xtask story FILE…".to_string());
    }
    for file in files {
        let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        println!("── {file}");
        let begun = Instant::now();
        let outcome = run(&text).map_err(|why| format!("{file}: {why}"))?;
        print!("{}", outcome.transcript);
        if let Some(failure) = outcome.failure {
            return Err(format!("{file}: {failure}"));
        }
        println!("   all expectations hold ({})", seconds(begun.elapsed()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root::at;
    use std::cell::RefCell;

    /// Stories of one word: "bad" is none, "fails" fails.
    fn outcome(word: &str) -> Result<Outcome, String> {
        match word {
            "bad" => Err("line 1: no such line".to_string()),
            _ => Ok(Outcome {
                transcript: format!("{word}\n"),
                failure: (word == "fails").then(|| "line 9: refused: 312, wanted 0".to_string()),
            }),
        }
    }

    fn check(words: &[&str], ran: &[&str], wanted: Result<(), &str>) {
        let folder = at("target/tmp/story");
        fs::create_dir_all(&folder).unwrap();
        let files: Vec<String> = words.iter().map(|word| folder.join(word).display().to_string()).collect();
        for (word, file) in words.iter().zip(&files) {
            fs::write(file, word).unwrap();
        }
        let seen = RefCell::new(Vec::new());
        let result = command(&files.iter().map(String::as_str).collect::<Vec<_>>(), |text| {
            seen.borrow_mut().push(text.to_string());
            outcome(text)
        });
        assert_eq!(*seen.borrow(), ran, "{words:?}");
        let result = result.map_err(|why| why.rsplit_once('/').unwrap().1.to_string());
        assert_eq!(result, wanted.map_err(str::to_string), "{words:?}");
    }

    #[test]
    fn the_first_that_fails_ends_it_and_is_named() {
        check(&["one", "two"], &["one", "two"], Ok(()));
        check(&["one", "fails", "two"], &["one", "fails"], Err("fails: line 9: refused: 312, wanted 0"));
        check(&["bad", "one"], &["bad"], Err("bad: line 1: no such line"));
    }

    #[test]
    fn no_file_and_a_missing_file_are_said() {
        assert!(command(&[], outcome).unwrap_err().starts_with("usage"));
        assert!(command(&["no/such.story"], outcome).unwrap_err().starts_with("no/such.story: "));
    }
}
