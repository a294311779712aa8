//! Workers that crash: what is read again, and that nothing is left out.

use super::*;
use engine::kernel::Span;

/// Whoever reads from TRIM_HORIZON has every record processed at least once, whenever a worker crashes.
#[test]
fn every_record_is_processed_at_least_once_over_a_crash_at_every_second() {
    let text = format!(
        "{}consumer app reads s kcl workers 2 from trim-horizon checkpoint every 5s work 1ms\n\
         at 80s stop p\nuntil 250s",
        stream(3, 150)
    );
    let (mut doubled, mut twins) = (0, 0);
    for second in 1..=80 {
        let mut world = start(&text);
        let worker = 1 + second % 2;
        at(&mut world, second);
        line(&mut world, &format!("crash app worker {worker}"));
        let view = at(&mut world, 200);
        let (taken, read) = (view.streams[0].taken, reader(&view, "app"));
        let again = kcl(&view, "app").doubled;
        assert_eq!((read.lag, view.ledger.unread), (0, 0), "crash at {second} s");
        assert_eq!(read.read, taken + again, "crash at {second} s: each once, and twins besides");
        assert_eq!(kcl(&view, "app").passed_over, 0);
        assert_eq!(read.out_of_order, 0);
        doubled += again;
        twins += u64::from(again > 0);
    }
    assert!(twins > 40 && doubled > 5_000, "{twins} crashes made {doubled} twins");
}

#[test]
fn a_crash_is_noticed_when_a_lease_stood_still_between_two_looks() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl workers 2 from trim-horizon checkpoint batch",
        stream(2, 100)
    ));
    let view = at(&mut world, 60);
    assert_eq!(leases(&view, "app"), [1, 1]);
    line(&mut world, "crash app worker 1");
    let view = at(&mut world, 69);
    assert_eq!(leases(&view, "app"), [0, 1], "its leases stay in its name");
    assert_eq!(
        table(&view, "app").leases.iter().filter(|it| it.owner.as_deref() == Some("app-1")).count(),
        1
    );
    // At most two looks after the one that has seen the last renewal.
    let mut taken = 70;
    while leases(&at(&mut world, taken), "app") == [0, 1] {
        taken += 1;
    }
    assert!((71..=101).contains(&taken), "taken at {taken} s");
    // The one that comes back is another process, and gets its share again.
    line(&mut world, "heal app worker 1");
    let view = at(&mut world, 170);
    assert_eq!(leases(&view, "app"), [1, 1]);
    assert_eq!(kcl(&view, "app").workers[0].owner, "app-1.2");
}

/// Of the leases that a dead worker leaves nobody takes more than a fair share, so that none is stolen again.
#[test]
fn the_leases_of_a_dead_worker_are_shared_among_the_living() {
    for worker in 1..=4 {
        let mut world =
            start(&format!("{}consumer app reads s kcl workers 4 from trim-horizon", stream(12, 10)));
        let view = at(&mut world, 300);
        assert_eq!(leases(&view, "app"), [3, 3, 3, 3]);
        let before = kcl(&view, "app").leases_taken;
        line(&mut world, &format!("crash app worker {worker}"));
        let view = at(&mut world, 400);
        let mut found = leases(&view, "app");
        found.sort_unstable();
        assert_eq!((found, kcl(&view, "app").leases_taken - before), (vec![0, 4, 4, 4], 3));
    }
}

#[test]
fn records_since_the_last_checkpoint_are_processed_once_more() {
    for (checkpoint, most) in [("batch", 150), ("every 20s", 2_300), ("never", 100_000)] {
        let mut world = start(&format!(
            "{}consumer app reads s kcl workers 2 from trim-horizon checkpoint {checkpoint}",
            stream(1, 100)
        ));
        at(&mut world, 120);
        let owner = u64::from(leases(&at(&mut world, 120), "app")[1] == 1) + 1;
        let before = kcl(&at(&mut world, 120), "app").doubled;
        line(&mut world, &format!("crash app worker {owner}"));
        let view = at(&mut world, 200);
        let again = kcl(&view, "app").doubled - before;
        assert!(again <= most, "{checkpoint}: {again}");
        if checkpoint != "batch" {
            assert!(again > 100, "{checkpoint}: {again}");
        }
        if checkpoint == "never" {
            assert!(again > 11_000, "all of it: {again}");
        }
    }
}

#[test]
fn a_lease_that_has_no_checkpoint_but_latest_passes_records_over() {
    let mut world = start(&format!("{}consumer app reads s kcl workers 2 checkpoint never", stream(1, 100)));
    let view = at(&mut world, 60);
    let owner = u64::from(leases(&view, "app")[1] == 1) + 1;
    line(&mut world, &format!("crash app worker {owner}"));
    let view = at(&mut world, 120);
    let passed = kcl(&view, "app").passed_over;
    assert!((1_000..=4_200).contains(&passed), "as long as nobody had the lease: {passed}");
}

#[test]
fn a_batch_cut_short_by_a_crash_counts_what_was_done() {
    let mut world = start(
        "seed 1\naws kinesis create-stream --stream-name s --shard-count 1\n\
         producer p to s rate 100/s size 100B keys random\n\
         consumer app reads s kcl from trim-horizon work 100ms\n",
    );
    // Ten a second, of a hundred that come.
    let view = at(&mut world, 60);
    let read = reader(&view, "app").read;
    assert!((500..=550).contains(&read), "{read}");
    line(&mut world, "crash app worker 1");
    let after = reader(&at(&mut world, 61), "app").read;
    assert!(after - read <= 10, "it counts up to the crash: {after}");
    assert_eq!(reader(&at(&mut world, 90), "app").read, after);
}

#[test]
fn two_workers_never_work_on_one_lease_past_its_expiry() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl workers 1 from trim-horizon checkpoint every 3s work 2ms\n\
         at 30s set app workers 3\nat 50s crash app worker 1\nat 75s heal app worker 1\n\
         at 140s crash app worker 2\nat 150s crash app worker 3\nat 200s set app workers 1",
        stream(4, 200)
    ));
    // Two may work on a stolen one, until the loser renews: 3.308 s later at most.
    let mut both = [0_u64; 4];
    for tenth in 1..=2_600_u64 {
        world.advance(Time::millis(tenth * 100), u64::MAX);
        let group = world.actors().groups().next().expect("a group");
        for (shard, since) in both.iter_mut().enumerate() {
            let id = ShardId(u32::try_from(shard).expect("four"));
            *since = if group.works_on(id, world.now()).count() > 1 { *since + 1 } else { 0 };
            assert!(*since <= 34, "shard {shard} at {tenth} tenths: two for {since} tenths");
        }
        assert!(at_most_one_works(&world, 4) <= 2);
    }
}

#[test]
fn a_scaled_down_group_finds_the_leases_of_those_that_went() {
    let mut world = start(&format!("{}consumer app reads s kcl workers 3 from trim-horizon", stream(3, 90)));
    let view = at(&mut world, 100);
    assert_eq!(leases(&view, "app"), [1, 1, 1]);
    line(&mut world, "set app workers 1");
    let view = at(&mut world, 100 + 62);
    assert_eq!(leases(&view, "app"), [3]);
    let view = at(&mut world, 180);
    assert!(reader(&view, "app").lag < 400, "{}", reader(&view, "app").lag);
}

#[test]
fn an_iterator_expires_while_a_processor_works_longer_than_five_minutes() {
    let mut world = start(
        "seed 1\naws kinesis create-stream --stream-name s --shard-count 1\n\
         producer p to s rate 1000/s size 10B keys random\n\
         at 30s consumer app reads s kcl from trim-horizon work 40ms\n",
    );
    // 10,000 records of 40 ms are 400 s.
    let view = at(&mut world, 430);
    assert_eq!(kcl(&view, "app").expired_iterators, 0);
    let view = at(&mut world, 450);
    let kcl = kcl(&view, "app");
    assert_eq!((kcl.expired_iterators, kcl.doubled, kcl.passed_over), (1, 0, 0));
    let why = engine::why::iterator_expired(&world, &name("app"), ShardId(0)).expect("it did");
    assert!(why.sentences.iter().any(|text| text.contains("40ms")), "{:?}", why.sentences);
    assert!(why.fixes.iter().any(|fix| fix.label == "Read 1,500 records at a time"), "{:?}", why.fixes);
    let before = reader(&view, "app").read;
    let later = world.now() + Span::seconds(100);
    let view = at_time(&mut world, later);
    assert!(reader(&view, "app").read > before + 2_000, "it goes on where it was");
}
