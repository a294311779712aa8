//! An application of the Connector Library: its four interfaces with what is in each, the buffers by shard, what was
//! given up, and its settings with the faults that one can cause.

use engine::command::{Actor, Command, ConnectorSetting, Keep, Place, Setting, Transform, Trouble};
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::limits::{
    CONNECTOR_AGE_MOST, CONNECTOR_BACKOFF, CONNECTOR_BACKOFF_MOST, CONNECTOR_BUFFER_BYTES,
    CONNECTOR_BUFFER_RECORDS, CONNECTOR_BYTES_MOST, CONNECTOR_ITEMS, CONNECTOR_RECORDS_MOST, CONNECTOR_TRIES,
    CONNECTOR_TRIES_MOST, DDB_BATCH_ITEMS,
};
use engine::view::{ConnectorView, PipeView, ReaderView, View};
use yew::prelude::*;

use super::field::Field;
use super::worded::{Worded, worded};
use super::{button, kick, meter, row, send, set, table};
use crate::model::{KclWhy, Msg, Of};
use crate::prose;

pub fn show(reader: &ReaderView, it: &ConnectorView, view: &View, on: &Callback<Msg>) -> Html {
    let bad = |name: &str, n: u64| {
        html! {
            <div class="kv"><span>{ name }</span>
                <b class={classes!((n > 0).then_some("er"))}>{ if n > 0 { "✕ " } else { "" } }{ grouped(n) }</b></div>
        }
    };
    let data = if let Place::Table(name) = &it.emit {
        view.tables.iter().find(|table| table.name == *name)
    } else {
        None
    };
    let broken = view.faults.iter().any(|fault| fault.place == it.emit);
    let fault = if broken {
        Actor::Heal { place: it.emit.clone() }
    } else {
        Actor::Fault { place: it.emit.clone(), trouble: Trouble::Unreachable, every: 1, lasting: None }
    };
    let word = if broken { format!("Heal {}", it.emit) } else { format!("Make {} unreachable", it.emit) };
    html! {
        <section aria-label="Connector Library">
            { kick("Connector Library: four interfaces") }
            <p class="mut">{ "A Java library of 2016, last changed in 2020. It runs on Amazon EC2, or wherever a JVM does, on \
                top of the KCL; Firehose and Lambda have taken its place." }</p>
            { row("1 · ITransformer", format!("{} user records, {} it cannot read", grouped(it.taken), grouped(it.unreadable))) }
            { row("2 · IFilter", format!("keeps {}, {} not kept", it.keep, grouped(it.filtered))) }
            { row("3 · IBuffer", format!("{} buffered", grouped(it.buffered))) }
            { for it.pipes.iter().map(|pipe| self::pipe(pipe, it)) }
            { row("4 · IEmitter", format!("to {}: {} in {}", it.emit, grouped(it.emitted), prose::count(it.buffers, "buffer"))) }
            { bad("calls of it that failed", it.failed_tries) }
            { bad("given up: fail() logs them", it.given_up) }
            { row("gone from memory, read again", grouped(it.forgotten)) }
            { row(if data.is_some() { "put over their items" } else { "files written over" }, grouped(it.overwritten)) }
            <div class="btns">
                if it.given_up > 0 {
                    { button(on, "btn small", "Why were they given up?",
                        Msg::Why(Of::Kcl(reader.name.clone(), KclWhy::GivenUp))) }
                }
                { button(on, if broken { "btn small" } else { "btn small bad" }, &word,
                    Msg::Act(vec![Command::Actor(fault)])) }
            </div>
            if let Some(data) = data {
                { kick("Its table in DynamoDB") }
                { table::capacity(data, view.era, Some(Msg::Why(Of::Kcl(reader.name.clone(), KclWhy::Items))), on) }
                { table::items(data) }
            } else {
                <p class="mut">{ "A file has the name of the first and the last sequence number in it: the same buffer, emitted \
                    once more after a crash, is written over the first file. The checkpoint comes after the file." }</p>
            }
        </section>
    }
}

fn pipe(pipe: &PipeView, it: &ConnectorView) -> Html {
    let stage = match (pipe.emits, pipe.failed) {
        (false, _) => String::new(),
        (true, 0) => " · emits".to_owned(),
        (true, failed) => format!(" · try {failed} of {} failed", it.tries),
    };
    html! {
        <div key={pipe.shard.0}>
            { row(&format!("…{}, worker {}", pipe.shard.short(), pipe.worker), format!("{} · {}{stage}",
                prose::count(pipe.records, "record"), prose::bytes(pipe.bytes))) }
            { meter("Records in the buffer of those at which it is flushed", pipe.records, it.flush_records) }
        </div>
    }
}

/// What it can be told at work.
pub fn settings(reader: &ReaderView, it: &ConnectorView, view: &View, on: &Callback<Msg>) -> Html {
    let era = view.era;
    let told = |setting| Msg::Act(vec![set(&reader.name, Setting::Connector(setting))]);
    let number = |make: fn(u64) -> ConnectorSetting| {
        let (on, name) = (on.clone(), reader.name.clone());
        Callback::from(move |value: u64| on.emit(Msg::Act(vec![set(&name, Setting::Connector(make(value)))])))
    };
    let chip = |label: &'static str, pressed: bool, setting: ConnectorSetting| {
        let act = send(on, told(setting));
        html! { <button type="button" aria-pressed={pressed.to_string()} onclick={act}>{ label }</button> }
    };
    let share = |label, parts| {
        chip(label, it.keeps == Keep::Share(parts), ConnectorSetting::Keep(Keep::Share(parts)))
    };
    let age = it.flush_age_ms.unwrap_or(0);
    html! {
        <>
            { kick("Settings of the pipeline") }
            <div class="field" role="group" aria-labelledby="transform">
                <div class="lab" id="transform">{ "ITransformer" }</div>
                <div class="chips">
                    { chip("bytes as they are", it.transform == Transform::Bytes, ConnectorSetting::Transform(Transform::Bytes)) }
                    { chip("lines of JSON", it.transform == Transform::Json, ConnectorSetting::Transform(Transform::Json)) }
                </div>
            </div>
            <div class="field" role="group" aria-labelledby="keep">
                <div class="lab" id="keep">{ "IFilter keeps" }</div>
                <div class="chips">
                    { chip("all", it.keeps == Keep::All, ConnectorSetting::Keep(Keep::All)) }
                    { share("60 %", 600_000) }
                    { share("10 %", 100_000) }
                    { chip("what has \"1\" in it", it.keeps == ones(), ConnectorSetting::Keep(ones())) }
                </div>
            </div>
            { worded(&Worded {
                id: "keep-words", label: "IFilter keeps, in words",
                forms: "all, a share such as 25%, or contains and a text in quotes", now: &it.keep,
            }, format!("set {} keep", reader.name), on) }
            <div class="field" role="group" aria-labelledby="emit">
                <div class="lab" id="emit">{ "IEmitter" }</div>
                <div class="chips">
                    { for places(it, view).into_iter().map(|place| {
                        let act = send(on, told(ConnectorSetting::Emit(place.clone())));
                        html! { <button type="button" aria-pressed={(it.emit == place).to_string()} onclick={act}>{ place.to_string() }</button> }
                    }) }
                </div>
            </div>
            if let Some(bucket) = &it.through {
                { worded(&Worded {
                    id: "through", label: "s3Bucket", forms: "a bucket: RedshiftBasicEmitter copies from there", now: bucket.as_str(),
                }, format!("set {} through", reader.name), on) }
            }
            { worded(&Worded {
                id: "emit-words", label: "IEmitter, in words", forms: "bucket, domain, cluster or table, and its name",
                now: &it.emit.to_string(),
            }, format!("set {} emit", reader.name), on) }
            if let Some(items) = it.emit_items {
                <Field id="emit-items" label="In one BatchWriteItem" unit="items" value={items} min=1
                    max={DDB_BATCH_ITEMS.at(era)} on={number(ConnectorSetting::EmitItems)} />
                <p class="mut">{ format!(
                    "DynamoDBEmitter puts {} at a time; a call takes up to {}. Each counts as a write of its own. Sources: {}; {}.",
                    CONNECTOR_ITEMS.at(era), DDB_BATCH_ITEMS.at(era), CONNECTOR_ITEMS.source, DDB_BATCH_ITEMS.source
                ) }</p>
            }
            <Field id="flush-records" label="bufferRecordCountLimit" unit="records" value={it.flush_records} min=1
                max={CONNECTOR_RECORDS_MOST.at(era)} log=true on={number(ConnectorSetting::FlushRecords)} />
            <Field id="flush-bytes" label="bufferByteSizeLimit" unit="bytes" value={it.flush_bytes} min=1
                max={CONNECTOR_BYTES_MOST.at(era)} log=true on={number(ConnectorSetting::FlushBytes)} />
            <Field id="flush-age" label="bufferMillisecondsLimit" unit="ms, 0: never" value={age} min=0
                max={CONNECTOR_AGE_MOST.at(era)} log=true
                on={number(|ms| ConnectorSetting::FlushAge((ms > 0).then(|| Span::millis(ms))))} />
            <Field id="emit-tries" label="retryLimit" unit="tries" value={it.tries} min=1
                max={CONNECTOR_TRIES_MOST.at(era)} on={number(ConnectorSetting::EmitTries)} />
            <Field id="emit-backoff" label="backoffInterval" unit="ms" value={it.backoff_ms} min=0
                max={CONNECTOR_BACKOFF_MOST.at(era)} log=true
                on={number(|ms| ConnectorSetting::EmitBackoff(Span::millis(ms)))} />
            <p class="mut">{ format!(
                "The library’s own: {} records, {}, never by time; {} tries, {} apart. A buffer is looked at after each batch that \
                 is read: so it may hold more, and time alone flushes nothing while no record comes. Source: {}.",
                grouped(CONNECTOR_BUFFER_RECORDS.at(era)), prose::bytes(CONNECTOR_BUFFER_BYTES.at(era)),
                CONNECTOR_TRIES.at(era), prose::span_ms(CONNECTOR_BACKOFF.at(era)), CONNECTOR_TRIES.source
            ) }</p>
        </>
    }
}

/// A filter by what a record says; the terminal takes any text.
fn ones() -> Keep {
    Keep::Contains("1".to_owned())
}

/// Where it may write: buckets, domains, clusters and tables that are there.
fn places(it: &ConnectorView, view: &View) -> Vec<Place> {
    let buckets = view.buckets.iter().map(|bucket| Place::Bucket(bucket.name.clone()));
    let domains = view.stores.iter().map(|store| store.place.clone());
    let mut all: Vec<Place> = buckets
        .chain(
            domains.filter(|place| matches!(place, Place::Domain(_) | Place::Cluster(_) | Place::Table(_))),
        )
        .collect();
    if !all.contains(&it.emit) {
        all.push(it.emit.clone());
    }
    all
}
