//! The rows are those of the view, and as many as there is room for.

use engine::kernel::Time;
use engine::story::{self, Story};

use super::*;

/// What is inside the only reader, and the view, at this second.
fn at(lines: &str, second: u64) -> (Option<Inside>, View) {
    let text = format!(
        "seed 5\naws kinesis create-stream --stream-name s --shard-count 4\n\
         producer p to s rate 400/s size 100B keys uniform 500\n{lines}\n"
    );
    let mut world = story::start(&Story::parse(&text).expect("a story")).expect("it starts");
    world.advance(Time::seconds(second), u64::MAX);
    let view = engine::view::view(&world);
    (inside(&view.readers[0], &view), view)
}

#[test]
fn a_lease_table_has_the_rows_and_the_meter_of_its_table() {
    let lines = "aws dynamodb create-table --table-name app --provisioned-throughput \
                 ReadCapacityUnits=100,WriteCapacityUnits=20\n\
                 consumer app reads s kcl workers 2 from trim-horizon\nat 60s crash app worker 1";
    let (told, view) = at(lines, 55);
    let (told, table) = (told.expect("a table"), &view.tables[0]);
    assert_eq!((told.leases.len(), told.more, told.bars.len()), (4, 0, 1));
    for (row, lease) in told.leases.iter().zip(&table.leases) {
        assert_eq!(row.counter, lease.counter);
        let number = row.owner.expect("an owner").0;
        assert_eq!(lease.owner.as_deref(), Some(format!("app-{number}").as_str()));
        assert_eq!(row.checkpoint, format!("after {}", count(lease.processed.expect("records"))));
    }
    assert_eq!(told.bars[0].says[0], format!("{} of 20 WCU/s", table.written_per_s));
    let (told, _) = at(lines, 62);
    let dead = told.expect("a table").leases.iter().filter(|row| row.owner() == "✕ worker 1").count();
    assert_eq!(dead, 2);
}

#[test]
fn a_starved_table_says_what_it_refuses() {
    let (told, view) = at(
        "aws dynamodb create-table --table-name app --provisioned-throughput \
         ReadCapacityUnits=100,WriteCapacityUnits=1\n\
         consumer app reads s kcl workers 2 from trim-horizon poll 200ms",
        600,
    );
    let (bar, table) = (told.expect("a table").bars.remove(0), &view.tables[0]);
    assert_eq!(bar.over, table.throttled_writes_per_s > 0);
    assert!(table.throttled_writes > 0);
}

#[test]
fn batches_tries_buffers_and_counts_are_those_of_the_view() {
    let (told, view) = at("consumer app reads s lambda poison every 7 from trim-horizon", 30);
    let lambda = view.readers[0].lambda.as_ref().expect("a mapping");
    let bars = told.expect("batches").bars;
    assert_eq!(bars.len(), 4);
    assert_eq!(bars.iter().filter(|bar| bar.over).count() as u64, lambda.blocked);
    assert!(lambda.blocked > 0 && bars[0].says[0].starts_with("try "), "{bars:?}");

    let (told, view) = at("consumer app reads s connector emit bucket lake from trim-horizon", 20);
    let pipes = &view.readers[0].connector.as_ref().expect("a connector").pipes;
    let most = pipes.iter().map(|pipe| pipe.records).max().expect("pipes");
    assert_eq!(told.expect("buffers").bars[0].says[0], format!("{} buffered", count(most)));

    let (told, view) = at("consumer app reads s analytics window 60s above 100", 50);
    let window = view.readers[0].analytics.as_ref().expect("a window");
    let bars = told.expect("counts").bars;
    assert_eq!(bars[0].says[1], time(window.ends_in_ms.expect("it ends") * 1_000));
    assert_eq!((bars[1].says[0].clone(), bars[1].over), (count(window.counts[0].n), true));
}

#[test]
fn what_has_no_room_is_told_by_its_number() {
    let (told, _) = at("consumer app reads s kcl workers 2 from trim-horizon", 55);
    let told = told.expect("a table");
    let (whole, high) = told.clone().within(500.0).expect("room");
    assert_eq!((whole.leases.len(), whole.more, high), (4, 0, 6.0 * ROW + FOOT));
    let (part, _) = told.clone().within(high - 1.0).expect("room");
    assert_eq!((part.leases.len(), part.more), (2, 2));
    assert_eq!(told.within(4.0 * ROW + FOOT), None);
}

#[test]
fn a_polling_reader_has_nothing_inside_and_one_that_was_stopped_neither() {
    assert_eq!(at("consumer app reads s", 20).0, None);
    assert_eq!(at("consumer app reads s kcl\nat 50s stop app", 55).0, None);
}
