//! The transport: what it does to time, and what is said of it.

use engine::kernel::{Span, Time};

use super::{engine, hooked, host, say};
use crate::model::{Ask, Effect, Model, Task, TimeMsg};
use crate::prose;

#[inline(never)]
pub(super) fn timed(model: &mut Model, time: TimeMsg) -> Vec<Effect> {
    match &time {
        TimeMsg::Marker { back } => {
            let now = model.facts.clock.now;
            let markers = model.facts.markers.clone();
            let found = if *back {
                markers.iter().rev().find(|marker| marker.at < now)
            } else {
                markers.iter().find(|marker| marker.at > now)
            };
            let Some(marker) = found else {
                return say(model, "No further marker on the timeline.".to_owned());
            };
            let said = format!("{}, {}.", prose::spoken(marker.at), marker.text);
            let mut effects = vec![engine(Ask::Time(TimeMsg::Seek(marker.at)))];
            effects.extend(say(model, said));
            effects
        }
        TimeMsg::At(marker) => {
            model.marker_list = false;
            let said = format!("{}, {}.", prose::spoken(marker.at), marker.text);
            let mut effects = vec![engine(Ask::Time(TimeMsg::Seek(marker.at)))];
            effects.extend(say(model, said));
            effects
        }
        TimeMsg::Undo | TimeMsg::Redo | TimeMsg::Switch(_) => {
            vec![engine(Ask::Time(time)), host(Task::SaveSoon)]
        }
        TimeMsg::PlayPause => {
            let said = if model.facts.clock.playing { "Paused." } else { "Playing." };
            let mut effects = vec![engine(Ask::Time(time)), host(Task::SaveSoon)];
            effects.extend(say(model, said.to_owned()));
            effects
        }
        TimeMsg::Speed(_) => {
            hooked::speed_chosen(model);
            vec![engine(Ask::Time(time))]
        }
        TimeMsg::Play
        | TimeMsg::Pause
        | TimeMsg::ToStart
        | TimeMsg::Event { .. }
        | TimeMsg::Second { .. }
        | TimeMsg::Seek(_)
        | TimeMsg::PlayTo(..)
        | TimeMsg::Skip(_) => vec![engine(Ask::Time(time))],
    }
}

/// One second before or after an instant.
#[inline(never)]
pub fn second(now: Time, back: bool) -> Time {
    if back { now.back(Span::SECOND) } else { now + Span::SECOND }
}
