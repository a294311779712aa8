//! A picture as SVG text: for looking at it without a browser, and for the first paint in index.html.

use std::fmt::Write;

use super::glyphs::{Glyph, Kind, RING, outline};
use super::shape::{Picture, Shape};

/// The whole picture with its marks, as `<svg>`.
pub fn svg(picture: &Picture, glyphs: &[Glyph]) -> String {
    let (w, h) = (picture.size.width, picture.size.height);
    let mut text =
        format!("<svg class=\"scene\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\">{DEFS}");
    shapes(&picture.back, &mut text);
    for glyph in glyphs {
        mark(glyph, &mut text);
    }
    shapes(&picture.front, &mut text);
    text + "</svg>"
}

/// What the shapes' classes refer to: hatching and the arrow's head.
pub const DEFS: &str = concat!(
    "<defs><pattern id=\"hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">",
    "<path d=\"M0 0V7\" class=\"hatchline\"/></pattern>",
    "<pattern id=\"overhatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(30)\">",
    "<rect width=\"5\" height=\"5\" class=\"overbg\"/><path d=\"M0 0V5\" class=\"overline\"/></pattern>",
    "<pattern id=\"warmhatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(60)\">",
    "<rect width=\"6\" height=\"6\" class=\"warmbg\"/><path d=\"M0 0V6\" class=\"warmline\"/></pattern>",
    "<pattern id=\"refusehatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(30)\">",
    "<rect width=\"5\" height=\"5\" class=\"refusebg\"/><path d=\"M0 0V5\" class=\"refuseline\"/></pattern>",
    "<marker id=\"ar\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">",
    "<path d=\"M0 0L8 4L0 8z\" class=\"arrowhead\"/></marker></defs>"
);

fn shapes(shapes: &[Shape], text: &mut String) {
    for shape in shapes {
        one(shape, text);
    }
}

fn one(shape: &Shape, text: &mut String) {
    let written = match shape {
        Shape::Rect { at, radius, class } => write!(
            text,
            "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{radius}\"/>",
            at.x, at.y, at.w, at.h
        ),
        Shape::Circle { x, y, r, class } => {
            write!(text, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r}\"/>")
        }
        Shape::Path { d, class } => write!(text, "<path class=\"{class}\" d=\"{d}\"/>"),
        Shape::Text(it) => {
            let anchor = it.anchor.word().map_or(String::new(), |word| format!(" text-anchor=\"{word}\""));
            let class = [it.face.class(), it.tone].join(" ");
            let (class, say) = (class.trim(), escaped(&it.say));
            write!(text, "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\"{anchor}>{say}</text>", it.x, it.y)
        }
        Shape::Group(group) => {
            let _ = write!(text, "<g class=\"{}\">", group.class);
            shapes(&group.shapes, text);
            write!(text, "</g>")
        }
    };
    written.expect("a String takes all");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The second outline of a copy; none of a dot.
fn ring(glyph: &Glyph) -> Option<String> {
    let Glyph { x, y, .. } = *glyph;
    let d = 2.0 * RING;
    (glyph.copy && !glyph.dot)
        .then(|| format!("M{:.1} {y:.1}a{RING} {RING} 0 1 0 {d} 0a{RING} {RING} 0 1 0 -{d} 0z", x - RING))
}

fn mark(glyph: &Glyph, text: &mut String) {
    let class = match glyph.kind {
        Kind::Key(n) => format!("m m{n}"),
        Kind::Refused => "m mx".to_owned(),
    };
    let _ =
        write!(text, "<path class=\"{class}\" opacity=\"{:.2}\" d=\"{}\"/>", glyph.strength, outline(glyph));
    if let Some(ring) = ring(glyph) {
        let _ = write!(text, "<path class=\"m md\" opacity=\"{:.2}\" d=\"{ring}\"/>", glyph.strength);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy has a second outline, in the picture and on the stage alike; nothing else has one, nor a dot.
    #[test]
    fn only_a_copy_has_a_second_outline() {
        let plain =
            Glyph { x: 9.0, y: 9.0, kind: Kind::Key(1), strength: 1.0, dot: false, copy: false, of: None };
        for (copy, dot, kind, rings) in [
            (false, false, Kind::Key(1), 0),
            (true, false, Kind::Key(1), 1),
            (true, true, Kind::Key(1), 0),
            (false, false, Kind::Refused, 0),
        ] {
            let mut text = String::new();
            mark(&Glyph { copy, dot, kind, ..plain }, &mut text);
            assert_eq!(text.matches("class=\"m md\"").count(), rings, "{copy} {dot} {kind:?}: {text}");
            assert_eq!(text.matches("<path").count(), 1 + rings);
        }
    }
}
