//! Opening things: an invocation of a transform, an object.

use crate::command::Blueprint;
use crate::era::Era;
use crate::event::FiredBy;
use crate::firehose::{self, Invocation};
use crate::kernel::Time;
use crate::lambda::{Verdict, wire};
use crate::limits;
use crate::names::{Name, REGION};
use crate::record::Batch;
use crate::world::World;

/// One invocation of a transform, as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvocationLook {
    pub function: Name,
    pub blueprint: Blueprint,
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
    pub record_id: String,
    pub partition_key: String,
    pub input: String,
    pub output: Option<String>,
    /// Ok, Dropped, ProcessingFailed.
    pub verdict: &'static str,
    pub reason: Option<&'static str>,
    /// Where the record goes: the prefix of its object, or nowhere.
    pub lands_in: String,
}

/// An object, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectLook {
    pub key: String,
    pub bytes: u64,
    pub records: u64,
    pub written: Time,
    pub fired_by: FiredBy,
    /// The first 64 KiB as text; bytes that are no UTF-8 show as �.
    pub text: String,
    pub truncated: bool,
}

const OBJECT_SHOWN: usize = 65_536;

fn find<'a>(world: &'a World, delivery: &Name, n: usize) -> Option<&'a Invocation> {
    Some(world.firehose().delivery_stream(delivery).ok()?.invocations().get(n)?)
}

fn blueprint(world: &World, invocation: &Invocation) -> Option<Blueprint> {
    match &invocation.answer {
        Some(answer) => Some(answer.blueprint),
        None => world.functions().function(&invocation.function).ok().map(|f| f.blueprint),
    }
}

pub fn invocation(world: &World, delivery: &Name, n: usize) -> Option<InvocationLook> {
    let found = find(world, delivery, n)?;
    let blueprint = blueprint(world, found)?;
    let stream = world.firehose().delivery_stream(delivery).ok()?;
    let answer = found.answer.as_ref();
    let (mut event, mut response) = (String::new(), String::new());
    if let Some(batch) = found.batches.iter().find(|batch| !batch.is_empty()) {
        let (id, data) = (firehose::record_id(batch, batch.index(0), world.era()), batch.data(0));
        event = wire::event_record(&id, world.era().epoch_millis(batch.arrived), &wire::base64(&data));
        response = wire::answer_record(&id, &blueprint.answer(&data), &data);
    }
    let source = stream.source.as_ref().map(firehose::stream_arn);
    Some(InvocationLook {
        function: found.function.clone(),
        blueprint,
        started: found.started,
        answered: answer.map(|a| a.at),
        fired_by: found.fired_by,
        records: found.records,
        request_bytes: found.request_bytes,
        response_bytes: answer.map_or(0, |a| a.response_bytes),
        ok: answer.map_or(0, |a| a.ok),
        dropped: answer.map_or(0, |a| a.dropped),
        failed: answer.map_or(0, |a| a.failed),
        payload_limit: limits::LAMBDA_PAYLOAD.at(world.era()),
        event: wire::event(&firehose::invocation_id(n), &stream.arn(), source.as_deref(), REGION, &event),
        response: wire::answer(&response),
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
    let Some(blueprint) = blueprint(world, found) else { return Vec::new() };
    let Ok(stream) = world.firehose().delivery_stream(delivery) else { return Vec::new() };
    let records = found.batches.iter().flat_map(|batch| (0..batch.len()).map(move |i| (batch, i)));
    let rows = records.filter_map(|(batch, i)| {
        let data = batch.data(i);
        let verdict = blueprint.answer(&data);
        only.is_none_or(|word| word == verdict.word())
            .then(|| row(&stream.prefix, blueprint, batch, i, &data, &verdict, world.era()))
    });
    rows.skip(from).take(count).collect()
}

fn row(
    prefix: &str,
    blueprint: Blueprint,
    batch: &Batch,
    i: usize,
    data: &[u8],
    verdict: &Verdict,
    era: Era,
) -> InvocationRow {
    let date = era.format_utc(batch.arrived, "%Y/%m/%d/%H/");
    let (output, lands_in) = match verdict {
        Verdict::Ok(out) => (Some(text(out)), format!("{prefix}{date}")),
        Verdict::Dropped => (None, "nowhere: dropped on purpose".to_owned()),
        Verdict::ProcessingFailed => (None, format!("{prefix}{}/{date}", firehose::failure_folder(era))),
    };
    InvocationRow {
        record_id: firehose::record_id(batch, batch.index(i), era),
        partition_key: batch.key(i),
        input: text(data),
        output,
        verdict: verdict.word(),
        reason: blueprint.reason(data),
        lands_in,
    }
}

/// Text as it is; bytes that are no UTF-8 as `\x1f\x8b…`.
fn text(data: &[u8]) -> String {
    match std::str::from_utf8(data) {
        Ok(text) => text.to_owned(),
        Err(_) => data.iter().map(|byte| format!("\\x{byte:02x}")).collect(),
    }
}

pub fn object(world: &World, bucket: &Name, key: &str) -> Option<ObjectLook> {
    let object = world.buckets().object(bucket, key).ok()?;
    let bytes = object.content.0.bytes();
    let shown = &bytes[..bytes.len().min(OBJECT_SHOWN)];
    Some(ObjectLook {
        key: object.key.clone(),
        bytes: object.bytes,
        records: object.records,
        written: object.written,
        fired_by: object.fired_by,
        text: String::from_utf8_lossy(shown).into_owned(),
        truncated: bytes.len() > OBJECT_SHOWN,
    })
}
