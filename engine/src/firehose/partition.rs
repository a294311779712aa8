//! Dynamic partitioning: which buffer a record goes to that is ready to be delivered (behaviours B6).
//!
//! Absent: a throughput limit of each partition.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::DeliveryStream;
use super::error_record::{NO_PARTITION, TOO_MANY_PARTITIONS, TOO_MANY_PARTITIONS_SAID};
use super::gather::{gather, to_failure_folder};
use super::key::Prefixes;
use super::piece::{Failure, Piece};
use super::prefix::PartitionKeys;
use crate::era::Era;
use crate::event::{Folder, Out, What};
use crate::kernel::{Chance, Time};
use crate::limits;
use crate::step::Step;

/// A record that is ready.
pub(super) struct Ready {
    /// Its place in the piece.
    pub place: usize,
    pub len: u64,
    pub keys: PartitionKeys,
}

/// The partitions that a delivery stream has ever had: each is an evaluated prefix. Number 0 is none: there all records
/// go that are not partitioned.
#[derive(Clone, Debug, Default)]
pub(crate) struct Partitions {
    opened: Vec<Opened>,
    numbers: BTreeMap<Arc<str>, u32>,
    /// How many were active when that was last said.
    told: u64,
}

/// What evaluates to the prefix of a partition again, when its object is named.
#[derive(Clone, Debug)]
struct Opened {
    /// Of its first record. Others may have keys besides that the prefix does not name.
    keys: Arc<PartitionKeys>,
    /// An UpdateDestination that names the same records otherwise begins other partitions.
    names: Arc<Prefixes>,
}

impl Partitions {
    fn opened(&self, number: u32) -> Option<&Opened> {
        let at = usize::try_from(number).expect("32 bits fit a usize");
        self.opened.get(at.checked_sub(1)?)
    }

    /// The keys of a partition.
    pub fn keys(&self, number: u32) -> Arc<PartitionKeys> {
        self.opened(number).map(|opened| opened.keys.clone()).unwrap_or_default()
    }

    /// Under which names it was opened; `None` of number 0.
    pub fn names(&self, number: u32) -> Option<&Arc<Prefixes>> {
        self.opened(number).map(|opened| &opened.names)
    }

    /// Opens a partition, or one anew that has ended.
    fn open(&mut self, prefix: &str, opened: Opened) -> u32 {
        if let Some(number) = self.numbers.get(prefix) {
            let at = usize::try_from(*number).expect("32 bits fit a usize");
            self.opened[at - 1] = opened;
            return *number;
        }
        self.opened.push(opened);
        let number = u32::try_from(self.opened.len()).expect("fewer partitions than 4 billion");
        self.numbers.insert(prefix.into(), number);
        number
    }
}

impl DeliveryStream {
    /// The prefix of an object that would begin with a record of this instant, as far as no partition key decides.
    pub fn object_prefix(&self, era: Era, folder: Folder, oldest: Time) -> String {
        let mut draw = Chance::new(0, "a prefix to look at").at(0);
        let prefix = self.names.prefix(folder, (era, oldest), &PartitionKeys::new(), &mut draw);
        prefix.unwrap_or_else(|_| self.destination.s3.prefix.clone())
    }

    /// Partitions with records in their buffer or on their way (PartitionCount).
    pub fn active_partitions(&self) -> usize {
        let filling = self.buffers.iter().filter(|(_, buffer)| buffer.records > 0).map(|(out, _)| out);
        let sent = self.parcels.values().map(|parcel| &parcel.out);
        let partitions: BTreeSet<u32> =
            filling.chain(sent).map(|out| out.partition).filter(|n| *n > 0).collect();
        partitions.len()
    }

    fn is_active(&self, partition: u32) -> bool {
        let out = Out { folder: Folder::Data, partition };
        self.buffers.get(&out).is_some_and(|buffer| buffer.records > 0)
            || self.parcels.values().any(|parcel| parcel.out == out)
    }
}

/// Says how many partitions are active, if that has changed, and how many records were of one too many.
pub(super) fn tell_active(delivery: &mut DeliveryStream, step: &mut Step<'_>, beyond: u64) {
    if !delivery.destination.s3.partitioned {
        return;
    }
    let active = delivery.active_partitions() as u64;
    if active != delivery.partitions.told || beyond > 0 {
        delivery.partitions.told = active;
        step.emit(What::PartitionsActive { delivery_stream: delivery.name.clone(), active, beyond });
    }
}

/// Records that are ready go to the buffer of data, or each to the one of its partition.
pub(super) fn onward(delivery: &mut DeliveryStream, step: &mut Step<'_>, piece: &Piece, ready: Vec<Ready>) {
    if ready.is_empty() {
        return;
    }
    if !delivery.destination.s3.partitioned {
        let places: Vec<usize> = ready.iter().map(|ready| ready.place).collect();
        let lens: Vec<u64> = ready.iter().map(|ready| ready.len).collect();
        return gather(delivery, step, Out::of(Folder::Data), &piece.pick(&places), &lens);
    }
    if delivery.query.is_some() {
        delivery.tally.queried.0 += 1;
        delivery.tally.queried.1 += ready.len() as u64;
    }
    let mut roads: BTreeMap<u32, Vec<(usize, u64)>> = BTreeMap::new();
    let mut failures: BTreeMap<(&'static str, String), Vec<usize>> = BTreeMap::new();
    for Ready { place, len, keys } in ready {
        let keys = match &delivery.query {
            // What both say, the query says: it runs last, on what the function answered.
            Some(query) => {
                query.keys(&piece.record(place)).map(|more| keys.into_iter().chain(more).collect())
            }
            None => Ok(keys),
        };
        let keys = keys.map_err(|message| (NO_PARTITION, message));
        match keys.and_then(|keys| partition(delivery, step, piece, &keys, &roads)) {
            Ok(number) => roads.entry(number).or_default().push((place, len)),
            Err(failure) => failures.entry(failure).or_default().push(place),
        }
    }
    for (partition, items) in roads {
        let (places, lens): (Vec<usize>, Vec<u64>) = items.into_iter().unzip();
        gather(delivery, step, Out { folder: Folder::Data, partition }, &piece.pick(&places), &lens);
    }
    let too_many = |code: &str| code == TOO_MANY_PARTITIONS;
    let beyond =
        failures.iter().filter(|((code, _), _)| too_many(code)).map(|(_, places)| places.len() as u64);
    tell_active(delivery, step, beyond.sum());
    for ((code, message), places) in failures {
        let failure = Failure {
            folder: match code {
                TOO_MANY_PARTITIONS => Folder::PartitionExceeded,
                _ => Folder::PartitionFailed,
            },
            code: code.to_owned(),
            message,
            attempts: 1,
            ended: step.now,
            by: String::new(),
            cause: step.cause,
        };
        // What failed is the record as it came, not what a function made of it (checklist W24).
        to_failure_folder(delivery, step, &piece.pick(&places).source(), &Arc::new(failure));
    }
}

/// The partition of a record, or code and message of why it has none.
fn partition(
    delivery: &mut DeliveryStream,
    step: &Step<'_>,
    piece: &Piece,
    keys: &PartitionKeys,
    taken: &BTreeMap<u32, Vec<(usize, u64)>>,
) -> Result<u32, (&'static str, String)> {
    let at = (step.era, piece.batch.arrived);
    // A random string is drawn for each object: it tells no partition from another.
    let mut draw = Chance::new(0, "what partitions have in common").at(0);
    let prefix = delivery.names.prefix(Folder::Data, at, keys, &mut draw);
    let prefix = prefix.map_err(|message| (NO_PARTITION, message))?;
    let known = delivery.partitions.numbers.get(prefix.as_str()).copied();
    if let Some(number) = known.filter(|n| taken.contains_key(n) || delivery.is_active(*n)) {
        return Ok(number);
    }
    let most = limits::ACTIVE_PARTITIONS.at(step.era);
    let active = delivery.active_partitions() + taken.keys().filter(|n| !delivery.is_active(**n)).count();
    if active as u64 >= most {
        return Err((TOO_MANY_PARTITIONS, TOO_MANY_PARTITIONS_SAID.to_owned()));
    }
    let opened = Opened { keys: Arc::new(keys.clone()), names: delivery.names.clone() };
    Ok(delivery.partitions.open(&prefix, opened))
}
