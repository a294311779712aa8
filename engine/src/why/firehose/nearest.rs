//! The nearest call of Firehose that would have been taken: tried on a copy of the world before it is offered.

use super::delivery;
use crate::command::{
    Buffering, Command, Compression, CreateDeliveryStream, DeliverTo, Destination, DestinationUpdate,
    Firehose, Kinesis, UpdateDestination,
};
use crate::firehose::DeliveryStream;
use crate::kernel::Span;
use crate::kernel::units::grouped;
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};
use crate::why::Fix;
use crate::world::World;

/// At most one, and it is taken.
pub(in crate::why) fn fixes(world: &World, call: &Firehose, refusal: &Refusal) -> Vec<Fix> {
    let taken = |fix: &Fix| {
        let mut copy = world.clone();
        fix.commands.iter().all(|command| copy.apply(command).is_ok())
    };
    nearest(world, call, refusal).into_iter().find(taken).into_iter().collect()
}

fn fix(label: impl Into<String>, command: Command, note: &str) -> Fix {
    Fix { label: label.into(), commands: vec![command], note: note.to_owned() }
}

/// Calls near this one, the nearest first; not all of them would be taken.
fn nearest(world: &World, call: &Firehose, refusal: &Refusal) -> Vec<Fix> {
    let of_call = |call: Firehose, label: String, note: &str| fix(label, Command::Firehose(call), note);
    match call {
        Firehose::CreateDeliveryStream(ask) => mended(&ask.destination, refusal)
            .into_iter()
            .map(|(destination, label)| {
                let ask = CreateDeliveryStream { destination, ..ask.as_ref().clone() };
                of_call(Firehose::CreateDeliveryStream(Box::new(ask)), label, "All else as you asked.")
            })
            .collect(),
        Firehose::UpdateDestination(ask) => {
            let Some(delivery) = delivery(world, call) else { return Vec::new() };
            if refusal.error == ErrorName::ConcurrentModificationException {
                let ask = UpdateDestination { version: delivery.version, ..ask.as_ref().clone() };
                let label = format!("Change version {}", delivery.version);
                let note = "Look first at what the other change did: yours comes on top of it.";
                return vec![of_call(Firehose::UpdateDestination(Box::new(ask)), label, note)];
            }
            within(delivery, ask, refusal).into_iter().collect()
        }
        Firehose::StartDeliveryStreamEncryption { .. } => {
            let source = delivery(world, call).and_then(|delivery| delivery.source.clone());
            let encrypt = |stream: Name| {
                let call = Kinesis::StartStreamEncryption { stream, key: "alias/aws/kinesis".to_owned() };
                fix("Encrypt the stream", Command::Kinesis(call), "With the key that AWS keeps for Kinesis.")
            };
            source.map(encrypt).into_iter().collect()
        }
        Firehose::DeleteDeliveryStream { .. }
        | Firehose::DescribeDeliveryStream { .. }
        | Firehose::ListDeliveryStreams { .. }
        | Firehose::PutRecord { .. }
        | Firehose::PutRecordBatch { .. }
        | Firehose::StopDeliveryStreamEncryption { .. }
        | Firehose::TagDeliveryStream { .. }
        | Firehose::UntagDeliveryStream { .. }
        | Firehose::ListTagsForDeliveryStream { .. } => Vec::new(),
    }
}

/// The destination with one setting that may be what is wrong set right.
fn mended(it: &Destination, refusal: &Refusal) -> Vec<(Destination, String)> {
    let mut all = Vec::new();
    let with = |change: &dyn Fn(&mut Destination)| {
        let mut it = it.clone();
        change(&mut it);
        it
    };
    if let Some(met) = refusal.met {
        let n = met.allowed;
        for which in [hints_size, hints_interval, retry_of] {
            let label = format!("Ask for {} {}", grouped(n), met.limit.unit);
            all.push((with(&|it| which(it, n)), label));
        }
        return all;
    }
    let plain = with(&|it| it.s3.compression = Compression::Uncompressed);
    all.push((plain, "Leave objects UNCOMPRESSED".to_owned()));
    let error = "failed/!{firehose:error-output-type}/";
    let failed = with(&|it| it.s3.error_prefix = Some(error.to_owned()));
    all.push((failed, format!("With the ErrorOutputPrefix {error}")));
    all
}

fn hints(it: &mut Destination) -> &mut Option<Buffering> {
    match &mut it.to {
        DeliverTo::OpenSearch { buffering, .. }
        | DeliverTo::Splunk { buffering, .. }
        | DeliverTo::Http { buffering, .. } => buffering,
        DeliverTo::S3 | DeliverTo::Redshift { .. } => &mut it.s3.buffering,
    }
}

fn hints_size(it: &mut Destination, n: u64) {
    if let Some(hints) = hints(it) {
        hints.mib = n;
    }
}

fn hints_interval(it: &mut Destination, n: u64) {
    if let Some(hints) = hints(it) {
        hints.seconds = n;
    }
}

fn retry_of(it: &mut Destination, n: u64) {
    match &mut it.to {
        DeliverTo::Redshift { retry, .. }
        | DeliverTo::OpenSearch { retry, .. }
        | DeliverTo::Splunk { retry, .. }
        | DeliverTo::Http { retry, .. } => *retry = Some(Span::seconds(n)),
        DeliverTo::S3 => {}
    }
}

/// Of an update that met a limit: that limit, and nothing else changed.
fn within(delivery: &DeliveryStream, ask: &UpdateDestination, refusal: &Refusal) -> Vec<Fix> {
    let Some(met) = refusal.met else { return Vec::new() };
    let Ok(asked) = ask.update.onto(Some(&delivery.destination)) else { return Vec::new() };
    let to = &delivery.destination.to;
    let mut updates = Vec::new();
    for (mended, label) in mended(&asked, refusal) {
        let mut mended = mended;
        if let Some(hints) = *hints(&mut mended) {
            updates.push((DestinationUpdate::of_hints(to, hints), label.clone()));
        }
        updates.push((DestinationUpdate::of_retry(to, Span::seconds(met.allowed)), label));
    }
    let update = |(update, label): (DestinationUpdate, String)| {
        let ask = UpdateDestination { update, ..ask.clone() };
        fix(label, Command::Firehose(Firehose::UpdateDestination(Box::new(ask))), "Only that is changed.")
    };
    updates.into_iter().map(update).collect()
}
