//! The control plane beside creating and updating: how often it may be called, lists, tags.

use std::collections::BTreeMap;

use super::{Deliveries, DeliveryStream};
use crate::command::Reply;
use crate::era::Era;
use crate::kernel::Bucket;
use crate::limits;
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

/// What is left of each operation's calls in this second.
#[derive(Clone, Debug, Default)]
pub(super) struct Rates(BTreeMap<&'static str, Bucket>);

impl Deliveries {
    /// Counts a call of the control plane.
    ///
    /// # Errors
    /// ThrottlingException: it is common to all services, for most of these operations name no LimitExceededException
    /// (botocore's model). Modelling choice: each operation has a bucket of one second, as in Kinesis Data Streams.
    pub(crate) fn charge(&mut self, step: &Step<'_>, operation: &'static str) -> Result<(), Refusal> {
        let (most, now) = (limits::FIREHOSE_RATE.at(step.era), step.now);
        let bucket = self.1.0.entry(operation).or_insert_with(|| Bucket::full(most, most, now));
        if !bucket.has(1, now) {
            let refusal = Refusal::new(ErrorName::ThrottlingException, "Rate exceeded");
            return Err(refusal.met(&limits::FIREHOSE_RATE, most, most + 1));
        }
        bucket.take(1, now);
        Ok(())
    }

    /// Whether the account may have one more delivery stream.
    ///
    /// # Errors
    /// LimitExceededException, with moto's words.
    pub(super) fn room_for_one(&self, era: Era) -> Result<(), Refusal> {
        let most = limits::FIREHOSE_STREAMS.at(era);
        let there = (self.0.len() + self.3.len()) as u64;
        if there < most {
            return Ok(());
        }
        let names: Vec<_> = self.with_leaving().map(|it| format!("'{}'", it.name)).collect();
        let text = format!(
            "You have already consumed your firehose quota of {most} hoses. Hose names: [{}]",
            names.join(", ")
        );
        Err(Refusal::new(ErrorName::LimitExceededException, text).met(
            &limits::FIREHOSE_STREAMS,
            most,
            there + 1,
        ))
    }

    /// ListDeliveryStreams, in the order of their names.
    ///
    /// # Errors
    /// ThrottlingException.
    pub fn list(
        &mut self,
        step: &Step<'_>,
        limit: Option<u64>,
        (reads_stream, after): (Option<bool>, Option<&Name>),
    ) -> Result<Reply, Refusal> {
        self.charge(step, "ListDeliveryStreams")?;
        let wanted = |delivery: &&DeliveryStream| {
            reads_stream.is_none_or(|reads| reads == delivery.source.is_some())
                && after.is_none_or(|after| delivery.name > *after)
        };
        let most = limit.unwrap_or(limits::FIREHOSE_LISTED.at(step.era));
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let mut names: Vec<Name> =
            self.with_leaving().filter(wanted).map(|delivery| delivery.name.clone()).collect();
        let has_more = names.len() > most;
        names.truncate(most);
        Ok(Reply::DeliveryStreamNames { names, has_more })
    }

    /// TagDeliveryStream.
    ///
    /// # Errors
    /// ResourceNotFoundException; LimitExceededException for more than 50 tags; ThrottlingException.
    pub fn tag(&mut self, step: &Step<'_>, name: &Name, tags: &[(String, String)]) -> Result<(), Refusal> {
        self.charge(step, "TagDeliveryStream")?;
        let delivery = self.delivery_stream_mut(name)?;
        delivery.tags = tagged(name, &delivery.tags, tags, step.era)?;
        Ok(())
    }

    /// UntagDeliveryStream. A key that is not there is no error.
    ///
    /// # Errors
    /// ResourceNotFoundException; ThrottlingException.
    pub fn untag(&mut self, step: &Step<'_>, name: &Name, keys: &[String]) -> Result<(), Refusal> {
        self.charge(step, "UntagDeliveryStream")?;
        self.delivery_stream_mut(name)?.tags.retain(|key, _| !keys.contains(key));
        Ok(())
    }

    /// ListTagsForDeliveryStream, by key.
    ///
    /// # Errors
    /// ResourceNotFoundException; ThrottlingException.
    pub fn tags(
        &mut self,
        step: &Step<'_>,
        name: &Name,
        (limit, after): (Option<u64>, Option<&str>),
    ) -> Result<Reply, Refusal> {
        self.charge(step, "ListTagsForDeliveryStream")?;
        let tags = self.even_leaving(name)?.tags.iter();
        let mut tags: Vec<(String, String)> = tags
            .filter(|(key, _)| after.is_none_or(|after| key.as_str() > after))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let most = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let has_more = tags.len() > most;
        tags.truncate(most);
        Ok(Reply::Tags { tags, has_more })
    }
}

/// The tags with others added.
///
/// # Errors
/// LimitExceededException. Modelling choice of the words: AWS's text is not published.
pub(super) fn tagged(
    name: &Name,
    old: &BTreeMap<String, String>,
    new: &[(String, String)],
    era: Era,
) -> Result<BTreeMap<String, String>, Refusal> {
    let mut all = old.clone();
    all.extend(new.iter().cloned());
    let (count, most) = (all.len() as u64, limits::FIREHOSE_TAGS.at(era));
    if count > most {
        let text = format!("Firehose {name} cannot have more than {most} tags.");
        return Err(Refusal::new(ErrorName::LimitExceededException, text).met(
            &limits::FIREHOSE_TAGS,
            most,
            count,
        ));
    }
    Ok(all)
}
