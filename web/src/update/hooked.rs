//! The learner answers the first scene's question.

use engine::command::Command;

use super::{engine, host, toast};
use crate::hook::{self, Attempt, Choice, Hook};
use crate::model::{Ask, Effect, Model, Msg, Of, Task, TimeMsg};
use crate::route::Route;

/// The answer that commands amount to, while the question stands.
#[inline(never)]
pub(super) fn attempt(model: &Model, commands: &[Command]) -> Option<Choice> {
    let (Hook::Asked { stream, .. } | Hook::Tried { stream, .. }) = &model.hook else { return None };
    let view = model.facts.view.as_ref()?;
    let all = [Attempt::Split, Attempt::Spread, Attempt::Slower];
    let same = |attempt: &Attempt| hook::commands(*attempt, view, stream).as_deref() == Some(commands);
    all.into_iter().find(same).map(Choice::Try)
}

#[inline(never)]
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
            vec![engine(Ask::Why(Of::Records(stream, full)))]
        }
        Choice::Again => vec![engine(Ask::BackToQuestion), host(Task::SaveSoon)],
        Choice::Play => {
            let mut effects = own_speed(model);
            model.hook = Hook::Off;
            effects.extend([engine(Ask::Time(TimeMsg::Play)), host(Task::SaveSoon)]);
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
            let mut effects = own_speed(model);
            effects.push(engine(Ask::Act(commands)));
            model.why = None;
            let speed = model.facts.clock.speed;
            // A split takes half a minute of the stream's time: nobody wants to wait for it in real time.
            let own_speed = (attempt == Attempt::Split && speed < WHILE_SPLITTING).then_some(speed);
            if own_speed.is_some() {
                effects.push(engine(Ask::Time(TimeMsg::Speed(WHILE_SPLITTING))));
            }
            model.hook = Hook::Tried { stream, shard, attempt, since: view.now, before, own_speed };
            effects.extend([engine(Ask::Time(TimeMsg::Play)), host(Task::SaveSoon)]);
            effects
        }
    }
}

/// The speed at which a split is waited for.
const WHILE_SPLITTING: u32 = 10;

/// Back to the speed that the learner had chosen before a split was waited for.
#[inline(never)]
fn own_speed(model: &mut Model) -> Vec<Effect> {
    let Hook::Tried { own_speed, .. } = &mut model.hook else { return vec![] };
    own_speed.take().map(|speed| engine(Ask::Time(TimeMsg::Speed(speed)))).into_iter().collect()
}

/// What the card says now decides whether time still has to hurry.
#[inline(never)]
pub(super) fn watched(model: &mut Model) -> Vec<Effect> {
    let Some(view) = model.facts.view.clone() else { return vec![] };
    hook::watch(&mut model.hook, &view);
    if hook::reported(&model.hook, &view) { own_speed(model) } else { vec![] }
}

/// The learner has chosen a speed: it is kept.
#[inline(never)]
pub(super) fn speed_chosen(model: &mut Model) {
    if let Hook::Tried { own_speed, .. } = &mut model.hook {
        *own_speed = None;
    }
}
