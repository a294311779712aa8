//! The learner answers the first scene's question.

use engine::command::Command;

use super::{engine, host, toast};
use crate::hook::{self, Attempt, Choice, Hook};
use crate::model::{Ask, Effect, Model, Msg, Task, TimeMsg};
use crate::route::Route;

/// The answer that commands amount to, while the question stands.
pub(super) fn attempt(model: &Model, commands: &[Command]) -> Option<Choice> {
    let (Hook::Asked { stream, .. } | Hook::Tried { stream, .. }) = &model.hook else { return None };
    let view = model.facts.view.as_ref()?;
    let all = [Attempt::Split, Attempt::Spread, Attempt::Slower];
    let same = |attempt: &Attempt| hook::commands(*attempt, view, stream).as_deref() == Some(commands);
    all.into_iter().find(same).map(Choice::Try)
}

pub(super) fn hooked(model: &mut Model, choice: Choice) -> Vec<Effect> {
    let (stream, shard) = match &model.hook {
        Hook::Asked { stream, shard } | Hook::Tried { stream, shard, .. } => (stream.clone(), *shard),
        Hook::Off | Hook::Waiting => return vec![],
    };
    match choice {
        Choice::Why => {
            // After a split it is a child that refuses.
            let view = model.facts.view.clone();
            let full = view.and_then(|view| hook::full(&view, &stream)).unwrap_or(shard);
            vec![engine(Ask::Why(stream, full))]
        }
        Choice::GoOn => {
            model.hook = Hook::Off;
            let mut effects = vec![engine(Ask::Time(TimeMsg::Play)), host(Task::SaveSoon)];
            let text = "The scene is yours: drag in a producer, split, merge, rewind. Labs give you a goal.";
            effects.extend(toast(model, text.to_owned(), Some(("Labs".to_owned(), Msg::Go(Route::Labs)))));
            effects
        }
        Choice::Try(attempt) => {
            let Some(view) = model.facts.view.clone() else { return vec![] };
            let Some(commands) = hook::commands(attempt, &view, &stream) else {
                let text = "The scene has changed; this cannot be tried here any more.";
                return toast(model, text.to_owned(), None);
            };
            let before = match &model.hook {
                Hook::Tried { before, .. } => *before,
                Hook::Asked { .. } | Hook::Off | Hook::Waiting => None,
            };
            model.hook = Hook::Tried { stream, shard, attempt, since: view.now, before };
            model.why = None;
            // A split takes half a minute of the stream's time: nobody wants to wait for it in real time.
            let speed = if attempt == Attempt::Split { 10 } else { 1 };
            vec![
                engine(Ask::Act(commands)),
                engine(Ask::Time(TimeMsg::Speed(speed))),
                engine(Ask::Time(TimeMsg::Play)),
                host(Task::SaveSoon),
            ]
        }
    }
}
