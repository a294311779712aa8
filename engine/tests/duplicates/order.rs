//! Records that are put again come after newer ones of their key (fact 58).

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// By the definition, over all that the stream holds of one shard: put again, not had before, and a newer one of its key
/// lies before it.
fn late(world: &World) -> u64 {
    let (mut newest, mut seen, mut late) = (BTreeMap::new(), BTreeSet::new(), 0);
    for (_, _, batch, i) in records(world) {
        let offset = batch.offset(i);
        for identity in batch.source.identities(offset) {
            let key = match batch.source.packed() {
                Some(packed) => packed[offset as usize].maker().key(identity.number),
                None => batch.key(i),
            };
            let first = seen.insert(identity.clone());
            let most = newest.entry((identity.by.clone(), key)).or_insert(identity.number);
            late += u64::from(first && batch.source.is_again(offset) && *most > identity.number);
            *most = (*most).max(identity.number);
        }
    }
    late
}

fn rush(settings: &str, keys: &str) -> World {
    world(&format!(
        "{}at 5s producer p to s rate 1500/s size 200B keys {keys} {settings}\nat 9s set p rate 0/s\n\
         consumer c reads s poll 1s deaggregates yes\nconsumer f reads s via fan-out deaggregates yes",
        stream(1)
    ))
}

#[test]
fn fact_58_order_may_change_on_retry() {
    // (what the producer does, whether keys lose their order)
    let table = [
        ("retries 0", "uniform 40", false),
        ("retries 4 backoff 1s resend failed", "uniform 40", true),
        ("retries 4 backoff 1s resend all", "uniform 40", true),
        // Each key comes once: there is no order to lose.
        ("retries 4 backoff 1s resend failed", "random", false),
        ("retries 4 backoff 1s resend failed", "zipf 100", true),
        ("api put-record retries 4 backoff 1s", "uniform 40", true),
        ("api kpl aggregation off", "uniform 40", true),
    ];
    for (settings, keys, lost) in table {
        let mut rush = rush(settings, keys);
        let view = at(&mut rush, 90);
        let wanted = late(&rush);
        assert_eq!(wanted > 0, lost, "{settings} {keys}: {wanted}");
        assert_eq!(reader(&view, "c").out_of_order, wanted, "{settings} {keys}");
        assert_eq!(reader(&view, "f").out_of_order, wanted, "{settings} {keys}, pushed");
    }
}

#[test]
fn a_lost_request_is_late_and_a_twin_is_not() {
    let shop = |fault: &str| {
        let mut world = world(&format!(
            "{}at 5s producer p to s rate 100/s size 200B keys \"k\" timeout 1s retries 2 backoff 1s\n\
             at 10s fault producer p {fault} for 1s\nat 20s set p rate 0/s\nconsumer c reads s poll 500ms",
            stream(1)
        ));
        let view = at(&mut world, 40);
        (reader(&view, "c").out_of_order, late(&world), view.ledger.doubled)
    };
    assert_eq!(shop("losing-requests"), (100, 100, 0));
    assert_eq!(shop("losing-answers"), (0, 0, 100), "it came in order the first time");
}

#[test]
fn who_began_after_the_newer_ones_has_not_seen_them() {
    let mut world = world(&format!(
        "{}at 5s producer p to s rate 100/s size 200B keys \"k\" timeout 3s retries 2 backoff 1s\n\
         at 10s fault producer p losing-requests for 1s\nat 11s set p rate 0/s\n\
         at 12s consumer c reads s poll 500ms from latest\nconsumer d reads s poll 500ms",
        stream(1)
    ));
    let view = at(&mut world, 40);
    assert_eq!(reader(&view, "c").out_of_order, 0, "what it got is in order");
    assert_eq!(reader(&view, "d").out_of_order, late(&world));
}

#[test]
fn what_is_read_again_counts_once() {
    let mut rush = rush("retries 4 backoff 1s resend failed", "uniform 40");
    let before = reader(&at(&mut rush, 60), "c").out_of_order;
    line(&mut rush, "set c from trim-horizon");
    let view = at(&mut rush, 90);
    assert_eq!(reader(&view, "c").out_of_order, before);
    assert_eq!(reader(&view, "c").doubled, view.streams[0].taken);
}
