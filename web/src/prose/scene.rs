//! The scene as text: what the stage draws, in sentences and rows, for ears, for braille, for paper.

use engine::command::Target;
use engine::kernel::units::grouped;
use engine::view::{
    BufferView, DeliveryView, OutsideView, ProducerView, ReaderView, ShardView, StreamView, View,
};

use super::{bytes, count, per_s, span_ms};
use crate::scene::Selection;

/// One thing of the scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// What is selected when it is pressed.
    pub selects: Selection,
    pub name: String,
    /// What it is and where it leads.
    pub is: String,
    /// Its numbers now.
    pub numbers: Vec<String>,
    /// What goes wrong with it now.
    pub wrong: Option<String>,
}

/// Everything in a few sentences.
pub fn summary(view: &View) -> String {
    let open: usize = view.streams.iter().map(|stream| stream.open_shards).sum();
    let put: u64 = view.streams.iter().map(|stream| stream.taken_per_s).sum();
    let refused: u64 = view.streams.iter().map(|stream| stream.refused_per_s).sum();
    let n = |n: usize, one: &str| count(n as u64, one);
    let there = [
        n(view.producers.len(), "producer"),
        format!("{} with {}", n(view.streams.len(), "stream"), n(open, "open shard")),
        n(readers(view).count(), "reader"),
        n(view.deliveries.len(), "delivery stream"),
    ]
    .join(", ");
    let put = count(put, "record");
    let flow = if refused > 0 {
        format!("Each second {put} come in and {} are refused.", grouped(refused))
    } else {
        format!("Each second {put} come in, and none is refused.")
    };
    let sum =
        if view.ledger.balanced { "Every record is accounted for." } else { "The ledger does not balance." };
    format!("At {} UTC there are {there}. {flow} {sum}", view.utc)
}

/// All that the stage shows, from left to right: groups with their things.
pub fn groups(view: &View) -> Vec<(&'static str, Vec<Actor>)> {
    let streams = view.streams.iter().flat_map(|stream| {
        let shards = stream.shards.iter().filter(|shard| shard.open || shard.unread > 0);
        [of_stream(stream)].into_iter().chain(shards.map(|it| of_shard(stream, it))).collect::<Vec<_>>()
    });
    let functions = view.functions.iter().map(|it| Actor {
        selects: Selection::Function(it.name.clone()),
        name: it.name.to_string(),
        is: format!("function: {}", it.does()),
        numbers: vec![
            count(it.invocations, "invocation"),
            format!(
                "{} Ok, {} Dropped, {} ProcessingFailed",
                grouped(it.ok),
                grouped(it.dropped),
                grouped(it.failed)
            ),
        ],
        wrong: None,
    });
    let buckets = view.buckets.iter().map(|it| Actor {
        selects: Selection::Bucket(it.name.clone()),
        name: it.name.to_string(),
        is: "S3 bucket".to_owned(),
        numbers: vec![count(it.objects, "object"), bytes(it.bytes)],
        wrong: None,
    });
    let stores = view.stores.iter().map(|it| Actor {
        selects: Selection::Store(it.place.clone()),
        name: it.name.to_string(),
        is: it.kind.to_owned(),
        numbers: vec![count(it.records, "record")],
        wrong: it.trouble.map(str::to_owned),
    });
    let outside = view.outside.iter().map(of_outside).collect();
    let all = [
        ("Calls from outside", outside),
        ("Producers", view.producers.iter().map(of_producer).collect()),
        ("Streams and shards", streams.collect()),
        ("Readers", readers(view).map(of_reader).collect()),
        ("Delivery streams", view.deliveries.iter().map(of_delivery).collect()),
        ("Functions", functions.collect()),
        ("Stores", buckets.chain(stores).collect::<Vec<Actor>>()),
    ];
    all.into_iter().filter(|(_, actors): &(_, Vec<Actor>)| !actors.is_empty()).collect()
}

/// Those that are things of their own: a delivery stream that reads stands among the delivery streams.
fn readers(view: &View) -> impl Iterator<Item = &ReaderView> {
    view.readers.iter().filter(|reader| !view.deliveries.iter().any(|it| it.name == reader.name))
}

fn of_outside(it: &OutsideView) -> Actor {
    let to: Vec<&str> = it.to.iter().map(|to| to.name().as_str()).collect();
    Actor {
        selects: Selection::Nothing,
        name: "your calls".to_owned(),
        is: format!("SDK, CLI or terminal, to {}", to.join(", ")),
        numbers: vec![per_s(it.sent_per_s), format!("{} put", count(it.sent, "record"))],
        wrong: (it.refused_per_s > 0).then(|| format!("{} refused", per_s(it.refused_per_s))),
    }
}

fn of_producer(it: &ProducerView) -> Actor {
    let to = match &it.to {
        Target::Stream(name) | Target::Firehose(name) | Target::Function(name) => name,
    };
    let stopped = if it.stopped { ", stopped" } else { "" };
    let refused = (it.refused_per_s > 0).then(|| format!("{} refused", per_s(it.refused_per_s)));
    Actor {
        selects: Selection::Producer(it.name.clone()),
        name: it.name.to_string(),
        is: format!("{} to {to}{stopped}; keys {}", it.kind, it.keys),
        numbers: vec![
            format!("{} of {}", per_s(it.sent_per_s), bytes(it.size)),
            format!("{} sent, {} refused in all", grouped(it.sent), grouped(it.refused)),
        ],
        wrong: it.not_allowed.clone().or(refused),
    }
}

fn of_stream(it: &StreamView) -> Actor {
    let refused = (it.refused_per_s > 0).then(|| format!("{} refused", per_s(it.refused_per_s)));
    Actor {
        selects: Selection::Stream(it.name.clone()),
        name: it.name.to_string(),
        is: format!("stream, {}, keeps records {} h", it.status, grouped(it.retention_h)),
        numbers: vec![
            count(it.open_shards as u64, "open shard"),
            format!("{}, {}/s", per_s(it.taken_per_s), bytes(it.bytes_per_s)),
        ],
        wrong: refused,
    }
}

fn of_shard(stream: &StreamView, it: &ShardView) -> Actor {
    let wrong = it.binding.map(|limit| format!("full: {limit}; {} refused", per_s(it.refused_per_s)));
    Actor {
        selects: Selection::Shard(stream.name.clone(), it.id),
        name: format!("shard {}", it.short),
        is: format!(
            "{} of {}, hash keys {}… to {}…",
            if it.open { "open" } else { "closed, not read to its end" },
            stream.name,
            it.start_hex,
            it.end_hex
        ),
        numbers: vec![
            format!("{} of {} records a second", grouped(it.records_per_s), grouped(it.limit_records_per_s)),
            format!("{} of {} a second", bytes(it.bytes_per_s), bytes(it.limit_bytes_per_s)),
            format!("{} held, {} unread", grouped(it.held), grouped(it.unread)),
        ],
        wrong,
    }
}

fn of_reader(it: &ReaderView) -> Actor {
    let stopped = if it.stopped { ", stopped" } else { "" };
    let refused = (it.refused_calls_per_s > 0)
        .then(|| format!("{} calls a second refused", grouped(it.refused_calls_per_s)));
    Actor {
        selects: Selection::Reader(it.name.clone()),
        name: it.name.to_string(),
        is: format!("{} reads {}{stopped}", it.kind, it.stream),
        numbers: vec![
            format!("{} behind, {} unread", span_ms(it.behind_ms), grouped(it.lag)),
            format!("{} in {} calls a second", per_s(it.records_per_s), grouped(it.calls_per_s)),
            format!("{} read in all", grouped(it.read)),
        ],
        wrong: it.not_allowed.clone().or(refused),
    }
}

fn of_delivery(it: &DeliveryView) -> Actor {
    let source = it.source.as_ref().map_or("Direct PUT".to_owned(), ToString::to_string);
    let buffer = |name: &str, it: &BufferView| {
        format!(
            "{name}: {} of {}, {} of {}",
            bytes(it.bytes),
            bytes(it.size_limit),
            span_ms(it.waited_us / 1_000),
            span_ms(it.interval_us / 1_000)
        )
    };
    let before = it.transform_buffer.as_ref().map(|it| buffer("before the function", it));
    let partitions =
        it.partitions.as_ref().map(|it| crate::scene::layout::delivery::partitions(it)[0].clone());
    let after =
        buffer(if partitions.is_some() { "the fullest and the oldest" } else { "buffer" }, &it.buffer);
    let sums = format!(
        "{} taken, {} delivered, {} in failure folders",
        grouped(it.taken),
        grouped(it.delivered),
        grouped(it.in_failure_folders)
    );
    let retry = it.retries.first();
    Actor {
        selects: Selection::Delivery(it.name.clone()),
        name: it.name.to_string(),
        is: format!("from {source} to {}", it.destination),
        numbers: before.into_iter().chain([after]).chain(partitions).chain([sums]).collect(),
        wrong: retry.map(|it| format!("attempt {} failed: {}", it.attempts, it.error)),
    }
}

#[cfg(test)]
mod tests {
    use engine::kernel::Time;
    use engine::story::{self, Story};

    use super::*;

    fn at(text: &str, ms: u64) -> View {
        let mut world = story::start(&Story::parse(text).expect("a story")).expect("a scene");
        world.advance(Time::millis(ms), u64::MAX);
        engine::view::view(&world)
    }

    #[test]
    fn every_thing_of_the_first_scene_has_its_numbers_and_what_goes_wrong() {
        let view = at(&crate::content::hook().to_string(), 12_000);
        let all = groups(&view);
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            ["Producers", "Streams and shards", "Readers", "Delivery streams", "Functions", "Stores"]
        );
        let find = |name: &str| {
            let found = all.iter().flat_map(|(_, actors)| actors).find(|it| it.name == name);
            found.unwrap_or_else(|| panic!("{name} is there")).clone()
        };
        let shard = &view.streams[0].shards[1];
        let full = find("shard 001");
        assert!(full.wrong.as_ref().is_some_and(|text| text.starts_with("full: records")), "{full:?}");
        let rate = format!("{} of 1,000 records a second", grouped(shard.records_per_s));
        assert_eq!(full.numbers[0], rate, "the engine’s own");
        assert_eq!(find("shard 000").wrong, None);
        assert!(find("billing").is.contains("reads orders"));
        assert!(find("iphone-fleet").wrong.is_some());
        let said = summary(&view);
        assert!(said.contains("3 producers, 1 stream with 2 open shards, 1 reader"), "{said}");
        assert!(said.contains("refused") && said.ends_with("Every record is accounted for."), "{said}");
    }

    #[test]
    fn an_empty_scene_is_said_too() {
        let view = at("title Nothing\n", 0);
        assert!(groups(&view).is_empty());
        assert!(summary(&view).contains("0 producers"), "{}", summary(&view));
    }
}
