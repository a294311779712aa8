//! How a producer spreads its partition keys.

mod zipf;

use std::fmt;

use crate::kernel::chance::Draw;
use crate::kernel::units;

pub use zipf::{ZIPF_MOST, Zipf};

/// One part of a key spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// Always the same key.
    One(String),
    /// `key#0` … `key#n-1`: one key spread over n by a suffix.
    Salted { key: String, salts: u64 },
    /// `user-1` … `user-n`, each as likely.
    Uniform(u64),
    /// `user-1` … `user-n` after Zipf: the k-th comes a k-th as often as the first.
    Zipf(Zipf),
    /// A new key for every record.
    Random,
}

/// Key sources with their shares in parts of a million. The shares add up to a million.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys(Vec<(KeySource, u64)>);

const WHOLE: u64 = 1_000_000;

impl Keys {
    /// # Errors
    /// If there is no source, a source cannot give a key, or the shares do not add up to 100 %.
    pub fn new(parts: Vec<(KeySource, u64)>) -> Result<Keys, String> {
        if parts.is_empty() {
            return Err("keys need at least one source: a key in quotes, uniform N or random".to_owned());
        }
        for (source, _) in &parts {
            match source {
                KeySource::One(key) | KeySource::Salted { key, .. }
                    if key.is_empty() || key.chars().count() > 250 =>
                {
                    return Err("a key has 1 to 250 characters here, so that a suffix fits within AWS's 256"
                        .to_owned());
                }
                KeySource::Salted { salts: 0, .. } | KeySource::Uniform(0) => {
                    return Err("a spread over 0 keys has no key to send: write 1 or more".to_owned());
                }
                KeySource::One(_)
                | KeySource::Salted { .. }
                | KeySource::Uniform(_)
                | KeySource::Zipf(_)
                | KeySource::Random => {}
            }
        }
        let sum: u64 = parts.iter().map(|(_, share)| share).sum();
        if sum != WHOLE {
            return Err(format!("the shares of the keys add up to {}, not 100%", units::print_share(sum)));
        }
        Ok(Keys(parts))
    }

    /// All records from one source.
    pub fn only(source: KeySource) -> Keys {
        Keys(vec![(source, WHOLE)])
    }

    pub fn parts(&self) -> &[(KeySource, u64)] {
        &self.0
    }

    /// The fixed key with the largest share, and that share.
    pub fn hottest(&self) -> Option<(&str, u64)> {
        let fixed = self.0.iter().filter_map(|(source, share)| match source {
            KeySource::One(key) => Some((key.as_str(), *share)),
            KeySource::Salted { .. } | KeySource::Uniform(_) | KeySource::Zipf(_) | KeySource::Random => None,
        });
        fixed.max_by_key(|(_, share)| *share)
    }

    /// The same spread with its fixed keys salted: what "spread the key" does.
    pub fn salted(&self, salts: u64) -> Keys {
        let parts = self.0.iter().map(|(source, share)| match source {
            KeySource::One(key) => (KeySource::Salted { key: key.clone(), salts }, *share),
            KeySource::Salted { .. } | KeySource::Uniform(_) | KeySource::Zipf(_) | KeySource::Random => {
                (source.clone(), *share)
            }
        });
        Keys(parts.collect())
    }

    pub(crate) fn key(&self, number: u64, draw: &mut Draw) -> String {
        let mut at = draw.below(WHOLE);
        let source = self
            .0
            .iter()
            .find(|(_, share)| {
                let here = at < *share;
                at = at.saturating_sub(*share);
                here
            })
            .map_or(&self.0[0].0, |(source, _)| source);
        match source {
            KeySource::One(key) => key.clone(),
            KeySource::Salted { key, salts } => format!("{key}#{}", draw.below(*salts)),
            KeySource::Uniform(n) => format!("user-{}", draw.below(*n) + 1),
            KeySource::Zipf(zipf) => format!("user-{}", zipf.draw(draw)),
            KeySource::Random => format!("{:016x}-{number}", draw.bits()),
        }
    }
}

/// As stories write it: `"iphone-16" 80% uniform 500 20%`.
impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (source, share)) in self.0.iter().enumerate() {
            let gap = if i == 0 { "" } else { " " };
            match source {
                KeySource::One(key) => write!(f, "{gap}{}", quoted(key))?,
                KeySource::Salted { key, .. } => write!(f, "{gap}{}", quoted(key))?,
                KeySource::Uniform(n) => write!(f, "{gap}uniform {n}")?,
                KeySource::Zipf(zipf) => write!(f, "{gap}zipf {}", zipf.keys())?,
                KeySource::Random => write!(f, "{gap}random")?,
            }
            if *share != WHOLE {
                write!(f, " {}", units::print_share(*share))?;
            }
            if let KeySource::Salted { salts, .. } = source {
                write!(f, " salted {salts}")?;
            }
        }
        Ok(())
    }
}

/// A string as stories write it: in double quotes, with `\"` and `\\`.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::kernel::Chance;

    #[test]
    fn shares_must_add_up() {
        let parts = vec![(KeySource::Random, 500_000), (KeySource::Uniform(3), 400_000)];
        assert_eq!(Keys::new(parts).unwrap_err(), "the shares of the keys add up to 90%, not 100%");
        assert!(Keys::new(vec![]).is_err());
        assert!(Keys::new(vec![(KeySource::Uniform(0), WHOLE)]).is_err());
    }

    #[test]
    fn four_fifths_carry_the_hot_key() {
        let hot = (KeySource::One("iphone-16".into()), 800_000);
        let keys = Keys::new(vec![hot, (KeySource::Uniform(500), 200_000)]).unwrap();
        let chance = Chance::new(1, "fleet");
        let count = (0..10_000).filter(|n| keys.key(*n, &mut chance.at(*n)) == "iphone-16").count();
        assert!((7_850..8_150).contains(&count), "{count} of 10,000");
        assert_eq!(keys.to_string(), "\"iphone-16\" 80% uniform 500 20%");
        assert_eq!(keys.salted(8).to_string(), "\"iphone-16\" 80% salted 8 uniform 500 20%");
    }

    /// How often each key comes among so many draws.
    fn drawn(keys: &Keys, draws: u64) -> BTreeMap<String, u64> {
        let chance = Chance::new(1, "fleet");
        let mut sums = BTreeMap::new();
        (0..draws).for_each(|n| *sums.entry(keys.key(n, &mut chance.at(n))).or_default() += 1);
        sums
    }

    #[test]
    fn a_list_gives_each_key_its_share() {
        let part = |key: &str, share| (KeySource::One(key.into()), share);
        let list = vec![part("thermostat", 600_000), part("lamp", 250_000), part("door", 150_000)];
        let keys = Keys::new(list).unwrap();
        let sums = drawn(&keys, 10_000);
        assert_eq!(sums.len(), 3, "{sums:?}");
        for (key, share) in [("thermostat", 6_000_u64), ("lamp", 2_500), ("door", 1_500)] {
            assert!(sums[key].abs_diff(share) < 150, "{key}: {sums:?}");
        }
        assert_eq!(keys.to_string(), "\"thermostat\" 60% \"lamp\" 25% \"door\" 15%");
    }

    #[test]
    fn each_of_many_keys_is_as_likely_as_the_others() {
        let salted = KeySource::Salted { key: "taxi".into(), salts: 8 };
        for (source, keys) in [(salted, 8_u64), (KeySource::Uniform(20), 20)] {
            let sums = drawn(&Keys::only(source.clone()), 20_000);
            let each = 20_000 / keys;
            assert_eq!(sums.len() as u64, keys, "{source:?}: {sums:?}");
            for (key, n) in &sums {
                assert!(n.abs_diff(each) * 5 < each, "{source:?}: {key} came {n} times, not {each}");
            }
        }
    }

    #[test]
    fn a_random_key_never_comes_twice() {
        let keys = Keys::only(KeySource::Random);
        let chance = Chance::new(1, "web");
        let mut seen: Vec<_> = (0..1_000).map(|n| keys.key(n, &mut chance.at(n))).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 1_000);
    }
}
