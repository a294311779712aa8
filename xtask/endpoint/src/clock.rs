//! Virtual time as a function of the wall clock: the start, the speed, and the jumps.
//!
//! It reads no clock: how long the endpoint has been up is an argument.

use std::time::Duration;

use engine::era::Era;
use engine::kernel::{Span, Time};

#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Time,
    speed: f64,
    jumped: Span,
}

impl Clock {
    pub fn new(start: Time, speed: f64) -> Clock {
        Clock { start, speed, jumped: Span(0) }
    }

    /// The instant of a story that is this moment of the real calendar, so that `AT_TIMESTAMP` with the client's
    /// own clock works and all timestamps are true.
    ///
    /// A clock that is set to before the era's story begins gets its beginning.
    pub fn present(era: Era, since_epoch: Duration) -> Time {
        let millis = u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX / 2_000);
        era.instant(millis).unwrap_or(Time::START)
    }

    /// The virtual instant when the endpoint has been up for so long.
    pub fn now(&self, up: Duration) -> Time {
        let ran = Duration::try_from_secs_f64(up.as_secs_f64() * self.speed).unwrap_or(Duration::MAX);
        self.start + self.jumped + Span(u64::try_from(ran.as_micros()).unwrap_or(u64::MAX))
    }

    pub fn jump(&mut self, span: Span) {
        self.jumped = self.jumped + span;
    }

    /// How long until that instant comes by itself; `None` if it never does.
    pub fn until(&self, instant: Time, up: Duration) -> Option<Duration> {
        let left = Duration::from_micros(instant.since(self.now(up)).as_micros());
        Duration::try_from_secs_f64(left.as_secs_f64() / self.speed).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_runs_at_its_speed_and_jumps() {
        let mut clock = Clock::new(Time::seconds(100), 60.0);
        assert_eq!(clock.now(Duration::from_millis(500)), Time::seconds(130));
        clock.jump(Span::seconds(301));
        assert_eq!(clock.now(Duration::from_millis(500)), Time::seconds(431));
        assert_eq!(clock.until(Time::seconds(491), Duration::from_millis(500)), Some(Duration::from_secs(1)));
    }

    #[test]
    fn a_clock_that_stands_still_only_jumps() {
        let mut clock = Clock::new(Time::START, 0.0);
        assert_eq!(clock.now(Duration::from_secs(1_000)), Time::START);
        assert_eq!(clock.until(Time::seconds(1), Duration::ZERO), None);
        clock.jump(Span::seconds(5));
        assert_eq!(clock.now(Duration::from_secs(2_000)), Time::seconds(5));
    }

    #[test]
    fn the_present_is_the_real_calendar_in_every_era() {
        for era in Era::ALL {
            let now = Duration::from_millis(1_795_273_600_250);
            assert_eq!(era.epoch_millis(Clock::present(era, now)), 1_795_273_600_250);
        }
        assert_eq!(Clock::present(Era::Today, Duration::from_secs(0)), Time::START);
    }
}
