//! A record's path: put, admit, store, one reader; and the least that any such engine must do.

use std::sync::Arc;

use engine::command::{Command, Kinesis, Reply};
use engine::era::Era;
use engine::kernel::{Span, Time};
use engine::names::Name;
use engine::record::Stored;
use engine::story;
use engine::streams::HashRange;
use engine::world::World;
use md5::{Digest as _, Md5};

/// Records in one PutRecords.
pub const CALL: u32 = 500;

/// What is put: made before the clock runs.
pub struct Load {
    calls: Vec<Arc<[Stored]>>,
    shards: u32,
}

impl Load {
    /// `distinct` keys in turn; 0 means that no key comes twice.
    pub fn new(calls: u32, distinct: u32, shards: u32) -> Load {
        let record = |n: u32| Stored {
            key: format!("user-{}", if distinct == 0 { n } else { n % distinct }),
            data: b"0123456789".repeat(10),
            explicit_hash_key: None,
        };
        let call = |c: u32| (c * CALL..(c + 1) * CALL).map(record).collect();
        Load { calls: (0..calls).map(call).collect(), shards }
    }

    pub fn records(&self) -> u32 {
        u32::try_from(self.calls.len()).expect("few calls") * CALL
    }
}

/// MD5 by the crate that the engine has it from, the shard whose range holds the hash, push: nothing else.
pub fn bare(load: &Load) -> u32 {
    let ranges = HashRange::even(load.shards);
    let mut shards: Vec<Vec<(u32, u32)>> = vec![Vec::new(); ranges.len()];
    for (c, call) in (0..).zip(&load.calls) {
        for (r, record) in (0..).zip(call.iter()) {
            let hash = u128::from_be_bytes(Md5::digest(record.key.as_bytes()).into());
            let shard = ranges.partition_point(|range| range.end < hash);
            shards[shard].push((c, r));
        }
    }
    shards.iter().map(|shard| u32::try_from(shard.len()).expect("few records")).sum()
}

pub struct Outcome {
    /// Records that the reader has read.
    pub read: u32,
    pub world: World,
}

/// PutRecords as fast as the shards allow, and one polling consumer.
///
/// # Panics
/// If a record is refused: then the work would not be the same.
pub fn whole(load: &Load) -> Outcome {
    let mut world = World::new(Era::Today, 1);
    let name = Name::parse("s").expect("a name");
    let shards = load.shards;
    for line in [
        format!("aws kinesis create-stream --stream-name s --shard-count {shards}"),
        "consumer c reads s  poll 1s".to_owned(),
    ] {
        world.apply(&story::command(&line).expect("a line")).expect("taken");
    }
    world.advance(Time::seconds(3), u64::MAX);
    // Random keys spread unevenly: at half of the limit no shard is met by too many.
    let pause = Span::micros(u64::from(CALL) * 2_000 / u64::from(shards));
    for records in &load.calls {
        let put = Kinesis::PutRecords { stream: name.clone(), records: records.clone() };
        match world.apply(&Command::Kinesis(put)) {
            Ok(Reply::RecordsPut { failed: 0, .. }) => {}
            other => panic!("not all were taken: {other:?}"),
        }
        let next = world.now() + pause;
        world.advance(next, u64::MAX);
    }
    // Two polls later everything has been read.
    let end = world.now() + Span::seconds(2);
    world.advance(end, u64::MAX);
    let read = world.actors().consumers().map(|consumer| consumer.reader.read).sum::<u64>();
    assert_eq!(read, u64::from(load.records()), "the reader has not read everything");
    Outcome { read: load.records(), world }
}

/// Records held by the shards of a stream.
pub fn held(world: &World, stream: &str) -> u64 {
    let name = Name::parse(stream).expect("a name");
    let stream = world.streams().stream(&name).expect("it is there");
    stream.shards().iter().map(engine::streams::Shard::held).sum()
}
