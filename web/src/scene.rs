//! The stage: a picture of the world that a learner can take hold of.
//!
//! Promised: every shape is made by [`layout`], a pure function of the view; every number on it is the
//! engine's; every drag has a button and a key that do the same; what the learner wants done leaves as a
//! [`StageAction`]. Absent: the engine's world, time and any change to either. The shell does that.

mod canvas;
mod drag;
mod draw;
mod hit;
mod keys;
mod large;
pub mod layout;
mod more;
mod other;
mod palette;
mod phone;
mod popup;
mod stage;

pub use keys::{LIST as KEY_LIST, Step, key, step};
pub use large::Large;
pub use layout::loads as load;
pub use other::Other;
pub use stage::Stage;

use std::rc::Rc;

use engine::command::{FeedKind, Place, ReadVia, Target};
use engine::kernel::Span;
use engine::names::{Name, ShardId};
use engine::view::marks::{LaneMarks, marks_of};
use engine::view::{MarkOf, View};
use engine::world::World;
use yew::prelude::*;

/// What the inspector shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    Nothing,
    Producer(Name),
    Stream(Name),
    Shard(Name, ShardId),
    Reader(Name),
    Delivery(Name),
    Function(Name),
    Bucket(Name),
    /// What takes records and is no bucket.
    Store(Place),
    Object {
        bucket: Name,
        key: String,
    },
    Refusals(Name, ShardId),
}

/// Where a new delivery stream delivers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliverKind {
    S3,
    Redshift,
    OpenSearch,
    Splunk,
    Http,
}

impl DeliverKind {
    pub const ALL: [DeliverKind; 5] = [
        DeliverKind::S3,
        DeliverKind::Redshift,
        DeliverKind::OpenSearch,
        DeliverKind::Splunk,
        DeliverKind::Http,
    ];

    pub fn word(self) -> &'static str {
        match self {
            DeliverKind::S3 => "Amazon S3",
            DeliverKind::Redshift => "Amazon Redshift",
            DeliverKind::OpenSearch => "Amazon OpenSearch",
            DeliverKind::Splunk => "Splunk",
            DeliverKind::Http => "HTTP endpoint",
        }
    }

    /// What happens to what it cannot deliver.
    pub fn note(self) -> &'static str {
        match self {
            DeliverKind::S3 => {
                "objects in a bucket; retried for a day, or as long as the stream keeps records"
            }
            DeliverKind::Redshift => {
                "objects in a bucket, then one COPY after the other; what fails is named in a manifest"
            }
            DeliverKind::OpenSearch => "documents in an index; what fails lies in a bucket",
            DeliverKind::Splunk => {
                "events to the HTTP event collector, acknowledged; what fails lies in a bucket"
            }
            DeliverKind::Http => "POST requests; what fails lies in a bucket",
        }
    }
}

/// What the learner does on the stage. The shell turns it into engine commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageAction {
    Select(Selection),
    /// From the palette, by drag, click or key. `None`: wherever the shell finds best.
    AddProducer {
        to: Option<Target>,
    },
    AddConsumer {
        reads: Option<Name>,
        via: ReadVia,
    },
    /// An agent, a log subscription or an IoT rule, to the first target that fits.
    AddSource {
        kind: FeedKind,
    },
    /// A group of KCL workers.
    AddFunction {
        reads: Option<Name>,
    },
    AddGroup {
        reads: Option<Name>,
    },
    /// A connector, a window, a tool of others.
    AddOther(Other),
    AddFirehose {
        source: Option<Name>,
        to: DeliverKind,
    },
    MoveProducer {
        name: Name,
        to: Target,
    },
    /// At this hash key, which becomes the first of the upper child.
    Split {
        stream: Name,
        shard: ShardId,
        at: u128,
    },
    SplitAtMidpoint {
        stream: Name,
        shard: ShardId,
    },
    Merge {
        stream: Name,
        lower: ShardId,
        upper: ShardId,
    },
    /// Why were records of this shard refused?
    AskWhy {
        stream: Name,
        shard: ShardId,
    },
    /// The passport of a record whose mark was pressed.
    OpenRecord {
        stream: Name,
        shard: ShardId,
        of: MarkOf,
    },
    OpenInvocation {
        delivery: Name,
        invocation: usize,
    },
    OpenObject {
        bucket: Name,
        key: String,
    },
    /// For the live region.
    Say(String),
}

#[derive(Properties, PartialEq)]
pub struct StageProps {
    pub view: Rc<View>,
    /// From `engine::view::marks::marks`, for the same window.
    pub marks: Rc<Vec<LaneMarks>>,
    pub selection: Selection,
    /// How much time the length of a lane stands for, in µs.
    #[prop_or(60_000_000)]
    pub window_us: u64,
    /// `false`: a figure in a lesson, without palette and without drag.
    #[prop_or(true)]
    pub live: bool,
    /// One of two worlds that share the page.
    #[prop_or(false)]
    pub pair: bool,
    /// `false`: nobody can add to it, it is locked or an endpoint's.
    #[prop_or(true)]
    pub grows: bool,
    /// What a figure is called: where there are several, each has its own.
    #[prop_or(AttrValue::Static("Figure"))]
    pub name: AttrValue,
    pub on: Callback<StageAction>,
}

/// A good length for the lanes, in µs, at a speed of `speed` simulated seconds per second: what enters takes
/// about five seconds of the learner's time to drift over a lane.
///
/// Where every record is older than that, the lanes are longer, in steps, and never longer than records are kept: the
/// oldest record is seen, and its way to the trim horizon. Modelling choice: all lanes of a picture have one length.
pub fn window_us(speed: u64, view: &View) -> u64 {
    let drift = match speed {
        0..=5 => 5_000_000,
        6..=30 => 40_000_000,
        31..=300 => 300_000_000,
        _ => 18_000_000_000,
    };
    let used = view.streams.iter().filter(|stream| stream.taken > 0);
    let Some(kept_h) = used.clone().map(|stream| stream.retention_h).max() else { return drift };
    let shards = || used.clone().flat_map(|stream| &stream.shards);
    let newest = shards().filter_map(|shard| shard.newest_ms).min();
    if newest.is_some_and(|ms| ms * 1_000 <= drift) {
        return drift;
    }
    let kept = kept_h * 3_600_000_000;
    // Where nothing is left, the lane ends where the last record fell off.
    let oldest = shards().filter_map(|shard| shard.oldest_ms).max().map_or(kept, |ms| ms * 1_000);
    let minutes = [1, 10, 120, 720, 1_440, 2_880, 10_080, 43_200].map(|it: u64| it * 60_000_000);
    minutes.into_iter().find(|step| *step >= oldest).unwrap_or(kept).min(kept).max(drift)
}

/// The size of a picture that leaves the page; its height grows with what must be shown.
const PICTURE: layout::Size = layout::Size { width: 1240.0, height: 560.0 };

/// The stage as SVG with its marks as shapes.
pub fn svg(view: &View, marks: &[LaneMarks], window_us: u64, selection: &Selection) -> String {
    let chosen = hit::shard_of(selection);
    let picture = layout::layout(
        view,
        marks,
        layout::Frame { size: PICTURE, window_us, live: false, pair: false, place: false, chosen },
    );
    let glyphs = layout::glyphs::glyphs(&picture.lanes, marks, window_us);
    layout::write::svg(&picture, &glyphs)
}

/// The marks of all lanes, at most `most` on each; where a stream has too many shards for a lane each, its stripes
/// share what some lanes would have, and the opened one, which `selection` may name, has its own.
pub fn marks_in(
    world: &World,
    view: &View,
    window: Span,
    most: usize,
    selection: &Selection,
) -> Vec<LaneMarks> {
    let chosen = hit::shard_of(selection);
    let opened: Vec<(&Name, Option<ShardId>, usize)> = view
        .streams
        .iter()
        .filter(|stream| layout::crowded(&stream.shards))
        .map(|stream| {
            let chosen = chosen.filter(|(name, _)| **name == stream.name).map(|(_, shard)| shard);
            (&stream.name, layout::opened(&stream.shards, chosen), stream.shards.len())
        })
        .collect();
    marks_of(world, window, &|stream, shard| match opened.iter().find(|(name, ..)| *name == stream) {
        Some((_, opened, shards)) if *opened != Some(shard) => (most * 12 / shards).max(6),
        Some(_) | None => most,
    })
}
