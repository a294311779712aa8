//! `cargo xtask prove FILE…`: content files as they are on disk, proved as the tests prove what is built in.
//!
//! The folder says what a file is: `stories`, `lessons`, `labs`, `disagreements`, or `content` in `quiz`. A `.story` in any other
//! folder is played once, as it is written. A name of something that is not there is a note and no failure: its
//! file may be written next.

use crate::steps::seconds;
use lessons::document::Document;
use lessons::proof;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// What a file came to.
struct Outcome {
    failures: Vec<String>,
    notes: Vec<String>,
}

/// Proves the files in the order given, one line each, or its first failure below the line. The error counts.
pub fn command(files: &[&str]) -> Result<(), String> {
    if files.is_empty() || files.iter().any(|file| file.starts_with('-')) {
        return Err("usage: cargo xtask prove FILE…".to_string());
    }
    let mut failed = 0;
    for file in files {
        let begun = Instant::now();
        let outcome = prove(Path::new(file));
        let time = seconds(begun.elapsed());
        let mut lines = Vec::new();
        let (failures, notes) = match outcome {
            Ok(outcome) => (outcome.failures, outcome.notes),
            Err(why) => (vec![why], Vec::new()),
        };
        match failures.split_first() {
            None => lines.push(format!("ok      {time:>7}  {file}")),
            Some((first, others)) => {
                failed += 1;
                lines.push(format!("FAILED  {time:>7}  {file}\n  {first}"));
                if !others.is_empty() {
                    lines.push(format!("  and {} more like it, or on other seeds and eras", others.len()));
                }
            }
        }
        lines.extend(notes.iter().map(|note| format!("        note: {note}")));
        if !said(&mut std::io::stdout(), &lines) {
            return Ok(());
        }
    }
    match failed {
        0 => Ok(()),
        failed => Err(format!("{failed} of {} failed", files.len())),
    }
}

/// Whether whoever reads still listens: `| head -1` has heard enough after a line.
fn said(out: &mut impl Write, lines: &[String]) -> bool {
    lines.iter().try_for_each(|line| writeln!(out, "{line}")).and_then(|()| out.flush()).is_ok()
}

/// Reads one file and proves it. The error says why it cannot be read.
fn prove(file: &Path) -> Result<Outcome, String> {
    let told = |error: std::io::Error| error.to_string();
    let text = fs::read_to_string(file).map_err(told)?;
    // The folder is looked at, and the call may come from inside it.
    let whole = fs::canonicalize(file).map_err(told)?;
    let folder = whole.parent().unwrap_or(Path::new(""));
    let named = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = format!("{}/{}", named(folder), named(&whole));
    let document = || Document::parse(&name, &text).map_err(|mistake| mistake.to_string());
    let is_story = whole.extension().is_some_and(|end| end == "story");
    let mut notes = Vec::new();
    let lent = ::tools::native();
    let failures = match (named(folder).as_str(), is_story) {
        ("stories", true) => {
            proof::scene(&lessons::scene(&name, &text).map_err(|mistake| mistake.to_string())?, &lent)
        }
        (_, true) => {
            let scene = lessons::scene(&name, &text).map_err(|mistake| mistake.to_string())?;
            let transcript = engine::story::run_lent(&scene.story, None, &lent);
            if transcript.ok() { Vec::new() } else { vec![proof::told("the story fails", &transcript)] }
        }
        ("lessons", false) => {
            let lesson = lessons::lesson(&document()?).map_err(|mistake| mistake.to_string())?;
            let questions = folder.join("../../../quiz/content");
            notes.extend(lesson.questions.iter().filter_map(|id| missing("question", id, &questions)));
            notes.extend(lesson.lab.iter().filter_map(|id| missing("lab", id, &folder.join("../labs"))));
            proof::lesson(&lesson, &lent)
        }
        ("labs", false) => {
            let lab = lessons::lab(&document()?).map_err(|mistake| mistake.to_string())?;
            notes
                .extend(lab.lesson.iter().filter_map(|id| missing("lesson", id, &folder.join("../lessons"))));
            proof::lab(&lab, &lent)
        }
        ("disagreements", false) => {
            let entry =
                lessons::disagreement::disagreement(&document()?).map_err(|mistake| mistake.to_string())?;
            notes.extend(missing("lesson", &entry.lesson, &folder.join("../lessons")));
            proof::disagreement(&entry, &lent)
        }
        ("content", false) if folder.parent().is_some_and(|above| named(above) == "quiz") => {
            quiz::proof::question(
                &quiz::question(&document()?).map_err(|mistake| mistake.to_string())?,
                &lent,
            )
        }
        (other, false) => {
            return Err(format!(
                "the folder `{other}` does not say what it is: a .story, or a file in lessons, labs, disagreements or quiz/content"
            ));
        }
    };
    Ok(Outcome { failures, notes })
}

fn missing(what: &str, id: &str, folder: &Path) -> Option<String> {
    let there = folder.join(format!("{id}.md")).is_file();
    (!there).then(|| format!("it names the {what} `{id}`, which is not there yet"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root::at;

    /// A file of our own below a folder of this name: its first failure's first line, and its notes.
    fn told(folder: &str, name: &str, text: &str) -> (String, Vec<String>) {
        let folder = at("target/tmp/prove").join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), text).unwrap();
        match prove(&folder.join(name)) {
            Ok(outcome) => {
                let first = outcome.failures.first().and_then(|text| text.lines().next()).unwrap_or("ok");
                (first.to_owned(), outcome.notes)
            }
            Err(why) => (why, Vec::new()),
        }
    }

    fn check(folder: &str, name: &str, text: &str, expected: &str) {
        assert_eq!(told(folder, name, text).0, expected, "{folder}/{name}");
    }

    #[test]
    fn the_folder_says_what_a_file_is() {
        let wrong = "expect at 1s time.s = 2";
        check("any", "a.story", "expect at 1s time.s = 1", "ok");
        check("any", "a.story", wrong, "the story fails");
        check(
            "any",
            "a.story",
            "\nseed x",
            "any/a.story, line 2: column 6: `x` is not a seed: write a whole number",
        );
        check("stories", "a.story", wrong, "era 2020, seed 1: the story fails");
        check(
            "any",
            "a.md",
            wrong,
            "the folder `any` does not say what it is: a .story, or a file in lessons, labs, disagreements or quiz/content",
        );
        check("labs", "a.md", "title: T\n", "labs/a.md: the section `## Task` is missing");
        check(
            "quiz/content",
            "a.md",
            "title: T\n",
            "content/a.md, line 1: unknown field `title`: expected one of eras, domain, facts, badge, select",
        );
    }

    #[test]
    fn a_name_that_is_not_there_is_a_note() {
        let lesson =
            "title: T\ngroup: G\norder: 1\neras: today\nfacts: 1\nquestions: q\nlab: l\n\n## One\n\nText.\n";
        let notes = |what: &str, id: &str| format!("it names the {what} `{id}`, which is not there yet");
        assert_eq!(
            told("lessons/content/lessons", "a.md", lesson),
            ("ok".to_owned(), vec![notes("question", "q"), notes("lab", "l")])
        );
    }

    #[test]
    fn what_is_built_in_is_proved_from_disk_too_and_the_failures_are_counted() {
        let good = at("quiz/content/processing-failed.md").display().to_string();
        assert_eq!(command(&[&good]), Ok(()));
        assert_eq!(command(&[&good, "no/such.md"]), Err("1 of 2 failed".to_string()));
        assert!(command(&[]).unwrap_err().starts_with("usage"));
    }
}
