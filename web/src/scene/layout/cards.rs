//! The stage on a phone: a list of cards to scroll, with the same numbers and words as the picture.

mod firehose;

use engine::command::ReadVia;
use engine::names::{Name, ShardId};
use engine::view::{ShardView, StreamView, View};

use super::inside::{Bar, Lease, inside};
use super::numbers::{bytes, calls, count, kib, share, short, time};
use super::shape::Hit;
use super::stream::{dress, heat_of_all, how_many};
use super::{door, feeds, functions, lanes, pipes, producers, readers, windows, workers};

#[derive(Clone, Debug, PartialEq)]
pub struct Cards {
    /// Everything that there is, in the order of the flow: a press scrolls and selects.
    pub chips: Vec<Chip>,
    pub streams: Vec<StreamCard>,
    pub nodes: Vec<NodeCard>,
    /// What calls from nobody on the stage do, and whether some were refused.
    pub outside: Option<(String, bool)>,
    /// The ledger's sums.
    pub ledger: Vec<String>,
    pub balanced: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    pub hit: Hit,
    pub say: String,
    pub bad: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StreamCard {
    pub hit: Hit,
    pub title: String,
    pub note: String,
    /// Encryption, on-demand mode, a change of the shard count.
    pub dress: Option<String>,
    /// Where there are too many shards for a card each: how many of them are hot. The cards are the chosen one and
    /// the hottest then.
    pub crowd: Option<(String, &'static str)>,
    pub lanes: Vec<LaneCard>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct LaneCard {
    pub hit: Hit,
    pub title: String,
    /// What matters most: its load, that it is full, that it is closed.
    pub state: String,
    pub bad: bool,
    pub open: bool,
    pub range: String,
    pub gauges: Vec<GaugeRow>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GaugeRow {
    pub label: String,
    pub value: String,
    /// Of the limit, in per cent, at most 100.
    pub fill: u32,
    pub over: bool,
}

/// A producer, a reader, a delivery stream, a function or a bucket.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeCard {
    pub hit: Hit,
    pub kind: &'static str,
    pub title: String,
    pub state: String,
    pub bad: bool,
    pub lines: Vec<String>,
    pub gauges: Vec<GaugeRow>,
    pub objects: Vec<(Hit, String, String)>,
}

/// The cards; `chosen` is the shard that is selected.
pub fn cards(view: &View, chosen: Option<(&Name, ShardId)>) -> Cards {
    let mut nodes = producers(view);
    let first = nodes.len();
    nodes.extend(readers(view));
    nodes.extend(firehose::deliveries(view));
    nodes.extend(firehose::functions(view));
    nodes.extend(firehose::stores(view));
    nodes.extend(firehose::buckets(view));
    let chip = |card: &NodeCard| Chip {
        hit: card.hit.clone(),
        say: if card.bad { format!("{} {}", card.title, card.state) } else { card.title.clone() },
        bad: card.bad,
    };
    let streams: Vec<StreamCard> = view.streams.iter().map(|it| stream(it, chosen)).collect();
    let mut chips: Vec<Chip> = nodes[..first].iter().map(chip).collect();
    chips.extend(view.streams.iter().map(|stream| Chip {
        hit: Hit::Stream(stream.name.clone()),
        say: format!("{} · {}", stream.name, stream.open_shards),
        bad: false,
    }));
    chips.extend(nodes[first..].iter().map(chip));
    let ledger = super::ledger::sums(view).iter().map(|words| words.join(" ")).collect();
    let outside = view.outside.as_ref().map(super::outside::sentence);
    Cards { chips, streams, nodes, outside, ledger, balanced: view.ledger.balanced && view.ledger.lost == 0 }
}

fn stream(it: &StreamView, chosen: Option<(&Name, ShardId)>) -> StreamCard {
    let status = match (it.status, it.settles_in_us) {
        ("ACTIVE", _) => format!("keeps records {}", time(it.retention_h * 3_600_000_000)),
        (status, Some(us)) => format!("{status}, {} left", time(us)),
        (status, None) => status.to_owned(),
    };
    StreamCard {
        hit: Hit::Stream(it.name.clone()),
        title: it.name.to_string(),
        note: format!("{} · {status}", how_many(it, lanes::Pack::Roomy)),
        dress: dress(it).map(|[long, ..]| long),
        crowd: heat_of_all(it, lanes::Pack::Roomy),
        lanes: worth_a_card(it, chosen).into_iter().map(|shard| lane(it, shard)).collect(),
    }
}

/// In a crowd the opened shard, and those that refuse or are hot, as many as can be looked through.
const MOST_IN_A_CROWD: usize = 4;

fn worth_a_card<'a>(it: &'a StreamView, chosen: Option<(&Name, ShardId)>) -> Vec<&'a ShardView> {
    if !lanes::crowded(&it.shards) {
        return it.shards.iter().collect();
    }
    let chosen = chosen.filter(|(name, _)| **name == it.name).map(|(_, shard)| shard);
    let opened = lanes::opened(&it.shards, chosen);
    let mut hot: Vec<&ShardView> =
        it.shards.iter().filter(|shard| shard.open && door::heat(shard) >= door::Heat::Hot).collect();
    hot.sort_by_key(|shard| std::cmp::Reverse(shard.refused));
    hot.truncate(MOST_IN_A_CROWD);
    it.shards
        .iter()
        .filter(|shard| Some(shard.id) == opened || hot.iter().any(|it| it.id == shard.id))
        .collect()
}

fn lane(stream: &StreamView, shard: &ShardView) -> LaneCard {
    let (records, bytes) = (shard.offered_per_s, shard.offered_bytes_per_s);
    let bad = shard.refused_per_s > 0;
    let state = if !shard.open {
        match shard.unread {
            0 => format!("closed, all read{}", into(shard)),
            n => format!("closed, {} left{}", count(n), into(shard)),
        }
    } else if bad {
        let full = door::binding_words(shard).unwrap_or_else(|| "full".to_owned());
        format!("{full} · ✕ {}/s", short(shard.refused_per_s))
    } else {
        format!("{} rec/s · {} KiB/s", count(records), kib(bytes))
    };
    let gauges = [
        (
            "records",
            count(records),
            count(shard.limit_records_per_s),
            "rec/s",
            records,
            shard.limit_records_per_s,
        ),
        ("bytes", kib(bytes), kib(shard.limit_bytes_per_s), "KiB/s", bytes, shard.limit_bytes_per_s),
    ];
    let gauges = gauges.map(|(label, value, limit, unit, has, of)| GaugeRow {
        label: label.to_owned(),
        value: format!("{value} / {limit} {unit}"),
        fill: percent(has, of),
        over: shard.binding == Some(label),
    });
    LaneCard {
        hit: Hit::Shard(stream.name.clone(), shard.id),
        title: format!("shard …{}", shard.short),
        state,
        bad,
        open: shard.open,
        range: format!("{} – {}", shard.start_hex, shard.end_hex),
        gauges: if shard.open { gauges.to_vec() } else { vec![] },
    }
}

/// Which shards go on with its keys: ` → 002, 003`.
fn into(shard: &ShardView) -> String {
    let children: Vec<String> = shard.children.iter().map(|id| id.short()).collect();
    if children.is_empty() { String::new() } else { format!(" → {}", children.join(", ")) }
}

fn percent(has: u64, of: u64) -> u32 {
    u32::try_from((has * 100 / of.max(1)).min(100)).unwrap_or(100)
}

fn producers(view: &View) -> Vec<NodeCard> {
    let card = |it: &engine::view::ProducerView| NodeCard {
        hit: Hit::Producer(it.name.clone()),
        kind: feeds::words(it).map_or("Producer", |own| own.short),
        title: it.name.to_string(),
        state: match it.refused_per_s {
            _ if is_down(it) => "✕ down".to_owned(),
            0 if it.stopped => "stopped".to_owned(),
            0 => format!("{} rec/s", count(it.rate)),
            n => format!("✕{}/s", short(n)),
        },
        bad: it.refused_per_s > 0 || is_down(it),
        lines: feeds::words(it)
            .map(|own| vec![format!("{} to {}", own.note, it.to.name()), own.told()])
            .unwrap_or_else(|| {
                vec![
                    format!("{} rec/s × {} to {}", count(it.rate), bytes(it.size), it.to.name()),
                    match &it.hot_key {
                        Some((key, part)) => format!("key: {key} ({})", share(*part)),
                        None => format!("keys: {}", it.keys),
                    },
                ]
            })
            .into_iter()
            .chain(it.kpl.as_ref().filter(|_| !it.stopped).map(|kpl| {
                format!("{} · {} user records wait in it", producers::packing(kpl), count(kpl.pending))
            }))
            .chain(not_allowed(it.not_allowed.as_ref()))
            .collect(),
        gauges: it.agent.as_deref().and_then(feeds::file).map(file).into_iter().collect(),
        objects: vec![],
    };
    view.producers.iter().map(card).collect()
}

/// How far an agent has read the file.
fn file(it: &engine::view::LogFileView) -> GaugeRow {
    GaugeRow {
        label: it.name.clone(),
        value: format!("read {} of {} lines", count(it.lines_read), count(it.lines)),
        fill: percent(it.lines_read, it.lines),
        over: false,
    }
}

fn is_down(it: &engine::view::ProducerView) -> bool {
    it.agent.as_ref().is_some_and(|agent| !agent.running)
}

fn not_allowed(it: Option<&String>) -> Option<String> {
    it.map(|action| format!("✕ not allowed: {action}"))
}

fn readers(view: &View) -> Vec<NodeCard> {
    let own = view.readers.iter().filter(|it| it.kind != "firehose");
    own.map(|it| reader(view, it)).collect()
}

fn reader(view: &View, it: &engine::view::ReaderView) -> NodeCard {
    let standing = readers::standing(it).swap_remove(0);
    let warning = readers::warning(it, windows::own(it).filter(|_| !it.stopped).as_ref());
    // Who is idle waits for work: nothing is wrong with that.
    let bad = warning.as_ref().is_some_and(|words| !words.ends_with(" idle"));
    let (state, more) = match warning {
        Some(words) => (if bad { format!("✕ {words}") } else { words }, Some(standing)),
        None => (standing, None),
    };
    let refused =
        (it.refused_calls_per_s > 0).then(|| format!("✕ {} calls refused/s", short(it.refused_calls_per_s)));
    let inside = inside(it, view).unwrap_or_default();
    NodeCard {
        hit: Hit::Reader(it.name.clone()),
        kind: "Reader",
        title: it.name.to_string(),
        state,
        bad: bad || it.refused_calls_per_s > 0 || it.shards.iter().any(|at| at.lost > 0),
        lines: vec![
            if it.kind == "fan-out" {
                format!("pushed to by {}, enhanced fan-out", it.stream)
            } else if let Some(lambda) = &it.lambda {
                format!("{} of {}", functions::notes(lambda, it.via)[1], it.stream)
            } else if let Some(own) = windows::own(it) {
                format!("{} of {}", own.notes[1], it.stream)
            } else if let Some(kcl) = &it.kcl {
                format!("{} of {}", workers::notes(kcl, it.poll_ms)[1], it.stream)
            } else {
                format!("polls {} every {}", it.stream, time(it.poll_ms * 1_000))
            },
            windows::own(it)
                .and_then(|own| own.numbers.into_iter().next())
                .unwrap_or_else(|| format!("{} rec/s in {}", count(it.records_per_s), calls(it.calls_per_s))),
        ]
        .into_iter()
        .chain(more)
        .chain(not_allowed(it.not_allowed.as_ref()).or(refused))
        .chain(inside.leases.iter().take(ROWS).map(Lease::told))
        .collect(),
        gauges: pipe(view, it).into_iter().chain(inside.bars.iter().take(ROWS).map(row)).collect(),
        objects: vec![],
    }
}

/// Of what works inside a reader a card has so many rows.
const ROWS: usize = 6;

fn row(bar: &Bar) -> GaugeRow {
    GaugeRow {
        label: bar.name.clone(),
        value: bar.says.first().cloned().unwrap_or_default(),
        fill: (bar.share * 100.0).clamp(0.0, 100.0) as u32,
        over: bar.over,
    }
}

/// The pipe through which a reader gets its records, where some have pipes of their own.
fn pipe(view: &View, reader: &engine::view::ReaderView) -> Option<GaugeRow> {
    let stream = view.streams.iter().find(|it| it.name == reader.stream)?;
    let pipe = match reader.kind {
        _ if !pipes::has_tube(view, reader) => return None,
        _ if reader.via == ReadVia::FanOut => pipes::of_its_own(reader, view.era),
        _ => pipes::shared(stream, pipes::shown(stream, None)?, &view.readers, view.era),
    };
    let fill = (pipe.share * 100.0).clamp(0.0, 100.0) as u32;
    let full = if pipe.full { "✕ full, " } else { "" };
    Some(GaugeRow {
        label: format!("{full}{}", pipe.label[0]),
        value: pipe.bytes[0].clone(),
        fill,
        over: pipe.full,
    })
}

#[cfg(test)]
mod tests;
