//! The members of a body that has been checked, read as what they are.

use serde_json::{Map, Value};

use super::check::{base64, whole};
use crate::api::model::{Member, Shape};

/// One structure: the call's body, or one within it.
#[derive(Clone, Copy)]
pub(super) struct Body<'a> {
    members: &'static [Member],
    map: &'a Map<String, Value>,
}

impl<'a> Body<'a> {
    pub fn of(members: &'static [Member], map: &'a Map<String, Value>) -> Body<'a> {
        Body { members, map }
    }

    /// A member that is there; `null` is not.
    fn value(&self, name: &str) -> Option<&'a Value> {
        debug_assert!(self.members.iter().any(|member| member.name == name), "{name} is a member");
        self.map.get(name).filter(|value| !value.is_null())
    }

    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.value(name)?.as_str()
    }

    /// The text of a member that the check has made sure of.
    pub fn needed(&self, name: &str) -> &'a str {
        self.text(name).unwrap_or_default()
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        self.value(name)?.as_number().and_then(|number| u64::try_from(whole(number)).ok())
    }

    /// A number that may be below 0.
    pub fn integer(&self, name: &str) -> Option<i128> {
        self.value(name)?.as_number().map(whole)
    }

    pub fn flag(&self, name: &str) -> bool {
        self.value(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub fn blob(&self, name: &str) -> Vec<u8> {
        base64(self.needed(name)).unwrap_or_default()
    }

    /// Milliseconds of the Unix epoch; an instant before it is its beginning.
    pub fn time(&self, name: &str) -> Option<u64> {
        let text = self.value(name)?.as_number()?.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let millis: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
        Some(whole.parse::<u64>().unwrap_or(0).saturating_mul(1_000).saturating_add(millis))
    }

    pub fn structure(&self, name: &str) -> Option<Body<'a>> {
        let member = self.members.iter().find(|member| member.name == name)?;
        let Shape::Structure(members) = member.shape else { return None };
        Some(Body { members, map: self.value(name)?.as_object()? })
    }

    /// The structures of a list.
    pub fn structures(&self, name: &str) -> Vec<Body<'a>> {
        let member = self.members.iter().find(|member| member.name == name);
        let Some(Shape::List { of: Shape::Structure(members), .. }) = member.map(|member| &member.shape)
        else {
            return Vec::new();
        };
        let items = self.value(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        items.iter().filter_map(|item| Some(Body { members, map: item.as_object()? })).collect()
    }

    /// The texts of a list.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let items = self.value(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    pub fn pairs(&self, name: &str) -> Vec<(String, String)> {
        let map = self.value(name).and_then(Value::as_object);
        let pairs = map.into_iter().flatten();
        pairs.map(|(key, value)| (key.clone(), value.as_str().unwrap_or("").to_owned())).collect()
    }
}
