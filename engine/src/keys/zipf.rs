//! Keys as they come in life: a few of them very often, most of them seldom.
//!
//! Zipf's law with the exponent 1, in whole numbers: of n keys the k-th comes a k-th as often as the first.

use std::sync::Arc;

use crate::kernel::chance::Draw;

/// More keys are a list to be kept for each producer: a bound of ours.
pub const ZIPF_MOST: u64 = 100_000;

/// The weight of the first key. Large, so that the last of the most keys still has one of ten thousand.
const FIRST: u64 = 1_000_000_000;

/// How often each of a number of keys comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zipf {
    /// The weights of the first keys together, for each number of them.
    sums: Arc<[u64]>,
}

impl Zipf {
    /// # Errors
    /// If there is no key, or more than are kept.
    pub fn new(keys: u64) -> Result<Zipf, String> {
        if keys == 0 || keys > ZIPF_MOST {
            return Err(format!("`zipf` is of 1 to {ZIPF_MOST} keys"));
        }
        let weights = (1..=keys).scan(0, |sum, k| {
            *sum += FIRST / k;
            Some(*sum)
        });
        Ok(Zipf { sums: weights.collect() })
    }

    pub fn keys(&self) -> u64 {
        self.sums.len() as u64
    }

    /// The share of the first key in parts of a million.
    pub fn first_ppm(&self) -> u64 {
        FIRST * 1_000_000 / self.sums[self.sums.len() - 1]
    }

    /// The number of a key; the first is 1.
    pub(super) fn draw(&self, draw: &mut Draw) -> u64 {
        let at = draw.below(self.sums[self.sums.len() - 1]);
        self.sums.partition_point(|sum| *sum <= at) as u64 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Chance;

    #[test]
    fn the_second_comes_half_as_often_as_the_first_and_the_tenth_a_tenth() {
        let (zipf, chance) = (Zipf::new(1_000).unwrap(), Chance::new(3, "web"));
        let mut counts = vec![0_u64; 1_001];
        for n in 0..200_000 {
            counts[usize::try_from(zipf.draw(&mut chance.at(n))).unwrap()] += 1;
        }
        // The first of a thousand has one of H(1000) = 7.485.
        assert!((26_200..27_200).contains(&counts[1]), "{}", counts[1]);
        assert_eq!(zipf.first_ppm(), 133_592);
        for (k, permille) in [(2, 500), (5, 200), (10, 100)] {
            let share = counts[k] * 1_000 / counts[1];
            assert!(share.abs_diff(permille) < 25, "{k}: {share}");
        }
        assert_eq!(counts[0], 0);
    }

    #[test]
    fn one_key_is_always_the_same_and_there_are_bounds() {
        let chance = Chance::new(3, "web");
        let one = Zipf::new(1).unwrap();
        assert!((0..100).all(|n| one.draw(&mut chance.at(n)) == 1));
        assert!(Zipf::new(0).is_err() && Zipf::new(ZIPF_MOST + 1).is_err());
        let most = Zipf::new(ZIPF_MOST).unwrap();
        assert!((0..1_000).all(|n| (1..=ZIPF_MOST).contains(&most.draw(&mut chance.at(n)))));
    }
}
