//! The minutes of a log group with its subscription, of an IoT rule and of an application that counts in windows: what
//! arrived at their targets says the same.

use std::io::Read as _;

use engine::view::{Teller, tellers, told};
use engine::world::World;

use super::held::held;
use super::minutes::{metric, name, sum, to_the_minute};
use super::*;

/// The values of a metric, minute by minute from the story's beginning; 0 of those before its actor began.
fn values(world: &World, of: &Teller, wanted: &str) -> Vec<u64> {
    let points = metric(world, of, wanted).points;
    let before = points.first().map_or(0, |(second, _)| second / MINUTE);
    (0..before).map(|_| 0).chain(points.iter().map(|(_, value)| value.unwrap_or(0))).collect()
}

/// What a stream got in each of the first minutes, summed up.
fn by_minute(world: &World, stream: &str, minutes: usize, count: impl Fn(&[u8]) -> u64) -> Vec<u64> {
    let mut sums = vec![0; minutes];
    for (at, _, data) in held(world, stream) {
        if let Some(sum) = sums.get_mut(usize::try_from(at.as_seconds() / MINUTE).unwrap()) {
            *sum += count(&data);
        }
    }
    sums
}

/// Log events in a record of a subscription; none in a control message.
fn log_events(data: &[u8]) -> u64 {
    let mut text = String::new();
    flate2::read::GzDecoder::new(data).read_to_string(&mut text).unwrap();
    let message: serde_json::Value = serde_json::from_str(&text).unwrap();
    let data = message["messageType"] == "DATA_MESSAGE";
    if data { message["logEvents"].as_array().unwrap().len() as u64 } else { 0 }
}

#[test]
fn minutes_of_a_log_group_say_what_its_subscription_sent_and_what_was_refused() {
    let story = "aws kinesis create-stream --stream-name s --shard-count 1\n\
                 at 60s logs app to s rate 10/s filter \"ERROR\"\nat 240s deny app kinesis:PutRecords\n";
    let (world, logs) = to_the_minute(story, 6, |world| {
        let view = view::view(world);
        view.producers[0].logs.clone().unwrap()
    });
    let app = Teller::Logs(name("app"));
    assert_eq!(tellers(&world), [Teller::Stream(name("s")), app.clone()]);
    // Ten a second from 60 s on; the one of an instant at which a minute ends belongs to the next.
    assert_eq!(values(&world, &app, "IncomingLogEvents"), [0, 599, 600, 600, 600, 600]);
    let sent = by_minute(&world, "s", 6, log_events);
    assert_eq!(values(&world, &app, "ForwardedLogEvents"), sent);
    assert!(sent[1] > 20 && sent[1] < 300 && sent[4] < 10 && sent[5] == 0, "{sent:?}");
    // The control message has no log event, so that its bytes are none of theirs.
    let bytes = by_minute(&world, "s", 6, |data| if log_events(data) > 0 { data.len() as u64 } else { 0 });
    assert_eq!(values(&world, &app, "ForwardedBytes"), bytes);
    // From 240 s on all that fit the filter are given up at once, but for those that are gathered still.
    let errors = values(&world, &app, "DeliveryErrors");
    assert_eq!(errors[..4], [0; 4]);
    assert_eq!(errors.iter().sum::<u64>(), logs.matched - logs.events_sent - logs.events_waiting);
    assert!(errors[5] > 20, "{errors:?}");
    assert_eq!(sum(&world, &app, "DeliveryThrottling"), 0);
}

/// A record of 10 MB keeps the shard in debt for 8.5 s: the tries at 61, 62, 64 and 68 s are throttled, that at 76 s
/// is not. In the record are the fifty log events of half a second.
#[test]
fn a_log_event_that_is_throttled_counts_at_each_try() {
    let world = to_the_minute(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         at 3s aws kinesis update-max-record-size --stream-arn \
         arn:aws:kinesis:us-east-1:123456789012:stream/s --max-record-size-in-ki-b 10240\n\
         at 59200ms producer big to s rate 1/s size 10MB keys \"k\"\nat 60300ms set big rate 0/s\n\
         at 60s logs app to s rate 100/s\nat 60500ms set app rate 0/s\n",
        2,
        |_| (),
    );
    let app = Teller::Logs(name("app"));
    assert_eq!(values(&world.0, &app, "DeliveryThrottling"), [0, 4 * 50]);
    assert_eq!(values(&world.0, &app, "ForwardedLogEvents"), [0, 50]);
    assert_eq!(sum(&world.0, &app, "DeliveryErrors"), 0);
}

#[test]
fn minutes_of_a_rule_say_what_its_actions_did() {
    let story = "aws kinesis create-stream --stream-name s --shard-count 1\n\
                 aws kinesis create-stream --stream-name errors --shard-count 1\n\
                 at 60s iot plant to s rate 10/s sql \"SELECT * FROM '#' WHERE battery > 50\" error-to errors\n\
                 at 180s deny plant kinesis:PutRecord\nat 240s deny plant kinesis:PutRecords\n";
    let (world, ()) = to_the_minute(story, 5, |_| ());
    let plant = Teller::Rule(name("plant"));
    let streams = ["errors", "s"].map(|it| Teller::Stream(name(it)));
    assert_eq!(tellers(&world), [&streams[..], std::slice::from_ref(&plant)].concat());
    let heard = values(&world, &plant, "TopicMatch");
    assert_eq!(heard, [0, 599, 600, 600, 600], "those too that WHERE leaves out");
    let one = |_: &[u8]| 1;
    let sent = by_minute(&world, "s", 5, one);
    assert_eq!(values(&world, &plant, "Success"), sent);
    assert!((200..400).contains(&sent[2]) && sent[3..] == [0, 0], "{sent:?}");
    let failed = values(&world, &plant, "Failure");
    assert!(failed[..3] == [0, 0, 0] && failed[3] > 200 && failed[4] > 200, "{failed:?}");
    let told = by_minute(&world, "errors", 5, one);
    assert_eq!(told, [0, 0, 0, failed[3], 0]);
    assert_eq!(values(&world, &plant, "ErrorActionSuccess"), told);
    assert_eq!(values(&world, &plant, "ErrorActionFailure"), [0, 0, 0, 0, failed[4]]);
}

/// Without an error action none fails.
#[test]
fn a_rule_without_an_error_action_tells_of_none() {
    let story = "aws kinesis create-stream --stream-name s --shard-count 1\n\
                 iot plant to s rate 10/s\nat 5s deny plant kinesis:PutRecord\n";
    let (world, ()) = to_the_minute(story, 1, |_| ());
    let plant = Teller::Rule(name("plant"));
    assert!(sum(&world, &plant, "Failure") > 400);
    assert_eq!(
        [sum(&world, &plant, "ErrorActionSuccess"), sum(&world, &plant, "ErrorActionFailure")],
        [0, 0]
    );
}

/// What the journal says that an application was given: records, bytes and the largest lag of each minute.
fn read(world: &World, minutes: usize) -> Vec<(u64, u64, Option<u64>)> {
    let mut all = vec![(0, 0, None); minutes];
    for event in world.journal().from(0) {
        let engine::event::What::RecordsRead { records, bytes, behind_ms, .. } = &event.what else {
            continue;
        };
        if let Some(minute) = all.get_mut(usize::try_from(event.at.as_seconds() / MINUTE).unwrap()) {
            *minute = (minute.0 + records, minute.1 + bytes, minute.2.max(Some(*behind_ms)));
        }
    }
    all
}

#[test]
fn minutes_of_an_application_say_what_came_in_and_what_went_out() {
    for (era, names) in [
        ("2020", ["Records, Flow: Input", "Records, Flow: Output", "MillisBehindLatest, Flow: Input"]),
        ("today", ["numRecordsIn", "numRecordsOut", "millisBehindLatest"]),
    ] {
        let story = format!(
            "era {era}\naws kinesis create-stream --stream-name s --shard-count 1\n\
             aws kinesis create-stream --stream-name t --shard-count 1\n\
             at 60s consumer board reads s analytics window 10s count key rows-to t\n\
             at 60s producer p to s rate 50/s size 100B keys uniform 7\nat 130s set p rate 3000/s\n"
        );
        let (world, ()) = to_the_minute(&story, 4, |_| ());
        let board = Teller::Analytics(name("board"));
        assert_eq!(tellers(&world).last(), Some(&board));
        let read = read(&world, 4);
        assert_eq!(values(&world, &board, names[0]), read.iter().map(|it| it.0).collect::<Vec<_>>(), "{era}");
        let behind: Vec<_> = (0..).map(|minute| minute * 60).zip(read.iter().map(|it| it.2)).collect();
        assert_eq!(metric(&world, &board, names[2]).points, behind[1..], "{era}");
        assert!(read[0] == (0, 0, None) && read[2].0 > 20_000, "{read:?}");
        // Seven keys each ten seconds; the window that ends with a minute gives its rows in the next one.
        assert_eq!(values(&world, &board, names[1]), [0, 35, 42, 42], "{era}");
        let named = told(&world, &board, 9).into_iter().map(|it| it.name).collect::<Vec<_>>();
        if era == "2020" {
            let bytes = read.iter().map(|it| it.1).collect::<Vec<_>>();
            assert_eq!(values(&world, &board, "Bytes, Flow: Input"), bytes);
            let out = by_minute(&world, "t", 4, |data| data.len() as u64);
            assert_eq!(values(&world, &board, "Bytes, Flow: Output"), out);
        } else {
            assert!(!named.iter().any(|name| name.contains("Bytes")), "Flink has none: {named:?}");
        }
    }
}

/// A shard that is read one record a second is late for a window that the other one has closed.
#[test]
fn a_record_that_is_late_is_counted_as_dropped() {
    let story = "seed 7\naws kinesis create-stream --stream-name s --shard-count 2\n\
                 at 5s consumer board reads s analytics window 10s row-time arrival limit 1\n\
                 at 12s producer old to s rate 20/s size 9B keys \"a\"\nat 13s set old rate 0/s\n\
                 at 20500ms producer new to s rate 1/s size 9B keys \"b\"\n";
    let (world, late) = to_the_minute(story, 1, |world| {
        let view = view::view(world);
        assert_eq!(view.streams[0].shards.iter().filter(|it| it.taken > 0).count(), 2, "a key in each");
        view.readers[0].analytics.as_ref().unwrap().late
    });
    assert!(late > 0);
    assert_eq!(sum(&world, &Teller::Analytics(name("board")), "numLateRecordsDropped"), late);
}
