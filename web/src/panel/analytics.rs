//! An application that counts in windows: the window with its counts, the alert, the statement that it stands for, where
//! its rows go, and its settings.

use engine::command::{AnalyticsSetting, CountBy, RowTime, Setting, Target};
use engine::era::Era;
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::limits::{ANALYTICS_WINDOW_LEAST, ANALYTICS_WINDOW_MOST, GET_RECORDS_COUNT, POLL_LEAST};
use engine::view::{AnalyticsView, ReaderView, View};
use yew::prelude::*;

use super::field::Field;
use super::{bad, button, kick, row, send, set};
use crate::model::{KclWhy, Msg, Of};
use crate::prose;

/// What the page offers; the terminal takes more.
const ABOVE_MOST: u64 = 1_000_000;
const POLL_MOST_MS: u64 = 60_000;

pub fn show(reader: &ReaderView, it: &AnalyticsView, era: Era, on: &Callback<Msg>) -> Html {
    let kind = if it.sliding { "slides" } else { "tumbling" };
    let whose = it.most_key.as_ref().map_or(String::new(), |key| format!(" of {key}"));
    let state = match (it.above, it.alert) {
        (None, _) => "no limit is set".to_owned(),
        (Some(above), true) => format!("{}{whose} is more than {}", grouped(it.most), grouped(above)),
        (Some(above), false) => format!("not above {}", grouped(above)),
    };
    html! {
        <section aria-label="Window">
            { kick("Window") }
            { row("service", it.service) }
            <p class="mut">{ match era {
                Era::Y2018 | Era::Y2020 => "SQL over a stream, in windows; its rows may go on to a stream or a delivery stream, so \
                    it is a source too. It reads like any poller.",
                Era::Today => "The SQL applications of Kinesis Data Analytics were deleted from 27 January 2026 on. The same window \
                    runs as Flink SQL in Amazon Managed Service for Apache Flink.",
            } }</p>
            { row("window", format!("{} · {kind}", prose::span_ms(it.window_ms))) }
            if let Some(ms) = it.ends_in_ms {
                { row("ends in", prose::span_ms(ms)) }
            }
            { bad("alert", state, it.alert) }
            { row("alerts so far", grouped(it.alerts)) }
            { row(if it.sliding { "greatest count now" } else { "greatest of the last window" },
                format!("{}{whose}", grouped(it.most))) }
            { row("rows read and counted", grouped(it.counted)) }
            if it.row_time == RowTime::Arrival || it.late > 0 {
                { row("too late: counted nowhere", grouped(it.late)) }
            }
            if !it.counts.is_empty() {
                <table class="grid">
                    <thead><tr><th scope="col">{ "key" }</th><th scope="col" class="n">{ "count so far" }</th></tr></thead>
                    <tbody>{ for it.counts.iter().map(|row| html! {
                        <tr key={row.key.clone()}><td>{ &row.key }</td><td class="n">{ grouped(row.n) }</td></tr>
                    }) }</tbody>
                </table>
            }
            { row("rows of the result", grouped(it.rows)) }
            if let Some(to) = &it.rows_to {
                { row("rows go to", to) }
                { row("sent · waiting", format!("{} · {}", grouped(it.rows_sent), grouped(it.rows_waiting))) }
            }
            if it.alerts > 0 {
                <div class="btns">{ button(on, "btn small", "Why this alert?",
                    Msg::Why(Of::Kcl(reader.name.clone(), KclWhy::Alert))) }</div>
            }
            { kick("As SQL") }
            <pre class="code" tabindex="0" aria-label="The statement">{ &it.sql }</pre>
        </section>
    }
}

/// What it can be told at work.
pub fn settings(
    (reader, limit): (&ReaderView, Option<u64>),
    it: &AnalyticsView,
    view: &View,
    on: &Callback<Msg>,
) -> Html {
    let (era, most) = (view.era, GET_RECORDS_COUNT.at(view.era));
    let told = |setting| Msg::Act(vec![set(&reader.name, Setting::Analytics(setting))]);
    let chip = |label: String, pressed: bool, setting: AnalyticsSetting| {
        let act = send(on, told(setting));
        html! { <button type="button" aria-pressed={pressed.to_string()} onclick={act}>{ label }</button> }
    };
    let window = |length: Span, sliding| AnalyticsSetting::Window { length, sliding };
    let seconds = {
        let (on, name, sliding) = (on.clone(), reader.name.clone(), it.sliding);
        Callback::from(move |value: u64| {
            let setting = AnalyticsSetting::Window { length: Span::seconds(value), sliding };
            on.emit(Msg::Act(vec![set(&name, Setting::Analytics(setting))]));
        })
    };
    let number = |make: fn(u64) -> Setting| {
        let (on, name) = (on.clone(), reader.name.clone());
        Callback::from(move |value: u64| on.emit(Msg::Act(vec![set(&name, make(value))])))
    };
    let length = Span::millis(it.window_ms);
    let streams = view.streams.iter().filter(|stream| stream.name != reader.stream);
    html! {
        <>
            { kick("Settings") }
            <div class="field" role="group" aria-labelledby="slides">
                <div class="lab" id="slides">{ "Window" }</div>
                <div class="chips">
                    { chip("tumbling".into(), !it.sliding, window(length, false)) }
                    { chip("sliding".into(), it.sliding, window(length, true)) }
                </div>
            </div>
            <Field id="window" label="Length" unit="s" value={it.window_ms / 1_000} min={ANALYTICS_WINDOW_LEAST.at(era)}
                max={ANALYTICS_WINDOW_MOST.at(era)} log=true on={seconds} />
            <div class="field" role="group" aria-labelledby="count-by">
                <div class="lab" id="count-by">{ "Counts" }</div>
                <div class="chips">
                    { chip("all rows".into(), it.by == CountBy::All, AnalyticsSetting::Count(CountBy::All)) }
                    { chip("by partition key".into(), it.by == CountBy::Key, AnalyticsSetting::Count(CountBy::Key)) }
                </div>
            </div>
            if era == Era::Today && !it.sliding {
                <div class="field" role="group" aria-labelledby="row-time">
                    <div class="lab" id="row-time">{ "A row is of the time when it was" }</div>
                    <div class="chips">
                        { chip("read".into(), it.row_time == RowTime::Read, AnalyticsSetting::RowTime(RowTime::Read)) }
                        { chip("put".into(), it.row_time == RowTime::Arrival, AnalyticsSetting::RowTime(RowTime::Arrival)) }
                    </div>
                </div>
            }
            <Field id="above" label="Alert above" unit="rows" value={it.above.unwrap_or(0)} min=0
                max={ABOVE_MOST.max(it.above.unwrap_or(0))} log=true
                on={number(|above| Setting::Analytics(AnalyticsSetting::Alert(Some(above))))}
                emptied={send(on, told(AnalyticsSetting::Alert(None)))} />
            <div class="field" role="group" aria-labelledby="rows-to">
                <div class="lab" id="rows-to">{ "Rows go to" }</div>
                <div class="chips">
                    { chip("nowhere".into(), it.rows_to.is_none(), AnalyticsSetting::Rows(None)) }
                    { for streams.map(|stream| {
                        let to = Some(Target::Stream(stream.name.clone()));
                        chip(stream.name.to_string(), it.rows_to == to, AnalyticsSetting::Rows(to))
                    }) }
                    { for view.deliveries.iter().filter(|it| it.source.is_none()).map(|delivery| {
                        let to = Some(Target::Firehose(delivery.name.clone()));
                        chip(delivery.name.to_string(), it.rows_to == to, AnalyticsSetting::Rows(to))
                    }) }
                </div>
            </div>
            <Field id="poll" label="Reads every" unit="ms" value={reader.poll_ms} min={POLL_LEAST.at(era)}
                max={POLL_MOST_MS.max(reader.poll_ms)} log=true on={number(|ms| Setting::Poll(Span::millis(ms)))} />
            <Field id="limit" label="Limit of one call" unit="records" value={limit.unwrap_or(most)} min=1 max={most} log=true
                on={number(|records| Setting::Limit(Some(records)))}
                emptied={send(on, Msg::Act(vec![set(&reader.name, Setting::Limit(None))]))} />
            <p class="mut">{ format!(
                "Sources: windows are those of its SQL (docs: Windowed Queries), and their bounds are {}; how fast it may read, \
                 {}; how many records an answer has, {}. KPUs are not modelled.",
                ANALYTICS_WINDOW_MOST.source, POLL_LEAST.source, GET_RECORDS_COUNT.source
            ) }</p>
        </>
    }
}
