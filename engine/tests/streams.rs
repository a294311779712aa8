//! Data streams by table: one below, at, and one above each limit.

use engine::command::{Command, IteratorStart, Kinesis, PutEntry, Reply, SplitAt};
use engine::era::Era;
use engine::kernel::Time;
use engine::names::{Name, ShardId};
use engine::record::Stored;
use engine::refusal::{ErrorName, Refusal};
use engine::world::World;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A world with an ACTIVE stream `s`, at 2 s.
fn world(era: Era, shards: u32) -> World {
    let mut world = World::new(era, 1);
    world.apply(&create("s", shards)).unwrap();
    world.advance(Time::seconds(2), u64::MAX);
    world
}

fn create(stream: &str, shard_count: u32) -> Command {
    Command::Kinesis(Kinesis::CreateStream {
        stream: name(stream),
        shard_count: Some(shard_count),
        mode: None,
        max_record_kib: None,
        tags: Vec::new(),
    })
}

fn record(key: &str, bytes: usize) -> Stored {
    Stored { key: key.to_owned(), data: vec![b'x'; bytes], explicit_hash_key: None }
}

fn put_many(world: &mut World, records: Vec<Stored>) -> Result<Reply, Refusal> {
    world.apply(&Command::Kinesis(Kinesis::PutRecords { stream: name("s"), records: records.into() }))
}

fn put(world: &mut World, record: Stored) -> Result<Reply, Refusal> {
    world.apply(&Command::Kinesis(Kinesis::PutRecord { stream: name("s"), record, ordering: None }))
}

fn failed(reply: Result<Reply, Refusal>) -> usize {
    let Reply::RecordsPut { failed, .. } = reply.unwrap() else { panic!("PutRecords answers otherwise") };
    failed
}

fn split(world: &mut World, shard: u32, at: SplitAt) -> Result<Reply, Refusal> {
    world.apply(&Command::Kinesis(Kinesis::SplitShard { stream: name("s"), shard: ShardId(shard), at }))
}

fn merge(world: &mut World, shard: u32, adjacent: u32) -> Result<Reply, Refusal> {
    let (shard, adjacent) = (ShardId(shard), ShardId(adjacent));
    world.apply(&Command::Kinesis(Kinesis::MergeShards { stream: name("s"), shard, adjacent }))
}

fn check(result: Result<Reply, Refusal>, error: ErrorName, message: &str) {
    let refusal = result.unwrap_err();
    assert_eq!((refusal.error, refusal.message.as_str()), (error, message));
}

fn open(world: &World) -> Vec<(u32, u128, u128)> {
    let stream = world.streams().stream(&name("s")).unwrap();
    stream.open_shards().map(|s| (s.id.0, s.range.start, s.range.end)).collect()
}

#[test]
fn a_shard_takes_a_thousand_records_a_second_and_not_one_more() {
    let mut world = world(Era::Today, 1);
    for half in 0..2 {
        assert_eq!(failed(put_many(&mut world, vec![record("k", 10); 500])), 0, "half {half}");
    }
    assert_eq!(failed(put_many(&mut world, vec![record("k", 10); 3])), 3);
    // A token comes back each millisecond.
    world.advance(Time(2_000_999), u64::MAX);
    assert_eq!(failed(put_many(&mut world, vec![record("k", 10)])), 1);
    world.advance(Time(2_001_000), u64::MAX);
    assert_eq!(failed(put_many(&mut world, vec![record("k", 10); 2])), 1);
}

#[test]
fn a_shard_takes_a_mebibyte_a_second_keys_included() {
    for (last, refused) in [(1_048_576 - 2 * 300_001 - 2, 0), (1_048_576 - 2 * 300_001 - 1, 1)] {
        let mut world = world(Era::Today, 1);
        let records = vec![record("k", 300_000), record("k", 300_000), record("kk", last)];
        assert_eq!(failed(put_many(&mut world, records)), refused, "{last} bytes");
    }
}

#[test]
fn the_answer_of_put_records_is_aligned_with_its_request() {
    let mut world = world(Era::Today, 2);
    // `iphone-16` goes to shard 1, `a` to shard 0.
    assert_eq!(failed(put_many(&mut world, vec![record("iphone-16", 1); 500])), 0);
    assert_eq!(failed(put_many(&mut world, vec![record("iphone-16", 1); 499])), 0);
    let records = vec![record("a", 1), record("iphone-16", 1), record("iphone-16", 1), record("a", 1)];
    let Ok(Reply::RecordsPut { failed, entries, .. }) = put_many(&mut world, records) else { panic!() };
    assert_eq!(failed, 1);
    let taken: Vec<_> = entries
        .iter()
        .map(|entry| match entry {
            PutEntry::Taken(number) => Ok(number.shard.0),
            PutEntry::Refused { shard } => Err(shard.0),
        })
        .collect();
    assert_eq!(taken, [Ok(0), Ok(1), Err(1), Ok(0)]);
}

#[test]
fn a_refused_put_record_is_an_error_and_changes_nothing() {
    let mut world = world(Era::Today, 1);
    put_many(&mut world, vec![record("k", 1); 500]).unwrap();
    put_many(&mut world, vec![record("k", 1); 500]).unwrap();
    let before = (world.digest(), format!("{world:?}"));
    let refusal = put(&mut world, record("k", 1)).unwrap_err();
    assert_eq!(refusal.error, ErrorName::ProvisionedThroughputExceededException);
    let met = refusal.met.unwrap();
    assert_eq!((met.limit.id, met.allowed), ("kds_shard_write_records_per_s", 1_000));
    assert_eq!((world.digest(), format!("{world:?}")), before);
}

#[test]
fn requests_at_and_above_their_limits() {
    // PutRecords: 500 records.
    let mut w = world(Era::Today, 1);
    assert_eq!(failed(put_many(&mut w, vec![record("k", 1); 500])), 0);
    assert_eq!(
        put_many(&mut w, vec![record("k", 1); 501]).unwrap_err().error,
        ErrorName::ValidationException
    );
    // A record: 1 MiB with its key.
    assert!(put(&mut world(Era::Today, 1), record("k", 1_048_575)).is_ok());
    assert_eq!(put(&mut w, record("k", 1_048_576)).unwrap_err().error, ErrorName::ValidationException);
    // checklist W29: 1,024,000 and 1,024,001 bytes are both fine for Streams.
    assert!(put(&mut world(Era::Today, 1), record("k", 1_024_001)).is_ok());
    // A request: 5 MiB, today 10 MiB.
    for (era, megabytes, error) in [(Era::Y2018, 5, true), (Era::Today, 5, false), (Era::Today, 10, true)] {
        let mut w = world(era, 1);
        let mut records = vec![record("k", 1_048_575); megabytes];
        records.push(record("k", 1));
        let result = put_many(&mut w, records);
        assert_eq!(result.is_err(), error, "{era} {megabytes}");
    }
    // A key: 1 to 256 characters.
    for (chars, ok) in [(0, false), (1, true), (256, true), (257, false)] {
        assert_eq!(
            put(&mut world(Era::Today, 1), record(&"é".repeat(chars), 1)).is_ok(),
            ok,
            "{chars} characters"
        );
    }
}

#[test]
fn user_1_goes_to_the_last_of_four_shards() {
    let mut world = world(Era::Today, 4);
    let Ok(Reply::RecordPut { number, .. }) = put(&mut world, record("user-1", 5)) else { panic!() };
    assert_eq!(number.shard, ShardId(3));
    assert_eq!(number.to_string().len(), 56);
}

#[test]
fn a_stream_is_creating_then_active_and_names_are_taken() {
    let mut world = World::new(Era::Today, 1);
    world.apply(&create("s", 1)).unwrap();
    check(
        put(&mut world, record("k", 1)),
        ErrorName::ResourceNotFoundException,
        "Stream s under account 123456789012 not found.",
    );
    check(
        world.apply(&create("s", 1)),
        ErrorName::ResourceInUseException,
        "Stream s under account 123456789012 already exists.",
    );
    for other in ["b", "c", "d", "e"] {
        world.apply(&create(other, 1)).unwrap();
    }
    assert_eq!(world.apply(&create("f", 1)).unwrap_err().error, ErrorName::LimitExceededException);
    world.advance(Time::seconds(2), u64::MAX);
    world.apply(&create("f", 1)).unwrap();
    assert!(put(&mut world, record("k", 1)).is_ok());
}

#[test]
fn split_and_merge_move_the_ranges_as_in_the_notes() {
    let mut world = world(Era::Today, 3);
    let [one, two, three] = open(&world)[..] else { panic!() };
    // [1][2][3] becomes [1][4][5][3].
    split(&mut world, 1, SplitAt::Midpoint).unwrap();
    check(
        split(&mut world, 0, SplitAt::Midpoint),
        ErrorName::ResourceInUseException,
        "Stream s under account 123456789012 not ACTIVE, instead in state UPDATING",
    );
    world.advance(Time(31_999_999), u64::MAX);
    assert_eq!(open(&world).len(), 3);
    world.advance(Time::seconds(32), u64::MAX);
    let now = open(&world);
    assert_eq!(now.iter().map(|s| s.0).collect::<Vec<_>>(), [0, 2, 3, 4]);
    assert_eq!((now[2].1, now[3].2, now[2].2 + 1), (two.1, two.2, now[3].1));
    check(
        split(&mut world, 1, SplitAt::Midpoint),
        ErrorName::InvalidArgumentException,
        "Shard shardId-000000000001 in stream s under account 123456789012 has already been merged or split, and thus is \
         not eligible for merging or splitting.",
    );
    // Merging 0 and 3: [6][4][2].
    merge(&mut world, 0, 3).unwrap();
    world.advance(Time::seconds(62), u64::MAX);
    let now = open(&world);
    assert_eq!(now.iter().map(|s| s.0).collect::<Vec<_>>(), [2, 4, 5]);
    assert_eq!((now[2].1, now[2].2), (one.1, now[1].1 - 1));
    assert_eq!(three, (2, now[0].1, now[0].2));
}

#[test]
fn a_cut_too_near_an_end_and_shards_that_are_no_neighbours_are_refused() {
    let mut world = world(Era::Today, 4);
    let end = open(&world)[0].2;
    for at in [0, 1, end, end + 1] {
        check(
            split(&mut world, 0, SplitAt::HashKey(at)),
            ErrorName::InvalidArgumentException,
            &format!(
                "NewStartingHashKey {at} used in SplitShard() on shard shardId-000000000000 in stream s under account \
                 123456789012 is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's \
                 EndingHashKey {end}."
            ),
        );
    }
    let pair = |a: u32, b: u32| {
        format!(
            "Shards shardId-{a:012} and shardId-{b:012} in stream s under account 123456789012 are not an adjacent pair of \
             shards eligible for merging"
        )
    };
    for (a, b) in [(0, 2), (1, 0), (2, 2)] {
        check(merge(&mut world, a, b), ErrorName::InvalidArgumentException, &pair(a, b));
    }
    check(
        merge(&mut world, 0, 9),
        ErrorName::ResourceNotFoundException,
        "Could not find shard shardId-000000000009 in stream s under account 123456789012.",
    );
    for at in [2, end - 1] {
        assert!(split(&mut world.clone(), 0, SplitAt::HashKey(at)).is_ok());
    }
}

fn iterator(world: &mut World, shard: u32, start: IteratorStart) -> Result<String, Refusal> {
    let call = Kinesis::GetShardIterator { stream: name("s"), shard: ShardId(shard), start };
    let Reply::ShardIterator(iterator) = world.apply(&Command::Kinesis(call))? else {
        panic!("GetShardIterator answers otherwise")
    };
    Ok(iterator)
}

fn get(
    world: &mut World,
    iterator: &str,
    limit: Option<u64>,
) -> Result<engine::command::RecordsRead, Refusal> {
    let call = Kinesis::GetRecords { iterator: iterator.to_owned(), limit };
    let Reply::Records(read) = world.apply(&Command::Kinesis(call))? else {
        panic!("GetRecords answers otherwise")
    };
    Ok(read)
}

#[test]
fn what_was_put_is_read_back_in_order_and_again() {
    let mut world = world(Era::Today, 1);
    for text in ["one", "two", "three"] {
        put(&mut world, Stored { key: text.to_owned(), data: text.into(), explicit_hash_key: None }).unwrap();
    }
    for _ in 0..2 {
        let start = iterator(&mut world, 0, IteratorStart::TrimHorizon).unwrap();
        let read = get(&mut world, &start, None).unwrap();
        let data: Vec<_> = read.records.iter().map(|r| String::from_utf8(r.data.clone()).unwrap()).collect();
        assert_eq!(data, ["one", "two", "three"]);
        assert!(read.records.windows(2).all(|pair| pair[0].sequence_number < pair[1].sequence_number));
    }
    let start = iterator(&mut world, 0, IteratorStart::TrimHorizon).unwrap();
    let second = get(&mut world, &start, None).unwrap().records[1].sequence_number.clone();
    let at = iterator(&mut world, 0, IteratorStart::AtSequenceNumber(second.clone())).unwrap();
    world.advance(Time::seconds(3), u64::MAX);
    assert_eq!(get(&mut world, &at, Some(1)).unwrap().records[0].data, b"two");
    let after = iterator(&mut world, 0, IteratorStart::AfterSequenceNumber(second)).unwrap();
    assert_eq!(get(&mut world, &after, None).unwrap().records[0].data, b"three");
}

#[test]
fn five_reads_a_second_and_the_sixth_is_refused() {
    let mut world = world(Era::Today, 1);
    let it = iterator(&mut world, 0, IteratorStart::Latest).unwrap();
    for _ in 0..5 {
        get(&mut world, &it, None).unwrap();
    }
    let refusal = get(&mut world, &it, None).unwrap_err();
    assert_eq!(refusal.error, ErrorName::ProvisionedThroughputExceededException);
    assert_eq!(refusal.met.unwrap().limit.id, "kds_getrecords_tps");
    world.advance(Time::millis(2_200), u64::MAX);
    get(&mut world, &it, None).unwrap();
}

#[test]
fn after_an_answer_of_ten_mebibytes_reads_throw_for_five_seconds() {
    let mut world = world(Era::Today, 1);
    for second in 0..12 {
        world.advance(Time::seconds(2 + second), u64::MAX);
        put(&mut world, record("k", 1_048_575)).unwrap();
    }
    let it = iterator(&mut world, 0, IteratorStart::TrimHorizon).unwrap();
    let read = get(&mut world, &it, None).unwrap();
    assert_eq!(read.records.len(), 10);
    let next = read.next_iterator.unwrap();
    world.advance(Time::millis(17_900), u64::MAX);
    assert_eq!(get(&mut world, &next, None).unwrap_err().met.unwrap().limit.id, "kds_getrecords_penalty_s");
    world.advance(Time::seconds(18), u64::MAX);
    assert_eq!(get(&mut world, &next, None).unwrap().records.len(), 2);
}

#[test]
fn an_iterator_lives_three_hundred_seconds() {
    let mut world = world(Era::Today, 1);
    let it = iterator(&mut world, 0, IteratorStart::Latest).unwrap();
    world.advance(Time::seconds(302), u64::MAX);
    get(&mut world, &it, None).unwrap();
    world.advance(Time(302_001_000), u64::MAX);
    check(
        get(&mut world, &it, None).map(|_| Reply::Done),
        ErrorName::ExpiredIteratorException,
        "Iterator expired. The iterator was created at time Sat Nov 21 14:00:02 UTC 2026 while right now it is Sat Nov 21 \
         14:05:02 UTC 2026 which is further in the future than the tolerated delay of 300000 milliseconds.",
    );
    check(
        get(&mut world, "nonsense", None).map(|_| Reply::Done),
        ErrorName::InvalidArgumentException,
        "Invalid ShardIterator.",
    );
}

#[test]
fn the_end_of_a_closed_shard_names_its_children() {
    let mut world = world(Era::Today, 1);
    put(&mut world, record("k", 1)).unwrap();
    split(&mut world, 0, SplitAt::Midpoint).unwrap();
    world.advance(Time::seconds(40), u64::MAX);
    let it = iterator(&mut world, 0, IteratorStart::TrimHorizon).unwrap();
    let read = get(&mut world, &it, None).unwrap();
    assert_eq!(read.records.len(), 1);
    let read = get(&mut world, &read.next_iterator.unwrap(), None).unwrap();
    assert_eq!((read.records.len(), read.next_iterator), (0, None));
    assert_eq!(read.child_shards.iter().map(|child| child.id.0).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_record_is_gone_at_twenty_four_hours() {
    let mut world = world(Era::Today, 1);
    put(&mut world, record("k", 1)).unwrap();
    let day = 24 * 3_600;
    world.advance(Time(Time::seconds(2 + day).as_micros() - 1), u64::MAX);
    let it = iterator(&mut world, 0, IteratorStart::TrimHorizon).unwrap();
    assert_eq!(get(&mut world, &it, None).unwrap().records.len(), 1);
    world.advance(Time::seconds(2 + day), u64::MAX);
    assert_eq!(get(&mut world, &it, None).unwrap().records.len(), 0);
}

#[test]
fn a_put_record_counts_as_whole_kibibytes_and_put_records_rounds_only_its_sum() {
    // 1,499 bytes and a key of one: 512 PutRecord calls of 2 KiB fill a second, where PutRecords takes 699.
    let mut one_by_one = world(Era::Today, 1);
    let taken = (0..700).filter(|_| put(&mut one_by_one, record("k", 1_499)).is_ok()).count();
    assert_eq!(taken, 512);
    let mut together = world(Era::Today, 1);
    assert_eq!(failed(put_many(&mut together, vec![record("k", 1_499); 500])), 0);
    // 500 × 1,500 B are 732.4 KiB, counted as 733; 291 KiB are left.
    assert_eq!(failed(put_many(&mut together, vec![record("k", 1_499); 199])), 1);
}

#[test]
fn a_record_above_a_mebibyte_passes_where_the_stream_allows_it_and_leaves_a_debt() {
    let mut world = world(Era::Today, 1);
    let big = || record("k", 2 * 1_048_576 - 1);
    let text = "1 validation error detected: Value at 'data' failed to satisfy constraint: Member must have length \
                less than or equal to 1048576 (data and partition key together have 2097152 bytes)";
    check(put(&mut world, big()), ErrorName::ValidationException, text);
    let allow = Kinesis::UpdateMaxRecordSize { stream: name("s"), kib: 2_048 };
    world.apply(&Command::Kinesis(allow)).unwrap();
    put(&mut world, big()).unwrap();
    // 2 MiB out of a bucket of 1 MiB: after one second it is empty, after two it is full again.
    world.advance(Time::seconds(3), u64::MAX);
    assert!(put(&mut world, record("k", 1)).is_err());
    world.advance(Time::millis(3_999), u64::MAX);
    assert!(put(&mut world, big()).is_err());
    world.advance(Time::seconds(4), u64::MAX);
    put(&mut world, big()).unwrap();
}
