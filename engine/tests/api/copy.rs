//! "Copy as": each call in the words of others, and the three forms of a scene.

use engine::api::copy::{self, Form};
use engine::era::Era;
use engine::story::{self, Story};

fn copied(line: &str, form: Form) -> String {
    copy::command(&story::command(line).unwrap(), form, Era::Today)
}

/// The call of a snippet, below its imports and its client.
fn call(line: &str) -> String {
    let text = copied(line, Form::Boto3);
    let (head, call) = text.split_once("\n\n").and_then(|(_, rest)| rest.split_once("\n\n")).unwrap();
    let (head, call) =
        if head.contains("boto3.client") { (head, call) } else { call.split_once("\n\n").unwrap() };
    assert!(text.contains("import boto3\n") && head.contains(", region_name=\"us-east-1\")"), "{text}");
    call.trim_end().to_owned()
}

#[test]
fn a_call_is_a_line_of_python() {
    for (line, expected) in [
        (
            "aws kinesis create-stream --stream-name s --shard-count 2",
            r#"kinesis.create_stream(StreamName="s", ShardCount=2)"#,
        ),
        (
            "aws kinesis create-stream --stream-name s --stream-mode-details StreamMode=ON_DEMAND",
            r#"kinesis.create_stream(StreamName="s", StreamModeDetails={"StreamMode": "ON_DEMAND"})"#,
        ),
        (
            "aws kinesis delete-stream --stream-name s --enforce-consumer-deletion",
            r#"kinesis.delete_stream(StreamName="s", EnforceConsumerDeletion=True)"#,
        ),
        (
            "aws kinesis put-record --stream-name s --partition-key 'é \"1\"' --data aGkKAP8=",
            r#"kinesis.put_record(StreamName="s", PartitionKey="é \"1\"", Data=b"hi\n\x00\xff")"#,
        ),
        (
            "aws kinesis put-records --stream-name s --records Data=aGk=,PartitionKey=k Data=,PartitionKey=l",
            r#"kinesis.put_records(
    StreamName="s",
    Records=[{"Data": b"hi", "PartitionKey": "k"}, {"Data": b"", "PartitionKey": "l"}],
)"#,
        ),
        (
            "aws kinesis get-shard-iterator --stream-name s --shard-id 0 --shard-iterator-type AT_TIMESTAMP --timestamp 1795269605.250",
            r#"kinesis.get_shard_iterator(
    StreamName="s",
    ShardId="shardId-000000000000",
    ShardIteratorType="AT_TIMESTAMP",
    Timestamp=datetime.fromtimestamp(1795269605.25, timezone.utc),
)"#,
        ),
        (
            "aws kinesis split-shard --stream-name s --shard-to-split 0 --new-starting-hash-key 10",
            r#"kinesis.split_shard(StreamName="s", ShardToSplit="shardId-000000000000", NewStartingHashKey="10")"#,
        ),
        (
            "aws kinesis split-shard --stream-name s --shard-to-split 0 --new-starting-hash-key midpoint",
            r#"shards = kinesis.list_shards(StreamName="s")["Shards"]
ends = next(shard["HashKeyRange"] for shard in shards if shard["ShardId"] == "shardId-000000000000")
middle = (int(ends["StartingHashKey"]) + int(ends["EndingHashKey"]) + 1) // 2
kinesis.split_shard(
    StreamName="s",
    ShardToSplit="shardId-000000000000",
    NewStartingHashKey=str(middle),
)"#,
        ),
        (
            "aws kinesis add-tags-to-stream --stream-name s --tags a=1",
            r#"kinesis.add_tags_to_stream(StreamName="s", Tags={"a": "1"})"#,
        ),
        (
            "aws kinesis enable-enhanced-monitoring --stream-name s --shard-level-metrics ALL",
            r#"kinesis.enable_enhanced_monitoring(StreamName="s", ShardLevelMetrics=["ALL"])"#,
        ),
        (
            "aws firehose put-record --delivery-stream-name d --record Data=aGk=",
            r#"firehose.put_record(DeliveryStreamName="d", Record={"Data": b"hi"})"#,
        ),
        ("aws dynamodb scan --table-name leases", r#"dynamodb.scan(TableName="leases")"#),
        ("aws kms disable-key --key-id alias/k", r#"kms.disable_key(KeyId="alias/k")"#),
        ("aws s3 mb s3://lake", r#"s3.create_bucket(Bucket="lake")"#),
        ("aws s3 ls s3://lake/a/", r#"s3.list_objects_v2(Bucket="lake", Prefix="a/", Delimiter="/")"#),
        ("aws s3 cp s3://lake/a/b -", r#"s3.get_object(Bucket="lake", Key="a/b")["Body"].read()"#),
        (
            "consumer fn reads s  lambda  batch-size 10  bisect yes  on-failure q  item-failures yes  from trim-horizon",
            r#"lambda_.create_event_source_mapping(
    FunctionName="fn",
    EventSourceArn="arn:aws:kinesis:us-east-1:123456789012:stream/s",
    BatchSize=10,
    BisectBatchOnFunctionError=True,
    DestinationConfig={"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:123456789012:q"}},
    FunctionResponseTypes=["ReportBatchItemFailures"],
    StartingPosition="TRIM_HORIZON",
)"#,
        ),
        (
            "consumer live reads s  via fan-out",
            r#"kinesis.register_stream_consumer(
    StreamARN="arn:aws:kinesis:us-east-1:123456789012:stream/s",
    ConsumerName="live",
)"#,
        ),
    ] {
        assert_eq!(call(line), expected, "{line}");
    }
}

#[test]
fn a_call_is_a_resource_or_says_why_not() {
    let last = |line: &str| {
        copied(line, Form::CloudFormation).trim_end().lines().last().unwrap_or_default().to_owned()
    };
    assert_eq!(
        copied("aws kinesis create-stream --stream-name my-orders --shard-count 2", Form::CloudFormation),
        "Resources:\n  MyOrdersStream:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      Name: my-orders\n      ShardCount: 2\n"
    );
    assert_eq!(
        copied(
            "aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
             'RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake,Prefix=\"a/!{x}\"'",
            Form::CloudFormation
        ),
        r#"Resources:
  DDeliveryStream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      DeliveryStreamName: d
      ExtendedS3DestinationConfiguration:
        RoleARN: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/firehose"
        BucketARN: !Sub "arn:${AWS::Partition}:s3:::lake"
        Prefix: "a/!{x}"
"#
    );
    for (line, expected) in [
        (
            "aws kinesis put-record --stream-name s --partition-key k --data aGk=",
            "# Records are no resources: CloudFormation puts none.",
        ),
        (
            "aws kinesis increase-stream-retention-period --stream-name s --retention-period-hours 48",
            "# CloudFormation says what there is to be: change RetentionPeriodHours of AWS::Kinesis::Stream in the template.",
        ),
        (
            "aws kinesis merge-shards --stream-name s --shard-to-merge 0 --adjacent-shard-to-merge 1",
            "# CloudFormation knows no MergeShards: it has ShardCount alone, and cuts shards evenly.",
        ),
        (
            "aws kinesis delete-stream --stream-name s",
            "# DeleteStream: take the resource out of the template, and update the stack.",
        ),
        (
            "aws kinesis list-shards --stream-name s",
            "# ListShards reads: CloudFormation only says what there is to be.",
        ),
        ("fault bucket lake unreachable", "# Nobody can order such a fault from AWS."),
        ("set fleet rate 10/s", "# It changes an actor of the scene, which is a program of your own."),
        ("aws s3 mb s3://lake", "    Type: AWS::S3::Bucket"),
        (
            "aws dynamodb create-table --table-name leases --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=leaseKey,AttributeType=S --key-schema AttributeName=leaseKey,KeyType=HASH",
            "      BillingMode: PAY_PER_REQUEST",
        ),
        ("consumer live reads s  via fan-out", "      ConsumerName: live"),
        ("consumer fn reads s  lambda", "      StartingPosition: TRIM_HORIZON"),
    ] {
        assert_eq!(last(line), expected, "{line}");
    }
}

#[test]
fn every_command_has_a_text_in_every_form() {
    for command in crate::round_trip::commands() {
        for form in Form::ALL {
            let text = copy::command(&command, form, Era::Today);
            let name = engine::api::cli::operation(&command);
            match form {
                Form::Cli => assert!(text.starts_with("aws "), "{command}: {text}"),
                Form::Boto3 => assert!(text.contains("boto3.client("), "{command}: {text}"),
                Form::CloudFormation => {
                    assert!(text.starts_with("Resources:\n  ") || text.starts_with("# "), "{name}: {text}");
                }
            }
            assert!(!text.contains("midpoint"), "{text}");
        }
    }
}

const SCENE: &str = "title Orders\n\
    bucket lake\n\
    aws kinesis create-stream --stream-name orders --shard-count 2\n\
    function clean  blueprint pass-through\n\
    producer shop to orders  rate 100/s  size 200B  keys \"a\" 80% uniform 5 20%  payload orders\n\
    at 20s aws kinesis increase-stream-retention-period --stream-name orders --retention-period-hours 48\n\
    at 21s aws kinesis add-tags-to-stream --stream-name orders --tags team=blue\n\
    at 30s aws firehose create-delivery-stream --delivery-stream-name to-lake --delivery-stream-type KinesisStreamAsSource \
    --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders,\
    RoleARN=arn:aws:iam::123456789012:role/firehose --extended-s3-destination-configuration \
    RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake\n\
    at 31s consumer fn reads orders  lambda  on-failure parked\n";

fn scene(form: Form) -> String {
    let story = Story::parse(SCENE).unwrap();
    let mut world = story::start(&story).unwrap();
    world.advance(engine::kernel::Time::seconds(60), u64::MAX);
    let text = copy::scene(&world, &story.title, form);
    assert_eq!(text, copy::scene(&world, &story.title, form), "the same world, the same text");
    text
}

#[test]
fn a_scene_is_made_anew_in_its_order() {
    let has = |text: &str, parts: &[&str]| {
        let mut from = 0;
        for part in parts {
            let at = text[from..].find(part).unwrap_or_else(|| panic!("`{part}` comes next in\n{text}"));
            from += at + part.len();
        }
    };
    has(
        &scene(Form::Cli),
        &[
            "#!/usr/bin/env bash\n# Orders\n",
            "aws s3 mb s3://lake\n",
            "# Shardlab: function clean blueprint pass-through\n",
            "aws kinesis create-stream --stream-name orders --shard-count 2\nactive aws kinesis describe-stream-summary \
             --stream-name orders --query StreamDescriptionSummary.StreamStatus\n",
            "aws kinesis increase-stream-retention-period --stream-name orders --retention-period-hours 48\n",
            "aws kinesis add-tags-to-stream --stream-name orders --tags team=blue\n",
            "aws firehose create-delivery-stream --delivery-stream-name to-lake",
            "# There must be a function fn, which Shardlab plays and nobody has uploaded:\naws lambda \
             create-event-source-mapping --function-name fn --event-source-arn \
             arn:aws:kinesis:us-east-1:123456789012:stream/orders --destination-config",
            "aws kinesis put-records --stream-name orders",
        ],
    );
    has(
        &scene(Form::Boto3),
        &[
            "import time\n\nimport boto3\n",
            "s3.create_bucket(Bucket=\"lake\")\n",
            "active(lambda: kinesis.describe_stream_summary(StreamName=\"orders\")",
            "kinesis.increase_stream_retention_period(StreamName=\"orders\", RetentionPeriodHours=48)\n",
            "# The role of to-lake must be there, and may: ",
            "firehose.create_delivery_stream(\n    DeliveryStreamName=\"to-lake\",",
            "\nlambda_.create_event_source_mapping(\n    FunctionName=\"fn\",",
            "kinesis.put_records(\n    StreamName=\"orders\",",
            "# while True:\n#     kinesis.put_records(StreamName=\"orders\", Records=[{\"Data\": data, \"PartitionKey\": \
             random.choices([\"a\", f\"user-{random.randint(1, 5)}\"], [800000, 200000])[0]} for _ in range(10)])\n\
             #     time.sleep(10 / 100)\n",
        ],
    );
    has(
        &scene(Form::CloudFormation),
        &[
            "AWSTemplateFormatVersion: \"2010-09-09\"\nDescription: Orders\n",
            "Parameters:\n  FnFunctionArn:\n",
            "# Nothing asks for CleanFunctionArn\n",
            "  OrdersStream:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      Name: orders\n      ShardCount: 2\n      \
             RetentionPeriodHours: 48\n      Tags:\n        - Key: team\n          Value: blue\n",
            "  ToLakeDeliveryRole:\n    Type: AWS::IAM::Role\n",
            "        KinesisStreamARN: !GetAtt OrdersStream.Arn\n        RoleARN: !GetAtt ToLakeDeliveryRole.Arn\n",
            "        BucketARN: !GetAtt LakeBucket.Arn\n",
            "  ParkedQueue:\n    Type: AWS::SQS::Queue\n",
            "      EventSourceArn: !GetAtt OrdersStream.Arn\n",
            "          Destination: !GetAtt ParkedQueue.Arn\n",
            "Outputs:\n  LakeBucketName:\n    Value: !Ref LakeBucket\n  OrdersStreamArn:\n    Value: !GetAtt OrdersStream.Arn\n",
        ],
    );
}

/// The texts of a story's end in the three forms.
fn texts(story: &str) -> [String; 3] {
    let story = Story::parse(story).unwrap_or_else(|slip| panic!("{slip}"));
    let mut world = story::start(&story).unwrap();
    world.advance(engine::kernel::Time::seconds(60), u64::MAX);
    Form::ALL.map(|form| copy::scene(&world, "", form))
}

#[test]
fn what_has_become_of_a_key_stands_last() {
    let made = "aws kinesis create-stream --stream-name s --shard-count 1\n\
                at 5s aws kinesis start-stream-encryption --stream-name s --encryption-type KMS --key-id alias/k\n\
                producer p to s rate 1/s\n";
    for (line, cli, boto3, enabled) in [
        ("", "", "", true),
        (
            "disable-key --key-id alias/k",
            "disable-key --key-id alias/k",
            "disable_key(KeyId=\"alias/k\")",
            false,
        ),
        (
            "schedule-key-deletion --key-id alias/k --pending-window-in-days 9",
            "schedule-key-deletion --key-id alias/k --pending-window-in-days 9",
            "schedule_key_deletion(KeyId=\"alias/k\", PendingWindowInDays=9)",
            true,
        ),
    ] {
        let line = if line.is_empty() { String::new() } else { format!("at 50s aws kms {line}\n") };
        let [shell, python, template] = texts(&format!("{made}{line}"));
        if cli.is_empty() {
            assert!(!shell.contains("aws kms") && !python.contains("kms."), "{shell}{python}");
        } else {
            assert!(shell.ends_with(&format!("\naws kms {cli}\n")), "{shell}");
            assert!(python.ends_with(&format!("\nkms.{boto3}\n")), "{python}");
            assert!(python.contains("\nkms = boto3.client(\"kms\""), "{python}");
        }
        assert_eq!(template.contains("      Enabled: false\n"), !enabled, "{template}");
    }
}

#[test]
fn a_mapping_is_a_call_but_where_nobody_knows_the_consumers_arn() {
    let made = "aws kinesis create-stream --stream-name s --shard-count 1\n";
    let [shell, python, _] = texts(&format!(
        "{made}at 40s consumer f reads s  lambda  from at-timestamp 10s\nconsumer g reads s  lambda  via fan-out\n"
    ));
    assert!(
        python.starts_with("# A scene\n") && python.contains("\nfrom datetime import datetime, timezone\n")
    );
    for (text, call, comment) in [
        (
            &shell,
            "\naws lambda create-event-source-mapping --function-name f ",
            "\n# aws lambda create-event-source-mapping --function-name g ",
        ),
        (
            &python,
            "\nlambda_.create_event_source_mapping(\n    FunctionName=\"f\"",
            "\n# lambda_.create_event_source_mapping(\n#     FunctionName=\"g\"",
        ),
    ] {
        assert!(text.contains(call) && text.contains(comment), "{text}");
        assert!(text.contains("the consumer's own ARN, which ends with when it was made"), "{text}");
    }
}

#[test]
fn who_may_not_take_on_a_role_is_said_by_its_trust_and_not_by_its_permissions() {
    let made = "aws firehose create-delivery-stream --delivery-stream-name d --s3-destination-configuration \
                RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake\n";
    for (lines, effect, denies) in [
        ("", "Allow", None),
        ("deny firehose d sts:AssumeRole\n", "Deny", None),
        ("deny firehose d sts:*\n", "Deny", None),
        ("deny firehose d sts:AssumeRole on d\n", "Deny", None),
        ("deny firehose d sts:AssumeRole on other\n", "Allow", None),
        ("revoke firehose d sts:AssumeRole\n", "Deny", None),
        ("deny firehose d sts:AssumeRole\nallow firehose d sts:AssumeRole\n", "Allow", None),
        // All permissions are not the trust.
        ("deny firehose d *\n", "Allow", Some("\"*\"")),
        ("deny firehose d s3:PutObject\n", "Allow", Some("s3:PutObject")),
    ] {
        // Its records make it ask for its role.
        let text = format!("{made}{lines}producer p to firehose d rate 1/s\n");
        let mut world = story::start(&Story::parse(&text).unwrap_or_else(|slip| panic!("{slip}"))).unwrap();
        world.advance(engine::kernel::Time::seconds(400), u64::MAX);
        let text = copy::scene(&world, "", Form::CloudFormation);
        let trust = format!(
            "      AssumeRolePolicyDocument:\n        Version: \"2012-10-17\"\n        Statement:\n          - Effect: {effect}\n            \
             Principal:\n              Service: firehose.amazonaws.com\n            Action: \"sts:AssumeRole\"\n"
        );
        assert!(text.contains(&trust), "{lines}{trust}is missing in\n{text}");
        assert_eq!(text.matches("sts:AssumeRole").count(), 1, "{lines}only the trust names it:\n{text}");
        let own = text.split_once("PolicyName: delivery").expect("a policy of its own").1;
        let own = own.split_once("Type: ").map_or(own, |(own, _)| own);
        match denies {
            Some(action) => {
                let behind = own.split_once("Effect: Deny").expect("a statement that denies").1;
                assert!(behind.contains(action), "{lines}{own}");
            }
            None => assert!(!own.contains("Effect: Deny"), "{lines}{own}"),
        }
    }
}
