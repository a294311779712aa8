//! The bill of an instant is the same however the instant was reached.

use engine::history::History;
use engine::view::bill;
use engine::world::Progress;

use super::*;

const STORY: &str = "seed 7\naws kinesis create-stream --stream-name s --shard-count 2\n\
    function f blueprint pass-through\n\
    aws firehose create-delivery-stream --delivery-stream-name d --delivery-stream-type KinesisStreamAsSource \
    --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/s \
    --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60},\
    ProcessingConfiguration={Enabled=true,Processors=[{Type=Lambda,Parameters=[{ParameterName=LambdaArn,\
    ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:f}]}]}\n\
    producer fleet to s rate 300/s size 700B\nconsumer app reads s kcl workers 2\n\
    at 4s consumer wide reads s via fan-out\n\
    at 70s aws kinesis increase-stream-retention-period --stream-name s --retention-period-hours 48\n";

fn history() -> History {
    History::new(&Story::parse(STORY).unwrap()).unwrap()
}

fn go(history: &mut History, to: Time, wakes: u64) {
    history.seek(to);
    while history.advance(to, wakes) == Progress::BudgetSpent {}
}

#[test]
fn slices_seeking_saving_and_undo_change_nothing() {
    let instant = Time::millis(127_350);
    let mut whole = world(STORY);
    whole.advance(instant, u64::MAX);
    let expected = bill(&whole);
    assert!(expected.lines.len() > 9 && expected.month > 0, "{expected:?}");

    let mut slices = world(STORY);
    for step in 0..=127_350 / 370 {
        slices.advance(Time::millis(step * 370).min(instant), u64::MAX);
    }
    slices.advance(instant, u64::MAX);
    assert_eq!(bill(&slices), expected, "in slices");

    let mut history = history();
    go(&mut history, Time::seconds(135), 13);
    go(&mut history, instant, 13);
    assert_eq!(bill(history.world()), expected, "sought");

    go(&mut history, Time::seconds(90), 13);
    history.act(&story::command("set fleet rate 900/s").unwrap()).unwrap();
    go(&mut history, instant, 13);
    let more = bill(history.world());
    assert!(more.total > expected.total);
    let (mut loaded, at) = History::load(&history.save()).unwrap();
    go(&mut loaded, at, 7);
    assert_eq!(bill(loaded.world()), more, "saved and loaded");

    let undone = history.undo().unwrap();
    go(&mut history, undone.target, 13);
    assert_eq!(bill(history.world()), expected, "undone");
}

#[test]
fn a_month_looks_at_the_last_minute_or_at_all_while_none_is_over() {
    let mut world = world("aws kinesis create-stream --stream-name s --shard-count 1\n");
    assert_eq!(bill(&world).month, 0, "no time is over");
    for (ms, window) in
        [(500, 500), (30_000, 30_000), (60_000, 60_000), (75_500, 60_500), (3_600_000, 60_000)]
    {
        world.advance(Time::millis(ms), u64::MAX);
        let bill = bill(&world);
        assert_eq!((bill.window_us, bill.month), (window * 1_000, 10_950_000_000), "at {ms} ms");
    }
}

#[test]
fn prices_of_today_are_said_to_be_so_elsewhere() {
    let other = ["2018", "2020", "today"].map(|era| bill(&world(&format!("era {era}\n"))).other_era);
    assert_eq!(other, [true, true, false]);
}
