//! Which events the log shows: the newest that are of a kind, have some words, and tell of one thing.

use engine::event::{Event, What};
use engine::names::{Name, ShardId};
use engine::view::{self, View};
use engine::world::World;

use crate::model::{LogLine, LogWish, Model};
use crate::prose;
use crate::scene::Selection;

/// Events in the log.
const SHOWN: usize = 200;
/// How far back the log looks for events of one kind.
const LOOKS_AT: usize = 20_000;
/// The same for words and names: each event is put into a sentence for them.
const READS: usize = 6_000;

/// What the page asks for; where nothing is selected, events of all.
pub(super) fn wish(model: &Model) -> LogWish {
    let of = (model.log_selected && model.selection != Selection::Nothing).then(|| model.selection.clone());
    LogWish { kind: model.prefs.log, words: model.log_words.trim().to_lowercase(), of }
}

#[inline(never)]
pub(super) fn log(world: &World, view: &View, wish: &LogWish) -> Vec<LogLine> {
    let words: Vec<&str> = wish.words.split_whitespace().collect();
    let read = if words.is_empty() && wish.of.is_none() { LOOKS_AT } else { READS };
    let events = world.journal().from(0).rev().take(read);
    let lines = events.filter_map(|event| {
        let kind = prose::kind(&event.what);
        if wish.kind.is_some_and(|only| only != kind) {
            return None;
        }
        let text = view::sentence(event);
        let line = LogLine { id: event.id, at: event.at, kind, text, why: prose::why(&event.what) };
        let told = wish.of.as_ref().is_none_or(|of| tells_of(event, &line.text, of, view));
        (told && has(&line, &words)).then_some(line)
    });
    lines.take(SHOWN).collect()
}

/// Whether all words, which are in small letters, stand somewhere in the line: its time, its kind or its sentence.
#[inline(never)]
fn has(line: &LogLine, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    let all = format!("{} {} {}", line.at, line.kind.name(), line.text).to_lowercase();
    words.iter().all(|word| all.contains(word))
}

/// Whether an event tells of what is selected: it names it.
#[inline(never)]
fn tells_of(event: &Event, text: &str, of: &Selection, view: &View) -> bool {
    match of {
        Selection::Nothing => true,
        Selection::Producer(name)
        | Selection::Stream(name)
        | Selection::Reader(name)
        | Selection::Delivery(name)
        | Selection::Function(name)
        | Selection::Bucket(name) => names(text, name.as_str()),
        Selection::Store(place) => names(text, place.name().as_str()),
        Selection::Shard(stream, shard) | Selection::Refusals(stream, shard) => {
            of_shard(&event.what, text, stream, *shard, view)
        }
        Selection::Object { bucket, key } => matches!(&event.what,
            What::ObjectWritten { bucket: at, key: written, .. } if at == bucket && written == key),
    }
}

#[inline(never)]
fn of_shard(what: &What, text: &str, stream: &Name, shard: ShardId, view: &View) -> bool {
    // These have it without a word of it in their sentence, or not in full.
    if let What::RecordsPut { stream: of, shards, .. } = what {
        return of == stream && shards.iter().any(|tally| tally.shard == shard);
    }
    if let What::ShardSplit { stream: of, parent, children } = what {
        return of == stream && (*parent == shard || children.contains(&shard));
    }
    if let What::ShardsMerged { stream: of, parents, child } = what {
        return of == stream && (parents.contains(&shard) || *child == shard);
    }
    if let What::FirehoseFetched { delivery_stream, shard: from, .. } = what {
        let reads = view.deliveries.iter().find(|it| it.name == *delivery_stream);
        return *from == shard && reads.is_some_and(|it| it.source.as_ref() == Some(stream));
    }
    names(text, stream.as_str()) && names(text, &format!("shard {}", shard.short()))
}

/// Whether a text has a name as a whole: `web` is not in `web-2`.
fn names(text: &str, name: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    text.match_indices(name)
        .any(|(at, _)| !part(text[..at].chars().next_back()) && !part(text[at + name.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use engine::history::History;
    use engine::kernel::Time;

    use super::*;
    use crate::model::LogKind;

    const STORY: &str = "seed 3\naws kinesis create-stream --stream-name orders --shard-count 2\n\
        producer web to orders rate 1500/s size 100B keys \"hot\"\nproducer web-2 to orders rate 5/s size 100B keys uniform 9\n\
        consumer books reads orders poll 1s\nbucket lake\n\
        aws firehose create-delivery-stream --delivery-stream-name to-lake --delivery-stream-type KinesisStreamAsSource \
        --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders \
        --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}";

    fn name(it: &str) -> Name {
        Name::parse(it).unwrap()
    }

    #[test]
    fn the_log_is_searched_by_kind_by_words_and_by_what_is_selected() {
        let story = engine::story::Story::parse(STORY).unwrap();
        let mut history = History::new(&story).unwrap();
        while history.advance(Time::seconds(20), 1_000_000) != engine::world::Progress::Reached {}
        let view = view::view(history.world());
        let shown = |kind: Option<LogKind>, words: &str, of: Option<Selection>| {
            let lines = log(history.world(), &view, &LogWish { kind, words: words.to_owned(), of });
            lines.into_iter().map(|line| format!("{} {}", line.at, line.text)).collect::<Vec<_>>()
        };
        let all = |lines: &[String], has: &str| !lines.is_empty() && lines.iter().all(|it| it.contains(has));
        // Words of any column, in any order and case; all of them.
        let refused = shown(None, "refused web", None);
        assert!(all(&refused, "refused") && all(&refused, "web →"), "{refused:?}");
        assert_eq!(shown(None, "refusals web", None), refused, "the kind is a column");
        let second = shown(None, "00:00:12", None);
        assert!(all(&second, "00:00:12"), "{second:?}");
        assert_eq!(shown(None, "refused nobody", None), Vec::<String>::new());
        // What is selected, by its whole name.
        let web = shown(None, "", Some(Selection::Producer(name("web"))));
        assert!(all(&web, "web") && web.iter().all(|it| !it.contains("web-2")), "{web:?}");
        assert!(all(&shown(None, "", Some(Selection::Producer(name("web-2")))), "web-2"));
        let books = shown(Some(LogKind::Reads), "", Some(Selection::Reader(name("books"))));
        assert!(all(&books, "books ←"), "{books:?}");
        // A shard: what was put to it, read and fetched from it, and nothing of its neighbour.
        for shard in [0, 1] {
            let lines = shown(None, "", Some(Selection::Shard(name("orders"), ShardId(shard))));
            let (own, other) = (format!("shard 00{shard}"), format!("shard 00{}", 1 - shard));
            for what in [format!("books ← orders {own}"), format!("from {own}"), "→ orders".to_owned()] {
                assert!(lines.iter().any(|it| it.contains(&what)), "{what}: {lines:?}");
            }
            assert!(lines.iter().all(|it| !it.contains(&other)), "{lines:?}");
        }
        let hot = view.streams[0].shards.iter().find(|it| it.refused > 0).expect("one is full").id;
        let cold =
            shown(Some(LogKind::Refusals), "", Some(Selection::Shard(name("orders"), ShardId(1 - hot.0))));
        assert_eq!(cold, Vec::<String>::new(), "the full one is the other");
    }
}
