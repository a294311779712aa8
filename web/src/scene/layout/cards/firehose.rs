//! The cards of Firehose: delivery streams, functions, and what takes their records.

use engine::command::Place;
use engine::view::View;

use super::super::numbers::{bytes, count, many, mib};
use super::super::shape::Hit;
use super::super::tree::{self, Row};
use super::super::{delivery, retry, store};
use super::{GaugeRow, NodeCard, percent};

#[inline(never)]
pub(super) fn deliveries(view: &View) -> Vec<NodeCard> {
    let size = |label: &str, it: &engine::view::BufferView| GaugeRow {
        label: label.to_owned(),
        value: format!("{} / {} MiB", mib(it.bytes), mib(it.size_limit)),
        fill: percent(it.bytes, it.size_limit),
        over: false,
    };
    let card = |it: &engine::view::DeliveryView| {
        let buffer = &it.buffer;
        let mut gauges: Vec<GaugeRow> =
            it.transform_buffer.iter().map(|buffer| size("before λ", buffer)).collect();
        let [of_size, of_time] =
            if it.partitions.is_some() { ["fullest", "oldest"] } else { ["size", "interval"] };
        gauges.push(size(of_size, buffer));
        gauges.push(GaugeRow {
            label: of_time.to_owned(),
            value: format!("{} / {} s", buffer.waited_us / 1_000_000, buffer.interval_us / 1_000_000),
            fill: percent(buffer.waited_us, buffer.interval_us),
            over: false,
        });
        NodeCard {
            hit: Hit::Delivery(it.name.clone()),
            kind: "Firehose",
            title: it.name.to_string(),
            state: match (retry::next_anywhere(it), buffer.next) {
                (Some(retried), _) => retry::again(retried).swap_remove(0),
                (None, Some(fired)) => format!("next: by {}", fired.word()),
                (None, None) => "buffer is empty".to_owned(),
            },
            bad: it.refused > 0 || it.lost > 0,
            lines: ways(it),
            gauges,
            objects: vec![],
        }
    };
    view.deliveries.iter().map(card).collect()
}

/// What came, where it went, and what did not arrive.
#[inline(never)]
fn ways(it: &engine::view::DeliveryView) -> Vec<String> {
    let mut lines =
        vec![format!("{} records in, {} objects in {}", count(it.taken), count(it.objects), it.bucket)];
    if let Some(partitions) = &it.partitions {
        lines.push(delivery::partitions(partitions)[0].clone());
    }
    if it.place.name() != &it.bucket {
        lines.push(format!("{} delivered to {}", count(it.delivered), it.place));
    }
    if let Some(retried) = retry::next_anywhere(it) {
        lines.push(format!("{} fails: {}", retried.place, retry::gives_up(retried)[0]));
    }
    if it.in_failure_folders + it.lost > 0 {
        let folders = count(it.in_failure_folders);
        lines.push(format!("✕ {folders} records in failure folders, {} lost", count(it.lost)));
    }
    lines
}

/// What is wrong at a place, or how it is else.
#[inline(never)]
fn state(view: &View, place: &Place, else_say: String) -> (String, bool) {
    match retry::fault(view, place) {
        Some(fault) => (retry::trouble(fault).swap_remove(0), true),
        None => (else_say, false),
    }
}

#[inline(never)]
pub(super) fn stores(view: &View) -> Vec<NodeCard> {
    let card = |it: &engine::view::StoreView| {
        let (state, bad) = state(view, &it.place, many(it.records, store::unit(&it.place)));
        NodeCard {
            hit: Hit::Store(it.place.clone()),
            kind: store::kind(&it.place)[0],
            title: it.name.to_string(),
            state,
            bad,
            lines: store::parts(it),
            gauges: vec![],
            objects: vec![],
        }
    };
    view.stores.iter().map(card).collect()
}

#[inline(never)]
pub(super) fn functions(view: &View) -> Vec<NodeCard> {
    let card = |it: &engine::view::FunctionView| {
        let (state, bad) = state(view, &Place::Function(it.name.clone()), many(it.invocations, "invocation"));
        let user = view.deliveries.iter().find(|delivery| delivery.function.as_ref() == Some(&it.name));
        NodeCard {
            hit: Hit::Function {
                name: it.name.clone(),
                used: user.map(|delivery| (delivery.name.clone(), delivery.last_invocation)),
            },
            kind: "Transform",
            title: it.name.to_string(),
            state,
            bad,
            lines: vec![
                format!("✓ {} Ok · ◐ {} Dropped", count(it.ok), count(it.dropped)),
                format!("✕ {} ProcessingFailed", count(it.failed)),
            ],
            gauges: vec![],
            objects: vec![],
        }
    };
    view.functions.iter().map(card).collect()
}

#[inline(never)]
pub(super) fn buckets(view: &View) -> Vec<NodeCard> {
    let card = |it: &engine::view::BucketView| {
        let (state, bad) = state(view, &Place::Bucket(it.name.clone()), many(it.objects, "object"));
        let rows = tree::rows(it, 7);
        let objects = rows.iter().filter_map(|row| match row {
            Row::Object { key, notes, .. } => Some((
                Hit::Object { bucket: it.name.clone(), key: key.clone() },
                key.clone(),
                notes[0].clone(),
            )),
            Row::Folder { .. } => None,
        });
        NodeCard {
            hit: Hit::Bucket(it.name.clone()),
            kind: "S3 bucket",
            title: it.name.to_string(),
            state,
            bad,
            lines: vec![bytes(it.bytes)],
            gauges: vec![],
            objects: objects.collect(),
        }
    };
    view.buckets.iter().map(card).collect()
}
