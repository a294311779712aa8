//! The built page, served for a test.

use std::path::{Path, PathBuf};
use xtask::root::at;
use xtask::server::Server;

/// The folder of the built page: dist/, or what the variable SHARDLAB_DIST names.
#[track_caller]
pub fn dist() -> PathBuf {
    let folder = std::env::var_os("SHARDLAB_DIST").map_or_else(|| at("dist"), PathBuf::from);
    assert!(folder.join("index.html").is_file(), "no page in {}: cargo xtask dist", folder.display());
    folder
}

/// Serves `folder` on a free port, under "" or "/some/path".
#[track_caller]
pub fn serve(folder: &Path, under: &str) -> Server {
    Server::start(folder, under, 0)
        .unwrap_or_else(|error| panic!("cannot serve {}: {error}", folder.display()))
}

/// A story as the hash route that plays it: base64, safe for URLs, without padding.
pub fn link(story: &str) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut hash = String::from("#/story/");
    for three in story.as_bytes().chunks(3) {
        let bits =
            three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            hash.push(char::from(SIGNS[(bits >> (18 - 6 * place)) as usize & 63]));
        }
    }
    hash
}
