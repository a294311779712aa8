//! Dynamic partitioning by jq (behaviours B6, checklist W23, E20).

use super::*;

const QUERY: &str = r#"{customer_id: .customer_id, device: .type.device, year: .event_timestamp|strftime("%Y"),
    month: .event_timestamp|strftime("%m"), day: .event_timestamp|strftime("%d"), hour: .event_timestamp|strftime("%H")}"#;

fn by_query(prefix: &str, query: &str, mut others: Vec<Processor>) -> Destination {
    others.push(Processor::Metadata { query: query.to_owned() });
    let prefix = prefix.to_owned();
    destination(
        move |s3| {
            s3.partitioned = true;
            s3.prefix = prefix;
        },
        others,
    )
}

fn key(names: &[&str]) -> String {
    names.iter().map(|name| format!("{name}=!{{partitionKeyFromQuery:{name}}}/")).collect()
}

#[test]
fn the_record_of_aws_s_guide_lies_where_the_guide_says() {
    // checklist W23
    let mut world = world();
    let prefix = key(&["customer_id", "device", "year", "month", "day", "hour"]);
    world.apply(&create(by_query(&prefix, QUERY, vec![]))).expect("it is made");
    let record = r#"{"customer_id":"1234567890","type":{"device":"mobile"},"event_timestamp":1565382027}"#;
    put(&mut world, record);
    assert_eq!(at(&mut world, 100).ledger.delivered, 1);
    let [(key, bytes)] = objects(&world).try_into().expect("one object");
    let folder = "customer_id=1234567890/device=mobile/year=2019/month=08/day=09/hour=20/d-1-";
    assert!(key.starts_with(folder), "{key}");
    assert_eq!(bytes, record.as_bytes());
}

#[test]
fn a_record_without_its_key_goes_to_the_error_prefix_with_the_reason() {
    // checklist E20
    let mut world = world();
    let query = "{customer: .customer, first: .name[0:1]}";
    world.apply(&create(by_query(&key(&["customer", "first"]), query, vec![]))).expect("it is made");
    put(&mut world, r#"{"customer":7,"name":"Ann"}"#);
    for record in [
        r#"{"name":"Bob"}"#,
        "no JSON",
        r#"{"customer":{"id":1},"name":"Bob"}"#,
        r#"{"customer":1,"name":2}"#,
    ] {
        put(&mut world, record);
    }
    let end = at(&mut world, 200);
    assert_eq!((end.ledger.delivered, end.ledger.failed), (1, 4));
    assert!(objects(&world).iter().any(|(key, _)| key.starts_with("customer=7/first=A/d-")));
    let failures = failures(&world);
    let said = |part: &str| {
        failures
            .iter()
            .filter(|line| line["errorMessage"].as_str().is_some_and(|it| it.contains(part)))
            .count()
    };
    for part in [
        "partitionKeys values must not be null or empty: `customer`",
        "the record is not one JSON value",
        "`customer` must be a text, and is {\"id\":1}",
        "cannot use 2 as rangeable",
    ] {
        assert_eq!(said(part), 1, "{part}: {failures:#?}");
    }
    for line in &failures {
        assert_eq!(line["errorCode"], "DynamicPartitioning.MetadataExtractionFailed");
    }
}

#[test]
fn the_query_sees_what_the_function_answered() {
    let mut world = world();
    line(&mut world, "function f blueprint access-log-to-json");
    let lambda =
        Processor::Lambda { function: name("f"), retries: None, size_milli_mib: None, interval_s: None };
    let query = "{host: .host, status: .response}";
    world.apply(&create(by_query(&key(&["host", "status"]), query, vec![lambda]))).expect("it is made");
    put(&mut world, "10.1.2.3 - - [21/Nov/2026:14:00:00 +0000] \"GET / HTTP/1.1\" 200 45 \"-\" \"curl\"");
    let end = at(&mut world, 300);
    assert_eq!((end.ledger.delivered, end.ledger.failed), (1, 0), "{:?}", objects(&world));
    let [(key, _)] = objects(&world).try_into().expect("one object");
    assert!(key.starts_with("host=10.1.2.3/status=200/d-"), "{key}");
}

/// Records with a new key each, at a steady pace: how many partitions are active after so many seconds.
fn active(every_ms: u64, seconds: u64) -> (usize, u64) {
    let mut world = world();
    world.apply(&create(by_query(&key(&["n"]), "{n: .n}", vec![]))).expect("it is made");
    let mut most = 0;
    for n in 0..seconds * 1_000 / every_ms {
        world.advance(Time(n * every_ms * 1_000), u64::MAX);
        put(&mut world, format!("{{\"n\":{n}}}"));
        most = most.max(world.firehose().iter().next().expect("d").active_partitions());
    }
    (most, at(&mut world, seconds + 200).ledger.failed)
}

#[test]
fn active_partitions_are_new_ones_a_second_times_the_interval() {
    // checklist W23: three a second with 60 s are 180, and what is being delivered.
    let (most, failed) = active(333, 130);
    assert!((180..=184).contains(&most), "{most}");
    assert_eq!(failed, 0);
    // 8.34 a second are more than 500 in a minute; eight are not.
    let (most, failed) = active(125, 70);
    assert!((480..=484).contains(&most), "{most}");
    assert_eq!(failed, 0);
    let (most, failed) = active(119, 70);
    assert_eq!(most, 500);
    assert!(failed > 0);
}

#[test]
fn a_query_that_cannot_be_read_is_refused_and_so_is_one_without_jq() {
    let refused = |world: &mut World, query: &str| {
        world.apply(&create(by_query(&key(&["n"]), query, vec![]))).expect_err(query).to_string()
    };
    let mut lent = world();
    let why = refused(&mut lent, "{n: .n");
    assert!(why.starts_with("InvalidArgumentException: MetadataExtractionQuery: "), "{why}");
    let why = refused(&mut lent, "{n: now}");
    assert!(why.contains("asks for `now`"), "{why}");
    let mut bare = World::new(Era::Today, 1);
    let before = bare.digest();
    let why = refused(&mut bare, "{n: .n}");
    assert!(why.contains("needs the tool `jq`"), "{why}");
    assert_eq!(bare.digest(), before);
    assert_eq!(bare.firehose().iter().count(), 0);
}

#[test]
fn the_time_that_jq_took_is_a_metric_of_who_asks_it() {
    let mut world = world();
    world.apply(&create(by_query(&key(&["a"]), "{a: .a}", vec![]))).expect("it is made");
    // A batch for each call of PutRecord in the first minute; none in the second; one of three records in the third.
    (0..4).for_each(|i| put(&mut world, format!("{{\"a\":{i}}}")));
    at(&mut world, 130);
    let records = (0..500_u64).map(|i| format!("{{\"a\":{}}}", i % 3).into_bytes());
    let of = |data| engine::record::Stored { key: String::new(), data, explicit_hash_key: None };
    let (delivery_stream, records) = (name("d"), records.map(of).collect());
    let batch = Command::Firehose(Firehose::PutRecordBatch { delivery_stream, records });
    world.apply(&batch).expect("it is taken");
    at(&mut world, 300);
    let metrics = view::metrics(&world, &name("d"), 100).expect("a delivery stream");
    let took = metrics.iter().find(|metric| metric.name == "JQProcessing.Duration").expect("it is there");
    let values: Vec<Option<u64>> = took.points.iter().map(|(_, value)| *value).collect();
    // 5 ms and 20 µs a record: 5.02 ms, and 15 ms of the 500.
    assert_eq!((values.as_slice(), took.unit), (&[Some(5), None, Some(15), None, None][..], "ms"));
    // Without an expression there is none.
    let mut other = self::world();
    other.apply(&create(destination(|_| {}, vec![]))).expect("it is made");
    at(&mut other, 100);
    let names: Vec<String> = metrics_of(&other);
    assert!(!names.iter().any(|name| name.starts_with("JQ")), "{names:?}");
}

fn metrics_of(world: &World) -> Vec<String> {
    let all = view::metrics(world, &name("d"), 100).expect("a delivery stream");
    all.into_iter().map(|metric| metric.name).collect()
}
