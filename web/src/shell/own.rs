//! Functions of the learner's own: what the world asks goes to the sandbox, and what comes back to the world.
//!
//! Time stands still meanwhile, and frames go on. An answer to what nobody asks any more (the learner went elsewhere, or
//! changed the code) is dropped; what is asked then is run anew.

use engine::command::{Command, Outcome, Source, Text};
use engine::firehose;
use engine::kernel::Time;
use engine::names::Name;
use engine::view::look;

use super::Shell;
use crate::driver::{Driver, Work};
use crate::model::{Ran, Run, Task, Told, Tried};

/// Real milliseconds after which the page says that a function runs.
const SAID_AFTER_MS: f64 = 300.0;

/// A run for the world.
pub(super) struct Running {
    ticket: u64,
    asked: Asked,
    function: Name,
    ms: f64,
    /// The sandbox does not work: asked again when the learner plays on.
    stuck: bool,
}

/// What tells one question of the world from another.
#[derive(PartialEq)]
struct Asked {
    wakes: u64,
    at: Time,
    source: Source,
}

/// A run beside the scene.
pub(super) struct Trying {
    ticket: u64,
    function: Name,
    source: String,
    delivery: Name,
    invocation: usize,
}

#[inline(never)]
fn asked(driver: &Driver) -> Option<Asked> {
    let world = driver.world();
    let source = world.asked_source()?.clone();
    Some(Asked { wakes: world.wakes(), at: world.now(), source })
}

impl Shell {
    #[inline(never)]
    fn ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }

    /// Hands what the world asks to the sandbox, once.
    #[inline(never)]
    pub(super) fn run_what_is_asked(&mut self, tasks: &mut Vec<Task>) {
        let Some(driver) = &self.driver else { return };
        let Some(asked) = asked(driver) else {
            self.running = None;
            return;
        };
        if self.running.as_ref().is_some_and(|running| running.asked == asked) {
            return;
        }
        let Some(call) = driver.world().call() else { return };
        let ticket = self.ticket();
        let source = call.source.as_str().to_owned();
        self.running = Some(Running { ticket, asked, function: call.function, ms: 0.0, stuck: false });
        tasks.push(Task::Run(Run { ticket, source, event: call.event }));
    }

    #[inline(never)]
    pub(super) fn running_for(&mut self, elapsed_ms: f64) {
        if let Some(running) = &mut self.running {
            running.ms += elapsed_ms;
        }
    }

    /// What the transport says of a function that takes its time.
    #[inline(never)]
    pub(super) fn running_says(&self) -> Option<Work> {
        let running = self.running.as_ref().filter(|running| running.ms > SAID_AFTER_MS && !running.stuck)?;
        Some(Work { says: format!("Your function {} runs …", running.function), done: None })
    }

    /// The learner plays on: what the sandbox could not run is tried again.
    #[inline(never)]
    pub(super) fn ask_again(&mut self) {
        self.running.take_if(|running| running.stuck);
    }

    /// Tries a function on the last invocation of it.
    #[inline(never)]
    pub(super) fn try_it(&mut self, function: Name, source: String, tasks: &mut Vec<Task>) -> Vec<Told> {
        let ticket = self.ticket();
        let Some(driver) = &self.driver else { return vec![] };
        let world = driver.world();
        let users = world.firehose().iter().filter(|delivery| delivery.transform() == Some(&function));
        let last = users.filter_map(|user| {
            let number = user.invocations().end().checked_sub(1)?;
            Some((user.name.clone(), number, user.invocations().get(number)?.clone()))
        });
        let Some((delivery, invocation, found)) = last.max_by_key(|(.., found)| found.started) else {
            let error = Some("It was not invoked yet: let records come, and try again.".to_owned());
            return vec![Told::Tried(Tried {
                function,
                source,
                error,
                line: None,
                log: vec![],
                trial: None,
            })];
        };
        let event = firehose::event(world.firehose(), &delivery, &found, world.era());
        tasks.push(Task::Run(Run { ticket, source: source.clone(), event }));
        self.trying = Some(Trying { ticket, function, source, delivery, invocation });
        vec![]
    }

    /// A run is over.
    #[inline(never)]
    pub(super) fn ran(&mut self, ran: &Ran) -> Vec<Told> {
        if let Some(trying) = self.trying.take_if(|trying| trying.ticket == ran.ticket) {
            return vec![Told::Tried(self.tried(trying, ran))];
        }
        let Some(running) = self.running.as_mut().filter(|running| running.ticket == ran.ticket) else {
            return vec![];
        };
        let Some(driver) = &mut self.driver else { return vec![] };
        let outcome = match &ran.outcome {
            Ok(outcome) => outcome.clone(),
            Err(why) => {
                running.stuck = true;
                driver.pause();
                let text = format!("Your function cannot be run here: {why}. Play to try it again.");
                return vec![Told::NotRun(text)];
            }
        };
        let is_asked = asked(driver).is_some_and(|asked| asked == running.asked);
        self.running = None;
        if !is_asked {
            return vec![];
        }
        let Some(call) = driver.world().call() else { return vec![] };
        let mut answer = call.answered(placed(outcome, ran.line));
        let text = |text: &str| (!text.is_empty()).then(|| Text::of(text));
        let ended = answer.outcome == Outcome::TimedOut;
        let log =
            if ended { format!("{}\n{ENDED_LINE}", ran.log).trim().to_owned() } else { ran.log.clone() };
        answer.log = text(&log);
        answer.puts = text(&ran.puts);
        match driver.act(&Command::Answer(Box::new(answer))) {
            Ok(_) => vec![],
            Err(refusal) => vec![Told::NotRun(refusal.message)],
        }
    }

    #[inline(never)]
    fn tried(&self, trying: Trying, ran: &Ran) -> Tried {
        let Trying { function, source, delivery, invocation, .. } = trying;
        let log = ran.log.lines().map(str::to_owned).collect();
        let outcome = ran.outcome.clone().map(|outcome| placed(outcome, ran.line));
        let error = match &outcome {
            Err(why) => Some(format!("It cannot be run here: {why}.")),
            Ok(Outcome::Threw(error)) => Some(error.text()),
            Ok(Outcome::TimedOut) => Some(ENDED.to_owned()),
            Ok(Outcome::Returned(_) | Outcome::TooLarge(_)) => None,
        };
        let world = self.driver.as_ref().map(Driver::world);
        let trial = world.zip(outcome.ok());
        let trial = trial.and_then(|(world, outcome)| look::trial(world, &delivery, invocation, &outcome));
        Tried { function, source, error, line: ran.line, log, trial }
    }
}

/// What is said of a function that had to be ended.
pub const ENDED: &str = "It ran for 2 seconds without coming to an end and was ended. In the scene that is a timeout of 5 minutes.";

/// The same in the function's log.
const ENDED_LINE: &str = "(ended after 2 seconds of real time; the scene counts it as a timeout)";

/// An error with the line where it was thrown.
#[inline(never)]
fn placed(outcome: Outcome, line: Option<u32>) -> Outcome {
    match (outcome, line) {
        (Outcome::Threw(error), Some(line)) => Outcome::threw(&format!("{} (line {line})", error.text())),
        (outcome, _) => outcome,
    }
}

#[cfg(test)]
mod tests;
