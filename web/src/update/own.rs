//! The editor of a function.

use engine::command::{Setting, Source};
use engine::names::Name;

use super::adding::set;
use super::{engine, host, toast};
use crate::model::{Ask, Drafts, Effect, Model, OwnMsg, Task};

#[inline(never)]
pub(super) fn owned(model: &mut Model, msg: OwnMsg) -> Vec<Effect> {
    match msg {
        OwnMsg::Draft(name, text) => {
            model.own.drafts.write(&model.place, &name, text);
            vec![keep(model)]
        }
        OwnMsg::Forget(name) => {
            model.own.drafts.forget(&model.place, &name);
            vec![keep(model)]
        }
        OwnMsg::Use(name, text) => used(model, &name, &text),
        OwnMsg::Try(name, text) => {
            model.own.tried = None;
            model.own.trying = Some(name.clone());
            vec![engine(Ask::Try(name, text))]
        }
        OwnMsg::Large(large) => {
            model.own.large = large;
            vec![]
        }
    }
}

/// A draft survives a reload.
#[inline(never)]
fn keep(model: &Model) -> Effect {
    let text = serde_json::to_string(&model.own.drafts).expect("plain text becomes JSON");
    host(Task::Store { key: Drafts::KEY.to_owned(), text })
}

/// Another thing is selected: what came of a run there is said no more, nor what is still to come.
#[inline(never)]
pub(super) fn looks_elsewhere(model: &mut Model) {
    model.own.tried = None;
    model.own.trying = None;
    model.own.large = false;
}

#[inline(never)]
fn used(model: &mut Model, name: &Name, text: &str) -> Vec<Effect> {
    match Source::parse(text) {
        Ok(source) => {
            model.own.drafts.forget(&model.place, name);
            let set = set(name, Setting::Source(source));
            let mut effects = vec![keep(model), engine(Ask::Act(vec![set])), host(Task::SaveSoon)];
            let says = format!("{name} runs your code from its next invocation on.");
            effects.extend(toast(model, says, None));
            effects
        }
        Err(why) => toast(model, format!("This cannot be kept: {why}."), None),
    }
}
