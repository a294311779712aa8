//! Time travel: snapshots and the log of actions.
//!
//! An action is kept by `(wakes done, time)`, never by time alone: several things share an instant, and a
//! click in the middle of one must come back in the same order. Undo drops one action and the world is
//! simulated again to the same instant. Acting in the past keeps the old future as a branch.
//!
//! What functions of the learner's own answered lies in the log between the actions, so going back and forth never runs
//! them. An undo drops the learner's last action and the answers behind it: what is asked anew may be answered anew.

mod branches;
mod retold;
mod save;
mod skip;

use crate::api::cli;
use crate::command::{Command, Reply};
use crate::kernel::{Span, Time};
use crate::refusal::Refusal;
use crate::story::{self, Goals, Story};
use crate::tools::Tools;
use crate::world::{Progress, World};

pub use branches::{Branch, BranchTold};

/// How much virtual time lies between snapshots at first.
const SNAPSHOT_EVERY: Span = Span::seconds(5);
/// When there are more snapshots than this, every other one goes and the spans between them double: so to seek is never
/// to simulate more than a hundredth of the story.
const SNAPSHOTS_MOST: usize = 256;

const NO_SUCH_PLACE: &str = "its place in time does not exist";

/// A world with the state of its story's goals, and how many of the branch's actions it has seen.
#[derive(Clone, Debug)]
struct Moment {
    world: World,
    goals: Goals,
    done: usize,
}

impl Moment {
    /// Its place in the log.
    fn place(&self) -> (u64, Time) {
        (self.world.wakes(), self.world.now())
    }
}

/// Something that the learner did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Wakes done before it.
    pub wakes: u64,
    pub at: Time,
    pub command: Command,
}

impl Action {
    fn place(&self) -> (u64, Time) {
        (self.wakes, self.at)
    }
}

/// What an undo or redo did, and where to advance to afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    pub line: String,
    pub at: Time,
    /// The instant at which the learner was.
    pub target: Time,
}

#[derive(Clone, Debug)]
pub struct History {
    story: Story,
    present: Moment,
    /// Oldest first; the first is the beginning. All of this branch.
    snapshots: Vec<Moment>,
    snapshot_every: Span,
    /// Those beyond `present.done` lie ahead.
    actions: Vec<Action>,
    /// Each with the answers that lay behind it.
    undone: Vec<Vec<Action>>,
    branches: Vec<Branch>,
    /// As the learner called the branch that plays.
    name: Option<String>,
    /// The furthest instant of this branch.
    end: Time,
    /// Why an action of a loaded log could not be done again.
    complaint: Option<String>,
}

impl History {
    /// Begins a story.
    ///
    /// # Errors
    /// If a line of its beginning is refused.
    pub fn new(story: &Story) -> Result<History, story::Error> {
        History::lent(story, &Tools::none())
    }

    /// The same for a story that [`Story::needs`] tools, or whose learner may.
    ///
    /// # Errors
    /// As [`History::new`].
    pub fn lent(story: &Story, tools: &Tools) -> Result<History, story::Error> {
        let world = story::start_lent(story, tools)?;
        let mut goals = Goals::new(story.goals());
        goals.check(&world);
        let beginning = Moment { world, goals, done: 0 };
        Ok(History {
            story: story.clone(),
            present: beginning.clone(),
            snapshots: vec![beginning],
            snapshot_every: SNAPSHOT_EVERY,
            actions: Vec::new(),
            undone: Vec::new(),
            branches: Vec::new(),
            name: None,
            end: Time::START,
            complaint: None,
        })
    }

    pub fn story(&self) -> &Story {
        &self.story
    }
    pub fn world(&self) -> &World {
        &self.present.world
    }
    pub fn goals(&self) -> &Goals {
        &self.present.goals
    }
    pub fn now(&self) -> Time {
        self.present.world.now()
    }
    /// The furthest instant that this branch has reached.
    pub fn end(&self) -> Time {
        self.end
    }
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }
    /// How many of the branch's actions lie before the present instant.
    pub fn done(&self) -> usize {
        self.present.done
    }
    /// Why actions of a loaded state were left out; taken once.
    pub fn take_complaint(&mut self) -> Option<String> {
        self.complaint.take()
    }

    /// The instant at which something happens next: a wake, or an action that lies ahead.
    pub fn next_wake_at(&self) -> Option<Time> {
        let action = self.ahead().map(|action| action.at);
        let wake = self.present.world.next_wake_at();
        wake.into_iter().chain(action).min()
    }

    /// The next action that lies ahead.
    fn ahead(&self) -> Option<&Action> {
        self.actions.get(self.present.done)
    }

    fn action_is_due(&self) -> bool {
        self.ahead().is_some_and(|action| action.place() == self.present.place())
    }

    /// Lets time pass until an instant or until `max_wakes` wakes are done. Actions that lie ahead are done
    /// again when their place comes.
    pub fn advance(&mut self, until: Time, max_wakes: u64) -> Progress {
        let stop = self.present.world.wakes().saturating_add(max_wakes);
        loop {
            self.repeat_due_actions();
            let done = self.present.world.wakes();
            let mut target = until.min(self.present.goals.next_check().max(self.now()));
            target = target.min((self.last_snapshot_at() + self.snapshot_every).max(self.now()));
            let mut budget = stop - done;
            if let Some(action) = self.ahead() {
                target = target.min(action.at);
                budget = budget.min(action.wakes.saturating_sub(done));
            }
            let progress = self.present.world.advance(target, budget);
            self.end = self.end.max(self.now());
            match progress {
                Progress::Reached => {
                    let Moment { world, goals, .. } = &mut self.present;
                    if world.now() >= goals.next_check() {
                        goals.check(world);
                    }
                    self.keep_snapshot();
                    // All that was due by then is done, and it is not the action's place: see below.
                    if !self.action_is_due() && self.ahead().is_some_and(|action| action.at <= self.now()) {
                        self.drop_ahead(NO_SUCH_PLACE);
                    }
                    if self.now() >= until && !self.action_is_due() {
                        return Progress::Reached;
                    }
                }
                Progress::BudgetSpent => {
                    if self.action_is_due() {
                        continue;
                    }
                    if self.present.world.wakes() >= stop {
                        return Progress::BudgetSpent;
                    }
                    // All the wakes before the action are done, and yet its instant has not come: the log is
                    // not of this story. Only a state from outside can be like that.
                    self.drop_ahead(NO_SUCH_PLACE);
                }
                Progress::NeedsHost => {
                    if !self.action_is_due() {
                        return Progress::NeedsHost;
                    }
                }
            }
        }
    }

    fn repeat_due_actions(&mut self) {
        while self.action_is_due() {
            let command = self.actions[self.present.done].command.clone();
            match self.present.world.apply(&command) {
                Ok(_) => self.present.done += 1,
                Err(refusal) => self.drop_ahead(&refusal.message),
            }
        }
    }

    /// Forgets the actions that lie ahead: the first of them cannot be done again.
    fn drop_ahead(&mut self, why: &str) {
        if let Some(action) = self.ahead() {
            self.complaint =
                Some(format!("`{}` at {} could not be done again: {why}", action.command, action.at));
        }
        self.actions.truncate(self.present.done);
    }

    fn keep_snapshot(&mut self) {
        if self.now() < self.last_snapshot_at() + self.snapshot_every {
            return;
        }
        self.snapshots.push(self.present.clone());
        if self.snapshots.len() > SNAPSHOTS_MOST {
            let mut place = 0;
            self.snapshots.retain(|_| {
                place += 1;
                place % 2 == 1
            });
            self.snapshot_every = self.snapshot_every + self.snapshot_every;
        }
    }

    fn last_snapshot_at(&self) -> Time {
        self.snapshots.last().map_or(Time::START, |moment| moment.world.now())
    }

    /// Does a command at the present instant, judged as a wire call is. In the past, the old future becomes a branch.
    ///
    /// # Errors
    /// A refusal; nothing has changed then.
    pub fn act(&mut self, command: &Command) -> Result<Reply, Refusal> {
        cli::fits(command, self.present.world.era())?;
        let (wakes, at) = self.present.place();
        let reply = self.present.world.apply(command)?;
        if !World::only_looks(command) {
            self.fork(command);
            // An answer is no doing of the learner's.
            if !matches!(command, Command::Answer(_)) {
                self.undone.clear();
            }
            self.actions.push(Action { wakes, at, command: command.clone() });
            self.present.done = self.actions.len();
            self.end = at;
        }
        Ok(reply)
    }

    /// Forgets the future of this branch; if it holds actions, they are kept as a branch of their own.
    fn leave_future(&mut self) {
        if self.ahead().is_some() {
            self.keep_branch();
            self.actions.truncate(self.present.done);
            self.name = None;
        }
        let (place, done) = (self.present.place(), self.present.done);
        self.snapshots.retain(|moment| moment.place() <= place && moment.done <= done);
    }

    /// Goes to the nearest snapshot at or before an instant, unless the present is nearer; advance from there.
    pub fn seek(&mut self, to: Time) {
        let to = to.max(self.begins());
        let from = if self.now() <= to { self.present.place() } else { (0, Time::START) };
        let nearest = self.snapshots.iter().rev().find(|moment| moment.world.now() <= to);
        if let Some(nearest) = nearest.filter(|moment| self.now() > to || moment.place() > from) {
            self.present = nearest.clone();
        }
    }

    /// Goes to the last snapshot that is left.
    fn back_to_last_snapshot(&mut self) {
        self.present = self.snapshots.last().expect("the beginning is always there").clone();
    }

    /// The place of the learner's last action that is done, past the answers behind it.
    fn last_of_learner(&self) -> Option<usize> {
        let done = &self.actions[..self.present.done];
        done.iter().rposition(|action| !matches!(action.command, Command::Answer(_)))
    }

    /// The line that an undo would drop.
    pub fn undo_line(&self) -> Option<String> {
        self.last_of_learner().map(|last| self.actions[last].command.told())
    }

    /// The line that a redo would put back.
    pub fn redo_line(&self) -> Option<String> {
        self.undone.last()?.first().map(|action| action.command.told())
    }

    /// Drops the last action before the present instant. Advance to the target afterwards.
    pub fn undo(&mut self) -> Option<Undone> {
        let target = self.now();
        let last = self.last_of_learner()?;
        self.leave_future();
        let dropped = self.actions.split_off(last);
        let action = &dropped[0];
        let place = action.place();
        self.snapshots.retain(|moment| moment.done <= last && moment.place() <= place);
        self.back_to_last_snapshot();
        let undone = Undone { line: action.command.told(), at: action.at, target };
        self.undone.push(dropped);
        self.absorb();
        Some(undone)
    }

    /// Puts back the action that was undone last, at its own instant. Advance to the target afterwards.
    pub fn redo(&mut self) -> Option<Undone> {
        let target = self.now();
        let dropped = self.undone.pop()?;
        let action = &dropped[0];
        let undone = Undone { line: action.command.told(), at: action.at, target };
        // The present may lie before the action, if the learner has sought back since.
        let place = action.place();
        self.actions.truncate(self.actions.iter().take_while(|other| other.place() <= place).count());
        // The world waited for an answer when it was done: that one comes behind it again, not before it.
        if dropped.get(1).is_some_and(|answer| answer.place() == place) {
            let is_answer =
                |other: &mut Action| other.place() == place && matches!(other.command, Command::Answer(_));
            while self.actions.pop_if(is_answer).is_some() {}
        }
        let done = self.actions.len();
        self.snapshots.retain(|moment| moment.place() <= place && moment.done <= done);
        self.actions.extend(dropped);
        self.back_to_last_snapshot();
        Some(undone)
    }
}
