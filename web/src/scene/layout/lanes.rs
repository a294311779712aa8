//! How the height of a stream is shared among its shards: by their part of the hash-key space.

use engine::view::ShardView;

/// Below this a lane cannot hold its name, its two gauges and its flags.
pub const LEAST: f64 = 58.0;
/// A closed shard keeps this, however large its range was: it takes nothing any more.
pub const CLOSED: f64 = 62.0;
pub const GAP: f64 = 10.0;

/// The least height in which these shards can stand.
pub fn least(shards: &[ShardView]) -> f64 {
    shards.iter().map(|shard| if shard.open { LEAST } else { CLOSED } + GAP).sum::<f64>()
        - GAP.min(shards.len() as f64 * GAP)
}

/// The height of each shard's lane. Open lanes share what closed ones leave in proportion to their ranges;
/// whoever would fall below [`LEAST`] gets that, and the others share the rest.
pub fn heights(shards: &[ShardView], whole: f64) -> Vec<f64> {
    let gaps = GAP * shards.len().saturating_sub(1) as f64;
    let closed = shards.iter().filter(|shard| !shard.open).count() as f64 * CLOSED;
    let mut at_least: Vec<bool> = vec![false; shards.len()];
    let part = |shard: &ShardView| (shard.to_ppm.saturating_sub(shard.from_ppm)).max(1) as f64;
    loop {
        let fixed = at_least.iter().filter(|least| **least).count() as f64 * LEAST;
        let free = (whole - gaps - closed - fixed).max(0.0);
        let sharing = || shards.iter().zip(&at_least).filter(|(shard, least)| shard.open && !**least);
        let parts: f64 = sharing().map(|(shard, _)| part(shard)).sum();
        let of = |shard: &ShardView| free * part(shard) / parts;
        let small: Vec<usize> = (0..shards.len())
            .filter(|i| shards[*i].open && !at_least[*i] && of(&shards[*i]) < LEAST)
            .collect();
        if small.is_empty() {
            let height = |(i, shard): (usize, &ShardView)| match (shard.open, at_least[i]) {
                (false, _) => CLOSED,
                (true, true) => LEAST,
                (true, false) => of(shard),
            };
            return shards.iter().enumerate().map(height).collect();
        }
        for i in small {
            at_least[i] = true;
        }
    }
}
