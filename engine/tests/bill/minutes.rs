//! The minutes that applications and tables tell CloudWatch: they sum up to the actors' own counters.

use engine::command::TableCapacity;
use engine::view::{Metric, Teller, tellers, told};
use engine::world::World;

use super::*;

pub fn name(text: &str) -> engine::names::Name {
    engine::names::Name::parse(text).unwrap()
}

pub fn metric(world: &World, of: &Teller, wanted: &str) -> Metric {
    let all = told(world, of, 1_440);
    all.into_iter().find(|metric| metric.name == wanted).unwrap_or_else(|| panic!("{of} has no {wanted}"))
}

/// What a story has counted just before a minute ends, and the world at its end: what happens at the end itself belongs
/// to the next minute.
pub fn to_the_minute<T>(story: &str, minutes: u64, counted: impl Fn(&World) -> T) -> (World, T) {
    let mut world = world(story);
    let end = Time::seconds(minutes * MINUTE);
    world.advance(Time(end.as_micros() - 1), u64::MAX);
    let counted = counted(&world);
    world.advance(end, u64::MAX);
    (world, counted)
}

/// The sum over all minutes.
pub fn sum(world: &World, of: &Teller, wanted: &str) -> u64 {
    metric(world, of, wanted).points.iter().filter_map(|(_, value)| *value).sum()
}

fn newest(world: &World, of: &Teller, wanted: &str) -> Option<u64> {
    metric(world, of, wanted).points.last().and_then(|(_, value)| *value)
}

#[test]
fn minutes_of_a_kpl_sum_up_to_its_counters() {
    // One shard takes too little: some are throttled and put again, and some come too late.
    let story = "aws kinesis create-stream --stream-name s --shard-count 1\n\
                 at 5s producer p to s api kpl rate 2000/s size 700B ttl 5s\nat 3m set p rate 100/s\n";
    let (world, (counts, pending)) = to_the_minute(story, 5, |world| {
        let kpl = world.actors().producers().next().unwrap().kpl.as_ref().unwrap();
        (kpl.counts.clone(), kpl.pending())
    });
    let p = Teller::Kpl(name("p"));
    assert_eq!(tellers(&world), [Teller::Stream(name("s")), p.clone()]);
    assert!(counts.throttled_records > 0 && counts.expired > 0 && counts.retries > 0, "{counts:?}");
    for (wanted, expected) in [
        ("UserRecordsReceived", counts.received),
        ("UserRecordsPut", counts.put),
        ("KinesisRecordsPut", counts.kinesis_put),
        ("KinesisRecordsDataPut", counts.kinesis_bytes),
        ("ErrorsByCode: ProvisionedThroughputExceededException", counts.throttled_records),
        ("AllErrors", counts.errors),
        ("UserRecordExpired", counts.expired),
    ] {
        assert_eq!(sum(&world, &p, wanted), expected, "{wanted}");
    }
    let minutes = world.meters().told.kpl(&name("p"), 10);
    assert_eq!(minutes.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    let last = minutes[4].1;
    assert_eq!(last.received, 6_000, "100 a second");
    assert_eq!(newest(&world, &p, "UserRecordsPerKinesisRecord"), Some(last.user_sent * 100 / last.sent));
    assert_eq!(newest(&world, &p, "RetriesPerRecord"), Some(last.retries * 100 / last.done));
    assert_eq!(newest(&world, &p, "BufferingTime"), Some(last.buffering_us / last.tries / 1_000));
    assert_eq!(newest(&world, &p, "RequestTime"), Some(10));
    assert_eq!(newest(&world, &p, "UserRecordsPending"), Some(pending));
}

#[test]
fn a_minute_in_which_nothing_is_sent_has_no_mean() {
    let mut world = world(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         at 5s producer p to s api kpl rate 100/s size 100B\nat 30s stop p\n",
    );
    world.advance(Time::seconds(3 * MINUTE), u64::MAX);
    let p = Teller::Kpl(name("p"));
    let means = metric(&world, &p, "UserRecordsPerKinesisRecord").points;
    assert!(means[0].1.is_some_and(|mean| mean > 100), "{means:?}");
    assert_eq!(means[1..], [(60, None), (120, None)]);
    assert_eq!(metric(&world, &p, "UserRecordsReceived").points[1..], [(60, Some(0)), (120, Some(0))]);
}

#[test]
fn minutes_of_a_group_of_workers_sum_up_to_its_counters() {
    let story = "aws kinesis create-stream --stream-name s --shard-count 4\nat 3s producer p to s rate 400/s size 300B\n\
                 at 5s consumer app reads s kcl workers 2 from trim-horizon checkpoint batch work 1ms\n\
                 at 130s crash app worker 1\n";
    let (world, ((reader, tally), read)) = to_the_minute(story, 5, |world| {
        let group = world.actors().groups().next().unwrap();
        let read = world.journal().from(0).filter_map(|event| {
            let engine::event::What::RecordsRead { bytes, behind_ms, .. } = &event.what else { return None };
            Some((event.at.as_seconds() / MINUTE, *bytes, *behind_ms))
        });
        ((group.app.reader.clone(), group.app.tally), read.collect::<Vec<_>>())
    });
    let app = Teller::Kcl(name("app"));
    assert!(reader.user_read > 80_000 && tally.checkpoints > 0 && tally.leases_taken > 4);
    for (wanted, expected) in [
        ("RecordsProcessed", reader.user_read),
        ("DataBytesProcessed", reader.fetched_bytes),
        ("TakenLeases", tally.leases_taken),
        ("LostLeases", tally.leases_lost),
        ("Checkpoints", tally.checkpoints),
        ("Checkpoints throttled", tally.throttled_checkpoints),
    ] {
        assert_eq!(sum(&world, &app, wanted), expected, "{wanted}");
    }
    // What the journal says it was given.
    assert_eq!(sum(&world, &app, "DataBytesProcessed"), read.iter().map(|(_, bytes, _)| bytes).sum::<u64>());
    let behind = (0..5).map(|minute| {
        let told = read.iter().filter(|(at, ..)| *at == minute).map(|(.., behind_ms)| *behind_ms);
        (minute * 60, told.max())
    });
    assert_eq!(metric(&world, &app, "MillisBehindLatest").points, behind.collect::<Vec<_>>());
    let leases = metric(&world, &app, "CurrentLeases").points;
    assert_eq!((leases[1].1, leases[4].1), (Some(4), Some(4)), "{leases:?}");
    assert_eq!(newest(&world, &app, "KinesisDataFetcher.getRecords.Success"), Some(100));
}

#[test]
fn minutes_of_an_agent_sum_up_to_its_counters() {
    let story = "aws kinesis create-stream --stream-name s --shard-count 1\n\
                 at 3s agent web-1 to s rate 1200/s size 200B\nat 70s set web-1 rate 100/s\n";
    let (world, tally) = to_the_minute(story, 3, |world| {
        let engine::actors::Work::Agent(agent) = &world.actors().feeds().next().unwrap().work else {
            panic!("it is an agent")
        };
        agent.tally
    });
    let teller = Teller::Agent(name("web-1"));
    assert_eq!(tellers(&world), [Teller::Stream(name("s")), teller.clone()]);
    assert!(tally.attempts > tally.records_sent && tally.errors > 0, "{tally:?}");
    for (wanted, expected) in [
        ("BytesSent", tally.bytes_sent),
        ("RecordSendAttempts", tally.attempts),
        ("RecordSendErrors", tally.errors),
        ("ServiceErrors", tally.service_errors),
    ] {
        assert_eq!(sum(&world, &teller, wanted), expected, "{wanted}");
    }
}

#[test]
fn minutes_of_a_table_sum_up_and_its_capacity_is_the_limit() {
    // checklist S17: ten units a second are far too few for so many leases.
    let story = "era 2018\naws kinesis create-stream --stream-name s --shard-count 40\n\
                 at 3s producer p to s rate 4000/s size 100B\n\
                 at 5s consumer app reads s kcl workers 4 from trim-horizon checkpoint batch\n\
                 at 7m aws dynamodb update-table --table-name app --provisioned-throughput \
                 ReadCapacityUnits=10,WriteCapacityUnits=200\n";
    let table = |world: &World| world.dynamodb().iter().next().unwrap().clone();
    let (mut world, table) = to_the_minute(story, 7, table);
    let app = Teller::Table(name("app"));
    assert_eq!(table.capacity, TableCapacity::Provisioned { read: 10, write: 10 });
    assert!(table.writes.throttled > 0, "nothing was throttled");
    assert_eq!(sum(&world, &app, "ConsumedWriteCapacityUnits"), table.writes.consumed);
    assert_eq!(sum(&world, &app, "WriteThrottleEvents"), table.writes.throttled);
    assert_eq!(sum(&world, &app, "ReadThrottleEvents"), table.reads.throttled);
    let used = metric(&world, &app, "ConsumedWriteCapacityUnits");
    assert_eq!((used.limit, used.points.last().unwrap().1), (Some(600), Some(600)), "all of it");
    world.advance(Time::seconds(9 * MINUTE), u64::MAX);
    assert_eq!(metric(&world, &app, "ConsumedWriteCapacityUnits").limit, Some(12_000));
    assert_eq!(newest(&world, &app, "ProvisionedWriteCapacityUnits"), Some(200));
    assert!(newest(&world, &app, "ConsumedWriteCapacityUnits").is_some_and(|used| used > 600));
    assert_eq!(newest(&world, &app, "WriteThrottleEvents"), Some(0));
}

/// A table that an emitter fills: each item that comes back counts.
#[test]
fn minutes_of_a_table_with_items_sum_up_to_its_counters() {
    let story = "seed 3\naws kinesis create-stream --stream-name s --shard-count 1\n\
                 at 3s producer p to s rate 40/s size 1500B\n\
                 at 5s consumer app reads s connector flush-records 100 emit table orders from trim-horizon\n";
    let orders = name("orders");
    let table = |world: &World| world.dynamodb().table(&name("orders")).unwrap().clone();
    let (world, table) = to_the_minute(story, 7, table);
    assert!(table.writes.throttled > 100 && table.writes.consumed > 100, "{:?}", table.writes);
    let teller = Teller::Table(orders);
    assert_eq!(sum(&world, &teller, "ConsumedWriteCapacityUnits"), table.writes.consumed);
    assert_eq!(sum(&world, &teller, "WriteThrottleEvents"), table.writes.throttled);
}

#[test]
fn minutes_are_the_same_in_slices() {
    let story = "seed 3\naws kinesis create-stream --stream-name s --shard-count 2\n\
                 at 3s producer p to s api kpl rate 300/s\nat 4s consumer app reads s kcl workers 2\n\
                 at 5s consumer fn reads s lambda\n";
    let (mut whole, mut slices) = (world(story), world(story));
    let end = 200_300;
    whole.advance(Time::millis(end), u64::MAX);
    for ms in (0..=end).step_by(710).chain([end]) {
        slices.advance(Time::millis(ms), u64::MAX);
    }
    for teller in tellers(&whole) {
        assert_eq!(told(&whole, &teller, 10), told(&slices, &teller, 10), "{teller}");
        assert_eq!(told(&whole, &teller, 10)[0].points.len(), 3, "{teller}");
    }
}
