//! Format conversion to Parquet and ORC (behaviours B5, checklist P05).

use super::*;
use engine::command::{ColumnFormat, Compression, Conversion, DeliverTo, HttpHeaders, SubRecords};
use engine::event::Folder;
use engine::story::Story;
use engine::tools::Tool;

const TABLE: &str = "table analytics.clicks columns \"ts bigint, page string, n int\"";

fn converted(format: ColumnFormat) -> Destination {
    let conversion = Conversion { format, database: "analytics".to_owned(), table: "clicks".to_owned() };
    destination(|s3| s3.conversion = Some(conversion), vec![])
}

fn lambda() -> Processor {
    Processor::Lambda { function: name("f"), retries: None, size_milli_mib: None, interval_s: None }
}

const ACCESS_LOG: &str = "10.1.2.3 - - [21/Nov/2026:14:00:00 +0000] \"GET / HTTP/1.1\" 200 45 \"-\" \"curl\"";

/// The columns, and how many rows there are, of the first object of data.
fn sheet(world: &World) -> (Vec<String>, usize) {
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let object = bucket.objects().find(|object| object.folder == Folder::Data).expect("an object");
    let sheet = object.content.0.sheet(10).expect("it has columns");
    (sheet.columns.into_iter().map(|(name, _)| name).collect(), sheet.rows.len())
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
        let metrics = view::metrics(&world, &name("d"), 10).expect("a delivery stream");
        let sum = |of: &str| {
            let metric = metrics.iter().find(|metric| metric.name == of).expect("a metric");
            metric.points.iter().filter_map(|(_, value)| *value).sum::<u64>()
        };
        assert_eq!((sum("SucceedConversion.Records"), sum("FailedConversion.Records")), (2, 2));
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
fn what_a_conversion_cannot_write_is_tried_for_ever_and_holds_back_the_data() {
    // behaviours B5
    let mut world = world();
    line(&mut world, TABLE);
    world.apply(&create(converted(ColumnFormat::Parquet))).expect("it is made");
    put(&mut world, "[]");
    // Flushed at 60 s, it is no row; its line is flushed at 120 s.
    at(&mut world, 100);
    line(&mut world, "fault bucket lake refusing for 30h");
    world.advance(Time::seconds(130), u64::MAX);
    put(&mut world, "{\"n\":1}");
    let blocked = at(&mut world, 1_000);
    let [retry] = blocked.deliveries[0].retries.as_slice() else {
        panic!("{:?}", blocked.deliveries[0].retries)
    };
    assert_eq!((retry.folder, retry.retries_for_us), (Folder::FormatConversionFailed, None));
    assert_eq!(blocked.deliveries[0].uploading, 2, "the data is on its way, and is not tried");
    let why = engine::why::delivery_failed(&world, &name("d")).expect("a reason").sentences.join("\n");
    assert!(
        why.contains("are tried for ever, and until they are written no more data is delivered"),
        "{why}"
    );
    // Everything else that S3 does not take is lost after a day.
    assert_eq!(at(&mut world, 29 * 3_600).ledger.firehose_lost, 0);
    let end = at(&mut world, 31 * 3_600);
    assert_eq!((end.ledger.delivered, end.ledger.failed, end.ledger.firehose_lost), (1, 1, 0));
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let folders: Vec<Folder> = bucket.objects().map(|object| object.folder).collect();
    assert_eq!(folders, [Folder::FormatConversionFailed, Folder::Data], "the lines first");
    // Nothing is held any more.
    put(&mut world, "{\"n\":2}");
    assert_eq!(at(&mut world, 31 * 3_600 + 100).ledger.delivered, 2);
}

#[test]
fn a_function_makes_rows_of_what_is_no_json() {
    // checklist P01, P05: the transform comes before the conversion.
    let mut world = world();
    line(&mut world, "table analytics.clicks columns \"host string, response int\"");
    line(&mut world, "function f blueprint access-log-to-json");
    let mut destination = converted(ColumnFormat::Parquet);
    destination.processors.push(lambda());
    world.apply(&create(destination)).expect("it is made");
    put(&mut world, ACCESS_LOG);
    put(&mut world, "no log line");
    let end = at(&mut world, 300);
    assert_eq!((end.ledger.delivered, end.ledger.failed), (1, 1));
    assert_eq!(
        failures(&world)[0]["errorCode"],
        "Lambda.ProcessingFailedStatus",
        "it fails before it is converted"
    );
    assert_eq!(sheet(&world), (["host", "response"].map(str::to_owned).to_vec(), 1));
}

#[test]
fn the_whole_chain_goes_from_the_kpl_to_rows_in_their_partitions() {
    // checklist P01: KPL de-aggregation, JSON de-aggregation, Lambda, jq, Parquet, one after the other.
    let mut world = world();
    line(&mut world, "table analytics.clicks columns \"id bigint, kind string\"");
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    line(&mut world, "function f blueprint pass-through");
    let mut destination = converted(ColumnFormat::Parquet);
    destination.s3.partitioned = true;
    destination.s3.prefix = "kind=!{partitionKeyFromQuery:kind}/".to_owned();
    destination.processors.extend([
        Processor::DeAggregate(SubRecords::Json),
        lambda(),
        Processor::Metadata { query: "{kind: .kind}".to_owned() },
    ]);
    let ask = CreateDeliveryStream::new(name("d"), Some(name("s")), destination);
    world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
    line(
        &mut world,
        "producer p to s api kpl rate 40/s payload template '{\"id\":{n},\"kind\":\"{a|b}\"}{\"id\":{n},\"kind\":\"c\"}'",
    );
    world.advance(Time::seconds(20), u64::MAX);
    line(&mut world, "set p rate 0/s");
    let end = at(&mut world, 400);
    let user_records = end.ledger.put;
    assert!(end.ledger.failed == 0 && user_records > 500, "{:?}", end.ledger);
    let rows_of = |kind: &str| {
        let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
        let here = bucket.objects().filter(|object| object.key.starts_with(&format!("kind={kind}/d-")));
        here.map(|object| object.records).sum::<u64>()
    };
    assert_eq!(rows_of("c"), user_records, "each user record had two");
    assert_eq!(rows_of("a") + rows_of("b"), user_records);
    assert!(rows_of("a") > 100 && rows_of("b") > 100);
    assert_eq!(end.ledger.delivered, 2 * user_records);
}

#[test]
fn settings_that_a_conversion_excludes_are_refused() {
    // behaviours B5: UNCOMPRESSED, and S3 only.
    let refused = |change: &dyn Fn(&mut Destination)| {
        let mut world = world();
        line(&mut world, TABLE);
        let mut destination = converted(ColumnFormat::Parquet);
        change(&mut destination);
        world.apply(&create(destination)).err().map(|refusal| refusal.to_string()).unwrap_or_default()
    };
    for compression in Compression::ALL {
        let why = refused(&|it| it.s3.compression = compression);
        let fits = compression == Compression::Uncompressed;
        assert_eq!(why.contains("CompressionFormat must be UNCOMPRESSED"), !fits, "{compression:?}: {why}");
        if fits {
            assert_eq!(why, "");
        }
    }
    let endpoint = DeliverTo::Http {
        endpoint: name("api"),
        name: None,
        headers: HttpHeaders::default(),
        url: "https://api/x".to_owned(),
        buffering: None,
        retry: None,
    };
    let why = refused(&|it| it.to = endpoint.clone());
    assert!(why.contains("only for an Amazon S3 destination"), "{why}");
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
