//! What works inside a reader, in rows below its card's lines: the lease table of a group of KCL workers with the
//! meter of its capacity, the batches of a function, the buffers of a connector, the counts of a window.

use engine::view::{
    AnalyticsView, ConnectorView, KclView, LaneView, LeaseView, MappingView, ReaderView, TableView, View,
};

use super::build::{bar, fitted, group, rect, toned};
use super::face::{Face, first_that_fits, fit, width};
use super::numbers::{count, short, time};
use super::shape::{Anchor, Rect, Shape};

const ROW: f64 = 15.0;
const FOOT: f64 = 7.0;
/// More are told by their number.
const MOST: usize = 10;
/// With fewer there is no room for it.
const LEAST: usize = 2;

/// Rows, the most important first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inside {
    pub bars: Vec<Bar>,
    pub leases: Vec<Lease>,
    /// Rows that are left out of those above.
    pub more: usize,
}

/// A name, a share of a whole, and what it says in words, longest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub name: String,
    pub share: f64,
    pub over: bool,
    pub says: Vec<String>,
}

/// A row of a lease table.
#[derive(Clone, Debug, PartialEq)]
pub struct Lease {
    pub key: String,
    /// The number of the worker, which gives the colour, and whether it runs.
    pub owner: Option<(u32, bool)>,
    pub counter: u64,
    pub checkpoint: String,
    pub ended: bool,
}

/// `None` of a reader that has nothing inside, or nothing yet.
pub fn inside(reader: &ReaderView, view: &View) -> Option<Inside> {
    if reader.stopped {
        return None;
    }
    let it = if let Some(it) = &reader.lambda {
        batches(it)
    } else if let Some(it) = &reader.analytics {
        counts(it)
    } else if let Some(it) = &reader.connector {
        buffers(it)
    } else {
        let kcl = reader.kcl.as_ref()?;
        table(kcl, view.tables.iter().find(|it| it.name == kcl.table)?)
    };
    (it.rows() > 0).then_some(it)
}

impl Inside {
    /// Rows with the head of the table.
    fn rows(&self) -> usize {
        self.bars.len()
            + self.leases.len()
            + usize::from(!self.leases.is_empty())
            + usize::from(self.more > 0)
    }

    /// As high as it would like to be.
    pub fn wish(&self) -> f64 {
        self.rows() as f64 * ROW + FOOT
    }

    /// As much of it as has room, and how high that is; `None` where too little has.
    pub fn within(mut self, room: f64) -> Option<(Inside, f64)> {
        let fits = ((room - FOOT) / ROW).max(0.0) as usize;
        while self.rows() > fits {
            if self.leases.len() > LEAST {
                self.leases.pop();
            } else if self.leases.is_empty() && self.bars.len() > LEAST {
                self.bars.pop();
            } else {
                return None;
            }
            self.more += 1;
        }
        let high = self.wish();
        Some((self, high))
    }

    /// In words, for those who hear it.
    pub fn told(&self) -> String {
        let bar = |it: &Bar| format!("{}: {}", it.name, it.says.first().map_or("", String::as_str));
        self.bars.iter().map(bar).chain(self.leases.iter().map(Lease::told)).collect::<Vec<_>>().join("; ")
    }

    /// Its rows below `y`, between the sides of a card.
    pub fn draw(&self, card: Rect, y: f64) -> Shape {
        let (x, room) = (card.x + 12.0, card.w - 24.0);
        let mut line = y + 10.0;
        let mut shapes = vec![rect(Rect::new(x, y - 3.0, room, 1.0), 0.0, "gbg")];
        let names = self.bars.iter().map(|it| width(Face::TreeNote, &it.name)).fold(0.0, f64::max);
        let name = (names + 8.0).clamp(room * 0.2, room * 0.4);
        for it in &self.bars {
            shapes.extend(it.draw(x, line, room, name));
            line += ROW;
        }
        if !self.leases.is_empty() {
            shapes.extend(head(x, line, room));
            line += ROW;
        }
        for it in &self.leases {
            shapes.extend(it.draw(x, line, room));
            line += ROW;
        }
        if self.more > 0 {
            let say = fit(Face::TreeNote, &format!("+ {} more", count(self.more as u64)), room);
            shapes.push(toned(x, line, Face::TreeNote, Anchor::Start, "mut", say));
        }
        group("inside", shapes)
    }
}

impl Bar {
    /// `name` is the room for names.
    fn draw(&self, x: f64, y: f64, room: f64, name: f64) -> Vec<Shape> {
        let track = (room - name) * 0.42;
        let class = if self.over { "g over" } else { "g ok2" };
        let says = first_that_fits(Face::TreeNote, &self.says, room - name - track - 8.0);
        let tone = if self.over { "er" } else { "" };
        let mut shapes = vec![
            fitted(x, y, Face::TreeNote, name - 6.0, &self.name),
            toned(x + room, y, Face::TreeNote, Anchor::End, tone, says),
        ];
        shapes.extend(bar(Rect::new(x + name, y - 6.0, track, 6.0), self.share, class));
        shapes
    }
}

impl Lease {
    /// `lease …000: worker 1, counter 37, after 434`.
    pub fn told(&self) -> String {
        format!("lease {}: {}, counter {}, {}", self.key, self.owner(), count(self.counter), self.checkpoint)
    }

    fn owner(&self) -> String {
        match self.owner {
            Some((number, true)) => format!("worker {number}"),
            Some((number, false)) => format!("✕ worker {number}"),
            None => "nobody".to_owned(),
        }
    }

    fn draw(&self, x: f64, y: f64, room: f64) -> Vec<Shape> {
        const COLOURS: [&str; 6] = ["f1", "f2", "f3", "f4", "f5", "f6"];
        let [owner, counter, end] = columns(x, room);
        let dead = !self.ended && self.owner.is_none_or(|(_, runs)| !runs);
        let tone = if dead { "er" } else { "" };
        let mut shapes = vec![
            fitted(x, y, Face::TreeNote, owner - x - 4.0, &self.key),
            toned(
                owner + 9.0,
                y,
                Face::TreeNote,
                Anchor::Start,
                tone,
                fit(Face::TreeNote, &self.owner(), 62.0),
            ),
            toned(
                counter,
                y,
                Face::TreeNote,
                Anchor::End,
                "",
                fit(Face::TreeNote, &short(self.counter), 41.0),
            ),
            toned(
                end,
                y,
                Face::TreeNote,
                Anchor::End,
                "",
                fit(Face::TreeNote, &self.checkpoint, end - counter - 8.0),
            ),
        ];
        if let Some((number, _)) = self.owner {
            let colour = COLOURS[number as usize % COLOURS.len()];
            shapes.push(rect(Rect::new(owner, y - 6.5, 6.0, 6.0), 1.5, colour));
        }
        shapes
    }
}

/// Where leaseOwner begins, and where counter and checkpoint end.
fn columns(x: f64, room: f64) -> [f64; 3] {
    [x + (room * 0.2).max(51.0), x + (room * 0.66).max(152.0), x + room]
}

fn head(x: f64, y: f64, room: f64) -> Vec<Shape> {
    let [owner, counter, end] = columns(x, room);
    let word = |x: f64, anchor: Anchor, say: &'static str| toned(x, y, Face::TreeNote, anchor, "mut", say);
    vec![
        word(x, Anchor::Start, "leaseKey"),
        word(owner, Anchor::Start, "leaseOwner"),
        word(counter, Anchor::End, "counter"),
        word(end, Anchor::End, "checkpoint"),
    ]
}

/// The rows of a lease table with the meter of its write capacity.
#[inline(never)]
fn table(kcl: &KclView, table: &TableView) -> Inside {
    let refused = table.throttled_writes_per_s;
    let used = count(table.written_per_s);
    let says = match (refused, table.billing_mode) {
        (1.., _) => vec![format!("{} refused/s", count(refused)), format!("✕ {}/s", short(refused))],
        (0, "PROVISIONED") => {
            let of = count(table.wcu);
            vec![format!("{used} of {of} WCU/s"), format!("{used}/{of} WCU"), format!("{used}/{of}")]
        }
        (0, _) => vec![format!("{used} WRU/s, on demand"), format!("{used} WRU/s"), used],
    };
    let meter = Bar {
        name: format!("table {}", table.name),
        share: if table.billing_mode == "PROVISIONED" {
            table.written_per_s as f64 / table.wcu.max(1) as f64
        } else {
            0.0
        },
        over: refused > 0,
        says,
    };
    let row = |it: &LeaseView| {
        let worker = |owner: &String| kcl.workers.iter().find(|worker| worker.owner == *owner);
        Lease {
            key: format!("…{}", it.shard.short()),
            owner: it.owner.as_ref().and_then(worker).map(|it| (it.number, it.running)),
            counter: it.counter,
            checkpoint: match it.processed {
                Some(records) => format!("after {}", short(records)),
                None => it.checkpoint.clone(),
            },
            ended: it.ended,
        }
    };
    let mut leases: Vec<Lease> = table.leases.iter().map(row).collect();
    // What has ended is over.
    leases.sort_by_key(|it| it.ended);
    let more = leases.len().saturating_sub(MOST);
    leases.truncate(MOST);
    Inside { bars: vec![meter], leases, more }
}

/// The batch of each lane: what is held up first, then what is at work.
#[inline(never)]
fn batches(it: &MappingView) -> Inside {
    let mut lanes: Vec<&LaneView> = it.lanes.iter().collect();
    lanes.sort_by_key(|lane| (lane.blocked_ms.is_none(), lane.batch == 0, lane.waiting == 0));
    let row = |lane: &&LaneView| {
        let shard = lane.shard.short();
        let n = if lane.batch > 0 { lane.batch } else { lane.waiting };
        let says = match (lane.stage, lane.again_in_ms) {
            ("comes again", Some(ms)) => {
                let (attempt, again) = (lane.attempt, time(ms * 1_000));
                vec![format!("try {attempt} of {} in {again}", short(n)), format!("try {attempt} in {again}")]
            }
            ("invokes" | "comes again", _) if lane.attempt > 1 => {
                vec![format!("try {} of {} records", lane.attempt, count(n)), format!("try {}", lane.attempt)]
            }
            ("invokes", _) => vec![format!("invoked with {}", count(n)), format!("with {}", short(n))],
            (stage, _) if n > 0 => vec![format!("{stage} {}", count(n)), short(n)],
            (stage, _) => vec![stage.to_owned()],
        };
        Bar {
            name: if it.parallelization_factor > 1 {
                format!("…{shard}/{}", lane.lane + 1)
            } else {
                format!("…{shard}")
            },
            share: n as f64 / it.batch_size.max(1) as f64,
            over: lane.blocked_ms.is_some(),
            says,
        }
    };
    rows(lanes.iter().map(row).collect())
}

/// The buffer of each shard, the fullest first.
#[inline(never)]
fn buffers(it: &ConnectorView) -> Inside {
    let mut pipes: Vec<_> = it.pipes.iter().collect();
    pipes.sort_by_key(|pipe| (pipe.failed == 0, std::cmp::Reverse(pipe.records)));
    let row = |pipe: &&engine::view::PipeView| Bar {
        name: format!("…{}", pipe.shard.short()),
        share: pipe.records as f64 / it.flush_records.max(1) as f64,
        over: pipe.failed > 0,
        says: match (pipe.emits, pipe.failed) {
            (_, failed @ 1..) => {
                vec![format!("{} of {} tries failed", failed, it.tries), format!("{failed} failed")]
            }
            (true, 0) => vec![format!("emits {}", count(pipe.records)), "emits".to_owned()],
            (false, 0) => vec![format!("{} buffered", count(pipe.records)), short(pipe.records)],
        },
    };
    rows(pipes.iter().map(row).collect())
}

/// The counts of the window that is open, the greatest first; a bar is full where the alert begins.
#[inline(never)]
fn counts(it: &AnalyticsView) -> Inside {
    let most = it.counts.iter().map(|count| count.n).max().unwrap_or(0);
    let whole = it.above.unwrap_or(most).max(1);
    let row = |one: &engine::view::CountView| Bar {
        name: if one.key.is_empty() { "all".to_owned() } else { one.key.clone() },
        share: one.n as f64 / whole as f64,
        over: it.above.is_some_and(|above| one.n > above),
        says: vec![count(one.n), short(one.n)],
    };
    let mut bars: Vec<Bar> = it.counts.iter().map(row).collect();
    if let Some(ms) = it.ends_in_ms.filter(|_| !it.sliding) {
        let gone = it.window_ms.saturating_sub(ms);
        let left = time(ms * 1_000);
        bars.insert(
            0,
            Bar {
                name: "window".to_owned(),
                share: gone as f64 / it.window_ms.max(1) as f64,
                over: false,
                says: vec![format!("ends in {left}"), left],
            },
        );
    }
    rows(bars)
}

fn rows(mut bars: Vec<Bar>) -> Inside {
    let more = bars.len().saturating_sub(MOST);
    bars.truncate(MOST);
    Inside { bars, leases: vec![], more }
}

#[cfg(test)]
mod tests;
