//! Seeded chance without state: the n-th draw of a named stream is a function of seed, name and n.
//!
//! One seed rules a world, but each actor draws from a stream of its own. So adding a producer
//! changes nobody else's keys, two worlds with one knob changed stay comparable, and a record's
//! key and payload can be made again from its number instead of being stored.

use rand_core::Rng;
use rand_pcg::Pcg64Mcg;

/// A stream of draws, each addressed by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chance {
    stream: u64,
}

impl Chance {
    pub fn new(seed: u64, name: &str) -> Chance {
        // FNV-1a of the name, mixed with the seed. Stable across platforms and versions.
        let named = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        Chance { stream: mix(seed ^ mix(named)) }
    }

    /// The n-th generator of this stream; draw from it as often as one thing needs.
    pub fn at(&self, n: u64) -> Draw {
        let low = mix(self.stream.wrapping_add(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        Draw(Pcg64Mcg::new(u128::from(mix(low)) << 64 | u128::from(low)))
    }
}

/// The draws for one thing.
#[derive(Clone, Debug)]
pub struct Draw(Pcg64Mcg);

impl Draw {
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number in `0..n`, as good as even (the bias is below n / 2^64).
    pub fn below(&mut self, n: u64) -> u64 {
        let wide = u128::from(self.bits()) * u128::from(n);
        u64::try_from(wide >> 64).expect("the high half of a product of two u64")
    }

    /// True in `parts` of a million cases.
    pub fn in_million(&mut self, parts: u64) -> bool {
        self.below(1_000_000) < parts
    }

    pub fn bits128(&mut self) -> u128 {
        u128::from(self.bits()) << 64 | u128::from(self.bits())
    }
}

/// The finaliser of splitmix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_name_and_number_give_the_same_draw() {
        let draws = |seed, name| (0..5).map(|n| Chance::new(seed, name).at(n).bits()).collect::<Vec<_>>();
        assert_eq!(draws(7, "fleet"), draws(7, "fleet"));
        assert_ne!(draws(7, "fleet"), draws(8, "fleet"));
        assert_ne!(draws(7, "fleet"), draws(7, "web"));
    }

    #[test]
    fn shares_come_out_near_what_was_asked() {
        let chance = Chance::new(29_434, "shares");
        let hits = (0..100_000).filter(|n| chance.at(*n).in_million(800_000)).count();
        assert!((79_400..=80_600).contains(&hits), "80 % of 100,000 came out as {hits}");
    }

    #[test]
    fn below_stays_below_and_reaches_every_value() {
        let chance = Chance::new(1, "dice");
        let mut seen = [0_u32; 6];
        for n in 0..6_000 {
            seen[usize::try_from(chance.at(n).below(6)).unwrap()] += 1;
        }
        assert!(seen.iter().all(|n| (850..1_150).contains(n)), "{seen:?}");
    }
}
