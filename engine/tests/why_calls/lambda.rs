//! Calls of Lambda and DynamoDB: each error that they answer with is explained, and its button works.

use std::collections::BTreeSet;

use super::*;

const STORY: &str = "aws kinesis create-stream --stream-name s --shard-count 1\n\
    aws kinesis create-stream --stream-name t --shard-count 1\n\
    function clean blueprint pass-through\n\
    aws dynamodb create-table --table-name leases --provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=1\n\
    at 5s consumer count reads s lambda\n";

/// A call, its error, a part of what is said, and the label of the button.
const REFUSED: [(&str, &str, &str, &str); 12] = [
    (
        "lambda create-event-source-mapping --function-name x ARN/none FROM",
        "InvalidParameterValue",
        "Streams that are there: s, t",
        "",
    ),
    (
        "lambda create-event-source-mapping --function-name count ARN/s FROM --batch-size 10",
        "ResourceConflict",
        "every record twice",
        "Change the mapping that is there",
    ),
    (
        "lambda create-event-source-mapping --function-name count ARN/s FROM",
        "ResourceConflict",
        "every record twice",
        "",
    ),
    (
        "lambda create-event-source-mapping --function-name clean ARN/s FROM",
        "NotModelled",
        "Here it is left out",
        "",
    ),
    (
        "lambda create-event-source-mapping --function-name x ARN/s FROM --maximum-record-age-in-seconds 59",
        "InvalidParameterValue",
        "Source:",
        "",
    ),
    (
        "lambda create-event-source-mapping --function-name x ARN/s FROM --batch-size 10001",
        "Validation",
        "BatchSize",
        "",
    ),
    (
        "lambda get-event-source-mapping --uuid x",
        "ResourceNotFound",
        "Functions with a mapping now: count",
        "List the mappings",
    ),
    (
        "lambda update-event-source-mapping --uuid x",
        "ResourceNotFound",
        "known by its UUID alone",
        "List the mappings",
    ),
    (
        "lambda delete-event-source-mapping --uuid x",
        "ResourceNotFound",
        "known by its UUID alone",
        "List the mappings",
    ),
    (
        "lambda get-function-configuration --function-name x",
        "ResourceNotFound",
        "once a mapping names it",
        "List the functions",
    ),
    (
        "dynamodb get-item --table-name none --key leaseKey={S=x}",
        "ResourceNotFound",
        "A table must be made first",
        "",
    ),
    (
        "dynamodb get-item --table-name leases --key leaseKey={S=x}",
        "ProvisionedThroughputExceeded",
        "there is none left now",
        "",
    ),
];

#[test]
fn every_error_of_lambda_is_explained() {
    let mut world = world(STORY, 10_000);
    let arn = "--event-source-arn arn:aws:kinesis:us-east-1:123456789012:stream";
    let read = |short: &str| {
        let line = format!("aws {}", short.replace("ARN", arn).replace("FROM", "--starting-position LATEST"));
        cli::parse(&line).unwrap_or_else(|error| panic!("{line}: {error}"))
    };
    // The table has nothing left.
    let get = read(REFUSED[11].0);
    while world.apply(&get).is_ok() {}
    let mut seen = BTreeSet::new();
    for (short, error, part, label) in REFUSED {
        let command = read(short);
        let name = if error == "NotModelled" { error.to_owned() } else { format!("{error}Exception") };
        let why = explained(&world, &command, &name);
        let text = why.sentences[1..].join("\n");
        assert!(text.contains(part), "{short}: {part} is missing in\n{text}");
        let labels: Vec<&str> = why.fixes.iter().map(|fix| fix.label.as_str()).collect();
        assert_eq!(labels, if label.is_empty() { vec![] } else { vec![label] }, "{short}");
        seen.insert((cli::operation(&command), error));
    }
    // What AWS's model names, but for what never comes: a service that fails, and too many calls, for which AWS states
    // no number that a scene meets; ResourceInUse, for a mapping here is never between two states.
    for (operation, errors) in [
        ("CreateEventSourceMapping", "InvalidParameterValue ResourceConflict"),
        ("GetEventSourceMapping", "ResourceNotFound"),
        ("UpdateEventSourceMapping", "ResourceNotFound"),
        ("DeleteEventSourceMapping", "ResourceNotFound"),
        ("GetFunctionConfiguration", "ResourceNotFound"),
        ("GetItem", "ResourceNotFound ProvisionedThroughputExceeded"),
    ] {
        for error in errors.split(' ') {
            assert!(seen.contains(&(operation, error)), "{operation} {error} is not explained");
        }
    }
}

#[test]
fn a_line_of_lambda_that_is_refused_at_the_door_is_explained() {
    for (line, part) in [
        ("aws lambda create-event-source-mapping --function-name x", "Unrecognized event source"),
        (
            "aws lambda list-event-source-mappings --function-name 'a b'",
            "Member must satisfy regular expression pattern",
        ),
        ("aws dynamodb get-item --table-name leases --key '{}'", "does not match the schema"),
    ] {
        let Err(CliError::Aws { refusal, .. }) = cli::parse(line) else { panic!("{line} is taken") };
        let why = why::line_refused(line, &refusal);
        assert!(why.sentences.len() >= 2, "{line}: {:#?}", why.sentences);
        assert!(why.sentences[0].contains(part), "{line}: {:#?}", why.sentences);
    }
}
