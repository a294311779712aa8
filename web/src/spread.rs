//! The key spread of a producer as an inspector offers it: a few shapes with a number each.
//!
//! [`parse`] reads what the view shows, in the words of a story; the engine's own reader does the work.

use engine::command::{Actor, Command, Setting};
use engine::keys::{KeySource, Keys, Zipf};
use engine::story;

/// What a list looks like.
const FORM: &str = "keys and their shares are written as \"thermostat\" 60% \"lamp\" 25% uniform 500 15%";

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
    /// Any parts with their shares, as a story writes them.
    List,
}

impl Shape {
    pub const ALL: [Shape; 7] =
        [Shape::One, Shape::Hot, Shape::Salted, Shape::Uniform, Shape::Zipf, Shape::Random, Shape::List];

    pub fn name(self) -> &'static str {
        match self {
            Shape::One => "one key",
            Shape::Hot => "one hot key",
            Shape::Salted => "hot key, salted",
            Shape::Uniform => "N keys, even",
            Shape::Zipf => "N keys, Zipf",
            Shape::Random => "random",
            Shape::List => "a list",
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
    /// All of it in words: what a list is changed by.
    pub list: String,
}

/// Reads a spread as a story writes it: `"iphone-16" 80% uniform 500 20%`.
///
/// # Errors
/// What the reader of stories says of it, or that something else is said there too.
pub fn parse(text: &str) -> Result<Keys, String> {
    let command = story::command(&format!("set p keys {text}")).map_err(|error| error.message)?;
    let Command::Actor(Actor::Set { settings, .. }) = command else { return Err(FORM.to_owned()) };
    match <[Setting; 1]>::try_from(settings) {
        Ok([Setting::Keys(keys)]) => Ok(keys),
        Ok(_) | Err(_) => Err(FORM.to_owned()),
    }
}

impl Spread {
    /// The shape that gives just these keys; what is none of the others is a list.
    pub fn of(keys: &Keys) -> Spread {
        let mut spread = Spread {
            shape: Shape::Random,
            key: "hot-key".into(),
            share: 800_000,
            others: 500,
            salts: 8,
            list: keys.to_string(),
        };
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
        if spread.keys().as_ref() != Ok(keys) {
            spread.shape = Shape::List;
        }
        spread
    }

    /// # Errors
    /// A sentence that says what is wrong, such as an empty key.
    pub fn keys(&self) -> Result<Keys, String> {
        if self.shape == Shape::List {
            return parse(&self.list);
        }
        let rest = (KeySource::Uniform(self.others), WHOLE.saturating_sub(self.share));
        let mut parts = match self.shape {
            Shape::One => vec![(KeySource::One(self.key.clone()), WHOLE)],
            Shape::Hot => vec![(KeySource::One(self.key.clone()), self.share), rest],
            Shape::Salted => {
                vec![(KeySource::Salted { key: self.key.clone(), salts: self.salts }, self.share), rest]
            }
            Shape::Uniform => vec![(KeySource::Uniform(self.others), WHOLE)],
            Shape::Zipf => vec![(KeySource::Zipf(Zipf::new(self.others)?), WHOLE)],
            Shape::Random | Shape::List => vec![(KeySource::Random, WHOLE)],
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
        for (text, shape) in [
            ("\"iphone-16\"", Shape::One),
            ("\"iphone-16\" 80% uniform 500 20%", Shape::Hot),
            ("\"iphone-16\" 80% salted 8 uniform 500 20%", Shape::Salted),
            ("uniform 30", Shape::Uniform),
            ("zipf 1000", Shape::Zipf),
            ("random", Shape::Random),
            // What is none of these is kept as it is, to the last part.
            ("\"thermostat\" 60% \"lamp\" 25% \"door\" 15%", Shape::List),
            ("\"a\" 50% \"b\" 50%", Shape::List),
            ("\"iphone-16\" salted 8", Shape::List),
            ("\"iphone-16\" 80% random 20%", Shape::List),
            ("uniform 500 20% \"iphone-16\" 80%", Shape::List),
            ("zipf 1000 70% \"a \\\"b\\\"\" 30%", Shape::List),
        ] {
            let keys = parse(text).expect(text);
            let spread = Spread::of(&keys);
            assert_eq!((spread.shape, spread.list.as_str()), (shape, text));
            assert_eq!(spread.keys().expect(text).to_string(), text);
        }
    }

    #[test]
    fn a_list_is_changed_as_text_and_says_what_is_wrong_with_it() {
        let mut spread = Spread::of(&parse("\"lamp\" 60% \"door\" 40%").expect("keys"));
        spread.list = "\"lamp\" 50% \"door\" 40% random 10%".into();
        assert_eq!(spread.keys().expect("keys").to_string(), spread.list);
        for (list, part) in [
            ("\"lamp\" 60% \"door\" 30%", "add up to 90%, not 100%"),
            ("", ""),
            ("lamp 60%", ""),
            ("\"lamp\" rate 9/s", "are written as"),
        ] {
            spread.list = list.into();
            let error = spread.keys().expect_err(list);
            assert!(error.contains(part) && error.len() > 10, "{list}: {error}");
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
