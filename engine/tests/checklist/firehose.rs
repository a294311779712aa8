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
    let object = at(&mut world, 100).buckets[0].object.remove(0);
    assert_eq!(object.bytes, 9);
    let look = view::look::object(&world, &name("lake"), &object.key).expect("an object");
    assert_eq!(look.text, "abcabcabc");
}

#[test]
fn o13_of_a_batch_that_is_too_much_each_entry_says_whether_it_was_taken() {
    // 5 MiB a second in N. Virginia of 2018 are 524 records of 10,000 B: 400 of the first call, 124 of the second.
    let mut world = start(&format!("era 2018\n{}", create("")));
    let batch = || {
        let record = Stored { key: String::new(), data: vec![b'x'; 10_000], explicit_hash_key: None };
        Command::Firehose(Firehose::PutRecordBatch {
            delivery_stream: name("d"),
            records: vec![record; 400].into(),
        })
    };
    for (call, refused) in [(1, 0), (2, 276), (3, 400)] {
        let Ok(Reply::FirehoseBatch { failed, record_ids, .. }) = world.apply(&batch()) else {
            panic!("call {call} is answered");
        };
        let taken: Vec<bool> = record_ids.iter().map(Option::is_some).collect();
        let expected: Vec<bool> = (0..400).map(|entry| entry < 400 - refused).collect();
        assert_eq!((failed, taken), (refused, expected), "call {call}");
    }
}

#[test]
fn w22_text_of_one_letter_is_970_times_as_long_as_its_gzip() {
    // get_size() of the notes counts the text in UTF-8; what Firehose was given is the gzip.
    let text = format!("{{\"id\": 1, \"payload\": \"{}\"}}", "a".repeat(1_000_000));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, text.as_bytes()).expect("a vector takes all");
    let data = gzip.finish().expect("a vector takes all");
    let hints = ",BufferingHints={SizeInMBs=5,IntervalInSeconds=60}";
    let mut world = start(&create(&format!("{hints}{TRANSFORM}")).replace("pass-through", "size-limit"));
    world
        .apply(&Command::Firehose(Firehose::PutRecord { delivery_stream: name("d"), data }))
        .expect("it is taken");
    let end = at(&mut world, 300);
    let (put, written) = (end.deliveries[0].taken_bytes, end.buckets[0].object[0].bytes);
    assert_eq!((put, written), (1_031, 1_000_024));
    assert_eq!((written * 10 / put + 5) / 10, 970, "rounded");
}
