//! Who may import whom. The order of `engine/src/lib.rs` is the order of the house: each module may use only
//! what stands above it.

use std::fs;
use std::path::{Path, PathBuf};

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// The text without comments and without its unit tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or("").to_owned();
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The modules in their order.
fn order() -> Vec<String> {
    let lib = code(&root().join("src/lib.rs"));
    lib.lines()
        .filter_map(|line| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned()))
        .collect()
}

/// The first-level modules that a file names by `crate::…`.
fn uses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split("crate::").skip(1) {
        let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        found.push(name);
    }
    found
}

fn violations(module: &str, text: &str, order: &[String]) -> Vec<String> {
    let place = |name: &str| order.iter().position(|other| other == name);
    let own = place(module).unwrap_or_else(|| panic!("{module} is missing in lib.rs"));
    let below = |name: &String| place(name).is_none_or(|at| at > own);
    uses(text).into_iter().filter(below).collect()
}

#[test]
fn each_module_uses_only_what_stands_above_it() {
    let order = order();
    assert!(order.len() > 15, "lib.rs lists the modules: {order:?}");
    let src = root().join("src");
    let mut wrong = Vec::new();
    for path in rust_files(&src) {
        let inside = path.strip_prefix(&src).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        let module = first.trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        for name in violations(module, &code(&path), &order) {
            wrong.push(format!("{} names {name}", inside.display()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_guard_sees_a_violation() {
    let order = order();
    assert_eq!(violations("kernel", "use crate::streams::Stream;", &order), ["streams"]);
    assert_eq!(violations("world", "use crate::streams::Stream;", &order), Vec::<String>::new());
}

#[test]
fn the_kernel_names_nothing_of_aws_and_streams_not_firehose() {
    for path in rust_files(&root().join("src/kernel")) {
        let text = code(&path).to_lowercase();
        for noun in ["kinesis", "firehose", "shard", "lambda", "aws"] {
            assert!(!text.contains(noun), "{} names {noun}", path.display());
        }
    }
    for path in rust_files(&root().join("src/streams")) {
        let text = code(&path);
        for noun in ["firehose", "Firehose", "actors", "serde_json", "api::"] {
            assert!(!text.contains(noun), "{} names {noun}", path.display());
        }
    }
}

#[test]
fn the_engine_depends_on_no_other_crate_of_the_house_and_reads_no_clock() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for name in [
        "web",
        "lessons",
        "quiz",
        "tools",
        "jq",
        "jaq",
        "columns",
        "parquet",
        "web-sys",
        "js-sys",
        "getrandom",
        "tokio",
    ] {
        assert!(!manifest.lines().any(|line| line.starts_with(name)), "engine depends on {name}");
    }
    for path in rust_files(&root().join("src")) {
        let text = code(&path);
        for word in [
            "std::time",
            "std::fs",
            "std::thread",
            "std::net",
            "std::env",
            "HashMap",
            "HashSet",
            "f64",
            "f32",
        ] {
            assert!(!text.contains(word), "{} names {word}", path.display());
        }
    }
}

#[test]
fn layout_and_model_know_no_browser_and_only_the_driver_changes_a_history() {
    let web = root().join("../web/src");
    let all = rust_files(&web);
    let free = |path: &Path| {
        let name = path.strip_prefix(&web).unwrap().to_str().unwrap();
        ["scene/layout", "model", "update"].iter().any(|start| name.starts_with(start))
    };
    let pure: Vec<_> = all.iter().filter(|path| free(path)).collect();
    assert!(pure.len() >= 2, "layout and model exist");
    for path in pure {
        let text = code(path);
        for word in ["web_sys", "js_sys", "wasm_bindgen", "gloo"] {
            assert!(!text.contains(word), "{} names {word}", path.display());
        }
    }
    let others = all.iter().filter(|path| {
        let name = path.strip_prefix(&web).unwrap().to_str().unwrap();
        // Tests of the layout play a story of their own.
        !name.starts_with("driver") && !name.ends_with("tests.rs")
    });
    for path in others {
        let text = code(path);
        for word in ["&mut History", "&mut World", "History::new", "History::load"] {
            assert!(!text.contains(word), "{} holds {word}: only the driver may", path.display());
        }
    }
}
