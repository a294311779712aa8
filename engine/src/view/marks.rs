//! The marks of a lane: a sample of its records, each at the place of its key's hash.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::EventId;
use crate::kernel::{Span, Time};
use crate::keys::KeySource;
use crate::names::{Name, ShardId};
use crate::record::{Batch, Source};
use crate::streams::HashRange;
use crate::world::World;

/// The records of one shard that the stage shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneMarks {
    pub stream: Name,
    pub shard: ShardId,
    /// How many records one mark stands for.
    pub one_mark_is: u64,
    pub marks: Vec<Mark>,
    /// The newest refusals at its door.
    pub refused: Vec<Mark>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub age_us: u64,
    /// The place of the key's hash within the shard's range: 0 at its start, a million at its end.
    pub height_ppm: u64,
    /// The number of a fixed key among those of the world's producers, by [`numbered`]; 1 to 5 by the hash of any other
    /// key. The same key is always the same.
    pub key_class: u8,
    /// A small stable offset that keeps records of one key apart.
    pub offset_ppm: u64,
    /// Its stream had it already.
    pub copy: bool,
    pub of: MarkOf,
}

/// Which record a mark is, for its passport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkOf {
    /// By its number within the shard.
    Stored(u64),
    /// The n-th that the shard refused of the call of this event.
    Refused(EventId, usize),
}

/// The signs that marks have.
const CLASSES: u8 = 6;

/// Fixed keys numbered in the order of the alphabet, from 0: the only one of a world is 0, several have several signs.
pub fn numbered<'a>(fixed: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, u8> {
    let keys: BTreeSet<&str> = fixed.collect();
    keys.into_iter().zip((0..CLASSES).cycle()).collect()
}

/// How long a refused record stays visible before the door.
const REFUSED_FOR: Span = Span::millis(900);
const REFUSED_MOST: usize = 12;

/// The marks of every shard that is drawn: records of the last `window`, at most `most` of it a shard.
///
/// Every n-th record of a shard is drawn, by its number in the shard; so a mark that is there stays there.
pub fn marks_of(world: &World, window: Span, most: &dyn Fn(&Name, ShardId) -> usize) -> Vec<LaneMarks> {
    let now = world.now();
    let horizon = now.back(window);
    let makers = world.actors().producers().map(|producer| &producer.maker().keys);
    let fixed = numbered(makers.filter_map(|keys| keys.hottest().map(|(key, _)| key)));
    let mut lanes = Vec::new();
    for stream in world.streams().iter() {
        for shard in stream.shards().iter().filter(|shard| !stream.is_closed_and_expired(shard, now)) {
            let first = shard.index_at(horizon);
            let visible = shard.tip() - first;
            let every = sample(visible, most(&stream.name, shard.id) as u64);
            let mut marks = Vec::new();
            // Only the batches of marks are looked at: a window of days costs no more than one of seconds.
            let mut index = first.div_ceil(every).saturating_mul(every);
            while let Some(batch) = shard.batch_of(index) {
                let i = usize::try_from(index - batch.first_index).expect("within a batch");
                marks.push(mark(batch, i, shard.range, now, &fixed));
                index = index.saturating_add(every);
            }
            let refused = refused(world, (&stream.name, shard.id), shard.range, &fixed);
            lanes.push(LaneMarks {
                stream: stream.name.clone(),
                shard: shard.id,
                one_mark_is: every,
                marks,
                refused,
            });
        }
    }
    lanes
}

/// The same for every shard.
pub fn marks(world: &World, window: Span, most_per_lane: usize) -> Vec<LaneMarks> {
    marks_of(world, window, &|_, _| most_per_lane)
}

/// One mark for how many records: 1, 2, 5, 10, 20, 50, … so that at most `most` are drawn.
fn sample(visible: u64, most: u64) -> u64 {
    let steps = (0..).flat_map(|power| [1, 2, 5].map(|n: u64| n * 10_u64.pow(power)));
    steps.take(54).find(|every| visible.div_ceil(*every) <= most).unwrap_or(u64::MAX)
}

fn mark(batch: &Batch, i: usize, range: HashRange, now: Time, fixed: &BTreeMap<&str, u8>) -> Mark {
    let key = match batch.source.packed() {
        Some(packed) => packed[batch.offset(i) as usize].first_key(),
        None => batch.key(i),
    };
    let hash = batch.hash(i);
    let width = (range.end - range.start) / 1_000_000 + 1;
    // A key that its producer has given up since keeps a sign of fixed keys.
    let one = match &batch.source {
        Source::Made { maker, .. } | Source::Again { maker, .. } => {
            maker.keys.parts().iter().any(|(source, _)| matches!(source, KeySource::One(one) if *one == key))
        }
        Source::Packed(packed) => {
            let parts = packed[batch.offset(i) as usize].maker().keys.parts();
            parts.iter().any(|(source, _)| matches!(source, KeySource::One(one) if *one == key))
        }
        Source::Stored(_) | Source::Sent { .. } => false,
    };
    let number = one.then(|| fixed.get(key.as_str()).copied().unwrap_or(0));
    Mark {
        age_us: now.since(batch.arrived).as_micros(),
        height_ppm: u64::try_from(hash.saturating_sub(range.start) / width).unwrap_or(0).min(1_000_000),
        copy: batch.source.copies(batch.offset(i)) > 0,
        of: MarkOf::Stored(batch.index(i)),
        key_class: number.unwrap_or_else(|| 1 + u8::try_from(hash % 5).expect("below five")),
        offset_ppm: (batch.first_index + i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) % 1_000_000,
    }
}

fn refused(
    world: &World,
    (stream, shard): (&Name, ShardId),
    range: HashRange,
    fixed: &BTreeMap<&str, u8>,
) -> Vec<Mark> {
    let now = world.now();
    let since = now.back(REFUSED_FOR);
    let recent = world.journal().from(0).rev().take_while(|event| event.at >= since);
    let mut marks = Vec::new();
    for event in recent {
        let crate::event::What::RecordsPut { stream: to, shards, .. } = &event.what else { continue };
        let mut tallies = shards.iter().filter(|t| to == stream && t.shard == shard);
        let Some(batch) = tallies.find_map(|t| Some(&t.refusals.as_deref()?.batch)) else {
            continue;
        };
        let every = batch.len().div_ceil(3);
        for i in (0..batch.len()).step_by(every) {
            if marks.len() == REFUSED_MOST {
                return marks;
            }
            let offset = u64::from(batch.offset(i)).wrapping_mul(0x9e37_79b9_7f4a_7c15) % 1_000_000;
            marks.push(Mark {
                offset_ppm: offset,
                of: MarkOf::Refused(event.id, i),
                ..mark(batch, i, range, now, fixed)
            });
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_never_larger_than_asked_and_named_by_a_round_number() {
        assert_eq!([0, 150, 151, 300, 301, 60_000].map(|n| sample(n, 150)), [1, 1, 2, 2, 5, 500]);
    }

    #[test]
    fn keys_of_several_producers_have_signs_of_their_own() {
        let text = "seed 1\naws kinesis create-stream --stream-name s --shard-count 4\n\
            producer a to s rate 20/s keys \"rome\"\nproducer b to s rate 20/s keys \"oslo\"\n\
            producer c to s rate 20/s keys \"bern\" 60% uniform 9 40%";
        let mut world = crate::story::start(&crate::story::Story::parse(text).unwrap()).unwrap();
        world.advance(Time::seconds(8), u64::MAX);
        let lanes = marks(&world, Span::seconds(5), 500);
        let seen: BTreeSet<u8> =
            lanes.iter().flat_map(|lane| &lane.marks).map(|mark| mark.key_class).collect();
        assert!([0, 1, 2].iter().all(|class| seen.contains(class)), "{seen:?}");
        // What a producer sent with a key that it has given up keeps its sign.
        let alone = "seed 1\naws kinesis create-stream --stream-name s --shard-count 1\nproducer a to s rate 20/s keys \"rome\"\n\
            at 6s stop a\nat 6s set a keys uniform 9";
        let mut world = crate::story::start(&crate::story::Story::parse(alone).unwrap()).unwrap();
        world.advance(Time::seconds(8), u64::MAX);
        let marks = &marks(&world, Span::seconds(5), 500)[0].marks;
        assert!(!marks.is_empty() && marks.iter().all(|mark| mark.key_class == 0));
        let signs = numbered(["rome", "oslo", "bern", "oslo"].into_iter());
        assert_eq!(signs.into_iter().collect::<Vec<_>>(), [("bern", 0), ("oslo", 1), ("rome", 2)]);
    }

    #[test]
    fn a_window_of_a_day_has_every_nth_record_of_what_is_held() {
        let text = "seed 1\naws kinesis create-stream --stream-name s --shard-count 1\n\
            producer p to s rate 20/s size 90B keys uniform 9\nat 2m stop p";
        let mut world = crate::story::start(&crate::story::Story::parse(text).unwrap()).unwrap();
        world.advance(Time::seconds(600), u64::MAX);
        let lanes = marks(&world, Span::hours(24), 150);
        let held = super::super::view(&world).streams[0].shards[0].held;
        assert!(held > 2_000, "{held}");
        assert_eq!(lanes[0].marks.len() as u64, held.div_ceil(lanes[0].one_mark_is));
        assert!(lanes[0].marks.is_sorted_by_key(|mark| std::cmp::Reverse(mark.age_us)), "oldest first");
        // Nothing of it arrived within the last minute.
        assert!(marks(&world, Span::seconds(60), 150)[0].marks.is_empty());
    }
}
