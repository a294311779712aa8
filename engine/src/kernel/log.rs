//! An append-only log that is cheap to clone: sealed segments are shared, only the open tail is copied.

use std::sync::Arc;

/// Entries are numbered from 0 and keep their number when older ones are trimmed. A sealed segment has `SEGMENT` of
/// them: few where there are many logs, each of which holds an open tail.
#[derive(Clone, Debug)]
pub struct Log<T, const SEGMENT: usize = 256> {
    sealed: Vec<Arc<Vec<T>>>,
    tail: Vec<T>,
    /// How many whole segments were dropped at the old end.
    dropped: usize,
    /// The number of the oldest entry that still counts.
    first: usize,
}

impl<T, const SEGMENT: usize> Default for Log<T, SEGMENT> {
    fn default() -> Self {
        Log { sealed: Vec::new(), tail: Vec::new(), dropped: 0, first: 0 }
    }
}

impl<T, const SEGMENT: usize> Log<T, SEGMENT> {
    /// Appends an entry and gives its number.
    pub fn push(&mut self, entry: T) -> usize {
        if self.tail.len() == self.tail.capacity() {
            // All the room that it will need: growing by and by would copy it again and again.
            self.tail.reserve_exact(SEGMENT - self.tail.len());
        }
        self.tail.push(entry);
        let number = self.end() - 1;
        if self.tail.len() == SEGMENT {
            self.sealed.push(Arc::new(std::mem::take(&mut self.tail)));
        }
        number
    }

    /// The number of the oldest entry kept.
    pub fn first(&self) -> usize {
        self.first
    }

    /// One past the number of the newest entry.
    pub fn end(&self) -> usize {
        (self.dropped + self.sealed.len()) * SEGMENT + self.tail.len()
    }

    pub fn len(&self) -> usize {
        self.end() - self.first
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, number: usize) -> Option<&T> {
        if number < self.first || number >= self.end() {
            return None;
        }
        let segment = number / SEGMENT - self.dropped;
        match self.sealed.get(segment) {
            Some(full) => full.get(number % SEGMENT),
            None => self.tail.get(number % SEGMENT),
        }
    }

    pub fn last(&self) -> Option<&T> {
        self.get(self.end().checked_sub(1)?)
    }

    /// Entries from number `from` on, oldest first.
    pub fn from(&self, from: usize) -> impl DoubleEndedIterator<Item = (usize, &T)> {
        (from.max(self.first)..self.end()).map(|n| (n, self.get(n).expect("a number between first and end")))
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.from(self.first).map(|(_, entry)| entry)
    }

    /// The first number whose entry does not satisfy `before`; entries must be ordered by it.
    pub fn partition_point(&self, before: impl Fn(&T) -> bool) -> usize {
        let (mut low, mut high) = (self.first, self.end());
        while low < high {
            let middle = low + (high - low) / 2;
            if before(self.get(middle).expect("a number between first and end")) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Puts another entry in the place of one that is still there; a shared segment is copied first.
    ///
    /// # Panics
    /// If there is no such entry.
    pub fn replace(&mut self, number: usize, entry: T)
    where
        T: Clone,
    {
        assert!(number >= self.first && number < self.end(), "no entry {number}");
        let segment = number / SEGMENT - self.dropped;
        match self.sealed.get_mut(segment) {
            Some(full) => Arc::make_mut(full)[number % SEGMENT] = entry,
            None => self.tail[number % SEGMENT] = entry,
        }
    }

    /// Takes the newest entry away again.
    pub fn pop(&mut self) -> Option<T>
    where
        T: Clone,
    {
        if self.is_empty() {
            return None;
        }
        if self.tail.is_empty() {
            self.tail = Arc::unwrap_or_clone(self.sealed.pop()?);
        }
        self.tail.pop()
    }

    /// Forgets all entries before `number`; whole segments give their memory back.
    pub fn trim_to(&mut self, number: usize) {
        self.first = number.clamp(self.first, self.end());
        let gone = (self.first / SEGMENT - self.dropped).min(self.sealed.len());
        self.sealed.drain(..gone);
        self.dropped += gone;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_number_across_segments_and_trims() {
        let mut log: Log<_> = Log::default();
        for n in 0..1_000 {
            assert_eq!(log.push(n * 10), n);
        }
        assert_eq!(log.get(999), Some(&9_990));
        log.trim_to(600);
        assert_eq!((log.first(), log.end(), log.len()), (600, 1_000, 400));
        assert_eq!(log.get(599), None);
        assert_eq!(log.get(600), Some(&6_000));
        assert_eq!(log.iter().next(), Some(&6_000));
        assert_eq!(log.push(7), 1_000);
        assert_eq!(log.last(), Some(&7));
        log.trim_to(5_000);
        assert!(log.is_empty());
        assert_eq!(log.push(8), 1_001);
    }

    #[test]
    fn a_clone_shares_what_is_sealed() {
        let mut log: Log<_> = Log::default();
        for n in 0..600 {
            log.push(n);
        }
        let mut copy = log.clone();
        assert!(Arc::ptr_eq(&log.sealed[0], &copy.sealed[0]));
        log.push(1);
        assert_eq!(copy.end(), 600);
        copy.replace(3, 333);
        assert_eq!((log.get(3), copy.get(3)), (Some(&3), Some(&333)));
    }

    #[test]
    fn partition_point_finds_the_border() {
        let mut log: Log<_> = Log::default();
        for n in 0..700 {
            log.push(n);
        }
        log.trim_to(300);
        assert_eq!(log.partition_point(|n| *n < 512), 512);
        assert_eq!(log.partition_point(|n| *n < 5), 300);
        assert_eq!(log.partition_point(|_| true), 700);
    }

    #[test]
    fn what_is_popped_is_as_if_it_had_never_come() {
        for pushed in [1_usize, 255, 256, 257, 512] {
            let mut log: Log<_> = Log::default();
            for n in 0..pushed {
                log.push(n);
            }
            let shared = log.clone();
            assert_eq!(log.pop(), Some(pushed - 1));
            assert_eq!((log.len(), log.last().copied()), (pushed - 1, (pushed - 1).checked_sub(1)));
            assert_eq!(log.push(9), pushed - 1, "the number is given again");
            assert_eq!(shared.last(), Some(&(pushed - 1)), "a clone does not notice");
        }
        assert_eq!(<Log<usize>>::default().pop(), None);
    }
}
