//! How much came in the last second, exact to a tenth: a ring of ten cells of 100 ms.

use super::{Span, Time};

const CELLS: usize = 10;
/// The length of a cell. What is asked "per second" covers the last ten whole or begun cells.
pub const CELL: Span = Span::millis(100);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    cells: [u64; CELLS],
    /// The number of the newest cell written.
    newest: u64,
}

impl Rate {
    fn cell(now: Time) -> u64 {
        now.as_micros() / CELL.as_micros()
    }

    pub fn add(&mut self, n: u64, now: Time) {
        let cell = Rate::cell(now);
        for skipped in (self.newest + 1..=cell).take(CELLS) {
            self.cells[index(skipped)] = 0;
        }
        // After a long silence every cell was cleared above, whichever numbers they had.
        self.newest = self.newest.max(cell);
        self.cells[index(cell)] += n;
    }

    /// The sum over the last second.
    pub fn per_second(&self, now: Time) -> u64 {
        let cell = Rate::cell(now);
        let oldest = (cell + 1).saturating_sub(CELLS as u64);
        (oldest..=self.newest.min(cell)).map(|n| self.cells[index(n)]).sum()
    }
}

fn index(cell: u64) -> usize {
    usize::try_from(cell % CELLS as u64).expect("below ten")
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
    fn a_long_silence_leaves_nothing_behind() {
        let mut rate = Rate::default();
        rate.add(5, Time::millis(0));
        rate.add(5, Time::millis(350));
        rate.add(1, Time::millis(987_650));
        assert_eq!(rate.per_second(Time::millis(987_650)), 1);
    }
}
