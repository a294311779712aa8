//! A lab's task where it has no column of its own: it opens at first entry, and once it was put away it stays so.

use super::{engine, progress};
use crate::model::{Ask, Effect, Model, Place, Sheet, TimeMsg, Width};

/// Opens the task of the lab that is played, unless the learner has put it away before. Whether it stands open.
#[inline(never)]
pub(super) fn show(model: &mut Model) -> bool {
    let Place::Lab(id) = &model.place else { return false };
    let unread = model.width != Width::Wide && !model.progress.tasks_read.contains(id);
    if unread {
        model.sheet = Some(Sheet::Left);
    }
    unread
}

/// Remembers that the task, if it is what stands open, is put away. At the first time it goes at once, and the scene
/// that has waited for it begins.
#[inline(never)]
pub(super) fn put_away(model: &mut Model) -> Vec<Effect> {
    let Place::Lab(id) = &model.place else { return vec![] };
    if model.sheet != Some(Sheet::Left) {
        return vec![];
    }
    let first = model.progress.tasks_read.insert(id.clone());
    if !first {
        return vec![];
    }
    model.sheet = None;
    let mut effects = progress(model);
    if std::mem::take(&mut model.lab.waits) {
        effects.push(engine(Ask::Time(TimeMsg::Play)));
    }
    effects
}
