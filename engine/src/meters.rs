//! Folds over the journal: what was counted, never what decides anything.

mod doors;
mod ledger;
mod minutes;
mod series;

pub use doors::{Door, Doors, ProducerRates};
pub use ledger::{Accounts, Ledger};
pub use minutes::{Minute, Minutes, Sent};
pub use series::{Second, Series};

use crate::event::Event;
use crate::firehose::Deliveries;
use crate::kernel::Time;

#[derive(Clone, Debug, Default)]
pub struct Meters {
    pub doors: Doors,
    pub ledger: Ledger,
    pub series: Series,
    pub minutes: Minutes,
}

impl Meters {
    pub(crate) fn note(&mut self, event: &Event) {
        self.doors.note(event);
        self.ledger.note(event);
        self.series.note(event);
        self.minutes.note(event);
    }

    /// Time passes until an instant, and nothing happens before it.
    pub(crate) fn pass(&mut self, until: Time, deliveries: &Deliveries) {
        self.minutes.pass(until, deliveries);
    }

    pub(crate) fn tick(&mut self, now: Time) {
        self.series.tick(now);
    }
}
