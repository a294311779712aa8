//! The operations of Kinesis Data Streams.

mod members;

use self::members::*;
use super::{
    Bound, Member, Operation, Pattern, Service, Shape, Since, came, may, missing, need, page, pattern, text,
};
use crate::limits;

const fn op(
    name: &'static str,
    judged: &'static [&'static str],
    members: &'static [Member],
    about: &'static str,
) -> Operation {
    Operation { service: Service::Kinesis, name, members, judged, since: EVER, about }
}

const fn since(since: Since, operation: Operation) -> Operation {
    Operation { since, ..operation }
}

/// In the order of their names.
pub(super) static OPERATIONS: [Operation; 33] = [
    op("AddTagsToStream", &["Tags"], &[STREAM, TAG_MAP, ARN, STREAM_ID], "add tags, or change their values"),
    op(
        "CreateStream",
        &["ShardCount", "StreamName"],
        &[
            need("StreamName", NAME, "the stream"),
            may(
                "ShardCount",
                Shape::Integer { least: Bound::Is(1), most: Bound::None },
                "how many shards; without it and a mode the stream is on-demand",
            ),
            came(
                MODES,
                may("StreamModeDetails", MODE_DETAILS, "StreamMode=PROVISIONED or StreamMode=ON_DEMAND"),
            ),
            came(Since::today("November 2024"), may("Tags", TAGS, "KEY=VALUE,KEY=VALUE")),
            missing("WarmThroughputMiBps"),
            came(LARGE_RECORDS, may("MaxRecordSizeInKiB", KIB, MAX_KIB)),
        ],
        "make a stream of N shards, or on-demand",
    ),
    op(
        "DecreaseStreamRetentionPeriod",
        &["RetentionPeriodHours"],
        &[STREAM, HOUR_COUNT, ARN, STREAM_ID],
        "keep records shorter",
    ),
    since(POLICIES, op("DeleteResourcePolicy", &[], &[RESOURCE, STREAM_ID], "take a resource policy away")),
    op(
        "DeleteStream",
        &[],
        &[
            STREAM,
            may("EnforceConsumerDeletion", Shape::Boolean, "although consumers are registered"),
            ARN,
            STREAM_ID,
        ],
        "delete a stream and its records",
    ),
    op(
        "DeregisterStreamConsumer",
        &[],
        &[BY_STREAM_ARN, CONSUMER, BY_CONSUMER_ARN, STREAM_ID],
        "remove a registered consumer",
    ),
    op("DescribeLimits", &[], &[], "how many shards and on-demand streams there may be"),
    op(
        "DescribeStream",
        &["Limit", "ExclusiveStartShardId"],
        &[STREAM, may("Limit", page(10_000), "at most this many shards"), AFTER_SHARD, ARN, STREAM_ID],
        "a stream and its shards, up to 100 a page",
    ),
    op(
        "DescribeStreamConsumer",
        &[],
        &[BY_STREAM_ARN, CONSUMER, BY_CONSUMER_ARN, STREAM_ID],
        "status of a registered consumer",
    ),
    op("DescribeStreamSummary", &[], &[STREAM, ARN, STREAM_ID], "status and numbers of a stream"),
    op(
        "DisableEnhancedMonitoring",
        &[],
        &[STREAM, METRIC_NAMES, ARN, STREAM_ID],
        "switch shard-level metrics off",
    ),
    op(
        "EnableEnhancedMonitoring",
        &[],
        &[STREAM, METRIC_NAMES, ARN, STREAM_ID],
        "switch shard-level metrics on",
    ),
    op(
        "GetRecords",
        &["Limit", "ShardIterator"],
        &[
            need("ShardIterator", text(1, 512, None), "what get-shard-iterator or get-records gave"),
            may(
                "Limit",
                Shape::Integer { least: Bound::Is(1), most: Bound::Row(&limits::GET_RECORDS_COUNT) },
                "at most this many records",
            ),
            ARN,
            STREAM_ID,
        ],
        "read on from an iterator",
    ),
    since(POLICIES, op("GetResourcePolicy", &[], &[RESOURCE, STREAM_ID], "show a resource policy")),
    op(
        "GetShardIterator",
        &["ShardId", "ShardIteratorType", "StartingSequenceNumber"],
        &[
            STREAM,
            SHARD,
            need("ShardIteratorType", TYPES, "where to begin"),
            may(
                "StartingSequenceNumber",
                pattern(Pattern::SequenceNumber),
                "for AT_ and AFTER_SEQUENCE_NUMBER",
            ),
            may("Timestamp", Shape::Time, "for AT_TIMESTAMP: ISO 8601 or seconds of the Unix epoch"),
            ARN,
            STREAM_ID,
        ],
        "a place in a shard to read from",
    ),
    op(
        "IncreaseStreamRetentionPeriod",
        &["RetentionPeriodHours"],
        &[STREAM, HOUR_COUNT, ARN, STREAM_ID],
        "keep records longer",
    ),
    op(
        "ListShards",
        &["ExclusiveStartShardId", "MaxResults", "NextToken"],
        &[
            may("StreamName", NAME, "the stream, if no next token stands for it"),
            NEXT,
            AFTER_SHARD,
            may("MaxResults", page(10_000), "at most this many shards"),
            CREATED,
            came(
                Since::y2020("2020"),
                may(
                    "ShardFilter",
                    Shape::Structure(&[
                        need(
                            "Type",
                            Shape::Choice(&[
                                "AFTER_SHARD_ID",
                                "AT_TRIM_HORIZON",
                                "FROM_TRIM_HORIZON",
                                "AT_LATEST",
                                "AT_TIMESTAMP",
                                "FROM_TIMESTAMP",
                            ]),
                            "which shards",
                        ),
                        may("ShardId", NAME, "for AFTER_SHARD_ID"),
                        may("Timestamp", Shape::Time, "for AT_ and FROM_TIMESTAMP"),
                    ]),
                    "Type=AT_LATEST, AT_TRIM_HORIZON, AFTER_SHARD_ID,ShardId=..., ...",
                ),
            ),
            ARN,
            STREAM_ID,
        ],
        "the shards of a stream, open and closed",
    ),
    op(
        "ListStreamConsumers",
        &[],
        &[ONLY_ARN, NEXT, may("MaxResults", page(10_000), "at most this many consumers"), CREATED, STREAM_ID],
        "the registered consumers of a stream",
    ),
    op(
        "ListStreams",
        &[],
        &[
            may("Limit", page(10_000), "at most this many streams"),
            may("ExclusiveStartStreamName", NAME, "only streams after this one"),
            came(ARNS, NEXT),
        ],
        "the names of all streams",
    ),
    op(
        "ListTagsForStream",
        &["Limit", "ExclusiveStartTagKey"],
        &[
            STREAM,
            may("ExclusiveStartTagKey", text(1, 128, None), "only tags after this one"),
            may("Limit", page(50), "at most this many tags"),
            ARN,
            STREAM_ID,
        ],
        "the tags of a stream",
    ),
    op(
        "MergeShards",
        &["ShardToMerge", "AdjacentShardToMerge"],
        &[
            STREAM,
            need("ShardToMerge", NAME, "the lower shard"),
            need("AdjacentShardToMerge", NAME, "the shard directly above it"),
            ARN,
            STREAM_ID,
        ],
        "make one shard of two neighbours",
    ),
    op(
        "PutRecord",
        &["SequenceNumberForOrdering", "PartitionKey", "ExplicitHashKey", "Data"],
        &[STREAM, KEY, DATA, EXPLICIT, ORDERING, ARN, STREAM_ID],
        "put one record",
    ),
    op("PutRecords", &["Records"], &[RECORDS, STREAM, ARN, STREAM_ID], "put up to 500 records"),
    since(
        POLICIES,
        op(
            "PutResourcePolicy",
            &[],
            &[
                RESOURCE,
                need(
                    "Policy",
                    Shape::Text { least: 0, most: Bound::None, pattern: None },
                    "the policy in JSON",
                ),
                STREAM_ID,
            ],
            "store a resource policy; nothing is decided by it yet",
        ),
    ),
    op(
        "RegisterStreamConsumer",
        &[],
        &[ONLY_ARN, need("ConsumerName", NAME, "a name for the consumer"), missing("Tags"), STREAM_ID],
        "register a consumer for enhanced fan-out",
    ),
    op(
        "RemoveTagsFromStream",
        &["TagKeys"],
        &[
            STREAM,
            need(
                "TagKeys",
                Shape::List { of: &text(1, 128, None), least: 1, most: Bound::Is(50), entry: "" },
                "the keys to remove",
            ),
            ARN,
            STREAM_ID,
        ],
        "remove tags",
    ),
    op(
        "SplitShard",
        &["NewStartingHashKey", "StreamName", "ShardToSplit"],
        &[
            STREAM,
            need("ShardToSplit", NAME, "the shard to split"),
            need(
                "NewStartingHashKey",
                pattern(Pattern::HashKey),
                "first hash of the upper child; here also: midpoint",
            ),
            ARN,
            STREAM_ID,
        ],
        "make two shards of one",
    ),
    op(
        "StartStreamEncryption",
        &[],
        &[STREAM, ENCRYPTION, KEY_ID, ARN, STREAM_ID],
        "encrypt what is put from now on",
    ),
    op(
        "StopStreamEncryption",
        &[],
        &[STREAM, ENCRYPTION, KEY_ID, ARN, STREAM_ID],
        "encrypt no more of what is put",
    ),
    op(
        "SubscribeToShard",
        &[],
        &[
            need("ConsumerARN", CONSUMER_ARN, "the registered consumer by its ARN"),
            STREAM_ID,
            SHARD,
            need(
                "StartingPosition",
                Shape::Structure(&[
                    need("Type", TYPES, "where to begin"),
                    may(
                        "SequenceNumber",
                        pattern(Pattern::SequenceNumber),
                        "for AT_ and AFTER_SEQUENCE_NUMBER",
                    ),
                    may("Timestamp", Shape::Time, "for AT_TIMESTAMP"),
                ]),
                "Type=LATEST, ...",
            ),
        ],
        "have a shard's records pushed to a consumer; an SDK's call, which the AWS CLI itself has not",
    ),
    since(
        LARGE_RECORDS,
        op(
            "UpdateMaxRecordSize",
            &[],
            &[
                // No StreamName: AWS's model of this call knows the ARN alone, and does not insist on it.
                may("StreamARN", STREAM_ARN, "the stream by its ARN"),
                need("MaxRecordSizeInKiB", KIB, MAX_KIB),
                STREAM_ID,
            ],
            "let records be larger",
        ),
    ),
    op(
        "UpdateShardCount",
        &["ScalingType", "StreamName", "TargetShardCount"],
        &[
            STREAM,
            need(
                "TargetShardCount",
                Shape::Integer { least: Bound::Is(1), most: Bound::None },
                "how many open shards it shall have",
            ),
            need("ScalingType", Shape::Choice(&["UNIFORM_SCALING"]), "UNIFORM_SCALING"),
            ARN,
            STREAM_ID,
        ],
        "reshard to a number of equal shards",
    ),
    since(
        MODES,
        op(
            "UpdateStreamMode",
            &[],
            &[
                ONLY_ARN,
                need("StreamModeDetails", MODE_DETAILS, "StreamMode=ON_DEMAND or StreamMode=PROVISIONED"),
                missing("WarmThroughputMiBps"),
                STREAM_ID,
            ],
            "switch between provisioned and on-demand",
        ),
    ),
];
