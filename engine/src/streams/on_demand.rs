//! On-demand capacity mode: the stream decides on the number of its shards.

use super::Streams;
use super::stream::Stream;
use crate::command::StreamMode;
use crate::kernel::Time;
use crate::names::{ACCOUNT, Name};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

impl Streams {
    /// UpdateStreamMode.
    ///
    /// # Errors
    /// Being built.
    pub fn update_mode(
        &mut self,
        _step: &mut Step<'_>,
        _name: &Name,
        _mode: StreamMode,
    ) -> Result<(), Refusal> {
        Err(Refusal::scene("UpdateStreamMode is not modelled yet"))
    }

    /// An on-demand stream looks at its load.
    pub(crate) fn look_at_load(&mut self, _step: &mut Step<'_>, _name: &Name, _created: Time) {}
}

/// What AWS says to a call that only a provisioned stream takes.
pub(super) fn on_demand_refuses(stream: &Stream) -> Refusal {
    let name = &stream.name;
    Refusal::new(
        ErrorName::ValidationException,
        format!("Request is invalid. Stream {name} under account {ACCOUNT} is in On-Demand mode."),
    )
}

impl Streams {
    /// The account may have one more on-demand stream.
    ///
    /// # Errors
    /// LimitExceededException.
    pub(super) fn room_for_on_demand(&self, _step: &Step<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

impl Stream {
    /// Makes the appointment at which it looks at its load.
    pub(super) fn expect_look(&mut self, _step: &mut Step<'_>) {}
}
