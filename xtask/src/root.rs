//! Where things are, as paths from the root of the repository.

use std::path::{Path, PathBuf};

/// The folder of the workspace's Cargo.toml, wherever the command was called from.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the root").to_path_buf()
}

/// `path` below the root.
pub fn at(path: &str) -> PathBuf {
    root().join(path)
}
