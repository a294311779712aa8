//! axe-core, the accessibility rules the browser tests run inside the page: one exact version from npm.

use crate::command::{program, run, which};
use crate::root::at;
use std::path::PathBuf;
use std::time::Duration;

const VERSION: &str = "4.14.1";
const DOWNLOAD: Duration = Duration::from_secs(180);

/// The script itself, once `install` has run.
pub fn script() -> PathBuf {
    folder().join("node_modules/axe-core/axe.min.js")
}

/// Installs it into target/npm if this very version is not there.
pub fn install() -> Result<String, String> {
    if installed() {
        return Ok(format!("axe-core {VERSION} is there"));
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    if which("npm").is_none() && which(npm).is_none() {
        return Err(
            "npm is not on PATH: install Node.js (on Debian: apt-get install npm); the accessibility test \
                    needs axe-core from it"
                .to_string(),
        );
    }
    let target = folder();
    std::fs::create_dir_all(&target).map_err(|error| format!("{}: {error}", target.display()))?;
    let mut install = program(npm);
    // --ignore-scripts: a package may not run anything here.
    install.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]);
    run(install.arg("--prefix").arg(&target).arg(format!("axe-core@{VERSION}")), DOWNLOAD)?;
    if installed() {
        Ok(format!("axe-core {VERSION} installed"))
    } else {
        Err(format!("npm ended well, but {} is not axe-core {VERSION}", script().display()))
    }
}

fn installed() -> bool {
    let package = folder().join("node_modules/axe-core/package.json");
    let says = std::fs::read_to_string(package).unwrap_or_default();
    script().is_file() && says.contains(&format!("\"version\": \"{VERSION}\""))
}

fn folder() -> PathBuf {
    at("target/npm")
}
