//! The agent is killed at every instant of a run and started again: nothing is lost, and nothing is doubled but what
//! a throttled call had had taken in part.

use super::*;

/// The lines that a run writes, each once.
const LINES: u64 = 600;

fn run(more: &str, crash_ms: u64) -> World {
    let mut world = start(&format!(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         agent web to s lines csv rate 100/s existing 100 initial start-of-file rotate 2s buffer-age 1s {more}\n\
         at 5s set web rate 0/s"
    ));
    at(&mut world, crash_ms);
    line(&mut world, "crash web");
    at(&mut world, crash_ms + 1_700);
    balances(&world, "web");
    line(&mut world, "heal web");
    at(&mut world, 60_000);
    balances(&world, "web");
    world
}

#[test]
fn nothing_is_lost_or_doubled_whenever_the_agent_is_killed() {
    for crash_ms in (0..7_000).step_by(50).chain((13..7_000).step_by(337)) {
        let world = run("", crash_ms);
        let texts = texts(&world, "s");
        assert_eq!(texts.len() as u64, LINES, "killed at {crash_ms} ms");
        assert_eq!(counted(&texts).len() as u64, LINES, "killed at {crash_ms} ms");
        let web = agent(&world, "web");
        assert_eq!((web.lines_sent, web.repeated, web.repeats_due), (LINES, 0, 0), "killed at {crash_ms} ms");
    }
}

#[test]
fn of_a_call_that_was_taken_in_part_only_that_part_is_doubled_and_counted() {
    let mut doubled = 0;
    for crash_ms in (0..9_000).step_by(150) {
        // Somebody else takes most of the shard.
        let mut world = start(&format!(
            "aws kinesis create-stream --stream-name s --shard-count 1\n\
             producer noise to s rate 1500/s size 100B\n\
             agent web to s lines csv rate 200/s initial start-of-file buffer-age 1s\n\
             at 4s set web rate 0/s\n\
             at 8s set noise rate 0/s\n\
             at {crash_ms}ms crash web\n\
             at {}ms heal web",
            crash_ms + 900
        ));
        at(&mut world, 120_000);
        balances(&world, "web");
        let web = agent(&world, "web");
        let texts: Vec<_> = texts(&world, "s").into_iter().filter(|text| text.ends_with('\n')).collect();
        let counted = counted(&texts);
        assert_eq!(counted.len() as u64, 800, "killed at {crash_ms} ms: a line is lost");
        assert_eq!(texts.len() as u64, 800 + web.repeated, "killed at {crash_ms} ms");
        assert_eq!(source(&world, "web").doubled, web.repeated);
        assert_eq!((web.unread, web.buffered, web.repeats_due), (0, 0, 0));
        doubled += web.repeated;
    }
    assert!(doubled > 0, "no crash came between a partial answer and its retry");
}

#[test]
fn without_a_checkpoint_end_of_file_begins_at_the_end_again() {
    let mut world = start(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         agent web to s lines csv rate 100/s existing 50 buffer-age 10s\n\
         at 4s crash web\n\
         at 6s heal web\n\
         at 10s set web rate 0/s",
    );
    at(&mut world, 5_000);
    balances(&world, "web");
    assert_eq!(agent(&world, "web").checkpoint, None);
    at(&mut world, 30_000);
    balances(&world, "web");
    let web = agent(&world, "web");
    // The 50 of before the agent, and the 590 of before its restart: no buffer had been sent.
    assert_eq!((web.written, web.skipped, web.lines_sent), (1_050, 640, 410));
    // With a checkpoint nothing is passed over.
    let mut world = start(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         agent web to s lines csv rate 100/s existing 50 buffer-age 1s\n\
         at 4s crash web\n\
         at 6s heal web\n\
         at 10s set web rate 0/s",
    );
    at(&mut world, 30_000);
    let web = agent(&world, "web");
    assert_eq!((web.written, web.skipped, web.lines_sent), (1_050, 50, 1_000));
}

#[test]
fn the_same_story_gives_the_same_journal_in_slices_of_any_size() {
    let text = "aws kinesis create-stream --stream-name s --shard-count 1\n\
         agent web to s rate 700/s lines access-log broken 5% process log-to-json COMBINEDAPACHELOG rotate 64KiB\n\
         logs app to s rate 300/s filter \"ERROR\" log-streams 3\n\
         iot plant to s rate 200/s key \"${device}\"\n\
         at 5s crash web\n\
         at 8s heal web\n\
         until 20s";
    let mut straight = start(text);
    straight.advance(Time::START + secs(20), u64::MAX);
    for slice in [1, 7, 333] {
        let mut world = start(text);
        while world.advance(Time::START + secs(20), slice) != engine::world::Progress::Reached {}
        assert_eq!(world.digest(), straight.digest(), "in slices of {slice}");
    }
    assert!(straight.journal().end() > 500);
}
