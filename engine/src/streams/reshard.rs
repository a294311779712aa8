//! SplitShard and MergeShards.
//!
//! The call answers at once and the stream goes to UPDATING; when that ends, the parents are closed and
//! the children open in one instant. Reads and writes go on all the time (behaviours A2, A8).

use super::on_demand::on_demand_refuses;
use super::shard::{HashRange, Shard};
use super::stream::{Pending, Status, Stream};
use super::{Streams, not_active, shard_not_found};
use crate::command::StreamMode;
use crate::event::What;
use crate::kernel::Span;
use crate::limits;
use crate::names::{ACCOUNT, Name, ShardId};
use crate::refusal::Refusal;
use crate::step::Step;
use crate::wake::Wake;

impl Streams {
    /// SplitShard: two children, `[start, at - 1]` and `[at, end]`.
    ///
    /// # Errors
    /// ResourceInUseException unless ACTIVE; ResourceNotFoundException for an unknown shard;
    /// InvalidArgumentException for a closed shard or a hash key too near an end; LimitExceededException for too
    /// many calls, or more shards than the account may have.
    #[inline(never)]
    pub fn split(&mut self, step: &mut Step<'_>, name: &Name, id: ShardId, at: u128) -> Result<(), Refusal> {
        self.charge((step.now, step.era), &limits::RATE_SPLIT, None)?;
        let stream = self.stream_mut(name)?;
        let range = reshardable(stream, id)?.range;
        if at <= range.start.saturating_add(1) || at >= range.end {
            return Err(Refusal::invalid(format!(
                "NewStartingHashKey {at} used in SplitShard() on shard {id} in stream {name} under account {ACCOUNT} is \
                 not both greater than one plus the shard's StartingHashKey {} and less than the shard's EndingHashKey {}.",
                range.start, range.end
            )));
        }
        self.room_for(step, 1)?;
        let stream = self.stream_mut(name)?;
        begin(stream, step, Pending::Split { shard: id, at });
        Ok(())
    }

    /// MergeShards: one child over both ranges. The first shard must lie directly below the second.
    ///
    /// # Errors
    /// As [`Streams::split`], and InvalidArgumentException for shards that are not neighbours in this order.
    #[inline(never)]
    pub fn merge(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        id: ShardId,
        adjacent: ShardId,
    ) -> Result<(), Refusal> {
        self.charge((step.now, step.era), &limits::RATE_MERGE, None)?;
        let stream = self.stream_mut(name)?;
        let lower = reshardable(stream, id)?.range;
        let upper = reshardable(stream, adjacent)?.range;
        if lower.end.checked_add(1) != Some(upper.start) {
            return Err(Refusal::invalid(format!(
                "Shards {id} and {adjacent} in stream {name} under account {ACCOUNT} are not an adjacent pair of shards \
                 eligible for merging"
            )));
        }
        begin(stream, step, Pending::Merge { shard: id, adjacent });
        Ok(())
    }
}

/// The refusal ladder that both calls share.
fn reshardable(stream: &Stream, id: ShardId) -> Result<&Shard, Refusal> {
    let name = &stream.name;
    if stream.status != Status::Active {
        return Err(not_active(stream));
    }
    if stream.mode == StreamMode::OnDemand {
        return Err(on_demand_refuses(stream));
    }
    let shard = stream.shard(id).ok_or_else(|| shard_not_found(name, id))?;
    if !shard.is_open() {
        return Err(Refusal::invalid(format!(
            "Shard {id} in stream {name} under account {ACCOUNT} has already been merged or split, and thus is not \
             eligible for merging or splitting."
        )));
    }
    Ok(shard)
}

fn begin(stream: &mut Stream, step: &mut Step<'_>, pending: Pending) {
    update(stream, step, Some(pending), Span::seconds(limits::RESHARD_TAKES.at(step.era)));
}

/// The stream is UPDATING for so long; what is pending is then done.
pub(super) fn update(stream: &mut Stream, step: &mut Step<'_>, pending: Option<Pending>, takes: Span) {
    stream.status = Status::Updating;
    stream.pending = pending;
    let ready = step.now + takes;
    stream.settles_at = Some(ready);
    step.emit(What::StreamUpdating { stream: stream.name.clone() });
    step.schedule(ready, Wake::StreamSettles { stream: stream.name.clone() });
}

/// Does what CREATING or UPDATING has waited for.
pub(super) fn finish(stream: &mut Stream, step: &mut Step<'_>) {
    stream.settles_at = None;
    stream.scaling = None;
    match stream.pending.take() {
        None => {}
        Some(Pending::Encrypt(key)) => {
            stream.encryption.push((step.now, key.clone()));
            step.emit(What::EncryptionSet { stream: stream.name.clone(), key });
        }
        Some(Pending::Mode(mode)) => stream.set_mode(step, mode),
        Some(Pending::Split { shard, at }) => split_now(stream, step, shard, at),
        Some(Pending::Merge { shard, adjacent }) => merge_now(stream, step, shard, adjacent),
    }
}

/// Closes the parent and opens the children.
pub(super) fn split_now(stream: &mut Stream, step: &mut Step<'_>, shard: ShardId, at: u128) {
    let HashRange { start, end } = close(stream, step, shard);
    let low = open(stream, step, HashRange { start, end: at - 1 }, shard, None);
    let high = open(stream, step, HashRange { start: at, end }, shard, None);
    stream.shards[shard.index()].children = vec![low, high];
    stream.find_open_shards();
    let (name, children) = (stream.name.clone(), [low, high]);
    let event = step.emit(What::ShardSplit { stream: name, parent: shard, children });
    stream.expect_pushes(&mut step.because(event));
}

/// Closes the parents and opens the child.
pub(super) fn merge_now(stream: &mut Stream, step: &mut Step<'_>, shard: ShardId, adjacent: ShardId) {
    let start = close(stream, step, shard).start;
    let end = close(stream, step, adjacent).end;
    let child = open(stream, step, HashRange { start, end }, shard, Some(adjacent));
    for parent in [shard, adjacent] {
        stream.shards[parent.index()].children = vec![child];
    }
    stream.find_open_shards();
    let (name, parents) = (stream.name.clone(), [shard, adjacent]);
    let event = step.emit(What::ShardsMerged { stream: name, parents, child });
    stream.expect_pushes(&mut step.because(event));
}

fn close(stream: &mut Stream, step: &Step<'_>, id: ShardId) -> HashRange {
    let shard = &mut stream.shards[id.index()];
    shard.closed = Some(step.now);
    shard.range
}

fn open(
    stream: &mut Stream,
    step: &Step<'_>,
    range: HashRange,
    parent: ShardId,
    adjacent_parent: Option<ShardId>,
) -> ShardId {
    let id = ShardId(u32::try_from(stream.shards.len()).expect("fewer than 2^32 shards"));
    let shard = Shard::new(id, range, step.now, step.era);
    stream.shards.push(Shard { parent: Some(parent), adjacent_parent, ..shard });
    id
}
