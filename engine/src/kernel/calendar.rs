//! What is due later, in order of time; ties go first in, first out.

use std::collections::BTreeMap;

use super::Time;

/// The number of an appointment: unique in one calendar, growing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WakeId(pub u64);

/// Appointments of one kind of wake.
#[derive(Clone, Debug)]
pub struct Calendar<W> {
    due: BTreeMap<(Time, WakeId), W>,
    next: u64,
}

impl<W> Default for Calendar<W> {
    fn default() -> Self {
        Calendar { due: BTreeMap::new(), next: 0 }
    }
}

impl<W> Calendar<W> {
    pub fn schedule(&mut self, at: Time, wake: W) -> WakeId {
        let id = WakeId(self.next);
        self.next += 1;
        self.due.insert((at, id), wake);
        id
    }

    /// The instant of the next wake.
    pub fn next_at(&self) -> Option<Time> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the first wake that is due at or before `until`.
    pub fn take_due(&mut self, until: Time) -> Option<(Time, W)> {
        if self.next_at()? > until {
            return None;
        }
        self.due.pop_first().map(|((at, _), wake)| (at, wake))
    }

    pub fn len(&self) -> usize {
        self.due.len()
    }

    pub fn is_empty(&self) -> bool {
        self.due.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_goes_first_in_first_out() {
        let mut calendar = Calendar::default();
        calendar.schedule(Time(5), "b");
        calendar.schedule(Time(3), "a");
        calendar.schedule(Time(5), "c");
        let mut order = Vec::new();
        while let Some((_, wake)) = calendar.take_due(Time(5)) {
            order.push(wake);
        }
        assert_eq!(order, ["a", "b", "c"]);
    }

    #[test]
    fn nothing_is_taken_before_its_time() {
        let mut calendar = Calendar::default();
        calendar.schedule(Time(5), ());
        assert_eq!(calendar.take_due(Time(4)), None);
        assert_eq!(calendar.take_due(Time(5)), Some((Time(5), ())));
    }
}
