//! `cargo xtask bench`: builds what is timed, finds what it is timed beside, and runs xtask/bench.
//!
//! The page's own profile for the engine, native and wasm alike; the endpoint as `cargo xtask endpoint` builds it.

use crate::command::{cargo, program, run, which};
use crate::endpoint::built;
use crate::root::at;
use crate::{chromium, dist, rust};
use std::path::{Path, PathBuf};
use std::time::Duration;

const BUILD: Duration = Duration::from_secs(1800);
const DOWNLOAD: Duration = Duration::from_secs(300);
const RUN: Duration = Duration::from_secs(900);
const WASM: &str = "wasm32-unknown-unknown";
const KINESALITE: &str = "3.3.3";

/// Prints the figures; fails if one could not be taken, never because of what it is.
pub fn command(words: &[&str]) -> Result<(), String> {
    if !words.is_empty() {
        return Err("cargo xtask bench takes no arguments".to_string());
    }
    run(&mut cargo(&["build", "--quiet", "--release", "-p", "bench", "--bin", "bench"]), BUILD)?;
    let mut bench = program(built("release/bench"));
    match frames() {
        Ok(frames) => drop(bench.arg("--page").arg(frames)),
        Err(why) => eprintln!("left out: the page was not played: {why}"),
    }
    match which("node") {
        None => eprintln!("left out: no node, so neither wasm nor kinesalite was run"),
        Some(node) => {
            bench.arg("--node").arg(node).arg("--wasm").arg(module()?);
            match kinesalite()? {
                Ok(script) => bench.arg("--endpoint").arg(endpoint()?).arg("--kinesalite").arg(script),
                Err(why) => {
                    eprintln!("left out: {why}, so nothing stands beside the endpoint");
                    &mut bench
                }
            };
        }
    }
    run(&mut bench, RUN)
}

/// The program that plays the page, and the page itself.
fn frames() -> Result<PathBuf, String> {
    chromium::find()?;
    dist::make(&at("dist"))?;
    run(&mut cargo(&["build", "--quiet", "-p", "browser", "--bin", "frames"]), BUILD)?;
    Ok(built("debug/frames"))
}

fn module() -> Result<PathBuf, String> {
    rust::wasm_target()?;
    run(&mut cargo(&["build", "--quiet", "--release", "-p", "bench", "--lib", "--target", WASM]), BUILD)?;
    let beside = built("");
    Ok(beside.join(WASM).join("release/bench.wasm"))
}

fn endpoint() -> Result<PathBuf, String> {
    let build = ["build", "--quiet", "-p", "endpoint", "--bin", "endpoint", "--profile", "native"];
    run(&mut cargo(&build), BUILD)?;
    Ok(built("native/endpoint"))
}

/// kinesalite's program, installed from npm; or what is missing.
fn kinesalite() -> Result<Result<PathBuf, String>, String> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let folder = at("target/bench/node");
    let script = folder.join("node_modules/kinesalite/cli.js");
    if is_there(&folder) {
        return Ok(Ok(script));
    }
    if which(npm).is_none() {
        return Ok(Err("no npm to install kinesalite with".to_string()));
    }
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut install = program(npm);
    // --ignore-scripts: a package may not run anything here.
    install.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]);
    install.arg("--prefix").arg(&folder).arg(format!("kinesalite@{KINESALITE}"));
    if let Err(why) = run(&mut install, DOWNLOAD) {
        return Ok(Err(format!("kinesalite {KINESALITE} could not be installed ({why})")));
    }
    Ok(if is_there(&folder) { Ok(script) } else { Err(format!("npm installed no kinesalite {KINESALITE}")) })
}

fn is_there(folder: &Path) -> bool {
    let package = folder.join("node_modules/kinesalite/package.json");
    std::fs::read_to_string(package)
        .is_ok_and(|text| text.contains(&format!("\"version\": \"{KINESALITE}\"")))
}
