//! The body of a call against the table: JSON types first, then what the era has not, then every constraint.
//!
//! Texts and order are those that kinesalite's author saw in production; lists of what is wrong end at ten.

use std::borrow::Cow;
use std::fmt::Display;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::told::{Path, Told, blob_len};
use super::{Fault, Judged, Place, not_yet};
use crate::api::model::{Bound, Member, Need, Operation, Shape};
use crate::era::Era;
use crate::limits::Limit;
use crate::refusal::{ErrorName, Refusal};

/// AWS says no more than this at once.
const MOST_FAILURES: usize = 10;

/// A body that fits, as it came: `null` is as good as absent, and what the table has not is nobody's to read.
///
/// # Errors
/// See [`super::read`].
pub(super) fn body<'a>(
    operation: &Operation,
    body: &'a Value,
    era: Era,
    judged: Judged,
) -> Result<Cow<'a, Map<String, Value>>, Fault> {
    let body = match body {
        Value::Null => Cow::Owned(Map::new()),
        Value::Object(members) => Cow::Borrowed(members),
        Value::Array(_) => return Err(wrong_type(None, "Start of list found where not expected".to_owned())),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            return Err(wrong_type(None, "Expected null".to_owned()));
        }
    };
    let given = present(operation.members, &body);
    for (member, value) in &given {
        typed(&member.shape, value).map_err(|text| wrong_type(Some(member.name), text))?;
    }
    for (member, value) in &given {
        there(member, value, era).map_err(|refusal| Fault::new(member.name, refusal))?;
    }
    let mut failures = Failures { era, judged, found: Vec::new() };
    let judged =
        operation.judged.iter().filter_map(|name| operation.members.iter().find(|m| m.name == *name));
    let others = operation.members.iter().filter(|member| !operation.judged.contains(&member.name));
    for member in judged.chain(others) {
        failures.member(member, body.get(member.name), None, Place::of(member.name));
    }
    failures.told()?;
    Ok(body)
}

fn present<'a>(
    members: &'static [Member],
    body: &'a Map<String, Value>,
) -> Vec<(&'static Member, &'a Value)> {
    let given = members.iter().filter_map(|member| Some((member, body.get(member.name)?)));
    given.filter(|(_, value)| !value.is_null()).collect()
}

fn wrong_type(member: Option<&'static str>, text: String) -> Fault {
    let at = member.map(Place::of).into_iter().collect();
    Fault { at, refusal: Refusal::new(ErrorName::SerializationException, text) }
}

/// Whether a value has the JSON type of its shape; the text of the SerializationException if not.
fn typed(shape: &Shape, value: &Value) -> Result<(), String> {
    let scalar = |name: &str| match value {
        Value::Bool(_) => Err(format!("class java.lang.Boolean can not be converted to {name}")),
        Value::Number(_) => Err(format!("class java.math.BigDecimal can not be converted to {name}")),
        Value::String(_) => Err(format!("class java.lang.String can not be converted to {name}")),
        Value::Array(_) => Err("Start of list found where not expected".to_owned()),
        Value::Object(_) => Err("Start of structure or map found where not expected.".to_owned()),
        Value::Null => Ok(()),
    };
    match (shape, value) {
        (_, Value::Null) | (Shape::NotModelled, _) => Ok(()),
        (Shape::Text { .. } | Shape::Choice(_), Value::String(_)) => Ok(()),
        (Shape::Text { .. } | Shape::Choice(_), _) => scalar("an String"),
        (Shape::Integer { .. }, Value::Number(_)) => Ok(()),
        (Shape::Integer { .. }, _) => scalar("an Integer"),
        (Shape::Time, Value::Number(_)) => Ok(()),
        (Shape::Time, _) => scalar("milliseconds since epoch"),
        (Shape::Boolean, Value::Bool(_)) => Ok(()),
        (Shape::Boolean, Value::String(text)) => {
            Err(format!("'{}' can not be converted to an Boolean", text.to_uppercase()))
        }
        (Shape::Boolean, _) => scalar("an Boolean"),
        (Shape::Blob { .. }, Value::String(text)) => base64(text).map(|_| ()),
        (Shape::Blob { .. }, _) => scalar("a Blob"),
        (Shape::List { of, .. }, Value::Array(items)) => items.iter().try_for_each(|item| typed(of, item)),
        (Shape::List { .. }, Value::Object(_)) => scalar(""),
        (Shape::List { .. }, _) => Err("Expected list or null".to_owned()),
        (Shape::Tags { .. }, Value::Object(map)) => {
            let text = Shape::Text { least: 0, most: Bound::None, pattern: None };
            map.values().try_for_each(|value| typed(&text, value))
        }
        (Shape::Tags { .. }, Value::Array(_)) => scalar(""),
        (Shape::Tags { .. }, _) => Err("Expected map or null".to_owned()),
        (Shape::Structure(members), Value::Object(map)) => members
            .iter()
            .try_for_each(|member| typed(&member.shape, map.get(member.name).unwrap_or(&Value::Null))),
        (Shape::Structure(_), Value::Array(_)) => scalar(""),
        (Shape::Structure(_), _) => Err("Expected null".to_owned()),
    }
}

/// # Errors
/// What AWS says of text that is no base64.
pub(super) fn base64(text: &str) -> Result<Vec<u8>, String> {
    let fails = |why: String| Err(format!("'{text}' can not be converted to a Blob: {why}"));
    if !text.len().is_multiple_of(4) {
        return fails(format!(
            "Base64 encoded length is expected a multiple of 4 bytes but found: {}",
            text.len()
        ));
    }
    let letters = text.trim_end_matches('=');
    if let Some(c) = letters.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/'))) {
        return fails(format!("Invalid Base64 character: '{c}'"));
    }
    match STANDARD.decode(text) {
        Ok(bytes) => Ok(bytes),
        // The slip in the last word is AWS's.
        Err(_) => fails("Invalid last non-pad Base64 character dectected".to_owned()),
    }
}

/// Whether a member, and all in it, exist in the era and in Shardlab.
fn there(member: &Member, value: &Value, era: Era) -> Result<(), Refusal> {
    if era < member.since.era {
        // Modelling choice: AWS ignores members that it does not know yet; saying so teaches more.
        return Err(Refusal::invalid(not_yet(member.name, member.since, era)));
    }
    there_in(member.name, &member.shape, value, era)
}

fn there_in(name: &str, shape: &Shape, value: &Value, era: Era) -> Result<(), Refusal> {
    match (shape, value) {
        (Shape::NotModelled, _) => {
            let text = format!("{name} is a parameter of AWS, but Shardlab does not model it yet");
            Err(Refusal::new(ErrorName::NotModelled, text))
        }
        (Shape::Structure(members), Value::Object(map)) => {
            let given = present(members, map);
            given.into_iter().try_for_each(|(member, value)| there(member, value, era))
        }
        (Shape::List { of, .. }, Value::Array(items)) => {
            items.iter().try_for_each(|item| there_in(name, of, item, era))
        }
        _ => Ok(()),
    }
}

/// One constraint that is not met.
struct Failure {
    at: Place,
    text: String,
    /// The row of the limits that it met, what that allows and what was asked for.
    met: Option<(&'static Limit, u64, u64)>,
}

struct Failures {
    era: Era,
    judged: Judged,
    found: Vec<Failure>,
}

impl Failures {
    fn told(self) -> Result<(), Fault> {
        let Some(first) = self.found.first() else { return Ok(()) };
        let s = if self.found.len() == 1 { "" } else { "s" };
        let texts: Vec<_> = self.found.iter().map(|failure| failure.text.as_str()).collect();
        let text = format!("{} validation error{s} detected: {}", texts.len(), texts.join("; "));
        let mut refusal = Refusal::new(ErrorName::ValidationException, text);
        if let Some((limit, allowed, asked)) = first.met {
            refusal = refusal.met(limit, allowed, asked);
        }
        Err(Fault { at: self.found.iter().map(|failure| failure.at).collect(), refusal })
    }

    fn add(&mut self, place: Place, value: impl Display, path: Path<'_>, constraint: String) {
        if self.found.len() < MOST_FAILURES {
            let text = format!("Value {value} at '{path}' failed to satisfy constraint: {constraint}");
            self.found.push(Failure { at: place, text, met: None });
        }
    }

    fn member(&mut self, member: &Member, value: Option<&Value>, parent: Option<&Path<'_>>, place: Place) {
        let path = Path::Member(parent, member);
        let required = match member.need {
            Need::No => false,
            Need::Yes => true,
            Need::OrArn => self.era < Era::Today,
        };
        match value.filter(|value| !value.is_null()) {
            Some(value) => self.value(&member.shape, value, path, place),
            None if required => {
                self.add(place, "null", path, "Member must not be null".to_owned());
            }
            None => {}
        }
    }

    fn value(&mut self, shape: &Shape, value: &Value, path: Path<'_>, place: Place) {
        let told = Told(shape, value);
        match (shape, value) {
            (Shape::Text { least, most, pattern }, Value::String(text)) => {
                if let Some(pattern) = pattern.filter(|pattern| !pattern.fits(text)) {
                    let text = format!("Member must satisfy regular expression pattern: {}", pattern.text());
                    self.add(place, told, path, text);
                }
                self.length(place, (path, told), text.chars().count() as u64, (*least, *most));
            }
            (Shape::Integer { least, most }, Value::Number(number)) => {
                let number = whole(number);
                if let Some(bound) = self.bound(*least).filter(|bound| number < i128::from(*bound)) {
                    let text = format!("Member must have value greater than or equal to {bound}");
                    self.add(place, told, path, text);
                    self.met(*least, bound, number);
                }
                let bound = self.bound(*most).unwrap_or(i32::MAX.unsigned_abs().into());
                if number > i128::from(bound) {
                    let text = format!("Member must have value less than or equal to {bound}");
                    self.add(place, told, path, text);
                    self.met(*most, bound, number);
                }
            }
            (Shape::Blob { most }, Value::String(text)) => {
                self.length(place, (path, told), blob_len(text), (0, *most));
            }
            (Shape::Choice(words), Value::String(text)) if !words.contains(&text.as_str()) => {
                self.add(place, told, path, enum_set(words));
            }
            (Shape::Structure(members), Value::Object(map)) => {
                for member in *members {
                    self.member(member, map.get(member.name), Some(&path), place);
                }
            }
            (Shape::List { of, least, most, .. }, Value::Array(items)) => {
                self.length(place, (path, told), items.len() as u64, (*least, *most));
                self.items(of, items, (path, told), place);
            }
            (Shape::Tags { most }, Value::Object(map)) => {
                self.length(place, (path, told), map.len() as u64, (1, *most));
                let chars = |text: &str| text.chars().count();
                if map.keys().any(|key| !(1..=128).contains(&chars(key))) {
                    let text = format!("Map keys must satisfy constraint: {}", lengths(1, 128));
                    self.add(place, told, path, text);
                }
                if map.values().any(|value| value.as_str().is_some_and(|value| chars(value) > 256)) {
                    let text = format!("Map value must satisfy constraint: {}", lengths(0, 256));
                    self.add(place, told, path, text);
                }
            }
            _ => {}
        }
    }

    /// Items of a list: structures are named one by one, plain values by their list.
    fn items(&mut self, of: &Shape, items: &[Value], (path, told): (Path<'_>, Told<'_>), place: Place) {
        let plain = match of {
            Shape::Structure(_) | Shape::List { .. } | Shape::Tags { .. } | Shape::NotModelled => {
                for (i, item) in items.iter().enumerate() {
                    let place = Place { item: place.item.or(Some(i)), ..place };
                    let path = Path::Item(&path, i);
                    if item.is_null() {
                        self.add(place, "null", path, "Member must not be null".to_owned());
                    } else {
                        self.value(of, item, path, place);
                    }
                }
                return;
            }
            Shape::Text { least, most, .. } => lengths(*least, most.at(self.era).unwrap_or(u64::MAX)),
            Shape::Choice(words) => format!("[{}]", enum_set(words)),
            // No operation has a list of these; what is wrong with an item would be told by this name.
            Shape::Integer { .. } | Shape::Boolean | Shape::Blob { .. } | Shape::Time => {
                "[member]".to_owned()
            }
        };
        let mut inner = Failures { era: self.era, judged: self.judged, found: Vec::new() };
        items.iter().for_each(|item| inner.value(of, item, path, place));
        if !inner.found.is_empty() {
            self.add(place, told, path, format!("Member must satisfy constraint: {plain}"));
        }
    }

    /// The number, if it is judged here.
    fn bound(&self, bound: Bound) -> Option<u64> {
        let left = self.judged == Judged::AllButLimits && bound.row().is_some();
        bound.at(self.era).filter(|_| !left)
    }

    fn length(
        &mut self,
        place: Place,
        (path, told): (Path<'_>, Told<'_>),
        length: u64,
        (least, most): (u64, Bound),
    ) {
        if length < least {
            let text = format!("Member must have length greater than or equal to {least}");
            self.add(place, told, path, text);
        }
        if let Some(bound) = self.bound(most).filter(|bound| length > *bound) {
            self.add(place, told, path, format!("Member must have length less than or equal to {bound}"));
            self.met(most, bound, length.into());
        }
    }

    /// The failure just added met a row of the limits.
    fn met(&mut self, bound: Bound, allowed: u64, asked: i128) {
        if let (Some(limit), Some(last)) = (bound.row(), self.found.last_mut()) {
            let scale = if matches!(bound, Bound::Kib(_)) { 1_024 } else { 1 };
            let asked = u64::try_from(asked.max(0)).unwrap_or(u64::MAX);
            last.met = Some((limit, allowed / scale, asked.div_ceil(scale)));
        }
    }
}

fn enum_set(words: &[&str]) -> String {
    format!("Member must satisfy enum value set: [{}]", words.join(", "))
}

fn lengths(least: u64, most: u64) -> String {
    format!(
        "[Member must have length less than or equal to {most}, Member must have length greater than or equal to \
         {least}]"
    )
}

/// A number without its fraction, which AWS drops.
pub(super) fn whole(number: &serde_json::Number) -> i128 {
    let text = number.to_string();
    let digits = text.split(['.', 'e']).next().unwrap_or_default();
    // What is written with an exponent is far beyond every bound.
    if text.contains('e') { i128::MAX } else { digits.parse().unwrap_or(i128::MAX) }
}
