//! Checked bodies as calls of Kinesis Data Streams.

use super::body::Body;
use super::{Fault, Place};
use crate::command::{
    Consumer, IteratorStart, Kinesis, ListShards, ShardFilter, ShardMetric, SplitAt, StreamMode,
};
use crate::era::Era;
use crate::names::{ACCOUNT, Name, ShardId};
use crate::record::Stored;
use crate::refusal::{ErrorName, Refusal};

pub(super) fn command(operation: &str, body: &Body<'_>, era: Era) -> Result<Kinesis, Fault> {
    let stream = || stream(body);
    let text = |name: &str| body.text(name).map(str::to_owned);
    let small = |name: &str| body.number(name).and_then(|number| u32::try_from(number).ok());
    Ok(match operation {
        "CreateStream" => Kinesis::CreateStream {
            stream: stream_name(body)?,
            shard_count: small("ShardCount"),
            mode: mode(body),
            max_record_kib: body.number("MaxRecordSizeInKiB"),
            tags: body.pairs("Tags"),
        },
        "DeleteStream" => Kinesis::DeleteStream {
            stream: stream()?,
            enforce_consumer_deletion: body.flag("EnforceConsumerDeletion"),
        },
        "DescribeStream" => {
            let stream = stream()?;
            let exclusive_start = may_shard(body, "ExclusiveStartShardId", &stream)?;
            Kinesis::DescribeStream { stream, limit: body.number("Limit"), exclusive_start }
        }
        "DescribeStreamSummary" => Kinesis::DescribeStreamSummary { stream: stream()? },
        "ListStreams" => Kinesis::ListStreams {
            limit: body.number("Limit"),
            exclusive_start: text("ExclusiveStartStreamName")
                .map(|name| of_name("ExclusiveStartStreamName", &name))
                .transpose()?,
            next_token: text("NextToken"),
        },
        "ListShards" => Kinesis::ListShards(list_shards(body)?),
        "PutRecord" => Kinesis::PutRecord {
            stream: stream()?,
            record: record(body, Place::of("ExplicitHashKey"))?,
            ordering: text("SequenceNumberForOrdering"),
        },
        "PutRecords" => {
            let records = body.structures("Records");
            let records = records
                .iter()
                .enumerate()
                .map(|(i, entry)| record(entry, Place { member: "Records", item: Some(i) }));
            Kinesis::PutRecords { stream: stream()?, records: records.collect::<Result<_, _>>()? }
        }
        "GetShardIterator" => {
            let stream = stream()?;
            let start = iterator_start(body)?;
            Kinesis::GetShardIterator { shard: shard(body, "ShardId", &stream)?, stream, start }
        }
        "GetRecords" => Kinesis::GetRecords {
            iterator: body.needed("ShardIterator").to_owned(),
            limit: body.number("Limit"),
        },
        "SplitShard" => {
            let stream = stream()?;
            let shard = shard(body, "ShardToSplit", &stream)?;
            Kinesis::SplitShard { at: split_at(body, &stream, shard)?, stream, shard }
        }
        "MergeShards" => {
            let stream = stream()?;
            let lower = shard(body, "ShardToMerge", &stream)?;
            let adjacent = shard(body, "AdjacentShardToMerge", &stream)?;
            Kinesis::MergeShards { stream, shard: lower, adjacent }
        }
        "UpdateShardCount" => Kinesis::UpdateShardCount {
            stream: stream()?,
            target: small("TargetShardCount").unwrap_or_default(),
        },
        "IncreaseStreamRetentionPeriod" => Kinesis::IncreaseStreamRetentionPeriod {
            stream: stream()?,
            hours: body.number("RetentionPeriodHours").unwrap_or_default(),
        },
        "DecreaseStreamRetentionPeriod" => Kinesis::DecreaseStreamRetentionPeriod {
            stream: stream()?,
            hours: body.number("RetentionPeriodHours").unwrap_or_default(),
        },
        "RegisterStreamConsumer" => Kinesis::RegisterStreamConsumer {
            stream: stream_of_arn("StreamARN", body.needed("StreamARN"))?,
            consumer: of_name("ConsumerName", body.needed("ConsumerName"))?,
        },
        "DeregisterStreamConsumer" => Kinesis::DeregisterStreamConsumer(consumer(body)?),
        "DescribeStreamConsumer" => Kinesis::DescribeStreamConsumer(consumer(body)?),
        "ListStreamConsumers" => Kinesis::ListStreamConsumers {
            stream: stream_of_arn("StreamARN", body.needed("StreamARN"))?,
            max_results: body.number("MaxResults"),
            next_token: text("NextToken"),
        },
        "SubscribeToShard" => {
            let consumer = consumer_of_arn(body.needed("ConsumerARN"))?;
            let shard = shard(body, "ShardId", &consumer.stream)?;
            let start = match body.structure("StartingPosition") {
                Some(position) => starting_position(&position)?,
                None => IteratorStart::Latest,
            };
            Kinesis::SubscribeToShard { consumer, shard, start }
        }
        "StartStreamEncryption" => Kinesis::StartStreamEncryption { stream: stream()?, key: key(body)? },
        "StopStreamEncryption" => Kinesis::StopStreamEncryption { stream: stream()?, key: key(body)? },
        "EnableEnhancedMonitoring" => {
            Kinesis::EnableEnhancedMonitoring { stream: stream()?, metrics: metrics(body) }
        }
        "DisableEnhancedMonitoring" => {
            Kinesis::DisableEnhancedMonitoring { stream: stream()?, metrics: metrics(body) }
        }
        "AddTagsToStream" => Kinesis::AddTagsToStream { stream: stream()?, tags: body.pairs("Tags") },
        "RemoveTagsFromStream" => {
            Kinesis::RemoveTagsFromStream { stream: stream()?, keys: body.texts("TagKeys") }
        }
        "ListTagsForStream" => Kinesis::ListTagsForStream {
            stream: stream()?,
            limit: body.number("Limit"),
            exclusive_start: text("ExclusiveStartTagKey"),
        },
        "UpdateStreamMode" => Kinesis::UpdateStreamMode {
            stream: stream_of_arn("StreamARN", body.needed("StreamARN"))?,
            mode: mode(body).unwrap_or(StreamMode::Provisioned),
        },
        "UpdateMaxRecordSize" => Kinesis::UpdateMaxRecordSize {
            stream: match body.text("StreamARN") {
                Some(arn) => stream_of_arn("StreamARN", arn)?,
                // Modelling choice of the words: AWS's text is not published.
                None => return Err(Fault::invalid("StreamARN", "StreamARN should be provided.")),
            },
            kib: body.number("MaxRecordSizeInKiB").unwrap_or_default(),
        },
        "DescribeLimits" => Kinesis::DescribeLimits,
        "PutResourcePolicy" => Kinesis::PutResourcePolicy {
            resource_arn: body.needed("ResourceARN").to_owned(),
            policy: body.needed("Policy").to_owned(),
        },
        "GetResourcePolicy" => {
            Kinesis::GetResourcePolicy { resource_arn: body.needed("ResourceARN").to_owned() }
        }
        "DeleteResourcePolicy" => {
            Kinesis::DeleteResourcePolicy { resource_arn: body.needed("ResourceARN").to_owned() }
        }
        other => unreachable!("the table has no {other} in the era {era}"),
    })
}

fn of_name(member: &'static str, text: &str) -> Result<Name, Fault> {
    Name::parse(text).map_err(|message| Fault::invalid(member, message))
}

fn stream_name(body: &Body<'_>) -> Result<Name, Fault> {
    of_name("StreamName", body.needed("StreamName"))
}

/// The stream, by its name or its ARN, or both of them.
fn stream(body: &Body<'_>) -> Result<Name, Fault> {
    let by_arn = body.text("StreamARN").map(|arn| stream_of_arn("StreamARN", arn)).transpose()?;
    match (body.has("StreamName"), by_arn) {
        (false, Some(stream)) => Ok(stream),
        // Modelling choice of the words, here and below: AWS's texts are not published.
        (false, None) => {
            Err(Fault::invalid("StreamName", "Either StreamName or StreamARN should be provided."))
        }
        (true, by_arn) => {
            let stream = stream_name(body)?;
            match by_arn {
                Some(other) if other != stream => {
                    let text = format!("StreamName {stream} and StreamARN name two different streams.");
                    Err(Fault::invalid("StreamARN", text))
                }
                Some(_) | None => Ok(stream),
            }
        }
    }
}

/// The stream of `arn:aws:kinesis:us-east-1:123456789012:stream/orders`. Region and account are not looked at: a
/// real line may be pasted.
pub(super) fn stream_of_arn(member: &'static str, arn: &str) -> Result<Name, Fault> {
    let name = arn.split_once(":stream/").map_or("", |(_, name)| name);
    Name::parse(name).map_err(|_| {
        let text = format!("Stream {name} under account {ACCOUNT} not found.");
        Fault::new(member, Refusal::new(ErrorName::ResourceNotFoundException, text))
    })
}

fn consumer_of_arn(arn: &str) -> Result<Consumer, Fault> {
    Consumer::of_arn(arn).ok_or_else(|| {
        let text = format!("Consumer {arn} under account {ACCOUNT} not found.");
        Fault::new("ConsumerARN", Refusal::new(ErrorName::ResourceNotFoundException, text))
    })
}

/// A registered consumer by its ARN, or by its stream's ARN and its name.
fn consumer(body: &Body<'_>) -> Result<Consumer, Fault> {
    match (body.text("ConsumerARN"), body.text("StreamARN"), body.text("ConsumerName")) {
        (Some(arn), _, _) => consumer_of_arn(arn),
        (None, Some(arn), Some(name)) => Ok(Consumer {
            stream: stream_of_arn("StreamARN", arn)?,
            consumer: of_name("ConsumerName", name)?,
            created: None,
        }),
        (None, Some(_) | None, _) => Err(Fault::invalid(
            "ConsumerARN",
            "Either ConsumerARN or both StreamARN and ConsumerName should be provided.",
        )),
    }
}

/// What has no number at its end is a shard that no stream has (behaviours A6, A8).
fn shard(body: &Body<'_>, member: &'static str, stream: &Name) -> Result<ShardId, Fault> {
    let text = body.needed(member);
    ShardId::parse(text).ok_or_else(|| {
        let text = format!("Could not find shard {text} in stream {stream} under account {ACCOUNT}.");
        Fault::new(member, Refusal::new(ErrorName::ResourceNotFoundException, text))
    })
}

fn may_shard(body: &Body<'_>, member: &'static str, stream: &Name) -> Result<Option<ShardId>, Fault> {
    if body.has(member) { shard(body, member, stream).map(Some) } else { Ok(None) }
}

fn mode(body: &Body<'_>) -> Option<StreamMode> {
    let details = body.structure("StreamModeDetails")?;
    let modes = [StreamMode::Provisioned, StreamMode::OnDemand];
    modes.into_iter().find(|mode| mode.as_str() == details.needed("StreamMode"))
}

fn metrics(body: &Body<'_>) -> Vec<ShardMetric> {
    let all = || ShardMetric::EACH.into_iter().chain([ShardMetric::All]);
    let names = body.texts("ShardLevelMetrics");
    names.iter().filter_map(|name| all().find(|metric| metric.as_str() == name)).collect()
}

fn key(body: &Body<'_>) -> Result<String, Fault> {
    if body.needed("EncryptionType") != "KMS" {
        // Modelling choice of the words. AWS: "The encryption type to use. The only valid value is KMS."
        return Err(Fault::invalid("EncryptionType", "The only valid value of EncryptionType is KMS."));
    }
    Ok(body.needed("KeyId").to_owned())
}

fn record(body: &Body<'_>, at: Place) -> Result<Stored, Fault> {
    let hash = body.text("ExplicitHashKey").map(|text| {
        text.parse().map_err(|_| {
            let text = format!(
                "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was \
                 {text}"
            );
            Fault { at: vec![at], refusal: Refusal::invalid(text) }
        })
    });
    Ok(Stored {
        key: body.needed("PartitionKey").to_owned(),
        data: body.blob("Data"),
        explicit_hash_key: hash.transpose()?,
    })
}

fn split_at(body: &Body<'_>, stream: &Name, shard: ShardId) -> Result<SplitAt, Fault> {
    let text = body.needed("NewStartingHashKey");
    // 39 digits can say more than 2^128 - 1. Modelling choice: AWS's sentence without the bounds of the shard, which
    // no call knows.
    text.parse().map(SplitAt::HashKey).map_err(|_| {
        let text = format!(
            "NewStartingHashKey {text} used in SplitShard() on shard {shard} in stream {stream} under account {ACCOUNT} \
             is not both greater than one plus the shard's StartingHashKey and less than the shard's EndingHashKey."
        );
        Fault::invalid("NewStartingHashKey", text)
    })
}

fn iterator_start(body: &Body<'_>) -> Result<IteratorStart, Fault> {
    const TYPE: &str = "ShardIteratorType";
    let kind = body.needed(TYPE);
    let number = body.text("StartingSequenceNumber").map(str::to_owned);
    let neither_nor = |tail: &str| {
        let text = format!(
            "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) \
             TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified {kind} and {tail}"
        );
        Fault::invalid(TYPE, text)
    };
    match (kind, number) {
        ("AT_SEQUENCE_NUMBER", Some(number)) => Ok(IteratorStart::AtSequenceNumber(number)),
        ("AFTER_SEQUENCE_NUMBER", Some(number)) => Ok(IteratorStart::AfterSequenceNumber(number)),
        ("AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER", None) => Err(neither_nor("no StartingSequenceNumber.")),
        ("TRIM_HORIZON" | "LATEST", Some(_)) => Err(neither_nor("also a StartingSequenceNumber.")),
        ("TRIM_HORIZON", None) => Ok(IteratorStart::TrimHorizon),
        ("LATEST", None) => Ok(IteratorStart::Latest),
        _ => body.time("Timestamp").map(IteratorStart::AtTimestamp).ok_or_else(|| {
            let text = "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has \
                        no timestamp parameter.";
            Fault::invalid(TYPE, text)
        }),
    }
}

/// Of SubscribeToShard. Modelling choice of the words: AWS's texts for what is missing are not published.
fn starting_position(body: &Body<'_>) -> Result<IteratorStart, Fault> {
    const AT: &str = "StartingPosition";
    let kind = body.needed("Type");
    let number = || {
        let missing =
            || Fault::invalid(AT, format!("StartingPosition of type {kind} needs a SequenceNumber."));
        body.text("SequenceNumber").map(str::to_owned).ok_or_else(missing)
    };
    match kind {
        "AT_SEQUENCE_NUMBER" => number().map(IteratorStart::AtSequenceNumber),
        "AFTER_SEQUENCE_NUMBER" => number().map(IteratorStart::AfterSequenceNumber),
        "TRIM_HORIZON" => Ok(IteratorStart::TrimHorizon),
        "LATEST" => Ok(IteratorStart::Latest),
        _ => {
            let missing = || Fault::invalid(AT, "StartingPosition of type AT_TIMESTAMP needs a Timestamp.");
            body.time("Timestamp").map(IteratorStart::AtTimestamp).ok_or_else(missing)
        }
    }
}

fn list_shards(body: &Body<'_>) -> Result<ListShards, Fault> {
    let named = body.has("StreamName") || body.has("StreamARN");
    let stream = if named { Some(stream(body)?) } else { None };
    let nameless = Name::parse("-").map_err(|text| Fault::invalid("StreamName", text))?;
    let of = stream.as_ref().unwrap_or(&nameless);
    let filter = body.structure("ShardFilter").map(|filter| shard_filter(&filter, of)).transpose()?;
    Ok(ListShards {
        exclusive_start: may_shard(body, "ExclusiveStartShardId", of)?,
        stream,
        next_token: body.text("NextToken").map(str::to_owned),
        max_results: body.number("MaxResults"),
        filter,
    })
}

/// Modelling choice of the words: AWS's texts for what is missing are not published.
fn shard_filter(body: &Body<'_>, stream: &Name) -> Result<ShardFilter, Fault> {
    const AT: &str = "ShardFilter";
    let kind = body.needed("Type");
    let time = || {
        let missing = || Fault::invalid(AT, format!("ShardFilter of type {kind} needs a Timestamp."));
        body.time("Timestamp").ok_or_else(missing)
    };
    Ok(match kind {
        "AT_TRIM_HORIZON" => ShardFilter::AtTrimHorizon,
        "FROM_TRIM_HORIZON" => ShardFilter::FromTrimHorizon,
        "AT_LATEST" => ShardFilter::AtLatest,
        "AT_TIMESTAMP" => ShardFilter::AtTimestamp(time()?),
        "FROM_TIMESTAMP" => ShardFilter::FromTimestamp(time()?),
        _ if !body.has("ShardId") => {
            return Err(Fault::invalid(AT, "ShardFilter of type AFTER_SHARD_ID needs a ShardId."));
        }
        _ => {
            let found = shard(body, "ShardId", stream);
            ShardFilter::AfterShardId(found.map_err(|fault| Fault::new(AT, fault.refusal))?)
        }
    })
}
