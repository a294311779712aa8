//! What each message does to the model, and which effects follow. No I/O: effects are data.

pub mod adding;
mod copying;
mod data;
mod embedding;
mod fetching;
mod hooked;
mod inspecting;
mod keys;
mod making;
mod opened;
mod others;
mod own;
mod presenting;
mod routing;
mod sharing;
mod stage;
mod tasks;
mod timing;
mod told;
mod watching;
mod worlds;

use engine::api::cli;

use crate::model::{
    Ask, Asked, Asking, DataAsk, DockTab, Effect, Inspector, LabMsg, LabState, LearnMsg, Model, Msg, Of,
    Task, TerminalMsg,
};
use crate::prose;
use crate::route::{self, Route};
use crate::scene::Selection;

pub use adding::split;
pub(crate) use inspecting::charted_of;
use inspecting::{inspected, select};
pub use keys::{Key, clicker, shortcut};
pub use presenting::{shown as beat_shown, steps as lesson_steps};
use routing::routed;
pub use timing::second;
use timing::timed;
pub use told::tried_says;
pub use worlds::{filled, settings};

/// The speeds of the transport, simulated seconds per second.
pub const SPEEDS: [u32; 4] = [1, 10, 60, 3_600];

pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Routed(route) => routed(model, route),
        Msg::Width(width) => {
            model.width = width;
            vec![]
        }
        Msg::Dark(dark) => {
            model.dark = dark;
            vec![]
        }
        Msg::Go(route) => vec![host(Task::Go(route))],
        Msg::Time(time) => timed(model, time),
        Msg::Stage(action) => stage::acted(model, action),
        // A fix of "why?" answers the first scene's question too.
        Msg::Act(commands) => match hooked::attempt(model, &commands) {
            Some(choice) => hooked::hooked(model, choice),
            None => vec![engine(Ask::Act(commands)), host(Task::SaveSoon)],
        },
        Msg::Hook(choice) => hooked::hooked(model, choice),
        Msg::Lab(lab) => labbed(model, lab),
        Msg::Inspect(inspect) => inspected(model, inspect),
        Msg::Why(of) => vec![engine(Ask::Why(of))],
        Msg::WhyCall(why) => {
            told::explained(model, Asked { of: Of::Call, why: Some(why), says: None, trouble: true })
        }
        Msg::Passport(Some(which)) => vec![engine(Ask::Passport(which))],
        Msg::Passport(None) => {
            model.passport = None;
            vec![]
        }
        Msg::Worlds(msg) => worlds::done(model, msg),
        Msg::CloseWhy => {
            model.why = None;
            vec![]
        }
        Msg::Dock(tab) => {
            model.prefs.dock = tab;
            model.prefs.dock_open = Some(true);
            let mut effects = prefs(model);
            if matches!(tab, DockTab::Charts | DockTab::Terminal) {
                effects.push(host(Task::ScrollTerminal));
            }
            effects
        }
        Msg::ToggleDock => {
            model.prefs.dock_open = Some(!model.dock_open());
            prefs(model)
        }
        Msg::Log(kind) => {
            model.prefs.log = kind;
            prefs(model)
        }
        Msg::LogWords(words) => {
            model.log_words = words;
            vec![]
        }
        Msg::LogOfSelected(only) => {
            model.log_selected = only;
            vec![]
        }
        Msg::LogAll => {
            model.log_words.clear();
            model.log_selected = false;
            model.prefs.log = None;
            prefs(model)
        }
        Msg::Charts(of) => {
            model.charted = Some(of);
            vec![]
        }
        Msg::ToggleMarkers => {
            model.marker_list = !model.marker_list;
            worlds::over_the_page(model);
            model.worlds.forks = false;
            vec![]
        }
        Msg::Terminal(terminal) => typed(model, terminal),
        Msg::Sheet(sheet) => {
            let effects = tasks::put_away(model);
            model.sheet = sheet;
            effects
        }
        Msg::Era(era) => {
            if model.calls.iter().any(|call| !call.refused) {
                model.notices.asking = Some(Asking::Era(era));
                return vec![];
            }
            vec![engine(Ask::Era(era))]
        }
        Msg::Restart => {
            if model.calls.iter().any(|call| !call.refused) {
                model.notices.asking = Some(Asking::Restart);
                return vec![];
            }
            vec![engine(Ask::Restart)]
        }
        Msg::Theme => update(model, Msg::SetTheme(model.prefs.theme.next())),
        Msg::SetTheme(theme) => {
            model.prefs.theme = theme;
            let said = format!("Colours: {}.", model.prefs.theme.name());
            let mut effects = prefs(model);
            effects.push(host(Task::Theme(model.prefs.theme)));
            effects.extend(say(model, said));
            effects
        }
        Msg::Copy(text) => {
            vec![host(Task::Copy(text))]
        }
        Msg::Copying(msg) => copying::copied(model, msg),
        Msg::Copied(says) => toast(model, says.to_owned(), None),
        Msg::Confirm(yes) => confirmed(model, yes),
        Msg::CloseToast(id) => {
            model.notices.toasts.retain(|toast| toast.id != id);
            model.notices.held = false;
            vec![]
        }
        Msg::ToastEnds(id) if model.notices.held => vec![after(HELD_MS, Msg::ToastEnds(id))],
        Msg::ToastEnds(id) => {
            model.notices.toasts.retain(|toast| toast.id != id);
            vec![]
        }
        Msg::HoldToasts(held) => {
            model.notices.held = held && !model.notices.toasts.is_empty();
            vec![]
        }
        Msg::CloseProblem => {
            model.notices.problem = None;
            // Behind a link that could not be opened there may be no scene yet.
            if model.facts.view.is_some() { vec![] } else { vec![host(Task::Go(Route::Playground))] }
        }
        Msg::BringBack => vec![engine(Ask::BringBack), host(Task::SaveSoon)],
        Msg::StartFresh => {
            model.notices.problem = None;
            vec![engine(Ask::Open { place: model.place.clone(), afresh: true })]
        }
        Msg::DownloadBroken => {
            let broken = model.notices.problem.as_ref().and_then(|problem| problem.broken.clone());
            let file = broken.map(|(key, text)| {
                host(Task::Download { name: format!("{key}.json"), bytes: text.into_bytes() })
            });
            file.into_iter().collect()
        }
        Msg::Escape => escaped(model),
        Msg::SpeakNext => spoke(model),
        Msg::SaveNow => vec![engine(Ask::Save)],
        Msg::Fetched(part, text) => fetching::fetched(model, part, text),
        Msg::FetchAgain => fetching::fetch(model),
        Msg::NewVersion => fetching::new_version(model),
        // What is not saved yet is saved first: nothing is lost by the reload.
        Msg::TakeVersion => vec![engine(Ask::Save), host(Task::TakeVersion)],
        // The shell goes on with what has waited for it.
        Msg::Lent | Msg::Ran(_) => vec![],
        Msg::Own(msg) => own::owned(model, msg),
        Msg::NotKept => {
            let text = "This browser keeps nothing for us (its storage is full or switched off): a reload loses the scene.";
            toast(model, text.to_owned(), None)
        }
        Msg::Switched(switches, wrong) => {
            model.switches = switches;
            model.misread = wrong;
            vec![]
        }
        Msg::Present(msg) => presenting::presented(model, msg),
        Msg::Heard(heard) => embedding::heard(model, heard),
        Msg::Find(open) => {
            model.finding = open;
            model.sheet = None;
            fetching::fetch(model)
        }
        Msg::Data(msg) => data::done(model, msg),
        Msg::Making(msg) => making::made(model, msg),
        Msg::Share(share) => sharing::shared(model, share),
        Msg::Watch(msg) => watching::watched(model, msg),
        Msg::Learn(learn) => learned(model, learn),
        Msg::Told(told) => told::told(model, told),
    }
}

fn engine(ask: Ask) -> Effect {
    Effect::Engine(ask)
}

fn host(task: Task) -> Effect {
    Effect::Host(task)
}

/// Where the preferences and the progress are kept in the browser.
pub const PREFS_KEY: &str = "shardlab.v1.prefs";
pub const PROGRESS_KEY: &str = "shardlab.v1.progress";
pub use making::OWN_LAB_KEY;

fn prefs(model: &Model) -> Vec<Effect> {
    let text = serde_json::to_string(&model.prefs).expect("plain fields become JSON");
    vec![host(Task::Store { key: PREFS_KEY.to_owned(), text })]
}

fn progress(model: &Model) -> Vec<Effect> {
    let text = serde_json::to_string(&model.progress).expect("plain fields become JSON");
    vec![host(Task::Store { key: PROGRESS_KEY.to_owned(), text })]
}

fn keep_terminal(model: &Model) -> Effect {
    host(Task::Store { key: model.place.terminal_key(), text: model.terminal.save() })
}

/// Says something in the live region, as plain text, at most once a second; what comes sooner waits and is said together.
fn say(model: &mut Model, text: String) -> Vec<Effect> {
    model.notices.waiting.push(prose::plain(&text));
    if model.notices.busy { vec![] } else { spoke(model) }
}

fn spoke(model: &mut Model) -> Vec<Effect> {
    if model.notices.speak() { vec![after(1_000, Msg::SpeakNext)] } else { vec![] }
}

/// How soon a message that is held asks again whether it may go.
const HELD_MS: u32 = 2_000;

#[inline(never)]
fn toast(model: &mut Model, text: String, button: Option<(String, Msg)>) -> Vec<Effect> {
    let stays = if button.is_some() { 12_000 } else { 6_000 };
    let id = model.notices.toast(text.clone(), button);
    let mut effects = vec![after(stays, Msg::ToastEnds(id))];
    effects.extend(say(model, text));
    effects
}

fn after(ms: u32, msg: Msg) -> Effect {
    host(Task::After { ms, msg: Box::new(msg) })
}

#[inline(never)]
fn labbed(model: &mut Model, lab: LabMsg) -> Vec<Effect> {
    match lab {
        LabMsg::Hint => {
            model.lab.hints = (model.lab.hints + 1).min(3);
            vec![]
        }
        LabMsg::ShowMe => {
            model.lab.showing = true;
            model.lab.wrong_turn = None;
            let mut effects = tasks::put_away(model);
            effects.push(engine(Ask::ShowMe));
            effects
        }
        LabMsg::CloseCard => {
            model.lab.card_closed = true;
            vec![host(Task::Focus("main"))]
        }
        LabMsg::Reset => {
            model.lab = LabState::default();
            let mut effects = tasks::put_away(model);
            effects.push(engine(Ask::Open { place: model.place.clone(), afresh: true }));
            effects
        }
    }
}

#[inline(never)]
fn typed(model: &mut Model, terminal: TerminalMsg) -> Vec<Effect> {
    match terminal {
        TerminalMsg::Input(text) => model.terminal.input(text),
        TerminalMsg::Search => model.terminal.search(),
        TerminalMsg::Older => model.terminal.older(),
        TerminalMsg::Newer => model.terminal.newer(),
        TerminalMsg::Complete => {
            let words = cli::complete_with(&model.terminal.input, &model.facts.names());
            model.terminal.complete(&words);
        }
        TerminalMsg::Enter => {
            let Some(line) = model.terminal.enter() else { return vec![] };
            if line == "clear" {
                model.terminal.printed.clear();
                return vec![keep_terminal(model)];
            }
            return vec![engine(Ask::Terminal(line)), host(Task::ScrollTerminal), host(Task::SaveSoon)];
        }
    }
    vec![]
}

#[inline(never)]
fn confirmed(model: &mut Model, yes: bool) -> Vec<Effect> {
    let asking = model.notices.asking.take();
    if !yes {
        return vec![];
    }
    match asking {
        Some(Asking::Era(era)) => vec![engine(Ask::Era(era)), host(Task::SaveSoon)],
        Some(Asking::Restart) => vec![engine(Ask::Restart), host(Task::SaveSoon)],
        Some(Asking::EraseAll) => vec![engine(Ask::Data(DataAsk::Erase(None)))],
        None => vec![],
    }
}

/// Closes what lies on top, one at a time; never loses work.
#[inline(never)]
fn escaped(model: &mut Model) -> Vec<Effect> {
    if model.presenting.is_some() {
        return presenting::leave(model);
    }
    if model.notices.asking.take().is_some()
        || std::mem::take(&mut model.finding)
        || model.worlds.draft.take().is_some()
        || std::mem::take(&mut model.worlds.forks)
        || std::mem::take(&mut model.own.large)
        || std::mem::take(&mut model.marker_list)
        || std::mem::take(&mut model.sharing.open)
    {
        return vec![];
    }
    let effects = tasks::put_away(model);
    let closed = !effects.is_empty()
        || model.sheet.take().is_some()
        || model.why.take().is_some()
        || model.passport.take().is_some();
    if !closed {
        model.selection = Selection::Nothing;
        model.inspector = Inspector::default();
    }
    effects
}

#[inline(never)]
fn learned(model: &mut Model, learn: LearnMsg) -> Vec<Effect> {
    match learn {
        LearnMsg::Answered { question, options } => {
            model.progress.answers.entry(question).or_insert(options);
        }
        LearnMsg::QuizEra(era) => {
            model.prefs.quiz_era = era;
            return prefs(model);
        }
        LearnMsg::Reached { lesson, screen } => {
            let furthest = model.progress.lessons.entry(lesson).or_default();
            *furthest = (*furthest).max(screen);
        }
        LearnMsg::ForgetAnswer { question } => {
            model.progress.answers.remove(&question);
        }
        LearnMsg::Predicted { lesson, option } => {
            model.progress.predictions.insert(lesson, option);
        }
        LearnMsg::OpenStory(story) => return vec![host(Task::Go(route::story_link(&story)))],
    }
    progress(model)
}

#[cfg(test)]
mod tests;
