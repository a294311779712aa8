//! The hash ruler: keys of the learner's own, their real MD5, and the shard that each lands on. Beside the stage a shard
//! can be cut on it.

mod cut;
mod cutter;

use engine::record::hash_of;
use engine::view::StreamView;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::model::Msg;

#[derive(Properties, PartialEq)]
pub struct RulerProps {
    pub stream: StreamView,
    /// The keys to begin with.
    pub keys: Vec<String>,
    /// Where a split is asked for; in a lesson nobody can.
    #[prop_or_default]
    pub on: Option<Callback<Msg>>,
    /// The width for which its texts are made.
    #[prop_or(470)]
    pub width: u64,
}

/// Keys on the ruler at one time; the oldest makes room.
const KEYS_MOST: usize = 5;

/// Where a key lies: parts of a million of the hash-key space.
fn place(key: &str) -> u64 {
    u64::try_from(((hash_of(key) >> 64) * 1_000_000) >> 64).unwrap_or(1_000_000)
}

#[function_component]
pub fn HashRuler(props: &RulerProps) -> Html {
    let keys = use_state(|| props.keys.clone());
    let (typed, track) = (use_node_ref(), use_node_ref());
    let moved = use_state(|| None::<u128>);
    let add = {
        let (keys, typed) = (keys.clone(), typed.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = typed.cast::<HtmlInputElement>() else { return };
            let key = input.value();
            if key.is_empty() || keys.contains(&key) {
                return;
            }
            let mut next = (*keys).clone();
            next.push(key);
            if next.len() > KEYS_MOST {
                next.remove(0);
            }
            keys.set(next);
            input.set_value("");
        })
    };
    let width = props.width;
    let x = |ppm: u64| ppm * width / 1_000_000;
    let open: Vec<_> = props.stream.shards.iter().filter(|shard| shard.open).collect();
    let bands = open.iter().enumerate().map(|(i, shard)| {
        let (from, to) = (x(shard.from_ppm), x(shard.to_ppm));
        let (class, long) = (if i % 2 == 0 { "band" } else { "band odd" }, to.saturating_sub(from).to_string());
        html! {
            <g key={shard.short.clone()}>
                <rect class={class} x={from.to_string()} y="30" width={long} height="20" />
                if to - from > 30 {
                    <text class="gtxt" x={((from + to) / 2).to_string()} y="64" text-anchor="middle">{ format!("…{}", shard.short) }</text>
                }
            </g>
        }
    });
    let pins = keys.iter().map(|key| {
        let at = x(place(key)).to_string();
        html! {
            <g key={key.clone()} class="pin">
                <path d={format!("M{at} 16V50")} />
                <circle cx={at} cy="14" r="5" />
            </g>
        }
    });
    let rows = keys.iter().map(|key| {
        let hash = hash_of(key);
        let ppm = place(key);
        let shard = open.iter().find(|shard| shard.from_ppm <= ppm && ppm < shard.to_ppm.max(shard.from_ppm + 1));
        html! {
            <tr key={key.clone()}>
                <td>{ key }</td>
                <td>{ format!("{:04x}…", hash >> 112) }</td>
                <td>{ shard.map_or_else(|| "no open shard".to_owned(), |shard| format!("shard …{}", shard.short)) }</td>
            </tr>
        }
    });
    let cut = props.on.as_ref().and_then(|on| Some((on, cutter::stands(&props.stream, *moved)?)));
    let to = {
        let moved = moved.clone();
        Callback::from(move |at: u128| moved.set(Some(at)))
    };
    html! {
        <section class="card ruler" aria-label="Your keys on the hash ruler">
            <p class="kick">{ "Your keys on the hash ruler" }</p>
            <div class="rule">
                <svg viewBox={format!("0 0 {width} 70")} aria-hidden="true">{ for bands }{ for pins }</svg>
                { for cut.as_ref().map(|(on, cut)| cutter::handle(&props.stream, cut, &track, &to, on)) }
            </div>
            if !keys.is_empty() {
                <table>
                    <thead><tr><th scope="col">{ "key" }</th><th scope="col">{ "MD5" }</th><th scope="col">{ "lands on" }</th></tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            }
            <form class="btns" onsubmit={add}>
                <label class="sr" for="ruler-key">{ "A partition key of your own" }</label>
                <input id="ruler-key" class="inp" type="text" maxlength="256" placeholder="type a key of your own" ref={typed} />
                <button type="submit" class="btn">{ "Hash it" }</button>
            </form>
            { for cut.as_ref().map(|(on, cut)| cutter::controls(&props.stream, cut, &to, on)) }
        </section>
    }
}
