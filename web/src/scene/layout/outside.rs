//! The card of calls that come from nobody on the stage: a program that calls an endpoint, the terminal, a story's own.

use engine::view::OutsideView;

use super::build::{Icon, badge, fitted, icon, rect, text};
use super::face::{Face, first_that_fits};
use super::numbers::{count, short};
use super::producers::TALL;
use super::shape::{Group, Rect, Shape};

/// What such calls do, and whether some were refused.
#[inline(never)]
pub fn sentence(outside: &OutsideView) -> (String, bool) {
    let refused = outside.refused_per_s;
    let mut says = format!("{} rec/s · {} put by calls", count(outside.sent_per_s), count(outside.sent));
    if refused > 0 {
        says += &format!(" · {} refused/s", count(refused));
    }
    (says, refused > 0)
}

#[inline(never)]
pub fn card(outside: &OutsideView, at: Rect) -> Shape {
    let (rate, sent) = (outside.sent_per_s, outside.sent);
    let room = at.w - 54.0;
    let rates = [format!("{} rec/s", count(rate)), format!("{}/s", short(rate))];
    let sums = [format!("{} put by calls", count(sent)), format!("{} put", short(sent))];
    let mut shapes = vec![rect(at, 10.0, "nbg")];
    shapes.extend(icon(at.x + 10.0, at.y + 10.0, Icon::Producer));
    if at.h < TALL {
        shapes.push(fitted(at.x + 44.0, at.y + 20.0, Face::NodeTitle, room, "your calls"));
        let both = [format!("{} · {}", rates[0], sums[1]), rates[0].clone(), rates[1].clone()];
        shapes.push(text(at.x + 44.0, at.y + 37.0, Face::Line, first_that_fits(Face::Line, &both, room)));
    } else {
        shapes.push(fitted(at.x + 44.0, at.y + 22.0, Face::NodeTitle, room, "your calls"));
        let notes = ["SDK · CLI · terminal", "SDK · CLI"];
        shapes.push(text(
            at.x + 44.0,
            at.y + 35.0,
            Face::NodeNote,
            first_that_fits(Face::NodeNote, &notes, room),
        ));
        shapes.push(text(
            at.x + 12.0,
            at.y + 55.0,
            Face::Line,
            first_that_fits(Face::Line, &rates, at.w - 22.0),
        ));
        shapes.push(text(
            at.x + 12.0,
            at.y + 71.0,
            Face::Line,
            first_that_fits(Face::Line, &sums, at.w - 22.0),
        ));
    }
    let refused = outside.refused_per_s;
    if refused > 0 {
        shapes.extend(badge(at, &format!("{} refused/s", count(refused))));
    }
    let class = if refused > 0 { "node outside bad" } else { "node outside" };
    Shape::Group(Group { hit: None, class: class.to_owned(), label: String::new(), title: None, shapes })
}
