//! What was refused at each shard's door, and what each producer sent.

use std::collections::BTreeMap;

use crate::command::{Command, Firehose, Kinesis, Target};
use crate::event::{Event, EventId, PutTally, What};
use crate::kernel::{Rate, RatePair, Time};
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
    /// What calls of nobody in the scene put: by hand, or from outside.
    outside: BTreeMap<Target, ProducerRates>,
    /// The newest of these calls.
    by_hand: Option<EventId>,
}

impl ProducerRates {
    /// Records that were taken and refused, and bytes of both.
    fn add(&mut self, (taken, refused, bytes): (u64, u64, u64), at: Time) {
        self.sent += taken + refused;
        self.refused += refused;
        self.sent_rate.add(taken + refused, at);
        self.refused_rate.add(refused, at);
        self.bytes_rate.add(bytes, at);
    }
}

impl Doors {
    pub fn shard(&self, stream: &Name, shard: ShardId) -> Option<&Door> {
        self.streams.get(stream)?.get(shard.index())
    }

    pub fn producer(&self, name: &Name) -> Option<&ProducerRates> {
        self.producers.get(name)
    }

    /// What was put by no actor of the scene, by where it was put.
    pub fn outside(&self) -> impl Iterator<Item = (&Target, &ProducerRates)> {
        self.outside.iter()
    }

    /// An actor's calls, or those from outside; a managed service's own are neither.
    fn rates_of(
        &mut self,
        event: &Event,
        by: Option<&Name>,
        to: impl FnOnce() -> Target,
    ) -> Option<&mut ProducerRates> {
        match by {
            Some(by) => Some(self.producers.entry(by.clone()).or_default()),
            None if event.cause.is_some() && event.cause == self.by_hand => {
                Some(self.outside.entry(to()).or_default())
            }
            None => None,
        }
    }

    pub(super) fn note(&mut self, event: &Event) {
        let at = event.at;
        if let What::RecordsPut { stream, by, shards, .. } = &event.what {
            if let Some(rates) = self.rates_of(event, by.as_ref(), || Target::Stream(stream.clone())) {
                let sum = |of: fn(&PutTally) -> u64| shards.iter().map(of).sum();
                let bytes = sum(|t| u64::from(t.taken_bytes) + t.refused_bytes());
                rates.add((sum(|t| t.taken.into()), sum(|t| t.refused.into()), bytes), at);
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
        } else if let What::FirehosePut { delivery_stream, by, taken, refused, bytes, .. } = &event.what {
            if let Some(rates) =
                self.rates_of(event, by.as_ref(), || Target::Firehose(delivery_stream.clone()))
            {
                rates.add((*taken, *refused, *bytes), at);
            }
        } else if let What::PutFailed { by, records, .. } = &event.what {
            self.producers.entry(by.clone()).or_default().add((0, *records, 0), at);
        } else if let What::Commanded { command } = &event.what {
            let puts = matches!(
                command,
                Command::Kinesis(Kinesis::PutRecord { .. } | Kinesis::PutRecords { .. })
                    | Command::Firehose(Firehose::PutRecord { .. } | Firehose::PutRecordBatch { .. })
            );
            if puts {
                self.by_hand = Some(event.id);
            }
        }
    }
}
