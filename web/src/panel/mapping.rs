//! A Lambda function that reads a stream: its batches by shard, its last invocations with their verdicts, the event it
//! gets, what was given up and what the queue is told; with the settings of its event source mapping, and faults one can
//! cause.

use engine::command::{Command, ItemFailures, Kinesis, MappingSetting, Place, Poison, Setting};
use engine::era::Era;
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::limits::{
    ESM_AGE_MAX, ESM_AGE_MIN, ESM_BATCH_MAX, ESM_FACTOR_MAX, ESM_RETRIES_MAX, ESM_WINDOW_MAX, KCL_WORK_MOST,
    LAMBDA_CONCURRENCY_MAX, LAMBDA_TIMEOUT_MAX,
};
use engine::names::Name;
use engine::view::{
    EventView, InvocationView, LaneView, MappingView, MessageView, QueueView, ReaderView, View,
};
use yew::prelude::*;

use super::field::Field;
use super::{breaking, button, kick, row, send, set};
use crate::model::{Msg, Of};
use crate::prose;

/// Invocations and lanes that are listed.
const LISTED: usize = 12;
/// The key of the record that the button puts.
const POISON: &str = "poison";
/// What the switches offer; the terminal takes more.
const RETRIES: u64 = 2;
const AGE: Span = Span::seconds(600);
const QUEUE: &str = "dead-letters";

pub fn show(reader: &ReaderView, it: &MappingView, view: &View, on: &Callback<Msg>) -> Html {
    let stands = it.blocked > 0 || it.discarded > 0 || it.expired > 0;
    html! {
        <section class="mapping" aria-label="Event source mapping">
            { kick("Event source mapping") }
            { row("LastProcessingResult", it.last_processing_result) }
            { row("invocations", format!("{} · {} at work", grouped(it.invocations), grouped(it.running))) }
            { row("IteratorAge", it.iterator_age_ms.map_or("none yet".to_owned(), prose::span_ms)) }
            { row("Duration, last · mean", format!("{} · {}", micros(it.last_duration_us), micros(it.mean_duration_us))) }
            { bad("Errors", it.errors, &format!("{} of them time-outs", grouped(it.timeouts))) }
            { bad("Throttles", it.throttles, "no retries") }
            { bad("worked on twice: twins", it.doubled, "") }
            { bad("given up", it.discarded, "") }
            { bad("expired before it had them", it.expired, "") }
            { row("lanes held up", grouped(it.blocked)) }
            <div class="btns">
                if stands {
                    { button(on, "btn small", "Why?", Msg::Why(Of::Lambda(reader.name.clone()))) }
                }
            </div>
            { lanes(it) }
            { invocations(it) }
            { for it.event.as_ref().map(event) }
            { for it.queue.as_ref().map(queue) }
            if !reader.stopped {
                { poison(reader, it, on) }
                { breaking::show(Place::Function(reader.name.clone()), view, on) }
            }
        </section>
    }
}

fn micros(us: Option<u64>) -> String {
    us.map_or("none yet".to_owned(), |us| prose::span_ms(us.div_ceil(1_000)))
}

fn bad(name: &str, n: u64, more: &str) -> Html {
    let more = if n > 0 && !more.is_empty() { format!(" · {more}") } else { String::new() };
    html! {
        <div class="kv"><span>{ name.to_owned() }</span>
            <b class={classes!((n > 0).then_some("er"))}>{ if n > 0 { "✕ " } else { "" } }{ grouped(n) }{ more }</b></div>
    }
}

fn lanes(it: &MappingView) -> Html {
    if it.lanes.is_empty() {
        return html! { <p class="mut">{ "It has read nothing yet." }</p> };
    }
    let mut lanes: Vec<&LaneView> = it.lanes.iter().collect();
    // What stands comes first.
    lanes.sort_by_key(|lane| (std::cmp::Reverse(lane.blocked_ms), lane.shard, lane.lane));
    let more = lanes.len().saturating_sub(LISTED);
    html! {
        <>
            { kick("Batches by shard") }
            <div class="scrolls" tabindex="0" role="region" aria-label="Batches by shard">
            <table class="grid">
                <thead><tr>
                    <th scope="col">{ "shard" }</th><th scope="col">{ "does" }</th>
                    <th scope="col" class="n">{ "batch" }</th><th scope="col" class="n">{ "waits" }</th>
                    <th scope="col" class="n">{ "try" }</th><th scope="col" class="n">{ "held up" }</th>
                </tr></thead>
                <tbody>{ for lanes.into_iter().take(LISTED).map(|lane| lane_row(lane, it.parallelization_factor)) }</tbody>
            </table>
            </div>
            if more > 0 {
                <p class="mut">{ format!("And {more} more.") }</p>
            }
        </>
    }
}

fn lane_row(lane: &LaneView, factor: u64) -> Html {
    let shard = match factor {
        1 => format!("…{}", lane.shard.short()),
        _ => format!("…{} lane {}", lane.shard.short(), lane.lane + 1),
    };
    let does = match lane.again_in_ms {
        Some(ms) => format!("again in {}", prose::span_ms(ms)),
        None => lane.stage.to_owned(),
    };
    let held = lane.blocked_ms.map_or(String::new(), |ms| format!("✕ {}", prose::span_ms(ms)));
    html! {
        <tr>
            <td>{ shard }</td>
            <td>{ does }</td>
            <td class="n">{ grouped(lane.batch) }</td>
            <td class="n">{ grouped(lane.waiting) }</td>
            <td class="n">{ lane.attempt }</td>
            <td class={classes!("n", lane.blocked_ms.map(|_| "er"))}>{ held }</td>
        </tr>
    }
}

fn invocations(it: &MappingView) -> Html {
    if it.recent.is_empty() {
        return Html::default();
    }
    let answer = it.recent.iter().find_map(|one| one.answer.clone());
    html! {
        <>
            { kick("Last invocations") }
            <div class="scrolls" tabindex="0" role="region" aria-label="Last invocations">
            <table class="grid">
                <thead><tr>
                    <th scope="col" class="n">{ "no." }</th><th scope="col">{ "shard" }</th>
                    <th scope="col" class="n">{ "records" }</th><th scope="col" class="n">{ "took" }</th>
                    <th scope="col">{ "result" }</th>
                </tr></thead>
                <tbody>{ for it.recent.iter().take(LISTED).map(invocation) }</tbody>
            </table>
            </div>
            if let Some(answer) = answer {
                <p class="mut">{ "The function’s newest answer:" }</p>
                <pre class="code" tabindex="0" aria-label="Answer">{ answer }</pre>
            }
        </>
    }
}

fn invocation(it: &InvocationView) -> Html {
    let fine = matches!(it.result, "OK" | "at work");
    html! {
        <tr key={it.invocation}>
            <td class="n">{ grouped(it.invocation) }</td>
            <td>{ format!("…{}", it.shard.short()) }</td>
            <td class="n">{ grouped(it.records) }</td>
            <td class="n">{ micros(Some(it.duration_us)) }</td>
            <td class={classes!((!fine).then_some("er"))}>
                { if fine { "" } else { "✕ " } }{ it.result }
                { if it.attempt > 1 { format!(", try {}", it.attempt) } else { String::new() } }
            </td>
        </tr>
    }
}

fn event(it: &EventView) -> Html {
    let more = it.records.saturating_sub(2);
    html! {
        <details>
            <summary>{ format!("The event of invocation {}, {} of {}", grouped(it.invocation),
                prose::bytes(it.event_bytes), prose::bytes(it.event_bytes_most)) }</summary>
            <pre class="code" tabindex="0" aria-label="Event">{ prose::cut(&it.json, 4_000) }</pre>
            if more > 0 {
                <p class="mut">{ format!("And {} more of the same kind.", prose::count(more, "record")) }</p>
            }
        </details>
    }
}

fn queue(it: &QueueView) -> Html {
    html! {
        <>
            { kick("Destination on failure") }
            { row("SQS queue", it.name.clone()) }
            { row("messages", format!("{} for {}", grouped(it.messages), prose::count(it.records, "record"))) }
            { for it.message.iter().take(3).map(message) }
            if it.messages > 0 {
                <p class="mut">{ "A message has positions, not data: read from startSequenceNumber while the stream keeps the records." }</p>
            }
        </>
    }
}

fn message(it: &MessageView) -> Html {
    html! {
        <details>
            <summary>{ format!("{}, …{}, {}", it.condition, it.shard.short(), prose::count(it.records, "record")) }</summary>
            <pre class="code" tabindex="0" aria-label="Message">{ it.body.clone() }</pre>
        </details>
    }
}

fn told(reader: &ReaderView, setting: MappingSetting) -> Msg {
    Msg::Act(vec![set(&reader.name, Setting::Mapping(setting))])
}

/// A record at which the function fails, by a button.
fn poison(reader: &ReaderView, it: &MappingView, on: &Callback<Msg>) -> Html {
    let key = Poison::Key(POISON.to_owned());
    let mut commands = vec![Command::Kinesis(Kinesis::PutRecord {
        stream: reader.stream.clone(),
        record: engine::record::Stored {
            key: POISON.to_owned(),
            data: b"poison".to_vec(),
            explicit_hash_key: None,
        },
        ordering: None,
    })];
    if it.poison != key {
        commands.insert(0, set(&reader.name, Setting::Mapping(MappingSetting::Poison(key))));
    }
    html! {
        <>
            { kick("Poison records") }
            { row("the function fails at", &it.poison_is) }
            <div class="btns">
                { button(on, "btn small bad", "Put a poison record", Msg::Act(commands)) }
                if it.poison != Poison::None {
                    { button(on, "btn small", "Mend the function", told(reader, MappingSetting::Poison(Poison::None))) }
                }
            </div>
        </>
    }
}

fn number(name: &Name, make: fn(u64) -> MappingSetting, on: &Callback<Msg>) -> Callback<u64> {
    let (on, name) = (on.clone(), name.clone());
    Callback::from(move |value: u64| on.emit(Msg::Act(vec![set(&name, Setting::Mapping(make(value)))])))
}

/// What can be set at work. In 2018 that is BatchSize, and what the function does.
pub fn settings(reader: &ReaderView, it: &MappingView, era: Era, on: &Callback<Msg>) -> Html {
    let own = |make: fn(u64) -> MappingSetting| number(&reader.name, make, on);
    let work = {
        let (on, name) = (on.clone(), reader.name.clone());
        Callback::from(move |ms: u64| {
            on.emit(Msg::Act(vec![set(&name, Setting::Work(Span::millis(ms)))]));
        })
    };
    let timeout = {
        let (on, name) = (on.clone(), reader.name.clone());
        Callback::from(move |s: u64| {
            on.emit(Msg::Act(vec![set(&name, Setting::Timeout(Span::seconds(s)))]));
        })
    };
    html! {
        <>
            { kick("Settings of the mapping") }
            <Field id="batch-size" label="BatchSize" unit="records" value={it.batch_size} min=1
                max={ESM_BATCH_MAX.at(era)} log=true on={own(MappingSetting::BatchSize)} />
            if era == Era::Y2018 {
                <p class="mut">{ "In 2018 a mapping has only BatchSize and StartingPosition: a failed batch comes again until it expires." }</p>
            } else {
                { since_2019(reader, it, era, on) }
            }
            { kick("Settings of the function") }
            <Field id="lambda-work" label="Work on a record" unit="ms" value={it.work_us / 1_000} min=0
                max={KCL_WORK_MOST.at(era)} log=true on={work} />
            <Field id="lambda-timeout" label="Timeout" unit="s" value={it.timeout_ms / 1_000} min=1
                max={LAMBDA_TIMEOUT_MAX.at(era)} log=true on={timeout} />
            <Field id="lambda-concurrency" label="Reserved concurrency" unit="invocations" value={it.running_most} min=0
                max={LAMBDA_CONCURRENCY_MAX.at(era)} log=true on={own(|n| MappingSetting::Concurrency(Some(n)))}
                emptied={send(on, told(reader, MappingSetting::Concurrency(None)))} />
            { chips("Aggregated records of the KPL", "lambda-apart", vec![
                ("taken apart: AWS’s module", reader.deaggregates, Msg::Act(vec![set(&reader.name, Setting::Deaggregates(true))])),
                ("as bytes", !reader.deaggregates, Msg::Act(vec![set(&reader.name, Setting::Deaggregates(false))])),
            ], on) }
            <p class="mut">{ format!("Source: {}.", ESM_BATCH_MAX.source) }</p>
        </>
    }
}

fn since_2019(reader: &ReaderView, it: &MappingView, era: Era, on: &Callback<Msg>) -> Html {
    let own = |make: fn(u64) -> MappingSetting| number(&reader.name, make, on);
    let say = |setting| told(reader, setting);
    let (retries, age) = (it.retry_attempts, it.record_age_s);
    html! {
        <>
            <Field id="batching-window" label="MaximumBatchingWindowInSeconds" unit="s" value={it.batching_window_ms / 1_000}
                min=0 max={ESM_WINDOW_MAX.at(era)} on={own(|s| MappingSetting::Window(Span::seconds(s)))} />
            <Field id="parallelization-factor" label="ParallelizationFactor" unit="batches of a shard"
                value={it.parallelization_factor} min=1 max={ESM_FACTOR_MAX.at(era)} on={own(MappingSetting::Factor)} />
            { chips("BisectBatchOnFunctionError", "bisect", vec![
                ("halve", it.bisect, say(MappingSetting::Bisect(true))),
                ("whole", !it.bisect, say(MappingSetting::Bisect(false))),
            ], on) }
            { chips("MaximumRetryAttempts", "retry-attempts", vec![
                ("-1: without end", retries < 0, say(MappingSetting::RetryAttempts(None))),
                ("a number", retries >= 0, say(MappingSetting::RetryAttempts(Some(RETRIES)))),
            ], on) }
            if let Ok(retries) = u64::try_from(retries) {
                <Field id="retries" label="retries" unit="retries" value={retries} min=0 max={ESM_RETRIES_MAX.at(era)}
                    log=true on={own(|n| MappingSetting::RetryAttempts(Some(n)))} />
            }
            { chips("MaximumRecordAgeInSeconds", "record-age", vec![
                ("-1: without end", age < 0, say(MappingSetting::RecordAge(None))),
                ("a number", age >= 0, say(MappingSetting::RecordAge(Some(AGE)))),
            ], on) }
            if let Ok(age) = u64::try_from(age) {
                <Field id="age" label="age" unit="s" value={age} min={ESM_AGE_MIN.at(era)} max={ESM_AGE_MAX.at(era)}
                    log=true on={own(|s| MappingSetting::RecordAge(Some(Span::seconds(s))))} />
            }
            { chips("Destination on failure", "on-failure", vec![
                ("none", it.on_failure.is_none(), say(MappingSetting::OnFailure(None))),
                ("an SQS queue", it.on_failure.is_some(), say(MappingSetting::OnFailure(Name::parse(QUEUE).ok()))),
            ], on) }
            { chips("ReportBatchItemFailures", "item-failures", vec![
                ("no: it throws", it.reports == ItemFailures::No, say(MappingSetting::ItemFailures(ItemFailures::No))),
                ("names the record", it.reports == ItemFailures::Yes, say(MappingSetting::ItemFailures(ItemFailures::Yes))),
                ("names another", it.reports == ItemFailures::UnknownId, say(MappingSetting::ItemFailures(ItemFailures::UnknownId))),
            ], on) }
        </>
    }
}

fn chips(label: &str, id: &'static str, all: Vec<(&'static str, bool, Msg)>, on: &Callback<Msg>) -> Html {
    let chip = |(label, pressed, msg): (&'static str, bool, Msg)| {
        html! { <button type="button" aria-pressed={pressed.to_string()} onclick={send(on, msg)}>{ label }</button> }
    };
    html! {
        <div class="field" role="group" aria-labelledby={id}>
            <div class="lab" id={id}>{ label.to_owned() }</div>
            <div class="chips">{ for all.into_iter().map(chip) }</div>
        </div>
    }
}
