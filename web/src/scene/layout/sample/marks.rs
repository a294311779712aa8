//! Marks on the lanes, made up for tests.

use engine::view::marks::{LaneMarks, Mark};
use engine::view::*;

/// Marks that look like traffic: a hot key as a line in the last lane, the others anywhere.
pub fn marks(view: &View, window_us: u64) -> Vec<LaneMarks> {
    let mut state = 29_434_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut lanes = vec![];
    for stream in &view.streams {
        for shard in &stream.shards {
            let n = if shard.refused_per_s > 0 { 140 } else { 26 };
            let mark = |next: &mut dyn FnMut(u64) -> u64, age: u64, hot: bool| Mark {
                age_us: age,
                height_ppm: if hot { 430_000 } else { next(1_000_000) },
                key_class: if hot { 0 } else { 1 + next(5) as u8 },
                offset_ppm: next(1_000_000),
                copy: age.is_multiple_of(7),
                of: MarkOf::Stored(age),
            };
            let hot = shard.refused_per_s > 0;
            let marks = (0..n)
                .map(|i| {
                    let age = next(window_us);
                    mark(&mut next, age, hot && i % 5 != 0)
                })
                .collect();
            let refused =
                (0..if hot { 9 } else { 0 }).map(|i| mark(&mut next, 100_000 * i, i % 4 != 0)).collect();
            let (stream, shard) = (stream.name.clone(), shard.id);
            lanes.push(LaneMarks { stream, shard, one_mark_is: if hot { 50 } else { 10 }, marks, refused });
        }
    }
    lanes
}
