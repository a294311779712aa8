//! From top to bottom, where the columns do not fit beside each other: small stages, and figures in lessons.

use engine::view::marks::LaneMarks;
use engine::view::{ReaderView, View};

use super::block::blocks;
use super::build::{fitted, line};
use super::face::Face;
use super::inside::inside;
use super::lanes::Pack;
use super::shape::{Picture, Rect, Size};
use super::{Frame, Room, ledger, pipes, producers, readers, stream};

const MARGIN: f64 = 6.0;
const TOP: f64 = 12.0;
/// Between the storeys, for an arrow.
const STOREY: f64 = 26.0;
/// How high an open lane would like to be.
const LANE: f64 = 104.0;
/// The most height of what works inside a reader.
const INSIDE: f64 = 130.0;

pub fn draw(view: &View, marks: &[LaneMarks], frame: Frame<'_>) -> Picture {
    let mut picture = Picture::new();
    let w = frame.size.width - 2.0 * MARGIN;
    let mut y = TOP;

    // Who sends.
    let outside = view.outside.as_ref().filter(|_| frame.live);
    let first = usize::from(outside.is_some());
    let places = first + view.producers.len() + usize::from(frame.place);
    let grid = Grid::new(places, w, 150.0);
    let signs = producers::signs(&view.producers);
    if let Some(outside) = outside {
        picture.front.push(super::outside::card(outside, grid.cell(0, y, producers::COMPACT)));
    }
    for (i, producer) in view.producers.iter().enumerate() {
        let at = grid.cell(first + i, y, producers::COMPACT);
        picture.front.push(producers::card(producer, &signs, at));
    }
    if frame.place {
        picture.front.push(producers::ghost(grid.cell(places - 1, y, producers::COMPACT)));
    }
    if places > 0 {
        y += grid.height(producers::COMPACT) + STOREY;
    }

    // The streams.
    for it in &view.streams {
        let wish = stream::wished(it, LANE);
        let at = Rect::new(MARGIN, y, w, wish);
        if places > 0 {
            let x = at.x + 46.0;
            picture.back.push(line((x, y - STOREY + 4.0), (x, y - 3.0), "wire arrow"));
        }
        let around = stream::Around {
            producers: &view.producers,
            readers: &view.readers,
            marks,
            window_us: frame.window_us,
            chosen: frame.chosen,
            pack: Pack::Roomy,
        };
        stream::draw(it, at, &around, &mut picture);
        y = at.bottom() + STOREY;
        let tubes = pipes::strip_height(it, view);
        if tubes > 0.0 {
            let chosen = around.chosen_of(it);
            let at = Rect::new(MARGIN + 4.0, at.bottom() + 8.0, w - 8.0, tubes);
            picture.front.extend(pipes::strip(it, chosen, view, at));
            y += tubes + 8.0;
        }
    }
    if view.streams.is_empty() && view.deliveries.is_empty() {
        picture.front.push(fitted(
            MARGIN,
            y + 12.0,
            Face::Ghost,
            w,
            "No stream yet: the terminal can create one",
        ));
        y += STOREY;
    }

    // Who reads, and where it goes.
    let own: Vec<_> = view.readers.iter().filter(|reader| reader.kind != "firehose").collect();
    // What works inside them has room where there are few.
    let opened = |it: &&ReaderView| inside(it, view).and_then(|inside| inside.within(INSIDE));
    let insides: Vec<_> = own.iter().map(|it| opened(it).filter(|_| own.len() <= 2)).collect();
    let deepest = insides.iter().flatten().map(|(_, high)| *high).fold(0.0, f64::max);
    let high = match (own.len(), deepest > 0.0) {
        (0..=2, true) => readers::TALL + deepest,
        (0..=2, false) if frame.live => readers::TALL,
        _ => readers::COMPACT,
    };
    let grid = Grid::new(own.len(), w, 220.0);
    for (i, (reader, inside)) in own.iter().zip(&insides).enumerate() {
        let colour = readers::colour(&view.readers, reader);
        let at = grid.cell(i, y, high);
        if i < grid.columns {
            let x = at.x + 24.0;
            picture.back.push(line((x, y - STOREY + 4.0), (x, y - 3.0), "wire arrow"));
        }
        picture.front.push(readers::card(reader, inside.as_ref().map(|(it, _)| it), colour, at));
    }
    if !own.is_empty() {
        y += grid.height(high) + STOREY;
    }
    for block in blocks(view) {
        let card = if w >= 440.0 {
            let at = Rect::new(MARGIN, y, w, block.least_in_a_row(Room::Ample));
            y = at.bottom();
            block.draw_in_a_row(view, at, Room::Ample, &mut picture)
        } else {
            let at = Rect::new(MARGIN, y, w, block.least(Room::Ample));
            y = at.bottom();
            block.draw(view, at, Room::Ample, &mut picture)
        };
        if let Some(card) = card.filter(|_| own.is_empty()) {
            let x = card.x + 24.0;
            picture.back.push(line((x, card.y - STOREY + 4.0), (x, card.y - 3.0), "wire arrow"));
        }
        y += STOREY;
    }
    if frame.live || frame.pair {
        let at = Rect::new(MARGIN, y, w, ledger::height(view, w));
        picture.front.push(ledger::draw(view, at));
        y = at.bottom() + STOREY;
    }
    picture.size = Size { width: frame.size.width, height: y - STOREY + 10.0 };
    picture
}

/// Cells of one width, as many in a row as have room.
struct Grid {
    columns: usize,
    rows: usize,
    cell: f64,
}

const BETWEEN: f64 = 12.0;
/// Badges hang over the upper edge of a card.
const ROWS: f64 = 18.0;

impl Grid {
    fn new(cells: usize, w: f64, least: f64) -> Grid {
        let most = (((w + BETWEEN) / (least + BETWEEN)) as usize).max(1);
        let columns = cells.clamp(1, most);
        let cell = (w - BETWEEN * (columns as f64 - 1.0)) / columns as f64;
        Grid { columns, rows: cells.div_ceil(columns), cell }
    }

    fn cell(&self, i: usize, y: f64, h: f64) -> Rect {
        let (row, column) = ((i / self.columns) as f64, (i % self.columns) as f64);
        Rect::new(MARGIN + column * (self.cell + BETWEEN), y + row * (h + ROWS), self.cell, h)
    }

    fn height(&self, h: f64) -> f64 {
        self.rows as f64 * (h + ROWS) - ROWS
    }
}
