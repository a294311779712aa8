//! Lines, bounds, eras, and stories that are kept.

use super::*;
use engine::history::History;

#[test]
fn lines_read_back_as_they_are_printed() {
    for text in [
        "consumer fn reads s lambda batch-size 100 batching-window 20s parallelization-factor 4 bisect yes retry-attempts 2 \
         record-age 60s on-failure dead item-failures yes duration 40ms work 2ms timeout 3s concurrency 5 poison key \"bad\" \
         from latest via fan-out deaggregates yes",
        "consumer fn reads s lambda",
        "set fn retry-attempts -1 record-age -1 on-failure none concurrency none poison none bisect no item-failures no",
        "set fn poison every 100",
        "set fn enabled no tumbling-window 30s window-state 10kB on-failure sns alarms",
        "set fn on-failure s3 lost filter-criteria '{\"data\":{\"a\":[\"it\"]}}' or '{\"partitionKey\":[\"b c\"]}'",
        "set fn filter-criteria none",
        "fault function fn throttling for 30s",
    ] {
        let command = story::command(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(command.to_string().replace("1m", "60s"), text.replace("         ", ""));
        assert_eq!(story::command(&command.to_string()), Ok(command));
    }
    for (bad, said) in [
        ("consumer fn reads s lambda poison key bad", "in quotes"),
        ("consumer fn reads s lambda retry-attempts -2", "`-2` is not a whole number"),
        ("consumer fn reads s lambda batchsize 100", "did you mean `batch-size`?"),
        ("consumer fn reads s lambda item-failures maybe", "unknown-id"),
    ] {
        let error = story::command(bad).expect_err(bad).to_string();
        assert!(error.contains(said), "{bad}: {error}");
    }
}

#[test]
fn each_bound_holds_at_it_and_not_beyond() {
    let mut world = start(&format!("{}consumer fn reads s lambda\nconsumer c reads s\n", stream(1, 1)));
    for (setting, good, bad, limit) in [
        ("batch-size", vec!["1", "10000"], vec!["0", "10001"], "BatchSize"),
        ("batching-window", vec!["0s", "300s"], vec!["301s", "1500ms"], "MaximumBatchingWindowInSeconds"),
        ("parallelization-factor", vec!["1", "10"], vec!["0", "11"], "ParallelizationFactor"),
        ("retry-attempts", vec!["-1", "0", "10000"], vec!["10001"], "MaximumRetryAttempts"),
        ("record-age", vec!["-1", "60s", "604800s"], vec!["59s", "604801s"], "MaximumRecordAgeInSeconds"),
        ("timeout", vec!["1s", "900s"], vec!["0s", "901s", "1500ms"], "Timeout"),
        ("tumbling-window", vec!["0s", "900s"], vec!["901s", "1500ms"], "TumblingWindowInSeconds"),
        ("window-state", vec!["0B", "1MiB"], vec!["1048577B"], "window-state"),
        ("concurrency", vec!["none", "0", "1000"], vec!["1001"], "concurrency"),
        ("duration", vec!["0s", "900s"], vec!["901s"], "duration"),
        ("work", vec!["0s", "60s"], vec!["61s"], "work"),
    ] {
        for value in good {
            line(&mut world, &format!("set fn {setting} {value}"));
        }
        for value in bad {
            let told = refused(&mut world, &format!("set fn {setting} {value}"));
            assert!(told.contains(limit), "{setting} {value}: {told}");
        }
    }
    assert!(refused(&mut world, "set fn from latest").contains("cannot be changed"));
    assert!(refused(&mut world, "set fn poll 200ms").contains("once a second"));
    assert!(refused(&mut world, "set fn workers 2").contains("it knows enabled, batch-size"));
    assert!(refused(&mut world, "set c batch-size 3").contains("consumer c has no setting"));
    line(&mut world, "stop fn");
    assert!(refused(&mut world, "set fn batch-size 3").contains("was stopped"));
}

#[test]
fn in_2018_a_mapping_has_batch_size_and_starting_position() {
    for (setting, old) in [
        ("batch-size 10", true),
        ("concurrency 3", true),
        ("batching-window 1s", false),
        ("parallelization-factor 2", false),
        ("bisect yes", false),
        ("retry-attempts 1", false),
        ("record-age 60s", false),
        ("on-failure dead", false),
        ("item-failures yes", false),
        ("tumbling-window 30s", false),
        ("enabled no", true),
    ] {
        for era in ["2018", "2020", "today"] {
            let mut world = start(&format!("era {era}\n{}consumer fn reads s lambda\n", stream(1, 1)));
            let command = story::command(&format!("set fn {setting}")).expect("a line");
            let taken = world.apply(&command);
            match (era, old) {
                ("2018", false) => {
                    let told = taken.expect_err(setting).to_string();
                    assert!(told.contains("in 2018 a mapping has only BatchSize"), "{told}");
                }
                _ => drop(taken.unwrap_or_else(|refusal| panic!("{era} {setting}: {refusal}"))),
            }
        }
    }
}

#[test]
fn what_create_event_source_mapping_shows_if_nothing_is_said() {
    let mut world = start(&format!("{}at 5s consumer fn reads s lambda\n", stream(1, 1)));
    let view = at(&mut world, 5);
    let it = mapping(&view);
    assert_eq!((it.batch_size, it.batching_window_ms, it.parallelization_factor), (100, 0, 1));
    assert_eq!((it.bisect, it.retry_attempts, it.record_age_s), (false, -1, -1));
    assert_eq!((it.on_failure.clone(), it.item_failures, it.timeout_ms), (None, "no", 3_000));
    assert_eq!(it.last_processing_result, "No records processed");
    assert_eq!((reader(&view, "fn").kind, reader(&view, "fn").poll_ms), ("lambda", 1_000));
    let view = at(&mut world, 10);
    assert_eq!(mapping(&view).last_processing_result, "OK");
    line(&mut world, "fault function fn refusing");
    let view = at(&mut world, 15);
    assert_eq!(mapping(&view).last_processing_result, "PROBLEM: Function call failed");
}

const TEXT: &str = "seed 11\naws kinesis create-stream --stream-name s --shard-count 2\n\
     producer p to s rate 300/s size 100B keys \"bad\" 1% uniform 50 99%\n\
     consumer fn reads s lambda poison key \"bad\" bisect yes retry-attempts 1 on-failure dead parallelization-factor 3 \
     work 2ms\nat 20s set fn parallelization-factor 1\nat 25s fault function fn throttling for 3s\n\
     at 35s aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000001 \
     --new-starting-hash-key midpoint\n";

#[test]
fn the_same_story_gives_the_same_bytes_however_it_is_cut() {
    let mut whole = start(TEXT);
    whole.advance(Time::seconds(60), u64::MAX);
    let mut cut = start(TEXT);
    for step in 0..600 {
        cut.advance(Time::millis(step * 100), 37);
        cut.advance(Time::millis(step * 100), u64::MAX);
    }
    cut.advance(Time::seconds(60), u64::MAX);
    assert_eq!(whole.digest(), cut.digest());
    assert_eq!(view::view(&whole), view::view(&cut));
}

#[test]
fn a_story_is_kept_and_brought_back_in_the_middle_of_a_batch() {
    let story = Story::parse(TEXT).expect("a story");
    let mut history = History::new(&story).expect("it starts");
    history.advance(Time::millis(15_010), u64::MAX);
    let running = mapping(&view::view(history.world())).running;
    assert!(running > 0, "nothing is at work");
    let saved = history.save();
    let (mut back, now) = History::load(&saved).expect("it comes back");
    back.advance(now, u64::MAX);
    assert_eq!(view::view(back.world()), view::view(history.world()));
    for history in [&mut history, &mut back] {
        history.advance(Time::seconds(50), u64::MAX);
    }
    assert_eq!(history.world().digest(), back.world().digest());
    assert!(mapping(&view::view(back.world())).discarded > 0);
}
