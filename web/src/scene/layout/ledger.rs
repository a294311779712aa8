//! "Every record accounted for": the ledger's two sums in words that fit.

use engine::names::Name;
use engine::view::{LedgerView, View};

use super::build::{group, rect, text, toned};
use super::face::{Face, width, wrap};
use super::numbers::count;
use super::shape::{Anchor, Rect, Shape};

const HEAD: f64 = 26.0;
const LINE: f64 = 15.0;
const SIDES: f64 = 24.0;

/// As many lines as the sums need in this width. Where they need one, a wide box, it stays one; where they need
/// two, a number that grows or a part that comes and goes seldom changes that.
pub fn height(view: &View, w: f64) -> f64 {
    let least = if w < 400.0 { 2 } else { 1 };
    let lines =
        sums(view).iter().map(|sum| wrap(Face::Line, sum, w - SIDES, MOST).len().max(least)).sum::<usize>();
    HEAD + LINE * lines as f64 + 6.0
}

/// More lines than these no sum needs, in the narrowest of boxes.
const MOST: usize = 6;

pub fn draw(view: &View, at: Rect) -> Shape {
    let (x, room) = (at.x + 12.0, at.w - SIDES);
    let (title, tone, class) = verdict(&view.ledger);
    let title = super::face::fit(Face::NodeTitle, &title, room);
    let mut shapes =
        vec![rect(at, 10.0, class), toned(x, at.y + 19.0, Face::NodeTitle, Anchor::Start, tone, title)];
    let mut y = at.y + HEAD + 9.0;
    for sum in sums(view) {
        for line in wrap(Face::Line, &sum, room, MOST) {
            shapes.push(text(x, y, Face::Line, line));
            y += LINE;
        }
    }
    group("ledger-box", shapes)
}

fn verdict(ledger: &LedgerView) -> (String, &'static str, &'static str) {
    match (ledger.balanced, ledger.lost > 0) {
        (true, false) => ("Every record accounted for ✓".to_owned(), "", "ledger"),
        (true, true) => (format!("{} records lost", count(ledger.lost)), "er", "ledger lost"),
        (false, _) => ("The ledger does not balance: a bug of ours".to_owned(), "er", "ledger lost"),
    }
}

/// The same on a low stage: a strip along its foot, the title before the sums.
pub fn strip_height(view: &View, w: f64) -> f64 {
    13.0 + LINE * strip_lines(view, w).len() as f64
}

pub fn draw_strip(view: &View, at: Rect) -> Shape {
    let (title, tone, class) = verdict(&view.ledger);
    let mut shapes = vec![rect(at, 10.0, class)];
    let mut y = at.y + 19.0;
    shapes.push(toned(at.x + 12.0, y, Face::NodeTitle, Anchor::Start, tone, title));
    for line in strip_lines(view, at.w) {
        shapes.push(text(at.x + after_title(&view.ledger), y, Face::Line, line));
        y += LINE;
    }
    group("ledger-box", shapes)
}

/// Where the sums begin, after the title.
fn after_title(ledger: &LedgerView) -> f64 {
    12.0 + width(Face::NodeTitle, &verdict(ledger).0) + 16.0
}

fn strip_lines(view: &View, w: f64) -> Vec<String> {
    let mut words: Vec<String> = vec![];
    for sum in sums(view) {
        if let Some(last) = words.last_mut() {
            last.push_str(" ·");
        }
        words.extend(sum);
    }
    wrap(Face::Line, &words, w - after_title(&view.ledger) - 12.0, MOST)
}

/// Each sum as words that are not broken: `8,412 put,`, `of them 40 twins`, `= 8,035 read by all`, `+ 365 unread`.
pub fn sums(view: &View) -> Vec<Vec<String>> {
    let ledger = &view.ledger;
    let mut made = vec![];
    let streams = [
        (ledger.read, if leaves_out(view) { "read by all that run" } else { "read by all" }),
        (ledger.unread, "unread"),
        (ledger.refused, "refused"),
        (ledger.expired, "expired"),
    ];
    let mut of_streams = sum(ledger.put, "put", &streams);
    if ledger.doubled > 0 {
        of_streams[0].push(',');
        of_streams.insert(1, format!("of them {} {}", count(ledger.doubled), twins(ledger.doubled)));
    }
    made.push(of_streams);
    if ledger.firehose_put > 0 || ledger.firehose_refused > 0 {
        let firehose = [
            (ledger.delivered, "delivered"),
            (ledger.waiting, "waiting"),
            (ledger.dropped, "dropped"),
            (ledger.failed, "failed"),
            (ledger.backfilled, "brought in"),
            (ledger.firehose_lost, "given up"),
        ];
        made.push(sum(ledger.firehose_put, "to Firehose", &firehose));
    }
    made
}

/// Whether a stopped reader is left out of what all have read: others of its stream run.
fn leaves_out(view: &View) -> bool {
    let runs = |stream: &Name| view.readers.iter().any(|reader| !reader.stopped && reader.stream == *stream);
    view.readers.iter().any(|reader| reader.stopped && runs(&reader.stream))
}

fn twins(n: u64) -> &'static str {
    if n == 1 { "twin" } else { "twins" }
}

fn sum(whole: u64, word: &str, parts: &[(u64, &str)]) -> Vec<String> {
    let mut words = vec![format!("{} {word}", count(whole))];
    let there = parts.iter().enumerate().filter(|(i, (n, _))| *i == 0 || *n > 0);
    for (place, (_, (n, word))) in there.enumerate() {
        words.push(format!("{} {} {word}", if place == 0 { "=" } else { "+" }, count(*n)));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::sample::{HOOK, Plan, view};
    use super::*;

    #[test]
    fn a_stopped_reader_is_not_among_all() {
        let mut view = view(Plan { readers: 2, ..HOOK });
        let read = |view: &View| sums(view)[0][1].clone();
        assert!(read(&view).ends_with(" read by all"), "{}", read(&view));
        view.readers[0].stopped = true;
        assert!(read(&view).ends_with(" read by all that run"), "{}", read(&view));
        // Where none runs, all are those that did.
        view.readers.iter_mut().for_each(|reader| reader.stopped = true);
        assert!(read(&view).ends_with(" read by all"), "{}", read(&view));
    }

    #[test]
    fn copies_are_named_where_there_are_some() {
        let mut view = view(HOOK);
        for (doubled, says) in [(0, None), (1, Some("of them 1 twin")), (1_848, Some("of them 1,848 twins"))]
        {
            view.ledger.doubled = doubled;
            let words = sums(&view).swap_remove(0);
            let found = words.iter().find(|word| word.contains("twin")).map(String::as_str);
            assert_eq!(found, says, "{words:?}");
            assert!(words[0].starts_with(&count(view.ledger.put)), "{words:?}");
        }
    }
}
