//! The speed that was really reached over the last second.

/// Real milliseconds over which a speed is measured.
const WINDOW_MS: f64 = 1_000.0;

#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    real_ms: f64,
    virtual_us: u64,
    /// Tenths of a times sign: 415 is 41.5×.
    reached: Option<u64>,
}

impl Pace {
    pub fn restart(&mut self) {
        *self = Pace::default();
    }

    pub fn frame(&mut self, real_ms: f64, virtual_us: u64) {
        self.real_ms += real_ms;
        self.virtual_us += virtual_us;
        if self.real_ms >= WINDOW_MS {
            self.reached = Some((self.virtual_us as f64 / 100.0 / self.real_ms) as u64);
            self.real_ms = 0.0;
            self.virtual_us = 0;
        }
    }

    /// The reached speed in tenths, if it is below nine tenths of the wished one.
    pub fn behind(&self, playing: bool, wished: u32) -> Option<u64> {
        self.reached.filter(|reached| playing && *reached < u64::from(wished) * 9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_a_speed_only_when_it_lags() {
        let mut pace = Pace::default();
        for _ in 0..63 {
            pace.frame(16.0, 16_000 * 60);
        }
        assert_eq!(pace.behind(true, 60), None);
        for _ in 0..63 {
            pace.frame(16.0, 16_000 * 41);
        }
        assert_eq!(pace.behind(true, 60), Some(410));
        assert_eq!(pace.behind(false, 60), None);
    }
}
