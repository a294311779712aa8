use std::cell::Cell;

use engine::history::History;
use engine::kernel::Time;
use engine::story::Story;
use engine::view::MarkerKind;

use super::*;

const STORY: &str = "seed 29434
aws kinesis create-stream --stream-name orders --shard-count 2
producer fleet to orders  rate 1400/s  size 480B  keys \"iphone-16\" 80% uniform 500 20%
consumer billing reads orders  poll 1s
";

fn driver(story: &str) -> Driver {
    let story = Story::parse(story).expect("a story");
    Driver::new(History::new(&story).expect("a beginning"))
}

/// A clock on which every look takes this many milliseconds.
fn clock(step_ms: f64) -> impl Fn() -> f64 {
    let now = Cell::new(0.0);
    move || {
        now.set(now.get() + step_ms);
        now.get()
    }
}

/// Frames of 16 ms until nothing is to be done, at most `most`.
fn frames(driver: &mut Driver, most: usize) -> Option<Ended> {
    let clock = clock(0.01);
    (0..most).find_map(|_| driver.frame(16.0, &clock))
}

#[test]
fn at_one_times_a_second_is_a_second() {
    let mut driver = driver(STORY);
    driver.play();
    for _ in 0..125 {
        driver.frame(16.0, &clock(0.01));
    }
    assert_eq!(driver.now(), Time::millis(2_000));
    driver.pause();
    driver.frame(16.0, &clock(0.01));
    assert_eq!(driver.now(), Time::millis(2_000));
}

#[test]
fn a_speed_that_cannot_be_reached_is_said_and_nothing_is_owed() {
    let mut driver = driver(STORY);
    driver.set_speed(3_600);
    driver.play();
    // Every look at the clock takes 5 ms: two portions fill a frame.
    for _ in 0..80 {
        driver.frame(16.0, &clock(5.0));
    }
    let tenths = driver.behind_at().expect("far behind");
    assert!(tenths < 36_000, "{tenths}");
    let there = driver.now();
    driver.set_speed(1);
    driver.frame(16.0, &clock(0.01));
    assert!(driver.now().since(there) <= Span::millis(16));
}

#[test]
fn the_hook_stops_at_the_first_refusal() {
    let mut driver = driver(STORY);
    driver.wait_for_refusal(true);
    driver.play();
    assert_eq!(frames(&mut driver, 2_000), Some(Ended::FirstRefusal));
    assert!(!driver.playing());
    let refusals = driver.markers().iter().filter(|marker| marker.kind == MarkerKind::Refusal);
    assert_eq!(refusals.map(|marker| marker.at <= driver.now()).collect::<Vec<_>>(), [true]);
}

#[test]
fn skipping_finds_the_throttle_and_lands_on_it() {
    let mut driver = driver(STORY);
    driver.skip_to(MarkerKind::Refusal);
    assert!(driver.work().expect("a job").says.contains("throttle"));
    assert_eq!(frames(&mut driver, 10_000), Some(Ended::Arrived));
    let at =
        driver.markers().iter().find(|marker| marker.kind == MarkerKind::Refusal).expect("a throttle").at;
    assert_eq!(driver.now(), at);
}

#[test]
fn a_skip_that_finds_nothing_says_so() {
    let mut driver = driver("aws kinesis create-stream --stream-name s --shard-count 1\n");
    driver.skip_to(MarkerKind::Flush);
    assert_eq!(frames(&mut driver, 10_000), Some(Ended::NothingFound(MarkerKind::Flush)));
}

#[test]
fn going_back_keeps_the_markers_of_the_future_and_acting_there_forgets_them() {
    let mut driver = driver(STORY);
    driver.seek(Time::seconds(30));
    frames(&mut driver, 10_000);
    let split = crate::line::parse(
        "aws kinesis split-shard --stream-name orders --shard-to-split 1 --new-starting-hash-key midpoint",
    );
    driver.act(&split.expect("a line")).expect("a split");
    driver.seek(Time::seconds(40));
    frames(&mut driver, 10_000);
    let all: Vec<Marker> = driver.markers().to_vec();
    assert!(all.iter().any(|marker| marker.kind == MarkerKind::Action && marker.at == Time::seconds(30)));

    driver.seek(Time::seconds(2));
    frames(&mut driver, 10_000);
    assert_eq!((driver.now(), driver.end()), (Time::seconds(2), Time::seconds(40)));
    assert_eq!(driver.markers(), all);

    driver.act(&crate::line::parse("set fleet rate 100/s").expect("a line")).expect("a change");
    assert!(driver.markers().iter().all(|marker| marker.at <= Time::seconds(2)));
    assert_eq!(driver.history().branches().len(), 1);
}

#[test]
fn markers_do_not_depend_on_the_slices() {
    let mut whole = driver(STORY);
    whole.seek(Time::seconds(45));
    frames(&mut whole, 10_000);
    let mut sliced = driver(STORY);
    for tenth in 1..=450 {
        sliced.seek(Time::millis(tenth * 100));
        frames(&mut sliced, 10_000);
    }
    assert_eq!(sliced.markers(), whole.markers());
    assert_eq!(whole.markers(), engine::view::markers(whole.world(), 0));
}

#[test]
fn undo_comes_back_to_the_same_instant() {
    let mut driver = driver(STORY);
    driver.seek(Time::seconds(5));
    frames(&mut driver, 10_000);
    let before = driver.world().digest();
    driver.act(&crate::line::parse("stop fleet").expect("a line")).expect("a stop");
    driver.seek(Time::seconds(8));
    frames(&mut driver, 10_000);
    assert_eq!(driver.undo().as_deref(), Some("stop fleet"));
    frames(&mut driver, 10_000);
    assert_eq!(driver.now(), Time::seconds(8));
    assert!(driver.world().digest().len() == before.len());
    assert_eq!(driver.redo().as_deref(), Some("stop fleet"));
    frames(&mut driver, 10_000);
    assert!(crate::shell::now_view(&driver).producers[0].stopped);
}

#[test]
fn a_stop_and_a_script_are_kept() {
    let mut driver = driver(STORY);
    driver.play_script(vec![(Time::millis(500), crate::line::parse("stop fleet").expect("a line"))], 60);
    driver.stop_at(Some(Time::seconds(1)));
    driver.play();
    assert_eq!(frames(&mut driver, 1_000), Some(Ended::Stopped));
    assert_eq!(driver.now(), Time::seconds(1));
    let done = driver.take_scripted();
    assert_eq!(done.len(), 1);
    assert!(done[0].2.is_ok());
    assert_eq!(driver.history().actions()[0].at, Time::millis(500));
}

#[test]
fn a_script_far_away_is_gone_to_shown_and_left_at_its_own_speed() {
    let mut driver = driver(STORY);
    driver.play_script(vec![(Time::seconds(100), crate::line::parse("stop fleet").expect("a line"))], 60);
    driver.stop_at(Some(Time::seconds(200)));
    assert!(driver.work().is_some(), "it goes there at once");
    let mut speeds = Vec::new();
    for _ in 0..10_000 {
        if !driver.busy() {
            break;
        }
        driver.frame(16.0, &|| 0.0);
        if driver.work().is_none() {
            speeds.push((driver.speed(), driver.now().as_seconds()));
        }
    }
    assert_eq!(speeds.first().map(|(speed, at)| (*speed, *at)), Some((10, 80)));
    let faster = speeds.iter().find(|(speed, _)| *speed == 60).expect("it becomes faster");
    assert_eq!(faster.1, 120);
    assert!(crate::shell::now_view(&driver).producers[0].stopped);
    assert_eq!((driver.now(), driver.playing()), (Time::seconds(200), false));
}

#[test]
fn stepping_goes_from_instant_to_instant() {
    let mut driver = driver(STORY);
    driver.seek(Time::seconds(3));
    frames(&mut driver, 1_000);
    driver.step_event();
    frames(&mut driver, 1_000);
    let next = driver.now();
    assert!(next > Time::seconds(3));
    driver.step_event_back();
    frames(&mut driver, 1_000);
    assert!(driver.now() < next);
}

mod pair;
