//! Leases shared among workers, and the places they mark.

use super::*;

#[test]
fn one_worker_takes_all_and_a_second_steals_one_at_a_time_until_both_have_two() {
    let mut world = start(&format!("{}consumer app reads s kcl from trim-horizon", stream(4, 100)));
    let view = at(&mut world, 10);
    assert_eq!(leases(&view, "app"), [4]);
    assert_eq!(table(&view, "app").leases.len(), 4);
    line(&mut world, "set app workers 2");
    let view = at_time(&mut world, Time::millis(10_001));
    assert_eq!(leases(&view, "app"), [4, 1], "the first has not noticed yet that one is stolen");
    let view = at(&mut world, 15);
    assert_eq!(leases(&view, "app"), [3, 1], "at its next renewal it has");
    let view = at_time(&mut world, Time::millis(10_000 + 20_050 - 1));
    assert_eq!(leases(&view, "app"), [3, 1], "one lease in a look");
    // Two looks for leases, 20.05 s apart.
    let view = at_time(&mut world, Time::millis(10_000 + 20_050 + 3_308));
    assert_eq!(leases(&view, "app"), [2, 2]);
    let view = at(&mut world, 120);
    assert_eq!(leases(&view, "app"), [2, 2], "and so it stays");
    let read = reader(&view, "app");
    assert!(read.lag < 400 && read.out_of_order == 0, "{read:?}");
    let switches: u64 = table(&view, "app").leases.iter().map(|lease| lease.switches).sum();
    assert_eq!(switches, 0, "a checkpoint begins the count anew");
}

/// Each has its share or one less, however many they are, and nobody's lease wanders on.
#[test]
fn leases_end_evenly_shared() {
    for (shards, workers, share) in [
        (5, 2, &[2, 3][..]),
        (5, 3, &[1, 2, 2]),
        (6, 3, &[2, 2, 2]),
        (7, 3, &[2, 2, 3]),
        (9, 4, &[2, 2, 2, 3]),
    ] {
        let mut world = start(&format!(
            "{}consumer app reads s kcl workers 1 from trim-horizon\nat 20s set app workers {workers}",
            stream(shards, 10)
        ));
        for seconds in [300, 400] {
            let mut found = leases(&at(&mut world, seconds), "app");
            found.sort_unstable();
            assert_eq!(found, share, "{shards} shards, {workers} workers, at {seconds} s");
        }
    }
}

#[test]
fn a_worker_of_a_stopped_group_is_not_started_again() {
    let mut world = start(&format!("{}consumer app reads s kcl workers 2 from trim-horizon", stream(2, 10)));
    at(&mut world, 30);
    line(&mut world, "crash app worker 1");
    line(&mut world, "stop app");
    assert!(refused(&mut world, "heal app worker 1").contains("was stopped"));
    assert_eq!(kcl(&at(&mut world, 60), "app").workers.iter().filter(|it| it.running).count(), 0);
}

/// Nobody has more than its share, and one has nothing while it would need two: then it steals one all the same.
#[test]
fn who_has_nothing_steals_from_those_that_have_their_share() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl workers 2 from trim-horizon\nat 300s set app workers 3",
        stream(4, 10)
    ));
    assert_eq!(leases(&at(&mut world, 299), "app"), [2, 2]);
    let mut found = leases(&at(&mut world, 400), "app");
    found.sort_unstable();
    assert_eq!(found, [1, 1, 2]);
}

#[test]
fn a_row_counts_how_often_its_owner_changed_since_its_checkpoint() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl workers 1 from trim-horizon checkpoint never\nat 60s set app workers 2",
        stream(2, 10)
    ));
    let switches = |view: &View| {
        let mut all: Vec<u64> = table(view, "app").leases.iter().map(|it| it.switches).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(switches(&at(&mut world, 59)), [0, 0], "taken from nobody");
    assert_eq!(switches(&at(&mut world, 120)), [0, 1], "one was stolen");
    line(&mut world, "set app checkpoint batch");
    assert_eq!(switches(&at(&mut world, 130)), [0, 0]);
}

#[test]
fn more_workers_than_shards_are_idle_and_say_so() {
    let mut world = start(&format!("{}consumer app reads s kcl workers 4 from trim-horizon", stream(2, 50)));
    let view = at(&mut world, 120);
    assert_eq!(leases(&view, "app").iter().sum::<usize>(), 2);
    assert_eq!(leases(&view, "app").iter().max(), Some(&1));
    assert_eq!(kcl(&view, "app").idle_workers, 2);
    let told = world.journal().from(0).map(view::sentence).filter(|text| text.contains("is idle")).count();
    assert!(told >= 2, "{told}");
}

#[test]
fn every_record_is_processed_once_while_nothing_goes_wrong() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl workers 1 from trim-horizon\nat 60s set p rate 1/s",
        stream(3, 300)
    ));
    let view = at(&mut world, 70);
    let taken = view.streams[0].taken;
    let read = reader(&view, "app");
    assert!(taken - read.read <= 3, "{taken} taken, {} read", read.read);
    assert_eq!((kcl(&view, "app").doubled, kcl(&view, "app").passed_over), (0, 0));
    // Each row says how many records of its shard lie before its checkpoint.
    let processed: u64 = table(&view, "app").leases.iter().filter_map(|lease| lease.processed).sum();
    assert_eq!(processed, read.read);
}

#[test]
fn it_begins_at_latest_unless_told_otherwise() {
    let text = format!("{}at 30s consumer app reads s kcl workers 1", stream(1, 100));
    let mut world = start(&text);
    let view = at(&mut world, 60);
    let read = reader(&view, "app").read;
    // Two seconds of CREATING, 5 s of the table's, and what came before it had an iterator.
    assert!((2_300..=2_500).contains(&read), "{read}");
    let mut world = start(&text.replace("workers 1", "workers 1 from trim-horizon"));
    let view = at(&mut world, 60);
    let read = reader(&view, "app").read;
    assert!(read > 5_500, "{read}");
}

#[test]
fn a_table_of_the_kcl_is_provisioned_until_2021_and_on_demand_since() {
    for (era, mode, wcu) in
        [("2018", "PROVISIONED", 10), ("2020", "PROVISIONED", 10), ("today", "PAY_PER_REQUEST", 4_000)]
    {
        let mut world = start(&format!("era {era}\n{}consumer app reads s kcl", stream(1, 10)));
        let view = at(&mut world, 10);
        let table = table(&view, "app");
        assert_eq!((table.billing_mode, table.wcu, table.status), (mode, wcu, "ACTIVE"));
    }
}

#[test]
fn idle_time_between_reads_is_as_the_era_had_it() {
    for (era, calls) in [("2018", 60), ("today", 40)] {
        let mut world =
            start(&format!("era {era}\n{}consumer app reads s kcl from trim-horizon", stream(1, 10)));
        at(&mut world, 30);
        let reads =
            |world: &World| world.journal().from(0).filter(|e| view::sentence(e).contains("app ← s")).count();
        let before = reads(&world);
        at(&mut world, 90);
        assert_eq!(reads(&world) - before, calls, "in the era {era}");
    }
}

#[test]
fn two_applications_with_one_table_take_the_leases_of_each_other() {
    let mut world = start(&format!(
        "{}consumer one reads s kcl from trim-horizon\nconsumer two reads s kcl from trim-horizon table one",
        stream(4, 100)
    ));
    let view = at(&mut world, 120);
    assert_eq!((leases(&view, "one"), leases(&view, "two")), (vec![2], vec![2]));
    assert!(reader(&view, "one").read < 8_000 && reader(&view, "two").read < 8_000, "each sees half");
}

#[test]
fn settings_have_bounds_and_names() {
    let mut world = start(&format!("{}consumer app reads s kcl", stream(1, 10)));
    at(&mut world, 10);
    for (asked, said) in [
        ("set app workers 21", "1 to 20"),
        ("set app poll 100ms", "200"),
        ("set app limit 10001", "1 to 10000"),
        ("set app failover 500ms", "1000 to 300000"),
        ("set app work 61s", "0 to 60000"),
        ("set app from latest", "cannot be set"),
        ("set app rate 5/s", "has no setting `rate`"),
        ("crash app worker 2", "has no worker 2"),
        ("heal app worker 1", "runs"),
        ("crash p worker 1", "no KCL application"),
    ] {
        let text = refused(&mut world, asked);
        assert!(text.contains(said), "{asked}: {text}");
    }
}

#[test]
fn a_firehose_is_read_by_nobody() {
    let mut world = start("bucket lake");
    line(
        &mut world,
        "aws firehose create-delivery-stream --delivery-stream-name d --delivery-stream-type DirectPut \
         --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake",
    );
    let text = refused(&mut world, "consumer app reads d kcl");
    assert!(text.contains("it only delivers"), "{text}");
}
