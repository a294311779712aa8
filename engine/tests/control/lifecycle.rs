//! CREATING, ACTIVE, UPDATING, DELETING, gone.

use super::*;

#[test]
fn a_sixth_stream_in_creating_is_refused() {
    let mut world = World::new(Era::Today, 1);
    for i in 0..4 {
        call(&mut world, create(&format!("s{i}"), 1)).unwrap();
    }
    wait(&mut world, Span::seconds(1));
    call(&mut world, create("s4", 1)).unwrap();
    let refusal = call(&mut world, create("s5", 1)).unwrap_err();
    assert_eq!(refusal.error, ErrorName::LimitExceededException);
    assert_eq!(refusal.met.unwrap().limit, &limits::STREAMS_CREATING);
    wait(&mut world, Span::seconds(1));
    call(&mut world, create("s5", 1)).unwrap();
}

#[test]
fn creating_shows_no_shards_and_takes_no_records() {
    let mut world = World::new(Era::Today, 1);
    call(&mut world, create("s", 2)).unwrap();
    let seen = describe(&mut world, None, None);
    assert_eq!((seen.summary.status, seen.shards.len(), seen.summary.open_shards), ("CREATING", 0, 0));
    let text = "Stream s under account 123456789012 not found.";
    check(put(&mut world, "a", 1), ErrorName::ResourceNotFoundException, text);
    let text = "Stream s under account 123456789012 not ACTIVE, instead in state CREATING";
    check(split(&mut world, 0, 9), ErrorName::ResourceInUseException, text);
    let text = "Stream s under account 123456789012 already exists.";
    check(call(&mut world, create("s", 1)), ErrorName::ResourceInUseException, text);
    wait(&mut world, Span::seconds(2));
    let seen = describe(&mut world, None, None);
    assert_eq!((seen.summary.status, seen.shards.len(), seen.summary.open_shards), ("ACTIVE", 2, 2));
}

#[test]
fn a_stream_is_deleting_and_then_gone_and_its_name_is_free() {
    let delete = || Kinesis::DeleteStream { stream: name("s"), enforce_consumer_deletion: false };
    for wait_before in [0, 2] {
        let mut world = World::new(Era::Today, 1);
        call(&mut world, create("s", 1)).unwrap();
        wait(&mut world, Span::seconds(wait_before));
        call(&mut world, delete()).unwrap();
        assert_eq!(status(&world), "DELETING");
        call(&mut world, delete()).unwrap();
        assert!(call(&mut world, create("s", 1)).is_err(), "the name is taken while DELETING");
        wait(&mut world, Span::micros(1_999_999));
        assert_eq!(status(&world), "DELETING");
        wait(&mut world, Span::micros(1));
        assert_eq!(status(&world), "gone");
        let text = "Stream s under account 123456789012 not found.";
        check(call(&mut world, delete()), ErrorName::ResourceNotFoundException, text);
        call(&mut world, create("s", 3)).unwrap();
        wait(&mut world, Span::seconds(2));
        assert_eq!((status(&world), open_ids(&world)), ("ACTIVE", vec![0, 1, 2]));
    }
}

#[test]
fn an_updating_stream_may_be_deleted() {
    let mut world = world(Era::Today, 1);
    let at = midpoint(&world, 0);
    split(&mut world, 0, at).unwrap();
    call(&mut world, Kinesis::DeleteStream { stream: name("s"), enforce_consumer_deletion: false }).unwrap();
    wait(&mut world, Span::seconds(2));
    assert_eq!(status(&world), "gone");
    wait(&mut world, Span::seconds(60));
}

// Resharding: O07, O08, W10, W11, W12, E06, E07.
