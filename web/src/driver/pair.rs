//! Two worlds in the driver: both histories are its own and share the frame's budget; the scene waits as it was.

use engine::history::History;
use engine::kernel::Time;
use engine::tools::Tools;
use engine::worlds::{Knob, Worlds};

use super::Driver;
use super::jobs::Job;
use super::markers::Markers;

/// A scene that another took the place of by "Keep this one".
pub(super) struct Swap {
    /// The one that does not play.
    other: History,
    /// What undo or redo names.
    line: String,
    /// How many actions were done in the one that plays when it took its place.
    done: usize,
}

impl Driver {
    /// Plays the scene and a changed one in step; the scene itself waits.
    ///
    /// # Errors
    /// Why that cannot be.
    pub fn compare(&mut self, knob: &Knob, from_now: bool, tools: &Tools) -> Result<(), String> {
        let worlds = if from_now {
            Worlds::from_now(&self.history, knob)?
        } else {
            Worlds::from_start(&self.history, knob, tools)?
        };
        self.pause();
        self.job = None;
        self.script.clear();
        self.faster = None;
        self.pair = Some(Box::new(worlds));
        self.anew();
        Ok(())
    }

    /// The two worlds, while they play.
    pub fn pair(&self) -> Option<&Worlds> {
        self.pair.as_deref()
    }

    /// Back to the scene as it was; or the changed world takes its place.
    pub fn end_compare(&mut self, keep: bool) {
        let Some(worlds) = self.pair.take() else { return };
        self.pause();
        self.job = None;
        if keep {
            let (line, target) = (format!("keep “{}”", worlds.knob()), worlds.now());
            let changed = worlds.changed();
            let done = changed.actions().len();
            let other = std::mem::replace(&mut self.history, changed);
            self.kept = Some(Swap { other, line, done });
            self.taken_back = None;
            self.job = Some(Job::go(self.history.now(), target));
        }
        self.anew();
    }

    /// The timeline's signs are those of another history now.
    fn anew(&mut self) {
        self.markers = Markers::default();
        self.note_markers();
        self.pace.restart();
    }

    fn undoes_keep(&self) -> Option<&Swap> {
        self.kept.as_ref().filter(|kept| self.pair.is_none() && self.history.done() <= kept.done)
    }

    fn redoes_keep(&self) -> Option<&Swap> {
        let back = self.taken_back.as_ref().filter(|_| self.pair.is_none())?;
        (self.history.done() >= back.done).then_some(back)
    }

    /// The line that an undo would drop.
    pub fn undo_line(&self) -> Option<String> {
        if self.pair.is_some() {
            return None;
        }
        self.undoes_keep().map(|kept| kept.line.clone()).or_else(|| self.history.undo_line())
    }

    /// The line that a redo would put back.
    pub fn redo_line(&self) -> Option<String> {
        if self.pair.is_some() {
            return None;
        }
        self.redoes_keep().map(|kept| kept.line.clone()).or_else(|| self.history.redo_line())
    }

    /// The scene before "Keep this one", at the same instant.
    pub(super) fn undo_keep(&mut self) -> Option<String> {
        self.undoes_keep()?;
        let Swap { other, line, .. } = self.kept.take()?;
        self.taken_back = Some(self.swapped(other, line.clone()));
        Some(line)
    }

    pub(super) fn redo_keep(&mut self) -> Option<String> {
        self.redoes_keep()?;
        let Swap { other, line, .. } = self.taken_back.take()?;
        self.kept = Some(self.swapped(other, line.clone()));
        Some(line)
    }

    fn swapped(&mut self, other: History, line: String) -> Swap {
        let target = self.history.now();
        let left = std::mem::replace(&mut self.history, other);
        let done = self.history.done().max(self.history.actions().len());
        self.history.seek(target);
        self.job = Some(Job::go(self.history.now(), target));
        self.anew();
        Swap { other: left, line, done }
    }

    /// Another branch of the past, from its beginning to its furthest instant.
    pub fn switch(&mut self, branch: usize) {
        if let Some(target) = self.history.switch(branch) {
            self.markers.forget_after(Time::START);
            self.job = Some(Job::go(self.now(), target));
        }
    }

    pub fn name_branch(&mut self, branch: Option<usize>, name: &str) {
        self.history.name_branch(branch, name);
    }

    pub fn delete_branch(&mut self, branch: usize) {
        self.history.delete_branch(branch);
    }
}
