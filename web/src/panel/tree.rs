//! The folders of a bucket as a tree: pure, so that hundreds of objects are one pass, and tested without a browser.

use std::collections::BTreeMap;

use engine::event::Folder;
use engine::view::{BucketView, ObjectView};

/// A folder with all that lies below it.
#[derive(Clone, Debug, Default)]
pub struct Node<'a> {
    /// With its slash: `2026/`.
    pub name: String,
    /// From the bucket on: `clicks/2026/`.
    pub path: String,
    pub folders: BTreeMap<&'a str, Node<'a>>,
    /// Newest last.
    pub objects: Vec<&'a ObjectView>,
    /// Below it, however deep.
    pub count: u64,
    pub records: u64,
    pub failure: bool,
    /// The newest object of its kind lies below it.
    pub newest: bool,
}

impl<'a> Node<'a> {
    fn child(&mut self, name: &'a str) -> &mut Node<'a> {
        let path = format!("{}{name}", self.path);
        self.folders.entry(name).or_insert_with(|| Node { name: name.to_owned(), path, ..Node::default() })
    }

    /// Whether it is open: as the learner left it, else where the newest object is.
    pub fn open(&self, by_hand: &BTreeMap<String, bool>) -> bool {
        by_hand.get(&self.path).copied().unwrap_or(self.newest)
    }
}

pub fn fails(folder: Folder) -> bool {
    folder.failed() || folder == Folder::Manifest
}

/// The root of a bucket's tree, with failure folders in which nothing lies yet.
pub fn tree(bucket: &BucketView) -> Node<'_> {
    let mut root = Node::default();
    let newest = |which: fn(Folder) -> bool| {
        bucket.object.iter().rev().find(|object| which(object.folder)).map(|object| object.key.as_str())
    };
    let newest = [newest(|folder| !fails(folder)), newest(fails)];
    for object in &bucket.object {
        let is_newest = newest.contains(&Some(object.key.as_str()));
        let mut node = &mut root;
        let end = object.key.rfind('/').map_or(0, |end| end + 1);
        for name in object.key[..end].split_inclusive('/') {
            node = node.child(name);
            node.count += 1;
            node.records += object.records;
            node.newest |= is_newest;
        }
        node.objects.push(object);
    }
    let mut expected: Vec<&str> = bucket.failure_folders.iter().map(|folder| folder.path.as_str()).collect();
    expected.dedup();
    for path in expected {
        let mut node = &mut root;
        for name in path.split_inclusive('/') {
            node = node.child(name);
        }
        node.failure = true;
    }
    root.folders.values_mut().for_each(mark);
    root
}

/// A folder in which there are only folders of failures is one.
fn mark(node: &mut Node<'_>) {
    node.folders.values_mut().for_each(mark);
    let only = node.objects.is_empty() && !node.folders.is_empty();
    node.failure |= only && node.folders.values().all(|folder| folder.failure);
}

#[cfg(test)]
mod tests {
    use engine::event::FiredBy;
    use engine::kernel::Time;
    use engine::names::Name;
    use engine::view::FailureFolderView;

    use super::*;

    fn bucket(keys: &[&str]) -> BucketView {
        let object = |key: &&str| ObjectView {
            key: (*key).to_owned(),
            bytes: 1,
            records: 2,
            written: Time::START,
            fired_by: FiredBy::Size,
            folder: if key.contains("-failed") { Folder::ProcessingFailed } else { Folder::Data },
        };
        BucketView {
            name: Name::parse("lake").unwrap(),
            objects: keys.len() as u64,
            bytes: 1,
            object: keys.iter().map(object).collect(),
            failure_folders: vec![FailureFolderView {
                folder: Folder::ProcessingFailed,
                path: "x/processing-failed/".to_owned(),
            }],
        }
    }

    #[test]
    fn folders_hold_what_lies_below_them_and_the_newest_are_open() {
        let bucket = bucket(&["a/1/k", "a/2/k", "a/2/l", "top"]);
        let tree = tree(&bucket);
        let a = &tree.folders["a/"];
        assert_eq!((a.count, a.records, a.path.as_str()), (3, 6, "a/"));
        let by_hand = BTreeMap::from([("a/2/".to_owned(), true)]);
        // The newest object lies at the top: nothing else is open by itself.
        assert_eq!([a.open(&by_hand), a.folders["2/"].open(&by_hand)], [false, true]);
        assert_eq!(tree.objects.len(), 1);
        let expected = &tree.folders["x/"].folders["processing-failed/"];
        assert_eq!((expected.count, expected.failure, expected.newest), (0, true, false));
        assert_eq!([a.failure, tree.folders["x/"].failure], [false, true], "x/ has nothing else");
    }

    #[test]
    fn the_newest_failure_is_open_beside_the_newest_data() {
        let bucket = bucket(&["a/1/k", "x/processing-failed/1/k", "a/2/k", "a/2/l"]);
        let tree = tree(&bucket);
        let none = BTreeMap::new();
        let open = |path: [&str; 2]| tree.folders[path[0]].folders[path[1]].open(&none);
        assert_eq!(
            [open(["a/", "1/"]), open(["a/", "2/"]), open(["x/", "processing-failed/"])],
            [false, true, true]
        );
    }
}
