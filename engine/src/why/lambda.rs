//! "Why was this call of Lambda refused?"

use super::Fix;
use crate::command::{Command, Lambda};
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};
use crate::world::World;

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn list<'a>(names: impl Iterator<Item = &'a Name>) -> String {
    let all: Vec<&str> = names.map(Name::as_str).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "what Lambda does not say needs no rule of its own")]
pub(super) fn sentences(world: &World, call: &Lambda, refusal: &Refusal) -> Vec<String> {
    let mappings = || list(world.actors().mappings().filter(|it| !it.stopped).map(|it| &it.name));
    match refusal.error {
        ErrorName::ResourceNotFoundException => match call {
            Lambda::GetFunctionConfiguration { .. } => own(&[
                "A function is there once a mapping names it, or a line `function`. list-functions shows them all.",
            ]),
            _ => vec![
                "A mapping is known by its UUID alone, and has another one each time it is created."
                    .to_owned(),
                format!(
                    "Functions with a mapping now: {}. list-event-source-mappings tells their UUIDs.",
                    mappings()
                ),
            ],
        },
        ErrorName::ResourceConflictException => own(&[
            "A function reads a stream by one mapping: a second one would hand it every record twice.",
            "Change the one that is there with update-event-source-mapping, or delete it first.",
        ]),
        ErrorName::InvalidParameterValueException => match call {
            Lambda::CreateEventSourceMapping { stream, .. } if world.streams().stream(stream).is_err() => {
                vec![
                    "A mapping is made with the ARN of a stream that is there.".to_owned(),
                    format!("Streams that are there: {}.", list(world.streams().iter().map(|it| &it.name))),
                ]
            }
            _ => own(&["Lambda takes the call apart before it looks at anything else. Nothing was changed."]),
        },
        ErrorName::ValidationException => own(super::door::CHECKED),
        ErrorName::UnknownOperationException => own(&["The call did not exist in this exam era."]),
        ErrorName::NotModelled => {
            own(&["AWS would take this call. Here it is left out: nothing was changed."])
        }
        _ => own(&["Nothing was changed. Look at what the message names."]),
    }
}

pub(super) fn fixes(world: &World, call: &Lambda, refusal: &Refusal) -> Vec<Fix> {
    let fix = |label: &str, call, note: &str| {
        vec![Fix { label: label.to_owned(), commands: vec![Command::Lambda(call)], note: note.to_owned() }]
    };
    match (refusal.error, call) {
        (
            ErrorName::ResourceConflictException,
            Lambda::CreateEventSourceMapping { function, stream, settings, .. },
        ) if !settings.is_empty() => {
            let there = world
                .actors()
                .mappings()
                .find(|it| it.function() == function && &it.reader.stream == stream && !it.stopped);
            let update = there
                .map(|it| Lambda::UpdateEventSourceMapping { uuid: it.uuid(), settings: settings.clone() });
            update.map_or(Vec::new(), |update| {
                fix("Change the mapping that is there", update, "It goes on from where it is.")
            })
        }
        (ErrorName::ResourceNotFoundException, Lambda::GetFunctionConfiguration { .. }) => {
            fix("List the functions", Lambda::ListFunctions, "Each with its name and its ARN.")
        }
        (ErrorName::ResourceNotFoundException, _) => {
            let all = Lambda::ListEventSourceMappings { function: None, stream: None };
            fix("List the mappings", all, "Each with its UUID.")
        }
        (_, _) => Vec::new(),
    }
}
