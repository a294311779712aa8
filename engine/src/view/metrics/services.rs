//! The minutes that AWS's services tell of a stream and of a function: AWS/Kinesis and AWS/Lambda.
//!
//! A minute of a stream is the sum of its seconds, so what happened in one of them is hidden in it. Absent: metrics by
//! shard (enhanced monitoring), latencies, PutRecord.Success and its kin, calls of GetRecords without records.

use super::Metric;
use super::told::Made;
use crate::limits;
use crate::meters::LambdaMinute;
use crate::names::Name;
use crate::world::World;

pub(super) fn stream(world: &World, name: &Name, minutes: usize) -> Vec<Metric> {
    let rows = world.meters().series.minutes(name, minutes);
    let found = world.streams().stream(name).ok();
    let open =
        found.map_or(0, |stream| stream.shards().iter().filter(|shard| shard.is_open()).count() as u64);
    let a_minute = |limit: &limits::Limit| Some(limit.at(world.era()) * open * 60);
    let mut all = Made { rows: &rows, made: Vec::new() };
    all.add(
        ("IncomingRecords", "records"),
        |m| Some(m.taken),
        "Records that were taken. The limit is what all open shards take in a minute: a burst of a second may be refused \
         while the minute is far below it.",
    )
    .limit = a_minute(&limits::SHARD_WRITE_RECORDS);
    all.add(
        ("IncomingBytes", "bytes"),
        |m| Some(m.bytes),
        "Bytes of data and keys that were taken. The limit is what all open shards take in a minute.",
    )
    .limit = a_minute(&limits::SHARD_WRITE_BYTES);
    all.add(
        ("WriteProvisionedThroughputExceeded", "records"),
        |m| Some(m.refused),
        "Records that a shard refused in one of the minute's seconds.",
    )
    .bad = true;
    all.add(
        ("GetRecords.Records", "records"),
        |m| Some(m.read),
        "Records that GetRecords gave to all readers.",
    );
    all.add(
        ("GetRecords.Bytes", "bytes"),
        |m| Some(m.read_bytes),
        "Bytes that GetRecords gave to all readers.",
    );
    all.add(
        ("GetRecords.IteratorAgeMilliseconds", "ms"),
        |m| m.polled_ms,
        "How far behind the tip an answer with records was, at most. A gap: there was none.",
    );
    all.add(
        ("ReadProvisionedThroughputExceeded", "calls"),
        |m| Some(m.read_refused),
        "Calls of GetRecords that were throttled.",
    )
    .bad = true;
    if rows.iter().any(|(_, minute)| minute.pushed_ms.is_some()) {
        all.add(
            ("SubscribeToShardEvent.MillisBehindLatest", "ms"),
            |m| m.pushed_ms,
            "How far behind the tip a push was, at most. A gap: there was none.",
        );
    }
    all.made
}

pub(super) fn lambda(rows: &[(u64, LambdaMinute)]) -> Vec<Metric> {
    let mut all = Made { rows, made: Vec::new() };
    all.add(
        ("Invocations", "calls"),
        |m| Some(m.invocations),
        "Invocations that began; throttled tries are none.",
    );
    all.add(
        ("Errors", "calls"),
        |m| Some(m.errors),
        "Invocations in which the function threw or timed out.",
    )
    .bad = true;
    all.add(("Throttles", "calls"), |m| Some(m.throttles), "Tries for which there was no concurrency.").bad =
        true;
    all.add(
        ("Duration", "ms"),
        |m| m.worked.checked_div(m.ended * 1_000),
        "How long an invocation took, on average. A gap: none ended.",
    );
    all.add(
        ("DestinationDeliveryFailures", "messages"),
        |m| Some(m.untold),
        "Messages that the destination on failure did not get: the function's role may not send them.",
    )
    .bad = true;
    all.add(
        ("IteratorAge", "ms"),
        |m| (m.invocations > 0).then_some(m.iterator_age),
        "The age of a batch's last record when it was sent, at most. A gap: nothing was sent.",
    );
    all.made
}
