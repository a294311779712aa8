//! A delivery stream in the view: its buffers, what is on its way, and where what fails would lie.

use std::collections::BTreeSet;

use super::{BufferView, DeliveryView, FailureFolderView, HintsView, PartitionsView, RetryView};
use crate::command::DeliverTo;
use crate::era::Era;
use crate::event::{FiredBy, Folder};
use crate::firehose::{self, Buffer, DeliveryStream, Parcel};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::Name;
use crate::world::World;

const MIB: u64 = 1_048_576;
/// Lines of the error log.
const ERROR_LINES: usize = 40;

pub(super) fn delivery(world: &World, d: &DeliveryStream) -> DeliveryView {
    let now = world.now();
    let source = d.source.as_ref().and_then(|source| world.streams().stream(source).ok());
    let keeps = source.map(|stream| stream.retention);
    DeliveryView {
        name: d.name.clone(),
        status: d.status(now),
        settles_in_us: d.settles(now).map(|then| then.since(now).as_micros()),
        source: d.source.clone(),
        bucket: d.destination.s3.bucket.clone(),
        prefix: d.destination.s3.prefix.clone(),
        version: d.version,
        buffer: if d.destination.s3.partitioned { fullest(d, now) } else { buffer(d.data_buffer(), now) },
        partitions: d.destination.s3.partitioned.then(|| PartitionsView {
            active: d.active_partitions() as u64,
            most: limits::ACTIVE_PARTITIONS.at(world.era()),
        }),
        transform_buffer: d.transform_buffer().map(|b| buffer(b, now)),
        failed_buffer: buffer(d.failure_buffer(), now),
        function: d.transform().cloned(),
        taken: d.tally.taken,
        refused: d.tally.refused,
        invocations: d.invocations().end(),
        in_flight: d.in_flight(),
        in_flight_limit: d.in_flight_limit(world.era()),
        held_back: d.waiting_to_be_invoked().map(|flushed| flushed.buffer.records).sum(),
        uploading: d.parcels().count(),
        ok: d.tally.ok,
        dropped: d.tally.dropped,
        failed: d.tally.failed,
        objects: d.tally.objects,
        last_invocation: d.invocations().end().checked_sub(1),
        destination: d.destination.to.word(),
        taken_bytes: d.tally.taken_bytes,
        billed_bytes: d.tally.billed_bytes,
        delivered: d.tally.delivered,
        in_failure_folders: d.tally.delivered_failed,
        backfilled: d.tally.backfilled,
        failures_waiting: failures_waiting(d),
        lost: d.tally.lost,
        retries: d.parcels().filter_map(|parcel| retry(d, parcel, (world, keeps))).collect(),
        place: d.place(),
        retry_us: d.retry_setting(world.era()).map(Span::as_micros),
        errors: d.error_log(ERROR_LINES),
        hints: hints(d, world.era()),
        settings: Box::new(d.destination.as_ref().clone()),
    }
}

fn failures_waiting(d: &DeliveryStream) -> u64 {
    let gathered = d.buffers().filter(|(out, _)| out.folder.failed()).map(|(_, buffer)| buffer.records);
    let sent = d.parcels().filter(|parcel| parcel.out.folder.failed()).map(|parcel| parcel.records);
    gathered.chain(sent).sum()
}

fn hints(d: &DeliveryStream, era: Era) -> HintsView {
    let [size, interval] = firehose::hint_bounds(&d.destination);
    let set = d.hints.data;
    HintsView {
        size: [set.size / MIB, size[0].at(era), size[1].at(era)],
        interval: [set.interval.as_seconds(), interval[0].at(era), interval[1].at(era)],
        sources: [size[1].source, interval[1].source],
    }
}

fn retry(d: &DeliveryStream, parcel: &Parcel, around: (&World, Option<Span>)) -> Option<RetryView> {
    let (world, keeps) = around;
    let now = world.now();
    let since = parcel.failing_since?;
    let until = d.retries_until(parcel, keeps, world.era());
    Some(RetryView {
        stage: parcel.stage.word(),
        folder: parcel.out.folder,
        records: parcel.records,
        attempts: parcel.attempts,
        failing_us: now.since(since).as_micros(),
        next_in_us: parcel.next_try.map(|next| next.since(now).as_micros()),
        place: parcel.goes_to(),
        retries_for_us: until.map(|until| until.since(now).as_micros()),
        error: parcel.error.as_deref().unwrap_or_default().to_owned(),
    })
}

fn buffer(b: &Buffer, now: Time) -> BufferView {
    BufferView {
        records: b.records,
        bytes: b.bytes,
        size_limit: b.hints.size,
        waited_us: waited(b, now).as_micros(),
        interval_us: b.hints.interval.as_micros(),
        next: fires(b, now).map(|(_, fired_by)| fired_by),
    }
}

fn waited(b: &Buffer, now: Time) -> Span {
    b.opened.map_or(Span::default(), |opened| now.since(opened))
}

/// In how many µs it fires, and by which hint, at the pace since its first record; `None` while it is empty.
fn fires(b: &Buffer, now: Time) -> Option<(u128, FiredBy)> {
    let waited = u128::from(now.since(b.opened?).as_micros());
    let left = u128::from(b.hints.interval.as_micros()).saturating_sub(waited);
    let missing = u128::from(b.hints.size.saturating_sub(b.bytes));
    // At the instant of the first record there is no pace yet.
    let full = (missing * waited).checked_div(u128::from(b.bytes)).filter(|full| waited > 0 && *full < left);
    Some(full.map_or((left, FiredBy::Interval), |full| (full, FiredBy::Size)))
}

/// Of the buffers of all partitions.
#[inline(never)]
fn fullest(d: &DeliveryStream, now: Time) -> BufferView {
    let filling = || {
        let of_data = d.buffers().filter(|(out, buffer)| out.folder == Folder::Data && buffer.records > 0);
        of_data.map(|(_, buffer)| buffer)
    };
    let fullest = filling().max_by_key(|buffer| buffer.bytes).unwrap_or(d.data_buffer());
    let oldest = filling().min_by_key(|buffer| buffer.opened).unwrap_or(fullest);
    BufferView {
        records: filling().map(|buffer| buffer.records).sum(),
        waited_us: waited(oldest, now).as_micros(),
        interval_us: oldest.hints.interval.as_micros(),
        next: filling().filter_map(|b| fires(b, now)).min_by_key(|(us, _)| *us).map(|(_, by)| by),
        ..buffer(fullest, now)
    }
}

/// The failure folders of a bucket by the delivery streams that write there. Absent: dates, which end the path.
pub(super) fn failure_folders(world: &World, bucket: &Name) -> Vec<FailureFolderView> {
    let users = world.firehose().iter().filter(|d| d.destination.s3.bucket == *bucket);
    let of = |d: &DeliveryStream| {
        let at_the_end = match &d.destination.to {
            // A function may be added later: the folder of what it cannot do is shown from the beginning.
            DeliverTo::S3 => Folder::ProcessingFailed,
            DeliverTo::Redshift { .. } => Folder::Manifest,
            DeliverTo::OpenSearch { .. } => Folder::OpenSearchFailed,
            DeliverTo::Splunk { .. } => Folder::SplunkFailed,
            DeliverTo::Http { .. } => Folder::HttpFailed,
        };
        let mut folders = vec![at_the_end];
        folders.extend(d.transform().map(|_| Folder::ProcessingFailed));
        folders.extend(d.destination.s3.conversion.as_ref().map(|_| Folder::FormatConversionFailed));
        if d.destination.s3.partitioned {
            folders.extend([Folder::PartitionFailed, Folder::PartitionExceeded]);
        }
        let date = world.era().format_utc(world.now(), "%Y/%m/%d/%H/");
        let path = |folder: Folder| {
            let whole = d.object_prefix(world.era(), folder, world.now());
            let path = whole.strip_suffix(&date).unwrap_or(&whole).to_owned();
            FailureFolderView { folder, path }
        };
        folders.into_iter().map(path).collect::<Vec<_>>()
    };
    let all: BTreeSet<FailureFolderView> = users.flat_map(of).collect();
    all.into_iter().collect()
}
