//! S3: buckets and objects.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use crate::event::{EventId, FiredBy, Folder, What};
use crate::hash::md5;
use crate::kernel::{Log, Time};
use crate::names::{Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

/// Makes an object's bytes again. Objects of a delivery stream are made of generated records, so their
/// bytes need not be kept until somebody opens one.
pub trait Recipe: Debug + Send + Sync {
    fn bytes(&self) -> Vec<u8>;

    /// Of a file of columns: what is in it, up to so many rows.
    fn sheet(&self, _most: usize) -> Option<Sheet> {
        None
    }

    /// Before compression.
    fn plain(&self) -> Vec<u8> {
        self.bytes()
    }

    /// Its records in order, up to the one that ends at or after so many bytes; none of what was not made of records.
    fn records(&self, _until: u64) -> Vec<Lies> {
        Vec::new()
    }

    /// Where a record lies in it: more than once if it came as several.
    fn find(&self, _record: Origin) -> Vec<Lies> {
        Vec::new()
    }
}

/// The record that somebody put, whatever was made of it: its number within its shard, or within the delivery stream
/// of Direct PUT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    pub shard: Option<ShardId>,
    pub index: u64,
}

/// Where a record lies in an object or a load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lies {
    pub origin: Origin,
    /// How many records lie before it.
    pub nth: u64,
    /// Of its first byte, before compression; `None` in a file of columns.
    pub offset: Option<u64>,
    pub bytes: u64,
    pub arrived: Time,
    /// Of one that failed: the last attempt, or what else led to it.
    pub cause: Option<EventId>,
}

/// What a person sees of a file of columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Name and type, such as `ts` and `bigint`.
    pub columns: Vec<(String, String)>,
    pub rows: Vec<Vec<Option<String>>>,
    /// There are more rows.
    pub more: bool,
}

#[derive(Clone, Debug)]
pub struct Content(pub Arc<dyn Recipe>);

#[derive(Clone, Debug)]
pub struct Object {
    pub key: String,
    /// Who wrote it.
    pub delivery_stream: Name,
    pub bytes: u64,
    pub records: u64,
    pub written: Time,
    pub fired_by: FiredBy,
    pub folder: Folder,
    /// Content-Encoding.
    pub encoding: Option<&'static str>,
    pub content: Content,
}

/// A bucket's objects in the order in which they were written.
#[derive(Clone, Debug, Default)]
pub struct Bucket {
    objects: Log<Arc<Object>>,
    pub bytes: u64,
    pub created: Time,
}

impl Object {
    /// The MD5 of its bytes, in quotation marks, as S3 says it of an object that came in one piece.
    pub fn etag(&self) -> String {
        format!("\"{:032x}\"", md5(&self.content.0.bytes()))
    }
}

impl Bucket {
    pub fn objects(&self) -> impl DoubleEndedIterator<Item = &Arc<Object>> {
        self.objects.iter()
    }

    pub fn len(&self) -> usize {
        self.objects.len()
    }

    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    pub fn object(&self, key: &str) -> Option<&Arc<Object>> {
        self.objects.iter().rev().find(|object| object.key == key)
    }

    pub(crate) fn put(&mut self, object: Object) {
        self.bytes += object.bytes;
        self.objects.push(Arc::new(object));
    }

    /// Puts an object, over the one that has its key if there is one; whether there was.
    fn overwrite(&mut self, object: Object) -> bool {
        let old = self.objects.from(0).find(|(_, old)| old.key == object.key);
        let Some((number, bytes)) = old.map(|(number, old)| (number, old.bytes)) else {
            self.put(object);
            return false;
        };
        self.bytes = self.bytes - bytes + object.bytes;
        self.objects.replace(number, Arc::new(object));
        true
    }
}

#[derive(Clone, Debug, Default)]
pub struct Buckets(BTreeMap<Name, Bucket>);

impl Buckets {
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Bucket)> {
        self.0.iter()
    }

    /// CreateBucket.
    ///
    /// # Errors
    /// BucketAlreadyOwnedByYou.
    pub fn create(&mut self, step: &mut Step<'_>, name: &Name) -> Result<(), Refusal> {
        if self.0.contains_key(name) {
            return Err(Refusal::new(
                ErrorName::BucketAlreadyOwnedByYou,
                "Your previous request to create the named bucket succeeded and you already own it.",
            ));
        }
        self.0.insert(name.clone(), Bucket { created: step.now, ..Bucket::default() });
        step.emit(What::BucketCreated { bucket: name.clone() });
        Ok(())
    }

    pub fn has(&self, name: &Name) -> bool {
        self.0.contains_key(name)
    }

    /// # Errors
    /// NoSuchBucket.
    pub fn bucket(&self, name: &Name) -> Result<&Bucket, Refusal> {
        self.0
            .get(name)
            .ok_or_else(|| Refusal::new(ErrorName::NoSuchBucket, "The specified bucket does not exist"))
    }

    /// # Errors
    /// NoSuchBucket, NoSuchKey.
    pub fn object(&self, name: &Name, key: &str) -> Result<&Arc<Object>, Refusal> {
        self.bucket(name)?
            .object(key)
            .ok_or_else(|| Refusal::new(ErrorName::NoSuchKey, "The specified key does not exist."))
    }

    /// PutObject with a key that may be there already; whether it was. A bucket without versions keeps the newest.
    pub(crate) fn overwrite(&mut self, bucket: &Name, object: Object) -> bool {
        let made = || Bucket { created: object.written, ..Bucket::default() };
        self.0.entry(bucket.clone()).or_insert_with(made).overwrite(object)
    }

    pub(crate) fn put(&mut self, bucket: &Name, object: Object) {
        let made = || Bucket { created: object.written, ..Bucket::default() };
        self.0.entry(bucket.clone()).or_insert_with(made).put(object);
    }
}
