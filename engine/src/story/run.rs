//! Plays a story to its end and writes down what came of it.

mod transcript;

pub use transcript::{Entry, Happened, Transcript};

use super::condition::Said;
use super::goals::{GRID, Goals, Rule};
use super::refused::{Refused, Tried};
use super::{Branch, Error, Line, Place, Prediction, Statement, Story};
use crate::api::cli;
use crate::command::Command;
use crate::event::What;
use crate::kernel::{Span, Time};
use crate::refusal::Refusal;
use crate::tools::Tools;
use crate::view;
use crate::world::{Progress, World};

/// How long a story with goals goes on after its last command, if it names no end.
const SETTLE: Span = Span::seconds(60);
/// More wakes than any story has in 100 ms. Only an engine that has lost its way spends them.
const WAKES_MOST: u64 = 5_000_000;

/// The world at the beginning of a story: lines without a time are done, the others are in the calendar.
///
/// # Errors
/// If a line of the beginning is refused.
pub fn start(story: &Story) -> Result<World, Error> {
    start_lent(story, &Tools::none())
}

/// The same for a story that [`Story::needs`] tools.
///
/// # Errors
/// As [`start`].
pub fn start_lent(story: &Story, tools: &Tools) -> Result<World, Error> {
    begin(story, None, tools).map(|begun| begun.world)
}

/// The hash of a story's journal at an instant: equal everywhere, native and wasm.
///
/// # Errors
/// As [`start`].
pub fn digest(story: &Story, until: Time) -> Result<String, Error> {
    let mut world = start(story)?;
    if world.advance(until, u64::MAX) == Progress::NeedsHost {
        return Err(Error { line: 1, column: 1, message: nobody_runs_it(&world) });
    }
    Ok(world.digest())
}

/// Why a story that invokes a function of somebody's own cannot go on here.
fn nobody_runs_it(world: &World) -> String {
    world.call().map(|call| call.cannot_run()).unwrap_or_default()
}

/// The same with what a solution or a wrong turn does.
///
/// # Errors
/// As [`start`].
pub fn start_with(story: &Story, branch: &Branch) -> Result<World, Error> {
    begin(story, Some(branch), &Tools::none()).map(|begun| begun.world)
}

/// Plays a story to its end.
pub fn run(story: &Story) -> Transcript {
    run_lent(story, None, &Tools::none())
}

/// Plays a story with a solution or a wrong turn. What the story itself expects or asks to predict after the branch
/// begins is not judged: it tells of the story without it. Goals are judged all the time.
pub fn run_with(story: &Story, branch: &Branch) -> Transcript {
    run_lent(story, Some(branch), &Tools::none())
}

/// [`run`] or [`run_with`] for a story that [`Story::needs`] tools.
pub fn run_lent(story: &Story, branch: Option<&Branch>, tools: &Tools) -> Transcript {
    match Playing::new(story, branch, tools) {
        Ok(mut playing) => {
            playing.go_on(|| true);
            playing.finish().0
        }
        Err(transcript) => transcript,
    }
}

/// A command in the calendar, and how it must be refused, if it must.
struct Call {
    at: Time,
    place: Place,
    command: Command,
    /// Whether the era knows it.
    fits: Result<(), Refusal>,
    refused: Option<Refused>,
}

/// A story whose beginning is done.
struct Begun {
    world: World,
    /// In the order in which the calendar has them.
    script: Vec<Call>,
    /// What came of the beginning.
    transcript: Transcript,
}

fn begin(story: &Story, branch: Option<&Branch>, tools: &Tools) -> Result<Begun, Error> {
    let mut world = World::new(story.era, story.seed).with_tools(tools);
    let mut script = Vec::new();
    let mut transcript = Transcript::default();
    for (line, start, over) in all_lines(story, branch) {
        let at = line.at.map(|at| at + start.since(Time::START)).or((start > Time::START).then_some(start));
        let (command, refused) = match &line.what {
            Statement::Do(command) => (command, None),
            Statement::Refused(refused) => match &refused.tried {
                Tried::Command(_) if over.is_some_and(|from| at.unwrap_or_default() >= from) => continue,
                Tried::Command(command) => (command, Some(refused)),
                Tried::AtTheDoor { .. } => continue,
            },
            Statement::Expect(_) | Statement::Predict(_) | Statement::Say(_) | Statement::Comment(_) => {
                continue;
            }
        };
        // What the era does not know is refused whatever the world is like.
        let fits = cli::fits(command, story.era);
        for _ in 0..line.times {
            if let Some(at) = at {
                let (command, refused) = (command.clone(), refused.cloned());
                script.push(Call { at, place: line.place, command, fits: fits.clone(), refused });
                continue;
            }
            let came = fits.clone().and_then(|()| world.apply(command).map(drop)).err();
            let happened = match (refused, came) {
                (None, None) => Happened::Done(command.to_string()),
                (None, Some(refusal)) => return Err(refused_at_once(line.place, command, &refusal)),
                (Some(refused), came) => {
                    refused.judge(came.as_ref().map(|refusal| (refusal.error, refusal.message.as_str())))
                }
            };
            transcript.add(Time::START, line.place, happened);
        }
    }
    for call in &script {
        world.schedule(call.at, call.command.clone(), call.fits.clone());
    }
    // Stable: lines of one instant stay in their order, as in the calendar.
    script.sort_by_key(|call| call.at);
    Ok(Begun { world, script, transcript })
}

/// The story's lines, then the branch's. Each with the instant from which its times count, and the one from which on
/// what it claims is passed over.
fn all_lines<'a>(
    story: &'a Story,
    branch: Option<&'a Branch>,
) -> impl Iterator<Item = (&'a Line, Time, Option<Time>)> {
    let over = branch.map(|branch| branch.from);
    let own = story.lines.iter().map(move |line| (line, Time::START, over));
    own.chain(branch.into_iter().flat_map(|branch| branch.lines.iter().map(|line| (line, branch.from, None))))
}

fn refused_at_once(place: Place, command: &Command, refusal: &Refusal) -> Error {
    let message = format!("refused at the beginning: {}", cli::render_refusal(command, refusal));
    Error { line: place.0, column: 1, message }
}

/// Something to look at when its time comes.
struct Due {
    at: Time,
    place: Place,
    what: Look,
}

enum Look {
    Say(String),
    Expect(super::Condition),
    Predict(Prediction),
    /// Refused whatever the world is like.
    AtTheDoor(Refused, Refusal),
}

/// A story that is played piece by piece, so that a host can do other things between them.
pub struct Playing {
    world: World,
    goals: Goals,
    /// What the calendar still has of the script, last first.
    script: Vec<Call>,
    due: Vec<Due>,
    end: Time,
    /// Events read so far.
    seen: usize,
    transcript: Transcript,
}

impl Playing {
    /// The same as [`run_lent`], at its beginning.
    ///
    /// # Errors
    /// What is told of a story whose beginning is refused.
    pub fn new(story: &Story, branch: Option<&Branch>, tools: &Tools) -> Result<Playing, Transcript> {
        let Begun { world, mut script, transcript } =
            begin(story, branch, tools).map_err(|error| Transcript::failed_to_start(&error))?;
        let end = end(story, branch, &script);
        script.reverse();
        let due = due(story, branch, end);
        let seen = world.journal().end();
        let goals = Goals::new(story.goals());
        Ok(Playing { world, goals, script, due, end, seen, transcript })
    }

    pub fn now(&self) -> Time {
        self.world.now()
    }
    /// When it will be over.
    pub fn end(&self) -> Time {
        self.end
    }

    /// Plays on while `more`; whether it is over.
    pub fn go_on(&mut self, more: impl Fn() -> bool) -> bool {
        while more() {
            let now = self.world.now();
            if self.goals.next_check() <= now {
                self.goals.check(&self.world);
            }
            while let Some(due) = self.due.pop_if(|due| due.at <= now) {
                self.look(due);
            }
            if now >= self.end {
                return true;
            }
            let grid = Time((now.as_micros() / GRID.as_micros() + 1) * GRID.as_micros());
            let next = self.due.last().map_or(self.end, |due| due.at);
            let stuck = match self.world.advance(grid.min(next).min(self.end), WAKES_MOST) {
                Progress::Reached => None,
                Progress::BudgetSpent => {
                    Some(format!("more than {WAKES_MOST} things were due within 100 ms"))
                }
                Progress::NeedsHost => Some(nobody_runs_it(&self.world)),
            };
            if let Some(text) = stuck {
                self.transcript.add(self.world.now(), Place(0), Happened::Failed(Said::plain(text)));
                return true;
            }
            self.read_journal();
        }
        false
    }

    /// What came of it, and the world as it is at the end.
    pub fn finish(mut self) -> (Transcript, World) {
        self.goals.finish(self.end);
        self.transcript.ended = self.world.now();
        let ledger = view::ledger(&self.world);
        self.transcript.unbalanced = (!ledger.balanced).then(|| format!("{ledger:?}"));
        self.transcript.goals =
            self.goals.iter().map(|(goal, state)| (goal.text.clone(), state.clone())).collect();
        (self.transcript, self.world)
    }

    /// Which lines of the script were done, and which refused.
    fn read_journal(&mut self) {
        let events: Vec<_> = self
            .world
            .journal()
            .from(self.seen)
            .filter_map(|event| {
                if let What::CommandRefused { error, message, .. } = &event.what {
                    return Some(Some((*error, message.clone())));
                }
                matches!(event.what, What::Commanded { .. }).then_some(None)
            })
            .collect();
        self.seen = self.world.journal().end();
        for refusal in events {
            let Some(Call { at, place, command, refused, .. }) = self.script.pop() else { continue };
            let happened = match (refused, refusal) {
                (Some(refused), refusal) => {
                    refused.judge(refusal.as_ref().map(|(error, message)| (*error, message.as_str())))
                }
                (None, None) => Happened::Done(command.to_string()),
                (None, Some((error, message))) => {
                    let why = cli::render_refusal(&command, &Refusal::new(error, message));
                    Happened::Refused { line: command.to_string(), why }
                }
            };
            self.transcript.add(at, place, happened);
        }
    }

    fn look(&mut self, due: Due) {
        let now = self.world.now();
        let happened = match due.what {
            Look::Say(text) => Happened::Said(text),
            Look::Expect(condition) => match condition.judge(&self.world) {
                Ok(judged) if judged.holds => Happened::Held(judged.text),
                Ok(judged) => Happened::Failed(judged.text),
                Err(message) => Happened::Failed(Said::plain(message)),
            },
            Look::Predict(prediction) => self.predict(&prediction),
            Look::AtTheDoor(refused, refusal) => {
                let happened = refused.judge(Some((refusal.error, &refusal.message)));
                return self.transcript.add_in_line(now, due.place, happened);
            }
        };
        self.transcript.add(now, due.place, happened);
    }

    /// Exactly one option must hold.
    fn predict(&self, prediction: &Prediction) -> Happened {
        let (mut right, mut found) = (Vec::new(), Vec::new());
        for (option, condition) in &prediction.options {
            match condition.judge(&self.world) {
                Err(message) => {
                    return Happened::Failed(Said::plain(format!("{}: {message}", prediction.question)));
                }
                Ok(judged) => {
                    if judged.holds {
                        right.push(option.clone());
                    }
                    found.push(judged.found);
                }
            }
        }
        found.dedup();
        match right.as_slice() {
            [answer] => Happened::Answered { question: prediction.question.clone(), answer: answer.clone() },
            right => {
                let begun =
                    format!("{}: {} of its options hold, and one must", prediction.question, right.len());
                let found = Said::join(found.iter(), "; ");
                Happened::Failed(Said {
                    paths: format!("{begun} ({})", found.paths),
                    words: format!("{begun} ({})", found.words),
                })
            }
        }
    }
}

/// What is looked at when, the last first.
fn due(story: &Story, branch: Option<&Branch>, end: Time) -> Vec<Due> {
    let mut due = Vec::new();
    for (line, start, over) in all_lines(story, branch) {
        let at = line.at.map(|at| at + start.since(Time::START));
        let (at, what) = match &line.what {
            Statement::Say(text) => (at.unwrap_or(start), Look::Say(text.clone())),
            Statement::Expect(condition) => (at.unwrap_or(end), Look::Expect(condition.clone())),
            Statement::Predict(prediction) => (prediction.judged, Look::Predict(prediction.clone())),
            Statement::Refused(refused) => match &refused.tried {
                Tried::AtTheDoor { refusal, .. } => {
                    (at.unwrap_or(start), Look::AtTheDoor(refused.clone(), refusal.clone()))
                }
                Tried::Command(_) => continue,
            },
            Statement::Do(_) | Statement::Comment(_) => continue,
        };
        let told_without_branch = over.is_some_and(|from| at >= from) && !matches!(what, Look::Say(_));
        if !told_without_branch {
            due.push(Due { at, place: line.place, what });
        }
    }
    due.sort_by_key(|due| due.at);
    due.reverse();
    due
}

/// When the story is over: see the head of [`super`].
fn end(story: &Story, branch: Option<&Branch>, script: &[Call]) -> Time {
    let mut last: Option<Time> = None;
    for (line, start, _) in all_lines(story, branch) {
        let judged = match &line.what {
            Statement::Predict(prediction) => Some(prediction.judged),
            Statement::Do(_)
            | Statement::Refused(_)
            | Statement::Expect(_)
            | Statement::Say(_)
            | Statement::Comment(_) => None,
        };
        last = last.max(line.at.map(|at| at + start.since(Time::START))).max(judged);
    }
    let from = branch.map_or(Time::START, |branch| branch.from);
    let commanded = script.last().map_or(from, |call| call.at.max(from));
    let mut open: Option<Time> = None;
    for goal in story.goals() {
        match goal.rule {
            Rule::Within(time) | Rule::At(time) => last = last.max(Some(time)),
            Rule::Hold(span) => open = open.max(Some(commanded + SETTLE + span)),
            Rule::Reach | Rule::Never => open = open.max(Some(commanded + SETTLE)),
        }
    }
    match story.until {
        Some(until) => last.map_or(until, |last| last.max(until)),
        None => last.max(open).unwrap_or(Time::START + SETTLE),
    }
}
