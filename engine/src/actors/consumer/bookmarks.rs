//! How a polling consumer notes its place, and what a crash costs it.
//!
//! Modelling choice: it writes bookmarks to a place of its own that is always there, at once and for nothing; those of a
//! KCL application lie in a table of DynamoDB (kcl/checkpoint.rs).

use std::collections::BTreeMap;
use std::ops::Range;

use super::Consumer;
use crate::actors::reader::Reader;
use crate::command::{Checkpointing, FeedAct};
use crate::event::{Mishap, What};
use crate::kernel::Time;
use crate::names::ShardId;
use crate::refusal::Refusal;
use crate::step::Step;

/// Of each shard how far its records are worked on, as it was written down last.
#[derive(Clone, Debug)]
pub struct Bookmarks {
    pub when: Checkpointing,
    pub crashed: bool,
    /// How often one was written.
    pub written: u64,
    marks: BTreeMap<ShardId, Mark>,
    /// Where reading of a shard began, and when: as if the first bookmark had been written there.
    begun: BTreeMap<ShardId, (u64, Time)>,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    position: u64,
    at: Time,
    /// The shard is closed, and all of it is worked on.
    ended: bool,
}

impl Default for Bookmarks {
    fn default() -> Bookmarks {
        Bookmarks {
            when: Checkpointing::Never,
            crashed: false,
            written: 0,
            marks: BTreeMap::new(),
            begun: BTreeMap::new(),
        }
    }
}

impl Bookmarks {
    /// The index of the first record that is not worked on yet, as far as is written down.
    pub fn of(&self, shard: ShardId) -> Option<u64> {
        self.marks.get(&shard).map(|mark| mark.position)
    }

    /// It reads something else, or from somewhere else.
    pub(super) fn forget(&mut self) {
        self.marks.clear();
        self.begun.clear();
    }

    /// One round of reading is worked on.
    pub(super) fn note(&mut self, step: &Step<'_>, reader: &Reader, read: &[(ShardId, Range<u64>)]) {
        for (shard, records) in read {
            let begun = self.begun.entry(*shard).or_insert((records.start, step.now));
            let (position, at) = self.marks.get(shard).map_or(*begun, |mark| (mark.position, mark.at));
            let upto = match self.when {
                Checkpointing::Batch => records.end,
                Checkpointing::Every(span) if step.now.since(at) >= span => records.end,
                Checkpointing::Records(n) => position + records.end.saturating_sub(position) / n * n,
                Checkpointing::Every(_) | Checkpointing::Never => position,
            };
            let upto = reader.safe(*shard, upto);
            if upto > position {
                self.write(*shard, Mark { position: upto, at: step.now, ended: false });
            }
        }
        // At the end of a closed shard it always writes one: only then its children may be read.
        let ended = |shard: &ShardId| self.marks.get(shard).is_some_and(|mark| mark.ended);
        let over = reader.shards.iter().filter(|(shard, place)| place.finished && !ended(shard));
        let over: Vec<(ShardId, u64)> =
            over.map(|(shard, place)| (*shard, place.position.unwrap_or(0))).collect();
        for (shard, position) in over {
            self.write(shard, Mark { position, at: step.now, ended: true });
        }
    }

    fn write(&mut self, shard: ShardId, mark: Mark) {
        self.written += 1;
        self.marks.insert(shard, mark);
    }
}

impl Consumer {
    /// Crash, heal.
    pub(in crate::actors) fn act(&mut self, step: &mut Step<'_>, act: FeedAct) -> Result<(), Refusal> {
        let name = &self.name;
        if self.stopped {
            return Err(Refusal::scene(format!("consumer {name} was stopped")));
        }
        let reader = name.clone();
        match (act, self.bookmarks.crashed) {
            (FeedAct::Rotate, _) => {
                return Err(Refusal::scene(format!("{name} is a consumer: it has no file to rotate")));
            }
            (FeedAct::Crash, true) => {
                return Err(Refusal::scene(format!("consumer {name} is down already")));
            }
            (FeedAct::Heal, false) => return Err(Refusal::scene(format!("consumer {name} is running"))),
            (FeedAct::Crash, false) => {
                let since = self.since_bookmarks();
                self.bookmarks.crashed = true;
                self.round += 1;
                step.emit(What::Mishap(Mishap::ReaderCrashed { reader, since }));
            }
            (FeedAct::Heal, true) => {
                self.bookmarks.crashed = false;
                self.bookmarks.begun.clear();
                let marks = &self.bookmarks.marks;
                self.reader.resume(|shard| marks.get(&shard).map(|mark| (mark.position, mark.ended)));
                let bookmarks = marks.len() as u64;
                step.emit(What::Mishap(Mishap::ReaderRestarted { reader, bookmarks }));
                self.configured = step.cause.expect("a command led here");
                self.expect_poll(step, step.now);
            }
        }
        Ok(())
    }

    /// Records that it has worked on since its bookmarks: so many it would read twice if it crashed now.
    pub fn since_bookmarks(&self) -> u64 {
        let since = |(shard, place): (&ShardId, &crate::actors::ReaderShard)| {
            let begun = || self.bookmarks.begun.get(shard).map(|(begun, _)| *begun);
            let mark = self.bookmarks.of(*shard).or_else(begun)?;
            Some(place.position?.saturating_sub(mark))
        };
        self.reader.shards.iter().filter_map(since).sum()
    }
}
