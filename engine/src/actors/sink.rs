//! Where a reader writes what it works on, and what becomes there of a record that comes once more.
//!
//! Promised: of each record that the reader works on it is known whether the sink has it already, by the record's own
//! id. Modelling choice: every record has such an id in its data, given before the first try; what was put by hand is
//! known by its data. Absent: the time that writing takes, and its failures.

mod ids;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::command::SinkKind;
use crate::names::ShardId;
use crate::streams::{Shard, Slice};
use ids::Ids;

#[derive(Clone, Debug)]
pub struct Sink {
    pub kind: SinkKind,
    pub tally: SinkTally,
    ids: Ids,
    /// Of each file its shard and the index of its first record, and where it ends.
    files: BTreeMap<(ShardId, u64), u64>,
    /// The files that are not full yet, each in the memory of one process: where they begin, and what is in them.
    open: BTreeMap<(u32, ShardId), Range<u64>>,
    /// Which of several processes is at work: the number of a worker.
    pub hand: u32,
}

/// Sums over the whole story, in user records if the reader takes aggregated ones apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SinkTally {
    /// That it was given.
    pub handled: u64,
    /// That lie in it.
    pub written: u64,
    /// That were written over what was there already.
    pub over: u64,
    /// Of those that lie in it: that are there twice.
    pub doubled: u64,
    /// Files in it.
    pub files: u64,
}

impl Sink {
    pub fn new(kind: SinkKind) -> Sink {
        Sink {
            kind,
            tally: SinkTally::default(),
            ids: Ids::default(),
            files: BTreeMap::new(),
            open: BTreeMap::new(),
            hand: 0,
        }
    }

    /// Records in files that are not full yet.
    pub fn filling(&self) -> u64 {
        self.open.values().map(|file| file.end - file.start).sum()
    }

    /// Records of a shard are worked on.
    pub fn take(&mut self, shard: &Shard, records: Range<u64>, apart: bool) {
        match self.kind {
            SinkKind::Plain => {
                let [new, known] = self.ids.add(shard, records, apart);
                self.tally.handled += new + known;
                self.tally.written += new + known;
                self.tally.doubled += known;
            }
            SinkKind::ById => {
                let [new, known] = self.ids.add(shard, records, apart);
                self.tally.handled += new + known;
                self.tally.written += new;
                self.tally.over += known;
            }
            SinkKind::Files(size) => self.fill(shard, records, (size, apart)),
        }
    }

    fn fill(&mut self, shard: &Shard, records: Range<u64>, (size, apart): (u64, bool)) {
        self.tally.handled += user_records(shard, records.clone(), apart);
        let mut file = self.open.remove(&(self.hand, shard.id)).filter(|file| file.end == records.start);
        let mut at = records.start;
        while at < records.end {
            let begun = file.take().unwrap_or(at..at);
            let end = (begun.start + size).min(records.end);
            at = end;
            if end == begun.start + size {
                self.write(shard, begun.start..end, apart);
            } else {
                file = Some(begun.start..end);
            }
        }
        self.open.extend(file.map(|file| ((self.hand, shard.id), file)));
    }

    /// A file of this name may be there already: it is written over.
    fn write(&mut self, shard: &Shard, file: Range<u64>, apart: bool) {
        let count = user_records(shard, file.clone(), apart);
        if let Some(end) = self.files.get_mut(&(shard.id, file.start)) {
            // The same records, unless the shard ended when the file was written first: what was more is there now too.
            let more = file.end.max(*end)..file.end;
            self.tally.over += count - user_records(shard, more.clone(), apart);
            *end = file.end;
            let [new, known] = self.ids.add(shard, more, apart);
            self.tally.written += new + known;
            self.tally.doubled += known;
            return;
        }
        self.files.insert((shard.id, file.start), file.end);
        self.tally.files += 1;
        let [_, known] = self.ids.add(shard, file, apart);
        self.tally.written += count;
        self.tally.doubled += known;
    }

    /// A closed shard is read to its end: its last file is written, though it is not full.
    pub fn end(&mut self, shard: &Shard, apart: bool) {
        if let Some(file) = self.open.remove(&(self.hand, shard.id)) {
            self.write(shard, file, apart);
        }
    }

    /// Up to where a bookmark may stand: not within a file that is only in memory yet.
    pub fn safe(&self, shard: ShardId, upto: u64) -> u64 {
        self.open.get(&(self.hand, shard)).map_or(upto, |file| file.start.min(upto))
    }

    /// The process ends: what was only in memory is gone.
    pub fn crash(&mut self) {
        self.open.clear();
    }

    /// Another stream has other sequence numbers: no file of its has the name of an earlier one.
    pub fn new_stream(&mut self) {
        self.open.clear();
        self.files.clear();
    }

    /// One worker of several lets a shard go.
    pub fn let_go(&mut self, shard: ShardId) {
        self.open.remove(&(self.hand, shard));
    }
}

fn user_records(shard: &Shard, records: Range<u64>, apart: bool) -> u64 {
    if apart {
        super::apart::apart(shard, records).user_records
    } else {
        records.end.saturating_sub(records.start)
    }
}

/// Each record of a shard from one index to another, with its index.
pub(super) fn each(
    shard: &Shard,
    records: Range<u64>,
    mut visit: impl FnMut(u64, &crate::record::Batch, usize),
) {
    for Slice { batch, places } in shard.slices(records) {
        for i in places {
            visit(batch.index(i), &batch, i);
        }
    }
}
