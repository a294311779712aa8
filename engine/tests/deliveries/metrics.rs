//! The CloudWatch metrics of a delivery stream, minute by minute.

use engine::view::Metric;

use super::*;

fn metric(world: &World, name: &str) -> Metric {
    let all = view::metrics(world, &self::name("d"), 100).expect("a delivery stream");
    let names: Vec<_> = all.iter().map(|metric| metric.name.clone()).collect();
    all.into_iter().find(|metric| metric.name == name).unwrap_or_else(|| panic!("{name} is not in {names:?}"))
}

fn values(world: &World, name: &str) -> Vec<Option<u64>> {
    metric(world, name).points.into_iter().map(|(_, value)| value).collect()
}

fn sums(world: &World, name: &str) -> u64 {
    values(world, name).into_iter().flatten().sum()
}

#[test]
fn what_arrives_is_counted_by_the_minute() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    line(&mut world, "producer p to firehose d rate 10/s size 200B api put-record payload filler");
    at(&mut world, 150);
    let records = metric(&world, "IncomingRecords");
    assert_eq!(records.limit, Some(30_000_000));
    let seconds: Vec<_> = records.points.iter().map(|(at, _)| *at).collect();
    assert_eq!(seconds, [0, 60], "the minute that runs is not among them");
    let records: Vec<_> = records.points.into_iter().filter_map(|(_, value)| value).collect();
    assert!((598..=600).contains(&records[0]) && records[1] == 600, "{records:?}");
    let calls: Vec<_> = values(&world, "IncomingPutRequests").into_iter().flatten().collect();
    assert_eq!(calls, records);
    let bytes: Vec<_> = values(&world, "IncomingBytes").into_iter().flatten().collect();
    assert_eq!(bytes, records.iter().map(|n| n * 200).collect::<Vec<_>>(), "data alone: there are no keys");
    assert_eq!(sums(&world, "ThrottledRecords"), 0);
    line(&mut world, "set p rate 3000/s");
    at(&mut world, 240);
    assert!(sums(&world, "ThrottledRecords") > 10_000, "2,000 requests a second");
}

#[test]
fn a_bucket_that_is_away_shows_in_success_and_in_freshness() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    line(&mut world, "fault bucket lake unreachable");
    put(&mut world, "a");
    at(&mut world, 300);
    assert_eq!(sums(&world, "DeliveryToS3.Records"), 0);
    let success = values(&world, "DeliveryToS3.Success");
    assert_eq!(success[..2], [None, Some(0)], "the first attempt comes after a minute");
    assert_eq!(values(&world, "DeliveryToS3.DataFreshness"), [60, 120, 180, 240, 300].map(Some));
    line(&mut world, "heal bucket lake");
    at(&mut world, 900);
    assert_eq!((sums(&world, "DeliveryToS3.Records"), sums(&world, "DeliveryToS3.Bytes")), (1, 1));
    assert_eq!(values(&world, "DeliveryToS3.DataFreshness").last(), Some(&Some(0)));
}

#[test]
fn a_minute_is_the_same_however_time_is_cut() {
    let run = |step: u64| {
        let mut world = World::new(Era::Today, 5);
        create(&mut world, s3());
        line(&mut world, "producer p to firehose d rate 7/s size 300B");
        for second in (step..=400).step_by(usize::try_from(step).unwrap()) {
            world.advance(Time::seconds(second), u64::MAX);
        }
        view::metrics(&world, &name("d"), 100)
    };
    assert_eq!(run(400), run(1));
}

#[test]
fn documents_that_were_refused_lower_success() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, search(None));
    for data in ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "no document"] {
        put(&mut world, data);
    }
    at(&mut world, 130);
    let place = "DeliveryToAmazonOpenSearchService";
    assert_eq!(values(&world, &format!("{place}.Success")), [None, Some(75)]);
    assert_eq!(sums(&world, &format!("{place}.Records")), 3);
    assert_eq!(sums(&world, &format!("{place}.Bytes")), 21);
    assert_eq!(sums(&world, "DeliveryToS3.Records"), 0, "a failure folder is no delivery");
}

#[test]
fn a_function_is_counted_by_its_invocations() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, with_function(s3()));
    put(&mut world, "abc");
    line(&mut world, "fault function f throttling for 61s");
    at(&mut world, 125);
    let success: Vec<_> = values(&world, "ExecuteProcessing.Success").into_iter().flatten().collect();
    assert!(success.len() == 1 && (1..100).contains(&success[0]), "{success:?}");
    assert_eq!((sums(&world, "SucceedProcessing.Records"), sums(&world, "SucceedProcessing.Bytes")), (1, 3));
    assert_eq!(values(&world, "ExecuteProcessing.Duration"), [None, Some(40)]);
}

#[test]
fn a_source_stream_is_counted_as_read() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    let ask = CreateDeliveryStream::new(name("d"), Some(name("s")), s3());
    world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
    line(&mut world, "producer p to s rate 20/s size 100B");
    at(&mut world, 130);
    assert_eq!(values(&world, "DataReadFromKinesisStream.Records")[1], Some(1_200));
    assert!(values(&world, "KinesisMillisBehindLatest")[1].is_some());
}

#[test]
fn each_destination_has_its_own_metrics() {
    let mut elastic = search(Some(0));
    if let DeliverTo::OpenSearch { service, .. } = &mut elastic.to {
        *service = SearchService::Elasticsearch;
    }
    for (destination, place) in [
        (redshift(Some(0)), "DeliveryToRedshift"),
        (elastic, "DeliveryToElasticsearch"),
        (splunk(None, Some(Span::default())), "DeliveryToSplunk"),
        (http(Some(Span::default())), "DeliveryToHttpEndpoint"),
    ] {
        let at_place = destination.place();
        let mut world = World::new(Era::Today, 1);
        create(&mut world, destination);
        put(&mut world, "{\"a\":1}");
        put(&mut world, "{\"a\":2}");
        at(&mut world, 130);
        // Flushed in the second minute and taken; of what is flushed in the fourth nothing is.
        line(&mut world, &format!("fault {at_place} refusing"));
        put(&mut world, "{\"a\":3}");
        at(&mut world, 300);
        let of = |what: &str| values(&world, &format!("{place}.{what}"));
        assert_eq!(of("Success"), [None, Some(100), None, Some(0), None], "{place}");
        assert_eq!(of("Records").into_iter().flatten().sum::<u64>(), 2, "{place}");
        assert_eq!(of("Bytes").into_iter().flatten().sum::<u64>(), 14, "{place}");
        let staged = if place == "DeliveryToRedshift" { 3 } else { 0 };
        assert_eq!(sums(&world, "DeliveryToS3.Records"), staged, "{place}");
    }
}

#[test]
fn the_backup_is_counted_apart() {
    let mut world = World::new(Era::Today, 1);
    let mut backup = s3().s3;
    (backup.bucket, backup.buffering) = (name("all"), Some(HINTS));
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, with_function(Destination { backup: Some(Box::new(backup)), ..s3() }));
    line(&mut world, "set f answers dropped");
    put(&mut world, "abc");
    put(&mut world, "de");
    at(&mut world, 190);
    assert_eq!((sums(&world, "BackupToS3.Records"), sums(&world, "BackupToS3.Bytes")), (2, 5));
    assert_eq!(values(&world, "BackupToS3.Success"), [None, Some(100), None]);
    assert_eq!(sums(&world, "DeliveryToS3.Records"), 0, "all were dropped");
}
