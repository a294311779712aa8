//! Of each record of a stream its twins are known, from either side.

use engine::names::ShardId;
use engine::record::Again;
use engine::view::{marks, newest_pair, twins};

use super::*;

#[test]
fn a_copy_names_its_original_and_the_original_its_copy() {
    let mut shop = world(&format!(
        "{}at 5s producer p to s rate 100/s size 200B keys uniform 50 timeout 2s retries 3 backoff 1s\n\
         at 10s fault producer p losing-answers for 1s\nat 20s set p rate 0/s",
        stream(2)
    ));
    at(&mut shop, 40);
    let (mut copies, s) = (0, name("s"));
    for (shard, index, batch, i) in records(&shop) {
        let found = twins(&shop, &s, shard, index);
        let me = found.iter().find(|twin| (twin.shard, twin.index) == (shard, index)).expect("itself");
        assert_eq!(me.had, batch.source.had(batch.offset(i)));
        if me.had.is_some() {
            copies += 1;
            assert_eq!(found.len(), 2);
            let [first, second] = &found[..] else { panic!("{found:?}") };
            assert_eq!((first.had, second.had), (None, Some(Again::Unanswered)));
            assert_eq!((second.arrived.0 - first.arrived.0) / 1_000_000, 3, "time-out and back-off");
            assert_ne!(first.sequence_number, second.sequence_number);
            assert_eq!(first.shard, second.shard, "the key is the same");
            assert_eq!(twins(&shop, &s, first.shard, first.index), found, "from the other side");
        }
    }
    assert_eq!(copies, 100);
    assert!(twins(&shop, &s, ShardId(9), 0).is_empty() && twins(&shop, &s, ShardId(0), 99_999).is_empty());
}

#[test]
fn a_whole_request_put_again_says_so() {
    let mut rush = world(&format!(
        "{}at 5s producer p to s rate 1500/s size 200B keys uniform 400 retries 4 backoff 1s resend all\nat 7s set p rate 0/s",
        stream(1)
    ));
    let view = at(&mut rush, 60);
    let (all, different) = held(&rush);
    assert!(all > different);
    assert_eq!(view.ledger.doubled, all - different);
    let why: BTreeSet<Option<Again>> =
        records(&rush).iter().map(|(_, _, batch, i)| batch.source.had(batch.offset(*i))).collect();
    assert_eq!(why, BTreeSet::from([None, Some(Again::WholeRequest)]));
}

#[test]
fn of_an_aggregated_record_the_twins_hold_user_records_of_it() {
    let mut fleet = world(&format!(
        "{}at 5s producer p to s api kpl rate 400/s size 100B keys uniform 50 timeout 1s\n\
         at 8s fault producer p losing-answers for 1s\nat 12s set p rate 0/s",
        stream(1)
    ));
    at(&mut fleet, 30);
    let found: Vec<_> = records(&fleet)
        .into_iter()
        .filter(|(_, _, batch, i)| batch.source.copies(batch.offset(*i)) > 0)
        .collect();
    assert!(!found.is_empty());
    for (shard, index, batch, i) in found {
        let all = twins(&fleet, &name("s"), shard, index);
        let common: u64 = all.iter().filter(|it| it.had.is_none()).map(|it| it.common).sum();
        assert_eq!(common, batch.source.copies(batch.offset(i)), "each copied user record has its original");
    }
}

#[test]
fn the_stage_knows_copies() {
    let mut shop = world(&format!(
        "{}at 5s producer p to s rate 20/s size 200B keys uniform 50 timeout 1s retries 3 backoff 1s\n\
         at 6s fault producer p losing-answers for 1s",
        stream(1)
    ));
    at(&mut shop, 10);
    let lanes = marks(&shop, engine::kernel::Span::seconds(10), 10_000);
    let copies = lanes[0].marks.iter().filter(|mark| mark.copy).count() as u64;
    assert_eq!(copies, view::view(&shop).ledger.doubled);
    assert!(copies > 0);
}

#[test]
fn the_newest_pair_is_a_copy_and_the_nearest_before_it() {
    let text = format!(
        "{}at 5s producer p to s rate 100/s size 200B keys uniform 50 timeout 2s retries 3 backoff 1s\n\
         at 6s producer q to s rate 100/s size 200B\nat 10s fault producer p losing-answers for 1s\nat 20s set p rate 0/s",
        stream(2)
    );
    let mut shop = world(&text);
    at(&mut shop, 9);
    assert_eq!(newest_pair(&shop, &name("p")), None, "nothing was lost so far");
    at(&mut shop, 40);
    let [first, copy] = newest_pair(&shop, &name("p")).expect("there are copies");
    assert_eq!((first.had, copy.had), (None, Some(Again::Unanswered)));
    assert_eq!((copy.arrived.0 - first.arrived.0) / 1_000_000, 3, "time-out and back-off");
    assert_ne!(first.sequence_number, copy.sequence_number);
    assert!(twins(&shop, &name("s"), copy.shard, copy.index).contains(&first));
    let copies =
        records(&shop).into_iter().filter(|(_, _, batch, i)| batch.source.had(batch.offset(*i)).is_some());
    assert_eq!(copies.map(|(_, _, batch, _)| batch.arrived).max(), Some(copy.arrived), "no copy is newer");
    assert_eq!(newest_pair(&shop, &name("q")), None, "another's");
    assert_eq!(newest_pair(&shop, &name("nobody")), None);
}
