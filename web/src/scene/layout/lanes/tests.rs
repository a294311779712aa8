//! How the height is shared: by ranges, with a least, and so that what matters is in sight.

use super::super::sample::{HOOK, Plan, view};
use super::super::tests::{CUTS, even, frame, plans};
use super::super::{Frame, Picture, layout, stream};
use super::*;

const PACKS: [Pack; 3] = [Pack::Roomy, Pack::Close, Pack::Stripes];

#[test]
#[inline(never)]
fn lanes_are_as_high_as_their_ranges_but_not_too_low() {
    for plan in plans() {
        let view = view(plan);
        let shards = &view.streams[0].shards;
        let heights = [0.0, 400.0, 900.0];
        for (pack, height) in PACKS.into_iter().flat_map(|pack| heights.map(|height| (pack, height))) {
            let whole = least(shards, pack) + height;
            let rows = rows(shards, None, whole, pack);
            let last = rows.last().expect("a shard at least");
            assert!(rows.windows(2).all(|pair| pair[0].y + pair[0].h <= pair[1].y + 0.001), "{rows:?}");
            assert!((last.y + last.h - whole).abs() < 0.01, "{} of {whole}: {plan:?}", last.y + last.h);
            if crowd(shards, pack) {
                continue;
            }
            let free: Vec<(f64, f64)> = rows
                .iter()
                .filter(|row| shards[row.shard].open && row.h > pack.least() + 0.01)
                .map(|row| ((shards[row.shard].to_ppm - shards[row.shard].from_ppm) as f64, row.h))
                .collect();
            assert!(rows.iter().all(|row| row.show == Show::Slim || row.h >= pack.least() - 0.01));
            for pair in free.windows(2) {
                let [(p, h), (q, g)] = pair else { continue };
                assert!((h / p - g / q).abs() < 1e-9, "{free:?}");
            }
        }
    }
}

#[test]
#[inline(never)]
fn from_one_to_two_hundred_shards_each_has_its_place() {
    for n in [1, 2, 8, 9, 12, 50, 200] {
        let view = view(Plan { cuts: even(n), ..HOOK });
        let shards = &view.streams[0].shards;
        let rows = rows(shards, Some(ShardId(0)), least(shards, Pack::Roomy), Pack::Roomy);
        assert_eq!(rows.len(), n, "every open shard is drawn");
        let lanes = rows.iter().filter(|row| row.show == Show::Lane);
        assert_eq!(lanes.count(), if n <= MOST_LANES { n } else { 1 });
        assert!(rows.iter().all(|row| row.h >= THIN - 0.001));
        let heat = stream::heat_of_all(&view.streams[0], Pack::Roomy);
        assert_eq!(heat.is_some(), n > MOST_LANES);
        if n == 200 {
            assert_eq!(heat, Some(("3 hot, 1 refusing".to_owned(), "bad")));
            assert!(least(shards, Pack::Roomy) < 310.0, "two hundred shards fit on a screen");
        }
    }
}

#[test]
#[inline(never)]
fn in_a_crowd_the_chosen_lane_is_open_and_else_the_one_that_refused_most() {
    let mut shards = view(Plan { cuts: even(50), ..HOOK }).streams.remove(0).shards;
    assert_eq!(opened(&shards, Some(ShardId(7))), Some(ShardId(7)));
    shards.iter_mut().for_each(|shard| shard.refused = 0);
    assert_eq!(opened(&shards, None), Some(ShardId(0)), "stable while nothing was refused");
    shards[31].refused = 2;
    assert_eq!(opened(&shards, None), Some(ShardId(31)));
    assert_eq!(opened(&shards, Some(ShardId(999))), Some(ShardId(31)), "what is gone is not open");
}

#[test]
#[inline(never)]
fn what_everybody_has_read_takes_little_room_or_none() {
    let mut view = view(Plan { parent: true, ..HOOK });
    let with_work = least(&view.streams[0].shards, Pack::Roomy);
    view.streams[0].shards[0].unread = 0;
    assert!(least(&view.streams[0].shards, Pack::Roomy) < with_work - 30.0);
    let first = rows(&view.streams[0].shards, None, 400.0, Pack::Roomy)[0];
    assert_eq!((first.show, first.h), (Show::Slim, SLIM));
    let closed = view.streams[0].shards[0].clone();
    view.streams[0].shards.extend(std::iter::repeat_n(closed, 11));
    assert_eq!(left_out(&view.streams[0].shards, None, Pack::Roomy), 12);
    assert_eq!(rows(&view.streams[0].shards, None, 400.0, Pack::Roomy).len(), 2);
    assert!(
        stream::how_many(&view.streams[0], Pack::Roomy).ends_with("+ 12 closed"),
        "nothing is dropped silently"
    );
}

/// A stage of so many shards with two readers, as high as it must be.
#[inline(never)]
fn stage(n: usize, (width, height): (f64, f64), chosen: Option<ShardId>) -> Picture {
    let view = view(Plan { cuts: even(n), deliveries: 0, transform: false, readers: 2, ..HOOK });
    let orders = view.streams[0].name.clone();
    let chosen = chosen.map(|shard| (&orders, shard));
    layout(&view, &[], Frame { chosen, ..frame(width, height, true) })
}

#[test]
#[inline(never)]
fn the_full_shard_and_the_ledger_are_in_sight_whatever_the_number_of_shards() {
    // The stage of 1440 × 900, of 1024 × 768, and one that is lower.
    for size in [(1440.0, 531.0), (1024.0, 590.0), (1440.0, 430.0)] {
        for n in [1, 2, 4, 5, 6, 7, 8, 9, 12, 50, 200] {
            for chosen in [None, Some(ShardId(0)), Some(ShardId(n as u32 - 1))] {
                let picture = stage(n, size, chosen);
                let what = format!("{n} shards in {size:?}, {chosen:?} chosen");
                assert!(picture.size.height <= size.1 + 0.001, "{what}: {}", picture.size.height);
                let told = picture.maps.first().map_or(ShardId(0), |map| map.opened);
                let shard = chosen.unwrap_or(told);
                let open = picture.lanes.iter().any(|lane| lane.shard == shard && !lane.thin);
                assert!(open, "{what}: the lane of {shard:?} is open");
            }
        }
    }
}

#[test]
#[inline(never)]
fn a_lane_each_before_stripes() {
    let lanes = |n, height| stage(n, (1440.0, height), None).lanes.iter().filter(|lane| !lane.thin).count();
    assert_eq!([lanes(8, 531.0), lanes(8, 700.0), lanes(9, 531.0)], [8, 8, 1], "eight on a usual stage");
    assert_eq!([lanes(6, 430.0), lanes(8, 430.0)], [6, 1], "on a low one six");
    assert_eq!([lanes(4, 100.0), lanes(5, 100.0)], [4, 1], "stripes would take more than four lanes");
    // A figure scrolls with its page.
    let view = view(Plan { cuts: CUTS[5], ..HOOK });
    let figure = layout(&view, &[], frame(900.0, 300.0, false));
    assert_eq!(figure.lanes.iter().filter(|lane| !lane.thin).count(), 8);
}
