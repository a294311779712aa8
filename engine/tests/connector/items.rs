//! DynamoDBEmitter: a buffer becomes items by the ids of its records, as far as the table has write capacity.

use super::*;
use engine::command::Place;
use engine::view::TableView;

fn items<'a>(view: &'a View, name: &str) -> &'a TableView {
    view.tables.iter().find(|table| table.name.as_str() == name).expect("the table")
}

/// Records that differ, by hand: so each has an id of its own.
fn many(records: usize, bytes: usize) -> Vec<Vec<u8>> {
    let one = |n: usize| format!("{}{n}", "0".repeat(bytes - n.to_string().len())).into_bytes();
    (0..records).map(one).collect()
}

/// The items of a connector that read all of a stream are the records that it has emitted, each once.
fn once(view: &View) {
    let it = connector(view, "app");
    assert_eq!(items(view, "orders").items, it.emitted - it.overwritten, "{it:?}");
}

/// A stream with `records` of so many bytes, and a connector that flushes them all to a table of so many write units,
/// which is ACTIVE for a second when they come.
fn emits((records, bytes): (usize, usize), wcu: u64, more: &str) -> World {
    let mut world = stream();
    line(
        &mut world,
        &format!(
            "aws dynamodb create-table --table-name orders --attribute-definitions AttributeName=id,AttributeType=S \
             --key-schema AttributeName=id,KeyType=HASH --provisioned-throughput \
             ReadCapacityUnits=1000,WriteCapacityUnits={wcu}"
        ),
    );
    put(&mut world, &many(records, bytes));
    line(
        &mut world,
        &format!(
            "consumer app reads s connector flush-records {records} emit table orders from trim-horizon {more}"
        ),
    );
    world
}

/// Below, at and above a call and two of them: what a call holds is no bound of an emission.
#[test]
fn each_record_becomes_one_item() {
    for at_once in ["", "emit-items 25", "emit-items 1"] {
        for records in [1, 15, 16, 17, 24, 25, 26, 50, 51] {
            let mut world = emits((records, 100), 1_000, at_once);
            let view = at(&mut world, 60);
            let (it, table) = (connector(&view, "app"), items(&view, "orders"));
            assert_eq!((it.emitted, it.buffers, it.failed_tries), (records as u64, 1, 0), "{at_once}");
            assert_eq!(
                (table.items, table.written, table.throttled_writes),
                (records as u64, records as u64, 0)
            );
            // `id` with 32 digits, `data` with 100.
            assert_eq!(table.bytes, 138 * records as u64);
            once(&view);
        }
    }
}

/// A unit for each KiB begun, of names and values: 38 bytes beside the data.
#[test]
fn an_item_takes_a_write_unit_for_each_kib_begun() {
    for (bytes, units) in [(1, 1), (986, 1), (987, 2), (2_010, 2), (2_011, 3), (102_362, 100), (102_363, 101)]
    {
        let mut world = emits((1, bytes), 1_000, "");
        let table = items(&at(&mut world, 60), "orders").clone();
        assert_eq!((table.items, table.written), (1, units), "{bytes} bytes");
        assert_eq!((table.newest[0].bytes, table.newest[0].units), (bytes as u64 + 38, units));
    }
}

/// Below, at and above the largest item: 409,600 bytes.
#[test]
fn what_is_larger_than_an_item_may_be_is_given_up() {
    for (bytes, put) in [(409_561, 1), (409_562, 1), (409_563, 0)] {
        let mut world = emits((1, bytes), 1_000, "");
        let view = at(&mut world, 60);
        assert_eq!(
            (items(&view, "orders").items, connector(&view, "app").given_up),
            (put, 1 - put),
            "{bytes}"
        );
        once(&view);
    }
}

/// The table has so many units when it becomes ACTIVE at 10 s, and as many more in each second. The first try is 50 ms
/// later, and each other one 10.1 s after the one before.
#[test]
fn what_has_no_capacity_comes_back_and_is_put_again_until_the_last_try() {
    for (wcu, tries, failed, put, given_up) in [
        (200, 3, 0, 200, 0),
        (190, 3, 1, 200, 0),
        (20, 3, 1, 200, 0),
        (10, 3, 2, 200, 0),
        (5, 3, 3, 106, 94),
        (5, 2, 2, 55, 145),
        (5, 1, 1, 5, 195),
        (5, 100, 4, 200, 0),
    ] {
        let mut world = emits((200, 100), wcu, &format!("emit-tries {tries}"));
        let view = at(&mut world, 200);
        let (it, table) = (connector(&view, "app"), items(&view, "orders"));
        let found = (it.failed_tries, it.emitted, it.given_up);
        assert_eq!(found, (failed, put, given_up), "{wcu} units, {tries} tries");
        assert_eq!((table.written, table.items, it.overwritten), (it.emitted, it.emitted, 0));
        assert_eq!(table.throttled_writes > 0, failed > 0);
        assert_eq!(
            view.tables.iter().find(|it| it.name.as_str() == "app").unwrap().leases[0].processed,
            Some(200)
        );
    }
}

/// No unit is taken that the table has not, and none is left while items come back.
#[test]
fn every_unit_is_used_and_not_one_more() {
    let mut world = emits((300, 100), 7, "emit-tries 9");
    let mut before = 0;
    for ms in (5_000..120_000).step_by(10) {
        let view = at_ms(&mut world, ms);
        let (it, table) = (connector(&view, "app"), items(&view, "orders"));
        if it.failed_tries > before {
            before = it.failed_tries;
            assert_eq!(table.saved_writes, 0, "at {ms} ms");
            assert_eq!(it.emitted + it.buffered, 300, "what the table has is not buffered any more");
        }
        assert_eq!(table.written, it.emitted);
    }
    assert!(before > 2 && items(&at(&mut world, 200), "orders").items == 300);
}

/// W25 at a table: whenever a worker crashes, each record is one item, though it is put twice.
#[test]
fn after_a_crash_each_record_is_one_item() {
    let mut twice = 0;
    for ms in (9_000..40_000).step_by(500) {
        let mut world = emits((60, 100), 2, "");
        at_ms(&mut world, ms);
        line(&mut world, "crash app worker 1");
        line(&mut world, "heal app worker 1");
        line(&mut world, "set app emit-tries 100");
        let view = at_ms(&mut world, ms + 300_000);
        let (it, table) = (connector(&view, "app"), items(&view, "orders"));
        assert_eq!((table.items, it.given_up), (60, 0), "crashed at {ms} ms: {it:?}");
        once(&view);
        twice += u64::from(it.overwritten > 0);
    }
    assert!(twice > 5, "only {twice} crashes made it put anything twice");
}

/// E11 at a table: a producer whose answers are lost puts its records twice, and they are one item each.
#[test]
fn twins_of_a_producer_are_one_item() {
    let mut world = start(
        "seed 3\naws kinesis create-stream --stream-name s --shard-count 2\n\
         producer p to s rate 40/s size 100B retries 3 keys uniform 20\n\
         consumer app reads s connector flush-records 50 emit table orders from trim-horizon\n\
",
    );
    at(&mut world, 8);
    line(&mut world, "aws dynamodb update-table --table-name orders --billing-mode PAY_PER_REQUEST");
    line(&mut world, "fault producer p losing-answers for 10s");
    at(&mut world, 30);
    line(&mut world, "set p rate 0/s");
    line(&mut world, "set app flush-records 1");
    line(&mut world, "aws kinesis put-record --stream-name s --partition-key a --data eA==");
    line(&mut world, "aws kinesis put-record --stream-name s --partition-key b --data eA==");
    let view = at(&mut world, 90);
    let it = connector(&view, "app");
    assert!(it.overwritten > 100 && it.given_up == 0 && it.buffered <= 50, "{it:?}");
    once(&view);
}

#[test]
fn a_record_s_item_is_read_by_its_id() {
    let mut world = emits((40, 30), 1_000, "");
    at(&mut world, 60);
    let said = |world: &mut World, line: &str| {
        let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let reply = world.apply(&command).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
        engine::api::cli::render(&command, &reply, world.era())
    };
    let scan = said(&mut world, "aws dynamodb scan --table-name orders");
    assert!(scan.contains("\"Count\": 40") && !scan.contains("LastEvaluatedKey"), "{scan}");
    assert!(scan.contains(&format!("\"S\": \"{:030}\"", 39)), "{scan}");
    let described = said(&mut world, "aws dynamodb describe-table --table-name orders");
    for part in ["\"ItemCount\": 40", "\"AttributeName\": \"id\"", "\"TableSizeBytes\": 2720"] {
        assert!(described.contains(part), "{part}: {described}");
    }
    let id = items(&view::view(&world), "orders").newest[0].id.clone();
    let item = said(
        &mut world,
        &format!("aws dynamodb get-item --table-name orders --key '{{\"id\":{{\"S\":\"{id}\"}}}}'"),
    );
    assert!(item.contains(&format!("\"S\": \"{:030}\"", 39)), "{item}");
    for (key, value) in [("leaseKey", id.as_str()), ("id", "")] {
        let line =
            format!("aws dynamodb get-item --table-name orders --key '{{\"{key}\":{{\"S\":\"{value}\"}}}}'");
        if key == "id" {
            assert_eq!(said(&mut world, &line).trim(), "", "nobody has this id");
        } else {
            assert!(refused(&mut world, &line).contains("does not match the schema"));
        }
    }
}

/// Below, at and above a page of a Scan, of 1 MiB: an item of 100 kB is read as long as the page is not full.
#[test]
fn a_scan_gives_one_page() {
    for (records, count, more) in [(10, 10, false), (11, 11, false), (12, 11, true)] {
        let mut world = emits((records, 99_962), 1_000, "");
        at(&mut world, 60);
        let command = story::command("aws dynamodb scan --table-name orders").expect("a line");
        let reply = world.apply(&command).unwrap_or_else(|refusal| panic!("{refusal}"));
        let scan = engine::api::cli::render(&command, &reply, world.era());
        assert!(scan.contains(&format!("\"Count\": {count},")), "{records}");
        assert_eq!(scan.contains("LastEvaluatedKey"), more, "{records}");
        // Half a unit for each 4 KiB begun.
        let units = (100_000 * count as u64).div_ceil(4_096).div_ceil(2);
        assert_eq!(items(&view::view(&world), "orders").read_units, units);
    }
}

#[test]
fn without_the_right_to_the_table_nothing_is_put() {
    let mut world = emits((40, 100), 1_000, "");
    line(&mut world, "deny app dynamodb:BatchWriteItem");
    let view = at(&mut world, 120);
    let it = connector(&view, "app");
    assert_eq!((it.failed_tries, it.given_up, items(&view, "orders").items), (3, 40, 0));
    assert_eq!(reader(&view, "app").not_allowed.as_deref(), Some("dynamodb:BatchWriteItem"));
    let why = engine::why::given_up(&world, &Name::parse("app").unwrap()).expect("it knows");
    assert!(why.sentences[1].contains("does not allow dynamodb:BatchWriteItem on `orders`"), "{why:?}");
    for command in &why.fixes[0].commands {
        world.apply(command).unwrap_or_else(|refusal| panic!("{refusal}"));
    }
    put(&mut world, &many(50, 80));
    assert_eq!(items(&at(&mut world, 200), "orders").items, 50);
}

#[test]
fn a_table_that_is_unreachable_or_not_there_yet_is_tried_again() {
    for (fault, failed, put) in [
        ("", 0, 40),
        ("unreachable for 15s", 1, 40),
        ("unreachable for 25s", 2, 40),
        ("refusing for 60s", 3, 0),
    ] {
        let mut world = emits((40, 100), 1_000, "");
        if !fault.is_empty() {
            line(&mut world, &format!("fault table orders {fault}"));
        }
        let view = at(&mut world, 120);
        assert_eq!(
            (connector(&view, "app").failed_tries, items(&view, "orders").items),
            (failed, put),
            "{fault}"
        );
    }
    let mut world = emits((1, 1), 1, "");
    assert!(refused(&mut world, "fault table orders silent").contains("silent"));
    let mut world = stream();
    assert!(refused(&mut world, "fault table orders refusing").contains("there is no table orders"));
}

/// Asked where items come back, where records are given up and at a line of the journal; and each fix leads out.
#[test]
fn it_says_how_many_units_are_missing_and_each_way_out_leads_out() {
    let text = "seed 3\naws kinesis create-stream --stream-name s --shard-count 1\n\
         producer p to s rate 60/s size 1500B\n\
         consumer app reads s connector flush-records 300 emit table orders from trim-horizon\n";
    let mut world = start(text);
    at(&mut world, 60);
    let view = at(&mut world, 60);
    assert!(connector(&view, "app").given_up > 0, "{:?}", connector(&view, "app"));
    let app = Name::parse("app").unwrap();
    let orders = Name::parse("orders").unwrap();
    let table = engine::why::table_throttled(&world, &orders).expect("the table knows");
    assert!(table.sentences[1].contains("has 1 write units a second"), "{table:?}");
    assert!(table.sentences[1].contains("here up to 2"), "{table:?}");
    assert!(
        table.sentences[2].contains("Up to 60 records") && table.sentences[2].contains("120 write units")
    );
    let why = engine::why::given_up(&world, &app).expect("the connector knows");
    assert!(why.sentences[0].contains("it said UnprocessedItems"), "{why:?}");
    assert_eq!(
        why.fixes.iter().map(|fix| &fix.label).collect::<Vec<_>>(),
        ["Give it 132 write units", "Make it on-demand", "Try a hundred times"]
    );
    for fix in &why.fixes {
        let mut world = world.clone();
        for command in &fix.commands {
            world.apply(command).unwrap_or_else(|refusal| panic!("{}: {refusal}", fix.label));
        }
        let before = connector(&at(&mut world, 100), "app").given_up;
        let view = at(&mut world, 200);
        let it = connector(&view, "app");
        assert_eq!(it.given_up, before, "{}: {it:?}", fix.label);
        assert!(it.emitted > 1_000 || fix.label.contains("hundred"), "{}: {it:?}", fix.label);
        once(&view);
    }
}

#[test]
fn leases_and_items_need_tables_of_their_own() {
    let mut world = stream();
    for (said, wrong) in [
        ("consumer app reads s connector emit table app", "has the key leaseKey"),
        ("consumer app reads s connector emit table ap", "at least 3 characters"),
        ("consumer app reads s connector emit-items 0 emit table orders", "it is 1 to 25"),
        ("consumer app reads s connector emit-items 26 emit table orders", "it is 1 to 25"),
    ] {
        let before = view::view(&world);
        let text = refused(&mut world, said);
        assert!(text.contains(wrong), "{said}: {text}");
        assert_eq!(view::view(&world), before, "{said}: a refusal changes nothing");
    }
    line(&mut world, "consumer app reads s connector emit-items 25 emit table orders");
    let table = items(&view::view(&world), "orders").clone();
    assert_eq!((table.wcu, table.rcu, table.status), (1, 1, "CREATING"), "made as the library's samples do");
    assert!(refused(&mut world, "set app emit table app").contains("has the key leaseKey"));
    assert!(refused(&mut world, "consumer other reads s kcl table orders").contains("has the key id"));
    line(&mut world, "set app emit table more");
    line(&mut world, "set app emit bucket lake");
    let view = at(&mut world, 20);
    assert_eq!(view.tables.len(), 3);
    // A table of leases is no store; the others are, and hold what was put.
    let stores: Vec<&Place> = view.stores.iter().map(|store| &store.place).collect();
    assert_eq!(stores.iter().map(|it| it.to_string()).collect::<Vec<_>>(), ["table more", "table orders"]);
}

#[test]
fn the_same_story_gives_the_same_journal_in_slices_and_after_seeking() {
    let text = "seed 11\naws kinesis create-stream --stream-name s --shard-count 2\n\
         producer p to s rate 150/s size 200B payload orders keys uniform 40 api kpl\n\
         consumer app reads s connector workers 2 keep 70% transform json flush-records 400 flush-age 9s emit table \
         orders emit-tries 2 emit-backoff 3s from trim-horizon\n\
         at 20s aws dynamodb update-table --table-name orders --provisioned-throughput \
         ReadCapacityUnits=5,WriteCapacityUnits=60\n\
         at 40s fault table orders refusing for 10s\nat 70s crash app worker 1\nat 85s heal app worker 1\n\
         at 90s deny app dynamodb:BatchWriteItem\nat 100s allow app dynamodb:BatchWriteItem\n";
    let story = Story::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let mut straight = start(text);
    let view = at(&mut straight, 160);
    let it = connector(&view, "app");
    assert!(it.emitted > 1_000 && it.given_up > 0 && it.overwritten > 0, "{it:?}");
    once(&view);
    let mut sliced = start(text);
    for step in 1..=640 {
        sliced.advance(Time::millis(step * 250), 29);
        sliced.advance(Time::millis(step * 250), u64::MAX);
    }
    assert_eq!(straight.digest(), sliced.digest());
    let mut history = engine::history::History::new(&story).expect("it starts");
    for to in [160, 45, 101, 72, 160] {
        history.seek(Time::seconds(to));
        history.advance(Time::seconds(to), u64::MAX);
    }
    assert_eq!(history.world().digest(), straight.digest());
    assert_eq!(view::view(history.world()), view);
}
