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
mod tests {
    use super::*;

    fn limits(records: u64) -> StreamLimits {
        StreamLimits { records, bytes: u64::MAX, ..StreamLimits::default() }
    }

    #[test]
    fn a_metric_is_told_by_the_minute_and_its_quota_where_it_is_near() {
        let of = |value| Metric {
            name: "IncomingRecords".to_owned(),
            unit: "records",
            about: "Records taken.",
            points: vec![(0, None), (60, Some(value))],
            limit: Some(30_000_000),
            bad: false,
        };
        let plot = metric(&of(600));
        assert_eq!((plot.limit, plot.seconds()), (None, (0, 120)));
        assert!(plot.about.contains("The quota is 30,000,000 records a minute."), "{}", plot.about);
        assert_eq!(
            plot.says(),
            "IncomingRecords: 600 records in 1:00, the last whole minute, at most 600 in the 2 minutes shown, no value \
             in 1 of them."
        );
        assert_eq!(metric(&of(20_000_000)).limit, Some(30_000_000));
    }

    #[test]
    fn the_name_of_a_limit_stands_where_nothing_is_drawn() {
        let chart = |seconds: &[u64]| {
            let values = seconds.iter().enumerate().map(|(at, taken)| Second {
                at: at as u64,
                taken: *taken,
                ..Second::default()
            });
            plots(&values.collect::<Vec<_>>(), limits(1_000))[0].clone()
        };
        assert!(chart(&[0; 60]).free() < 0.01, "what lies far below is not behind it");
        // The hook's first seconds: it takes its reserve and then a thousand.
        let free = chart(&[0, 300, 1_380, 1_200, 1_010, 1_000, 1_000, 1_000]).free();
        assert!((0.13..0.3).contains(&free), "{free}");
        let mut busy = [1_000; 60];
        busy[36..].fill(10);
        assert!(chart(&busy).free() > 0.5, "{}", chart(&busy).free());
    }

    #[test]
    fn minutes_go_in_steps_over_what_there_is_and_a_lone_second_is_a_dot() {
        let minutes = |n: u64| {
            metric(&Metric {
                name: "Invocations".to_owned(),
                unit: "calls",
                about: "Calls.",
                points: (0..n).map(|at| (at * 60, Some(at))).collect(),
                limit: None,
                bad: false,
            })
        };
        let one = minutes(1);
        assert_eq!((one.seconds(), one.line(&[(0, 7)])), ((0, 60), vec![(0.0, 7.0), (60.0, 7.0)]));
        let two = minutes(2);
        let steps = vec![(0.0, 7.0), (60.0, 7.0), (60.0, 9.0), (120.0, 9.0)];
        assert_eq!((two.seconds(), two.line(&[(0, 7), (60, 9)])), ((0, 120), steps));
        assert!(!one.is_dot(&[(0, 7)]));
        // A press in a minute means it, up to its end.
        let (left, width) = (two.labels(), two.labels() + 120.0 + RIGHT);
        assert_eq!([1.0, 58.0, 62.0, 118.0].map(|x| two.point_at(left + x, width)), [0, 0, 60, 60].map(Some));
        let second = &plots(&[Second::default()], limits(1))[0];
        assert_eq!((second.is_dot(&[(0, 1)]), second.is_dot(&[(0, 1), (1, 1)])), (true, false));
        assert_eq!(second.line(&[(0, 1), (1, 2)]), [(0.0, 1.0), (1.0, 2.0)]);
    }

    #[test]
    fn a_full_shard_of_a_stream_with_room_is_told_in_the_heading() {
        let of = |full, open, taken| {
            let limits = StreamLimits { full, open, ..limits(open as u64 * 1_000) };
            let [records, ..] = plots(&[Second { taken, ..Second::default() }], limits);
            (records.note.clone(), records.says())
        };
        let (note, says) = of(1, 2, 1_000);
        assert_eq!(note.as_deref(), Some("1 of 2 shards full"));
        assert!(says.ends_with("limit 2,000. 1 of 2 shards full."), "{says}");
        // All of them, none of them, or a stream that takes all it may: the line says it.
        for (full, open, taken) in [(2, 2, 1_000), (1, 1, 900), (0, 2, 1_000), (1, 2, 2_000)] {
            assert_eq!(of(full, open, taken).0, None, "{full} {open} {taken}");
        }
    }

    #[test]
    fn bytes_and_age_have_the_limits_that_they_run_into() {
        let age = |behind| {
            let seconds = [Second { bytes: 900, behind_ms: Some(behind), ..Second::default() }];
            plots(&seconds, StreamLimits { bytes: 2_097_152, kept_ms: 86_400_000, ..limits(2_000) })
        };
        let [_, bytes, _, young] = age(1_000);
        assert_eq!((&*bytes.name, bytes.limit), ("IncomingBytes", Some(2_097_152)));
        assert!(bytes.says().contains("limit 2,097,152"), "{}", bytes.says());
        assert_eq!(young.limit, None, "far away it would press the line down");
        assert!(young.about.contains("older than 86,400,000 ms"), "{}", young.about);
        assert_eq!(age(8_639_999)[3].limit, None);
        assert_eq!(age(8_640_000)[3].limit, Some(86_400_000));
    }

    #[test]
    fn a_scale_is_round_and_above_everything() {
        let mut plot =
            plots(&[Second { at: 3, taken: 1_234, ..Second::default() }], limits(2_000))[0].clone();
        assert_eq!(plot.top(), 3_000);
        assert_eq!(plot.seconds(), (3, 63));
        plot.limit = None;
        plot.points = vec![];
        assert_eq!(plot.top(), 10);
        assert_eq!(plot.says(), "IncomingRecords: no whole second so far.");
    }

    #[test]
    fn numbers_at_the_left_have_the_room_that_they_need() {
        let plot = |taken| plots(&[Second { taken, ..Second::default() }], limits(1))[0].labels();
        assert_eq!(plot(900), LABELS);
        // "200,000" and "20,000,000" are wider.
        assert!(plot(199_000) > 7.0 * DIGIT + 8.0 && plot(19_000_000) > 10.0 * DIGIT + 8.0);
    }

    #[test]
    fn a_press_on_a_chart_means_the_nearest_point() {
        let seconds =
            [(10, 3), (11, 4), (40, 5)].map(|(at, taken)| Second { at, taken, ..Second::default() });
        let plot = &plots(&seconds, limits(1_000))[0];
        // From 10 to 70 over what lies between the labels and the margin.
        let width = LABELS.max(plot.labels()) + 600.0 + RIGHT;
        let at = |x: f64| plot.point_at(plot.labels() + x, width);
        assert_eq!([-20.0, 4.0, 6.0, 140.0, 170.0, 900.0].map(at), [10, 10, 11, 11, 40, 40].map(Some));
        assert_eq!(plots(&[], limits(1))[0].point_at(5.0, 100.0), None);
    }

    #[test]
    fn a_chart_says_what_it_shows_and_for_which_second() {
        let seconds = [(70, 300), (71, 260)].map(|(at, refused)| Second { at, refused, ..Second::default() });
        let plot = &plots(&seconds, limits(2_000))[2];
        assert_eq!(plot.now(), "260 /s in 1:11");
        assert_eq!(
            plot.says(),
            "WriteProvisionedThroughputExceeded: 260 /s in 1:11, the last whole second, at most 300 in the 2 seconds shown."
        );
    }

    #[test]
    fn a_second_in_which_nothing_was_read_is_a_gap_and_no_old_value() {
        let ages = [Some(10), Some(20), None, None, Some(5_000), None];
        let seconds: Vec<Second> =
            (0..).zip(ages).map(|(at, behind_ms)| Second { at, behind_ms, ..Second::default() }).collect();
        let plot = &plots(&seconds, limits(1))[3];
        assert_eq!(plot.runs(), [vec![(0, 10), (1, 20)], vec![(4, 5_000)]]);
        assert_eq!(plot.now(), "nothing read in 0:05");
        assert!(plot.says().contains("nothing read in 3 of them"), "{}", plot.says());
        assert_eq!(plot.top(), 6_000);
    }
}
