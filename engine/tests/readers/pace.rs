//! Consumers that poll a shard more often than it allows: who gets its five calls.

use engine::view;
use engine::world::World;

use super::{got, line, start, to};

/// That many consumers at one call a second, from the instant at which the stream is ACTIVE: 2 s. There is always
/// something to read.
fn pollers(consumers: u64, seed: u64) -> World {
    start(&format!(
        "title t\nseed {seed}\naws kinesis create-stream --stream-name orders --shard-count 1\n\
         producer p to orders rate 20/s size 100B api put-record\n\
         consumer c1..c{consumers} reads orders  poll 1s"
    ))
}

/// The calls of each that were answered with records, and those that were refused.
fn calls(world: &World) -> Vec<(usize, u64)> {
    let readers = view::view(world).readers;
    readers.iter().map(|r| (got(world, r.name.as_str()).len(), r.refused_calls)).collect()
}

fn refused(world: &World) -> u64 {
    calls(world).iter().map(|(_, refused)| refused).sum()
}

#[test]
fn five_at_one_call_a_second_are_never_refused() {
    let mut world = pollers(5, 1);
    to(&mut world, 602);
    // The first call came upon an empty shard.
    assert_eq!(calls(&world), [(600, 0); 5]);
}

#[test]
fn seven_take_turns_whatever_the_seed() {
    for seed in 1..=10 {
        let mut world = pollers(7, seed);
        to(&mut world, 602);
        let calls = calls(&world);
        // Five calls a second are answered, two are not.
        let answered: usize = calls.iter().map(|(answered, _)| answered).sum();
        assert!((2_970..=3_005).contains(&answered), "{seed}: {answered}");
        let refused = refused(&world);
        assert!((1_150..=1_250).contains(&refused), "{seed}: {refused}");
        for (own, _) in &calls {
            assert!(own * 7 * 2 >= answered, "{seed}: {own} of {answered} is less than half a fair share");
        }
    }
}

#[test]
fn when_two_of_seven_leave_the_others_come_to_rest() {
    for seed in 1..=10 {
        let mut world = pollers(7, seed);
        to(&mut world, 120);
        line(&mut world, "stop c3");
        line(&mut world, "stop c6");
        to(&mut world, 150);
        let by_then = refused(&world);
        assert!(by_then > 150, "{seed}: {by_then}");
        to(&mut world, 600);
        assert_eq!(refused(&world), by_then, "{seed}");
    }
}
