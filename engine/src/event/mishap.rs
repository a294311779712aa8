//! What leads to copies: calls whose answers are lost, and readers that end without a word.

use serde::Serialize;

use crate::command::Target;
use crate::names::{Name, ShardId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Mishap {
    /// The service has done a call, and its answer is lost. So many of the records were taken.
    AnswerLost { by: Name, to: Target, records: u64, taken: u64 },
    /// The service never heard of a call.
    RequestLost { by: Name, to: Target, records: u64 },
    /// So long nobody has answered a call: its records are put again, or the producer leaves them and does not know
    /// what became of them.
    TimedOut { by: Name, records: u64, waited_ms: u64, again: bool },
    /// A polling consumer is killed; so many records it had read since its bookmarks.
    ReaderCrashed { reader: Name, since: u64 },
    /// It is started again, and reads on from its bookmarks; without one as `from` says.
    ReaderRestarted { reader: Name, bookmarks: u64 },
    /// Records that a reader had got before, and has got once more.
    ReadTwice { reader: Name, shard: ShardId, records: u64 },
}
