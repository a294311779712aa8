//! Registered consumers: how many, which names, and from CREATING to gone.

use super::*;

#[test]
fn the_sixth_consumer_is_refused_in_2018_and_the_twenty_first_later() {
    for (era, most) in [(Era::Y2018, 5), (Era::Y2020, 20), (Era::Today, 20)] {
        let mut world = world(era);
        for n in 1..=most {
            register(&mut world, &format!("c{n}")).unwrap_or_else(|error| panic!("{era:?} {n}: {error}"));
            later(&mut world, 2_000);
        }
        let refusal = register(&mut world, "more").unwrap_err();
        assert_eq!(refusal.error, ErrorName::LimitExceededException);
        let met = refusal.met.unwrap();
        assert_eq!((met.limit.id, met.allowed, met.asked), ("efo_consumers_per_stream", most, most + 1));
        // One that leaves makes room when it is gone.
        call(&mut world, Kinesis::DeregisterStreamConsumer(who("c1"))).unwrap();
        assert_eq!(describe(&mut world, "c1").unwrap().status, "DELETING");
        assert!(register(&mut world, "more").is_err());
        later(&mut world, 2_000);
        register(&mut world, "more").unwrap();
    }
}

#[test]
fn five_consumers_may_be_creating_at_once_and_five_registered_in_a_second() {
    let mut world = world(Era::Today);
    for n in 1..=5 {
        register(&mut world, &format!("c{n}")).unwrap();
    }
    later(&mut world, 1_000);
    assert_eq!(register(&mut world, "c6").unwrap_err().met.unwrap().limit.id, "efo_creating_max");
    later(&mut world, 1_000);
    register(&mut world, "c6").unwrap();
}

#[test]
fn a_consumer_is_creating_then_active_then_deleting_then_gone() {
    let mut world = world(Era::Today);
    register(&mut world, "c").unwrap();
    let described = describe(&mut world, "c").unwrap();
    assert_eq!(described.status, "CREATING");
    assert_eq!(
        described.arn,
        format!("arn:aws:kinesis:us-east-1:123456789012:stream/s/consumer/c:{}", described.created)
    );
    assert_eq!(described.stream_arn, "arn:aws:kinesis:us-east-1:123456789012:stream/s");
    check(
        register(&mut world, "c"),
        ErrorName::ResourceInUseException,
        "Consumer c under stream: s already exists for account 123456789012.",
    );
    check(
        subscribe(&mut world, "c"),
        ErrorName::ResourceInUseException,
        &format!(
            "Consumer c with creation timestamp {} under stream: s, account 123456789012 is not in ACTIVE status.",
            described.created
        ),
    );
    later(&mut world, 1_999);
    assert_eq!(describe(&mut world, "c").unwrap().status, "CREATING");
    later(&mut world, 1);
    assert_eq!(describe(&mut world, "c").unwrap().status, "ACTIVE");
    assert_eq!(view::view(&world).streams[0].consumers[0].status, "ACTIVE");
    let earlier = Consumer { created: Some(described.created - 1), ..who("c") };
    check(
        call(&mut world, Kinesis::DescribeStreamConsumer(earlier)),
        ErrorName::ResourceNotFoundException,
        "Consumer c, account 123456789012 not found.",
    );
    call(&mut world, Kinesis::DeregisterStreamConsumer(who("c"))).unwrap();
    later(&mut world, 2_000);
    assert_eq!(describe(&mut world, "c").unwrap_err().error, ErrorName::ResourceNotFoundException);
}

#[test]
fn consumers_are_listed_by_name_page_by_page() {
    let mut world = world(Era::Today);
    for consumer in ["delta", "alpha", "charlie", "bravo"] {
        register(&mut world, consumer).unwrap();
    }
    let mut list = |max_results, next_token| {
        let ask = Kinesis::ListStreamConsumers { stream: name("s"), max_results, next_token };
        let reply = call(&mut world, ask).unwrap();
        let Reply::Consumers { consumers, next_token } = reply else { panic!("{reply:?}") };
        (consumers.iter().map(|c| c.name.to_string()).collect::<Vec<_>>(), next_token)
    };
    assert_eq!(
        list(None, None),
        (vec!["alpha".into(), "bravo".into(), "charlie".into(), "delta".into()], None)
    );
    let (first, token) = list(Some(2), None);
    assert_eq!(first, ["alpha", "bravo"]);
    let (second, none) = list(Some(2), token);
    assert_eq!((second, none), (vec!["charlie".into(), "delta".into()], None));
}

#[test]
fn in_2018_a_consumer_subscribes_once_a_second_and_later_once_a_second_on_each_shard() {
    for era in [Era::Y2018, Era::Y2020, Era::Today] {
        let mut world = world(era);
        call(&mut world, Kinesis::SplitShard { stream: name("s"), shard: ShardId(0), at: SplitAt::Midpoint })
            .unwrap();
        for consumer in ["c", "other"] {
            register(&mut world, consumer).unwrap();
        }
        later(&mut world, 40_000);
        subscribe_at(&mut world, "c", 1, IteratorStart::Latest).unwrap();
        let second = subscribe_at(&mut world, "c", 2, IteratorStart::Latest);
        if era == Era::Y2018 {
            let refusal = second.unwrap_err();
            let text = "Rate exceeded for consumer c under account 123456789012.";
            assert_eq!((refusal.error, refusal.message.as_str()), (ErrorName::LimitExceededException, text));
            let met = refusal.met.unwrap();
            assert_eq!((met.limit.id, met.allowed, met.asked), ("efo_subscribe_rate.consumer", 1, 2));
            subscribe_at(&mut world, "other", 2, IteratorStart::Latest).unwrap();
            later(&mut world, 999);
            assert!(subscribe_at(&mut world, "c", 2, IteratorStart::Latest).is_err());
            later(&mut world, 1);
            subscribe_at(&mut world, "c", 2, IteratorStart::Latest).unwrap();
        } else {
            second.unwrap();
        }
    }
}
