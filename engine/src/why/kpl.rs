//! "Why does it take so long, why did they fail?", of the user records that a KPL holds or gave up.

use super::{Fix, Why};
use crate::actors::KplSettings;
use crate::command::{Actor, Command, KplSetting, PutApi, Setting};
use crate::event::What;
use crate::kernel::units::{grouped, print_span};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::Name;
use crate::view::{self, KplView};
use crate::world::World;

/// What becomes of the user records of a producer's KPL; `None` of a producer without one.
pub fn kpl(world: &World, producer: &Name) -> Option<Why> {
    let seen = view::view(world).producers.into_iter().find(|it| it.name == *producer)?;
    let kpl = seen.kpl?;
    let mut sentences = Vec::new();
    failed(world, producer, &kpl, &mut sentences);
    if kpl.limited.user_records > 0 || kpl.all_errors > 0 {
        sentences.push(limit(world, producer, &kpl));
    }
    sentences.push(latency(world, &kpl));
    let set = |setting| vec![Command::Actor(Actor::Set { name: producer.clone(), settings: vec![setting] })];
    let mut fixes = Vec::new();
    if kpl.expired > 0 || kpl.limited.user_records > 0 {
        let half = (seen.rate / 2).max(1);
        fixes.push(Fix {
            label: format!("Send {}/s", grouped(half)),
            commands: set(Setting::Rate(half)),
            note: "What is sent then fits, if half of it does. Otherwise split the shards: each takes as much again."
                .to_owned(),
        });
    }
    if kpl.buffered_us > 20_000 && !seen.stopped {
        let span = Span::micros(kpl.buffered_us / 5);
        fixes.push(Fix {
            label: format!("Buffer for {}", print_span(span)),
            commands: set(Setting::Kpl(KplSetting::Buffered(span))),
            note: "Less delay, and fewer user records in each record: more requests, and more of the 1,000 records a second."
                .to_owned(),
        });
        fixes.push(Fix {
            label: "Use the SDK".to_owned(),
            commands: set(Setting::Api(PutApi::PutRecord)),
            note: "No delay at all. Each record is a call, and counts as one of a shard's 1,000 a second."
                .to_owned(),
        });
    }
    Some(Why { title: format!("The KPL of {producer}"), sentences, fixes })
}

fn failed(world: &World, producer: &Name, kpl: &KplView, sentences: &mut Vec<String>) {
    if kpl.expired > 0 {
        let is_its = |what: &What| matches!(what, What::UserRecordsFailed { by, .. } if by == producer);
        let last = world.journal().from(0).rev().find(|event| is_its(&event.what)).map(|event| event.at);
        sentences.push(format!(
            "{} user records failed with Expired, the last at {} s: they were not in the stream within RecordTtl, {}.",
            grouped(kpl.expired),
            last.unwrap_or(Time::START).as_seconds(),
            print_span(Span::micros(kpl.ttl_us))
        ));
        sentences.push(
            "Until then the KPL tries again, half of RecordMaxBufferedTime after each refusal. Then it tells the application, \
             which must keep the record or lose it."
                .to_owned(),
        );
    }
    if kpl.throttled > 0 {
        sentences.push(format!(
            "{} user records failed at the first refusal, since FailIfThrottled is on.",
            grouped(kpl.throttled)
        ));
    }
    if kpl.lost > 0 {
        sentences.push(format!(
            "{} user records were in the memory of the process when it ended. Call flushSync before it does.",
            grouped(kpl.lost)
        ));
    }
}

fn limit(world: &World, producer: &Name, kpl: &KplView) -> String {
    let era = world.era();
    let (records, bytes) = (limits::SHARD_WRITE_RECORDS.at(era), limits::SHARD_WRITE_BYTES.at(era) / 1_024);
    let allowed = |most: u64| grouped(most * kpl.rate_limit / 100);
    format!(
        "RateLimit is {} %: {producer} may try {} records and {} KiB a second of a shard that takes {} and {}. It does not \
         know what others send to it. {} user records are held back now; {} records or calls were refused so far.",
        kpl.rate_limit,
        allowed(records),
        allowed(bytes),
        grouped(records),
        grouped(bytes),
        grouped(kpl.limited.user_records),
        grouped(kpl.all_errors)
    )
}

fn latency(world: &World, kpl: &KplView) -> String {
    let ms = |us: u64| format!("{}.{} ms", us / 1_000, us / 100 % 10);
    let wait = KplSettings { buffered: Span::micros(kpl.buffered_us), ..KplSettings::new(world.era()) }
        .collect_wait(world.era());
    format!(
        "A user record waits {} in the mean, {} at the longest: RecordMaxBufferedTime is {}, of which the last {} are for \
         records of other shards that go into the same PutRecords. A full record of {} does not wait for its time.",
        ms(kpl.buffering_us),
        ms(kpl.buffering_most_us),
        print_span(Span::micros(kpl.buffered_us)),
        print_span(wait),
        crate::kernel::units::print_size(kpl.aggregate_size)
    )
}
