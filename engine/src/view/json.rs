//! The view as JSON, by name, for conditions: `stream.orders.refused`, `shard.orders.001.records_per_s`,
//! `reader.billing.lag`, `bucket.lake.object[0].fired_by`, `bucket.lake.folder["processing-failed"].record`.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{build, delivery, kcl, roles};
use crate::event::Folder;
use crate::firehose::failure_folder;
use crate::names::Name;
use crate::stores::Bucket;
use crate::world::World;

/// The first words of a path.
pub const ROOTS: [&str; 13] = [
    "stream", "shard", "producer", "reader", "firehose", "function", "bucket", "store", "table", "role",
    "bill", "ledger", "time",
];

/// One section of the view. With a name, only that entry; without, all entries by name.
///
/// `None` for a root that does not exist or a name that is not there.
pub fn section(world: &World, root: &str, name: Option<&str>) -> Option<Value> {
    match root {
        "bill" => return Some(to_json(&super::bill(world))),
        "ledger" => return Some(to_json(&build::ledger(world))),
        "time" => {
            let now = world.now();
            return Some(json!({ "us": now.as_micros(), "ms": now.as_millis(), "s": now.as_seconds() }));
        }
        _ => {}
    }
    let Some(name) = name else {
        let all = names(world, root)?.into_iter();
        let entries = all.filter_map(|name| Some((name.clone(), section(world, root, Some(&name))?)));
        return Some(Value::Object(entries.collect()));
    };
    let name = Name::parse(name).ok()?;
    match root {
        "stream" => world.streams().stream(&name).ok().map(|stream| to_json(&build::stream(world, stream))),
        "shard" => {
            let stream = world.streams().stream(&name).ok()?;
            let shards =
                stream.shards().iter().filter(|shard| !stream.is_closed_and_expired(shard, world.now()));
            let by_name =
                shards.map(|shard| (shard.id.short(), to_json(&build::shard(world, stream, shard))));
            Some(Value::Object(by_name.collect()))
        }
        "producer" => build::producers(world).into_iter().find(|p| p.name == name).map(|p| to_json(&p)),
        "reader" => build::readers(world).into_iter().find(|r| r.name == name).map(|r| to_json(&r)),
        "firehose" => {
            world.firehose().even_leaving(&name).ok().map(|d| to_json(&delivery::delivery(world, d)))
        }
        "function" => build::functions(world).into_iter().find(|f| f.name == name).map(|f| to_json(&f)),
        "store" => build::stores(world).into_iter().find(|s| s.name == name).map(|s| to_json(&s)),
        "table" => world.dynamodb().table(&name).ok().map(|table| to_json(&kcl::table(world, table))),
        "role" => roles::named(world, &name).map(|role| to_json(&role)),
        "bucket" => {
            let bucket = world.buckets().bucket(&name).ok()?;
            let mut view = to_json(&build::bucket(world, &name));
            view.as_object_mut()?.insert("folder".to_owned(), folders(world, bucket));
            Some(view)
        }
        _ => None,
    }
}

/// The names that a root knows; `None` for a root that does not exist.
pub fn names(world: &World, root: &str) -> Option<Vec<String>> {
    Some(match root {
        "stream" | "shard" => world.streams().iter().map(|stream| stream.name.to_string()).collect(),
        "producer" => build::producers(world).into_iter().map(|p| p.name.to_string()).collect(),
        "reader" => build::readers(world).into_iter().map(|r| r.name.to_string()).collect(),
        "firehose" => world.firehose().with_leaving().map(|d| d.name.to_string()).collect(),
        "function" => world.functions().iter().map(|f| f.name.to_string()).collect(),
        "store" => build::stores(world).into_iter().map(|s| s.name.to_string()).collect(),
        "table" => world.dynamodb().iter().map(|table| table.name.to_string()).collect(),
        "role" => roles::names(world),
        "bucket" => world.buckets().iter().map(|(name, _)| name.to_string()).collect(),
        _ => return None,
    })
}

/// The failure folders of a bucket with their records opened: `folder["processing-failed"].record[…]`. The one of the
/// transform is always there, so that a condition may ask before anything has failed.
fn folders(world: &World, bucket: &Bucket) -> Value {
    let mut folders = Map::new();
    for folder in Folder::ALL.into_iter().filter(|folder| folder.failed() || *folder == Folder::Manifest) {
        let (mut objects, mut records) = (0, Vec::new());
        for object in bucket.objects().filter(|object| object.folder == folder) {
            objects += 1;
            let text = String::from_utf8_lossy(&object.content.0.bytes()).into_owned();
            records.extend(text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()));
        }
        if objects > 0 || folder == Folder::ProcessingFailed {
            let name = failure_folder(folder, world.era()).to_owned();
            folders.insert(name, json!({ "objects": objects, "record": records }));
        }
    }
    Value::Object(folders)
}

fn to_json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("a view has only string keys and plain values")
}
