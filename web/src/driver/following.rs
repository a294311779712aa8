//! The world of an endpoint in the driver: what is asked there is done here, and time goes no further than it is there.

use std::collections::VecDeque;

use engine::kernel::{Span, Time};
use engine::tools::Tools;
use engine::watch::{Done, Follower, Gone, Told};

use super::{Driver, PORTION};
use crate::model::Call;

/// Calls that are told to the page; of more than these the oldest are only done.
const TOLD_MOST: usize = 300;
/// What is missing to the other world's instant is caught up with in about so many real milliseconds: what comes in
/// portions moves evenly.
const EASE_MS: f64 = 300.0;
/// A gap that nobody sees.
const CLOSE: Span = Span::millis(2);

pub struct Following {
    follower: Follower,
    /// What was told at first is being read.
    reading: bool,
    differs: Option<String>,
    calls: VecDeque<Call>,
}

impl Following {
    pub fn follower(&self) -> &Follower {
        &self.follower
    }
    pub fn reading(&self) -> bool {
        self.reading
    }
}

impl Driver {
    /// A driver that follows what is told, from its first call on.
    ///
    /// # Errors
    /// What cannot be understood.
    #[inline(never)]
    pub fn follow(told: &Told, title: &str, tools: &Tools) -> Result<Driver, String> {
        let (follower, history) = Follower::begin(told, title, tools)?;
        let mut driver = Driver::new(history);
        let calls = VecDeque::new();
        driver.following = Some(Box::new(Following { follower, reading: true, differs: None, calls }));
        driver.play();
        Ok(driver)
    }

    pub fn following(&self) -> Option<&Following> {
        self.following.as_deref()
    }

    /// More is told; `false`: of another world.
    #[inline(never)]
    pub fn hear(&mut self, told: &Told) -> bool {
        let Some(following) = &mut self.following else { return false };
        if following.follower.is_of_another(told) {
            return false;
        }
        following.follower.hear(told);
        true
    }

    /// From here on the scene is the learner's own.
    #[inline(never)]
    pub fn stop_following(&mut self) {
        if self.following.take().is_some() {
            self.pause();
        }
    }

    /// Why nothing more can be followed, once.
    #[inline(never)]
    pub fn take_differs(&mut self) -> Option<String> {
        self.following.as_mut()?.differs.take()
    }

    /// Calls that were done since the last time.
    #[inline(never)]
    pub fn take_followed(&mut self) -> Vec<Call> {
        self.following.as_mut().map_or_else(Vec::new, |it| it.calls.drain(..).collect())
    }

    /// A frame of a world that is followed.
    #[inline(never)]
    pub(super) fn follow_on(&mut self, elapsed_ms: f64, in_time: &dyn Fn() -> bool) {
        let Some(mut following) = self.following.take() else { return };
        let (now, there) = (self.history.now(), following.follower.now());
        let gap = there.since(now);
        let part = (elapsed_ms / EASE_MS).clamp(0.0, 1.0);
        let target = if following.reading || gap <= CLOSE {
            there
        } else {
            now + Span::micros((gap.as_micros() as f64 * part) as u64)
        };
        loop {
            match following.follower.go_on(&mut self.history, target, PORTION) {
                Ok(Gone::Reached) => {
                    following.reading &= following.follower.done() < following.follower.all();
                    break;
                }
                Ok(Gone::BudgetSpent) => {}
                Ok(Gone::Did(done)) => {
                    let calls = done.into_iter().map(|done| self.as_call(done));
                    following.calls.extend(calls);
                    let over = following.calls.len().saturating_sub(TOLD_MOST);
                    following.calls.drain(..over);
                }
                Err(differs) => {
                    following.differs = Some(differs.to_string());
                    self.playing = false;
                    break;
                }
            }
            self.note_markers();
            if !in_time() {
                break;
            }
        }
        self.note_markers();
        self.following = Some(following);
    }

    fn as_call(&self, done: Done) -> Call {
        let Done { at, asked, call } = done;
        if let Some((command, answer)) = call {
            return crate::shell::call(self.history.world(), at, &command, &answer);
        }
        let refused = asked.refused.map_or(String::new(), |it| format!("{}: {}", it.error, it.message));
        let request = asked.line.trim_start_matches(['#', ' ']).to_owned();
        Call { at, request, answer: refused, refused: true, why: None }
    }

    /// The furthest instant that can be gone to: a followed world has no future.
    pub(super) fn within(&self, to: Time) -> Time {
        let to = to.max(self.history.begins());
        if self.following.is_some() { to.min(self.history.end()) } else { to }
    }
}
