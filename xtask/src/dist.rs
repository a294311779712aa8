//! The static site: index.html, web/static as it stands, pkg/, content/, icons and the service worker. Every URL in it is relative, so that it
//! works under any path of any host.

use crate::root::{at, root};
use crate::steps::step;
use crate::{content, files, first_load, icons, page, rust, tools, worker};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::Path;

/// `cargo xtask dist`
pub fn command(arguments: &[&str]) -> Result<(), String> {
    if !arguments.is_empty() {
        return Err("usage: cargo xtask dist".to_string());
    }
    make(&at("dist"))?;
    print!("{}", sizes(&at("dist"))?);
    println!("{}", first_load::weigh(&at("dist"))?);
    Ok(())
}

/// Builds everything and writes the site to `out`, replacing what was there.
pub fn make(out: &Path) -> Result<(), String> {
    step("wasm target", rust::wasm_target)?;
    step("tools", tools::build)?;
    step("page: wasm-pack build", page::build)?;
    step("page: modules for jq, columns and zlib", page::build_modules)?;
    step("page: split in two", page::split)?;
    step("page: drop names", page::strip)?;
    step("site", || {
        assemble(&root(), &page::folder(), out)?;
        content::write(&root(), out)?;
        icons::write(out)?;
        worker::write(&root(), out)?;
        all_relative(out)?;
        Ok(format!(
            "{} files in {}",
            files::below(out)?.len(),
            out.strip_prefix(root()).unwrap_or(out).display()
        ))
    })
}

pub(crate) fn assemble(root: &Path, pkg: &Path, out: &Path) -> Result<(), String> {
    let index = root.join("index.html");
    if !index.is_file() {
        return Err(
            "index.html is missing in the root of the repository: it is the page that loads web".into()
        );
    }
    if out.exists() {
        fs::remove_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    copy(&index, &out.join("index.html"))?;
    copy_folder(&root.join("web/static"), out)?;
    copy_folder(pkg, &out.join("pkg"))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), String> {
    for file in files::below(from)? {
        copy(&from.join(&file), &to.join(&file))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let folder = to.parent().expect("a file stands in a folder");
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(from, to))
        .map_err(|error| format!("{} to {}: {error}", from.display(), to.display()))?;
    Ok(())
}

fn all_relative(site: &Path) -> Result<(), String> {
    let mut faults = String::new();
    for file in files::below(site)? {
        let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or("");
        if !["html", "css", "js", "mjs", "svg", "webmanifest"].contains(&kind) {
            continue;
        }
        let text =
            fs::read_to_string(site.join(&file)).map_err(|error| format!("{}: {error}", file.display()))?;
        for (number, line) in text.lines().enumerate() {
            if let Some(url) = absolute_url(line) {
                faults += &format!("\n  {}:{}: {url}", file.display(), number + 1);
            }
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(format!("the site must work under any path; these URLs begin with \"/\", write them as ./…{faults}"))
}

/// What stands before a URL, and whether the URL must be quoted to be one: an unquoted word after `import` is
/// a comment's.
const BEFORE_A_URL: [(&str, bool); 6] = [
    ("href=", false),
    ("src=", false),
    ("url(", false),
    ("import(", true),
    ("import ", true),
    (" from ", true),
];

/// The first URL in the line that begins with "/".
fn absolute_url(line: &str) -> Option<&str> {
    for (before, must_be_quoted) in BEFORE_A_URL {
        for (place, _) in line.match_indices(before) {
            let value = &line[place + before.len()..];
            let url = value.strip_prefix(['"', '\'']).unwrap_or(value);
            if url.starts_with('/') && (url.len() < value.len() || !must_be_quoted) {
                let end = url.find(['"', '\'', ')', '>', ' ']).unwrap_or(url.len());
                return Some(&url[..end]);
            }
        }
    }
    None
}

fn sizes(site: &Path) -> Result<String, String> {
    let mut table = format!("{:>10} {:>10}\n", "bytes", "gzip -9");
    let mut sum = (0, 0);
    for file in files::below(site)? {
        let bytes = fs::read(site.join(&file)).map_err(|error| format!("{}: {error}", file.display()))?;
        let zipped = gzip(&bytes);
        sum = (sum.0 + bytes.len(), sum.1 + zipped);
        table += &format!("{:>10} {zipped:>10}  {}\n", bytes.len(), file.display());
    }
    Ok(table + &format!("{:>10} {:>10}  all\n", sum.0, sum.1))
}

fn gzip(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("a Vec takes all").len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn urls_that_begin_with_a_slash_are_found() {
        for (line, found) in [
            (r#"<link rel="icon" href="/icon.svg">"#, Some("/icon.svg")),
            (r#"<script src='/boot.js'></script>"#, Some("/boot.js")),
            ("<a href=/about>about</a>", Some("/about")),
            (r#"<script src="//host.example/x.js">"#, Some("//host.example/x.js")),
            ("  background: url(/tile.png);", Some("/tile.png")),
            (r#"import init from "/pkg/web.js";"#, Some("/pkg/web.js")),
            (r#"await import("/pkg/web.js")"#, Some("/pkg/web.js")),
            (r#"<link rel="icon" href="./icon.svg"> <a href="&#35;/lesson">"#, None),
            (r##"<a href="#/lessons/1">"##, None),
            ("import init from './pkg/web.js'; // import /this", None),
            ("background: url(\"data:image/svg+xml,…\")", None),
        ] {
            assert_eq!(absolute_url(line), found, "{line}");
        }
    }

    #[test]
    fn the_site_is_the_index_the_static_files_and_pkg() {
        let folder = at("target/tmp/dist");
        let _ = fs::remove_dir_all(&folder);
        let (root, pkg, out) = (folder.join("root"), folder.join("pkg"), folder.join("out"));
        let write = |path: PathBuf, text: &str| {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        assert!(assemble(&root, &pkg, &out).unwrap_err().contains("index.html is missing"));

        write(root.join("index.html"), "<script src=\"./boot.js\"></script>");
        write(root.join("web/static/boot.js"), "");
        write(root.join("web/static/css/page.css"), "body { background: url(/tile.png) }");
        write(pkg.join("web_bg.wasm"), "");
        write(out.join("of-an-older-build.js"), "");
        assemble(&root, &pkg, &out).unwrap();
        let names: Vec<String> =
            files::below(&out).unwrap().iter().map(|file| file.display().to_string()).collect();
        assert_eq!(names, ["boot.js", "css/page.css", "index.html", "pkg/web_bg.wasm"]);
        let why = all_relative(&out).unwrap_err();
        assert!(why.contains("css/page.css:1: /tile.png"), "{why}");
    }
}
