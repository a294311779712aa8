//! The files below a folder.

use std::fs;
use std::path::{Path, PathBuf};

/// Every file below `folder`, sorted, as paths relative to it. A folder that is not there has none.
pub fn below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inside) = open.pop() {
        let path = folder.join(&inside);
        if !path.exists() {
            continue;
        }
        for entry in fs::read_dir(&path).map_err(|error| format!("{}: {error}", path.display()))? {
            let entry = entry.map_err(|error| format!("{}: {error}", path.display()))?;
            let name = inside.join(entry.file_name());
            if entry.path().is_dir() { open.push(name) } else { found.push(name) }
        }
    }
    found.sort();
    Ok(found)
}

/// As a URL has it.
pub fn with_slashes(file: &Path) -> String {
    file.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
