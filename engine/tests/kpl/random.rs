//! Stories by chance: whatever is set, split and merged, each user record is read once; and a seed tells all.

use engine::kernel::{Chance, Draw};

use super::*;
use crate::common::test_seed;

fn one<'a>(draw: &mut Draw, of: &[&'a str]) -> &'a str {
    of[draw.below(of.len() as u64) as usize]
}

fn settings(draw: &mut Draw) -> String {
    format!(
        "rate {}/s size {}B keys {} payload filler aggregation {} buffered {} aggregate-size {} aggregate-count {} \
         collect-count {} ttl {} rate-limit {}",
        one(draw, &["3", "100", "700", "2500"]),
        one(draw, &["1", "90", "700", "3000"]),
        one(draw, &["uniform 3", "uniform 300", "random", "\"hot\" 80% random 20%"]),
        one(draw, &["on", "on", "on", "off"]),
        one(draw, &["1ms", "30ms", "100ms", "900ms", "4s"]),
        one(draw, &["64B", "1000B", "51200B", "1MiB"]),
        one(draw, &["1", "7", "100", "4294967295"]),
        one(draw, &["1", "20", "500"]),
        one(draw, &["100ms", "3s", "30s"]),
        one(draw, &["40%", "150%", "1000%"]),
    )
}

/// Twenty seconds of a producer that is set again and again, while the stream is split and merged.
fn lines(draw: &mut Draw) -> String {
    let mut lines = format!(
        "{}at 5s producer p to s api kpl {}\nconsumer kcl reads s poll 1s deaggregates yes\n",
        stream(1 + draw.below(3) as u32),
        settings(draw)
    );
    for n in 0..draw.below(4) {
        lines += &format!("at {}s set p {}\n", 7 + 4 * n, settings(draw));
    }
    if draw.below(2) == 0 {
        lines += "at 10s aws kinesis update-shard-count --stream-name s --target-shard-count 3 --scaling-type UNIFORM_SCALING\n";
    }
    lines + "at 25s set p rate 0/s\n"
}

#[test]
fn each_user_record_is_read_once_or_failed() {
    let chance = Chance::new(test_seed(), "stories");
    for n in 0..12 {
        let text = lines(&mut chance.at(n));
        let mut world = world(&text);
        for seconds in [8, 15, 24, 40] {
            at(&mut world, seconds * 1_000);
        }
        let view = at(&mut world, 240_000);
        let kpl = kpl(&view);
        assert_eq!(kpl.pending, 0, "{text}");
        let kcl = &view.readers[0];
        assert_eq!(kcl.user_read + kcl.not_of_shard, view.ledger.read, "{text}");
        assert_eq!((kcl.user_read, view.ledger.unread), (kpl.user_records_put, 0), "{text}");
        assert_eq!(view.ledger.put - view.ledger.refused, kpl.user_records_put + kcl.not_of_shard, "{text}");
        let made: std::collections::BTreeSet<(Time, u64)> = records(&world)
            .iter()
            .flat_map(|(_, batch, i)| {
                let packed = &batch.source.packed().expect("packed")[batch.offset(*i) as usize];
                packed.each().map(|(origin, number)| (origin.since, number)).collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(
            made.len() as u64 + kpl.expired + kpl.throttled,
            kpl.received,
            "none is made twice: {text}"
        );
    }
}

#[test]
fn one_seed_is_one_story() {
    let chance = Chance::new(test_seed(), "twice");
    for n in 0..4 {
        let text = lines(&mut chance.at(n));
        let digests = [7, 7, 1].map(|steps| {
            let mut world = world(&text);
            for step in 1..=steps {
                world.advance(Time::millis(30_000 * step / steps), u64::MAX);
            }
            world.digest()
        });
        assert!(digests.iter().all(|digest| *digest == digests[0]), "{text}");
        let mut copy = world(&text);
        copy.advance(Time::seconds(11), u64::MAX);
        let mut other = copy.clone();
        copy.advance(Time::seconds(20), u64::MAX);
        other.advance(Time::seconds(20), u64::MAX);
        assert_eq!(copy.digest(), other.digest(), "{text}");
    }
}
