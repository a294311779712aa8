//! Each key broken in each way: nothing is lost that was there, and what can be read is read.

use engine::history::History;
use engine::story::Story;

use super::*;
use crate::hook::Hook;
use crate::model::Theme;

const ANSWERS: &str = r#"{"version":1,"answers":{"a":[2],"b":[0,3]},"lessons":{"x":2},"labs":["y"]}"#;

fn scene() -> String {
    let story = Story::parse("title T\naws kinesis create-stream --stream-name s --shard-count 1\n").unwrap();
    let history = History::lent(&story, &engine::tools::Tools::none()).unwrap();
    serde_json::to_string(&Saved::new(history.save(), 1, &Hook::Off)).unwrap()
}

/// One of everything, whole.
fn store() -> Store {
    let mut terminal = Terminal::default();
    terminal.input("aws kinesis list-streams".to_owned());
    let _ = terminal.enter();
    [
        (PREFS_KEY, r#"{"version":1,"theme":"Dark"}"#.to_owned()),
        (PROGRESS_KEY, ANSWERS.to_owned()),
        (Drafts::KEY, r#"{"playground":{"mine":"exports.handler"}}"#.to_owned()),
        ("shardlab.v1.scene.playground", scene()),
        ("shardlab.v1.scene.lab.merge-the-cold", scene()),
        (BEFORE, scene()),
        (QUESTION, scene()),
        ("shardlab.v1.terminal.playground", terminal.save()),
        ("shardlab.broken.1", "whatever".to_owned()),
    ]
    .map(|(key, text)| (key.to_owned(), text))
    .into()
}

#[test]
fn each_key_is_known_read_and_measured() {
    let items = items(&store());
    assert_eq!(items.len(), 9);
    for item in &items {
        assert!(item.says.is_ok(), "{item:?}");
        assert!(item.bytes > item.key.len() * 2, "{item:?}");
    }
    assert_eq!(items[0].what, "Progress");
    assert_eq!(
        items[0].says.as_deref(),
        Ok("2 answers, 0 predictions, 1 lesson begun, 0 labs begun, 1 solved")
    );
    assert!(items.iter().any(|it| it.what == "Scene of the lab “Merge the cold”"), "{items:#?}");
    for key in ["shardlab.v1.scene.", "shardlab.v1.scene.lab.", "shardlab.broken.x", "shardlab.v2.prefs"] {
        assert_eq!(kind(key), None, "{key}");
    }
}

/// The ways in which a text can be broken.
fn broken(text: &str) -> Vec<(&'static str, String)> {
    vec![
        ("cut off", text.chars().take(text.chars().count() / 2).collect()),
        ("empty", String::new()),
        ("no JSON", "hello".to_owned()),
        ("a list", "[1,2]".to_owned()),
        ("nothing", "null".to_owned()),
        ("a later version", text.replace("\"version\":1", "\"version\":9")),
    ]
}

#[test]
fn what_is_broken_is_moved_aside_and_all_else_stays() {
    let whole = store();
    let read = mend(&whole);
    assert!(read.changes.is_empty() && read.says.is_empty(), "{read:?}");
    for key in [PREFS_KEY, PROGRESS_KEY, Drafts::KEY, "shardlab.v1.terminal.playground"] {
        for (how, text) in broken(&whole[key]) {
            if text == whole[key] {
                continue; // it has no version
            }
            let mut store = whole.clone();
            store.insert(key.to_owned(), text.clone());
            let mended = mend(&store);
            let kept: Vec<_> = mended.changes.iter().filter(|(_, it)| it.as_ref() == Some(&text)).collect();
            assert_eq!(kept.len(), 1, "{key}, {how}: the text itself is kept");
            assert_eq!(kept[0].0, "shardlab.broken.2", "{key}, {how}: beside what was moved before");
            assert_eq!(mended.says.len(), 1, "{key}, {how}");
            let changed: Vec<_> = mended.changes.iter().map(|(key, _)| key.as_str()).collect();
            assert_eq!(changed, ["shardlab.broken.2", key], "{key}, {how}: nothing else is touched");
            // The others are read as if nothing had happened.
            assert!(key == PREFS_KEY || mended.prefs == read.prefs, "{key}, {how}");
            assert!(key == PROGRESS_KEY || mended.progress == read.progress, "{key}, {how}");
            assert!(key == Drafts::KEY || mended.drafts == read.drafts, "{key}, {how}");
        }
    }
}

#[test]
fn one_bad_field_or_entry_costs_no_other() {
    let with = |text: &str| mend(&Store::from([(PROGRESS_KEY.to_owned(), text.to_owned())]));
    let mended = with(r#"{"version":1,"answers":{"a":"x","b":[0,3],"c":7},"lessons":5,"labs":["y"]}"#);
    let progress = &mended.progress;
    assert_eq!(progress.answers.keys().collect::<Vec<_>>(), ["b", "c"]);
    assert_eq!(progress.answers["c"], [7], "as it was written before");
    assert!(progress.lessons.is_empty() && progress.labs.contains("y"));
    assert_eq!(mended.changes.len(), 2);
    let prefs = mend(&Store::from([(PREFS_KEY.to_owned(), r#"{"theme":"Dark","dock":"Moon"}"#.to_owned())]));
    assert_eq!(prefs.prefs.theme, Theme::Dark);
    // Older states lack what came later: nothing is wrong with them.
    let older = with(r#"{"answers":{"a":2}}"#);
    assert!(older.changes.is_empty() && older.progress.answers["a"] == [2]);
    // A later one is read as far as it goes, and kept.
    let later = with(r#"{"version":2,"answers":{"a":[2]},"streaks":9}"#);
    assert_eq!(later.progress.answers["a"], [2]);
    assert!(later.changes.iter().any(|(_, text)| text.as_ref().is_some_and(|text| text.contains("streaks"))));
}

#[test]
fn what_is_exported_comes_back_as_it_was() {
    let whole = store();
    let text = export(&whole);
    let read = import("all.json", text.as_bytes()).unwrap();
    assert_eq!((&read.saved, read.refused.len()), (&whole, 0));
    assert_eq!(read.result(&Store::new(), false), whole);
    assert!(read.changes(&whole, true).iter().all(|(_, change)| *change == Change::Same));
}

#[test]
fn a_file_is_checked_before_anything_is_taken() {
    let refused = |text: &str| import("x.json", text.as_bytes()).unwrap_err();
    assert!(refused("{").contains("no file that this page has exported"));
    assert!(refused(r#"{"format":"other","version":1,"saved":{}}"#).contains("“other”"));
    assert!(refused(r#"{"format":"shardlab-data","version":2,"saved":{}}"#).contains("version 2"));
    assert!(refused(r#"{"format":"shardlab-data","version":1,"saved":{"a":5}}"#).contains("line 1"));
    let mut whole = store();
    whole.insert("evil.key".to_owned(), "x".to_owned());
    whole.insert(PROGRESS_KEY.to_owned(), "{".to_owned());
    whole.insert("shardlab.v1.scene.playground".to_owned(), scene().replace("create-stream", "crate-stream"));
    let read = import("x.json", export(&whole).as_bytes()).unwrap();
    let refused: Vec<_> = read.refused.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(refused, ["evil.key", PROGRESS_KEY, "shardlab.v1.scene.playground"]);
    assert_eq!(read.saved.len(), whole.len() - 3);
}

#[test]
fn a_file_is_joined_with_what_is_here_or_takes_its_place() {
    let file = import("x.json", export(&store()).as_bytes()).unwrap();
    let here = Store::from([
        (PROGRESS_KEY.to_owned(), r#"{"answers":{"a":[1],"z":[0]},"lessons":{"x":1}}"#.to_owned()),
        (PREFS_KEY.to_owned(), "{}".to_owned()),
        ("shardlab.v1.scene.lab.gzip-for-redshift".to_owned(), scene()),
    ]);
    let joined = file.result(&here, true);
    let progress: Progress = serde_json::from_str(&joined[PROGRESS_KEY]).unwrap();
    assert_eq!(progress.answers["a"], [1], "the first answer is the one here");
    assert_eq!(progress.answers.len(), 3);
    assert_eq!(progress.lessons["x"], 2, "the furthest");
    assert_eq!(joined[PREFS_KEY], "{}");
    assert_eq!(joined.len(), store().len() + 1);
    let change = |key: &str, merge: bool| {
        file.changes(&here, merge).into_iter().find(|(it, _)| it == key).expect("listed").1
    };
    let adds = "adds 1 answer, 0 predictions, 0 lessons, 1 solved lab".to_owned();
    assert_eq!(change(PROGRESS_KEY, true), Change::Joined(adds));
    assert_eq!(change(PROGRESS_KEY, false), Change::Replaced);
    assert_eq!(change(PREFS_KEY, true), Change::Stays);
    assert_eq!(change(BEFORE, true), Change::New);
    assert_eq!(change("shardlab.v1.scene.lab.gzip-for-redshift", false), Change::Erased);
    assert_eq!(file.result(&here, false), store());
}
