//! What a chart shows, as numbers: pure, tested without a browser.

use engine::meters::Second;

/// One line over the seconds of a scene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plot {
    pub name: &'static str,
    pub unit: &'static str,
    /// Seconds since the story began, and a value each.
    pub points: Vec<(u64, u64)>,
    pub limit: Option<u64>,
    /// The CSS variable of its colour.
    pub colour: &'static str,
}

impl Plot {
    pub fn newest(&self) -> Option<u64> {
        self.points.last().map(|(_, value)| *value)
    }

    /// The upper end of the scale: a round number over everything that is drawn.
    pub fn top(&self) -> u64 {
        let most = self.points.iter().map(|(_, value)| *value).chain(self.limit).max().unwrap_or(0).max(9);
        let mut scale = 1;
        while scale * 10 <= most {
            scale *= 10;
        }
        (most / scale + 1) * scale
    }

    /// First and last second of the scale; a minute at least.
    pub fn seconds(&self) -> (u64, u64) {
        let first = self.points.first().map_or(0, |(at, _)| *at);
        let last = self.points.last().map_or(0, |(at, _)| *at);
        (first, last.max(first + 60))
    }

    /// The chart in words.
    pub fn says(&self) -> String {
        use engine::kernel::units::grouped;
        let Some(newest) = self.newest() else { return format!("{}: no whole second so far.", self.name) };
        let most = self.points.iter().map(|(_, value)| *value).max().unwrap_or(0);
        let limit = self.limit.map_or(String::new(), |limit| format!(", limit {}", grouped(limit)));
        format!(
            "{}: {} {} in the last whole second, at most {} in the {} seconds shown{limit}.",
            self.name,
            grouped(newest),
            self.unit,
            grouped(most),
            self.points.len()
        )
    }
}

/// The three charts of a stream.
pub fn plots(seconds: &[Second], limit: u64) -> [Plot; 3] {
    let line = |value: fn(&Second) -> u64| seconds.iter().map(|second| (second.at, value(second))).collect();
    [
        Plot {
            name: "IncomingRecords",
            unit: "/s",
            points: line(|second| second.taken),
            limit: Some(limit),
            colour: "--k0",
        },
        Plot {
            name: "WriteProvisionedThroughputExceeded",
            unit: "/s",
            points: line(|second| second.refused),
            limit: None,
            colour: "--bad",
        },
        Plot {
            name: "IteratorAgeMilliseconds",
            unit: "ms",
            points: line(|second| second.behind_ms),
            limit: None,
            colour: "--k1",
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_round_and_above_everything() {
        let mut plot = plots(&[Second { at: 3, taken: 1_234, ..Second::default() }], 2_000)[0].clone();
        assert_eq!(plot.top(), 3_000);
        assert_eq!(plot.seconds(), (3, 63));
        plot.limit = None;
        plot.points = vec![];
        assert_eq!(plot.top(), 10);
        assert_eq!(plot.says(), "IncomingRecords: no whole second so far.");
    }

    #[test]
    fn a_chart_says_what_it_shows() {
        let seconds = [300, 260].map(|refused| Second { refused, ..Second::default() });
        let text = plots(&seconds, 2_000)[1].says();
        assert_eq!(
            text,
            "WriteProvisionedThroughputExceeded: 260 /s in the last whole second, at most 300 in the 2 seconds shown."
        );
    }
}
