//! The digest of a journal that grows: each event is read once.

use crate::event::Journal;
use crate::kernel::Digest;

/// The same as [`World::digest`](crate::world::World::digest), as far as it has read.
#[derive(Clone, Debug, Default)]
pub struct Fingerprint {
    digest: Digest,
    read: usize,
}

impl Fingerprint {
    /// Reads on, at most so many events; `true` when it has read all there are.
    pub fn read(&mut self, journal: &Journal, most: usize) -> bool {
        for event in journal.from(self.read).take(most) {
            self.digest.add(event);
            self.read += 1;
        }
        self.read == journal.end()
    }

    /// 32 hexadecimal digits.
    pub fn told(&self) -> String {
        self.digest.clone().finish()
    }
}
