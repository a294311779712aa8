//! What the page is told of the world: each frame a little, five times a second the rest.

use std::fmt;
use std::rc::Rc;

use engine::api::cli;
use engine::command::{Place, Target};
use engine::event::EventId;
use engine::history::BranchTold;
use engine::kernel::Time;
use engine::meters::Second;
use engine::names::{Name, ShardId};
use engine::view::look::{InvocationLook, InvocationRow, ObjectLook};
use engine::view::marks::LaneMarks;
use engine::view::{
    BillView, Marker, Metric, PackedLook, PutLook, ReaderView, RequestLook, StreamView, Teller, Twin, View,
};
use engine::why::Fix;

use super::prefs::LogKind;
use super::presenting::Beat;
use super::{Followed, Pair, Scene};
use crate::driver::Work;
use crate::scene::Selection;

/// What one frame shows.
#[derive(Clone, PartialEq)]
pub struct Now {
    pub view: Rc<View>,
    pub marks: Rc<Vec<LaneMarks>>,
    pub clock: Clock,
}

/// What the transport shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    pub now: Time,
    /// The first instant that can be gone to.
    pub begins: Time,
    /// The furthest instant of this branch.
    pub end: Time,
    pub utc: String,
    /// The day of the scene in UTC, the first is 1, and its date.
    pub day: u64,
    pub date: String,
    pub playing: bool,
    pub speed: u32,
    /// Tenths: the speed that was reached, if clearly less than wished.
    pub behind_at: Option<u64>,
    pub work: Option<Work>,
    /// The line that undo would drop.
    pub undo: Option<String>,
    pub redo: Option<String>,
}

/// What panels and dock show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// `None` only before a first story is open.
    pub view: Option<Rc<View>>,
    pub clock: Clock,
    pub markers: Rc<[Marker]>,
    pub log: Vec<LogLine>,
    pub charts: Charts,
    /// While the bill is shown.
    pub bill: Option<Rc<BillView>>,
    pub looked: Looked,
    pub goals: Vec<GoalLine>,
    pub branches: Vec<BranchTold>,
    /// Two worlds that play.
    pub pair: Option<Rc<Pair>>,
    /// The world of an endpoint, while it is followed.
    pub followed: Option<Followed>,
    /// The lines of the scene, while it is asked which is to differ.
    pub scene: Scene,
    /// While it is shown to a room.
    pub beats: Vec<Beat>,
    /// At the instant at which a prediction is judged: that, and the right option.
    pub judged: Option<(Time, usize)>,
}

/// One event as a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    pub id: EventId,
    pub at: Time,
    pub kind: LogKind,
    pub text: String,
    /// Refused records: the shard to ask "why?" of.
    pub why: Option<(Name, ShardId)>,
}

/// Which events are shown: of this kind, with all these words, of this thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogWish {
    pub kind: Option<LogKind>,
    pub words: String,
    /// Nothing: of all things.
    pub of: Option<Selection>,
}

/// What there are charts of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Charted {
    /// A stream or a delivery stream.
    Service(Target),
    /// An application or a table that tells of itself.
    Teller(Teller),
}

impl fmt::Display for Charted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Charted::Service(target) => target.fmt(f),
            Charted::Teller(teller) => teller.fmt(f),
        }
    }
}

/// The last minutes of one stream, second by second, or of one of the others, minute by minute.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Charts {
    pub of: Option<Charted>,
    /// All that there are, to choose from.
    pub all: Vec<Charted>,
    /// Whole seconds: the one that runs is not among them.
    pub seconds: Vec<Second>,
    /// What the open shards may take and keep together.
    pub limits: StreamLimits,
    /// Of all but a stream.
    pub metrics: Vec<Metric>,
}

/// Of a stream as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamLimits {
    /// Records and bytes per second that the open shards may take together.
    pub records: u64,
    pub bytes: u64,
    /// How long records are kept, in milliseconds.
    pub kept_ms: u64,
    /// Open shards, and how many of them refuse.
    pub open: usize,
    pub full: usize,
}

/// What the inspector looked into.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looked {
    pub invocation: Option<InvocationLook>,
    pub rows: Vec<InvocationRow>,
    pub object: Option<ObjectLook>,
    /// What brings in the records of the open object, which had failed.
    pub backfill: Option<Fix>,
    /// The last call of the selected producer.
    pub put: Option<PutLook>,
    /// The newest of its records that its stream holds twice: the one before, and the copy.
    pub pair: Option<[Twin; 2]>,
    /// Its newest aggregated record.
    pub packed: Option<PackedLook>,
    /// The newest request to the selected HTTP endpoint.
    pub request: Option<RequestLook>,
    /// Records that the selected reader asks for in one GetRecords, if it says so.
    pub limit: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    NotYet,
    Met,
    Broken,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalLine {
    pub text: String,
    pub state: Goal,
    /// How far it is, when it was met, or what broke it.
    pub says: String,
}

/// What must be looked up for the page as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// It is shown to a room.
    pub beats: bool,
    pub charts: Option<Charted>,
    /// The bill is shown.
    pub bill: bool,
    pub log: LogWish,
    pub invocation: Option<(Name, usize)>,
    pub verdict: Option<&'static str>,
    pub page: usize,
    pub object: Option<(Name, String)>,
    /// Whose last call is shown.
    pub put: Option<Name>,
    /// The reader whose settings are shown.
    pub reader: Option<Name>,
    /// The store of which the panel is open.
    pub store: Option<Place>,
    /// The lines of the scene are listed.
    pub scene: bool,
}

impl Facts {
    /// What lines of the terminal may name.
    pub fn names(&self) -> cli::Names {
        let Some(view) = &self.view else { return cli::Names::default() };
        let stream = |it: &StreamView| {
            let open = it.shards.iter().filter(|shard| shard.open).map(|shard| shard.id.to_string());
            (it.name.to_string(), open.collect())
        };
        let function = |it: &ReaderView| {
            let mapping = it.lambda.as_ref()?;
            Some((it.name.to_string(), (!it.stopped).then(|| mapping.uuid.clone())))
        };
        cli::Names {
            streams: view.streams.iter().map(stream).collect(),
            delivery_streams: view.deliveries.iter().map(|it| it.name.to_string()).collect(),
            tables: view.tables.iter().map(|it| it.name.to_string()).collect(),
            buckets: view.buckets.iter().map(|it| it.name.to_string()).collect(),
            functions: view.readers.iter().filter_map(function).collect(),
        }
    }
}
