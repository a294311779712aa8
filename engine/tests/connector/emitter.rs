//! From the buffer to the destination: IEmitter, its tries, the checkpoint behind it, and what a crash does.

use super::*;

/// A stream with 20,050 records, and a connector that takes 10,000 at a time.
fn twenty_thousand(emit: &str) -> World {
    let mut world = start(&format!(
        "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n\
         at 5s producer p to s rate 400/s size 100B payload filler keys uniform 100\n\
         at 55500ms stop p\n\
         at 60s consumer app reads s connector flush-records 10000 flush-bytes 100MiB emit {emit}"
    ));
    at(&mut world, 60);
    world
}

/// W25: the second 10,000 are emitted, and the process ends before its checkpoint.
#[test]
fn w25_ten_thousand_are_processed_twice_and_lie_there_once_if_their_file_has_the_same_name() {
    let mut world = twenty_thousand("bucket lake");
    let mut ms = 60_000;
    while bucket(&at_ms(&mut world, ms), "lake").objects < 2 {
        ms += 10;
    }
    line(&mut world, "crash app worker 1");
    let view = at_ms(&mut world, ms);
    let lease = |view: &View| view.tables[0].leases[0].processed;
    assert_eq!(
        (lease(&view), reader(&view, "app").read),
        (Some(10_000), 20_000),
        "no checkpoint of the second"
    );
    line(&mut world, "heal app worker 1");
    let view = at_ms(&mut world, ms + 200_000);
    let it = connector(&view, "app");
    assert_eq!(reader(&view, "app").kcl.as_ref().unwrap().doubled, 10_000, "10,000 twice");
    assert_eq!((lease(&view), it.emitted, it.overwritten), (Some(20_000), 30_000, 1));
    let lake = bucket(&view, "lake");
    assert_eq!(
        (lake.objects, lake.bytes),
        (2, 2_000_000),
        "once: a file of the same name lies over the first"
    );
    assert_eq!(lake.object.iter().map(|object| object.records).sum::<u64>(), 20_000);
    assert!(reader(&view, "app").read >= 30_000);
}

/// The same with a destination that takes documents without ids: there they lie twice.
#[test]
fn w25_an_index_without_ids_has_ten_thousand_documents_twice() {
    let mut world = twenty_thousand("domain search");
    let records = |view: &View| view.stores.iter().map(|store| store.records).sum::<u64>();
    let mut ms = 60_000;
    while records(&at_ms(&mut world, ms)) < 20_000 {
        ms += 10;
    }
    line(&mut world, "crash app worker 1");
    line(&mut world, "heal app worker 1");
    let view = at_ms(&mut world, ms + 200_000);
    assert_eq!((records(&view), connector(&view, "app").overwritten), (30_000, 0));
}

/// A name is the same only if the batch is: if more has come meanwhile, it is not.
#[test]
fn a_batch_that_is_cut_otherwise_has_another_name_and_its_records_lie_twice() {
    let mut world = stream();
    line(&mut world, "consumer app reads s connector flush-records 5 emit bucket lake");
    at(&mut world, 30);
    put(&mut world, &zeros(5, 100));
    let mut ms = 30_000;
    while bucket(&at_ms(&mut world, ms), "lake").objects < 1 {
        ms += 10;
    }
    line(&mut world, "crash app worker 1");
    put(&mut world, &zeros(5, 100));
    line(&mut world, "heal app worker 1");
    let view = at_ms(&mut world, ms + 200_000);
    let lake = bucket(&view, "lake");
    assert_eq!((lake.objects, connector(&view, "app").overwritten), (2, 0));
    assert_eq!(lake.object.iter().map(|object| object.records).collect::<Vec<_>>(), [5, 10]);
}

#[test]
fn an_emitter_is_called_three_times_ten_seconds_apart() {
    // It is called at 10, 20 and 30 s. As long as the bucket fails, from 5 s on: how many calls fail, what is emitted, what is given up.
    for (fault, failed, emitted, given_up) in
        [("5s", 0, 100, 0), ("10s", 1, 100, 0), ("20s", 2, 100, 0), ("30s", 3, 0, 100)]
    {
        let mut world = stream();
        put(&mut world, &zeros(100, 100));
        line(&mut world, "consumer app reads s connector flush-records 100 emit bucket lake");
        line(&mut world, &format!("fault bucket lake unreachable for {fault}"));
        let view = at(&mut world, 120);
        let it = connector(&view, "app");
        let found = (it.failed_tries, it.emitted, it.given_up);
        assert_eq!(found, (failed, emitted, given_up), "{fault}");
        // Given up or not: the checkpoint goes on, and nobody reads them again.
        assert_eq!(view.tables[0].leases[0].processed, Some(100), "{fault}");
        assert_eq!(bucket(&view, "lake").objects, u64::from(emitted > 0));
        let app = Name::parse("app").expect("a name");
        let why = engine::why::given_up(&world, &app);
        assert_eq!(why.is_some(), given_up > 0);
        if let Some(why) = why {
            assert!(
                why.sentences[0].contains("100 records") && why.sentences[0].contains("unreachable"),
                "{why:?}"
            );
            assert!(why.sentences[1].contains("3 times"), "{why:?}");
            why.fixes
                .iter()
                .flat_map(|fix| &fix.commands)
                .for_each(|command| drop(world.apply(command).unwrap()));
        }
    }
}

#[test]
fn as_many_tries_as_are_set_and_a_shard_stands_still_between_them() {
    let mut world = stream();
    put(&mut world, &zeros(10, 100));
    line(
        &mut world,
        "consumer app reads s connector flush-records 10 emit-tries 1 emit-backoff 30s emit bucket lake",
    );
    line(&mut world, "fault bucket lake refusing");
    let mut ms = 5_000;
    while connector(&at_ms(&mut world, ms), "app").failed_tries == 0 {
        ms += 50;
    }
    put(&mut world, &zeros(10, 100));
    let view = at_ms(&mut world, ms + 29_000);
    assert_eq!((reader(&view, "app").read, connector(&view, "app").given_up), (10, 0), "it sleeps");
    line(&mut world, "heal bucket lake");
    let view = at_ms(&mut world, ms + 33_000);
    assert_eq!((connector(&view, "app").given_up, connector(&view, "app").emitted), (10, 10));
}

#[test]
fn what_lies_in_memory_is_read_again_after_a_crash() {
    let mut world = stream();
    put(&mut world, &zeros(300, 100));
    line(&mut world, "consumer app reads s connector emit bucket lake");
    assert_eq!(connector(&at(&mut world, 40), "app").buffered, 300);
    line(&mut world, "crash app worker 1");
    let view = at(&mut world, 41);
    assert_eq!((connector(&view, "app").buffered, connector(&view, "app").forgotten), (0, 300));
    line(&mut world, "heal app worker 1");
    let view = at(&mut world, 240);
    let it = connector(&view, "app");
    assert_eq!((it.buffered, it.forgotten, it.taken), (300, 300, 600), "no checkpoint: all of it again");
    line(&mut world, "stop app");
    assert_eq!(connector(&at(&mut world, 241), "app").forgotten, 600);
}

/// The library does not try a checkpoint again: it goes on, and the next one counts for both.
#[test]
fn a_throttled_checkpoint_is_passed_over() {
    let mut world = stream();
    line(
        &mut world,
        "aws dynamodb create-table --table-name app --attribute-definitions AttributeName=leaseKey,AttributeType=S \
         --key-schema AttributeName=leaseKey,KeyType=HASH --provisioned-throughput ReadCapacityUnits=10,WriteCapacityUnits=1",
    );
    at(&mut world, 12);
    line(&mut world, "consumer app reads s connector flush-records 1 emit bucket lake poll 200ms");
    at(&mut world, 20);
    line(&mut world, "producer p to s rate 10/s size 100B payload filler keys random");
    let view = at(&mut world, 900);
    let kcl = reader(&view, "app").kcl.as_ref().unwrap();
    assert!(kcl.throttled_checkpoints > 500, "{}", kcl.throttled_checkpoints);
    assert!(reader(&view, "app").lag < 20, "it does not stand still: {}", reader(&view, "app").lag);
    assert_eq!(kcl.doubled, 0);
}
