//! The limits by era with their sources, and what the engine does not model.

use engine::era::Era;
use engine::kernel::units::grouped;
use engine::limits::{ALL, Limit, SOURCES};
use yew::prelude::*;

/// What a learner should not look for here.
const NOT_MODELLED: [&str; 8] = [
    "Enhanced fan-out, KCL and its lease table, the KPL and the Kinesis Agent.",
    "On-demand mode, UpdateShardCount, changes of retention, server-side encryption.",
    "Firehose: other destinations than S3, dynamic partitioning, format conversion, compression, retries of a failing destination.",
    "Lambda: your own code; the functions here are two blueprints written in Rust.",
    "S3: versions, lifecycles, permissions. IAM and KMS as a whole.",
    "CloudWatch: metrics are true per-second values; the real ones are sums over a minute and arrive late.",
    "Network: calls take no time of their own, none is lost, and nobody else uses your account.",
    "Prices and bills.",
];

/// Where AWS is silent; the code marks each with `Modelling choice:`.
const CHOICES: [&str; 7] = [
    "A shard's write limits are token buckets with one second's worth, refilled all the time. A quiet shard, and one that is new, can take a burst of that size before it refuses.",
    "A new stream is ACTIVE after 2 s, a split or merge takes 30 s, a delivery stream is there at once.",
    "MillisBehindLatest is the arrival of the newest record minus that of the last one returned.",
    "The end of a closed shard comes with an empty answer after its last records.",
    "Reading: after an answer of the full 10 MiB calls throw for 5 s; otherwise a reader may overdraw 2 MiB/s once and then waits until it is paid back.",
    "A transform takes 40 ms and 20 µs a record, an S3 PUT 100 ms. Failed records wait in a buffer of their own, under the same hints.",
    "A bucket that a delivery stream names is made if it is missing.",
];

pub fn show() -> Html {
    html! {
        <div class="wrap">
            <h1>{ "Reference" }</h1>
            <h2>{ "Limits by era" }</h2>
            <p>{ "Every limit that the engine enforces. Each number has a source; where AWS publishes none, the row says “modelled”." }</p>
            <div class="scroll-x" tabindex="0" role="group" aria-label="Limits by era">
                <table class="grid">
                    <thead><tr>
                        <th scope="col">{ "what" }</th><th scope="col">{ "unit" }</th>
                        { for Era::ALL.iter().map(|era| html! { <th scope="col" class="n">{ format!("{} · {}", era.name(), era.exam()) }</th> }) }
                        <th scope="col">{ "source" }</th>
                    </tr></thead>
                    <tbody>{ for ALL.iter().map(|limit| row(limit)) }</tbody>
                </table>
            </div>
            <h2>{ "Sources" }</h2>
            <dl>{ for SOURCES.iter().map(|(letters, source)| html! { <><dt><b>{ *letters }</b></dt><dd>{ *source }</dd></> }) }</dl>
            <h2>{ "What the engine does not model" }</h2>
            <ul>{ for NOT_MODELLED.iter().map(|text| html! { <li>{ *text }</li> }) }</ul>
            <h2>{ "Choices of ours where AWS is silent" }</h2>
            <ul>{ for CHOICES.iter().map(|text| html! { <li>{ *text }</li> }) }</ul>
            <p class="mut">{ "Shardlab is not affiliated with Amazon Web Services." }</p>
        </div>
    }
}

fn row(limit: &Limit) -> Html {
    let values = limit.by_era;
    let cell = |(i, value): (usize, &u64)| {
        let changed = i > 0 && values[i - 1] != *value;
        html! {
            <td class="n">
                if changed { <b>{ grouped(*value) }</b><span class="sr">{ " changed" }</span> } else { { grouped(*value) } }
            </td>
        }
    };
    html! {
        <tr>
            <th scope="row">{ limit.meaning }{ if limit.modelled { " · modelled" } else { "" } }</th>
            <td style="white-space:nowrap">{ limit.unit }</td>
            { for values.iter().enumerate().map(cell) }
            <td>{ limit.source }</td>
        </tr>
    }
}
