//! A producer's KPL: what its two buffers hold and how user records are packed into one record, its metrics by
//! CloudWatch's names, and the settings of its configuration.

use engine::command::{KplSetting, Setting};
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::view::{FillingView, KplView, ParcelsView, ProducerView};
use yew::prelude::*;

use super::field::Field;
use super::{bad, button, kick, row, send, set};
use crate::model::{Msg, Of};
use crate::prose;

/// Aggregation buffers that are drawn; a stream may have hundreds.
const BUFFERS: usize = 8;
/// The picture of one buffer.
const WIDE: u64 = 300;
const TALL: u64 = 26;
/// User records that are drawn one by one.
const DRAWN: u64 = 60;

pub fn show(producer: &ProducerView, kpl: &KplView, on: &Callback<Msg>) -> Html {
    html! {
        <section class="kpl" aria-label="Kinesis Producer Library">
            { kick("Kinesis Producer Library") }
            { row("user records", format!("{} · {}", grouped(kpl.received), prose::per_s(kpl.received_per_s))) }
            { row("in the stream", format!("{} · {}", grouped(kpl.user_records_put), prose::per_s(kpl.put_per_s))) }
            { row("in its buffers", prose::count(kpl.pending, "user record")) }
            { failed("expired: RecordTtl", kpl.expired) }
            { failed("failed: throttled", kpl.throttled) }
            { failed("lost with the process", kpl.lost) }
            { failed("put again: wrong shard", kpl.doubled) }
            <div class="btns">{ button(on, "btn small", "Why?", Msg::Why(Of::Kpl(producer.name.clone()))) }</div>
            { aggregation(kpl) }
            { collection(kpl) }
            { metrics(kpl) }
        </section>
    }
}

fn failed(name: &str, records: u64) -> Html {
    html! {
        if records > 0 {
            <div class="kv"><span>{ name }</span><b class="er">{ format!("✕ {}", grouped(records)) }</b></div>
        }
    }
}

/// The first buffer: user records of one shard become one record.
fn aggregation(kpl: &KplView) -> Html {
    if !kpl.aggregation {
        return html! {
            <>
                { kick("1 · Aggregation") }
                <p class="mut">{ "Off: each user record is a record of the stream, and one of the shard’s 1,000 a second." }</p>
            </>
        };
    }
    let more = kpl.packing.len().saturating_sub(BUFFERS);
    html! {
        <>
            { kick("1 · Aggregation: user records into one record") }
            if kpl.packing.is_empty() {
                <p class="mut">{ "Nothing waits to be packed at this instant." }</p>
            }
            { for kpl.packing.iter().take(BUFFERS).map(|filling| buffer(filling, kpl)) }
            if more > 0 {
                <p class="mut">{ format!("and for {} more shards", grouped(more as u64)) }</p>
            }
        </>
    }
}

fn buffer(filling: &FillingView, kpl: &KplView) -> Html {
    let room = WIDE - 4;
    let full = (filling.bytes.min(kpl.aggregate_size) * room / kpl.aggregate_size.max(1)).max(3);
    let shown = filling.user_records.clamp(1, DRAWN.min(full / 3).max(1));
    let blocks: String = (0..shown)
        .map(|n| {
            let (from, to) = (2 + full * n / shown, 2 + full * (n + 1) / shown);
            format!(
                "M{from} 4h{}v{}h-{}z",
                (to - from).saturating_sub(1).max(1),
                TALL - 8,
                (to - from).saturating_sub(1).max(1)
            )
        })
        .collect();
    let say = format!(
        "{}: {} of {}, {}, packed in {} at the latest",
        prose::shard(filling.shard),
        prose::bytes(filling.bytes),
        prose::bytes(kpl.aggregate_size),
        prose::count(filling.user_records, "user record"),
        prose::span_ms(filling.packs_in_us.div_ceil(1_000))
    );
    html! {
        <div class="pack">
            <p><b>{ format!("…{}", filling.shard.short()) }</b>
                { format!(" {} · {}", prose::count(filling.user_records, "user record"), prose::count(filling.keys, "key")) }
                <span class="mut">{ format!(" · in {}", prose::span_ms(filling.packs_in_us.div_ceil(1_000))) }</span></p>
            <svg viewBox={format!("0 0 {WIDE} {TALL}")} role="img" aria-label={say}>
                <rect class="paper" x="1" y="1" width={(WIDE - 2).to_string()} height={(TALL - 2).to_string()} rx="4" />
                <path class="taken" d={blocks} />
            </svg>
            <p class="mut">{ format!("{} of {}", prose::bytes(filling.bytes), prose::bytes(kpl.aggregate_size)) }</p>
        </div>
    }
}

/// The second buffer: records of all shards become one call.
fn collection(kpl: &KplView) -> Html {
    let held = |parcels: &ParcelsView| {
        format!(
            "{} · {}",
            prose::count(parcels.records, "record"),
            prose::count(parcels.user_records, "user record")
        )
    };
    let leaves =
        kpl.collection.leaves_in_us.map(|us| format!(" · in {}", prose::span_ms(us.div_ceil(1_000))));
    html! {
        <>
            { kick("2 · Collection: records into one PutRecords") }
            if kpl.aggregation {
                { bad(&format!("held by RateLimit {} %", kpl.rate_limit), held(&kpl.limited), !kpl.limited.is_empty()) }
            }
            { row("waits", format!("{}{}", held(&kpl.collection), leaves.unwrap_or_default())) }
            { super::meter("records of one PutRecords", kpl.collection.records, kpl.collect_count) }
            { row("waits for a connection", held(&kpl.queued)) }
            { row("on its way", format!("{} · {} of {} connections", held(&kpl.in_flight), grouped(kpl.connections), grouped(kpl.max_connections))) }
        </>
    }
}

/// What it tells CloudWatch once a minute.
fn metrics(kpl: &KplView) -> Html {
    let mean = |x100: u64| format!("{}.{:02}", grouped(x100 / 100), x100 % 100);
    let ms = |us: u64| format!("{}.{} ms", grouped(us / 1_000), us / 100 % 10);
    let rows = [
        ("UserRecordsReceived", grouped(kpl.received)),
        ("UserRecordsPending", grouped(kpl.pending)),
        ("UserRecordsPut", grouped(kpl.user_records_put)),
        ("UserRecordExpired", grouped(kpl.expired)),
        ("KinesisRecordsPut", grouped(kpl.kinesis_records_put)),
        ("KinesisRecordsDataPut", prose::bytes(kpl.kinesis_bytes_put)),
        ("AllErrors", grouped(kpl.all_errors)),
        ("UserRecordsPerKinesisRecord", mean(kpl.user_records_per_record_x100)),
        ("KinesisRecordsPerPutRecordsRequest", mean(kpl.records_per_request_x100)),
        ("RetriesPerRecord", mean(kpl.retries_per_record_x100)),
        ("BufferingTime, mean", ms(kpl.buffering_us)),
        ("BufferingTime, longest", ms(kpl.buffering_most_us)),
        ("RequestTime", ms(kpl.request_us)),
    ];
    html! {
        <>
            { kick("Metrics since it began") }
            <table class="grid">
                <thead><tr><th scope="col">{ "KinesisProducerLibrary" }</th><th scope="col" class="n">{ "value" }</th></tr></thead>
                <tbody>{ for rows.iter().map(|(name, value)| html! { <tr><td>{ *name }</td><td class="n">{ value }</td></tr> }) }</tbody>
            </table>
        </>
    }
}

/// Each control sends one `set` line.
pub fn settings(producer: &ProducerView, kpl: &KplView, on: &Callback<Msg>) -> Html {
    let number = |make: fn(u64) -> KplSetting| {
        let (on, name) = (on.clone(), producer.name.clone());
        Callback::from(move |value: u64| on.emit(Msg::Act(vec![set(&name, Setting::Kpl(make(value)))])))
    };
    let chips = |id: &'static str, label: &'static str, is: bool, make: fn(bool) -> KplSetting| {
        let chip = |yes: bool| {
            let act = send(on, Msg::Act(vec![set(&producer.name, Setting::Kpl(make(yes)))]));
            html! { <button type="button" aria-pressed={(is == yes).to_string()} onclick={act}>{ if yes { "on" } else { "off" } }</button> }
        };
        html! {
            <div class="field" role="group" aria-labelledby={id}>
                <div class="lab" id={id}>{ label }</div>
                <div class="chips">{ chip(true) }{ chip(false) }</div>
            </div>
        }
    };
    let bounds = &kpl.bounds;
    html! {
        <>
            { kick("Settings of the KPL") }
            { chips("aggregation", "AggregationEnabled", kpl.aggregation, KplSetting::Aggregation) }
            <Field id="buffered" label="RecordMaxBufferedTime" unit="ms" value={kpl.buffered_us / 1_000} min={bounds.buffered_ms.0}
                max={bounds.buffered_ms.1} log=true on={number(|ms| KplSetting::Buffered(Span::millis(ms)))} />
            if kpl.aggregation {
                <Field id="aggregate-size" label="AggregationMaxSize" unit="bytes" value={kpl.aggregate_size}
                    min={bounds.aggregate_size.0} max={bounds.aggregate_size.1} log=true on={number(KplSetting::AggregateSize)} />
                <Field id="aggregate-count" label="AggregationMaxCount" unit="user records" value={kpl.aggregate_count}
                    min=1 max={bounds.aggregate_count} log=true on={number(KplSetting::AggregateCount)} />
            }
            <Field id="collect-count" label="CollectionMaxCount" unit="records" value={kpl.collect_count} min=1
                max={bounds.collect_count} log=true on={number(KplSetting::CollectCount)} />
            <Field id="collect-size" label="CollectionMaxSize" unit="bytes" value={kpl.collect_size} min={bounds.collect_size.0}
                max={bounds.collect_size.1} log=true on={number(KplSetting::CollectSize)} />
            <Field id="ttl" label="RecordTtl" unit="ms" value={kpl.ttl_us / 1_000} min={bounds.ttl_ms.0} max={bounds.ttl_ms.1}
                log=true on={number(|ms| KplSetting::Ttl(Span::millis(ms)))} />
            <Field id="rate-limit" label="RateLimit" unit="% of a shard’s limits" value={kpl.rate_limit} min=1
                max={bounds.rate_limit} log=true on={number(KplSetting::RateLimit)} />
            <Field id="max-connections" label="MaxConnections" unit="calls at a time" value={kpl.max_connections} min=1
                max={bounds.max_connections} log=true on={number(KplSetting::MaxConnections)} />
            { chips("fail-if-throttled", "FailIfThrottled", kpl.fail_if_throttled, KplSetting::FailIfThrottled) }
            <p class="mut">{ "Source of the bounds: the KPL’s default_config.properties; see the Reference." }</p>
        </>
    }
}
