//! Delivery streams in wire calls: what is created is described, what is updated is merged, and what is refused.

use engine::api::json;
use engine::era::Era;
use serde_json::{Value, json};

use crate::Endpoint;

const ROLE: &str = "arn:aws:iam::123456789012:role/firehose";

fn bucket(name: &str) -> Value {
    json!({"RoleARN": ROLE, "BucketARN": format!("arn:aws:s3:::{name}")})
}

fn with(mut it: Value, member: &str, value: Value) -> Value {
    it[member] = value;
    it
}

impl Endpoint {
    fn create(&mut self, kind: &str, configuration: Value) -> Result<Value, Value> {
        let member = format!("{kind}DestinationConfiguration");
        self.call("firehose.CreateDeliveryStream", json!({"DeliveryStreamName": "d", member: configuration}))
    }

    fn update(&mut self, version: u32, kind: &str, update: Value) -> Result<Value, Value> {
        let member = format!("{kind}DestinationUpdate");
        let body = json!({"DeliveryStreamName": "d", "CurrentDeliveryStreamVersionId": version.to_string(),
                          "DestinationId": "destinationId-000000000001", member: update});
        self.call("firehose.UpdateDestination", body)
    }

    fn described(&mut self) -> Value {
        let body = json!({"DeliveryStreamName": "d"});
        let mut answer = self.call("firehose.DescribeDeliveryStream", body).unwrap();
        self.pass(1);
        answer["DeliveryStreamDescription"].take()
    }

    /// The one destination, in its own shape.
    fn destination(&mut self, kind: &str) -> Value {
        self.described()["Destinations"][0][format!("{kind}DestinationDescription")].take()
    }
}

fn message(refused: Result<Value, Value>) -> String {
    let refused = refused.expect_err("it is refused");
    format!("{}: {}", refused["__type"].as_str().unwrap(), refused["message"].as_str().unwrap())
}

#[test]
fn a_destination_is_described_as_it_was_set() {
    let mut aws = Endpoint::new(Era::Today);
    let lambda = json!({"Enabled": true, "Processors": [
        {"Type": "RecordDeAggregation",
         "Parameters": [{"ParameterName": "SubRecordType", "ParameterValue": "DELIMITED"},
                        {"ParameterName": "Delimiter", "ParameterValue": "LA=="}]},
        {"Type": "MetadataExtraction",
         "Parameters": [{"ParameterName": "MetadataExtractionQuery", "ParameterValue": "{c: .c}"},
                        {"ParameterName": "JsonParsingEngine", "ParameterValue": "JQ-1.6"}]},
        {"Type": "AppendDelimiterToRecord", "Parameters": []}]});
    let hints = json!({"SizeInMBs": 64, "IntervalInSeconds": 900});
    let mut s3 = bucket("lake");
    for (member, value) in [
        ("Prefix", json!("!{partitionKeyFromQuery:c}/")),
        ("ErrorOutputPrefix", json!("bad/")),
        ("BufferingHints", hints),
        ("CompressionFormat", json!("GZIP")),
        ("ProcessingConfiguration", lambda),
        ("S3BackupMode", json!("Enabled")),
        ("DynamicPartitioningConfiguration", json!({"Enabled": true})),
        ("FileExtension", json!(".json.gz")),
        ("CustomTimeZone", json!("Asia/Tokyo")),
    ] {
        s3[member] = value;
    }
    aws.create("ExtendedS3", with(s3.clone(), "S3BackupConfiguration", bucket("copy"))).unwrap();
    let found = aws.destination("ExtendedS3");
    for (member, value) in s3.as_object().unwrap() {
        assert_eq!(found[member], *value, "{member}");
    }
    assert_eq!(found["S3BackupDescription"]["BucketARN"], "arn:aws:s3:::copy");
    // A backup that says nothing has what holds without it.
    assert_eq!(
        found["S3BackupDescription"]["BufferingHints"],
        json!({"SizeInMBs": 5, "IntervalInSeconds": 300})
    );
    assert_eq!(found["S3BackupDescription"]["CompressionFormat"], "UNCOMPRESSED");
}

#[test]
fn each_other_destination_is_described_in_its_own_shape() {
    let url = "jdbc:redshift://dwh.x1.us-east-1.redshift.amazonaws.com:5439/dev";
    let copy = json!({"DataTableName": "clicks", "CopyOptions": "json 'auto'"});
    let redshift = json!({"RoleARN": ROLE, "ClusterJDBCURL": url, "CopyCommand": copy, "Username": "u",
                          "Password": "secret", "S3Configuration": bucket("lake")});
    let search = json!({"RoleARN": ROLE, "DomainARN": "arn:aws:es:us-east-1:123456789012:domain/logs",
                        "IndexName": "clicks", "S3BackupMode": "AllDocuments", "S3Configuration": bucket("lake")});
    let splunk = json!({"HECEndpoint": "https://hec.example.com:8088", "HECEndpointType": "Event",
                        "HECToken": "secret", "S3Configuration": bucket("lake")});
    let http = json!({"EndpointConfiguration": {"Url": "https://api.example.com/x", "Name": "ours", "AccessKey": "secret"},
                      "RequestConfiguration": {"CommonAttributes": [{"AttributeName": "env", "AttributeValue": "test"}]},
                      "S3Configuration": bucket("lake")});
    for (kind, era, asked, wanted) in [
        (
            "Redshift",
            Era::Y2018,
            &redshift,
            json!({"ClusterJDBCURL": url, "CopyCommand": copy, "RetryOptions": {"DurationInSeconds": 3600},
                   "S3BackupMode": "Disabled"}),
        ),
        (
            "Elasticsearch",
            Era::Y2018,
            &search,
            json!({"IndexName": "clicks", "IndexRotationPeriod": "OneDay", "S3BackupMode": "AllDocuments",
                   "DomainARN": "arn:aws:es:us-east-1:123456789012:domain/logs",
                   "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300}}),
        ),
        ("Amazonopensearchservice", Era::Today, &search, json!({"RetryOptions": {"DurationInSeconds": 300}})),
        (
            "Splunk",
            Era::Y2020,
            &splunk,
            json!({"HECEndpoint": "https://hec.example.com:8088", "HECEndpointType": "Event",
                   "HECAcknowledgmentTimeoutInSeconds": 180, "S3BackupMode": "FailedEventsOnly",
                   "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 60}}),
        ),
        (
            "HttpEndpoint",
            Era::Y2020,
            &http,
            json!({"EndpointConfiguration": {"Url": "https://api.example.com/x", "Name": "ours"},
                   "RequestConfiguration": {"ContentEncoding": "NONE",
                       "CommonAttributes": [{"AttributeName": "env", "AttributeValue": "test"}]},
                   "S3BackupMode": "FailedDataOnly"}),
        ),
    ] {
        let mut aws = Endpoint::new(era);
        aws.create(kind, asked.clone()).unwrap_or_else(|refused| panic!("{kind}: {refused}"));
        let found = aws.destination(kind);
        for (member, value) in wanted.as_object().unwrap() {
            assert_eq!(found[member], *value, "{kind} {member}");
        }
        assert_eq!(found["S3DestinationDescription"]["BucketARN"], "arn:aws:s3:::lake", "{kind}");
        assert!(!found.to_string().contains("secret"), "{kind}");
    }
}

#[test]
fn p06_each_destination_has_its_two_modes_of_backup_and_no_other_words() {
    let s3 = || bucket("lake");
    let kept = |it: Value| with(it, "S3BackupConfiguration", bucket("copy"));
    let redshift = || {
        json!({"RoleARN": ROLE, "ClusterJDBCURL": "jdbc:redshift://dwh.x1.us-east-1.redshift.amazonaws.com:5439/dev",
               "CopyCommand": {"DataTableName": "t"}, "Username": "u", "Password": "secret", "S3Configuration": bucket("lake")})
    };
    let search = || {
        json!({"RoleARN": ROLE, "DomainARN": "arn:aws:es:us-east-1:123456789012:domain/logs", "IndexName": "i",
               "S3Configuration": bucket("lake")})
    };
    let splunk = || {
        json!({"HECEndpoint": "https://hec.example.com:8088", "HECEndpointType": "Event", "HECToken": "secret",
               "S3Configuration": bucket("lake")})
    };
    let http = || json!({"EndpointConfiguration": {"Url": "https://api.example.com/x"}, "S3Configuration": bucket("lake")});
    for (kind, none, all, [few, every]) in [
        ("ExtendedS3", s3(), kept(s3()), ["Disabled", "Enabled"]),
        ("Redshift", redshift(), kept(redshift()), ["Disabled", "Enabled"]),
        ("Elasticsearch", search(), search(), ["FailedDocumentsOnly", "AllDocuments"]),
        ("Amazonopensearchservice", search(), search(), ["FailedDocumentsOnly", "AllDocuments"]),
        ("Splunk", splunk(), splunk(), ["FailedEventsOnly", "AllEvents"]),
        ("HttpEndpoint", http(), http(), ["FailedDataOnly", "AllData"]),
    ] {
        for (mode, asked) in [(few, &none), (every, &all)] {
            let mut aws = Endpoint::new(Era::Today);
            aws.create(kind, with(asked.clone(), "S3BackupMode", json!(mode)))
                .unwrap_or_else(|refused| panic!("{kind} {mode}: {refused}"));
            assert_eq!(aws.destination(kind)["S3BackupMode"], mode, "{kind}");
        }
        let words =
            ["Disabled", "Enabled", "FailedDocumentsOnly", "AllDocuments", "FailedEventsOnly", "AllEvents"];
        for word in words.iter().filter(|word| ![few, every].contains(word)) {
            let mut aws = Endpoint::new(Era::Today);
            let told = message(aws.create(kind, with(none.clone(), "S3BackupMode", json!(word))));
            assert!(told.starts_with("ValidationException") && told.contains(word), "{kind}: {told}");
        }
    }
}

#[test]
fn an_update_merges_what_is_of_the_same_type_and_replaces_another() {
    let mut aws = Endpoint::new(Era::Today);
    let s3 = with(with(bucket("lake"), "Prefix", json!("raw/")), "CompressionFormat", json!("GZIP"));
    aws.create("ExtendedS3", s3).unwrap();
    aws.update(
        1,
        "ExtendedS3",
        json!({"Prefix": "new/", "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60}}),
    )
    .unwrap();
    let described = aws.described();
    assert_eq!(described["VersionId"], "2");
    assert!(described["LastUpdateTimestamp"].is_number());
    let found = aws.destination("ExtendedS3");
    assert_eq!((&found["Prefix"], &found["CompressionFormat"]), (&json!("new/"), &json!("GZIP")));
    assert_eq!(found["BufferingHints"]["SizeInMBs"], 1);
    assert_eq!(
        message(aws.update(1, "ExtendedS3", json!({"Prefix": "x/"}))),
        "ConcurrentModificationException: Cannot update firehose: d since the current version id: 2 and specified \
         version id: 1 do not match"
    );
    let to_http = json!({"EndpointConfiguration": {"Url": "https://api.example.com/x"}});
    assert_eq!(
        message(aws.update(2, "HttpEndpoint", to_http.clone())),
        "InvalidArgumentException: BucketARN must be specified: there is no destination of this type to take it from."
    );
    aws.update(2, "HttpEndpoint", with(to_http, "S3Update", json!({"BucketARN": "arn:aws:s3:::pond"})))
        .unwrap();
    let found = aws.destination("HttpEndpoint");
    assert_eq!(found["S3DestinationDescription"]["BucketARN"], "arn:aws:s3:::pond");
    assert_eq!(found["S3DestinationDescription"]["CompressionFormat"], "UNCOMPRESSED");
    aws.pass(1);
    let search = json!({"RoleARN": ROLE, "DomainARN": "arn:aws:es:us-east-1:123456789012:domain/logs",
                        "IndexName": "i", "S3Update": {"BucketARN": "arn:aws:s3:::pond"}});
    assert_eq!(
        message(aws.update(3, "Amazonopensearchservice", search)),
        "InvalidArgumentException: A destination of Amazon OpenSearch Service can only be replaced by another one of \
         its kind."
    );
}

#[test]
fn what_a_destination_cannot_be_is_refused_in_words() {
    let processor = |kind: &str, parameters: &[(&str, &str)]| {
        let one = |(name, value): &(&str, &str)| json!({"ParameterName": name, "ParameterValue": value});
        let parameters: Vec<_> = parameters.iter().map(one).collect();
        let processing = json!({"Enabled": true, "Processors": [{"Type": kind, "Parameters": parameters}]});
        with(bucket("lake"), "ProcessingConfiguration", processing)
    };
    for (asked, wanted) in [
        (with(bucket("lake"), "S3BackupMode", json!("Enabled")), "S3BackupConfiguration must be specified."),
        (
            with(bucket("lake"), "S3BackupConfiguration", bucket("copy")),
            "S3BackupConfiguration is only used with S3BackupMode Enabled.",
        ),
        (
            with(bucket("lake"), "BufferingHints", json!({"SizeInMBs": 5})),
            "BufferingHints needs SizeInMBs and IntervalInSeconds together.",
        ),
        (
            with(bucket("lake"), "DataFormatConversionConfiguration", json!({})),
            "OutputFormatConfiguration.Serializer is required when data format conversion is enabled.",
        ),
        (processor("Lambda", &[]), "The processor Lambda needs the parameter LambdaArn."),
        (processor("Lambda", &[("LambdaArn", "f")]), "ParameterValue f is no function's ARN"),
        (
            processor("Lambda", &[("NumberOfRetries", "3"), ("NumberOfRetries", "4")]),
            "The parameter NumberOfRetries is given twice to Lambda.",
        ),
        (
            processor(
                "MetadataExtraction",
                &[("MetadataExtractionQuery", "."), ("JsonParsingEngine", "JQ-1.7")],
            ),
            "JsonParsingEngine JQ-1.7 is not supported: write JQ-1.6.",
        ),
        (
            processor("RecordDeAggregation", &[("SubRecordType", "DELIMITED"), ("Delimiter", ",")]),
            "The Delimiter , is not base64: a comma is LA==.",
        ),
        (
            processor("AppendDelimiterToRecord", &[("LambdaArn", "x")]),
            "The parameter LambdaArn is not for a processor of type AppendDelimiterToRecord.",
        ),
    ] {
        let told = message(Endpoint::new(Era::Today).create("ExtendedS3", asked));
        assert!(told.starts_with(&format!("InvalidArgumentException: {wanted}")), "{told}");
    }
    let two = json!({"DeliveryStreamName": "d", "S3DestinationConfiguration": bucket("a"),
                     "ExtendedS3DestinationConfiguration": bucket("b")});
    assert_eq!(
        message(Endpoint::new(Era::Today).call("firehose.CreateDeliveryStream", two)),
        "InvalidArgumentException: Exactly one destination configuration is supported for a Firehose"
    );
}

#[test]
fn an_era_has_the_destinations_it_knew() {
    let told = |era: Era, member: &str, value: Value| {
        let body = json!({"DeliveryStreamName": "d", member: value});
        match json::read("Firehose_20150804.CreateDeliveryStream", &body, era) {
            Ok(_) => "taken".to_owned(),
            Err(refusal) => refusal.to_string(),
        }
    };
    const EXTENDED: &str = "ExtendedS3DestinationConfiguration";
    let dynamic = || with(bucket("l"), "DynamicPartitioningConfiguration", json!({"Enabled": true}));
    let came = |name: &str, era: &str, when: &str| {
        format!("InvalidArgumentException: {name} is not known in the era {era}: it came in {when}")
    };
    const HTTP: &str = "HttpEndpointDestinationConfiguration";
    assert_eq!(told(Era::Y2018, HTTP, json!({})), came(HTTP, "2018", "July 2020"));
    const SEARCH: &str = "AmazonopensearchserviceDestinationConfiguration";
    assert_eq!(told(Era::Y2020, SEARCH, json!({})), came(SEARCH, "2020", "October 2021"));
    assert_eq!(
        told(Era::Y2020, EXTENDED, dynamic()),
        came("DynamicPartitioningConfiguration", "2020", "August 2021")
    );
    assert_eq!(told(Era::Today, EXTENDED, dynamic()), "taken");
    // A story's line is read as today's: the engine refuses it in its era.
    let line = "aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
                BucketARN=arn:aws:s3:::l,CompressionFormat=HADOOP_SNAPPY";
    let command = engine::api::cli::parse(line).unwrap();
    let mut world = engine::world::World::new(Era::Y2018, 1);
    assert_eq!(world.apply(&command).unwrap_err().to_string(), came("HADOOP_SNAPPY", "2018", "April 2020"));
    assert!(engine::world::World::new(Era::Y2020, 1).apply(&command).is_ok());
}

#[test]
fn encryption_is_enabled_a_little_later_and_at_most_25_times_a_day() {
    let mut aws = Endpoint::new(Era::Today);
    aws.create("ExtendedS3", bucket("lake")).unwrap();
    let d = || json!({"DeliveryStreamName": "d"});
    let put = |aws: &mut Endpoint| {
        let body = with(d(), "Record", json!({"Data": "aGk="}));
        aws.call("firehose.PutRecord", body).unwrap()["Encrypted"].clone()
    };
    assert_eq!(aws.described().get("DeliveryStreamEncryptionConfiguration"), None);
    assert_eq!(aws.call("firehose.StartDeliveryStreamEncryption", d()), Ok(Value::Null));
    let status = |aws: &mut Endpoint| aws.described()["DeliveryStreamEncryptionConfiguration"].clone();
    // `described` lets a second pass.
    assert_eq!(put(&mut aws), false);
    assert_eq!(status(&mut aws), json!({"KeyType": "AWS_OWNED_CMK", "Status": "ENABLING"}));
    assert_eq!(
        message(aws.call("firehose.StopDeliveryStreamEncryption", d())),
        "ResourceInUseException: Firehose d under account 123456789012 is in the encryption status ENABLING."
    );
    aws.pass(1);
    assert_eq!(status(&mut aws), json!({"KeyType": "AWS_OWNED_CMK", "Status": "ENABLED"}));
    assert_eq!(put(&mut aws), true);
    for i in 1..25 {
        aws.pass(3);
        let operation = if i % 2 == 1 { "Stop" } else { "Start" };
        let call = format!("firehose.{operation}DeliveryStreamEncryption");
        assert_eq!(aws.call(&call, d()), Ok(Value::Null), "call {i}");
    }
    aws.pass(3);
    assert!(
        message(aws.call("firehose.StopDeliveryStreamEncryption", d()))
            .starts_with("LimitExceededException: ")
    );
    aws.pass(24 * 3_600);
    assert_eq!(aws.call("firehose.StopDeliveryStreamEncryption", d()), Ok(Value::Null));
    assert_eq!(put(&mut aws), true, "while it is DISABLING");
    aws.pass(2);
    assert_eq!(put(&mut aws), false);
    aws.call("CreateStream", json!({"StreamName": "s", "ShardCount": 1})).unwrap();
    let source =
        json!({"KinesisStreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/s", "RoleARN": ROLE});
    let reads = json!({"DeliveryStreamName": "r", "DeliveryStreamType": "KinesisStreamAsSource",
                       "KinesisStreamSourceConfiguration": source, "S3DestinationConfiguration": bucket("lake")});
    aws.call("firehose.CreateDeliveryStream", reads).unwrap();
    aws.pass(2);
    let refused =
        message(aws.call("firehose.StartDeliveryStreamEncryption", json!({"DeliveryStreamName": "r"})));
    assert!(refused.starts_with("InvalidArgumentException: Server-side encryption is only"), "{refused}");
}

#[test]
fn tags_are_added_listed_and_removed_up_to_fifty() {
    let mut aws = Endpoint::new(Era::Today);
    let tags = |range: std::ops::Range<u32>| {
        range.map(|i| json!({"Key": format!("k{i:02}"), "Value": i.to_string()})).collect::<Vec<_>>()
    };
    let body =
        json!({"DeliveryStreamName": "d", "S3DestinationConfiguration": bucket("lake"), "Tags": tags(0..48)});
    aws.call("firehose.CreateDeliveryStream", body).unwrap();
    let d = |member: &str, value: Value| json!({"DeliveryStreamName": "d", member: value});
    aws.call("firehose.TagDeliveryStream", d("Tags", json!(tags(46..50)))).unwrap();
    assert_eq!(
        message(aws.call("firehose.TagDeliveryStream", d("Tags", json!([{"Key": "more"}])))),
        "LimitExceededException: Firehose d cannot have more than 50 tags."
    );
    aws.call("firehose.UntagDeliveryStream", d("TagKeys", json!(["k00", "none"]))).unwrap();
    let page = with(d("Limit", json!(2)), "ExclusiveStartTagKey", json!("k46"));
    assert_eq!(
        aws.call("firehose.ListTagsForDeliveryStream", page).unwrap(),
        json!({"Tags": [{"Key": "k47", "Value": "47"}, {"Key": "k48", "Value": "48"}], "HasMoreTags": true})
    );
    let all = aws.call("firehose.ListTagsForDeliveryStream", json!({"DeliveryStreamName": "d"})).unwrap();
    assert_eq!((all["Tags"].as_array().unwrap().len(), &all["HasMoreTags"]), (49, &json!(false)));
}

#[test]
fn names_are_listed_in_pages_of_ten_and_five_calls_a_second() {
    let mut aws = Endpoint::new(Era::Y2018);
    for i in 0..50 {
        if i % 5 == 0 {
            aws.pass(1);
        }
        let body =
            json!({"DeliveryStreamName": format!("d{i:02}"), "S3DestinationConfiguration": bucket("lake")});
        aws.call("firehose.CreateDeliveryStream", body).unwrap();
    }
    let one_more = json!({"DeliveryStreamName": "e", "S3DestinationConfiguration": bucket("lake")});
    assert_eq!(
        message(aws.call("firehose.CreateDeliveryStream", one_more.clone())),
        "ThrottlingException: Rate exceeded"
    );
    aws.pass(1);
    let told = message(aws.call("firehose.CreateDeliveryStream", one_more));
    assert!(
        told.starts_with(
            "LimitExceededException: You have already consumed your firehose quota of 50 hoses. Hose names: ['d00', "
        ),
        "{told}"
    );
    let mut list = |body: Value| aws.call("firehose.ListDeliveryStreams", body);
    let first = list(json!({})).unwrap();
    assert_eq!(first["DeliveryStreamNames"].as_array().unwrap().len(), 10);
    assert_eq!(first["HasMoreDeliveryStreams"], true);
    let rest = list(json!({"Limit": 100, "ExclusiveStartDeliveryStreamName": "d09"})).unwrap();
    assert_eq!(
        (&rest["DeliveryStreamNames"][0], &rest["HasMoreDeliveryStreams"]),
        (&json!("d10"), &json!(false))
    );
    let reading = list(json!({"DeliveryStreamType": "KinesisStreamAsSource"})).unwrap();
    assert_eq!(reading["DeliveryStreamNames"], json!([]));
    list(json!({})).unwrap();
    list(json!({})).unwrap();
    assert_eq!(message(list(json!({}))), "ThrottlingException: Rate exceeded");
}
