//! All content holds by [`lessons::proof`], and names what exists.

use engine::story::{self, Story};
use lessons::{Disagreement, proof};

fn assert_proved(name: &str, failures: &[String]) {
    assert!(failures.is_empty(), "{name}: {}", failures.join("\n"));
}

fn named(id: &str, failures: Vec<String>) -> Vec<String> {
    failures.into_iter().map(|what| format!("{id}: {what}")).collect()
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
    }
    for entry in lessons::disagreements().unwrap_or_else(|mistake| panic!("{mistake}")) {
        let there = lessons.iter().any(|lesson| lesson.id == entry.lesson);
        assert!(there, "{} names the lesson {}", entry.id, entry.lesson);
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
    assert_proved(
        "the hook",
        &proof::scene(&lessons::Scene { id: "hook".to_owned(), story }, &tools::native()),
    );
}

#[test]
fn every_scene_plays_as_it_expects() {
    let scenes = lessons::scenes().unwrap_or_else(|mistake| panic!("{mistake}"));
    assert!(scenes.len() >= 3 && scenes.iter().any(|scene| scene.id == lessons::HOOK));
    for scene in scenes {
        assert_proved(&scene.id, &proof::scene(&scene, &tools::native()));
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
    let prove = |lesson: &lessons::Lesson| named(&lesson.id, proof::lesson(lesson, &tools::native()));
    assert_proved("lessons", &proof::all(&lessons::lessons().unwrap(), prove));
}

#[test]
fn s18_the_eight_boxes_of_the_landscape_are_sorted_into_three_speeds() {
    let lessons = lessons::lessons().unwrap();
    let landscape = lessons.iter().find(|lesson| lesson.id == "landscape").expect("the lesson");
    let sort = landscape.screens.iter().find_map(|screen| screen.sort.as_ref()).expect("things to sort");
    assert_eq!((sort.boxes.len(), sort.things.len()), (3, 8));
    for named in ["SQS", "IoT", "DMS", "Snowball", "Data Pipeline"] {
        assert!(sort.things.iter().any(|thing| thing.name.contains(named)), "{named}");
    }
    let mut placed: Vec<_> = sort.things.iter().map(|thing| Some(thing.goes)).collect();
    assert_eq!(sort.score(&placed), 8);
    placed[7] = Some((sort.things[7].goes + 1) % 3);
    assert_eq!(sort.score(&placed), 7);
}

#[test]
fn labs_start_unsolved_their_solutions_solve_and_their_wrong_turns_do_not() {
    let prove = |lab: &lessons::Lab| named(&lab.id, proof::lab(lab, &tools::native()));
    assert_proved("labs", &proof::all(&lessons::labs().unwrap(), prove));
}

#[test]
fn what_is_said_of_an_era_is_what_its_story_shows() {
    let prove = |entry: &Disagreement| named(&entry.id, proof::disagreement(entry, &tools::native()));
    let all = lessons::disagreements().unwrap_or_else(|mistake| panic!("{mistake}"));
    assert_eq!(all.len(), 18);
    assert_proved("disagreements", &proof::all(&all, prove));
}

#[test]
fn every_condition_can_be_told_in_words() {
    let (lessons, labs) = (lessons::lessons().unwrap(), lessons::labs().unwrap());
    let scenes = lessons::scenes().unwrap();
    let figures = lessons.iter().flat_map(|lesson| {
        let figures = lesson.screens.iter().filter_map(|screen| screen.figure.as_ref());
        figures.map(|figure| (&lesson.id, figure))
    });
    let labs = labs.iter().map(|lab| (&lab.id, &lab.story));
    let scenes = scenes.iter().map(|scene| (&scene.id, &scene.story));
    let mut conditions = 0;
    for (id, story) in figures.chain(labs).chain(scenes) {
        for condition in story.conditions() {
            conditions += 1;
            assert!(condition.wordless().is_empty(), "{id}: {condition} asks {:?}", condition.wordless());
        }
    }
    assert!(conditions > 50, "only {conditions} conditions were found");
}
