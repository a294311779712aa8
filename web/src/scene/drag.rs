//! What a drag would do if it were let go now: pure, so that the hand, the highlight and the words agree.

use engine::command::{ReadVia, Target};
use engine::names::{Name, ShardId};
use engine::view::View;

use super::layout::{Drop, DropOn, Picture, Rect, hex4, mergeable};
use super::{DeliverKind, StageAction};

/// What the palette has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Producer,
    /// One that polls.
    Consumer,
    /// One with pipes of its own.
    FanOut,
    Firehose,
}

impl Tool {
    pub const ALL: [Tool; 4] = [Tool::Producer, Tool::Consumer, Tool::FanOut, Tool::Firehose];

    /// What it makes, behind "Add a".
    pub fn noun(self) -> &'static str {
        match self {
            Tool::Producer => "producer",
            Tool::Consumer => "consumer that polls",
            Tool::FanOut => "fan-out consumer",
            Tool::Firehose => "Firehose",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Tool::Producer => "Producer",
            Tool::Consumer => "Consumer",
            Tool::FanOut => "Fan-out",
            Tool::Firehose => "Firehose",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Tool::Producer => "P",
            Tool::Consumer => "C",
            Tool::FanOut => "E",
            Tool::Firehose => "F",
        }
    }

    /// Without a place: the shell finds the best.
    pub fn add(self) -> StageAction {
        match self {
            Tool::Producer => StageAction::AddProducer { to: None },
            Tool::Consumer => StageAction::AddConsumer { reads: None, via: ReadVia::Polling },
            Tool::FanOut => StageAction::AddConsumer { reads: None, via: ReadVia::FanOut },
            Tool::Firehose => StageAction::AddFirehose { source: None, to: DeliverKind::S3 },
        }
    }
}

/// What is in the hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    Tool(Tool),
    Producer(Name),
    Reader(Name),
    Lane(Name, ShardId),
    Cut(Name, ShardId),
}

/// What letting go would do.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Nothing, and nothing need be said.
    Nothing,
    /// Where, in words, and what.
    Yes { at: Option<Rect>, say: String, action: StageAction },
    /// Not here, and why.
    No { at: Rect, why: String },
}

/// Letting go at `x`, `y` of the picture.
pub fn verdict(held: &Held, x: f64, y: f64, picture: &Picture, view: &View) -> Verdict {
    match held {
        Held::Cut(stream, shard) => cut(picture, stream, *shard, y),
        Held::Lane(stream, shard) => merge(picture, stream, *shard, x, y),
        Held::Producer(_) | Held::Reader(_) | Held::Tool(_) => {
            let inside = Rect::new(0.0, 0.0, picture.size.width, picture.size.height).holds(x, y);
            match (picture.drops.iter().find(|drop| drop.at.holds(x, y)), held) {
                (Some(drop), _) => match dropped(held, &drop.on, view) {
                    Ok((say, action)) => Verdict::Yes { at: Some(drop.at), say, action },
                    Err(why) => Verdict::No { at: drop.at, why },
                },
                (None, Held::Tool(tool)) if inside => {
                    Verdict::Yes { at: None, say: format!("{}: let go", tool.word()), action: tool.add() }
                }
                (None, _) => Verdict::Nothing,
            }
        }
    }
}

/// Where the thing in the hand may be let go.
pub fn targets<'a>(held: &'a Held, picture: &'a Picture, view: &'a View) -> impl Iterator<Item = &'a Drop> {
    let whole = matches!(held, Held::Tool(_) | Held::Producer(_) | Held::Reader(_));
    picture.drops.iter().filter(move |drop| whole && dropped(held, &drop.on, view).is_ok())
}

fn dropped(held: &Held, on: &DropOn, view: &View) -> Result<(String, StageAction), String> {
    match (held, on) {
        (Held::Tool(Tool::Producer), DropOn::Stream(to)) => {
            let action = StageAction::AddProducer { to: Some(Target::Stream(to.clone())) };
            Ok((format!("Producer → {to}"), action))
        }
        (Held::Tool(Tool::Producer), DropOn::Delivery(to)) => {
            direct(to, view)?;
            let action = StageAction::AddProducer { to: Some(Target::Firehose(to.clone())) };
            Ok((format!("Producer → {to}"), action))
        }
        (Held::Tool(Tool::Consumer), DropOn::Stream(reads)) => Ok((
            format!("Consumer reads {reads}"),
            StageAction::AddConsumer { reads: Some(reads.clone()), via: ReadVia::Polling },
        )),
        (Held::Tool(Tool::FanOut), DropOn::Stream(reads)) => Ok((
            format!("Fan-out consumer of {reads}"),
            StageAction::AddConsumer { reads: Some(reads.clone()), via: ReadVia::FanOut },
        )),
        (Held::Tool(Tool::Firehose), DropOn::Stream(source)) => Ok((
            format!("Firehose reads {source}"),
            StageAction::AddFirehose { source: Some(source.clone()), to: DeliverKind::S3 },
        )),
        (Held::Tool(Tool::Consumer | Tool::FanOut), DropOn::Delivery(_)) => {
            Err("Nobody can read a Firehose: it only delivers".to_owned())
        }
        (Held::Tool(Tool::Firehose), DropOn::Delivery(_)) => {
            Err("A Firehose reads a data stream, not another Firehose".to_owned())
        }
        (Held::Producer(name), DropOn::Stream(to)) => {
            let action = StageAction::MoveProducer { name: name.clone(), to: Target::Stream(to.clone()) };
            Ok((format!("{name} → {to}"), action))
        }
        (Held::Producer(name), DropOn::Delivery(to)) => {
            direct(to, view)?;
            let action = StageAction::MoveProducer { name: name.clone(), to: Target::Firehose(to.clone()) };
            Ok((format!("{name} → {to}"), action))
        }
        (Held::Reader(name), on) => Err(stays(name, on, view)),
        (Held::Lane(..) | Held::Cut(..), _) => Err(String::new()),
    }
}

/// Why a reader stays where it is: nobody reads a Firehose, and whoever is to read another stream is added there.
fn stays(name: &Name, on: &DropOn, view: &View) -> String {
    let reader = view.readers.iter().find(|it| it.name == *name);
    match on {
        DropOn::Stream(stream) if reader.is_some_and(|it| it.stream == *stream) => {
            format!("{name} reads {stream} already")
        }
        DropOn::Stream(stream) => {
            format!("{name} keeps its place in its stream: add another reader of {stream}")
        }
        DropOn::Delivery(delivery) => {
            let calls = match reader.map(|it| (it.tool, it.kcl.is_some(), it.kind)) {
                Some((Some(tool), true, _)) => format!("{} reads with the KCL", tool.facts().name),
                Some((Some(tool), false, _)) => format!("{} reads with GetRecords", tool.facts().name),
                Some((None, true, _)) => "The KCL reads with GetRecords".to_owned(),
                Some((None, false, "fan-out")) => "Enhanced fan-out is of a data stream".to_owned(),
                Some((None, false, _)) | None => "A reader calls GetRecords".to_owned(),
            };
            format!("{calls}: {delivery} has no such call, a Firehose only delivers")
        }
    }
}

/// A Firehose that reads a stream takes no direct PUT (AWS: InvalidArgumentException).
fn direct(delivery: &Name, view: &View) -> Result<(), String> {
    let source = view.deliveries.iter().find(|it| it.name == *delivery).and_then(|it| it.source.as_ref());
    source.map_or(Ok(()), |source| Err(format!("{delivery} reads {source}: nobody can put to it directly")))
}

/// Where a producer may be moved: the names for "Move to…".
pub fn movable_to(view: &View) -> Vec<Target> {
    let streams = view.streams.iter().map(|it| Target::Stream(it.name.clone()));
    let direct = view.deliveries.iter().filter(|it| it.source.is_none());
    streams.chain(direct.map(|it| Target::Firehose(it.name.clone()))).collect()
}

fn cut(picture: &Picture, stream: &Name, shard: ShardId, y: f64) -> Verdict {
    let Some(lane) = picture.lanes.iter().find(|it| it.stream == *stream && it.shard == shard) else {
        return Verdict::Nothing;
    };
    if let Some(why) = &lane.busy {
        return Verdict::No { at: lane.tape, why: why.clone() };
    }
    // Far from the lane the learner has thought better of it.
    if !lane.tape.grown(60.0).holds(lane.tape.mid_x(), y) {
        return Verdict::Nothing;
    }
    let at = lane.key_at(y);
    let say = format!("split …{} at {}", lane.short, hex4(at));
    Verdict::Yes { at: None, say, action: StageAction::Split { stream: stream.clone(), shard, at } }
}

fn merge(picture: &Picture, stream: &Name, shard: ShardId, x: f64, y: f64) -> Verdict {
    let held = picture.lanes.iter().find(|it| it.stream == *stream && it.shard == shard);
    // Stripes lie close together: the one under the hand first, then the one near it.
    let under = |near: f64| picture.lanes.iter().find(|it| it.tape.grown(near).holds(x, y));
    let over = under(0.0).or_else(|| under(4.0));
    let (Some(held), Some(over)) = (held, over) else { return Verdict::Nothing };
    if held == over {
        return Verdict::Nothing;
    }
    match mergeable(held, over) {
        Ok((lower, upper)) => {
            let say = format!("merge …{} and …{}", lower.short(), upper.short());
            Verdict::Yes {
                at: Some(over.tape),
                say,
                action: StageAction::Merge { stream: stream.clone(), lower, upper },
            }
        }
        Err(why) => Verdict::No { at: over.tape, why },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::layout::sample::{HOOK, Plan, name, view};
    use crate::scene::layout::{Frame, Size, layout};

    fn stage(plan: Plan) -> (View, Picture) {
        let view = view(plan);
        let size = Size { width: 840.0, height: 570.0 };
        let picture = layout(
            &view,
            &[],
            Frame { size, window_us: 1, live: true, pair: false, place: true, chosen: None },
        );
        (view, picture)
    }

    fn at(held: Held, rect: Rect, plan: Plan) -> Verdict {
        let (view, picture) = stage(plan);
        verdict(&held, rect.mid_x(), rect.mid_y(), &picture, &view)
    }

    fn action(verdict: Verdict) -> Option<StageAction> {
        match verdict {
            Verdict::Yes { action, .. } => Some(action),
            Verdict::Nothing | Verdict::No { .. } => None,
        }
    }

    #[test]
    fn a_producer_is_dropped_on_a_stream_but_not_on_a_firehose_that_reads_one() {
        let (_, picture) = stage(HOOK);
        let [stream, firehose] = picture.drops.as_slice() else { panic!("two places") };
        let to = Target::Stream(name("orders"));
        let add = Some(StageAction::AddProducer { to: Some(to.clone()) });
        assert_eq!(action(at(Held::Tool(Tool::Producer), stream.at, HOOK)), add);
        let Verdict::No { why, .. } = at(Held::Tool(Tool::Producer), firehose.at, HOOK) else {
            panic!("refused")
        };
        assert!(why.contains("reads orders"), "{why}");
        let moved = StageAction::MoveProducer { name: name("web-01"), to };
        assert_eq!(action(at(Held::Producer(name("web-01")), stream.at, HOOK)), Some(moved));
    }

    #[test]
    fn a_consumer_of_either_kind_reads_the_stream_on_which_it_is_dropped() {
        let (_, picture) = stage(HOOK);
        let [stream, firehose] = picture.drops.as_slice() else { panic!("two places") };
        for (tool, via) in [(Tool::Consumer, ReadVia::Polling), (Tool::FanOut, ReadVia::FanOut)] {
            let add = StageAction::AddConsumer { reads: Some(name("orders")), via };
            assert_eq!(action(at(Held::Tool(tool), stream.at, HOOK)), Some(add));
            assert!(matches!(at(Held::Tool(tool), firehose.at, HOOK), Verdict::No { .. }));
        }
    }

    #[test]
    fn a_reader_on_a_firehose_is_refused_with_what_it_calls() {
        use engine::command::Tool as Tools;
        let plan = Plan { readers: 3, fan: 1, ..HOOK };
        let (mut view, picture) = stage(plan);
        let drops: Vec<Rect> = picture.drops.iter().map(|drop| drop.at).collect();
        let [stream, firehose] = drops.as_slice() else { panic!("two places") };
        let who = |i: usize| view.readers[i].name.clone();
        let (spark, plain, fan) = (who(0), who(1), who(2));
        (view.readers[0].tool, view.readers[0].kcl) = (Some(Tools::Flume), None);
        let told = |name: &Name, at: &Rect, view: &View| {
            let held = Held::Reader(name.clone());
            assert_eq!(targets(&held, &picture, view).count(), 0, "it may be let go nowhere");
            match verdict(&held, at.mid_x(), at.mid_y(), &picture, view) {
                Verdict::No { why, .. } => why,
                other @ (Verdict::Yes { .. } | Verdict::Nothing) => panic!("{other:?}"),
            }
        };
        assert!(told(&spark, firehose, &view).starts_with("Apache Flume reads with GetRecords: to-lake"));
        assert!(told(&plain, firehose, &view).starts_with("A reader calls GetRecords"));
        assert!(told(&fan, firehose, &view).starts_with("Enhanced fan-out"));
        assert!(told(&plain, stream, &view).contains("reads orders already"));
        // An application of the KCL, and a tool that is made of one.
        view.readers[0].kcl = Some(workers());
        view.readers[0].tool = None;
        assert!(
            told(&spark, firehose, &view)
                .starts_with("The KCL reads with GetRecords: to-lake has no such call")
        );
        view.readers[0].tool = Some(Tools::Spark);
        assert!(told(&spark, firehose, &view).starts_with("Apache Spark reads with the KCL: to-lake"));
    }

    /// The workers of an application as the engine shows them.
    fn workers() -> engine::view::KclView {
        let story = "aws kinesis create-stream --stream-name s --shard-count 1\nconsumer app reads s kcl";
        let story = engine::story::Story::parse(story).expect("a story");
        let world = engine::story::start(&story).expect("it starts");
        engine::view::view(&world).readers.remove(0).kcl.expect("a group of workers")
    }

    #[test]
    fn beside_everything_a_new_thing_goes_where_the_shell_thinks_best() {
        let beside = Rect::new(0.0, 400.0, 2.0, 2.0);
        for tool in Tool::ALL {
            assert_eq!(action(at(Held::Tool(tool), beside, HOOK)), Some(tool.add()));
            assert_eq!(at(Held::Tool(tool), Rect::new(-90.0, 0.0, 1.0, 1.0), HOOK), Verdict::Nothing);
        }
        assert_eq!(at(Held::Producer(name("web-01")), beside, HOOK), Verdict::Nothing);
    }

    #[test]
    fn a_lane_on_its_neighbour_merges_and_elsewhere_says_why_not() {
        let plan = Plan { cuts: &[250_000, 500_000, 750_000, 1_000_000], hot: false, ..HOOK };
        let (_, picture) = stage(plan);
        let lane = |i: usize| Held::Lane(name("orders"), picture.lanes[i].shard);
        let merged = |lower, upper| Some(StageAction::Merge { stream: name("orders"), lower, upper });
        let tape = |i: usize| picture.lanes[i].tape;
        assert_eq!(action(at(lane(1), tape(0), plan)), merged(ShardId(0), ShardId(1)));
        assert_eq!(action(at(lane(1), tape(2), plan)), merged(ShardId(1), ShardId(2)));
        assert_eq!(at(lane(1), tape(1), plan), Verdict::Nothing);
        let Verdict::No { why, .. } = at(lane(0), tape(3), plan) else { panic!("refused") };
        assert!(why.contains("000 and 003 are not neighbours"), "{why}");
    }

    #[test]
    fn a_cut_splits_where_it_is_let_go_and_nothing_far_away() {
        let (view, picture) = stage(HOOK);
        let lane = &picture.lanes[1];
        let held = Held::Cut(name("orders"), lane.shard);
        let there = verdict(&held, 0.0, lane.body.mid_y(), &picture, &view);
        let Verdict::Yes { say, action: StageAction::Split { at, .. }, .. } = there else {
            panic!("{there:?}")
        };
        assert_eq!((say.as_str(), hex4(at).as_str()), ("split …001 at c000…", "c000…"));
        assert_eq!(verdict(&held, 0.0, lane.tape.bottom() + 80.0, &picture, &view), Verdict::Nothing);
        let busy = Plan { parent: true, ..HOOK };
        let (view, picture) = stage(busy);
        let lane = &picture.lanes[1];
        let held = Held::Cut(name("orders"), lane.shard);
        assert!(matches!(verdict(&held, 0.0, lane.body.mid_y(), &picture, &view), Verdict::No { .. }));
    }
}
