//! Direct PUT: PutRecord and PutRecordBatch.

use super::{Deliveries, not_found, record_id};
use crate::command::{Action, PutApi};
use crate::era::Era;
use crate::event::What;
use crate::limits;
use crate::names::Name;
use crate::record::{Batch, Call, Head, Source};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

impl Deliveries {
    /// Whether the quotas have room for one more record of this length. True for what is refused for another reason.
    pub fn has_room(&self, step: &Step<'_>, name: &Name, len: u64) -> bool {
        let Some(delivery) = self.0.get(name) else { return true };
        len > limits::FIREHOSE_RECORD_BYTES.at(step.era)
            || delivery.source.is_some()
            || delivery.put_records.has(1, step.now) && delivery.put_bytes.has(len, step.now)
    }

    /// Puts `count` records of a source. Gives a record id for each that was taken, in request order; `None`
    /// stands for ServiceUnavailableException `Slow down.`.
    ///
    /// # Errors
    /// When nothing is taken at all: unknown delivery stream, one in CREATING, one that reads a stream, too many records, a
    /// record or request too large, too many requests a second by hand. Nothing has changed then.
    pub fn put(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        source: &Source,
        (count, api): (u32, PutApi),
    ) -> Result<Vec<Option<String>>, Refusal> {
        let now = step.now;
        let action = match api {
            PutApi::PutRecord => Action::FirehosePutRecord,
            PutApi::PutRecords | PutApi::Kpl => Action::FirehosePutRecordBatch,
        };
        step.authorize(action, name.as_str())?;
        // Modelling choice: in DELETING "the service might continue to accept records, but it doesn't make any
        // guarantees" (API reference, DeleteDeliveryStream). None is accepted here, so that none vanishes unseen.
        let delivery = self.0.get_mut(name).ok_or_else(|| not_found(name))?;
        // Modelling choice: AWS does not say how it refuses a record in CREATING; users of it see this error.
        if now < delivery.active_from {
            return Err(not_found(name));
        }
        if delivery.source.is_some() {
            return Err(Refusal::invalid(
                "This operation is not permitted on KinesisStreamAsSource delivery stream type.",
            ));
        }
        delivery.encryption.may_encrypt(step)?;
        let lens = weigh(step, source, count)?;
        let answered = delivery.put_requests.has(1, step.now);
        if !answered && source.by().is_none() {
            return Err(slow_down());
        }
        if answered {
            delivery.put_requests.take(1, step.now);
        }
        let mut heads = Vec::new();
        let mut outcome = Vec::with_capacity(lens.len());
        let (mut bytes, mut billed, mut with_keys, mut refused) = (0, 0, 0, 0);
        for (offset, len) in (0_u16..).zip(lens) {
            if answered && delivery.put_records.has(1, step.now) && delivery.put_bytes.has(len, step.now) {
                delivery.put_records.take(1, step.now);
                delivery.put_bytes.take(len, step.now);
                bytes += len;
                billed += billed_len(len, step.era);
                with_keys += len + source.key_ref(offset.into()).len() as u64;
                let nth = u16::try_from(heads.len()).expect("at most 500 records");
                heads.push(Head { offset, nth });
                outcome.push(Some(delivery.next_index + u64::from(nth)));
            } else {
                refused += 1;
                outcome.push(None);
            }
        }
        let all = 0..u16::try_from(heads.len()).expect("at most 500 records");
        let call = Call::new(source.clone(), step.now, heads);
        let batch = Batch::of(&call, all, None, (delivery.next_index, with_keys));
        let taken = batch.len() as u64;
        delivery.next_index += taken;
        delivery.tally.refused += refused;
        let ids = outcome.into_iter().map(|index| index.map(|n| record_id(&batch, n, 0, step.era))).collect();
        let event = step.emit(What::FirehosePut {
            delivery_stream: name.clone(),
            by: source.by().cloned(),
            taken,
            refused,
            bytes,
            billed,
        });
        if taken > 0 {
            self.take(&mut step.because(event), name, batch);
        }
        Ok(ids)
    }
}

/// What a record of this length is billed as. Modelling choice: one without data costs nothing.
pub fn billed_len(len: u64, era: Era) -> u64 {
    len.next_multiple_of(limits::FIREHOSE_BILLED.at(era))
}

/// ServiceUnavailableException: a quota of Direct PUT is spent.
pub fn slow_down() -> Refusal {
    Refusal::new(ErrorName::ServiceUnavailableException, "Slow down.")
}

/// The bytes of each record; checks the request before any record is taken.
fn weigh(step: &Step<'_>, source: &Source, count: u32) -> Result<Vec<u64>, Refusal> {
    let refuse = |text: String| {
        Refusal::new(ErrorName::ValidationException, format!("1 validation error detected: {text}"))
    };
    let most = limits::FIREHOSE_BATCH_COUNT.at(step.era);
    if count == 0 || u64::from(count) > most {
        return Err(refuse(format!(
            "Value at 'records' failed to satisfy constraint: Member must have length between 1 and {most}"
        ))
        .met(&limits::FIREHOSE_BATCH_COUNT, most, u64::from(count)));
    }
    let lens: Vec<u64> = (0..count).map(|offset| source.data_len(offset)).collect();
    let record_most = limits::FIREHOSE_RECORD_BYTES.at(step.era);
    if let Some(len) = lens.iter().find(|len| **len > record_most) {
        return Err(refuse(format!(
            "Value at 'record.data' failed to satisfy constraint: Member must have length less than or equal to {record_most}"
        ))
        .met(&limits::FIREHOSE_RECORD_BYTES, record_most, *len));
    }
    let (total, batch_most) = (lens.iter().sum::<u64>(), limits::FIREHOSE_BATCH_BYTES.at(step.era));
    if total > batch_most {
        return Err(Refusal::invalid(format!("Records size exceeds {} MB limit", batch_most / 1_048_576))
            .met(&limits::FIREHOSE_BATCH_BYTES, batch_most, total));
    }
    Ok(lens)
}
