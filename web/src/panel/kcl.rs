//! A group of KCL workers: who has which lease, the lease table with its capacity, and what was lost or doubled on the
//! way; with the settings of the application, and faults one can cause.

use engine::command::{Actor, Checkpointing, Command, ReadVia, Setting};
use engine::era::Era;
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::limits::{
    KCL_FAILOVER_MOST, KCL_IDLE_LEAST, KCL_MAX_RECORDS, KCL_PARENT_POLL, KCL_WORK_MOST, KCL_WORKERS_MOST,
};
use engine::names::Name;
use engine::view::{HoldView, KclView, LeaseView, ReaderView, TableView, View, WorkerView, take_every};
use yew::prelude::*;

use super::field::Field;
use super::worded::{Worded, worded};
use super::{bad, button, kick, row, send, set, table};
use crate::model::{KclWhy, Msg, Of};
use crate::prose;

/// What the page offers; the terminal takes more.
const IDLE_MOST_MS: u64 = 60_000;

pub fn show(reader: &ReaderView, kcl: &KclView, view: &View, on: &Callback<Msg>) -> Html {
    let table = view.tables.iter().find(|table| table.name == kcl.table);
    html! {
        <>
            { kick("Workers") }
            { for kcl.workers.iter().map(|it| worker(reader, it, on)) }
            if kcl.idle_workers > 0 {
                <p class="mut">{ "A shard has one lease, and a lease one worker: where workers are more than shards, some are idle." }</p>
            }
            if !reader.stopped {
                { more_and_fewer(reader, kcl, view.era, on) }
            }
            { counts(reader, kcl, on) }
            { for table.map(|table| lease_table(reader, kcl, table, view.era, on)) }
        </>
    }
}

fn worker(reader: &ReaderView, worker: &WorkerView, on: &Callback<Msg>) -> Html {
    let (name, number) = (reader.name.clone(), u64::from(worker.number));
    let does = |hold: &HoldView| {
        let left = if hold.left > 0 { format!(" {} left", grouped(hold.left)) } else { String::new() };
        let parent = hold.parent.map_or(String::new(), |id| format!(" …{}", id.short()));
        format!("…{} {}{parent}{left}", hold.shard.short(), hold.stage)
    };
    let leases = match (worker.running, worker.leases.is_empty()) {
        (false, _) => "does not run".to_owned(),
        (true, true) => "idle: no lease".to_owned(),
        (true, false) => worker.leases.iter().map(does).collect::<Vec<_>>().join(" · "),
    };
    let (word, label, command) = if worker.running {
        ("Crash", format!("Crash worker {number}"), Actor::CrashWorker { name, worker: number })
    } else {
        ("Start again", format!("Start again: worker {number}"), Actor::HealWorker { name, worker: number })
    };
    let act = Msg::Act(vec![Command::Actor(command)]);
    html! {
        <div class="kv worker" key={worker.number}>
            <span title={worker.owner.clone()}>{ format!("worker {number}") }</span>
            <b class={classes!((!worker.running).then_some("er"))}>{ leases }</b>
            if !reader.stopped {
                <button type="button" class={if worker.running { "btn small bad" } else { "btn small" }}
                    aria-label={label} onclick={send(on, act)}>{ word }</button>
            }
        </div>
    }
}

fn more_and_fewer(reader: &ReaderView, kcl: &KclView, era: Era, on: &Callback<Msg>) -> Html {
    let workers = kcl.workers.len() as u64;
    let told = |workers| Msg::Act(vec![set(&reader.name, Setting::Workers(workers))]);
    html! {
        <div class="btns">
            if workers < KCL_WORKERS_MOST.at(era) {
                { button(on, "btn", "One more worker", told(workers + 1)) }
            }
            if workers > 1 {
                { button(on, "btn", "One worker less", told(workers - 1)) }
            }
        </div>
    }
}

fn counts(reader: &ReaderView, kcl: &KclView, on: &Callback<Msg>) -> Html {
    let why = |label: &'static str, question: KclWhy| {
        button(on, "btn small", label, Msg::Why(Of::Kcl(reader.name.clone(), question)))
    };
    let bad = |name: &str, n: u64| bad(name, grouped(n), n > 0);
    html! {
        <>
            { kick("At least once") }
            { row("checkpoints", grouped(kcl.checkpoints)) }
            { bad("checkpoints throttled", kcl.throttled_checkpoints) }
            { bad("processed twice: twins", kcl.doubled) }
            { bad("passed over", kcl.passed_over) }
            { row("leases taken · lost", format!("{} · {}", grouped(kcl.leases_taken), grouped(kcl.leases_lost))) }
            { bad("iterators expired", kcl.expired_iterators) }
            <div class="btns">
                if kcl.doubled > 0 { { why("Why twice?", KclWhy::Twins) } }
                if kcl.leases_lost > 0 { { why("Why was a lease lost?", KclWhy::Lease) } }
                if kcl.expired_iterators > 0 { { why("Why did an iterator expire?", KclWhy::Iterator) } }
                if kcl.workers.iter().flat_map(|it| &it.leases).any(|it| it.parent.is_some()) {
                    { why("Why does a child wait?", KclWhy::Parent) }
                }
            </div>
            <p class="mut">{ format!(
                "A worker looks for expired leases every {}: so a crash is noticed one or two looks later.",
                prose::span_ms(take_every(kcl).as_millis())
            ) }</p>
        </>
    }
}

fn lease_table(reader: &ReaderView, kcl: &KclView, table: &TableView, era: Era, on: &Callback<Msg>) -> Html {
    let why = Msg::Why(Of::Kcl(reader.name.clone(), KclWhy::Table));
    html! {
        <>
            { kick("Lease table in DynamoDB") }
            { table::capacity(table, era, Some(why), on) }
            if table.leases.is_empty() {
                <p class="mut">{ "No row yet: a worker lists the shards once the table is ACTIVE." }</p>
            } else {
                <div class="scrolls" tabindex="0" role="region" aria-label="Rows of the lease table">
                <table class="grid leases">
                    <thead><tr>
                        <th scope="col">{ "leaseKey" }</th><th scope="col">{ "leaseOwner" }</th>
                        <th scope="col" class="n">{ "counter" }</th><th scope="col">{ "checkpoint" }</th>
                    </tr></thead>
                    <tbody>{ for table.leases.iter().map(|it| lease(it, kcl)) }</tbody>
                </table>
                </div>
            }
        </>
    }
}

fn lease(lease: &LeaseView, kcl: &KclView) -> Html {
    let alive = kcl.workers.iter().any(|it| it.running && lease.owner.as_ref() == Some(&it.owner));
    // The number is long, and what a learner compares is how far it is.
    let checkpoint = match (lease.processed, lease.sub) {
        (Some(records), 0) => format!("after {}", grouped(records)),
        (Some(records), sub) => format!("after {}, sub {}", grouped(records), grouped(sub)),
        (None, _) => lease.checkpoint.clone(),
    };
    let parents: Vec<String> = lease.parents.iter().map(|id| format!("…{}", id.short())).collect();
    // A column of its own would be cut in a narrow panel, and most shards have no parent.
    let child = (!parents.is_empty())
        .then(|| html! { <small class="mut">{ format!(" of {}", parents.join(" ")) }</small> });
    let owner = match &lease.owner {
        Some(owner) if alive || lease.ended => owner.clone(),
        Some(owner) => format!("✕ {owner}"),
        None => "nobody".to_owned(),
    };
    html! {
        <tr key={lease.shard.0}>
            <td>{ format!("…{}", lease.shard.short()) }{ child }</td>
            <td class={classes!((!alive && !lease.ended).then_some("er"))}>{ owner }</td>
            <td class="n">{ grouped(lease.counter) }</td>
            <td title={format!("{}, checkpointSubSequenceNumber {}", lease.checkpoint, lease.sub)}>{ checkpoint }</td>
        </tr>
    }
}

/// What an application can be told at work.
pub fn settings(reader: &ReaderView, kcl: &KclView, era: Era, on: &Callback<Msg>) -> Html {
    let number = |make: fn(u64) -> Setting| number(&reader.name, make, on);
    let chip = |label: &'static str, when: Checkpointing| {
        let act = send(on, Msg::Act(vec![set(&reader.name, Setting::Checkpoint(when))]));
        html! {
            <button type="button" aria-pressed={(kcl.checkpointing == when).to_string()} onclick={act}>{ label }</button>
        }
    };
    let every = |seconds| Checkpointing::Every(Span::seconds(seconds));
    html! {
        <>
            { kick("Settings") }
            if reader.connector.is_none() && reader.tool.is_none() {
                { retrieval(reader, on) }
            }
            <div class="field" role="group" aria-labelledby="checkpointing">
                <div class="lab" id="checkpointing">{ "Checkpoint" }</div>
                <div class="chips">
                    { chip("each batch", Checkpointing::Batch) }
                    { chip("every 10 s", every(10)) }
                    { chip("every 60 s", every(60)) }
                    { chip("every 100 records", Checkpointing::Records(100)) }
                    { chip("never", Checkpointing::Never) }
                </div>
            </div>
            { worded(&Worded {
                id: "checkpoint-words", label: "Checkpoint, in words", forms: "batch, never, every 5s, or every 250 records",
                now: &kcl.checkpoint,
            }, format!("set {} checkpoint", reader.name), on) }
            <Field id="work" label="Work on a record" unit="ms" value={kcl.work_us / 1_000} min=0
                max={KCL_WORK_MOST.at(era)} log=true on={number(|ms| Setting::Work(Span::millis(ms)))} />
            if reader.via == ReadVia::Polling {
                <Field id="idle" label="Idle between reads" unit="ms" value={reader.poll_ms} min={KCL_IDLE_LEAST.at(era)}
                    max={IDLE_MOST_MS.max(reader.poll_ms)} log=true on={number(|ms| Setting::Poll(Span::millis(ms)))} />
                <Field id="max-records" label="maxRecords" unit="records" value={kcl.max_records} min=1
                    max={KCL_MAX_RECORDS.at(era)} log=true on={number(|records| Setting::Limit(Some(records)))} />
            }
            <Field id="failover" label="failoverTimeMillis" unit="ms" value={kcl.failover_ms} min=1_000
                max={KCL_FAILOVER_MOST.at(era)} log=true on={number(|ms| Setting::Failover(Span::millis(ms)))} />
            <p class="mut">{ format!(
                "Records are user records: a checkpoint may stand within an aggregated one, at a sub-sequence number. A child \
                 is read when its parents are at SHARD_END: a worker looks every {} s. Sources: {}; {}.",
                KCL_PARENT_POLL.at(era) / 1_000, KCL_IDLE_LEAST.source, KCL_MAX_RECORDS.source
            ) }</p>
        </>
    }
}

/// How it gets its records: FanOutConfig, which is the KCL's own choice since 2.0, or PollingConfig.
#[inline(never)]
fn retrieval(reader: &ReaderView, on: &Callback<Msg>) -> Html {
    let chip = |via: ReadVia, label: &'static str| {
        let act = send(on, Msg::Act(vec![set(&reader.name, Setting::Via(via))]));
        html! { <button type="button" aria-pressed={(reader.via == via).to_string()} onclick={act}>{ label }</button> }
    };
    html! {
        <div class="field" role="group" aria-labelledby="retrieval">
            <div class="lab" id="retrieval">{ "Retrieval" }</div>
            <div class="chips">
                { chip(ReadVia::Polling, "GetRecords: polling") }
                { chip(ReadVia::FanOut, "SubscribeToShard: enhanced fan-out") }
            </div>
            if reader.via == ReadVia::FanOut {
                <small class="mut">{ "KCL 2 or later: one consumer, registered under the application’s name, and a subscription \
                    for each lease. It stays registered, and billed, when the application stops. Source: KCL FanOutConfig." }</small>
            } else {
                <small class="mut">{ "All who poll share the 5 calls and 2 MiB/s of a shard. Source: KCL PollingConfig." }</small>
            }
        </div>
    }
}

fn number(name: &Name, make: fn(u64) -> Setting, on: &Callback<Msg>) -> Callback<u64> {
    let (on, name) = (on.clone(), name.clone());
    Callback::from(move |value: u64| on.emit(Msg::Act(vec![set(&name, make(value))])))
}
