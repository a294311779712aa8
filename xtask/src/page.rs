//! The page's wasm: built by wasm-pack into target/pkg, split into what the first page needs and the rest, names dropped;
//! beside it the modules that the page loads when it first needs them.

use crate::command::{cargo, output, program, run};
use crate::endpoint::built;
use crate::root::at;
use crate::{tools, wasm};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The crates that become modules of their own, named as `engine::tools::Tool` names them.
const MODULES: [&str; 2] = ["jq", "columns"];

const BUILD: Duration = Duration::from_secs(1800);

/// Where the built module stands: `web.js`, `web_bg.wasm` and, if a crate brings any, `snippets/`.
pub fn folder() -> PathBuf {
    at("target/pkg")
}

/// Builds `web` in release; the tools must be there.
pub fn build() -> Result<String, String> {
    // wasm-pack never cleans: what an older build left would be copied into the site.
    if folder().exists() {
        fs::remove_dir_all(folder()).map_err(|error| format!("{}: {error}", folder().display()))?;
    }
    let mut pack = program(tools::folder().join("wasm-pack"));
    pack.args(["build", "web", "--target", "web", "--release"])
        // no-install: our own wasm-bindgen or none; without it wasm-pack would also look for wasm-opt.
        .args(["--mode", "no-install", "--no-typescript", "--no-pack", "--no-gitignore", "--out-dir"])
        .arg(folder())
        .env("PATH", path_with_tools()?);
    run(&mut pack, BUILD)?;
    Ok("wasm-pack has built the page".to_string())
}

/// Builds the modules into the page's folder. Their crates are libraries for everybody else, so wasm-pack, which wants
/// `cdylib` in the manifest (and with both kinds there would be no LTO), is not asked.
pub fn build_modules() -> Result<String, String> {
    for module in MODULES {
        bind(module, "web", &folder())?;
    }
    build_zlib()?;
    Ok(format!("{} and zlib stand beside the page", MODULES.join(", ")))
}

fn bind(module: &str, target: &str, out: &Path) -> Result<(), String> {
    let mut build = cargo(&["rustc", "--quiet", "--release", "--lib", "--crate-type", "cdylib"]);
    build.args(["--target", "wasm32-unknown-unknown", "--package", module, "--features", "page"]);
    run(build.arg("--target-dir").arg(at("target")), BUILD)?;
    let built = at("target/wasm32-unknown-unknown/release").join(format!("{module}.wasm"));
    let mut bind = program(tools::folder().join("wasm-bindgen"));
    bind.args(["--target", target, "--no-typescript", "--out-name", module, "--out-dir"]).arg(out);
    run(bind.arg(built), BUILD)
}

/// One script with its wasm inside: the sandbox has no network to load a second file with.
fn build_zlib() -> Result<(), String> {
    let beside = at("target/zlib");
    bind("zlib", "no-modules", &beside)?;
    let read = |name: &str| fs::read(beside.join(name)).map_err(|error| format!("{name}: {error}"));
    let glue = String::from_utf8(read("zlib.js")?).map_err(|error| format!("zlib.js: {error}"))?;
    let wasm = wasm::without_sections(&read("zlib_bg.wasm")?, &["name", "producers"])?;
    let script = format!(
        "{glue}\nwasm_bindgen.initSync({{ module: Uint8Array.from(atob('{}'), (c) => c.charCodeAt(0)) }});\n\
         self.zlib = wasm_bindgen;\n",
        STANDARD.encode(wasm)
    );
    fs::write(folder().join("zlib.js"), script).map_err(|error| format!("zlib.js: {error}"))
}

/// The functions that the first load needs, as hashes of their names: `cargo xtask first-load` writes it.
pub const LIST: &str = "xtask/tools/first-load.txt";

/// Splits the page's module in two (see xtask/tools), and has its glue hand the first half what loads the second.
pub fn split() -> Result<String, String> {
    let (web, later) = (folder().join("web_bg.wasm"), folder().join("later_bg.wasm"));
    let linked = built("").join("wasm32-unknown-unknown/release/web.wasm");
    let mut split = program(tools::folder().join("split-wasm"));
    let said = output(split.arg(&web).arg(linked).arg(at(LIST)).arg(&web).arg(&later), BUILD)?;
    let glue = folder().join("web.js");
    let text = fs::read_to_string(&glue).map_err(|error| format!("web.js: {error}"))?;
    fs::write(&glue, with_later(&text)?).map_err(|error| format!("web.js: {error}"))?;
    Ok(said.trim().to_string())
}

/// wasm-bindgen's glue, with `static/later.js` among the imports, and told of the exports before anything runs.
fn with_later(glue: &str) -> Result<String, String> {
    let mut text = format!("import * as later from '../later.js';\n{glue}");
    for (old, new) in [
        ("= __wbg_get_imports();", "= { ...__wbg_get_imports(), later };"),
        ("wasm = instance.exports;", "wasm = later.from(instance.exports);"),
    ] {
        if !text.contains(old) {
            return Err(format!("web.js has no `{old}`: wasm-bindgen writes its glue in another way now"));
        }
        text = text.replace(old, new);
    }
    Ok(text)
}

/// A module that notes which of its functions are called, in the place of the page's.
pub fn count() -> Result<String, String> {
    let web = folder().join("web_bg.wasm");
    let mut count = program(tools::folder().join("split-wasm"));
    output(count.arg("--count").arg(&web).arg(&web), BUILD)?;
    Ok("the page's module notes what is called".to_string())
}

/// Drops what only a debugger reads. Not `strip = true` in the profile: that would take target_features too,
/// without which wasm-bindgen writes older, larger glue.
pub fn strip() -> Result<String, String> {
    let modules = ["web", "later"].into_iter().chain(MODULES);
    let said: Result<Vec<String>, String> = modules.map(strip_one).collect();
    Ok(format!("names dropped: {}", said?.join(", ")))
}

fn strip_one(module: &str) -> Result<String, String> {
    let file = folder().join(format!("{module}_bg.wasm"));
    let fail = |why: String| format!("{}: {why}", file.display());
    let whole = fs::read(&file).map_err(|error| fail(error.to_string()))?;
    let stripped = wasm::without_sections(&whole, &["name", "producers"]).map_err(fail)?;
    fs::write(&file, &stripped).map_err(|error| fail(error.to_string()))?;
    Ok(format!("{} of {} bytes of {module} stay", stripped.len(), whole.len()))
}

fn path_with_tools() -> Result<std::ffi::OsString, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [tools::folder()].into_iter().chain(env::split_paths(&path));
    env::join_paths(folders).map_err(|error| format!("PATH: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glue_is_told_of_the_second_half_or_said_to_be_another() {
        let glue = "const imports = __wbg_get_imports();\n    wasm = instance.exports;\n";
        let text = with_later(glue).unwrap();
        assert!(text.contains("{ ...__wbg_get_imports(), later };"), "{text}");
        assert!(text.contains("later.from(instance.exports);"), "{text}");
        assert!(with_later("const imports = __wbg_get_imports();").unwrap_err().contains("instance.exports"));
    }
}
