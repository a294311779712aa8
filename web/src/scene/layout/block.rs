//! Firehose, its function and its bucket, as one block; and functions and buckets that nothing uses yet.

use engine::names::Name;
use engine::view::{BucketView, DeliveryView, FunctionView, View};

use super::build::{line, wire};
use super::shape::{Drop, DropOn, Picture, Rect};
use super::{Room, bucket, delivery, readers};

/// Between the cards of a block, for an arrow.
const GAP: f64 = 18.0;
/// Between a delivery stream and the function below it.
fn between(room: Room) -> f64 {
    match room {
        Room::Ample => 36.0,
        Room::Tight => 26.0,
    }
}

pub struct Block<'a> {
    pub delivery: Option<&'a DeliveryView>,
    pub function: Option<&'a FunctionView>,
    pub bucket: Option<&'a BucketView>,
}

/// One block for each delivery stream, with its function and its bucket unless an earlier block shows them;
/// then what is left over, by pairs.
pub fn blocks(view: &View) -> Vec<Block<'_>> {
    let mut functions: Vec<&FunctionView> = view.functions.iter().collect();
    let mut buckets: Vec<&BucketView> = view.buckets.iter().collect();
    let mut made: Vec<Block> = vec![];
    for delivery in &view.deliveries {
        let named = |name: &Name| functions.iter().position(|it| it.name == *name);
        let at = delivery.function.as_ref().and_then(named);
        let function = at.map(|at| functions.remove(at));
        let bucket = buckets.iter().position(|it| it.name == delivery.bucket).map(|at| buckets.remove(at));
        made.push(Block { delivery: Some(delivery), function, bucket });
    }
    for i in 0..functions.len().max(buckets.len()) {
        made.push(Block {
            delivery: None,
            function: functions.get(i).copied(),
            bucket: buckets.get(i).copied(),
        });
    }
    made
}

impl Block<'_> {
    /// The least height in two columns.
    pub fn least(&self, room: Room) -> f64 {
        let function = delivery::function_height(room);
        let left = match (self.delivery, self.function) {
            (Some(it), Some(_)) => delivery::height(it, room) + between(room) + function,
            (Some(it), None) => delivery::height(it, room),
            (None, Some(_)) => function,
            (None, None) => 0.0,
        };
        left.max(if self.bucket.is_some() { bucket::LEAST } else { 0.0 })
    }

    /// The least height in a row.
    pub fn least_in_a_row(&self) -> f64 {
        let delivery = self.delivery.map_or(0.0, |it| delivery::height(it, Room::Ample));
        let function = if self.function.is_some() { delivery::function_height(Room::Ample) } else { 0.0 };
        delivery.max(function).max(if self.bucket.is_some() { bucket::LEAST } else { 0.0 })
    }

    /// Delivery above its function, bucket to their right. Returns where the delivery's card stands.
    pub fn draw(&self, view: &View, at: Rect, room: Room, picture: &mut Picture) -> Option<Rect> {
        let left = ((at.w - GAP) * 0.525).round();
        let card = self.delivery.map(|it| Rect::new(at.x, at.y, left, delivery::height(it, room)));
        let high = delivery::function_height(room);
        let function = self.function.map(|_| match card {
            Some(card) => Rect::new(at.x, (at.bottom() - high).min(card.bottom() + 64.0), left, high),
            None => Rect::new(at.x, at.y, left, high),
        });
        let bucket = self.bucket.map(|_| {
            let end = function.or(card).map_or(at.bottom(), |it| it.bottom());
            let high = (end - at.y).max(bucket::LEAST).min(at.h);
            Rect::new(at.x + left + GAP, at.y, at.w - left - GAP, high)
        });
        if let (Some(card), Some(function)) = (card, function) {
            let (a, b) = (card.bottom() + 2.0, function.y - 3.0);
            let mid = card.mid_x();
            picture.back.push(line((mid - 17.0, a), (mid - 17.0, b), "wire arrow"));
            picture.back.push(line((mid + 17.0, b), (mid + 17.0, a + 1.0), "wire arrow"));
        }
        self.cards(view, [card, function, bucket], picture)
    }

    /// Delivery, function, bucket from left to right.
    pub fn draw_in_a_row(&self, view: &View, at: Rect, picture: &mut Picture) -> Option<Rect> {
        let n = [self.delivery.is_some(), self.function.is_some(), self.bucket.is_some()];
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
        let card = place(n[0], self.delivery.map_or(0.0, |it| delivery::height(it, Room::Ample)));
        let function = place(n[1], delivery::function_height(Room::Ample));
        let bucket = place(n[2], at.h);
        if let (Some(card), Some(function)) = (card, function) {
            let y = function.mid_y();
            picture.back.push(line((card.right() + 2.0, y - 8.0), (function.x - 3.0, y - 8.0), "wire arrow"));
            picture.back.push(line((function.x - 2.0, y + 8.0), (card.right() + 3.0, y + 8.0), "wire arrow"));
        }
        self.cards(view, [card, function, bucket], picture)
    }

    fn cards(&self, view: &View, at: [Option<Rect>; 3], picture: &mut Picture) -> Option<Rect> {
        let [card, function, bucket] = at;
        if let (Some(card), Some(bucket)) = (card, bucket) {
            let straight = function.is_none_or(|function| function.x <= card.x);
            let y = if straight { card.mid_y() } else { card.bottom() - 18.0 };
            picture.back.insert(0, line((card.right() + 2.0, y), (bucket.x - 3.0, y), "wire arrow"));
        }
        if let (Some(it), Some(at)) = (self.delivery, card) {
            let reader =
                view.readers.iter().find(|reader| reader.kind == "firehose" && reader.name == it.name);
            let colour = reader.map(|reader| readers::colour(&view.readers, reader));
            picture.front.push(delivery::card(it, colour, at));
            picture.drops.push(Drop { at, on: DropOn::Delivery(it.name.clone()) });
        }
        if let (Some(it), Some(at)) = (self.function, function) {
            picture.front.push(delivery::function(it, self.delivery, at));
        }
        if let (Some(it), Some(at)) = (self.bucket, bucket) {
            picture.front.extend(bucket::draw(it, at));
        }
        card
    }
}

/// A wire from a delivery whose bucket stands in another block.
pub fn shared_bucket(from: Rect, to: Rect) -> super::shape::Shape {
    wire((from.right(), from.mid_y()), (to.x, to.bottom() - 20.0), "wire arrow")
}
