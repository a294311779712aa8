//! The passport of a record: every stamp in its place, from wherever it is asked for.

use std::collections::BTreeSet;

use engine::event::What;
use engine::kernel::{Span, Time};
use engine::names::{Name, ShardId};
use engine::story::{self, Story};
use engine::view::{self, Link, MarkOf, Passport, Which, marks, passport};
use engine::why;
use engine::world::World;

fn world(text: &str, seconds: u64) -> World {
    let text = format!("seed 5\naws kinesis create-stream --stream-name orders --shard-count 1\n{text}");
    let mut world = story::start(&Story::parse(&text).unwrap()).unwrap();
    world.advance(Time::seconds(seconds), u64::MAX);
    world
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn stored(index: u64) -> Which {
    Which::Stored { stream: name("orders"), shard: ShardId(0), index }
}

/// The stamps are in order, and each is at a time that has been.
fn checked(world: &World, which: &Which) -> Passport {
    let it = passport(world, which).unwrap_or_else(|| panic!("no passport of {which:?}"));
    let times: Vec<u64> = it.stamps.iter().map(|stamp| stamp.at.map_or(u64::MAX, |at| at.0)).collect();
    assert!(times.is_sorted(), "{it:#?}");
    assert!(times.iter().all(|at| *at <= world.now().0 || *at == u64::MAX), "{it:#?}");
    it
}

fn fact<'a>(it: &'a Passport, name: &str) -> &'a str {
    it.facts.iter().find(|(of, _)| *of == name).map_or("", |(_, value)| value)
}

fn all(it: &Passport) -> String {
    it.stamps.iter().map(|stamp| stamp.text.as_str()).collect::<Vec<_>>().join("\n")
}

const READ: &str = "producer web to orders rate 20/s size 100B keys uniform 9\n\
    consumer books reads orders poll 1s\nconsumer fast reads orders via fan-out\n\
    aws firehose create-delivery-stream --delivery-stream-name lake --delivery-stream-type KinesisStreamAsSource \
    --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders \
    --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}\n";

#[test]
fn a_record_is_followed_from_its_put_to_its_readers_and_the_byte_where_it_lies() {
    let world = world(READ, 150);
    let it = checked(&world, &stored(40));
    assert_eq!((it.title.as_str(), fact(&it, "made by")), ("Record 41 of web", "web"));
    let read = world.streams().stream(&name("orders")).unwrap().shard(ShardId(0)).unwrap();
    let batch = read.batch_of(40).unwrap();
    let number = read.sequence_number(40, batch.arrived, world.era()).to_string();
    assert_eq!(fact(&it, "sequence number"), number);
    assert_eq!(fact(&it, "hash key"), engine::record::hash_of(fact(&it, "partition key")).to_string());
    let text = all(&it);
    for part in [
        "Put by web with PutRecord",
        "taken by shard 000",
        "books got it with GetRecords",
        "Pushed to fast",
        "lake fetched it",
        "Its buffer was flushed by interval",
        "of s3://lake/",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert_eq!(it.stamps[0].at, Some(batch.arrived));
    assert_eq!(text.matches("books got it").count(), 1, "{text}");
    assert!(it.ended.contains("All who read the stream have read it"), "{}", it.ended);
    assert_eq!(it.twins, []);
    // The same from the object, by the record id of Firehose, and from the event that read it.
    let Some(Link::Object { bucket, key }) = it.stamps.iter().find_map(|stamp| match &stamp.link {
        Some(link @ Link::Object { .. }) => Some(link.clone()),
        Some(Link::Invocation { .. } | Link::Store(_) | Link::Record(_)) | None => None,
    }) else {
        panic!("{it:#?}")
    };
    let lies: u64 = it
        .stamps
        .iter()
        .find_map(|stamp| {
            let rest = stamp.text.split("bytes ").nth(1)?;
            rest.split(' ').next()?.replace(',', "").parse().ok()
        })
        .expect("a byte");
    assert_eq!(passport(&world, &Which::AtByte { bucket, key, byte: lies + 3 }).unwrap().of, it.of);
    let id = format!("{number}000000");
    assert_eq!(passport(&world, &Which::ByRecordId { delivery: name("lake"), id }).unwrap().of, it.of);
    let event = world
        .journal()
        .from(0)
        .find(|event| matches!(&event.what, What::RecordsPut { .. }) && event.at == batch.arrived)
        .unwrap();
    assert_eq!(passport(&world, &Which::OfEvent(event.id)).unwrap().of, it.of);
}

/// Calls of one instant, by one producer and by hand: each event leads to a record that its own call put.
#[test]
fn an_event_leads_to_a_record_of_its_own_call_among_those_of_its_instant() {
    let by_hand = |key: &str| {
        format!("at 20s aws kinesis put-record --stream-name orders --partition-key {key} --data YQ==\n")
    };
    let keys = ["first", "second", "third"];
    let hands: String = keys.iter().map(|key| by_hand(key)).collect();
    let world = world(
        &format!(
            "producer web to orders rate 20/s size 10B keys uniform 9\n{hands}consumer books reads orders poll 200ms\n"
        ),
        21,
    );
    let (mut told, mut seen, mut puts) = (Vec::new(), BTreeSet::new(), 0);
    for event in world.journal().from(0) {
        let which = Which::OfEvent(event.id);
        if let What::RecordsPut { by, .. } = &event.what {
            let it = passport(&world, &which).unwrap_or_else(|| panic!("no record of {event:?}"));
            assert_eq!(it.stamps[0].at, Some(event.at));
            if by.is_none() {
                told.push(fact(&it, "partition key").to_owned());
            }
            seen.insert(format!("{:?}", it.of));
            puts += 1;
        }
    }
    assert_eq!(told, keys);
    assert!(puts > 100 && seen.len() == puts, "{puts} puts, but {} records", seen.len());
}

#[test]
fn each_read_of_every_record_is_found_once() {
    // Also where a closed shard is read to its end.
    let world = world(
        &format!(
            "{READ}at 20s aws kinesis split-shard --stream-name orders --shard-to-split 0 --new-starting-hash-key midpoint\n"
        ),
        90,
    );
    let stream = world.streams().stream(&name("orders")).unwrap();
    for shard in stream.shards() {
        for index in (shard.first_index()..shard.tip().saturating_sub(60)).step_by(7) {
            let which = Which::Stored { stream: name("orders"), shard: shard.id, index };
            let text = all(&checked(&world, &which));
            assert_eq!(text.matches("books got it").count(), 1, "{} {index}:\n{text}", shard.id);
            assert_eq!(text.matches("Pushed to fast").count(), 1, "{} {index}:\n{text}", shard.id);
        }
    }
}

#[test]
fn who_has_not_read_it_is_told() {
    let world = world(
        "producer web to orders rate 20/s size 100B keys uniform 9\nconsumer books reads orders poll 1s limit 1\n",
        12,
    );
    let next = checked(&world, &Which::NextOf { reader: name("books"), shard: ShardId(0) });
    assert!(next.ended.contains("books reads it next"), "{}", next.ended);
    let newest = checked(&world, &Which::Newest { stream: name("orders"), shard: ShardId(0) });
    assert!(newest.ended.contains("to read before it"), "{}", newest.ended);
    let oldest = checked(&world, &Which::Oldest { stream: name("orders"), shard: ShardId(0) });
    assert_eq!(oldest.of, stored(0));
    assert_eq!(passport(&world, &stored(99_999)), None);
}

#[test]
fn a_refused_record_has_its_tries_and_what_it_became() {
    let text = "producer web to orders rate 1500/s size 100B keys uniform 9 retries 5 backoff 500ms\nat 8s set web rate 1/s\n";
    let mut world = world(text, 7);
    let refused = marks(&world, Span::seconds(5), 50)[0].refused.clone();
    let Some(MarkOf::Refused(event, nth)) = refused.first().map(|mark| mark.of) else {
        panic!("{refused:?}")
    };
    let which = Which::Refused { event, shard: ShardId(0), nth };
    let it = checked(&world, &which);
    assert!(
        all(&it).contains("refused by shard 000: ProvisionedThroughputExceededException, its records"),
        "{it:#?}"
    );
    assert!(it.ended.contains("web puts it again, at most 5 times"), "{}", it.ended);
    world.advance(Time::seconds(60), u64::MAX);
    let later = checked(&world, &which);
    assert!(later.ended.contains("Put again, it was taken"), "{}", later.ended);
    // And from the other side.
    let twin = later.twins.first().expect("it was taken").of.clone();
    let taken = checked(&world, &twin);
    assert!(taken.stamps.iter().any(|stamp| stamp.link == Some(Link::Record(which.clone()))), "{taken:#?}");
    assert_eq!(fact(&taken, "partition key"), fact(&it, "partition key"));
    let why = why::record(&world, &twin).unwrap();
    assert!(why.sentences.iter().any(|says| says.contains("Before it was taken it was refused")), "{why:#?}");
    assert!(
        why::record(&world, &which).unwrap().sentences[0].contains("ProvisionedThroughputExceededException")
    );
}

#[test]
fn twins_link_to_each_other_and_say_why() {
    let text = "producer web to orders rate 100/s size 200B keys uniform 50 timeout 2s retries 3 backoff 1s\n\
        at 10s fault producer web losing-answers for 1s\nat 20s set web rate 0/s\n";
    let world = world(text, 40);
    let lanes = marks(&world, Span::seconds(60), 100_000);
    let copy = lanes[0].marks.iter().find(|mark| mark.copy).expect("a copy");
    let MarkOf::Stored(index) = copy.of else { panic!("{copy:?}") };
    let it = checked(&world, &stored(index));
    assert!(all(&it).contains("The stream had it already: no answer had come"), "{it:#?}");
    let [first] = &it.twins[..] else { panic!("{it:#?}") };
    let other = checked(&world, &first.of);
    assert_eq!(other.twins.iter().map(|twin| &twin.of).collect::<Vec<_>>(), [&it.of]);
    assert_eq!((other.title, other.facts[1].clone()), (it.title.clone(), it.facts[1].clone()));
    let why = why::record(&world, &it.of).unwrap();
    assert!(
        why.sentences.len() <= 6 && why.sentences.iter().any(|says| says.contains("It is a copy")),
        "{why:#?}"
    );
}

#[test]
fn of_direct_put_the_road_is_the_passport() {
    let text = "aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
        BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}\n\
        producer web to firehose d rate 20/s size 100B\n";
    let world = world(text, 120);
    let it = checked(&world, &Which::Direct { delivery: name("d"), index: 12 });
    assert!(all(&it).contains("Put to d: RecordId") && it.ended.contains("s3://lake/"), "{it:#?}");
    assert_eq!(passport(&world, &Which::Direct { delivery: name("d"), index: 9_999_999 }), None);
    let _ = view::view(&world);
}
