//! The stage on a phone: a row of chips, then cards to scroll. A lane's card unfolds into the lane itself.

use engine::names::{Name, ShardId};
use yew::prelude::*;

use super::draw::px;
use super::hit;
use super::layout::cards::{Cards, GaugeRow, LaneCard, NodeCard, StreamCard};
use super::layout::{Hit, Picture};
use super::palette::lane_acts;
use super::popup::Popup;
use super::{Selection, StageAction};

/// What the cards need to be pressed.
pub struct Touch<'a> {
    pub selection: &'a Selection,
    pub on: &'a Callback<StageAction>,
    pub open: &'a Callback<Popup>,
    /// Scrolls to the card of a hit and selects it.
    pub go: &'a Callback<Hit>,
    /// Unfolds or folds a lane's card.
    pub fold: &'a Callback<(Name, ShardId)>,
}

/// Which lane is unfolded, its picture, and that picture as HTML.
pub struct Unfolded {
    pub stream: Name,
    pub shard: ShardId,
    pub picture: Picture,
    pub drawn: Html,
}

/// All shards of a stream as stripes, with their height, and the buttons that go through them.
pub struct Crowd {
    pub height: f64,
    pub drawn: Html,
    pub tools: Html,
}

/// `maps` are those of the streams, where there are too many shards for a card each.
pub fn show(cards: &Cards, unfolded: &[Unfolded], maps: &[Option<Crowd>], touch: &Touch) -> Html {
    html! {
        <>
            <div class="flow" role="group" aria-label="What there is">{ for cards.chips.iter().map(|chip| {
                let chosen = hit::selected(&chip.hit) == *touch.selection;
                let (go, to) = (touch.go.clone(), chip.hit.clone());
                let class = classes!(chip.bad.then_some("b"), chosen.then_some("on"));
                html! { <button type="button" {class} onclick={move |_| go.emit(to.clone())}>{ &chip.say }</button> }
            }) }</div>
            <div class="cards">
                { for cards.outside.iter().map(|(says, bad)| html! {
                    <section class={classes!("c", bad.then_some("bad"))}>
                        <div class="c-head"><b>{ "your calls" }</b><span>{ "SDK · CLI · terminal" }</span></div>
                        <div class={if *bad { "er" } else { "" }}>{ says }</div>
                    </section>
                }) }
                { for cards.streams.iter().zip(maps).map(|(stream, map)| html! {
                    <>
                        <div class="stream-head">{ head(&stream.hit, &stream.title, &stream.note, false, touch) }
                            { for stream.dress.iter().map(|say| html! { <p class="mut">{ say }</p> }) }</div>
                        { for map.as_ref().map(|map| crowd(stream, map)) }
                        { for stream.lanes.iter().map(|lane| lane_card(lane, unfolded, touch)) }
                    </>
                }) }
                { for cards.nodes.iter().map(|node| node_card(node, touch)) }
                <section class={classes!("c", (!cards.balanced).then_some("bad"))}>
                    <div class="c-head"><b>{ "Every record accounted for" }</b>
                        <span>{ if cards.balanced { "✓ balanced" } else { "✕ records lost" } }</span></div>
                    <div class="lines">{ for cards.ledger.iter().map(|line| html! { <div>{ line }</div> }) }</div>
                </section>
            </div>
        </>
    }
}

/// All shards of a stream as stripes; the cards below are the chosen one and the hottest.
fn crowd(stream: &StreamCard, map: &Crowd) -> Html {
    let (say, tone) = stream.crowd.clone().unwrap_or_default();
    let tone = match tone {
        "bad" => "er",
        "warn" => "dr",
        _ => "",
    };
    html! {
        <section class="c">
            <p class={tone}>{ say }</p>
            <div class="lane-fig" style={format!("height:{}px", px(map.height))}>{ map.drawn.clone() }</div>
            <div class="btns">{ map.tools.clone() }</div>
        </section>
    }
}

/// A card's first line is a button that selects.
fn head(of: &Hit, title: &str, state: &str, bad: bool, touch: &Touch) -> Html {
    let (on, action) = (touch.on.clone(), hit::pressed(of));
    html! {
        <button class="c-head" type="button" id={hit::id(&hit::selected(of))} onclick={move |_| on.emit(action.clone())}>
            <b>{ title }</b><span class={classes!(bad.then_some("er"))}>{ state }</span>
        </button>
    }
}

fn lane_card(card: &LaneCard, unfolded: &[Unfolded], touch: &Touch) -> Html {
    let Hit::Shard(stream, shard) = &card.hit else { return Html::default() };
    let open = unfolded.iter().find(|it| it.stream == *stream && it.shard == *shard);
    let chosen = hit::selected(&card.hit) == *touch.selection;
    let class = classes!("c", card.bad.then_some("bad"), chosen.then_some("sel"));
    let (fold, on, action) = (touch.fold.clone(), touch.on.clone(), hit::pressed(&card.hit));
    let which = (stream.clone(), *shard);
    let press = move |_| {
        fold.emit(which.clone());
        on.emit(action.clone());
    };
    let id = hit::id(&hit::selected(&card.hit)).unwrap_or_default();
    html! {
        <section {class} key={id.clone()}>
            <button class="c-head" type="button" {id} aria-expanded={if open.is_some() { "true" } else { "false" }} onclick={press}>
                <b>{ &card.title }</b><span class={classes!(card.bad.then_some("er"))}>{ &card.state }</span>
            </button>
            if let Some(open) = open {
                <div class="lane-fig" style={format!("height:{}px", px(open.picture.size.height))}>{ open.drawn.clone() }</div>
                <div class="btns">
                    { for open.picture.lanes.first().filter(|lane| lane.open).map(|lane| lane_acts(lane, &open.picture, touch.on, touch.open)) }
                </div>
            } else {
                { for card.gauges.iter().map(|row| bar(row, false)) }
            }
        </section>
    }
}

/// A gauge; `named` with its label and value above it.
fn bar(row: &GaugeRow, named: bool) -> Html {
    let class = classes!("gauge", row.over.then_some("over"));
    html! {
        <>
            if named { <div class="row"><span>{ &row.label }</span><span>{ &row.value }</span></div> }
            <div {class} role="img" aria-label={format!("{}: {}", row.label, row.value)}>
                <i style={format!("width:{}%", row.fill)}></i>
            </div>
        </>
    }
}

fn node_card(card: &NodeCard, touch: &Touch) -> Html {
    let chosen = hit::selected(&card.hit) == *touch.selection;
    let class = classes!("c", card.bad.then_some("bad"), chosen.then_some("sel"));
    let title = format!("{} · {}", card.kind, card.title);
    let movable = matches!(card.hit, Hit::Producer(_));
    html! {
        <section {class}>
            { head(&card.hit, &title, &card.state, card.bad, touch) }
            <div class="lines">{ for card.lines.iter().map(|line| html! { <div>{ line }</div> }) }</div>
            { for card.gauges.iter().map(|row| bar(row, true)) }
            { for card.objects.iter().map(|(hit, key, note)| {
                let (on, action) = (touch.on.clone(), hit::pressed(hit));
                html! { <button class="obj" type="button" onclick={move |_| on.emit(action.clone())}>{ key }<small>{ note }</small></button> }
            }) }
            if movable {
                { move_button(card, touch) }
            }
        </section>
    }
}

fn move_button(card: &NodeCard, touch: &Touch) -> Html {
    let Hit::Producer(name) = &card.hit else { return Html::default() };
    let popup = Popup::Move(name.clone());
    html! {
        <div class="btns"><button class="btn" type="button" onclick={touch.open.reform(move |_: MouseEvent| popup.clone())}>
            { "Move to…" }<span class="sr">{ format!(" {name}") }</span></button></div>
    }
}
