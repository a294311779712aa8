//! What a destination may be set to, and which member a refusal names.

use super::places::backed_up;
use super::*;

fn splunk(acknowledged: u64) -> Destination {
    super::splunk(Some(Span::seconds(acknowledged)), None)
}

fn search_sized(mib: u64, service: SearchService) -> Destination {
    let mut destination = search(None);
    if let DeliverTo::OpenSearch { service: of, buffering, .. } = &mut destination.to {
        (*of, *buffering) = (service, Some(Buffering { mib, seconds: 60 }));
    }
    destination
}

fn staged(mib: u64) -> Destination {
    let mut destination = redshift(None);
    destination.s3.buffering = Some(Buffering { mib, seconds: 60 });
    destination
}

/// With a function of these NumberOfRetries and BufferIntervalInSeconds.
fn invoked(set: impl FnOnce(&mut Option<u64>, &mut Option<u64>)) -> Destination {
    let mut destination = with_function(s3());
    if let Some(Processor::Lambda { retries, interval_s, .. }) = destination.processors.last_mut() {
        set(retries, interval_s);
    }
    destination
}

fn retries(n: u64) -> Destination {
    invoked(|retries, _| *retries = Some(n))
}

fn endpoint(mib: u64, seconds: u64) -> Destination {
    let to = DeliverTo::Http {
        endpoint: name("api"),
        name: None,
        headers: HttpHeaders::default(),
        url: "https://api/x".to_owned(),
        buffering: Some(Buffering { mib, seconds }),
        retry: None,
    };
    Destination { to, ..s3() }
}

fn search_for(seconds: u64) -> Destination {
    let mut destination = search(None);
    if let DeliverTo::OpenSearch { buffering, .. } = &mut destination.to {
        *buffering = Some(Buffering { mib: 5, seconds });
    }
    destination
}

fn objects_after(seconds: u64) -> Destination {
    let mut destination = s3();
    destination.s3.buffering = Some(Buffering { mib: 5, seconds });
    destination
}

fn copied_after(seconds: u64) -> Destination {
    let mut backup = s3().s3;
    backup.buffering = Some(Buffering { mib: 5, seconds });
    Destination { backup: Some(Box::new(backup)), ..s3() }
}

fn partitions_of(mib: u64) -> Destination {
    let mut destination = with_function(s3());
    destination.s3.partitioned = true;
    destination.s3.prefix = "!{partitionKeyFromLambda:k}/".to_owned();
    destination.s3.error_prefix = Some("bad/".to_owned());
    destination.s3.buffering = Some(Buffering { mib, seconds: 60 });
    destination
}

fn transformed_after(seconds: u64) -> Destination {
    invoked(|_, interval_s| *interval_s = Some(seconds))
}

/// What is wrong with a destination today; empty if nothing is.
fn refused(destination: Destination) -> String {
    refused_in(Era::Today, destination)
}

fn refused_in(era: Era, destination: Destination) -> String {
    let mut world = World::new(era, 1);
    line(&mut world, "function f blueprint pass-through");
    try_create(&mut world, destination).err().unwrap_or_default()
}

#[test]
fn at_a_bound_it_is_made_and_above_it_the_member_is_named() {
    for (fits, beyond, says) in [
        (
            staged(128),
            staged(129),
            "Value '129' at 'redshiftDestinationConfiguration.s3Configuration.bufferingHints.sizeInMBs'",
        ),
        (
            redshift(Some(7_200)),
            redshift(Some(7_201)),
            "Value '7201' at 'redshiftDestinationConfiguration.retryOptions.durationInSeconds'",
        ),
        (
            search(Some(7_200)),
            search(Some(7_201)),
            "at 'amazonopensearchserviceDestinationConfiguration.retryOptions.durationInSeconds'",
        ),
        (
            search_sized(100, SearchService::OpenSearch),
            search_sized(101, SearchService::OpenSearch),
            "Value '101' at 'amazonopensearchserviceDestinationConfiguration.bufferingHints.sizeInMBs'",
        ),
        (
            search_sized(100, SearchService::Elasticsearch),
            search_sized(101, SearchService::Elasticsearch),
            "Value '101' at 'elasticsearchDestinationConfiguration.bufferingHints.sizeInMBs'",
        ),
        (
            splunk(180),
            splunk(179),
            "Value '179' at 'splunkDestinationConfiguration.hECAcknowledgmentTimeoutInSeconds' failed to satisfy \
             constraint: Member must have value greater than or equal to 180",
        ),
        (splunk(600), splunk(601), "Member must have value less than or equal to 600"),
        (retries(300), retries(301), "NumberOfRetries must be between 0 and 300."),
        (retries(0), retries(u64::MAX), "NumberOfRetries must be between 0 and 300."),
        (
            endpoint(64, 60),
            endpoint(65, 60),
            "Value '65' at 'httpEndpointDestinationConfiguration.bufferingHints.sizeInMBs'",
        ),
        (
            search_sized(1, SearchService::OpenSearch),
            search_sized(0, SearchService::OpenSearch),
            "Value '0' at 'amazonopensearchserviceDestinationConfiguration.bufferingHints.sizeInMBs'",
        ),
        (
            partitions_of(64),
            partitions_of(63),
            "BufferingHints.SizeInMBs must be at least 64 when dynamic partitioning is enabled.",
        ),
        (
            copied_after(60),
            copied_after(59),
            "Value '59' at 'extendedS3DestinationConfiguration.s3BackupConfiguration.bufferingHints.intervalInSeconds'",
        ),
        (transformed_after(0), transformed_after(901), "BufferIntervalInSeconds must be between 0 and 900."),
        (
            transformed_after(900),
            transformed_after(901),
            "BufferIntervalInSeconds must be between 0 and 900.",
        ),
    ] {
        assert_eq!(refused(fits), "", "{says}");
        let text = refused(beyond);
        assert!(text.contains(says), "{text}");
    }
}

#[test]
fn each_era_has_its_bounds_of_an_interval() {
    type Made = fn(u64) -> Destination;
    let http: Made = |seconds| endpoint(5, seconds);
    let all: [(&str, Made); 4] = [
        ("S3", objects_after),
        ("OpenSearch", search_for),
        ("an endpoint", http),
        ("a transform", transformed_after),
    ];
    for (what, made) in all {
        for era in Era::ALL {
            if what == "an endpoint" && era == Era::Y2018 {
                assert!(refused_in(era, made(60)).contains("July 2020"), "there was none");
                continue;
            }
            let least = if era == Era::Today { 0 } else { 60 };
            for (seconds, taken) in [
                (0, least == 0),
                (59, least == 0),
                (60, true),
                (61, true),
                (899, true),
                (900, true),
                (901, false),
            ] {
                let why = refused_in(era, made(seconds));
                assert_eq!(why.is_empty(), taken, "{what}, {era}, {seconds} s: {why}");
            }
        }
    }
}

#[test]
fn a_function_is_tried_once_more_than_number_of_retries_says() {
    for (asked, attempts) in [(0, 1), (1, 2), (3, 4), (4, 5)] {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, "function f blueprint failing");
        create(&mut world, retries(asked));
        put(&mut world, "a");
        assert_eq!(at(&mut world, 400).ledger.failed, 1);
        let text = object(&world, "processing-failed/");
        assert!(text.contains(&format!("\"attemptsMade\":{attempts}")), "{asked}: {text}");
    }
}

#[test]
fn a_backup_has_the_bytes_as_they_came() {
    // checklist F05: "all untransformed records", in front of S3 and of Redshift.
    for (destination, made) in [(s3(), "\"host\""), (redshift(None), "\"host\"")] {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, "function f blueprint access-log-to-json");
        let mut destination = with_function(backed_up(destination));
        destination.s3.prefix = "data/".to_owned();
        create(&mut world, destination);
        let log = "10.1.2.3 - - [21/Nov/2026:14:00:00 +0000] \"GET / HTTP/1.1\" 200 45 \"-\" \"curl\"\n";
        let came = [log, "no log line\n", log];
        came.iter().for_each(|record| put(&mut world, record));
        let end = at(&mut world, 400);
        assert_eq!((end.ledger.delivered, end.ledger.failed), (2, 1));
        let text = |bucket: &str| {
            let bucket = world.buckets().bucket(&name(bucket)).expect("a bucket");
            let of_data = bucket.objects().filter(|object| !object.folder.failed());
            let bytes: Vec<u8> = of_data.flat_map(|object| object.content.0.bytes()).collect();
            String::from_utf8(bytes).expect("text")
        };
        assert_eq!(text("all"), came.concat());
        assert!(text("lake").contains(made) && !text("lake").contains("no log line"), "{}", text("lake"));
    }
}

#[test]
fn a_backup_of_all_is_of_all_whatever_becomes_of_them() {
    // checklist P06, "all documents", "all events", "all data", and what is copied to Redshift.
    for destination in [search(Some(0)), splunk(180), endpoint(1, 60), redshift(Some(0))] {
        let place = destination.place();
        let mut world = World::new(Era::Today, 1);
        create(&mut world, backed_up(destination));
        put(&mut world, "{\"a\":1}");
        put(&mut world, "no document");
        world.advance(Time::seconds(100), u64::MAX);
        line(&mut world, &format!("fault {place} refusing"));
        put(&mut world, "{\"a\":2}");
        let end = at(&mut world, 1_000);
        let all = end.buckets.iter().find(|bucket| bucket.name == name("all")).expect("a bucket");
        assert_eq!(all.object.iter().map(|object| object.records).sum::<u64>(), 3, "{place}");
        assert_eq!(end.ledger.delivered + end.ledger.failed, 3, "{place}");
        assert!(end.ledger.failed > 0, "{place}");
    }
}
