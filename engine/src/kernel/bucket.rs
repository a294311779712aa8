//! A token bucket in whole numbers: refilled continuously, exact to the microsecond.
//!
//! The level is a pure function of time; only taking writes. So asking changes nothing.

use super::{Span, Time};

/// One token is a million micro-tokens, so that a rate of r per second adds exactly r of them each µs.
const MICRO: i64 = 1_000_000;

/// A bucket that holds `capacity` tokens and gains `rate` tokens each second. It starts full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    capacity: u64,
    rate: u64,
    /// Micro-tokens at `since`. Negative after a debt.
    level: i64,
    since: Time,
}

impl Bucket {
    pub fn full(capacity: u64, rate: u64, now: Time) -> Bucket {
        Bucket { capacity, rate, level: micro(capacity), since: now }
    }

    // What is gained beyond an i64 is beyond any capacity too: there the sum stops, and the capacity is less.
    fn micro_level(&self, now: Time) -> i64 {
        let gained = now.since(self.since).as_micros().saturating_mul(self.rate);
        self.level.saturating_add_unsigned(gained).min(micro(self.capacity))
    }

    /// Whole tokens there now; zero while in debt.
    pub fn level(&self, now: Time) -> u64 {
        u64::try_from(self.micro_level(now) / MICRO).unwrap_or(0)
    }

    /// Whole tokens there now, rounded down; below zero while in debt.
    pub fn balance(&self, now: Time) -> i64 {
        self.micro_level(now).div_euclid(MICRO)
    }

    pub fn has(&self, tokens: u64, now: Time) -> bool {
        self.micro_level(now) >= micro(tokens)
    }

    pub fn in_debt(&self, now: Time) -> bool {
        self.micro_level(now) < 0
    }

    /// Takes tokens, into debt if need be: ask [`Bucket::has`] first where debt is not allowed.
    pub fn take(&mut self, tokens: u64, now: Time) {
        self.level = self.micro_level(now) - micro(tokens);
        self.since = now;
    }

    /// How long until there are `tokens`; zero if they are there.
    ///
    /// # Panics
    /// If the bucket can never hold as many.
    pub fn wait_for(&self, tokens: u64, now: Time) -> Span {
        assert!(tokens <= self.capacity, "a bucket of {} never holds {tokens}", self.capacity);
        let missing = u64::try_from(micro(tokens) - self.micro_level(now)).unwrap_or(0);
        Span::micros(missing.div_ceil(self.rate.max(1)))
    }

    pub fn capacity(&self) -> u64 {
        self.capacity
    }
}

/// # Panics
/// Beyond 9 million million tokens: no limit is as large.
fn micro(tokens: u64) -> i64 {
    i64::try_from(tokens).ok().and_then(|tokens| tokens.checked_mul(MICRO)).expect("few tokens")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_bucket_of_a_thousand_gives_a_thousand_and_not_one_more() {
        let mut bucket = Bucket::full(1_000, 1_000, Time(0));
        for _ in 0..1_000 {
            assert!(bucket.has(1, Time(0)));
            bucket.take(1, Time(0));
        }
        assert!(!bucket.has(1, Time(0)));
        assert!(!bucket.has(1, Time(999)), "one token takes a whole millisecond");
        assert!(bucket.has(1, Time(1_000)));
    }

    #[test]
    fn it_never_holds_more_than_its_capacity() {
        let bucket = Bucket::full(10, 5, Time(0));
        assert_eq!(bucket.level(Time::seconds(1_000)), 10);
    }

    #[test]
    fn debt_is_paid_back_at_the_rate() {
        let mut bucket = Bucket::full(2, 2, Time(0));
        bucket.take(10, Time(0));
        assert!(bucket.in_debt(Time::millis(3_999)));
        assert!(!bucket.in_debt(Time::seconds(4)));
        assert_eq!(bucket.wait_for(1, Time::seconds(4)), Span::millis(500));
    }

    #[test]
    fn after_any_silence_it_is_full() {
        let mut bucket = Bucket::full(2_097_152, 2_097_152, Time(0));
        bucket.take(10_485_760, Time(0));
        assert_eq!(bucket.balance(Time(0)), -8_388_608);
        assert_eq!(bucket.balance(Time(1)), -8_388_606, "2.1 tokens came, and the rest is rounded down");
        for silence in [Time::seconds(5), Time::seconds(1 << 43), Time(u64::MAX)] {
            assert_eq!(bucket.level(silence), 2_097_152, "{silence:?}");
        }
    }

    #[test]
    fn asking_changes_nothing() {
        let bucket = Bucket::full(7, 3, Time(0));
        let before = bucket.clone();
        let _ = (bucket.level(Time(9)), bucket.has(8, Time(9)), bucket.in_debt(Time(9)));
        assert_eq!(bucket, before);
    }
}
