//! The JSON that goes to a transform function and comes back (behaviours B4), and its size in bytes.
//!
//! Sizes are counted from the same pieces as the text is made of, so that a batch need not be written out
//! to know whether it fits the payload limit.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::Verdict;

/// Bytes of `n` bytes in base64.
pub fn base64_len(n: u64) -> u64 {
    n.div_ceil(3) * 4
}

pub fn base64(data: &[u8]) -> String {
    STANDARD.encode(data)
}

/// One record of the event: `{"recordId":…,"approximateArrivalTimestamp":…,"data":…}`, and what a stream knows of it.
pub fn event_record(record_id: &str, arrived_ms: u64, data_base64: &str, metadata: Option<&str>) -> String {
    let metadata = metadata.map_or(String::new(), |json| format!("{METADATA}{json}"));
    format!(
        "{{\"recordId\":\"{record_id}\",\"approximateArrivalTimestamp\":{arrived_ms},\"data\":\"{data_base64}\"{metadata}}}"
    )
}

/// Bytes of a record of the event, whose metadata has so many.
pub fn event_record_len(record_id: &str, arrived_ms: u64, data_len: u64, metadata: Option<u64>) -> u64 {
    let metadata = metadata.map_or(0, |len| METADATA.len() as u64 + len);
    event_record(record_id, arrived_ms, "", None).len() as u64 + base64_len(data_len) + metadata
}

const METADATA: &str = ",\"kinesisRecordMetadata\":";

/// What the event says of a record that came from a stream.
#[derive(Clone, Debug)]
pub struct RecordMetadata {
    pub shard: String,
    pub partition_key: String,
    pub arrived_ms: u64,
    pub sequence_number: String,
    /// Empty, or the place in the record that it was a part of.
    pub sub_number: String,
}

pub fn record_metadata(it: &RecordMetadata) -> String {
    format!(
        "{{\"shardId\":\"{}\",\"partitionKey\":{},\"approximateArrivalTimestamp\":{},\"sequenceNumber\":\"{}\",\
         \"subsequenceNumber\":\"{}\"}}",
        it.shard,
        Value::from(it.partition_key.as_str()),
        it.arrived_ms,
        it.sequence_number,
        it.sub_number
    )
}

/// Bytes of a text within the quotation marks of JSON.
pub fn json_len(text: &str) -> u64 {
    if text.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\') {
        return text.len() as u64;
    }
    Value::from(text).to_string().len() as u64 - 2
}

/// The event around its records.
pub fn event(
    invocation_id: &str,
    delivery_stream_arn: &str,
    source_arn: Option<&str>,
    region: &str,
    records: &str,
) -> String {
    let source = source_arn.map_or(String::new(), |arn| format!("\"sourceKinesisStreamArn\":\"{arn}\","));
    format!(
        "{{\"invocationId\":\"{invocation_id}\",\"deliveryStreamArn\":\"{delivery_stream_arn}\",{source}\
         \"region\":\"{region}\",\"records\":[{records}]}}"
    )
}

/// One record of the answer: `{"recordId":…,"result":…,"data":…}`.
///
/// A record that failed goes back as it came; a dropped one needs no data.
pub fn answer_record(record_id: &str, verdict: &Verdict, data: &[u8]) -> String {
    let back = match verdict {
        Verdict::Ok(out) => base64(out),
        Verdict::Dropped => String::new(),
        Verdict::ProcessingFailed => base64(data),
    };
    answer_text(record_id, verdict, &back)
}

pub fn answer_record_len(record_id: &str, verdict: &Verdict, data_len: u64) -> u64 {
    let back = match verdict {
        Verdict::Ok(out) => out.len() as u64,
        Verdict::Dropped => 0,
        Verdict::ProcessingFailed => data_len,
    };
    answer_text(record_id, verdict, "").len() as u64 + base64_len(back)
}

fn answer_text(record_id: &str, verdict: &Verdict, back: &str) -> String {
    format!("{{\"recordId\":\"{record_id}\",\"result\":\"{}\",\"data\":\"{back}\"}}", verdict.word())
}

/// The answer around its records.
pub fn answer(records: &str) -> String {
    format!("{{\"records\":[{records}]}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_the_text() {
        for data in [&b""[..], b"a", b"ab", b"abc", b"abcd"] {
            let text = event_record("49546986683135", 1_795_269_600_123, &base64(data), Some("{\"a\":1}"));
            assert_eq!(
                event_record_len("49546986683135", 1_795_269_600_123, data.len() as u64, Some(7)),
                text.len() as u64
            );
            for verdict in [Verdict::Ok(b"out".to_vec()), Verdict::Dropped, Verdict::ProcessingFailed] {
                let text = answer_record("49546986683135", &verdict, data);
                assert_eq!(
                    answer_record_len("49546986683135", &verdict, data.len() as u64),
                    text.len() as u64
                );
            }
        }
    }

    #[test]
    fn the_texts_are_json() {
        let record = event_record("1", 5, "YQ==", None);
        let event: Value =
            serde_json::from_str(&event("id", "arn:d", Some("arn:s"), "us-east-1", &record)).unwrap();
        assert_eq!(event["records"][0]["data"], "YQ==");
        assert_eq!(event["sourceKinesisStreamArn"], "arn:s");
    }
}
