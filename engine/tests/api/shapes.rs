//! Calls of Firehose in every shape that a destination, an update and a processor can have.

use engine::command::{
    Buffering, ColumnFormat, Compression, Conversion, CreateDeliveryStream, DeliverTo, Destination,
    DestinationUpdate, Firehose, HttpHeaders, IndexRotation, Processor, S3Settings, SearchService, SseKey,
    SubRecords, UpdateDestination,
};
use engine::kernel::Span;
use engine::names::Name;

use crate::round_trip::{ODD, name, stored};

fn lambda(rich: bool) -> Processor {
    Processor::Lambda {
        function: name("clean"),
        retries: rich.then_some(2),
        size_milli_mib: rich.then_some(200),
        interval_s: rich.then_some(61),
    }
}

fn processors() -> Vec<Processor> {
    vec![
        Processor::DeAggregate(SubRecords::Json),
        Processor::DeAggregate(SubRecords::Delimited(b"##".to_vec())),
        lambda(true),
        Processor::Metadata { query: "{customer: .customer_id, \"it's\": .a[0]}".to_owned() },
        Processor::AppendDelimiter,
    ]
}

/// A bucket with each of its settings, and with all of them.
fn buckets() -> Vec<S3Settings> {
    let plain = || S3Settings::new(name("lake"));
    let mut all = vec![plain()];
    for prefix in ODD.into_iter().chain(["logs/!{timestamp:yyyy}/"]) {
        all.push(S3Settings { prefix: prefix.to_owned(), ..plain() });
        all.push(S3Settings { error_prefix: Some(prefix.to_owned()), ..plain() });
    }
    all.push(S3Settings { buffering: Some(Buffering { mib: 64, seconds: 0 }), ..plain() });
    for compression in Compression::ALL {
        all.push(S3Settings { compression, ..plain() });
    }
    all.push(S3Settings {
        prefix: "!{partitionKeyFromQuery:customer}/".to_owned(),
        error_prefix: Some("bad/!{firehose:error-output-type}/".to_owned()),
        buffering: Some(Buffering { mib: 128, seconds: 900 }),
        compression: Compression::Gzip,
        ..plain()
    });
    all
}

/// What only an S3 destination has.
fn extended() -> Vec<S3Settings> {
    let plain = || S3Settings::new(name("lake"));
    let mut all = vec![
        S3Settings { extension: Some(".json".to_owned()), ..plain() },
        S3Settings { time_zone: Some("Asia/Tokyo".to_owned()), ..plain() },
        S3Settings { partitioned: true, ..plain() },
    ];
    for format in [ColumnFormat::Parquet, ColumnFormat::Orc] {
        let conversion = Conversion { format, database: "db".to_owned(), table: "clicks".to_owned() };
        all.push(S3Settings { conversion: Some(conversion), ..plain() });
    }
    all
}

fn targets(said: bool) -> Vec<DeliverTo> {
    let hints = said.then_some(Buffering { mib: 5, seconds: 60 });
    let retry = said.then_some(Span::seconds(7_200));
    let mut all = vec![
        DeliverTo::Redshift {
            url: "jdbc:redshift://dwh.x1.us-east-1.redshift.amazonaws.com:5439/dev".to_owned(),
            cluster: name("dwh"),
            database: "dev".to_owned(),
            table: "clicks".to_owned(),
            options: if said { "json 'auto' gzip".to_owned() } else { String::new() },
            retry,
        },
        DeliverTo::Splunk {
            url: "https://hec.example.com:8088/services".to_owned(),
            collector: name("hec"),
            raw: said,
            buffering: hints,
            acknowledged_within: said.then_some(Span::seconds(180)),
            retry,
        },
        DeliverTo::Http {
            url: "https://api.example.com/firehose?x=1".to_owned(),
            endpoint: name("api"),
            name: said.then(|| "our API".to_owned()),
            headers: HttpHeaders {
                access_key: said.then(|| "secret".to_owned()),
                attributes: said.then(|| ("env".to_owned(), "test".to_owned())).into_iter().collect(),
            },
            buffering: hints,
            retry,
        },
    ];
    for (service, rotation) in [
        (SearchService::Elasticsearch, IndexRotation::OneWeek),
        (SearchService::OpenSearch, IndexRotation::OneDay),
    ] {
        all.push(DeliverTo::OpenSearch {
            service,
            domain: name("logs"),
            index: "clicks".to_owned(),
            rotation,
            buffering: hints,
            retry,
        });
    }
    all
}

fn destinations() -> Vec<Destination> {
    let of = |s3: S3Settings| Destination { s3, ..Destination::s3(name("lake")) };
    let mut all: Vec<Destination> = buckets().into_iter().chain(extended()).map(of).collect();
    for said in [false, true] {
        let mut with_lambda = Destination::s3(name("lake"));
        with_lambda.processors.push(lambda(said));
        all.push(with_lambda);
        for to in targets(said) {
            let mut one = Destination { to, ..Destination::s3(name("lake")) };
            all.push(one.clone());
            one.s3.error_prefix = Some("bad/".to_owned());
            one.processors = processors();
            // The others keep all records where those go that failed.
            let own = matches!(one.to, DeliverTo::Redshift { .. });
            one.backup = Some(Box::new(if own { S3Settings::new(name("copy")) } else { one.s3.clone() }));
            all.push(one);
        }
    }
    let backups = buckets().into_iter().map(|backup| Destination {
        backup: Some(Box::new(backup)),
        processors: processors(),
        ..Destination::s3(name("lake"))
    });
    all.extend(backups);
    all
}

fn updates() -> Vec<DestinationUpdate> {
    let mut all: Vec<DestinationUpdate> = destinations().iter().map(DestinationUpdate::from).collect();
    for update in &mut all {
        // An update of OpenSearch has no S3BackupMode.
        if matches!(update.to, engine::command::DeliverToUpdate::OpenSearch { .. }) {
            update.backs_up = None;
        }
    }
    let mut ends = DestinationUpdate::from(&Destination::s3(name("lake")));
    ends.s3.bucket = None;
    ends.s3.error_prefix = Some(String::new());
    ends.s3.conversion = Some(None);
    ends.s3.partitioned = Some(false);
    ends.backs_up = Some(false);
    ends.processors = Some(Vec::new());
    all.push(ends);
    all
}

pub fn firehose() -> Vec<Firehose> {
    let d = || name("d");
    let mut calls = vec![
        Firehose::DescribeDeliveryStream { delivery_stream: d() },
        Firehose::DeleteDeliveryStream { delivery_stream: d() },
        Firehose::PutRecord { delivery_stream: d(), data: b"".to_vec() },
        Firehose::PutRecord { delivery_stream: d(), data: b"a line\n".to_vec() },
        Firehose::PutRecordBatch {
            delivery_stream: d(),
            records: [stored("", b"hi", None), stored("", b"", None)].into(),
        },
        Firehose::StopDeliveryStreamEncryption { delivery_stream: d() },
        Firehose::UntagDeliveryStream { delivery_stream: d(), keys: vec!["a".into(), "é b".into()] },
        Firehose::UntagDeliveryStream { delivery_stream: d(), keys: vec!["-a".into()] },
    ];
    for some in [None, Some(false), Some(true)] {
        calls.push(Firehose::ListDeliveryStreams {
            limit: some.map(|_| 3),
            reads_stream: some,
            exclusive_start: some.map(|_| d()),
        });
        calls.push(Firehose::ListTagsForDeliveryStream {
            delivery_stream: d(),
            limit: some.map(|_| 50),
            exclusive_start: some.map(|_| "a b".to_owned()),
        });
    }
    let tags = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
    };
    let (plain, odd) = (tags(&[("team", "blue"), ("empty", "")]), tags(&[("a b", "é=/"), ("-x", "y@z%")]));
    for tags in [&plain, &odd] {
        calls.push(Firehose::TagDeliveryStream { delivery_stream: d(), tags: tags.clone() });
    }
    let customer = SseKey::Customer("arn:aws:kms:us-east-1:123456789012:key/1a=b@c".to_owned());
    for key in [SseKey::AwsOwned, customer] {
        calls.push(Firehose::StartDeliveryStreamEncryption { delivery_stream: d(), key: key.clone() });
        calls.push(create(None, Destination::s3(name("lake")), plain.clone(), Some(key)));
    }
    for destination in destinations() {
        for source in [None, Some(name("s"))] {
            calls.push(create(source, destination.clone(), Vec::new(), None));
        }
    }
    for (version, update) in (1..).zip(updates()) {
        let update = UpdateDestination { delivery_stream: d(), version, update };
        calls.push(Firehose::UpdateDestination(Box::new(update)));
    }
    calls
}

fn create(
    source: Option<Name>,
    destination: Destination,
    tags: Vec<(String, String)>,
    encryption: Option<SseKey>,
) -> Firehose {
    let ask = CreateDeliveryStream {
        tags,
        encryption,
        ..CreateDeliveryStream::new(name("d"), source, destination)
    };
    Firehose::CreateDeliveryStream(Box::new(ask))
}
