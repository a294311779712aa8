//! Destinations on failure: SQS and SNS are told where the records are, S3 gets them.

use engine::command::Principal;
use engine::view::Teller;

use super::said::says;
use super::*;

fn failing(to: &str) -> World {
    start(&format!(
        "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n\
         at 3s consumer fn reads s lambda poison key \"bad\" retry-attempts 1 on-failure {to}\nat 5s {}\nat 5s {}\n",
        put("good"),
        put("bad")
    ))
}

#[test]
fn a_topic_is_told_what_a_queue_is_told() {
    let bodies = ["dead", "sns alarms"].map(|to| {
        let mut world = failing(to);
        let view = at(&mut world, 60);
        let queue = mapping(&view).queue.clone().expect("a destination");
        assert_eq!((queue.messages, queue.records), (1, 2), "{to}");
        (queue.kind, queue.message[0].body.clone())
    });
    assert_eq!([bodies[0].0, bodies[1].0], ["SQS queue", "SNS topic"]);
    assert_eq!(bodies[0].1, bodies[1].1);
    assert!(!bodies[0].1.contains("payload"));
}

#[test]
fn a_bucket_gets_the_records_themselves() {
    let mut world = failing("s3 lost");
    at(&mut world, 4);
    assert!(world.buckets().has(&name("lost")), "it is there once it is named");
    let view = at(&mut world, 60);
    let bucket = world.buckets().bucket(&name("lost")).expect("a bucket");
    let object = bucket.objects().next().expect("an object");
    let uuid = &mapping(&view).uuid;
    assert!(
        object
            .key
            .starts_with(&format!("aws/lambda/{uuid}/shardId-000000000000/2026/11/21/2026-11-21T14.00.")),
        "{}",
        object.key
    );
    let json: serde_json::Value = serde_json::from_slice(&object.content.0.bytes()).expect("JSON");
    assert_eq!(json["requestContext"]["condition"], "RetryAttemptsExhausted");
    assert_eq!(json["KinesisBatchInfo"]["batchSize"], 2);
    let payload: serde_json::Value =
        serde_json::from_str(json["payload"].as_str().expect("a text")).expect("JSON in a text");
    let keys: Vec<_> = payload["Records"]
        .as_array()
        .expect("records")
        .iter()
        .map(|record| record["kinesis"]["partitionKey"].as_str().expect("a key"))
        .collect();
    assert_eq!(keys, ["good", "bad"]);
    assert_eq!(payload["Records"][0]["kinesis"]["data"], "eA==");
    assert_eq!((object.bytes, bucket.len()), (object.content.0.bytes().len() as u64, 1));
    assert_eq!(mapping(&view).queue.as_ref().map(|it| (it.kind, it.messages)), Some(("S3 bucket", 1)));
}

#[test]
fn s3_came_last() {
    for (to, eras) in
        [("dead", [false, true, true]), ("sns dead", [false, true, true]), ("s3 dead", [false, false, true])]
    {
        for (era, taken) in ["2018", "2020", "today"].into_iter().zip(eras) {
            let mut world = start(&format!("era {era}\n{}consumer fn reads s lambda\n", stream(1, 1)));
            let command = story::command(&format!("set fn on-failure {to}")).expect("a line");
            assert_eq!(story::command(&command.to_string()), Ok(command.clone()));
            assert_eq!(world.apply(&command).is_ok(), taken, "{to} in {era}");
        }
    }
}

/// Lambda sends by the function's own role: what that does not allow nobody hears of, also not later.
#[test]
fn a_destination_without_the_right_is_not_told_is_counted_and_asked_why() {
    let cases = [("dead", "sqs:SendMessage"), ("sns alarms", "sns:Publish"), ("s3 lost", "s3:PutObject")];
    for (to, action) in cases {
        let on = to.split(' ').next_back().unwrap_or_default();
        let mut world = failing(to);
        let view = at(&mut world, 4);
        let role = view.role(&Principal::Actor(name("fn"))).expect("a role");
        let needs = role.permissions.iter().find(|it| it.action.word() == action).expect("its list has it");
        assert_eq!((needs.on.as_str(), needs.allowed), (on, true), "{to}");
        line(&mut world, &format!("deny fn {action}"));
        let view = at(&mut world, 60);
        let it = mapping(&view);
        assert_eq!((it.discarded, it.destination_failures, it.blocked), (2, 1, 0), "{to}");
        let queue = it.queue.as_ref().expect("a destination");
        assert_eq!((queue.messages, queue.records), (0, 0), "{to}");
        assert!(world.buckets().bucket(&name("lost")).is_ok_and(|it| it.is_empty()) || on != "lost");
        assert_eq!(reader(&view, "fn").not_allowed.as_deref(), Some(action));
        let told = view::told(&world, &Teller::Lambda(name("fn")), 9);
        let metric = told.iter().find(|it| it.name == "DestinationDeliveryFailures").expect("a metric");
        assert_eq!((metric.points.clone(), metric.bad), (vec![(0, Some(1))], true), "{to}");
        let said: Vec<String> = world.journal().from(0).map(view::sentence).collect();
        let of = |what: &str| said.iter().filter(|line| line.contains(what)).count();
        assert_eq!((of("nobody is told"), of("fn may not tell the")), (1, 1), "{to}: {said:?}");

        let why = engine::why::held_up(&world, &name("fn")).expect("there is something to tell");
        let denied = format!("does not allow {action} on `{on}`");
        let parts = [
            "2 records were given up after 1 retry.",
            "1 message could not be sent",
            &denied,
            "The shard went on without them.",
        ];
        says(&why, &parts);
        let not_allowed =
            engine::why::not_allowed(&world, &Principal::Actor(name("fn"))).expect("it is denied");
        says(&not_allowed, &["nobody is told which", "the function goes on behind"]);

        let allow = why.fixes.first().expect("a way out");
        assert_eq!(allow.label, format!("Allow {action}"));
        allow.commands.iter().for_each(|command| drop(world.apply(command).expect("it can be done")));
        line(&mut world, &put("bad"));
        let view = at(&mut world, 120);
        let it = mapping(&view);
        let queue = it.queue.as_ref().expect("a destination");
        assert_eq!(
            (it.discarded, it.destination_failures, queue.messages, queue.records),
            (3, 1, 1, 1),
            "{to}"
        );
        assert_eq!(reader(&view, "fn").not_allowed, None);
        let why = engine::why::held_up(&world, &name("fn")).expect("what was given up stays so");
        assert!(!why.fixes.iter().any(|fix| fix.label.starts_with("Allow")), "{to}: {:?}", why.fixes);
    }
}
