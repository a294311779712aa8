//! "Why is it late?": nothing has failed, but records wait: for an invocation, or at a place that is slow.

use crate::command::{Actor, Blueprint, Command, DeliverTo, Place, Setting, Trouble};
use crate::event::Event;
use crate::firehose::{DeliveryStream, Flushed};
use crate::kernel::units::{grouped, print_span};
use crate::kernel::{Span, Time};
use crate::lambda::Code;
use crate::limits;
use crate::why::{Fix, Why};
use crate::world::World;

/// `None` if nothing waits, or if what failed last says why. `failed` is that.
pub(super) fn late(world: &World, delivery: &DeliveryStream, failed: Option<&Event>) -> Option<Why> {
    held_back(world, delivery, failed).or_else(|| slow(world, delivery))
}

/// As many invocations are in flight as may be, and full buffers wait.
fn held_back(world: &World, delivery: &DeliveryStream, failed: Option<&Event>) -> Option<Why> {
    let waiting: u64 = delivery.waiting_to_be_invoked().map(|flushed: &Flushed| flushed.buffer.records).sum();
    let function = delivery.transform()?;
    let oldest = delivery.oldest_invocation()?;
    if waiting == 0 || failed.is_some_and(|event| event.at >= oldest) {
        return None;
    }
    let (era, now) = (world.era(), world.now());
    let each = match delivery.destination.to {
        DeliverTo::Splunk { .. } => &limits::TRANSFORMS_IN_FLIGHT_SPLUNK,
        DeliverTo::S3
        | DeliverTo::Redshift { .. }
        | DeliverTo::OpenSearch { .. }
        | DeliverTo::Http { .. } => &limits::TRANSFORMS_IN_FLIGHT,
    };
    let mut sentences = vec![
        format!(
            "Nothing has failed: {} records in {} buffers that were flushed wait for an invocation of `{function}`.",
            grouped(waiting),
            grouped(delivery.waiting_to_be_invoked().len() as u64)
        ),
        format!(
            "{} are in flight, as many as may be: {} for each open shard{}.",
            delivery.in_flight(),
            each.at(era),
            if delivery.source.is_none() { ", and Direct PUT counts as one" } else { "" }
        ),
        format!("The oldest of them has been at work for {}.", print_span(whole(now.since(oldest)))),
    ];
    sentences.push(match &delivery.source {
        Some(stream) => format!(
            "Until one has ended nothing more is read from `{stream}`: the records wait there, and its lag grows."
        ),
        None => "Puts are still taken: the records wait in Firehose.".to_owned(),
    });
    let quick = world.functions().function(function).ok().filter(|function| {
        function.code != Code::Blueprint(Blueprint::PassThrough)
            && world.stores().faults.at(&Place::Function(function.name.clone())).is_none()
    });
    let fixes = quick.map(|function| Fix {
        label: "Let records pass unchanged".to_owned(),
        commands: vec![Command::Actor(Actor::Set {
            name: function.name.clone(),
            settings: vec![Setting::Blueprint(Blueprint::PassThrough)],
        })],
        note: "A function that answers in milliseconds never fills them. What is in flight ends as it began."
            .to_owned(),
    });
    Some(Why { title: format!("{} at {now}", delivery.name), sentences, fixes: fixes.into_iter().collect() })
}

/// It works at a place that is slow.
fn slow(world: &World, delivery: &DeliveryStream) -> Option<Why> {
    let at_work: Vec<(Time, Place)> =
        delivery.parcels().filter_map(|parcel| Some((parcel.slow_until?, parcel.goes_to()))).collect();
    let (until, place) = at_work.iter().min()?;
    let takes = Span::seconds(limits::SLOW_TAKES.at(world.era()));
    let is_slow = world.stores().faults.at(place) == Some(Trouble::Slow);
    let mut sentences = vec![
        format!("`{place}` is slow: what it is asked takes {}, and then it is done.", print_span(takes)),
        format!("{} requests are at work there; the first ends at {until}.", at_work.len()),
        "Nothing has failed, so nothing is tried again and no RetryOptions count; only freshness suffers."
            .to_owned(),
    ];
    if let Place::Cluster(_) = place {
        sentences.push("One COPY runs at a time: objects wait for theirs in the bucket.".to_owned());
    }
    let fix = is_slow.then(|| Fix {
        label: format!("Heal {place}"),
        commands: vec![Command::Actor(Actor::Heal { place: place.clone() })],
        note: "What is at work ends as it began; the next is quick again.".to_owned(),
    });
    Some(Why {
        title: format!("{} at {}", delivery.name, world.now()),
        sentences,
        fixes: fix.into_iter().collect(),
    })
}

fn whole(span: Span) -> Span {
    Span::seconds(span.as_seconds())
}
