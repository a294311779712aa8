//! Opening things: an invocation of a transform; an object.

mod object;

use crate::command::{Answer, Blueprint, Outcome};
use crate::era::Era;
use crate::event::{FiredBy, Folder};
use crate::firehose::{self, DeliveryStream, Invocation, Piece};
use crate::kernel::Time;
use crate::lambda::blueprints::EventRecord;
use crate::lambda::contract::{self, Answered, Fault, Invoked, Judged, Judgement, Shape, judge};
use crate::lambda::{Code, Verdict, wire};
use crate::limits;
use crate::names::{Name, REGION};
use crate::world::World;

pub use object::{LineLook, ObjectLook, object};

/// One invocation of a transform, as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvocationLook {
    pub function: Name,
    /// `None` if there was no such function.
    pub code: Option<Code>,
    pub started: Time,
    /// `None` while the function works.
    pub answered: Option<Time>,
    pub fired_by: FiredBy,
    pub records: u64,
    pub request_bytes: u64,
    pub response_bytes: u64,
    pub ok: u64,
    pub dropped: u64,
    pub failed: u64,
    /// Attempts that have ended.
    pub attempts: u32,
    /// When it is tried again, while it waits for that.
    pub next_try: Option<Time>,
    /// errorCode and errorMessage if the invocation as a whole failed.
    pub error: Option<(&'static str, &'static str)>,
    /// What the function's own log says of that.
    pub log: Vec<String>,
    /// What Lambda allows for request and response, bytes.
    pub payload_limit: u64,
    /// The event as JSON, with its first record.
    pub event: String,
    /// The answer as JSON, with its first record.
    pub response: String,
}

/// One record of an invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvocationRow {
    /// Its place in the event, counted from 1.
    pub number: u64,
    pub record_id: String,
    pub partition_key: String,
    pub input: String,
    pub output: Option<String>,
    /// Ok, Dropped, ProcessingFailed; [`WAITS`] while there is none.
    pub verdict: &'static str,
    pub reason: Option<&'static str>,
    /// Where the record goes: the prefix of its object, or nowhere.
    pub lands_in: String,
}

/// In place of a verdict, until the last attempt has ended.
pub const WAITS: &str = "no verdict yet";

fn find<'a>(world: &'a World, delivery: &Name, n: usize) -> Option<&'a Invocation> {
    Some(world.firehose().delivery_stream(delivery).ok()?.invocations().get(n)?)
}

/// The function as it answered, or as it is now while it works.
fn code(world: &World, invocation: &Invocation) -> Option<Code> {
    match &invocation.answer {
        Some(answer) => answer.code.clone(),
        None => world.functions().function(&invocation.function).ok().map(|f| f.code.clone()),
    }
}

/// What the function answers to a whole event; `None` for one of the learner's own that has not answered.
fn run(world: &World, invocation: &Invocation, code: &Code) -> Option<Invoked> {
    let era = world.era();
    let event = invocation.event(era);
    let records: Vec<EventRecord<'_>> = event.iter().map(|(id, data)| EventRecord { id, data }).collect();
    match code {
        Code::Blueprint(blueprint) => Some(blueprint.run(&records, era).invoked),
        Code::Verdicts(verdicts) => Some(verdicts.run(&records, era).invoked),
        Code::Own(_) => invocation.told.as_ref().map(|told| firehose::invoked(&told.outcome)),
    }
}

/// The first record of an answer; of one without records, its beginning.
fn first_answered(invoked: Option<Invoked>, told: Option<&Answer>) -> String {
    const SHOWN: usize = 2_000;
    match (invoked, told.map(|told| &told.outcome)) {
        (Some(Invoked::Answered(Answered { shape: Shape::Records(records), .. })), _) => {
            contract::write(&records[..records.len().min(1)])
        }
        (_, Some(Outcome::Returned(json))) => json.text().chars().take(SHOWN).collect(),
        (Some(Invoked::Answered(_) | Invoked::Fault(_)) | None, _) => String::new(),
    }
}

/// What the function wrote, and what it threw.
fn log(told: Option<&Answer>) -> Vec<String> {
    let Some(told) = told else { return Vec::new() };
    let mut lines: Vec<String> =
        told.log.iter().flat_map(|log| log.text().lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    if let Outcome::Threw(error) = &told.outcome {
        lines.push(format!("ERROR {}", error.text()));
    }
    lines
}

pub fn invocation(world: &World, delivery: &Name, n: usize) -> Option<InvocationLook> {
    let found = find(world, delivery, n)?;
    let era = world.era();
    let stream = world.firehose().delivery_stream(delivery).ok()?;
    let answer = found.answer.as_ref();
    let code = code(world, found);
    let told = found.told.as_deref();
    let (mut event, mut response) = (String::new(), String::new());
    if let Some(piece) = found.pieces.iter().find(|piece| !piece.batch.is_empty()) {
        let (id, data) = (piece.ids(era).swap_remove(0), piece.record(0));
        let metadata = piece.metadata(era).map(|mut all| all.swap_remove(0));
        let arrived = era.epoch_millis(piece.batch.arrived);
        event = wire::event_record(&id, arrived, &wire::base64(&data), metadata.as_deref());
        response = match &code {
            Some(Code::Blueprint(blueprint)) => {
                wire::answer(&wire::answer_record(&id, &blueprint.answer(&data), &data))
            }
            Some(code @ (Code::Verdicts(_) | Code::Own(_))) => first_answered(run(world, found, code), told),
            None => wire::answer(""),
        };
    }
    let source = stream.source.as_ref().map(firehose::stream_arn);
    Some(InvocationLook {
        function: found.function.clone(),
        code,
        started: found.started,
        answered: answer.map(|a| a.at),
        fired_by: found.fired_by,
        records: found.records,
        request_bytes: found.request_bytes,
        response_bytes: answer.map_or(0, |a| a.response_bytes),
        ok: answer.map_or(0, |a| a.ok),
        dropped: answer.map_or(0, |a| a.dropped),
        failed: answer.map_or(0, |a| a.failed),
        attempts: found.attempts,
        next_try: found.next_try,
        error: answer.and_then(|a| a.fault).map(Fault::words),
        log: log(told)
            .into_iter()
            .chain(answer.and_then(|a| a.fault).map_or(Vec::new(), |fault| fault.log_lines(era)))
            .collect(),
        payload_limit: limits::LAMBDA_PAYLOAD.at(era),
        event: wire::event(&firehose::invocation_id(n), &stream.arn(), source.as_deref(), REGION, &event),
        response,
    })
}

/// Rows `from`, `from + 1`, … of an invocation, at most `count`; only those of one verdict if asked.
pub fn invocation_rows(
    world: &World,
    delivery: &Name,
    n: usize,
    from: usize,
    count: usize,
    only: Option<&str>,
) -> Vec<InvocationRow> {
    let Some(found) = find(world, delivery, n) else { return Vec::new() };
    let Ok(stream) = world.firehose().delivery_stream(delivery) else { return Vec::new() };
    let verdicts = Verdicts::of(world, found);
    rows(world, (stream, found), &verdicts)
        .filter(|row| only.is_none_or(|word| word == row.verdict))
        .skip(from)
        .take(count)
        .collect()
}

/// What a function would come to that answers an invocation so: it changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    pub ok: usize,
    pub dropped: usize,
    pub failed: usize,
    /// errorCode and errorMessage if all of it fails.
    pub error: Option<(&'static str, &'static str)>,
    pub response_bytes: u64,
    /// The first rows.
    pub rows: Vec<InvocationRow>,
}

const TRIAL_ROWS: usize = 20;

pub fn trial(world: &World, delivery: &Name, n: usize, outcome: &Outcome) -> Option<Trial> {
    let found = find(world, delivery, n)?;
    let stream = world.firehose().delivery_stream(delivery).ok()?;
    let ids: Vec<String> = found.event(world.era()).into_iter().map(|(id, _)| id).collect();
    let invoked = firehose::invoked(outcome);
    let response_bytes = match &invoked {
        Invoked::Answered(answered) => answered.bytes,
        Invoked::Fault(_) => 0,
    };
    let verdicts = match judge(&ids, invoked, world.era()) {
        Judgement::Records(judged) => Verdicts::Together(judged),
        Judgement::Batch(fault) => Verdicts::Batch(fault),
    };
    let (ok, dropped) = match &verdicts {
        Verdicts::Together(judged) => (
            judged.iter().filter(|judged| matches!(judged, Judged::Ok { .. })).count(),
            judged.iter().filter(|judged| matches!(judged, Judged::Dropped)).count(),
        ),
        Verdicts::Alone(_) | Verdicts::Batch(_) | Verdicts::Waits(_) | Verdicts::None => (0, 0),
    };
    Some(Trial {
        ok,
        dropped,
        failed: ids.len() - ok - dropped,
        error: if let Verdicts::Batch(fault) = &verdicts { Some(fault.words()) } else { None },
        response_bytes,
        rows: rows(world, (stream, found), &verdicts).take(TRIAL_ROWS).collect(),
    })
}

fn rows<'a>(
    world: &'a World,
    (stream, found): (&'a DeliveryStream, &'a Invocation),
    verdicts: &'a Verdicts,
) -> impl Iterator<Item = InvocationRow> + 'a {
    let records = found.pieces.iter().flat_map(|piece| {
        let ids = piece.ids(world.era());
        ids.into_iter().enumerate().map(move |(i, id)| (piece, i, id))
    });
    records.enumerate().map(move |(place, (piece, i, id))| {
        let data = piece.record(i);
        let (verdict, reason, output) = verdicts.of_record(place, &data);
        InvocationRow {
            number: place as u64 + 1,
            record_id: id,
            partition_key: piece.batch.key(i),
            input: text(&data),
            output: output.as_deref().map(text),
            verdict,
            reason,
            lands_in: lands_in(world.era(), (stream, piece), verdict),
        }
    })
}

/// When the record at a place of an invocation's event arrived, its verdict, and why.
pub(super) fn verdict_at(
    world: &World,
    invocation: &Invocation,
    place: usize,
) -> (Time, &'static str, Option<&'static str>) {
    let mut records =
        invocation.pieces.iter().flat_map(|piece| (0..piece.batch.len()).map(move |i| (piece, i)));
    let found = records.nth(place);
    let data = found.map_or(Vec::new(), |(piece, i)| piece.record(i));
    let arrived = found.map_or(invocation.started, |(piece, _)| piece.batch.arrived);
    let (verdict, reason, _) = Verdicts::of(world, invocation).of_record(place, &data);
    (arrived, verdict, reason)
}

/// What became of the records of an invocation. Where each record's verdict depends on itself alone, only those that
/// are looked at are asked for.
enum Verdicts {
    Alone(Blueprint),
    Together(Vec<Judged>),
    Batch(Fault),
    /// There is none before the last attempt has ended; how many have.
    Waits(u32),
    /// There was no function.
    None,
}

impl Verdicts {
    fn of(world: &World, invocation: &Invocation) -> Verdicts {
        let Some(answer) = &invocation.answer else { return Verdicts::Waits(invocation.attempts) };
        if let Some(fault) = answer.fault {
            return Verdicts::Batch(fault);
        }
        let Some(code) = code(world, invocation) else { return Verdicts::None };
        if let Some(blueprint) = code.blueprint().filter(|blueprint| blueprint.is_per_record()) {
            return Verdicts::Alone(blueprint);
        }
        let era = world.era();
        let event = invocation.event(era);
        let Some(invoked) = run(world, invocation, &code) else { return Verdicts::None };
        let ids: Vec<String> = event.into_iter().map(|(id, _)| id).collect();
        match judge(&ids, invoked, era) {
            Judgement::Records(judged) => Verdicts::Together(judged),
            Judgement::Batch(fault) => Verdicts::Batch(fault),
        }
    }

    /// Verdict, reason and output of the record at a place of the event.
    fn of_record(&self, place: usize, data: &[u8]) -> (&'static str, Option<&'static str>, Option<Vec<u8>>) {
        const FAILED: &str = "ProcessingFailed";
        match self {
            Verdicts::Alone(blueprint) => {
                let verdict = blueprint.answer(data);
                let word = verdict.word();
                let output = match verdict {
                    Verdict::Ok(out) => Some(out),
                    Verdict::Dropped | Verdict::ProcessingFailed => None,
                };
                (word, blueprint.reason(data), output)
            }
            Verdicts::Together(judged) => match judged.get(place) {
                Some(Judged::Ok { data, .. }) => ("Ok", None, Some(data.clone())),
                Some(Judged::Dropped) => ("Dropped", None, None),
                Some(Judged::Failed(fault)) => (FAILED, Some(fault.words().1), None),
                None => (FAILED, None, None),
            },
            Verdicts::Batch(fault) => (FAILED, Some(fault.words().1), None),
            Verdicts::Waits(0) => (WAITS, Some("the function works on it"), None),
            Verdicts::Waits(_) => (WAITS, Some("it is tried again"), None),
            Verdicts::None => (FAILED, Some(Fault::NotFound.words().1), None),
        }
    }
}

fn lands_in(era: Era, (stream, piece): (&DeliveryStream, &Piece), verdict: &str) -> String {
    match verdict {
        "Ok" => stream.object_prefix(era, Folder::Data, piece.batch.arrived),
        "Dropped" => "nowhere: dropped on purpose".to_owned(),
        WAITS => "nothing yet".to_owned(),
        _ => stream.object_prefix(era, Folder::ProcessingFailed, piece.batch.arrived),
    }
}

/// Text as it is; bytes that are no UTF-8 as `\x1f\x8b…`.
fn text(data: &[u8]) -> String {
    match std::str::from_utf8(data) {
        Ok(text) => text.to_owned(),
        Err(_) => data.iter().map(|byte| format!("\\x{byte:02x}")).collect(),
    }
}
