//! What is done with two worlds, and with branches.

use engine::kernel::{Span, Time};
use engine::worlds::{Knob, SceneLine};

use super::{engine, host, say, toast};
use crate::model::{Ask, Draft, Effect, KnobKind, Model, Task, TimeMsg, WorldsMsg};

#[inline(never)]
pub(super) fn done(model: &mut Model, msg: WorldsMsg) -> Vec<Effect> {
    match msg {
        WorldsMsg::Ask(branch) => {
            model.worlds.forks = false;
            model.worlds.error = None;
            let kind = if branch.is_some() { KnobKind::Branch } else { KnobKind::Setting };
            model.worlds.draft = Some(Draft { kind, branch: branch.unwrap_or(0), ..Draft::default() });
            vec![engine(Ask::Time(TimeMsg::Pause))]
        }
        WorldsMsg::Draft(draft) => {
            model.worlds.error = None;
            model.worlds.draft = Some(draft);
            vec![]
        }
        WorldsMsg::Leave => {
            model.worlds.draft = None;
            model.worlds.error = None;
            vec![]
        }
        WorldsMsg::Begin => {
            let Some(draft) = model.worlds.draft.clone() else { return vec![] };
            match knob(&filled(draft.clone(), &model.facts.scene)) {
                Ok(knob) => vec![engine(Ask::Compare(knob, draft.from_now && draft.kind.turns_midway()))],
                Err(why) => {
                    model.worlds.error = Some(why);
                    vec![]
                }
            }
        }
        WorldsMsg::End => {
            let mut effects = vec![engine(Ask::EndCompare { keep: false })];
            effects.extend(say(model, "Back to the scene as it was.".to_owned()));
            effects.push(host(Task::Focus("main")));
            effects
        }
        WorldsMsg::Keep => {
            let mut effects = vec![engine(Ask::EndCompare { keep: true }), host(Task::SaveSoon)];
            let undo = Some(("Undo".to_owned(), crate::model::Msg::Time(TimeMsg::Undo)));
            effects.extend(toast(model, "The changed world is the scene now.".to_owned(), undo));
            effects.push(host(Task::Focus("main")));
            effects
        }
        WorldsMsg::Forks => {
            model.worlds.forks = !model.worlds.forks;
            model.marker_list = false;
            over_the_page(model);
            vec![]
        }
        WorldsMsg::NameBranch(index, name) => {
            vec![engine(Ask::NameBranch(index, name)), host(Task::SaveSoon)]
        }
        WorldsMsg::DeleteBranch(index) => {
            let mut effects = vec![engine(Ask::DeleteBranch(index)), host(Task::SaveSoon)];
            effects.extend(say(model, "The branch is deleted.".to_owned()));
            effects
        }
    }
}

/// Settings that can be turned: their line, word, value, and whose they are.
#[inline(never)]
pub fn settings(scene: &[SceneLine]) -> impl Iterator<Item = (usize, &SceneLine, &'static str, &str)> {
    let of = |(at, line)| {
        let line: &SceneLine = line;
        line.settings.iter().map(move |(word, value)| (at, line, *word, value.as_str()))
    };
    scene.iter().enumerate().flat_map(of)
}

/// The first of what can be chosen, where nothing is chosen yet.
#[inline(never)]
pub fn filled(mut draft: Draft, scene: &[SceneLine]) -> Draft {
    match draft.kind {
        KnobKind::Setting if draft.word.is_empty() => {
            if let Some((line, _, word, value)) = settings(scene).next() {
                draft.line = line;
                draft.word = word.to_owned();
                if draft.text.is_empty() {
                    draft.text = value.to_owned();
                }
            }
        }
        KnobKind::Rewritten if draft.text.is_empty() => {
            draft.text = scene.get(draft.line).map_or(String::new(), |line| line.text.clone());
        }
        KnobKind::Setting
        | KnobKind::Rewritten
        | KnobKind::LeftOut
        | KnobKind::Added
        | KnobKind::Era
        | KnobKind::Seed
        | KnobKind::Branch => {}
    }
    draft
}

/// # Errors
/// What is missing.
#[inline(never)]
fn knob(draft: &Draft) -> Result<Knob, String> {
    Ok(match draft.kind {
        KnobKind::Setting if draft.word.is_empty() => {
            return Err("No line of the scene says a setting: rewrite a line, or add one.".to_owned());
        }
        KnobKind::Setting => {
            Knob::Setting { line: draft.line, word: draft.word.clone(), value: draft.text.clone() }
        }
        KnobKind::Rewritten => Knob::Rewritten { line: draft.line, text: draft.text.clone() },
        KnobKind::LeftOut => Knob::LeftOut { line: draft.line },
        KnobKind::Added => Knob::Added { at: at(&draft.at)?, text: draft.text.clone() },
        KnobKind::Era => Knob::Era(draft.era.ok_or("Choose another era.")?),
        KnobKind::Seed => Knob::Seed(
            draft.seed.trim().parse().map_err(|_| "A seed is a whole number, such as 2.".to_owned())?,
        ),
        KnobKind::Branch => Knob::Branch(draft.branch),
    })
}

/// `12`, `12s`, `1m30s`: an instant; nothing: the start.
#[inline(never)]
fn at(text: &str) -> Result<Option<Time>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let span = match text.parse() {
        Ok(seconds) => Span::seconds(seconds),
        Err(_) => engine::kernel::units::span(text)?,
    };
    Ok(Some(Time::START + span))
}

/// A list of the transport opens: a sheet would lie over it.
pub(super) fn over_the_page(model: &mut Model) {
    if model.worlds.forks || model.marker_list {
        model.sheet = None;
    }
}
