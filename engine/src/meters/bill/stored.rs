//! How long how many bytes of a stream are older than a day, and than seven days.
//!
//! Records of one second go together. Absent: the data of closed shards apart from that of open ones.

use crate::kernel::{Log, Span, Time};
use crate::limits;

/// When records pass from one price to the next, and when they are gone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ages {
    pub day: Span,
    pub week: Span,
    pub retention: Span,
}

impl Ages {
    pub fn of(retention: Span, era: crate::era::Era) -> Ages {
        Ages {
            day: Span::hours(limits::RETENTION_DEFAULT.at(era)),
            week: Span::hours(limits::LONG_TERM_AFTER.at(era)),
            retention,
        }
    }
}

/// The bytes that a stream holds, by age.
#[derive(Clone, Debug, Default)]
pub(super) struct Stored {
    /// Seconds in which something was put, and how much.
    past: Log<(u64, u64)>,
    open: (u64, u64),
    /// The first second that is younger than a day, than a week, and that is not gone yet.
    day: usize,
    week: usize,
    gone: usize,
    /// Bytes older than a day but not than a week, and those older than a week.
    extended: u64,
    long: u64,
    at: Time,
}

impl Stored {
    pub fn put(&mut self, at: Time, bytes: u64) {
        let second = at.as_seconds();
        if self.open.0 != second {
            self.close(second);
        }
        self.open.1 += bytes;
    }

    fn close(&mut self, second: u64) {
        if self.open.1 > 0 {
            self.past.push(self.open);
        }
        self.open = (second, 0);
    }

    fn entry(&self, place: usize) -> Option<(Time, u64)> {
        self.past.get(place).map(|(second, bytes)| (Time::seconds(*second), *bytes))
    }

    /// Time passes: bytes times µs that were older than a day but not than a week, and older than a week.
    pub fn pass(&mut self, until: Time, ages: Ages) -> [u128; 2] {
        if self.open.0 < until.as_seconds() {
            self.close(until.as_seconds());
        }
        let mut sums = [0, 0];
        loop {
            let due = |place: usize, age: Span| self.entry(place).map(|(put, _)| put + age);
            let next = [due(self.day, ages.day), due(self.week, ages.week), due(self.gone, ages.retention)];
            let next = next.into_iter().flatten().min().unwrap_or(until).min(until).max(self.at);
            let passed = u128::from(next.since(self.at).as_micros());
            sums[0] += u128::from(self.extended) * passed;
            sums[1] += u128::from(self.long) * passed;
            self.at = next;
            let aged = self.age(ages);
            if next == until && !aged {
                self.past.trim_to(self.gone);
                return sums;
            }
        }
    }

    /// What has reached an age by now counts there from now on. Says whether anything has.
    fn age(&mut self, ages: Ages) -> bool {
        let reached = |entry: Option<(Time, u64)>, age: Span, at: Time| {
            entry.filter(|(put, _)| *put + age <= at).map(|(_, bytes)| bytes)
        };
        let before = (self.day, self.week, self.gone);
        while let Some(bytes) = reached(self.entry(self.day), ages.day, self.at) {
            self.extended += bytes;
            self.day += 1;
        }
        while self.week < self.day
            && let Some(bytes) = reached(self.entry(self.week), ages.week, self.at)
        {
            self.extended -= bytes;
            self.long += bytes;
            self.week += 1;
        }
        // Retention is a day at least: what is gone is older than that.
        while self.gone < self.day
            && let Some(bytes) = reached(self.entry(self.gone), ages.retention, self.at)
        {
            if self.gone < self.week {
                self.long -= bytes;
            } else {
                self.extended -= bytes;
                self.week += 1;
            }
            self.gone += 1;
        }
        before != (self.day, self.week, self.gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u128 = 3_600_000_000;

    fn ages(retention: u64) -> Ages {
        Ages { day: Span::hours(24), week: Span::hours(168), retention: Span::hours(retention) }
    }

    /// Byte-hours of each tier after so many hours, of 10 bytes put at the beginning.
    fn after(hours: u64, retention: u64) -> [u128; 2] {
        let mut stored = Stored::default();
        stored.put(Time::START, 10);
        stored.pass(Time::START + Span::hours(hours), ages(retention)).map(|sum| sum / HOUR)
    }

    #[test]
    fn bytes_count_beyond_a_day_and_beyond_a_week_until_they_are_gone() {
        for (hours, retention, expected) in [
            (24, 8_760, [0, 0]),
            (25, 8_760, [10, 0]),
            (168, 8_760, [1_440, 0]),
            (169, 8_760, [1_440, 10]),
            (1_000, 200, [1_440, 320]),
            (1_000, 168, [1_440, 0]),
            (1_000, 25, [10, 0]),
            (1_000, 24, [0, 0]),
        ] {
            assert_eq!(after(hours, retention), expected, "{hours} h, kept {retention} h");
        }
    }

    #[test]
    fn many_steps_are_as_one_and_a_shorter_retention_ends_it_at_once() {
        let mut stored = Stored::default();
        let mut sums = [0, 0];
        for hour in 1..=40 {
            stored.put(Time::START + Span::hours(hour) + Span::micros(1), 7);
            let until = Time::START + Span::hours(hour + 1);
            let more = stored.pass(until, ages(if hour < 38 { 8_760 } else { 30 }));
            sums = [sums[0] + more[0], sums[1] + more[1]];
        }
        // 7 bytes were put at each of the hours 1 to 40. Until hour 38 those of hour h count from h + 24 on.
        let until_38: u128 = (1..=14).map(|h| 38 - (h + 24)).sum();
        // From then on those alone that are younger than 30 hours: six hours' worth, at each of the three hours.
        assert_eq!(sums, [7 * (until_38 + 3 * 6) * HOUR, 0]);
    }
}
