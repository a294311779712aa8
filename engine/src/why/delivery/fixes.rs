//! What would have prevented a failed delivery, as commands.

use super::Failure;
use crate::command::{
    Actor, Blueprint, Command, DestinationUpdate, Firehose, Place, Setting, UpdateDestination,
};
use crate::kernel::Span;
use crate::kernel::units::grouped;
use crate::lambda::Code;
use crate::limits;
use crate::why::{Fix, security};
use crate::world::World;

pub(super) fn fixes(world: &World, it: &Failure<'_>) -> Vec<Fix> {
    let mut fixes = Vec::new();
    if world.stores().faults.at(&it.place).is_some() {
        let note = if it.next.is_some() {
            "The next attempt delivers what waits; nothing is lost."
        } else {
            "What comes from now on arrives. What was given up is not tried again by itself."
        };
        fixes.push(Fix {
            label: format!("Heal {}", it.place),
            commands: vec![Command::Actor(Actor::Heal { place: it.place.clone() })],
            note: note.to_owned(),
        });
    }
    fixes.extend(security::of_firehose(world, &it.delivery.name, &it.place).map(|(_, fix)| fix));
    fixes.extend(longer(world, it));
    fixes.extend(other_function(world, it));
    fixes
}

/// The longest retry that AWS takes.
fn longer(world: &World, it: &Failure<'_>) -> Option<Fix> {
    let era = world.era();
    let most = Span::seconds(limits::RETRY_MAX.at(era));
    if it.delivery.place() != it.place || it.delivery.retry_setting(era).is_none_or(|set| set >= most) {
        return None;
    }
    let ask = UpdateDestination {
        delivery_stream: it.delivery.name.clone(),
        version: it.delivery.version,
        update: DestinationUpdate::of_retry(&it.delivery.destination.to, most),
    };
    let seconds = grouped(most.as_seconds());
    Some(Fix {
        label: format!("Retry for {seconds} s"),
        commands: vec![Command::Firehose(Firehose::UpdateDestination(Box::new(ask)))],
        note: format!(
            "The longest there is. What still waits is tried that long too, every {} s; newer records wait behind it.",
            limits::RETRY_STEP.at(era)
        ),
    })
}

/// A function that fails by itself is exchanged.
fn other_function(world: &World, it: &Failure<'_>) -> Option<Fix> {
    let Place::Function(name) = &it.place else { return None };
    let function = world.functions().function(name).ok()?;
    let broken = world.stores().faults.at(&it.place).is_some()
        || security::of_firehose(world, &it.delivery.name, &it.place).is_some();
    (!broken && function.code != Code::Blueprint(Blueprint::PassThrough)).then(|| Fix {
        label: "Let records pass unchanged".to_owned(),
        commands: vec![Command::Actor(Actor::Set {
            name: name.clone(),
            settings: vec![Setting::Blueprint(Blueprint::PassThrough)],
        })],
        note: "The function answers Ok with what it got: nothing fails, and nothing is transformed."
            .to_owned(),
    })
}
