//! Records that a KPL puts: each is one user record as it is, or several in an aggregated record.
//!
//! Of each user record only its number is kept; key and data are made again when somebody looks.

use std::sync::Arc;

use super::{Again, Maker};
use crate::aggregate::{UserRecord, seal};
use crate::kernel::{Span, Time};

/// The records that a producer makes between one setting and the next, and when it makes each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub maker: Arc<Maker>,
    pub since: Time,
    /// The number of the first of them.
    pub counted_from: u64,
    /// Records per second.
    pub rate: u64,
}

impl Origin {
    pub fn made_at(&self, number: u64) -> Time {
        self.since + Span::micros(((number - self.counted_from + 1) * 1_000_000).div_ceil(self.rate.max(1)))
    }

    pub fn data(&self, number: u64) -> Vec<u8> {
        self.maker.data(number, self.made_at(number))
    }
}

/// User records of one origin that lie one behind the other in an aggregated record.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    origin: Arc<Origin>,
    first: u64,
    /// What each number is more than the first.
    more: Box<[u32]>,
}

/// One record of a call of a KPL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    runs: Box<[Run]>,
    records: u32,
    /// Its ExplicitHashKey: that of its first user record.
    pub hash: u128,
    /// Bytes of data, without the key.
    pub bytes: u64,
    /// User records that the stream has already, and why.
    had: Option<(Again, u32)>,
    /// A user record of it was put before, taken or not.
    again: bool,
}

/// The partition key of an aggregated record, which its explicit hash key makes needless.
const KEY: &str = "a";

impl Packed {
    /// # Panics
    /// If there is no user record.
    pub fn new(records: &[(Arc<Origin>, u64)], hash: u128, bytes: u64) -> Packed {
        assert!(!records.is_empty(), "a record is packed of something");
        let fits =
            |first: u64, number: u64| number.checked_sub(first).is_some_and(|n| u32::try_from(n).is_ok());
        let together = |a: &(Arc<Origin>, u64), b: &(Arc<Origin>, u64)| Arc::ptr_eq(&a.0, &b.0) && a.1 <= b.1;
        let mut runs = Vec::new();
        for run in records.chunk_by(together) {
            let (origin, first) = (&run[0].0, run[0].1);
            let near = run.iter().take_while(|(_, number)| fits(first, *number)).count();
            for part in [&run[..near], &run[near..]].into_iter().filter(|part| !part.is_empty()) {
                let more =
                    part.iter().map(|(_, n)| u32::try_from(n - part[0].1).unwrap_or(u32::MAX)).collect();
                runs.push(Run { origin: origin.clone(), first: part[0].1, more });
            }
        }
        let count = u32::try_from(records.len()).expect("fewer than 2^32 user records");
        Packed { runs: runs.into(), records: count, hash, bytes, had: None, again: false }
    }

    /// The same, of which some user records were put before, and some of those the stream has already.
    pub fn put_again(self, had: Option<(Again, u32)>) -> Packed {
        Packed { had, again: true, ..self }
    }

    /// How many of its user records the stream has already.
    pub fn copies(&self) -> u32 {
        self.had.map_or(0, |(_, copies)| copies)
    }

    pub fn had(&self) -> Option<Again> {
        self.had.map(|(why, _)| why)
    }

    pub fn is_again(&self) -> bool {
        self.again
    }

    /// How many user records it holds.
    pub fn user_records(&self) -> u64 {
        self.records.into()
    }

    /// Who made each user record, and its number.
    pub fn each(&self) -> impl Iterator<Item = (&Arc<Origin>, u64)> {
        self.runs
            .iter()
            .flat_map(|run| run.more.iter().map(|more| (&run.origin, run.first + u64::from(*more))))
    }

    /// What its first user record was made by.
    pub fn maker(&self) -> &Maker {
        &self.runs[0].origin.maker
    }

    /// The key of its first user record: its own if that is alone in it.
    pub fn first_key(&self) -> String {
        self.maker().key(self.runs[0].first)
    }

    pub fn key(&self) -> String {
        if self.records == 1 { self.first_key() } else { KEY.to_owned() }
    }

    pub fn data(&self) -> Vec<u8> {
        if self.records == 1 {
            return self.runs[0].origin.data(self.runs[0].first);
        }
        let made: Vec<(String, Vec<u8>)> =
            self.each().map(|(origin, number)| (origin.maker.key(number), origin.data(number))).collect();
        seal(made.iter().map(|(key, data)| UserRecord { key, explicit_hash_key: None, data }))
    }
}
