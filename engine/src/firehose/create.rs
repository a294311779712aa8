//! CreateDeliveryStream and what describes it.

use std::collections::BTreeMap;

use super::buffer::{Buffer, Hints};
use super::{Deliveries, DeliveryStream, Tally};
use crate::command::{CreateDeliveryStream, DeliveryStreamDescription};
use crate::era::Era;
use crate::event::What;
use crate::kernel::{Bucket, Log, Span};
use crate::limits::{self, Limit};
use crate::names::{ACCOUNT, Name};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

const MIB: u64 = 1_048_576;

impl Deliveries {
    /// CreateDeliveryStream. The caller has checked that source and function exist.
    ///
    /// # Errors
    /// ResourceInUseException for a name that exists; ValidationException for hints out of bounds.
    pub fn create(&mut self, step: &mut Step<'_>, ask: &CreateDeliveryStream) -> Result<(), Refusal> {
        let name = &ask.delivery_stream;
        if self.0.contains_key(name) {
            return Err(Refusal::new(
                ErrorName::ResourceInUseException,
                format!("Firehose {name} under accountId {ACCOUNT} already exists"),
            ));
        }
        let hints = hints(ask.buffering, step.era)?;
        let waiting = Hints {
            size: limits::TRANSFORM_BUFFER.at(step.era),
            interval: Span::seconds(limits::TRANSFORM_INTERVAL.at(step.era)),
        };
        let (era, now) = (step.era, step.now);
        let per_second = |limit: &Limit| Bucket::full(limit.at(era), limit.at(era), now);
        // Modelling choice: it is ACTIVE at once; AWS takes about a minute in which nothing can be seen.
        step.emit(What::DeliveryStreamCreated { delivery_stream: name.clone() });
        let delivery = DeliveryStream {
            name: name.clone(),
            source: ask.source.clone(),
            bucket: ask.bucket.clone(),
            prefix: ask.prefix.clone(),
            version: 1,
            created: step.now,
            transform: ask.transform.clone(),
            waiting: Buffer::new(waiting),
            data: Buffer::new(hints),
            // Modelling choice: failed records wait under the same hints, in a buffer of their own.
            failures: Buffer::new(hints),
            invocations: Log::default(),
            in_flight: Vec::new(),
            uploads: BTreeMap::new(),
            next_upload: 0,
            next_index: 0,
            put_records: per_second(&limits::FIREHOSE_PUT_RECORDS),
            put_bytes: per_second(&limits::FIREHOSE_PUT_BYTES),
            tally: Tally::default(),
        };
        self.0.insert(name.clone(), delivery);
        Ok(())
    }

    /// # Errors
    /// ResourceNotFoundException.
    pub fn describe(&self, name: &Name, era: Era) -> Result<DeliveryStreamDescription, Refusal> {
        let delivery = self.delivery_stream(name)?;
        Ok(DeliveryStreamDescription {
            name: name.clone(),
            arn: delivery.arn(),
            version: delivery.version,
            created: era.epoch_seconds(delivery.created),
            source: delivery.source.clone(),
            bucket: delivery.bucket.clone(),
            prefix: delivery.prefix.clone(),
            size_mib: delivery.data.hints.size / MIB,
            interval_s: delivery.data.hints.interval.as_seconds(),
            transform: delivery.transform.clone(),
        })
    }
}

fn hints(asked: Option<(u64, u64)>, era: Era) -> Result<Hints, Refusal> {
    let (size, interval) =
        asked.unwrap_or((limits::BUFFER_SIZE_DEFAULT.at(era), limits::BUFFER_INTERVAL_DEFAULT.at(era)));
    let within = |value: u64, what: &str, least: &'static Limit, most: &'static Limit| {
        let (bound, limit) = if value < least.at(era) {
            ("greater than or equal to", least)
        } else if value > most.at(era) {
            ("less than or equal to", most)
        } else {
            return Ok(());
        };
        Err(Refusal::new(
            ErrorName::ValidationException,
            format!(
                "1 validation error detected: Value '{value}' at \
                 'extendedS3DestinationConfiguration.bufferingHints.{what}' failed to satisfy constraint: Member must \
                 have value {bound} {}",
                limit.at(era)
            ),
        )
        .met(limit, limit.at(era), value))
    };
    within(size, "sizeInMBs", &limits::BUFFER_SIZE_MIN, &limits::BUFFER_SIZE_MAX)?;
    within(interval, "intervalInSeconds", &limits::BUFFER_INTERVAL_MIN, &limits::BUFFER_INTERVAL_MAX)?;
    Ok(Hints { size: size * MIB, interval: Span::seconds(interval) })
}
