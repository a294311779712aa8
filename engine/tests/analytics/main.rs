//! Applications that count in windows: stories with their numbers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::history::History;
use engine::kernel::Time;
use engine::story::{self, Story};
use engine::view::{self, AnalyticsView, View};
use engine::world::World;

fn start(text: &str) -> World {
    let story = Story::parse(text).unwrap_or_else(|error| panic!("{error}"));
    story::start(&story).expect("it starts")
}

fn line(world: &mut World, line: &str) {
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    world.apply(&command).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
}

fn refused(world: &mut World, line: &str) -> String {
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    world.apply(&command).expect_err(line).to_string()
}

fn at_ms(world: &mut World, ms: u64) -> View {
    world.advance(Time::millis(ms), u64::MAX);
    let view = view::view(world);
    assert!(view.ledger.balanced, "at {ms} ms: {:?}", view.ledger);
    for it in view.readers.iter().filter_map(|reader| reader.analytics.as_ref()) {
        if it.rows_to.is_some() {
            assert_eq!(it.rows, it.rows_sent + it.rows_waiting + it.rows_lost, "at {ms} ms: {it:?}");
        }
    }
    view
}

fn at(world: &mut World, seconds: u64) -> View {
    at_ms(world, seconds * 1_000)
}

fn analytics(view: &View) -> &AnalyticsView {
    view.readers.iter().find_map(|it| it.analytics.as_ref()).expect("an application that counts")
}

fn put(world: &mut World, key: &str, records: usize) {
    let data = STANDARD.encode("x");
    for _ in 0..records {
        line(world, &format!("aws kinesis put-record --stream-name s --partition-key {key} --data {data}"));
    }
}

/// A stream `s`, which is there from 5 s on, and an application with these settings.
fn stream(era: &str, settings: &str) -> World {
    let mut world = start(&format!(
        "era {era}\nseed 7\naws kinesis create-stream --stream-name s --shard-count 1\n\
         aws kinesis create-stream --stream-name alerts --shard-count 1\n\
         at 5s consumer board reads s analytics {settings}"
    ));
    at(&mut world, 6);
    world
}

/// S13: a count over 60 s raises an alert when it is above a number.
#[test]
fn s13_a_count_of_a_minute_raises_an_alert_above_its_number_and_not_at_it() {
    for (records, alert) in [(599, false), (600, false), (601, true)] {
        for era in ["2018", "2020", "today"] {
            let mut world = stream(era, "window 60s above 600 rows-to alerts");
            put(&mut world, "k", records);
            let view = at(&mut world, 59);
            assert!(!analytics(&view).alert, "a window says nothing before it ends");
            assert_eq!(analytics(&view).counts[0].n, records as u64);
            let view = at(&mut world, 61);
            let it = analytics(&view);
            assert_eq!((it.alert, it.alerts, it.most), (alert, u64::from(alert), records as u64), "{era}");
            // Its row is a record of another stream: it is a source too.
            let alerts = view.streams.iter().find(|stream| stream.name.as_str() == "alerts").unwrap();
            assert_eq!((alerts.taken, it.rows_sent), (u64::from(alert), u64::from(alert)), "{era}");
            let board = engine::names::Name::parse("board").unwrap();
            let why = engine::why::alert(&world, &board);
            assert_eq!(why.is_some(), alert);
            assert!(why.is_none_or(|why| why.sentences[0] == "601 is more than 600."));
            // A quiet minute later it is over.
            assert!(!analytics(&at(&mut world, 121)).alert);
        }
    }
}

/// What was put is read at the next whole second and some ms: a window has its beginning and not its end.
#[test]
fn what_is_read_on_the_end_of_a_window_is_of_the_next() {
    // It reads at 5 s, 6 s, and so on: on the end of the window too.
    let mut world = stream("today", "window 10s");
    at_ms(&mut world, 18_500);
    put(&mut world, "k", 3);
    at_ms(&mut world, 19_500);
    put(&mut world, "k", 5);
    let view = at_ms(&mut world, 20_000);
    assert_eq!((analytics(&view).most, analytics(&view).windows), (3, 1), "read at 19 s");
    assert_eq!(analytics(&view).counts[0].n, 5, "read at 20 s");
    assert_eq!(analytics(&at(&mut world, 30)).most, 5);
    assert_eq!(analytics(&at(&mut world, 90)).windows, 2, "a window without rows is none");
}

#[test]
fn by_key_each_key_has_a_count_and_a_row_of_its_own() {
    let mut world = stream("2020", "window 10s count key above 2 rows-to alerts");
    put(&mut world, "a", 2);
    put(&mut world, "b", 3);
    put(&mut world, "c", 4);
    let view = at(&mut world, 12);
    let it = analytics(&view);
    assert_eq!((it.most, it.most_key.as_deref(), it.rows, it.counted), (4, Some("c"), 2, 9));
    let read = "aws kinesis get-shard-iterator --stream-name alerts --shard-id shardId-000000000000 --shard-iterator-type TRIM_HORIZON";
    let engine::command::Reply::ShardIterator(iterator) =
        world.apply(&story::command(read).unwrap()).unwrap()
    else {
        panic!("an iterator");
    };
    let read = format!("aws kinesis get-records --shard-iterator {iterator}");
    let engine::command::Reply::Records(read) = world.apply(&story::command(&read).unwrap()).unwrap() else {
        panic!("records");
    };
    let rows: Vec<(String, String)> = read
        .records
        .iter()
        .map(|record| (record.partition_key.clone(), String::from_utf8(record.data.clone()).unwrap()))
        .collect();
    let row = |key: &str, n: u64| {
        (key.to_owned(), format!("{{\"key\":\"{key}\",\"n\":{n},\"window_end\":\"2020-11-21 14:00:10\"}}"))
    };
    assert_eq!(rows, [row("b", 3), row("c", 4)]);
}

#[test]
fn a_sliding_window_goes_along_and_has_a_row_that_is_exactly_as_old() {
    let mut world = stream("2020", "window 10s sliding above 4 rows-to alerts");
    at_ms(&mut world, 6_500);
    put(&mut world, "k", 3);
    at_ms(&mut world, 16_500);
    put(&mut world, "k", 2);
    // Read at 7 s and at 17 s: ten seconds, to the instant.
    let view = at(&mut world, 17);
    let it = analytics(&view);
    assert_eq!((it.most, it.alert, it.rows), (5, true, 1), "3 + 2, and one row for the fifth");
    assert!(analytics(&view).sql.contains("RANGE INTERVAL '10' SECOND PRECEDING"));
    let view = at(&mut world, 18);
    assert_eq!((analytics(&view).most, analytics(&view).alert), (2, false));
    assert_eq!(analytics(&at(&mut world, 40)).most, 0);
}

#[test]
fn one_instant_later_it_is_out_of_the_sliding_window() {
    let mut world = stream("2020", "window 10s sliding above 4");
    at_ms(&mut world, 6_500);
    put(&mut world, "k", 3);
    at_ms(&mut world, 17_500);
    put(&mut world, "k", 2);
    assert_eq!(analytics(&at(&mut world, 18)).most, 2, "read at 7 s and at 18 s");
}

/// By arrival a row is of the window in which the stream took it; by reading of the one in which it is read.
#[test]
fn records_that_are_read_late_count_by_reading_and_are_late_by_arrival() {
    for (time, late) in [("read", 0), ("arrival", 1)] {
        let mut world = start(&format!(
            "seed 7\naws kinesis create-stream --stream-name s --shard-count 2\n\
             at 5s consumer board reads s analytics window 10s row-time {time} poll 1s limit 1"
        ));
        at(&mut world, 12);
        // One shard gets ten in a second, and gives one at a time; the other is read up to date.
        let hash = |world: &mut World, hash: &str, n: usize| {
            for _ in 0..n {
                line(
                    world,
                    &format!(
                        "aws kinesis put-record --stream-name s --partition-key k --explicit-hash-key {hash} --data eA=="
                    ),
                );
            }
        };
        let high = "300000000000000000000000000000000000000";
        hash(&mut world, "0", 10);
        at_ms(&mut world, 20_500);
        hash(&mut world, high, 1);
        let view = at_ms(&mut world, 29_500);
        assert_eq!(view.readers[0].read, 11);
        let it = analytics(&view);
        assert_eq!(it.late, late, "{time}");
        assert_eq!(it.counted, 11 - late, "{time}");
        if time == "read" {
            // Read at 13 to 19 s: seven of them.
            assert_eq!(it.most, 7);
        } else {
            // The window closed when a row of 20.5 s came, at 21 s: with the nine that were read until then.
            assert_eq!(it.most, 9);
        }
    }
}

#[test]
fn windows_by_arrival_came_with_flink_and_close_when_something_newer_comes() {
    for era in ["2018", "2020"] {
        let mut world = stream(era, "window 60s");
        assert!(refused(&mut world, "set board row-time arrival").contains("Apache Flink"));
        let view = view::view(&world);
        assert_eq!(analytics(&view).service, "Kinesis Data Analytics, SQL");
        assert!(analytics(&view).sql.contains("STEP(s.ROWTIME BY INTERVAL '60' SECOND)"));
    }
    let mut world = stream("today", "window 10s row-time arrival above 1");
    let view = view::view(&world);
    assert_eq!(analytics(&view).service, "Managed Service for Apache Flink");
    assert!(
        analytics(&view).sql.contains("TUMBLE(TABLE `s`, DESCRIPTOR(arrival_time), INTERVAL '10' SECOND)")
    );
    put(&mut world, "k", 3);
    assert_eq!(analytics(&at(&mut world, 50)).windows, 0, "nobody knows that time has passed");
    put(&mut world, "k", 1);
    assert_eq!(analytics(&at(&mut world, 52)).windows, 1);
    assert!(refused(&mut world, "set board window 10s sliding").contains("row-time read"));
}

#[test]
fn rows_that_are_refused_are_put_again_until_they_are_taken() {
    let mut world = start(
        "seed 7\naws kinesis create-stream --stream-name s --shard-count 4\n\
         aws kinesis create-stream --stream-name out --shard-count 1\n\
         at 5s consumer board reads s analytics window 5s count key rows-to out\n\
         at 5s producer p to s rate 3000/s size 100B payload filler keys uniform 100000\n\
         at 20s stop p",
    );
    let view = at(&mut world, 21);
    assert!(analytics(&view).rows_waiting > 5_000, "{}", analytics(&view).rows_waiting);
    let view = at(&mut world, 120);
    let it = analytics(&view);
    assert_eq!((it.rows_waiting, it.rows_lost), (0, 0));
    let out = view.streams.iter().find(|stream| stream.name.as_str() == "out").unwrap();
    assert_eq!(out.taken, it.rows);
    assert!(out.refused > 0 && it.rows > 20_000);
}

/// 100,000 rows wait at most, here for a stream that is gone; each one more is lost, and is counted.
#[test]
fn a_hundred_thousand_rows_wait_and_not_one_more() {
    let mut world = start(
        "seed 7\naws kinesis create-stream --stream-name s --shard-count 6\n\
         aws kinesis create-stream --stream-name out --shard-count 1\n\
         at 5s consumer board reads s analytics window 5s count key rows-to out\n\
         at 6s aws kinesis delete-stream --stream-name out\n\
         at 12s producer p to s rate 5500/s size 100B payload filler keys uniform 1000000",
    );
    for (second, full) in [(20, false), (45, true)] {
        let view = at(&mut world, second);
        let it = analytics(&view);
        assert_eq!(it.rows, it.rows_waiting + it.rows_lost, "each row has its account");
        assert_eq!((it.rows_waiting == 100_000, it.rows_lost > 0), (full, full), "{second} s: {it:?}");
    }
}

#[test]
fn settings_below_at_and_above_their_bounds() {
    let mut world = stream("today", "");
    for (setting, wrong) in [
        ("window 999ms", "1 to 3600 whole seconds"),
        ("window 1s", ""),
        ("window 1500ms", "whole seconds"),
        ("window 3600s", ""),
        ("window 3601s", "1 to 3600 whole seconds"),
        ("rows-to nobody", "nobody"),
        ("rows-to nowhere", ""),
        ("above never", ""),
        ("poll 9ms", "poll at least"),
        ("poll 10ms", ""),
        ("limit 10000", ""),
        ("limit 10001", "1 to 10000"),
        ("keep 50%", "keep"),
        ("via fan-out", "via"),
    ] {
        let said = format!("set board {setting}");
        if wrong.is_empty() {
            line(&mut world, &said);
        } else {
            let text = refused(&mut world, &said);
            assert!(text.contains(wrong), "{said}: {text}");
        }
    }
}

/// It is one more poller: it shares the calls of a shard.
#[test]
fn it_shares_the_five_calls_of_a_shard() {
    let mut world = start(
        "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n\
         at 5s consumer c1..c5 reads s poll 1s\nat 5s consumer board reads s analytics\n\
         at 5s producer p to s rate 10/s",
    );
    let view = at(&mut world, 60);
    assert!(view.readers.iter().map(|reader| reader.refused_calls).sum::<u64>() > 10);
}

/// A sliding and a tumbling window, whose rows a full stream throttles for a while.
const TEXT: &str = "seed 11\naws kinesis create-stream --stream-name s --shard-count 2\n\
     aws kinesis create-stream --stream-name alerts --shard-count 1\n\
     producer p to s rate 120/s size 100B keys \"a\" 50% uniform 30 50%\n\
     consumer board reads s analytics window 7s sliding count key above 20 rows-to alerts poll 500ms\n\
     consumer sums reads s analytics window 10s count key rows-to alerts\n\
     at 30s producer hog to alerts rate 1500/s size 100B\nat 50s stop hog\n\
     at 60s set board window 5s tumbling\nat 70s deny sums kinesis:GetRecords\nat 85s allow sums kinesis:GetRecords\n";

#[test]
fn the_same_story_gives_the_same_journal_in_slices_after_seeking_and_saved() {
    let story = Story::parse(TEXT).unwrap_or_else(|error| panic!("{error}"));
    let mut straight = start(TEXT);
    let view = at(&mut straight, 120);
    for it in view.readers.iter().filter_map(|reader| reader.analytics.as_ref()) {
        assert!(it.rows_sent > 100 && it.counted > 1_000, "{it:?}");
    }
    let mut sliced = start(TEXT);
    for step in 1..=480 {
        sliced.advance(Time::millis(step * 250), 29);
        sliced.advance(Time::millis(step * 250), u64::MAX);
    }
    assert_eq!(straight.digest(), sliced.digest());
    let mut history = History::new(&story).expect("it starts");
    for to in [120, 33, 75, 61, 120] {
        history.seek(Time::seconds(to));
        history.advance(Time::seconds(to), u64::MAX);
    }
    assert_eq!(history.world().digest(), straight.digest());
    // In the middle of a window, with rows that wait.
    let mut history = History::new(&story).expect("it starts");
    history.advance(Time::millis(41_234), u64::MAX);
    let (mut loaded, now) = History::load(&history.save()).expect("it was saved");
    loaded.advance(now, u64::MAX);
    loaded.advance(Time::seconds(120), u64::MAX);
    assert_eq!(loaded.world().digest(), straight.digest());
    assert_eq!(view::view(loaded.world()), view);
}
