//! What a delivery stream is set to, in words, and the calls that change it: UpdateDestination with the version that
//! it has, and DeleteDeliveryStream.
//!
//! Absent: prefixes (object_names.rs) and partitions (partitioning.rs). The terminal changes compression and processors.

use engine::command::{Buffering, Command, DeliverTo, DestinationUpdate, Firehose, UpdateDestination};
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::limits::RETRY_MAX;
use engine::view::{DeliveryView, View};
use yew::prelude::*;

use super::stream_acts::NumberCall;
use super::{button, kick, row};
use crate::model::Msg;
use crate::prose;

/// The destination in words.
pub fn destination(delivery: &DeliveryView) -> String {
    match &delivery.settings.to {
        DeliverTo::S3 => format!("Amazon S3: s3://{}/{}", delivery.bucket, delivery.prefix),
        DeliverTo::Redshift { cluster, database, table, .. } => {
            format!(
                "Redshift: {cluster}, {database}.{table}, by COPY from s3://{}/{}",
                delivery.bucket, delivery.prefix
            )
        }
        DeliverTo::OpenSearch { domain, index, rotation, .. } => {
            format!("OpenSearch: {domain}, index {index}, {}", rotation.word())
        }
        DeliverTo::Splunk { collector, .. } => format!("Splunk: {collector}"),
        DeliverTo::Http { url, .. } => format!("HTTP endpoint: {url}"),
    }
}

fn update(delivery: &DeliveryView, update: DestinationUpdate) -> Msg {
    let ask = UpdateDestination { delivery_stream: delivery.name.clone(), version: delivery.version, update };
    Msg::Act(vec![Command::Firehose(Firehose::UpdateDestination(Box::new(ask)))])
}

/// What it is set to.
pub fn told(delivery: &DeliveryView) -> Html {
    let settings = &delivery.settings;
    let backup = settings
        .backup
        .as_ref()
        .map_or("none".to_owned(), |s3| format!("every record to s3://{}/{}", s3.bucket, s3.prefix));
    html! {
        <>
            { row("delivers to", destination(delivery)) }
            if !matches!(settings.to, DeliverTo::S3) {
                { row("failures to", format!("s3://{}/{}", delivery.bucket, delivery.prefix)) }
            }
            { row("version", delivery.version) }
            { row("compression", settings.s3.compression.word()) }
            if settings.s3.partitioned {
                { row("partitions", "a buffer and an object for each set of partition keys") }
                { for super::object_names::query(settings).map(|query| row("keys by jq", query)) }
            }
            { row("backup", backup) }
            { row("retried for", delivery.retry_us.map_or("a day, or as long as its stream keeps records".to_owned(), |us| prose::span_ms(us / 1_000))) }
        </>
    }
}

/// The numbers that can be changed, each with its bounds.
pub fn change(delivery: &DeliveryView, view: &View, on: &Callback<Msg>) -> Html {
    let hints = &delivery.hints;
    let [size, interval] = [hints.size, hints.interval];
    let to = |make: fn(&DeliverTo, u64, [u64; 2]) -> DestinationUpdate| {
        let delivery = delivery.clone();
        let now = [size[0], interval[0]];
        Callback::from(move |n: u64| update(&delivery, make(&delivery.settings.to, n, now)))
    };
    let of_size = to(|to, mib, [_, seconds]| DestinationUpdate::of_hints(to, Buffering { mib, seconds }));
    let of_interval = to(|to, seconds, [mib, _]| DestinationUpdate::of_hints(to, Buffering { mib, seconds }));
    let of_retry = to(|to, seconds, _| DestinationUpdate::of_retry(to, Span::seconds(seconds)));
    let same = || Some("This is its hint now.".to_owned());
    let fixed =
        |[_, least, most]: [u64; 3]| (least == most).then(|| "AWS fixes it for this destination.".to_owned());
    let most = RETRY_MAX.at(view.era);
    html! {
        <>
            { kick("Change it") }
            <NumberCall id="hint-size" label="Buffer size" unit={format!("{} to {} MiB", size[1], grouped(size[2]))} value={size[0]}
                min={size[1]} max={size[2]} verb="Change size" no={fixed(size)} same={same()} make={of_size} on={on.clone()} />
            <NumberCall id="hint-interval" label="Buffer interval" unit={format!("{} to {} s", interval[1], grouped(interval[2]))}
                value={interval[0]} min={interval[1]} max={interval[2]} verb="Change interval" no={fixed(interval)} same={same()}
                make={of_interval} on={on.clone()} />
            if let Some(us) = delivery.retry_us {
                <NumberCall id="retry" label="Retry duration" unit={format!("0 to {} s", grouped(most))} value={us / 1_000_000} min=0 max={most}
                    verb="Change retry" no={None::<String>} same={Some("This is its duration now.".to_owned())} make={of_retry} on={on.clone()} />
            }
            <p class="mut">{ format!("Bounds: {}; {}.", hints.sources[0], hints.sources[1]) }</p>
        </>
    }
}

/// The last of its buttons.
pub fn delete(delivery: &DeliveryView, on: &Callback<Msg>) -> Html {
    let delete = Command::Firehose(Firehose::DeleteDeliveryStream { delivery_stream: delivery.name.clone() });
    html! { <div class="btns">{ button(on, "btn bad", "Delete delivery stream", Msg::Act(vec![delete])) }</div> }
}
