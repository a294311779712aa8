//! Bringing in what could not be delivered. Nothing is deleted from the bucket: the ledger moves each record once,
//! from what failed to what was brought in.
//!
//! Modelling choice: COPY and the bulk request are done at once; on AWS they take seconds.

use std::sync::Arc;

use crate::actors::{Actors, Failed, Reingest, Services};
use crate::command::{Backfill, DeliverTo, Place};
use crate::event::{Folder, What};
use crate::firehose::Deliveries;
use crate::names::Name;
use crate::refusal::Refusal;
use crate::step::Step;
use crate::stores::{
    Buckets, FailedLine, Listed, Load, Object, Stores, failed_lines, lines, listed, unpacked,
};

/// # Errors
/// A sentence: what is not there, what is no manifest or failure folder, or what is wrong at the place. Then nothing
/// was brought in. NoSuchBucket, NoSuchKey and ResourceNotFoundException as AWS says them.
pub(super) fn perform(
    step: &mut Step<'_>,
    mut services: Services<'_>,
    (stores, actors): (&mut Stores, &mut Actors),
    ask: &Backfill,
) -> Result<(), Refusal> {
    match ask {
        Backfill::Load { bucket, manifest, cluster, table } => {
            well(stores, &Place::Bucket(bucket.clone()))?;
            load(step, &mut services, stores, [bucket, cluster], (manifest, table))
        }
        Backfill::Reindex { bucket, prefix, domain, index } => {
            well(stores, &Place::Bucket(bucket.clone()))?;
            let objects = below(stores, bucket, prefix, |folder| folder == Folder::OpenSearchFailed)?;
            let place = Place::Domain(domain.clone());
            known(stores, &place)?;
            well(stores, &place)?;
            for object in objects {
                reindex(step, services.firehose, stores, (bucket, &object), (&place, index));
            }
            Ok(())
        }
        Backfill::Reingest { bucket, prefix, delivery_stream } => {
            well(stores, &Place::Bucket(bucket.clone()))?;
            let into = services.firehose.delivery_stream(delivery_stream)?;
            if into.source.is_some() {
                return Err(Refusal::invalid(
                    "This operation is not permitted on KinesisStreamAsSource delivery stream type.",
                ));
            }
            let objects = below(stores, bucket, prefix, Folder::failed)?;
            let records = |object: &Arc<Object>| {
                let (of, key) = (object.delivery_stream.clone(), Arc::from(object.key.as_str()));
                let failed = move |line: FailedLine| Failed {
                    delivery_stream: of.clone(),
                    bucket: bucket.clone(),
                    key: Arc::clone(&key),
                    line: line.line,
                    data: line.data,
                };
                failed_lines(object).into_iter().map(failed)
            };
            let records = objects.iter().flat_map(records).collect();
            let run = actors.reingests.len() as u64;
            actors.reingests.insert(run, Reingest::start(step, delivery_stream, records, run));
            Ok(())
        }
    }
}

fn well(stores: &Stores, place: &Place) -> Result<(), Refusal> {
    match stores.faults.at(place) {
        None => Ok(()),
        Some(trouble) => Err(Refusal::scene(format!(
            "{place} is {}: nothing was brought in. Heal it, or wait, and ask again",
            trouble.word()
        ))),
    }
}

fn known(stores: &Stores, place: &Place) -> Result<(), Refusal> {
    if stores.sinks.has(place) { Ok(()) } else { Err(Refusal::scene(format!("there is no {place}"))) }
}

/// The objects of failure folders below a path.
fn below(
    stores: &Stores,
    bucket: &Name,
    prefix: &str,
    wanted: fn(Folder) -> bool,
) -> Result<Vec<Arc<Object>>, Refusal> {
    let objects = stores.buckets.bucket(bucket)?.objects();
    let found: Vec<_> =
        objects.filter(|object| object.key.starts_with(prefix) && wanted(object.folder)).cloned().collect();
    if found.is_empty() {
        return Err(Refusal::scene(format!(
            "no failed record lies under s3://{bucket}/{prefix} that could be brought in so"
        )));
    }
    Ok(found)
}

/// COPY table FROM 's3://…' MANIFEST.
fn load(
    step: &mut Step<'_>,
    services: &mut Services<'_>,
    stores: &mut Stores,
    [bucket, cluster]: [&Name; 2],
    (manifest, table): (&str, &str),
) -> Result<(), Refusal> {
    let place = Place::Cluster(cluster.clone());
    known(stores, &place)?;
    well(stores, &place)?;
    let tables = tables(services.firehose, stores, cluster);
    if !tables.iter().any(|known| known == table) {
        let known = tables.join(", ");
        return Err(Refusal::scene(format!("cluster {cluster} has no table {table}: it has {known}")));
    }
    let object = stores.buckets.object(bucket, manifest)?;
    let Some(entries) = listed(object) else {
        return Err(Refusal::scene(format!(
            "{manifest} is no manifest: that is a JSON object with `entries`, each with its `url`"
        )));
    };
    let objects = found(&stores.buckets, entries)?;
    for (bucket, object) in objects {
        let content = unpacked(&object.content);
        let load = Load {
            at: step.now,
            records: object.records,
            bytes: content.0.bytes().len() as u64,
            from: Some(object.key.clone()),
            content,
        };
        stores.sinks.take(&place, table, load);
        // COPY knows nothing of what was loaded before.
        let first = stores.settled.note(&bucket, (&object.key, 0), step.now);
        let counts = if first { [object.records, 0, 0] } else { [0, object.records, 0] };
        told(step, services.firehose, &object, ("load", cluster), counts);
    }
    Ok(())
}

/// The objects of a manifest that are there.
///
/// # Errors
/// As COPY (Redshift guide, Using a manifest to specify data files): for a mandatory one that is missing, and if none
/// is there, "regardless of any mandatory settings".
fn found(buckets: &Buckets, entries: Vec<Listed>) -> Result<Vec<(Name, Arc<Object>)>, Refusal> {
    let mut objects = Vec::new();
    for entry in entries {
        match buckets.object(&entry.bucket, &entry.key) {
            Ok(object) => objects.push((entry.bucket, object.clone())),
            // The words of a real one: awslabs/aws-lambda-redshift-loader issue 73.
            Err(_) if entry.mandatory => {
                return Err(Refusal::scene(format!(
                    "S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey. S3 key being read: \
                     s3://{}/{}. The manifest calls it mandatory, so COPY loads nothing",
                    entry.bucket, entry.key
                )));
            }
            Err(_) => {}
        }
    }
    if objects.is_empty() {
        return Err(Refusal::scene(
            "COPY found none of the objects that the manifest lists, and loads nothing",
        ));
    }
    Ok(objects)
}

/// The tables of a cluster, as far as anybody has told of them.
fn tables(deliveries: &Deliveries, stores: &Stores, cluster: &Name) -> Vec<String> {
    let place = Place::Cluster(cluster.clone());
    let there =
        stores.sinks.iter().filter(|(of, _)| **of == place).flat_map(|(_, parts)| parts.keys().cloned());
    let meant = deliveries.iter().filter_map(|delivery| match &delivery.destination.to {
        DeliverTo::Redshift { cluster: of, table, .. } if of == cluster => Some(table.clone()),
        DeliverTo::Redshift { .. }
        | DeliverTo::S3
        | DeliverTo::OpenSearch { .. }
        | DeliverTo::Splunk { .. }
        | DeliverTo::Http { .. } => None,
    });
    let mut tables: Vec<String> = there.chain(meant).collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

/// One bulk request with the documents of an object: each under the id that it had, so none is there twice.
fn reindex(
    step: &mut Step<'_>,
    deliveries: &mut Deliveries,
    stores: &mut Stores,
    (bucket, object): (&Name, &Object),
    (place, index): (&Place, &str),
) {
    let (mut documents, mut again, mut failed) = (Vec::new(), 0, 0);
    for line in failed_lines(object) {
        if serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&line.data).is_err() {
            failed += 1;
        } else if stores.settled.note(bucket, (&object.key, line.line), step.now) {
            documents.push(line.data);
        } else {
            again += 1;
        }
    }
    let records = documents.len() as u64;
    if records > 0 {
        let bytes = documents.iter().map(|document| document.len() as u64).sum();
        let from = Some(object.key.clone());
        let load = Load { at: step.now, records, bytes, from, content: lines(documents) };
        stores.sinks.take(place, index, load);
    }
    stores.settled.refuse(bucket, &object.key, failed);
    told(step, deliveries, object, ("reindex", place.name()), [records, again, failed]);
}

fn told(
    step: &mut Step<'_>,
    deliveries: &mut Deliveries,
    object: &Object,
    (way, into): (&'static str, &Name),
    [records, again, failed]: [u64; 3],
) {
    deliveries.backfilled(&object.delivery_stream, records);
    let (delivery_stream, into) = (object.delivery_stream.clone(), into.clone());
    step.emit(What::Backfilled { delivery_stream, way, into, records, again, failed });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::FiredBy;
    use crate::kernel::Time;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    fn object(key: &str, text: &str) -> Object {
        Object {
            key: key.to_owned(),
            delivery_stream: name("d"),
            bytes: text.len() as u64,
            records: 1,
            written: Time::START,
            fired_by: FiredBy::Interval,
            folder: Folder::Data,
            encoding: None,
            content: lines(vec![text.as_bytes().to_vec()]),
        }
    }

    /// What COPY finds of a manifest that lists `here` and `gone`, each mandatory or not.
    fn copied(here: Option<bool>, gone: Option<bool>) -> Result<usize, String> {
        let mut buckets = Buckets::default();
        buckets.put(&name("lake"), object("here", "a"));
        let entry = |key: &str, mandatory: Option<bool>| {
            mandatory.map(|it| format!("{{\"url\":\"s3://lake/{key}\",\"mandatory\":{it}}}"))
        };
        let entries: Vec<String> = entry("here", here).into_iter().chain(entry("gone", gone)).collect();
        let manifest = object("m", &format!("{{\"entries\":[{}]}}", entries.join(",")));
        let found = found(&buckets, listed(&manifest).expect("a manifest"));
        found.map(|objects| objects.len()).map_err(|refusal| refusal.message)
    }

    #[test]
    fn copy_of_a_manifest_needs_each_mandatory_object_and_at_least_one() {
        assert_eq!(copied(Some(true), None), Ok(1));
        assert_eq!(copied(Some(true), Some(false)), Ok(1), "what is not mandatory may be missing");
        let missing = copied(Some(true), Some(true)).unwrap_err();
        assert!(
            missing.starts_with("S3ServiceException:The specified key does not exist.,Status 404"),
            "{missing}"
        );
        assert!(missing.contains("s3://lake/gone") && missing.ends_with("COPY loads nothing"), "{missing}");
        let none = copied(None, Some(false)).unwrap_err();
        assert!(none.contains("found none of the objects"), "{none}");
    }
}
