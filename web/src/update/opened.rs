//! A scene has begun in a place: what was of the one before it goes.

use super::{after, engine, host, progress, watching};
use crate::hook::Hook;
use crate::model::{
    Ask, Effect, Inspector, LabState, Model, Msg, Place, Printed, Task, TimeMsg, WatchState, Worlds,
};
use crate::scene::Selection;

/// Each place has a terminal of its own.
#[inline(never)]
fn turn_terminal(model: &mut Model, place: &Place, fresh: bool) {
    if model.place != *place {
        let left = std::mem::take(&mut model.terminal);
        model.terminals.insert(model.place.terminal_key(), left);
        model.terminal = model.terminals.remove(&place.terminal_key()).unwrap_or_default();
    }
    if fresh && !model.terminal.printed.is_empty() {
        // What stands above was said of a scene that is gone.
        model.terminal.print(Printed::Answer(format!("— {}: from its start —", model.title)));
    }
}

#[inline(never)]
pub(super) fn opened(model: &mut Model, place: Place, title: String, hook: Hook, fresh: bool) -> Vec<Effect> {
    let waits = hook == Hook::Waiting;
    // The playground opens on the way to an endpoint's first answer; whatever else opens ends the asking, and what an
    // endpoint's answer opened goes on.
    if place != Place::Playground || model.watching.state != WatchState::Asking {
        watching::stop(model);
    }
    model.title = title;
    model.hook = hook;
    // The same lab from its start keeps the hints that were asked for.
    let hints = if model.place == place { model.lab.hints } else { 0 };
    model.lab = LabState { hints, ..LabState::default() };
    turn_terminal(model, &place, fresh);
    model.place = place;
    model.selection = Selection::Nothing;
    model.charted = None;
    model.inspector = Inspector::default();
    model.why = None;
    model.passport = None;
    model.worlds = Worlds::default();
    model.calls.clear();
    model.notices.problem = None;
    let mut effects = vec![engine(Ask::WaitForRefusal(waits))];
    if let Some(speed) = model.switches.speed {
        effects.push(engine(Ask::Time(TimeMsg::Speed(speed))));
    } else if fresh && model.hook == Hook::Off && model.prefs.start_speed != 1 {
        effects.push(engine(Ask::Time(TimeMsg::Speed(model.prefs.start_speed))));
    }
    // Nothing should happen behind a task that is being read.
    let reads = super::tasks::show(model);
    model.lab.waits = fresh && reads;
    model.fresh = true;
    if (waits || fresh) && !reads && model.presenting.is_none() {
        effects.push(engine(Ask::Time(TimeMsg::Play)));
    }
    effects.push(host(Task::ScrollTerminal));
    effects.push(after(5_000, Msg::SaveNow));
    if let Place::Lab(id) = &model.place
        && model.progress.begun.insert(id.clone())
    {
        effects.extend(progress(model));
    }
    effects
}
