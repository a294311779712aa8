//! Functions of the learner's own. The engine runs no JavaScript: the world stands still, and its host is asked.
//!
//! What the host answers is a command like any other, kept in the log of actions: so replaying never runs it again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::transform::{Attempt, PutBack, Slow, expect_answer, invocation_id, stream_arn};
use super::{Deliveries, Invocation};
use crate::command::{Answer, Outcome, PutApi, Source, Text};
use crate::era::Era;
use crate::kernel::Span;
use crate::lambda::blueprints::usually_takes;
use crate::lambda::contract::{Answered, Fault, Invoked, Shape, read};
use crate::lambda::{Code, Functions, wire};
use crate::limits;
use crate::names::{Name, REGION};
use crate::refusal::Refusal;
use crate::step::Step;
use crate::stores::Faults;

/// What a host is asked: to run a function with an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub delivery_stream: Name,
    /// Counted from 1, as an [`Answer`] counts.
    pub invocation: u64,
    pub attempt: u64,
    pub function: Name,
    pub source: Source,
    /// The event as JSON, whole.
    pub event: String,
}

impl Call {
    /// What answers it.
    pub fn answered(&self, outcome: Outcome) -> Answer {
        Answer {
            delivery_stream: self.delivery_stream.clone(),
            invocation: self.invocation,
            attempt: self.attempt,
            outcome,
            log: None,
            puts: None,
        }
    }

    /// Where nobody can run it.
    pub fn cannot_run(&self) -> String {
        Call::only_the_page(&self.function)
    }

    /// The same of any function.
    pub fn only_the_page(function: &Name) -> String {
        format!("the function `{function}` is written in JavaScript; only the page runs it")
    }
}

/// How an invocation ended, by what the host tells of it.
pub fn invoked(outcome: &Outcome) -> Invoked {
    match outcome {
        Outcome::Returned(json) => Invoked::Answered(read(&json.text())),
        Outcome::TooLarge(bytes) => Invoked::Answered(Answered { bytes: *bytes, shape: Shape::NoRecords }),
        Outcome::Threw(_) => Invoked::Fault(Fault::Thrown),
        Outcome::TimedOut => Invoked::Fault(Fault::TimedOut),
    }
}

fn puts(puts: &Text) -> Vec<PutBack> {
    let read = |data: &str| STANDARD.decode(data).ok();
    let call = |line: &str| match line.strip_prefix(Answer::BATCH) {
        Some(batch) => {
            Some(PutBack { api: PutApi::PutRecords, data: batch.split(',').filter_map(read).collect() })
        }
        None => read(line).map(PutBack::alone),
    };
    puts.text().lines().filter_map(call).collect()
}

/// The whole event of an invocation, as JSON.
pub fn event(deliveries: &Deliveries, delivery: &Name, invocation: &Invocation, era: Era) -> String {
    let Ok(delivery) = deliveries.delivery_stream(delivery) else { return String::new() };
    let records = invocation.pieces.iter().flat_map(|piece| {
        let arrived = era.epoch_millis(piece.batch.arrived);
        let metadata = piece.metadata(era);
        let record = move |(i, id): (usize, String)| {
            let metadata = metadata.as_ref().map(|all| all[i].as_str());
            wire::event_record(&id, arrived, &wire::base64(&piece.record(i)), metadata)
        };
        piece.ids(era).into_iter().enumerate().map(record)
    });
    let records: Vec<String> = records.collect();
    let source = delivery.source.as_ref().map(stream_arn);
    let id = invocation_id(invocation.number);
    wire::event(&id, &delivery.arn(), source.as_deref(), REGION, &records.join(","))
}

impl Deliveries {
    /// Whether an invocation waits for the host.
    pub fn asks(&self) -> bool {
        self.2.is_some()
    }

    fn asked(&self) -> Option<(&Name, &Invocation)> {
        let (name, number) = self.2.as_ref()?;
        Some((name, self.delivery_stream(name).ok()?.invocations().get(*number)?))
    }

    /// The source that the host is asked to run.
    pub fn asked_source<'a>(&self, functions: &'a Functions) -> Option<&'a Source> {
        let (_, invocation) = self.asked()?;
        functions.function(&invocation.function).ok()?.code.source()
    }

    /// What the host is asked, if it is asked anything.
    pub fn call(&self, functions: &Functions, era: Era) -> Option<Call> {
        let (name, invocation) = self.asked()?;
        let source = self.asked_source(functions)?.clone();
        Some(Call {
            delivery_stream: name.clone(),
            invocation: invocation.number as u64 + 1,
            attempt: u64::from(invocation.attempts) + 1,
            function: invocation.function.clone(),
            source,
            event: event(self, name, invocation, era),
        })
    }

    /// # Errors
    /// If nobody has asked for it.
    pub(crate) fn answer(
        &mut self,
        step: &mut Step<'_>,
        functions: &Functions,
        answer: &Answer,
    ) -> Result<(), Refusal> {
        let Some((name, invocation)) = self.asked() else {
            return Err(Refusal::scene(format!(
                "nobody waits for an answer to {} now",
                answer.delivery_stream
            )));
        };
        let (number, attempt) = (invocation.number as u64 + 1, u64::from(invocation.attempts) + 1);
        let asked = (name, number, attempt);
        if asked != (&answer.delivery_stream, answer.invocation, answer.attempt) {
            return Err(Refusal::scene(format!(
                "this answers {}, invocation {}, attempt {}, and what waits is {name}, invocation {number}, attempt {attempt}",
                answer.delivery_stream, answer.invocation, answer.attempt
            )));
        }
        let mut invocation = Invocation::clone(invocation);
        let name = name.clone();
        self.2 = None;
        invocation.told = Some(answer.clone().into());
        let usual = usually_takes(invocation.records, step.era);
        if answer.outcome == Outcome::TimedOut {
            let wait = Span::seconds(limits::LAMBDA_TIMEOUT.at(step.era));
            invocation.slow = Some(Slow::Silent);
            expect_answer(&name, step, invocation.number, Span::micros(wait.as_micros() - usual.as_micros()));
            self.delivery_stream_mut(&name)?.replace_invocation(invocation.number, invocation);
            return Ok(());
        }
        let code = functions.function(&invocation.function).ok().map(|function| function.code.clone());
        let attempt = Attempt {
            invoked: invoked(&answer.outcome),
            put_back: answer.puts.as_ref().map(puts).unwrap_or_default(),
            takes: usual,
            code,
        };
        let ids = invocation.event(step.era).into_iter().map(|(id, _)| id).collect();
        self.conclude(step, &name, invocation, (attempt, ids));
        Ok(())
    }

    /// A command has changed something while the host was asked: who asked may be gone, or its function may be one that
    /// answers by itself now.
    pub(crate) fn reconsider(&mut self, step: &mut Step<'_>, around: (&Functions, &Faults)) {
        let Some((name, number)) = self.2.clone() else { return };
        let function = self.asked().and_then(|(_, asked)| around.0.function(&asked.function).ok());
        if function.is_some_and(|function| matches!(function.code, Code::Own(_))) {
            return;
        }
        self.2 = None;
        self.transform_answers(step, &name, number, around);
    }
}
