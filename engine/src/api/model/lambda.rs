//! The operations of Lambda with which an event source mapping is looked after.

use super::{Bound, Member, Operation, Pattern, Service, Shape, Since, came, may, missing, need};
use crate::limits;

const FUNCTION_SHAPE: Shape =
    Shape::Text { least: 1, most: Bound::Is(256), pattern: Some(Pattern::FunctionName) };
const FUNCTION: Member = need("FunctionName", FUNCTION_SHAPE, "the function: its name or its ARN");
const OF_FUNCTION: Member = may("FunctionName", FUNCTION_SHAPE, "only those of this function");
const ARN: Shape = Shape::Text { least: 0, most: Bound::None, pattern: Some(Pattern::Arn) };
const UUID: Member =
    need("UUID", Shape::Text { least: 0, most: Bound::None, pattern: None }, "the mapping, as list tells it");
const ENABLED: Member = may("Enabled", Shape::Boolean, "whether it reads; --no-enabled lets it pause");

const WINDOWS: Since = Since::y2020("August 2019");
const ERRORS: Since = Since::y2020("November 2019");
const REPORTS: Since = Since::y2020("December 2020");

const fn count(least: u64, most: &'static limits::Limit) -> Shape {
    Shape::Integer { least: Bound::Is(least), most: Bound::Row(most) }
}

/// From -1 on, which is no number of the table: see `json::lambda`.
const fn count_or_infinite(most: &'static limits::Limit) -> Shape {
    Shape::Integer { least: Bound::None, most: Bound::Row(most) }
}

/// A member that came with others, or after them.
const fn later(since: Since, name: &'static str, shape: Shape, about: &'static str) -> Member {
    came(since, may(name, shape, about))
}

const BATCH_SIZE: Member =
    may("BatchSize", count(1, &limits::ESM_BATCH_MAX), "records of one invocation, at most");
const WINDOW: Member = later(
    WINDOWS,
    "MaximumBatchingWindowInSeconds",
    count(0, &limits::ESM_WINDOW_MAX),
    "seconds to gather a batch, if it is not full before",
);
const FACTOR: Member = later(
    ERRORS,
    "ParallelizationFactor",
    count(1, &limits::ESM_FACTOR_MAX),
    "batches of one shard at once; each key stays in order",
);
const TUMBLING: Member = later(
    REPORTS,
    "TumblingWindowInSeconds",
    count(0, &limits::ESM_TUMBLING_MAX),
    "seconds for which the function gets its state back; 0: none",
);
const PATTERN: Shape = Shape::Text { least: 0, most: Bound::Row(&limits::ESM_FILTER_CHARS), pattern: None };
const FILTERS: Member = came(
    Since::today("November 2021"),
    may(
        "FilterCriteria",
        Shape::Structure(&[may(
            "Filters",
            Shape::List {
                of: &Shape::Structure(&[may("Pattern", PATTERN, "{\"data\":{\"FIELD\":[\"VALUE\"]}}")]),
                least: 0,
                most: Bound::None,
                entry: "",
            },
            "patterns, of which a record has to fit one",
        )]),
        "Filters=[{Pattern=JSON}]: which records reach the function",
    ),
);
const DESTINATION: Member = came(
    ERRORS,
    may(
        "DestinationConfig",
        Shape::Structure(&[
            missing("OnSuccess"),
            may(
                "OnFailure",
                Shape::Structure(&[may(
                    "Destination",
                    Shape::Text { least: 0, most: Bound::Is(350), pattern: Some(Pattern::ArnOrNone) },
                    "the ARN of an SQS queue, an SNS topic or an S3 bucket",
                )]),
                "who is told of what is given up",
            ),
        ]),
        "OnFailure={Destination=ARN}",
    ),
);
const RECORD_AGE: Member = later(
    ERRORS,
    "MaximumRecordAgeInSeconds",
    count_or_infinite(&limits::ESM_AGE_MAX),
    "seconds, from 60; -1: as old as the stream keeps them",
);
const BISECT: Member = came(
    ERRORS,
    may("BisectBatchOnFunctionError", Shape::Boolean, "whether a batch that fails comes again in two halves"),
);
const RETRIES: Member = later(
    ERRORS,
    "MaximumRetryAttempts",
    count_or_infinite(&limits::ESM_RETRIES_MAX),
    "retries of a batch; -1: no end",
);
const RESPONSES: Member = came(
    REPORTS,
    may(
        "FunctionResponseTypes",
        Shape::List {
            of: &Shape::Choice(&["ReportBatchItemFailures"]),
            least: 0,
            most: Bound::Is(1),
            entry: "",
        },
        "ReportBatchItemFailures: the function may name the record at which it failed",
    ),
);

const fn op(name: &'static str, members: &'static [Member], about: &'static str) -> Operation {
    Operation { service: Service::Lambda, name, members, judged: &[], since: Since::EVER, about }
}

/// In the order of their names.
pub(super) static OPERATIONS: [Operation; 7] = [
    op(
        "CreateEventSourceMapping",
        &[
            may("EventSourceArn", ARN, "the stream that the function is to read"),
            FUNCTION,
            ENABLED,
            BATCH_SIZE,
            FILTERS,
            WINDOW,
            FACTOR,
            may(
                "StartingPosition",
                Shape::Choice(&["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"]),
                "where it begins: a stream's mapping must have it",
            ),
            may("StartingPositionTimestamp", Shape::Time, "for AT_TIMESTAMP"),
            DESTINATION,
            RECORD_AGE,
            BISECT,
            RETRIES,
            missing("Tags"),
            TUMBLING,
            missing("Topics"),
            missing("Queues"),
            missing("SourceAccessConfigurations"),
            missing("SelfManagedEventSource"),
            RESPONSES,
            missing("AmazonManagedKafkaEventSourceConfig"),
            missing("SelfManagedKafkaEventSourceConfig"),
            missing("ScalingConfig"),
            missing("DocumentDBEventSourceConfig"),
            missing("KMSKeyArn"),
            missing("MetricsConfig"),
            missing("LoggingConfig"),
            missing("ProvisionedPollerConfig"),
        ],
        "let a function read a stream; a function of that name is made if there is none",
    ),
    op("DeleteEventSourceMapping", &[UUID], "end a mapping; the function stays"),
    op("GetEventSourceMapping", &[UUID], "show a mapping"),
    op(
        "GetFunctionConfiguration",
        &[FUNCTION, missing("Qualifier")],
        "show a function's settings, as far as they are played here",
    ),
    op(
        "ListEventSourceMappings",
        &[
            may("EventSourceArn", ARN, "only those of this stream"),
            OF_FUNCTION,
            missing("Marker"),
            missing("MaxItems"),
        ],
        "list mappings with their UUIDs",
    ),
    op(
        "ListFunctions",
        &[missing("MasterRegion"), missing("FunctionVersion"), missing("Marker"), missing("MaxItems")],
        "list functions",
    ),
    op(
        "UpdateEventSourceMapping",
        &[
            UUID,
            missing("FunctionName"),
            ENABLED,
            BATCH_SIZE,
            FILTERS,
            WINDOW,
            DESTINATION,
            RECORD_AGE,
            BISECT,
            RETRIES,
            FACTOR,
            missing("SourceAccessConfigurations"),
            TUMBLING,
            RESPONSES,
            missing("ScalingConfig"),
            missing("AmazonManagedKafkaEventSourceConfig"),
            missing("SelfManagedKafkaEventSourceConfig"),
            missing("DocumentDBEventSourceConfig"),
            missing("KMSKeyArn"),
            missing("MetricsConfig"),
            missing("LoggingConfig"),
            missing("ProvisionedPollerConfig"),
        ],
        "change a mapping, let it pause, or let it go on",
    ),
];
