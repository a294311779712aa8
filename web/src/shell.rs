//! Model and driver together, without a browser: what a message does, and what a frame does.
//!
//! [`app`](crate::app) puts it on a page; tests run it as it is. Effects for the browser come out as [`Task`]s.

mod asks;
mod beats;
mod data;
mod drawn;
mod kcl;
mod lent;
mod lock;
mod log;
mod look;
mod making;
mod own;
mod saved;
mod timed;
mod tutor;
mod watch;
mod why;
mod worlds;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use engine::kernel::Span;
use engine::story::Story;
use engine::tools::Tool;
use engine::view;

use crate::driver::{Driver, Ended};
use crate::hook::Hook;
use crate::host;
use crate::kept::{self, Store};
use crate::model::{
    Ask, Clock, DockTab, Effect, Facts, LabState, Model, Msg, Notices, Now, Place, Task, Told, Wants,
};
use crate::prose;
use crate::route::Route;
use crate::scene;
use crate::update::update;

pub(crate) use asks::call;
pub use saved::{BEFORE, BROKEN, QUESTION, Saved, scene_key};

/// Real milliseconds between two looks at what panels and dock show.
const FACTS_EVERY_MS: f64 = 200.0;
/// Real milliseconds between two savings while the scene plays.
const SAVE_EVERY_MS: f64 = 5_000.0;
/// Marks drawn on one lane; more records than this share a mark.
const MARKS: usize = 150;

pub struct Shell {
    pub model: Rc<Model>,
    driver: Option<Driver>,
    /// What the browser had kept when the page was opened, and what was stored since.
    store: Store,
    facts_due_ms: f64,
    save_due_ms: f64,
    wanted: Wants,
    /// What waits for tools, the first first.
    waiting: VecDeque<Ask>,
    /// Tools that were loaded, or tried to.
    lent: BTreeSet<Tool>,
    running: Option<own::Running>,
    trying: Option<own::Trying>,
    /// Plays of the scene as a lab.
    making: Option<making::Work>,
    /// Given to runs so far.
    tickets: u64,
}

impl Shell {
    /// A shell with what the browser has kept; opens nothing yet.
    pub fn new(store: Store) -> Shell {
        let kept::Mended { prefs, progress, drafts, changes, says } = kept::mend(&store);
        kept::own_lab(&store);
        let mut terminals = crate::model::kept_terminals(&store);
        let model = Model {
            route: Route::Playground,
            place: Place::Playground,
            title: String::new(),
            prefs,
            own: crate::model::Own { drafts, ..crate::model::Own::default() },
            facts: Rc::new(Facts::default()),
            selection: scene::Selection::Nothing,
            charted: None,
            inspector: crate::model::Inspector::default(),
            hook: Hook::Off,
            lab: LabState::default(),
            why: None,
            log_words: String::new(),
            log_selected: false,
            passport: None,
            worlds: crate::model::Worlds::default(),
            calls: Vec::new(),
            terminal: terminals.remove(&Place::Playground.terminal_key()).unwrap_or_default(),
            terminals,
            copying: crate::model::Copying::default(),
            notices: Notices::default(),
            progress,
            sheet: None,
            width: crate::model::Width::Wide,
            dark: false,
            marker_list: false,
            switches: crate::switches::Switches::default(),
            misread: vec![],
            sharing: crate::model::Sharing::default(),
            making: None,
            watching: crate::model::Watching::default(),
            presenting: None,
            embedder: None,
            fresh: false,
            fetching: BTreeMap::new(),
            finding: false,
            data: crate::model::Data { mended: changes, mended_says: says, ..crate::model::Data::default() },
        };
        Shell {
            model: Rc::new(model),
            driver: None,
            store,
            facts_due_ms: 0.0,
            save_due_ms: SAVE_EVERY_MS,
            wanted: Wants::default(),
            waiting: VecDeque::new(),
            lent: BTreeSet::new(),
            running: None,
            trying: None,
            making: None,
            tickets: 0,
        }
    }

    /// Carries out a message and all that follows from it.
    pub fn dispatch(&mut self, msg: Msg) -> Vec<Task> {
        let mut tasks = Vec::new();
        let mut asked = false;
        self.run(msg, &mut tasks, &mut asked);
        self.run_what_is_asked(&mut tasks);
        if asked || wants(&self.model) != self.wanted {
            self.tell_facts(&mut tasks);
        }
        tasks
    }

    fn run(&mut self, first: Msg, tasks: &mut Vec<Task>, asked: &mut bool) {
        let mut queue = VecDeque::from([first]);
        while let Some(msg) = queue.pop_front() {
            if msg == Msg::Lent {
                *asked = true;
                queue.extend(self.go_on(tasks).into_iter().map(Msg::Told));
            }
            if let Msg::Ran(ran) = &msg {
                *asked = true;
                queue.extend(self.ran(ran).into_iter().map(Msg::Told));
            }
            for effect in update(Rc::make_mut(&mut self.model), msg) {
                match effect {
                    Effect::Host(Task::Store { key, text }) => {
                        self.store.insert(key.clone(), text.clone());
                        // What stands in another page leaves nothing behind.
                        if !self.model.switches.embed {
                            tasks.push(Task::Store { key, text });
                        }
                    }
                    Effect::Host(Task::Remove { key }) => {
                        self.store.remove(&key);
                        if !self.model.switches.embed {
                            tasks.push(Task::Remove { key });
                        }
                    }
                    Effect::Host(task) => tasks.push(task),
                    Effect::Engine(ask) => {
                        *asked = true;
                        let Some(ask) = self.or_wait(ask, tasks) else { continue };
                        if let Ask::Try(function, source) = ask {
                            queue.extend(self.try_it(function, source, tasks).into_iter().map(Msg::Told));
                            continue;
                        }
                        if matches!(ask, Ask::Time(_)) {
                            self.ask_again();
                        }
                        queue.extend(self.carry_out(ask).into_iter().map(Msg::Told));
                    }
                }
            }
        }
    }

    fn tell_facts(&mut self, tasks: &mut Vec<Task>) {
        self.wanted = wants(&self.model);
        self.facts_due_ms = FACTS_EVERY_MS;
        if let Some(driver) = &self.driver {
            let facts = Rc::new(look::facts(driver, &self.wanted, self.clock()));
            self.run(Msg::Told(Told::Facts(facts)), tasks, &mut false);
        }
    }

    /// What is kept now.
    pub fn kept(&self) -> &Store {
        &self.store
    }

    /// Whether frames have anything to do.
    pub fn busy(&self) -> bool {
        self.making.is_some() || self.driver.as_ref().is_some_and(Driver::busy)
    }

    /// One frame of the screen; `clock` gives real milliseconds.
    pub fn frame(&mut self, elapsed_ms: f64, clock: &dyn Fn() -> f64) -> Vec<Task> {
        let mut tasks = Vec::new();
        let Some(driver) = &mut self.driver else { return tasks };
        let ended = driver.frame(elapsed_ms, clock);
        self.running_for(elapsed_ms);
        self.facts_due_ms -= elapsed_ms;
        self.save_due_ms -= elapsed_ms;
        if self.facts_due_ms <= 0.0 || ended.is_some() {
            self.tell_facts(&mut tasks);
        }
        for told in self.tell(ended) {
            self.run(Msg::Told(told), &mut tasks, &mut false);
        }
        for told in self.make_on(clock) {
            self.run(Msg::Told(told), &mut tasks, &mut false);
        }
        if self.save_due_ms <= 0.0 {
            self.save_due_ms = SAVE_EVERY_MS;
            tasks.extend(self.dispatch(Msg::SaveNow));
        }
        self.run_what_is_asked(&mut tasks);
        tasks
    }

    /// What came of a frame beside the time that has passed.
    fn tell(&mut self, ended: Option<Ended>) -> Vec<Told> {
        let Some(driver) = &mut self.driver else { return vec![] };
        let done = driver.take_scripted();
        let followed = driver.take_followed();
        let differs = driver.take_differs();
        let (done, world) = (done.into_iter(), driver.world());
        let mut told: Vec<Told> = done
            .map(|(at, command, answer)| Told::Called {
                call: call(world, at, &command, &answer),
                typed: false,
            })
            .collect();
        // Nobody did them here: they are listed, and no message comes up.
        told.extend(followed.into_iter().map(|call| Told::Called { call, typed: true }));
        told.extend(differs.map(Told::Differs));
        match ended {
            Some(Ended::FirstRefusal) => told.push(Told::FirstRefusal),
            Some(Ended::NothingFound(kind)) => told.push(Told::NothingFound(kind)),
            Some(Ended::Arrived) => told.extend(driver.take_complaint().map(Told::Complaint)),
            Some(Ended::Stopped) | None => {}
        }
        told
    }

    /// What stage and transport show now.
    pub fn now(&self) -> Option<Now> {
        let driver = self.driver.as_ref()?;
        let world = driver.world();
        let view = Rc::new(view::view(world));
        let window = Span::micros(scene::window_us(u64::from(driver.speed()), &view));
        Some(Now {
            marks: Rc::new(scene::marks_in(world, &view, window, MARKS, &self.model.selection)),
            view,
            clock: self.clock(),
        })
    }

    /// The stage of the changed world, while two play.
    pub fn other(&self) -> Option<Now> {
        let driver = self.driver.as_ref()?;
        let world = driver.pair()?.worlds()[1];
        let view = Rc::new(view::view(world));
        let window = Span::micros(scene::window_us(u64::from(driver.speed()), &view));
        let marks = scene::marks_in(world, &view, window, MARKS, &scene::Selection::Nothing);
        Some(Now { marks: Rc::new(marks), view, clock: self.clock() })
    }

    fn clock(&self) -> Clock {
        let Some(driver) = &self.driver else { return Clock::default() };
        Clock {
            now: driver.now(),
            begins: driver.begins(),
            end: driver.end(),
            utc: driver.world().era().format_utc(driver.now(), "%H:%M:%S"),
            day: prose::day(driver.now()),
            date: driver.world().era().format_utc(driver.now(), "%-d %B %Y"),
            playing: driver.playing(),
            speed: driver.speed(),
            behind_at: driver.behind_at(),
            work: self.running_says().or_else(|| driver.work()),
            undo: driver.undo_line(),
            redo: driver.redo_line(),
        }
    }
}

#[cfg(test)]
pub(crate) fn now_view(driver: &Driver) -> view::View {
    view::view(driver.world())
}

/// A driver at the beginning of a story.
///
/// # Errors
/// Line, column and what was expected.
pub fn begin(story: &Story) -> Result<Driver, String> {
    Driver::begin(story, &host::tools::tools())
}

/// What must be looked up for the page as it stands.
fn wants(model: &Model) -> Wants {
    let view = model.facts.view.as_deref();
    // What was looked at last, as long as it is there.
    let charted = view.map_or(Vec::new(), look::charted);
    let looked_at = || crate::update::charted_of(model, &model.selection);
    let wanted = model.charted.clone().or_else(looked_at);
    let last = charted.iter().find(|of| Some(*of) == wanted.as_ref());
    let charts = last.or(charted.first()).cloned();
    let object = match &model.selection {
        scene::Selection::Object { bucket, key } => Some((bucket.clone(), key.clone())),
        scene::Selection::Nothing
        | scene::Selection::Producer(_)
        | scene::Selection::Stream(_)
        | scene::Selection::Shard(..)
        | scene::Selection::Refusals(..)
        | scene::Selection::Reader(_)
        | scene::Selection::Delivery(_)
        | scene::Selection::Function(_)
        | scene::Selection::Bucket(_)
        | scene::Selection::Store(_) => None,
    };
    let put = match &model.selection {
        scene::Selection::Producer(name) => Some(name.clone()),
        scene::Selection::Nothing
        | scene::Selection::Stream(_)
        | scene::Selection::Shard(..)
        | scene::Selection::Refusals(..)
        | scene::Selection::Reader(_)
        | scene::Selection::Delivery(_)
        | scene::Selection::Function(_)
        | scene::Selection::Bucket(_)
        | scene::Selection::Store(_)
        | scene::Selection::Object { .. } => None,
    };
    let reader = match &model.selection {
        scene::Selection::Reader(name) => Some(name.clone()),
        scene::Selection::Nothing
        | scene::Selection::Stream(_)
        | scene::Selection::Shard(..)
        | scene::Selection::Refusals(..)
        | scene::Selection::Producer(_)
        | scene::Selection::Delivery(_)
        | scene::Selection::Function(_)
        | scene::Selection::Bucket(_)
        | scene::Selection::Store(_)
        | scene::Selection::Object { .. } => None,
    };
    let store = match &model.selection {
        scene::Selection::Store(place) => Some(place.clone()),
        scene::Selection::Nothing
        | scene::Selection::Stream(_)
        | scene::Selection::Shard(..)
        | scene::Selection::Refusals(..)
        | scene::Selection::Producer(_)
        | scene::Selection::Reader(_)
        | scene::Selection::Delivery(_)
        | scene::Selection::Function(_)
        | scene::Selection::Bucket(_)
        | scene::Selection::Object { .. } => None,
    };
    Wants {
        beats: model.presenting.is_some(),
        charts,
        bill: model.dock_open() && model.prefs.dock == DockTab::Bill,
        log: log::wish(model),
        invocation: model.inspector.invocation.clone(),
        verdict: model.inspector.verdict,
        page: model.inspector.page,
        object,
        put,
        reader,
        store,
        scene: model.worlds.draft.is_some(),
    }
}

#[cfg(test)]
mod tests;
