//! What the driver tells, and what follows from it on the page.

use std::rc::Rc;

use engine::view::look::Trial;
use engine::why::Why;

use super::{
    data, embedding, engine, hooked, host, keep_terminal, presenting, progress, say, sharing, stage, toast,
    watching,
};
use crate::hook::{self, Hook};
use crate::model::{
    Ask, Asked, Call, Effect, Facts, Goal, Inspector, Model, Msg, Place, Printed, Problem, Sheet, Task,
    TimeMsg, Told, Tried, Width, Worlds,
};
use crate::prose;
use crate::route::Route;
use crate::scene::Selection;
use crate::solved;

#[inline(never)]
pub(super) fn told(model: &mut Model, told: Told) -> Vec<Effect> {
    match told {
        Told::Facts(facts) => learned_facts(model, facts),
        Told::Called { call, typed } => called(model, call, typed),
        Told::Printed { line, out, failed, column, why } => printed(model, &line, (out, failed, why), column),
        Told::Why(asked) => explained(model, asked),
        Told::Road(byte, road) => {
            let said = road
                .as_ref()
                .map(|road| format!("{}: {}", road.title, prose::count(road.stamps.len() as u64, "step")));
            model.inspector.road = road.map(|road| (byte, road));
            said.map_or(vec![], |said| say(model, said))
        }
        Told::Passport(Some(passport)) => {
            let said = format!("{}. {}", passport.title, passport.ended);
            let same = model.passport.as_ref().is_some_and(|open| open.of == passport.of);
            model.passport = Some(Rc::new(passport));
            if same {
                return vec![];
            }
            model.why = None;
            model.sheet = Some(Sheet::Inspector);
            say(model, said)
        }
        Told::Passport(None) => {
            model.passport = None;
            toast(model, "Of this record nothing is left to look at, or there is none yet.".to_owned(), None)
        }
        Told::Compared(Ok(knob)) => {
            model.worlds = Worlds::default();
            model.passport = None;
            model.why = None;
            model.sheet = None;
            model.notices.toasts.clear();
            let mut effects = vec![engine(Ask::Time(TimeMsg::Play)), host(Task::Focus("main"))];
            effects.extend(say(model, format!("Two worlds with the same seed. What differs: {knob}.")));
            effects
        }
        Told::Compared(Err(why)) => {
            model.worlds.error = Some(why.clone());
            say(model, why)
        }
        Told::FirstRefusal => {
            let Some(view) = model.facts.view.clone() else { return vec![] };
            model.hook = hook::ask(&view);
            match hook::card(&model.hook, &view) {
                Some(card) => {
                    let mut effects = vec![engine(Ask::KeepQuestion)];
                    let said = format!("Paused at the first refusal. {} {}", card.headline, card.text);
                    effects.extend(say(model, said));
                    effects
                }
                None => vec![],
            }
        }
        Told::NothingFound(kind) => {
            let text = format!("No {} within the next half hour of the scene.", prose::marker_name(kind));
            toast(model, text, None)
        }
        Told::Undone(line) => {
            forget_what_is_gone(model);
            toast(model, format!("Undone: {}", prose::cut(&line, 90)), redo_button())
        }
        Told::Redone(line) => say(model, format!("Done again: {}", prose::cut(&line, 90))),
        Told::Opened { place, title, hook, fresh } => super::opened::opened(model, place, title, hook, fresh),
        Told::FromLink(kept) => {
            // From here on it is the playground's scene, which a reload continues.
            model.route = Route::Playground;
            let mut effects = vec![host(Task::Title(model.route.title().to_owned())), host(Task::SaveSoon)];
            // What is embedded keeps nothing: a reload opens the link again.
            if !model.switches.embed {
                effects.push(host(Task::Replace(Route::Playground)));
            }
            if let Some(at) = model.switches.at {
                effects.push(engine(Ask::Time(TimeMsg::Seek(at))));
            }
            if kept {
                effects.extend(toast(model, KEPT.to_owned(), bring_back()));
            }
            effects
        }
        Told::BadStory(why) => {
            let title = "This story cannot be played".to_owned();
            let told = embedding::failed(model, &why);
            model.notices.problem = Some(Problem { title, text: why, broken: None });
            told
        }
        Told::Broken { key, why, text } => {
            let title = "Your saved scene could not be read".to_owned();
            let says = format!(
                "{why}. It is kept in this browser as {key}; nothing was deleted. You can download it, or start fresh."
            );
            model.notices.problem = Some(Problem { title, text: says, broken: Some((key, text)) });
            vec![]
        }
        Told::WrongTurn(sentence) => {
            model.lab.wrong_turn.clone_from(&sentence);
            sentence.map_or(vec![], |sentence| say(model, sentence))
        }
        Told::Complaint(why) => {
            toast(model, format!("Not everything of the saved scene could be repeated: {why}"), None)
        }
        Told::Making(told) => super::making::told(model, told),
        Told::Shared(what, story, at) => sharing::ready(model, what, &story, at),
        Told::Drawn(picture, svg) => sharing::drawn(model, picture, svg),
        Told::Bytes(key, bytes) => {
            // What stands behind the last slash: a key ends in the name that Firehose gave the object.
            let name = key.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("object").to_owned();
            let says =
                format!("Saved as {name}, {} as they lie in the bucket.", prose::bytes(bytes.len() as u64));
            let mut effects = vec![host(Task::Download { name, bytes })];
            effects.extend(toast(model, says, None));
            effects
        }
        Told::Heard(heard) => watching::heard(model, heard),
        Told::Another => toast(
            model,
            "Another world stands at the endpoint: it is followed from its beginning.".to_owned(),
            None,
        ),
        Told::Differs(why) => watching::differs(model, why),
        Told::Unfollowed => watching::unfollowed(model),
        Told::Followed => watching::refused(model),
        Told::Locked => toast(model, LOCKED.to_owned(), None),
        Told::Kept => toast(model, KEPT.to_owned(), bring_back()),
        Told::SceneCopied(texts) => {
            model.copying.scene = Some(texts);
            vec![]
        }
        // The learner looks at something else by now.
        Told::Tried(tried) if model.own.trying.as_ref() != Some(&tried.function) => vec![],
        Told::Tried(tried) => {
            model.own.trying = None;
            let said = tried_says(&tried);
            model.own.tried = Some(tried);
            say(model, said)
        }
        Told::NotRun(why) => toast(model, why, None),
        Told::Removed { key } => vec![host(Task::Remove { key })],
        Told::WasShown => {
            model.lab.showing = true;
            vec![]
        }
        Told::Showing => {
            model.lab.showing = true;
            toast(model, "The solution plays itself. Reset begins the lab again for you.".to_owned(), None)
        }
        Told::Exported(text) => {
            let name = "shardlab-data.json".to_owned();
            let mut effects = vec![host(Task::Download { name: name.clone(), bytes: text.into_bytes() })];
            effects.extend(toast(model, format!("Saved as {name}."), None));
            effects
        }
        Told::KeptAnew { before, after, changes, says } => data::anew(model, before, &after, changes, &says),
        Told::Saved { key, text } => vec![host(Task::Store { key, text })],
    }
}

/// Opens an answered "why?", and says it.
#[inline(never)]
pub(super) fn explained(model: &mut Model, asked: Asked) -> Vec<Effect> {
    let said = match &asked.why {
        Some(why) => format!("{} {}", why.title, why.sentences.join(" ")),
        None => asked.nothing(),
    };
    model.why = Some(asked);
    model.sheet = Some(Sheet::Inspector);
    say(model, said)
}

/// What a trial came to, in a sentence.
#[inline(never)]
pub fn tried_says(tried: &Tried) -> String {
    if let Some(error) = &tried.error {
        return error.clone();
    }
    match &tried.trial {
        Some(Trial { error: Some((code, message)), .. }) => format!("{code}: {message}"),
        Some(Trial { ok, dropped, failed, .. }) => {
            format!("{ok} Ok, {dropped} Dropped, {failed} ProcessingFailed.")
        }
        None => "Nothing came of it.".to_owned(),
    }
}

/// What a locked page says to who wants to change the scene.
pub const LOCKED: &str =
    "This page is locked by its address (`lock`): time can be moved, the scene cannot be changed.";

const KEPT: &str = "Your scene from before is kept.";

#[inline(never)]
fn bring_back() -> Option<(String, Msg)> {
    Some(("Bring it back".to_owned(), Msg::BringBack))
}

#[inline(never)]
fn redo_button() -> Option<(String, Msg)> {
    Some(("Redo".to_owned(), Msg::Time(TimeMsg::Redo)))
}

#[inline(never)]
fn learned_facts(model: &mut Model, facts: Rc<Facts>) -> Vec<Effect> {
    let before = std::mem::replace(&mut model.facts, facts);
    if model.facts.pair.is_some() {
        // Goals, questions and what is selected belong to the scene, which waits.
        return vec![];
    }
    let mut effects = if before.pair.is_some() { vec![] } else { hooked::watched(model) };
    if before.pair.is_none() {
        effects.extend(goals_met(model, &before));
        effects.extend(presenting::changed(model, &before));
        effects.extend(embedding::changed(model, &before));
    }
    // While time stands still, a passport is of the instant that is shown.
    if let Some(passport) = &model.passport
        && !model.facts.clock.playing
        && model.facts.clock.work.is_none()
        && passport.at != model.facts.clock.now
    {
        effects.push(engine(Ask::Passport(passport.of.clone())));
    }
    if let Some(view) = &model.facts.view
        && !stage::exists(view, &model.selection)
        && !model.calls.is_empty()
        && model.facts.clock.work.is_none()
    {
        forget_what_is_gone(model);
    }
    // Something went wrong for the first time since the page was last drawn: said, not only shown.
    let refused = |facts: &Facts| {
        let view = facts.view.as_ref();
        view.map_or(0, |view| view.streams.iter().map(|stream| stream.refused_per_s).sum::<u64>())
    };
    let (was, is) = (refused(&before), refused(&model.facts));
    if was == 0 && is > 0 && model.hook == Hook::Off && before.view.is_some() {
        effects.extend(say(
            model,
            format!("{} records a second are being refused.", engine::kernel::units::grouped(is)),
        ));
    }
    effects
}

#[inline(never)]
fn forget_what_is_gone(model: &mut Model) {
    let gone = model.facts.view.as_ref().is_some_and(|view| !stage::exists(view, &model.selection));
    if gone {
        model.selection = Selection::Nothing;
        model.inspector = Inspector::default();
    }
}

/// Says each goal that has just been met; remembers a lab whose goals are all met.
#[inline(never)]
fn goals_met(model: &mut Model, before: &Facts) -> Vec<Effect> {
    if before.goals.len() != model.facts.goals.len() {
        return vec![];
    }
    let facts = model.facts.clone();
    let changed = facts.goals.iter().zip(&before.goals).filter(|(goal, was)| goal.state != was.state);
    let said: Vec<String> = changed
        .filter_map(|(goal, _)| match goal.state {
            Goal::Met => Some(format!("✓ {}", goal.text)),
            Goal::Broken => Some(format!("✕ {}: {}", goal.text, goal.says)),
            Goal::NotYet => None,
        })
        .collect();
    let all_met =
        |facts: &Facts| !facts.goals.is_empty() && facts.goals.iter().all(|goal| goal.state == Goal::Met);
    let all = all_met(&facts);
    let mut effects = vec![];
    if all && !all_met(before) {
        // A card says it, and nothing lies over it.
        model.lab.card_closed = false;
        model.sheet = None;
        model.notices.toasts.clear();
        effects.extend(solved::card(model).map_or(vec![], |card| say(model, card.headline)));
    } else if !said.is_empty() {
        let said = said.join(" · ");
        // Where the goals stand beside the stage, a notice would only lie over them.
        effects.extend(match model.width {
            Width::Wide => say(model, said),
            Width::Narrow | Width::Phone => toast(model, said, None),
        });
    }
    if let Place::Lab(id) = &model.place
        && all
        && !model.lab.showing
        && model.progress.labs.insert(id.clone())
    {
        effects.extend(progress(model));
    }
    effects
}

#[inline(never)]
fn called(model: &mut Model, call: Call, typed: bool) -> Vec<Effect> {
    let refused = (call.refused && !typed).then(|| call.answer.clone());
    model.calls.push(call);
    // The oldest go when the list becomes longer than anyone reads.
    let over = model.calls.len().saturating_sub(300);
    model.calls.drain(..over);
    match refused {
        Some(answer) => {
            let view = model.facts.view.clone();
            let is_name = |word: &str| view.as_ref().is_some_and(|view| stage::has_name(view, word));
            toast(model, prose::cut(&prose::sentence(&answer, is_name), 300), None)
        }
        None => vec![],
    }
}

/// `out` is what came back, whether it is a failure, and why.
#[inline(never)]
fn printed(
    model: &mut Model,
    line: &str,
    (out, failed, why): (String, bool, Option<Why>),
    column: Option<usize>,
) -> Vec<Effect> {
    if let Some(column) = column {
        // The sign stands under the word: the prompt takes two places.
        let before = column.saturating_sub(1).min(line.chars().count()) + 2;
        model.terminal.print(Printed::Failed(format!("{}^", " ".repeat(before))));
    }
    let said = prose::cut(&out, 200);
    if let Some(why) = why {
        model.terminal.print(Printed::Refused(out, why));
    } else if failed {
        model.terminal.print(Printed::Failed(out));
    } else if !out.is_empty() {
        model.terminal.print(Printed::Answer(out));
    }
    let mut effects = vec![keep_terminal(model), host(Task::ScrollTerminal)];
    effects.extend(say(model, if said.is_empty() { "Done.".to_owned() } else { said }));
    effects
}
