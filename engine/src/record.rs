//! Records: what a producer makes, and batches of them on their way.
//!
//! A generated record is a function of its maker and its number, so batches carry numbers, not bytes:
//! key and payload are made again when somebody looks. What came by hand is stored as it came.

mod packed;
mod twin;

use std::borrow::Cow;
use std::num::NonZero;
use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::era::Era;
use crate::kernel::{Chance, Time};
use crate::keys::Keys;
use crate::names::{Name, ShardId};
use crate::payload::Payload;

pub use crate::hash::{Memory, fetch, hash_of, md5, remembering};
pub use packed::{Origin, Packed};
pub use twin::{Again, Identity, Sent};

/// Makes the records of one producer, as it was set when they were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maker {
    pub by: Name,
    pub era: Era,
    pub keys: Keys,
    pub payload: Payload,
    /// Bytes of data in each record, without the partition key.
    pub size: u64,
    pub chance: Chance,
}

impl Maker {
    pub fn key(&self, number: u64) -> String {
        self.keys.key(number, &mut self.chance.at(number))
    }

    pub fn data(&self, number: u64, made: Time) -> Vec<u8> {
        self.payload.bytes(number, (self.era, made), self.size, &self.by, &self.chance)
    }
}

/// A record put by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub key: String,
    pub data: Vec<u8>,
    pub explicit_hash_key: Option<u128>,
}

/// Where the records of one call come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Records `first`, `first + 1`, … of a maker.
    Made {
        maker: Arc<Maker>,
        first: u64,
    },
    /// Records of a maker that are put again, by their numbers.
    Again {
        maker: Arc<Maker>,
        numbers: Arc<[u64]>,
        /// When they were put first: their data says so.
        made: Time,
        /// Of each, why it is a copy: `None` of one that its stream does not have yet.
        had: Arc<[Option<Again>]>,
    },
    Stored(Arc<[Stored]>),
    /// Records of a source that made them from something else: lines of a file, log events, messages.
    Sent {
        by: Name,
        records: Arc<[Stored]>,
        /// Of each, as far as its source numbers them; else empty.
        sent: Arc<[Sent]>,
    },
    /// What a KPL packed.
    Packed(Arc<[Packed]>),
}

impl Source {
    pub fn key(&self, offset: u32) -> String {
        match self {
            Source::Made { maker, first } => maker.key(first + u64::from(offset)),
            Source::Again { maker, numbers, .. } => maker.key(numbers[index(offset)]),
            Source::Stored(records) | Source::Sent { records, .. } => records[index(offset)].key.clone(),
            Source::Packed(records) => records[index(offset)].key(),
        }
    }

    pub fn data(&self, offset: u32, made: Time) -> Vec<u8> {
        match self {
            Source::Made { maker, first } => maker.data(first + u64::from(offset), made),
            Source::Again { maker, numbers, made, .. } => maker.data(numbers[index(offset)], *made),
            Source::Stored(records) | Source::Sent { records, .. } => records[index(offset)].data.clone(),
            Source::Packed(records) => records[index(offset)].data(),
        }
    }

    /// Whether its producer had encrypted the data. All user records of a KPL are of one producer.
    pub fn is_sealed(&self) -> bool {
        let sealed = |maker: &Maker| matches!(maker.payload, Payload::Encrypted(_));
        match self {
            Source::Made { maker, .. } | Source::Again { maker, .. } => sealed(maker),
            Source::Packed(records) => records
                .first()
                .and_then(|one| one.each().next())
                .is_some_and(|(origin, _)| sealed(&origin.maker)),
            Source::Stored(_) | Source::Sent { .. } => false,
        }
    }

    /// The partition key, without a copy where it is stored.
    pub fn key_ref(&self, offset: u32) -> Cow<'_, str> {
        match self {
            Source::Made { maker, first } => Cow::Owned(maker.key(first + u64::from(offset))),
            Source::Again { maker, numbers, .. } => Cow::Owned(maker.key(numbers[index(offset)])),
            Source::Stored(records) | Source::Sent { records, .. } => {
                Cow::Borrowed(&records[index(offset)].key)
            }
            Source::Packed(records) => Cow::Owned(records[index(offset)].key()),
        }
    }

    /// Bytes of data, without the key.
    pub fn data_len(&self, offset: u32) -> u64 {
        match self {
            Source::Made { maker, .. } | Source::Again { maker, .. } => maker.size,
            Source::Stored(records) | Source::Sent { records, .. } => {
                records[index(offset)].data.len() as u64
            }
            Source::Packed(records) => records[index(offset)].bytes,
        }
    }

    /// Bytes of data of each record, where all are of one size.
    pub fn same_len(&self) -> Option<u64> {
        match self {
            Source::Made { maker, .. } | Source::Again { maker, .. } => Some(maker.size),
            Source::Stored(_) | Source::Sent { .. } | Source::Packed(_) => None,
        }
    }

    /// The hash key of a record, whose partition key the caller has at hand.
    pub fn hash(&self, offset: u32, key: &str) -> u128 {
        let explicit = match self {
            Source::Made { .. } | Source::Again { .. } => None,
            Source::Stored(records) | Source::Sent { records, .. } => {
                records[index(offset)].explicit_hash_key
            }
            Source::Packed(records) => Some(records[index(offset)].hash),
        };
        explicit.unwrap_or_else(|| hash_of(key))
    }

    /// The producer or other source that made the records; `None` if they were put by hand.
    pub fn by(&self) -> Option<&Name> {
        match self {
            Source::Made { maker, .. } | Source::Again { maker, .. } => Some(&maker.by),
            Source::Sent { by, .. } => Some(by),
            Source::Stored(_) => None,
            Source::Packed(records) => records.first().map(|record| &record.maker().by),
        }
    }

    /// What a KPL packed, if one did.
    pub fn packed(&self) -> Option<&[Packed]> {
        match self {
            Source::Packed(records) => Some(records),
            Source::Made { .. } | Source::Again { .. } | Source::Stored(_) | Source::Sent { .. } => None,
        }
    }

    /// How many of its user records are copies of what its stream has already.
    pub fn copies(&self, offset: u32) -> u64 {
        match self {
            Source::Made { .. } | Source::Stored(_) => 0,
            Source::Again { had, .. } => had[index(offset)].is_some().into(),
            Source::Sent { sent, .. } => sent.get(index(offset)).is_some_and(|it| it.had.is_some()).into(),
            Source::Packed(records) => records[index(offset)].copies().into(),
        }
    }

    /// Why a record, or a user record in it, is a copy.
    pub fn had(&self, offset: u32) -> Option<Again> {
        match self {
            Source::Made { .. } | Source::Stored(_) => None,
            Source::Again { had, .. } => had[index(offset)],
            Source::Sent { sent, .. } => sent.get(index(offset)).and_then(|it| it.had),
            Source::Packed(records) => records[index(offset)].had(),
        }
    }

    /// Whether a record of it may have been put before: never one that a producer has just made, or that was put by hand.
    pub fn may_repeat(&self) -> bool {
        match self {
            Source::Made { .. } | Source::Stored(_) => false,
            Source::Again { .. } | Source::Sent { .. } | Source::Packed(_) => true,
        }
    }

    /// Whether a record, or a user record in it, was put before, taken or not.
    pub fn is_again(&self, offset: u32) -> bool {
        match self {
            Source::Made { .. } | Source::Stored(_) => false,
            Source::Again { .. } => true,
            Source::Sent { sent, .. } => sent.get(index(offset)).is_some_and(|it| it.had.is_some()),
            Source::Packed(records) => records[index(offset)].is_again(),
        }
    }

    /// What a record is; of one with several user records each of them. Nothing of one that was put by hand.
    pub fn identities(&self, offset: u32) -> Vec<Identity> {
        let one = |by: &Name, number| vec![Identity { by: by.clone(), number }];
        match self {
            Source::Made { maker, first } => one(&maker.by, first + u64::from(offset)),
            Source::Again { maker, numbers, .. } => one(&maker.by, numbers[index(offset)]),
            Source::Sent { by, sent, .. } => sent.get(index(offset)).map_or(vec![], |it| one(by, it.number)),
            Source::Stored(_) => Vec::new(),
            Source::Packed(records) => records[index(offset)]
                .each()
                .map(|(origin, number)| Identity { by: origin.maker.by.clone(), number })
                .collect(),
        }
    }

    /// How many user records a record holds: one, unless a KPL aggregated several. Records put by hand are not looked
    /// into: whoever aggregates by hand knows what was put.
    pub fn user_records(&self, offset: u32) -> u64 {
        self.packed().map_or(1, |records| records[index(offset)].user_records())
    }
}

/// One record of a batch. A call has at most 500.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its place in the call that put it.
    pub offset: u16,
    /// Its place among the records that this call added to the shard; see [`Batch::first_index`].
    pub nth: u16,
}

/// What all batches of one call share.
#[derive(Debug, PartialEq, Eq)]
pub struct Call {
    pub source: Source,
    /// When the service took them: their ApproximateArrivalTimestamp.
    pub arrived: Time,
    heads: Box<[Head]>,
}

impl Call {
    pub fn new(source: Source, arrived: Time, heads: impl Into<Box<[Head]>>) -> Arc<Call> {
        Arc::new(Call { source, arrived, heads: heads.into() })
    }

    /// All of them: those of one shard together.
    pub(crate) fn heads(&self) -> &[Head] {
        &self.heads
    }
}

/// Where in its stream a batch lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shelf {
    pub shard: ShardId,
    /// When the shard was made: a part of its sequence numbers.
    pub shard_made: Time,
}

/// Records that arrived together in one place. Cheap to clone: the records are shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    call: Arc<Call>,
    /// The part of the call's heads that is this batch's. There are as many batches as records where shards are
    /// many, so they are kept small.
    from: u16,
    to: u16,
    /// One more than the shard's number; `None` for records put straight to Firehose.
    shard: Option<NonZero<u32>>,
    shard_made: Time,
    /// The number, within the shard (or delivery stream), of the first record that the call added.
    pub first_index: u64,
    /// Bytes of data and keys.
    pub bytes: u64,
}

impl Deref for Batch {
    type Target = Call;

    fn deref(&self) -> &Call {
        &self.call
    }
}

impl Batch {
    /// The heads `from..to` of a call.
    ///
    /// # Panics
    /// If the call has fewer.
    pub fn of(
        call: &Arc<Call>,
        heads: Range<u16>,
        shelf: Option<Shelf>,
        (first_index, bytes): (u64, u64),
    ) -> Batch {
        assert!(usize::from(heads.end) <= call.heads.len());
        Batch {
            call: call.clone(),
            from: heads.start,
            to: heads.end,
            shard: shelf.and_then(|shelf| NonZero::new(shelf.shard.0 + 1)),
            shard_made: shelf.map_or(Time::START, |shelf| shelf.shard_made),
            first_index,
            bytes,
        }
    }

    /// Where it lies; `None` for records put straight to Firehose.
    pub fn shelf(&self) -> Option<Shelf> {
        self.shard.map(|next| Shelf { shard: ShardId(next.get() - 1), shard_made: self.shard_made })
    }

    fn heads(&self) -> &[Head] {
        &self.call.heads[usize::from(self.from)..usize::from(self.to)]
    }

    /// The place of the i-th record in the call that put it.
    pub fn offset(&self, i: usize) -> u32 {
        self.heads()[i].offset.into()
    }

    pub fn len(&self) -> usize {
        usize::from(self.to - self.from)
    }

    /// How many records the call had that put it.
    pub fn heads_in_call(&self) -> u64 {
        self.call.heads.len() as u64
    }

    pub fn is_empty(&self) -> bool {
        self.from == self.to
    }

    /// The number of the i-th record within its shard.
    pub fn index(&self, i: usize) -> u64 {
        self.first_index + u64::from(self.heads()[i].nth)
    }

    pub fn key(&self, i: usize) -> String {
        self.source.key(self.offset(i))
    }

    pub fn data(&self, i: usize) -> Vec<u8> {
        self.source.data(self.offset(i), self.arrived)
    }

    /// How many user records the i-th record holds.
    pub fn user_records(&self, i: usize) -> u64 {
        self.source.user_records(self.offset(i))
    }

    /// The hash key of the i-th record: the place where it lies on the ring.
    pub fn hash(&self, i: usize) -> u128 {
        self.source.hash(self.offset(i), &self.source.key_ref(self.offset(i)))
    }

    /// Bytes of data of the i-th record.
    pub fn data_len(&self, i: usize) -> u64 {
        self.source.data_len(self.offset(i))
    }

    /// Bytes of data and key of the i-th record.
    pub fn size(&self, i: usize) -> u64 {
        self.data_len(i) + self.source.key_ref(self.offset(i)).len() as u64
    }

    /// The records of this batch at the given places.
    pub fn pick(&self, places: impl Iterator<Item = usize>) -> Batch {
        let heads: Box<[Head]> = places.map(|i| self.heads()[i]).collect();
        let to = u16::try_from(heads.len()).expect("a call has at most 500 records");
        let call = Call::new(self.source.clone(), self.arrived, heads);
        let mut picked = Batch { call, from: 0, to, bytes: 0, ..*self };
        picked.bytes = (0..picked.len()).map(|i| picked.size(i)).sum();
        picked
    }
}

fn index(offset: u32) -> usize {
    usize::try_from(offset).expect("32 bits fit a usize")
}
