//! Lessons, labs and questions as files of the site: the page fetches them when it first needs them.

use crate::files;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Where the texts stand in the repository, and the file of the site that holds them all: an object, each text by its
/// name below that folder. The page's `content::Part` names the same files.
const PARTS: [(&str, &str); 2] =
    [("lessons/content", "content/lessons.json"), ("quiz/content", "content/quiz.json")];

/// Writes them into the site.
pub fn write(root: &Path, site: &Path) -> Result<(), String> {
    for (from, to) in PARTS {
        let to = site.join(to);
        let told = |error: std::io::Error| format!("{}: {error}", to.display());
        fs::create_dir_all(to.parent().expect("a file stands in a folder")).map_err(told)?;
        fs::write(&to, one(&root.join(from))?).map_err(told)?;
    }
    Ok(())
}

fn one(folder: &Path) -> Result<String, String> {
    let mut texts = BTreeMap::new();
    for file in files::below(folder)? {
        let path = folder.join(&file);
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        texts.insert(files::with_slashes(&file), text);
    }
    serde_json::to_string(&texts).map_err(|error| format!("{}: {error}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root::{at, root};

    #[test]
    fn the_page_reads_from_it_what_the_repository_holds() {
        let site = at("target/tmp/content");
        write(&root(), &site).unwrap();
        let read = |file: &str| {
            let text = fs::read_to_string(site.join(file)).unwrap();
            let texts: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
            texts.into_iter().map(|(name, text)| (name, text.into())).collect::<lessons::Files>()
        };
        let lessons = read("content/lessons.json");
        assert!(lessons.lessons().unwrap().len() > 20 && lessons.labs().unwrap().len() > 20);
        assert!(lessons.scenes().unwrap().iter().any(|scene| scene.id == lessons::HOOK));
        assert!(lessons.disagreements().unwrap().len() > 10);
        assert!(quiz::read(&read("content/quiz.json")).unwrap().len() > 400);
    }
}
