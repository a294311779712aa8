//! Structures and their fields, with the errors by which the CLI names a wrong one.

use super::CliError;
use super::given::Given;
use super::shorthand::Tree;

/// The tree of a structure option.
pub(super) fn structure(given: &Given, option: &str) -> Result<Tree, CliError> {
    let word =
        given.word(option).ok_or_else(|| CliError::usage(given.column, format!("{option} is needed")))?;
    Tree::parse(&word.text).map_err(|message| parsing(option, word.column, &message))
}

/// The structures of a list option, each with the column of its word.
pub(super) fn structures(given: &Given, option: &str) -> Result<Vec<(Tree, usize)>, CliError> {
    let words = given.words(option);
    let mut all = Vec::new();
    for word in words {
        match Tree::parse(&word.text).map_err(|message| parsing(option, word.column, &message))? {
            Tree::List(items) => all.extend(items.into_iter().map(|item| (item, word.column))),
            tree @ (Tree::Map(_) | Tree::Text(_)) => all.push((tree, word.column)),
        }
    }
    if all.is_empty() {
        let text = "Parameter validation failed: Invalid length for parameter Records, value: 0, valid min length: 1";
        return Err(CliError::usage(given.column_of(option), text));
    }
    Ok(all)
}

fn parsing(option: &str, column: usize, message: &str) -> CliError {
    CliError::usage(column, format!("Error parsing parameter '{option}': {message}"))
}

/// The fields of one structure, with the path by which errors name it.
pub(super) struct Fields<'a> {
    path: &'a str,
    column: usize,
    map: &'a [(String, Tree)],
}

impl<'a> Fields<'a> {
    pub fn of(tree: &'a Tree, path: &'a str, column: usize) -> Result<Fields<'a>, CliError> {
        match tree {
            Tree::Map(map) => Ok(Fields { path, column, map }),
            Tree::Text(_) | Tree::List(_) => {
                let text = format!(
                    "Parameter validation failed: Invalid type for parameter {path}, valid types: structure"
                );
                Err(CliError::usage(column, text))
            }
        }
    }

    pub fn fails(&self, message: impl std::fmt::Display) -> CliError {
        CliError::usage(self.column, format!("Parameter validation failed: {message}"))
    }

    pub fn only(&self, known: &[&str]) -> Result<(), CliError> {
        match self.map.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            None => Ok(()),
            Some((key, _)) => Err(CliError::Usage {
                column: self.column,
                message: format!(
                    "Parameter validation failed: Unknown parameter in {}: \"{key}\", must be one of: {}",
                    self.path,
                    known.join(", ")
                ),
                near: super::words::nearest(key, known.iter().copied()).map(str::to_owned),
            }),
        }
    }

    pub fn tree(&self, key: &str) -> Option<&'a Tree> {
        self.map.iter().find(|(name, _)| name == key).map(|(_, tree)| tree)
    }

    pub fn text(&self, key: &str) -> Result<Option<&'a str>, CliError> {
        match self.tree(key) {
            None => Ok(None),
            Some(Tree::Text(text)) => Ok(Some(text)),
            Some(Tree::List(_) | Tree::Map(_)) => {
                Err(self
                    .fails(format!("Invalid type for parameter {}.{key}, valid types: string", self.path)))
            }
        }
    }

    pub fn needed(&self, key: &str) -> Result<&'a str, CliError> {
        let missing = || self.fails(format!("Missing required parameter in {}: \"{key}\"", self.path));
        self.text(key)?.ok_or_else(missing)
    }
}
