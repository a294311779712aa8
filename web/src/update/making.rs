//! "Turn this into a lab": what its author does, and what the engine tells.

use engine::story::{Line, Statement};
use lessons::Lab;
use lessons::proposed::Use;

use super::{engine, host, say, toast};
use crate::content;
use crate::model::{
    Ask, Effect, Finding, GoalDraft, LabForm, Making, MakingAsk, MakingMsg, MakingTold, Model, OWN_LAB,
    Place, Task, TimeMsg,
};
use crate::route::Route;
use crate::shell::scene_key;

/// Where the lab that was made, or opened from a file, is kept.
pub const OWN_LAB_KEY: &str = "shardlab.v1.lab.own";

#[inline(never)]
pub(super) fn made(model: &mut Model, msg: MakingMsg) -> Vec<Effect> {
    match msg {
        MakingMsg::Open => {
            model.sharing.open = false;
            model.sheet = None;
            vec![engine(Ask::Time(TimeMsg::Pause)), engine(Ask::Making(MakingAsk::Draft(None)))]
        }
        MakingMsg::From(first) => vec![engine(Ask::Making(MakingAsk::Draft(Some(first))))],
        MakingMsg::Form(form) => {
            if let Some(making) = &mut model.making {
                changed(making, form);
            }
            vec![]
        }
        MakingMsg::Prove => {
            with_lab(model, |_, lab| vec![engine(Ask::Making(MakingAsk::Prove(Box::new(lab))))])
        }
        MakingMsg::Save => with_lab(model, |model, lab| {
            let name = format!("{}.md", super::sharing::file_name(&lab.title));
            let says = format!("Saved as {name}. Open it here with “Share… · Open a file”.");
            let mut effects = vec![host(Task::Download { name, bytes: lab.to_string().into_bytes() })];
            effects.extend(toast(model, says, None));
            effects
        }),
        MakingMsg::Play => with_lab(model, |model, lab| {
            model.making = None;
            let mut effects = vec![engine(Ask::Making(MakingAsk::Stop))];
            effects.extend(play(model, lab));
            effects
        }),
        MakingMsg::Close => {
            model.making = None;
            vec![engine(Ask::Making(MakingAsk::Stop)), host(Task::Focus("main"))]
        }
    }
}

/// The lab, if it can be written; else why not.
fn with_lab(model: &mut Model, then: impl FnOnce(&mut Model, Lab) -> Vec<Effect>) -> Vec<Effect> {
    let Some(making) = &mut model.making else { return vec![] };
    match making.lab() {
        Ok(lab) => {
            making.error = None;
            then(model, lab)
        }
        Err(why) => {
            making.error = Some(why.clone());
            say(model, why)
        }
    }
}

fn changed(making: &mut Making, form: LabForm) {
    let was = std::mem::replace(&mut making.form, form);
    making.error = None;
    making.findings.clear();
    for (goal, was) in making.form.goals.iter_mut().zip(&was.goals) {
        if goal.line != was.line {
            goal.found = None;
        }
    }
    // There is always an empty line for a goal of one's own.
    if making.form.goals.last().is_none_or(|goal| !goal.line.is_empty()) {
        making.form.goals.push(GoalDraft { chosen: true, ..GoalDraft::default() });
    }
}

#[inline(never)]
pub(super) fn told(model: &mut Model, told: MakingTold) -> Vec<Effect> {
    match told {
        MakingTold::Cannot(why) => {
            model.making = None;
            toast(model, why, None)
        }
        MakingTold::Drafted { story, actions, first } => {
            let mut form = model.making.take().map(|making| making.form).unwrap_or_default();
            if form.title.is_empty() {
                form.title.clone_from(&story.title);
            }
            form.goals.clear();
            form.says.resize(story.wrong_turns.len(), String::new());
            if form.hints[2].is_empty() {
                let lines = story.solutions.iter().flat_map(|solution| &solution.lines);
                let lines: Vec<String> = lines.filter_map(typed).collect();
                form.hints[2] = format!("Type in the terminal: {}.", lines.join(", then "));
            }
            let (work, findings, error) = (Some((0, 1)), vec![], None);
            model.making = Some(Box::new(Making { form, story, actions, first, work, findings, error }));
            vec![]
        }
        MakingTold::Working(done, all) => {
            if let Some(making) = &mut model.making {
                making.work = Some((done, all.max(1)));
            }
            vec![]
        }
        MakingTold::Proposed(goals) => proposed(model, goals),
        MakingTold::Proved(findings) => proved(model, findings),
    }
}

/// A line as one types it.
fn typed(line: &Line) -> Option<String> {
    match &line.what {
        Statement::Do(command) => Some(format!("`{command}`")),
        Statement::Refused(_)
        | Statement::Expect(_)
        | Statement::Predict(_)
        | Statement::Say(_)
        | Statement::Comment(_) => None,
    }
}

fn proposed(model: &mut Model, goals: Vec<(String, Use)>) -> Vec<Effect> {
    let Some(making) = &mut model.making else { return vec![] };
    making.work = None;
    // What asks for something is chosen, and what keeps records from being lost.
    let draft = |(line, found): (String, Use)| {
        let chosen = found == Use::Asks || (found == Use::Guards && line.contains(" never "));
        GoalDraft { line, chosen, found: Some(found) }
    };
    let useful = goals.into_iter().filter(|(_, found)| *found != Use::Fails).map(draft);
    making.form.goals = useful.collect();
    making.form.goals.push(GoalDraft { chosen: true, ..GoalDraft::default() });
    let asks = making.form.goals.iter().filter(|goal| goal.found == Some(Use::Asks)).count();
    let says = format!("Goals that your solution meets and the start does not: {asks}.");
    say(model, says)
}

fn proved(model: &mut Model, findings: Vec<Finding>) -> Vec<Effect> {
    let Some(making) = &mut model.making else { return vec![] };
    making.work = None;
    making.findings = findings;
    let wrong = making.findings.iter().filter(|it| matches!(it, Finding::Wrong(_))).count();
    let says = if wrong == 0 { "It is proved.".to_owned() } else { format!("Not proved: {wrong} things.") };
    say(model, says)
}

/// A lab that is not of the collection is kept, and gone to from its start.
#[inline(never)]
pub(super) fn play(model: &mut Model, lab: Lab) -> Vec<Effect> {
    let (text, place) = (lab.to_string(), Place::Lab(OWN_LAB.to_owned()));
    content::set_own(Some(lab));
    let mut effects = vec![
        engine(Ask::Save),
        host(Task::Store { key: OWN_LAB_KEY.to_owned(), text }),
        host(Task::Remove { key: scene_key(&place) }),
    ];
    let route = Route::Lab(OWN_LAB.to_owned());
    if model.route == route {
        effects.push(engine(Ask::Open { place, afresh: true }));
    }
    effects.push(host(Task::Go(route)));
    effects
}
