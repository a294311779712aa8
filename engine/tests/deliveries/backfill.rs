//! What failed is brought in by hand: a manifest is loaded, documents are indexed, records are put again; each once
//! in the ledger.

use engine::refusal::ErrorName;
use engine::why;

use super::*;

fn refused(world: &mut World, line: &str) -> String {
    let before = world.digest();
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    let refusal = world.apply(&command).expect_err(line);
    assert_eq!(world.digest(), before, "{line}: a refusal changes nothing");
    if refusal.error == ErrorName::SceneError { refusal.message } else { refusal.to_string() }
}

/// The key of the first object whose name has `part` in it.
fn key(world: &World, part: &str) -> String {
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    bucket.objects().find(|object| object.key.contains(part)).expect("an object").key.clone()
}

/// What the last event of a backfill says.
fn said(world: &World) -> String {
    let told = world.journal().from(0).rev().find(|event| matches!(event.what, What::Backfilled { .. }));
    view::sentence(told.expect("something was brought in"))
}

/// Three records that Redshift did not copy, in an object of their own.
fn skipped(compression: Compression) -> World {
    let mut world = World::new(Era::Today, 1);
    let mut destination = redshift(Some(0));
    destination.s3.compression = compression;
    if let (DeliverTo::Redshift { options, .. }, Compression::Gzip) = (&mut destination.to, compression) {
        *options = "json 'auto' gzip".to_owned();
    }
    create(&mut world, destination);
    line(&mut world, "fault cluster dwh maintenance");
    for n in 0..3 {
        put(&mut world, &format!("{{\"a\":{n}}}"));
    }
    assert_eq!(at(&mut world, 200).ledger.failed, 3);
    world
}

#[test]
fn a_manifest_loads_exactly_what_it_lists_and_twice_is_there_twice() {
    // checklist F03
    for compression in [Compression::Uncompressed, Compression::Gzip] {
        let mut world = skipped(compression);
        let manifest = key(&world, "errors/manifests/");
        let load = format!("load manifest lake/{manifest} into dwh clicks");
        assert!(refused(&mut world, &load).contains("cluster dwh is maintenance"));
        line(&mut world, "heal cluster dwh");
        let loaded = |world: &World| view::look::object(world, &name("lake"), &manifest).unwrap().backfilled;
        assert_eq!(loaded(&world), 0);
        // Another object in the same bucket, which the manifest does not name.
        put(&mut world, "{\"a\":9}");
        assert_eq!(at(&mut world, 400).stores[0].records, 1);
        line(&mut world, &load);
        let once = at(&mut world, 401);
        assert_eq!((once.ledger.failed, once.ledger.backfilled, once.ledger.delivered), (0, 3, 1));
        assert_eq!((once.deliveries[0].in_failure_folders, once.deliveries[0].backfilled), (0, 3));
        assert_eq!((once.stores[0].records, loaded(&world)), (4, 3));
        let place = engine::command::Place::Cluster(name("dwh"));
        let sink = world.stores().sinks.sink(&place, "clicks").expect("a table");
        let last = sink.loads().last().expect("a load").content.0.bytes();
        assert_eq!(String::from_utf8(last).expect("unpacked"), "{\"a\":0}{\"a\":1}{\"a\":2}");
        assert_eq!(said(&world), "COPY loaded 3 records that d had not delivered into dwh");
        line(&mut world, &load);
        let twice = at(&mut world, 402);
        assert_eq!((twice.ledger.backfilled, twice.stores[0].records), (3, 7), "COPY loads them again");
        assert!(
            said(&world).contains("3 were brought in before: they are there twice now"),
            "{}",
            said(&world)
        );
    }
}

#[test]
fn what_is_no_manifest_of_the_cluster_is_refused() {
    let mut world = skipped(Compression::Uncompressed);
    line(&mut world, "heal cluster dwh");
    let (manifest, data) = (key(&world, "errors/manifests/"), key(&world, "2026/"));
    for (line, part) in [
        (format!("load manifest lake/{data} into dwh clicks"), "is no manifest"),
        (format!("load manifest lake/{manifest} into dwh nothing"), "has no table nothing: it has clicks"),
        (format!("load manifest lake/{manifest} into other clicks"), "there is no cluster other"),
        ("load manifest lake/nothing into dwh clicks".to_owned(), "NoSuchKey"),
        (format!("load manifest pond/{manifest} into dwh clicks"), "NoSuchBucket"),
        ("reindex lake/ into logs clicks".to_owned(), "no failed record lies under s3://lake/"),
        ("reingest lake/ into d".to_owned(), "no failed record lies under s3://lake/"),
        ("reingest lake/ into e".to_owned(), "ResourceNotFoundException"),
    ] {
        let message = refused(&mut world, &line);
        assert!(message.contains(part), "{line}: {message}");
    }
    line(&mut world, "fault bucket lake refusing");
    let load = format!("load manifest lake/{manifest} into dwh clicks");
    assert!(refused(&mut world, &load).contains("bucket lake is refusing"));
}

/// Two documents and a line that is none, all in the failure folder of an unreachable domain.
fn not_indexed() -> World {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, search(Some(0)));
    line(&mut world, "fault domain logs unreachable");
    for data in ["{\"a\":1}", "no document", "{\"a\":2}"] {
        put(&mut world, data);
    }
    assert_eq!(at(&mut world, 300).ledger.failed, 3);
    world
}

#[test]
fn documents_are_indexed_once_and_what_is_no_json_fails_again() {
    let mut world = not_indexed();
    let reindex = "reindex lake/AmazonOpenSearchService_failed/ into logs clicks-2026-11-21";
    assert!(refused(&mut world, reindex).contains("domain logs is unreachable"));
    line(&mut world, "heal domain logs");
    line(&mut world, reindex);
    let once = at(&mut world, 301);
    assert_eq!((once.ledger.failed, once.ledger.backfilled), (1, 2));
    assert_eq!((once.stores[0].parts[0].name.as_str(), once.stores[0].records), ("clicks-2026-11-21", 2));
    assert!(said(&world).ends_with("1 are no JSON and failed again"), "{}", said(&world));
    line(&mut world, reindex);
    let twice = at(&mut world, 302);
    assert_eq!((twice.ledger.failed, twice.ledger.backfilled, twice.stores[0].records), (1, 2, 2));
    assert!(
        said(&world).contains("2 were there already and are replaced under their ids"),
        "{}",
        said(&world)
    );
}

/// `records` records of `bytes` bytes that a function failed, and the function set right.
fn not_transformed(records: u64, bytes: usize) -> World {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint failing");
    let mut destination = with_function(s3());
    destination.s3.compression = Compression::Gzip;
    create(&mut world, destination);
    for n in 0..records {
        put(&mut world, &format!("{n}{}", "x".repeat(bytes - 1)));
        world.advance(world.now() + Span::millis(400), u64::MAX);
    }
    let end = world.now().as_seconds() + 700;
    assert_eq!(at(&mut world, end).ledger.failed, records);
    line(&mut world, "set f blueprint pass-through");
    world
}

#[test]
fn records_are_put_again_within_the_limits_of_a_batch() {
    // 10 records of 999,000 B: 4 fit into a call's 4 MiB, and 5 MiB a second are allowed.
    let mut world = not_transformed(10, 999_000);
    let (from, put) = (world.journal().end(), view::view(&world).ledger.firehose_put);
    line(&mut world, "reingest lake/processing-failed/ into d");
    let now = world.now().as_seconds();
    let begun = at(&mut world, now);
    assert_eq!((begun.ledger.backfilled, begun.ledger.failed), (4, 6), "the first call at once");
    let end = at(&mut world, now + 400);
    assert_eq!((end.ledger.backfilled, end.ledger.failed), (10, 0));
    assert_eq!((end.ledger.firehose_put, end.ledger.delivered), (put + 10, 10), "they are put anew");
    let (mut calls, mut slowed) = (0, 0);
    for event in world.journal().from(from) {
        if let What::FirehosePut { taken, refused, bytes, .. } = &event.what {
            (calls, slowed) = (calls + 1, slowed + refused);
            assert!(taken + refused <= 4 && *bytes <= 4_194_304, "{event:?}");
        }
    }
    assert!(calls > 2 && slowed > 0, "{calls} calls, {slowed} entries sent again");
    // A second time they come twice, and nothing is counted twice.
    line(&mut world, "reingest lake/processing-failed/ into d");
    let twice = at(&mut world, now + 800);
    assert_eq!((twice.ledger.backfilled, twice.ledger.delivered), (10, 20));
}

#[test]
fn what_is_put_again_to_a_stream_that_goes_is_told() {
    let mut world = not_transformed(10, 999_000);
    line(&mut world, "reingest lake/processing-failed/ into d");
    let now = world.now().as_seconds();
    at(&mut world, now);
    line(&mut world, "aws firehose delete-delivery-stream --delivery-stream-name d");
    let end = at(&mut world, now + 10);
    assert_eq!((end.ledger.backfilled, end.ledger.failed), (4, 6));
    let told = world.journal().from(0).rev().find(|event| matches!(event.what, What::PutFailed { .. }));
    assert!(
        view::sentence(told.expect("an event")).contains("6 records not sent, ResourceNotFoundException")
    );
}

#[test]
fn why_offers_it_and_the_button_does_it() {
    for (mut world, part, heal, label) in [
        (skipped(Compression::Gzip), "errors/manifests/", "heal cluster dwh", "Load it now"),
        (not_indexed(), "_failed/", "heal domain logs", "Index again"),
        (not_transformed(2, 10), "processing-failed/", "", "Put again"),
    ] {
        let key = key(&world, part);
        if !heal.is_empty() {
            assert_eq!(
                why::backfill(&world, &name("lake"), &key),
                None,
                "{label}: refused while it is broken"
            );
            line(&mut world, heal);
        }
        let failed = view::view(&world).ledger.failed;
        let newest = why::delivery_failed(&world, &name("d")).expect("something failed");
        assert_eq!(newest.fixes.last().expect("a fix").label, label);
        let why = why::object_failed(&world, &name("lake"), &key).expect("a reason");
        let fix = why.fixes.last().expect("a fix");
        assert_eq!(fix.label, label);
        for command in &fix.commands {
            // The line that is shown does it too.
            assert_eq!(&story::command(&command.to_string()).expect("it reads"), command);
            world.apply(command).expect("it is taken");
        }
        let now = world.now().as_seconds();
        let end = at(&mut world, now + 400);
        assert!(end.ledger.failed < failed && end.ledger.backfilled > 0, "{label}: {:?}", end.ledger);
        if label != "Index again" {
            assert_eq!(why::backfill(&world, &name("lake"), &key), None, "{label}: it is done");
        }
    }
}

#[test]
fn a_stream_that_reads_a_stream_is_not_put_to() {
    let mut world = not_transformed(1, 10);
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    let now = world.now().as_seconds();
    at(&mut world, now + 10);
    let mut destination = s3();
    destination.s3.buffering = Some(HINTS);
    let ask = CreateDeliveryStream::new(name("e"), Some(name("s")), destination);
    world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
    let message = refused(&mut world, "reingest lake/processing-failed/ into e");
    assert!(message.contains("KinesisStreamAsSource"), "{message}");
}
