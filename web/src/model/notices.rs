//! What the page says to the learner: toasts, the live region, questions, problems.

use engine::era::Era;

use super::Msg;

#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    pub id: u64,
    pub text: String,
    pub button: Option<(String, Msg)>,
}

/// Something that must be answered before the page goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// The scene would begin again under another era's limits.
    Era(Era),
    /// The scene would begin again.
    Restart,
    /// All that is kept would be gone.
    EraseAll,
}

/// Something is wrong that the learner should know and can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub title: String,
    pub text: String,
    /// A state that could not be read: where it is kept now, and what it says.
    pub broken: Option<(String, String)>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notices {
    pub toasts: Vec<Toast>,
    /// The pointer or the focus is on them: they stay.
    pub held: bool,
    pub asking: Option<Asking>,
    pub problem: Option<Problem>,
    /// In the live region now.
    pub spoken: String,
    /// To be said when the live region is free.
    pub waiting: Vec<String>,
    /// The live region was used less than a second ago.
    pub busy: bool,
    next: u64,
}

impl Notices {
    pub fn toast(&mut self, text: String, button: Option<(String, Msg)>) -> u64 {
        self.next += 1;
        self.toasts.push(Toast { id: self.next, text, button });
        // Three at once are as many as can be read.
        if self.toasts.len() > 3 {
            self.toasts.remove(0);
        }
        self.next
    }

    /// Takes what waits into the live region, as one text. `false`: nothing waited.
    pub fn speak(&mut self) -> bool {
        self.busy = !self.waiting.is_empty();
        if self.busy {
            self.spoken = std::mem::take(&mut self.waiting).join(" ");
        }
        self.busy
    }
}
