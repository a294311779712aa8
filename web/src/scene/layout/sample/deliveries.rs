//! Delivery streams, what they deliver to and what goes wrong there, made up for tests.

use engine::command::{Destination, Place, Trouble};
use engine::event::{FiredBy, Folder};
use engine::kernel::Time;
use engine::names::Name;
use engine::view::*;

use super::{Plan, named};

pub(super) fn delivery(plan: Plan, i: usize, stream: &Name, bucket: &Name, function: &Name) -> DeliveryView {
    let buffer = BufferView {
        records: 3_500,
        bytes: 3_670_016,
        size_limit: 5_242_880,
        waited_us: 24_000_000,
        interval_us: 60_000_000,
        next: Some(FiredBy::Interval),
    };
    let user = plan.transform && i == 0;
    let place = store(plan).filter(|_| i == 0).unwrap_or_else(|| Place::Bucket(bucket.clone()));
    DeliveryView {
        name: named(plan, "to-lake", i),
        status: "ACTIVE",
        settles_in_us: None,
        source: Some(stream.clone()),
        bucket: bucket.clone(),
        place: place.clone(),
        prefix: String::new(),
        version: 1,
        transform_buffer: user.then(|| BufferView {
            bytes: 300_000,
            size_limit: 1_048_576,
            ..buffer.clone()
        }),
        failed_buffer: BufferView { records: 4, bytes: 2_000, ..buffer.clone() },
        buffer,
        partitions: plan.old.then_some(PartitionsView { active: 137, most: 500 }),
        function: user.then(|| function.clone()),
        taken: 8_034_713,
        refused: 0,
        invocations: 14,
        in_flight: 1,
        in_flight_limit: 5,
        held_back: 0,
        uploading: 0,
        ok: 487,
        dropped: 9,
        failed: 4,
        objects: plan.objects as u64,
        last_invocation: Some(13),
        destination: "S3",
        delivered: 8_034_700,
        taken_bytes: 0,
        billed_bytes: 0,
        in_failure_folders: 4,
        backfilled: 0,
        failures_waiting: 0,
        lost: 0,
        retries: store(plan).filter(|_| i == 0).map(retry).into_iter().collect(),
        retry_us: None,
        errors: Vec::new(),
        hints: HintsView { size: [5, 1, 128], interval: [60, 0, 900], sources: ["", ""] },
        settings: Box::new(Destination::s3(bucket.clone())),
    }
}

pub(super) fn store(plan: Plan) -> Option<Place> {
    Place::of(plan.store?, named(plan, "search", 0)).filter(|_| plan.deliveries > 0)
}

pub(super) fn store_view(plan: Plan, place: Place) -> StoreView {
    let part = SinkView { name: "clickstream-2026-11-21".to_owned(), records: 12_345, bytes: 1, loads: 1 };
    StoreView {
        name: place.name().clone(),
        kind: place.kind(),
        records: 1_234_567,
        parts: if plan.old { vec![] } else { vec![part] },
        trouble: Some("unreachable"),
        place,
    }
}

pub(super) fn faults(plan: Plan) -> Vec<FaultView> {
    let one =
        |place| FaultView { place, trouble: Trouble::Unreachable, every: 1, left_us: Some(552_000_000) };
    let function = Place::Function(named(plan, "to-json", 0));
    store(plan)
        .map_or(vec![], |place| vec![one(place), one(function), one(Place::Bucket(named(plan, "lake", 0)))])
}

fn retry(place: Place) -> RetryView {
    RetryView {
        stage: "send",
        folder: Folder::Data,
        place,
        records: 500,
        attempts: 3,
        failing_us: 600_000_000,
        next_in_us: Some(252_000_000),
        retries_for_us: Some(3_300_000_000),
        error: "OS.ServiceException".to_owned(),
    }
}

pub(super) fn object(plan: Plan, i: usize) -> ObjectView {
    let failed = i % 4 == 3;
    let folder = if failed { "processing-failed/" } else { "" };
    let random = "8f3e1a60-7c1d-4e0e-9d2f-0c5f6f1b2a3";
    let key = format!(
        "{folder}2026/11/21/{:02}/{}-1-2026-11-21-14-{i:02}-12-{random}{i}",
        14 + i / 5,
        named(plan, "to-lake", 0)
    );
    ObjectView {
        key,
        bytes: 2_100_000,
        records: if failed { 4 } else { 12_345 },
        written: Time::seconds(60 * i as u64),
        fired_by: if i.is_multiple_of(2) { FiredBy::Size } else { FiredBy::Interval },
        folder: if failed { Folder::ProcessingFailed } else { Folder::Data },
    }
}
