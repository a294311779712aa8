//! "Why does this KCL application stand still?": the throttled table, the lost lease, the expired iterator, the parent
//! that is not at its end, records processed twice.

use super::{Fix, Why};
use crate::actors::Group;
use crate::command::{Actor, Checkpointing, Command, Dynamodb, Setting, TableCapacity};
use crate::event::{Event, KclEvent, LeaseLoss, TableEvent, What};
use crate::kernel::units::{grouped, print_span};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::view::{self, LeaseView, TableView};
use crate::world::World;

/// Hundredths of a write, rounded, that the renewal of its leases needs each second: one for each third of the failover
/// time.
pub fn renewals_per_s(leases: u64, failover: Span, epsilon: Span) -> u64 {
    let every = (failover.as_micros() / 3).saturating_sub(epsilon.as_micros()).max(1);
    (leases * 100_000_000 + every / 2) / every
}

fn group<'a>(world: &'a World, reader: &Name) -> Option<&'a Group> {
    world.actors().groups().find(|group| &group.app.name == reader)
}

fn table(world: &World, name: &Name) -> Option<TableView> {
    view::tables_of(world).into_iter().find(|table| &table.name == name)
}

/// The newest event of the story that is one of these.
fn newest<'a, T>(world: &'a World, find: impl Fn(&'a Event) -> Option<T>) -> Option<(&'a Event, T)> {
    world.journal().from(0).rev().find_map(|event| Some((event, find(event)?)))
}

/// Why a table throttled a KCL application when it did so last; `None` if it never did.
pub fn table_throttled(world: &World, name: &Name) -> Option<Why> {
    let (event, (by, operation, purpose, calls)) = newest(world, |event| {
        let What::Table(TableEvent::Throttled { table, by, operation, purpose, calls }) = &event.what else {
            return None;
        };
        (table == name).then_some((by, operation, purpose, calls))
    })?;
    if let Some(why) = super::items::unprocessed(world, event) {
        return Some(why);
    }
    let (table, group) = (table(world, name)?, group(world, by)?);
    let era = world.era();
    let alive = table.leases.iter().filter(|lease| !lease.ended).count() as u64;
    let renewals =
        renewals_per_s(alive, group.app.config.failover, Span::millis(limits::KCL_EPSILON.at(era)));
    let mut sentences = vec![
        format!(
            "{} of {by} {purpose} were answered with HTTP 400, ProvisionedThroughputExceededException.",
            if *calls == 1 {
                format!("One {operation}")
            } else {
                format!("{} calls of {operation}", grouped(*calls))
            }
        ),
        format!(
            "Table {name} has {} write units a second, and each write of up to 1 KiB takes one; what is not used it \
             keeps for {} s, and now it has {} left.",
            grouped(table.wcu),
            limits::DDB_BURST.at(era),
            grouped(table.saved_writes)
        ),
        format!(
            "The renewal of {} leases alone, each every {}, takes {}.{:02} writes a second.",
            grouped(alive),
            print_span(Span::millis(group.app.config.failover.as_millis() / 3 - limits::KCL_EPSILON.at(era))),
            renewals / 100,
            renewals % 100
        ),
    ];
    let each = match group.app.config.checkpoint {
        Checkpointing::Never => None,
        Checkpointing::Batch => Some(group.app.config.idle),
        Checkpointing::Every(span) => Some(span.max(group.app.config.idle)),
        Checkpointing::Records(records) => Some(each_records(group, world.now(), records)),
    };
    let mut needed = renewals.div_ceil(100);
    if let Some(each) = each {
        let writes = (alive * 1_000_000).div_ceil(each.as_micros().max(1));
        needed += writes;
        sentences.push(format!(
            "Checkpoints of {} shards, one every {} each, take up to {} more.",
            grouped(alive),
            print_span(each),
            grouped(writes)
        ));
    }
    sentences.push(
        "A lease that is not renewed for the failover time is lost; a processor that waits for its checkpoint reads \
         no further, although its shard has capacity."
            .to_owned(),
    );
    // A tenth of head room.
    let units = (needed * 11).div_ceil(10).max(table.wcu + 1);
    let update = |capacity| vec![Command::Dynamodb(Dynamodb::UpdateTable { table: name.clone(), capacity })];
    let mut fixes = vec![Fix {
        label: format!("Give it {} write units", grouped(units)),
        commands: update(TableCapacity::Provisioned { read: table.rcu.max(1), write: units }),
        note: format!("{} are needed now. You pay for what you provision, used or not.", grouped(needed)),
    }];
    if era != crate::era::Era::Y2018 {
        fixes.push(Fix {
            label: "Make it on-demand".to_owned(),
            commands: update(TableCapacity::OnDemand),
            note: "You pay for each request, and need not know how many there are.".to_owned(),
        });
    }
    if each.is_some_and(|each| each < Span::seconds(60)) {
        fixes.push(Fix {
            label: "Write checkpoints once a minute".to_owned(),
            commands: set(by, Setting::Checkpoint(Checkpointing::Every(Span::seconds(60)))),
            note: "After a crash up to a minute's records are processed once more.".to_owned(),
        });
    }
    Some(Why { title: format!("{name} at {} s", event.at.as_seconds()), sentences, fixes })
}

fn set(name: &Name, setting: Setting) -> Vec<Command> {
    vec![Command::Actor(Actor::Set { name: name.clone(), settings: vec![setting] })]
}

/// Why a worker lost the lease of a shard when that happened last; `None` if it never did.
pub fn lease_lost(world: &World, reader: &Name, shard: ShardId) -> Option<Why> {
    let (event, (worker, why)) = newest(world, |event| {
        let What::Kcl(KclEvent::LeaseLost { reader: of, shard: on, worker, why }) = &event.what else {
            return None;
        };
        (of == reader && *on == shard).then_some((*worker, *why))
    })?;
    let group = group(world, reader)?;
    let failover = print_span(group.app.config.failover);
    let mut fixes = Vec::new();
    let mut sentences = vec![format!(
        "Worker {worker} of {reader} works on shard {} no longer: its lease is lost.",
        shard.short()
    )];
    match why {
        LeaseLoss::Taken => sentences.extend([
            "A renewal is a conditional write: it counts leaseCounter up if that is still what the worker wrote last. \
             Another worker has written meanwhile."
                .to_owned(),
            "A worker with fewer leases than its share steals one, and until the other one notices, at its next \
             renewal or checkpoint, both process the shard."
                .to_owned(),
        ]),
        LeaseLoss::Expired => {
            sentences.push(format!(
                "It could not renew the lease for {failover} (failoverTimeMillis), so it must take it for lost: anyone \
                 may have it now."
            ));
            if let Some(throttled) = table_throttled(world, &group.app.table) {
                sentences.push("The writes for that were throttled: the table has too little capacity.".to_owned());
                fixes = throttled.fixes;
            }
        }
        LeaseLoss::Gone => sentences.push("The row of the shard is no longer in the table.".to_owned()),
    }
    sentences.push(
        "Whoever has the lease next begins behind the last checkpoint: what was processed since is processed once \
         more."
            .to_owned(),
    );
    Some(Why {
        title: format!("{reader}, shard {} at {} s", shard.short(), event.at.as_seconds()),
        sentences,
        fixes,
    })
}

/// Why an iterator expired when that happened last.
pub fn iterator_expired(world: &World, reader: &Name, shard: ShardId) -> Option<Why> {
    let (event, ()) = newest(world, |event| {
        let What::ReadRefused { reader: by, shard: on, error, .. } = &event.what else { return None };
        (by == reader && *on == shard && *error == ErrorName::ExpiredIteratorException).then_some(())
    })?;
    let group = group(world, reader)?;
    let age = limits::ITERATOR_AGE.at(world.era());
    let mut sentences = vec![
        format!(
            "GetRecords of {reader} on shard {} was answered with ExpiredIteratorException.",
            shard.short()
        ),
        format!(
            "An iterator is good for {age} s, and this one was not used for longer: a processor asks for more only when \
             it has processed its batch and written its checkpoint."
        ),
    ];
    let mut fixes = Vec::new();
    if group.app.tally.throttled_checkpoints > 0 {
        sentences.push(
            "Checkpoints were throttled: the lease table has too little write capacity, and that is what to raise."
                .to_owned(),
        );
        fixes = table_throttled(world, &group.app.table).map_or(Vec::new(), |why| why.fixes);
    }
    if group.app.config.work > Span::default() {
        let most = group.app.reader.limit.unwrap_or(0);
        let batch = group.app.config.work * most;
        sentences.push(format!(
            "A batch of up to {} records at {} each takes up to {}.",
            grouped(most),
            print_span(group.app.config.work),
            print_span(batch)
        ));
        let fits = (Span::seconds(60).as_micros() / group.app.config.work.as_micros().max(1)).max(1);
        if batch > Span::seconds(age) {
            fixes.push(Fix {
                label: format!("Read {} records at a time", grouped(fits)),
                commands: set(reader, Setting::Limit(Some(fits))),
                note: "A batch takes a minute then. The shard is processed no faster.".to_owned(),
            });
        }
    }
    sentences.push(
        "The KCL gets another iterator behind the last record that it read: nothing is lost.".to_owned(),
    );
    Some(Why {
        title: format!("{reader}, shard {} at {} s", shard.short(), event.at.as_seconds()),
        sentences,
        fixes,
    })
}

/// Why a shard is not read yet although somebody has its lease; `None` if it does not wait.
pub fn waits_for_parent(world: &World, reader: &Name, shard: ShardId) -> Option<Why> {
    let group = group(world, reader)?;
    let table = table(world, &group.app.table)?;
    let row = |id: ShardId| table.leases.iter().find(|lease| lease.shard == id);
    let open = |lease: &&LeaseView| !lease.ended;
    let parent = row(shard)?.parents.iter().filter_map(|id| row(*id)).find(open)?;
    let (id, short) = (parent.shard, parent.shard.short());
    let mut sentences = vec![
        format!("Shard {} came of a reshard, and its parent {short} is not at SHARD_END.", shard.short()),
        "The KCL reads a child only when all its parents are read and processed to their ends: so the records of each \
         key stay in order."
            .to_owned(),
        format!(
            "The parent's lease is {}, and its checkpoint {}.",
            parent.owner.as_ref().map_or("nobody's".to_owned(), |owner| format!("{owner}'s")),
            parent.checkpoint
        ),
    ];
    if let Some(lag) = lag(world, reader, id).filter(|lag| *lag > 0) {
        sentences.push(format!("{} of its records are still to be processed.", grouped(lag)));
    }
    sentences
        .push(format!("The worker looks again every {} s.", limits::KCL_PARENT_POLL.at(world.era()) / 1_000));
    Some(Why { title: format!("{reader}, shard {}", shard.short()), sentences, fixes: Vec::new() })
}

fn lag(world: &World, reader: &Name, shard: ShardId) -> Option<u64> {
    let reader = view::view(world).readers.into_iter().find(|it| &it.name == reader)?;
    reader.shards.iter().find(|it| it.shard == shard).map(|it| it.lag)
}

/// Why an application processed records twice, when it did so last.
pub fn read_again(world: &World, reader: &Name) -> Option<Why> {
    let (event, (shard, worker, records)) = newest(world, |event| {
        let What::Kcl(KclEvent::ReadAgain { reader: of, shard, worker, records }) = &event.what else {
            return None;
        };
        (of == reader).then_some((*shard, *worker, *records))
    })?;
    let group = group(world, reader)?;
    let sentences = vec![
        format!(
            "Worker {worker} of {reader} processed {} records of shard {} that had been processed before.",
            grouped(records),
            shard.short()
        ),
        "It began behind the last checkpoint in the lease table. What its predecessor processed after that it could \
         not know of."
            .to_owned(),
        format!(
            "Checkpoints are written so: {}. The KCL promises at least once, never exactly once.",
            group.app.config.checkpoint
        ),
        "An id in each record, and a destination that takes an id only once, makes twins harmless.".to_owned(),
    ];
    let fixes = match group.app.config.checkpoint {
        Checkpointing::Batch => Vec::new(),
        Checkpointing::Every(_) | Checkpointing::Records(_) | Checkpointing::Never => vec![Fix {
            label: "Write a checkpoint after each batch".to_owned(),
            commands: set(reader, Setting::Checkpoint(Checkpointing::Batch)),
            note: "Fewer twins after a crash, and more writes to the table.".to_owned(),
        }],
    };
    Some(Why {
        title: format!("{reader}, shard {} at {} s", shard.short(), event.at.as_seconds()),
        sentences,
        fixes,
    })
}

/// The rule behind a refused call of DynamoDB.
pub(super) fn rules(refusal: &Refusal) -> Vec<String> {
    let known = [
        (
            ErrorName::ResourceNotFoundException,
            "A table must be made first, and can be used when it is ACTIVE. Look at list-tables.",
        ),
        (
            ErrorName::ValidationException,
            "A table here has the one key leaseKey, a text: in a KCL application's table the id of a shard.",
        ),
        (ErrorName::ResourceInUseException, "A table is made once, and is changed only while it is ACTIVE."),
        (
            ErrorName::ProvisionedThroughputExceededException,
            "A Scan or a GetItem takes read capacity, and there is none left now. Wait, or raise it with update-table.",
        ),
    ];
    let found = known.iter().find(|(error, _)| *error == refusal.error);
    let text = found.map_or("Look at what the message names. Nothing was changed.", |(_, text)| text);
    vec![text.to_owned()]
}

/// How long a shard needs for so many records, as fast as they come now; no shorter than from one read to the next.
fn each_records(group: &Group, now: Time, records: u64) -> Span {
    let shards = group.workers.values().map(|it| it.holds.len() as u64).sum::<u64>().max(1);
    let per_s = (group.app.reader.records.per_second(now) / shards).max(1);
    Span::micros(records * 1_000_000 / per_s).max(group.app.config.idle)
}
