//! What a destination may be set to, and which member a refusal names.

use super::*;

fn splunk(acknowledged: u64) -> Destination {
    let to = DeliverTo::Splunk {
        url: "https://hec.example.com:8088".to_owned(),
        raw: false,
        collector: name("hec"),
        buffering: None,
        acknowledged_within: Some(Span::seconds(acknowledged)),
        retry: None,
    };
    Destination { to, ..s3() }
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

fn retries(n: u64) -> Destination {
    let mut destination = with_function(s3());
    if let Some(Processor::Lambda { retries, .. }) = destination.processors.last_mut() {
        *retries = Some(n);
    }
    destination
}

/// What is wrong with a destination; empty if nothing is.
fn refused(destination: Destination) -> String {
    let mut world = World::new(Era::Today, 1);
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
    ] {
        assert_eq!(refused(fits), "", "{says}");
        let text = refused(beyond);
        assert!(text.contains(says), "{text}");
    }
}

#[test]
fn a_backup_of_all_is_of_all_whatever_becomes_of_them() {
    // checklist P06, "all documents" and "all events".
    for destination in [search(Some(0)), splunk(180)] {
        let place = destination.place();
        let mut world = World::new(Era::Today, 1);
        let mut backup = destination.s3.clone();
        (backup.bucket, backup.buffering) = (name("all"), Some(HINTS));
        create(&mut world, Destination { backup: Some(Box::new(backup)), ..destination });
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
