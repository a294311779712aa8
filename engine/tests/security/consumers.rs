//! Functions, connectors, Analytics and tools of others under a role: each action that one needs, taken away alone.

use super::*;
use engine::event::ConnectorEvent;
use engine::why;

/// How each begins, and what it needs of the stream.
const READERS: [(&str, &[&str]); 6] = [
    ("lambda from trim-horizon", &["ListShards", "GetShardIterator", "GetRecords"]),
    ("analytics from trim-horizon", &["ListShards", "GetShardIterator", "GetRecords"]),
    ("connector emit bucket lake from trim-horizon", &["ListShards", "GetShardIterator", "GetRecords"]),
    ("by spark from trim-horizon", &["GetRecords"]),
    ("by flume from trim-horizon", &["GetRecords"]),
    ("by kafka-connect from trim-horizon", &["GetRecords"]),
];

#[test]
fn a_reader_that_may_not_read_says_what_is_missing_and_goes_on_where_it_was() {
    for (settings, actions) in READERS {
        for action in actions.iter().map(|action| format!("kinesis:{action}")) {
            let mut world = shop(&format!("consumer app reads orders {settings}"));
            line(&mut world, &format!("deny app {action}"));
            let view = at(&mut world, 60);
            assert_eq!(reader(&view, "app").read, 0, "{settings}: {action}");
            assert!(permission(&view, "app", &action).denied > 0, "{settings}: {action}");
            assert!(
                reads_refused(&world, "app", ErrorName::AccessDeniedException) > 0
                    || action == "kinesis:ListShards",
                "{settings}: {action}"
            );
            let why =
                why::not_allowed(&world, &actor("app")).unwrap_or_else(|| panic!("{settings}: {action}"));
            assert_eq!(why.fixes[0].label, format!("Allow {action}"), "{settings}");
            for command in why.fixes.iter().flat_map(|fix| &fix.commands) {
                world.apply(command).unwrap_or_else(|refusal| panic!("{settings}: {refusal}"));
            }
            line(&mut world, "set shop rate 0/s");
            let view = at(&mut world, 400);
            let it = reader(&view, "app");
            let again = it.kcl.as_ref().map_or(0, |kcl| kcl.doubled);
            assert_eq!(it.read - again, view.streams[0].taken, "{settings}: {action}: nothing is lost");
            assert_eq!((it.lag, role(&view, "app").missing), (0, 0), "{settings}: {action}");
        }
    }
}

const EMITS: &str = "consumer app reads orders connector emit bucket lake from trim-horizon flush-records 500 \
    emit-tries 3 emit-backoff 1s";

fn emit_failures(world: &World) -> Vec<&'static str> {
    let failed = world.journal().from(0).filter_map(|event| {
        let What::Connector(ConnectorEvent::EmitFailed { error, .. }) = &event.what else { return None };
        Some(*error)
    });
    failed.collect()
}

#[test]
fn a_connector_that_may_not_write_gives_up_after_its_tries_and_writes_again_when_it_may() {
    let mut world = shop(EMITS);
    line(&mut world, "revoke app s3:PutObject");
    let first = (10..100).find(|second| {
        at(&mut world, *second);
        !emit_failures(&world).is_empty()
    });
    assert!(first.is_some(), "it has tried");
    // Before anything is given up the same is said.
    let why = why::not_allowed(&world, &actor("app")).expect("it was denied");
    let text = why.sentences.join(" ");
    for part in [
        "The role of app does not allow s3:PutObject on `lake`: no statement of its policy allows it.",
        "emitter cannot write to the bucket",
        "Until retention ends another application can",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let view = at(&mut world, 100);
    let it = reader(&view, "app").connector.as_ref().expect("a connector");
    assert_eq!(it.emitted, 0);
    assert!(it.given_up >= 500, "{it:?}");
    assert!(view.buckets.iter().all(|bucket| bucket.objects == 0));
    assert!(emit_failures(&world).iter().all(|error| *error == "AccessDenied"));
    let asked = permission(&view, "app", "s3:PutObject");
    assert_eq!((asked.on.as_str(), asked.denied, asked.verdict), ("lake", asked.asked, "not allowed"));
    // Three tries for each buffer that was given up; those of one that is tried now come on top.
    assert_eq!(asked.denied, emit_failures(&world).len() as u64);

    let why = why::given_up(&world, &name("app")).expect("it was given up");
    assert_eq!(why.fixes[0].label, "Allow s3:PutObject");
    for command in &why.fixes[0].commands {
        world.apply(command).expect("one line");
    }
    let gone = it.given_up;
    at(&mut world, 200);
    line(&mut world, "set shop rate 0/s");
    let view = at(&mut world, 300);
    let it = reader(&view, "app").connector.as_ref().expect("a connector");
    assert_eq!(it.given_up, gone, "nothing more is given up");
    // What a lost lease takes from memory is read once more.
    let again = reader(&view, "app").kcl.as_ref().expect("workers").doubled;
    assert_eq!(it.emitted + it.given_up + it.buffered + it.forgotten, view.streams[0].taken + again);
    assert!(it.emitted > 8_000 && it.buffered < 2 * 500, "{it:?}");
    // What was given up then has another cause now: its tries.
    let why = why::given_up(&world, &name("app")).expect("it was given up");
    assert_eq!(why.fixes[0].label, "Try a hundred times");
}

#[test]
fn a_connector_that_emits_to_a_domain_asks_nobody_for_the_bucket() {
    let mut world = shop(&EMITS.replace("bucket lake", "domain search"));
    line(&mut world, "revoke app s3:*");
    let view = at(&mut world, 60);
    assert!(reader(&view, "app").connector.as_ref().expect("a connector").emitted >= 1_000);
    assert!(role(&view, "app").permissions.iter().all(|it| it.action.word() != "s3:PutObject"));
}

/// Rows of a window are put under the role of the application; what is denied waits in it.
#[test]
fn rows_of_analytics_wait_until_they_may_be_put() {
    let mut world = shop(
        "aws kinesis create-stream --stream-name alerts --shard-count 1\n\
         consumer app reads orders analytics window 10s count all rows-to alerts",
    );
    let before = at(&mut world, 40);
    let of = |view: &View| reader(view, "app").analytics.clone().expect("an application that counts");
    assert!(of(&before).rows_sent > 0 && of(&before).rows_waiting == 0, "{:?}", of(&before));
    line(&mut world, "deny app kinesis:PutRecords");
    let view = at(&mut world, 80);
    assert_eq!((of(&view).rows_sent, of(&view).rows_waiting), (of(&before).rows_sent, 4));
    let asked = permission(&view, "app", "kinesis:PutRecords");
    assert_eq!((asked.on.as_str(), asked.verdict), ("alerts", "explicit deny"));
    assert!(failed(&world, "app", ErrorName::AccessDeniedException).0 > 0);
    let why = why::not_allowed(&world, &actor("app")).expect("it was denied");
    for command in &why.fixes[0].commands {
        world.apply(command).expect("one line");
    }
    let view = at(&mut world, 90);
    assert_eq!((of(&view).rows_waiting, of(&view).rows), (0, of(&view).rows_sent));
}

/// What each will ask for is known before it asks.
#[test]
fn a_role_lists_what_its_reader_needs() {
    let mut world = start(&format!(
        "seed 7\naws kinesis create-stream --stream-name orders --shard-count 1\n\
         aws kinesis create-stream --stream-name alerts --shard-count 1\n{EMITS}\n\
         consumer board reads orders analytics rows-to alerts"
    ));
    let view = at(&mut world, 0);
    let needs = |who: &str| -> Vec<String> {
        let all = role(&view, who).permissions.iter();
        all.filter(|it| it.asked == 0).map(|it| format!("{} {}", it.action.word(), it.on)).collect()
    };
    assert!(needs("app").contains(&"s3:PutObject lake".to_owned()), "{:?}", needs("app"));
    assert_eq!(
        needs("board"),
        [
            "kinesis:ListShards orders",
            "kinesis:GetShardIterator orders",
            "kinesis:GetRecords orders",
            "kinesis:PutRecords alerts"
        ]
    );
}
