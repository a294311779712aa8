//! Firehose.

use engine::command::Firehose;

use super::*;

fn put_firehose(world: &mut World, sizes: &[usize]) {
    for call in sizes.chunks(500) {
        let record =
            |bytes: &usize| Stored { key: String::new(), data: vec![b'x'; *bytes], explicit_hash_key: None };
        let records: Vec<Stored> = call.iter().map(record).collect();
        let command = Command::Firehose(Firehose::PutRecordBatch {
            delivery_stream: name("d"),
            records: records.into(),
        });
        match world.apply(&command) {
            Ok(Reply::FirehoseBatch { failed: 0, .. }) => {}
            other => panic!("{other:?}"),
        }
        wait(world, Span::seconds(1));
    }
}

#[test]
fn w27_each_record_is_billed_as_whole_five_kilobytes() {
    // Billed in hundredths of a mebibyte.
    for (records, bytes, billed) in [(5_000, 1_049, 2_441), (1_000, 5_243, 977), (1, 5_120, 0), (1, 5_121, 1)]
    {
        let mut world = start(
            "aws firehose create-delivery-stream --delivery-stream-name d \
             --extended-s3-destination-configuration \
             BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=128,IntervalInSeconds=900}",
        );
        put_firehose(&mut world, &vec![bytes; records]);
        let delivery = view::view(&world).deliveries.remove(0);
        assert_eq!(delivery.taken_bytes, (records * bytes) as u64);
        let hundredths = (delivery.billed_bytes * 100 + 524_288) / 1_048_576;
        assert_eq!(hundredths, billed, "{records} × {bytes}");
    }
}

const TRANSFORM: &str = ",ProcessingConfiguration={Enabled=true,Processors=[{Type=Lambda,Parameters=\
    [{ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:f}]}]}";

fn create(more: &str) -> String {
    format!(
        "function f blueprint pass-through\n\
         aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
         BucketARN=arn:aws:s3:::lake{more}"
    )
}

#[test]
fn w17_three_mebibytes_of_data_are_four_in_base64_and_fit_into_six() {
    for (era, gathered) in [("2018", 3 * 1_048_576), ("2020", 3 * 1_048_576), ("today", 1_048_576)] {
        let mut world = start(&format!("era {era}\n{}", create(TRANSFORM)));
        // 3 MiB by records of a kibibyte, and one more.
        put_firehose(&mut world, &[1_024; 3_073]);
        wait(&mut world, Span::seconds(2));
        let first = view::look::invocation(&world, &name("d"), 0).expect("it was invoked");
        assert_eq!(first.records * 1_024, gathered, "{era}");
        let base64 = gathered.div_ceil(3) * 4;
        assert!((base64..6_291_556).contains(&first.request_bytes), "{era}: {}", first.request_bytes);
    }
}

#[test]
fn f06_failures_lie_under_the_project_s_error_prefix() {
    let prefixes = ",Prefix=kinesisfirehose-demo/data/,ErrorOutputPrefix=kinesisfirehose-demo/error/,\
                    BufferingHints={SizeInMBs=1,IntervalInSeconds=60}";
    let text = create(&format!("{prefixes}{TRANSFORM}")).replace("pass-through", "failing");
    let mut world = start(&text);
    put_firehose(&mut world, &[10]);
    let end = at(&mut world, 300);
    let object = &end.buckets[0].object[0];
    assert!(object.key.starts_with("kinesisfirehose-demo/error/"), "{}", object.key);
    assert_eq!(end.ledger.failed, 1);
}

#[test]
fn p03_records_are_joined_with_nothing_between() {
    let mut world = start(&create(",BufferingHints={SizeInMBs=1,IntervalInSeconds=60}"));
    for _ in 0..3 {
        line(&mut world, "aws firehose put-record --delivery-stream-name d --record Data=YWJj");
    }
    assert_eq!(at(&mut world, 100).buckets[0].object[0].bytes, 9);
}
