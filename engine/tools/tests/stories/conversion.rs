//! Format conversion to Parquet and ORC (behaviours B5, checklist P05).

use super::*;
use engine::command::{ColumnFormat, Conversion};
use engine::story::Story;
use engine::tools::Tool;

const TABLE: &str = "table analytics.clicks columns \"ts bigint, page string, n int\"";

fn converted(format: ColumnFormat) -> Destination {
    let conversion = Conversion { format, database: "analytics".to_owned(), table: "clicks".to_owned() };
    destination(|s3| s3.conversion = Some(conversion), vec![])
}

#[test]
fn objects_become_rows_and_an_array_goes_to_format_conversion_failed() {
    // checklist P05
    for (format, extension, magic) in
        [(ColumnFormat::Parquet, ".parquet", &b"PAR1"[..]), (ColumnFormat::Orc, ".orc", &b"ORC"[..])]
    {
        let mut world = world();
        line(&mut world, TABLE);
        world.apply(&create(converted(format))).expect("it is made");
        put(&mut world, "{\"ts\":1565382027,\"page\":\"/a\",\"n\":1}");
        put(&mut world, "{\"n\":2}{\"n\":3}");
        put(&mut world, "[{\"n\":4}]");
        put(&mut world, "{\"n\":\"five\"}");
        let end = at(&mut world, 200);
        assert_eq!((end.ledger.delivered, end.ledger.failed), (2, 2));
        let data: Vec<_> =
            objects(&world).into_iter().filter(|(key, _)| !key.starts_with("error/")).collect();
        let [(key, bytes)] = data.try_into().expect("one object of rows");
        assert!(key.ends_with(extension) && bytes.starts_with(magic), "{key}");
        let failures = failures(&world);
        let messages: Vec<_> =
            failures.iter().map(|line| line["lastErrorMessage"].as_str().expect("text")).collect();
        assert_eq!(
            messages,
            [
                "Data does not match the schema. An array is no row.",
                "Data does not match the schema. The value \"five\" of n is no int.",
            ]
        );
        assert_eq!(failures[0]["rawData"], "W3sibiI6NH1d");
        assert_eq!(failures[0]["dataCatalogTable"]["databaseName"], "analytics");
        assert_eq!(failures[0]["dataCatalogTable"]["tableName"], "clicks");
    }
}

#[test]
fn records_that_all_fail_make_no_object_of_rows() {
    let mut world = world();
    line(&mut world, TABLE);
    world.apply(&create(converted(ColumnFormat::Parquet))).expect("it is made");
    put(&mut world, "a,b,c");
    let end = at(&mut world, 200);
    assert_eq!((end.ledger.delivered, end.ledger.failed), (0, 1));
    assert_eq!(objects(&world).len(), 1);
}

#[test]
fn each_partition_has_its_own_rows() {
    let mut world = world();
    line(&mut world, TABLE);
    let mut destination = converted(ColumnFormat::Parquet);
    destination.s3.partitioned = true;
    destination.s3.prefix = "page=!{partitionKeyFromQuery:page}/".to_owned();
    destination.processors.push(Processor::Metadata { query: "{page: .page}".to_owned() });
    world.apply(&create(destination)).expect("it is made");
    for page in ["a", "b", "a"] {
        put(&mut world, format!("{{\"page\":\"{page}\"}}"));
    }
    assert_eq!(at(&mut world, 200).ledger.delivered, 3);
    let keys: Vec<_> = objects(&world).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys.len(), 2);
    assert!(keys[0].starts_with("page=a/d-") && keys[1].starts_with("page=b/d-"), "{keys:?}");
}

#[test]
fn what_a_conversion_lacks_is_said_at_once_and_nothing_is_made() {
    let refused = |world: &mut World, destination: Destination| {
        let before = world.digest();
        let why = world.apply(&create(destination)).expect_err("it is refused").to_string();
        assert_eq!((world.digest(), world.firehose().iter().count()), (before, 0));
        why
    };
    let mut bare = World::new(Era::Today, 1);
    line(&mut bare, TABLE);
    assert!(refused(&mut bare, converted(ColumnFormat::Parquet)).contains("needs the tool `columns`"));
    let mut world = world();
    let why = refused(&mut world, converted(ColumnFormat::Parquet));
    assert!(why.contains("The table analytics.clicks was not found"), "{why}");
    line(&mut world, "table analytics.clicks columns \"m decimal(10,2)\"");
    let why = refused(&mut world, converted(ColumnFormat::Orc));
    assert!(why.contains("the column m is a decimal(10,2), which is not written as ORC here"), "{why}");
    assert!(world.apply(&create(converted(ColumnFormat::Parquet))).is_ok());
    let again = story::command(TABLE).expect("a line");
    assert_eq!(world.apply(&again).expect_err("twice").message, "there is already a table analytics.clicks");
    for (mib, taken) in [(63, false), (64, true)] {
        let mut other = super::world();
        line(&mut other, TABLE);
        let mut destination = converted(ColumnFormat::Parquet);
        destination.s3.buffering = Some(Buffering { mib, seconds: 60 });
        assert_eq!(other.apply(&create(destination)).is_ok(), taken, "{mib} MiB");
    }
}

#[test]
fn the_same_story_gives_the_same_bytes() {
    let play = || {
        let mut world = world();
        line(&mut world, TABLE);
        world.apply(&create(converted(ColumnFormat::Parquet))).expect("it is made");
        for n in 0..50 {
            put(&mut world, format!("{{\"ts\":{n},\"page\":\"/{}\",\"n\":{n}}}", n % 7));
        }
        at(&mut world, 100);
        (world.digest(), objects(&world))
    };
    assert_eq!(play(), play());
}

#[test]
fn a_table_is_a_line_of_the_story_and_a_command_says_what_it_needs() {
    let story = Story::parse(&format!("title Rows\n{TABLE}\n")).expect("a story");
    assert!(story.to_string().contains(TABLE), "{story}");
    assert_eq!(Story::parse(&story.to_string()).expect("it reads back"), story);
    assert!(story.needs().is_empty());
    let wrong =
        Story::parse("table analytics.clicks columns \"ts bigint, page text\"\n").expect_err("no type");
    assert!(wrong.to_string().starts_with("line 1, column 7: `text` is no type of a column"), "{wrong}");
    let needs = |destination| engine::tools::needs(&create(destination)).into_iter().collect::<Vec<_>>();
    assert_eq!(needs(converted(ColumnFormat::Orc)), [Tool::Columns]);
    let query = Processor::Metadata { query: "{}".to_owned() };
    assert_eq!(needs(destination(|_| {}, vec![query])), [Tool::Jq]);
    assert_eq!(needs(destination(|_| {}, vec![])), []);
}
