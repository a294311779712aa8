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
