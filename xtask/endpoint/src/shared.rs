//! The lab as all connections see it: behind one lock, with the time it is told and the bell for who waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use engine::kernel::Chance;
use tokio::sync::Notify;

use crate::lab::Lab;
use crate::options::Options;

/// Pushes may come at most so often: at a high speed many are due at once.
const SHORTEST: Duration = Duration::from_millis(5);
/// With nobody waiting, what is due is done when somebody asks, or at the latest after this time.
const LONGEST: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct Shared(Arc<Inner>);

struct Inner {
    lab: Mutex<Lab>,
    begun: Instant,
    changed: Notify,
    /// Rings for those who watch.
    asked: Notify,
    watch_from: Option<String>,
    chance: Chance,
    answered: AtomicU64,
}

impl Shared {
    pub fn new(options: &Options) -> Shared {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Shared(Arc::new(Inner {
            lab: Mutex::new(Lab::new(options, since_epoch)),
            begun: Instant::now(),
            changed: Notify::new(),
            asked: Notify::new(),
            watch_from: options.watch_from.clone(),
            chance: Chance::new(options.seed, "request ids"),
            answered: AtomicU64::new(0),
        }))
    }

    /// Works on the lab, which is told how long it has been up. `None` after a panic: one bad call must not end
    /// the others.
    pub fn with_lab<T>(&self, work: impl FnOnce(&mut Lab, Duration) -> T) -> Option<T> {
        let mut lab = self.lab();
        let up = self.0.begun.elapsed();
        let done = catch_unwind(AssertUnwindSafe(|| work(&mut lab, up))).ok();
        self.0.changed.notify_one();
        self.0.asked.notify_waiters();
        done
    }

    /// The page elsewhere that may watch.
    pub fn watch_from(&self) -> Option<&str> {
        self.0.watch_from.as_deref()
    }

    /// Waits until there are more calls than these, at most so long.
    pub async fn more_than(&self, calls: usize, wait: Duration) {
        let more = async {
            loop {
                // Before the look, so that no ring between the two is missed.
                let rung = self.0.asked.notified();
                if self.lab().asked() > calls {
                    return;
                }
                rung.await;
            }
        };
        let _ = tokio::time::timeout(wait, more).await;
    }

    fn lab(&self) -> MutexGuard<'_, Lab> {
        self.0.lab.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets time pass for those who wait for pushes, for ever.
    pub async fn keep_time(self) {
        loop {
            let wait = self.tick().unwrap_or(LONGEST).clamp(SHORTEST, LONGEST);
            // A call may have made something due earlier.
            let _ = tokio::time::timeout(wait, self.0.changed.notified()).await;
        }
    }

    fn tick(&self) -> Option<Duration> {
        let mut lab = self.lab();
        let up = self.0.begun.elapsed();
        let due = catch_unwind(AssertUnwindSafe(|| {
            lab.catch_up(up);
            lab.next_due(up)
        }));
        due.ok().flatten()
    }

    /// `x-amzn-RequestId` and `x-amz-id-2`: a UUID, and 48 bytes in base64.
    pub fn ids(&self) -> (String, String) {
        let mut draw = self.0.chance.at(self.0.answered.fetch_add(1, Ordering::Relaxed));
        let id = draw.bits128() & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
        let hex = format!("{id:032x}");
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        let extended: Vec<u8> = (0..3).flat_map(|_| draw.bits128().to_be_bytes()).collect();
        (parts.join("-"), STANDARD.encode(extended))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_are_uuids_of_version_4_and_differ() {
        let shared = Shared::new(&Options::default());
        let (first, second) = (shared.ids().0, shared.ids().0);
        assert_ne!(first, second);
        assert_eq!(first.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(&first[14..15], "4");
        assert!("89ab".contains(&first[19..20]), "{first}");
    }

    #[test]
    fn a_panic_in_one_call_leaves_the_lab_to_the_others() {
        let shared = Shared::new(&Options::default());
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        assert!(shared.with_lab(|_, _| panic!("a bug")).is_none());
        std::panic::set_hook(quiet);
        assert_eq!(shared.with_lab(|lab, _| lab.world().journal().end()), Some(0));
    }
}
