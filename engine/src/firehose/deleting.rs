//! DELETING: a delivery stream that goes has thrown away what it held, and keeps its name for a while.
//!
//! Absent: DELETING_FAILED.

use std::collections::BTreeMap;

use super::{Deliveries, DeliveryStream, not_found};
use crate::event::What;
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{ACCOUNT, Name};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::wake::Wake;

/// Delivery streams in DELETING, by name: they take, hold and deliver nothing.
pub(super) type Leaving = BTreeMap<Name, DeliveryStream>;

impl Deliveries {
    /// DeleteDeliveryStream: what it holds is thrown away at once (behaviours B1), and it is DELETING for a while.
    /// A second call changes nothing.
    ///
    /// # Errors
    /// ResourceNotFoundException; ResourceInUseException in CREATING.
    pub fn delete(&mut self, step: &mut Step<'_>, name: &Name) -> Result<(), Refusal> {
        if self.3.contains_key(name) {
            return Ok(());
        }
        let delivery = self.delivery_stream(name)?;
        delivery.settled(step.now)?;
        let records = delivery.records_waiting();
        // Modelling choice: what a story deletes before its clock starts is gone already.
        let takes = if step.now == Time::START { 0 } else { limits::FIREHOSE_DELETE_TAKES.at(step.era) };
        let gone_at = step.now + Span::millis(takes);
        let event = step.emit(What::DeliveryStreamDeleting { delivery_stream: name.clone(), records });
        let Some(mut delivery) = self.0.remove(name) else { return Ok(()) };
        delivery.throw_away();
        delivery.gone_at = Some(gone_at);
        self.3.insert(name.clone(), delivery);
        let gone = Wake::DeliveryStreamGone { delivery_stream: name.clone() };
        step.because(event).schedule(gone_at, gone);
        Ok(())
    }

    /// DELETING ends.
    #[inline(never)]
    pub(crate) fn gone(&mut self, step: &mut Step<'_>, name: &Name) {
        if self.3.remove(name).is_some() {
            step.emit(What::DeliveryStreamDeleted { delivery_stream: name.clone() });
        }
    }

    /// Those in DELETING too, in the order of their names.
    pub fn with_leaving(&self) -> impl Iterator<Item = &DeliveryStream> {
        let mut all: Vec<&DeliveryStream> = self.0.values().chain(self.3.values()).collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all.into_iter()
    }

    /// One that may be in DELETING.
    ///
    /// # Errors
    /// ResourceNotFoundException.
    pub fn even_leaving(&self, name: &Name) -> Result<&DeliveryStream, Refusal> {
        self.3.get(name).map_or_else(|| self.delivery_stream(name), Ok)
    }

    /// Whether a name is still that of a delivery stream in DELETING.
    pub fn is_leaving(&self, name: &Name) -> bool {
        self.3.contains_key(name)
    }

    /// What a call that would change it is refused with.
    pub(super) fn missing(&self, name: &Name) -> Refusal {
        if !self.is_leaving(name) {
            return not_found(name);
        }
        let text = format!("Firehose {name} under account {ACCOUNT} is not ACTIVE: it is DELETING.");
        Refusal::new(ErrorName::ResourceInUseException, text)
    }
}

impl DeliveryStream {
    fn throw_away(&mut self) {
        self.waiting.drain();
        self.waiting_json = 0;
        for buffer in self.buffers.values_mut() {
            buffer.drain();
        }
        self.in_flight.clear();
        self.queue.flushed.clear();
        self.parcels.clear();
        self.copies.clear();
    }
}
