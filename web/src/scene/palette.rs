//! The row above the stage: what can be dragged in, and what can be done with what is selected.

use engine::names::Name;
use engine::view::View;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::drag::{Held, Tool};
use super::hit::shard_of;
use super::layout::{Lane, Picture, neighbours};
use super::popup::Popup;
use super::{Selection, StageAction};
use crate::panel::typed::Typed;

/// The palette as buttons that can also be dragged.
pub fn tools(
    on: &Callback<StageAction>,
    down: &Callback<(Held, PointerEvent)>,
    open: &Callback<Popup>,
) -> Html {
    let chip = |tool: Tool| {
        let (word, key) = (tool.word(), tool.key());
        let label = format!("Add a {}", tool.noun());
        let (on, action) = (on.clone(), tool.add());
        html! {
            <button class="chip" type="button" aria-label={label.clone()} aria-keyshortcuts={key}
                title={format!("{label}: press, drag it onto the stage, or press {key}")}
                onclick={move |_| on.emit(action.clone())}
                onpointerdown={down.reform(move |event| (Held::Tool(tool), event))}>
                { word }
            </button>
        }
    };
    let more = open.reform(|_: MouseEvent| Popup::More);
    html! {
        <>
            <span class="lab">{ "Drag in" }</span>{ for Tool::ALL.map(chip) }
            <button class="chip more" type="button" aria-label="More to add" aria-haspopup="dialog"
                title="Every kind of producer, reader and destination" onclick={more}>{ "More…" }</button>
        </>
    }
}

/// Buttons for what is selected, and the list of keys.
pub fn acts(
    selection: &Selection,
    picture: &Picture,
    view: &View,
    on: &Callback<StageAction>,
    open: &Callback<Popup>,
) -> Html {
    let lane = shard_of(selection).and_then(|(stream, shard)| {
        picture.lanes.iter().find(|lane| lane.stream == *stream && lane.shard == shard)
    });
    let producer = match selection {
        Selection::Producer(name) => view.producers.iter().find(|it| it.name == *name),
        Selection::Nothing
        | Selection::Stream(_)
        | Selection::Shard(..)
        | Selection::Reader(_)
        | Selection::Delivery(_)
        | Selection::Function(_)
        | Selection::Bucket(_)
        | Selection::Store(_)
        | Selection::Object { .. }
        | Selection::Refusals(..) => None,
    };
    let keys = open.reform(|_: MouseEvent| Popup::Keys);
    html! {
        <div class="acts">
            { for producer.map(|it| {
                let popup = Popup::Move(it.name.clone());
                html! {
                    <button class="btn" type="button" aria-keyshortcuts="M"
                        onclick={open.reform(move |_: MouseEvent| popup.clone())}>{ "Move to…" }</button>
                }
            }) }
            { for lane.map(|lane| lane_acts(lane, picture, on, open)) }
            <button class="btn sq" type="button" title="Keys (?)" aria-label="List of keys" aria-keyshortcuts="?" onclick={keys}>
                { "?" }
            </button>
        </div>
    }
}

/// For streams with too many shards for a lane each: to the one before, to the next, by number, to the hottest.
pub fn maps(picture: &Picture, on: &Callback<StageAction>, to: &Callback<(Name, usize)>) -> Html {
    let each = picture.maps.iter().map(|map| {
        let at = map.place();
        let n = map.shards.len();
        let go = |place: usize| {
            let (to, stream) = (to.clone(), map.stream.clone());
            Callback::from(move |_: MouseEvent| to.emit((stream.clone(), place)))
        };
        let typed = {
            let (to, on, stream) = (to.clone(), on.clone(), map.stream.clone());
            Callback::from(move |field: HtmlInputElement| match field.value().trim().parse::<usize>() {
                Ok(place) if (1..=n).contains(&place) => {
                    to.emit((stream.clone(), place - 1));
                    true
                }
                Ok(_) | Err(_) => {
                    on.emit(StageAction::Say(format!("A number from 1 to {n}")));
                    false
                }
            })
        };
        html! {
            <div class="acts" role="group" aria-label={format!("Shards of {}", map.stream)} key={map.stream.to_string()}>
                <button class="btn sq" type="button" disabled={at == 0} aria-label="The shard before" aria-keyshortcuts="ArrowUp"
                    onclick={go(at.saturating_sub(1))}>{ "↑" }</button>
                <label class="nth">{ "Shard " }<Typed kind="number" min="1" max={n.to_string()}
                    id={format!("nth-{}", map.stream)} value={(at + 1).to_string()} on={typed} />{ format!(" of {n}") }</label>
                <button class="btn sq" type="button" disabled={at + 1 >= n} aria-label="The next shard" aria-keyshortcuts="ArrowDown"
                    onclick={go(at + 1)}>{ "↓" }</button>
            </div>
        }
    });
    each.collect()
}

/// Split, merge and why, each with the reason when it cannot be.
pub fn lane_acts(lane: &Lane, picture: &Picture, on: &Callback<StageAction>, open: &Callback<Popup>) -> Html {
    let split = StageAction::SplitAtMidpoint { stream: lane.stream.clone(), shard: lane.shard };
    let why = StageAction::AskWhy { stream: lane.stream.clone(), shard: lane.shard };
    let press = |action: StageAction| {
        let on = on.clone();
        Callback::from(move |_: MouseEvent| on.emit(action.clone()))
    };
    // Where only this lane is drawn, on a phone, the dialog finds out whether there is a neighbour.
    let alone =
        picture.lanes.len() > 1 && neighbours(&picture.lanes, lane).into_iter().flatten().next().is_none();
    let no_merge =
        lane.busy.clone().or_else(|| alone.then(|| "It has no open neighbour to be merged with".to_owned()));
    let popup = Popup::Merge(lane.stream.clone(), lane.shard);
    let short = &lane.short;
    html! {
        <>
            <button class="btn" type="button" disabled={lane.busy.is_some()} aria-keyshortcuts="S"
                title={lane.busy.clone().unwrap_or_else(|| "At the middle of its hash keys; S or the handle cuts elsewhere".to_owned())}
                aria-label={format!("Split shard {short} at its midpoint")} onclick={press(split)}>{ "✂ Split" }</button>
            <button class="btn" type="button" disabled={no_merge.is_some()} aria-keyshortcuts="G" title={no_merge.clone()}
                aria-label={format!("Merge shard {short} with a neighbour")}
                onclick={open.reform(move |_: MouseEvent| popup.clone())}>{ "Merge…" }</button>
            if lane.hot {
                <button class="btn" type="button" aria-keyshortcuts="W"
                    aria-label={format!("Why does shard {short} refuse records?")} onclick={press(why)}>{ "Why?" }</button>
            }
        </>
    }
}
