//! What becomes of a batch that fails.

use super::*;

/// 100 records in one shard, of which the 40th has the key `bad`; the function comes when all lie there.
fn poisoned(settings: &str) -> World {
    hundred(&format!("poison key \"bad\" {settings}"))
}

pub(super) fn hundred(settings: &str) -> World {
    let mut text = "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n".to_owned();
    for number in 1..=100_u64 {
        let key = if number == 40 { "bad".to_owned() } else { format!("k{number}") };
        text += &format!("at {}ms {}\n", 3_000 + 2 * number, put(&key));
    }
    text += &format!("at 5s consumer fn reads s lambda {settings}\n");
    start(&text)
}

#[test]
fn in_2018_a_poison_record_holds_up_its_shard_until_it_expires() {
    // Draft 2. Two shards; the key `bad` lies in one of them.
    let text = format!(
        "era 2018\n{}consumer fn reads s lambda poison key \"bad\"\nat 10s {}\n",
        stream(2, 20),
        put("bad")
    );
    let mut world = start(&text);
    let view = at(&mut world, 600);
    let [held, free] = {
        let mut lanes: Vec<&LaneView> = mapping(&view).lanes.iter().collect();
        lanes.sort_by_key(|lane| lane.blocked_ms.is_none());
        [lanes[0].clone(), lanes[1].clone()]
    };
    assert_eq!((held.stage, free.blocked_ms), ("comes again", None));
    assert!(held.blocked_ms.is_some_and(|ms| ms > 580_000), "{held:?}");
    assert_eq!(mapping(&view).blocked, 1);
    let places = &reader(&view, "fn").shards;
    let of = |lane: &LaneView| places.iter().find(|it| it.shard == lane.shard).expect("its place");
    // Nothing behind it was processed: some 10 records/s of 590 s wait.
    assert!(of(&held).lag > 5_000, "{places:?}");
    assert!(of(&free).lag < 50, "{places:?}");
    // A day later the record has expired, and some that were with it.
    line(&mut world, "stop p");
    let view = at(&mut world, 24 * 3_600 + 5);
    assert_eq!(mapping(&view).blocked, 1);
    let view = at(&mut world, 24 * 3_600 + 200);
    assert_eq!(mapping(&view).blocked, 0, "{:?}", mapping(&view).lanes);
    assert!(mapping(&view).expired >= 1);
    assert_eq!(mapping(&view).discarded, 0);
    assert_all_there(&view);
}

#[test]
fn halving_finds_the_poison_record() {
    // Draft 3.
    let mut world = poisoned("bisect yes retry-attempts 10 on-failure dead");
    let view = at(&mut world, 900);
    let it = mapping(&view);
    assert_eq!((reader(&view, "fn").read, it.discarded), (99, 1));
    assert!((6..=7).contains(&it.bisections), "{}", it.bisections);
    let queue = it.queue.as_ref().expect("a queue");
    assert_eq!((queue.messages, queue.records), (1, 1));
    assert_eq!((queue.message[0].records, queue.message[0].invoke_count), (1, 11));
    assert_eq!(it.blocked, 0);
    assert_all_there(&view);
    // Without halving all hundred are given up; without an end of retries the shard stands.
    let mut world = poisoned("retry-attempts 10 on-failure dead");
    let view = at(&mut world, 900);
    assert_eq!((reader(&view, "fn").read, mapping(&view).discarded, mapping(&view).bisections), (0, 100, 0));
    let mut world = poisoned("bisect yes on-failure dead");
    let view = at(&mut world, 900);
    assert_eq!((mapping(&view).discarded, mapping(&view).blocked), (0, 1));
    assert_eq!(reader(&view, "fn").read, 39);
    assert_all_there(&view);
}

#[test]
fn a_message_says_where_the_records_are_and_not_what_they_hold() {
    // Draft 4.
    let mut world = poisoned("retry-attempts 1 on-failure dead");
    let view = at(&mut world, 60);
    let queue = mapping(&view).queue.clone().expect("a queue");
    let json: serde_json::Value = serde_json::from_str(&queue.message[0].body).expect("JSON");
    assert_eq!(json["requestContext"]["approximateInvokeCount"], 2);
    assert_eq!(json["requestContext"]["condition"], "RetryAttemptsExhausted");
    assert_eq!(json["requestContext"]["functionArn"], "arn:aws:lambda:us-east-1:123456789012:function:fn");
    assert_eq!(json["version"], "1.0");
    assert_eq!(
        json["responseContext"],
        serde_json::json!({"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"})
    );
    let info = &json["KinesisBatchInfo"];
    assert_eq!(info["batchSize"], 100);
    assert_eq!(info["shardId"], "shardId-000000000000");
    assert_eq!(info["streamArn"], "arn:aws:kinesis:us-east-1:123456789012:stream/s");
    assert_eq!(info["approximateArrivalOfFirstRecord"], "2026-11-21T14:00:03.002Z");
    assert_eq!(info["approximateArrivalOfLastRecord"], "2026-11-21T14:00:03.200Z");
    assert!(!queue.message[0].body.contains("data"), "{}", queue.message[0].body);
    // With the first number they can be read again.
    let first = info["startSequenceNumber"].as_str().expect("a number");
    line(
        &mut world,
        &format!(
            "aws kinesis get-shard-iterator --stream-name s --shard-id shardId-000000000000 \
             --shard-iterator-type AT_SEQUENCE_NUMBER --starting-sequence-number {first}"
        ),
    );
}

#[test]
fn retries_count_to_their_number_and_no_further() {
    for (retries, invocations) in [(0, 1), (1, 2), (2, 3), (5, 6)] {
        let mut world = poisoned(&format!("retry-attempts {retries} on-failure dead"));
        let view = at(&mut world, 200);
        let it = mapping(&view);
        assert_eq!((it.invocations, it.errors, it.discarded), (invocations, invocations, 100), "{retries}");
        let message = &it.queue.as_ref().expect("a queue").message[0];
        assert_eq!((message.invoke_count, message.condition), (invocations, "RetryAttemptsExhausted"));
        // 39 records were worked on each time.
        assert_eq!(it.doubled, 39 * (invocations - 1));
    }
}

#[test]
fn a_named_record_comes_again_with_those_behind_it() {
    // Draft 7.
    let mut world = poisoned("item-failures yes retry-attempts 2 on-failure dead");
    let view = at_time(&mut world, Time::millis(5_500));
    let it = mapping(&view);
    assert_eq!((reader(&view, "fn").read, it.partial, it.errors), (39, 1, 0), "{it:?}");
    assert_eq!(lane(&view, 0).batch, 61);
    let event = view::lambda_event(&world, &name("fn"), 1, u64::MAX).expect("the event");
    let json: serde_json::Value = serde_json::from_str(&event.json).expect("JSON");
    let number = json["Records"][39]["kinesis"]["sequenceNumber"].as_str().expect("a number");
    assert_eq!(
        it.recent[0].answer.as_deref(),
        Some(format!("{{\"batchItemFailures\":[{{\"itemIdentifier\":\"{number}\"}}]}}").as_str())
    );
    // Again and again with it: without halving the records behind it are given up too.
    let view = at(&mut world, 60);
    assert_eq!((reader(&view, "fn").read, mapping(&view).discarded, mapping(&view).doubled), (39, 61, 0));
    // With halving only the one is.
    let mut world = poisoned("item-failures yes retry-attempts 2 on-failure dead bisect yes");
    let view = at(&mut world, 60);
    assert_eq!((reader(&view, "fn").read, mapping(&view).discarded), (99, 1));
    assert_all_there(&view);
}

#[test]
fn a_report_that_names_nothing_makes_all_come_again() {
    for how in ["unknown-id", "empty-id", "null-id", "bad-key", "throws"] {
        let mut world = poisoned(&format!("item-failures {how}"));
        let view = at_time(&mut world, Time::millis(5_500));
        assert_eq!((reader(&view, "fn").read, lane(&view, 0).batch), (0, 100), "{how}");
        // The function is mended.
        line(&mut world, "set fn poison none");
        let view = at(&mut world, 30);
        assert_eq!(
            (reader(&view, "fn").read, mapping(&view).doubled, mapping(&view).blocked),
            (100, 39, 0),
            "{how}"
        );
    }
}

#[test]
fn records_that_are_too_old_are_given_up_one_second_after_their_age() {
    let mut world = poisoned("record-age 60s on-failure dead");
    let view = at(&mut world, 62);
    assert_eq!(mapping(&view).discarded, 0);
    // The last of the hundred arrived at 3.2 s.
    let view = at(&mut world, 64);
    let it = mapping(&view);
    assert_eq!((it.discarded, it.blocked), (100, 0), "{it:?}");
    let queue = it.queue.as_ref().expect("a queue");
    assert!(queue.message.iter().all(|it| it.condition == "RecordAgeExceeded"), "{queue:?}");
    assert_eq!(queue.records, 100);
    assert_all_there(&view);
    // So are those that were never tried.
    let text =
        format!("{}at 100s stop p\nat 130s consumer fn reads s lambda record-age 60s\n", stream(1, 10));
    let mut world = start(&text);
    let view = at(&mut world, 140);
    let (it, read) = (mapping(&view), reader(&view, "fn").read);
    assert!(
        (675..=685).contains(&it.discarded) && (295..=305).contains(&read),
        "{} and {read}",
        it.discarded
    );
    assert_all_there(&view);
}

#[test]
fn a_throttled_function_gets_everything_later_and_that_is_no_retry() {
    let mut world = hundred("concurrency 0 retry-attempts 0 on-failure dead");
    let view = at(&mut world, 100);
    let it = mapping(&view);
    assert_eq!((it.invocations, it.discarded, it.blocked), (0, 0, 1));
    assert!(it.throttles >= 5, "{}", it.throttles);
    line(&mut world, "set fn concurrency none");
    let view = at(&mut world, 200);
    assert_eq!((reader(&view, "fn").read, mapping(&view).errors, mapping(&view).invocations), (100, 0, 1));
}

#[test]
fn faults_of_a_function_end_when_they_are_healed() {
    for (fault, errors, throttles) in
        [("refusing", true, false), ("throttling", false, true), ("silent", true, false)]
    {
        let mut world = start(&format!("{}consumer fn reads s lambda\n", stream(1, 50)));
        at(&mut world, 10);
        line(&mut world, &format!("fault function fn {fault} for 30s"));
        let view = at(&mut world, 39);
        let it = mapping(&view);
        assert_eq!((it.errors > 0, it.throttles > 0, it.blocked), (errors, throttles, 1), "{fault}");
        assert_eq!(it.timeouts > 0, fault == "silent");
        line(&mut world, "stop p");
        let view = at(&mut world, 90);
        assert_eq!((reader(&view, "fn").lag, mapping(&view).blocked), (0, 0), "{fault}");
        assert_all_there(&view);
    }
    let mut world = start("aws kinesis create-stream --stream-name s --shard-count 1\n");
    assert!(refused(&mut world, "fault function fn refusing").contains("there is no function fn"));
}

#[test]
fn a_function_that_works_longer_than_its_timeout_fails() {
    // 40 ms and 100 times 30 ms: 3.04 s.
    let mut world = hundred("work 30ms retry-attempts 0");
    let view = at(&mut world, 30);
    assert_eq!((mapping(&view).timeouts, mapping(&view).discarded), (1, 100));
    assert_eq!(mapping(&view).last_duration_us, Some(3_000_000));
    // 40 ms and 98 times 30 ms fit, 99 do not; 2,960 ms are 98 records and two thirds.
    for (size, timeouts) in [(98, 0), (99, 1)] {
        let mut world = hundred(&format!("work 30ms retry-attempts 0 batch-size {size}"));
        let view = at(&mut world, 30);
        assert_eq!(mapping(&view).timeouts, timeouts, "{size}");
    }
}
