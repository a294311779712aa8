//! How much came in the last second: a window that slides with time, exact to the microsecond.

use std::collections::VecDeque;

use super::{Span, Time};

/// What came, by instant, oldest first; nothing older than a second before the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    came: VecDeque<(Time, u64)>,
}

impl Rate {
    pub fn add(&mut self, n: u64, now: Time) {
        if n == 0 {
            return;
        }
        while self.came.front().is_some_and(|(at, _)| *at + Span::SECOND <= now) {
            self.came.pop_front();
        }
        match self.came.back_mut() {
            Some((at, sum)) if *at == now => *sum += n,
            Some(_) | None => self.came.push_back((now, n)),
        }
    }

    /// The sum over the second that ends now; what came exactly a second ago is out.
    pub fn per_second(&self, now: Time) -> u64 {
        let within = self.came.iter().rev().take_while(|(at, _)| *at + Span::SECOND > now);
        within.map(|(_, n)| n).sum()
    }
}

/// Two such sums that come together, such as records and their bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RatePair {
    came: VecDeque<(Time, u64, u64)>,
}

impl RatePair {
    pub fn add(&mut self, (n, m): (u64, u64), now: Time) {
        if (n, m) == (0, 0) {
            return;
        }
        while self.came.front().is_some_and(|(at, ..)| *at + Span::SECOND <= now) {
            self.came.pop_front();
        }
        match self.came.back_mut() {
            Some((at, first, second)) if *at == now => {
                *first += n;
                *second += m;
            }
            Some(_) | None => self.came.push_back((now, n, m)),
        }
    }

    /// As [`Rate::per_second`], both.
    pub fn per_second(&self, now: Time) -> (u64, u64) {
        let within = self.came.iter().rev().take_while(|(at, ..)| *at + Span::SECOND > now);
        within.fold((0, 0), |(first, second), (_, n, m)| (first + n, second + m))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_the_last_second_only() {
        let mut rate = Rate::default();
        for tenth in 0..30 {
            rate.add(100, Time::millis(tenth * 100));
        }
        assert_eq!(rate.per_second(Time::millis(2_900)), 1_000);
        assert_eq!(rate.per_second(Time::millis(3_400)), 500);
        assert_eq!(rate.per_second(Time::millis(60_000)), 0);
    }

    #[test]
    fn a_steady_stream_has_a_steady_rate_at_every_instant() {
        let mut rate = Rate::default();
        for tick in 0..40 {
            let at = Time(tick * 100_000 + 37_123);
            rate.add(140, at);
            if tick >= 10 {
                for later in [0, 1, 62_876, 62_877, 99_999] {
                    assert_eq!(rate.per_second(at + Span::micros(later)), 1_400, "{later} µs after a call");
                }
            }
        }
    }

    #[test]
    fn a_pair_counts_as_two_rates_would() {
        let (mut pair, mut one, mut other) = (RatePair::default(), Rate::default(), Rate::default());
        for tick in 0..60 {
            let (at, n, m) = (Time(tick / 2 * 87_123), tick % 3, tick % 5 * 100);
            pair.add((n, m), at);
            one.add(n, at);
            other.add(m, at);
            for later in [0, 500_000, 999_999, 1_000_000] {
                let then = at + Span::micros(later);
                assert_eq!(pair.per_second(then), (one.per_second(then), other.per_second(then)));
            }
        }
        assert!(pair.came.len() < 15, "what is older than a second is gone");
    }

    #[test]
    fn a_long_silence_leaves_nothing_behind() {
        let mut rate = Rate::default();
        rate.add(5, Time::millis(0));
        rate.add(5, Time::millis(350));
        rate.add(1, Time::millis(987_650));
        assert_eq!(rate.per_second(Time::millis(987_650)), 1);
        assert_eq!(rate.came.len(), 1);
    }
}
