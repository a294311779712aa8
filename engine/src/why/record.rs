//! "Why is this record here?": its key and hash, who sends such records, why it came late or twice.

use super::{Fix, Why, explain, fixes, hottest, percent, put_twice, root};
use crate::command::PutApi;
use crate::event::What;
use crate::kernel::units::{grouped, spoken_share};
use crate::names::{Name, ShardId};
use crate::record::{Again, Source};
use crate::view::{self, Which};
use crate::world::World;

/// Why a record lies where it lies, or why it was refused; `None` of one that is not there, or not any more, and of
/// one put straight to Firehose.
pub fn record(world: &World, which: &Which) -> Option<Why> {
    let passport = view::passport(world, which)?;
    match &passport.of {
        Which::Refused { event, shard, .. } => {
            let What::RecordsPut { stream, shards, .. } = &world.journal().get(*event)?.what else {
                return None;
            };
            explain(world, stream, *event, shards.iter().find(|it| it.shard == *shard)?)
        }
        Which::Stored { stream, shard, index } => stored(world, (stream, *shard, *index), &passport),
        Which::Direct { .. }
        | Which::AtByte { .. }
        | Which::ByRecordId { .. }
        | Which::OfEvent(_)
        | Which::Newest { .. }
        | Which::Oldest { .. }
        | Which::NextOf { .. } => None,
    }
}

fn stored(
    world: &World,
    (stream, id, index): (&Name, ShardId, u64),
    passport: &view::Passport,
) -> Option<Why> {
    let found = view::stored_record(world, stream, id, index)?;
    let shard = world.streams().stream(stream).ok()?.shard(id)?;
    let (batch, key) = (found.batch, found.key());
    let by = batch.source.by();
    let explicit = batch.hash(found.nth) != crate::record::hash_of(&key);
    let how = if explicit {
        format!("Its explicit hash key, not the MD5 of `{key}`,")
    } else {
        format!("The MD5 of `{key}`")
    };
    let mut sentences = vec![format!(
        "{how} lies between {} and {} of the hash-key space, and that is shard {}.",
        percent(shard.range.start),
        percent(shard.range.end),
        id.short()
    )];
    let producer = world.actors().producers().find(|it| Some(&it.name) == by);
    if let Some(it) = producer {
        let share = it.maker().keys.hottest().filter(|(one, _)| *one == key);
        sentences.push(match share {
            Some((_, share)) => format!(
                "{} sends {}/s and gives {} of them this key.",
                it.name,
                grouped(it.rate),
                spoken_share(share)
            ),
            None => format!("{} sends {}/s, with keys {}.", it.name, grouped(it.rate), it.maker().keys),
        });
    }
    let tries = passport.stamps.iter().filter(|it| it.text.contains("and refused by shard")).count();
    if tries > 0 {
        sentences.push(format!(
            "Before it was taken it was refused {}: the shard was full.",
            if tries == 1 { "once".to_owned() } else { format!("{} times", grouped(tries as u64)) }
        ));
    }
    if let Some(had) = found.had() {
        sentences.push(format!("It is a copy: {}.", Again::says(had)));
    } else if !passport.twins.is_empty() {
        sentences.push(format!("The same lies in the stream {} times more.", passport.twins.len()));
    }
    if matches!(batch.source, Source::Packed(_)) && producer.is_some_and(|it| it.api == PutApi::Kpl) {
        sentences.push("The KPL packed it: user records of one shard travel as one record.".to_owned());
    }
    if let Some(line) = view::put_of(world, stream, id, found).and_then(|event| root(world, event.id)) {
        sentences.push(format!("That was set by `{line}`."));
    }
    let mut all: Vec<Fix> = Vec::new();
    if tries > 0 {
        let hot = hottest(std::slice::from_ref(batch), &key);
        all.extend(fixes(world, stream, shard, by, &hot));
    }
    if found.had().is_some() || !passport.twins.is_empty() {
        all.extend(by.and_then(|by| put_twice(world, by)).map_or(Vec::new(), |why| why.fixes));
    }
    all.truncate(3);
    Some(Why { title: passport.title.clone(), sentences, fixes: all })
}
