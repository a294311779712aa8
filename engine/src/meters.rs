//! Folds over the journal: what was counted, never what decides anything.

mod bill;
mod doors;
mod ledger;
mod minutes;
mod series;
mod told;

pub use bill::{Bill, Used};
pub use doors::{Door, Doors, ProducerRates};
pub use ledger::{Accounts, Ledger};
pub use minutes::{Minute, Minutes, Sent};
pub use series::{Second, Series};
pub(crate) use told::sources::{rule, subscription};
pub use told::{
    AgentMinute, AnalyticsMinute, KclMinute, KplMinute, LambdaMinute, LogsMinute, RuleMinute, TableMinute,
    Told,
};

use crate::actors::Actors;
use crate::dynamodb::Tables;
use crate::era::Era;
use crate::event::Event;
use crate::firehose::Deliveries;
use crate::kernel::Time;
use crate::streams::Streams;

/// What the meters look at beside events.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub streams: &'a Streams,
    pub firehose: &'a Deliveries,
    pub tables: &'a Tables,
    pub actors: &'a Actors,
}

#[derive(Clone, Debug)]
pub struct Meters {
    pub bill: Bill,
    pub doors: Doors,
    pub ledger: Ledger,
    pub series: Series,
    pub minutes: Minutes,
    pub told: Told,
    era: Era,
}

impl Meters {
    pub(crate) fn new(era: Era) -> Meters {
        Meters {
            bill: Bill::new(era),
            doors: Doors::default(),
            ledger: Ledger::default(),
            series: Series::default(),
            minutes: Minutes::default(),
            told: Told::default(),
            era,
        }
    }

    pub(crate) fn note(&mut self, event: &Event, around: &Around<'_>) {
        self.bill.note(event, around);
        self.doors.note(event);
        self.ledger.note(event);
        self.series.note(event);
        self.minutes.note(event);
        self.told.note(event, around);
    }

    /// Time passes until an instant, and nothing happens before it.
    pub(crate) fn pass(&mut self, until: Time, around: &Around<'_>) {
        self.bill.pass(until, around);
        self.minutes.pass(until, around.firehose);
        self.told.pass(until, around, self.era);
    }

    pub(crate) fn tick(&mut self, now: Time) {
        self.series.tick(now);
    }
}
