//! What the lease table can carry.

use super::*;
use engine::why;

fn app(shards: u32, units: &str, more: &str) -> World {
    start(&format!(
        "seed 5\naws kinesis create-stream --stream-name s --shard-count {shards}\n\
         aws dynamodb create-table --table-name app --provisioned-throughput ReadCapacityUnits=100,{units}\n\
         consumer app reads s kcl workers 1 table app from trim-horizon {more}"
    ))
}

/// 33 leases × 1 / 3.308 s = 9.98 writes a second, and 34 leases are 10.28.
#[test]
fn w09_ten_wcu_carry_thirty_three_leases_and_not_one_more() {
    for (shards, fits) in [(33, true), (34, false)] {
        let mut world = app(shards, "WriteCapacityUnits=10", "checkpoint never");
        // What was saved while the stream was empty is used up first.
        let view = at(&mut world, 1_800);
        let before = table(&view, "app").throttled_writes;
        let view = at(&mut world, 3_600);
        let table = table(&view, "app");
        assert_eq!(
            table.throttled_writes == before,
            fits,
            "{shards} leases: {before}, then {}",
            table.throttled_writes
        );
        assert_eq!(kcl(&view, "app").leases_lost == 0, fits, "{shards} leases");
        assert_eq!(leases(&view, "app"), [shards as usize]);
    }
    let (failover, epsilon) = (engine::kernel::Span::seconds(10), engine::kernel::Span::millis(25));
    // One in 3.308333 s: with 3.308 s the first would be 9.98.
    assert_eq!(
        (why::renewals_per_s(33, failover, epsilon), why::renewals_per_s(34, failover, epsilon)),
        (997, 1_028)
    );
}

#[test]
fn w09_the_example_of_the_design() {
    let story = "title Ten WCU carry thirty-three leases\n\
         aws kinesis create-stream --stream-name s --shard-count 34\n\
         aws dynamodb create-table --table-name app --provisioned-throughput ReadCapacityUnits=100,WriteCapacityUnits=10\n\
         consumer app reads s  kcl workers 1 table app checkpoint never\n\
         expect at 2m table.app.throttled_writes > 0\n";
    let story = Story::parse(story).unwrap_or_else(|error| panic!("{error}"));
    let result = story::run(&story);
    assert_eq!(result.failures(), Vec::<String>::new());
}

/// 100 shards with a checkpoint each second: 30.2 + 100 writes a second are needed.
#[test]
fn w09_a_hundred_shards_fall_behind_with_ten_wcu_and_catch_up_with_a_hundred_and_fifty() {
    let mut world = start(
        "seed 5\naws kinesis create-stream --stream-name s --shard-count 100\n\
         aws dynamodb create-table --table-name app --provisioned-throughput ReadCapacityUnits=100,WriteCapacityUnits=10\n\
         producer p to s rate 1000/s size 100B keys random\n\
         consumer app reads s kcl workers 1 table app from trim-horizon poll 1s checkpoint batch",
    );
    let early = reader(&at(&mut world, 120), "app").lag;
    let view = at(&mut world, 240);
    let late = reader(&view, "app").lag;
    assert!(late > early + 50_000, "it falls behind: {early}, then {late}");
    assert!(kcl(&view, "app").throttled_checkpoints > 100);
    let why = why::table_throttled(&world, &name("app")).expect("it was");
    assert!(why.sentences.iter().any(|text| text.contains("30.2")), "{:?}", why.sentences);
    assert!(why.fixes[0].label.contains("145 write units"), "{:?}", why.fixes);
    line(
        &mut world,
        "aws dynamodb update-table --table-name app --provisioned-throughput ReadCapacityUnits=100,WriteCapacityUnits=150",
    );
    let throttled = table(&at(&mut world, 300), "app").throttled_writes;
    let view = at(&mut world, 420);
    assert!(reader(&view, "app").lag < 3_000, "it has caught up: {}", reader(&view, "app").lag);
    assert_eq!(table(&view, "app").throttled_writes, throttled);
}

#[test]
fn on_demand_is_the_other_remedy() {
    let mut world = app(50, "WriteCapacityUnits=1", "checkpoint batch");
    line(&mut world, "producer p to s rate 500/s size 100B keys random");
    let view = at(&mut world, 240);
    let behind = reader(&view, "app").lag;
    assert!(behind > 10_000, "{behind}");
    line(&mut world, "aws dynamodb update-table --table-name app --billing-mode PAY_PER_REQUEST");
    let view = at(&mut world, 420);
    assert!(reader(&view, "app").lag < 2_000, "{}", reader(&view, "app").lag);
}

/// A batch of 10,000 records at 30 ms is processed in 300 s, which is just how long its iterator is good. Then four processors want
/// their checkpoints at once.
#[test]
fn e03_a_starved_table_lets_iterators_expire_that_would_do_otherwise() {
    let expired = |units: &str| {
        let mut world = start(&format!(
            "seed 5\naws kinesis create-stream --stream-name s --shard-count 4\n\
             aws dynamodb create-table --table-name app --provisioned-throughput ReadCapacityUnits=100,{units}\n\
             producer p to s rate 3600/s size 10B keys random\nat 30s stop p\n\
             at 30s consumer app reads s kcl from trim-horizon work 30ms",
        ));
        let view = at(&mut world, 1_000);
        (kcl(&view, "app").expired_iterators, kcl(&view, "app").leases_lost, world)
    };
    let (enough, lost, _) = expired("WriteCapacityUnits=100");
    assert_eq!((enough, lost), (0, 0));
    let (starved, lost, world) = expired("WriteCapacityUnits=1");
    assert!(starved > 0, "{starved} expired, {lost} leases lost");
    let why =
        (0..4).find_map(|id| why::iterator_expired(&world, &name("app"), ShardId(id))).expect("one of them");
    assert!(why.sentences.iter().any(|text| text.contains("write capacity")), "{:?}", why.sentences);
}

/// Ten leases are renewed each 3.308 s: what the meter shows second by second adds up to that.
#[test]
fn s17_the_meter_of_a_table_shows_what_renewals_take() {
    let mut world = app(10, "WriteCapacityUnits=10", "checkpoint never");
    let mut sum = 0;
    for second in 101..=160 {
        let view = at(&mut world, second);
        let it = table(&view, "app");
        assert!(it.written_per_s <= 20, "{it:?}");
        sum += it.written_per_s;
    }
    // 60 s x 10 / 3.308 s = 181.
    assert!((171..=191).contains(&sum), "{sum} writes in a minute");
}

#[test]
fn what_is_not_used_is_kept_for_three_hundred_seconds() {
    let mut world = app(1, "WriteCapacityUnits=10", "checkpoint never");
    let view = at(&mut world, 3_000);
    let table = table(&view, "app");
    assert_eq!(table.saved_writes_most, 3_000);
    assert!((2_997..=3_000).contains(&table.saved_writes), "{}", table.saved_writes);
}

#[test]
fn a_lost_lease_names_the_throttled_table() {
    let mut world = app(40, "WriteCapacityUnits=1", "checkpoint never");
    let view = at(&mut world, 600);
    assert!(kcl(&view, "app").leases_lost > 0);
    let why =
        (0..40).find_map(|id| why::lease_lost(&world, &name("app"), ShardId(id))).expect("one was lost");
    assert!(why.sentences.iter().any(|text| text.contains("failoverTimeMillis")), "{:?}", why.sentences);
    assert!(!why.fixes.is_empty());
}

#[test]
fn calls_of_dynamodb_are_refused_in_its_words() {
    let mut world = app(1, "WriteCapacityUnits=10", "");
    let make = "aws dynamodb create-table --table-name app --billing-mode PAY_PER_REQUEST";
    assert_eq!(refused(&mut world, make), "ResourceInUseException: Table already exists: app");
    let update = "aws dynamodb update-table --table-name app --provisioned-throughput ReadCapacityUnits=100,WriteCapacityUnits=10";
    assert!(refused(&mut world, update).contains("Table is being created: app"));
    at(&mut world, 6);
    assert!(refused(&mut world, update).contains("The requested value equals the current value."));
    assert_eq!(
        refused(&mut world, "aws dynamodb describe-table --table-name nobody"),
        "ResourceNotFoundException: Requested resource not found: Table: nobody not found"
    );
    line(
        &mut world,
        "aws dynamodb update-table --table-name app --provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=1",
    );
    at(&mut world, 12);
    // A Scan takes half a unit here; what was saved is used up first, then it is refused.
    let scan = story::command("aws dynamodb scan --table-name app").expect("a line");
    let mut scans = 0;
    let refusal = loop {
        match world.apply(&scan) {
            Ok(_) => scans += 1,
            Err(refusal) => break refusal,
        }
    };
    assert!(scans >= 2, "{scans}");
    assert_eq!(
        refusal.to_string(),
        "ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table was \
         exceeded. Consider increasing your provisioning level with the UpdateTable API."
    );
}
