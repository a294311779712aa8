//! UpdateShardCount.

use super::Streams;
use crate::command::Reply;
use crate::names::Name;
use crate::refusal::Refusal;
use crate::step::Step;

impl Streams {
    /// UpdateShardCount.
    ///
    /// # Errors
    /// See the issue; being built.
    pub fn update_shard_count(
        &mut self,
        _step: &mut Step<'_>,
        _name: &Name,
        _target: u32,
    ) -> Result<Reply, Refusal> {
        Err(Refusal::scene("UpdateShardCount is not modelled yet"))
    }
}
