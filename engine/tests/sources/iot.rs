//! A rule of IoT Core: what it hears, takes and sends, and what becomes of what it cannot send.

use base64::Engine as _;

use super::*;

#[test]
fn a_rule_takes_what_its_topics_and_its_condition_say() {
    let mut world = start(
        "aws kinesis create-stream --stream-name s --shard-count 4\n\
         iot plant to s rate 100/s devices 10 sql \"SELECT device, celsius, topic(2) AS id FROM 'plant/+/data' WHERE \
         celsius >= 22.5 AND device <> 'sensor-3'\" key \"${device}\"\n\
         at 10s set plant rate 0/s",
    );
    at(&mut world, 15_000);
    let it = iot(&world, "plant");
    assert_eq!(it.published, 1_000);
    assert!(it.heard > 850 && it.heard < 950, "one in ten is a status: {}", it.heard);
    assert!(it.matched > 350 && it.matched < 500, "{}", it.matched);
    assert_eq!((it.actions, it.waiting, it.failed), (it.matched, 0, 0));
    let held = held(&world, "s");
    assert_eq!(held.len() as u64, it.matched);
    for (_, key, data) in held {
        let object: serde_json::Value = serde_json::from_slice(&data).unwrap();
        assert_eq!(object["device"], key.as_str());
        assert_eq!(object["id"], key.as_str());
        assert_ne!(key, "sensor-3");
        let tenths: u64 = object["celsius"].to_string().replace('.', "").parse().unwrap();
        assert!(tenths >= 225, "{object}");
        assert_eq!(object.as_object().unwrap().len(), 3);
    }
    assert!(view::view(&world).ledger.balanced);
}

#[test]
fn newuuid_spreads_and_a_device_s_id_keeps_its_order() {
    let keys = |key: &str| {
        let mut world = start(&format!(
            "aws kinesis create-stream --stream-name s --shard-count 1\niot plant to s rate 50/s devices 7 key \"{key}\""
        ));
        at(&mut world, 10_000);
        let mut keys: Vec<_> = held(&world, "s").into_iter().map(|(_, key, _)| key).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        (keys.len(), all)
    };
    let (different, all) = keys("${newuuid()}");
    assert!(different == all && all > 300);
    assert_eq!(keys("${device}").0, 7);
    assert_eq!(keys("${topic(2)}").0, 7);
    assert_eq!(keys("one").0, 1);
}

#[test]
fn for_firehose_the_separator_stands_behind_each_record() {
    for (word, bytes) in
        [("none", ""), ("newline", "\n"), ("tab", "\t"), ("windows-newline", "\r\n"), ("comma", ",")]
    {
        let mut world = start(&format!(
            "{DELIVERY}\niot plant to firehose d rate 10/s separator {word}\nat 10s set plant rate 0/s"
        ));
        at(&mut world, 120_000);
        let (it, text) = (iot(&world, "plant"), String::from_utf8(objects(&world, "lake")).unwrap());
        assert_eq!(text.matches(&format!("}}{bytes}")).count() as u64, it.actions, "{word}");
        assert!(text.ends_with(&format!("}}{bytes}")));
        assert!(it.actions > 70);
        assert!(view::view(&world).ledger.balanced);
    }
}

#[test]
fn what_is_throttled_is_tried_three_times_and_then_the_error_action_has_it() {
    let mut world = start(&format!(
        "aws kinesis create-stream --stream-name s --shard-count 1\n{DELIVERY}\n\
         producer noise to s rate 3000/s size 100B\n\
         iot plant to s rate 20/s sql \"SELECT * FROM '#'\" error-to firehose d\n\
         at 30s set plant rate 0/s"
    ));
    at(&mut world, 120_000);
    let it = iot(&world, "plant");
    assert_eq!(it.published, 600);
    assert_eq!(it.actions + it.failed, 600, "{it:?}");
    assert!(it.failed > 50 && it.told == it.failed, "{it:?}");
    assert!(it.retries >= 3 * it.failed);
    let text = String::from_utf8(objects(&world, "lake")).unwrap();
    let mut messages = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
    let first = messages.next().unwrap().unwrap();
    assert_eq!(first["ruleName"], "plant");
    assert_eq!(first["failures"][0]["failedAction"], "KinesisAction");
    assert_eq!(first["failures"][0]["failedResource"], "s");
    let payload = first["base64OriginalPayload"].as_str().unwrap();
    let payload = base64::engine::general_purpose::STANDARD.decode(payload).unwrap();
    let payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    let topic = first["topic"].as_str().unwrap();
    assert!(topic.starts_with(&format!("plant/{}/", payload["device"].as_str().unwrap())));
    assert_eq!(messages.count() as u64 + 1, it.told);
    assert!(view::view(&world).ledger.balanced);
}

/// At once, and after 1, 2 and 4 seconds: a record of 10 MiB keeps the shard in debt for longer than that.
#[test]
fn the_error_action_has_it_after_seven_seconds() {
    let mut world = start(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         aws kinesis create-stream --stream-name errors --shard-count 4\n\
         at 3s aws kinesis update-max-record-size --stream-arn \
         arn:aws:kinesis:us-east-1:123456789012:stream/s --max-record-size-in-ki-b 10240\n\
         at 10s producer big to s rate 1/s size 10MB keys \"k\"\n\
         at 11100ms set big rate 0/s\n\
         at 11200ms iot plant to s rate 10/s error-to errors\n\
         at 11900ms set plant rate 0/s",
    );
    at(&mut world, 18_200);
    assert_eq!(iot(&world, "plant").told, 0, "the last of its tries is 7 s after the first");
    at(&mut world, 19_000);
    let it = iot(&world, "plant");
    assert!(it.told > 5, "{it:?}");
    assert_eq!(
        (it.told, it.failed, it.actions, it.retries),
        (it.published, it.published, 0, 3 * it.published)
    );
}

#[test]
fn an_error_that_is_no_throttling_goes_to_the_error_action_at_once() {
    let mut world = start(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         aws kinesis create-stream --stream-name errors --shard-count 1\n\
         iot plant to s rate 10/s error-to errors\n\
         at 5s aws kinesis delete-stream --stream-name s\n\
         at 10s set plant rate 0/s",
    );
    at(&mut world, 30_000);
    let it = iot(&world, "plant");
    assert!(it.failed > 20 && it.told == it.failed && it.retries == 0, "{it:?}");
    assert_eq!(held(&world, "errors").len() as u64, it.told);
    assert!(gone(&world));
}

fn gone(world: &World) -> bool {
    world.streams().stream(&name("s")).is_err()
}

#[test]
fn s07_cloudwatch_logs_iot_and_analytics_put_ten_records_each() {
    // A window with ten keys gives ten rows; ten log streams with an event each are ten records.
    let rows: String = (0..10)
        .map(|n| format!("at 12s aws kinesis put-record --stream-name in --partition-key k{n} --data eA==\n"))
        .collect();
    let mut world = start(&format!(
        "aws kinesis create-stream --stream-name in --shard-count 1\n\
         aws kinesis create-stream --stream-name from-logs --shard-count 1\n\
         aws kinesis create-stream --stream-name from-iot --shard-count 1\n\
         aws kinesis create-stream --stream-name from-analytics --shard-count 1\n\
         logs app to from-logs rate 10/s lines csv log-streams 10\n\
         iot plant to from-iot rate 10/s sql \"SELECT * FROM '#'\"\n\
         consumer board reads in analytics window 10s count key rows-to from-analytics\n\
         at 1s set app rate 0/s\nat 1s set plant rate 0/s\n{rows}"
    ));
    at(&mut world, 60_000);
    let view = view::view(&world);
    let taken = |name: &str| view.streams.iter().find(|it| it.name.as_str() == name).unwrap().taken;
    // CloudWatch Logs says first that it is there.
    assert_eq!([taken("from-logs"), taken("from-iot"), taken("from-analytics")], [11, 10, 10]);
    let logs: Vec<String> = held(&world, "from-logs").iter().map(|(.., data)| gunzip(data)).collect();
    assert_eq!(logs.iter().filter(|json| json.contains("CONTROL_MESSAGE")).count(), 1);
    let keys: Vec<String> = held(&world, "from-analytics").into_iter().map(|(_, key, _)| key).collect();
    assert_eq!(counted(&keys).len(), 10, "{keys:?}");
    assert!(texts(&world, "from-analytics").iter().all(|row| row.contains("\"n\":1")));
}

/// The Agent is a source of one's own, which puts each line as a record.
#[test]
fn an_agent_puts_ten_lines_as_ten_records() {
    let mut world = start(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         agent web to s rate 10/s lines csv buffer-records 10\nat 1s set web rate 0/s",
    );
    at(&mut world, 10_000);
    assert_eq!((agent(&world, "web").lines_sent, held(&world, "s").len()), (10, 10));
}

#[test]
fn a_rule_has_bounds() {
    let mut world = start("aws kinesis create-stream --stream-name s --shard-count 1\niot plant to s");
    for (setting, ok) in [
        ("devices 10000".to_owned(), true),
        ("devices 10001".to_owned(), false),
        (format!("topic \"{}\"", "t".repeat(256)), true),
        (format!("topic \"{}\"", "t".repeat(257)), false),
        ("topic \"plant/+/data\"".to_owned(), false),
        ("topic \"plant/#\"".to_owned(), false),
        ("topic \"\"".to_owned(), false),
    ] {
        let done = try_line(&mut world, &format!("set plant {setting}"));
        assert_eq!(done.is_ok(), ok, "{setting}: {done:?}");
    }
}

#[test]
fn what_an_agents_first_line_says_has_bounds() {
    for (settings, ok) in [
        ("existing 1000000", true),
        ("existing 1000001", false),
        ("file \"/var/log/x\"", true),
        ("file \"var/log/x\"", false),
        ("lines filler size 0B", false),
        ("lines filler size 1B", true),
        ("lines filler size 2097152B", true),
        ("lines filler size 2097153B", false),
    ] {
        let mut world = start("aws kinesis create-stream --stream-name s --shard-count 1");
        let done = try_line(&mut world, &format!("agent web to s {settings}"));
        assert_eq!(done.is_ok(), ok, "{settings}: {done:?}");
    }
}
