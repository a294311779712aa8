//! What any simulator needs and no service owns: time, calendar, token bucket, chance, shared log,
//! hash of event logs.
//!
//! Absent on purpose: every AWS noun. Nothing here reads a clock or a random source.

pub mod bucket;
pub mod calendar;
pub mod chance;
pub mod digest;
pub mod log;
pub mod rate;
pub mod runs;
pub mod time;
pub mod units;

pub use bucket::Bucket;
pub use calendar::{Calendar, WakeId};
pub use chance::{Chance, Draw};
pub use digest::Digest;
pub use log::Log;
pub use rate::{Rate, RatePair};
pub use runs::Runs;
pub use time::{Span, Time};
