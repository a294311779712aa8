//! What Firehose delivers to: buckets, and everything else that takes records. Each can fail.

mod backfill;
mod catalog;
mod faults;
pub mod listing;
mod s3;
mod sink;

pub use backfill::{
    FailedLine, Listed, Settled, attempts_made, failed_codes, failed_line, failed_lines, lines, listed,
    unpacked,
};
pub use catalog::Catalog;
pub use faults::{Fault, Faults};
pub use s3::{Bucket, Buckets, Content, Lies, Object, Origin, Recipe, Sheet};
pub use sink::{Load, Sink, Sinks};

/// All stores of the account.
#[derive(Clone, Debug, Default)]
pub struct Stores {
    pub buckets: Buckets,
    pub sinks: Sinks,
    pub faults: Faults,
    pub catalog: Catalog,
    pub settled: Settled,
}
