//! A reply as a small tree: written once, then sent as JSON or CBOR, or printed by the CLI.
//!
//! Members stand in the order of AWS's model. Absent: numbers with a fraction; only times have one, and they are
//! kept in milliseconds.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wire {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    /// JSON: base64. CBOR: a byte string.
    Blob(Vec<u8>),
    /// Milliseconds of the Unix epoch. JSON: seconds with decimals. CBOR: tag 1. The CLI: ISO 8601.
    Time(u64),
    List(Vec<Wire>),
    Map(Vec<(&'static str, Wire)>),
}

/// How times are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Seconds,
    Iso,
}

impl Wire {
    pub fn text(text: impl ToString) -> Wire {
        Wire::Text(text.to_string())
    }

    /// A number that AWS's model has as an integer or a long; one beyond a long is its largest.
    pub fn number(number: impl TryInto<i64>) -> Wire {
        Wire::Int(number.try_into().unwrap_or(i64::MAX))
    }

    /// As the body of a wire call: no white space, times in seconds.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None, Times::Seconds);
        out
    }

    /// As the AWS CLI prints it: four spaces, times as ISO 8601.
    pub fn to_cli(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0), Times::Iso);
        out
    }

    /// The member of a map.
    pub fn get(&self, name: &str) -> Option<&Wire> {
        match self {
            Wire::Map(members) => members.iter().find(|(member, _)| *member == name).map(|(_, value)| value),
            Wire::Null | Wire::Bool(_) | Wire::Int(_) | Wire::Text(_) => None,
            Wire::Blob(_) | Wire::Time(_) | Wire::List(_) => None,
        }
    }

    fn write(&self, out: &mut String, depth: Option<usize>, times: Times) {
        match self {
            Wire::Null => out.push_str("null"),
            Wire::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Wire::Int(value) => out.push_str(&value.to_string()),
            Wire::Text(text) => out.push_str(&quoted(text)),
            Wire::Blob(bytes) => out.push_str(&quoted(&STANDARD.encode(bytes))),
            Wire::Time(millis) => match times {
                Times::Seconds => out.push_str(&seconds(*millis)),
                Times::Iso => out.push_str(&quoted(&iso(*millis))),
            },
            Wire::List(items) => {
                let write = |item: &Wire, out: &mut String, depth| item.write(out, depth, times);
                bracketed(out, depth, ('[', ']'), items, write);
            }
            Wire::Map(members) => {
                let write = |(name, value): &(&'static str, Wire), out: &mut String, depth: Option<usize>| {
                    out.push_str(&quoted(name));
                    out.push_str(if depth.is_some() { ": " } else { ":" });
                    value.write(out, depth, times);
                };
                bracketed(out, depth, ('{', '}'), members, write);
            }
        }
    }
}

fn bracketed<T>(
    out: &mut String,
    depth: Option<usize>,
    (open, close): (char, char),
    items: &[T],
    write: impl Fn(&T, &mut String, Option<usize>),
) {
    let line = |out: &mut String, depth: Option<usize>| {
        if let Some(depth) = depth.filter(|_| !items.is_empty()) {
            out.push('\n');
            out.extend(std::iter::repeat_n("    ", depth));
        }
    };
    let inner = depth.map(|depth| depth + 1);
    out.push(open);
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        line(out, inner);
        write(item, out, inner);
    }
    line(out, depth);
    out.push(close);
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Seconds of the Unix epoch with three decimals, or none if there is no fraction.
pub fn seconds(epoch_millis: u64) -> String {
    match epoch_millis % 1_000 {
        0 => (epoch_millis / 1_000).to_string(),
        millis => format!("{}.{millis:03}", epoch_millis / 1_000),
    }
}

/// Milliseconds of the Unix epoch as Python prints them: no fraction if there is none, else six digits.
fn iso(epoch_millis: u64) -> String {
    let seconds = i64::try_from(epoch_millis / 1_000).unwrap_or(i64::MAX);
    let instant = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
    let fraction = match epoch_millis % 1_000 {
        0 => String::new(),
        millis => format!(".{millis:03}000"),
    };
    format!("{}{fraction}+00:00", instant.strftime("%Y-%m-%dT%H:%M:%S"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Wire {
        Wire::Map(vec![
            ("Z", Wire::List(vec![Wire::Int(-1), Wire::Null, Wire::Bool(true)])),
            ("A", Wire::Blob(b"hi".to_vec())),
            ("When", Wire::Time(1_795_269_600_250)),
            ("Then", Wire::Time(1_795_269_600_000)),
            ("Text", Wire::text("a\"\\\n\u{1}é")),
            ("Empty", Wire::List(vec![])),
            ("Map", Wire::Map(vec![])),
        ])
    }

    #[test]
    fn the_body_of_a_call_keeps_the_order_of_its_members() {
        assert_eq!(
            tree().to_json(),
            r#"{"Z":[-1,null,true],"A":"aGk=","When":1795269600.250,"Then":1795269600,"Text":"a\"\\\n\u0001é","Empty":[],"Map":{}}"#
        );
    }

    #[test]
    fn the_cli_indents_and_writes_times_as_iso_8601() {
        let expected = r#"{
    "Z": [
        -1,
        null,
        true
    ],
    "A": "aGk=",
    "When": "2026-11-21T14:00:00.250000+00:00",
    "Then": "2026-11-21T14:00:00+00:00",
    "Text": "a\"\\\n\u0001é",
    "Empty": [],
    "Map": {}
}"#;
        assert_eq!(tree().to_cli(), expected);
    }

    #[test]
    fn a_member_is_found_by_its_name() {
        assert_eq!(tree().get("Empty"), Some(&Wire::List(vec![])));
        assert_eq!(tree().get("None"), None);
        assert_eq!(Wire::Int(1).get("Empty"), None);
    }
}
