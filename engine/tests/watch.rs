//! A world that follows another one is the same world, whatever is asked there, however it is told, and in whatever
//! portions time passes here; and where it is not, it says at which call.

mod common;

use engine::era::Era;
use engine::history::History;
use engine::kernel::{Chance, Draw, Span, Time};
use engine::refusal::Refusal;
use engine::story;
use engine::tools::Tools;
use engine::watch::{Before, Follower, Gone, Log, Told};
use engine::world::World;

/// The world that is watched.
struct There {
    world: World,
    log: Log,
}

impl There {
    fn new(start: Time) -> There {
        let mut world = World::new(Era::Today, 7);
        world.advance(start, u64::MAX);
        There { world, log: Log::default() }
    }

    fn ask(&mut self, line: &str) -> bool {
        let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let before = Before::of(&self.world);
        let answer = self.world.apply(&command);
        self.log.note(before, &command, answer.as_ref().err(), &self.world);
        answer.is_ok()
    }

    fn pass(&mut self, span: Span) {
        self.world.advance(self.world.now() + span, u64::MAX);
    }

    fn told(&mut self, from: usize) -> Told {
        // As over the wire.
        let text = serde_json::to_string(&self.log.told(&self.world, "run", from)).unwrap();
        serde_json::from_str(&text).unwrap()
    }
}

/// Follows to the end of what is known, in portions of `most` wakes.
fn follow(follower: &mut Follower, history: &mut History, most: u64) -> Result<usize, String> {
    let mut calls = 0;
    for _ in 0..1_000_000 {
        match follower.go_on(history, Time(u64::MAX), most).map_err(|it| it.to_string())? {
            Gone::Reached => return Ok(calls),
            Gone::BudgetSpent => {}
            Gone::Did(done) => calls += done.len(),
        }
    }
    panic!("it never arrives");
}

fn begin(there: &mut There) -> (Follower, History) {
    Follower::begin(&there.told(0), "there", &Tools::none()).unwrap()
}

/// A line at random; many are refused, for what they name is not there, not ready, or asked too often.
fn line(draw: &mut Draw) -> String {
    let stream = ["a", "b"][usize::try_from(draw.below(2)).unwrap()];
    let n = draw.below(1_000);
    match draw.below(11) {
        0 => format!("aws kinesis create-stream --stream-name {stream} --shard-count {}", 1 + n % 3),
        1 => format!("aws kinesis describe-stream-summary --stream-name {stream}"),
        2 => format!(
            "aws kinesis get-shard-iterator --stream-name {stream} --shard-id shardId-000000000000 --shard-iterator-type TRIM_HORIZON"
        ),
        3 => format!(
            "aws kinesis split-shard --stream-name {stream} --shard-to-split 0 --new-starting-hash-key midpoint"
        ),
        4 => format!("producer p{} to {stream} rate {}/s size 100B keys uniform 20", n % 3, 1 + n),
        5 => format!("consumer c{} reads {stream}", n % 2),
        6 => format!("stop p{}", n % 3),
        7 => "aws kinesis list-streams".to_owned(),
        _ => format!("aws kinesis put-record --stream-name {stream} --partition-key k{n} --data Zm9v"),
    }
}

#[test]
fn whatever_is_asked_there_comes_to_the_same_here() {
    let seed = common::test_seed();
    for round in 0..6 {
        let mut draw = Chance::new(seed, "watch").at(round);
        let start = [Time::START, Time::seconds(90_000)][usize::try_from(round % 2).unwrap()];
        let mut there = There::new(start);
        let mut refused = 0;
        let mut following: Option<(Follower, History)> = None;
        for _ in 0..120 {
            for _ in 0..=draw.below(3) {
                refused += u64::from(!there.ask(&line(&mut draw)));
            }
            // Several at one instant, and some between two wakes of one instant.
            there.pass(Span::micros(
                [0, 1, 40_000, 1_000_000, 3_000_000][usize::try_from(draw.below(5)).unwrap()],
            ));
            if draw.below(3) == 0 {
                let (follower, history) = following.get_or_insert_with(|| begin(&mut there));
                let from = follower.heard().saturating_sub(usize::try_from(draw.below(3)).unwrap());
                follower.hear(&there.told(from));
                // The learner looks back, and comes again.
                if draw.below(4) == 0 {
                    history.seek(Time(history.now().0 - draw.below(history.now().0 + 1)));
                }
                follow(follower, history, 1 + draw.below(50)).unwrap();
            }
        }
        let (mut follower, mut history) = following.unwrap();
        follower.hear(&there.told(follower.heard()));
        follow(&mut follower, &mut history, 64).unwrap();
        assert_eq!(history.world().digest(), there.world.digest(), "round {round}");
        assert_eq!((history.now(), history.world().wakes()), (there.world.now(), there.world.wakes()));
        assert_eq!((follower.done(), follower.refused()), (there.log.len(), refused));
        assert!(follower.agreed() > 1, "the digests were compared");
        assert!(refused > 0 && history.actions().len() > 20, "{refused} of {}", there.log.len());
        assert!(history.begins() == start, "what lies before the first call is left out");
    }
}

#[test]
fn what_cannot_be_the_same_is_an_error_with_its_place() {
    let mut there = There::new(Time::seconds(3_600));
    there.ask("aws kinesis create-stream --stream-name a --shard-count 1");
    there.pass(Span::seconds(20));
    there.ask("producer p to a rate 5/s size 100B keys uniform 20");
    there.pass(Span::seconds(2));
    assert!(!there.ask("aws kinesis put-record --stream-name none --partition-key k --data Zm9v"));
    there.pass(Span::seconds(1));
    let all = there.told(0);
    let tried = |change: &dyn Fn(&mut Told)| {
        let mut told = all.clone();
        change(&mut told);
        let (mut follower, mut history) = Follower::begin(&told, "there", &Tools::none()).unwrap();
        follow(&mut follower, &mut history, 64)
    };
    assert_eq!(tried(&|_| {}), Ok(3));
    let wrong = |change: &dyn Fn(&mut Told)| tried(change).unwrap_err();
    let why =
        wrong(&|told| told.calls[1].line = "producer p to a rate 6/s size 100B keys uniform 20".to_owned());
    assert!(why.starts_with("After 2 calls, at "), "{why}");
    let why =
        wrong(&|told| told.calls[1].line = "producer p to a rate 5/s size 101B keys uniform 20".to_owned());
    assert!(why.contains("the journal here is not the journal there"), "{why}");
    let why = wrong(&|told| told.calls[2].refused = None);
    assert!(
        why.starts_with("Call 3 at 01:00:22.000, `aws kinesis put-record") && why.contains("here Resource"),
        "{why}"
    );
    let why = wrong(&|told| told.calls[1].line = "producer p to a rate".to_owned());
    assert!(
        why.starts_with("Call 2 at 01:00:20.000, `producer p to a rate`: it cannot be read here"),
        "{why}"
    );
    let why = wrong(&|told| told.calls[1].at_us -= 1);
    assert!(why.starts_with("After "), "{why}");
    let why = wrong(&|told| told.wakes += 1);
    assert!(why.contains("had happened by themselves"), "{why}");
    for (field, why) in [("watch", "version 2"), ("era", "era `1999`"), ("from", "begins with call 4")] {
        let mut told = all.clone();
        match field {
            "watch" => told.watch = 2,
            "era" => told.era = "1999".to_owned(),
            _ => told.from = 4,
        }
        let error = Follower::begin(&told, "there", &Tools::none()).err().unwrap();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn what_could_not_be_read_is_told_and_does_nothing() {
    let mut there = There::new(Time::START);
    let refusal = Refusal::invalid("1 validation error detected".to_owned());
    there.log.note_unread(Before::of(&there.world), "Kinesis_20131202.CreateStream\nx", &refusal);
    there.ask("aws kinesis list-streams");
    let (mut follower, mut history) = begin(&mut there);
    assert_eq!(follow(&mut follower, &mut history, 64), Ok(2));
    assert_eq!((follower.refused(), history.actions().len()), (1, 0));
}

#[test]
fn a_long_story_is_told_in_pages_and_another_run_is_known() {
    let mut there = There::new(Time::START);
    for _ in 0..2_500 {
        there.ask("aws kinesis list-streams");
        there.pass(Span::seconds(1));
    }
    let pages: Vec<(usize, usize, bool)> = [0, 1_000, 2_000]
        .into_iter()
        .map(|from| there.told(from))
        .map(|told| (told.calls.len(), told.all, told.digest.is_some()))
        .collect();
    assert_eq!(pages, [(1_000, 2_500, false), (1_000, 2_500, false), (500, 2_500, true)]);
    let (mut follower, mut history) = begin(&mut there);
    follow(&mut follower, &mut history, 64).unwrap();
    assert_eq!((follower.done(), history.now()), (1_000, Time::seconds(999)), "no further than is known");
    let mut other = there.told(1_000);
    assert!(!follower.is_of_another(&other));
    other.run = "another".to_owned();
    assert!(follower.is_of_another(&other));
    let mut shorter = there.told(1_000);
    shorter.all = 3;
    assert!(follower.is_of_another(&shorter), "fewer calls than there were");
}

#[test]
fn an_idle_beginning_is_left_out_of_what_is_saved_too() {
    let mut there = There::new(Time::seconds(400_000));
    there.ask("aws kinesis create-stream --stream-name a --shard-count 1");
    there.pass(Span::seconds(60));
    let (mut follower, mut history) = begin(&mut there);
    follow(&mut follower, &mut history, 64).unwrap();
    let (mut again, at) = History::load(&history.save()).unwrap();
    assert_eq!(again.begins(), Time::seconds(399_995));
    again.advance(at, u64::MAX);
    assert_eq!(again.world().digest(), there.world.digest());
    again.seek(Time::START);
    assert_eq!(again.now(), Time::seconds(399_995), "no instant lies before it");
    // What begins at once keeps its beginning.
    let story = story::Story::parse("aws kinesis create-stream --stream-name a --shard-count 1").unwrap();
    let mut plain = History::new(&story).unwrap();
    plain.skip_to(Time::seconds(10));
    assert_eq!((plain.now(), plain.begins()), (Time::START, Time::START));
}
