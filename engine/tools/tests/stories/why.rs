//! Why records did not arrive that a query or a conversion could not take: the four answers, and the error log.

use super::*;
use engine::command::{ColumnFormat, Conversion};
use engine::why;

fn lambda() -> Processor {
    Processor::Lambda { function: name("f"), retries: None, size_milli_mib: None, interval_s: None }
}

fn partitioned(prefix: &str, processors: Vec<Processor>) -> Destination {
    let prefix = prefix.to_owned();
    destination(
        move |s3| {
            s3.partitioned = true;
            s3.prefix = prefix;
        },
        processors,
    )
}

fn query() -> Processor {
    Processor::Metadata { query: "{customer: .customer}".to_owned() }
}

fn by_query() -> Destination {
    partitioned("!{partitionKeyFromQuery:customer}/", vec![query()])
}

/// The function gives a key that is missing, the query one that is there.
fn by_both() -> Destination {
    partitioned(
        "!{partitionKeyFromQuery:customer}/!{partitionKeyFromLambda:database}/",
        vec![lambda(), query()],
    )
}

fn converted() -> Destination {
    let (database, table) = ("analytics".to_owned(), "clicks".to_owned());
    let conversion = Conversion { format: ColumnFormat::Parquet, database, table };
    destination(|s3| s3.conversion = Some(conversion), vec![])
}

type Case = (&'static str, fn() -> Destination, &'static str, [&'static str; 4], &'static str);

const CASES: [Case; 4] = [
    (
        "a query that finds nothing",
        by_query,
        "{\"name\":\"Ann\"}",
        [
            "1 line says DynamicPartitioning.MetadataExtractionFailed: partitionKeys values must not be null or empty: \
             `customer`.",
            "Tried once",
            "s3://lake/error/",
            "A query that finds a value in each record would have saved them",
        ],
        "DynamicPartitioning.MetadataExtractionFailed",
    ),
    (
        "a record that is no JSON",
        by_query,
        "no JSON",
        ["the record is not one JSON value", "Tried once", "s3://lake/error/", "A query that finds a value"],
        "DynamicPartitioning.MetadataExtractionFailed",
    ),
    (
        "a function that gives no key, beside a query that does",
        by_both,
        "{\"customer\":7}",
        [
            "must not be null or empty: `database`",
            "Tried once",
            "s3://lake/error/",
            "A function that gives `database`",
        ],
        "DynamicPartitioning.MetadataExtractionFailed",
    ),
    (
        "a value that fits no column",
        converted,
        "{\"n\":\"five\"}",
        [
            "1 line says DataFormatConversion.MalformedData: Data does not match the schema.",
            "Tried once",
            "s3://lake/error/",
            "A function before the conversion that makes JSON of the table's columns would have saved them",
        ],
        "DataFormatConversion.MalformedData",
    ),
];

#[test]
fn each_has_its_four_answers_and_its_line_in_the_error_log() {
    for (what, destination, data, parts, code) in CASES {
        let mut world = world();
        line(&mut world, "table analytics.clicks columns \"n int\"");
        line(&mut world, "function f blueprint pass-through");
        world.apply(&create(destination())).expect("it is made");
        put(&mut world, data);
        let end = at(&mut world, 300);
        assert_eq!((end.ledger.failed, end.ledger.delivered), (1, 0), "{what}");
        let [(key, _)] = objects(&world).try_into().expect("one object");
        let why = why::object_failed(&world, &name("lake"), &key).expect("a reason");
        let text = why.sentences.join("\n");
        for part in parts {
            assert!(text.contains(part), "{what}: {part} is missing in\n{text}");
        }
        let [(_, logged)] = end.deliveries[0].errors.as_slice() else {
            panic!("{:?}", end.deliveries[0].errors)
        };
        let logged: serde_json::Value = serde_json::from_str(logged).expect("JSON");
        assert_eq!(
            (&logged["errorCode"], &logged["processor"]),
            (&code.into(), &serde_json::Value::Null),
            "{what}"
        );
        assert_eq!(logged["destination"], "arn:aws:s3:::lake", "{what}");
    }
}
