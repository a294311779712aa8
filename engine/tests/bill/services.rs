//! The minutes of a stream and of a function: sums of their seconds, in which a burst disappears.

use engine::event::{Event, What};
use engine::refusal::ErrorName;
use engine::view::{Teller, series};

use super::minutes::{metric, name, sum, to_the_minute};
use super::*;

#[test]
fn a_burst_of_one_second_is_refused_while_its_minute_is_far_below_the_limit() {
    let mut world = world("aws kinesis create-stream --stream-name s --shard-count 1\n");
    world.advance(Time::seconds(70), u64::MAX);
    (0..3).for_each(|_| put(&mut world, &[1; 500]));
    world.advance(Time::seconds(180), u64::MAX);
    let seconds = series(&world, &name("s"), 200);
    let burst: Vec<_> = seconds.iter().filter(|second| second.taken + second.refused > 0).collect();
    assert_eq!(burst.len(), 1);
    assert_eq!((burst[0].at, burst[0].taken, burst[0].refused), (70, 1_000, 500));
    let s = Teller::Stream(name("s"));
    let refused = metric(&world, &s, "WriteProvisionedThroughputExceeded").points;
    assert_eq!(refused, [(0, Some(0)), (60, Some(500)), (120, Some(0))]);
    let incoming = metric(&world, &s, "IncomingRecords");
    assert_eq!(incoming.points, [(0, Some(0)), (60, Some(1_000)), (120, Some(0))]);
    assert_eq!(incoming.limit, Some(60_000), "all that was offered, 1,500, is a fortieth of it");
    assert_eq!(metric(&world, &s, "IncomingBytes").limit, Some(60 * 1_048_576));
}

/// What the journal says of each minute.
fn by_minute(world: &World, of: impl Fn(&Event) -> Option<u64>) -> Vec<(u64, u64)> {
    let mut sums = vec![(0, 0), (60, 0), (120, 0), (180, 0)];
    for event in world.journal().from(0) {
        if let (Some(n), Some(row)) = (of(event), sums.get_mut(event.at.as_seconds() as usize / 60)) {
            row.1 += n;
        }
    }
    sums
}

#[test]
fn minutes_of_a_stream_say_what_the_journal_says() {
    // Two readers of a full shard share too little, a third has a pipe of its own.
    let mut world = world(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         at 3s producer p to s rate 1300/s size 900B api put-records\n\
         at 5s consumer a reads s poll 200ms\nat 50s consumer b reads s poll 200ms from trim-horizon\n\
         at 60s consumer c reads s via fan-out\nat 100s set p rate 200/s\n",
    );
    world.advance(Time::seconds(240), u64::MAX);
    let s = Teller::Stream(name("s"));
    let put = |what: &What, of: fn(&engine::event::PutTally) -> u32| {
        let What::RecordsPut { shards, .. } = what else { return None };
        Some(shards.iter().map(|tally| u64::from(of(tally))).sum())
    };
    type Of<'a> = &'a dyn Fn(&Event) -> Option<u64>;
    let table: [(&str, Of<'_>); 6] = [
        ("IncomingRecords", &|event| put(&event.what, |tally| tally.taken)),
        ("IncomingBytes", &|event| put(&event.what, |tally| tally.taken_bytes)),
        ("WriteProvisionedThroughputExceeded", &|event| put(&event.what, |tally| tally.refused)),
        ("GetRecords.Records", &|event| {
            if let What::RecordsRead { records, .. } = &event.what { Some(*records) } else { None }
        }),
        ("GetRecords.Bytes", &|event| {
            if let What::RecordsRead { bytes, .. } = &event.what { Some(*bytes) } else { None }
        }),
        ("ReadProvisionedThroughputExceeded", &|event| {
            let What::ReadRefused { error, .. } = &event.what else { return None };
            (*error == ErrorName::ProvisionedThroughputExceededException).then_some(1)
        }),
    ];
    for (wanted, of) in table {
        let expected = by_minute(&world, of);
        let points: Vec<_> =
            metric(&world, &s, wanted).points.iter().map(|(at, value)| (*at, value.unwrap())).collect();
        assert_eq!(points, expected, "{wanted}");
        assert!(expected.iter().any(|(_, n)| *n > 0), "{wanted}: {expected:?}");
    }
    type Age = fn(&What) -> Option<u64>;
    let ages: [(&str, Age); 2] = [
        ("GetRecords.IteratorAgeMilliseconds", |what| {
            if let What::RecordsRead { behind_ms, .. } = what { Some(*behind_ms) } else { None }
        }),
        ("SubscribeToShardEvent.MillisBehindLatest", |what| {
            if let What::RecordsPushed { behind_ms, .. } = what { Some(*behind_ms) } else { None }
        }),
    ];
    for (wanted, of) in ages {
        for (at, value) in metric(&world, &s, wanted).points {
            let told = world.journal().from(0).filter(|event| event.at.as_seconds() / 60 * 60 == at);
            assert_eq!(value, told.filter_map(|event| of(&event.what)).max(), "{wanted} at {at}");
        }
    }
    assert_eq!(metric(&world, &s, "SubscribeToShardEvent.MillisBehindLatest").points[0].1, None);
}

#[test]
fn minutes_of_a_function_sum_up_to_its_counters() {
    let story = "aws kinesis create-stream --stream-name s --shard-count 2\n\
                 at 3s producer p to s rate 200/s size 100B keys uniform 100\n\
                 at 5s consumer fn reads s lambda batch-size 50 work 1ms\n\
                 at 70s set fn concurrency 1\nat 130s fault function fn refusing for 10s\n";
    let (world, (tally, running)) = to_the_minute(story, 4, |world| {
        let mapping = world.actors().mappings().next().unwrap();
        (mapping.tally, mapping.running())
    });
    let of = Teller::Lambda(name("fn"));
    assert!(tally.throttles > 0 && tally.errors > 0 && tally.invocations > 200, "{tally:?}");
    assert_eq!(tally.ended, tally.invocations - running);
    for (wanted, expected) in
        [("Invocations", tally.invocations), ("Errors", tally.errors), ("Throttles", tally.throttles)]
    {
        assert_eq!(sum(&world, &of, wanted), expected, "{wanted}");
    }
    let minutes = world.meters().told.lambda(&name("fn"), 10);
    assert_eq!(minutes.iter().map(|(_, it)| it.worked).sum::<u64>(), tally.worked);
    assert_eq!(minutes.iter().map(|(_, it)| it.ended).sum::<u64>(), tally.ended);
    for (at, value) in metric(&world, &of, "Duration").points {
        let it = minutes.iter().find(|(minute, _)| minute * 60 == at).unwrap().1;
        assert_eq!(value, Some(it.worked / it.ended / 1_000), "at {at}");
    }
    // A function that fails falls behind, and its age is of that minute alone.
    let ages: Vec<u64> =
        metric(&world, &of, "IteratorAge").points.iter().map(|(_, age)| age.unwrap()).collect();
    assert!(ages[2] > 8_000 && ages[2] > 2 * ages[0] && ages[3] < ages[2], "{ages:?}");
}
