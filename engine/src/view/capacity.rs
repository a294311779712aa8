//! What changes a stream's number of shards: UpdateShardCount at work, and on-demand mode.

use super::{OnDemandView, ScalingStepView, ScalingView};
use crate::command::StreamMode;
use crate::era::Era;
use crate::kernel::{Span, Time};
use crate::limits;
use crate::streams::{Cut, Scaling, Stream};

pub(super) fn scaling(scaling: &Scaling, now: Time) -> ScalingView {
    // Waves never fall and are done as one: the first step that is not done names the one that runs.
    let wave = scaling.waves.get(scaling.done);
    let step = |(cut, its, i): (&Cut, &u64, usize)| ScalingStepView {
        text: text(cut),
        done: i < scaling.done,
        running: wave == Some(its),
    };
    ScalingView {
        target: scaling.target,
        steps: scaling
            .cuts
            .iter()
            .zip(scaling.waves.iter())
            .zip(0..)
            .map(|((cut, its), i)| step((cut, its, i)))
            .collect(),
        ends_in_us: Some(scaling.ends_at.since(now).as_micros()),
    }
}

fn text(cut: &Cut) -> String {
    match cut {
        Cut::Split { shard, range, at, children: [low, high] } => {
            let place = if at.abs_diff(range.midpoint()) < Cut::SAME {
                "its middle".to_owned()
            } else {
                format!("{:04x}…", at >> 112)
            };
            format!("split {} at {place} → {} + {}", shard.short(), low.short(), high.short())
        }
        Cut::Merge { shards: [low, high], child } => {
            format!("merge {} + {} → {}", low.short(), high.short(), child.short())
        }
    }
}

/// How long until the oldest call of UpdateShardCount counts no more.
pub(super) fn count_update_free_in(stream: &Stream, now: Time) -> Option<Span> {
    stream.count_updates(now).next().map(|at| (at + Span::hours(24)).since(now))
}

pub(super) fn on_demand(stream: &Stream, now: Time, era: Era) -> Option<OnDemandView> {
    (stream.mode == StreamMode::OnDemand).then(|| OnDemandView {
        capacity_bytes_per_s: stream.open_shards().count() as u64 * limits::SHARD_WRITE_BYTES.at(era),
        peak_bytes_per_s: stream.load.peak_bytes,
        scales_in_us: stream.load.scales_at.map(|at| at.since(now).as_micros()),
    })
}
