//! The bill as a learner may look at it: each line with what it counts, its price, its rule and its source.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::era::Era;
use crate::kernel::Span;
use crate::names::Name;
use crate::prices::{AS_OF, Item, MONTH, Service};
use crate::world::World;

/// All money is in nano-dollars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BillView {
    /// The sum of the lines' amounts.
    pub total: u64,
    /// What a month of 730 hours would cost if all of it were like the last minute.
    pub month: u64,
    /// The date of the prices.
    pub prices_of: &'static str,
    /// Whether the scene plays at another time than the prices are of.
    pub other_era: bool,
    /// How long the minute is that `month` looks at, in µs: less before a minute is over, and up to a second more.
    pub window_us: u64,
    /// Those that cost something, in the order of the bill.
    pub services: Vec<BillServiceView>,
    /// In the order of the bill, then by name.
    pub lines: Vec<BillLineView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BillServiceView {
    pub service: &'static str,
    pub amount: u64,
    pub month: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BillLineView {
    /// `kds-shard-hours`
    pub id: &'static str,
    pub service: &'static str,
    /// The stream, delivery stream, function or table that used it.
    pub of: Name,
    /// What is counted.
    pub what: &'static str,
    /// The quantity so far in small whole units, and what these are called.
    pub counted: u64,
    pub counted_in: &'static str,
    /// The same in units of the price, as text: `1.5`.
    pub quantity: String,
    /// `shard-hour`
    pub unit: &'static str,
    /// Of one unit.
    pub price: u64,
    pub amount: u64,
    pub month: u64,
    /// For a reader: no condition asks for these, and one that asks for a sum is judged often.
    #[serde(skip)]
    pub rule: &'static str,
    #[serde(skip)]
    pub source: &'static str,
}

/// The bill of this instant.
pub fn bill(world: &World) -> BillView {
    let (used, then, window) = world.bill();
    let line = |(item, of, quantity): (Item, &Name, u128)| {
        let price = item.price();
        let (counted, counted_in) = price.measure.counted(quantity);
        let lately = quantity - then.of(item, of);
        BillLineView {
            id: price.id,
            service: price.service.name(world.era()),
            of: of.clone(),
            what: price.what,
            counted,
            counted_in,
            quantity: price.quantity(quantity),
            unit: price.unit,
            price: price.nano,
            amount: price.amount(quantity),
            month: if window == Span::default() { 0 } else { price.monthly(lately, window) },
            rule: price.rule,
            source: price.source,
        }
    };
    let lines: Vec<BillLineView> = used.iter().map(line).collect();
    let mut sums: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for line in &lines {
        let (amount, month) = sums.entry(line.service).or_default();
        (*amount, *month) = (*amount + line.amount, *month + line.month);
    }
    let services = Service::ALL.iter().filter_map(|service| {
        let service = service.name(world.era());
        sums.get(service).map(|(amount, month)| BillServiceView { service, amount: *amount, month: *month })
    });
    BillView {
        total: lines.iter().map(|line| line.amount).sum(),
        month: lines.iter().map(|line| line.month).sum(),
        prices_of: AS_OF,
        other_era: world.era() != Era::Today,
        window_us: window.as_micros(),
        services: services.collect(),
        lines,
    }
}

/// The hours of a month.
pub fn month_hours() -> u64 {
    MONTH.as_seconds() / 3_600
}
