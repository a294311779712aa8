//! What a call says of a bucket: of the one for data, or of the one for source records.

use super::super::firehose::{Buffering, Compression, Conversion, S3Settings};
use crate::names::Name;

/// As [`S3Settings`]; `None` was not said, and an empty text takes away what was there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct S3Update {
    pub bucket: Option<Name>,
    pub prefix: Option<String>,
    pub error_prefix: Option<String>,
    pub buffering: Option<Buffering>,
    pub compression: Option<Compression>,
    pub extension: Option<String>,
    pub time_zone: Option<String>,
    pub partitioned: Option<bool>,
    /// `Some(None)` ends the conversion.
    pub conversion: Option<Option<Conversion>>,
}

impl S3Update {
    /// `None` if there is no bucket.
    pub(super) fn onto(&self, old: Option<&S3Settings>) -> Option<S3Settings> {
        let bucket = self.bucket.clone().or_else(|| old.map(|old| old.bucket.clone()))?;
        let mut it = old.cloned().unwrap_or_else(|| S3Settings::new(bucket.clone()));
        it.bucket = bucket;
        let text = |new: &Option<String>, old: &mut Option<String>| {
            if let Some(text) = new {
                *old = Some(text.clone()).filter(|text| !text.is_empty());
            }
        };
        text(&self.error_prefix, &mut it.error_prefix);
        text(&self.extension, &mut it.extension);
        text(&self.time_zone, &mut it.time_zone);
        it.prefix = self.prefix.clone().unwrap_or(it.prefix);
        it.buffering = self.buffering.or(it.buffering);
        it.compression = self.compression.unwrap_or(it.compression);
        it.partitioned = self.partitioned.unwrap_or(it.partitioned);
        it.conversion = self.conversion.clone().unwrap_or(it.conversion);
        Some(it)
    }
}

impl From<&S3Settings> for S3Update {
    fn from(whole: &S3Settings) -> S3Update {
        let S3Settings { bucket, prefix, error_prefix, buffering, .. } = whole.clone();
        let S3Settings { compression, extension, time_zone, partitioned, conversion, .. } = whole.clone();
        S3Update {
            bucket: Some(bucket),
            prefix: Some(prefix).filter(|prefix| !prefix.is_empty()),
            error_prefix,
            buffering,
            compression: Some(compression).filter(|compression| *compression != Compression::Uncompressed),
            extension,
            time_zone,
            partitioned: partitioned.then_some(true),
            conversion: conversion.map(Some),
        }
    }
}
