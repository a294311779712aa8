//! What a call says of a destination: UpdateDestination of one that there is, CreateDeliveryStream of none.
//!
//! "If any of the parameters are not specified in the call, the existing values are retained" (API reference,
//! UpdateDestination), but only from a destination of the same type. Both calls are read and printed by this one
//! form. Absent: what a value may be, which is judged when the destination is whole.

mod s3;
mod to;

use super::firehose::{Buffering, DeliverTo, Destination};
use super::processor::Processor;
use crate::kernel::Span;

pub use s3::S3Update;
pub use to::DeliverToUpdate;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationUpdate {
    pub to: DeliverToUpdate,
    pub s3: S3Update,
    /// S3BackupMode: whether each source record is kept as it came.
    pub backs_up: Option<bool>,
    /// Where, for S3 and Redshift; the others keep all records where those go that failed.
    pub backup: S3Update,
    pub processors: Option<Vec<Processor>>,
}

/// A member that must be said, and was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing(pub &'static str);

impl DestinationUpdate {
    /// A call that says nothing of a destination but its type.
    fn nothing_of(of: &DeliverTo) -> DestinationUpdate {
        let to = match of {
            DeliverTo::S3 => DeliverToUpdate::S3,
            DeliverTo::Redshift { .. } => {
                DeliverToUpdate::Redshift { url: None, table: None, options: None, retry: None }
            }
            DeliverTo::OpenSearch { service, .. } => DeliverToUpdate::OpenSearch {
                service: *service,
                domain: None,
                index: None,
                rotation: None,
                buffering: None,
                retry: None,
            },
            DeliverTo::Splunk { .. } => DeliverToUpdate::Splunk {
                url: None,
                raw: None,
                buffering: None,
                acknowledged_within: None,
                retry: None,
            },
            DeliverTo::Http { .. } => DeliverToUpdate::Http {
                url: None,
                name: None,
                access_key: None,
                attributes: None,
                buffering: None,
                retry: None,
            },
        };
        let (s3, backup) = (S3Update::default(), S3Update::default());
        DestinationUpdate { to, s3, backs_up: None, backup, processors: None }
    }

    /// Only the buffering hints of its data.
    pub fn of_hints(of: &DeliverTo, hints: Buffering) -> DestinationUpdate {
        let mut it = DestinationUpdate::nothing_of(of);
        match &mut it.to {
            DeliverToUpdate::S3 | DeliverToUpdate::Redshift { .. } => it.s3.buffering = Some(hints),
            DeliverToUpdate::OpenSearch { buffering, .. }
            | DeliverToUpdate::Splunk { buffering, .. }
            | DeliverToUpdate::Http { buffering, .. } => *buffering = Some(hints),
        }
        it
    }

    /// Only how long it is retried; nothing of S3, where that cannot be set.
    pub fn of_retry(of: &DeliverTo, span: Span) -> DestinationUpdate {
        let mut it = DestinationUpdate::nothing_of(of);
        match &mut it.to {
            DeliverToUpdate::S3 => {}
            DeliverToUpdate::Redshift { retry, .. }
            | DeliverToUpdate::OpenSearch { retry, .. }
            | DeliverToUpdate::Splunk { retry, .. }
            | DeliverToUpdate::Http { retry, .. } => *retry = Some(span),
        }
        it
    }

    /// Only the names of its objects: Prefix and ErrorOutputPrefix; `None` says nothing, and an empty text takes away
    /// what was there.
    pub fn of_prefixes(
        of: &DeliverTo,
        prefix: Option<String>,
        error_prefix: Option<String>,
    ) -> DestinationUpdate {
        let mut it = DestinationUpdate::nothing_of(of);
        (it.s3.prefix, it.s3.error_prefix) = (prefix, error_prefix);
        it
    }

    /// The destination that this makes of the one before it.
    ///
    /// # Errors
    /// What must be said when there is no destination of the same type before it.
    pub fn onto(&self, old: Option<&Destination>) -> Result<Destination, Missing> {
        let old = old.filter(|old| self.to.is_of_type(&old.to));
        let to = self.to.onto(old.map(|old| &old.to))?;
        let s3 = self.s3.onto(old.map(|old| &old.s3)).ok_or(Missing("BucketARN"))?;
        let backs_up = self.backs_up.unwrap_or(old.is_some_and(|old| old.backup.is_some()));
        let backup = match (backs_up, self.to.has_own_backup()) {
            (false, _) if self.backup != S3Update::default() => return Err(Missing("S3BackupMode")),
            (false, _) => None,
            (true, false) => Some(s3.clone()),
            (true, true) => {
                let before = old.and_then(|old| old.backup.as_deref());
                Some(self.backup.onto(before).ok_or(Missing("S3BackupConfiguration"))?)
            }
        };
        let before = || old.map(|old| old.processors.clone()).unwrap_or_default();
        let processors = self.processors.clone().unwrap_or_else(before);
        Ok(Destination { to, s3, backup: backup.map(Box::new), processors })
    }
}

/// All that a destination is.
impl From<&Destination> for DestinationUpdate {
    fn from(whole: &Destination) -> DestinationUpdate {
        let to = DeliverToUpdate::from(&whole.to);
        let own = whole.backup.as_deref().filter(|_| to.has_own_backup());
        DestinationUpdate {
            s3: S3Update::from(&whole.s3),
            backs_up: whole.backup.is_some().then_some(true),
            backup: own.map(S3Update::from).unwrap_or_default(),
            processors: (!whole.processors.is_empty()).then(|| whole.processors.clone()),
            to,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::firehose::{Compression, S3Settings};
    use super::*;
    use crate::names::Name;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    fn nothing(to: DeliverToUpdate) -> DestinationUpdate {
        DestinationUpdate {
            to,
            s3: S3Update::default(),
            backs_up: None,
            backup: S3Update::default(),
            processors: None,
        }
    }

    #[test]
    fn what_is_not_said_stays_and_what_is_empty_goes() {
        let mut old = Destination::s3(name("lake"));
        old.s3.prefix = "raw/".into();
        old.s3.error_prefix = Some("bad/".into());
        old.s3.compression = Compression::Gzip;
        old.processors.push(Processor::AppendDelimiter);
        let mut update = nothing(DeliverToUpdate::S3);
        assert_eq!(update.onto(Some(&old)), Ok(old.clone()));
        update.s3 = S3Update {
            error_prefix: Some(String::new()),
            prefix: Some("new/".into()),
            ..S3Update::default()
        };
        let mut wanted = old.clone();
        (wanted.s3.prefix, wanted.s3.error_prefix) = ("new/".into(), None);
        assert_eq!(update.onto(Some(&old)), Ok(wanted));
        assert_eq!(DestinationUpdate::from(&old).onto(None), Ok(old));
    }

    #[test]
    fn nothing_is_kept_of_another_type() {
        let old = Destination::s3(name("lake"));
        let splunk = DeliverToUpdate::Splunk {
            url: Some(("https://hec.example.com".into(), name("hec"))),
            raw: None,
            buffering: None,
            acknowledged_within: None,
            retry: None,
        };
        let mut update = nothing(splunk);
        assert_eq!(update.onto(Some(&old)), Err(Missing("HECEndpointType")));
        let DeliverToUpdate::Splunk { raw, .. } = &mut update.to else { panic!("it is Splunk") };
        *raw = Some(true);
        assert_eq!(update.onto(Some(&old)), Err(Missing("BucketARN")));
    }

    #[test]
    fn a_backup_needs_its_mode_and_its_bucket() {
        let old = Destination::s3(name("lake"));
        let mut update = nothing(DeliverToUpdate::S3);
        update.backs_up = Some(true);
        assert_eq!(update.onto(Some(&old)), Err(Missing("S3BackupConfiguration")));
        update.backup.bucket = Some(name("copy"));
        let backed_up = update.onto(Some(&old)).unwrap();
        assert_eq!(backed_up.backup, Some(Box::new(S3Settings::new(name("copy")))));
        assert_eq!(nothing(DeliverToUpdate::S3).onto(Some(&backed_up)), Ok(backed_up));
        update.backs_up = None;
        assert_eq!(update.onto(Some(&old)), Err(Missing("S3BackupMode")));
    }
}
