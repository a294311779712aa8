//! A bucket's card: its folders and newest objects, each object a button.

use engine::view::{BucketView, FaultView};

use super::build::{Icon, button, fitted, icon, rect, text, toned};
use super::face::{Face, first_that_fits, fit_middle, width};
use super::numbers::{bytes, count, many};
use super::shape::{Anchor, Hit, Rect, Shape};
use super::tree::{self, Row};

/// Above the tree.
const HEAD: f64 = 48.0;
const FOLDER: f64 = 20.0;
/// High enough to press.
const OBJECT: f64 = 30.0;
/// The least height that shows a folder, an object and the failure folder with one.
pub const LEAST: f64 = HEAD + FOLDER + 3.0 * OBJECT + 6.0;
/// The least of one that shows a folder and an object alone.
pub const LOW: f64 = HEAD + FOLDER + OBJECT + 6.0;

/// The card; its trouble is told instead of what it is.
pub fn draw(bucket: &BucketView, fault: Option<&FaultView>, at: Rect) -> Vec<Shape> {
    let name = bucket.name.as_str();
    let mut head = vec![rect(at, 10.0, "nbg")];
    head.extend(icon(at.x + 10.0, at.y + 10.0, Icon::Bucket));
    head.push(fitted(at.x + 44.0, at.y + 22.0, Face::NodeTitle, at.w - 52.0, name));
    let notes = [
        format!("S3 bucket · {}", many(bucket.objects, "object")),
        format!("S3 · {}", many(bucket.objects, "object")),
        "S3 bucket".to_owned(),
    ];
    let mut label = format!("Bucket {name}: {}, {}", many(bucket.objects, "object"), bytes(bucket.bytes));
    let (class, tone, notes) = match fault {
        Some(fault) => ("node bad", "er", super::retry::trouble(fault)),
        None => ("node", "", notes.to_vec()),
    };
    if fault.is_some() {
        label.push_str(&format!(", {}", notes[0]));
    }
    let note = first_that_fits(Face::NodeNote, &notes, at.w - 52.0);
    head.push(toned(at.x + 44.0, at.y + 35.0, Face::NodeNote, Anchor::Start, tone, note));
    let mut shapes = vec![button(Hit::Bucket(bucket.name.clone()), class, label, None, head)];
    let mut y = at.y + HEAD;
    let end = at.bottom() - 6.0;
    // As many rows as surely have room: folders are lower than objects.
    let n = 1 + ((at.h - HEAD - 6.0 - FOLDER) / OBJECT).max(0.0) as usize;
    for row in tree::rows(bucket, n.min(9)) {
        let (high, drawn) = draw_row(bucket, &row, at, y);
        if y + high > end {
            break;
        }
        shapes.extend(drawn);
        y += high;
    }
    shapes
}

/// A row's height and shapes.
fn draw_row(bucket: &BucketView, row: &Row, at: Rect, y: f64) -> (f64, Vec<Shape>) {
    let x = at.x + 8.0;
    let room = at.w - 13.0;
    match row {
        Row::Folder { path, open, objects, records, failure } => {
            let none = *objects == 0;
            let tone = match (failure, none) {
                (_, true) => "dim",
                (true, false) => "er",
                (false, false) => "",
            };
            if none && !failure {
                return (FOLDER, vec![toned(x, y + 14.0, Face::Tree, Anchor::Start, tone, path.as_str())]);
            }
            let sign = if *open { "▾" } else { "▸" };
            let sum = if *failure && !none { format!(" {} rec", count(*records)) } else { String::new() };
            let all = format!("{sign} {path}{sum}");
            if let Some([one, two]) = broken(sign, path, &sum, room) {
                let first = toned(x, y + 12.0, Face::Tree, Anchor::Start, tone, (one, Some(all)));
                return (OBJECT, vec![first, toned(x, y + 25.0, Face::Tree, Anchor::Start, tone, two)]);
            }
            let say = match failure.then(|| failure_name(bucket, path)).flatten() {
                Some(name) => named(sign, name, &all, &sum, room),
                None => first_that_fits(Face::Tree, &folder_wordings(sign, path, &sum), room).0,
            };
            let whole = (say != all).then_some(all);
            (FOLDER, vec![toned(x, y + 14.0, Face::Tree, Anchor::Start, tone, (say, whole))])
        }
        Row::Object { key, name, notes, newest, failure } => {
            let note = &notes[0];
            let tone = match (failure, newest) {
                (true, _) => "er",
                (false, true) => "new",
                (false, false) => "",
            };
            let wordings = tree::short_name(name);
            let (x, room) = (x + 8.0, room - 8.0);
            let fits = wordings.iter().find(|say| width(Face::Tree, say) <= room);
            let (say, _) = match fits {
                Some(say) => (say.clone(), None),
                None => fit_middle(Face::Tree, wordings.last().map_or("", String::as_str), room),
            };
            let target = Rect::new(at.x + 5.0, y + 1.0, at.w - 10.0, OBJECT - 2.0);
            let shapes = vec![
                rect(target, 5.0, "press"),
                text_tone(x, y + 12.0, tone, say),
                text(x, y + 24.0, Face::TreeNote, first_that_fits(Face::TreeNote, notes, room)),
            ];
            let hit = Hit::Object { bucket: bucket.name.clone(), key: key.clone() };
            let title = Some(format!("{key}\n{note}"));
            (OBJECT, vec![button(hit, "object", format!("Object {name}, {note}"), title, shapes)])
        }
    }
}

fn text_tone(x: f64, y: f64, tone: &'static str, say: String) -> Shape {
    toned(x, y, Face::Tree, Anchor::Start, tone, say)
}

/// A failure folder keeps its whole name, on two lines if it must.
fn broken(sign: &str, path: &str, sum: &str, room: f64) -> Option<[String; 2]> {
    let name = path.split_inclusive('/').next().filter(|name| name.starts_with("processing-failed"))?;
    let fits = width(Face::Tree, &format!("{sign} {name}{sum}")) <= room;
    let (one, two) = name.split_once('-')?;
    let two = [format!("  {two}{sum}"), format!("  {two}")];
    (!fits).then(|| [format!("{sign} {one}-"), first_that_fits(Face::Tree, &two, room).0])
}

/// Which failure folder a path is in, whatever stands before and behind it: `AmazonOpenSearchService_failed/`.
fn failure_name<'a>(bucket: &'a BucketView, path: &str) -> Option<&'a str> {
    let folder = bucket.failure_folders.iter().find(|folder| path.starts_with(&folder.path))?;
    folder.path.split_inclusive('/').next_back()
}

/// The name of a failure folder: whole, or with both its ends.
fn named(sign: &str, name: &str, all: &str, sum: &str, room: f64) -> String {
    let wordings = [all.to_owned(), format!("{sign} {name}{sum}"), format!("{sign} {name}")];
    let fits = wordings.iter().find(|say| width(Face::Tree, say) <= room);
    fits.cloned().unwrap_or_else(|| fit_middle(Face::Tree, &wordings[2], room).0)
}

/// A long path keeps its end, which tells folders apart; a failure folder its beginning, which names it.
fn folder_wordings(sign: &str, path: &str, sum: &str) -> Vec<String> {
    let mut made = vec![format!("{sign} {path}{sum}")];
    if path.starts_with("processing-failed/") {
        made.push(format!("{sign} processing-failed/{sum}"));
        return made;
    }
    let mut rest = path;
    while let Some((_, tail)) = rest.split_once('/') {
        if tail.is_empty() {
            break;
        }
        made.push(format!("{sign} …/{tail}{sum}"));
        rest = tail;
    }
    made
}
