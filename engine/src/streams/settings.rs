//! What of a stream may be set: retention, encryption, monitoring, tags, record size, policies.

use std::collections::BTreeSet;

use super::stream::{Pending, Status, Stream};
use super::{Streams, not_active};
use crate::command::{Action, Reply, ShardMetric};
use crate::era::Era;
use crate::event::What;
use crate::kernel::Span;
use crate::limits;
use crate::names::{ACCOUNT, Name};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::wake::Wake;

/// Whether retention or shard-level metrics are meant to grow or to shrink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Increase,
    Decrease,
}

impl Streams {
    /// IncreaseStreamRetentionPeriod and DecreaseStreamRetentionPeriod. A decrease makes older records unreadable
    /// at once; an increase brings nothing back.
    ///
    /// # Errors
    /// InvalidArgumentException for a period out of bounds or in the wrong direction; ResourceInUseException
    /// unless ACTIVE; ResourceNotFoundException; LimitExceededException for too many calls.
    pub fn set_retention(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        (change, hours): (Change, u64),
    ) -> Result<(), Refusal> {
        self.charge((step.now, step.era), &limits::RATE_RETENTION, Some(name))?;
        let stream = self.active(name)?;
        let (least, most) = (limits::RETENTION_MIN.at(step.era), limits::RETENTION_MAX.at(step.era));
        if hours < least {
            return Err(Refusal::invalid(format!(
                "Minimum allowed retention period is {least} hours. Requested retention period ({hours} hours) is too \
                 short."
            ))
            .met(&limits::RETENTION_MIN, least, hours));
        }
        if hours > most {
            return Err(Refusal::invalid(format!(
                "Maximum allowed retention period is {most} hours. Requested retention period ({hours} hours) is too \
                 long."
            ))
            .met(&limits::RETENTION_MAX, most, hours));
        }
        let existing = stream.retention.as_seconds() / 3_600;
        let wrong = match change {
            Change::Increase if hours < existing => Some(("shorter", "Decrease")),
            Change::Decrease if hours > existing => Some(("longer", "Increase")),
            Change::Increase | Change::Decrease => None,
        };
        if let Some((comparison, other)) = wrong {
            return Err(Refusal::invalid(format!(
                "Requested retention period ({hours} hours) for stream {name} can not be {comparison} than existing \
                 retention period ({existing} hours). Use {other}RetentionPeriod API."
            )));
        }
        if hours == existing {
            return Ok(());
        }
        stream.retention = Span::hours(hours);
        stream.trim_due = true;
        step.emit(What::RetentionSet { stream: name.clone(), hours });
        step.schedule(step.now, Wake::RetentionEnds { stream: name.clone() });
        Ok(())
    }

    /// StartStreamEncryption with a key, StopStreamEncryption without: UPDATING, then only new records change.
    ///
    /// # Errors
    /// KMS's exceptions of the key; ResourceInUseException unless ACTIVE; LimitExceededException for a 26th key applied, or a 26th stop, within 24 hours;
    /// ResourceNotFoundException.
    pub fn set_encryption(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        key: Option<&str>,
    ) -> Result<(), Refusal> {
        let stream = self.active(name)?;
        let most = limits::KEY_CHANGES_DAY.at(step.era);
        let changes = &mut stream.key_changes[usize::from(key.is_none())];
        changes.retain(|at| step.now.since(*at) < Span::hours(24));
        if changes.len() as u64 >= most {
            let what = if key.is_some() { "keys applied" } else { "stops of its encryption" };
            let text = format!(
                "Stream {name} under account {ACCOUNT} has had {most} {what} within the last 24 hours, which is the \
                 most that is allowed."
            );
            return Err(Refusal::new(ErrorName::LimitExceededException, text).met(
                &limits::KEY_CHANGES_DAY,
                most,
                most + 1,
            ));
        }
        if let Some(key) = key {
            step.use_key(Action::GenerateDataKey, key)?;
        }
        if stream.encryption_key() == key {
            return Ok(());
        }
        stream.key_changes[usize::from(key.is_none())].push(step.now);
        stream.status = Status::Updating;
        stream.pending = Some(Pending::Encrypt(key.map(str::to_owned)));
        let ready = step.now + Span::millis(limits::ENCRYPT_TAKES.at(step.era));
        stream.settles_at = Some(ready);
        step.emit(What::StreamUpdating { stream: name.clone() });
        step.schedule(ready, Wake::StreamSettles { stream: name.clone() });
        Ok(())
    }

    /// EnableEnhancedMonitoring and DisableEnhancedMonitoring.
    ///
    /// # Errors
    /// ResourceInUseException unless ACTIVE; ResourceNotFoundException; LimitExceededException for too many calls.
    pub fn set_monitoring(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        (change, metrics): (Change, &[ShardMetric]),
    ) -> Result<Reply, Refusal> {
        self.charge((step.now, step.era), &limits::RATE_MONITORING, Some(name))?;
        let stream = self.active(name)?;
        let current: Vec<ShardMetric> = stream.metrics.iter().copied().collect();
        let meant: BTreeSet<ShardMetric> = if metrics.contains(&ShardMetric::All) {
            ShardMetric::EACH.into()
        } else {
            metrics.iter().copied().collect()
        };
        match change {
            Change::Increase => stream.metrics.extend(meant),
            Change::Decrease => stream.metrics.retain(|metric| !meant.contains(metric)),
        }
        let desired = stream.metrics.iter().copied().collect();
        Ok(Reply::Monitoring { stream: name.clone(), arn: stream.arn(), current, desired })
    }

    /// AddTagsToStream.
    ///
    /// # Errors
    /// InvalidArgumentException for more than 50 tags; ResourceNotFoundException; LimitExceededException for too
    /// many calls.
    pub fn add_tags(
        &mut self,
        step: &Step<'_>,
        name: &Name,
        tags: &[(String, String)],
    ) -> Result<(), Refusal> {
        self.charge((step.now, step.era), &limits::RATE_TAG, None)?;
        self.stream_mut(name)?.add_tags(tags, step.era)
    }

    /// RemoveTagsFromStream. A key that is not there is no error.
    ///
    /// # Errors
    /// ResourceNotFoundException; LimitExceededException for too many calls.
    pub fn remove_tags(&mut self, step: &Step<'_>, name: &Name, keys: &[String]) -> Result<(), Refusal> {
        self.charge((step.now, step.era), &limits::RATE_UNTAG, None)?;
        let stream = self.stream_mut(name)?;
        stream.tags.retain(|key, _| !keys.contains(key));
        Ok(())
    }

    /// ListTagsForStream, by key.
    ///
    /// # Errors
    /// ResourceNotFoundException.
    #[inline(never)]
    pub fn list_tags(&self, name: &Name, limit: Option<u64>, after: Option<&str>) -> Result<Reply, Refusal> {
        let mut tags: Vec<(String, String)> = self
            .stream(name)?
            .tags
            .iter()
            .filter(|(key, _)| after.is_none_or(|after| key.as_str() > after))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let most = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let has_more = tags.len() > most;
        tags.truncate(most);
        Ok(Reply::Tags { tags, has_more })
    }

    /// UpdateMaxRecordSize.
    ///
    /// # Errors
    /// ValidationException for a size out of bounds; ResourceInUseException unless ACTIVE;
    /// ResourceNotFoundException.
    pub fn set_max_record(&mut self, step: &Step<'_>, name: &Name, kib: u64) -> Result<(), Refusal> {
        self.active(name)?.set_max_record(kib, step.era)
    }

    /// PutResourcePolicy: stored as it is.
    ///
    /// # Errors
    /// ResourceNotFoundException if the ARN names no stream or consumer.
    pub fn put_policy(&mut self, arn: &str, policy: &str) -> Result<(), Refusal> {
        self.resource(arn)?;
        self.policies.insert(arn.to_owned(), policy.to_owned());
        Ok(())
    }

    /// GetResourcePolicy; empty if there is none.
    ///
    /// # Errors
    /// ResourceNotFoundException if the ARN names no stream or consumer.
    #[inline(never)]
    pub fn policy(&self, arn: &str) -> Result<String, Refusal> {
        self.resource(arn)?;
        Ok(self.policies.get(arn).cloned().unwrap_or_default())
    }

    /// DeleteResourcePolicy.
    ///
    /// # Errors
    /// ResourceNotFoundException if the ARN names no stream or consumer, or if it has no policy.
    pub fn delete_policy(&mut self, arn: &str) -> Result<(), Refusal> {
        self.resource(arn)?;
        self.policies.remove(arn).map(drop).ok_or_else(|| {
            Refusal::new(
                ErrorName::ResourceNotFoundException,
                format!("No resource policy found for resource ARN {arn}"),
            )
        })
    }

    fn resource(&self, arn: &str) -> Result<(), Refusal> {
        let there = self.iter().any(|stream| {
            arn == stream.arn()
                || arn.strip_prefix(&stream.arn()).is_some_and(|rest| {
                    let name = rest.strip_prefix("/consumer/").and_then(|rest| rest.split(':').next());
                    name.is_some_and(|name| stream.consumers.contains_key(name))
                })
        });
        if there {
            return Ok(());
        }
        let text = format!("Resource {arn} under account {ACCOUNT} not found.");
        Err(Refusal::new(ErrorName::ResourceNotFoundException, text))
    }
}

impl Stream {
    pub(super) fn set_max_record(&mut self, kib: u64, era: Era) -> Result<(), Refusal> {
        let (least, most) = (limits::MAX_RECORD_KIB_MIN.at(era), limits::MAX_RECORD_KIB_MAX.at(era));
        let (bound, limit, met) = if kib < least {
            ("greater than or equal to", least, &limits::MAX_RECORD_KIB_MIN)
        } else if kib > most {
            ("less than or equal to", most, &limits::MAX_RECORD_KIB_MAX)
        } else {
            self.max_record_kib = kib;
            return Ok(());
        };
        let text = format!(
            "1 validation error detected: Value '{kib}' at 'maxRecordSizeInKiB' failed to satisfy constraint: Member \
             must have value {bound} {limit}"
        );
        Err(Refusal::new(ErrorName::ValidationException, text).met(met, limit, kib))
    }

    pub(super) fn add_tags(&mut self, tags: &[(String, String)], era: Era) -> Result<(), Refusal> {
        if self.status == Status::Deleting {
            return Err(not_active(self));
        }
        let mut all = self.tags.clone();
        all.extend(tags.iter().cloned());
        let (count, most) = (all.len() as u64, limits::TAGS.at(era));
        if count > most {
            let text = format!(
                "Failed to add tags to stream {} under account {ACCOUNT} because a given stream cannot have more than \
                 {most} tags associated with it.",
                self.name
            );
            return Err(Refusal::invalid(text).met(&limits::TAGS, most, count));
        }
        self.tags = all;
        Ok(())
    }
}
