//! A reader: a polling consumer, or a Firehose that reads a stream.

use engine::command::{Actor, Command, Setting};
use engine::era::Era;
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::limits::SHARD_READ_CALLS;
use engine::view::ReaderView;
use yew::prelude::*;

use super::field::Field;
use super::heading;
use super::set;
use super::{button, kick, limited, row};
use crate::model::Msg;
use crate::prose;

pub fn show(reader: &ReaderView, era: Era, on: &Callback<Msg>) -> Html {
    let consumer = reader.kind == "consumer";
    let kind = match reader.kind {
        "consumer" => "polling consumer",
        "fan-out" => "fan-out consumer",
        _ => "Firehose as reader",
    };
    let poll = {
        let (on, name) = (on.clone(), reader.name.clone());
        Callback::from(move |ms: u64| on.emit(Msg::Act(vec![set(&name, Setting::Poll(Span::millis(ms)))])))
    };
    let stop = Msg::Act(vec![Command::Actor(Actor::Stop { name: reader.name.clone() })]);
    html! {
        <>
            { heading(kind, reader.name.as_str(), on) }
            { row("reads", &reader.stream) }
            { row("from", reader.from.word()) }
            { row("behind", prose::span_ms(reader.behind_ms)) }
            { row("records to read", grouped(reader.lag)) }
            { row("read", format!("{} · {} records/s", grouped(reader.read), grouped(reader.records_per_s))) }
            { row("bytes", format!("{}/s", prose::bytes(reader.bytes_per_s))) }
            { row("GetRecords calls", prose::per_s(reader.calls_per_s)) }
            { limited("refused calls", format!("{} · {}", grouped(reader.refused_calls), prose::per_s(reader.refused_calls_per_s)),
                reader.refused_calls_per_s > 0) }
            <p class="mut">{ format!(
                "All polling readers of a shard share {} GetRecords calls a second on it.",
                SHARD_READ_CALLS.at(era)
            ) }</p>
            { kick("By shard") }
            <table class="grid">
                <thead><tr><th scope="col">{ "shard" }</th><th scope="col" class="n">{ "to read" }</th><th scope="col" class="n">{ "behind" }</th></tr></thead>
                <tbody>{ for reader.shards.iter().map(|place| html! {
                    <tr>
                        <td>{ format!("…{}", place.shard.short()) }</td>
                        <td class="n">{ grouped(place.lag) }</td>
                        <td class="n">{ if place.finished { "at its end".to_owned() } else { prose::span_ms(place.behind_ms) } }</td>
                    </tr>
                }) }</tbody>
            </table>
            if consumer && !reader.stopped {
                { kick("Settings") }
                <Field id="poll" label="Polls every" unit="ms" value={reader.poll_ms} min=50 max={60_000.max(reader.poll_ms)}
                    log=true on={poll} />
                <div class="btns">{ button(on, "btn bad", "Stop", stop) }</div>
            }
            if reader.stopped {
                <p class="mut">{ "It has stopped." }</p>
            }
        </>
    }
}
