//! Firehose's own role: its source, its function, its bucket.

use super::*;

const SETTINGS: &str = "BucketARN=arn:aws:s3:::lake,RoleARN=arn:aws:iam::123456789012:role/firehose,\
    BufferingHints={SizeInMBs=1,IntervalInSeconds=60}";

fn from_stream(more: &str) -> World {
    shop(&format!(
        "at 35s aws firehose create-delivery-stream --delivery-stream-name to-s3 --delivery-stream-type \
         KinesisStreamAsSource --kinesis-stream-source-configuration \
         KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders,RoleARN=arn:aws:iam::123456789012:role/firehose \
         --extended-s3-destination-configuration {SETTINGS}\n{more}"
    ))
}

#[test]
fn firehose_reads_its_stream_under_its_own_role() {
    let mut world = from_stream("");
    at(&mut world, 120);
    line(&mut world, "deny firehose to-s3 kinesis:GetRecords on orders");
    let view = at(&mut world, 180);
    assert!(role(&view, "to-s3").denied >= 100, "{}", role(&view, "to-s3").denied);
    assert!(reader(&view, "to-s3").lag >= 5_000);
    line(&mut world, "allow firehose to-s3 kinesis:GetRecords on orders");
    line(&mut world, "set shop rate 0/s");
    let view = at(&mut world, 400);
    assert_eq!((reader(&view, "to-s3").lag, view.ledger.lost), (0, 0));
    assert_eq!(view.ledger.delivered, view.ledger.firehose_put);
}

#[test]
fn what_may_not_be_written_waits_and_is_lost_after_a_day() {
    let text = format!(
        "seed 7\naws firehose create-delivery-stream --delivery-stream-name to-s3 \
         --extended-s3-destination-configuration {SETTINGS}\n\
         producer shop to firehose to-s3 rate 10/s size 100B keys random\ndeny firehose to-s3 s3:PutObject on lake"
    );
    let mut world = start(&text);
    let view = at(&mut world, 300);
    assert_eq!(view.ledger.delivered, 0);
    assert!(role(&view, "to-s3").denied > 3);
    let codes: Vec<String> = world
        .journal()
        .from(0)
        .filter_map(|event| {
            if let What::DeliveryFailed { code, .. } = &event.what { Some(code.clone()) } else { None }
        })
        .collect();
    assert!(!codes.is_empty() && codes.iter().all(|code| code == "S3.AccessDenied"), "{codes:?}");
    // Another bucket's Deny is not meant.
    line(&mut world, "allow firehose to-s3 s3:PutObject on lake");
    line(&mut world, "deny firehose to-s3 s3:PutObject on other");
    line(&mut world, "set shop rate 0/s");
    let view = at(&mut world, 1_200);
    assert_eq!((view.ledger.delivered, view.ledger.firehose_lost), (view.ledger.firehose_put, 0));
    let mut world = start(&text.replace("10/s", "1/s"));
    at(&mut world, 60);
    line(&mut world, "set shop rate 0/s");
    let view = at(&mut world, 100_000);
    assert_eq!((view.ledger.delivered, view.ledger.firehose_lost), (0, view.ledger.firehose_put));
}

#[test]
fn a_function_that_may_not_be_invoked_sends_its_records_to_processing_failed() {
    let mut world = start(&format!(
        "seed 7\nfunction to-json blueprint pass-through\n\
         aws firehose create-delivery-stream --delivery-stream-name to-s3 --extended-s3-destination-configuration \
         '{}'\n\
         producer shop to firehose to-s3 rate 10/s size 100B keys random\n\
         revoke firehose to-s3 lambda:InvokeFunction",
        r#"{"BucketARN":"arn:aws:s3:::lake","RoleARN":"arn:aws:iam::123456789012:role/firehose","BufferingHints":{"SizeInMBs":1,"IntervalInSeconds":60},"ProcessingConfiguration":{"Enabled":true,"Processors":[{"Type":"Lambda","Parameters":[{"ParameterName":"LambdaArn","ParameterValue":"arn:aws:lambda:us-east-1:123456789012:function:to-json"}]}]}}"#
    ));
    at(&mut world, 100);
    line(&mut world, "set shop rate 0/s");
    let view = at(&mut world, 400);
    assert_eq!((view.ledger.failed, view.ledger.delivered), (view.ledger.firehose_put, 0));
    let codes: Vec<&str> = world
        .journal()
        .from(0)
        .filter_map(
            |event| {
                if let What::TransformFailed { code, .. } = &event.what { Some(*code) } else { None }
            },
        )
        .collect();
    assert!(!codes.is_empty() && codes.iter().all(|code| *code == "Lambda.InvokeAccessDenied"), "{codes:?}");
    line(&mut world, "allow firehose to-s3 lambda:InvokeFunction on to-json");
    line(&mut world, "set shop rate 10/s");
    let view = at(&mut world, 800);
    assert!(view.ledger.delivered > 1_000);
}

#[test]
fn direct_put_asks_for_its_own_actions() {
    let mut world = start(&format!(
        "seed 7\naws firehose create-delivery-stream --delivery-stream-name to-s3 \
         --extended-s3-destination-configuration {SETTINGS}\n\
         producer one to firehose to-s3 rate 10/s size 100B api put-record\n\
         producer many to firehose to-s3 rate 10/s size 100B api put-records\n\
         deny one firehose:PutRecordBatch\ndeny many firehose:PutRecord"
    ));
    let view = at(&mut world, 60);
    assert!(sent(&view, "one") > 100 && sent(&view, "many") > 100);
    line(&mut world, "deny one firehose:PutRecord on to-s3");
    line(&mut world, "deny many firehose:PutRecordBatch on to-s3");
    at(&mut world, 70);
    for (who, action) in [("one", "PutRecord"), ("many", "PutRecordBatch")] {
        let (records, text) = failed(&world, who, ErrorName::AccessDeniedException);
        assert_eq!(records, 100, "{who}");
        let resource = "arn:aws:firehose:us-east-1:123456789012:deliverystream/to-s3";
        assert!(
            text.contains(&format!("firehose:{action} on resource: {resource} with an explicit deny")),
            "{text}"
        );
    }
}

#[test]
fn a_key_of_the_customer_that_is_disabled_stops_direct_put() {
    let key = "arn:aws:kms:us-east-1:123456789012:key/1-2";
    let mut world = start(&format!(
        "seed 7\naws firehose create-delivery-stream --delivery-stream-name to-s3 \
         --delivery-stream-encryption-configuration-input KeyType=CUSTOMER_MANAGED_CMK,KeyARN={key} \
         --extended-s3-destination-configuration {SETTINGS}\n\
         producer shop to firehose to-s3 rate 10/s size 100B api put-records"
    ));
    at(&mut world, 60);
    line(&mut world, "aws kms disable-key --key-id 1-2");
    at(&mut world, 70);
    let (records, text) = failed(&world, "shop", ErrorName::InvalidKMSResourceException);
    assert_eq!((records, text), (100, format!("{key} is disabled.")));
    line(&mut world, &format!("aws kms enable-key --key-id {key}"));
    at(&mut world, 80);
    assert_eq!(failed(&world, "shop", ErrorName::InvalidKMSResourceException).0, 100);
}
