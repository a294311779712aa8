//! wasm-pack and wasm-bindgen, built from xtask/tools with its own lock file into target/tools.

use crate::command::{cargo, run};
use crate::root::at;
use std::path::PathBuf;
use std::time::Duration;

/// A minute on two cores the first time.
const BUILD: Duration = Duration::from_secs(1800);

/// Builds the tools; a second time nothing is left to do.
pub fn build() -> Result<String, String> {
    locks_agree()?;
    let manifest = ["--manifest-path", "xtask/tools/Cargo.toml", "--target-dir", "target/tools"];
    let arguments: Vec<&str> = ["build", "--quiet", "--locked"].into_iter().chain(manifest).collect();
    if !folder().exists() {
        println!("   building wasm-pack and wasm-bindgen; the first time takes about a minute");
    }
    run(&mut cargo(&arguments), BUILD)?;
    Ok("wasm-pack and wasm-bindgen are there".to_string())
}

/// Where the built tools stand.
pub fn folder() -> PathBuf {
    at("target/tools/debug")
}

/// wasm-bindgen's two halves, in the page and in the tool, must be equal to the digit.
pub fn locks_agree() -> Result<String, String> {
    let read = |path: &str| {
        let text = std::fs::read_to_string(at(path)).map_err(|error| format!("{path}: {error}"))?;
        version(&text, "wasm-bindgen").ok_or(format!("{path}: no wasm-bindgen in it"))
    };
    compare(&read("Cargo.lock")?, &read("xtask/tools/Cargo.lock")?)
}

fn compare(page: &str, tool: &str) -> Result<String, String> {
    if page == tool {
        return Ok(format!("wasm-bindgen is {page} in both lock files"));
    }
    Err(format!(
        "wasm-bindgen is {page} in Cargo.lock and {tool} in xtask/tools/Cargo.lock: set `=` versions in \
         web/Cargo.toml and xtask/tools/Cargo.toml to the same digits"
    ))
}

/// The version of `package` in a Cargo.lock.
fn version(lock: &str, package: &str) -> Option<String> {
    let after = lock.split(&format!("name = \"{package}\"\nversion = \"")).nth(1)?;
    Some(after.split('"').next()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_packages_own() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n";
        assert_eq!(version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version(lock, "yew"), None);
    }

    #[test]
    fn different_versions_are_both_named() {
        let why = compare("0.2.130", "0.2.129").unwrap_err();
        assert!(why.contains("0.2.130 in Cargo.lock and 0.2.129 in xtask/tools"), "{why}");
    }
}
