//! "Why was it processed twice?", "Why is the lease lost?": what is said, and that the ways out lead out.

use super::said::says;
use super::*;
use engine::why::{self, Why};

fn apply(world: &mut World, why: &Why, label: &str) {
    let fix = why.fixes.iter().find(|fix| fix.label.starts_with(label)).unwrap_or_else(|| panic!("{why:#?}"));
    for command in &fix.commands {
        world.apply(command).unwrap_or_else(|refusal| panic!("{label}: {refusal}"));
    }
}

/// Crashes whoever has the one lease.
fn crash_the_owner(world: &mut World, second: u64) {
    let held = leases(&at(world, second), "app");
    let owner = 1 + held.iter().position(|n| *n == 1).expect("an owner");
    line(world, &format!("crash app worker {owner}"));
}

#[test]
fn records_processed_twice_lead_to_the_checkpoint() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl workers 2 from trim-horizon checkpoint every 20s",
        stream(1, 100)
    ));
    at(&mut world, 60);
    let before = kcl(&at(&mut world, 60), "app").doubled;
    crash_the_owner(&mut world, 119);
    let view = at(&mut world, 200);
    let again = kcl(&view, "app").doubled - before;
    assert!(again > 150, "{again}");
    let why = why::read_again(&world, &name("app")).expect("some were read again");
    let parts = [
        " records of shard 000 that had been processed before.",
        "It began behind the last checkpoint in the lease table.",
        "Checkpoints are written so: every 20s. The KCL promises at least once, never exactly once.",
    ];
    says(&why, &parts);
    apply(&mut world, &why, "Write a checkpoint after each batch");
    let view = at(&mut world, 260);
    for number in [1, 2] {
        if !kcl(&view, "app").workers[number - 1].running {
            line(&mut world, &format!("heal app worker {number}"));
        }
    }
    let before = kcl(&at(&mut world, 399), "app").doubled;
    crash_the_owner(&mut world, 399);
    let again = kcl(&at(&mut world, 500), "app").doubled - before;
    assert!(again <= 150, "no more than a batch: {again}");
    let why = why::read_again(&world, &name("app"));
    assert!(why.is_none_or(|why| why.fixes.is_empty()), "there is nothing better than each batch");
    assert_eq!(why::read_again(&world, &name("nobody")), None);
}

/// 34 leases at 10 write units: one too many (W09). What `lease_lost` offers is what the table needs.
#[test]
fn a_lease_that_expired_leads_to_the_tables_capacity() {
    for label in ["Give it ", "Make it on-demand"] {
        let mut world = start(
            "seed 5\naws kinesis create-stream --stream-name s --shard-count 40\n\
             aws dynamodb create-table --table-name app --provisioned-throughput ReadCapacityUnits=100,WriteCapacityUnits=5\n\
             consumer app reads s kcl workers 1 table app from trim-horizon checkpoint never",
        );
        let view = at(&mut world, 1_200);
        assert!(kcl(&view, "app").leases_lost > 0);
        let why = (0..40)
            .find_map(|id| {
                why::lease_lost(&world, &name("app"), ShardId(id)).filter(|it| !it.fixes.is_empty())
            })
            .expect("one expired");
        let parts = [
            "its lease is lost.",
            "It could not renew the lease for 10s (failoverTimeMillis)",
            "The writes for that were throttled: the table has too little capacity.",
            "Whoever has the lease next begins behind the last checkpoint",
        ];
        says(&why, &parts);
        apply(&mut world, &why, label);
        // The table is UPDATING for a while, and a lease that has expired is renewed.
        let before = kcl(&at(&mut world, 1_320), "app").leases_lost;
        let view = at(&mut world, 3_600);
        assert_eq!(kcl(&view, "app").leases_lost, before, "{label}");
        assert_eq!(leases(&view, "app"), [40], "{label}");
    }
}

#[test]
fn a_lease_that_was_stolen_says_so_and_needs_no_cure() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl workers 1 from trim-horizon\nat 30s set app workers 2",
        stream(2, 50)
    ));
    at(&mut world, 90);
    let why =
        (0..2).find_map(|id| why::lease_lost(&world, &name("app"), ShardId(id))).expect("one was stolen");
    let parts = [
        "Another worker has written meanwhile.",
        "A worker with fewer leases than its share steals one",
        "Whoever has the lease next begins behind the last checkpoint",
    ];
    says(&why, &parts);
    assert!(why.fixes.is_empty(), "{why:#?}");
}
