//! What each call of Amazon Data Firehose does, or reads.

use super::super::Parts;
use crate::actors::{Fetcher, Services};
use crate::command::{CreateDeliveryStream, Destination, Firehose, Place, PutApi, Reply};
use crate::firehose::{Deliveries, DeliveryStream, slow_down};
use crate::record::{Source, Stored};
use crate::refusal::Refusal;
use crate::step::Step;
use crate::stores::Stores;
use crate::tools::Tools;

/// Answers a call that only looks.
pub(super) fn look(firehose: &mut Deliveries, step: &Step<'_>, call: &Firehose) -> Result<Reply, Refusal> {
    match call {
        Firehose::DescribeDeliveryStream { delivery_stream } => {
            let described = firehose.describe(step, delivery_stream)?;
            Ok(Reply::DeliveryStream(Box::new(described)))
        }
        Firehose::ListDeliveryStreams { limit, reads_stream, exclusive_start } => {
            firehose.list(step, *limit, (*reads_stream, exclusive_start.as_ref()))
        }
        Firehose::ListTagsForDeliveryStream { delivery_stream, limit, exclusive_start } => {
            firehose.tags(step, delivery_stream, (*limit, exclusive_start.as_deref()))
        }
        Firehose::CreateDeliveryStream(_)
        | Firehose::DeleteDeliveryStream { .. }
        | Firehose::UpdateDestination(_)
        | Firehose::PutRecord { .. }
        | Firehose::PutRecordBatch { .. }
        | Firehose::StartDeliveryStreamEncryption { .. }
        | Firehose::StopDeliveryStreamEncryption { .. }
        | Firehose::TagDeliveryStream { .. }
        | Firehose::UntagDeliveryStream { .. } => unreachable!("it changes something"),
    }
}

/// Does a call that changes something.
pub(super) fn perform(parts: Parts<'_>, tools: &Tools, call: &Firehose) -> Result<Reply, Refusal> {
    let Parts { mut step, services, stores, actors } = parts;
    let step = &mut step;
    let done = |()| Reply::Done;
    match call {
        Firehose::CreateDeliveryStream(ask) => {
            let CreateDeliveryStream { delivery_stream, source, destination, .. } = ask.as_ref();
            if let Some(stream) = source {
                services.streams.stream(stream)?;
            }
            known_function(&services, destination)?;
            services.firehose.create(step, ask, (tools, &stores.catalog))?;
            open(step, stores, services.firehose.delivery_stream(delivery_stream)?)?;
            if let Some(stream) = source {
                let from = services.firehose.delivery_stream(delivery_stream)?.active_from;
                let fetcher = Fetcher::start(step, delivery_stream, stream, from);
                actors.fetchers.insert(delivery_stream.clone(), fetcher);
            }
            Ok(Reply::DeliveryStreamArn(services.firehose.delivery_stream(delivery_stream)?.arn()))
        }
        Firehose::UpdateDestination(ask) => {
            services.firehose.update(step, ask, (tools, &stores.catalog))?;
            let updated = services.firehose.delivery_stream(&ask.delivery_stream)?;
            known_function(&services, &updated.destination)?;
            open(step, stores, updated)?;
            Ok(Reply::Done)
        }
        Firehose::DeleteDeliveryStream { delivery_stream } => {
            services.firehose.charge(step, "DeleteDeliveryStream")?;
            services.firehose.delete(step, delivery_stream)?;
            actors.fetchers.remove(delivery_stream);
            Ok(Reply::Done)
        }
        Firehose::PutRecord { delivery_stream, data } => {
            let record = Stored { key: String::new(), data: data.clone(), explicit_hash_key: None };
            let len = record.data.len() as u64;
            let source = Source::Stored([record].into());
            // Looked at before anything has changed.
            if !services.firehose.has_room(step, delivery_stream, len) {
                return Err(slow_down());
            }
            let ids = services.firehose.put(step, delivery_stream, &source, (1, PutApi::PutRecord))?;
            let encrypted = services.firehose.encrypts(delivery_stream, step.now);
            match ids.into_iter().next().flatten() {
                Some(record_id) => Ok(Reply::FirehosePut { record_id, encrypted }),
                None => Err(slow_down()),
            }
        }
        Firehose::PutRecordBatch { delivery_stream, records } => {
            let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
            let source = Source::Stored(records.clone());
            let record_ids =
                services.firehose.put(step, delivery_stream, &source, (count, PutApi::PutRecords))?;
            let encrypted = services.firehose.encrypts(delivery_stream, step.now);
            let failed = record_ids.iter().filter(|id| id.is_none()).count();
            Ok(Reply::FirehoseBatch { failed, record_ids, encrypted })
        }
        Firehose::StartDeliveryStreamEncryption { delivery_stream, key } => {
            services.firehose.set_encryption(step, delivery_stream, Some(key)).map(done)
        }
        Firehose::StopDeliveryStreamEncryption { delivery_stream } => {
            services.firehose.set_encryption(step, delivery_stream, None).map(done)
        }
        Firehose::TagDeliveryStream { delivery_stream, tags } => {
            services.firehose.tag(step, delivery_stream, tags).map(done)
        }
        Firehose::UntagDeliveryStream { delivery_stream, keys } => {
            services.firehose.untag(step, delivery_stream, keys).map(done)
        }
        Firehose::DescribeDeliveryStream { .. }
        | Firehose::ListDeliveryStreams { .. }
        | Firehose::ListTagsForDeliveryStream { .. } => Ok(Reply::Done),
    }
}

fn known_function(services: &Services<'_>, destination: &Destination) -> Result<(), Refusal> {
    match destination.transform() {
        Some(function) => services.functions.function(function).map(drop),
        None => Ok(()),
    }
}

/// Modelling choice: a bucket, a table or a domain that is not there yet is made, so that a story need not say it.
fn open(step: &mut Step<'_>, stores: &mut Stores, delivery: &DeliveryStream) -> Result<(), Refusal> {
    let backup = delivery.destination.backup.as_ref().map(|backup| &backup.bucket);
    for bucket in [&delivery.destination.s3.bucket].into_iter().chain(backup) {
        if !stores.buckets.has(bucket) {
            stores.buckets.create(step, bucket)?;
        }
    }
    match delivery.place() {
        Place::Bucket(_) | Place::Table(_) | Place::Function(_) | Place::Key(_) | Place::Producer(_) => {}
        place @ (Place::Cluster(_) | Place::Domain(_) | Place::Collector(_) | Place::Endpoint(_)) => {
            stores.sinks.open(&place);
        }
    }
    Ok(())
}
