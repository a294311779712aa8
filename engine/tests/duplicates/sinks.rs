//! A reader dies and goes on from its bookmark: what is read twice, and what its sink makes of that.

use super::*;

fn books(settings: &str) -> World {
    world(&format!(
        "{}at 5s producer p to s rate 100/s size 200B keys uniform 50\nat 60s set p rate 0/s\n\
         consumer c reads s poll 500ms {settings}",
        stream(2)
    ))
}

#[test]
fn e12_what_lies_behind_the_bookmark_is_read_twice() {
    // (checkpoint, sink)
    for settings in
        ["checkpoint every 10s", "checkpoint every 300 records", "checkpoint batch", "checkpoint never"]
    {
        for kind in ["plain", "by-id"] {
            let mut books = books(&format!("{settings} sink {kind}"));
            let before = at(&mut books, 37);
            let since = bookmarks(&before, "c").since;
            line(&mut books, "crash c");
            assert!(bookmarks(&at(&mut books, 40), "c").crashed);
            assert_eq!(reader(&at(&mut books, 40), "c").read, reader(&before, "c").read, "it reads nothing");
            line(&mut books, "heal c");
            let view = at(&mut books, 90);
            let c = reader(&view, "c");
            assert_eq!((c.doubled, c.lag), (since, 0), "{settings}");
            assert_eq!(c.read, view.streams[0].taken + since);
            match settings {
                "checkpoint batch" => assert_eq!(since, 0),
                "checkpoint never" => assert_eq!(since, reader(&before, "c").read),
                _ => assert!(since > 0 && since < 1_100, "{settings}: {since}"),
            }
            let sink = sink(&view, "c");
            let (made, handled) = (view.streams[0].taken, c.read);
            let wanted = if kind == "plain" { (handled, 0, since) } else { (made, since, 0) };
            assert_eq!((sink.written, sink.over, sink.doubled), wanted, "{settings} {kind}");
            assert_eq!(sink.handled, handled);
        }
    }
}

#[test]
fn a_bookmark_of_so_many_records_stands_behind_just_as_many() {
    let mut books = world(&format!(
        "{}at 5s producer p to s rate 100/s size 200B keys uniform 50\nconsumer c reads s poll 1s checkpoint every 70 records",
        stream(1)
    ));
    let view = at(&mut books, 40);
    let (read, since) = (reader(&view, "c").read, bookmarks(&view, "c").since);
    assert_eq!((read - since) % 70, 0);
    assert!(since < 70);
}

/// 10,000 records up to the bookmark, and 10,000 behind it.
fn w25(sink: &str) -> World {
    let mut world = world(&format!(
        "{}at 40s producer p to s rate 1000/s size 100B keys uniform 50 payload filler\nat 61s set p rate 0/s\n\
         at 100s consumer c reads s poll 10s limit 10000 from trim-horizon checkpoint batch sink {sink}",
        stream(1)
    ));
    let view = at(&mut world, 101);
    assert_eq!(reader(&view, "c").read, 10_000);
    // The next batch is worked on, and the process dies before it notes that.
    line(&mut world, "set c checkpoint never");
    let view = at(&mut world, 102);
    assert_eq!(reader(&view, "c").read, 20_000);
    line(&mut world, "crash c");
    line(&mut world, "heal c");
    world
}

#[test]
fn w25_ten_thousand_twice_and_with_the_names_of_files_once() {
    // (sink, records that lie in it beyond those that were put, written over, there twice)
    let table = [
        ("plain", 10_000, 0, 10_000),
        ("by-id", 0, 10_000, 0),
        ("files 5000", 0, 10_000, 0),
        ("files 10000", 0, 10_000, 0),
        // The bookmark stands at the end of a file, so the last file is begun anew under its own name.
        ("files 4000", 0, 12_000, 0),
    ];
    for (kind, more, over, doubled) in table {
        let mut world = w25(kind);
        let view = at(&mut world, 200);
        let taken = view.streams[0].taken;
        assert!((20_800..=21_100).contains(&taken), "{taken}");
        let again = if kind == "files 4000" { 12_000 } else { 10_000 };
        assert_eq!(reader(&view, "c").doubled, again, "{kind}");
        let sink = sink(&view, "c");
        assert_eq!(sink.written + sink.filling, taken + more, "{kind}: {sink:?}");
        assert_eq!((sink.over, sink.doubled), (over, doubled), "{kind}: {sink:?}");
        if kind == "files 5000" {
            assert_eq!((sink.files, sink.filling), (4, taken - 20_000));
        }
    }
}

#[test]
fn files_know_what_was_read_twice_and_not_what_was_put_twice() {
    let shop = |kind: &str| {
        let mut world = world(&format!(
            "{}at 5s producer p to s rate 100/s size 200B keys uniform 50 timeout 2s retries 3 backoff 1s\n\
             at 10s fault producer p losing-answers for 1s\nat 20s set p rate 0/s\n\
             consumer c reads s poll 500ms checkpoint never sink {kind}",
            stream(1)
        ));
        at(&mut world, 30);
        line(&mut world, "crash c");
        line(&mut world, "heal c");
        let view = at(&mut world, 60);
        assert!(reader(&view, "c").doubled > 1_000);
        (sink(&view, "c").doubled, view.ledger.doubled)
    };
    assert_eq!(shop("files 100"), (100, 100), "a twin has a number of its own");
    assert_eq!(shop("by-id"), (0, 100), "and the same id");
}

#[test]
fn a_group_of_workers_writes_to_one_sink() {
    for kind in ["plain", "by-id", "files 100"] {
        let mut world = world(&format!(
            "{}at 5s producer p to s rate 100/s size 200B keys uniform 50\nat 150s set p rate 0/s\n\
             consumer app reads s kcl workers 2 from trim-horizon checkpoint every 20s sink {kind}\n\
             at 115s crash app worker 1\n",
            stream(2)
        ));
        let view = at(&mut world, 300);
        let app = reader(&view, "app");
        let kcl = app.kcl.as_ref().unwrap();
        assert!(kcl.doubled > 0 && app.lag == 0, "{kind}");
        assert_eq!(app.doubled, kcl.doubled);
        let (sink, taken) = (sink(&view, "app"), view.streams[0].taken);
        match kind {
            "plain" => assert_eq!((sink.written, sink.doubled), (taken + kcl.doubled, kcl.doubled)),
            "by-id" => assert_eq!((sink.written, sink.over), (taken, kcl.doubled)),
            _ => {
                assert_eq!(sink.doubled, 0, "each file has its name");
                assert_eq!((sink.written % 100, sink.written + sink.filling), (0, taken), "{sink:?}");
                assert!(sink.over > 0);
            }
        }
    }
}

#[test]
fn the_last_file_of_a_closed_shard_is_written_though_it_is_not_full() {
    let mut world = world(&format!(
        "{}at 5s producer p to s rate 100/s size 200B keys uniform 50\nat 60s set p rate 0/s\n\
         consumer c reads s poll 500ms checkpoint batch sink files 1000\n\
         at 70s aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 \
         --new-starting-hash-key midpoint\n",
        stream(1)
    ));
    let view = at(&mut world, 69);
    assert!(sink(&view, "c").filling > 0 && bookmarks(&view, "c").since == sink(&view, "c").filling);
    let view = at(&mut world, 120);
    assert_eq!((sink(&view, "c").filling, sink(&view, "c").written), (0, view.streams[0].taken));
    assert_eq!(bookmarks(&view, "c").since, 0);
    line(&mut world, "crash c");
    line(&mut world, "heal c");
    let view = at(&mut world, 140);
    assert_eq!(reader(&view, "c").doubled, 0, "its end is written down");
}

#[test]
fn a_replay_is_read_twice_and_written_over() {
    let mut books = books("sink by-id");
    at(&mut books, 70);
    line(&mut books, "set c from trim-horizon");
    let view = at(&mut books, 90);
    let taken = view.streams[0].taken;
    assert_eq!((reader(&view, "c").doubled, reader(&view, "c").read), (taken, 2 * taken));
    assert_eq!((sink(&view, "c").written, sink(&view, "c").over), (taken, taken));
}

#[test]
fn what_was_put_by_hand_is_known_by_its_data() {
    let mut world = world(&format!("{}consumer c reads s poll 500ms sink by-id", stream(2)));
    at(&mut world, 10);
    for (key, data) in [("cart-5", "eyJpZCI6Nn0="), ("user-7", "eyJpZCI6Nn0="), ("cart-5", "eyJpZCI6N30=")] {
        line(
            &mut world,
            &format!("aws kinesis put-record --stream-name s --partition-key {key} --data {data}"),
        );
    }
    let view = at(&mut world, 20);
    assert_eq!((sink(&view, "c").written, sink(&view, "c").over), (2, 1));
}

#[test]
fn another_stream_has_other_records() {
    let mut books = books("sink by-id checkpoint batch");
    line(&mut books, "aws kinesis create-stream --stream-name t --shard-count 1");
    at(&mut books, 40);
    line(&mut books, "set p to t");
    line(&mut books, "set c reads t");
    let view = at(&mut books, 90);
    assert_eq!(reader(&view, "c").doubled, 0, "its indices are those of another stream");
    assert_eq!(sink(&view, "c").over, 0);
}

#[test]
fn who_is_down_cannot_crash_and_who_runs_cannot_be_healed() {
    let mut books = books("");
    line(&mut books, "consumer f reads s via fan-out");
    at(&mut books, 10);
    line(&mut books, "crash c");
    for (line, says) in [
        ("crash c", "consumer c is down already"),
        ("rotate c", "it has no file to rotate"),
        ("crash f", "there is no agent and no polling consumer named f"),
        ("set c sink files 100001", "it has 1 to 100000"),
        ("set f checkpoint batch", "has no setting `checkpoint`"),
        ("set p sink plain", "has no setting `sink`"),
    ] {
        let told = refused(&mut books, line);
        assert!(told.contains(says), "{line}: {told}");
    }
    line(&mut books, "heal c");
    assert!(refused(&mut books, "heal c").contains("consumer c is running"));
    line(&mut books, "set f sink by-id");
    line(&mut books, "set c sink files 100000");
    line(&mut books, "stop c");
    assert!(refused(&mut books, "crash c").contains("consumer c was stopped"));
    assert!(story::command("set c sink files 0").is_err(), "no file of nothing");
}
