//! The service worker: web/worker/sw.js with the build's files and their hash in it.
//!
//! The hash is of every file's name and content, so a build that differs in anything is another worker.

use crate::files;
use std::fs;
use std::path::Path;

const NAME: &str = "sw.js";
/// Kept when they are first used: heavy, and many never need them.
const WHEN_USED: [&str; 5] =
    ["pkg/jq.js", "pkg/jq_bg.wasm", "pkg/columns.js", "pkg/columns_bg.wasm", "pkg/zlib.js"];

/// Writes it beside the site's other files, which must be there.
pub fn write(root: &Path, site: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| format!("{NAME}: {error}");
    let (mut first, mut hash) = (Vec::new(), HASH);
    for file in files::below(site)? {
        let name = files::with_slashes(&file);
        if name == NAME {
            continue;
        }
        hash = hashed(hashed(hash, name.as_bytes()), &fs::read(site.join(&file)).map_err(told)?);
        if !WHEN_USED.contains(&name.as_str()) {
            first.push(name);
        }
    }
    let text = fs::read_to_string(root.join("web/worker").join(NAME)).map_err(told)?;
    fs::write(site.join(NAME), filled(&text, &format!("{hash:016x}"), &first)?).map_err(told)
}

fn filled(text: &str, hash: &str, first: &[String]) -> Result<String, String> {
    let list = |files: &[&str]| files.iter().map(|file| format!("'{file}'")).collect::<Vec<_>>().join(", ");
    let first: Vec<&str> = first.iter().map(String::as_str).collect();
    let mut text = text.to_string();
    for (place, with) in [
        ("'HASH OF THE BUILD'", list(&[hash])),
        ("'FILES OF THE FIRST LOAD'", list(&first)),
        ("'FILES THAT ARE KEPT WHEN THEY ARE FIRST USED'", list(&WHEN_USED)),
    ] {
        if text.matches(place).count() != 1 {
            return Err(format!("{NAME}: {place} must stand in it once"));
        }
        text = text.replace(place, &with);
    }
    Ok(text)
}

/// FNV-1a of 64 bits.
const HASH: u64 = 0xcbf2_9ce4_8422_2325;

fn hashed(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root::{at, root};

    #[test]
    fn another_byte_is_another_worker_and_the_heavy_files_wait() {
        let site = at("target/tmp/worker");
        let _ = fs::remove_dir_all(&site);
        fs::create_dir_all(site.join("pkg")).unwrap();
        let made = |style: &str| {
            fs::write(site.join("style.css"), style).unwrap();
            fs::write(site.join("pkg/jq_bg.wasm"), "").unwrap();
            write(&root(), &site).unwrap();
            fs::read_to_string(site.join(NAME)).unwrap()
        };
        let (one, two) = (made("a { }"), made("b { }"));
        assert_ne!(one, two);
        assert_eq!(one, made("a { }"), "the same again");
        assert!(one.contains("const FIRST = ['style.css'];"), "{one}");
        assert!(one.contains("const LATER = ['pkg/jq.js', 'pkg/jq_bg.wasm',"), "{one}");
    }

    #[test]
    fn every_place_is_filled_once() {
        assert!(filled("const VERSION = 1;", "ab", &[]).unwrap_err().contains("HASH OF THE BUILD"));
    }
}
