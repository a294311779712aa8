//! How records fail, each in its own way, and what is said of them then.

use super::*;
use crate::objects::{gzip, put_bytes};

/// How a failure is made, and what the four answers have in them.
#[derive(Clone, Copy)]
pub struct Case {
    pub what: &'static str,
    /// Functions and their settings come first, then the delivery stream, then the other lines.
    pub lines: &'static [&'static str],
    pub destination: fn() -> Destination,
    pub put: fn(&mut World),
    /// Records that do not arrive.
    pub records: u64,
    /// Seconds.
    pub wait: u64,
    pub folder: &'static str,
    pub why: &'static str,
    pub attempts: &'static str,
    pub saved: &'static str,
    /// errorCode in the error log, and whether it names the function.
    pub log: (&'static str, bool),
}

pub const PASS: &str = "function f blueprint pass-through";
const ONCE: &str = "Tried once";
const FOUR: &str = "tried 4 times";

/// A transform in front of S3 with one record; what differs is said by each case.
const OF_TRANSFORM: Case = Case {
    what: "",
    lines: &[],
    destination: with_f,
    put: a,
    records: 1,
    wait: 400,
    folder: "s3://lake/processing-failed/",
    why: "",
    attempts: ONCE,
    saved: "",
    log: ("", true),
};

/// Another destination, which is tried once.
const OF_PLACE: Case = Case { put: document, attempts: "tried once", log: ("", false), ..OF_TRANSFORM };

pub fn with_f() -> Destination {
    with_function(s3())
}

fn search_once() -> Destination {
    search(Some(0))
}

fn redshift_once() -> Destination {
    redshift(Some(0))
}

fn splunk_once() -> Destination {
    splunk(None, Some(Span::default()))
}

fn http_once() -> Destination {
    http(Some(Span::default()))
}

fn partitioned() -> Destination {
    let mut destination = s3();
    destination.s3.partitioned = true;
    destination.s3.prefix = "!{partitionKeyFromLambda:database}/".to_owned();
    destination.s3.error_prefix = Some("bad/!{firehose:error-output-type}/".to_owned());
    destination.s3.buffering = Some(Buffering { mib: 64, seconds: 60 });
    with_function(destination)
}

fn a(world: &mut World) {
    put(world, "a");
}

fn document(world: &mut World) {
    put(world, "{\"a\":1}");
}

fn no_document(world: &mut World) {
    put(world, "no JSON");
}

/// 501 databases: one more than may be active.
fn databases(world: &mut World) {
    for n in 0..501 {
        put_bytes(world, gzip(&format!("{{\"database\":\"d{n}\"}}")));
    }
}

/// Five records of 1 kB that unpack to a megabyte each.
fn bombs(world: &mut World) {
    let data = gzip(&"a".repeat(1_000_000));
    (0..5).for_each(|_| put_bytes(world, data.clone()));
}

pub const CASES: [Case; 23] = [
    Case {
        what: "a function that throws",
        lines: &["function f blueprint failing"],
        why: "Lambda.FunctionError",
        attempts: FOUR,
        saved: "would have saved all others",
        log: ("Lambda.FunctionError", true),
        ..OF_TRANSFORM
    },
    Case {
        what: "a function that says ProcessingFailed",
        lines: &[PASS, "set f answers processing-failed"],
        why: "1 line says Lambda.ProcessingFailedStatus: ProcessingFailed status set for record.",
        saved: "answers Ok or Dropped for each recordId would have saved them",
        log: ("Lambda.ProcessingFailedStatus", true),
        ..OF_TRANSFORM
    },
    Case {
        what: "a function that forgets an id",
        lines: &[PASS, "set f answers id-missing"],
        why: "1 line says Lambda.MissingRecordId: One or more record IDs were not returned.",
        saved: "returns each recordId that it got would have saved them",
        log: ("Lambda.MissingRecordId", true),
        ..OF_TRANSFORM
    },
    Case {
        what: "a function that answers an id twice",
        lines: &[PASS, "set f answers id-doubled"],
        why: "1 line says Lambda.DuplicatedRecordId: Multiple records were returned with the same record ID.",
        saved: "returns each recordId once would have saved them",
        log: ("Lambda.DuplicatedRecordId", true),
        ..OF_TRANSFORM
    },
    Case {
        what: "a status that there is not",
        lines: &[PASS, "set f answers drop"],
        why: "`function f` failed as a whole with 1 record: Lambda.FunctionError",
        attempts: "tried once",
        saved: "a result of Ok, Dropped or ProcessingFailed",
        log: ("Lambda.FunctionError", true),
        ..OF_TRANSFORM
    },
    Case {
        what: "data that is no base64",
        lines: &[PASS, "set f answers not-base64"],
        why: "`function f` failed as a whole with 1 record: Lambda.FunctionError",
        attempts: "tried once",
        saved: "data in base64",
        log: ("Lambda.FunctionError", true),
        ..OF_TRANSFORM
    },
    Case {
        what: "an answer that is no JSON",
        lines: &[PASS, "set f answers malformed"],
        why: "`function f` failed as a whole with 1 record: Lambda.JsonProcessingException",
        attempts: "tried once",
        saved: "each recordId once",
        log: ("Lambda.JsonProcessingException", true),
        ..OF_TRANSFORM
    },
    Case {
        what: "an answer of more than 6 MB",
        lines: &["function f blueprint size-limit"],
        put: bombs,
        records: 5,
        why: "`function f` failed as a whole with 5 records: Lambda.FunctionError",
        attempts: FOUR,
        saved: "request and answer have at most 6 MB",
        log: ("Lambda.FunctionError", true),
        ..OF_TRANSFORM
    },
    Case {
        what: "a function that never ends",
        lines: &[PASS, "set f answers times-out"],
        wait: 2_000,
        why: "Lambda.FunctionTimedOut",
        attempts: FOUR,
        saved: "within 5 minutes would have saved them",
        log: ("Lambda.FunctionTimedOut", true),
        ..OF_TRANSFORM
    },
    Case {
        what: "a function that is throttled",
        lines: &[PASS, "fault function f throttling"],
        why: "Lambda.InvokeLimitExceeded",
        attempts: FOUR,
        saved: "Reserved concurrency for the function would have saved them",
        log: ("Lambda.InvokeLimitExceeded", true),
        ..OF_TRANSFORM
    },
    Case {
        what: "a function that Firehose may not invoke",
        lines: &[PASS, "deny firehose d lambda:InvokeFunction"],
        why: "Lambda.InvokeAccessDenied",
        attempts: FOUR,
        saved: "lambda:InvokeFunction",
        log: ("Lambda.InvokeAccessDenied", true),
        ..OF_TRANSFORM
    },
    Case {
        what: "a record without a partition",
        lines: &[PASS],
        destination: partitioned,
        folder: "s3://lake/bad/",
        why: "1 line says DynamicPartitioning.MetadataExtractionFailed: partitionKeys values must not be null or empty: `database`.",
        saved: "gives `database` a value in metadata.partitionKeys",
        log: ("DynamicPartitioning.MetadataExtractionFailed", false),
        ..OF_TRANSFORM
    },
    Case {
        what: "a partition too many",
        lines: &["function f blueprint add-partition-keys"],
        destination: partitioned,
        put: databases,
        folder: "s3://lake/bad/activePartitionExceeded/",
        why: "1 line says DynamicPartitioning.ActivePartitionsLimitExceeded: The number of active partitions has exceeded",
        saved: "A key with fewer values would have saved them",
        log: ("DynamicPartitioning.ActivePartitionsLimitExceeded", false),
        ..OF_TRANSFORM
    },
    Case {
        what: "a document that is none",
        destination: search_once,
        put: no_document,
        folder: "s3://lake/AmazonOpenSearchService_failed/",
        why: "1 line says 400: mapper_parsing_exception: failed to parse.",
        attempts: ONCE,
        saved: "makes one JSON object of each record would have saved them",
        log: ("400", false),
        ..OF_PLACE
    },
    Case {
        what: "a domain that is unreachable",
        lines: &["fault domain logs unreachable"],
        destination: search_once,
        folder: "s3://lake/AmazonOpenSearchService_failed/",
        why: "has been unreachable since",
        saved: "Healed before",
        log: ("OS.ServiceException", false),
        ..OF_PLACE
    },
    Case {
        what: "a cluster that refuses",
        lines: &["fault cluster dwh refusing"],
        destination: redshift_once,
        folder: "The data itself lies in the bucket; this manifest names its object",
        why: "`cluster dwh` did not take 1 record: Redshift.AccessDenied",
        saved: "Healed before",
        log: ("Redshift.AccessDenied", false),
        ..OF_PLACE
    },
    Case {
        what: "a collector that acknowledges nothing",
        lines: &["fault collector hec silent"],
        destination: splunk_once,
        wait: 600,
        folder: "s3://lake/splunk-failed/",
        why: "`collector hec` did not take 1 record: Splunk.AckTimeout",
        saved: "Healed before",
        log: ("Splunk.AckTimeout", false),
        ..OF_PLACE
    },
    Case {
        what: "an endpoint that answers 500",
        lines: &["fault endpoint api refusing"],
        destination: http_once,
        folder: "s3://lake/http-endpoint-failed/",
        why: "HttpEndpoint.DestinationException: The following response was received from the endpoint destination. 500: {",
        saved: "Healed before",
        log: ("HttpEndpoint.DestinationException", false),
        ..OF_PLACE
    },
    Case {
        what: "an endpoint that never answers",
        lines: &["fault endpoint api silent"],
        destination: http_once,
        wait: 600,
        folder: "s3://lake/http-endpoint-failed/",
        why: "HttpEndpoint.RequestTimeout: The delivery timed out before a response was received",
        saved: "Healed before",
        log: ("HttpEndpoint.RequestTimeout", false),
        ..OF_PLACE
    },
    Case {
        what: "an endpoint with which there is no connection",
        lines: &["fault endpoint api unreachable"],
        destination: http_once,
        folder: "s3://lake/http-endpoint-failed/",
        why: "HttpEndpoint.ConnectionFailed: Unable to connect to the destination endpoint.",
        saved: "Healed before",
        log: ("HttpEndpoint.ConnectionFailed", false),
        ..OF_PLACE
    },
    Case {
        what: "an endpoint that answers with another requestId",
        lines: &["fault endpoint api answers-other-id"],
        destination: http_once,
        folder: "s3://lake/http-endpoint-failed/",
        why: "HttpEndpoint.InvalidResponseFromDestination: The response received from the specified endpoint is invalid.",
        saved: "the request's own requestId and a number as its timestamp",
        log: ("HttpEndpoint.InvalidResponseFromDestination", false),
        ..OF_PLACE
    },
    Case {
        what: "a request that is too large for its endpoint",
        lines: &["fault endpoint api too-large"],
        destination: http_once,
        folder: "not even written to the bucket: they are lost",
        why: "HttpEndpoint.DestinationException: The following response was received from the endpoint destination. 413: {",
        saved: "A smaller buffering size",
        log: ("HttpEndpoint.DestinationException", false),
        ..OF_PLACE
    },
    Case {
        what: "a bucket that refuses for longer than a day",
        lines: &["fault bucket lake refusing for 2d"],
        destination: s3,
        wait: DAY + 400,
        folder: "they are lost",
        why: "`bucket lake` did not take 1 record: S3.AccessDenied",
        attempts: "tried ",
        saved: "Heal the bucket within that time",
        log: ("S3.AccessDenied", false),
        ..OF_PLACE
    },
];
