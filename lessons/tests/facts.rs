//! All the facts of the study notes are taught somewhere; `cargo test -p lessons --test facts -- --nocapture` prints
//! where.

use std::fmt::Write;

use lessons::{FACTS_LAST, Taught};

/// A line for each fact, with the places where it is taught.
fn map() -> String {
    let taught = lessons::facts_taught().unwrap_or_else(|mistake| panic!("{mistake}"));
    let mut map = String::new();
    for fact in 1..=FACTS_LAST {
        let places = taught.get(&fact).map_or(&[][..], Vec::as_slice).iter().map(|place| match place {
            Taught::Lesson(id) => format!("learn/{id}"),
            Taught::Lab(id) => format!("labs/{id}"),
            Taught::Disagreement(id) => format!("disagreements/{id}"),
        });
        let places: Vec<_> = places.collect();
        let places = if places.is_empty() { "TAUGHT NOWHERE".to_owned() } else { places.join(" ") };
        writeln!(map, "{fact:>4}  {places}").expect("a text takes what is written");
    }
    map
}

#[test]
fn every_fact_is_taught() {
    let map = map();
    println!("{map}");
    let missing: Vec<_> = map.lines().filter(|line| line.ends_with("TAUGHT NOWHERE")).collect();
    assert!(
        missing.is_empty(),
        "{} of {FACTS_LAST} facts are taught nowhere; the map:\n{map}",
        missing.len()
    );
}

#[test]
fn a_fact_has_its_places_lessons_first() {
    let taught = lessons::facts_taught().unwrap();
    assert!(taught.keys().all(|fact| (1..=FACTS_LAST).contains(fact)), "{taught:?}");
    let places = &taught[&44];
    assert!(places.contains(&Taught::Lesson("partition-keys".to_owned())), "{places:?}");
    assert!(places.contains(&Taught::Lab("cool-a-hot-shard".to_owned())), "{places:?}");
}

/// Of Firehose there are no fewer lessons, labs and steps of the guided project than these.
#[test]
fn firehose_has_its_lessons_its_labs_and_its_project() {
    let lessons = lessons::lessons().unwrap();
    let labs = lessons::labs().unwrap();
    let of =
        |group: &'static str| labs.iter().filter(move |lab| lab.group == group).map(|lab| lab.id.as_str());
    let lessons: Vec<&str> =
        lessons.iter().filter(|lesson| lesson.group == "Firehose").map(|lesson| lesson.id.as_str()).collect();
    let own: Vec<&str> = of("Firehose").collect();
    let project: Vec<&str> = of("Firehose project").collect();
    assert!(lessons.len() >= 8, "{lessons:?}");
    assert!(own.len() >= 9, "{own:?}");
    assert_eq!(project.len(), 5, "{project:?}");
    for task in 0..5 {
        assert!(
            project.iter().any(|id| id.starts_with(&format!("project-{task}-"))),
            "task {task}: {project:?}"
        );
    }
}
