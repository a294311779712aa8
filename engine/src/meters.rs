//! Folds over the journal: what was counted, never what decides anything.

mod doors;
mod ledger;
mod series;

pub use doors::{Door, Doors, ProducerRates};
pub use ledger::{Accounts, Ledger};
pub use series::{Second, Series};

use crate::event::Event;
use crate::kernel::Time;

#[derive(Clone, Debug, Default)]
pub struct Meters {
    pub doors: Doors,
    pub ledger: Ledger,
    pub series: Series,
}

impl Meters {
    pub(crate) fn note(&mut self, event: &Event) {
        self.doors.note(event);
        self.ledger.note(event);
        self.series.note(event);
    }

    pub(crate) fn tick(&mut self, now: Time) {
        self.series.tick(now);
    }
}
