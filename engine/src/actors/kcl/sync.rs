//! Shard sync: the table of leases, and rows for shards that have none.

use std::collections::{BTreeMap, BTreeSet};

use super::{Application, Checkpoint, Lease};
use crate::actors::Services;
use crate::command::{Action, ReadFrom, TableCapacity, TableKey};
use crate::event::KclEvent;
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::streams::{Shard, Stream};

/// How long the KCL waits before it tries again to begin (SchedulerInitializationBackoffTime).
const AGAIN: Span = Span::SECOND;

/// The KCL makes its table if there is none.
pub(super) fn make_table(
    step: &mut Step<'_>,
    services: &mut Services<'_>,
    table: &Name,
) -> Result<(), Refusal> {
    if let Ok(there) = services.dynamodb.table(table) {
        if there.key == TableKey::Lease {
            return Ok(());
        }
        return Err(Refusal::scene(format!(
            "table {table} has the key id, for items of an emitter: leases need a table of their own, such as `table \
             {table}-leases`"
        )));
    }
    let capacity = match limits::KCL_TABLE_UNITS.at(step.era) {
        0 => TableCapacity::OnDemand,
        units => TableCapacity::Provisioned { read: units, write: units },
    };
    services.dynamodb.create(step, (table, TableKey::Lease), capacity)
}

pub(super) fn every(step: &Step<'_>) -> Span {
    Span::millis(limits::KCL_SHARD_SYNC.at(step.era))
}

/// Makes rows for shards without one. Gives the time until the next such look, which is soon if not all could be made.
pub(super) fn sync(app: &mut Application, step: &mut Step<'_>, services: &mut Services<'_>) -> Span {
    let at = (step.now, step.era);
    let may = step.authorize(Action::ListShards, app.reader.stream.as_str());
    let mut charge = || services.streams.charge(at, &limits::RATE_LIST_SHARDS, Some(&app.reader.stream));
    if let Err(refusal) = may.and_then(|()| charge()) {
        let shard = app.reader.any_shard();
        app.reader.note_refusal(step, shard, &refusal);
        return AGAIN;
    }
    let Ok(stream) = services.streams.stream(&app.reader.stream) else { return every(step) };
    app.reader.begin(step.now, stream);
    let rows = match services.dynamodb.scan(step, &app.table) {
        Ok((items, _)) => items,
        Err(refusal) => {
            app.refused(step, ("Scan", "to sync the shards"), &refusal);
            return AGAIN;
        }
    };
    let rows: BTreeMap<ShardId, Lease> =
        rows.iter().filter_map(Lease::read).map(|lease| (lease.shard, lease)).collect();
    let (mut made, mut throttled) = (0, false);
    for shard in wanted(app, stream, step.now) {
        if rows.contains_key(&shard.id) || has_family(stream, &rows, shard) {
            continue;
        }
        let from = match app.reader.from {
            ReadFrom::TrimHorizon => Checkpoint::TrimHorizon,
            ReadFrom::Latest => Checkpoint::Latest,
            ReadFrom::AtTimestamp(_) => Checkpoint::AtTimestamp,
        };
        match services.dynamodb.put_new(step, &app.table, Lease::of(shard, &from)) {
            Ok(()) => made += 1,
            Err(refusal) if refusal.error == ErrorName::ConditionalCheckFailedException => {}
            Err(refusal) => {
                throttled = true;
                app.refused(step, ("PutItem", "to make a lease"), &refusal);
                break;
            }
        }
    }
    // Rows of shards that are no longer there.
    let gone =
        |id: &ShardId| stream.shard(*id).is_none_or(|shard| stream.is_closed_and_expired(shard, step.now));
    let gone: Vec<ShardId> = rows.keys().copied().filter(gone).collect();
    for id in gone {
        if let Err(refusal) = services.dynamodb.delete_item(step, &app.table, &id.to_string()) {
            app.refused(step, ("DeleteItem", "to clean a lease up"), &refusal);
            break;
        }
    }
    if made > 0 {
        let (reader, table) = (app.name.clone(), app.table.clone());
        app.tell(step, KclEvent::LeasesMade { reader, table, leases: made });
    }
    if throttled { AGAIN } else { every(step) }
}

/// The shards with which an application begins; the children of these get their rows when they end.
fn wanted<'a>(app: &Application, stream: &'a Stream, now: Time) -> Vec<&'a Shard> {
    let gone = |id: Option<ShardId>| {
        id.and_then(|id| stream.shard(id)).is_none_or(|shard| stream.is_closed_and_expired(shard, now))
    };
    let listed = stream.shards().iter().filter(|shard| !stream.is_closed_and_expired(shard, now));
    listed
        .filter(|shard| match app.reader.from {
            ReadFrom::TrimHorizon => gone(shard.parent) && gone(shard.adjacent_parent),
            ReadFrom::Latest => shard.is_open(),
            ReadFrom::AtTimestamp(at) => {
                shard.made <= at.max(stream.created) && shard.closed.is_none_or(|closed| closed >= at)
            }
        })
        .collect()
}

/// Whether an ancestor or a descendant has a row: then the shard gets its own at its parents' end, or has had it.
fn has_family(stream: &Stream, rows: &BTreeMap<ShardId, Lease>, shard: &Shard) -> bool {
    let parents = |shard: &Shard| shard.parent.into_iter().chain(shard.adjacent_parent).collect::<Vec<_>>();
    let found = |first: Vec<ShardId>, next: &dyn Fn(&Shard) -> Vec<ShardId>| {
        let (mut seen, mut open) = (BTreeSet::new(), first);
        while let Some(id) = open.pop() {
            if rows.contains_key(&id) {
                return true;
            }
            if seen.insert(id) {
                open.extend(stream.shard(id).map(next).unwrap_or_default());
            }
        }
        false
    };
    found(parents(shard), &parents) || found(shard.children.clone(), &|shard| shard.children.clone())
}
