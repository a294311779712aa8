//! Content proves itself: a lab's start does not meet its goals, its solution does, on several seeds and in every
//! era it claims; each wrong turn fails; each figure runs; each prediction has exactly one answer.

use engine::era::Era;
use engine::story::{self, Story};

const SEEDS: [u64; 3] = [1, 29_434, 7_000_001];

/// Runs `check` for each era and seed, and says which one failed.
fn everywhere(eras: &[Era], story: &Story, check: impl Fn(&Story, &str)) {
    for era in eras {
        for seed in SEEDS {
            check(&story.replayed(*era, seed), &format!("era {era}, seed {seed}"));
        }
    }
}

#[test]
fn all_files_are_read_and_name_what_exists() {
    let lessons = lessons::lessons().unwrap_or_else(|mistake| panic!("{mistake}"));
    let labs = lessons::labs().unwrap_or_else(|mistake| panic!("{mistake}"));
    assert!(!lessons.is_empty() && !labs.is_empty());
    for lesson in &lessons {
        if let Some(id) = &lesson.lab {
            assert!(labs.iter().any(|lab| lab.id == *id), "lesson {} names the lab {id}", lesson.id);
        }
        assert!(!lesson.facts.is_empty(), "lesson {} teaches no fact", lesson.id);
    }
    for lab in &labs {
        if let Some(id) = &lab.lesson {
            assert!(lessons.iter().any(|lesson| lesson.id == *id), "lab {} names the lesson {id}", lab.id);
        }
    }
}

#[test]
fn the_hook_refuses_within_its_first_ten_seconds_and_keeps_the_other_shard_idle() {
    let hook = lessons::hook().unwrap_or_else(|mistake| panic!("{mistake}"));
    let text = format!(
        "{hook}\nexpect at 10s stream.orders.refused > 0\nexpect at 10s shard.orders.000.refused = 0\n\
         expect at 70s bucket.lake.object[0].fired_by = \"size\"\n\
         expect at 90s count bucket.lake.folder[\"processing-failed\"].record[*] > 0\n\
         expect at 90s ledger.balanced = true\n"
    );
    let story = Story::parse(&text).unwrap_or_else(|error| panic!("{error}"));
    everywhere(&[Era::Y2020, Era::Today], &story, |story, place| {
        let transcript = story::run(story);
        assert!(transcript.ok(), "{place}\n{transcript}");
    });
}

#[test]
fn every_scene_plays_as_it_expects() {
    let scenes = lessons::scenes().unwrap_or_else(|mistake| panic!("{mistake}"));
    assert!(scenes.len() >= 3 && scenes.iter().any(|scene| scene.id == lessons::HOOK));
    for scene in scenes {
        everywhere(&[Era::Y2020, Era::Today], &scene.story, |story, place| {
            let transcript = story::run(story);
            assert!(transcript.ok(), "scene {}, {place}\n{transcript}", scene.id);
        });
    }
}

#[test]
fn a_split_does_not_cure_the_hook_but_a_salted_key_does() {
    let hook = lessons::hook().unwrap();
    let with = |line: &str, wanted: &str| {
        let text = format!("{hook}\nat 10s {line}\nexpect at 50s {wanted}\n");
        let transcript = story::run(&Story::parse(&text).unwrap_or_else(|error| panic!("{error}")));
        assert!(transcript.ok(), "{line}\n{transcript}");
    };
    with(
        "aws kinesis split-shard --stream-name orders --shard-to-split shardId-000000000001 \
         --new-starting-hash-key midpoint",
        "stream.orders.refused_per_s > 100",
    );
    with(
        "set iphone-fleet keys \"iphone-16\" 80% salted 8 uniform 500 20%",
        "stream.orders.refused_per_s = 0",
    );
    with("set iphone-fleet rate 900/s", "stream.orders.refused_per_s = 0");
}

#[test]
fn the_figures_of_lessons_run_and_their_predictions_have_one_answer() {
    for lesson in lessons::lessons().unwrap() {
        for screen in &lesson.screens {
            let Some(figure) = &screen.figure else { continue };
            everywhere(&lesson.eras, figure, |story, place| {
                let transcript = story::run(story);
                assert!(
                    transcript.ok(),
                    "lesson {}, screen {}, {place}\n{transcript}",
                    lesson.id,
                    screen.title
                );
            });
        }
    }
}

#[test]
fn labs_start_unsolved_their_solutions_solve_and_their_wrong_turns_do_not() {
    for lab in lessons::labs().unwrap() {
        let name = &lab.id;
        everywhere(&lab.eras, &lab.story, |story, place| {
            let start = story::run(story);
            assert!(!start.goals_met(), "lab {name}, {place}: the start meets its goals\n{start}");
            assert!(!story.solutions.is_empty(), "lab {name} has no solution");
            for solution in &story.solutions {
                let solved = story::run_with(story, solution);
                assert!(
                    solved.ok() && solved.goals_met(),
                    "lab {name}, {place}: the solution fails\n{solved}"
                );
            }
            assert!(story.wrong_turns.len() >= 2, "lab {name} has two wrong turns");
            for wrong in &story.wrong_turns {
                let turned = story::run_with(story, wrong);
                assert!(
                    turned.ok() && !turned.goals_met(),
                    "lab {name}, {place}: `{}` solves it\n{turned}",
                    wrong.says
                );
            }
        });
    }
}
