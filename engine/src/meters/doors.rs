//! What was refused at each shard's door, and what each producer sent.

use std::collections::BTreeMap;

use crate::event::{Event, PutTally, What};
use crate::kernel::{Rate, RatePair};
use crate::limits;
use crate::names::{Name, ShardId};

/// The door of one shard.
#[derive(Clone, Debug, Default)]
pub struct Door {
    pub refused: u64,
    /// Records and bytes. What was taken the shard itself knows.
    pub refused_rate: RatePair,
    /// Records refused by the limit on records, and by the one on bytes.
    pub by_records: Rate,
    pub by_bytes: Rate,
}

#[derive(Clone, Debug, Default)]
pub struct ProducerRates {
    pub sent: u64,
    pub refused: u64,
    pub sent_rate: Rate,
    pub refused_rate: Rate,
    pub bytes_rate: Rate,
}

#[derive(Clone, Debug, Default)]
pub struct Doors {
    /// The doors of a stream, by the shard's number.
    streams: BTreeMap<Name, Vec<Door>>,
    producers: BTreeMap<Name, ProducerRates>,
}

impl Doors {
    pub fn shard(&self, stream: &Name, shard: ShardId) -> Option<&Door> {
        self.streams.get(stream)?.get(shard.index())
    }

    pub fn producer(&self, name: &Name) -> Option<&ProducerRates> {
        self.producers.get(name)
    }

    pub(super) fn note(&mut self, event: &Event) {
        let at = event.at;
        let mut sent = |by: &Name, taken: u64, refused: u64, bytes: u64| {
            let rates = self.producers.entry(by.clone()).or_default();
            rates.sent += taken + refused;
            rates.refused += refused;
            rates.sent_rate.add(taken + refused, at);
            rates.refused_rate.add(refused, at);
            rates.bytes_rate.add(bytes, at);
        };
        if let What::RecordsPut { stream, by, shards, .. } = &event.what {
            if let Some(by) = by {
                let sum = |of: fn(&PutTally) -> u64| shards.iter().map(of).sum();
                let bytes = sum(|t| u64::from(t.taken_bytes) + t.refused_bytes());
                sent(by, sum(|t| t.taken.into()), sum(|t| t.refused.into()), bytes);
            }
            let Some(doors) = self.streams.get_mut(stream) else { return };
            for tally in shards.iter().filter(|tally| tally.refused > 0) {
                let place = tally.shard.index();
                if doors.len() <= place {
                    doors.resize_with(place + 1, Door::default);
                }
                let door = &mut doors[place];
                let refused = u64::from(tally.refused);
                door.refused += refused;
                door.refused_rate.add((refused, tally.refused_bytes()), at);
                if tally.limit() == Some(limits::SHARD_WRITE_RECORDS.id) {
                    door.by_records.add(refused, at);
                } else if tally.limit() == Some(limits::SHARD_WRITE_BYTES.id) {
                    door.by_bytes.add(refused, at);
                }
            }
        } else if let What::StreamCreating { stream, .. } = &event.what {
            self.streams.insert(stream.clone(), Vec::new());
        } else if let What::FirehosePut { by: Some(by), taken, refused, bytes, .. } = &event.what {
            sent(by, *taken, *refused, *bytes);
        } else if let What::PutFailed { by, records, .. } = &event.what {
            sent(by, 0, *records, 0);
        }
    }
}
