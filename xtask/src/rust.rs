//! What the Rust toolchain must have: the wasm target, rustfmt and clippy. Added to the toolchain cargo was
//! called with, never another one.

use crate::command::{cargo, output, program, run, which};
use std::path::Path;
use std::time::Duration;

const WASM: &str = "wasm32-unknown-unknown";
const DOWNLOAD: Duration = Duration::from_secs(300);
const QUESTION: Duration = Duration::from_secs(60);

/// Adds the wasm target if it is not there. A list in rust-toolchain.toml would not do: it is only read when
/// rustup may install by itself.
pub fn wasm_target() -> Result<String, String> {
    if has_wasm()? {
        return Ok(format!("{WASM} is there"));
    }
    rustup(&["target", "add", WASM])?;
    if has_wasm()? {
        Ok(format!("{WASM} added"))
    } else {
        Err(format!("{WASM} was added by rustup, but rustc does not see it: is rustc on PATH rustup's own?"))
    }
}

/// Adds rustfmt and clippy if they are not there.
pub fn lint_tools() -> Result<String, String> {
    let mut missing = Vec::new();
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if output(&mut cargo(&[subcommand, "--version"]), QUESTION).is_err() {
            missing.push(component);
        }
    }
    if missing.is_empty() {
        return Ok("rustfmt and clippy are there".to_string());
    }
    let arguments: Vec<&str> = ["component", "add"].into_iter().chain(missing.iter().copied()).collect();
    rustup(&arguments)?;
    Ok(format!("{} added", missing.join(" and ")))
}

fn has_wasm() -> Result<bool, String> {
    let folder = output(program("rustc").args(["--print", "target-libdir", "--target", WASM]), QUESTION)?;
    Ok(Path::new(folder.trim()).is_dir())
}

fn rustup(arguments: &[&str]) -> Result<(), String> {
    let line = format!("rustup {}", arguments.join(" "));
    if which("rustup").is_none() {
        return Err(format!(
            "rustup is not on PATH: install it from https://rustup.rs, or do what `{line}` does"
        ));
    }
    println!("   {line}");
    run(program("rustup").args(arguments), DOWNLOAD)
}
