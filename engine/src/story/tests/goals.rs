//! Goals on their way, and how a story plays.

use crate::kernel::Time;
use crate::story::{self, GoalState, Goals, Story, run, run_with};

/// One shard that takes 1,000 records a second, and what plays with it.
fn story(lines: &str) -> Story {
    let head = "aws kinesis create-stream --stream-name s --shard-count 1\n\
                at 3s producer p to s rate 400/s size 100B keys \"k\"\n\
                at 10s set p rate 1600/s\n\
                at 20s set p rate 400/s\n";
    Story::parse(&format!("{head}{lines}")).unwrap_or_else(|error| panic!("{error}"))
}

fn check(goal: &str, expected: &str) {
    let transcript = run(&story(&format!("until 40s\ngoal \"g\" {goal}")));
    assert!(transcript.ok(), "{transcript}");
    let told = match &transcript.goals[0].1 {
        GoalState::NotYet { found, progress: None } => format!("not yet: {}", found.paths),
        GoalState::NotYet { found, progress: Some((done, total)) } => {
            format!("not yet, {done} of {total}: {}", found.paths)
        }
        GoalState::Met { at } => format!("met {at}"),
        GoalState::Broken { at, by } => format!("broken {at}: {}", by.paths),
    };
    assert_eq!(told, expected, "{goal}");
}

#[test]
fn a_goal_is_not_yet_met_or_broken() {
    check("time.s = 5", "met 00:00:05.000");
    check("time.s = 50", "not yet: time.s: 40, wanted 50");
    check("within 5s time.s >= 5", "met 00:00:05.000");
    check("within 5s time.s >= 6", "broken 00:00:05.000: time.s: 5, wanted >= 6");
    check("at 12s time.s = 12", "met 00:00:12.000");
    check("at 12s time.s = 5", "broken 00:00:12.000: time.s: 12, wanted 5");
    check("never time.s = 50", "met 00:00:40.000");
    check("never time.s = 7", "broken 00:00:07.000: time.s: 7");
    check("hold 3s time.s < 10", "met 00:00:03.000");
    check("hold 30s time.s >= 20", "not yet, 20000000 of 30000000: time.s: 40, wanted >= 20");
}

#[test]
fn a_break_begins_a_hold_again() {
    // Refused from some instant after 10 s until about 21 s: the hold can only begin then.
    let transcript = run(&story("until 40s\ngoal \"g\" hold 15s stream.s.refused_per_s = 0 and time.s >= 5"));
    let GoalState::Met { at } = transcript.goals[0].1 else { panic!("{transcript}") };
    assert!((35_000..37_000).contains(&at.as_millis()), "{transcript}");
}

#[test]
fn an_unknown_path_never_passes_for_a_success() {
    check("never time.x = 1", "not yet: `time` has no `x`: it has ms, s, us; did you mean `s`?");
}

#[test]
fn never_is_met_when_all_others_are() {
    let transcript = run(&story("until 40s\ngoal \"a\" time.s = 6\ngoal \"b\" never time.s = 7"));
    assert!(transcript.goals_met(), "{transcript}");
    assert_eq!(transcript.goals[1].1, GoalState::Met { at: Time::seconds(6) });
}

#[test]
fn goals_do_not_depend_on_how_a_run_is_cut() {
    let story = story("goal \"a\" hold 2s stream.s.refused_per_s = 0\ngoal \"b\" never stream.s.refused > 0");
    let play = |steps: &[u64]| {
        let mut world = story::start(&story).unwrap();
        let mut goals = Goals::new(story.goals());
        for millis in steps.iter().cycle() {
            let now = world.now();
            if now >= goals.next_check() {
                goals.check(&world);
            }
            if now >= Time::seconds(30) {
                return goals;
            }
            let frame = Time(now.as_micros() + millis * 1_000);
            world.advance(frame.min(goals.next_check()).min(Time::seconds(30)), u64::MAX);
        }
        goals
    };
    assert_eq!(play(&[100]), play(&[7, 16, 33]));
    assert_eq!(play(&[100]), play(&[5_000]));
}

#[test]
fn a_goal_of_days_is_looked_at_rarely_and_judged_at_its_instant() {
    let story =
        Story::parse("goal \"a\" at 60h time.s = 216000\ngoal \"b\" at 70100ms time.ms = 70100").unwrap();
    let mut world = story::start(&story).unwrap();
    let mut goals = Goals::new(story.goals());
    let mut looks = 0;
    while goals.next_check() < Time(u64::MAX) {
        world.advance(goals.next_check(), u64::MAX);
        goals.check(&world);
        looks += 1;
    }
    let met: Vec<_> = goals.iter().map(|(_, state)| state.clone()).collect();
    let at = |ms| GoalState::Met { at: Time::millis(ms) };
    assert_eq!(met, [at(216_000_000), at(70_100)]);
    assert!(looks < 1_500, "{looks} looks");
}

#[test]
fn a_run_tells_what_it_did_and_both_sides() {
    let transcript = run(&story(
        "expect at 9s stream.s.refused = 0\nexpect at 15s stream.s.refused = 0\nsay at 16s \"Look.\"\n\
         expect stream.s.open_shards = 1\nat 5s aws kinesis describe-stream-summary --stream-name s\n\
         at 6s stop nobody",
    ));
    let text = transcript.to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "00:00:00.000 line 1: aws kinesis create-stream --stream-name s --shard-count 1");
    assert_eq!(lines[1], "00:00:03.000 line 2: producer p to s rate 400/s size 100B keys \"k\"");
    assert_eq!(lines[2], "00:00:05.000 line 9: aws kinesis describe-stream-summary --stream-name s");
    assert!(lines[3].starts_with("00:00:06.000 line 10: REFUSED stop nobody: "), "{text}");
    assert_eq!(lines[4], "00:00:09.000 line 5: holds: stream.s.refused: 0, wanted 0");
    assert_eq!(lines[5], "00:00:10.000 line 3: set p rate 1600/s");
    assert!(lines[6].starts_with("00:00:15.000 line 6: FAILED: stream.s.refused: "), "{text}");
    assert!(lines[6].ends_with(", wanted 0"), "{text}");
    assert_eq!(lines[7], "00:00:16.000 line 7: “Look.”");
    assert_eq!(lines[8], "00:00:20.000 line 4: set p rate 400/s");
    assert_eq!(lines[9], "00:00:20.000 line 8: holds: stream.s.open_shards: 1, wanted 1");
    assert_eq!(lines[10], "00:00:20.000 not ok");
    assert_eq!(transcript.failures().len(), 2);
    assert_eq!(run(&story("")), run(&story("")), "one story, one transcript");
}

#[test]
fn a_beginning_that_is_refused_names_its_line() {
    let story = Story::parse("title x\nstop nobody").unwrap();
    let error = story::start(&story).unwrap_err();
    assert_eq!(error.line, 2);
    assert!(error.message.starts_with("refused at the beginning: "), "{error}");
    assert!(!run(&story).ok());
}

#[test]
fn the_engine_knows_the_answer_of_a_question() {
    let question = |second: &str| {
        story(&format!(
            "at 14s predict \"How many are refused?\" judged at 15s\n\
             \x20 option \"none\" when stream.s.refused_per_s = 0\n\
             \x20 option \"some\" when {second}"
        ))
    };
    let transcript = run(&question("stream.s.refused_per_s > 0"));
    assert!(transcript.to_string().contains("line 5: How many are refused? some\n"), "{transcript}");
    let none = run(&question("stream.s.refused_per_s > 5000"));
    assert!(
        none.failures()[0].contains("How many are refused?: 0 of its options hold, and one must"),
        "{none}"
    );
    let both = run(&question("time.s = 15 or stream.s.refused_per_s > 5000"));
    assert!(both.ok(), "{both}");
}

#[test]
fn a_solution_meets_the_goals_and_a_wrong_turn_does_not() {
    let story = story(
        "until 40s\n\
         expect at 9s stream.s.refused = 0\n\
         expect at 19s stream.s.refused > 0\n\
         goal \"Nothing is refused\" at 40s stream.s.refused = 0\n\
         solution at 5s:\n  aws kinesis create-stream --stream-name wide --shard-count 4\n  \
         at 3s set p to wide keys random\n  expect at 14s stream.wide.refused = 0\n\
         wrong at 9s \"More bytes in a record are no fewer records.\":\n  set p size 200B\n",
    );
    let plain = run(&story);
    assert!(plain.ok() && !plain.goals_met(), "{plain}");
    let solved = run_with(&story, &story.solutions[0]);
    assert!(solved.ok() && solved.goals_met(), "{solved}");
    let text = solved.to_string();
    assert!(text.contains("00:00:08.000 line 11: set p to wide keys random"), "{text}");
    assert!(text.contains("00:00:19.000 line 12: holds"), "{text}");
    assert!(
        !text.contains("line 7: "),
        "what is expected later tells of the story without the solution: {text}"
    );
    let wrong = run_with(&story, &story.wrong_turns[0]);
    assert!(wrong.ok() && !wrong.goals_met(), "{wrong}");
}

#[test]
fn a_story_ends_where_its_head_says() {
    for (lines, seconds) in [
        ("bucket b", 60),
        ("bucket b\nexpect bucket.b.objects = 0", 60),
        ("at 5s bucket b", 5),
        ("at 5s bucket b\nuntil 90s", 90),
        ("at 5s bucket b\nexpect at 7s bucket.b.objects = 0", 7),
        ("at 5s bucket b\ngoal \"g\" bucket.b.objects = 1", 65),
        ("at 5s bucket b\ngoal \"g\" hold 10s bucket.b.objects = 1", 75),
        ("at 5s bucket b\ngoal \"g\" within 8s bucket.b.objects = 0", 8),
    ] {
        let transcript = run(&Story::parse(lines).unwrap());
        assert_eq!(transcript.ended, Time::seconds(seconds), "{lines}");
    }
}
