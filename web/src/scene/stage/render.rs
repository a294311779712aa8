//! The stage's HTML: palette, picture, what is in the hand, and what is open over it.

use std::rc::Rc;

use engine::names::{Name, ShardId};
use web_sys::Element;
use yew::prelude::*;

use super::{Msg, Stage};
use crate::scene::canvas::Marks;
use crate::scene::drag::{Held, Verdict, targets};
use crate::scene::draw::{Hands, defs, px, shapes};
use crate::scene::hit::{cut_id, selected, shard_of};
use crate::scene::layout::cards::{Cards, StreamCard, cards};
use crate::scene::layout::glyphs::{Glyph, glyphs};
use crate::scene::layout::{CutBy, Frame, Hit, Lane, Picture, Rect, Size, cut, hex4, one_lane, one_map};
use crate::scene::phone::{self, Crowd, Touch, Unfolded};
use crate::scene::{StageAction, StageProps, palette, popup};

pub fn stage(stage: &Stage, ctx: &Context<Stage>) -> Html {
    let props = ctx.props();
    let link = ctx.link();
    let act = link.callback(Msg::Act);
    let open = link.callback(|popup| Msg::Open(Some(popup)));
    let down = link.callback(|(held, event)| Msg::Down(held, event));
    let verdict =
        stage.hold.as_ref().filter(|hold| hold.at.is_some()).map(|hold| (hold, stage.verdict(ctx, hold)));
    let phone = stage.phone(ctx);
    let body = if stage.size.is_none() {
        Html::default()
    } else if phone {
        on_a_phone(stage, ctx, verdict.as_ref().map(|(_, it)| it))
    } else {
        let over =
            verdict.as_ref().map(|(hold, verdict)| highlights(&hold.held, verdict, &stage.picture, props));
        let cuts =
            props.live.then(|| cuts(stage, ctx, &stage.picture.lanes, verdict.as_ref().map(|(_, it)| it)));
        let hands = hands(ctx);
        let under = if props.live { maps(ctx, &stage.picture) } else { Html::default() };
        let over = html! { <>{ for cuts }{ for over }</> };
        layers(&stage.picture, &stage.glyphs, stage.theme, &hands, under, over)
    };
    let size = stage.picture.size;
    // Where nothing has to be scrolled, a finger may drag.
    let fits =
        !phone && stage.size.is_some_and(|room| size.height <= room.height && size.width <= room.width);
    let room = if phone || stage.size.is_none() {
        String::new()
    } else {
        format!("width:{}px;height:{}px", px(size.width), px(size.height))
    };
    let popup = stage
        .popup
        .as_ref()
        .map(|it| popup::show(it, &stage.picture, &props.view, &act, link.callback(|()| Msg::Open(None))));
    let palette = props.live.then(|| {
        html! {
            <div key="palette" class="pal" role="group" aria-label="Add to the stage">
                { palette::tools(&act, &down, &open) }
                { palette::maps(&stage.picture, &act, &link.callback(|(stream, place)| Msg::ToShard(stream, place))) }
                { palette::acts(&props.selection, &stage.picture, &props.view, &act, &open) }
            </div>
        }
    });
    let room = html! {
        <div key="room" class={if props.live { "scene-box" } else { "figure-box" }} ref={stage.room.clone()}>
            <div class={classes!("scene-in", fits.then_some("fits"))} ref={stage.inside.clone()} style={room}>{ body }</div>
        </div>
    };
    let over = html! {
        <div key="over">{ for verdict.map(|(hold, verdict)| in_hand(hold.at, &hold.held, &verdict)) }{ for popup }</div>
    };
    // Each with its key: the room is watched, and must not become another element when something opens beside it.
    let parts: Html = palette.into_iter().chain([room, over]).collect();
    html! {
        <section class={classes!("stage", (!props.live).then_some("figure"))} id={props.live.then_some("stage")}
            ref={stage.root.clone()} tabindex="-1" aria-label={if props.live { AttrValue::Static("Stage") } else { props.name.clone() }}
            onkeydown={link.callback(Msg::Pressed)} onpointermove={link.callback(Msg::PointerMoved)}
            onpointerup={link.callback(Msg::Up)} onpointercancel={link.callback(|_| Msg::Cancelled)}>
            { parts }
        </section>
    }
}

fn hands(ctx: &Context<Stage>) -> Hands {
    let props = ctx.props();
    Hands {
        selection: props.selection.clone(),
        live: props.live,
        on: ctx.link().callback(Msg::Act),
        down: ctx.link().callback(|(held, event)| Msg::Down(held, event)),
    }
}

/// Ground, marks, and all that can be pressed.
fn layers(
    picture: &Picture,
    glyphs: &Rc<Vec<Glyph>>,
    theme: u32,
    hands: &Hands,
    under: Html,
    over: Html,
) -> Html {
    let Size { width, height } = picture.size;
    let frame = format!("0 0 {} {}", px(width), px(height));
    html! {
        <>
            <svg class="scene" viewBox={frame.clone()} width={px(width)} height={px(height)} aria-hidden="true">
                { defs() }{ shapes(&picture.back, None) }
            </svg>
            <Marks size={picture.size} glyphs={glyphs.clone()} {theme} />
            <svg class="scene" viewBox={frame} width={px(width)} height={px(height)} role="group"
                aria-label="Records flow from left to right">
                <g key="under">{ under }</g>
                <g key="front">{ shapes(&picture.front, Some(hands)) }</g>
                <g key="over">{ over }</g>
            </svg>
        </>
    }
}

/// The stripes of crowded streams: to press, or to go through with the arrows.
fn maps(ctx: &Context<Stage>, picture: &Picture) -> Html {
    let each = picture.maps.iter().map(|map| {
        let at = map.place();
        let press = {
            let (link, map) = (ctx.link().clone(), map.clone());
            Callback::from(move |event: MouseEvent| {
                let Some(it) = event.target_dyn_into::<Element>() else { return };
                let room = it.get_bounding_client_rect();
                let share = (f64::from(event.client_y()) - room.top()) / room.height().max(1.0);
                if let Some(place) = map.nearest(share) {
                    link.send_message(Msg::ToShard(map.stream.clone(), place));
                }
            })
        };
        html! {
            <g key={map.stream.to_string()} class="map" role="slider" tabindex="0" aria-orientation="vertical"
                aria-label={format!("Shards of {}", map.stream)} aria-valuemin="1" aria-valuemax={map.shards.len().to_string()}
                aria-valuenow={(at + 1).to_string()} aria-valuetext={map.shards.get(at).map(|spot| spot.say.clone())} onclick={press}>
                <rect class="press" x={px(map.at.x)} y={px(map.at.y)} width={px(map.at.w)} height={px(map.at.h)} rx="6" />
            </g>
        }
    });
    each.collect()
}

/// The handles with which open lanes are cut.
fn cuts(stage: &Stage, ctx: &Context<Stage>, lanes: &[Lane], now: Option<&Verdict>) -> Html {
    let chosen = shard_of(&ctx.props().selection);
    let each = lanes.iter().filter(|lane| lane.open && !lane.thin && lane.busy.is_none()).map(|lane| {
        let dragged = match now {
            Some(Verdict::Yes { action: StageAction::Split { stream, shard, at }, .. })
                if *stream == lane.stream && *shard == lane.shard => Some(*at),
            Some(_) | None => None,
        };
        let focused = stage.cut.as_ref().filter(|(stream, shard, _)| *stream == lane.stream && *shard == lane.shard);
        let at = dragged.or(focused.map(|(.., at)| *at)).unwrap_or_else(|| lane.midpoint());
        let by = match (dragged, focused) {
            (Some(_), _) => CutBy::Hand,
            (None, Some(_)) => CutBy::Keys,
            (None, None) => CutBy::Nobody,
        };
        let moving = by != CutBy::Nobody;
        let shown = moving || chosen == Some((&lane.stream, lane.shard));
        let class = classes!("cut", shown.then_some("shown"), moving.then_some("moving"));
        let id = cut_id(&lane.stream, lane.shard);
        let share = (at - lane.start) as f64 / (lane.end - lane.start) as f64 * 100.0;
        let which = (lane.stream.clone(), lane.shard);
        let held = Held::Cut(lane.stream.clone(), lane.shard);
        let link = ctx.link();
        html! {
            <g key={id.clone()} {id} {class} role="slider" tabindex="0" aria-orientation="vertical"
                aria-valuemin="0" aria-valuemax="100" aria-valuenow={format!("{share:.0}")}
                aria-valuetext={format!("{}, Enter splits", hex4(at))} aria-label={format!("Cut of shard {}", lane.short)}
                onpointerdown={link.callback(move |event| Msg::Down(held.clone(), event))}
                onfocus={link.callback(move |_| Msg::CutFocus(Some(which.clone())))}
                onblur={link.callback(|_| Msg::CutFocus(None))}>
                { shapes(&cut(lane, at, by), None) }
            </g>
        }
    });
    each.collect()
}

/// Where the thing in the hand may go, and what is under it.
fn highlights(held: &Held, verdict: &Verdict, picture: &Picture, props: &StageProps) -> Html {
    let frame = |at: Rect, class: &'static str| {
        let at = at.grown(3.0);
        html! { <rect class={classes!("drop", class)} x={px(at.x)} y={px(at.y)} width={px(at.w)} height={px(at.h)} rx="14" /> }
    };
    let may = targets(held, picture, &props.view).map(|drop| frame(drop.at, ""));
    let here = match verdict {
        Verdict::Yes { at: Some(at), .. } => Some(frame(*at, "over")),
        Verdict::No { at, .. } => Some(frame(*at, "no")),
        Verdict::Yes { at: None, .. } | Verdict::Nothing => None,
    };
    html! { <>{ for may }{ for here }</> }
}

/// What follows the pointer: what is held, and what letting go would do.
fn in_hand(at: Option<(f64, f64)>, held: &Held, verdict: &Verdict) -> Html {
    let Some((x, y)) = at else { return Html::default() };
    let (say, no) = match verdict {
        // The cut's own tip says where it would split.
        Verdict::Yes { action: StageAction::Split { .. }, .. } => return Html::default(),
        Verdict::Yes { say, .. } => (say.clone(), false),
        Verdict::No { why, .. } => (why.clone(), true),
        Verdict::Nothing => match held {
            Held::Tool(tool) => (tool.word().to_owned(), false),
            Held::Producer(name) => (format!("{name}: to which stream?"), false),
            Held::Reader(name) => (format!("{name}: it reads a stream"), false),
            Held::Lane(_, shard) => (format!("…{}: onto its neighbour to merge", shard.short()), false),
            Held::Cut(_, shard) => (format!("…{}: let go to leave it whole", shard.short()), false),
        },
    };
    html! {
        <div class={classes!("ghost-chip", no.then_some("no"))} style={format!("left:{x}px;top:{y}px")} aria-hidden="true">{ say }</div>
    }
}

fn on_a_phone(stage: &Stage, ctx: &Context<Stage>, now: Option<&Verdict>) -> Html {
    let props = ctx.props();
    let opened = stage.opened.as_ref().map(|(stream, shard)| (stream, *shard));
    let cards = cards(&props.view, opened);
    let map = |stream: &StreamCard| stream.crowd.as_ref().and_then(|_| map_picture(stage, ctx, &stream.hit));
    let maps: Vec<_> = cards.streams.iter().map(map).collect();
    let unfolded: Vec<Unfolded> =
        unfolded(stage, &cards).into_iter().map(|it| unfold(stage, ctx, it, now)).collect();
    let link = ctx.link();
    let (on, open) = (link.callback(Msg::Act), link.callback(|popup| Msg::Open(Some(popup))));
    let (go, fold) = (link.callback(Msg::Go), link.callback(Msg::Fold));
    phone::show(
        &cards,
        &unfolded,
        &maps,
        &Touch { selection: &props.selection, on: &on, open: &open, go: &go, fold: &fold },
    )
}

/// By itself the first full lane is unfolded, or else the first; each press turns one over.
fn unfolded(stage: &Stage, cards: &Cards) -> Vec<(Name, ShardId)> {
    let lanes = cards.streams.iter().flat_map(|stream| &stream.lanes);
    let name = |hit: &Hit| shard_of(&selected(hit)).map(|(stream, shard)| (stream.clone(), shard));
    let all: Vec<_> = lanes.filter_map(|lane| Some((name(&lane.hit)?, lane.bad, lane.open))).collect();
    let usual = all.iter().find(|(_, bad, _)| *bad).or_else(|| all.iter().find(|(.., open)| *open));
    let usual = usual.map(|(lane, ..)| lane.clone());
    all.into_iter()
        .map(|(lane, ..)| lane)
        .filter(|lane| (Some(lane) == usual.as_ref()) != stage.turned.contains(lane))
        .collect()
}

/// The stripes of a crowded stream, and the ways through them.
fn map_picture(stage: &Stage, ctx: &Context<Stage>, hit: &Hit) -> Option<Crowd> {
    let Hit::Stream(stream) = hit else { return None };
    let props = ctx.props();
    let found = props.view.streams.iter().find(|it| it.name == *stream)?;
    let height = (found.shards.len() as f64 * 3.0).clamp(190.0, 420.0);
    let width = stage.size.map_or(320.0, |size| size.width) - CARD_SIDES;
    let picture = one_map(&props.view, stream, stage.frame(ctx, Size { width, height }));
    let marks = Rc::new(glyphs(&picture.lanes, &props.marks, props.window_us));
    let drawn = layers(&picture, &marks, stage.theme, &hands(ctx), maps(ctx, &picture), Html::default());
    let link = ctx.link();
    let go = link.callback(|(stream, place)| Msg::ToShard(stream, place));
    let tools = palette::maps(&picture, &link.callback(Msg::Act), &go);
    Some(Crowd { height, drawn: html! { <div class="scene-in">{ drawn }</div> }, tools })
}

const LANE_HIGH: f64 = 158.0;
/// What the cards' own borders and padding take.
const CARD_SIDES: f64 = 50.0;

/// A lane as its card shows it.
pub fn lane_picture(stage: &Stage, ctx: &Context<Stage>, stream: &Name, shard: ShardId) -> Picture {
    let props = ctx.props();
    let width = stage.size.map_or(320.0, |size| size.width) - CARD_SIDES;
    let size = Size { width, height: LANE_HIGH };
    let frame =
        Frame { size, window_us: props.window_us, live: true, pair: false, place: true, chosen: None };
    one_lane(&props.view, &props.marks, stream, shard, frame)
}

fn unfold(
    stage: &Stage,
    ctx: &Context<Stage>,
    (stream, shard): (Name, ShardId),
    now: Option<&Verdict>,
) -> Unfolded {
    let props = ctx.props();
    let picture = lane_picture(stage, ctx, &stream, shard);
    let marks = Rc::new(glyphs(&picture.lanes, &props.marks, props.window_us));
    let cuts = cuts(stage, ctx, &picture.lanes, now);
    let mut hands = hands(ctx);
    // The card's head has the id; two of one would send the focus astray.
    hands.live = false;
    let drawn = html! {
        <div class="scene-in">
            { layers(&picture, &marks, stage.theme, &hands, Html::default(), cuts) }
            { for picture.lanes.iter().filter(|lane| lane.open && !lane.thin && lane.busy.is_none()).map(|lane| thumb(ctx, lane)) }
        </div>
    };
    Unfolded { stream, shard, picture, drawn }
}

/// The place of the cut's handle for a finger: only on an element of HTML can a touch be kept from scrolling.
fn thumb(ctx: &Context<Stage>, lane: &Lane) -> Html {
    let held = Held::Cut(lane.stream.clone(), lane.shard);
    let at = Rect::new(lane.tape.x, lane.y_of(lane.midpoint()), 0.0, 0.0).grown(22.0);
    let style = format!("left:{}px;top:{}px;width:{}px;height:{}px", px(at.x), px(at.y), px(at.w), px(at.h));
    let down = ctx.link().callback(move |event| Msg::Down(held.clone(), event));
    html! { <div class="thumb" {style} aria-hidden="true" onpointerdown={down}></div> }
}
