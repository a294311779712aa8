//! The whole name of an object: `<prefix><stream>-<version>-YYYY-MM-dd-HH-mm-ss-<uuid><extension>` (behaviours B3).
//!
//! The tail cannot be changed; all times are the arrival of the oldest record in the object.

use super::pattern::Pattern;
use super::prefix::{Clock, PartitionKeys, Prefix, PrefixKind, Values};
use super::{error_output_type, failure_folder};
use crate::command::S3Settings;
use crate::era::Era;
use crate::event::Folder;
use crate::kernel::{Draw, Time};

/// The two prefixes and the time zone of a destination, read and found to go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefixes {
    data: Prefix,
    error: Option<Prefix>,
    clock: Clock,
}

/// What of an object's name does not come from its prefix.
#[derive(Clone, Copy, Debug)]
pub struct Naming<'a> {
    pub era: Era,
    /// The arrival of the oldest record of the object.
    pub oldest: Time,
    pub stream: &'a str,
    /// Begins with 1 and grows by 1 with each change of the delivery stream.
    pub version: u32,
    pub uuid: &'a str,
    pub extension: &'a str,
}

impl Prefixes {
    /// # Errors
    /// A sentence that says what does not go together.
    pub fn parse(settings: &S3Settings) -> Result<Prefixes, String> {
        let data = Prefix::parse(&settings.prefix, PrefixKind::Data)?;
        let error = settings.error_prefix.as_deref().filter(|text| !text.is_empty());
        let error = error.map(|text| Prefix::parse(text, PrefixKind::Error)).transpose()?;
        if error.is_none() && data.has_expression() {
            return Err("ErrorOutputPrefix can't be null when Prefix contains expressions".to_owned());
        }
        if error.is_none() && settings.partitioned {
            return Err("ErrorOutputPrefix is required when dynamic partitioning is enabled".to_owned());
        }
        if data.has_partition_key() && !settings.partitioned {
            return Err(
                "partitionKeyFromQuery and partitionKeyFromLambda need dynamic partitioning".to_owned()
            );
        }
        Ok(Prefixes { data, error, clock: Clock::parse(settings.time_zone.as_deref())? })
    }

    /// A Redshift destination takes prefixes without expressions, and no ErrorOutputPrefix.
    ///
    /// # Errors
    /// A sentence that says what it does not take.
    pub fn check_redshift(&self) -> Result<(), String> {
        if self.data.has_expression() {
            return Err(
                "Prefix must not contain expressions if the destination is Amazon Redshift".to_owned()
            );
        }
        if self.error.is_some() {
            return Err("ErrorOutputPrefix must be null if the destination is Amazon Redshift".to_owned());
        }
        Ok(())
    }

    /// The evaluated prefix under which an object lies. With dynamic partitioning this is the partition.
    ///
    /// # Errors
    /// A sentence: a partition key that the record has not, or more than 512 characters.
    pub fn prefix(
        &self,
        folder: Folder,
        (era, oldest): (Era, Time),
        keys: &PartitionKeys,
        draw: &mut Draw,
    ) -> Result<String, String> {
        let clock = &self.clock;
        let error_output_type = error_output_type(folder, era);
        let mut values = Values { era, oldest, clock, keys, error_output_type, draw };
        let date = || clock.format(&pattern("yyyy/MM/dd/HH/"), oldest, era);
        let plain = self.data.text();
        let failed = match folder {
            // Modelling choice: AWS's guide puts a slash between a plain prefix and the date in one example; a
            // bucket of 2026 shows none, and so do we. The guide appends the date to every prefix without a
            // timestamp expression; the bucket shows nothing behind a prefix with any expression, and so do we.
            Folder::Data | Folder::Backup if self.data.has_expression() => {
                return self.data.evaluate(&mut values);
            }
            Folder::Data | Folder::Backup => return Ok(format!("{plain}{}", date())),
            Folder::Manifest => {
                return Ok(format!("{plain}{}/{}", failure_folder(folder, era), date()));
            }
            Folder::ProcessingFailed
            | Folder::FormatConversionFailed
            | Folder::PartitionFailed
            | Folder::PartitionExceeded
            | Folder::OpenSearchFailed
            | Folder::SplunkFailed
            | Folder::HttpFailed => failure_folder(folder, era),
        };
        match &self.error {
            Some(prefix) if prefix.has_expression() => prefix.evaluate(&mut values),
            // Modelling choice: the guide does not say what follows an ErrorOutputPrefix without expressions; it is
            // the error-output-type, so that failures of two kinds stay apart, and the date.
            Some(prefix) => Ok(format!("{}{error_output_type}/{}", prefix.text(), date())),
            // Modelling choice: the guide's text has the day of the year (`DDD`) and no slash between; its example
            // has a slash and month and day, as here.
            None => Ok(format!("{plain}{failed}/{}", date())),
        }
    }

    /// The whole name of an object below its evaluated prefix.
    pub fn object_key(&self, prefix: &str, naming: Naming<'_>) -> String {
        let Naming { era, oldest, stream, version, uuid, extension } = naming;
        let stamp = self.clock.format(&pattern("yyyy-MM-dd-HH-mm-ss"), oldest, era);
        format!("{prefix}{stream}-{version}-{stamp}-{uuid}{extension}")
    }
}

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).expect("our own patterns are right")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Chance, Span};
    use crate::names::Name;

    const UUID: &str = "00000000-0000-4000-8000-000000000000";

    fn settings(prefix: &str, error: Option<&str>) -> S3Settings {
        let settings = S3Settings::new(Name::parse("lake").unwrap());
        S3Settings { prefix: prefix.into(), error_prefix: error.map(str::to_owned), ..settings }
    }

    fn key(settings: &S3Settings, folder: Folder, era: Era) -> String {
        let prefixes = Prefixes::parse(settings).unwrap();
        let oldest = Time::START + Span::seconds(754);
        let mut draw = Chance::new(1, "names").at(0);
        let prefix = prefixes.prefix(folder, (era, oldest), &PartitionKeys::new(), &mut draw).unwrap();
        let naming = Naming { era, oldest, stream: "clicks", version: 1, uuid: UUID, extension: ".gz" };
        prefixes.object_key(&prefix, naming)
    }

    #[test]
    fn names_are_those_of_aws() {
        let tail = |time: &str| format!("clicks-1-2026-11-21-{time}-{UUID}.gz");
        let utc = tail("14-12-34");
        for (prefix, error, folder, expected) in [
            ("", None, Folder::Data, "2026/11/21/14/"),
            ("legacy", None, Folder::Data, "legacy2026/11/21/14/"),
            ("web/", None, Folder::Data, "web/2026/11/21/14/"),
            ("", None, Folder::ProcessingFailed, "processing-failed/2026/11/21/14/"),
            ("web/", None, Folder::OpenSearchFailed, "web/AmazonOpenSearchService_failed/2026/11/21/14/"),
            ("web/", None, Folder::Manifest, "web/errors/manifests/2026/11/21/14/"),
            ("d/!{timestamp:yyyy}/", Some("error/"), Folder::Data, "d/2026/"),
            (
                "d/!{timestamp:yyyy}/",
                Some("error/"),
                Folder::ProcessingFailed,
                "error/processing-failed/2026/11/21/14/",
            ),
            (
                "",
                Some("e/!{firehose:error-output-type}/!{timestamp:dd}/"),
                Folder::OpenSearchFailed,
                "e/AmazonOpenSearchService-failed/21/",
            ),
        ] {
            let found = key(&settings(prefix, error), folder, Era::Today);
            assert_eq!(found, format!("{expected}{utc}"), "{prefix:?} {error:?} {folder:?}");
        }
        let tokyo = S3Settings { time_zone: Some("Asia/Tokyo".into()), ..settings("", None) };
        assert_eq!(key(&tokyo, Folder::Data, Era::Today), format!("2026/11/21/23/{}", tail("23-12-34")));
    }

    #[test]
    fn old_eras_have_their_folders() {
        let failed = |era, folder| key(&settings("", None), folder, era);
        assert!(failed(Era::Y2018, Folder::ProcessingFailed).starts_with("processing_failed/2018/11/21/14/"));
        assert!(failed(Era::Y2020, Folder::ProcessingFailed).starts_with("processing-failed/2020/11/21/14/"));
        assert!(failed(Era::Y2018, Folder::OpenSearchFailed).starts_with("elasticsearch_failed/2018/"));
    }

    #[test]
    fn prefixes_must_go_together() {
        let said = |settings: S3Settings| Prefixes::parse(&settings).unwrap_err();
        assert!(said(settings("a/!{timestamp:yyyy}/", None)).contains("can't be null when Prefix contains"));
        assert!(said(settings("a/!{timestamp:yyyy}/", Some(""))).contains("can't be null"));
        let partitioned = |error| S3Settings { partitioned: true, ..settings("a/", error) };
        assert!(said(partitioned(None)).contains("is required when dynamic partitioning"));
        assert!(Prefixes::parse(&partitioned(Some("e/"))).is_ok());
        assert!(
            said(settings("a/!{partitionKeyFromQuery:k}/", Some("e/"))).contains("need dynamic partitioning")
        );
        let zone = S3Settings { time_zone: Some("Mars/Base".into()), ..settings("", None) };
        assert!(said(zone).contains("`Mars/Base`"));
        let redshift = |prefix, error| Prefixes::parse(&settings(prefix, error)).unwrap().check_redshift();
        assert_eq!(redshift("a/", None), Ok(()));
        assert!(redshift("a/", Some("e/")).unwrap_err().contains("must be null"));
        assert!(
            redshift("!{timestamp:yyyy}", Some("e/")).unwrap_err().contains("must not contain expressions")
        );
    }

    #[test]
    fn the_partition_of_the_project_is_as_its_notes_say() {
        let text = "customer_id=!{partitionKeyFromQuery:customer_id}/device=!{partitionKeyFromQuery:device}/\
                    year=!{partitionKeyFromQuery:year}/month=!{partitionKeyFromQuery:month}/\
                    day=!{partitionKeyFromQuery:day}/hour=!{partitionKeyFromQuery:hour}/";
        let prefixes =
            Prefixes::parse(&S3Settings { partitioned: true, ..settings(text, Some("error/")) }).unwrap();
        let keys = [
            ("customer_id", "1234567890"),
            ("device", "mobile"),
            ("year", "2019"),
            ("month", "08"),
            ("day", "09"),
            ("hour", "20"),
        ];
        let mut keys: PartitionKeys = keys.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let mut draw = Chance::new(1, "names").at(0);
        let at = (Era::Today, Time::START);
        assert_eq!(
            prefixes.prefix(Folder::Data, at, &keys, &mut draw).as_deref(),
            Ok("customer_id=1234567890/device=mobile/year=2019/month=08/day=09/hour=20/")
        );
        keys.remove("device");
        assert!(prefixes.prefix(Folder::Data, at, &keys, &mut draw).unwrap_err().contains("`device`"));
    }
}
