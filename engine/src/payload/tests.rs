use std::io::Read;

use serde_json::Value;

use super::*;

const MADE: (Era, Time) = (Era::Today, Time::START);

fn record(payload: &Payload, number: u64, size: u64) -> Vec<u8> {
    let by = Name::parse("p").unwrap();
    payload.bytes(number, MADE, size, &by, &Chance::new(7, "p"))
}

fn json(kind: JsonKind) -> Json {
    Json::of(kind)
}

#[test]
fn json_has_its_size_and_its_fields_and_is_the_same_each_time() {
    for (kind, fields) in [
        (JsonKind::Orders, "amount at country customer order"),
        (JsonKind::Clicks, "customer_id event_timestamp type"),
        (JsonKind::Devices, "at battery celsius device"),
    ] {
        let payload = Payload::Json(json(kind));
        for size in [payload.least(), 500] {
            for number in [0, 41, u64::MAX >> 1] {
                let data = record(&payload, number, size);
                assert_eq!(data.len() as u64, size, "{payload} {number}");
                assert_eq!(data, record(&payload, number, size));
                let object: serde_json::Map<String, Value> = serde_json::from_slice(&data).unwrap();
                let mut names: Vec<_> = object.keys().map(String::as_str).collect();
                names.sort_unstable();
                assert_eq!(names.join(" "), fields);
            }
        }
        assert_ne!(record(&payload, 1, 200), record(&payload, 2, 200));
    }
    let clicks = record(&Payload::Json(json(JsonKind::Clicks)), 0, 120);
    let clicks: Value = serde_json::from_slice(&clicks).unwrap();
    assert_eq!(clicks["event_timestamp"], MADE.0.epoch_seconds(MADE.1));
    assert!(["mobile", "desktop", "tablet"].contains(&clicks["type"]["device"].as_str().unwrap()));
}

#[test]
fn a_share_of_the_json_is_broken_and_a_line_ends_with_its_line_feed() {
    let payload = Payload::Json(Json { broken: 100_000, newline: true, ..json(JsonKind::Orders) });
    let bad = (0..2_000).filter(|n| serde_json::from_slice::<Value>(&record(&payload, *n, 150)).is_err());
    let bad = bad.count();
    assert!((150..250).contains(&bad), "10 % of 2,000 came out as {bad}");
    let line = record(&payload, 3, 150);
    assert_eq!(line.iter().position(|byte| *byte == b'\n'), Some(149));
}

#[test]
fn gzip_has_the_size_and_names_its_table() {
    let payload = Payload::Json(Json { gzip: true, ..json(JsonKind::Clicks) });
    for size in [payload.least(), 1_000] {
        for number in 0..50 {
            let data = record(&payload, number, size);
            assert_eq!(data.len() as u64, size);
            let mut text = String::new();
            flate2::read::GzDecoder::new(data.as_slice()).read_to_string(&mut text).unwrap();
            let object: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(
                (object["database"].as_str(), object["table"].as_str()),
                (Some("shop"), Some("clicks"))
            );
            assert!(object["data"]["customer_id"].is_string());
        }
    }
}

#[test]
fn the_longest_json_fits_the_least_size() {
    for kind in JsonKind::ALL {
        for gzip in [false, true] {
            let payload = Payload::Json(Json { gzip, newline: true, ..json(kind) });
            let least = payload.least();
            assert!(
                (0..300).all(|n| record(&payload, u64::MAX - n, least).len() as u64 == least),
                "{payload}"
            );
        }
    }
}

#[test]
fn a_template_has_what_differs() {
    let template = |text| Payload::Template(Template::parse(text).unwrap());
    let payload = template("{\"id\":{n},\"at\":{time},\"d\":\"{m|t}\",\"k\":{3..5}}");
    assert_eq!(payload.least(), 25 + 20 + 20 + 1 + 1, "its text, two numbers, a letter, a digit");
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..200 {
        let object: Value = serde_json::from_slice(&record(&payload, number, 90)).unwrap();
        assert_eq!(object["id"], number);
        assert_eq!(object["at"], MADE.0.epoch_seconds(MADE.1));
        seen.insert(format!("{}{}", object["d"].as_str().unwrap(), object["k"]));
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["m3", "m4", "m5", "t3", "t4", "t5"]);
    assert_eq!(record(&template("{ {} {\"a\":1}"), 0, 14), b"{ {} {\"a\":1}  ");
    assert_eq!(record(&template("{0..18446744073709551615}"), 0, 20).len(), 20);
    for (text, at, says) in [
        ("", 0, "must not be empty"),
        ("é{x}", 1, "`{x}` is no placeholder"),
        ("{5..3}", 0, "is no placeholder"),
        ("a{n", 1, "has no `}`"),
    ] {
        let bad = Template::parse(text).unwrap_err();
        assert!(bad.at == at && bad.message.contains(says), "{text}: {bad:?}");
    }
}
