//! The key spread of a producer as an inspector offers it: a few shapes with a number each.
//!
//! [`parse`] reads what the view shows, in the words of a story; the engine's own reader does the work.

use engine::command::{Actor, Command, Setting};
use engine::keys::{KeySource, Keys, Zipf};

/// The whole, in parts of a million.
pub const WHOLE: u64 = 1_000_000;

/// The shapes that the inspector offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Every record carries the same key.
    One,
    /// One key has a share, the rest is even over many.
    Hot,
    /// The same with a suffix on the hot key.
    Salted,
    /// Even over N keys.
    Uniform,
    /// Of N keys a few often, most seldom.
    Zipf,
    /// A new key for every record.
    Random,
}

impl Shape {
    pub const ALL: [Shape; 6] =
        [Shape::One, Shape::Hot, Shape::Salted, Shape::Uniform, Shape::Zipf, Shape::Random];

    pub fn name(self) -> &'static str {
        match self {
            Shape::One => "one key",
            Shape::Hot => "one hot key",
            Shape::Salted => "hot key, salted",
            Shape::Uniform => "N keys, even",
            Shape::Zipf => "N keys, Zipf",
            Shape::Random => "random",
        }
    }
}

/// A spread taken apart into what the inspector can change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    pub shape: Shape,
    pub key: String,
    /// Of the hot key, in parts of a million.
    pub share: u64,
    /// Other keys, or all of them.
    pub others: u64,
    pub salts: u64,
}

/// Reads a spread as a story writes it: `"iphone-16" 80% uniform 500 20%`.
pub fn parse(text: &str) -> Option<Keys> {
    let Command::Actor(Actor::Set { settings, .. }) =
        crate::line::parse(&format!("set p keys {text}")).ok()?
    else {
        return None;
    };
    settings.into_iter().find_map(|setting| if let Setting::Keys(keys) = setting { Some(keys) } else { None })
}

impl Spread {
    /// The nearest of the offered shapes; a spread of another kind shows as the one that it resembles.
    pub fn of(keys: &Keys) -> Spread {
        let mut spread =
            Spread { shape: Shape::Random, key: "hot-key".into(), share: 800_000, others: 500, salts: 8 };
        let mut named = None;
        for (source, share) in keys.parts() {
            match source {
                KeySource::One(key) => named = Some((key, *share, Shape::Hot)),
                KeySource::Salted { key, salts } => {
                    spread.salts = *salts;
                    named = Some((key, *share, Shape::Salted));
                }
                KeySource::Uniform(n) => {
                    spread.others = *n;
                    spread.shape = Shape::Uniform;
                }
                KeySource::Zipf(zipf) => {
                    spread.others = zipf.keys();
                    spread.shape = Shape::Zipf;
                }
                KeySource::Random => {}
            }
        }
        if let Some((key, share, shape)) = named {
            spread.key.clone_from(key);
            spread.shape = if share == WHOLE && shape == Shape::Hot { Shape::One } else { shape };
            spread.share = if share == WHOLE { spread.share } else { share };
        }
        spread
    }

    /// # Errors
    /// A sentence that says what is wrong, such as an empty key.
    pub fn keys(&self) -> Result<Keys, String> {
        let rest = (KeySource::Uniform(self.others), WHOLE.saturating_sub(self.share));
        let mut parts = match self.shape {
            Shape::One => vec![(KeySource::One(self.key.clone()), WHOLE)],
            Shape::Hot => vec![(KeySource::One(self.key.clone()), self.share), rest],
            Shape::Salted => {
                vec![(KeySource::Salted { key: self.key.clone(), salts: self.salts }, self.share), rest]
            }
            Shape::Uniform => vec![(KeySource::Uniform(self.others), WHOLE)],
            Shape::Zipf => vec![(KeySource::Zipf(Zipf::new(self.others)?), WHOLE)],
            Shape::Random => vec![(KeySource::Random, WHOLE)],
        };
        parts.retain(|(_, share)| *share > 0);
        Keys::new(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_inspector_offers_reads_back() {
        for text in [
            "\"iphone-16\"",
            "\"iphone-16\" 80% uniform 500 20%",
            "\"iphone-16\" 80% salted 8 uniform 500 20%",
            "uniform 30",
            "zipf 1000",
            "random",
        ] {
            let keys = parse(text).expect(text);
            assert_eq!(Spread::of(&keys).keys().expect(text).to_string(), text);
        }
    }

    #[test]
    fn a_change_of_shape_keeps_the_key() {
        let mut spread = Spread::of(&parse("\"taxi\" 90% uniform 10 10%").expect("keys"));
        spread.shape = Shape::Salted;
        assert_eq!(spread.keys().expect("keys").to_string(), "\"taxi\" 90% salted 8 uniform 10 10%");
        spread.key.clear();
        assert!(spread.keys().is_err());
    }
}
