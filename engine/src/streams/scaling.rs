//! UpdateShardCount: a plan of splits and merges to shards of equal size.
//!
//! The call answers at once; the stream is UPDATING until the last step is done. Reads and writes go on, and each
//! step is a split or a merge like any other, and takes as long. Steps that do not wait for one another run at the same
//! time, as many as the era allows: one in the notes' sum. Absent: steps of different length.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::on_demand::on_demand_refuses;
use super::reshard::{merge_now, split_now, update};
use super::shard::HashRange;
use super::stream::{Status, Stream};
use super::{Streams, not_active};
use crate::command::{Reply, StreamMode};
use crate::era::Era;
use crate::event::What;
use crate::kernel::{Span, Time};
use crate::limits::{self, Limit};
use crate::names::{ACCOUNT, Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::wake::Wake;

/// One step of a plan. The children are known beforehand: nothing else makes shards while the stream is UPDATING.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    Split { shard: ShardId, range: HashRange, at: u128, children: [ShardId; 2] },
    Merge { shards: [ShardId; 2], child: ShardId },
}

impl Cut {
    // Modelling choice: even ranges are rounded down, so that the borders of 1,000 shards and of 2,000 differ by some
    // keys. Nobody would cut a shard for these.
    /// A border that lies fewer hash keys than this from an old one is the old one.
    pub const SAME: u128 = 1 << 32;
}

/// UpdateShardCount at work.
#[derive(Clone, Debug)]
pub struct Scaling {
    pub target: u32,
    pub cuts: Arc<[Cut]>,
    /// The wave in which each of them runs, from 1; never falling.
    pub waves: Arc<[u64]>,
    /// How many of them are done.
    pub done: usize,
    /// When the plan was begun.
    pub begun_at: Time,
    pub ends_at: Time,
}

impl Streams {
    /// UpdateShardCount.
    ///
    /// # Errors
    /// ResourceInUseException unless ACTIVE; ValidationException for an on-demand stream or a target of 0;
    /// LimitExceededException for a target above double or below half of the open shards, above what the call or the
    /// account may reach, for too many calls in 24 hours or in a second; ResourceNotFoundException.
    #[inline(never)]
    pub fn update_shard_count(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        target: u32,
    ) -> Result<Reply, Refusal> {
        self.charge((step.now, step.era), &limits::RATE_UPDATE_COUNT, None)?;
        let stream = self.stream_mut(name)?;
        if stream.status != Status::Active {
            return Err(not_active(stream));
        }
        if stream.mode == StreamMode::OnDemand {
            return Err(on_demand_refuses(stream));
        }
        let current = u32::try_from(stream.open_shards().count()).expect("fewer than 2^32 shards");
        target_fits(current, target, step.era)?;
        stream.count_update_fits(step.now, step.era)?;
        if target > current {
            self.room_for(step, u64::from(target - current))?;
        }
        let stream = self.stream_mut(name)?;
        stream.count_updates.push(step.now);
        let reply = Reply::ShardCount { stream: name.clone(), arn: stream.arn(), current, target };
        // Modelling choice: a target equal to the count is taken and counts as a call. It evens out the ranges; where
        // they are even already there is nothing to do, and the stream stays ACTIVE (behaviours A8: unsettled).
        let open: Vec<(ShardId, HashRange)> = stream.open_shards().map(|s| (s.id, s.range)).collect();
        let next = u32::try_from(stream.shards.len()).expect("fewer than 2^32 shards");
        let cuts = plan(open, next, target);
        if cuts.is_empty() {
            return Ok(reply);
        }
        let begun = step.emit(What::ShardCountUpdating { stream: name.clone(), from: current, target });
        let mut step = step.because(begun);
        let waves = waves(&cuts, limits::UPDATE_COUNT_AT_ONCE.at(step.era));
        let takes = Span::seconds(limits::UPDATE_COUNT_STEP.at(step.era));
        let all = takes * waves.last().copied().unwrap_or(0);
        let (begun_at, ends_at) = (step.now, step.now + all);
        if begun_at + takes < ends_at {
            step.schedule(begun_at + takes, Wake::StreamSettles { stream: name.clone() });
        }
        update(stream, &mut step, None, all);
        let (cuts, waves) = (cuts.into(), waves.into());
        stream.scaling = Some(Scaling { target, cuts, waves, done: 0, begun_at, ends_at });
        Ok(reply)
    }
}

/// Whether a target lies within what the call allows.
fn target_fits(current: u32, target: u32, era: Era) -> Result<(), Refusal> {
    if target == 0 {
        return Err(Refusal::new(
            ErrorName::ValidationException,
            "1 validation error detected: Value '0' at 'targetShardCount' failed to satisfy constraint: Member must \
             have value greater than or equal to 1",
        ));
    }
    let (from, to) = (u64::from(current), u64::from(target));
    let most = limits::COUNT_MOST.at(era);
    let refuse = |text: &str, limit: &'static Limit, allowed: u64| {
        let text = format!("{text}. Current open shard count: {current} Target shard count: {target}");
        Err(Refusal::new(ErrorName::LimitExceededException, text).met(limit, allowed, to))
    };
    let double = from * limits::COUNT_UP.at(era) / 100;
    let half = (from * limits::COUNT_DOWN.at(era)).div_ceil(100);
    if to > from && to > most {
        let text = format!("Target shard count or number of open shards cannot be greater than {most}");
        return refuse(&text, &limits::COUNT_MOST, most);
    }
    // "Scale a stream with more than 500 shards down unless the result is fewer than 500" (BC1.8.0).
    if from > most && to < from && to >= most {
        let text = format!(
            "A stream with more than {most} open shards can only be scaled down to fewer than {most} shards"
        );
        return refuse(&text, &limits::COUNT_MOST, most - 1);
    }
    if to > double {
        let text = "UpdateShardCount cannot scale up over double your current open shard count";
        return refuse(text, &limits::COUNT_UP, double);
    }
    if to < half {
        let text = "UpdateShardCount cannot scale down below half your current open shard count";
        return refuse(text, &limits::COUNT_DOWN, half);
    }
    Ok(())
}

impl Stream {
    /// Calls of UpdateShardCount that still count at an instant, oldest first.
    pub fn count_updates(&self, now: Time) -> impl Iterator<Item = Time> {
        self.count_updates.iter().copied().filter(move |at| now.since(*at) < Span::hours(24))
    }

    fn count_update_fits(&mut self, now: Time, era: Era) -> Result<(), Refusal> {
        self.count_updates = self.count_updates(now).collect();
        let most = limits::COUNT_UPDATES_DAY.at(era);
        if (self.count_updates.len() as u64) < most {
            return Ok(());
        }
        let text = format!(
            "Stream {} under account {ACCOUNT} has had {most} calls of UpdateShardCount within the last 24 hours, which \
             is the most that is allowed.",
            self.name
        );
        let refusal = Refusal::new(ErrorName::LimitExceededException, text);
        Err(refusal.met(&limits::COUNT_UPDATES_DAY, most, most + 1))
    }

    /// Does the steps of the plan that are due, and makes the appointment for the next.
    pub(super) fn scale(&mut self, step: &mut Step<'_>) {
        let takes = Span::seconds(limits::UPDATE_COUNT_STEP.at(step.era));
        let Some(scaling) = &mut self.scaling else { return };
        let due = |wave: &u64| scaling.begun_at + takes * *wave <= step.now;
        let done = scaling.waves.partition_point(due);
        let (first, cuts) = (std::mem::replace(&mut scaling.done, done), scaling.cuts.clone());
        let next = scaling.waves.get(done).map(|wave| scaling.begun_at + takes * *wave);
        if let Some(next) = next.filter(|next| *next < scaling.ends_at && first < done) {
            step.schedule(next, Wake::StreamSettles { stream: self.name.clone() });
        }
        for cut in &cuts[first..done] {
            match *cut {
                Cut::Split { shard, at, .. } => split_now(self, step, shard, at),
                Cut::Merge { shards: [shard, adjacent], .. } => merge_now(self, step, shard, adjacent),
            }
        }
    }
}

/// The wave in which each step of a plan runs, from 1: after those that make its shards, in the order of the plan, and
/// `at_once` steps in a wave at the most.
fn waves(cuts: &[Cut], at_once: u64) -> Vec<u64> {
    let mut made_in: BTreeMap<ShardId, u64> = BTreeMap::new();
    let (mut wave, mut in_wave) = (1, 0);
    let each = cuts.iter().map(|cut| {
        let (needs, makes) = match cut {
            Cut::Split { shard, children, .. } => (vec![*shard], children.to_vec()),
            Cut::Merge { shards, child } => (shards.to_vec(), vec![*child]),
        };
        let after = needs.iter().filter_map(|shard| made_in.get(shard)).max().map_or(1, |made| made + 1);
        if after > wave {
            (wave, in_wave) = (after, 0);
        } else if in_wave == at_once {
            (wave, in_wave) = (wave + 1, 0);
        }
        in_wave += 1;
        made_in.extend(makes.into_iter().map(|shard| (shard, wave)));
        wave
    });
    each.collect()
}

/// The splits and merges that lead from the open shards to `target` even ranges, walked from the left: each border
/// is cut, then what lies below it is merged (behaviours A8 and part C). `next` is the number of the next shard.
fn plan(mut open: Vec<(ShardId, HashRange)>, mut next: u32, target: u32) -> Vec<Cut> {
    open.sort_by_key(|(_, range)| range.start);
    let mut fresh = || {
        next += 1;
        ShardId(next - 1)
    };
    let mut cuts = Vec::new();
    // `open[..done]` have their final ranges.
    for (done, wanted) in HashRange::even(target).into_iter().enumerate() {
        let end =
            open[done..].iter().map(|(_, range)| range.end).find(|end| end.abs_diff(wanted.end) < Cut::SAME);
        let end = end.unwrap_or(wanted.end);
        let holds = open.iter().position(|(_, range)| range.holds(end)).expect("open shards cover the ring");
        let (shard, range) = open[holds];
        if range.end != end {
            let children = [fresh(), fresh()];
            let (low, high) =
                (HashRange { start: range.start, end }, HashRange { start: end + 1, end: range.end });
            open.splice(holds..=holds, [(children[0], low), (children[1], high)]);
            cuts.push(Cut::Split { shard, range, at: end + 1, children });
        }
        while open[done].1.end != end {
            let (low, high) = (open[done], open[done + 1]);
            let child = fresh();
            let range = HashRange { start: low.1.start, end: high.1.end };
            open.splice(done..=done + 1, [(child, range)]);
            cuts.push(Cut::Merge { shards: [low.0, high.0], child });
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(n: u32) -> Vec<(ShardId, HashRange)> {
        (0..).map(ShardId).zip(HashRange::even(n)).collect()
    }

    #[test]
    fn doubling_and_halving_take_the_fewest_steps() {
        for n in [1, 2, 3, 7, 10, 100, 1_000, 1_024] {
            let splits = plan(even(n), n, 2 * n);
            assert_eq!(splits.len(), n as usize, "{n} shards doubled");
            assert!(splits.iter().all(|cut| matches!(cut, Cut::Split { .. })));
            let merges = plan(even(2 * n), 2 * n, n);
            assert_eq!(merges.len(), n as usize, "{} shards halved", 2 * n);
        }
    }

    #[test]
    fn the_notes_sum_of_a_thousand_shards_is_eight_hours_and_a_third() {
        let steps = plan(even(1_000), 1_000, 2_000).len() as u64;
        for era in [Era::Y2018, Era::Y2020] {
            assert_eq!(steps * limits::UPDATE_COUNT_STEP.at(era), 30_000);
        }
    }

    #[test]
    fn steps_run_together_unless_one_waits_for_another() {
        // From, to, steps at once, and how long it takes in steps.
        for (from, to, at_once, long) in [
            (1, 2, 1, 1),
            (4, 8, 1, 4),
            (4, 8, 4, 1),
            (4, 8, 3, 2),
            (4, 2, 10_000, 1),
            (1_000, 2_000, 1, 1_000),
            (1_000, 2_000, 10_000, 1),
            // Each border of five is cut, and then merged with what the border before has left.
            (4, 5, 1, 7),
            (4, 5, 10_000, 4),
        ] {
            let cuts = plan(even(from), from, to);
            let waves = waves(&cuts, at_once);
            assert!(waves.is_sorted() && waves.len() == cuts.len());
            assert_eq!(waves.last(), Some(&long), "{from} to {to}, {at_once} at once: {waves:?}");
        }
    }

    #[test]
    fn nothing_to_do_is_an_empty_plan() {
        for n in [1, 2, 3, 5, 64] {
            assert_eq!(plan(even(n), n, n), []);
        }
    }
}
