//! "Your data": export, import, erasing, undo; and settings.

use super::{engine, host, prefs, say, toast};
use crate::kept::{self, Mended, Store};
use crate::model::{
    Ask, Asking, Data, DataAsk, DataMsg, Effect, Facts, LabState, Model, Msg, Place, Prefs, Task,
};

pub(super) fn done(model: &mut Model, msg: DataMsg) -> Vec<Effect> {
    match msg {
        DataMsg::Export => vec![engine(Ask::Save), engine(Ask::Data(DataAsk::Export))],
        DataMsg::Brought(name, bytes) => {
            let file = bytes.and_then(|bytes| kept::import(&name, &bytes));
            let said = match &file {
                Ok(file) => format!("{name} is read: {}.", kept::counted(file.saved.len(), "part")),
                Err(why) => format!("{name} cannot be read. {why}"),
            };
            model.data.file = Some(file);
            let mut effects = say(model, said);
            effects.push(host(Task::Focus("import")));
            effects
        }
        DataMsg::Take { merge } => match model.data.file.take() {
            // What is open now counts too.
            Some(Ok(file)) => vec![engine(Ask::Save), engine(Ask::Data(DataAsk::Take { file, merge }))],
            Some(Err(_)) | None => vec![],
        },
        DataMsg::Leave => {
            model.data.file = None;
            vec![host(Task::Focus("main"))]
        }
        DataMsg::Erase(key) => vec![engine(Ask::Data(DataAsk::Erase(Some(key))))],
        DataMsg::EraseAll => {
            model.notices.asking = Some(Asking::EraseAll);
            vec![]
        }
        DataMsg::EraseFiles => vec![host(Task::EraseFiles)],
        DataMsg::FilesErased => {
            let text = "The page's own files are erased. When it is opened again, it comes from the network and is kept anew.";
            toast(model, text.to_owned(), None)
        }
        DataMsg::Undo => match model.data.before.take() {
            Some(before) => vec![engine(Ask::Data(DataAsk::Undo(before)))],
            None => vec![],
        },
        DataMsg::Mend => mended(model),
        DataMsg::Motion(motion) => {
            model.prefs.motion = motion;
            looks(model)
        }
        DataMsg::Contrast(contrast) => {
            model.prefs.contrast = contrast;
            looks(model)
        }
        DataMsg::StartSpeed(speed) => {
            model.prefs.start_speed = speed;
            prefs(model)
        }
        DataMsg::SingleKeys(on) => {
            model.prefs.single_keys = on;
            looks(model)
        }
    }
}

/// Keeps the settings, and lets the page follow them.
fn looks(model: &Model) -> Vec<Effect> {
    let mut effects = prefs(model);
    effects.push(host(Task::Look(model.prefs.clone())));
    effects
}

/// What was moved aside when the page was opened is kept so, and said once.
fn mended(model: &mut Model) -> Vec<Effect> {
    let mut effects = changed(std::mem::take(&mut model.data.mended));
    let says = std::mem::take(&mut model.data.mended_says);
    if !says.is_empty() {
        let button = ("Your data".to_owned(), Msg::Go(crate::route::Route::Data));
        effects.extend(toast(model, says.join(" "), Some(button)));
    }
    effects
}

fn changed(changes: Vec<(String, Option<String>)>) -> Vec<Effect> {
    let one = |(key, text)| match text {
        Some(text) => host(Task::Store { key, text }),
        None => host(Task::Remove { key }),
    };
    changes.into_iter().map(one).collect()
}

/// Other things are kept now than before: the page reads them anew, and no scene is open.
pub(super) fn anew(
    model: &mut Model,
    before: Option<Store>,
    after: &Store,
    changes: Vec<(String, Option<String>)>,
    says: &str,
) -> Vec<Effect> {
    let Mended { prefs, progress, drafts, .. } = kept::mend(after);
    let effects = changed(changes);
    model.prefs = Prefs { dock_open: prefs.dock_open, ..prefs };
    model.progress = progress;
    model.own.drafts = drafts;
    kept::own_lab(after);
    model.terminals = crate::model::kept_terminals(after);
    model.terminal = model.terminals.remove(&Place::Playground.terminal_key()).unwrap_or_default();
    // The scene is opened again from what is kept when it is gone to.
    model.place = Place::Playground;
    model.facts = Facts::default().into();
    model.lab = LabState::default();
    model.calls.clear();
    model.data = Data { before, ..Data::default() };
    let mut all = effects;
    all.push(host(Task::Theme(model.prefs.theme)));
    all.push(host(Task::Look(model.prefs.clone())));
    let button = model.data.before.is_some().then(|| ("Undo".to_owned(), Msg::Data(DataMsg::Undo)));
    all.extend(toast(model, says.to_owned(), button));
    all
}
