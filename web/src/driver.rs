//! The only holder of a `History`: turns real milliseconds into virtual time, within a frame's budget.
//!
//! One call of [`Driver::frame`] per frame of the screen. It asks the engine for wakes in small portions until
//! the wished time is reached or the budget is spent, and says which speed was really reached. Seeking, undo and
//! "skip to the next flush" are jobs that go on over frames in the same budget. Absent: the browser. The clock
//! is an argument, so that all of this runs in host tests.

mod following;
mod frame;
mod jobs;
mod markers;
mod pace;
mod pair;
mod steps;

use engine::command::{Command, Reply};
use engine::history::History;
use engine::kernel::{Span, Time};
use engine::refusal::Refusal;
use engine::story::Story;
use engine::streams::Status;
use engine::tools::Tools;
use engine::view::{Marker, MarkerKind};
use engine::world::{Progress, World};
use engine::worlds::Worlds;

pub use following::Following;
pub use jobs::Work;
pub use markers::Markers;

use jobs::Job;
use pace::Pace;
use pair::Swap;

/// What one frame may take, in real milliseconds; the rest of the 16.7 belongs to drawing.
pub const BUDGET_MS: f64 = 8.0;
/// How many wakes are asked for before the clock is looked at again.
const PORTION: u64 = 64;
/// Wakes until the first streams of a story are ready: that time is skipped in one go.
const BEGINS_WITHIN: u64 = 500_000;
/// A frame that comes later than this (a tab in the background) counts as this long.
const LONGEST_FRAME_MS: f64 = 100.0;
/// How far ahead "skip to the next …" looks before it gives up.
const SKIP_AT_MOST: Span = Span::seconds(1_800);
/// How fast a solution's commands are shown, how long before the first it begins, and how long the last is looked at.
pub const SHOWN_AT: u32 = 10;
const BEFORE_SHOWN: Span = Span::seconds(20);
const AFTER_SHOWN: Span = Span::seconds(20);

/// What came to an end in a frame without the learner's doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The first refusal that was to be waited for.
    FirstRefusal,
    /// A seek, undo or step arrived.
    Arrived,
    /// The instant at which playing was to pause.
    Stopped,
    /// "Skip to the next …" found nothing within half an hour.
    NothingFound(MarkerKind),
}

pub struct Driver {
    history: History,
    playing: bool,
    speed: u32,
    /// Virtual µs that the wished speed still owes, a fraction of one included.
    owed: f64,
    job: Option<Job>,
    pace: Pace,
    markers: Markers,
    /// Pause when a shard refuses for the first time: the hook scene.
    wait_for_refusal: bool,
    /// Pause here.
    stop_at: Option<Time>,
    /// A solution that plays itself, the next command last.
    script: Vec<(Time, Command)>,
    /// When the script's last command has been looked at, and the speed from then on.
    faster: Option<(Time, u32)>,
    /// Two worlds that play while the scene waits.
    pair: Option<Box<Worlds>>,
    /// The world of an endpoint that this one follows.
    following: Option<Box<Following>>,
    /// The scene before a changed world was kept; and that world, when the keeping was undone.
    kept: Option<Swap>,
    taken_back: Option<Swap>,
    /// What the script did since it was asked for.
    scripted: Vec<(Time, Command, Result<Reply, Refusal>)>,
}

impl Driver {
    /// Begins a story. The time in which its first streams are CREATING is skipped: nothing moves then, and
    /// "To the start" shows it to whoever wants to see it.
    ///
    /// # Errors
    /// Line, column and what was expected.
    pub fn begin(story: &Story, tools: &Tools) -> Result<Driver, String> {
        let mut history = History::lent(story, tools).map_err(|error| error.to_string())?;
        history.skip_idle_beginning();
        let creating = history.world().streams().iter().filter(|stream| stream.status == Status::Creating);
        let ready = creating.filter_map(|stream| stream.settles_at).max();
        if let Some(ready) = ready
            && history.advance(ready, BEGINS_WITHIN) == Progress::BudgetSpent
        {
            let most = engine::kernel::units::grouped(BEGINS_WITHIN);
            return Err(format!("it asks for too much: more than {most} steps before its streams are ready"));
        }
        Ok(Driver::new(history))
    }

    /// Takes up a saved history, and goes to the instant at which it was left.
    ///
    /// # Errors
    /// What is wrong with the text, and where.
    pub fn load(text: &str, tools: &Tools) -> Result<Driver, String> {
        let (history, at) = History::load_lent(text, tools)?;
        let mut driver = Driver::new(history);
        driver.seek(at);
        Ok(driver)
    }

    /// What a saved history tells of itself: its title, the instant at which it was left, and how much was done in it.
    /// `None`: it needs a tool, and is read when that is there.
    ///
    /// # Errors
    /// What is wrong with the text, and where.
    pub fn read(text: &str) -> Result<Option<(String, Time, usize)>, String> {
        if !History::needs(text).is_empty() {
            return Ok(None);
        }
        let (history, at) = History::load(text)?;
        Ok(Some((history.story().title.clone(), at, history.actions().len())))
    }

    fn new(history: History) -> Driver {
        let mut driver = Driver {
            history,
            playing: false,
            speed: 1,
            owed: 0.0,
            job: None,
            pace: Pace::default(),
            markers: Markers::default(),
            wait_for_refusal: false,
            stop_at: None,
            script: Vec::new(),
            faster: None,
            scripted: Vec::new(),
            pair: None,
            following: None,
            kept: None,
            taken_back: None,
        };
        driver.note_markers();
        driver
    }

    /// The world that plays; of two the one that is as the scene is.
    pub fn world(&self) -> &World {
        self.pair.as_ref().map_or(self.history.world(), |pair| pair.worlds()[0])
    }
    pub fn history(&self) -> &History {
        &self.history
    }
    pub fn now(&self) -> Time {
        self.pair.as_ref().map_or(self.history.now(), |pair| pair.now())
    }
    /// The furthest instant of this branch, or of both worlds.
    pub fn end(&self) -> Time {
        self.pair.as_ref().map_or(self.history.end().max(self.history.now()), |pair| pair.end())
    }
    pub fn playing(&self) -> bool {
        self.playing
    }
    /// The first instant that can be gone to.
    pub fn begins(&self) -> Time {
        if self.pair.is_some() { Time::START } else { self.history.begins() }
    }
    pub fn speed(&self) -> u32 {
        self.speed
    }
    pub fn markers(&self) -> &[Marker] {
        self.markers.all()
    }
    /// The speed of the last second in tenths, if it stayed clearly behind the wished one.
    pub fn behind_at(&self) -> Option<u64> {
        self.pace.behind(self.playing && self.job.is_none(), self.speed)
    }
    pub fn work(&self) -> Option<Work> {
        self.job.as_ref().map(|job| job.work(self.now()))
    }
    /// Whether the next frame has anything to do.
    pub fn busy(&self) -> bool {
        self.playing || self.job.is_some()
    }

    pub fn play(&mut self) {
        self.playing = true;
        self.owed = 0.0;
        self.pace.restart();
    }
    pub fn pause(&mut self) {
        self.playing = false;
        self.owed = 0.0;
    }
    pub fn set_speed(&mut self, speed: u32) {
        self.faster = None;
        self.speed = speed.max(1);
        self.owed = 0.0;
        self.pace.restart();
    }
    pub fn wait_for_refusal(&mut self, wait: bool) {
        self.wait_for_refusal = wait;
    }

    /// Pauses when this instant is reached.
    pub fn stop_at(&mut self, at: Option<Time>) {
        self.stop_at = at.filter(|at| *at > self.now());
    }

    /// Goes to shortly before the first of these commands and does each at its instant while the scene plays, slowly
    /// enough to be watched; then plays on at the speed `then`.
    pub fn play_script(&mut self, mut script: Vec<(Time, Command)>, then: u32) {
        script.sort_by_key(|(at, _)| *at);
        let begin = script.first().map_or(self.now(), |(first, _)| first.back(BEFORE_SHOWN));
        if begin > self.now() {
            self.seek(begin);
        }
        self.set_speed(SHOWN_AT);
        self.faster = script.last().map(|(last, _)| (*last + AFTER_SHOWN, then));
        self.play();
        script.reverse();
        self.script = script;
    }

    /// What the script did since the last time.
    pub fn take_scripted(&mut self) -> Vec<(Time, Command, Result<Reply, Refusal>)> {
        std::mem::take(&mut self.scripted)
    }

    /// Why actions of a loaded state were left out, once.
    pub fn take_complaint(&mut self) -> Option<String> {
        self.history.take_complaint()
    }

    /// Goes to an instant, forwards or backwards; arrives in a later frame.
    pub fn seek(&mut self, to: Time) {
        let to = match &mut self.pair {
            Some(pair) => {
                pair.seek(to);
                to.max(pair.from())
            }
            None => {
                let to = self.within(to);
                self.history.seek(to);
                to
            }
        };
        self.job = Some(Job::go(self.now(), to));
    }

    pub fn act(&mut self, command: &Command) -> Result<Reply, Refusal> {
        if self.pair.is_some() {
            return Err(Refusal::scene(
                "two worlds play side by side: close the comparison, or keep one, and act then",
            ));
        }
        if self.following.is_some() {
            return Err(Refusal::scene("this is the world of an endpoint: stop following, and it is yours"));
        }
        let past = self.now() < self.history.end();
        let answer = self.history.act(command);
        if past && answer.is_ok() {
            self.markers.forget_after(self.now());
        }
        if answer.is_ok() && !World::only_looks(command) {
            self.taken_back = None;
        }
        self.note_markers();
        answer
    }

    /// Drops the last action and comes back to the present instant. The line of what was dropped.
    pub fn undo(&mut self) -> Option<String> {
        if self.pair.is_some() || self.following.is_some() {
            return None;
        }
        if let Some(line) = self.undo_keep() {
            return Some(line);
        }
        let undone = self.history.undo()?;
        self.come_back(undone.at, undone.target);
        Some(undone.line)
    }

    pub fn redo(&mut self) -> Option<String> {
        if self.pair.is_some() || self.following.is_some() {
            return None;
        }
        if let Some(line) = self.redo_keep() {
            return Some(line);
        }
        let redone = self.history.redo()?;
        self.come_back(redone.at, redone.target);
        Some(redone.line)
    }

    fn come_back(&mut self, changed_at: Time, to: Time) {
        self.markers.forget_after(Time(changed_at.0.saturating_sub(1)));
        self.job = Some(Job::go(self.now(), to));
    }

    fn note_markers(&mut self) {
        let world = self.pair.as_ref().map_or(self.history.world(), |pair| pair.worlds()[0]);
        self.markers.read(world);
    }
}

#[cfg(test)]
mod tests;
