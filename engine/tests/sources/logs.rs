//! A subscription of CloudWatch Logs: what it sends, to whom, and what it does when it is throttled.

use base64::Engine as _;

use engine::command::{Command, Kinesis};
use engine::record::Stored;

use super::*;

fn events(json: &str) -> Vec<String> {
    let envelope: serde_json::Value = serde_json::from_str(json).unwrap();
    let events = envelope["logEvents"].as_array().unwrap();
    events.iter().map(|event| event["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn s19_one_log_line_arrives_at_a_stream_a_delivery_stream_and_a_function() {
    let mut world = start(&format!(
        "aws kinesis create-stream --stream-name s --shard-count 1\n{DELIVERY}\nfunction f blueprint cloudwatch-logs\n\
         logs a to s rate 1/s lines csv\n\
         logs b to firehose d rate 1/s lines csv\n\
         logs c to function f rate 1/s lines csv\n\
         at 1500ms set a rate 0/s\nat 1500ms set b rate 0/s\nat 1500ms set c rate 0/s"
    ));
    at(&mut world, 5_000);
    // To the stream a control message first, then the line.
    let held = held(&world, "s");
    assert_eq!(held.len(), 2);
    let control: serde_json::Value = serde_json::from_str(&gunzip(&held[0].2)).unwrap();
    assert_eq!(control["messageType"], "CONTROL_MESSAGE");
    assert_eq!(
        control["logEvents"][0]["message"],
        "CWL CONTROL MESSAGE: Checking health of destination Kinesis stream."
    );
    let data: serde_json::Value = serde_json::from_str(&gunzip(&held[1].2)).unwrap();
    for (member, value) in [
        ("messageType", "DATA_MESSAGE"),
        ("owner", "123456789012"),
        ("logGroup", "/app/a"),
        ("logStream", "a-0"),
    ] {
        assert_eq!(data[member], value, "{member}");
    }
    assert_eq!(data["subscriptionFilters"][0], "a");
    assert_eq!(data["logEvents"][0]["id"].as_str().unwrap().len(), 56);
    assert_eq!(data["logEvents"][0]["timestamp"], world.era().epoch_millis(Time::seconds(1)));
    let lines = events(&gunzip(&held[1].2));
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("0,c-"), "{lines:?}");
    assert_eq!(held[1].1, "a-0", "the log stream is the partition key");
    // The function gets its event, and no control message.
    let c = logs(&world, "c");
    assert_eq!((c.invocations, c.events_sent, c.control_sent), (1, 1, 0));
    assert_eq!(events(c.last_json.as_ref().unwrap()).len(), 1);
    assert_eq!(c.last_base64, c.last_gzip.div_ceil(3) * 4);
    let function = view::view(&world).functions.remove(0);
    assert_eq!((function.invocations, function.ok), (1, 1));
    // To the delivery stream as to the stream.
    at(&mut world, 70_000);
    assert_eq!(logs(&world, "b").records_sent, 2);
    let lake = objects(&world, "lake");
    // Two members of gzip, one behind the other: the control message and the line.
    assert_eq!(unpacked_members(&lake).len(), 2);
    let [control, line] = <[String; 2]>::try_from(unpacked_members(&lake)).unwrap();
    let control: serde_json::Value = serde_json::from_str(&control).unwrap();
    assert_eq!(
        control["logEvents"][0]["message"],
        "CWL CONTROL MESSAGE: Checking health of destination Firehose."
    );
    assert_eq!(serde_json::from_str::<serde_json::Value>(&line).unwrap()["subscriptionFilters"][0], "b");
    let lines = events(&line);
    assert!(lines.len() == 1 && lines[0].starts_with("0,c-"), "{lines:?}");
    // The function's event has the record in base64: decoded and unpacked it is the line.
    let event = logs(&world, "c").last_event.expect("it was invoked");
    let event: serde_json::Value = serde_json::from_str(&event).unwrap();
    assert_eq!(event.as_object().unwrap().len(), 1, "{event}");
    let data = event["awslogs"]["data"].as_str().expect("a text");
    let back = base64::engine::general_purpose::STANDARD.decode(data).unwrap();
    let unpacked = gunzip(&back);
    assert_eq!(events(&unpacked).len(), 1, "{unpacked}");
    assert_eq!(unpacked, logs(&world, "c").last_json.unwrap());
    assert_eq!(data.len() as u64, logs(&world, "c").last_base64);
    assert_eq!(logs(&world, "a").last_event, None, "a stream gets a record and no event");
}

/// What each gzip member of some bytes holds.
fn unpacked_members(mut data: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    while !data.is_empty() {
        let mut text = String::new();
        flate2::bufread::GzDecoder::new(&mut data).read_to_string(&mut text).unwrap();
        all.push(text);
    }
    all
}

#[test]
fn the_blueprint_unpacks_what_the_subscription_packed() {
    let mut world = start(
        "function f blueprint cloudwatch-logs\n\
         aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
         BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60},ProcessingConfiguration={Enabled=true,\
         Processors=[{Type=Lambda,Parameters=[{ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:f}]}]}\n\
         logs app to firehose d rate 100/s lines app-log filter \"ERROR\" log-streams 3\n\
         at 10s set app rate 0/s",
    );
    at(&mut world, 300_000);
    let it = logs(&world, "app");
    assert_eq!(it.events, 1_000);
    assert!(it.matched > 50 && it.matched < 150, "one in ten: {}", it.matched);
    assert_eq!((it.events_sent, it.events_waiting, it.given_up), (it.matched, 0, 0));
    let text = String::from_utf8(objects(&world, "lake")).unwrap();
    assert_eq!(text.lines().count() as u64, it.matched);
    assert!(text.lines().all(|line| line.contains(" ERROR request ")), "{text}");
    let delivery = view::view(&world).deliveries.remove(0);
    // The control message holds no line: the blueprint drops it.
    assert_eq!((delivery.dropped, delivery.failed), (1, 0));
    assert!(view::view(&world).ledger.balanced);
}

#[test]
fn log_events_are_spread_by_their_log_stream_or_at_random() {
    for (distribution, many) in [("by-log-stream", false), ("random", true)] {
        let mut world = start(&format!(
            "aws kinesis create-stream --stream-name s --shard-count 4\n\
             logs app to s rate 40/s log-streams 2 distribution {distribution}"
        ));
        at(&mut world, 20_000);
        let mut keys: Vec<_> = held(&world, "s").into_iter().skip(1).map(|(_, key, _)| key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len() > 2, many, "{distribution}: {keys:?}");
        let it = logs(&world, "app");
        assert_eq!(it.events, it.events_sent + it.events_waiting, "no filter");
    }
}

/// Log events of one log stream share a record up to 262,144 bytes; the one that would go beyond begins the next.
#[test]
fn a_record_ends_at_256_kib_of_log_events() {
    let mut world = start(
        "aws kinesis create-stream --stream-name s --shard-count 4\n\
         logs a to s rate 5000/s lines access-log\nat 3s set a rate 0/s",
    );
    at(&mut world, 5_000);
    let packed = held(&world, "s").into_iter().map(|(.., data)| events(&gunzip(&data)));
    let packed: Vec<_> = packed.filter(|lines| !lines[0].starts_with("CWL")).collect();
    let bytes = |lines: &[String]| lines.iter().map(String::len).sum::<usize>();
    let most = packed.iter().map(|lines| bytes(lines)).max().unwrap();
    assert!((262_044..=262_144).contains(&most), "{most}");
    assert!(
        packed.len() > 3
            && packed.iter().map(Vec::len).sum::<usize>() as u64 == logs(&world, "a").events_sent
    );
}

#[test]
fn throttled_records_are_tried_for_a_day_and_other_errors_not_at_all() {
    let mut world = start(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         logs app to s rate 1/s lines csv\n\
         at 3s set app rate 0/s",
    );
    at(&mut world, 2_500);
    // Somebody fills the shard a moment before each try.
    let fill = |world: &mut World| {
        let record = Stored { key: "k".to_owned(), data: vec![b'x'; 10], explicit_hash_key: None };
        for _ in 0..3 {
            let put = Kinesis::PutRecords { stream: name("s"), records: vec![record.clone(); 500].into() };
            world.apply(&Command::Kinesis(put)).unwrap();
        }
    };
    fill(&mut world);
    let mut tries = 0;
    while let Some(wait) = logs(&world, "app").retry_in_us.or(if tries == 0 { Some(1_500_000) } else { None })
    {
        let next = world.now() + Span::micros(wait);
        world.advance(Time(next.as_micros() - 1), u64::MAX);
        fill(&mut world);
        world.advance(next, u64::MAX);
        tries += 1;
        if world.now() < Time::seconds(24 * 3_600) {
            assert_eq!(logs(&world, "app").given_up, 0, "at {:?}", world.now());
        }
    }
    let it = logs(&world, "app");
    assert!(tries > 1_400, "each minute for a day: {tries}");
    let gone = world.now().as_seconds();
    assert!((86_400..86_400 + 180).contains(&gone), "and not much longer: {gone} s");
    assert_eq!((it.given_up, it.events_waiting, it.events_sent + it.given_up), (1, 0, 3), "{it:?}");
    let mut world = start(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         logs app to s rate 2/s lines csv\n\
         at 10s aws kinesis delete-stream --stream-name s\n\
         at 30s set app rate 0/s",
    );
    at(&mut world, 60_000);
    let it = logs(&world, "app");
    assert!(it.given_up > 30, "{it:?}");
    assert_eq!(it.events, it.events_sent + it.given_up);
    assert!(world.journal().from(0).any(|event| view::sentence(event).contains("ResourceNotFoundException")));
}

#[test]
fn a_subscription_has_bounds_and_no_process_to_kill() {
    let mut world = start("aws kinesis create-stream --stream-name s --shard-count 1\nlogs app to s");
    for (text, ok) in [
        ("set app log-streams 50", true),
        ("set app log-streams 51", false),
        ("set app group \"/a b\"", false),
        ("set app group \"/a:b\"", false),
        ("set app group \"\"", false),
        ("set app group \"a\"", true),
        (&format!("set app group \"/{}\"", "a".repeat(511)), true),
        (&format!("set app group \"/{}\"", "a".repeat(512)), false),
        ("set app group \"/aws/lambda/f\"", true),
        ("set app size 5B", false),
        ("set app rotate 5s", false),
        ("crash app", false),
    ] {
        let done = try_line(&mut world, text);
        assert_eq!(done.is_ok(), ok, "{text}: {done:?}");
    }
}
