//! Denied for each kind of actor, and allowed again: who goes on without loss, and who has lost what.

use super::*;

const EXPLICIT: &str = "User: arn:aws:sts::123456789012:assumed-role/shop/shop is not authorized to perform: \
    kinesis:PutRecords on resource: arn:aws:kinesis:us-east-1:123456789012:stream/orders with an explicit deny in an \
    identity-based policy";

#[test]
fn a_producer_of_the_sdk_is_denied_in_awss_words_and_does_not_try_again() {
    let mut world = shop("set shop retries 3");
    let before = at(&mut world, 40).streams[0].taken;
    line(&mut world, "deny shop kinesis:PutRecords on orders");
    let view = at(&mut world, 50);
    assert_eq!(view.streams[0].taken, before, "nothing was taken");
    assert_eq!(failed(&world, "shop", ErrorName::AccessDeniedException), (1_000, EXPLICIT.to_owned()));
    let producer = &view.producers[0];
    assert_eq!((producer.resending, producer.resent, producer.given_up), (0, 0, 0), "no SDK tries it again");
    // One call each 100 ms.
    let permission = permission(&view, "shop", "kinesis:PutRecords");
    assert_eq!(
        (permission.denied, permission.verdict, role(&view, "shop").denied),
        (100, "explicit deny", 100)
    );
    line(&mut world, "allow shop kinesis:PutRecords on orders");
    let view = at(&mut world, 60);
    assert_eq!(view.streams[0].taken, before + 1_000, "what was denied is lost, and what comes now is taken");
    assert_eq!(role(&view, "shop").missing, 0);
}

#[test]
fn what_no_statement_allows_is_denied_with_other_words() {
    let mut world = shop("set shop api put-record");
    at(&mut world, 40);
    line(&mut world, "revoke shop kinesis:*");
    let view = at(&mut world, 41);
    let (records, text) = failed(&world, "shop", ErrorName::AccessDeniedException);
    assert_eq!(records, 100);
    assert!(
        text.ends_with(
            "kinesis:PutRecord on resource: arn:aws:kinesis:us-east-1:123456789012:stream/orders because no \
             identity-based policy allows the kinesis:PutRecord action"
        ),
        "{text}"
    );
    assert_eq!(permission(&view, "shop", "kinesis:PutRecord").verdict, "not allowed");
    // On another stream it helps nothing.
    line(&mut world, "allow shop kinesis:PutRecord on other");
    at(&mut world, 42);
    assert_eq!(failed(&world, "shop", ErrorName::AccessDeniedException).0, 200);
    line(&mut world, "allow shop kinesis:PutRecord on orders");
    at(&mut world, 43);
    assert_eq!(failed(&world, "shop", ErrorName::AccessDeniedException).0, 200);
}

#[test]
fn an_explicit_deny_wins_over_every_allow() {
    let mut world = shop("");
    at(&mut world, 40);
    line(&mut world, "deny shop kinesis:*");
    line(&mut world, "allow shop kinesis:PutRecords on orders");
    at(&mut world, 41);
    assert_eq!(failed(&world, "shop", ErrorName::AccessDeniedException).0, 100);
    let view = at(&mut world, 41);
    assert_eq!(role(&view, "shop").denies, ["kinesis:*"]);
    line(&mut world, "allow shop kinesis:*");
    let view = at(&mut world, 42);
    assert_eq!(failed(&world, "shop", ErrorName::AccessDeniedException).0, 100);
    assert_eq!(role(&view, "shop").denies, [""; 0]);
}

#[test]
fn the_kpl_holds_what_is_denied_until_its_time_is_over() {
    let mut world = start(
        "seed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
         producer shop to orders api kpl rate 100/s size 100B keys uniform 1000 ttl 30s",
    );
    at(&mut world, 40);
    line(&mut world, "deny shop kinesis:PutRecords");
    let view = at(&mut world, 50);
    let kpl = view.producers[0].kpl.as_ref().expect("a KPL");
    assert!(kpl.pending >= 990, "it holds them: {}", kpl.pending);
    line(&mut world, "allow shop kinesis:PutRecords");
    let view = at(&mut world, 60);
    let kpl = view.producers[0].kpl.as_ref().expect("a KPL");
    assert_eq!((kpl.expired, kpl.throttled, kpl.lost), (0, 0, 0), "nothing is lost within RecordTtl");
    assert!(kpl.pending < 100, "{}", kpl.pending);
    line(&mut world, "deny shop kinesis:PutRecords");
    let view = at(&mut world, 100);
    assert!(view.producers[0].kpl.as_ref().expect("a KPL").expired > 500);
}

#[test]
fn a_kpl_that_may_not_list_shards_packs_nothing() {
    let mut world = start(
        "seed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
         producer shop to orders api kpl rate 100/s size 100B keys uniform 1000\ndeny shop kinesis:ListShards",
    );
    let view = at(&mut world, 50);
    let kpl = view.producers[0].kpl.as_ref().expect("a KPL");
    let taken = view.streams[0].taken;
    assert!(taken > 1_000 && taken <= kpl.received, "each user record is a record: {taken}");
    assert!(permission(&view, "shop", "kinesis:ListShards").denied > 0);
}

#[test]
fn an_agent_tries_again_without_end_and_loses_nothing() {
    let mut world = start(
        "seed 7\naws kinesis create-stream --stream-name orders --shard-count 1\n\
         agent web to orders rate 100/s lines access-log buffer-age 1s",
    );
    at(&mut world, 40);
    line(&mut world, "revoke web kinesis:PutRecords");
    let view = at(&mut world, 60);
    let stood = view.streams[0].taken;
    assert!(role(&view, "web").denied > 0);
    line(&mut world, "allow web kinesis:PutRecords on orders");
    line(&mut world, "set web rate 0/s");
    let view = at(&mut world, 200);
    let agent = view.producers[0].agent.as_ref().expect("an agent");
    assert!(view.streams[0].taken > stood + 1_900, "{} after {stood}", view.streams[0].taken);
    assert_eq!(agent.written, view.streams[0].taken, "every line is there");
}

#[test]
fn a_log_subscription_and_an_iot_rule_are_denied_too() {
    let mut world = start(
        "seed 7\naws kinesis create-stream --stream-name orders --shard-count 1\n\
         logs trail to orders rate 50/s\niot things to orders rate 50/s",
    );
    at(&mut world, 40);
    line(&mut world, "deny trail kinesis:PutRecords");
    line(&mut world, "deny things kinesis:PutRecord");
    let before = at(&mut world, 41).streams[0].taken;
    let view = at(&mut world, 60);
    assert!(view.streams[0].taken <= before + 50, "{before} and {}", view.streams[0].taken);
    for who in ["trail", "things"] {
        assert!(role(&view, who).denied > 0, "{who}");
        assert!(failed(&world, who, ErrorName::AccessDeniedException).0 > 0, "{who}");
    }
}

/// Each action that a polling consumer needs, taken away alone.
#[test]
fn a_polling_consumer_waits_and_goes_on_where_it_was() {
    for action in ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"] {
        let mut world = shop("consumer billing reads orders from trim-horizon");
        line(&mut world, &format!("deny billing {action}"));
        let view = at(&mut world, 50);
        assert_eq!(reader(&view, "billing").read, 0, "{action}");
        assert!(reads_refused(&world, "billing", ErrorName::AccessDeniedException) > 10, "{action}");
        line(&mut world, &format!("allow billing {action}"));
        line(&mut world, "set shop rate 0/s");
        let view = at(&mut world, 60);
        assert_eq!(reader(&view, "billing").read, view.streams[0].taken, "{action}: nothing is lost");
        assert_eq!(reader(&view, "billing").lag, 0);
    }
}

#[test]
fn a_fan_out_consumer_waits_and_goes_on_where_it_was() {
    for action in
        ["kinesis:RegisterStreamConsumer", "kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"]
    {
        let mut world = shop("consumer live reads orders via fan-out from trim-horizon");
        line(&mut world, &format!("revoke live {action}"));
        let view = at(&mut world, 50);
        assert_eq!(reader(&view, "live").read, 0, "{action}");
        assert!(reader(&view, "live").refused_calls > 0, "{action}");
        line(&mut world, &format!("allow live {action} on orders"));
        line(&mut world, "set shop rate 0/s");
        let view = at(&mut world, 80);
        assert_eq!(reader(&view, "live").read, view.streams[0].taken, "{action}: nothing is lost");
    }
}

/// Each action that a group of KCL workers needs, taken away alone: without most it reads nothing.
#[test]
fn a_kcl_application_needs_the_stream_and_its_table() {
    let needs = [
        ("kinesis:ListShards", true),
        ("kinesis:GetShardIterator", true),
        ("kinesis:GetRecords", true),
        ("dynamodb:Scan", true),
        ("dynamodb:PutItem", true),
        ("dynamodb:UpdateItem", true),
        ("dynamodb:GetItem", true),
        ("dynamodb:DeleteItem", false),
        ("cloudwatch:PutMetricData", false),
    ];
    for (action, needed) in needs {
        let mut world = shop("consumer app reads orders kcl workers 2 from trim-horizon");
        line(&mut world, &format!("revoke app {action}"));
        let view = at(&mut world, 100);
        assert_eq!(reader(&view, "app").read == 0, needed, "{action}: {}", reader(&view, "app").read);
        if action != "dynamodb:DeleteItem" {
            assert!(permission(&view, "app", action).denied > 0, "{action}");
        }
        line(&mut world, &format!("allow app {action}"));
        line(&mut world, "set shop rate 0/s");
        let view = at(&mut world, 300);
        // A lease that is stolen amid a batch makes twins.
        let doubled = reader(&view, "app").kcl.as_ref().expect("workers").doubled;
        assert_eq!(reader(&view, "app").read, view.streams[0].taken + doubled, "{action}: nothing is lost");
    }
}

#[test]
fn least_privilege_is_enough_for_the_kcl() {
    let mut world = shop("consumer app reads orders kcl workers 2 from trim-horizon\nrevoke app *");
    for (actions, on) in [
        (
            ["ListShards", "GetShardIterator", "GetRecords"].map(|it| format!("kinesis:{it}")).to_vec(),
            "orders",
        ),
        (["Scan", "GetItem", "PutItem", "UpdateItem"].map(|it| format!("dynamodb:{it}")).to_vec(), "app"),
    ] {
        for action in actions {
            line(&mut world, &format!("allow app {action} on {on}"));
        }
    }
    let view = at(&mut world, 100);
    assert!(reader(&view, "app").read > 5_000, "{}", reader(&view, "app").read);
    // Only its own metrics are missing.
    let denied: Vec<_> = role(&view, "app").permissions.iter().filter(|it| it.denied > 0).collect();
    assert_eq!(denied.iter().map(|it| it.action.word()).collect::<Vec<_>>(), ["cloudwatch:PutMetricData"]);
}

/// It keeps the lease until that expires, writes no checkpoint, and after that processes records twice.
#[test]
fn workers_that_may_no_longer_write_lose_their_leases() {
    let mut world = shop("consumer app reads orders kcl workers 2 from trim-horizon");
    let lost = |view: &View| reader(view, "app").kcl.as_ref().expect("workers").leases_lost;
    let before = lost(&at(&mut world, 100));
    line(&mut world, "deny app dynamodb:UpdateItem");
    assert_eq!(lost(&at(&mut world, 105)), before, "not before failover");
    let view = at(&mut world, 130);
    assert_eq!(lost(&view), before + 2);
    let read = reader(&view, "app").read;
    let view = at(&mut world, 160);
    assert_eq!(reader(&view, "app").read, read, "nobody reads without a lease");
    line(&mut world, "allow app dynamodb:UpdateItem");
    line(&mut world, "set shop rate 0/s");
    let view = at(&mut world, 300);
    let kcl = reader(&view, "app").kcl.as_ref().expect("workers");
    assert_eq!(reader(&view, "app").lag, 0);
    assert_eq!(reader(&view, "app").read, view.streams[0].taken + kcl.doubled);
}

#[test]
fn what_is_set_or_stopped_is_done_in_the_actors_own_name() {
    let mut world = shop("consumer live reads orders via fan-out");
    at(&mut world, 60);
    line(&mut world, "deny live kinesis:DeregisterStreamConsumer");
    let text = refused(&mut world, "stop live");
    assert!(text.contains("kinesis:DeregisterStreamConsumer"), "{text}");
    line(&mut world, "allow live kinesis:DeregisterStreamConsumer");
    line(&mut world, "stop live");
}
