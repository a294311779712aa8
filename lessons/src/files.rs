//! Content as texts by their names, wherever they come from: compiled in (the feature `bundled`, which tests and proofs
//! take), or fetched, as the page does.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::disagreement::{Disagreement, disagreement};
use crate::document::{Document, Mistake};
use crate::{Lab, Lesson, Scene, lab, lesson, scene};

/// The texts of content files, by folder and name, such as `labs/cool-a-hot-shard.md`.
#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<String, Cow<'static, str>>);

impl FromIterator<(String, Cow<'static, str>)> for Files {
    fn from_iter<I: IntoIterator<Item = (String, Cow<'static, str>)>>(files: I) -> Files {
        Files(files.into_iter().collect())
    }
}

impl Files {
    /// Each name with its text.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_ref()))
    }

    /// All scenes, by id: the files of `stories`.
    ///
    /// # Errors
    /// The first mistake in a file.
    pub fn scenes(&self) -> Result<Vec<Scene>, Mistake> {
        let mut scenes = self.read("stories", scene)?;
        scenes.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(scenes)
    }

    /// All lessons, in their order; groups follow one another as their first lessons do.
    ///
    /// # Errors
    /// The first mistake in a file.
    pub fn lessons(&self) -> Result<Vec<Lesson>, Mistake> {
        let mut lessons = self.read("lessons", |name, text| lesson(&Document::parse(name, text)?))?;
        let first = first_of_groups(lessons.iter().map(|lesson| (&lesson.group, lesson.order)));
        lessons.sort_by_key(|lesson| (first.get(&lesson.group).copied(), lesson.group.clone(), lesson.order));
        Ok(lessons)
    }

    /// All labs, in their order; groups follow one another as their first labs do.
    ///
    /// # Errors
    /// The first mistake in a file.
    pub fn labs(&self) -> Result<Vec<Lab>, Mistake> {
        let mut labs = self.read("labs", |name, text| lab(&Document::parse(name, text)?))?;
        let first = first_of_groups(labs.iter().map(|lab| (&lab.group, lab.order)));
        labs.sort_by_key(|lab| (first.get(&lab.group).copied(), lab.group.clone(), lab.order));
        Ok(labs)
    }

    /// All that the notes disagree about, in their order.
    ///
    /// # Errors
    /// The first mistake in a file.
    pub fn disagreements(&self) -> Result<Vec<Disagreement>, Mistake> {
        let mut all = self.read("disagreements", |name, text| disagreement(&Document::parse(name, text)?))?;
        all.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        Ok(all)
    }

    /// Reads each file of a folder, given its name and its text; `""` is where no folder is.
    ///
    /// # Errors
    /// The first that `read` finds.
    pub fn read<T>(
        &self,
        folder: &str,
        read: impl Fn(&str, &str) -> Result<T, Mistake>,
    ) -> Result<Vec<T>, Mistake> {
        let of_folder = |name: &str| name.rsplit_once('/').map_or("", |(folder, _)| folder) == folder;
        self.0.iter().filter(|(name, _)| of_folder(name)).map(|(name, text)| read(name, text)).collect()
    }

    /// The files of a folder that is compiled in.
    ///
    /// # Panics
    /// If one of them is not UTF-8: this is known when the tests have run.
    #[cfg(feature = "bundled")]
    pub fn of(folder: &'static include_dir::Dir<'static>) -> Files {
        let below = folder.dirs().flat_map(include_dir::Dir::files);
        let text = |file: &'static include_dir::File<'static>| {
            let name = file.path().to_string_lossy().into_owned();
            let text = file.contents_utf8().unwrap_or_else(|| panic!("{name} is not UTF-8 text"));
            (name, Cow::Borrowed(text))
        };
        folder.files().chain(below).map(text).collect()
    }
}

/// The least order in each group.
fn first_of_groups<'a>(of: impl Iterator<Item = (&'a String, u32)>) -> BTreeMap<String, u32> {
    let mut first = BTreeMap::new();
    for (group, order) in of {
        let least: &mut u32 = first.entry(group.clone()).or_insert(order);
        *least = order.min(*least);
    }
    first
}
