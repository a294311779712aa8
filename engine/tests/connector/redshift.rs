//! RedshiftBasicEmitter: a file in a bucket, then a COPY of it into a cluster. Each half fails in its own way.

use super::*;

/// A stream with 100 records at 5 s, and a connector that copies them through `staging`.
fn hundred(more: &str) -> World {
    let mut world = stream();
    put(&mut world, &zeros(100, 100));
    line(&mut world, "bucket staging");
    line(
        &mut world,
        &format!("consumer app reads s connector flush-records 100 emit cluster dwh through staging {more}"),
    );
    world
}

fn rows(view: &View) -> u64 {
    view.stores.iter().filter(|store| store.kind == "cluster").map(|store| store.records).sum()
}

#[test]
fn a_buffer_becomes_a_file_and_then_a_load() {
    let mut world = hundred("");
    let view = at(&mut world, 60);
    let it = connector(&view, "app");
    assert_eq!((it.emitted, it.buffers, it.failed_tries), (100, 1, 0));
    assert_eq!(it.through.as_ref().map(Name::as_str), Some("staging"));
    assert_eq!((bucket(&view, "staging").objects, bucket(&view, "staging").bytes), (1, 10_000));
    assert_eq!(rows(&view), 100);
    let app = Name::parse("app").expect("a name");
    let place = engine::command::Place::Cluster(Name::parse("dwh").expect("a name"));
    let sink = world.stores().sinks.sink(&place, "s").expect("a table of the stream's name");
    let load = sink.loads().next().expect("one COPY");
    assert_eq!(load.from.as_deref(), Some(bucket(&view, "staging").object[0].key.as_str()), "{app}");
    // Without a word it is the library's own.
    let mut world = stream();
    put(&mut world, &zeros(100, 100));
    line(&mut world, "consumer app reads s connector flush-records 100 emit cluster dwh");
    assert_eq!(bucket(&at(&mut world, 60), "kinesis-bucket").objects, 1);
}

/// Called at 10, 20 and 30 s. Which half fails, and how long: failed calls, files, files written over, rows, given up.
#[test]
fn each_half_fails_in_its_own_way() {
    for (fault, failed, files, over, loaded, given_up) in [
        ("cluster dwh maintenance for 5s", 0, 1, 0, 100, 0),
        ("cluster dwh maintenance for 10s", 1, 1, 1, 100, 0),
        ("cluster dwh unreachable for 20s", 2, 1, 2, 100, 0),
        ("cluster dwh unreachable for 30s", 3, 1, 2, 0, 100),
        ("bucket staging unreachable for 20s", 2, 1, 0, 100, 0),
        ("bucket staging unreachable for 30s", 3, 0, 0, 0, 100),
    ] {
        let mut world = hundred("");
        line(&mut world, &format!("fault {fault}"));
        let view = at(&mut world, 120);
        let it = connector(&view, "app");
        let found =
            (it.failed_tries, bucket(&view, "staging").objects, it.overwritten, rows(&view), it.given_up);
        assert_eq!(found, (failed, files, over, loaded, given_up), "{fault}");
        assert_eq!(view.tables[0].leases[0].processed, Some(100), "the checkpoint goes on: {fault}");
        let why = engine::why::given_up(&world, &Name::parse("app").expect("a name"));
        let says =
            why.is_some_and(|why| why.sentences.iter().any(|it| it.contains("A file is written to staging")));
        assert_eq!(says, given_up > 0, "{fault}");
    }
}

/// W25 at a cluster: the file has one name, but its rows are copied twice, for nothing there is unique.
#[test]
fn after_a_crash_the_file_lies_once_and_its_rows_twice() {
    let mut world = hundred("");
    let mut ms = 5_000;
    while rows(&at_ms(&mut world, ms)) < 100 {
        ms += 10;
    }
    line(&mut world, "crash app worker 1");
    line(&mut world, "heal app worker 1");
    let view = at_ms(&mut world, ms + 200_000);
    assert_eq!((bucket(&view, "staging").objects, connector(&view, "app").overwritten), (1, 1));
    assert_eq!(rows(&view), 200);
}

#[test]
fn without_the_right_to_the_bucket_there_is_no_file_and_no_copy() {
    let mut world = hundred("");
    line(&mut world, "deny app s3:PutObject");
    let view = at(&mut world, 120);
    let it = connector(&view, "app");
    assert_eq!((it.failed_tries, it.given_up, rows(&view)), (3, 100, 0));
    assert_eq!(bucket(&view, "staging").objects, 0);
    assert_eq!(reader(&view, "app").not_allowed.as_deref(), Some("s3:PutObject"));
}
