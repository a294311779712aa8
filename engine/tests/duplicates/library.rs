//! An answer to a KPL is lost: after RequestTimeout it puts all of the call again.

use super::*;

fn fleet(settings: &str, fault: &str) -> World {
    world(&format!(
        "{}at 5s producer p to s api kpl rate 200/s size 200B keys uniform 50 timeout 2s {settings}\n\
         at 10s fault producer p {fault}\nat 20s set p rate 0/s\n\
         consumer c reads s deaggregates yes sink by-id\nconsumer d reads s deaggregates yes sink plain",
        stream(2)
    ))
}

#[test]
fn what_was_taken_and_not_answered_is_there_twice() {
    for settings in ["", "aggregation off", "aggregate-size 600B"] {
        let mut fleet = fleet(settings, "losing-answers for 1s");
        let view = at(&mut fleet, 60);
        let (all, different) = held(&fleet);
        let kpl = producer(&view, "p").kpl.clone().unwrap();
        // Where each call holds little, all connections wait for answers before the second is over.
        assert!((50..=250).contains(&(all - different)), "{settings}: {all} {different}");
        assert_eq!((kpl.doubled, view.ledger.doubled), (all - different, all - different), "{settings}");
        assert_eq!((kpl.user_records_put, kpl.received), (different, different), "{settings}");
        assert_eq!(producer(&view, "p").doubled, kpl.doubled);
        let wire = wire(&view, "p");
        assert!(
            wire.lost_answers > 0 && wire.timed_out == wire.lost_answers && wire.unknown == 0,
            "{wire:?}"
        );
        assert_eq!((sink(&view, "c").written, sink(&view, "c").over), (different, all - different));
        assert_eq!((sink(&view, "d").written, sink(&view, "d").doubled), (all, all - different));
    }
}

#[test]
fn what_was_lost_on_its_way_comes_later_and_once() {
    let mut fleet = fleet("", "losing-requests for 1s");
    let view = at(&mut fleet, 60);
    let (all, different) = held(&fleet);
    let kpl = producer(&view, "p").kpl.clone().unwrap();
    assert_eq!((all, kpl.doubled, view.ledger.doubled), (different, 0, 0));
    assert_eq!(kpl.received, different);
    assert!(wire(&view, "p").lost_requests > 0);
}

#[test]
fn a_record_whose_time_is_over_fails_though_the_stream_has_it() {
    let mut fleet = fleet("ttl 1s", "losing-answers for 1s");
    let view = at(&mut fleet, 60);
    let (all, different) = held(&fleet);
    let kpl = producer(&view, "p").kpl.clone().unwrap();
    assert_eq!(all, different, "nothing is put again");
    assert!(kpl.expired > 0);
    assert_eq!(wire(&view, "p").unknown, kpl.expired);
    assert_eq!(kpl.user_records_put + kpl.expired, kpl.received);
    assert_eq!(different, kpl.received, "the stream has all of them");
}
