//! What is found, what comes first, and what must never be.

use super::*;

fn entry(kind: Kind, title: &str, text: &str) -> Entry {
    Entry {
        kind,
        title: title.to_owned(),
        of: String::new(),
        text: text.to_owned(),
        does: Does::Opens(Route::Learn),
        on_stage: kind == Kind::Action,
    }
}

fn small() -> Index {
    Index::new(vec![
        entry(Kind::Question, "A stream throttles", "What helps when one shard is full?"),
        entry(Kind::Lesson, "Shards", "A stream is made of shards. Each takes 1,000 records a second."),
        entry(Kind::Term, "Shard", "A part of a stream."),
        entry(Kind::Lesson, "Resharding", "Split and merge. Firehose does not care."),
        entry(Kind::Action, "Undo", "Takes back what was done to a shard."),
    ])
}

fn titles(typed: &str, stage: bool) -> Vec<String> {
    small().find(typed, stage).all.iter().map(|it| it.title.clone()).collect()
}

#[test]
fn the_exact_title_comes_first_then_beginnings_then_what_stands_within() {
    let expected = ["Shard", "Shards", "Resharding", "Undo", "A stream throttles"];
    let mut found = titles("shard", true);
    assert_eq!(found.len(), expected.len(), "{found:?}");
    assert_eq!(found[..3], expected[..3]);
    found.sort();
    let mut all = expected.map(str::to_owned);
    all.sort();
    assert_eq!(found, all);
}

#[test]
fn every_word_must_stand_there_and_case_does_not_matter() {
    assert_eq!(titles("MERGE firehose", false), ["Resharding"]);
    assert_eq!(titles("merge throttles", false), Vec::<String>::new());
    assert_eq!(titles("   ", false), Vec::<String>::new());
}

#[test]
fn what_acts_on_a_scene_is_found_beside_one_alone() {
    assert!(titles("undo", true).contains(&"Undo".to_owned()));
    assert!(titles("undo", false).is_empty());
}

#[test]
fn a_slip_is_read_as_the_nearest_word_and_says_so() {
    let index = small();
    for typed in ["firehsoe", "firehos", "firheose", "fierhose"] {
        let found = index.find(typed, false);
        let read: Vec<_> = found.read_as.iter().map(|(_, it)| it.as_str()).collect();
        if typed == "firehos" {
            assert!(read.is_empty(), "the beginning of a word is no slip");
        } else {
            assert_eq!(read, ["firehose"], "{typed}");
        }
        assert_eq!(found.all.len(), 1, "{typed}");
    }
    assert_eq!(index.find("xyzzyplugh", false), Found::default());
    assert_eq!(index.find("xqz", false), Found::default(), "three letters are too few for a guess");
}

#[test]
fn what_was_looked_for_is_marked_and_stands_in_the_part_that_is_shown() {
    let words = vec!["shard".to_owned()];
    let pieces = marked("Größe der SHARDS, ein Shard", &words);
    let hits: Vec<_> = pieces.iter().filter(|(hit, _)| *hit).map(|(_, it)| it.as_str()).collect();
    assert_eq!(hits, ["SHARD", "Shard"]);
    assert_eq!(pieces.iter().map(|(_, it)| it.as_str()).collect::<String>(), "Größe der SHARDS, ein Shard");
    let long = format!("{} the shard is full {}", "é ".repeat(200), "word ".repeat(80));
    let part = around(&long, &words);
    assert!(part.contains("shard") && part.starts_with('…') && part.ends_with('…'), "{part}");
    assert!(part.chars().count() < 160);
    assert_eq!(around("short", &words), "short");
}

#[test]
fn all_of_the_product_is_in_the_index() {
    let index = index();
    let of = |kind: Kind| index.entries.iter().filter(|it| it.kind == kind).count();
    let screens: usize = crate::content::lessons().iter().map(|lesson| lesson.screens.len()).sum();
    assert_eq!(of(Kind::Lesson), screens);
    assert_eq!(of(Kind::Lab), crate::content::labs().len());
    assert_eq!(of(Kind::Question), crate::content::questions().len());
    assert_eq!(of(Kind::Limit), engine::limits::ALL.len());
    assert_eq!(of(Kind::Scene), crate::content::scenes().len());
    for (typed, title) in [
        ("trim horizon", "Trim horizon"),
        ("ProvisionedThroughputExceededException", "ProvisionedThroughputExceededException"),
        ("dark mode", "Change the colours"),
        ("erase", "Your data"),
        ("longest retention", "longest retention"),
    ] {
        let found = index.find(typed, true);
        assert_eq!(found.all.first().map(|it| it.title.as_str()), Some(title), "{typed}");
    }
}

#[test]
fn no_answer_is_given_away() {
    let index = index();
    for question in crate::content::questions() {
        let route = Does::Opens(Route::Question(question.id.clone()));
        let entry = index.entries.iter().find(|it| it.does == route).expect("in the index");
        for option in &question.options {
            let said: String = option.because.join(" ");
            assert!(!entry.text.contains(&crate::prose::plain(&said)), "{}", question.id);
        }
        assert!(entry.text.len() <= question.stem.join(" ").len(), "{}: the stem alone", question.id);
    }
}

#[test]
fn every_address_that_is_found_can_be_opened() {
    for entry in index().entries {
        let Does::Opens(route) = entry.does else { continue };
        assert_eq!(Route::parse(&route.hash()), route, "{}", entry.title);
    }
}
