//! The stage for a room: one picture that fills its place, whatever that is, with text as large as fits.

use std::rc::Rc;

use engine::view::View;
use engine::view::marks::LaneMarks;
use yew::prelude::*;

use super::draw::{defs, px, shapes};
use super::layout::glyphs::{Glyph, Kind, glyphs, outline};
use super::layout::{Frame, Picture, Size, layout};

/// Widths that are tried, in units of the layout: the less there is, the larger all of it becomes.
const WIDTHS: [f64; 4] = [740.0, 860.0, 1_000.0, 1_240.0];

#[derive(Properties, PartialEq)]
pub struct LargeProps {
    pub view: Rc<View>,
    pub marks: Rc<Vec<LaneMarks>>,
    pub window_us: u64,
    /// The place to fill, in pixels.
    pub width: f64,
    pub height: f64,
}

#[function_component]
pub fn Large(props: &LargeProps) -> Html {
    let LargeProps { view, marks, window_us, width, height } = props;
    let picture = best(view, marks, *window_us, *width, *height);
    let glyphs = glyphs(&picture.lanes, marks, *window_us);
    let Size { width: w, height: h } = picture.size;
    html! {
        <svg class="scene large" viewBox={format!("0 0 {} {}", px(w), px(h))} role="img"
            aria-label="Records flow from left to right">
            { defs() }
            <g key="back">{ shapes(&picture.back, None) }</g>
            <g key="marks">{ for glyphs.iter().map(mark) }</g>
            <g key="front">{ shapes(&picture.front, None) }</g>
        </svg>
    }
}

fn mark(glyph: &Glyph) -> Html {
    let class = match glyph.kind {
        Kind::Key(n) => format!("m m{n}"),
        Kind::Refused => "m mx".to_owned(),
    };
    html! { <path {class} opacity={format!("{:.2}", glyph.strength)} d={outline(glyph)} /> }
}

/// The picture that is shown largest in such a place.
fn best(view: &View, marks: &[LaneMarks], window_us: u64, width: f64, height: f64) -> Picture {
    let scale = |picture: &Picture| (width / picture.size.width).min(height / picture.size.height);
    let tried = WIDTHS.map(|wide| {
        let size = Size { width: wide, height: wide * height / width };
        layout(view, marks, Frame { size, window_us, live: false, pair: false, place: false, chosen: None })
    });
    tried.into_iter().max_by(|a, b| scale(a).total_cmp(&scale(b))).unwrap_or_else(Picture::new)
}
