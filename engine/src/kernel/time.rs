//! Virtual time: integer microseconds since the story began.

use std::fmt;
use std::ops::{Add, AddAssign, Div, Mul, Sub};

use serde::Serialize;

/// An instant, in µs since the story began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Time(pub u64);

/// A length of time, in µs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span(pub u64);

impl Span {
    pub const SECOND: Span = Span(1_000_000);

    pub const fn micros(n: u64) -> Span {
        Span(n)
    }
    pub const fn millis(n: u64) -> Span {
        Span(n * 1_000)
    }
    pub const fn seconds(n: u64) -> Span {
        Span(n * 1_000_000)
    }
    pub const fn hours(n: u64) -> Span {
        Span::seconds(n * 3_600)
    }
    pub const fn as_micros(self) -> u64 {
        self.0
    }
    pub const fn as_millis(self) -> u64 {
        self.0 / 1_000
    }
    pub const fn as_seconds(self) -> u64 {
        self.0 / 1_000_000
    }
}

impl Time {
    pub const START: Time = Time(0);

    pub const fn seconds(n: u64) -> Time {
        Time(n * 1_000_000)
    }
    pub const fn millis(n: u64) -> Time {
        Time(n * 1_000)
    }
    pub const fn as_micros(self) -> u64 {
        self.0
    }
    pub const fn as_millis(self) -> u64 {
        self.0 / 1_000
    }
    pub const fn as_seconds(self) -> u64 {
        self.0 / 1_000_000
    }
    /// How long after `earlier` this is; zero if it is not after.
    pub const fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
    /// The instant `span` before, not before the start.
    pub const fn back(self, span: Span) -> Time {
        Time(self.0.saturating_sub(span.0))
    }
    /// The first multiple of `step` that is at or after this instant.
    pub const fn round_up(self, step: Span) -> Time {
        Time(self.0.div_ceil(step.0) * step.0)
    }
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}
impl AddAssign<Span> for Time {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}
impl Sub<Time> for Time {
    type Output = Span;
    fn sub(self, earlier: Time) -> Span {
        self.since(earlier)
    }
}
impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}
impl Mul<u64> for Span {
    type Output = Span;
    fn mul(self, n: u64) -> Span {
        Span(self.0.saturating_mul(n))
    }
}
impl Div<u64> for Span {
    type Output = Span;
    fn div(self, n: u64) -> Span {
        Span(self.0 / n)
    }
}

/// `00:01:07.420`: hours, minutes, seconds, milliseconds.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.as_millis();
        let (s, ms) = (ms / 1_000, ms % 1_000);
        write!(f, "{:02}:{:02}:{:02}.{:03}", s / 3_600, s / 60 % 60, s % 60, ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_prints_as_a_stopwatch() {
        assert_eq!(Time::millis(67_420).to_string(), "00:01:07.420");
        assert_eq!(Time::seconds(86_400).to_string(), "24:00:00.000");
    }

    #[test]
    fn rounding_up_keeps_a_multiple() {
        let step = Span::millis(100);
        assert_eq!(Time(0).round_up(step), Time(0));
        assert_eq!(Time(1).round_up(step), Time::millis(100));
        assert_eq!(Time::millis(100).round_up(step), Time::millis(100));
    }
}
