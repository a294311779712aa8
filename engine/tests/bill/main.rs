//! The bill: what each line counts, one below, at and above each rounding, and that it is the same however time went.

#[path = "../common/held.rs"]
mod held;
mod minutes;
mod others;
mod services;
mod sources;
mod streams;
mod told;
mod travel;

use engine::command::{Command, Kinesis};
use engine::kernel::Time;
use engine::record::Stored;
use engine::story::{self, Story};
use engine::view::{self, BillLineView, BillView};
use engine::world::World;

const MINUTE: u64 = 60;
const HOUR: u64 = 3_600;

fn world(lines: &str) -> World {
    let story = Story::parse(lines).unwrap_or_else(|error| panic!("{error}\n{lines}"));
    story::start(&story).unwrap_or_else(|error| panic!("{error}\n{lines}"))
}

/// Does one line of a story now.
fn line(world: &mut World, text: &str) {
    let command = story::command(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    world.apply(&command).unwrap_or_else(|error| panic!("{text}: {error}"));
}

/// The bill at an instant, which is the sum of its lines and of its services.
fn bill(world: &mut World, second: u64) -> BillView {
    world.advance(Time::seconds(second), u64::MAX);
    let bill = view::bill(world);
    assert_eq!(bill.total, bill.lines.iter().map(|line| line.amount).sum::<u64>());
    assert_eq!(bill.total, bill.services.iter().map(|service| service.amount).sum::<u64>());
    assert_eq!(bill.month, bill.lines.iter().map(|line| line.month).sum::<u64>());
    bill
}

fn find<'a>(bill: &'a BillView, id: &str) -> Option<&'a BillLineView> {
    bill.lines.iter().find(|line| line.id == id)
}

/// What a line has counted; 0 if it is not there.
fn counted(bill: &BillView, id: &str) -> u64 {
    find(bill, id).map_or(0, |line| line.counted)
}

/// Puts records of these sizes by hand, all with the same key.
fn put(world: &mut World, sizes: &[usize]) {
    let stream = engine::names::Name::parse("s").unwrap();
    let record = |bytes: &usize| Stored {
        key: "a rather long key".into(),
        data: vec![b'x'; *bytes],
        explicit_hash_key: None,
    };
    let records = sizes.iter().map(record).collect();
    world.apply(&Command::Kinesis(Kinesis::PutRecords { stream, records })).unwrap();
}
