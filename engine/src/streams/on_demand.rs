//! On-demand capacity mode: the stream decides on the number of its shards.
//!
//! Once a minute it looks at what each shard took. Absent: shrinking. AWS keeps twice the highest peak of 30 days,
//! and no story lasts as long.

use std::collections::BTreeSet;

use super::reshard::{split_now, update};
use super::shard::{HashRange, Shard};
use super::stream::{Pending, Status, Stream};
use super::{Streams, not_active};
use crate::command::StreamMode;
use crate::era::Era;
use crate::event::What;
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{ACCOUNT, Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::wake::Wake;

/// What an on-demand stream knows of its load.
#[derive(Clone, Debug, Default)]
pub struct Load {
    /// The highest mean of a full minute: bytes of data and keys a second, over all shards.
    pub peak_bytes: u64,
    /// When the shards are split that were over the threshold.
    pub scales_at: Option<Time>,
    /// Those shards.
    over: BTreeSet<ShardId>,
    /// The next look; an older appointment is void.
    looks_at: Option<Time>,
}

impl Streams {
    /// UpdateStreamMode: UPDATING for a moment, then the other mode. The shards stay as they are.
    ///
    /// # Errors
    /// UnknownOperationException in an era that has no on-demand mode; ResourceInUseException unless ACTIVE;
    /// LimitExceededException for a third switch within 24 hours, or more on-demand streams or shards than the
    /// account may have; ResourceNotFoundException.
    pub fn update_mode(&mut self, step: &mut Step<'_>, name: &Name, mode: StreamMode) -> Result<(), Refusal> {
        if limits::ON_DEMAND_SINCE.at(step.era) == 0 {
            return Err(Refusal::new(
                ErrorName::UnknownOperationException,
                format!(
                    "UpdateStreamMode came with on-demand mode in November 2021. In the era {} a stream has the shards \
                     that you give it: try SplitShard or UpdateShardCount.",
                    step.era
                ),
            ));
        }
        let stream = self.stream(name)?;
        if stream.status != Status::Active {
            return Err(not_active(stream));
        }
        // Modelling choice: the mode that it has already is taken, does nothing and counts for nothing.
        if stream.mode == mode {
            return Ok(());
        }
        let switches: Vec<Time> =
            stream.mode_switches.iter().copied().filter(|at| step.now.since(*at) < Span::hours(24)).collect();
        let most = limits::MODE_SWITCHES_DAY.at(step.era);
        if switches.len() as u64 >= most {
            let text = format!(
                "Stream {name} under account {ACCOUNT} has had {most} switches of its capacity mode within the last 24 \
                 hours, which is the most that is allowed."
            );
            let refusal = Refusal::new(ErrorName::LimitExceededException, text);
            return Err(refusal.met(&limits::MODE_SWITCHES_DAY, most, most + 1));
        }
        match mode {
            StreamMode::OnDemand => self.room_for_on_demand(step)?,
            StreamMode::Provisioned => self.room_for(step, stream.open_shards().count() as u64)?,
        }
        let stream = self.stream_mut(name)?;
        stream.mode_switches = switches;
        stream.mode_switches.push(step.now);
        update(stream, step, Some(Pending::Mode(mode)), Span::millis(limits::MODE_TAKES.at(step.era)));
        Ok(())
    }

    /// An on-demand stream looks at its load.
    #[inline(never)]
    pub(crate) fn look_at_load(&mut self, step: &mut Step<'_>, name: &Name, created: Time) {
        let due = |stream: &&mut Stream| {
            stream.created == created
                && stream.mode == StreamMode::OnDemand
                && stream.status != Status::Deleting
                && stream.load.looks_at == Some(step.now)
        };
        if let Some(stream) = self.streams.get_mut(name).filter(due) {
            stream.look(step);
            stream.expect_look(step);
        }
    }

    /// The account may have one more on-demand stream.
    ///
    /// # Errors
    /// LimitExceededException.
    pub(super) fn room_for_on_demand(&self, step: &Step<'_>) -> Result<(), Refusal> {
        let there = self.iter().filter(|stream| stream.mode == StreamMode::OnDemand).count() as u64;
        let most = limits::ON_DEMAND_STREAMS.at(step.era);
        if there < most {
            return Ok(());
        }
        let text = format!(
            "This request would exceed the limit of {most} on-demand streams for the account {ACCOUNT}. Current count: \
             {there}."
        );
        let refusal = Refusal::new(ErrorName::LimitExceededException, text);
        Err(refusal.met(&limits::ON_DEMAND_STREAMS, most, there + 1))
    }
}

/// What AWS says to a call that only a provisioned stream takes.
pub(super) fn on_demand_refuses(stream: &Stream) -> Refusal {
    let name = &stream.name;
    Refusal::new(
        ErrorName::ValidationException,
        format!("Request is invalid. Stream {name} under account {ACCOUNT} is in On-Demand mode."),
    )
}

impl Stream {
    /// UpdateStreamMode ends.
    #[inline(never)]
    pub(super) fn set_mode(&mut self, step: &mut Step<'_>, mode: StreamMode) {
        self.mode = mode;
        self.load = Load::default();
        step.emit(What::StreamModeSet { stream: self.name.clone(), mode });
        if mode == StreamMode::OnDemand {
            self.expect_look(step);
        }
    }

    /// Makes the appointment at which it looks at its load.
    pub(super) fn expect_look(&mut self, step: &mut Step<'_>) {
        let at = step.now + Span::seconds(limits::ON_DEMAND_LOOKS.at(step.era));
        self.load.looks_at = Some(at);
        step.schedule(at, Wake::OnDemandLooks { stream: self.name.clone(), created: self.created });
    }

    // Modelling choice: AWS says that an on-demand stream takes twice the peak of the last 30 days, that a shard
    // which takes more than 500 kB/s is split, and that throttling is possible when traffic more than doubles within
    // 15 minutes. Ours takes the mean of each full minute, splits all shards that were over half a shard's limits in
    // one instant 15 minutes after the beginning of the first such minute, and stays ACTIVE. So a peak that keeps
    // growing is answered by doubling every 15 minutes, and one hot key is never helped.
    fn look(&mut self, step: &mut Step<'_>) {
        let minute = Span::seconds(limits::ON_DEMAND_LOOKS.at(step.era));
        let since = step.now.back(minute);
        let mut peak = 0;
        for shard in self.shards.iter().filter(|shard| shard.closed.is_none_or(|closed| closed > since)) {
            let (records, bytes) = mean_since(shard, since, minute);
            peak += bytes;
            let over = bytes > limits::ON_DEMAND_SPLITS.at(step.era) * 1_000
                || records > limits::ON_DEMAND_SPLITS_RECORDS.at(step.era);
            if over && shard.is_open() {
                self.load.over.insert(shard.id);
            }
        }
        self.load.peak_bytes = self.load.peak_bytes.max(peak);
        if self.load.over.is_empty() {
            return;
        }
        let wait = Span::seconds(60 * limits::ON_DEMAND_TAKES.at(step.era));
        let scales_at = *self.load.scales_at.get_or_insert(since + wait);
        if scales_at <= step.now {
            self.load.scales_at = None;
            self.grow(step);
        }
    }

    /// Splits the shards that were over the threshold, as far as the stream may grow.
    fn grow(&mut self, step: &mut Step<'_>) {
        let from = self.open_shards().count();
        let room = usize::try_from(most_shards(step.era)).unwrap_or(usize::MAX).saturating_sub(from);
        let wide = |range: &HashRange| range.end - range.start >= 4;
        let over = std::mem::take(&mut self.load.over);
        let parts: Vec<(ShardId, u128)> = over
            .into_iter()
            .filter_map(|id| self.shard(id))
            .filter(|shard| shard.is_open() && wide(&shard.range))
            .map(|shard| (shard.id, shard.range.midpoint()))
            .take(room)
            .collect();
        if parts.is_empty() {
            return;
        }
        let count = |n: usize| u32::try_from(n).expect("fewer than 2^32 shards");
        let (from, to) = (count(from), count(from + parts.len()));
        let grown = step.emit(What::OnDemandScaled { stream: self.name.clone(), from, to });
        for (shard, at) in parts {
            split_now(self, &mut step.because(grown), shard, at);
        }
    }
}

/// How many shards an on-demand stream may grow to.
fn most_shards(era: Era) -> u64 {
    limits::ON_DEMAND_WRITE.at(era) * 1_048_576 / limits::SHARD_WRITE_BYTES.at(era)
}

/// Records and bytes that a shard took each second, on average since an instant.
fn mean_since(shard: &Shard, since: Time, over: Span) -> (u64, u64) {
    let batches = shard.newest_first().take_while(|batch| batch.arrived > since);
    let (records, bytes) =
        batches.fold((0, 0), |(records, bytes), batch| (records + batch.len() as u64, bytes + batch.bytes));
    (records / over.as_seconds(), bytes / over.as_seconds())
}
