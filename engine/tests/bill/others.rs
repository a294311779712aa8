//! Firehose, Lambda, DynamoDB and S3.

use engine::command::Firehose;
use engine::kernel::Span;
use engine::names::Name;

use super::*;

const LAKE: &str = "aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
                    BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=64,IntervalInSeconds=60}";

/// Records for Firehose, 400 a second.
fn put_firehose(world: &mut World, records: usize, data: &[u8]) {
    let all = vec![Stored { key: String::new(), data: data.to_vec(), explicit_hash_key: None }; records];
    for call in all.chunks(400) {
        let delivery_stream = Name::parse("d").unwrap();
        let command = Firehose::PutRecordBatch { delivery_stream, records: call.into() };
        world.apply(&Command::Firehose(command)).unwrap();
        world.advance(world.now() + Span::seconds(1), u64::MAX);
    }
}

#[test]
fn w27_small_records_are_billed_as_five_kilobytes_each() {
    // In hundredths of a GB's 1/1024, a mebibyte.
    for (records, bytes, hundredths) in [(5_000, 1_049, 2_441), (1_000, 5_243, 977)] {
        let mut world = world(&format!("{LAKE}\n"));
        put_firehose(&mut world, records, &vec![b'x'; bytes]);
        let second = world.now().as_seconds();
        let line = find(&bill(&mut world, second), "fh-ingested").cloned().unwrap();
        assert_eq!((line.counted * 100 + 524_288) / 1_048_576, hundredths, "{records} × {bytes}");
        // 29 nano-dollars are the price of 2^30 / 10^6 bytes.
        assert_eq!(line.amount, (line.counted * 29_000_000 + (1 << 29)) >> 30);
    }
}

#[test]
fn five_kilobytes_one_below_at_and_above() {
    for (bytes, billed) in [(0, 0), (1, 5_120), (5_119, 5_120), (5_120, 5_120), (5_121, 10_240)] {
        let mut world = world(&format!("{LAKE}\n"));
        put_firehose(&mut world, 1, &vec![b'x'; bytes]);
        assert_eq!(counted(&bill(&mut world, 10), "fh-ingested"), billed, "{bytes} bytes");
    }
}

#[test]
fn what_firehose_reads_from_a_stream_is_billed_by_its_records_too() {
    let mut world = world(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         aws firehose create-delivery-stream --delivery-stream-name d --delivery-stream-type KinesisStreamAsSource \
         --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/s \
         --s3-destination-configuration BucketARN=arn:aws:s3:::lake\n\
         at 5s producer p to s rate 100/s size 5121B\n",
    );
    let bill = bill(&mut world, 60);
    let taken = view::view(&world).deliveries[0].taken;
    assert!(taken > 5_000);
    assert_eq!(counted(&bill, "fh-ingested"), taken * 10_240);
    assert_eq!(find(&bill, "kds-on-demand-out"), None, "GetRecords of a provisioned stream is free");
}

#[test]
fn conversion_costs_for_all_that_is_taken_while_it_is_on() {
    let lines = "table logs.clicks columns \"page string, n int\"\n\
        aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
        '{\"BucketARN\":\"arn:aws:s3:::lake\",\"BufferingHints\":{\"SizeInMBs\":64,\"IntervalInSeconds\":60},\
        \"DataFormatConversionConfiguration\":{\"Enabled\":true,\"SchemaConfiguration\":{\"DatabaseName\":\"logs\",\
        \"TableName\":\"clicks\",\"Region\":\"us-east-1\",\"RoleARN\":\"arn:aws:iam::123456789012:role/r\"},\
        \"InputFormatConfiguration\":{\"Deserializer\":{\"OpenXJsonSerDe\":{}}},\
        \"OutputFormatConfiguration\":{\"Serializer\":{\"ParquetSerDe\":{}}}}}'\n";
    let story = Story::parse(lines).unwrap_or_else(|error| panic!("{error}"));
    let mut world = story::start_lent(&story, &tools()).unwrap_or_else(|error| panic!("{error}"));
    put_firehose(&mut world, 3, b"{\"page\":\"a\",\"n\":1}");
    let bill = bill(&mut world, 10);
    assert_eq!(counted(&bill, "fh-converted"), 3 * 5_120);
    assert_eq!(find(&bill, "fh-converted").unwrap().price, 18_000_000);
}

/// Who writes the file is no part of the bill.
#[derive(Debug)]
struct Writer;

impl engine::tools::Columns for Writer {
    fn writes(&self, _: engine::command::ColumnFormat, _: &engine::command::Table) -> Result<(), String> {
        Ok(())
    }
    fn write(&self, sheet: &str) -> Result<Vec<u8>, String> {
        Ok(sheet.as_bytes().to_vec())
    }
}

fn tools() -> engine::tools::Tools {
    engine::tools::Tools::none().with_columns(std::sync::Arc::new(Writer))
}

#[test]
fn objects_cost_a_put_each_and_those_of_partitions_their_bytes_too() {
    let mut plain = world(&format!("{LAKE}\n"));
    put_firehose(&mut plain, 10, b"{\"a\":1}");
    let bill_of_plain = bill(&mut plain, 90);
    assert_eq!((counted(&bill_of_plain, "s3-puts"), counted(&bill_of_plain, "fh-partition-objects")), (1, 0));
    assert_eq!(find(&bill_of_plain, "s3-puts").unwrap().amount, 5_000);

    let mut parted = world(
        "function f blueprint add-partition-keys\n\
         aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
         '{\"BucketARN\":\"arn:aws:s3:::lake\",\"BufferingHints\":{\"SizeInMBs\":64,\"IntervalInSeconds\":60},\
         \"Prefix\":\"data/!{partitionKeyFromLambda:database}/!{partitionKeyFromLambda:table}/\",\
         \"ErrorOutputPrefix\":\"error/\",\"DynamicPartitioningConfiguration\":{\"Enabled\":true},\
         \"ProcessingConfiguration\":{\"Enabled\":true,\"Processors\":[{\"Type\":\"Lambda\",\"Parameters\":\
         [{\"ParameterName\":\"LambdaArn\",\"ParameterValue\":\
         \"arn:aws:lambda:us-east-1:123456789012:function:f\"}]}]}}'\n",
    );
    for table in ["orders", "orders", "clicks", "views"] {
        let text = format!("{{\"database\":\"shop\",\"table\":\"{table}\",\"event_timestamp\":1565382027}}");
        put_firehose(&mut parted, 1, &gzip(&text));
    }
    // The function cannot read it: it lies in a failure folder, which is no partition.
    put_firehose(&mut parted, 1, b"no gzip");
    let bill = bill(&mut parted, 300);
    assert_eq!((counted(&bill, "s3-puts"), counted(&bill, "fh-partition-objects")), (4, 3));
    let bytes: u64 = view::view(&parted).buckets[0]
        .object
        .iter()
        .filter(|object| object.key.starts_with("data/"))
        .map(|object| object.bytes)
        .sum();
    assert_eq!(counted(&bill, "fh-partitioned"), bytes);
}

fn gzip(text: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut out, text.as_bytes()).expect("a vector takes all");
    out.finish().expect("a vector takes all")
}

#[test]
fn a_run_of_a_function_costs_a_request_and_its_milliseconds() {
    for (era, step) in [("2018", 100), ("2020", 1), ("today", 1)] {
        let mut world = world(&format!(
            "era {era}\nfunction f blueprint pass-through\n{LAKE},ProcessingConfiguration={{Enabled=true,Processors=\
             [{{Type=Lambda,Parameters=[{{ParameterName=LambdaArn,ParameterValue=\
             arn:aws:lambda:us-east-1:123456789012:function:f}}]}}]}}\n"
        ));
        put_firehose(&mut world, 50, b"hello");
        let bill = bill(&mut world, 200);
        let function = &view::view(&world).functions[0];
        assert_eq!((function.invocations, counted(&bill, "lambda-requests")), (1, 1), "{era}");
        // 40 ms, and 20 µs for each of the 50 records.
        assert_eq!(counted(&bill, "lambda-duration"), 41_u64.next_multiple_of(step) * 128, "{era}");
        assert_eq!(find(&bill, "lambda-requests").unwrap().of.as_str(), "f");
    }
}

#[test]
fn an_invocation_that_is_refused_costs_nothing() {
    let mut world = world(&format!(
        "function f blueprint pass-through\n{LAKE},ProcessingConfiguration={{Enabled=true,Processors=\
         [{{Type=Lambda,Parameters=[{{ParameterName=LambdaArn,ParameterValue=\
         arn:aws:lambda:us-east-1:123456789012:function:f}}]}}]}}\n\
         at 1s fault function f throttling for 90s\n"
    ));
    put_firehose(&mut world, 50, b"hello");
    let refused = bill(&mut world, 90);
    let failed = world
        .journal()
        .from(0)
        .filter(|event| matches!(event.what, engine::event::What::TransformFailed { .. }))
        .count();
    assert!(failed > 0, "nothing failed");
    assert_eq!(counted(&refused, "lambda-requests"), 0);
}

#[test]
fn a_lease_table_costs_its_capacity_or_its_calls() {
    let app = "aws kinesis create-stream --stream-name s --shard-count 2\nproducer p to s rate 50/s\n\
               consumer app reads s kcl workers 2\n";
    let mut provisioned = world(&format!("era 2018\n{app}"));
    let bill_of = bill(&mut provisioned, HOUR);
    let [writes, reads] = ["ddb-wcu-hours", "ddb-rcu-hours"].map(|id| counted(&bill_of, id));
    assert_eq!(writes, reads, "10 units each");
    // From when it is ACTIVE.
    assert!((10 * (HOUR - 10)..10 * HOUR).contains(&writes), "{writes}");
    assert_eq!(counted(&bill_of, "ddb-writes"), 0);
    let mut on_demand = world(app);
    let bill_of = bill(&mut on_demand, HOUR);
    let table = on_demand.dynamodb().iter().next().unwrap();
    assert_eq!(counted(&bill_of, "ddb-wcu-hours"), 0);
    assert_eq!(counted(&bill_of, "ddb-writes"), table.writes.consumed);
    assert_eq!(counted(&bill_of, "ddb-reads"), table.reads.consumed / 2);
    assert!(table.writes.consumed > 1_000);
}

/// Each item that is put costs its units.
#[test]
fn items_of_an_emitter_cost_their_writes() {
    let mut world = world(
        "aws dynamodb create-table --table-name orders --key-schema AttributeName=id,KeyType=HASH --billing-mode \
         PAY_PER_REQUEST\naws kinesis create-stream --stream-name s --shard-count 1\nproducer p to s rate 20/s size 1500B\n\
         consumer app reads s connector flush-records 100 emit table orders\n",
    );
    let bill_of = bill(&mut world, HOUR);
    let orders = world.dynamodb().table(&Name::parse("orders").unwrap()).unwrap();
    let writes = bill_of.lines.iter().find(|it| it.id == "ddb-writes" && it.of == orders.name);
    assert_eq!(writes.map(|it| it.counted), Some(orders.writes.consumed));
    assert!(orders.data.items > 20 * (HOUR - 60), "{}", orders.data.items);
    assert_eq!(orders.writes.consumed, 2 * orders.data.items, "two units each");
}
