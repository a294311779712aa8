//! What a validation error names: a place in the body and the value there. Written only when an error is told, for
//! most bodies have none and may hold hundreds of records.

use std::fmt;

use serde_json::Value;

use crate::api::model::{Member, Shape};

/// Where a value stands: `records.1.member.partitionKey`.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    Member(Option<&'a Path<'a>>, &'a Member),
    /// An item of a list, counted from 0; AWS counts from 1.
    Item(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Member(None, member) => f.write_str(&member.field()),
            Path::Member(Some(parent), member) => write!(f, "{parent}.{}", member.field()),
            Path::Item(list, i) => write!(f, "{list}.{}.member", i + 1),
        }
    }
}

/// A value as AWS prints it in a validation error, with its quotes.
#[derive(Clone, Copy)]
pub(super) struct Told<'a>(pub &'a Shape, pub &'a Value);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            (Shape::Blob { .. }, Value::String(text)) => {
                let bytes = blob_len(text);
                write!(f, "'java.nio.HeapByteBuffer[pos=0 lim={bytes} cap={bytes}]'")
            }
            (Shape::List { entry, .. }, Value::Array(items)) => {
                let items: Vec<_> = items
                    .iter()
                    .map(|item| item.as_str().filter(|_| entry.is_empty()).unwrap_or(entry))
                    .collect();
                write!(f, "'[{}]'", items.join(", "))
            }
            (Shape::Tags { .. }, Value::Object(map)) => {
                let pairs: Vec<_> = map
                    .iter()
                    .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or("")))
                    .collect();
                write!(f, "'{{{}}}'", pairs.join(", "))
            }
            (_, Value::String(text)) => write!(f, "'{text}'"),
            (_, other) => write!(f, "'{other}'"),
        }
    }
}

/// The bytes of a blob that has been checked to be base64, without decoding it once more.
pub(super) fn blob_len(text: &str) -> u64 {
    let padding = text.bytes().rev().take_while(|byte| *byte == b'=').count();
    (text.len() / 4 * 3).saturating_sub(padding) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    #[test]
    fn the_length_of_a_blob_is_that_of_its_bytes() {
        for bytes in 0..10 {
            assert_eq!(blob_len(&STANDARD.encode(vec![7; bytes])), bytes as u64);
        }
    }
}
