//! The settings of an event source mapping and of its function, each with its unit, bounds and source.

use engine::command::{FailureDestination, ItemFailures, MappingSetting, Poison, Setting};
use engine::era::Era;
use engine::kernel::Span;
use engine::limits::{
    ESM_AGE_MAX, ESM_AGE_MIN, ESM_BATCH_MAX, ESM_FACTOR_MAX, ESM_RETRIES_MAX, ESM_WINDOW_MAX, KCL_WORK_MOST,
    LAMBDA_CONCURRENCY_MAX, LAMBDA_TAKES, LAMBDA_TIMEOUT_DEFAULT, LAMBDA_TIMEOUT_MAX,
};
use engine::names::Name;
use engine::view::{MappingView, ReaderView};
use yew::prelude::*;

use super::told;
use crate::model::Msg;
use crate::panel::field::Field;
use crate::panel::worded::{Worded, worded};
use crate::panel::{kick, send, set};

/// What the switches offer; the terminal takes more.
const RETRIES: u64 = 2;
const AGE: Span = Span::seconds(600);
const QUEUE: &str = "dead-letters";
const POISON_EVERY: u64 = 100;
const BUCKET: &str = "failed-batches";

pub(super) fn number(name: &Name, make: fn(u64) -> MappingSetting, on: &Callback<Msg>) -> Callback<u64> {
    let (on, name) = (on.clone(), name.clone());
    Callback::from(move |value: u64| on.emit(Msg::Act(vec![set(&name, Setting::Mapping(make(value)))])))
}

/// What can be set at work. In 2018 that is BatchSize, and what the function does.
pub fn settings(reader: &ReaderView, it: &MappingView, era: Era, on: &Callback<Msg>) -> Html {
    let own = |make: fn(u64) -> MappingSetting| number(&reader.name, make, on);
    html! {
        <>
            { kick("Settings of the mapping") }
            <Field id="batch-size" label="BatchSize" unit="records" value={it.batch_size} min=1
                max={ESM_BATCH_MAX.at(era)} log=true on={own(MappingSetting::BatchSize)} />
            if era == Era::Y2018 {
                <p class="mut">{ "In 2018 a mapping has only BatchSize and StartingPosition: a failed batch comes again until it expires." }</p>
            } else {
                { since_2019(reader, it, era, on) }
                { super::windows::settings(reader, it, era, on) }
            }
            if it.function == reader.name {
                { of_function(reader, it, era, on) }
            } else {
                <p class="mut">{ format!("What belongs to the function is set at {}, whose executions this mapping shares.", it.function) }</p>
            }
            { chips("Aggregated records of the KPL", "lambda-apart", vec![
                ("taken apart: AWS’s module", reader.deaggregates, Msg::Act(vec![set(&reader.name, Setting::Deaggregates(true))])),
                ("as bytes", !reader.deaggregates, Msg::Act(vec![set(&reader.name, Setting::Deaggregates(false))])),
            ], on) }
            <p class="mut">{ format!("Source of the mapping's settings: {}.", ESM_BATCH_MAX.source) }</p>
        </>
    }
}

fn of_function(reader: &ReaderView, it: &MappingView, era: Era, on: &Callback<Msg>) -> Html {
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
            { kick("Settings of the function") }
            <Field id="lambda-duration" label="An invocation takes, without records" unit="ms" value={it.duration_us / 1_000}
                min=0 max={LAMBDA_TIMEOUT_MAX.at(era) * 1_000} log=true
                on={own(|ms| MappingSetting::Duration(Span::millis(ms)))} />
            <Field id="lambda-work" label="Work on a record" unit="ms" value={it.work_us / 1_000} min=0
                max={KCL_WORK_MOST.at(era)} log=true on={work} />
            <Field id="lambda-timeout" label="Timeout" unit="s" value={it.timeout_ms / 1_000} min=1
                max={LAMBDA_TIMEOUT_MAX.at(era)} log=true on={timeout} />
            <Field id="lambda-concurrency" label="Reserved concurrency" unit="invocations" value={it.running_most} min=0
                max={LAMBDA_CONCURRENCY_MAX.at(era)} log=true on={own(|n| MappingSetting::Concurrency(Some(n)))}
                emptied={send(on, told(reader, MappingSetting::Concurrency(None)))} />
            <p class="mut">{ format!(
                "Timeout: {} s if nothing is said, at most {} s ({}). Reserved concurrency: all mappings of the function \
                 together; emptied, it has the {} of the account ({}). How long it takes is ours: {} ms for an \
                 invocation, and up to {} ms for a record.",
                LAMBDA_TIMEOUT_DEFAULT.at(era), LAMBDA_TIMEOUT_MAX.at(era), LAMBDA_TIMEOUT_MAX.source,
                LAMBDA_CONCURRENCY_MAX.at(era), LAMBDA_CONCURRENCY_MAX.source, LAMBDA_TAKES.at(era), KCL_WORK_MOST.at(era)
            ) }</p>
            { chips("Fails at", "poison-at", vec![
                ("nothing", it.poison == Poison::None, told_poison(reader, Poison::None)),
                ("each 100th record", it.poison == Poison::Every(POISON_EVERY), told_poison(reader, Poison::Every(POISON_EVERY))),
            ], on) }
            { worded(&Worded {
                id: "poison-words", label: "Fails at, in words", forms: "none, every and a number, or key and a partition key in quotes",
                now: &it.poison_is,
            }, format!("set {} poison", reader.name), on) }
        </>
    }
}

fn told_poison(reader: &ReaderView, poison: Poison) -> Msg {
    told(reader, MappingSetting::Poison(poison))
}

fn since_2019(reader: &ReaderView, it: &MappingView, era: Era, on: &Callback<Msg>) -> Html {
    let own = |make: fn(u64) -> MappingSetting| number(&reader.name, make, on);
    let say = |setting| told(reader, setting);
    let (retries, age) = (it.retry_attempts, it.record_age_s);
    let to = |label, make: fn(Name) -> FailureDestination, name: &str| {
        let chosen = it.destination.as_ref().is_some_and(|to| *to == make(to.name().clone()));
        (label, chosen, say(MappingSetting::OnFailure(Name::parse(name).ok().map(make))))
    };
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
                ("none", it.destination.is_none(), say(MappingSetting::OnFailure(None))),
                to("SQS: where they are", FailureDestination::Queue, QUEUE),
                to("SNS: where they are", FailureDestination::Topic, QUEUE),
                to("S3: the records too", FailureDestination::Bucket, BUCKET),
            ].into_iter().take(if era == Era::Today { 4 } else { 3 }).collect(), on) }
            { worded(&Worded {
                id: "on-failure-words", label: "Destination, in words",
                forms: if era == Era::Today { "none, a queue’s name, sns or s3 and a name" } else { "none, a queue’s name, or sns and a name" },
                now: &MappingSetting::OnFailure(it.destination.clone()).to_string(),
            }, format!("set {} on-failure", reader.name), on) }
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
