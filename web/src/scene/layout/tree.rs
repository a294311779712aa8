//! The folders of a bucket, made from its object keys: what a learner would see in the S3 console.

use engine::event::Folder;
use engine::view::{BucketView, ObjectView};

use super::numbers::{count, short};

/// One line of the tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    Folder {
        /// With its slashes: `2026/11/21/14/`.
        path: String,
        open: bool,
        objects: u64,
        records: u64,
        failure: bool,
    },
    /// An object in the folder above it.
    Object { key: String, name: String, notes: Vec<String>, newest: bool, failure: bool },
}

/// The newest folder of data open with its newest objects, older ones closed, and the failure folder, which is
/// there before anything fails. At most `rows` rows, but never fewer than the folders that are open.
pub fn rows(bucket: &BucketView, rows: usize) -> Vec<Row> {
    let of = |which: fn(Folder) -> bool| {
        let mut groups: Vec<(String, Vec<&ObjectView>)> = vec![];
        for object in bucket.object.iter().rev().filter(|object| which(object.folder)) {
            let (path, _) = split(&object.key);
            match groups.iter_mut().find(|(known, _)| known == path) {
                Some((_, objects)) => objects.push(object),
                None => groups.push((path.to_owned(), vec![object])),
            }
        }
        groups
    };
    let (data, failed) = (of(|folder| !of_failures(folder)), of(of_failures));
    let mut made = vec![];
    let failures = if failed.is_empty() { 1 } else { 1 + failed[0].1.len().min(1) };
    let for_data = rows.saturating_sub(failures).max(2);
    if let Some((path, objects)) = data.first() {
        made.push(folder(path, objects, true, false));
        let older = (data.len() - 1).min(2).min(for_data.saturating_sub(2));
        let shown = for_data - 1 - older;
        made.extend(objects.iter().take(shown).enumerate().map(|(i, it)| object(it, i == 0, false)));
        made.extend(data[1..].iter().take(older).map(|(path, objects)| folder(path, objects, false, false)));
    } else {
        made.push(Row::Folder {
            path: if failed.is_empty() { "no object yet" } else { "nothing delivered yet" }.to_owned(),
            open: false,
            objects: 0,
            records: 0,
            failure: false,
        });
    }
    if let Some((path, objects)) = failed.first() {
        let all: Vec<&ObjectView> = failed.iter().flat_map(|(_, objects)| objects.clone()).collect();
        made.push(folder(path, &all, true, true));
        made.extend(objects.iter().take(1).map(|it| object(it, false, true)));
    } else {
        let path = bucket.failure_folders.first().map_or("processing-failed/", |folder| folder.path.as_str());
        let path = path.to_owned();
        made.push(Row::Folder { path, open: false, objects: 0, records: 0, failure: true });
    }
    made
}

fn of_failures(folder: Folder) -> bool {
    folder.failed() || folder == Folder::Manifest
}

fn split(key: &str) -> (&str, &str) {
    match key.rfind('/') {
        Some(at) => key.split_at(at + 1),
        None => ("", key),
    }
}

fn folder(path: &str, objects: &[&ObjectView], open: bool, failure: bool) -> Row {
    let path = if path.is_empty() { "/".to_owned() } else { path.to_owned() };
    let records = objects.iter().map(|object| object.records).sum();
    Row::Folder { path, open, objects: objects.len() as u64, records, failure }
}

fn object(object: &ObjectView, newest: bool, failure: bool) -> Row {
    let (_, name) = split(&object.key);
    let by = object.fired_by.word();
    let notes = vec![
        format!("{} rec · by {by}", count(object.records)),
        format!("{} · by {by}", short(object.records)),
        format!("by {by}"),
    ];
    Row::Object { key: object.key.clone(), name: name.to_owned(), notes, newest, failure }
}

/// A Firehose object's name without what all of them share: `to-lake-1-2026-11-21-14-03-12-…` is told apart by
/// its time. The head and the time stay.
pub fn short_name(name: &str) -> Vec<String> {
    let bytes = name.as_bytes();
    // The time stands as YYYY-MM-DD-HH-MM-SS between the version and the random tail.
    let shape = |at: usize| {
        let part = bytes.get(at..at + 19)?;
        let fits = part.iter().enumerate().all(|(i, b)| match i {
            4 | 7 | 10 | 13 | 16 => *b == b'-',
            _ => b.is_ascii_digit(),
        });
        fits.then_some(at)
    };
    let Some(at) = (0..bytes.len()).find_map(shape) else { return vec![name.to_owned()] };
    let (head, clock) = (name[..at].trim_end_matches('-'), &name[at + 11..at + 19]);
    let bare = head.rsplit_once('-').map_or(head, |(bare, _)| bare);
    vec![
        name.to_owned(),
        format!("{head}-…-{clock}-…"),
        format!("{bare}-…-{clock}"),
        format!("{bare}…{clock}"),
        format!("…-{clock}"),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{HOOK, Plan, view};
    use super::*;

    fn of(objects: usize, n: usize) -> Vec<String> {
        let view = view(Plan { objects, ..HOOK });
        let say = |row: &Row| match row {
            Row::Folder { path, open, objects, records, .. } => format!("{path} {open} {objects} {records}"),
            Row::Object { name, newest, .. } => format!("  {} {newest}", short_name(name).last().unwrap()),
        };
        rows(&view.buckets[0], n).iter().map(say).collect()
    }

    #[test]
    fn the_failure_folder_is_there_before_anything_fails() {
        assert_eq!(of(0, 6), ["no object yet false 0 0", "processing-failed/ false 0 0"]);
        let two = [
            "2026/11/21/14/ true 2 24690",
            "  …-14-01-12 true",
            "  …-14-00-12 false",
            "processing-failed/ false 0 0",
        ];
        assert_eq!(of(2, 6), two);
    }

    #[test]
    fn beside_failures_no_data_is_nothing_delivered() {
        let mut view = view(Plan { objects: 1, ..HOOK });
        view.buckets[0].object[0].folder = Folder::HttpFailed;
        let rows = rows(&view.buckets[0], 6);
        let Row::Folder { path, .. } = &rows[0] else { panic!("{rows:?}") };
        assert_eq!(path, "nothing delivered yet");
    }

    #[test]
    fn the_newest_stay_when_there_is_no_room_for_all() {
        let rows = of(9, 6);
        assert_eq!(rows.len(), 6);
        assert_eq!(rows[..2], ["2026/11/21/15/ true 3 37035", "  …-14-08-12 true"]);
        assert_eq!(rows[4..], ["processing-failed/2026/11/21/15/ true 2 8", "  …-14-07-12 false"]);
    }

    #[test]
    fn an_object_is_told_apart_by_its_time() {
        let name = "to-lake-1-2026-11-21-14-03-12-8f3e1a60";
        let short = ["to-lake-1-…-14-03-12-…", "to-lake-…-14-03-12", "to-lake…14-03-12", "…-14-03-12"];
        assert_eq!(short_name(name)[1..], short);
        assert_eq!(short_name("report.csv"), ["report.csv"]);
    }
}
