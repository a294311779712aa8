//! What is told to the page around this one, and what it asks for.

use serde_json::{Value, json};

use super::{engine, host};
use crate::embed::{Do, read, said};
use crate::model::{Ask, Effect, Facts, Goal, Heard, Model, Task, TimeMsg};
use crate::prose;

/// A message from the page around this one.
#[inline(never)]
pub(super) fn heard(model: &mut Model, heard: Heard) -> Vec<Effect> {
    if !model.switches.embed {
        return vec![];
    }
    model.embedder = Some(heard.origin);
    match heard.text.and_then(|text| read(&text)) {
        Ok(Do::Play) => vec![engine(Ask::Time(TimeMsg::Play))],
        Ok(Do::Pause) => vec![engine(Ask::Time(TimeMsg::Pause))],
        Ok(Do::Seek(to)) => vec![engine(Ask::Time(TimeMsg::Seek(to)))],
        Ok(Do::Speed(speed)) => vec![engine(Ask::Time(TimeMsg::Speed(speed)))],
        Ok(Do::Load(story)) => vec![engine(Ask::Story(story))],
        Err(why) => failed(model, &why),
    }
}

/// Something that was asked for is wrong or cannot be done.
#[inline(never)]
pub(super) fn failed(model: &Model, why: &str) -> Vec<Effect> {
    tell(model, "error", json!({ "text": why, "from": model.embedder }))
}

/// A scene is open.
#[inline(never)]
pub(super) fn ready(model: &Model) -> Vec<Effect> {
    let Some(view) = &model.facts.view else { return vec![] };
    let ms = model.facts.clock.now.as_micros() / 1_000;
    let fields = json!({ "title": model.title, "era": view.era.name(), "seed": view.seed, "ms": ms });
    tell(model, "ready", fields)
}

/// What has changed since the last look.
#[inline(never)]
pub(super) fn changed(model: &mut Model, before: &Facts) -> Vec<Effect> {
    if !model.switches.embed {
        return vec![];
    }
    let mut effects = vec![];
    if std::mem::take(&mut model.fresh) {
        effects.extend(ready(model));
    }
    let (facts, now) = (model.facts.clone(), model.facts.clock.now);
    let clock = |facts: &Facts| (facts.clock.now, facts.clock.playing, facts.clock.speed);
    if clock(&facts) != clock(before) {
        let (_, playing, speed) = clock(&facts);
        let ms = now.as_micros() / 1_000;
        effects.extend(tell(model, "time", json!({ "ms": ms, "playing": playing, "speed": speed })));
    }
    let passed = facts.markers.iter().filter(|marker| marker.at > before.clock.now && marker.at <= now);
    for marker in passed {
        let (ms, kind) = (marker.at.as_micros() / 1_000, prose::marker_name(marker.kind));
        effects.extend(tell(model, "event", json!({ "ms": ms, "kind": kind, "text": marker.text })));
    }
    if facts.goals.len() == before.goals.len() {
        let goals = facts.goals.iter().zip(&before.goals).filter(|(goal, was)| goal.state != was.state);
        for (goal, _) in goals {
            let state = match goal.state {
                Goal::NotYet => "not-yet",
                Goal::Met => "met",
                Goal::Broken => "broken",
            };
            effects.extend(tell(
                model,
                "goal",
                json!({ "text": goal.text, "state": state, "says": goal.says }),
            ));
        }
    }
    effects
}

#[inline(never)]
fn tell(model: &Model, event: &str, fields: Value) -> Vec<Effect> {
    if !model.switches.embed {
        return vec![];
    }
    vec![host(Task::Post { text: said(event, fields), to: model.embedder.clone() })]
}
