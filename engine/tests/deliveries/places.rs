//! Every source before every destination, and what each destination shows of a delivery and of a failure (checklist S14,
//! S15, F04, P07).

use super::*;

/// With a copy of all that comes, in the bucket `all`.
pub fn backed_up(destination: Destination) -> Destination {
    let mut backup = destination.s3.clone();
    (backup.bucket, backup.buffering) = (name("all"), Some(HINTS));
    Destination { backup: Some(Box::new(backup)), ..destination }
}

/// What sends for half a minute, whether through a stream, and the blueprint that reads it.
const SOURCES: [(&str, bool, &str); 5] = [
    (
        "producer p to firehose d rate 20/s payload access-log healthchecks 10% broken 5%",
        false,
        "access-log-to-json",
    ),
    ("producer p to s rate 20/s payload access-log healthchecks 10% broken 5%", true, "access-log-to-json"),
    ("agent p to firehose d rate 20/s lines access-log", false, "access-log-to-json"),
    ("logs p to firehose d rate 5/s lines access-log", false, "cloudwatch-logs"),
    ("iot p to firehose d rate 20/s", false, "pass-through"),
];

fn destinations() -> [Destination; 5] {
    [
        s3(),
        redshift(Some(0)),
        search(Some(0)),
        splunk(None, Some(Span::seconds(0))),
        http(Some(Span::seconds(0))),
    ]
}

#[test]
fn s14_p07_every_source_reaches_every_destination_and_each_record_has_its_account() {
    for (source, through, blueprint) in SOURCES {
        for destination in destinations() {
            let what = format!("{source} → {}", destination.place());
            let mut world = World::new(Era::Today, 1);
            line(&mut world, &format!("function f blueprint {blueprint}"));
            line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
            at(&mut world, 10);
            let mut destination = with_function(backed_up(destination));
            destination.s3.buffering = Some(HINTS);
            let from = through.then(|| name("s"));
            let ask = CreateDeliveryStream::new(name("d"), from, destination);
            let command = Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)));
            world.apply(&command).unwrap_or_else(|refusal| panic!("{what}: {refusal}"));
            at(&mut world, 30);
            line(&mut world, source);
            at(&mut world, 60);
            line(&mut world, "set p rate 0/s");
            let end = at(&mut world, 600);
            let (ledger, it) = (&end.ledger, &end.deliveries[0]);
            assert!(it.taken > 5 && ledger.delivered + ledger.failed > 0, "{what}: {ledger:?}");
            // In = delivered + folders + dropped + lost, and nothing is on its way any more.
            let out = ledger.delivered + ledger.failed + ledger.dropped + ledger.firehose_lost;
            assert_eq!((out, ledger.waiting, ledger.firehose_lost), (it.taken, 0, 0), "{what}: {ledger:?}");
            let records = |of: &str, failed: bool| {
                let bucket = world.buckets().bucket(&name(of)).expect("a bucket");
                let here = bucket.objects().filter(|object| object.folder.failed() == failed);
                here.map(|object| object.records).sum::<u64>()
            };
            assert_eq!(records("all", false), it.taken, "{what}: the copy has all that came");
            assert_eq!(records("lake", true), ledger.failed, "{what}: the folders have what failed");
            let there = end.stores.first().map_or_else(|| records("lake", false), |store| store.records);
            assert_eq!(there, ledger.delivered, "{what}: what is there was delivered");
        }
    }
}

#[test]
fn s15_each_destination_shows_what_it_took_and_where_its_failures_lie() {
    let elasticsearch = || {
        let mut destination = search(Some(0));
        if let DeliverTo::OpenSearch { service, .. } = &mut destination.to {
            *service = SearchService::Elasticsearch;
        }
        destination
    };
    let no_time = Some(Span::seconds(0));
    for (era, destination, unit, path, code) in [
        (Era::Y2018, s3(), "object", "", "S3.AccessDenied"),
        (Era::Today, s3(), "object", "", "S3.AccessDenied"),
        (Era::Y2018, redshift(Some(0)), "row", "errors/2018/", ""),
        (Era::Today, redshift(Some(0)), "row", "errors/manifests/2026/", ""),
        (Era::Y2018, elasticsearch(), "document", "elasticsearch_failed/2018/", "ES.AccessDenied"),
        (Era::Today, search(Some(0)), "document", "AmazonOpenSearchService_failed/2026/", "OS.AccessDenied"),
        (Era::Today, splunk(None, no_time), "event", "splunk-failed/2026/", "Splunk."),
        (Era::Today, http(no_time), "request", "http-endpoint-failed/2026/", "HttpEndpoint."),
    ] {
        let place = destination.place();
        let mut world = World::new(era, 1);
        create(&mut world, destination);
        put(&mut world, "{\"a\":1}");
        let took = at(&mut world, 150);
        assert_eq!((took.ledger.delivered, took.ledger.failed), (1, 0), "{era} {place}");
        match unit {
            "object" => assert_eq!(took.buckets[0].object.len(), 1),
            // Rows come by COPY from an object that stays.
            "row" => assert_eq!((took.stores[0].parts[0].loads, took.buckets[0].objects), (1, 1)),
            _ => assert_eq!((took.stores[0].records, took.buckets.len()), (1, 1), "{era} {place}"),
        }
        line(&mut world, &format!("fault {place} refusing"));
        put(&mut world, "{\"a\":2}");
        if path.is_empty() {
            // Nothing else has what S3 does not take: it is tried for a day, and is lost.
            let meanwhile = at(&mut world, 600);
            assert_eq!(meanwhile.deliveries[0].retries[0].error, code, "{era}");
            assert_eq!(at(&mut world, 600 + DAY).ledger.firehose_lost, 1, "{era}");
            continue;
        }
        let end = at(&mut world, 1_000);
        assert_eq!((end.ledger.delivered, end.ledger.failed), (1, 1), "{era} {place}");
        let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
        let keys: Vec<&str> = bucket.objects().map(|object| object.key.as_str()).collect();
        let failed = bucket.objects().find(|object| object.key.starts_with(path));
        let failed = failed.unwrap_or_else(|| panic!("{era} {place}: nothing below {path} of {keys:?}"));
        let text = String::from_utf8(failed.content.0.bytes()).expect("text");
        if unit == "row" {
            assert!(text.contains("\"mandatory\":true"), "{text}");
        } else {
            assert!(text.contains(code) && text.contains("\"attemptsMade\":1"), "{era} {place}: {text}");
            assert!(text.contains("\"rawData\":\"eyJhIjoyfQ==\""), "{era} {place}: {text}");
        }
    }
}
