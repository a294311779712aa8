//! Old and new records: what lies open and what is encrypted, record by record.

use super::*;

/// 4,500 records from before the encryption lie open, and what comes after is encrypted.
fn mixed(key: &str) -> (World, u64) {
    let mut world = shop("");
    at(&mut world, 75);
    line(&mut world, &ENCRYPT.replace("alias/orders", key));
    let view = at(&mut world, 80);
    let open = view.streams[0].taken;
    assert!(open > 4_000, "{open}");
    (world, open)
}

fn encrypted_in(view: &View) -> u64 {
    view.streams[0].shards.iter().map(|shard| shard.encrypted).sum()
}

#[test]
fn records_from_before_the_encryption_are_read_without_decrypt_to_the_last_one() {
    for via in ["via polling", "via fan-out", "kcl workers 1", "limit 7"] {
        let (mut world, _) = mixed("alias/orders");
        line(&mut world, &format!("consumer billing reads orders {via} from trim-horizon"));
        line(&mut world, "revoke billing kms:Decrypt");
        let wait = if via == "limit 7" { 600 } else { 120 };
        let view = at(&mut world, wait);
        let open = view.streams[0].taken - encrypted_in(&view);
        assert!(encrypted_in(&view) > 3_000, "{via}");
        if via != "limit 7" {
            assert_eq!(reader(&view, "billing").read, open, "{via}: all that lie open, and not one more");
        }
        assert!(reader(&view, "billing").read <= open, "{via}");
        assert!(
            via == "limit 7" || reads_refused(&world, "billing", ErrorName::KMSAccessDeniedException) > 3,
            "{via}"
        );
        line(&mut world, "allow billing kms:Decrypt on alias/orders");
        line(&mut world, "set shop rate 0/s");
        if via == "limit 7" {
            line(&mut world, "set billing limit none");
        }
        let view = at(&mut world, wait + 200);
        assert_eq!(reader(&view, "billing").read, view.streams[0].taken, "{via}");
        assert_eq!(view.ledger.lost, 0);
    }
}

#[test]
fn each_record_needs_the_key_with_which_it_was_encrypted() {
    let (mut world, _) = mixed("alias/first");
    at(&mut world, 100);
    line(&mut world, &ENCRYPT.replace("alias/orders", "alias/second"));
    at(&mut world, 120);
    line(&mut world, "set shop rate 0/s");
    let view = at(&mut world, 121);
    assert_eq!(
        view.keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>(),
        ["alias/first", "alias/second"]
    );
    line(&mut world, "consumer billing reads orders from trim-horizon");
    line(&mut world, "deny billing kms:Decrypt on alias/second");
    let view = at(&mut world, 140);
    let (read, taken) = (reader(&view, "billing").read, view.streams[0].taken);
    assert!(read > 9_000 - 500 - 3_000 && read < taken, "{read} of {taken}");
    line(&mut world, "deny billing kms:Decrypt on alias/first");
    line(&mut world, "consumer other reads orders from trim-horizon");
    line(&mut world, "deny other kms:Decrypt on alias/first");
    let view = at(&mut world, 160);
    let open = taken - encrypted_in(&view);
    assert_eq!(
        reader(&view, "other").read,
        open,
        "the second key does not help where the first is needed first"
    );
    assert_eq!(reader(&view, "billing").read, read);
}

#[test]
fn what_is_put_after_the_end_of_the_encryption_lies_open_again() {
    let (mut world, _) = mixed("alias/orders");
    at(&mut world, 90);
    let stop = ENCRYPT.replace("start-", "stop-");
    line(&mut world, &stop);
    at(&mut world, 100);
    line(&mut world, "deny shop kms:*");
    line(&mut world, "consumer live reads orders from latest");
    line(&mut world, "deny live kms:*");
    let before = at(&mut world, 110).streams[0].taken;
    let view = at(&mut world, 120);
    assert_eq!(view.streams[0].taken, before + 1_000, "nobody asks for a data key any more");
    assert!(reader(&view, "live").read >= 1_900);
    assert_eq!(role(&view, "live").denied + role(&view, "shop").denied, 0);
}

/// The answer says of each record whether it was encrypted, and a call by hand reads all.
#[test]
fn an_answer_by_hand_holds_both() {
    let (mut world, _) = mixed("alias/orders");
    let say = |world: &mut World, text: &str| {
        let command = story::command(text).expect(text);
        world.apply(&command).unwrap_or_else(|refusal| panic!("{text}: {refusal}"))
    };
    at(&mut world, 100);
    let ask =
        "aws kinesis get-shard-iterator --stream-name orders --shard-id 0 --shard-iterator-type TRIM_HORIZON";
    let engine::command::Reply::ShardIterator(iterator) = say(&mut world, ask) else { panic!("an iterator") };
    let reply = say(&mut world, &format!("aws kinesis get-records --shard-iterator {iterator}"));
    let engine::command::Reply::Records(read) = reply else { panic!("records") };
    let encrypted = read.records.iter().filter(|record| record.encrypted).count();
    assert!(
        encrypted > 500 && encrypted < read.records.len() - 1_000,
        "{encrypted} of {}",
        read.records.len()
    );
}
