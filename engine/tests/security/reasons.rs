//! "Why?": the statement or the key behind a denial, and the button that helps.

use super::said::says;
use super::*;
use engine::why::{self, Why};

fn heal(world: &mut World, why: &Why) {
    for fix in &why.fixes {
        for command in &fix.commands {
            world.apply(command).unwrap_or_else(|refusal| panic!("{}: {refusal}", fix.label));
        }
    }
}

#[test]
fn a_missing_statement_is_named_with_what_it_is_for_and_added() {
    let mut world = shop("");
    at(&mut world, 40);
    assert_eq!(why::not_allowed(&world, &actor("shop")), None);
    line(&mut world, ENCRYPT);
    line(&mut world, "revoke shop kms:GenerateDataKey");
    at(&mut world, 60);
    let why = why::not_allowed(&world, &actor("shop")).expect("it was denied");
    let parts = [
        "KMSAccessDeniedException",
        "The role of shop does not allow kms:GenerateDataKey on `alias/orders`: no statement of its policy allows it.",
        "nothing can be put into an encrypted stream",
        "No SDK tries such a call again",
    ];
    says(&why, &parts);
    assert_eq!(why.fixes[0].label, "Allow kms:GenerateDataKey");
    heal(&mut world, &why);
    at(&mut world, 61);
    assert_eq!(why::not_allowed(&world, &actor("shop")), None);
    assert_eq!(role(&at(&mut world, 62), "shop").missing, 0);
}

#[test]
fn an_explicit_deny_is_taken_away() {
    let mut world = shop("consumer billing reads orders\ndeny billing kinesis:*");
    at(&mut world, 60);
    let why = why::not_allowed(&world, &actor("billing")).expect("it was denied");
    assert!(why.sentences.join(" ").contains("an explicit Deny wins over every Allow"), "{why:?}");
    let shard = engine::names::ShardId(0);
    assert_eq!(why::read_refused(&world, &name("orders"), shard, &name("billing")), Some(why));
    line(&mut world, "deny billing kinesis:GetRecords on orders");
    line(&mut world, "allow billing kinesis:*");
    let view = at(&mut world, 70);
    assert!(reader(&view, "billing").read > 0);
}

#[test]
fn every_state_of_a_key_has_its_way_out() {
    for (breaks, says) in [
        ("aws kms disable-key --key-id alias/orders", "is disabled"),
        ("aws kms schedule-key-deletion --key-id alias/orders", "waits for its deletion"),
        ("fault key orders throttling", "no requests left"),
    ] {
        let mut world = shop("");
        at(&mut world, 40);
        line(&mut world, ENCRYPT);
        at(&mut world, 50);
        line(&mut world, breaks);
        at(&mut world, 60);
        let why = why::not_allowed(&world, &actor("shop")).unwrap_or_else(|| panic!("{breaks}"));
        assert!(why.sentences.join(" ").contains(says), "{breaks}: {why:?}");
        let before = at(&mut world, 60).streams[0].taken;
        heal(&mut world, &why);
        assert_eq!(at(&mut world, 70).streams[0].taken, before + 1_000, "{breaks}");
    }
}

/// Seven days after its deletion was asked for a key is gone: who used it, who never did, and what helps both.
#[test]
fn a_deleted_key_is_replaced() {
    let day = 86_400;
    let mut world = shop("consumer billing reads orders from trim-horizon");
    at(&mut world, 40);
    line(&mut world, ENCRYPT);
    at(&mut world, 50);
    line(&mut world, "set shop rate 0/s");
    line(&mut world, "aws kms schedule-key-deletion --key-id alias/orders --pending-window-in-days 7");
    at(&mut world, 50 + 7 * day);
    line(&mut world, "set shop rate 100/s");
    line(&mut world, "producer fresh to orders rate 100/s size 100B keys uniform 1000 api put-records");
    let before = at(&mut world, 60 + 7 * day).streams[0].taken;
    for who in ["shop", "fresh"] {
        let why = why::not_allowed(&world, &actor(who)).unwrap_or_else(|| panic!("{who}"));
        let text = why.sentences.join(" ");
        assert!(text.contains("KMSNotFoundException"), "{who}: {text}");
        assert!(
            text.contains(
                "The key `alias/orders` is deleted. What was encrypted with it nobody will ever read"
            )
        );
        assert_eq!(why.fixes[0].label, "Encrypt orders with AWS's own key", "{who}");
    }
    let why = why::not_allowed(&world, &actor("shop")).expect("it was denied");
    heal(&mut world, &why);
    // A change of the encryption takes its seconds.
    let started = at(&mut world, 70 + 7 * day).streams[0].taken;
    assert!(started > before, "{started} after {before}");
    let view = at(&mut world, 80 + 7 * day);
    assert_eq!(view.streams[0].taken, started + 2_000, "both put again");
    for who in ["shop", "fresh"] {
        assert_eq!(why::not_allowed(&world, &actor(who)), None, "{who}: the dead key is no longer its own");
        let producer = view.producers.iter().find(|it| it.name.as_str() == who).expect("the producer");
        assert_eq!(producer.not_allowed, None, "{who}");
    }
}

/// Firehose says InvalidKMSResourceException whatever the key has: asked why, the key itself is looked at.
#[test]
fn every_state_of_a_key_of_a_delivery_stream_has_its_way_out() {
    let arn = "arn:aws:kms:us-east-1:123456789012:key/1-2";
    let day = 86_400;
    for (breaks, waits, says, label) in [
        ("disable-key --key-id 1-2", 10, "is disabled", "Enable the key"),
        ("schedule-key-deletion --key-id 1-2", 10, "waits for its deletion", "Let the key live"),
        (
            "schedule-key-deletion --key-id 1-2 --pending-window-in-days 7",
            7 * day + 1,
            "is deleted",
            "Encrypt to-s3 with AWS's own key",
        ),
    ] {
        let mut world = start(&format!(
            "seed 7\naws firehose create-delivery-stream --delivery-stream-name to-s3 \
             --delivery-stream-encryption-configuration-input KeyType=CUSTOMER_MANAGED_CMK,KeyARN={arn} \
             --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,\
             RoleARN=arn:aws:iam::123456789012:role/firehose,BufferingHints={{SizeInMBs=1,IntervalInSeconds=60}}\n\
             producer shop to firehose to-s3 rate 10/s size 100B api put-records\nat 45s set shop rate 0/s"
        ));
        at(&mut world, 50);
        assert_eq!(why::not_allowed(&world, &actor("shop")), None);
        line(&mut world, &format!("aws kms {breaks}"));
        at(&mut world, 50 + waits);
        line(&mut world, "set shop rate 10/s");
        at(&mut world, 60 + waits);
        let put = |world: &mut World, second: u64| at(world, second).ledger.firehose_put;
        let before = put(&mut world, 60 + waits);
        assert!(failed(&world, "shop", ErrorName::InvalidKMSResourceException).0 > 0, "{breaks}");
        let why = why::not_allowed(&world, &actor("shop")).unwrap_or_else(|| panic!("{breaks}"));
        let text = why.sentences.join(" ");
        assert!(text.contains("InvalidKMSResourceException") && text.contains(says), "{breaks}: {text}");
        assert_eq!(why.fixes[0].label, label, "{breaks}");
        heal(&mut world, &why);
        let started = put(&mut world, 80 + waits);
        assert!(started > before, "{breaks}");
        assert_eq!(put(&mut world, 90 + waits), started + 100, "{breaks}");
        assert_eq!(why::not_allowed(&world, &actor("shop")), None, "{breaks}");
    }
}

#[test]
fn a_bucket_that_the_role_may_not_write_to_is_told_apart_from_one_that_refuses() {
    let text = "seed 7\naws firehose create-delivery-stream --delivery-stream-name to-s3 \
        --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,\
        RoleARN=arn:aws:iam::123456789012:role/firehose,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}\n\
        producer shop to firehose to-s3 rate 10/s size 100B keys random\n";
    let mut world = start(&format!("{text}deny firehose to-s3 s3:PutObject"));
    at(&mut world, 200);
    let why = why::delivery_failed(&world, &name("to-s3")).expect("it failed");
    assert_eq!(why.fixes[0].label, "Allow s3:PutObject");
    heal(&mut world, &why);
    line(&mut world, "set shop rate 0/s");
    let view = at(&mut world, 900);
    assert_eq!(view.ledger.delivered, view.ledger.firehose_put);
    let mut world = start(&format!("{text}at 1s fault bucket lake refusing"));
    at(&mut world, 200);
    let why = why::delivery_failed(&world, &name("to-s3")).expect("it failed");
    assert_eq!(why.fixes[0].label, "Heal bucket lake");
}
