//! What the first load weighs, and which functions it needs.
//!
//! `cargo xtask first-load` builds the page with a module that notes which points of its functions are reached, plays the
//! first scene in Chromium several times, and writes to xtask/tools/first-load.txt what was called and how far.
//! `cargo xtask dist` splits the module by that list: functions that were not called go, and of the others the parts that
//! were not reached. A list of yesterday is no fault: a function that it does not know is in the second module, loaded
//! a moment later, and one that is built in another way since stays whole.

use crate::command::{cargo, output, program, run, which};
use crate::root::{at, root};
use crate::steps::step;
use crate::{content, files, page, rust, tools};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Duration;

const RUN: Duration = Duration::from_secs(900);

/// Bytes as brotli of level 11 has them: of the first module, and of all other files that the first page loads.
const WASM_MOST: usize = 500_000;
const REST_MOST: usize = 120_000;

/// The first module.
pub const WASM: &str = "pkg/web_bg.wasm";
/// The other files that the first page loads, beside the scripts that the module brings: see [`rest`].
const REST: [&str; 9] = [
    "index.html",
    "style.css",
    "shell.css",
    "boot.js",
    "hold.js",
    "later.js",
    "keep.js",
    "manifest.webmanifest",
    "pkg/web.js",
];
/// Where wasm-pack puts scripts that stand within Rust: `pkg/web.js` imports them, so the first load has them too.
const SNIPPETS: &str = "pkg/snippets/";
/// Loaded behind the first picture, or when they are needed; weighed to be seen.
pub const BEHIND: [&str; 3] = ["pkg/later_bg.wasm", "content/lessons.json", "content/quiz.json"];

/// All files but the first module that the page in `site` loads before its first picture; the journeys see that a browser
/// asks for these and no others.
///
/// # Errors
/// If the folder cannot be read.
pub fn rest(site: &Path) -> Result<Vec<String>, String> {
    let all = files::below(site)?;
    let snippets = all.iter().map(|file| files::with_slashes(file)).filter(|file| file.starts_with(SNIPPETS));
    Ok(REST.into_iter().map(str::to_owned).chain(snippets).collect())
}

const SCRIPT: &str = "
    const { brotliCompressSync, constants } = require('node:zlib');
    for (const file of process.argv.slice(1)) {
      const bytes = require('node:fs').readFileSync(file);
      const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      console.log(brotliCompressSync(bytes, { params }).length);
    }";

/// What the first load weighs.
///
/// # Errors
/// If it is more than it may be.
pub fn weigh(site: &Path) -> Result<String, String> {
    let Some(node) = which("node") else {
        return Ok("the first load was not weighed: no node on PATH, whose brotli is taken".to_string());
    };
    let rest = rest(site)?;
    let files: Vec<&str> = [WASM].into_iter().chain(rest.iter().map(String::as_str)).chain(BEHIND).collect();
    let mut brotli = program(node);
    brotli.args(["-e", SCRIPT, "--"]).args(files.iter().map(|file| site.join(file)));
    let said = output(&mut brotli, RUN)?;
    let read = |line: &str| line.parse().map_err(|_| format!("no size: {line}"));
    let sizes = said.lines().map(read).collect::<Result<Vec<usize>, _>>()?;
    let mut table = format!("{:>10}\n", "brotli");
    for (file, size) in files.iter().zip(&sizes) {
        let _ = writeln!(table, "{size:>10}  {file}");
    }
    let (wasm, rest) = (sizes[0], sizes[1..=rest.len()].iter().sum());
    let _ = write!(table, "the first load: {wasm} bytes of wasm, {rest} of the rest");
    within(wasm, rest).map(|()| table.clone()).map_err(|why| format!("{table}\n{why}"))
}

fn within(wasm: usize, rest: usize) -> Result<(), String> {
    let over = |what: &str, is: usize, most: usize| {
        format!(
            "{what} is {is} bytes with brotli, and may be {most}: `cargo xtask first-load` renews the split"
        )
    };
    match (wasm > WASM_MOST, rest > REST_MOST) {
        (true, _) => Err(over("the first module", wasm, WASM_MOST)),
        (false, true) => Err(over("the rest of the first load", rest, REST_MOST)),
        (false, false) => Ok(()),
    }
}

/// `cargo xtask first-load`
pub fn command(arguments: &[&str]) -> Result<(), String> {
    if !arguments.is_empty() {
        return Err("usage: cargo xtask first-load".to_string());
    }
    let site = at("target/first-load");
    step("wasm target", rust::wasm_target)?;
    step("tools", tools::build)?;
    step("page: wasm-pack build", page::build)?;
    step("page: a module that notes what is called", page::count)?;
    step("site", || {
        crate::dist::assemble(&root(), &page::folder(), &site)?;
        content::write(&root(), &site)?;
        noting(&site).map(|()| "it keeps its exports in sight".to_string())
    })?;
    step("the first scene in Chromium", || {
        let mut play = cargo(&[
            "test",
            "--quiet",
            "-p",
            "browser",
            "--test",
            "journeys",
            "--",
            "--ignored",
            "the_first_scene_names",
        ]);
        run(play.env("SHARDLAB_DIST", &site).env("SHARDLAB_LIST", at(page::LIST)), RUN)?;
        Ok(format!("written to {}", page::LIST))
    })
}

/// The page's script, with the module's exports in sight and no second module.
fn noting(site: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| format!("boot.js: {error}");
    let boot = fs::read_to_string(site.join("boot.js")).map_err(told)?;
    let changed =
        boot.replace("await init();", "window.called = await init();").replace("rest().then(keep)", "0");
    if changed.matches("window.called").count() != 1 || changed.contains("keep)") {
        return Err("boot.js starts the page in another way now".to_string());
    }
    fs::write(site.join("boot.js"), changed).map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_is_an_error_that_says_how_much() {
        assert_eq!(within(WASM_MOST, REST_MOST), Ok(()));
        assert!(within(WASM_MOST + 1, 0).unwrap_err().contains("the first module is"));
        assert!(within(0, REST_MOST + 1).unwrap_err().contains("the rest of the first load is"));
    }

    #[test]
    fn the_page_script_can_be_made_to_note() {
        let site = at("target/tmp/first-load");
        fs::create_dir_all(&site).unwrap();
        fs::copy(root().join("web/static/boot.js"), site.join("boot.js")).unwrap();
        noting(&site).unwrap();
        assert!(fs::read_to_string(site.join("boot.js")).unwrap().contains("window.called = await init();"));
    }
}
