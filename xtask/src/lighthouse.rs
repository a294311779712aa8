//! Lighthouse over the served dist/: one exact version from npm. Its desktop settings: ten megabits a second, and this
//! machine's own speed.
//!
//! Accessibility, best practices and SEO must be full; of three measurements of performance the best one counts, for whatever
//! else the machine does only makes the page slower.

use crate::chromium;
use crate::command::{output, program, run, which};
use crate::root::at;
use crate::server::Server;
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const VERSION: &str = "13.5.0";
const DOWNLOAD: Duration = Duration::from_secs(180);
const RUN: Duration = Duration::from_secs(120);

/// Each with the least that is let pass.
const LEAST: [(&str, u32); 4] =
    [("performance", 95), ("accessibility", 100), ("best-practices", 100), ("seo", 100)];
const FLAGS: &str = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run \
                     --disable-background-networking --disable-component-update --disable-sync";

/// Measures dist/, which must be there.
///
/// # Errors
/// If a number is too low, with what Lighthouse finds wrong.
pub fn measure() -> Result<String, String> {
    let (Some(node), Ok(browser)) = (which("node"), chromium::find()) else {
        return Ok("SKIPPED: Lighthouse needs node and Chromium".to_owned());
    };
    if let Err(why) = install() {
        return Ok(format!("SKIPPED: Lighthouse {VERSION} cannot be installed: {why}"));
    }
    let server = Server::packing(&at("dist"), 0).map_err(|error| format!("a server: {error}"))?;
    let report = |categories: &str, name: &str| {
        let file = folder().join(name);
        let mut lighthouse = program(&node);
        lighthouse.arg(script()).arg(server.url()).args([
            "--quiet",
            "--preset=desktop",
            "--output=json",
            "--output-path",
        ]);
        lighthouse.arg(&file).arg(format!("--only-categories={categories}"));
        lighthouse.arg(format!("--chrome-flags={FLAGS}")).env("CHROME_PATH", &browser.browser);
        output(&mut lighthouse, RUN)?;
        read(&file)
    };
    let whole = report(&LEAST.map(|(name, _)| name).join(","), "all.json")?;
    let mut speeds = vec![score(&whole, "performance")?];
    for again in ["second.json", "third.json"] {
        speeds.push(score(&report("performance", again)?, "performance")?);
    }
    speeds.sort_unstable();
    let mut scores = vec![speeds[2]];
    for (name, _) in &LEAST[1..] {
        scores.push(score(&whole, name)?);
    }
    judge(&scores, &speeds, &faults(&whole))
}

fn judge(scores: &[u32], speeds: &[u32], faults: &str) -> Result<String, String> {
    let mut says = String::new();
    for ((name, least), score) in LEAST.iter().zip(scores) {
        let _ = write!(says, "{name} {score} (at least {least}), ");
    }
    let _ = write!(says, "performance thrice: {speeds:?}");
    let low = LEAST.iter().zip(scores).any(|((_, least), score)| score < least);
    if low { Err(format!("{says}\n{faults}")) } else { Ok(says) }
}

fn read(file: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
}

/// Of a hundred.
fn score(report: &Value, category: &str) -> Result<u32, String> {
    let score = report["categories"][category]["score"].as_f64();
    // A score is from 0 to 1, in hundredths.
    score
        .map(|score| (score * 100.0).round() as u32)
        .ok_or_else(|| format!("Lighthouse gives no score for {category}: {}", report["runtimeError"]))
}

/// What was not right, each in a line.
fn faults(report: &Value) -> String {
    let mut all = String::new();
    for (name, audit) in report["audits"].as_object().into_iter().flatten() {
        if audit["score"].as_f64().is_some_and(|score| score < 0.9) {
            let shown = audit["displayValue"].as_str().unwrap_or("");
            let _ = writeln!(all, "   {name}: {} {shown}", audit["title"].as_str().unwrap_or(""));
        }
    }
    all
}

fn install() -> Result<(), String> {
    if installed() {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    if which("npm").is_none() && which(npm).is_none() {
        return Err("npm is not on PATH".to_owned());
    }
    let target = folder();
    fs::create_dir_all(&target).map_err(|error| format!("{}: {error}", target.display()))?;
    let mut install = program(npm);
    // --ignore-scripts: a package may not run anything here.
    install.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]);
    run(install.arg("--prefix").arg(&target).arg(format!("lighthouse@{VERSION}")), DOWNLOAD)?;
    if installed() { Ok(()) } else { Err(format!("npm ended well, but {VERSION} is not there")) }
}

fn installed() -> bool {
    let package = folder().join("node_modules/lighthouse/package.json");
    let says = fs::read_to_string(package).unwrap_or_default();
    script().is_file() && says.contains(&format!("\"version\": \"{VERSION}\""))
}

fn script() -> PathBuf {
    folder().join("node_modules/lighthouse/cli/index.js")
}

fn folder() -> PathBuf {
    at("target/lighthouse")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_low_number_is_an_error_that_says_what_is_wrong() {
        let report: Value = serde_json::from_str(
            r#"{ "categories": { "performance": { "score": 0.94 }, "seo": { "score": null } },
                 "audits": { "lcp": { "score": 0.5, "title": "Largest paint", "displayValue": "4 s" },
                             "fcp": { "score": 1, "title": "First paint" } } }"#,
        )
        .unwrap();
        assert_eq!(score(&report, "performance"), Ok(94));
        assert!(score(&report, "seo").is_err(), "none is no zero and no hundred");
        let why = judge(&[94, 100, 100, 100], &[93, 94, 96], &faults(&report)).unwrap_err();
        assert!(why.contains("performance 94 (at least 95)") && why.contains("Largest paint 4 s"), "{why}");
        assert!(!why.contains("First paint"), "{why}");
        assert!(judge(&[95, 99, 100, 100], &[95; 3], "").is_err());
        assert!(judge(&[95, 100, 100, 100], &[95; 3], "").is_ok());
    }
}
