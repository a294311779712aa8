//! What a chart shows, as numbers: pure, tested without a browser.

use std::borrow::Cow;

use engine::kernel::units::grouped;
use engine::meters::Second;
use engine::view::{HUNDREDTHS, Metric};

use crate::model::StreamLimits;
use crate::prose;

/// How long each value of a line lasts, in seconds, what that is called, and what is said where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub seconds: u64,
    pub name: &'static str,
    pub none: &'static str,
}

const SECOND: Period = Period { seconds: 1, name: "second", none: "nothing read" };
const MINUTE: Period = Period { seconds: 60, name: "minute", none: "no value" };

/// One line over the seconds or minutes of a scene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plot {
    pub name: Cow<'static, str>,
    pub unit: &'static str,
    pub period: Period,
    /// Seconds since the story began, and a value each; none where nothing was measured.
    pub points: Vec<(u64, Option<u64>)>,
    pub limit: Option<u64>,
    /// The CSS variable of its colour.
    pub colour: &'static str,
    /// What it is, and how it differs from CloudWatch.
    pub about: Cow<'static, str>,
    /// What the line alone would hide.
    pub note: Option<String>,
}

/// The width of a digit of the axes and of what stands beside them, in pixels.
const DIGIT: f64 = 5.6;
/// The length of a limit's name, in hundredths of the width.
const NAME: u64 = 30;
/// The least room for the numbers at the left.
const LABELS: f64 = 38.0;
/// The margin at the right.
pub const RIGHT: f64 = 16.0;

impl Plot {
    /// The last second and its value, if something was measured in it.
    pub fn newest(&self) -> Option<(u64, Option<u64>)> {
        self.points.last().copied()
    }

    /// The value of the last whole second and which second that is: `300 /s in 0:11`.
    pub fn now(&self) -> String {
        match self.newest() {
            None => "–".to_owned(),
            Some((at, Some(value))) => format!("{} in {}", prose::measured(value, self.unit), clock(at)),
            Some((at, None)) => format!("{} in {}", self.period.none, clock(at)),
        }
    }

    /// The measured values in unbroken runs.
    pub fn runs(&self) -> Vec<Vec<(u64, u64)>> {
        let mut runs = vec![vec![]];
        for (at, value) in &self.points {
            match (value, runs.last_mut()) {
                (Some(value), Some(run)) => run.push((*at, *value)),
                (None, Some(run)) if !run.is_empty() => runs.push(vec![]),
                (Some(_) | None, _) => {}
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    /// The line of a run. A minute has one value from its first second to its last: its line goes in steps.
    pub fn line(&self, run: &[(u64, u64)]) -> Vec<(f64, f64)> {
        let length = if self.period == MINUTE { MINUTE.seconds } else { 0 };
        let ends = |(at, value): &(u64, u64)| [*at, at + length].map(|at| (at as f64, *value as f64));
        let mut line: Vec<_> = run.iter().flat_map(ends).collect();
        line.dedup();
        line
    }

    /// Whether a run is a dot: a second that stands alone has no line.
    pub fn is_dot(&self, run: &[(u64, u64)]) -> bool {
        self.period == SECOND && run.len() == 1
    }

    /// A value as the axis shows it.
    pub fn label(&self, value: u64) -> String {
        if self.unit == HUNDREDTHS { prose::measured(value, self.unit) } else { grouped(value) }
    }

    fn most(&self) -> u64 {
        self.points.iter().filter_map(|(_, value)| *value).max().unwrap_or(0)
    }

    /// The upper end of the scale: a round number over everything that is drawn.
    pub fn top(&self) -> u64 {
        let most = self.most().max(self.limit.unwrap_or(0)).max(9);
        let mut scale = 1;
        while scale * 10 <= most {
            scale *= 10;
        }
        (most / scale + 1) * scale
    }

    /// How wide the numbers at the left are, in pixels: the longest is that of the scale's end.
    pub fn labels(&self) -> f64 {
        LABELS.max(grouped(self.top()).chars().count() as f64 * DIGIT + 10.0)
    }

    /// First and last second of the scale: sixty seconds at least, or the whole minutes that there are.
    pub fn seconds(&self) -> (u64, u64) {
        let first = self.points.first().map_or(0, |(at, _)| *at);
        let last = self.points.last().map_or(0, |(at, _)| *at);
        if self.period == MINUTE { (first, last + MINUTE.seconds) } else { (first, last.max(first + 60)) }
    }

    /// Where over the line of the limit its name begins, as a share of the width: where the fewest values are behind it.
    pub fn free(&self) -> f64 {
        let (first, last) = self.seconds();
        let (limit, top) = (self.limit.unwrap_or(0), self.top());
        let behind = |from: u64| {
            let at = |share: u64| first + (last - first) * share / 100;
            let near = |value: u64| value * 50 + top > limit * 50 && value * 4 < limit * 4 + top;
            let here = self.points.iter().filter(|(second, _)| (at(from)..=at(from + NAME)).contains(second));
            here.filter(|(_, value)| value.is_some_and(near)).count()
        };
        let places = (0..100 - NAME).step_by(14);
        places.min_by_key(|from| behind(*from)).unwrap_or(0) as f64 / 100.0
    }

    /// The second of the point that is drawn nearest to a place, in pixels from the left of a chart so wide.
    pub fn point_at(&self, x: f64, width: f64) -> Option<u64> {
        let (first, last) = self.seconds();
        let (left, right) = (self.labels(), width - RIGHT);
        let share = ((x - left) / (right - left).max(1.0)).clamp(0.0, 1.0);
        let meant = first as f64 + share * (last - first) as f64;
        // A minute is meant by all of its seconds.
        let middle = if self.period == MINUTE { 30.0 } else { 0.0 };
        let near = |at: u64| (at as f64 + middle - meant).abs();
        self.points.iter().map(|(at, _)| *at).min_by(|a, b| near(*a).total_cmp(&near(*b)))
    }

    /// The chart in words.
    pub fn says(&self) -> String {
        if self.newest().is_none() {
            return format!("{}: no whole {} so far.", self.name, self.period.name);
        }
        let limit = self.limit.map_or(String::new(), |limit| format!(", limit {}", grouped(limit)));
        let gaps = self.points.iter().filter(|(_, value)| value.is_none()).count();
        let gaps =
            if gaps == 0 { String::new() } else { format!(", {} in {gaps} of them", self.period.none) };
        format!(
            "{}: {}, the last whole {period}, at most {} in the {} {period}s shown{gaps}{limit}.{note}",
            self.name,
            self.now(),
            self.label(self.most()),
            self.points.len(),
            period = self.period.name,
            note = self.note.as_ref().map_or(String::new(), |note| format!(" {note}."))
        )
    }
}

/// `1:07`
pub fn clock(second: u64) -> String {
    if second >= 3_600 {
        format!("{}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
    } else {
        format!("{}:{:02}", second / 60, second % 60)
    }
}

/// That a shard refuses although the stream has room: what its line beside its limit would hide.
fn full(seconds: &[Second], limits: StreamLimits) -> Option<String> {
    let room = seconds.last().is_none_or(|it| it.taken < limits.records && it.bytes < limits.bytes);
    let of = format!("{} of {} shards full", limits.full, limits.open);
    (room && limits.full > 0 && limits.full < limits.open).then_some(of)
}

/// The limit that is drawn: one that is far away would press the line down, and is only told.
fn near(limit: u64, most: u64) -> Option<u64> {
    (most.saturating_mul(10) >= limit).then_some(limit)
}

/// The charts of a stream.
pub fn plots(seconds: &[Second], limits: StreamLimits) -> [Plot; 4] {
    let oldest = seconds.iter().filter_map(|second| second.behind_ms).max().unwrap_or(0);
    let line =
        |value: fn(&Second) -> Option<u64>| seconds.iter().map(|second| (second.at, value(second))).collect();
    [
        Plot {
            name: "IncomingRecords".into(),
            period: SECOND,
            unit: "/s",
            points: line(|second| Some(second.taken)),
            limit: Some(limits.records),
            note: full(seconds, limits),
            colour: "--k0",
            about: "Records taken in each whole second. The stage shows the second that ends now; CloudWatch sums over a minute.".into(),
        },
        Plot {
            name: "IncomingBytes".into(),
            period: SECOND,
            unit: "B/s",
            points: line(|second| Some(second.bytes)),
            limit: Some(limits.bytes),
            note: None,
            colour: "--k2",
            about: "Bytes of data and partition keys taken in each whole second. CloudWatch sums over a minute.".into(),
        },
        Plot {
            name: "WriteProvisionedThroughputExceeded".into(),
            period: SECOND,
            unit: "/s",
            points: line(|second| Some(second.refused)),
            limit: None,
            note: None,
            colour: "--bad",
            about: "Records refused in each whole second. The stage shows the second that ends now; CloudWatch sums over a minute.".into(),
        },
        Plot {
            name: "IteratorAgeMilliseconds".into(),
            period: SECOND,
            unit: "ms",
            points: line(|second| second.behind_ms),
            limit: near(limits.kept_ms, oldest),
            note: None,
            colour: "--k1",
            about: format!("How far behind the most belated reader was that got records in a second. A gap: nobody got any, because no call was made, all were refused, or there was nothing new. The limit is the retention: what is older than {} ms is gone.", grouped(limits.kept_ms)).into(),
        },
    ]
}

/// The chart of a metric. A quota that is far away would press the line down: it is only told.
pub fn metric(metric: &Metric) -> Plot {
    let most = metric.points.iter().filter_map(|(_, value)| *value).max().unwrap_or(0);
    let limit = metric.limit.and_then(|limit| near(limit, most));
    let far = match metric.limit.filter(|_| limit.is_none()) {
        Some(limit) => format!(" The quota is {} {} a minute.", grouped(limit), metric.unit),
        None => String::new(),
    };
    Plot {
        name: metric.name.clone().into(),
        unit: metric.unit,
        period: MINUTE,
        points: metric.points.clone(),
        limit,
        note: None,
        colour: if metric.bad { "--bad" } else { "--k0" },
        about: format!("{}{far} One value for each whole minute, named by its first second.", metric.about)
            .into(),
    }
}

#[cfg(test)]
mod tests;
