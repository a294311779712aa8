//! Firehose, its function, the store it delivers to and its bucket, as one block; and functions, stores and buckets
//! that nothing uses yet.
//!
//! The store stands where the bucket of an S3 destination does, the bucket of its failures below it; before Redshift
//! the bucket stands, because what is copied lies there first.

use engine::command::Place;
use engine::names::Name;
use engine::view::{BucketView, DeliveryView, FunctionView, StoreView, View};

use super::build::{line, wire};
use super::shape::{Drop, DropOn, Picture, Rect, Shape};
use super::{Room, bucket, delivery, readers, retry, store};

/// Between the cards of a block, for an arrow.
const GAP: f64 = 18.0;
/// Between a delivery stream and the function below it.
#[inline(never)]
fn between(room: Room) -> f64 {
    match room {
        Room::Ample => 36.0,
        Room::Tight | Room::Low => 26.0,
    }
}

pub struct Block<'a> {
    pub delivery: Option<&'a DeliveryView>,
    pub function: Option<&'a FunctionView>,
    pub store: Option<&'a StoreView>,
    pub bucket: Option<&'a BucketView>,
}

/// One block for each delivery stream, with its function, its store and its bucket unless an earlier block shows
/// them; then what is left over, side by side.
#[inline(never)]
pub fn blocks(view: &View) -> Vec<Block<'_>> {
    let mut functions: Vec<&FunctionView> = view.functions.iter().collect();
    let mut stores: Vec<&StoreView> = view.stores.iter().collect();
    let mut buckets: Vec<&BucketView> = view.buckets.iter().collect();
    let mut made: Vec<Block> = vec![];
    for delivery in &view.deliveries {
        let named = |name: &Name| functions.iter().position(|it| it.name == *name);
        let at = delivery.function.as_ref().and_then(named);
        let function = at.map(|at| functions.remove(at));
        let store = stores.iter().position(|it| it.place == delivery.place).map(|at| stores.remove(at));
        let bucket = buckets.iter().position(|it| it.name == delivery.bucket).map(|at| buckets.remove(at));
        made.push(Block { delivery: Some(delivery), function, store, bucket });
    }
    for i in 0..functions.len().max(buckets.len()).max(stores.len()) {
        made.push(Block {
            delivery: None,
            function: functions.get(i).copied(),
            store: stores.get(i).copied(),
            bucket: buckets.get(i).copied(),
        });
    }
    made
}

/// Where the cards of a block stand.
struct Places {
    delivery: Option<Rect>,
    function: Option<Rect>,
    store: Option<Rect>,
    bucket: Option<Rect>,
}

impl Block<'_> {
    /// The least height in two columns.
    #[inline(never)]
    pub fn least(&self, room: Room) -> f64 {
        let function = delivery::function_height(room);
        let left = match (self.delivery, self.function) {
            (Some(it), Some(_)) => delivery::height(it, room) + between(room) + function,
            (Some(it), None) => delivery::height(it, room),
            (None, Some(_)) => function,
            (None, None) => 0.0,
        };
        left.max(self.right_least(room))
    }

    #[inline(never)]
    fn right_least(&self, room: Room) -> f64 {
        let low = if room == Room::Low && self.bucket.is_some() { bucket::LEAST - bucket::LOW } else { 0.0 };
        store::column(self.store.is_some(), self.bucket.is_some()) - low
    }

    /// The least height in a row.
    #[inline(never)]
    pub fn least_in_a_row(&self, room: Room) -> f64 {
        let delivery = self.delivery.map_or(0.0, |it| delivery::height(it, room));
        let function = if self.function.is_some() { delivery::function_height(room) } else { 0.0 };
        delivery.max(function).max(self.right_least(room))
    }

    /// Delivery above its function, store and bucket to their right. Returns where the delivery's card stands.
    #[inline(never)]
    pub fn draw(&self, view: &View, at: Rect, room: Room, picture: &mut Picture) -> Option<Rect> {
        let left = ((at.w - GAP) * 0.525).round();
        let card = self.delivery.map(|it| Rect::new(at.x, at.y, left, delivery::height(it, room)));
        let high = delivery::function_height(room);
        let function = self.function.map(|_| match card {
            Some(card) => Rect::new(at.x, (at.bottom() - high).min(card.bottom() + 64.0), left, high),
            None => Rect::new(at.x, at.y, left, high),
        });
        let end = function.or(card).map_or(at.bottom(), |it| it.bottom());
        let high = (end - at.y).max(self.right_least(room)).min(at.h);
        let right = Rect::new(at.x + left + GAP, at.y, at.w - left - GAP, high);
        if let (Some(card), Some(function)) = (card, function) {
            let (a, b) = (card.bottom() + 2.0, function.y - 3.0);
            let mid = card.mid_x();
            picture.back.push(line((mid - 17.0, a), (mid - 17.0, b), "wire arrow"));
            picture.back.push(line((mid + 17.0, b), (mid + 17.0, a + 1.0), "wire arrow"));
        }
        let (store, bucket) = self.column(right);
        self.cards(view, &Places { delivery: card, function, store, bucket }, picture)
    }

    /// Delivery, function, then store and bucket from left to right.
    #[inline(never)]
    pub fn draw_in_a_row(&self, view: &View, at: Rect, room: Room, picture: &mut Picture) -> Option<Rect> {
        let right = self.bucket.is_some() || self.store.is_some();
        let n = [self.delivery.is_some(), self.function.is_some(), right];
        let count = n.iter().filter(|there| **there).count().max(1) as f64;
        let w = ((at.w - GAP * (count - 1.0)) / count).min(240.0);
        let mut x = at.x;
        let mut place = |there: bool, h: f64| {
            there.then(|| {
                let it = Rect::new(x, at.y, w, h);
                x += w + GAP;
                it
            })
        };
        let card = place(n[0], self.delivery.map_or(0.0, |it| delivery::height(it, room)));
        let function = place(n[1], delivery::function_height(room));
        let (store, bucket) = place(n[2], at.h).map_or((None, None), |right| self.column(right));
        if let (Some(card), Some(function)) = (card, function) {
            let y = function.mid_y();
            picture.back.push(line((card.right() + 2.0, y - 8.0), (function.x - 3.0, y - 8.0), "wire arrow"));
            picture.back.push(line((function.x - 2.0, y + 8.0), (card.right() + 3.0, y + 8.0), "wire arrow"));
        }
        self.cards(view, &Places { delivery: card, function, store, bucket }, picture)
    }

    /// Store and bucket in one column.
    #[inline(never)]
    fn column(&self, at: Rect) -> (Option<Rect>, Option<Rect>) {
        let high = store::HEIGHT;
        match (self.store, self.bucket) {
            (None, None) => (None, None),
            (None, Some(_)) => (None, Some(at)),
            (Some(_), None) => (Some(Rect { h: high, ..at }), None),
            (Some(it), Some(_)) => {
                let rest = at.h - high - store::GAP;
                if staged(it) {
                    let below = Rect::new(at.x, at.y + rest + store::GAP, at.w, high);
                    (Some(below), Some(Rect { h: rest, ..at }))
                } else {
                    let below = Rect::new(at.x, at.y + high + store::GAP, at.w, rest);
                    (Some(Rect { h: high, ..at }), Some(below))
                }
            }
        }
    }

    #[inline(never)]
    fn cards(&self, view: &View, at: &Places, picture: &mut Picture) -> Option<Rect> {
        let wires = self.wires(at);
        picture.back.splice(0..0, wires);
        if let (Some(it), Some(at)) = (self.delivery, at.delivery) {
            let reader =
                view.readers.iter().find(|reader| reader.kind == "firehose" && reader.name == it.name);
            let colour = reader.map(|reader| readers::colour(&view.readers, reader));
            picture.front.push(delivery::card(it, colour, at));
            picture.drops.push(Drop { at, on: DropOn::Delivery(it.name.clone()) });
        }
        if let (Some(it), Some(at)) = (self.function, at.function) {
            let fault = retry::fault(view, &Place::Function(it.name.clone()));
            picture.front.push(delivery::function(it, self.delivery, fault, at));
        }
        if let (Some(it), Some(at)) = (self.store, at.store) {
            picture.front.push(store::card(it, self.delivery, retry::fault(view, &it.place), at));
        }
        if let (Some(it), Some(at)) = (self.bucket, at.bucket) {
            let fault = retry::fault(view, &Place::Bucket(it.name.clone()));
            picture.front.extend(bucket::draw(it, fault, at));
        }
        at.delivery
    }

    /// From the delivery to where its data goes, and to where its failures go.
    #[inline(never)]
    fn wires(&self, at: &Places) -> Vec<Shape> {
        let (Some(delivery), Some(card)) = (self.delivery, at.delivery) else { return vec![] };
        let mut made = vec![];
        let straight = at.function.is_none_or(|function| function.x <= card.x);
        let middle = if straight { card.mid_y() } else { card.bottom() - 18.0 };
        let bucket = Place::Bucket(delivery.bucket.clone());
        match (self.store.zip(at.store), at.bucket) {
            (None, Some(to)) => {
                made.push(line((card.right() + 2.0, middle), (to.x - 3.0, middle), tube(delivery, &bucket)));
            }
            (Some((it, to)), Some(staging)) if staged(it) => {
                let y = (staging.y + 40.0).min(card.bottom() - 18.0);
                made.push(line((card.right() + 2.0, y), (staging.x - 3.0, y), tube(delivery, &bucket)));
                let (a, b) = (staging.bottom() + 2.0, to.y - 3.0);
                let (down, up) = (to.x + to.w * 0.35, to.x + to.w * 0.65);
                made.push(line((down, a), (down, b), tube(delivery, &it.place)));
                made.push(line((up, b + 1.0), (up, a + 1.0), failures(delivery)));
            }
            (Some((it, to)), below) => {
                let y = to.mid_y().min(card.bottom() - 30.0);
                made.push(line((card.right() + 2.0, y), (to.x - 3.0, y), tube(delivery, &it.place)));
                if let Some(below) = below {
                    let from = (card.right() + 2.0, (y + 22.0).max(card.bottom() - 14.0));
                    made.push(wire(from, (below.x - 3.0, below.y + 22.0), failures(delivery)));
                }
            }
            (None, None) => {}
        }
        made
    }
}

/// Whether what it takes lies in the bucket first.
#[inline(never)]
fn staged(store: &StoreView) -> bool {
    matches!(store.place, Place::Cluster(_))
}

/// The tube to a place: dashed while something is tried again there.
#[inline(never)]
fn tube(delivery: &DeliveryView, place: &Place) -> &'static str {
    if retry::next(delivery, place).is_some() { "wire arrow retrying" } else { "wire arrow" }
}

/// The way of failures: faint until something has gone it.
#[inline(never)]
fn failures(delivery: &DeliveryView) -> &'static str {
    let used = delivery.in_failure_folders > 0 || delivery.failures_waiting > 0;
    if used { "wire arrow failing" } else { "wire arrow unused" }
}

/// A wire from a delivery whose bucket stands in another block.
#[inline(never)]
pub fn shared_bucket(from: Rect, to: Rect) -> Shape {
    wire((from.right(), from.mid_y()), (to.x, to.bottom() - 20.0), "wire arrow")
}
