//! Redshift: objects first, then one COPY after the other, and a manifest of what was not copied.

use super::*;

#[test]
fn one_copy_runs_at_a_time_and_only_what_is_copied_is_delivered() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, redshift(None));
    line(&mut world, "producer p to firehose d rate 2048/s size 1KiB payload filler");
    world.advance(Time::seconds(10), u64::MAX);
    line(&mut world, "stop p");
    let end = at(&mut world, 200);
    assert_eq!(end.ledger.delivered, end.ledger.firehose_put);
    assert_eq!(end.stores[0].records, end.ledger.firehose_put);
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    assert_eq!(end.stores[0].parts[0].loads, bucket.len() as u64);
    let sink = world.stores().sinks.sink(&engine::command::Place::Cluster(name("dwh")), "clicks");
    let at: Vec<Time> = sink.expect("a table").loads().map(|load| load.at).collect();
    assert!(at.windows(2).all(|pair| pair[1].since(pair[0]) >= Span::seconds(2)), "{at:?}");
}

#[test]
fn a_cluster_in_maintenance_is_retried_and_then_skipped_with_a_manifest() {
    // checklist W20, E16, F03
    for (down, delivered) in [(3_590, 1), (3_700, 0)] {
        let mut world = World::new(Era::Today, 1);
        create(&mut world, redshift(None));
        put(&mut world, "{\"a\":1}");
        line(&mut world, "fault cluster dwh maintenance");
        world.advance(Time::seconds(60 + down), u64::MAX);
        line(&mut world, "heal cluster dwh");
        let end = at(&mut world, 5_000);
        assert_eq!(end.ledger.delivered, delivered, "down {down} s");
        if delivered == 0 {
            assert_eq!(end.ledger.failed, 1);
            let manifest = object(&world, "errors/manifests/");
            let json: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
            let url = json["entries"][0]["url"].as_str().expect("a url").to_owned();
            assert_eq!(json["entries"][0]["mandatory"], true);
            let key = url.strip_prefix("s3://lake/").expect("of this bucket");
            assert!(world.buckets().object(&name("lake"), key).is_ok(), "{key}");
        }
    }
}

#[test]
fn a_retry_of_more_than_two_hours_is_refused() {
    let mut world = World::new(Era::Today, 1);
    assert!(try_create(&mut world, redshift(Some(7_201))).unwrap_err().contains("7200"));
    assert!(try_create(&mut world, redshift(Some(7_200))).is_ok());
}

#[test]
fn what_copy_cannot_read_is_refused() {
    for compression in Compression::ALL {
        let mut world = World::new(Era::Today, 1);
        let mut destination = redshift(None);
        destination.s3.compression = compression;
        let fits = matches!(compression, Compression::Uncompressed | Compression::Gzip);
        assert_eq!(try_create(&mut world, destination).is_ok(), fits, "{}", compression.word());
    }
}

#[test]
fn copy_reads_gzip_only_if_its_options_say_so() {
    for (compression, options, copied) in [
        (Compression::Gzip, "json 'auto' GZIP", true),
        (Compression::Gzip, "json 'auto'", false),
        (Compression::Uncompressed, "gzip", false),
        (Compression::Uncompressed, "", true),
    ] {
        let mut world = World::new(Era::Today, 1);
        let mut destination = redshift(Some(0));
        destination.s3.compression = compression;
        if let DeliverTo::Redshift { options: of, .. } = &mut destination.to {
            *of = options.to_owned();
        }
        create(&mut world, destination);
        put(&mut world, "{\"a\":1}");
        let end = at(&mut world, 200);
        let found = (end.ledger.delivered, end.ledger.failed);
        assert_eq!(found, if copied { (1, 0) } else { (0, 1) }, "{compression:?} {options}");
    }
}

#[test]
fn what_is_on_its_way_ends_where_it_was_meant_for_when_the_destination_changes() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, redshift(Some(600)));
    line(&mut world, "fault cluster dwh maintenance");
    put(&mut world, "{\"a\":1}");
    put(&mut world, "{\"a\":2}");
    at(&mut world, 70);
    // Another kind of destination, in another bucket.
    line(
        &mut world,
        "aws firehose update-destination --delivery-stream-name d --current-delivery-stream-version-id 1 \
         --destination-id destinationId-000000000001 --extended-s3-destination-update \
         BucketARN=arn:aws:s3:::other,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}",
    );
    put(&mut world, "{\"a\":3}");
    for seconds in 71..140 {
        at(&mut world, seconds);
    }
    let meanwhile = at(&mut world, 140);
    assert_eq!((meanwhile.ledger.delivered, meanwhile.ledger.failed), (1, 0), "the new record is in `other`");
    let end = at(&mut world, 1_000);
    assert_eq!((end.ledger.delivered, end.ledger.failed), (1, 2), "the old ones are skipped after 600 s");
    assert!(object(&world, "errors/manifests/").contains("s3://lake/"));
    assert_eq!(world.buckets().bucket(&name("other")).expect("a bucket").objects().count(), 1);
}

#[test]
fn a_copy_is_tried_twenty_five_times_in_two_hours() {
    // checklist W20: a first attempt, and 24 more, five minutes after one another.
    for (retry, attempts) in [(0, 1), (7_199, 24), (7_200, 25)] {
        let mut world = World::new(Era::Today, 1);
        create(&mut world, redshift(Some(retry)));
        line(&mut world, "fault cluster dwh unreachable");
        put(&mut world, "{\"a\":1}");
        let end = at(&mut world, 8_000);
        assert_eq!((end.ledger.delivered, end.ledger.failed), (0, 1), "{retry} s");
        let failed = |what: &What| matches!(what, What::DeliveryFailed { .. });
        let tried = world.journal().from(0).filter(|event| failed(&event.what)).count();
        assert_eq!(tried, attempts, "{retry} s");
    }
}
