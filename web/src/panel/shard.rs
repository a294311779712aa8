//! A shard: its two gauges as numbers, its range, who reads it, and what can be done to it.

use engine::command::SplitAt;
use engine::kernel::units::grouped;
use engine::view::{ShardView, StreamView, View, Which};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{bad, button, kick, limited, meter, row};
use super::{heading, pipes};
use crate::model::{InspectMsg, Msg, Of};
use crate::prose;
use crate::scene::layout::whole_kib;
use crate::scene::{Selection, StageAction};

pub fn show(stream: &StreamView, shard: &ShardView, view: &View, on: &Callback<Msg>) -> Html {
    let state = if shard.open { "open" } else { "closed: takes nothing more, can be read" };
    let expires = shard.expires_in_us.map(|us| row("expires in", prose::span_ms(us / 1_000)));
    let family = |name: &str, ids: &[engine::names::ShardId]| {
        let ids: Vec<String> = ids.iter().map(|id| prose::shard(*id)).collect();
        (!ids.is_empty()).then(|| row(name, ids.join(", ")))
    };
    html! {
        <>
            { heading("shard", &format!("{} · shard …{}", stream.name, shard.short), on) }
            { row("state", state) }
            { row("hash keys", format!("{}… – {}…", shard.start_hex, shard.end_hex)) }
            { row("share of the space", format!("{} %", (shard.to_ppm - shard.from_ppm) / 10_000)) }
            { for expires }
            { for family("parents", &shard.parents) }
            { for family("children", &shard.children) }
            if shard.open {
                { kick("The door, last second") }
                { limited("records", format!("{} of {}/s", grouped(shard.offered_per_s), grouped(shard.limit_records_per_s)),
                    shard.binding == Some("records")) }
                { meter("records per second", shard.offered_per_s, shard.limit_records_per_s) }
                { limited("bytes", format!("{} of {}/s", prose::bytes(shard.offered_bytes_per_s), prose::bytes(shard.limit_bytes_per_s)),
                    shard.binding == Some("bytes")) }
                if whole_kib(&stream.name, &view.producers) {
                    { row("counted", format!("{} KiB/s: each PutRecord as whole KiB", grouped(shard.offered_bytes_per_s / 1_024))) }
                }
                { meter("bytes per second", shard.offered_bytes_per_s, shard.limit_bytes_per_s) }
                { row("in reserve", format!("{} · {}", prose::count(shard.reserve_records, "record"), prose::bytes(shard.reserve_bytes))) }
                { row("taken", format!("{} · {}", grouped(shard.taken), prose::per_s(shard.records_per_s))) }
                { bad("refused", format!("{} · {}", grouped(shard.refused), prose::per_s(shard.refused_per_s)), shard.refused_per_s > 0) }
            }
            { row("held", prose::count(shard.held, "record")) }
            { for shard.oldest_ms.map(|ms| row("oldest record", format!("{} of {} h", prose::span_ms(ms), stream.retention_h))) }
            { row("not read by all", prose::count(shard.unread, "record")) }
            if shard.held > 0 {
                <div class="btns" role="group" aria-label="Passport of a record">
                    { button(on, "btn small", "Newest record", Msg::Passport(Some(Which::Newest { stream: stream.name.clone(), shard: shard.id }))) }
                    { button(on, "btn small", "Oldest record", Msg::Passport(Some(Which::Oldest { stream: stream.name.clone(), shard: shard.id }))) }
                </div>
            }
            { pipes::show(stream, shard, view) }
            { readers(stream, shard, view, on) }
            { actions(stream, shard, on) }
        </>
    }
}

fn readers(stream: &StreamView, shard: &ShardView, view: &View, on: &Callback<Msg>) -> Html {
    let rows: Vec<Html> = view
        .readers
        .iter()
        .filter(|reader| reader.stream == stream.name)
        .filter_map(|reader| {
            let place = reader.shards.iter().find(|place| place.shard == shard.id)?;
            let select = Msg::Inspect(InspectMsg::Select(Selection::Reader(reader.name.clone())));
            let behind =
                if place.finished { "read to its end".to_owned() } else { prose::span_ms(place.behind_ms) };
            Some(html! {
                <tr>
                    <td>{ button(on, "btn small", reader.name.as_str(), select) }</td>
                    <td class="n">
                        if place.lag > 0 {
                            <button type="button" class="btn small" title="The record that it reads next"
                                aria-label={format!("{} records to read: the next one", grouped(place.lag))}
                                onclick={super::send(on, Msg::Passport(Some(Which::NextOf { reader: reader.name.clone(), shard: shard.id })))}>
                                { grouped(place.lag) }
                            </button>
                        } else { { "0" } }
                    </td>
                    <td class={classes!("n", (place.lost > 0).then_some("er"))}>
                        { behind }{ if place.lost > 0 { format!(", {} lost", grouped(place.lost)) } else { String::new() } }
                    </td>
                </tr>
            })
        })
        .collect();
    if rows.is_empty() {
        return html! { <p class="mut">{ "Nobody reads this stream." }</p> };
    }
    html! {
        <>
            { kick("Readers") }
            <table class="grid">
                <thead><tr><th scope="col">{ "reader" }</th><th scope="col" class="n">{ "records to read" }</th><th scope="col" class="n">{ "behind" }</th></tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </>
    }
}

fn actions(stream: &StreamView, shard: &ShardView, on: &Callback<Msg>) -> Html {
    let why = button(on, "btn", "Why refused?", Msg::Why(Of::Records(stream.name.clone(), shard.id)));
    if !shard.open {
        return html! { if shard.refused > 0 { <div class="btns">{ why }</div> } };
    }
    let busy = stream.status != "ACTIVE";
    let split = Msg::Stage(StageAction::SplitAtMidpoint { stream: stream.name.clone(), shard: shard.id });
    let neighbours = neighbours(stream, shard).into_iter().map(|(lower, upper, other)| {
        let merge = Msg::Stage(StageAction::Merge { stream: stream.name.clone(), lower, upper });
        html! {
            <button type="button" class="btn" disabled={busy} onclick={super::send(on, merge)}>
                { format!("Merge with …{other}") }
            </button>
        }
    });
    html! {
        <>
            { kick("Reshard") }
            if busy {
                <p class="mut">{ format!("{} is {}; it can be resharded when it is ACTIVE.", stream.name, stream.status) }</p>
            }
            <div class="btns">
                <button type="button" class="btn" disabled={busy} onclick={super::send(on, split)}>{ "Split at the midpoint" }</button>
                { for neighbours }
                if shard.refused > 0 { { why } }
            </div>
            <SplitAtKey stream={stream.name.clone()} shard={shard.id} start={shard.start.clone()} end={shard.end.clone()}
                disabled={busy} on={on.clone()} />
        </>
    }
}

/// The open shards whose ranges touch this one: lower, upper, and the other's short name.
fn neighbours(
    stream: &StreamView,
    shard: &ShardView,
) -> Vec<(engine::names::ShardId, engine::names::ShardId, String)> {
    let open = || stream.shards.iter().filter(|other| other.open);
    let number = |text: &str| text.parse::<u128>().ok();
    let mut found = Vec::new();
    if let Some(below) =
        open().find(|other| number(&other.end).and_then(|end| end.checked_add(1)) == number(&shard.start))
    {
        found.push((below.id, shard.id, below.short.clone()));
    }
    if let Some(above) =
        open().find(|other| number(&shard.end).and_then(|end| end.checked_add(1)) == number(&other.start))
    {
        found.push((shard.id, above.id, above.short.clone()));
    }
    found
}

#[derive(Properties, PartialEq)]
struct SplitAtKeyProps {
    stream: engine::names::Name,
    shard: engine::names::ShardId,
    start: String,
    end: String,
    disabled: bool,
    on: Callback<Msg>,
}

/// Split where a partition key of one's own lands, or at a hash key in decimal.
#[function_component]
fn SplitAtKey(props: &SplitAtKeyProps) -> Html {
    let text = use_state(String::new);
    let at = hash_in(&text, &props.start, &props.end);
    let input = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlInputElement>().value())
        })
    };
    let split = {
        let (on, stream, shard, at) = (props.on.clone(), props.stream.clone(), props.shard, at.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Ok(at) = at {
                let split = crate::update::split(stream.clone(), shard, SplitAt::HashKey(at));
                on.emit(Msg::Act(vec![split]));
            }
        })
    };
    let says = match &at {
        Ok(at) => format!("cuts at {:04x}…", at >> 112),
        Err(why) => why.clone(),
    };
    html! {
        <form class="field" onsubmit={split}>
            <label for="split-at">{ "Split at a hash key" }</label>
            <div class="ctl">
                <input id="split-at" type="text" value={(*text).clone()} oninput={input}
                    placeholder="decimal, or a partition key" aria-describedby="split-says" />
                <button type="submit" class="btn" disabled={props.disabled || at.is_err()}>{ "Split" }</button>
            </div>
            <small id="split-says">{ if text.is_empty() { "A number is a hash key; anything else is hashed.".to_owned() } else { says } }</small>
        </form>
    }
}

/// The hash key that a text stands for, if it lies inside the shard.
fn hash_in(text: &str, start: &str, end: &str) -> Result<u128, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Write a hash key or a partition key.".to_owned());
    }
    let at = text.parse::<u128>().unwrap_or_else(|_| engine::record::hash_of(text));
    let (Ok(start), Ok(end)) = (start.parse::<u128>(), end.parse::<u128>()) else {
        return Err("The shard has no range.".to_owned());
    };
    if at > start && at <= end {
        Ok(at)
    } else {
        Err(format!("{:04x}… is not inside this shard.", at >> 112))
    }
}

#[cfg(test)]
mod tests {
    use super::hash_in;

    #[test]
    fn a_cut_lies_inside_the_shard() {
        assert_eq!(hash_in("500", "0", "1000"), Ok(500));
        assert!(hash_in("0", "0", "1000").is_err(), "the first key would leave an empty shard");
        assert!(hash_in("1001", "0", "1000").is_err());
        assert_eq!(
            hash_in("a", "0", &u128::MAX.to_string()),
            Ok(16_955_237_001_963_240_173_058_271_559_858_726_497)
        );
    }
}
