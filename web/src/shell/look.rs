//! Looks into the world for what panels and dock show.

use std::rc::Rc;

use engine::command::Target;
use engine::limits::{SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS};
use engine::names::Name;
use engine::story::{GoalState, Rule};
use engine::view::{self, Teller, look};
use engine::why;
use engine::world::World;
use engine::worlds::Worlds;

use crate::driver::{Driver, Following};
use crate::model::{
    Charted, Charts, Clock, Facts, Followed, Goal, GoalLine, Looked, Pair, ROWS, StreamLimits, Wants,
};
use crate::prose;

/// Seconds in a chart of a stream, minutes in one of a delivery stream.
const CHART_SECONDS: usize = 180;
const CHART_MINUTES: usize = 60;

#[inline(never)]
pub(super) fn facts(driver: &Driver, wants: &Wants, clock: Clock) -> Facts {
    let world = driver.world();
    let view = view::view(world);
    Facts {
        log: super::log::log(world, &view, &wants.log),
        bill: wants.bill.then(|| Rc::new(view::bill(world))),
        charts: wants.charts.as_ref().map_or_else(Charts::default, |of| charts(world, &view, of)),
        view: Some(Rc::new(view)),
        clock,
        markers: driver.markers().into(),
        looked: looked(world, wants),
        goals: goals(driver),
        branches: driver.history().told_branches(),
        followed: driver.following().map(followed),
        pair: driver.pair().map(|pair| Rc::new(told(pair))),
        scene: if wants.scene { engine::worlds::lines(driver.history()) } else { Vec::new() },
        beats: if wants.beats { super::beats::beats(driver) } else { vec![] },
        judged: wants.beats.then(|| super::beats::judged(driver)).flatten(),
    }
}

#[inline(never)]
fn limits(world: &World, stream: &view::StreamView) -> StreamLimits {
    let open = stream.open_shards as u64;
    let full = |shard: &&view::ShardView| shard.open && shard.refused_per_s > 0;
    StreamLimits {
        records: open * SHARD_WRITE_RECORDS.at(world.era()),
        bytes: open * SHARD_WRITE_BYTES.at(world.era()),
        kept_ms: stream.retention_h * 3_600_000,
        open: stream.open_shards,
        full: stream.shards.iter().filter(full).count(),
    }
}

/// What there are charts of.
#[inline(never)]
pub(super) fn charted(view: &view::View) -> Vec<Charted> {
    let streams = view.streams.iter().map(|stream| Target::Stream(stream.name.clone()));
    let deliveries = view.deliveries.iter().map(|it| Target::Firehose(it.name.clone()));
    let minutes = view.streams.iter().map(|stream| Teller::Stream(stream.name.clone()));
    let kpl = view.producers.iter().filter(|it| it.kpl.is_some()).map(|it| Teller::Kpl(it.name.clone()));
    let agents =
        view.producers.iter().filter(|it| it.agent.is_some()).map(|it| Teller::Agent(it.name.clone()));
    let kcl = view.readers.iter().filter(|it| it.kcl.is_some()).map(|it| Teller::Kcl(it.name.clone()));
    let functions =
        view.readers.iter().filter(|it| it.lambda.is_some()).map(|it| Teller::Lambda(it.name.clone()));
    let tables = view.tables.iter().map(|it| Teller::Table(it.name.clone()));
    let tellers = minutes.chain(kpl).chain(agents).chain(kcl).chain(functions).chain(tables);
    let mut all: Vec<Charted> =
        streams.chain(deliveries).map(Charted::Service).chain(tellers.map(Charted::Teller)).collect();
    let feeds = view.producers.iter().any(|it| it.logs.is_some() || it.iot.is_some());
    if feeds || view.readers.iter().any(|it| it.analytics.is_some()) {
        all.extend(of_sources(view).into_iter().map(Charted::Teller));
    }
    all
}

/// Few scenes have them.
#[inline(never)]
fn of_sources(view: &view::View) -> Vec<Teller> {
    let logs = view.producers.iter().filter(|it| it.logs.is_some()).map(|it| Teller::Logs(it.name.clone()));
    let rules = view.producers.iter().filter(|it| it.iot.is_some()).map(|it| Teller::Rule(it.name.clone()));
    let windows = view.readers.iter().filter(|it| it.analytics.is_some());
    logs.chain(rules).chain(windows.map(|it| Teller::Analytics(it.name.clone()))).collect()
}

#[inline(never)]
fn charts(world: &World, view: &view::View, of: &Charted) -> Charts {
    let mut charts = Charts { of: Some(of.clone()), all: charted(view), ..Charts::default() };
    match of {
        Charted::Service(Target::Stream(name)) => {
            let stream = view.streams.iter().find(|stream| stream.name == *name);
            charts.seconds = view::series(world, name, CHART_SECONDS);
            charts.limits = stream.map_or_else(StreamLimits::default, |it| limits(world, it));
        }
        Charted::Service(Target::Firehose(name)) => {
            charts.metrics = view::metrics(world, name, CHART_MINUTES).unwrap_or_default();
        }
        Charted::Service(Target::Function(_)) => {}
        Charted::Teller(teller) => charts.metrics = view::told(world, teller, CHART_MINUTES),
    }
    charts
}

/// What a consumer, or an application that counts in windows, asks for in one call.
#[inline(never)]
fn limit(world: &World, name: &Name) -> Option<u64> {
    let consumers = world.actors().consumers().map(|it| (&it.name, it.reader.limit));
    let windows = world.actors().analytics().map(|it| (&it.name, it.reader.limit));
    consumers.chain(windows).find(|(found, _)| *found == name).and_then(|(_, limit)| limit)
}

#[inline(never)]
fn looked(world: &World, wants: &Wants) -> Looked {
    let mut looked = Looked::default();
    if let Some((delivery, n)) = &wants.invocation {
        looked.invocation = look::invocation(world, delivery, *n);
        looked.rows = look::invocation_rows(world, delivery, *n, wants.page * ROWS, ROWS, wants.verdict);
    }
    if let Some((bucket, key)) = &wants.object {
        looked.object = look::object(world, bucket, key);
        looked.backfill = why::backfill(world, bucket, key);
    }
    looked.limit = wants.reader.as_ref().and_then(|name| limit(world, name));
    looked.request = wants.store.as_ref().and_then(|place| view::request(world, place));
    looked.put = wants.put.as_ref().and_then(|name| view::last_put(world, name));
    looked.pair = wants.put.as_ref().and_then(|name| view::newest_pair(world, name));
    looked.packed = wants.put.as_ref().and_then(|name| view::packed(world, name));
    looked
}

#[inline(never)]
fn followed(following: &Following) -> Followed {
    let follower = following.follower();
    Followed {
        calls: follower.done(),
        all: follower.all(),
        refused: follower.refused(),
        agreed: follower.agreed(),
        reading: following.reading(),
    }
}

#[inline(never)]
fn told(pair: &Worlds) -> Pair {
    Pair {
        knob: pair.knob().to_owned(),
        from: pair.from(),
        differences: pair.differences(),
        refused: pair.refused().to_vec(),
    }
}

#[inline(never)]
fn goals(driver: &Driver) -> Vec<GoalLine> {
    let goals = driver.history().goals();
    goals
        .iter()
        .map(|(goal, state)| {
            let (state, says) = match state {
                GoalState::NotYet { found, progress: Some((done, whole)) } if *done > 0 => {
                    let held = format!(
                        "held for {} of {}",
                        prose::span_ms(done / 1_000),
                        prose::span_ms(whole / 1_000)
                    );
                    (Goal::NotYet, format!("{held} · {}", found.words))
                }
                GoalState::NotYet { .. } if goal.rule == Rule::Never => {
                    (Goal::NotYet, "kept so far".to_owned())
                }
                GoalState::NotYet { found, .. } => (Goal::NotYet, found.words.clone()),
                GoalState::Met { at } => (Goal::Met, format!("met at {}", prose::spoken(*at))),
                GoalState::Broken { at, by } => {
                    (Goal::Broken, format!("broke at {}: {}", prose::spoken(*at), by.words))
                }
            };
            GoalLine { text: goal.text.clone(), state, says }
        })
        .collect()
}
