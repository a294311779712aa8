//! What a picture promises, over many views and sizes.

use super::sample::{HOOK, Plan, actors, marks, view};
use super::shape::{Anchor, Text};
use super::*;

const WINDOW: u64 = 15_000_000;

pub(super) fn frame(width: f64, height: f64, live: bool) -> Frame<'static> {
    Frame { size: Size { width, height }, window_us: WINDOW, live, pair: false, place: live, chosen: None }
}

pub(super) const CUTS: [&[u64]; 6] = [
    &[1_000_000],
    &[500_000, 1_000_000],
    &[100_000, 200_000, 1_000_000],
    &[250_000, 500_000, 750_000, 1_000_000],
    &[500_000, 625_000, 687_500, 718_750, 750_000, 1_000_000],
    &[125_000, 250_000, 375_000, 500_000, 625_000, 750_000, 875_000, 1_000_000],
];

/// Ends of `n` equal ranges.
pub(super) fn even(n: usize) -> &'static [u64] {
    (1..=n as u64).map(|i| i * 1_000_000 / n as u64).collect::<Vec<u64>>().leak()
}

pub(super) fn plans() -> Vec<Plan> {
    let mut made = vec![];
    for (i, cuts) in CUTS.into_iter().enumerate() {
        for n in [0, 1, 3, 6] {
            for long_names in [false, true] {
                let parent = i % 2 == 1 && cuts.len() < 8;
                let deliveries = [1, 0, 2, 1][n % 4];
                let plan = Plan {
                    producers: n,
                    cuts,
                    parent,
                    readers: n,
                    deliveries,
                    objects: n * 2,
                    long_names,
                    ..HOOK
                };
                made.push(Plan { transform: deliveries > 0 && i % 3 != 0, hot: i != 2, ..plan });
            }
        }
    }
    for (store, deliveries) in [("domain", 1), ("cluster", 1), ("domain", 2)] {
        for (transform, long_names) in [(true, false), (false, true)] {
            let plan = Plan { store: Some(store), deliveries, transform, long_names, ..HOOK };
            made.extend([plan, Plan { old: true, objects: 0, readers: 3, ..plan }]);
        }
    }
    made.push(Plan { old: true, readers: 3, ..HOOK });
    made.push(Plan { old: true, parent: true, readers: 2, cuts: CUTS[3], ..HOOK });
    made.push(Plan { dressed: true, readers: 3, ..HOOK });
    made.push(Plan { dressed: true, parent: true, cuts: CUTS[5], long_names: true, ..HOOK });
    made.push(Plan { dressed: true, cuts: even(50), ..HOOK });
    for n in [9, 12, 20, 50, 200] {
        let plan = Plan { cuts: even(n), producers: 2, readers: n % 7, ..HOOK };
        made.extend([plan, Plan { hot: false, parent: true, long_names: true, ..plan }]);
    }
    for (readers, fan) in [(1, 1), (3, 1), (3, 3), (6, 4)] {
        let plan = Plan { readers, fan, ..HOOK };
        made.extend([plan, Plan { cuts: CUTS[3], long_names: true, deliveries: 2, ..plan }]);
    }
    made.push(Plan { readers: 3, fan: 1, cuts: even(50), ..HOOK });
    for (producers, hot) in [(0, true), (1, false), (6, true)] {
        made.push(Plan { producers, hot, outside: true, ..HOOK });
        made.push(Plan { producers, hot, outside: true, cuts: CUTS[4], long_names: true, ..HOOK });
    }
    made.push(HOOK);
    for first in 0..actors::KINDS {
        let plan = Plan { producers: 1, readers: 1, actors: Some(first), deliveries: 0, ..HOOK };
        made.extend([plan, Plan { long_names: true, deliveries: 1, ..plan }]);
    }
    for (i, n) in [1, 2, 3, 4, 8, 9, 20, 50, 200].into_iter().enumerate() {
        let plan =
            Plan { producers: 6, readers: 6, actors: Some(i * 6), cuts: even(n), deliveries: i % 3, ..HOOK };
        let few = Plan { producers: 3, readers: 3, actors: Some(i * 3), parent: n > 1, hot: false, ..plan };
        made.extend([plan, Plan { long_names: true, ..plan }, few, Plan { long_names: true, ..few }]);
    }
    made
}

const SIZES: [(f64, f64); 14] = [
    (1440.0, 300.0),
    (1024.0, 244.0),
    (0.0, 0.0),
    (1440.0, 640.0),
    (1440.0, 380.0),
    (1000.0, 440.0),
    (1120.0, 560.0),
    (1024.0, 520.0),
    (840.0, 570.0),
    (760.0, 500.0),
    (724.0, 400.0),
    (640.0, 600.0),
    (480.0, 300.0),
    (358.0, 300.0),
];

fn each(mut check: impl FnMut(&str, &Picture, Plan)) {
    for plan in plans() {
        let view = view(plan);
        let marks = marks(&view, WINDOW);
        for (width, height) in SIZES {
            for (live, pair) in [(true, false), (false, false), (false, true)] {
                let frame = Frame { pair, ..frame(width, height, live) };
                let picture = layout(&view, &marks, frame);
                check(&format!("{width} × {height}, live {live}, pair {pair}, {plan:?}"), &picture, plan);
            }
        }
    }
}

/// All texts, with the tips of the cuts of hot lanes, which are always there.
pub(super) fn texts(picture: &Picture) -> Vec<Text> {
    fn gather(shapes: &[Shape], into: &mut Vec<Text>) {
        for shape in shapes {
            match shape {
                Shape::Text(text) => into.push(text.clone()),
                Shape::Group(group) => gather(&group.shapes, into),
                Shape::Rect { .. } | Shape::Circle { .. } | Shape::Path { .. } => {}
            }
        }
    }
    let mut made = vec![];
    gather(&picture.back, &mut made);
    gather(&picture.front, &mut made);
    for lane in picture.lanes.iter().filter(|lane| lane.open && !lane.thin) {
        for at in [lane.start + 2, lane.midpoint(), lane.end - 1] {
            let mut tip = vec![];
            gather(&cut(lane, at, CutBy::Keys), &mut tip);
            if at == lane.midpoint() {
                made.extend(tip);
            } else {
                tip.iter().for_each(|text| assert!(inside(text, picture), "{text:?}"));
            }
        }
    }
    made
}

fn inside(text: &Text, picture: &Picture) -> bool {
    let room = text.room();
    room.x >= 0.0
        && room.y >= 0.0
        && room.right() <= picture.size.width
        && room.bottom() <= picture.size.height
}

#[test]
fn no_text_meets_another_or_leaves_the_frame() {
    each(|what, picture, _| {
        let texts = texts(picture);
        for (i, a) in texts.iter().enumerate() {
            assert!(inside(a, picture), "{what}: {a:?} leaves {:?}", picture.size);
            let verdict = a.say.contains("Processing") && a.face != face::Face::Tree;
            assert!(!(verdict && a.say.ends_with('…')), "{what}: a verdict is cut: {a:?}");
            for b in &texts[..i] {
                let (one, two) = (a.room().grown(-0.5), b.room().grown(-0.5));
                let meet = one.x < two.right()
                    && two.x < one.right()
                    && one.y < two.bottom()
                    && two.y < one.bottom();
                assert!(!meet, "{what}:\n{a:?}\n{b:?}");
            }
        }
    });
}

/// A button's texts stay within its first rectangle, except a badge, which hangs over its upper edge.
#[test]
fn no_text_leaves_its_card() {
    each(|what, picture, _| {
        for shape in &picture.front {
            let Shape::Group(group) = shape else { continue };
            let Some(Shape::Rect { at, .. }) = group.shapes.first() else { continue };
            for shape in &group.shapes {
                let Shape::Text(text) = shape else { continue };
                let room = text.room();
                let badge = text.face == face::Face::Badge && text.anchor == Anchor::Middle;
                let fits = room.x >= at.x && room.right() <= at.right() && room.bottom() <= at.bottom();
                assert!(fits && (badge || room.y >= at.y), "{what}: {text:?} leaves {at:?}");
            }
        }
    });
}

#[test]
fn cards_and_lanes_do_not_meet() {
    each(|what, picture, _| {
        let mut cards = vec![];
        for shape in &picture.front {
            let Shape::Group(group) = shape else { continue };
            let (Some(_), Some(Shape::Rect { at, .. })) = (&group.hit, group.shapes.first()) else {
                continue;
            };
            let class = group.class.split(' ').next().unwrap_or("");
            if ["node", "ghost", "lane", "ledger-box"].contains(&class) {
                cards.push((*at, group.class.clone()));
            }
        }
        for (i, (a, of_a)) in cards.iter().enumerate() {
            assert!(
                a.right() <= picture.size.width && a.bottom() <= picture.size.height,
                "{what}: {of_a} {a:?}"
            );
            for (b, of_b) in &cards[..i] {
                let meet = a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
                assert!(!meet, "{what}: {of_a} {a:?} and {of_b} {b:?}");
            }
        }
    });
}

#[test]
fn who_loses_records_is_told_on_the_flag_and_the_edge_is_drawn() {
    let says = |plan| {
        let picture = layout(&view(plan), &[], frame(840.0, 570.0, true));
        texts(&picture).into_iter().map(|text| text.say).collect::<Vec<_>>().join("\n")
    };
    let old = says(Plan { old: true, ..HOOK });
    assert!(old.contains("lost 212 ▸") && old.contains("212 expired"), "{old}");
    let young = says(HOOK);
    assert!(!young.contains("lost") && !young.contains("of 24 h"), "{young}");
}

#[test]
fn each_lane_is_wide_enough_to_see_time_in() {
    each(|what, picture, _| {
        for lane in &picture.lanes {
            assert!(lane.tape.w >= 120.0, "{what}: {}", lane.tape.w);
            assert!(lane.thin || lane.body.h >= 19.0, "{what}: {}", lane.body.h);
        }
    });
}

#[test]
fn a_cut_is_where_the_hand_is() {
    let picture = layout(&view(HOOK), &[], frame(840.0, 570.0, true));
    let lane = &picture.lanes[1];
    for y in [0.1, 0.25, 0.5, 0.9] {
        let at = lane.body.y + lane.body.h * y;
        assert!((lane.y_of(lane.key_at(at)) - at).abs() < 0.2);
    }
    assert_eq!(hex4(lane.key_at(lane.body.y + lane.body.h / 2.0)), "c000…");
    assert_eq!(lane.key_at(lane.body.y - 50.0), lane.start + 2);
    assert_eq!(lane.key_at(lane.body.bottom() + 50.0), lane.end - 1);
}

#[test]
fn only_open_neighbours_are_merged() {
    let plan = Plan { cuts: CUTS[3], hot: false, ..HOOK };
    let picture = layout(&view(plan), &[], frame(840.0, 570.0, true));
    let [a, b, c, _] = picture.lanes.as_slice() else { panic!("four lanes") };
    assert_eq!(mergeable(a, b), Ok((a.shard, b.shard)));
    assert_eq!(mergeable(b, a), Ok((a.shard, b.shard)));
    assert!(mergeable(a, c).unwrap_err().contains("not neighbours"));
    let resharding = layout(&view(Plan { parent: true, ..HOOK }), &[], frame(840.0, 570.0, true));
    let [_, a, b] = resharding.lanes.as_slice() else { panic!("a parent and two children") };
    assert!(mergeable(a, b).unwrap_err().contains("UPDATING"));
}

#[test]
fn every_button_says_what_it_is() {
    fn check(shapes: &[Shape], inside: bool) {
        for shape in shapes {
            let Shape::Group(group) = shape else { continue };
            let flag = group.class.starts_with("flag");
            assert!(group.hit.is_none() || flag || group.label.len() > 5, "{group:?}");
            assert!(!(inside && group.hit.is_some()), "a button in a button: {group:?}");
            check(&group.shapes, inside || group.hit.is_some());
        }
    }
    each(|_, picture, _| check(&picture.front, false));
}

#[test]
fn marks_stay_on_their_lanes() {
    let view = view(HOOK);
    let marks = marks(&view, WINDOW);
    let picture = layout(&view, &marks, frame(840.0, 570.0, true));
    let glyphs = glyphs::glyphs(&picture.lanes, &marks, WINDOW);
    assert!(glyphs.len() > 150);
    for glyph in glyphs {
        let on = |lane: &Lane| lane.body.holds(glyph.x, glyph.y) || lane.strip.holds(glyph.x, glyph.y);
        assert!(picture.lanes.iter().any(on), "{glyph:?}");
    }
}

/// `LOOK=folder cargo test -p web look` writes some pictures there, for looking at.
#[test]
fn look() {
    let Ok(folder) = std::env::var("LOOK") else { return };
    let all = |first, n| Plan { producers: n, readers: n, deliveries: 0, actors: Some(first), ..HOOK };
    let busy =
        Plan { producers: 6, cuts: CUTS[4], parent: true, readers: 6, objects: 9, deliveries: 2, ..HOOK };
    let eight = Plan { cuts: CUTS[5], readers: 2, ..HOOK };
    let long = Plan { long_names: true, readers: 3, ..busy };
    let reshard = Plan { parent: true, cuts: CUTS[3], ..HOOK };
    let pictures = [
        ("hook-1120", HOOK, 1120.0, 560.0, true),
        ("hook-840", HOOK, 840.0, 570.0, true),
        ("reshard-840", reshard, 840.0, 570.0, true),
        ("eight-840", eight, 840.0, 560.0, true),
        ("old-840", Plan { old: true, parent: true, readers: 2, ..HOOK }, 840.0, 560.0, true),
        ("dressed-840", Plan { dressed: true, parent: true, cuts: CUTS[3], ..HOOK }, 840.0, 560.0, true),
        ("demand-1120", Plan { dressed: true, readers: 2, ..HOOK }, 1120.0, 560.0, true),
        ("nine-840", Plan { cuts: even(9), readers: 2, ..HOOK }, 840.0, 560.0, true),
        ("fifty-840", Plan { cuts: even(50), readers: 2, ..HOOK }, 840.0, 560.0, true),
        ("many-840", Plan { cuts: even(200), readers: 2, ..HOOK }, 840.0, 560.0, true),
        ("many-724", Plan { cuts: even(200), readers: 2, ..HOOK }, 724.0, 420.0, true),
        ("fan-1120", Plan { readers: 4, fan: 2, ..HOOK }, 1120.0, 560.0, true),
        ("fan-760", Plan { readers: 3, fan: 2, cuts: CUTS[3], ..HOOK }, 760.0, 520.0, true),
        ("fan-640", Plan { readers: 3, fan: 2, ..HOOK }, 640.0, 560.0, true),
        ("actors-1440", all(0, 6), 1440.0, 640.0, true),
        ("actors-840", all(6, 3), 840.0, 570.0, true),
        ("kcl-840", all(0, 1), 840.0, 570.0, true),
        ("lambda-840", all(1, 1), 840.0, 570.0, true),
        ("inside-1120", all(0, 3), 1120.0, 620.0, true),
        ("kcl-figure-640", all(0, 1), 640.0, 560.0, false),
        ("actors-640", all(0, 3), 640.0, 560.0, true),
        ("actors-1024", all(6, 6), 1024.0, 520.0, true),
        ("busy-1024", busy, 1024.0, 560.0, true),
        ("long-760", long, 760.0, 560.0, true),
        ("hook-640", HOOK, 640.0, 560.0, true),
        (
            "figure-480",
            Plan { readers: 0, deliveries: 0, transform: false, producers: 0, ..HOOK },
            480.0,
            300.0,
            false,
        ),
        ("figure-358", reshard, 358.0, 300.0, false),
    ];
    for (file, plan, width, height, live) in pictures {
        let view = view(plan);
        let marks = marks(&view, WINDOW);
        let picture = layout(&view, &marks, frame(width, height, live));
        let glyphs = glyphs::glyphs(&picture.lanes, &marks, WINDOW);
        std::fs::write(format!("{folder}/{file}.svg"), write::svg(&picture, &glyphs)).unwrap();
    }
}

/// `FIRST_PAINT=folder cargo test -p web first_paint` writes the pictures that index.html shows before the engine
/// is there: the hook's scene at its first refusal, made by the engine.
#[test]
fn first_paint() {
    use engine::history::History;
    use engine::kernel::{Span, Time};
    let text = include_str!("../../../../lessons/content/stories/hook.story");
    let story = engine::story::Story::parse(text).expect("the hook's story is right");
    let mut history = History::new(&story).expect("the hook's story begins");
    let mut refused = None;
    for ms in (100..10_000).step_by(100) {
        while history.advance(Time::millis(ms), 100_000) != engine::world::Progress::Reached {}
        let view = engine::view::view(history.world());
        let shards = view.streams[0].shards.iter();
        refused = shards
            .max_by_key(|shard| shard.refused_per_s)
            .filter(|shard| shard.refused_per_s > 0)
            .map(|it| it.id);
        if refused.is_some() {
            break;
        }
    }
    let refused = refused.expect("the hook's scene refuses within ten seconds");
    let Ok(folder) = std::env::var("FIRST_PAINT") else { return };
    let world = history.world();
    let view = engine::view::view(world);
    let window = crate::scene::window_us(1, &view);
    let marks = engine::view::marks::marks(world, Span::micros(window), 45);
    let frame = |width, height| Frame {
        size: Size { width, height },
        window_us: window,
        live: true,
        pair: false,
        place: true,
        chosen: None,
    };
    let whole = layout(&view, &marks, frame(1240.0, 560.0));
    let lane = one_lane(&view, &marks, &view.streams[0].name, refused, frame(340.0, 158.0));
    for (file, picture) in [("wide", whole), ("phone", lane)] {
        let glyphs = glyphs::glyphs(&picture.lanes, &marks, window);
        std::fs::write(format!("{folder}/first-{file}.svg"), write::svg(&picture, &glyphs)).unwrap();
    }
}

#[test]
fn calls_from_outside_have_a_card_with_wires_on_the_stage_and_none_in_a_figure() {
    let plan = Plan { producers: 0, outside: true, ..HOOK };
    for (width, live, cards) in [(1440.0, true, 1), (480.0, true, 1), (1440.0, false, 0)] {
        let seen = view(plan);
        let picture = layout(&seen, &marks(&seen, WINDOW), frame(width, 640.0, live));
        let is_card =
            |shape: &&Shape| matches!(shape, Shape::Group(group) if group.class.starts_with("node outside"));
        assert_eq!(picture.front.iter().filter(is_card).count(), cards, "{width} {live}");
    }
    let wires = |outside: bool| {
        let seen = view(Plan { outside, ..plan });
        let picture = layout(&seen, &[], frame(1440.0, 640.0, true));
        picture.back.iter().filter(|it| matches!(it, Shape::Path { class: "wire", .. })).count()
    };
    assert_eq!(wires(true), wires(false) + 2, "to each of the two shards");
}

/// Half of what a desktop's and a tablet's screen leave beside header, transport and the strip of differences.
#[test]
fn two_worlds_share_a_screen_with_their_ledgers() {
    let plain = Plan { transform: false, cuts: CUTS[0], producers: 1, ..HOOK };
    for (plan, width, height) in [
        (HOOK, 1440.0, 300.0),
        (Plan { cuts: CUTS[2], ..HOOK }, 1440.0, 300.0),
        (plain, 1440.0, 300.0),
        (plain, 1024.0, 244.0),
    ] {
        let view = view(plan);
        let picture = layout(&view, &[], Frame { pair: true, ..frame(width, height, false) });
        assert_eq!(picture.size.height, height, "{width}, {plan:?}");
        let says: Vec<String> = texts(&picture).into_iter().map(|text| text.say).collect();
        for what in ["accounted for", " put", "rec/s", "size"] {
            assert!(says.iter().any(|say| say.contains(what)), "{what}: {says:?}");
        }
    }
}

#[test]
fn where_nothing_can_be_added_no_place_is_kept_for_it() {
    for (width, height) in [(1240.0, 560.0), (700.0, 900.0)] {
        let says = |place: bool| {
            let frame = Frame { place, ..frame(width, height, true) };
            let picture = layout(&view(HOOK), &[], frame);
            write::svg(&picture, &[]).contains("drop a producer here")
        };
        assert_eq!((says(true), says(false)), (true, false), "{width}");
    }
}
