//! What CloudWatch counts of each delivery stream, minute by minute.
//!
//! The last day is kept. Absent: dimensions, statistics other than the one that each metric is read by.

use std::collections::BTreeMap;

use crate::command::{Place, Target};
use crate::event::{Event, Folder, What};
use crate::firehose::Deliveries;
use crate::kernel::{Log, Span, Time};
use crate::names::Name;

/// How many minutes are kept.
const KEPT: usize = 1_440;
const MINUTE: u64 = 60;

/// What went to one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub records: u64,
    pub bytes: u64,
    /// What succeeded, and what was tried: objects, COPYs, or records, as the place counts.
    pub succeeded: u64,
    pub tried: u64,
}

impl Sent {
    fn add(&mut self, records: u64, bytes: u64, (succeeded, tried): (u64, u64)) {
        self.records += records;
        self.bytes += bytes;
        self.succeeded += succeeded;
        self.tried += tried;
    }
}

/// One minute of one delivery stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Minute {
    /// The minute since the story began.
    pub at: u64,
    pub incoming_records: u64,
    pub incoming_bytes: u64,
    pub put_requests: u64,
    pub throttled: u64,
    /// From the source stream.
    pub read_records: u64,
    pub read_bytes: u64,
    /// The largest MillisBehindLatest of its calls.
    pub behind_ms: Option<u64>,
    /// Objects of data, those that wait for a COPY too.
    pub s3: Sent,
    /// Objects of the backup.
    pub backup: Sent,
    /// A destination that is no bucket.
    pub to: Sent,
    /// Invocations that were answered, and that ended at all.
    pub invoked: (u64, u64),
    /// Milliseconds of all of them together.
    pub invoked_ms: u64,
    /// Records that the function answered with Ok or Dropped, and the bytes of those with Ok.
    pub processed: (u64, u64),
    pub converted: u64,
    pub unconverted: u64,
    /// The most partitions that were active at once; `None` where nothing is partitioned.
    pub partitions: Option<u64>,
    /// Records that were of one partition too many.
    pub beyond: u64,
    /// Batches of which jq took the partition keys, and their records.
    pub queried: (u64, u64),
    /// The age of the oldest record in Firehose at the minute's end; `None` if there was none.
    pub freshness_ms: Option<u64>,
}

#[derive(Clone, Debug, Default)]
struct Row {
    past: Log<Minute>,
    open: Minute,
    /// Partitions that are active now.
    active: Option<u64>,
    /// When the attempts began that have not ended.
    begun: BTreeMap<usize, Time>,
    /// What jq had done when the last minute ended.
    queried: (u64, u64),
}

impl Row {
    /// `queried` is what jq has done so far.
    fn close(&mut self, freshness_ms: Option<u64>, queried: (u64, u64)) {
        self.open.freshness_ms = freshness_ms;
        self.open.queried = (queried.0 - self.queried.0, queried.1 - self.queried.1);
        self.queried = queried;
        let next = Minute { at: self.open.at + 1, partitions: self.active, ..Minute::default() };
        self.past.push(std::mem::replace(&mut self.open, next));
        self.past.trim_to(self.past.end().saturating_sub(KEPT));
    }

    fn ended(&mut self, invocation: usize, event: &Event, next: Option<Time>, answered: bool) {
        let began = self.begun.remove(&invocation).unwrap_or(event.at);
        self.begun.extend(next.map(|next| (invocation, next)));
        self.open.invoked.0 += u64::from(answered);
        self.open.invoked.1 += 1;
        self.open.invoked_ms += event.at.since(began).as_millis();
    }
}

/// By delivery stream.
#[derive(Clone, Debug, Default)]
pub struct Minutes {
    rows: BTreeMap<Name, Row>,
    /// The minute that is open.
    now: u64,
}

impl Minutes {
    /// The last whole minutes of a delivery stream, oldest first.
    pub fn of(&self, name: &Name, minutes: usize) -> impl Iterator<Item = &Minute> {
        let past = self.rows.get(name).map(|row| row.past.from(row.past.end().saturating_sub(minutes)));
        past.into_iter().flatten().map(|(_, minute)| minute)
    }

    /// Time passes until an instant, and nothing happens before it: closes the minutes that are over.
    pub(super) fn pass(&mut self, until: Time, deliveries: &Deliveries) {
        let minute = until.as_seconds() / MINUTE;
        while self.now < minute {
            self.now += 1;
            let ends = Time::START + Span::seconds(self.now * MINUTE);
            for (name, row) in &mut self.rows {
                let delivery = deliveries.delivery_stream(name).ok();
                let oldest = delivery.and_then(|it| it.oldest_record());
                let queried = delivery.map_or(row.queried, |it| it.tally.queried);
                row.close(oldest.map(|oldest| ends.since(oldest).as_millis()), queried);
            }
        }
    }

    pub(super) fn note(&mut self, event: &Event) {
        if let What::DeliveryStreamCreated { delivery_stream } = &event.what {
            let open = Minute { at: self.now, ..Minute::default() };
            self.rows.insert(delivery_stream.clone(), Row { open, ..Row::default() });
        } else if let What::RecordsRead { reader, behind_ms, .. } = &event.what {
            // Of a consumer with the name of a delivery stream nothing is read by it.
            if let Some(row) = self.rows.get_mut(reader) {
                row.open.behind_ms = row.open.behind_ms.max(Some(*behind_ms));
            }
        } else if let What::PutFailed { to: Target::Firehose(name), .. } = &event.what {
            if let Some(row) = self.rows.get_mut(name) {
                row.open.put_requests += 1;
            }
        } else if let Some(row) = delivery_stream_of(&event.what).and_then(|name| self.rows.get_mut(name)) {
            row.note(event);
        }
    }
}

/// The delivery stream that an event counts for.
fn delivery_stream_of(what: &What) -> Option<&Name> {
    if let What::FirehosePut { delivery_stream, .. }
    | What::FirehoseFetched { delivery_stream, .. }
    | What::TransformInvoked { delivery_stream, .. }
    | What::TransformAnswered { delivery_stream, .. }
    | What::TransformFailed { delivery_stream, .. }
    | What::ObjectWritten { delivery_stream, .. }
    | What::Delivered { delivery_stream, .. }
    | What::DeliveryFailed { delivery_stream, .. }
    | What::RecordsConverted { delivery_stream, .. }
    | What::PartitionsActive { delivery_stream, .. } = what
    {
        return Some(delivery_stream);
    }
    None
}

impl Row {
    fn note(&mut self, event: &Event) {
        let open = &mut self.open;
        if let What::FirehosePut { taken, refused, bytes, .. } = &event.what {
            open.incoming_records += taken;
            open.incoming_bytes += bytes;
            open.put_requests += 1;
            open.throttled += refused;
        } else if let What::FirehoseFetched { records, bytes, .. } = &event.what {
            open.read_records += records;
            open.read_bytes += bytes;
        } else if let What::TransformInvoked { invocation, .. } = &event.what {
            self.begun.insert(*invocation, event.at);
        } else if let What::TransformAnswered { invocation, ok, ok_bytes, dropped, .. } = &event.what {
            open.processed.0 += ok + dropped;
            open.processed.1 += ok_bytes;
            self.ended(*invocation, event, None, true);
        } else if let What::TransformFailed { invocation, next, .. } = &event.what {
            self.ended(*invocation, event, *next, false);
        } else if let What::ObjectWritten { folder, records, bytes, .. } = &event.what {
            if let Some(sent) = open.objects_of(*folder) {
                sent.add(*records, *bytes, (1, 1));
            }
        } else if let What::Delivered { place, records, bytes, refused, .. } = &event.what {
            // Redshift counts COPYs, the others count records.
            let copied = matches!(place, Place::Cluster(_));
            open.to.add(*records, *bytes, if copied { (1, 1) } else { (*records, records + refused) });
        } else if let What::DeliveryFailed { place, folder, records, .. } = &event.what {
            if let Place::Bucket(_) = place {
                open.objects_of(*folder).into_iter().for_each(|sent| sent.tried += 1);
            } else {
                open.to.tried += if let Place::Cluster(_) = place { 1 } else { *records };
            }
        } else if let What::RecordsConverted { converted, failed, .. } = &event.what {
            open.converted += converted;
            open.unconverted += failed;
        } else if let What::PartitionsActive { active, beyond, .. } = &event.what {
            self.active = Some(*active);
            open.partitions = open.partitions.max(Some(*active));
            open.beyond += beyond;
        }
    }
}

impl Minute {
    /// Where the objects of a folder are counted; nowhere of those of a failure folder.
    fn objects_of(&mut self, folder: Folder) -> Option<&mut Sent> {
        if folder == Folder::Data {
            return Some(&mut self.s3);
        }
        (folder == Folder::Backup).then_some(&mut self.backup)
    }
}
