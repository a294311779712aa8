//! Two worlds in the driver's frames, and the changed one kept as one step.

use engine::command::Command;
use engine::tools::Tools;
use engine::worlds::Knob;

use super::*;

fn slower() -> Knob {
    Knob::Setting { line: 1, word: "rate".to_owned(), value: "500/s".to_owned() }
}

fn rates(driver: &Driver) -> Vec<u64> {
    driver.world().actors().producers().map(|it| it.rate).collect()
}

fn command(line: &str) -> Command {
    engine::story::command(line).expect("a command")
}

fn arrive(driver: &mut Driver, at: Time) {
    driver.seek(at);
    for _ in 0..4_000 {
        if driver.frame(16.0, &clock(0.01)) == Some(Ended::Arrived) {
            return;
        }
    }
    panic!("it does not arrive at {at}: {}", driver.now());
}

#[test]
fn two_worlds_share_the_frame_and_the_scene_waits() {
    let mut driver = driver(STORY);
    arrive(&mut driver, Time::seconds(9));
    let digest = driver.world().digest();
    driver.compare(&slower(), false, &Tools::none()).expect("two worlds");
    assert_eq!((driver.now(), driver.undo_line()), (Time::START, None));
    assert!(driver.act(&command("stop fleet")).is_err(), "nothing is done to two");
    driver.set_speed(60);
    driver.play();
    for _ in 0..125 {
        driver.frame(16.0, &clock(0.01));
        let pair = driver.pair().expect("two worlds");
        let [first, second] = pair.worlds();
        // In step: never further apart than a second's look.
        assert!(first.now().0.abs_diff(second.now().0) <= 1_000_000);
    }
    assert!(driver.now() > Time::seconds(60), "{}", driver.now());
    // A tight budget: they are behind the wish, and still in step.
    for _ in 0..50 {
        driver.frame(16.0, &clock(5.0));
    }
    driver.pause();
    let parted = driver.pair().expect("two worlds").differences();
    assert!(parted.iter().any(|it| it.measure.name == "records refused"), "{parted:?}");
    arrive(&mut driver, Time::seconds(30));
    assert_eq!(driver.pair().expect("two worlds").worlds().map(World::now), [Time::seconds(30); 2]);
    driver.step_event();
    driver.skip_to(MarkerKind::Refusal);
    driver.end_compare(false);
    assert_eq!((driver.now(), driver.world().digest()), (Time::seconds(9), digest));
    assert_eq!(driver.work(), None);
}

#[test]
fn what_is_kept_is_one_step_to_undo_and_redo() {
    let mut driver = driver(STORY);
    arrive(&mut driver, Time::seconds(5));
    driver.act(&command("set billing poll 500ms")).expect("it is taken");
    arrive(&mut driver, Time::seconds(9));
    let before = driver.world().digest();
    driver.compare(&slower(), false, &Tools::none()).expect("two worlds");
    arrive(&mut driver, Time::seconds(9));
    driver.end_compare(true);
    frames(&mut driver, 2_000);
    let kept = driver.world().digest();
    assert_eq!((rates(&driver), driver.now()), (vec![500], Time::seconds(9)));
    assert_eq!(driver.undo_line().as_deref(), Some("keep “fleet: rate 1400/s → 500/s”"));
    // What is done in it is undone first.
    driver.act(&command("stop fleet")).expect("it is taken");
    assert_eq!(driver.undo().as_deref(), Some("stop fleet"));
    frames(&mut driver, 2_000);
    assert!(driver.undo().expect("the keeping").starts_with("keep"));
    frames(&mut driver, 2_000);
    assert_eq!((rates(&driver), driver.world().digest()), (vec![1_400], before));
    assert_eq!(driver.undo_line().as_deref(), Some("set billing poll 500ms"));
    assert!(driver.redo().expect("the keeping").starts_with("keep"));
    frames(&mut driver, 2_000);
    assert_eq!(driver.world().digest(), kept);
    // Acting after it was taken back leaves the kept one.
    driver.undo().expect("the keeping");
    frames(&mut driver, 2_000);
    driver.act(&command("stop fleet")).expect("it is taken");
    assert_eq!(driver.redo_line(), None);
}

#[test]
fn a_knob_that_cannot_be_turned_leaves_the_scene_alone() {
    let mut driver = driver(STORY);
    arrive(&mut driver, Time::seconds(3));
    let bad = Knob::Setting { line: 1, word: "rate".to_owned(), value: "fast".to_owned() };
    assert!(driver.compare(&bad, false, &Tools::none()).is_err());
    assert!(driver.pair().is_none() && driver.now() == Time::seconds(3));
    assert!(driver.compare(&Knob::Seed(2), true, &Tools::none()).is_err());
}
