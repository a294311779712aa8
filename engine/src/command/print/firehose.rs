//! Calls of Amazon Data Firehose as lines.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::destination::{Form, destination};
use super::{Line, is_plain, records_of};
use crate::command::{CreateDeliveryStream, Firehose, SseKey, UpdateDestination};
use crate::names::{ACCOUNT, REGION};

pub(super) fn line(call: &Firehose) -> String {
    let of = |operation, delivery_stream| Line::of("firehose", operation).delivery_stream(delivery_stream);
    let line = match call {
        Firehose::CreateDeliveryStream(create) => create_delivery_stream(create),
        Firehose::DescribeDeliveryStream { delivery_stream } => {
            of("describe-delivery-stream", delivery_stream)
        }
        Firehose::DeleteDeliveryStream { delivery_stream } => of("delete-delivery-stream", delivery_stream),
        Firehose::UpdateDestination(update) => update_destination(update),
        Firehose::ListDeliveryStreams { limit, reads_stream, exclusive_start } => {
            let kind = reads_stream.map(|reads| if reads { "KinesisStreamAsSource" } else { "DirectPut" });
            let line = Line::of("firehose", "list-delivery-streams")
                .may("limit", limit.map(|limit| limit.to_string()))
                .may("delivery-stream-type", kind.map(str::to_owned));
            line.may(
                "exclusive-start-delivery-stream-name",
                exclusive_start.as_ref().map(ToString::to_string),
            )
        }
        Firehose::PutRecord { delivery_stream, data } => {
            of("put-record", delivery_stream).option("record", &format!("Data={}", STANDARD.encode(data)))
        }
        Firehose::PutRecordBatch { delivery_stream, records } => {
            records_of(of("put-record-batch", delivery_stream), records, |record| {
                let data = STANDARD.encode(&record.data);
                (Some(format!("Data={data}")), json!({ "Data": data }))
            })
        }
        Firehose::StartDeliveryStreamEncryption { delivery_stream, key } => {
            encryption(of("start-delivery-stream-encryption", delivery_stream), key)
        }
        Firehose::StopDeliveryStreamEncryption { delivery_stream } => {
            of("stop-delivery-stream-encryption", delivery_stream)
        }
        Firehose::TagDeliveryStream { delivery_stream, tags } => {
            with_tags(of("tag-delivery-stream", delivery_stream), tags)
        }
        Firehose::UntagDeliveryStream { delivery_stream, keys } => {
            let line = of("untag-delivery-stream", delivery_stream);
            // A key that looks like an option is one only in a list.
            if keys.iter().any(|key| key.starts_with(['-', '['])) || keys.is_empty() {
                line.option("tag-keys", &json!(keys).to_string())
            } else {
                keys.iter().fold(Line(format!("{} --tag-keys", line.0)), |line, key| line.word(key))
            }
        }
        Firehose::ListTagsForDeliveryStream { delivery_stream, limit, exclusive_start } => {
            of("list-tags-for-delivery-stream", delivery_stream)
                .may("exclusive-start-tag-key", exclusive_start.clone())
                .may("limit", limit.map(|limit| limit.to_string()))
        }
    };
    line.0
}

fn create_delivery_stream(create: &CreateDeliveryStream) -> Line {
    let line = Line::of("firehose", "create-delivery-stream").delivery_stream(&create.delivery_stream);
    let line = match &create.source {
        None => line,
        Some(stream) => line.option("delivery-stream-type", "KinesisStreamAsSource").option(
            "kinesis-stream-source-configuration",
            &format!(
                "KinesisStreamARN=arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{stream},RoleARN={}",
                super::role()
            ),
        ),
    };
    let line = match &create.encryption {
        None => line,
        Some(key) => encryption(line, key),
    };
    let (option, value) = destination(&(&create.destination).into(), Form::Configuration);
    let line = line.option(&option, &value);
    if create.tags.is_empty() { line } else { with_tags(line, &create.tags) }
}

fn update_destination(update: &UpdateDestination) -> Line {
    let line = Line::of("firehose", "update-destination")
        .delivery_stream(&update.delivery_stream)
        .option("current-delivery-stream-version-id", &update.version.to_string())
        .option("destination-id", "destinationId-000000000001");
    let (option, value) = destination(&update.update, Form::Update);
    line.option(&option, &value)
}

fn encryption(line: Line, key: &SseKey) -> Line {
    let value = match key {
        SseKey::AwsOwned => "KeyType=AWS_OWNED_CMK".to_owned(),
        SseKey::Customer(arn) if is_plain(arn) => format!("KeyType=CUSTOMER_MANAGED_CMK,KeyARN={arn}"),
        SseKey::Customer(arn) => json!({ "KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": arn }).to_string(),
    };
    line.option("delivery-stream-encryption-configuration-input", &value)
}

/// Tags in shorthand, or as JSON as soon as one has a character that shorthand would read.
fn with_tags(line: Line, tags: &[(String, String)]) -> Line {
    let plain = |(key, value): &(String, String)| is_plain(key) && (value.is_empty() || is_plain(value));
    if tags.iter().all(plain) && !tags.is_empty() {
        let words = tags.iter().map(|(key, value)| format!("Key={key},Value={value}"));
        return words.fold(Line(format!("{} --tags", line.0)), |line, word| line.word(&word));
    }
    let tags: Vec<_> = tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    line.option("tags", &json!(tags).to_string())
}
