//! Lines of `aws lambda`: read, printed and answered.

use super::*;
use crate::kernel::Time;
use crate::world::World;

const STREAM: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/s";

fn create(more: &str) -> String {
    let line =
        format!("aws lambda create-event-source-mapping --event-source-arn {STREAM} --function-name count");
    format!("{line} {more}").trim_end().to_owned()
}

#[test]
fn every_operation_reads_and_prints() {
    for line in [
        create("--starting-position TRIM_HORIZON"),
        create("--starting-position LATEST --no-enabled --batch-size 500"),
        create(
            "--starting-position AT_TIMESTAMP --starting-position-timestamp 1795269605.250 \
             --maximum-batching-window-in-seconds 20 --parallelization-factor 4 --destination-config \
             '{\"OnFailure\":{\"Destination\":\"arn:aws:sqs:us-east-1:123456789012:dead\"}}' \
             --maximum-record-age-in-seconds=-1 --bisect-batch-on-function-error --maximum-retry-attempts 2 \
             --function-response-types ReportBatchItemFailures",
        ),
        "aws lambda get-event-source-mapping --uuid 5a1b".to_owned(),
        "aws lambda list-event-source-mappings".to_owned(),
        format!("aws lambda list-event-source-mappings --event-source-arn {STREAM} --function-name count"),
        "aws lambda update-event-source-mapping --uuid 5a1b --enabled --function-response-types '[]'"
            .to_owned(),
        "aws lambda delete-event-source-mapping --uuid 5a1b".to_owned(),
        "aws lambda list-functions".to_owned(),
        "aws lambda get-function-configuration --function-name count".to_owned(),
    ] {
        check(&line, &line);
    }
    // A function has several names, and shorthand is taken too.
    let plain = create("--starting-position LATEST");
    for name in [
        "function:count",
        "123456789012:function:count",
        "arn:aws:lambda:us-east-1:123456789012:function:count",
    ] {
        check(&plain.replace("count", name), &plain);
    }
    check(
        &create(
            "--starting-position LATEST --destination-config \
             OnFailure={Destination=arn:aws:sqs:us-east-1:123456789012:dead}",
        ),
        &create(
            "--starting-position LATEST --destination-config \
             '{\"OnFailure\":{\"Destination\":\"arn:aws:sqs:us-east-1:123456789012:dead\"}}'",
        ),
    );
}

#[test]
fn what_lambda_refuses_unseen_is_told_in_its_words() {
    let of = |error: &str, text: &str| {
        format!("An error occurred ({error}) when calling the CreateEventSourceMapping operation: {text}")
    };
    let one = |text: &str| of("ValidationException", &format!("1 validation error detected: Value {text}"));
    for (line, expected) in [
        (
            create(""),
            of(
                "InvalidParameterValueException",
                "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member \
                 must not be null.",
            ),
        ),
        (
            "aws lambda create-event-source-mapping --function-name count --starting-position LATEST"
                .to_owned(),
            of("InvalidParameterValueException", "Unrecognized event source."),
        ),
        (
            create("--starting-position OLDEST"),
            one(
                "'OLDEST' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: \
                 [TRIM_HORIZON, LATEST, AT_TIMESTAMP]",
            ),
        ),
        (
            create("--starting-position LATEST --maximum-retry-attempts=-2"),
            one(
                "'-2' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value greater than or \
                 equal to -1",
            ),
        ),
    ] {
        let told = told(&line);
        assert!(told.ends_with(&format!(": {expected}")), "{line}\n{told}");
    }
    for (line, part) in [
        (
            create("").replace("kinesis", "sqs").replace("stream/s", "s"),
            "here a function reads Kinesis streams",
        ),
        (create("").replace("stream/s", "stream/s/consumer/c:1"), "lambda via fan-out"),
        (create("").replace("count", "count:live"), "versions and aliases"),
        (create("--topics t"), "but Shardlab does not model it yet"),
        ("aws lambda invoke --function-name count".to_owned(), "but Shardlab does not model it yet"),
    ] {
        assert!(told(&line).contains(part), "{line}\n{}", told(&line));
    }
}

#[test]
fn an_era_has_what_came_by_then() {
    for (option, old) in [
        ("--batch-size 10", true),
        ("--no-enabled", true),
        ("--maximum-batching-window-in-seconds 1", false),
        ("--parallelization-factor 2", false),
        ("--bisect-batch-on-function-error", false),
        ("--maximum-retry-attempts 2", false),
        ("--maximum-record-age-in-seconds 60", false),
        ("--function-response-types ReportBatchItemFailures", false),
        ("--tumbling-window-in-seconds 30", false),
    ] {
        let line = create(&format!("--starting-position LATEST {option}"));
        assert!(parse_in(&line, Era::Y2020).is_ok(), "{line}");
        match parse_in(&line, Era::Y2018) {
            Ok(_) => assert!(old, "{line}"),
            Err(CliError::Aws { refusal, .. }) => {
                assert!(!old && refusal.error.as_str() == "InvalidParameterValueException", "{refusal}");
            }
            Err(other) => panic!("{line}: {other}"),
        }
    }
}

#[test]
fn patterns_are_said_in_shorthand_and_in_json() {
    let json = create(
        "--starting-position LATEST --filter-criteria '{\"Filters\":[{\"Pattern\":\"{\\\"partitionKey\\\":[\\\"a\\\"]}\"}]}'",
    );
    check(&json, &json);
    let short = "--filter-criteria 'Filters=[{Pattern=\"{\\\"partitionKey\\\":[\\\"a\\\"]}\"}]'";
    check(&create(&format!("--starting-position LATEST {short}")), &json);
    let bad = json.replace("partitionKey", "Price");
    let text = "(InvalidParameterValueException) when calling the CreateEventSourceMapping operation: Invalid filter pattern \
                definition. (a record has no `Price`: write data or partitionKey)";
    assert!(told(&bad).ends_with(text), "{}", told(&bad));
    assert!(parse_in(&json, Era::Y2020).is_err(), "patterns came in 2021");
}

fn shown(world: &mut World, line: &str) -> String {
    let command = parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    match world.apply(&command) {
        Ok(reply) => render(&command, &reply, world.era()),
        Err(refusal) => render_refusal(&command, &refusal),
    }
}

#[test]
fn a_mapping_is_shown_as_the_cli_prints_it() {
    let mut world = World::new(Era::Today, 1);
    shown(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    world.advance(Time::seconds(5), u64::MAX);
    let made = shown(&mut world, &create("--starting-position TRIM_HORIZON --maximum-retry-attempts 2"));
    let uuid = made.split('"').nth(3).expect("a UUID").to_owned();
    let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
    assert_eq!(parts, [8, 4, 4, 4, 12]);
    let wanted = format!(
        r#"{{
    "UUID": "{uuid}",
    "StartingPosition": "TRIM_HORIZON",
    "BatchSize": 100,
    "MaximumBatchingWindowInSeconds": 0,
    "ParallelizationFactor": 1,
    "EventSourceArn": "{STREAM}",
    "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:count",
    "LastModified": "2026-11-21T14:00:05+00:00",
    "LastProcessingResult": "No records processed",
    "State": "Creating",
    "StateTransitionReason": "User action",
    "DestinationConfig": {{
        "OnFailure": {{}}
    }},
    "MaximumRecordAgeInSeconds": -1,
    "BisectBatchOnFunctionError": false,
    "MaximumRetryAttempts": 2,
    "TumblingWindowInSeconds": 0,
    "FunctionResponseTypes": [],
    "EventSourceMappingArn": "arn:aws:lambda:us-east-1:123456789012:event-source-mapping:{uuid}"
}}"#
    );
    assert_eq!(made, wanted);
    let got = shown(&mut world, &format!("aws lambda get-event-source-mapping --uuid {uuid}"));
    assert_eq!(got, wanted.replace("Creating", "Enabled"));
    let gone = format!("aws lambda delete-event-source-mapping --uuid {uuid}");
    assert_eq!(shown(&mut world, &gone), wanted.replace("Creating", "Deleting"));
    assert_eq!(
        shown(&mut world, &gone),
        "An error occurred (ResourceNotFoundException) when calling the DeleteEventSourceMapping operation: The resource \
         you requested does not exist."
    );
    assert!(
        shown(&mut world, "aws lambda list-event-source-mappings").contains("\"EventSourceMappings\": []")
    );
    let functions = shown(&mut world, "aws lambda list-functions");
    assert!(
        functions.contains("\"FunctionName\": \"count\"") && functions.contains("\"Timeout\": 3"),
        "{functions}"
    );
}

#[test]
fn in_2018_a_mapping_says_less() {
    let mut world = World::new(Era::Y2018, 1);
    shown(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    world.advance(Time::seconds(30), u64::MAX);
    let made = shown(&mut world, &create("--starting-position LATEST"));
    for member in ["UUID", "BatchSize", "EventSourceArn", "FunctionArn", "LastModified", "State"] {
        assert!(made.contains(&format!("\"{member}\"")), "{member} is missing: {made}");
    }
    for member in
        ["MaximumRetryAttempts", "DestinationConfig", "EventSourceMappingArn", "ParallelizationFactor"]
    {
        assert!(!made.contains(member), "{member}: {made}");
    }
}
