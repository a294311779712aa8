//! Three columns from left to right: who sends, the streams, who reads and where it goes.

use std::collections::BTreeMap;

use engine::command::{ReadVia, Target};
use engine::names::Name;
use engine::view::marks::LaneMarks;
use engine::view::{ReaderView, View};

use super::block::{Block, blocks, shared_bucket};
use super::build::fitted;
use super::face::Face;
use super::inside::{Inside, inside};
use super::lanes::Pack;
use super::shape::{Picture, Rect, Size};
use super::{Frame, Room, ledger, pipes, producers, readers, stream, wires};

const MARGIN: f64 = 8.0;
/// Badges hang over the upper edge of a card.
const TOP: f64 = 12.0;
const BOTTOM: f64 = 10.0;
const MOST_WIDE: f64 = 1240.0;
const MOST_HIGH: f64 = 760.0;
/// From this width on the ledger's sums fit on a strip.
const STRIP_FROM: f64 = 900.0;
/// From this width on delivery, function and store of one of two worlds stand beside each other.
const ROW_FROM: f64 = 1000.0;
const BETWEEN_STREAMS: f64 = 14.0;
const BETWEEN_BLOCKS: f64 = 22.0;

/// The air between things, and how wide the picture may be.
struct Air {
    most_wide: f64,
    senders: f64,
    readers: f64,
    blocks: f64,
    bottom: f64,
}

const AIR: Air =
    Air { most_wide: MOST_WIDE, senders: 16.0, readers: 14.0, blocks: BETWEEN_BLOCKS, bottom: BOTTOM };
/// The same where two worlds share the page.
const LITTLE: Air = Air { most_wide: 1460.0, senders: 8.0, readers: 8.0, blocks: 6.0, bottom: 6.0 };

pub fn draw(view: &View, marks: &[LaneMarks], frame: Frame<'_>) -> Picture {
    let mut picture = Picture::new();
    let mut air = if frame.pair { LITTLE } else { AIR };
    let counted = frame.live || frame.pair;
    let whole = frame.size.width.min(air.most_wide);
    let x0 = ((frame.size.width - whole) / 2.0).max(0.0) + MARGIN;
    let wide = whole - 2.0 * MARGIN;

    let senders =
        if view.producers.is_empty() && !frame.live { 0.0 } else { (whole * 0.185).clamp(148.0, 200.0) };
    let blocks = blocks(view);
    // A delivery's function stands beside it where the picture has to be low.
    let in_a_row = frame.pair
        && whole >= ROW_FROM
        && blocks.iter().any(|block| block.delivery.is_some() && block.function.is_some());
    let mut own: Vec<_> = view.readers.iter().filter(|reader| reader.kind != "firehose").collect();
    let takers = if own.is_empty() && blocks.is_empty() && !frame.live {
        0.0
    } else if in_a_row {
        (whole * 0.38).clamp(400.0, 500.0)
    } else {
        (whole * 0.312).clamp(246.0, 340.0)
    };
    let gap = (whole * 0.03).clamp(22.0, 56.0);
    let (left_gap, right_gap) =
        (if senders > 0.0 { gap + 4.0 } else { 0.0 }, if takers > 0.0 { gap } else { 0.0 });
    let middle = Rect::new(x0 + senders + left_gap, TOP, wide - senders - left_gap - right_gap - takers, 0.0);
    let right_x = middle.right() + right_gap;

    // Heights: what each column needs at least, then the frame's own height if that is more.
    let streams_in = |pack: Pack| {
        view.streams.iter().map(|it| stream::least(it, pack)).sum::<f64>()
            + BETWEEN_STREAMS * view.streams.len().saturating_sub(1) as f64
    };
    let outside = view.outside.as_ref().filter(|_| frame.live);
    let places = (view.producers.len() + usize::from(outside.is_some())) as f64;
    let ghost = if frame.place { producers::GHOST + 18.0 } else { 0.0 };
    let senders_least = places * (producers::COMPACT + air.senders) + ghost;
    // What is said of a tube stands between their cards.
    if own.iter().any(|it| pipes::has_tube(view, it)) {
        air.readers = AIR.readers;
    }
    let n = own.len() as f64;
    let block_in =
        |block: &Block, room: Room| if in_a_row { block.least_in_a_row(room) } else { block.least(room) };
    let blocks_in = |room: Room| blocks.iter().map(|block| block_in(block, room) + air.blocks).sum::<f64>();
    let takers_in = |room: Room| n * (readers::COMPACT + air.readers) + blocks_in(room);
    let has = frame.size.height.min(MOST_HIGH) - TOP - air.bottom;
    let ledger_box = if counted { ledger::height(view, takers) } else { 0.0 };
    let room = match takers_in(Room::Ample) + ledger_box <= has {
        true => Room::Ample,
        false if frame.pair => Room::Low,
        false => Room::Tight,
    };
    // On a low stage the ledger lies along the foot, if that is wide enough for its sums.
    let strip = counted && room != Room::Ample && wide >= STRIP_FROM;
    let foot = if strip { ledger::strip_height(view, wide) + air.bottom } else { 0.0 };
    let ledger_high = if strip { 0.0 } else { ledger_box };
    let blocks_least = blocks_in(room);
    let takers_least = takers_in(room) + ledger_high;
    // All shards are in sight: their lanes stand closer, or become stripes, before one has to scroll. A figure is as high
    // as it has to be.
    let fits = |pack: &Pack| !counted || streams_in(*pack) <= has - foot;
    let pack = [Pack::Roomy, Pack::Close].into_iter().find(fits).unwrap_or(Pack::Stripes);
    let streams_least = streams_in(pack);
    let inner = streams_least.max(senders_least).max(takers_least).max(has - foot);
    picture.size = Size { width: frame.size.width, height: TOP + inner + foot + air.bottom };

    // Who sends.
    let card_high =
        if places * (producers::TALL + 18.0) + ghost <= inner { producers::TALL } else { producers::COMPACT };
    let cards_high = places * card_high + ghost;
    let between = ((inner - cards_high) / places.max(1.0)).clamp(air.senders - 2.0, 44.0);
    let used = cards_high + between * places - if frame.place { 0.0 } else { between };
    let mut y = TOP + ((inner - used) / 2.0).clamp(0.0, 34.0);
    let mut senders_at = vec![];
    let outside_at = outside.map(|_| Rect::new(x0, y, senders, card_high));
    if outside.is_some() {
        y += card_high + between;
    }
    for producer in &view.producers {
        let at = Rect::new(x0, y, senders, card_high);
        senders_at.push((producer, at));
        y += card_high + between;
    }

    // The streams share the height by how many open shards they have.
    let spare = inner - streams_least;
    let open: usize = view.streams.iter().map(|stream| stream.open_shards.max(1)).sum();
    let mut streams_at = vec![];
    let mut y = TOP;
    for it in &view.streams {
        let more = spare * it.open_shards.max(1) as f64 / open.max(1) as f64;
        let at = Rect { y, h: stream::least(it, pack) + more, ..middle };
        y = at.bottom() + BETWEEN_STREAMS;
        let around = stream::Around {
            producers: &view.producers,
            readers: &view.readers,
            marks,
            window_us: frame.window_us,
            chosen: frame.chosen,
            pack,
        };
        let doors = stream::draw(it, at, &around, &mut picture);
        let to = Target::Stream(it.name.clone());
        let calls = outside.filter(|it| it.to.contains(&to)).and(outside_at);
        let from = senders_at.iter().filter(|(it, _)| it.to == to).map(|(_, at)| *at);
        let from: Vec<Rect> = calls.into_iter().chain(from).collect();
        picture.back.extend(wires::to_doors(&from, at, &doors));
        streams_at.push((&it.name, at));
    }
    if view.streams.is_empty() && view.deliveries.is_empty() {
        let say =
            "No stream yet. In the terminal: aws kinesis create-stream --stream-name orders --shard-count 2";
        picture.front.push(fitted(middle.x, TOP + 40.0, Face::Ghost, middle.w, say));
    }
    let all_streams = Rect { h: inner, ..middle };

    // Who reads.
    let left = inner - ledger_high - blocks_least;
    let reader_high = if n * (readers::TALL + 16.0) <= left { readers::TALL } else { readers::COMPACT };
    let mut insides = if reader_high == readers::TALL {
        insides(view, &own, left - n * (readers::TALL + 16.0))
    } else {
        BTreeMap::new()
    };
    let deeper: f64 = insides.values().map(|(_, high)| high).sum();
    let left = left - deeper;
    let between = if n > 0.0 { ((left - n * reader_high) / n).clamp(air.readers, 26.0) } else { 0.0 };
    let mut y = TOP
        + if reader_high == readers::TALL {
            (left - n * (reader_high + between)).clamp(0.0, 20.0)
        } else {
            0.0
        };
    // Those who poll a stream stand together: they share its tube.
    let place = |it: &&ReaderView| view.streams.iter().position(|stream| stream.name == it.stream);
    if own.iter().any(|it| pipes::has_tube(view, it)) {
        own.sort_by_key(|it| (place(it), !pipes::has_tube(view, it), it.via == ReadVia::FanOut));
    }
    let mut tubed = vec![];
    for reader in own {
        let (inside, deeper) =
            insides.remove(&reader.name).map_or((None, 0.0), |(it, high)| (Some(it), high));
        let cell = Rect::new(right_x, y, takers, reader_high + deeper);
        y += cell.h + between;
        let colour = readers::colour(&view.readers, reader);
        if pipes::has_tube(view, reader) {
            let back = pipes::set_back(right_gap);
            let at = Rect::new(cell.x + back, cell.y, cell.w - back, cell.h);
            picture.front.push(readers::card(reader, inside.as_ref(), colour, at));
            tubed.push((reader, at));
            continue;
        }
        let at = cell;
        if let Some((_, stream)) = streams_at.iter().find(|(name, _)| **name == reader.stream) {
            picture.back.push(wires::from_stream(*stream, at, "wire"));
        }
        picture.front.push(readers::card(reader, inside.as_ref(), colour, at));
    }

    for (stream, (_, at)) in view.streams.iter().zip(&streams_at) {
        let cards: Vec<_> = tubed.iter().filter(|(it, _)| it.stream == stream.name).copied().collect();
        let chosen = frame.chosen.filter(|(name, _)| **name == stream.name).map(|(_, shard)| shard);
        picture.back.extend(pipes::tubes(stream, *at, chosen, &cards, view));
    }

    // Firehose, functions, buckets.
    let spare = (TOP + inner - ledger_high - y - blocks_least).max(0.0) / blocks.len().max(1) as f64;
    let mut buckets = vec![];
    let mut late = vec![];
    for block in &blocks {
        let at = Rect::new(right_x, y, takers, block_in(block, room) + spare.min(70.0));
        y = at.bottom() + air.blocks;
        let card = if in_a_row {
            block.draw_in_a_row(view, at, room, &mut picture)
        } else {
            block.draw(view, at, room, &mut picture)
        };
        if let Some(bucket) = block.bucket {
            buckets.push((&bucket.name, at));
        }
        let (Some(delivery), Some(card)) = (block.delivery, card) else { continue };
        if block.bucket.is_none() {
            late.push((&delivery.bucket, card));
        }
        let source = delivery.source.as_ref();
        if let Some((_, stream)) = streams_at.iter().find(|(name, _)| source == Some(*name)) {
            picture.back.push(wires::from_stream(*stream, Rect { x: card.x - 1.0, ..card }, "wire arrow"));
        }
        let to = Target::Firehose(delivery.name.clone());
        let calls = outside.filter(|it| it.to.contains(&to)).and(outside_at);
        let from = senders_at.iter().filter(|(it, _)| it.to == to).map(|(_, at)| *at);
        for from in calls.into_iter().chain(from) {
            let nothing_between = streams_at.is_empty();
            picture.back.push(if nothing_between {
                wires::direct(from, card)
            } else {
                wires::below(from, all_streams, card)
            });
        }
    }
    for (name, card) in late {
        if let Some((_, block)) = buckets.iter().find(|(it, _)| *it == name) {
            let to = Rect { x: block.x + block.w * 0.56, ..*block };
            picture.back.push(shared_bucket(card, to));
        }
    }
    if strip {
        let at = Rect::new(x0, TOP + inner + air.bottom, wide, foot - air.bottom);
        picture.front.push(ledger::draw_strip(view, at));
    } else if counted {
        let at = Rect::new(right_x, TOP + inner - ledger_high, takers, ledger_high);
        picture.front.push(ledger::draw(view, at));
    }
    if let (Some(outside), Some(at)) = (outside, outside_at) {
        picture.front.push(super::outside::card(outside, at));
    }
    let signs = producers::signs(&view.producers);
    for (producer, at) in &senders_at {
        picture.front.push(producers::card(producer, &signs, *at));
    }
    if frame.place {
        let last = senders_at.last().map(|(_, at)| *at).or(outside_at);
        let y = last.map_or(TOP + 34.0, |at| at.bottom() + 18.0);
        picture.front.push(producers::ghost(Rect::new(x0, y, senders, producers::GHOST)));
    }
    picture
}

/// What has room inside the readers' cards, and how much higher each is for it: the room is shared by those who have something.
#[inline(never)]
fn insides<'a>(view: &View, readers: &[&'a ReaderView], mut room: f64) -> BTreeMap<&'a Name, (Inside, f64)> {
    let mut made = BTreeMap::new();
    let mut some: Vec<_> = readers.iter().filter_map(|it| Some((&it.name, inside(it, view)?))).collect();
    // Who wants little leaves the rest to the others.
    some.sort_by(|(_, a), (_, b)| a.wish().total_cmp(&b.wish()));
    let mut waiting = some.len();
    for (name, inside) in some {
        if let Some((inside, high)) = inside.within(room / waiting as f64) {
            room -= high;
            made.insert(name, (inside, high));
        }
        waiting -= 1;
    }
    made
}
