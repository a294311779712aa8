//! Places that are slow, and a domain in maintenance.

use engine::why;

use super::*;

fn to(to: DeliverTo) -> Destination {
    Destination { to, ..s3() }
}

fn splunk() -> Destination {
    to(DeliverTo::Splunk {
        url: "https://hec.example.com:8088".to_owned(),
        raw: false,
        collector: name("hec"),
        buffering: None,
        acknowledged_within: None,
        retry: None,
    })
}

fn http() -> Destination {
    to(DeliverTo::Http {
        endpoint: name("api"),
        name: None,
        headers: HttpHeaders::default(),
        url: "https://api/x".to_owned(),
        buffering: Some(HINTS),
        retry: None,
    })
}

#[test]
fn a_slow_place_takes_a_minute_and_a_half_and_nothing_is_tried_again() {
    for destination in [s3(), redshift(None), search(None), splunk(), http()] {
        let place = destination.place();
        let mut world = World::new(Era::Today, 1);
        create(&mut world, destination);
        line(&mut world, &format!("fault {place} slow for 70s"));
        put(&mut world, "{\"a\":1}");
        // Flushed at 60 s. That it is well again at 70 s does not make quicker what is at work.
        let slow = at(&mut world, 149);
        assert_eq!((slow.ledger.delivered, slow.ledger.waiting), (0, 1), "{place}");
        assert_eq!(slow.deliveries[0].retries.len(), 0, "{place}");
        let why = why::delivery_failed(&world, &name("d")).expect("it is late").sentences.join("\n");
        assert!(why.contains(&format!("`{place}` is slow")) && why.contains("Nothing has failed"), "{why}");
        assert_eq!(at(&mut world, 155).ledger.delivered, 1, "{place}");
        assert_eq!(why::delivery_failed(&world, &name("d")), None, "{place}");
        put(&mut world, "{\"a\":2}");
        assert_eq!(at(&mut world, 155 + 63).ledger.delivered, 2, "{place}: quick again");
    }
}

#[test]
fn behind_a_slow_cluster_copies_wait_in_a_row() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, redshift(None));
    line(&mut world, "fault cluster dwh slow");
    line(&mut world, "producer p to firehose d rate 10/s payload orders");
    let early = at(&mut world, 600);
    let late = at(&mut world, 1_800);
    assert!(late.ledger.waiting > 2 * early.ledger.waiting, "{early:?} {late:?}");
    assert_eq!(late.ledger.failed + late.ledger.firehose_lost, 0);
    let why = why::delivery_failed(&world, &name("d")).expect("it is late");
    assert!(why.sentences.join("\n").contains("One COPY runs at a time"), "{why:?}");
    for command in why.fixes.iter().flat_map(|fix| &fix.commands) {
        world.apply(command).expect("it heals");
    }
    line(&mut world, "stop p");
    assert_eq!(at(&mut world, 2_200).ledger.waiting, 0);
}

#[test]
fn a_domain_in_maintenance_is_tried_again() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, search(Some(600)));
    line(&mut world, "fault domain logs maintenance for 4m");
    put(&mut world, "{\"a\":1}");
    let retry = at(&mut world, 100).deliveries[0].retries[0].clone();
    assert_eq!((retry.attempts, retry.error.as_str()), (1, "OS.ServiceException"));
    assert_eq!(at(&mut world, 400).ledger.delivered, 1);
}

#[test]
fn before_opensearch_had_its_name_nothing_is_called_so() {
    let elasticsearch = |service| {
        let mut destination = search(Some(0));
        if let DeliverTo::OpenSearch { service: of, .. } = &mut destination.to {
            *of = service;
        }
        destination
    };
    for (era, service, codes) in [
        (Era::Y2018, SearchService::OpenSearch, ["ES.ServiceException", "ES.AccessDenied"]),
        (Era::Y2020, SearchService::OpenSearch, ["ES.ServiceException", "ES.AccessDenied"]),
        (Era::Today, SearchService::Elasticsearch, ["ES.ServiceException", "ES.AccessDenied"]),
        (Era::Today, SearchService::OpenSearch, ["OS.ServiceException", "OS.AccessDenied"]),
    ] {
        for (trouble, code) in ["unreachable", "refusing"].into_iter().zip(codes) {
            let mut world = World::new(era, 1);
            create(&mut world, elasticsearch(service));
            line(&mut world, &format!("fault domain logs {trouble}"));
            put(&mut world, "{\"a\":1}");
            at(&mut world, 300);
            let text = object(&world, "_failed/");
            assert!(text.contains(&format!("\"errorCode\":\"{code}\"")), "{era}: {text}");
            assert_eq!(text.contains("OpenSearch"), code == "OS.ServiceException", "{era}: {text}");
        }
    }
}
