//! The rule behind a refusal of S3.

use super::Fix;
use crate::command::{Command, S3, S3Api};
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};
use crate::world::World;

/// At most three sentences.
pub(super) fn sentences(world: &World, call: &S3, refusal: &Refusal) -> Vec<String> {
    let Some(name) = call.bucket() else { return Vec::new() };
    if refusal.error == ErrorName::NoSuchBucket {
        let there: Vec<String> = world.buckets().iter().map(|(name, _)| format!("`{name}`")).collect();
        let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
        return vec![
            "A bucket is found by its whole name, letter by letter.".to_owned(),
            format!("Buckets that are there: {there}."),
        ];
    }
    if refusal.error == ErrorName::NoSuchKey {
        let count = world.buckets().bucket(name).map_or(0, |bucket| bucket.len());
        return vec![
            "A key is the whole path of an object, with all that looks like folders: S3 has no folders."
                .to_owned(),
            format!("`{name}` has {count} objects; `aws s3 ls s3://{name} --recursive` lists them."),
        ];
    }
    if refusal.error == ErrorName::BucketAlreadyOwnedByYou {
        return vec![
            "It is there, and yours: use it, or choose another name. Nothing was changed.".to_owned(),
        ];
    }
    Vec::new()
}

/// At most one.
pub(super) fn fixes(world: &World, call: &S3, refusal: &Refusal) -> Vec<Fix> {
    let only = || {
        let mut all = world.buckets().iter();
        let (only, None) = (all.next()?, all.next()) else { return None };
        Some(only.0.clone())
    };
    let bucket = match (refusal.error, call) {
        (
            ErrorName::NoSuchKey,
            S3::GetObject { bucket, .. }
            | S3::Api(S3Api::GetObject { bucket, .. } | S3Api::HeadObject { bucket, .. }),
        ) => Some(bucket.clone()),
        (ErrorName::NoSuchBucket, call) if call.only_looks() => only(),
        (_, _) => None,
    };
    let list = |bucket: Name| Fix {
        label: format!("List what {bucket} has"),
        commands: vec![Command::S3(S3::ListObjects { bucket, prefix: String::new(), recursive: true })],
        note: "Whole keys, as GetObject takes them.".to_owned(),
    };
    bucket.map(list).into_iter().collect()
}
