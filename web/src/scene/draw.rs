//! Shapes as SVG elements. A group with a hit is a button for the pointer, the keyboard and a screen reader.

use yew::prelude::*;

use super::drag::Held;
use super::hit;
use super::layout::{Group, Hit, Shape};
use super::{Selection, StageAction};

/// What the elements need to be pressed and held.
#[derive(Clone)]
pub struct Hands {
    pub selection: Selection,
    /// Ids only on the stage itself: a page may have several figures.
    pub live: bool,
    pub on: Callback<StageAction>,
    pub down: Callback<(Held, PointerEvent)>,
}

pub fn shapes<'a>(shapes: impl IntoIterator<Item = &'a Shape>, hands: Option<&Hands>) -> Html {
    let each = shapes.into_iter().enumerate().map(|(i, shape)| one(shape, i, hands));
    each.collect()
}

fn one(shape: &Shape, place: usize, hands: Option<&Hands>) -> Html {
    match shape {
        Shape::Rect { at, radius, class } => html! {
            <rect key={place} class={*class} x={px(at.x)} y={px(at.y)} width={px(at.w)} height={px(at.h)} rx={px(*radius)} />
        },
        Shape::Circle { x, y, r, class } => {
            html! { <circle key={place} class={*class} cx={px(*x)} cy={px(*y)} r={px(*r)} /> }
        }
        Shape::Path { d, class } => html! { <path key={place} class={*class} d={d.clone()} /> },
        Shape::Text(text) => {
            let class = classes!(text.face.class(), text.tone);
            let whole = text.whole.clone().map(|whole| html! { <title>{ whole }</title> });
            html! {
                <text key={place} {class} x={px(text.x)} y={px(text.y)} text-anchor={text.anchor.word()}>
                    { &text.say }{ for whole }
                </text>
            }
        }
        Shape::Group(group) => match (&group.hit, hands) {
            (Some(hit), Some(hands)) => button(group, hit, place, hands),
            (_, _) => html! {
                <g key={place} class={group.class.clone()}>{ shapes_of(group, None) }</g>
            },
        },
    }
}

fn shapes_of(group: &Group, hands: Option<&Hands>) -> Html {
    let title = group.title.clone().map(|title| html! { <title key="title">{ title }</title> });
    html! { <>{ for title }{ shapes(&group.shapes, hands) }</> }
}

fn button(group: &Group, hit: &Hit, place: usize, hands: &Hands) -> Html {
    let selection = hit::selected(hit);
    // A flag is a short way to its reader's card, which has the label and the focus.
    let named = !group.label.is_empty();
    let id = if named && hands.live { hit::id(&selection) } else { None };
    let key = match hit::id(&selection) {
        Some(id) if named => id,
        Some(_) | None => format!("{place}"),
    };
    let chosen = selection != Selection::Nothing && selection == hands.selection && named;
    let class = classes!(group.class.clone(), chosen.then_some("sel"));
    let press = {
        let (on, action) = (hands.on.clone(), hit::pressed(hit));
        Callback::from(move |()| on.emit(action.clone()))
    };
    let onclick = press.reform(|_: MouseEvent| ());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Enter" || event.key() == " " {
            event.prevent_default();
            event.stop_propagation();
            press.emit(());
        }
    });
    let held = match hit {
        Hit::Producer(name) => Some(Held::Producer(name.clone())),
        Hit::Reader(name) => Some(Held::Reader(name.clone())),
        Hit::Shard(stream, shard) if !group.class.contains("closed") => {
            Some(Held::Lane(stream.clone(), *shard))
        }
        Hit::Shard(..)
        | Hit::Stream(_)
        | Hit::Refusals(..)
        | Hit::Delivery(_)
        | Hit::Function { .. }
        | Hit::Bucket(_)
        | Hit::Store(_)
        | Hit::Object { .. }
        | Hit::Ghost => None,
    };
    let movable = held.is_some() && hands.live;
    let down = hands.down.clone();
    let onpointerdown =
        held.filter(|_| hands.live).map(|held| down.reform(move |event| (held.clone(), event)));
    if named {
        html! {
            // Its name is the text that it shows, so that what is seen can be spoken to; the label says more.
            <g {key} {id} {class} role="button" tabindex="0" aria-description={group.label.clone()}
                aria-pressed={chosen.then_some("true")} data-movable={movable.then_some("true")}
                {onclick} {onkeydown} {onpointerdown}>
                { shapes_of(group, None) }
            </g>
        }
    } else {
        html! { <g {key} {class} aria-hidden="true" {onclick}>{ shapes_of(group, None) }</g> }
    }
}

/// A number of pixels, short.
pub fn px(n: f64) -> String {
    let text = format!("{n:.1}");
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// What the shapes' classes refer to.
pub fn defs() -> Html {
    html! {
        <defs key="defs">
            <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <path d="M0 0V7" class="hatchline" />
            </pattern>
            <pattern id="overhatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(30)">
                <rect width="5" height="5" class="overbg" /><path d="M0 0V5" class="overline" />
            </pattern>
            <pattern id="warmhatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(60)">
                <rect width="6" height="6" class="warmbg" /><path d="M0 0V6" class="warmline" />
            </pattern>
            <pattern id="refusehatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(30)">
                <rect width="5" height="5" class="refusebg" /><path d="M0 0V5" class="refuseline" />
            </pattern>
            <marker id="ar" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                <path d="M0 0L8 4L0 8z" class="arrowhead" />
            </marker>
        </defs>
    }
}
