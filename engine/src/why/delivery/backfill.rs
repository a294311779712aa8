//! How what lies in a failure folder is brought in later: the line that does it, behind a button.

use crate::command::{Actor, Backfill, Command, DeliverTo, Place};
use crate::event::Folder;
use crate::names::Name;
use crate::stores::{Object, failed_lines, listed};
use crate::why::Fix;
use crate::world::World;

/// What brings in the records of an object, or those that a manifest lists; `None` of what needs it not, of what was
/// brought in already, and where it would be refused now.
pub fn backfill(world: &World, bucket: &Name, key: &str) -> Option<Fix> {
    let object = world.buckets().object(bucket, key).ok()?;
    let well = |place: &Place| world.stores().faults.at(place).is_none();
    if !well(&Place::Bucket(bucket.clone())) || left(world, bucket, object) == 0 {
        return None;
    }
    let delivery = world.firehose().delivery_stream(&object.delivery_stream).ok()?;
    let (ask, label, note) = match (object.folder, &delivery.destination.to) {
        (Folder::Manifest, DeliverTo::Redshift { cluster, table, .. }) => {
            let (manifest, cluster, table) = (key.to_owned(), cluster.clone(), table.clone());
            let note =
                "COPY of exactly the objects that the manifest lists. A second time would load them twice.";
            (Backfill::Load { bucket: bucket.clone(), manifest, cluster, table }, "Load it now", note)
        }
        (Folder::OpenSearchFailed, DeliverTo::OpenSearch { domain, .. }) => {
            let index = failed_lines(object).into_iter().find_map(|line| line.index)?;
            let (prefix, domain) = (key.to_owned(), domain.clone());
            let note = "Each document keeps its id: none is there twice. What is no JSON fails again.";
            (Backfill::Reindex { bucket: bucket.clone(), prefix, domain, index }, "Index again", note)
        }
        (folder, _) if folder.failed() && delivery.source.is_none() => {
            let (prefix, delivery_stream) = (key.to_owned(), delivery.name.clone());
            let note = "PutRecordBatch of rawData as it came. What fails for its own sake will fail again.";
            (Backfill::Reingest { bucket: bucket.clone(), prefix, delivery_stream }, "Put again", note)
        }
        (_, _) => return None,
    };
    let place = match &ask {
        Backfill::Load { cluster, .. } => Some(Place::Cluster(cluster.clone())),
        Backfill::Reindex { domain, .. } => Some(Place::Domain(domain.clone())),
        Backfill::Reingest { .. } => None,
    };
    place.as_ref().is_none_or(well).then(|| Fix {
        label: label.to_owned(),
        commands: vec![Command::Actor(Actor::Backfill(ask))],
        note: note.to_owned(),
    })
}

/// How many lines, or listed objects, were not brought in yet.
fn left(world: &World, bucket: &Name, object: &Object) -> u64 {
    let settled = &world.stores().settled;
    if object.folder != Folder::Manifest {
        return object.records.saturating_sub(settled.count(bucket, &object.key));
    }
    let entries = listed(object).unwrap_or_default();
    entries.iter().filter(|entry| settled.at(&entry.bucket, &entry.key, 0).is_none()).count() as u64
}

/// The newest object of a delivery stream that can be brought in.
pub(super) fn newest(world: &World, delivery: &Name) -> Option<Fix> {
    let s3 = &world.firehose().delivery_stream(delivery).ok()?.destination.s3;
    let objects = world.buckets().bucket(&s3.bucket).ok()?.objects().rev();
    let mut failed = objects.filter(|it| {
        it.delivery_stream == *delivery && (it.folder.failed() || it.folder == Folder::Manifest)
    });
    failed.find_map(|object| backfill(world, &s3.bucket, &object.key))
}
