//! `cargo xtask test`: all that must hold, quickest to fail first.

use crate::ahead::Ahead;
use crate::command::{cargo, line, run};
use crate::root::at;
use crate::steps::{seconds, step};
use crate::{axe, chromium, clients, dist, lighthouse, rust, tools};
use std::time::{Duration, Instant};

const USAGE: &str = "usage: cargo xtask test [--no-browser] [--only STEP]";

/// Name, what a reader is told, and the work.
type Step = (&'static str, &'static str, Work);

enum Work {
    /// The words after `cargo`.
    Cargo(&'static str),
    Own(fn() -> Result<String, String>),
}

use Work::{Cargo, Own};

/// What is missing is found in the first seconds, not after the builds.
const STEPS: [Step; 15] = [
    ("locks", "wasm-bindgen's two versions", Own(tools::locks_agree)),
    ("target", "wasm target", Own(rust::wasm_target)),
    ("lint-tools", "rustfmt and clippy", Own(rust::lint_tools)),
    ("chromium", "Chromium and chromedriver", Own(chromium::find_or_install)),
    ("axe", "axe-core", Own(axe::install)),
    ("fmt", "formatting", Cargo("fmt --all --check")),
    ("clippy", "lints", Cargo("clippy --quiet --workspace --all-targets -- -D warnings")),
    (
        "clippy-wasm",
        "lints of the page",
        Cargo("clippy --quiet -p web --target wasm32-unknown-unknown -- -D warnings"),
    ),
    ("tests", "engine, its tools, stories, content, xtask", Cargo("test --quiet")),
    ("web-units", "the page's model and layout", Cargo("test --quiet -p web")),
    (
        "split-wasm",
        "what splits the page's module",
        Cargo(
            "test --quiet --locked --manifest-path xtask/tools/Cargo.toml --target-dir target/tools --bin split-wasm",
        ),
    ),
    ("clients", "boto3, AWS CLI and JavaScript SDK against the endpoint", Own(clients::try_all)),
    ("dist", "the static site", Own(|| dist::command(&[]).map(|()| "dist/ is there".to_string()))),
    ("browser", "the page in headless Chromium", Own(in_browser)),
    ("lighthouse", "what Lighthouse says of the served page", Own(lighthouse::measure)),
];

/// This step is begun when that one is, and waited for in its own place: each leaves a core idle for minutes.
const AHEAD: (&str, &str) = ("dist", "tests");

const NEED_A_BROWSER: [&str; 4] = ["chromium", "axe", "browser", "lighthouse"];

/// Any one cargo step: a cold build on two cores takes a tenth of it.
const LIMIT: Duration = Duration::from_secs(1800);

struct Options {
    browser: bool,
    only: Option<String>,
}

/// Runs the steps in order, stops at the first that fails, and ends with a table of all it did.
pub fn command(arguments: &[&str]) -> Result<(), String> {
    let options = read(arguments)?;
    let begun = Instant::now();
    let mut table = String::new();
    let mut failed = None;
    let mut ahead = None;
    for one in STEPS.iter().filter(|(name, ..)| options.only.as_deref().is_none_or(|only| only == *name)) {
        let (name, ..) = one;
        if !options.browser && NEED_A_BROWSER.contains(name) {
            println!("── {name}: SKIPPED, --no-browser");
            table += &format!("   {name:<12} SKIPPED\n");
            continue;
        }
        let started = Instant::now();
        if options.only.is_none() && *name == AHEAD.1 {
            println!("── {}: begun beside what follows", AHEAD.0);
            ahead = Some(Ahead::start(AHEAD.0)?);
        }
        let result = match ahead.take_if(|_| *name == AHEAD.0) {
            Some(ahead) => wait_for(one, ahead),
            None => work(one),
        };
        let word = match &result {
            Ok(said) if said.starts_with("SKIPPED") => said,
            Ok(_) => "ok",
            Err(_) => "FAILED",
        };
        table += &format!("   {name:<12} {word:<7} {:>8}\n", seconds(started.elapsed()));
        if let Err(why) = result {
            failed = Some(format!("{name} failed: {why}\n{name} alone: {}", alone(one)));
            break;
        }
    }
    println!("── summary\n{table}   {:<12} {:<7} {:>8}", "all", "", seconds(begun.elapsed()));
    if !options.browser {
        println!("   The page was NOT tried in a browser: --no-browser was given.");
    }
    failed.map_or(Ok(()), Err)
}

fn wait_for((name, what, _): &Step, ahead: Ahead) -> Result<String, String> {
    step(&format!("{name}: {what}"), || ahead.finish(LIMIT).map(|()| "ok".to_owned()))?;
    Ok("ok".to_owned())
}

/// Does it, and returns what it said at its end: the table repeats what was SKIPPED.
fn work((name, what, work): &Step) -> Result<String, String> {
    let mut said = String::new();
    step(&format!("{name}: {what}"), || {
        said = match work {
            Cargo(words) => {
                let mut command = cargo(&words.split(' ').collect::<Vec<_>>());
                println!("   {}", line(&command));
                run(&mut command, LIMIT).map(|()| "ok".to_string())?
            }
            Own(work) => work()?,
        };
        Ok(said.clone())
    })?;
    Ok(said)
}

/// Pictures of an earlier run would tell of faults that are mended.
fn in_browser() -> Result<String, String> {
    let pictures = at("artefacts/screenshots");
    if pictures.exists() {
        std::fs::remove_dir_all(&pictures).map_err(|error| format!("{}: {error}", pictures.display()))?;
    }
    // The page follows a real one.
    run(&mut cargo(&["build", "--quiet", "-p", "endpoint", "--bin", "endpoint"]), LIMIT)?;
    run(&mut cargo(&["test", "--quiet", "-p", "browser"]), LIMIT)?;
    Ok("screenshots are in artefacts/screenshots".to_string())
}

fn alone((name, _, work): &Step) -> String {
    match work {
        Cargo(words) => format!("cargo {words}"),
        Own(_) => format!("cargo xtask test --only {name}"),
    }
}

fn read(arguments: &[&str]) -> Result<Options, String> {
    let mut options = Options { browser: true, only: None };
    let mut rest = arguments.iter();
    while let Some(&word) = rest.next() {
        match word {
            "--no-browser" => options.browser = false,
            "--only" => options.only = Some(step_named(rest.next().ok_or(USAGE)?)?),
            _ => return Err(USAGE.to_string()),
        }
    }
    Ok(options)
}

fn step_named(name: &str) -> Result<String, String> {
    let names = STEPS.map(|(name, ..)| name);
    if names.contains(&name) {
        return Ok(name.to_string());
    }
    Err(format!("no step `{name}`; there are: {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_can_be_run_alone() {
        for one in STEPS {
            let line = alone(&one);
            if let Some(name) = line.strip_prefix("cargo xtask test --only ") {
                let words = ["--only", name];
                assert_eq!(read(&words).unwrap().only.as_deref(), Some(name));
            } else {
                assert!(line.starts_with("cargo "), "{line}");
            }
        }
    }

    #[test]
    fn a_wrong_step_is_answered_with_the_right_ones() {
        let why = read(&["--only", "browsers"]).err().unwrap();
        assert!(why.contains("no step `browsers`") && why.contains("clippy-wasm"), "{why}");
    }

    #[test]
    fn what_is_begun_ahead_is_begun_before_its_place_and_is_a_command() {
        let place = |name: &str| STEPS.iter().position(|(step, ..)| *step == name).unwrap();
        assert!(place(AHEAD.1) < place(AHEAD.0));
        assert_eq!(alone(&STEPS[place(AHEAD.0)]), format!("cargo xtask test --only {}", AHEAD.0));
    }

    #[test]
    fn what_needs_a_browser_is_a_step() {
        for name in NEED_A_BROWSER {
            assert!(step_named(name).is_ok(), "{name}");
        }
    }
}
