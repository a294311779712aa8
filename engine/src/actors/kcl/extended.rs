//! A place within a shard as the KCL knows it: between two user records, also those of one aggregated record.

use std::ops::Range;

use super::Application;
use crate::actors::Services;
use crate::kernel::Span;
use crate::names::ShardId;
use crate::streams::Shard;

/// ExtendedSequenceNumber, as how much lies before it: the records before an index, and so many user records of the one
/// at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extended {
    pub index: u64,
    /// 0: between two records of the stream.
    pub sub: u64,
}

impl Extended {
    pub fn at(index: u64) -> Extended {
        Extended { index, sub: 0 }
    }

    /// How many user records from here to an index are there, which is not before this place.
    pub fn to(self, shard: &Shard, index: u64) -> u64 {
        shard.user_records(self.index..index).saturating_sub(self.sub)
    }

    /// The place behind so many user records, at most at an index.
    pub fn behind(self, shard: &Shard, user_records: u64, most: u64) -> Extended {
        let (mut index, mut over) = (self.index, most + 1);
        while over - index > 1 {
            let middle = index + (over - index) / 2;
            if self.to(shard, middle) <= user_records {
                index = middle;
            } else {
                over = middle;
            }
        }
        if index >= most {
            return Extended::at(most);
        }
        let before = shard.user_records(self.index..index);
        Extended { index, sub: (user_records + self.sub).saturating_sub(before) }
    }

    /// How many user records of a batch lie before this place, which is in the first record of it or not in it.
    pub fn within(self, batch: &Range<u64>) -> u64 {
        if batch.contains(&self.index) { self.sub } else { 0 }
    }

    /// What a row says: the index of the last record that is processed or begun, counted from 1, and the number of its
    /// last user record that is processed, counted from 0.
    pub fn numbers(self, shard: &Shard) -> (u64, u64) {
        match self.sub {
            0 => {
                let last = self.index.saturating_sub(1)..self.index;
                (self.index, shard.user_records(last).saturating_sub(1))
            }
            sub => (self.index + 1, sub - 1),
        }
    }
}

/// What processRecords gets: the KCL takes aggregated records apart, and passes over what lies before its checkpoint.
pub(super) fn user_records(
    app: &Application,
    services: &Services<'_>,
    (shard, records, began): (ShardId, Range<u64>, Extended),
) -> u64 {
    let stream = services.streams.stream(&app.reader.stream).ok();
    let shard = stream.and_then(|stream| stream.shard(shard));
    let passed_over = began.within(&records);
    let all = shard.map_or(records.end - records.start, |shard| shard.user_records(records));
    all.saturating_sub(passed_over)
}

/// The place behind the last `n`-th user record, counted from the last checkpoint, of those before an index.
pub(super) fn each_of(
    app: &Application,
    services: &Services<'_>,
    shard: ShardId,
    (written, end, n): (Extended, u64, u64),
) -> Extended {
    let stream = services.streams.stream(&app.reader.stream).ok();
    let Some(held) = stream.and_then(|stream| stream.shard(shard)) else { return written };
    let whole = written.to(held, end) / n * n;
    if whole == 0 { written } else { written.behind(held, whole, end) }
}

/// How far a batch is processed after a time: a record of the stream as a whole, or not yet.
pub(super) fn worked(
    app: &Application,
    services: &Services<'_>,
    (shard, batch, began): (ShardId, Range<u64>, Extended),
    time: Span,
) -> u64 {
    let each = app.config.work.as_micros();
    if each == 0 {
        return batch.end;
    }
    let most = time.as_micros() / each;
    let (mut upto, mut over) = (batch.start, batch.end + 1);
    while over - upto > 1 {
        let middle = upto + (over - upto) / 2;
        if user_records(app, services, (shard, batch.start..middle, began)) <= most {
            upto = middle;
        } else {
            over = middle;
        }
    }
    upto
}
