//! What each call of Lambda does, or reads.

use crate::actors::{Actors, Services};
use crate::command::{FunctionDescription, Lambda, MappingDescription, MappingSetting, Reply};
use crate::era::Era;
use crate::lambda::Functions;
use crate::limits;
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

#[inline(never)]
pub(super) fn look(
    (actors, functions): (&Actors, &Functions),
    era: Era,
    call: &Lambda,
) -> Result<Reply, Refusal> {
    Ok(match call {
        Lambda::GetEventSourceMapping { uuid } => {
            Reply::Mapping(Box::new(actors.mapping_by_uuid(uuid)?.describe(era)))
        }
        Lambda::ListEventSourceMappings { function, stream } => Reply::Mappings(
            actors
                .mappings()
                .filter(|it| !it.stopped)
                .filter(|it| function.as_ref().is_none_or(|name| name == it.function()))
                .filter(|it| stream.as_ref().is_none_or(|name| name == &it.reader.stream))
                .map(|it| it.describe(era))
                .collect(),
        ),
        Lambda::ListFunctions => Reply::Functions(all_functions(actors, functions, era)),
        Lambda::GetFunctionConfiguration { function } => {
            let all = all_functions(actors, functions, era);
            match all.into_iter().find(|it| &it.function == function) {
                Some(found) => Reply::Function(found),
                // The refusal says so in AWS's words.
                None => return functions.function(function).map(|_| Reply::Done),
            }
        }
        Lambda::CreateEventSourceMapping { .. }
        | Lambda::UpdateEventSourceMapping { .. }
        | Lambda::DeleteEventSourceMapping { .. } => Reply::Done,
    })
}

/// Those behind mappings, also behind ended ones, and those that transform; in the order of their names.
fn all_functions(actors: &Actors, functions: &Functions, era: Era) -> Vec<FunctionDescription> {
    let describe = |function: &Name, about: String, timeout_s| FunctionDescription {
        function: function.clone(),
        about,
        timeout_s,
        memory: limits::LAMBDA_MEMORY.at(era),
    };
    let readers = actors.mappings().filter(|it| it.function() == &it.name).map(|it| {
        let about = format!("takes batches of the stream {}", it.reader.stream);
        describe(&it.name, about, Some(it.config.timeout.as_seconds()))
    });
    let transforms = functions.iter().map(|it| describe(&it.name, it.code.told(), None));
    let mut all: Vec<_> = readers.chain(transforms).collect();
    all.sort_by(|a, b| a.function.cmp(&b.function));
    all
}

/// The answer names the state that the call begins with; modelling choice: it is over at once.
#[inline(never)]
pub(super) fn perform(
    step: &mut Step<'_>,
    (actors, services): (&mut Actors, &mut Services<'_>),
    seed: u64,
    call: &Lambda,
) -> Result<Reply, Refusal> {
    let told =
        |one: MappingDescription, state| Ok(Reply::Mapping(Box::new(MappingDescription { state, ..one })));
    if let Lambda::CreateEventSourceMapping { settings, .. }
    | Lambda::UpdateEventSourceMapping { settings, .. } = call
    {
        settings.iter().try_for_each(|it| within(it, step.era))?;
    }
    match call {
        Lambda::CreateEventSourceMapping { function, stream, from, settings } => {
            let made = actors.create_mapping(step, services, seed, (function, stream, *from), settings)?;
            told(made, "Creating")
        }
        Lambda::UpdateEventSourceMapping { uuid, settings } => {
            told(actors.update_mapping(step, uuid, settings)?, "Updating")
        }
        Lambda::DeleteEventSourceMapping { uuid } => {
            told(actors.delete_mapping(step, services.streams, uuid)?, "Deleting")
        }
        Lambda::GetEventSourceMapping { .. }
        | Lambda::ListEventSourceMappings { .. }
        | Lambda::ListFunctions
        | Lambda::GetFunctionConfiguration { .. } => look((actors, services.functions), step.era, call),
    }
}

/// What the service's model bounds, in its words.
fn within(setting: &MappingSetting, era: Era) -> Result<(), Refusal> {
    let (field, value, limit) = match setting {
        MappingSetting::BatchSize(n) => ("batchSize", *n, &limits::ESM_BATCH_MAX),
        MappingSetting::Window(span) => {
            ("maximumBatchingWindowInSeconds", span.as_seconds(), &limits::ESM_WINDOW_MAX)
        }
        MappingSetting::Factor(n) => ("parallelizationFactor", *n, &limits::ESM_FACTOR_MAX),
        MappingSetting::RetryAttempts(Some(n)) => ("maximumRetryAttempts", *n, &limits::ESM_RETRIES_MAX),
        MappingSetting::RecordAge(Some(age)) => {
            ("maximumRecordAgeInSeconds", age.as_seconds(), &limits::ESM_AGE_MAX)
        }
        MappingSetting::Tumbling(span) => {
            ("tumblingWindowInSeconds", span.as_seconds(), &limits::ESM_TUMBLING_MAX)
        }
        MappingSetting::RetryAttempts(None)
        | MappingSetting::RecordAge(None)
        | MappingSetting::Lambda
        | MappingSetting::Enabled(_)
        | MappingSetting::Bisect(_)
        | MappingSetting::OnFailure(_)
        | MappingSetting::ItemFailures(_)
        | MappingSetting::WindowState(_)
        | MappingSetting::Filters(_)
        | MappingSetting::Duration(_)
        | MappingSetting::Function(_)
        | MappingSetting::Concurrency(_)
        | MappingSetting::Poison(_) => return Ok(()),
    };
    let most = limit.at(era);
    if value <= most {
        return Ok(());
    }
    let text = format!(
        "1 validation error detected: Value '{value}' at '{field}' failed to satisfy constraint: Member must have value \
         less than or equal to {most}"
    );
    Err(Refusal::new(ErrorName::ValidationException, text).met(limit, most, value))
}

/// Of one of our own lines or bounds, in Lambda's words.
pub(super) fn in_aws_words(refusal: Refusal) -> Refusal {
    if refusal.error == ErrorName::SceneError {
        return Refusal { error: ErrorName::InvalidParameterValueException, ..refusal };
    }
    refusal
}
