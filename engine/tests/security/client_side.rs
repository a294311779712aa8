//! Client-side encryption: who has the key reads, and nobody else; and the private road, which changes nothing.

use super::*;
use engine::payload;

const SETTINGS: &str = "BucketARN=arn:aws:s3:::lake,RoleARN=arn:aws:iam::123456789012:role/firehose,\
    BufferingHints={SizeInMBs=1,IntervalInSeconds=60}";

#[test]
fn who_has_no_key_gets_records_that_it_cannot_read() {
    let mut world = start(
        "seed 7\naws kinesis create-stream --stream-name orders --shard-count 1\n\
         producer shop to orders rate 50/s size 300B payload orders newline encrypted\n\
         consumer billing reads orders from trim-horizon decrypts yes\n\
         consumer guess reads orders from trim-horizon\n\
         consumer app reads orders kcl from trim-horizon",
    );
    let view = at(&mut world, 60);
    let (billing, guess) = (reader(&view, "billing"), reader(&view, "guess"));
    assert!(billing.read > 1_000);
    assert_eq!((billing.unreadable, guess.unreadable), (0, guess.read));
    assert_eq!(reader(&view, "app").unreadable, reader(&view, "app").read);
    line(&mut world, "set guess decrypts yes");
    let before = reader(&at(&mut world, 60), "guess").unreadable;
    assert_eq!(reader(&at(&mut world, 70), "guess").unreadable, before);
    let stream = world.streams().stream(&name("orders")).expect("it is there");
    let shard = &stream.shards()[0];
    let records = stream.records(shard, &shard.slices(0..100), world.era());
    assert_eq!(records.len(), 100);
    for record in records {
        assert_eq!(record.data.len(), 300);
        assert!(std::str::from_utf8(&record.data).is_err(), "it is no text");
        let plain = payload::open(&record.data).expect("the key opens it");
        assert!(serde_json::from_slice::<serde_json::Value>(&plain).is_ok());
    }
}

#[test]
fn no_transform_reads_what_a_producer_has_encrypted() {
    let json = r#"{"BucketARN":"arn:aws:s3:::lake","RoleARN":"arn:aws:iam::123456789012:role/firehose","BufferingHints":{"SizeInMBs":1,"IntervalInSeconds":60},"ProcessingConfiguration":{"Enabled":true,"Processors":[{"Type":"Lambda","Parameters":[{"ParameterName":"LambdaArn","ParameterValue":"arn:aws:lambda:us-east-1:123456789012:function:to-json"}]}]}}"#;
    for (payload, readable) in [("access-log", true), ("access-log encrypted", false)] {
        let mut world = start(&format!(
            "seed 7\nfunction to-json blueprint access-log-to-json\n\
             aws firehose create-delivery-stream --delivery-stream-name to-s3 --extended-s3-destination-configuration \
             '{json}'\nproducer web to firehose to-s3 rate 10/s size 300B payload {payload}"
        ));
        at(&mut world, 100);
        line(&mut world, "set web rate 0/s");
        let view = at(&mut world, 400);
        let failed = view.ledger.failed;
        assert_eq!(failed == 0, readable, "{payload}: {failed}");
        assert!(readable || failed == view.ledger.firehose_put, "{payload}: all of them");
    }
}

/// One below and at the least size.
#[test]
fn a_record_has_room_for_nonce_and_tag() {
    let mut world = shop("");
    let refused = refused(&mut world, "set shop payload filler encrypted size 28B");
    assert!(refused.contains("too small"), "{refused}");
    line(&mut world, "set shop payload filler encrypted size 29B");
    let text = story::command("set shop payload orders gzip encrypted").expect("it is read").to_string();
    assert_eq!(text, "set shop payload orders gzip encrypted");
}

#[test]
fn a_vpc_endpoint_is_a_fact_that_changes_nothing() {
    let digest = |more: &str| {
        let mut world = shop(&format!("consumer billing reads orders{more}"));
        let view = at(&mut world, 60);
        (role(&view, "billing").vpc_endpoint, reader(&view, "billing").read)
    };
    let (open, read) = digest("");
    assert_eq!(digest(" vpc-endpoint yes"), (!open, read));
    let mut world = shop("");
    line(&mut world, "set shop vpc-endpoint yes");
    assert!(role(&at(&mut world, 1), "shop").vpc_endpoint);
    line(&mut world, "set shop vpc-endpoint no");
    assert!(!role(&at(&mut world, 2), "shop").vpc_endpoint);
    let settings = format!(
        "aws firehose create-delivery-stream --delivery-stream-name d \
        --extended-s3-destination-configuration {SETTINGS}"
    );
    line(&mut world, &settings);
    let text = refused(&mut world, "set shop decrypts yes");
    assert!(text.contains("decrypts"), "{text}");
}
