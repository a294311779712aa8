//! Every table is whole, taken from the engine where the engine knows, and each row can be found by its address.

use std::collections::BTreeSet;

use engine::limits::ALL;
use engine::story::{OWN_WORDS, Story};
use engine::view;

use super::*;
use crate::content;

#[test]
fn every_row_has_an_address_of_its_own_and_a_cell_for_each_column() {
    let mut ids: BTreeSet<String> = ALL.iter().map(|limit| anchor(limit.id)).collect();
    assert_eq!(ids.len(), ALL.len());
    for table in all(Era::Today) {
        assert!(!table.rows.is_empty(), "{}", table.id);
        assert!(ids.insert(table.id.to_owned()), "{}", table.id);
        for row in table.rows {
            assert!(ids.insert(row.id.clone()), "{} twice", row.id);
            assert_eq!(row.cells.len() + 1, table.heads.len(), "{}", row.id);
            assert_eq!(row.id, anchor(&row.id), "{}", row.id);
            assert!(row.lesson.is_none_or(|id| content::lesson(id).is_some()), "{}", row.id);
        }
    }
}

#[test]
fn every_example_is_read() {
    for (word, _, example) in story::LINES {
        let text = format!("aws kinesis create-stream --stream-name orders --shard-count 2\n{example}\n");
        let read = Story::parse(&if *word == "title" { (*example).to_owned() } else { text });
        assert!(read.is_ok(), "{word}: {read:?}");
        let lead = example.split_whitespace().any(|it| it.trim_end_matches(':') == *word);
        assert!(lead, "{word} stands in its example");
    }
    for word in OWN_WORDS {
        assert!(story::LINES.iter().any(|(it, ..)| *it == word), "{word} has no line");
    }
}

#[test]
fn advice_is_about_limits_that_are_there() {
    for (ids, _) in advice::ADVICE {
        for id in *ids {
            assert!(ALL.iter().any(|limit| limit.id == *id), "{id}");
        }
    }
    assert!(advice("kds_getrecords_tps").is_some());
}

#[test]
fn no_scene_of_the_product_has_a_metric_that_is_not_explained() {
    let table = metrics::table();
    let known: BTreeSet<(&str, &str)> =
        table.rows.iter().map(|row| (row.cells[0].as_str(), row.name.as_str())).collect();
    let stories = content::labs().iter().map(|lab| &lab.story);
    let figures = content::lessons().iter().flat_map(|it| &it.screens).filter_map(|it| it.figure.as_ref());
    let mut seen = BTreeSet::new();
    for scene in stories.chain(figures).chain(content::scenes().iter().map(|it| &it.story)) {
        // Tools are not lent here; a scene that needs one has no metric of its own.
        let Ok(world) = engine::story::start(scene) else { continue };
        for teller in view::tellers(&world) {
            let all = view::told(&world, &teller, 1);
            seen.extend(all.into_iter().map(|it| (metrics::of(&teller), it.name)));
        }
        for delivery in world.firehose().iter() {
            let all = view::metrics(&world, &delivery.name, 1).unwrap_or_default();
            seen.extend(all.into_iter().map(|it| ("Firehose", it.name)));
        }
    }
    let missing: Vec<_> = seen.iter().filter(|(of, name)| !known.contains(&(*of, name.as_str()))).collect();
    assert!(seen.len() > 40 && missing.is_empty(), "{} seen, not explained: {missing:?}", seen.len());
}

#[test]
fn texts_have_no_sign_left_open() {
    for table in all(Era::Today) {
        for row in table.rows {
            for cell in row.cells {
                let plain = crate::prose::plain(&cell);
                assert!(!plain.contains('`') && !plain.contains("**"), "{}: {cell}", row.id);
            }
        }
    }
}

#[test]
fn the_readme_has_both_tables_of_addresses_as_they_are() {
    let readme = include_str!("../../../README.md");
    let line = |cells: [&str; 4]| format!("| {} |\n", cells.join(" | "));
    let of = |row: &Row| [0, 1, 2].map(|i| row.cells[i].clone());
    for row in switches().rows {
        let [takes, without, does] = of(&row);
        assert!(readme.contains(&line([&row.name, &takes, &without, &does])), "README.md lacks {}", row.name);
    }
    for row in messages().rows {
        let [who, with, means] = of(&row);
        assert!(readme.contains(&line([&who, &row.name, &with, &means])), "README.md lacks {}", row.name);
    }
}
