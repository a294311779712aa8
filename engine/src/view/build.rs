//! Makes the view from the world.

use super::{
    BucketView, FaultView, FunctionView, LedgerView, LineView, ObjectView, ProducerView, ReaderShardView,
    ReaderView, ShardView, SinkView, StoreView, StreamConsumerView, StreamView, View, capacity, delivery,
    duplicates, feeds,
};
use crate::actors::{FETCH_EVERY, Kpl, Producer, Reader, ReaderShard};
use crate::command::{Place, Principal, PutApi, ReadVia, TableKey};
use crate::firehose::DeliveryStream;
use crate::kernel::Span;
use crate::lambda::Code;
use crate::limits::{self, Limit};
use crate::meters::{Door, ProducerRates};
use crate::names::{Name, ShardId};
use crate::stores::Fault;
use crate::streams::{Shard, Stream};
use crate::world::World;

/// Everything a learner may look at, at this instant.
#[inline(never)]
pub fn view(world: &World) -> View {
    let mut by_age: Vec<&Stream> = world.streams().iter().collect();
    by_age.sort_by_key(|stream| stream.created);
    View {
        now: world.now(),
        utc: world.era().format_utc(world.now(), "%H:%M:%S"),
        era: world.era(),
        seed: world.seed(),
        producers: producers(world),
        outside: super::outside::outside(world),
        streams: by_age.into_iter().map(|it| stream(world, it)).collect(),
        readers: readers(world),
        stores: stores(world),
        faults: faults(world),
        deliveries: world.firehose().with_leaving().map(|d| delivery::delivery(world, d)).collect(),
        functions: functions(world),
        buckets: world.buckets().iter().map(|(name, _)| bucket(world, name)).collect(),
        tables: super::kcl::tables(world).collect(),
        roles: super::roles::roles(world),
        keys: super::roles::keys(world),
        ledger: ledger(world),
    }
}

#[inline(never)]
pub(super) fn producers(world: &World) -> Vec<ProducerView> {
    let now = world.now();
    let none = ProducerRates::default();
    world
        .actors()
        .producers()
        .map(|p| {
            let rates = world.meters().doors.producer(&p.name).unwrap_or(&none);
            ProducerView {
                name: p.name.clone(),
                kind: "producer",
                to: p.to.clone(),
                rate: p.rate,
                size: p.maker().size,
                keys: p.maker().keys.to_string(),
                hot_key: p.maker().keys.hottest().map(|(key, share)| (key.to_owned(), share)),
                api: p.api,
                payload: p.maker().payload.to_string(),
                retries: p.resending.retries,
                backoff_us: p.resending.backoff.as_micros(),
                resend: p.resending.resend,
                resending: p.resending.waiting(),
                resent: p.resending.resent,
                given_up: p.resending.given_up,
                doubled: p.resending.doubled + p.kpl.as_ref().map_or(0, |kpl| kpl.counts.doubled),
                line: Some(of_producer(world, p)),
                stopped: p.stopped,
                not_allowed: super::roles::not_allowed(world, &Principal::Actor(p.name.clone())),
                sent: rates.sent,
                refused: rates.refused,
                sent_per_s: rates.sent_rate.per_second(now),
                refused_per_s: rates.refused_rate.per_second(now),
                bytes_per_s: rates.bytes_rate.per_second(now),
                agent: None,
                logs: None,
                iot: None,
                kpl: super::kpl::kpl(world, p),
                tool: p.tool,
            }
        })
        .chain(feeds::feeds(world))
        .collect()
}

#[inline(never)]
fn of_producer(world: &World, producer: &Producer) -> LineView {
    let at = |limit: &Limit| limit.at(world.era());
    let in_flight = |kpl: &Kpl| kpl.unanswered();
    let kpl = producer.kpl.as_deref();
    let (timeout, least, most) = match kpl.filter(|_| producer.api == PutApi::Kpl) {
        Some(kpl) => {
            (kpl.settings.request_timeout, &limits::KPL_REQUEST_TIMEOUT_MIN, &limits::KPL_REQUEST_TIMEOUT_MAX)
        }
        None => (producer.resending.timeout, &limits::SDK_TIMEOUT_MIN, &limits::SDK_TIMEOUT_MAX),
    };
    let unanswered = producer.resending.unanswered() + kpl.map_or(0, in_flight);
    duplicates::line(&producer.line, (timeout, (at(least), at(most) * 1_000)), unanswered)
}

#[inline(never)]
pub(super) fn stream(world: &World, stream: &Stream) -> StreamView {
    let now = world.now();
    let mut shards: Vec<&Shard> =
        stream.shards().iter().filter(|shard| !stream.is_closed_and_expired(shard, now)).collect();
    shards.sort_by_key(|shard| (shard.range.start, shard.is_open(), shard.id));
    let shards: Vec<ShardView> = shards.into_iter().map(|shard| self::shard(world, stream, shard)).collect();
    // Shards that have expired took records too.
    let doors: Vec<&Door> =
        stream.shards().iter().filter_map(|s| world.meters().doors.shard(&stream.name, s.id)).collect();
    StreamView {
        name: stream.name.clone(),
        status: stream.status.as_str(),
        settles_in_us: stream.settles_at.map(|at| at.since(now).as_micros()),
        retention_h: stream.retention.as_seconds() / 3_600,
        mode: stream.mode,
        encryption: stream.encryption_key().map(str::to_owned),
        key_state: stream.encryption_key().map(|key| super::roles::state(world, key)),
        max_record_kib: stream.max_record_kib,
        scaling: stream.scaling.as_ref().map(|scaling| capacity::scaling(scaling, now)),
        count_updates_24h: stream.count_updates(now).count() as u64,
        count_updates_most: limits::COUNT_UPDATES_DAY.at(world.era()),
        count_update_free_in_us: capacity::count_update_free_in(stream, now).map(Span::as_micros),
        on_demand: capacity::on_demand(stream, now, world.era()),
        open_shards: stream.open_shards().count(),
        taken: stream.shards().iter().map(Shard::tip).sum(),
        refused: doors.iter().map(|door| door.refused).sum(),
        doubled: stream.shards().iter().map(|shard| shard.doubled).sum(),
        taken_per_s: shards.iter().map(|s| s.records_per_s).sum(),
        refused_per_s: shards.iter().map(|s| s.refused_per_s).sum(),
        bytes_per_s: shards.iter().map(|s| s.bytes_per_s).sum(),
        shards,
        consumers: stream
            .consumers
            .values()
            .map(|consumer| StreamConsumerView {
                name: consumer.name.clone(),
                arn: consumer.arn(&stream.name, world.era()),
                status: consumer.status.as_str(),
            })
            .collect(),
    }
}

#[inline(never)]
pub(super) fn shard(world: &World, stream: &Stream, shard: &Shard) -> ShardView {
    let (now, era) = (world.now(), world.era());
    let none = Door::default();
    let door = world.meters().doors.shard(&stream.name, shard.id).unwrap_or(&none);
    let (taken, bytes) = shard.taken_per_second(now);
    let (refused, refused_bytes) = door.refused_rate.per_second(now);
    let (by_records, by_bytes) = (door.by_records.per_second(now), door.by_bytes.per_second(now));
    let hex = |key: u128| format!("{:04x}", key >> 112);
    ShardView {
        id: shard.id,
        short: shard.id.short(),
        open: shard.is_open(),
        start: shard.range.start.to_string(),
        end: shard.range.end.to_string(),
        start_hex: hex(shard.range.start),
        end_hex: hex(shard.range.end),
        from_ppm: ppm(shard.range.start),
        to_ppm: if shard.range.end == u128::MAX { 1_000_000 } else { ppm(shard.range.end + 1) },
        parents: shard.parent.into_iter().chain(shard.adjacent_parent).collect(),
        children: shard.children.clone(),
        held: shard.held(),
        encrypted: stream.encrypted_in(shard),
        taken: shard.tip(),
        refused: door.refused,
        offered_per_s: taken + refused,
        records_per_s: taken,
        refused_per_s: refused,
        offered_bytes_per_s: bytes + refused_bytes,
        bytes_per_s: bytes,
        limit_records_per_s: limits::SHARD_WRITE_RECORDS.at(era),
        limit_bytes_per_s: limits::SHARD_WRITE_BYTES.at(era),
        reserve_records: shard.reserve(now).0,
        reserve_bytes: shard.reserve(now).1,
        binding: match (by_records, by_bytes) {
            (0, 0) => None,
            (records, bytes) if records >= bytes => Some("records"),
            _ => Some("bytes"),
        },
        read_calls_per_s: shard.read_calls_rate.per_second(now),
        read_bytes_per_s: shard.read_bytes_rate.per_second(now),
        unread: unread(world, stream, shard),
        expires_in_us: shard.closed.map(|at| (at + stream.retention).since(now).as_micros()),
        newest_ms: shard.newest_arrival().map(|at| now.since(at).as_millis()),
        oldest_ms: shard.oldest_arrival().map(|at| now.since(at).as_millis()),
    }
}

/// A place on the ring in parts of a million.
#[inline(never)]
pub(super) fn ppm(key: u128) -> u64 {
    u64::try_from(((key >> 64) * 1_000_000) >> 64).expect("at most a million")
}

/// Records of a shard that some reader of the stream has not read yet; all, where nobody reads.
#[inline(never)]
fn unread(world: &World, stream: &Stream, shard: &Shard) -> u64 {
    shard.tip() - world.actors().read_by_all(&stream.name, shard).max(shard.first_index())
}

#[inline(never)]
pub(super) fn readers(world: &World) -> Vec<ReaderView> {
    let consumers = world.actors().consumers().map(|c| ReaderView {
        tool: c.tool,
        bookmarks: Some(duplicates::bookmarks(c)),
        ..one_reader(world, &c.reader, ("consumer", Some(c.poll)), c.stopped)
    });
    let fan_outs = world.actors().fan_outs().map(|f| (&f.reader, "fan-out", None, f.stopped));
    let fetchers = world.actors().fetchers().map(|f| (&f.reader, "firehose", Some(FETCH_EVERY), false));
    let others = fan_outs.chain(fetchers);
    let others = others.map(|(reader, kind, poll, stopped)| one_reader(world, reader, (kind, poll), stopped));
    consumers
        .chain(others)
        .chain(super::kcl::readers(world))
        .chain(super::connector::readers(world))
        .chain(super::mapping::readers(world))
        .collect()
}

/// `poll` is `None` of a reader to which the service pushes.
#[inline(never)]
pub(super) fn one_reader(
    world: &World,
    reader: &Reader,
    (kind, poll): (&'static str, Option<Span>),
    stopped: bool,
) -> ReaderView {
    let now = world.now();
    let stream = world.streams().stream(&reader.stream).ok();
    let next = |shard: &Shard| reader.stands_at(shard).max(shard.first_index());
    let place = |id: &ShardId, place: &ReaderShard| {
        let shard = stream?.shard(*id)?;
        let at = next(shard);
        let behind = shard.arrival_of(at).map_or(0, |arrived| now.since(arrived).as_millis());
        let subscription = place.subscription.and_then(|id| world.streams().subscription(&reader.stream, id));
        Some(ReaderShardView {
            shard: *id,
            lag: shard.tip() - at,
            behind_ms: behind,
            // Where it has not begun to read nothing can be lost to it.
            lost: place.position.map_or(0, |position| shard.first_index().saturating_sub(position)),
            finished: place.finished,
            subscription_left_us: subscription.map(|s| s.ends_at.since(now).as_micros()),
            bytes_per_s: place.bytes.per_second(now),
        })
    };
    let shards: Vec<_> = reader.shards.iter().filter_map(|(id, s)| place(id, s)).collect();
    let ahead = stream.map(|stream| children_to_come(stream, reader)).unwrap_or_default();
    let lag_ahead: u64 = ahead.iter().map(|shard| shard.tip() - next(shard)).sum();
    let waits = ahead.iter().filter_map(|shard| shard.arrival_of(next(shard)));
    let behind_ahead = waits.map(|arrived| now.since(arrived).as_millis()).max().unwrap_or(0);
    let name = reader.who.clone();
    let who = if kind == "firehose" { Principal::Firehose(name) } else { Principal::Actor(name) };
    ReaderView {
        name: reader.who.clone(),
        stream: reader.stream.clone(),
        kind,
        via: if poll.is_some() { ReadVia::Polling } else { ReadVia::FanOut },
        poll_ms: poll.map_or(0, Span::as_millis),
        from: reader.from,
        parents: reader.parents,
        stopped,
        not_allowed: super::roles::not_allowed(world, &who),
        read: reader.read,
        deaggregates: reader.deaggregates || kind == "firehose",
        decrypts: reader.decrypts,
        unreadable: reader.unreadable,
        user_read: reader.user_read,
        user_records_per_s: reader.user_records.per_second(now),
        not_of_shard: reader.not_of_shard,
        out_of_order: reader.out_of_order,
        doubled: reader.doubled,
        records_per_s: reader.records.per_second(now),
        bytes_per_s: reader.bytes.per_second(now),
        calls_per_s: reader.calls.per_second(now),
        refused_calls: reader.refused_calls,
        refused_calls_per_s: reader.refusals.per_second(now),
        lag: lag_ahead + shards.iter().map(|s| s.lag).sum::<u64>(),
        behind_ms: shards.iter().map(|s| s.behind_ms).max().unwrap_or(0).max(behind_ahead),
        shards,
        sink: reader.sink.as_ref().map(duplicates::sink),
        bookmarks: None,
        kcl: None,
        lambda: None,
        connector: None,
        analytics: None,
        tool: None,
    }
}

/// The shards that a reader has not begun and comes to from those that it reads: their records wait for it too.
#[inline(never)]
fn children_to_come<'a>(stream: &'a Stream, reader: &Reader) -> Vec<&'a Shard> {
    let mut ahead: Vec<&Shard> = Vec::new();
    // A parent stands before its children.
    for shard in stream.shards().iter().filter(|shard| !reader.shards.contains_key(&shard.id)) {
        let known =
            |id: ShardId| reader.shards.contains_key(&id) || ahead.iter().any(|parent| parent.id == id);
        if shard.parent.into_iter().chain(shard.adjacent_parent).any(known) {
            ahead.push(shard);
        }
    }
    ahead
}

#[inline(never)]
pub(super) fn stores(world: &World) -> Vec<StoreView> {
    let faults = &world.stores().faults;
    let sinks = world.stores().sinks.iter().map(|(place, parts)| {
        (
            place.clone(),
            parts
                .iter()
                .map(|(name, sink)| SinkView {
                    name: name.clone(),
                    records: sink.records,
                    bytes: sink.bytes,
                    loads: sink.loads().count() as u64,
                })
                .collect(),
        )
    });
    let store = |(place, parts): (Place, Vec<SinkView>)| StoreView {
        name: place.name().clone(),
        kind: place.kind(),
        place: place.clone(),
        records: parts.iter().map(|part| part.records).sum(),
        parts,
        trouble: faults.at(&place).map(|trouble| trouble.word()),
    };
    // A table of leases is no store: its application shows it.
    let tables = world.dynamodb().iter().filter(|table| table.key == TableKey::Id).map(|table| StoreView {
        records: table.data.items,
        ..store((Place::Table(table.name.clone()), Vec::new()))
    });
    sinks.map(store).chain(tables).collect()
}

#[inline(never)]
pub(super) fn faults(world: &World) -> Vec<FaultView> {
    let now = world.now();
    let one = |(place, fault): (&Place, &Fault)| FaultView {
        place: place.clone(),
        trouble: fault.trouble,
        every: fault.every,
        left_us: fault.until.map(|until| until.since(now).as_micros()),
    };
    world.stores().faults.iter().map(one).collect()
}

#[inline(never)]
pub(super) fn functions(world: &World) -> Vec<FunctionView> {
    world
        .functions()
        .iter()
        .map(|f| {
            let users = world.firehose().iter().filter(|d| d.transform() == Some(&f.name));
            let mut view = FunctionView {
                name: f.name.clone(),
                blueprint: f.code.blueprint(),
                answers: match &f.code {
                    Code::Verdicts(verdicts) => Some(verdicts.clone()),
                    Code::Blueprint(_) | Code::Own(_) => None,
                },
                source: f.code.source().cloned(),
                invocations: 0,
                ok: 0,
                dropped: 0,
                failed: 0,
            };
            let (invocations, events) = feeds::invoked(world, &f.name);
            view.invocations += invocations;
            view.ok += events;
            for d in users {
                view.invocations += d.invocations().end() as u64;
                view.ok += d.tally.ok;
                view.dropped += d.tally.dropped;
                view.failed += d.tally.failed;
            }
            view
        })
        .collect()
}

#[inline(never)]
pub(super) fn bucket(world: &World, name: &Name) -> BucketView {
    let bucket = world.buckets().bucket(name).ok();
    let object = bucket.map_or(Vec::new(), |bucket| {
        let objects = bucket.objects().map(|o| ObjectView {
            key: o.key.clone(),
            bytes: o.bytes,
            records: o.records,
            written: o.written,
            fired_by: o.fired_by,
            folder: o.folder,
        });
        objects.collect()
    });
    BucketView {
        name: name.clone(),
        objects: object.len() as u64,
        bytes: bucket.map_or(0, |bucket| bucket.bytes),
        object,
        failure_folders: delivery::failure_folders(world, name),
    }
}

/// What became of every record that was ever put.
#[inline(never)]
pub fn ledger(world: &World) -> LedgerView {
    let sum = world.meters().ledger.accounts();
    let (mut held, mut unread) = (0, 0);
    for stream in world.streams().iter() {
        for shard in stream.shards() {
            held += shard.user_records(shard.first_index()..shard.tip());
            let read = world.actors().read_by_all(&stream.name, shard).max(shard.first_index());
            unread += shard.user_records(read..shard.tip());
        }
    }
    let waiting = world.firehose().iter().map(DeliveryStream::records_waiting).sum();
    LedgerView {
        put: sum.put,
        refused: sum.refused,
        doubled: sum.doubled,
        unread,
        read: held - unread + sum.expired - sum.expired_unread,
        expired: sum.expired_unread,
        firehose_put: sum.firehose_put,
        firehose_refused: sum.firehose_refused,
        waiting,
        delivered: sum.delivered,
        dropped: sum.dropped,
        failed: sum.failed,
        backfilled: sum.backfilled,
        lost: sum.expired_unread,
        firehose_lost: sum.firehose_lost,
        balanced: sum.put == sum.refused + held + sum.expired
            && sum.firehose_put
                == waiting + sum.delivered + sum.dropped + sum.failed + sum.backfilled + sum.firehose_lost,
    }
}
