//! Whole numbers without gaps between them, kept as runs.

use std::collections::BTreeMap;
use std::ops::Range;

/// Of each run the first number, and the one behind the last.
#[derive(Clone, Debug, Default)]
pub struct Runs(BTreeMap<u64, u64>);

impl Runs {
    /// Adds numbers; gives those of them that were not there, in runs.
    pub fn add(&mut self, numbers: Range<u64>) -> Vec<Range<u64>> {
        if numbers.is_empty() {
            return Vec::new();
        }
        let (mut whole, mut new, mut at) = (numbers.clone(), Vec::new(), numbers.start);
        // The run before may reach to them, and those within are theirs now.
        let before = self.0.range(..numbers.start).next_back().map(|(from, to)| *from..*to);
        let within = self.0.range(numbers.start..=numbers.end).map(|(from, to)| *from..*to);
        let touched: Vec<Range<u64>> =
            before.into_iter().filter(|run| run.end >= numbers.start).chain(within).collect();
        for run in touched {
            if run.start > at {
                new.push(at..run.start.min(numbers.end));
            }
            at = at.max(run.end);
            self.0.remove(&run.start);
            whole = whole.start.min(run.start)..whole.end.max(run.end);
        }
        if at < numbers.end {
            new.push(at..numbers.end);
        }
        self.0.insert(whole.start, whole.end);
        new
    }

    pub fn has(&self, number: u64) -> bool {
        self.0.range(..=number).next_back().is_some_and(|(_, end)| number < *end)
    }
}

#[cfg(test)]
mod tests {
    use super::Runs;

    #[test]
    fn numbers_are_kept_in_runs_and_known_again() {
        let mut runs = Runs::default();
        for number in [5_u64, 7, 6, 0, 1, 9, 8, 2] {
            assert_eq!(runs.add(number..number + 1).len(), 1, "{number} is new");
            assert!(runs.add(number..number + 1).is_empty(), "{number} is known");
        }
        assert_eq!(runs.0.clone().into_iter().collect::<Vec<_>>(), [(0, 3), (5, 10)]);
        assert_eq!(runs.add(1..12), [3..5, 10..12]);
        assert_eq!(runs.0.into_iter().collect::<Vec<_>>(), [(0, 12)]);
    }

    #[test]
    fn every_way_in_which_two_runs_may_lie() {
        for (from, to) in (0..12_u64).flat_map(|from| (from..=12).map(move |to| (from, to))) {
            let mut runs = Runs::default();
            runs.add(2..4);
            runs.add(6..8);
            let new: Vec<u64> = runs.add(from..to).into_iter().flatten().collect();
            assert!(
                (0..14).all(|n| runs.has(n)
                    == ((2..4).contains(&n) || (6..8).contains(&n) || (from..to).contains(&n)))
            );
            let wanted: Vec<u64> =
                (from..to).filter(|n| !(2..4).contains(n) && !(6..8).contains(n)).collect();
            assert_eq!(new, wanted, "{from}..{to}");
            assert!((from..to).all(|n| runs.add(n..n + 1).is_empty()));
            let kept: Vec<(u64, u64)> = runs.0.into_iter().collect();
            assert!(kept.windows(2).all(|pair| pair[0].1 < pair[1].0), "{kept:?}");
        }
    }
}
