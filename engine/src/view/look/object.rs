//! An object, opened.

use crate::event::{FiredBy, Folder};
use crate::kernel::Time;
use crate::names::Name;
use crate::stores::{Object, Sheet, listed};
use crate::world::World;

/// Bytes shown of an object, before compression.
const OBJECT_SHOWN: usize = 65_536;
/// Rows shown of a file of columns.
const ROWS_SHOWN: usize = 200;

/// What is seen of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectLook {
    pub key: String,
    pub bytes: u64,
    pub records: u64,
    pub written: Time,
    pub fired_by: FiredBy,
    /// Content-Encoding, of one that was packed.
    pub encoding: Option<&'static str>,
    /// The first 64 KiB before compression, as text; bytes that are no UTF-8 show as �.
    pub text: String,
    pub truncated: bool,
    /// The same line by line; none of a file of columns.
    pub lines: Vec<LineLook>,
    /// Of a file of columns: what is in it.
    pub sheet: Option<Sheet>,
    /// Records that were brought in by hand since.
    pub backfilled: u64,
    /// Its documents that were refused again when it was last indexed.
    pub refused_again: u64,
}

/// A line of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineLook {
    pub text: String,
    /// The byte of the object at which each record begins that begins in the line, before compression; none of a file
    /// of columns, of a manifest, or of a line that goes on with the record of the line before.
    pub records: Vec<u64>,
}

pub fn object(world: &World, bucket: &Name, key: &str) -> Option<ObjectLook> {
    let object = world.buckets().object(bucket, key).ok()?;
    let bytes = object.content.0.plain();
    let shown = &bytes[..bytes.len().min(OBJECT_SHOWN)];
    let records = object.content.0.records(shown.len() as u64);
    let starts: Vec<u64> = records.into_iter().filter_map(|lies| lies.offset).collect();
    let sheet = object.content.0.sheet(ROWS_SHOWN);
    Some(ObjectLook {
        key: object.key.clone(),
        bytes: object.bytes,
        records: object.records,
        written: object.written,
        fired_by: object.fired_by,
        text: String::from_utf8_lossy(shown).into_owned(),
        truncated: bytes.len() > OBJECT_SHOWN,
        encoding: object.encoding,
        lines: if sheet.is_some() { Vec::new() } else { lines(shown, &starts) },
        sheet,
        refused_again: world.stores().settled.refused(bucket, key),
        backfilled: brought_in(world, bucket, object),
    })
}

/// Records of a failure object that were brought in since; of a manifest, those of the objects that were loaded.
fn brought_in(world: &World, bucket: &Name, object: &Object) -> u64 {
    let settled = &world.stores().settled;
    if object.folder == Folder::Manifest {
        let entries = listed(object).unwrap_or_default();
        let loaded = entries.iter().filter(|entry| settled.at(&entry.bucket, &entry.key, 0).is_some());
        let objects = loaded.filter_map(|entry| world.buckets().object(&entry.bucket, &entry.key).ok());
        return objects.map(|object| object.records).sum();
    }
    if object.folder.failed() { settled.count(bucket, &object.key) } else { 0 }
}

/// The lines of an object of which the records begin at these bytes.
fn lines(bytes: &[u8], starts: &[u64]) -> Vec<LineLook> {
    let (mut at, mut all) = (0, Vec::new());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let end = at + line.len() as u64;
        let text = String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(line)).into_owned();
        let from = starts.partition_point(|start| *start < at);
        let to = starts.partition_point(|start| *start < end);
        all.push(LineLook { text, records: starts[from..to].to_vec() });
        at = end;
    }
    all
}
