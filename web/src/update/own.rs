//! The editor of a function.

use engine::command::{Setting, Source};
use engine::names::Name;

use super::adding::set;
use super::{engine, host, toast};
use crate::model::{Ask, Effect, Model, OwnMsg, Task};

pub(super) fn owned(model: &mut Model, msg: OwnMsg) -> Vec<Effect> {
    match msg {
        OwnMsg::Draft(name, text) => {
            model.own.drafts.insert(name, text);
            vec![]
        }
        OwnMsg::Forget(name) => {
            model.own.drafts.remove(&name);
            vec![]
        }
        OwnMsg::Use(name, text) => used(model, &name, &text),
        OwnMsg::Try(name, text) => {
            model.own.tried = None;
            model.own.trying = Some(name.clone());
            vec![engine(Ask::Try(name, text))]
        }
    }
}

fn used(model: &mut Model, name: &Name, text: &str) -> Vec<Effect> {
    match Source::parse(text) {
        Ok(source) => {
            model.own.drafts.remove(name);
            let set = set(name, Setting::Source(source));
            let mut effects = vec![engine(Ask::Act(vec![set])), host(Task::SaveSoon)];
            let says = format!("{name} runs your code from its next invocation on.");
            effects.extend(toast(model, says, None));
            effects
        }
        Err(why) => toast(model, format!("This cannot be kept: {why}."), None),
    }
}
