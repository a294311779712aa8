//! Checkpoints within aggregated records: checkpointSubSequenceNumber, and who goes on behind a user record.

use engine::command::Attribute;
use engine::view::LeaseView;

use super::*;

/// One shard, a KPL that packs about fifty user records into one, and a group with one worker.
fn group(settings: &str) -> World {
    world(&format!(
        "{}consumer app reads s kcl from trim-horizon {settings}\n\
         at 20s producer p to s api kpl rate 500/s size 200B keys uniform 50 payload orders\nat 40s stop p\n",
        stream(1)
    ))
}

fn lease(view: &View) -> &LeaseView {
    &view.tables[0].leases[0]
}

fn user_read(view: &View) -> u64 {
    view.readers[0].user_read
}

/// User records up to the checkpoint of the row: those of whole records, and those of the last one.
fn position(world: &World, lease: &LeaseView) -> u64 {
    let Some(records) = lease.processed else { return 0 };
    let shard = &world.streams().iter().next().unwrap().shards()[0];
    shard.user_records(0..records - 1) + lease.sub + 1
}

#[test]
fn a_checkpoint_stands_behind_each_seventh_user_record_and_within_records_of_the_stream() {
    let mut world = group("checkpoint every 7 records");
    let mut within = 0;
    for ms in (21_000..45_000).step_by(330) {
        let view = at(&mut world, ms);
        let (row, read) = (lease(&view), user_read(&view));
        let position = position(&world, row);
        assert_eq!(position, read / 7 * 7, "at {ms} ms of {read}: {row:?}");
        let shard = &world.streams().iter().next().unwrap().shards()[0];
        let whole = row.processed.map_or(0, |n| shard.user_records(n - 1..n));
        within += u64::from(row.sub + 1 < whole);
    }
    assert!(within > 30, "{within} of the checkpoints stand within a record");
    // The table's own row says the same.
    let row = world.dynamodb().iter().next().unwrap().items.values().next().unwrap().clone();
    let sub = Attribute::N(lease(&view::view(&world)).sub);
    assert_eq!(row.get("checkpointSubSequenceNumber"), Some(&sub));
}

/// A checkpoint after each batch stands behind a whole record: behind its last user record.
#[test]
fn after_a_batch_the_number_is_that_of_the_last_user_record() {
    let mut world = group("checkpoint batch");
    let view = at(&mut world, 50_000);
    let (row, shard) = (lease(&view), &world.streams().iter().next().unwrap().shards()[0]);
    let last = row.processed.unwrap();
    assert_eq!(last, shard.tip());
    assert_eq!(row.sub + 1, shard.user_records(last - 1..last));
    assert!(row.sub > 10, "{row:?}");
    assert_eq!(position(&world, row), user_read(&view));

    // Of a record that nobody packed it is 0.
    let mut plain = self::world(&format!(
        "{}consumer app reads s kcl from trim-horizon\nat 20s producer p to s rate 50/s size 200B keys uniform 50\n",
        stream(1)
    ));
    let view = at(&mut plain, 30_000);
    assert_eq!((lease(&view).sub, lease(&view).processed > Some(300)), (0, true), "{:?}", lease(&view));
}

/// Whenever its worker is killed: what was processed behind the checkpoint is processed once more, and nothing else.
#[test]
fn a_successor_goes_on_behind_the_user_record_and_not_behind_the_record() {
    let mut within = 0;
    for ms in (21_000..42_000).step_by(730) {
        for work in ["", " work 1ms"] {
            let mut world = group(&format!("checkpoint every 30 records{work}"));
            at(&mut world, ms);
            line(&mut world, "crash app worker 1");
            let view = at(&mut world, ms + 1);
            let (read, row) = (user_read(&view), lease(&view).clone());
            let position = position(&world, &row);
            assert!(
                position <= read && position.is_multiple_of(30),
                "{ms}{work}: {position} of {read}, {row:?}"
            );
            line(&mut world, "heal app worker 1");
            let view = at(&mut world, 140_000);
            let put = kpl(&view).user_records_put;
            assert!(put > 9_500);
            assert_eq!(user_read(&view), put + read - position, "{ms}{work}: {row:?}");
            assert_eq!(view.readers[0].lag, 0);
            let shard = &world.streams().iter().next().unwrap().shards()[0];
            within += u64::from(row.processed.is_some_and(|n| row.sub + 1 < shard.user_records(n - 1..n)));
        }
    }
    assert!(within > 30, "{within} began within a record");
}

/// The record in which the checkpoint stands is gone: nothing of the oldest that is left is passed over.
#[test]
fn a_checkpoint_within_a_record_that_has_expired_passes_nothing_over() {
    const DAY: u64 = 86_400_000;
    let mut world = group("checkpoint every 30 records");
    at(&mut world, 29_900);
    line(&mut world, "crash app worker 1");
    let view = at(&mut world, 30_000);
    let (read, row) = (user_read(&view), lease(&view).clone());
    let shard = |world: &World| world.streams().iter().next().unwrap().shards()[0].clone();
    assert!(row.sub + 1 < shard(&world).user_records(row.processed.unwrap() - 1..row.processed.unwrap()));
    // It takes the lease at its second look, 20 s later: by then the record has expired.
    at(&mut world, DAY + 12_000);
    line(&mut world, "heal app worker 1");
    let mut before = shard(&world);
    let got = (12_000..36_000).step_by(100).find_map(|ms| {
        let got = user_read(&at(&mut world, DAY + ms)) - read;
        let now = shard(&world);
        let was = std::mem::replace(&mut before, now);
        (got > 0).then_some((got, was))
    });
    let (got, was) = got.expect("it goes on");
    assert!(was.first_index() > row.processed.unwrap() && got > 2_000, "{got}");
    let whole = |first: u64| was.user_records(first..was.tip());
    let possible: Vec<u64> = (was.first_index()..=before.first_index()).map(whole).collect();
    assert!(possible.contains(&got), "{got} is none of {possible:?}");
}

/// It takes its time for what is left of the record alone.
#[test]
fn what_lies_before_the_checkpoint_takes_no_time() {
    let mut world = group("checkpoint every 45 records");
    let view = at(&mut world, 45_000);
    let (row, read) = (lease(&view).clone(), user_read(&view));
    let left = read - position(&world, &row);
    assert!(left > 0 && left < 45);
    line(&mut world, "set app work 100ms");
    line(&mut world, "crash app worker 1");
    line(&mut world, "heal app worker 1");
    let done = |world: &mut World, ms: u64| user_read(&at(world, ms)) - read;
    let begins = (45_000..140_000).step_by(50).find(|ms| {
        let view = at(&mut world, *ms);
        view.readers[0].kcl.as_ref().unwrap().workers[0].leases.iter().any(|it| it.stage == "processes")
    });
    let begins = begins.expect("it goes on");
    assert_eq!(
        done(&mut world, begins + left * 100 - 51),
        0,
        "of the last record, which is processed as a whole"
    );
    assert_eq!(done(&mut world, begins + left * 100 + 1), left);
}

/// A sink of files is given whole records, so that its bookmark stands between two.
#[test]
fn with_a_sink_a_checkpoint_stands_between_two_records() {
    let mut world = group("checkpoint every 7 records sink files 3");
    let mut seen = 0;
    for ms in (21_000..45_000).step_by(530) {
        let row = lease(&at(&mut world, ms)).clone();
        let shard = &world.streams().iter().next().unwrap().shards()[0];
        if let Some(n) = row.processed {
            assert_eq!(row.sub + 1, shard.user_records(n - 1..n), "{row:?}");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
}
