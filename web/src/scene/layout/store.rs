//! The card of a store that is no bucket: a Redshift cluster, an OpenSearch domain, Splunk's collector, an HTTP endpoint.

use engine::command::Place;
use engine::view::{DeliveryView, FaultView, StoreView};

use super::build::{Icon, badge, button, fitted, icon, rect, text, toned};
use super::face::{Face, first_that_fits};
use super::numbers::{count, many, short};
use super::shape::{Anchor, Hit, Rect, Shape};
use super::{bucket, retry};

/// The height of its card.
pub const HEIGHT: f64 = 104.0;
/// Between it and its bucket, for a wire.
pub const GAP: f64 = 22.0;

/// The height of a column with a store, a bucket, or both.
pub fn column(store: bool, bucket: bool) -> f64 {
    let one = |there: bool, height: f64| if there { height } else { 0.0 };
    one(store, HEIGHT) + one(store && bucket, GAP) + one(bucket, bucket::LEAST)
}

/// What it is, longest wording first.
pub fn kind(place: &Place) -> [&'static str; 2] {
    match place {
        Place::Cluster(_) => ["Redshift cluster", "Redshift"],
        Place::Domain(_) => ["OpenSearch domain", "OpenSearch"],
        Place::Table(_) => ["DynamoDB table", "DynamoDB"],
        Place::Collector(_) => ["Splunk collector", "Splunk"],
        Place::Endpoint(_) => ["HTTP endpoint", "HTTP"],
        Place::Bucket(_) => ["S3 bucket", "S3"],
        Place::Function(_) => ["Lambda function", "Lambda"],
        Place::Key(_) => ["KMS key", "KMS"],
        Place::Producer(_) => ["producer", "producer"],
    }
}

/// One record of what it holds.
pub fn unit(place: &Place) -> &'static str {
    match place {
        Place::Cluster(_) => "row",
        Place::Domain(_) => "document",
        Place::Table(_) => "item",
        Place::Collector(_) => "event",
        Place::Endpoint(_) | Place::Bucket(_) | Place::Function(_) | Place::Key(_) | Place::Producer(_) => {
            "record"
        }
    }
}

/// Its tables or indexes in lines; a collector and an endpoint have one without a name.
pub fn parts(store: &StoreView) -> Vec<String> {
    let named = store.parts.iter().rev().filter(|part| !part.name.is_empty());
    named.map(|part| format!("{} {}", part.name, count(part.records))).collect()
}

/// The card; `delivery` is the one drawn before it.
pub fn card(
    store: &StoreView,
    delivery: Option<&DeliveryView>,
    fault: Option<&FaultView>,
    at: Rect,
) -> Shape {
    let (x, room) = (at.x + 12.0, at.w - 24.0);
    let name = store.name.as_str();
    let mut shapes = vec![rect(at, 10.0, "nbg")];
    shapes.extend(icon(at.x + 10.0, at.y + 10.0, Icon::Store));
    shapes.push(fitted(at.x + 44.0, at.y + 22.0, Face::NodeTitle, at.w - 52.0, name));
    let kind = kind(&store.place);
    let note = first_that_fits(Face::NodeNote, &kind, at.w - 52.0);
    shapes.push(text(at.x + 44.0, at.y + 35.0, Face::NodeNote, note));
    let unit = unit(&store.place);
    let has = [many(store.records, unit), format!("{} {unit}s", short(store.records)), short(store.records)];
    let mut lines = vec![(if store.records > 0 { "ok" } else { "mut" }, has.to_vec())];
    let parts = parts(store);
    lines.extend(parts.first().map(|part| ("mut", vec![part.clone()])));
    let mut label = format!("{} {name}: {}", kind[0], many(store.records, unit));
    let mut class = "node";
    let retried = delivery.and_then(|delivery| retry::next(delivery, &store.place));
    if let Some(fault) = fault {
        class = "node bad";
        let say = retry::trouble(fault);
        label.push_str(&format!(", {}", say[0]));
        lines.push(("er", say));
    }
    if let Some(retried) = retried {
        let say = retry::again(retried);
        label.push_str(&format!(", {}, {}", say[0], retry::gives_up(retried)[0]));
        if fault.is_none() {
            class = "node warnc";
        }
        lines.push(("warn", say));
    }
    let mut y = at.y + 54.0;
    for (tone, wordings) in lines {
        shapes.push(toned(
            x,
            y,
            Face::Line,
            Anchor::Start,
            tone,
            first_that_fits(Face::Line, &wordings, room),
        ));
        y += 14.0;
    }
    if let Some(retried) = retried {
        let say = retry::gives_up(retried);
        shapes.extend(badge(at, &first_that_fits(Face::Badge, &say, at.w - 24.0).0));
    }
    button(Hit::Store(store.place.clone()), class, label, None, shapes)
}
