//! Chromium and its chromedriver: found on PATH, or installed where that is one safe line.

use crate::command::{output, program, which};
use std::path::PathBuf;
use std::time::Duration;

const DOWNLOAD: Duration = Duration::from_secs(900);
/// The design's fonts come too, so that screenshots show the letters a learner is likely to see.
const PACKAGES: [&str; 4] = ["chromium", "chromium-driver", "fonts-inter", "fonts-dejavu-core"];

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// Applications are not on PATH there.
const ON_A_MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// A browser and the driver that speaks WebDriver for it.
pub struct Chromium {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

/// Looks on PATH; the variables CHROMIUM and CHROMEDRIVER name others.
pub fn find() -> Result<Chromium, String> {
    let browser = named("CHROMIUM")
        .or_else(|| NAMES.into_iter().find_map(which))
        .or_else(|| Some(PathBuf::from(ON_A_MAC)).filter(|path| path.is_file()));
    let driver = named("CHROMEDRIVER").or_else(|| which("chromedriver"));
    match (browser, driver) {
        (Some(browser), Some(driver)) => Ok(Chromium { browser, driver }),
        (None, Some(_)) => Err(missing("Chromium is")),
        (Some(_), None) => Err(missing("chromedriver is")),
        (None, None) => Err(missing("Chromium and chromedriver are")),
    }
}

/// Finds them; on Debian as root installs them if they are missing.
pub fn find_or_install() -> Result<String, String> {
    if find().is_err() && is_debian() && is_root() {
        println!("   apt-get install {}", PACKAGES.join(" "));
        apt(&["update"])?;
        let install = ["install", "--yes", "--no-install-recommends"];
        apt(&install.into_iter().chain(PACKAGES).collect::<Vec<_>>())?;
    }
    let found = find()?;
    let version = output(program(&found.driver).arg("--version"), Duration::from_secs(30))?;
    let version: Vec<&str> = version.split_whitespace().take(2).collect();
    Ok(format!("{} with {}", found.browser.display(), version.join(" ")))
}

fn missing(what: &str) -> String {
    format!(
        "{what} not on PATH. Install both, of the same version:\n\
         \x20 Debian         sudo apt-get install {}   (as root, this command does it by itself)\n\
         \x20 Ubuntu         sudo snap install chromium, which brings chromium.chromedriver\n\
         \x20 Fedora         sudo dnf install chromium chromedriver\n\
         \x20 macOS          brew install --cask google-chrome chromedriver\n\
         \x20 anything else  put them where you like, and set CHROMIUM and CHROMEDRIVER to their paths\n\
         Or leave the browser tests out: cargo xtask test --no-browser",
        PACKAGES.join(" ")
    )
}

fn apt(arguments: &[&str]) -> Result<(), String> {
    let mut apt = program("apt-get");
    // A hundred lines that matter only if it fails: then `output` shows what went to stderr.
    output(apt.arg("--quiet=2").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"), DOWNLOAD).map(drop)
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Debian itself: on Ubuntu the package called chromium only points to a snap.
fn is_debian() -> bool {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian")
}

fn is_root() -> bool {
    output(program("id").arg("-u"), Duration::from_secs(10)).is_ok_and(|id| id.trim() == "0")
}
