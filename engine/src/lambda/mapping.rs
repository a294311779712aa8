//! The JSON between an event source mapping and its function (behaviours A14): the event with records of a stream,
//! the answer that names failed ones, and what goes to a queue when a mapping gives records up.
//!
//! Sizes are counted from the same pieces as the text is made of.

use serde_json::Value;

use super::arn;
use super::wire::{base64, base64_len, json_len};
use crate::era::Era;
use crate::event::DiscardCondition;
use crate::kernel::Time;
use crate::names::{ACCOUNT, Name, REGION, ShardId};

/// A record as the event says it.
#[derive(Clone, Copy, Debug)]
pub struct EventRecord<'a> {
    pub shard: ShardId,
    pub sequence_number: &'a str,
    pub partition_key: &'a str,
    pub data: &'a [u8],
    /// Milliseconds of the Unix epoch.
    pub arrived_ms: u64,
}

/// One of `Records`.
pub fn event_record(it: &EventRecord<'_>, function: &Name, stream_arn: &str) -> String {
    let EventRecord { shard, sequence_number, partition_key, data, arrived_ms } = it;
    format!(
        "{{\"kinesis\":{{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":{},\"sequenceNumber\":\"{sequence_number}\",\
         \"data\":\"{}\",\"approximateArrivalTimestamp\":{}.{:03}}},\"eventSource\":\"aws:kinesis\",\
         \"eventVersion\":\"1.0\",\"eventID\":\"{shard}:{sequence_number}\",\"eventName\":\"aws:kinesis:record\",\
         \"invokeIdentityArn\":\"arn:aws:iam::{ACCOUNT}:role/{function}-role\",\"awsRegion\":\"{REGION}\",\
         \"eventSourceARN\":\"{stream_arn}\"}}",
        Value::from(*partition_key),
        base64(data),
        arrived_ms / 1_000,
        arrived_ms % 1_000,
    )
}

/// Bytes of one of `Records`: `bare` are those of a record of the same time with neither key nor data.
pub fn event_record_len(bare: u64, partition_key: &str, data_len: u64) -> u64 {
    bare + json_len(partition_key) + base64_len(data_len)
}

/// The event around its records.
pub fn event(records: &[String]) -> String {
    format!("{{\"Records\":[{}]}}", records.join(","))
}

/// What the event says of a tumbling window.
#[derive(Clone, Debug)]
pub struct WindowTold {
    /// Seconds of the Unix epoch.
    pub start_s: u64,
    pub end_s: u64,
    /// JSON; what is long in it may be cut, and `state_bytes` counts all of it.
    pub state: String,
    pub state_bytes: u64,
    pub shard: ShardId,
    pub stream_arn: String,
    pub is_final: bool,
    pub early: bool,
}

impl WindowTold {
    /// The event around its records.
    pub fn event(&self, records: &[String]) -> String {
        let records = event(records);
        format!("{},{}}}", &records[..records.len() - 1], self.members(&self.state))
    }

    fn members(&self, state: &str) -> String {
        let WindowTold { start_s, end_s, shard, stream_arn, is_final, early, .. } = self;
        let (start, end) = (instant(*start_s), instant(*end_s));
        format!(
            "\"window\":{{\"start\":\"{start}\",\"end\":\"{end}\"}},\"state\":{state},\"shardId\":\"{shard}\",\
             \"eventSourceARN\":\"{stream_arn}\",\"isFinalInvokeForWindow\":{is_final},\
             \"isWindowTerminatedEarly\":{early}"
        )
    }

    /// Bytes that it adds to an event.
    pub fn bytes(&self) -> u64 {
        1 + self.members("").len() as u64 + self.state_bytes
    }
}

fn instant(epoch_s: u64) -> String {
    let second = i64::try_from(epoch_s).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(second)
        .unwrap_or(jiff::Timestamp::MAX)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// Bytes of the event around so many records, with the commas between them.
pub fn event_frame(records: u64) -> u64 {
    event(&[]).len() as u64 + records.saturating_sub(1)
}

/// What Lambda makes of an answer where ReportBatchItemFailures is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    Success,
    /// All records come again.
    Failure,
    /// Those from this place of the batch on come again.
    From(u64),
}

/// Reads the answer; `place` finds the place of a sequence number in the batch.
///
/// Modelling choice: an answer that is no JSON, or JSON but neither null, an object nor the empty string, is a failure.
pub fn reported(answer: &str, place: impl Fn(&str) -> Option<u64>) -> Reported {
    if answer.is_empty() {
        return Reported::Success;
    }
    let list = match serde_json::from_str::<Value>(answer) {
        Ok(Value::Null) => return Reported::Success,
        Ok(Value::String(text)) if text.is_empty() => return Reported::Success,
        Ok(Value::Object(object)) => match object.get("batchItemFailures") {
            None | Some(Value::Null) => return Reported::Success,
            Some(Value::Array(list)) => list.clone(),
            Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
                return Reported::Failure;
            }
        },
        Ok(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | Err(_) => {
            return Reported::Failure;
        }
    };
    let mut first = None;
    for item in &list {
        let id = item.get("itemIdentifier").and_then(Value::as_str).unwrap_or_default();
        let Some(place) = place(id) else { return Reported::Failure };
        // The checkpoint goes to the lowest sequence number.
        first = Some(first.map_or(place, |known: u64| known.min(place)));
    }
    first.map_or(Reported::Success, Reported::From)
}

/// A message to the destination on failure: where the records are, not what they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureMessage {
    pub function: Name,
    pub stream_arn: String,
    pub at: Time,
    /// Random bits of its requestId.
    pub request: u128,
    pub condition: DiscardCondition,
    pub invoke_count: u64,
    pub shard: ShardId,
    pub start_sequence_number: String,
    pub end_sequence_number: String,
    pub first_arrival: Time,
    pub last_arrival: Time,
    pub batch_size: u64,
}

impl FailureMessage {
    /// As S3 gets it: with the event that the function did not take, as a text of JSON.
    pub fn body_with(&self, era: Era, payload: &str) -> String {
        let body = self.body(era);
        format!("{},\"payload\":{}}}", &body[..body.len() - 1], Value::from(payload))
    }

    /// The body of the message.
    pub fn body(&self, era: Era) -> String {
        let time = |at| era.format_utc(at, "%Y-%m-%dT%H:%M:%S%.3fZ");
        format!(
            "{{\"requestContext\":{{\"requestId\":\"{}\",\"functionArn\":\"{}\",\"condition\":\"{}\",\
             \"approximateInvokeCount\":{}}},\"responseContext\":{{\"statusCode\":200,\"executedVersion\":\"$LATEST\",\
             \"functionError\":\"Unhandled\"}},\"version\":\"1.0\",\"timestamp\":\"{}\",\"KinesisBatchInfo\":\
             {{\"shardId\":\"{}\",\"startSequenceNumber\":\"{}\",\"endSequenceNumber\":\"{}\",\
             \"approximateArrivalOfFirstRecord\":\"{}\",\"approximateArrivalOfLastRecord\":\"{}\",\"batchSize\":{},\
             \"streamArn\":\"{}\"}}}}",
            uuid(self.request),
            arn(&self.function),
            self.condition.word(),
            self.invoke_count,
            time(self.at),
            self.shard,
            self.start_sequence_number,
            self.end_sequence_number,
            time(self.first_arrival),
            time(self.last_arrival),
            self.batch_size,
            self.stream_arn
        )
    }
}

/// A version 4 UUID of random bits.
pub(crate) fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf000_u128 << 64 | 0xc000_u128 << 48) | 0x4000_u128 << 64 | 0x8000_u128 << 48;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: &str) -> Option<u64> {
        ["10", "11", "12"].iter().position(|known| *known == id).map(|at| at as u64)
    }

    #[test]
    fn answers_are_read_as_aws_lists_them() {
        for (answer, wanted) in [
            ("", Reported::Success),
            ("null", Reported::Success),
            ("\"\"", Reported::Success),
            ("{}", Reported::Success),
            ("{\"batchItemFailures\":[]}", Reported::Success),
            ("{\"batchItemFailures\":null}", Reported::Success),
            ("{\"batchItemFailures\":[{\"itemIdentifier\":\"11\"}]}", Reported::From(1)),
            (
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"12\"},{\"itemIdentifier\":\"10\"}]}",
                Reported::From(0),
            ),
            ("{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}", Reported::Failure),
            ("{\"batchItemFailures\":[{\"itemIdentifier\":null}]}", Reported::Failure),
            ("{\"batchItemFailures\":[{\"itemIdentifer\":\"11\"}]}", Reported::Failure),
            ("{\"batchItemFailures\":[{\"itemIdentifier\":\"13\"}]}", Reported::Failure),
            (
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"11\"},{\"itemIdentifier\":\"13\"}]}",
                Reported::Failure,
            ),
            ("{\"batchItemFailures\":3}", Reported::Failure),
            ("[]", Reported::Failure),
            ("{", Reported::Failure),
        ] {
            assert_eq!(reported(answer, place), wanted, "{answer}");
        }
    }

    #[test]
    fn the_event_is_json_and_its_size_is_counted_without_writing_it() {
        let (function, arn) = (Name::parse("fn").unwrap(), "arn:aws:kinesis:us-east-1:123456789012:stream/s");
        let record = |partition_key, data| EventRecord {
            shard: ShardId(7),
            sequence_number: "49590338271490256608559692538361571095921575989136588898",
            partition_key,
            data,
            arrived_ms: 1_545_084_650_007,
        };
        let bare = event_record(&record("", b""), &function, arn).len() as u64;
        let all = [record("a", b"b"), record("\"quoted\" é \n", b"four"), record("k", b"")];
        let texts: Vec<String> = all.iter().map(|it| event_record(it, &function, arn)).collect();
        let counted: u64 =
            all.iter().map(|it| event_record_len(bare, it.partition_key, it.data.len() as u64)).sum();
        assert_eq!(counted + event_frame(3), event(&texts).len() as u64);
        let json: Value = serde_json::from_str(&event(&texts)).unwrap();
        assert_eq!(json["Records"][1]["kinesis"]["partitionKey"], "\"quoted\" é \n");
        assert_eq!(json["Records"][0]["kinesis"]["approximateArrivalTimestamp"], 1_545_084_650.007);
        assert_eq!(
            json["Records"][0]["eventID"],
            "shardId-000000000007:49590338271490256608559692538361571095921575989136588898"
        );
    }
}
