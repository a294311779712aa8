//! Encryption at rest: both permissions, each state of a key, and what AWS says to it.

use super::*;
use engine::security::key_arn;

/// A stream that encrypts from second 45 on, and two readers.
fn encrypted(more: &str) -> World {
    let mut world = shop(&format!("consumer billing reads orders from trim-horizon\n{more}"));
    at(&mut world, 40);
    line(&mut world, ENCRYPT);
    let view = at(&mut world, 50);
    assert_eq!(view.streams[0].key_state, Some("Enabled"));
    world
}

#[test]
fn e09_a_producer_without_generate_data_key_cannot_put() {
    let mut world = encrypted("");
    let before = at(&mut world, 60).streams[0].taken;
    line(&mut world, "revoke shop kms:GenerateDataKey");
    let view = at(&mut world, 70);
    assert_eq!(view.streams[0].taken, before);
    let text = format!(
        "User: arn:aws:sts::123456789012:assumed-role/shop/shop is not authorized to perform: kms:GenerateDataKey on \
         resource: {} because no identity-based policy allows the kms:GenerateDataKey action",
        key_arn("alias/orders")
    );
    assert_eq!(failed(&world, "shop", ErrorName::KMSAccessDeniedException), (1_000, text));
    assert_eq!(reader(&view, "billing").lag, 0, "who may decrypt reads on");
    line(&mut world, "allow shop kms:GenerateDataKey on alias/orders");
    assert_eq!(at(&mut world, 80).streams[0].taken, before + 1_000);
}

#[test]
fn e09_a_consumer_without_decrypt_cannot_read_and_loses_nothing() {
    let mut world = encrypted("");
    line(&mut world, "deny billing kms:Decrypt on alias/orders");
    at(&mut world, 52);
    let before = reader(&at(&mut world, 52), "billing").read;
    let view = at(&mut world, 70);
    assert_eq!(reader(&view, "billing").read, before);
    assert!(reads_refused(&world, "billing", ErrorName::KMSAccessDeniedException) > 20);
    assert_eq!(sent(&view, "shop"), view.streams[0].taken, "who may encrypt puts on");
    line(&mut world, "allow billing kms:Decrypt on alias/orders");
    line(&mut world, "set shop rate 0/s");
    let view = at(&mut world, 80);
    assert_eq!(reader(&view, "billing").read, view.streams[0].taken);
}

/// The key's policy and the caller's policy are one question here, and by the id it is the same key.
#[test]
fn a_statement_may_name_the_key_by_its_arn() {
    let mut world = encrypted("");
    line(&mut world, &format!("deny shop kms:GenerateDataKey on {}", key_arn("alias/orders")));
    at(&mut world, 51);
    assert!(failed(&world, "shop", ErrorName::KMSAccessDeniedException).0 > 0);
    let mut world = encrypted("");
    line(&mut world, &format!("deny shop kms:GenerateDataKey on {}", key_arn("alias/other")));
    at(&mut world, 51);
    assert_eq!(failed(&world, "shop", ErrorName::KMSAccessDeniedException).0, 0);
}

#[test]
fn the_key_that_aws_manages_needs_no_statement() {
    let mut world = shop("consumer billing reads orders from trim-horizon");
    at(&mut world, 40);
    line(&mut world, &ENCRYPT.replace("alias/orders", "alias/aws/kinesis"));
    at(&mut world, 50);
    line(&mut world, "revoke shop kms:*");
    line(&mut world, "revoke billing kms:*");
    let view = at(&mut world, 60);
    assert_eq!((role(&view, "shop").denied, role(&view, "billing").denied), (0, 0));
    assert!(permission(&view, "shop", "kms:GenerateDataKey").asked > 0);
    line(&mut world, "deny shop kms:GenerateDataKey");
    at(&mut world, 61);
    assert_eq!(failed(&world, "shop", ErrorName::KMSAccessDeniedException).0, 100, "an explicit Deny wins");
    let text = refused(&mut world, "aws kms disable-key --key-id alias/aws/kinesis");
    assert!(
        text.starts_with("AccessDeniedException: ") && text.contains("no resource-based policy"),
        "{text}"
    );
}

/// Each state, what it is called on both ways, and how it is healed.
#[test]
fn each_state_of_a_key_has_its_exception() {
    let arn = key_arn("alias/orders");
    let states = [
        (
            vec!["aws kms disable-key --key-id alias/orders"],
            "Disabled",
            ErrorName::KMSDisabledException,
            format!("{arn} is disabled."),
            vec!["aws kms enable-key --key-id alias/orders"],
        ),
        (
            vec!["aws kms schedule-key-deletion --key-id alias/orders --pending-window-in-days 7"],
            "PendingDeletion",
            ErrorName::KMSInvalidStateException,
            format!("{arn} is pending deletion."),
            vec![
                "aws kms cancel-key-deletion --key-id alias/orders",
                "aws kms enable-key --key-id alias/orders",
            ],
        ),
        (
            vec!["fault key orders throttling"],
            "Enabled",
            ErrorName::KMSThrottlingException,
            "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."
                .to_owned(),
            vec!["heal key orders"],
        ),
    ];
    for (breaks, state, error, text, heals) in states {
        let mut world = encrypted("consumer live reads orders via fan-out from trim-horizon");
        at(&mut world, 60);
        breaks.iter().for_each(|it| line(&mut world, it));
        let view = at(&mut world, 70);
        assert_eq!(view.streams[0].key_state, Some(state));
        assert_eq!(failed(&world, "shop", error), (1_000, text), "{state}");
        // What had come before it was read before; a new reader finds what it cannot decrypt.
        line(&mut world, "consumer late reads orders from trim-horizon");
        line(&mut world, "consumer later reads orders via fan-out from trim-horizon");
        at(&mut world, 80);
        for who in ["late", "later"] {
            assert!(reads_refused(&world, who, error) > 3, "{state}: {who}");
        }
        assert!(
            reads_refused(&world, "later", ErrorName::LimitExceededException) == 0,
            "it does not subscribe without end"
        );
        heals.iter().for_each(|it| line(&mut world, it));
        line(&mut world, "set shop rate 0/s");
        let view = at(&mut world, 100);
        for who in ["billing", "live", "late", "later"] {
            assert_eq!(reader(&view, who).read, view.streams[0].taken, "{state}: {who}");
        }
    }
}

#[test]
fn a_key_is_gone_when_its_waiting_time_is_over() {
    let day = 86_400;
    let mut world = encrypted("");
    line(&mut world, "set shop rate 0/s");
    line(&mut world, "aws kms schedule-key-deletion --key-id alias/orders --pending-window-in-days 7");
    for operation in ["enable", "disable"] {
        let text = refused(&mut world, &format!("aws kms {operation}-key --key-id alias/orders"));
        assert!(text.contains("is pending deletion."), "{text}");
    }
    // Nor can it be put off by saying it once more.
    let text = refused(&mut world, "aws kms schedule-key-deletion --key-id alias/orders");
    assert!(text.starts_with("KMSInvalidStateException") && text.contains("is pending deletion."), "{text}");
    assert_eq!(at(&mut world, 49 + 7 * day).streams[0].key_state, Some("PendingDeletion"));
    assert_eq!(at(&mut world, 50 + 7 * day).streams[0].key_state, Some("Deleted"));
    line(&mut world, "set shop rate 100/s");
    at(&mut world, 60 + 7 * day);
    let not_found = "Alias arn:aws:kms:us-east-1:123456789012:alias/orders is not found.";
    assert_eq!(failed(&world, "shop", ErrorName::KMSNotFoundException), (1_000, not_found.to_owned()));
    assert_eq!(
        refused(&mut world, "aws kms enable-key --key-id alias/orders"),
        format!("NotFoundException: {not_found}")
    );
    assert_eq!(
        refused(&mut world, &ENCRYPT.replace("a b", "")),
        format!("KMSNotFoundException: {not_found}")
    );
    line(&mut world, &ENCRYPT.replace("alias/orders", "alias/new"));
    at(&mut world, 70 + 7 * day);
    let before = failed(&world, "shop", ErrorName::KMSNotFoundException).0;
    at(&mut world, 80 + 7 * day);
    assert_eq!(failed(&world, "shop", ErrorName::KMSNotFoundException).0, before, "the new key works");
}

/// One below, at and above each bound.
#[test]
fn a_waiting_time_has_bounds() {
    for (days, fits) in [(6, false), (7, true), (30, true), (31, false)] {
        let text =
            format!("aws kms schedule-key-deletion --key-id alias/orders --pending-window-in-days {days}");
        let said = story::command(&text).map_err(|error| error.to_string());
        let said = said.and_then(|it| encrypted("").apply(&it).map_err(|refusal| refusal.to_string()));
        assert_eq!(said.is_ok(), fits, "{days} days: {said:?}");
        assert!(said.is_ok() || said.is_err_and(|text| text.contains("endingWindowInDays")), "{days} days");
    }
    let mut world = encrypted("");
    line(&mut world, "aws kms schedule-key-deletion --key-id alias/orders");
    line(&mut world, "set shop rate 0/s");
    assert_eq!(at(&mut world, 49 + 30 * 86_400).streams[0].key_state, Some("PendingDeletion"));
    assert_eq!(at(&mut world, 50 + 30 * 86_400).streams[0].key_state, Some("Deleted"));
}

#[test]
fn a_call_by_hand_may_everything_but_no_dead_key_works_for_it() {
    let mut world = encrypted("");
    let put = "aws kinesis put-record --stream-name orders --partition-key a --data eA==";
    line(&mut world, put);
    line(&mut world, "aws kms disable-key --key-id alias/orders");
    let before = world.journal().end();
    let arn = key_arn("alias/orders");
    assert_eq!(refused(&mut world, put), format!("KMSDisabledException: {arn} is disabled."));
    assert_eq!(world.journal().end(), before, "a refusal changes nothing");
    let start = ENCRYPT.replace("--stream-name orders", "--stream-name other");
    line(&mut world, "aws kinesis create-stream --stream-name other --shard-count 1");
    at(&mut world, 90);
    assert_eq!(refused(&mut world, &start), format!("KMSDisabledException: {arn} is disabled."));
}
