//! The marks of all records on one canvas, between the two layers of SVG. They are drawn anew from the view each
//! time; nothing moves between two views, so there is nothing to stop for those who want less motion.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};
use yew::prelude::*;

use super::layout::Size;
use super::layout::glyphs::{Glyph, Kind, REACH, RING};

#[derive(Properties, PartialEq)]
pub struct MarksProps {
    pub size: Size,
    pub glyphs: Rc<Vec<Glyph>>,
    /// Counts the changes of the theme: the colours must be read again.
    pub theme: u32,
}

#[function_component]
pub fn Marks(props: &MarksProps) -> Html {
    let node = use_node_ref();
    let canvas = node.clone();
    use_effect_with((props.size, props.glyphs.clone(), props.theme), move |(size, glyphs, _)| {
        if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
            // The browser refuses a context only when it has run out of them; the SVG says all numbers anyway.
            let _ = draw(&canvas, *size, glyphs);
        }
    });
    html! { <canvas ref={node} class="scene-marks" aria-hidden="true" /> }
}

fn draw(canvas: &HtmlCanvasElement, size: Size, glyphs: &[Glyph]) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let dpr = window.device_pixel_ratio().max(1.0);
    let (w, h) = ((size.width * dpr).round() as u32, (size.height * dpr).round() as u32);
    if canvas.width() != w || canvas.height() != h {
        canvas.set_width(w);
        canvas.set_height(h);
        let css = format!("width:{}px;height:{}px", size.width, size.height);
        canvas.set_attribute("style", &css)?;
    }
    let Some(context) = canvas.get_context("2d")? else { return Ok(()) };
    let pen: CanvasRenderingContext2d = context.unchecked_into();
    pen.set_transform(dpr, 0.0, 0.0, dpr, 0.0, 0.0)?;
    pen.clear_rect(0.0, 0.0, size.width, size.height);
    let style = window.get_computed_style(canvas)?;
    let colour = |name: &str| {
        let value = style.as_ref().and_then(|style| style.get_property_value(name).ok());
        value.map(|value| value.trim().to_owned()).unwrap_or_default()
    };
    for class in 0..6 {
        pen.set_fill_style_str(&colour(&format!("--m{class}")));
        pen.set_stroke_style_str(&colour("--mo"));
        pen.set_line_width(0.7);
        for glyph in glyphs.iter().filter(|glyph| glyph.kind == Kind::Key(class)) {
            pen.set_global_alpha(glyph.strength);
            if glyph.dot {
                pen.fill_rect(glyph.x - 1.0, glyph.y - 0.8, 2.0, 1.6);
                continue;
            }
            pen.begin_path();
            outline(&pen, class, glyph.x, glyph.y)?;
            pen.fill();
            pen.stroke();
        }
    }
    // A copy has a second outline.
    pen.set_stroke_style_str(&colour("--bad"));
    pen.set_line_width(1.2);
    for glyph in glyphs.iter().filter(|glyph| glyph.copy && !glyph.dot) {
        pen.set_global_alpha(glyph.strength);
        pen.begin_path();
        pen.arc(glyph.x, glyph.y, RING, 0.0, std::f64::consts::TAU)?;
        pen.stroke();
    }
    pen.set_stroke_style_str(&colour("--bad"));
    pen.set_line_width(2.0);
    for glyph in glyphs.iter().filter(|glyph| glyph.kind == Kind::Refused) {
        let Glyph { x, y, .. } = *glyph;
        pen.set_global_alpha(glyph.strength);
        pen.begin_path();
        pen.move_to(x - 3.0, y - 3.0);
        pen.line_to(x + 3.0, y + 3.0);
        pen.move_to(x + 3.0, y - 3.0);
        pen.line_to(x - 3.0, y + 3.0);
        pen.stroke();
    }
    pen.set_global_alpha(1.0);
    Ok(())
}

/// Circle, square, triangle up and down, diamond, dash: the outlines of `layout::write` too.
fn outline(pen: &CanvasRenderingContext2d, class: u8, x: f64, y: f64) -> Result<(), JsValue> {
    let r = REACH;
    let polygon = |points: &[(f64, f64)]| {
        for (i, (dx, dy)) in points.iter().enumerate() {
            if i == 0 { pen.move_to(x + dx, y + dy) } else { pen.line_to(x + dx, y + dy) }
        }
        pen.close_path();
    };
    match class {
        0 => pen.arc(x, y, 3.2, 0.0, std::f64::consts::TAU)?,
        1 => pen.rect(x - 2.9, y - 2.9, 5.8, 5.8),
        2 => polygon(&[(0.0, -3.6), (r, 2.8), (-r, 2.8)]),
        3 => polygon(&[(-r, -2.8), (r, -2.8), (0.0, 3.6)]),
        4 => polygon(&[(0.0, -3.9), (3.9, 0.0), (0.0, 3.9), (-3.9, 0.0)]),
        _ => {
            pen.arc(x - 2.5, y, 1.7, std::f64::consts::FRAC_PI_2, 3.0 * std::f64::consts::FRAC_PI_2)?;
            pen.arc(x + 2.5, y, 1.7, -std::f64::consts::FRAC_PI_2, std::f64::consts::FRAC_PI_2)?;
            pen.close_path();
        }
    }
    Ok(())
}
