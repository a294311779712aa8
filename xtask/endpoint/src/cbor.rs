//! CBOR 1.1 as AWS's Java SDKs speak it: the same members as JSON, data as byte strings, and timestamps as tag 1
//! with **milliseconds** (RFC 8949 says seconds; AWS does not: aws-sdk-java-v2 issue 4661).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ciborium::Value as Cbor;
use engine::api::wire::Wire;
use serde_json::{Map, Number, Value as Json};

/// The tag of an epoch-based date and time.
const TIMESTAMP: u64 = 1;

/// The JSON that says the same: byte strings in base64, timestamps in seconds. `None` if it is no CBOR, or more
/// than one value.
pub fn read(body: &[u8]) -> Option<Json> {
    let mut rest = body;
    let value: Cbor = ciborium::from_reader(&mut rest).ok()?;
    if rest.is_empty() { json(value) } else { None }
}

fn json(value: Cbor) -> Option<Json> {
    Some(match value {
        Cbor::Integer(number) => whole(i128::from(number))?,
        Cbor::Bytes(bytes) => Json::String(STANDARD.encode(bytes)),
        Cbor::Float(number) => Json::Number(Number::from_f64(number)?),
        Cbor::Text(text) => Json::String(text),
        Cbor::Bool(flag) => Json::Bool(flag),
        Cbor::Null => Json::Null,
        Cbor::Tag(TIMESTAMP, inner) => seconds(&inner)?,
        Cbor::Tag(_, inner) => json(*inner)?,
        Cbor::Array(items) => Json::Array(items.into_iter().map(json).collect::<Option<_>>()?),
        Cbor::Map(members) => {
            let pairs = members.into_iter().map(|(key, value)| Some((key.into_text().ok()?, json(value)?)));
            Json::Object(pairs.collect::<Option<Map<_, _>>>()?)
        }
        // ciborium's own enum is open.
        _ => return None,
    })
}

fn whole(number: i128) -> Option<Json> {
    let number = i64::try_from(number).map(Number::from).or_else(|_| u64::try_from(number).map(Number::from));
    number.ok().map(Json::Number)
}

fn seconds(millis: &Cbor) -> Option<Json> {
    let millis = match millis.as_integer() {
        Some(number) => i64::try_from(number).ok()? as f64,
        None => millis.as_float()?,
    };
    Number::from_f64(millis / 1_000.0).map(Json::Number)
}

pub fn write(wire: &Wire) -> Vec<u8> {
    let mut body = Vec::new();
    ciborium::into_writer(&cbor(wire), &mut body).expect("a Vec takes all that is written");
    body
}

fn cbor(wire: &Wire) -> Cbor {
    match wire {
        Wire::Null => Cbor::Null,
        Wire::Bool(flag) => Cbor::Bool(*flag),
        Wire::Int(number) => Cbor::Integer((*number).into()),
        Wire::Text(text) => Cbor::Text(text.clone()),
        Wire::Blob(bytes) => Cbor::Bytes(bytes.clone()),
        Wire::Time(millis) => Cbor::Tag(TIMESTAMP, Box::new(Cbor::Integer((*millis).into()))),
        Wire::List(items) => Cbor::Array(items.iter().map(cbor).collect()),
        Wire::Map(members) => Cbor::Map(
            members.iter().map(|(key, value)| (Cbor::Text((*key).to_owned()), cbor(value))).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bytes(value: &Cbor) -> Vec<u8> {
        let mut body = Vec::new();
        ciborium::into_writer(value, &mut body).unwrap();
        body
    }

    #[test]
    fn a_timestamp_is_in_milliseconds_both_ways() {
        // {"Timestamp": 1787036486712}, the bytes that the Java SDK v2 sent: floci issue 2368.
        let sent = b"\xa1\x69Timestamp\xc1\x1b\x00\x00\x01\xa0\x13\xac\xcc\x38";
        assert_eq!(read(sent), Some(json!({ "Timestamp": 1_787_036_486.712 })));
        assert_eq!(write(&Wire::Map(vec![("Timestamp", Wire::Time(1_787_036_486_712))])), sent);
    }

    #[test]
    fn data_is_a_byte_string_both_ways() {
        let sent = b"\xa1\x64Data\x45hello";
        assert_eq!(read(sent), Some(json!({ "Data": "aGVsbG8=" })));
        assert_eq!(write(&Wire::Map(vec![("Data", Wire::Blob(b"hello".to_vec()))])), sent);
    }

    #[test]
    fn what_is_no_single_value_is_not_read() {
        assert_eq!(read(b""), None);
        assert_eq!(read(b"\xa1\x64Data"), None);
        assert_eq!(read(b"\x01\x02"), None);
        // 2^64 - 1 bytes are announced, none come.
        assert_eq!(read(b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff"), None);
        assert_eq!(read(b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff"), None);
        assert_eq!(read(&[0x81; 100_000]), None, "nested beyond reason");
        assert_eq!(read(&bytes(&Cbor::Float(f64::NAN))), None);
        let number_as_key = Cbor::Map(vec![(Cbor::Integer(1.into()), Cbor::Null)]);
        assert_eq!(read(&bytes(&number_as_key)), None);
    }
}
