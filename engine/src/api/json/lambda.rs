//! Checked bodies as calls of Lambda, and the bodies of its answers.

use super::Fault;
use super::answer::{Members, list, with};
use super::body::Body;
use crate::api::wire::Wire;
use crate::command::{
    FailureDestination, Filter, FunctionDescription, ItemFailures, Lambda, MappingDescription,
    MappingSetting, Reply, StartingPosition,
};
use crate::era::Era;
use crate::kernel::Span;
use crate::lambda::arn;
use crate::names::{ACCOUNT, Name};
use crate::refusal::{ErrorName, Refusal};

pub(super) fn command(operation: &str, body: &Body<'_>) -> Result<Lambda, Fault> {
    let uuid = || body.needed("UUID").to_owned();
    let function = || function_name(body.needed("FunctionName"));
    Ok(match operation {
        "CreateEventSourceMapping" => Lambda::CreateEventSourceMapping {
            stream: stream_name(
                body.text("EventSourceArn")
                    .ok_or_else(|| invalid("EventSourceArn", "Unrecognized event source."))?,
            )?,
            function: function()?,
            from: starting_position(body)?,
            settings: settings(body)?,
        },
        "GetEventSourceMapping" => Lambda::GetEventSourceMapping { uuid: uuid() },
        "ListEventSourceMappings" => Lambda::ListEventSourceMappings {
            function: body.text("FunctionName").map(function_name).transpose()?,
            stream: body.text("EventSourceArn").map(stream_name).transpose()?,
        },
        "UpdateEventSourceMapping" => {
            Lambda::UpdateEventSourceMapping { uuid: uuid(), settings: settings(body)? }
        }
        "DeleteEventSourceMapping" => Lambda::DeleteEventSourceMapping { uuid: uuid() },
        "ListFunctions" => Lambda::ListFunctions,
        _ => Lambda::GetFunctionConfiguration { function: function()? },
    })
}

fn invalid(member: &'static str, text: impl Into<String>) -> Fault {
    Fault::new(member, Refusal::new(ErrorName::InvalidParameterValueException, text))
}

/// The stream of an ARN, which AWS takes of other sources too.
fn stream_name(arn: &str) -> Result<Name, Fault> {
    const MEMBER: &str = "EventSourceArn";
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let of_kinesis = arn.split(':').nth(2) == Some("kinesis");
    match resource.strip_prefix("stream/").filter(|_| of_kinesis) {
        Some(rest) if rest.contains("/consumer/") => Err(Fault::not_modelled(
            MEMBER,
            "a mapping with enhanced fan-out registers its consumer by itself here: write `consumer NAME reads STREAM \
             lambda via fan-out`",
        )),
        Some(stream) => Name::parse(stream).map_err(|text| invalid(MEMBER, text)),
        None => {
            Err(Fault::not_modelled(MEMBER, "here a function reads Kinesis streams, and no other source"))
        }
    }
}

/// `fn`, `function:fn`, `123456789012:function:fn` and the whole ARN name the same function.
fn function_name(text: &str) -> Result<Name, Fault> {
    const MEMBER: &str = "FunctionName";
    let name = text.rsplit_once("function:").map_or(text, |(_, name)| name);
    if name.contains(':') {
        return Err(Fault::not_modelled(MEMBER, "versions and aliases of functions are not played here"));
    }
    Name::parse(name).map_err(|text| invalid(MEMBER, text))
}

fn starting_position(body: &Body<'_>) -> Result<StartingPosition, Fault> {
    Ok(match (body.text("StartingPosition"), body.time("StartingPositionTimestamp")) {
        (Some("TRIM_HORIZON"), _) => StartingPosition::TrimHorizon,
        (Some("LATEST"), _) => StartingPosition::Latest,
        (Some(_), Some(millis)) => StartingPosition::AtTimestamp(millis),
        // Modelling choice: AWS does not publish the text.
        (Some(_), None) => {
            let text = "StartingPositionTimestamp must be given with the starting position AT_TIMESTAMP.";
            return Err(invalid("StartingPosition", text));
        }
        (None, _) => {
            let text = "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: \
                        Member must not be null.";
            return Err(invalid("StartingPosition", text));
        }
    })
}

/// What is said, in the order of AWS's model.
fn settings(body: &Body<'_>) -> Result<Vec<MappingSetting>, Fault> {
    let flag = |name| body.has(name).then(|| body.flag(name));
    let all = [
        flag("Enabled").map(MappingSetting::Enabled),
        body.number("BatchSize").map(MappingSetting::BatchSize),
        filters(body)?.map(MappingSetting::Filters),
        body.number("MaximumBatchingWindowInSeconds").map(Span::seconds).map(MappingSetting::Window),
        body.number("ParallelizationFactor").map(MappingSetting::Factor),
        on_failure(body)?.map(MappingSetting::OnFailure),
        or_infinite(body, "MaximumRecordAgeInSeconds")?
            .map(|age| MappingSetting::RecordAge(age.map(Span::seconds))),
        flag("BisectBatchOnFunctionError").map(MappingSetting::Bisect),
        or_infinite(body, "MaximumRetryAttempts")?.map(MappingSetting::RetryAttempts),
        body.number("TumblingWindowInSeconds").map(Span::seconds).map(MappingSetting::Tumbling),
        body.has("FunctionResponseTypes").then(|| {
            let reports = !body.texts("FunctionResponseTypes").is_empty();
            MappingSetting::ItemFailures(if reports { ItemFailures::Yes } else { ItemFailures::No })
        }),
    ];
    Ok(all.into_iter().flatten().collect())
}

/// A number from -1 on, which is without end.
fn or_infinite(body: &Body<'_>, member: &'static str) -> Result<Option<Option<u64>>, Fault> {
    match body.integer(member) {
        None => Ok(None),
        Some(-1) => Ok(Some(None)),
        Some(number) => u64::try_from(number).map(|number| Some(Some(number))).map_err(|_| {
            let field = crate::api::model::uncapitalised(member);
            let text = format!(
                "1 validation error detected: Value '{number}' at '{field}' failed to satisfy constraint: Member must \
                 have value greater than or equal to -1"
            );
            Fault::new(member, Refusal::new(ErrorName::ValidationException, text))
        }),
    }
}

/// An empty Destination takes it away.
fn on_failure(body: &Body<'_>) -> Result<Option<Option<FailureDestination>>, Fault> {
    const MEMBER: &str = "DestinationConfig";
    let Some(config) = body.structure(MEMBER) else { return Ok(None) };
    let arn = config.structure("OnFailure").and_then(|to| to.text("Destination")).unwrap_or_default();
    if arn.is_empty() {
        return Ok(Some(None));
    }
    let text = "a destination on failure is an SQS queue, an SNS topic or an S3 bucket here";
    let to = FailureDestination::of_arn(arn).ok_or_else(|| Fault::not_modelled(MEMBER, text))?;
    Ok(Some(Some(to)))
}

fn filters(body: &Body<'_>) -> Result<Option<Vec<Filter>>, Fault> {
    const MEMBER: &str = "FilterCriteria";
    let Some(criteria) = body.structure(MEMBER) else { return Ok(None) };
    let each = criteria.structures("Filters").into_iter().map(|filter| {
        Filter::parse(filter.text("Pattern").unwrap_or_default())
            .map_err(|why| invalid(MEMBER, format!("Invalid filter pattern definition. ({why})")))
    });
    each.collect::<Result<_, _>>().map(Some)
}

/// The body of an answer, in the order of AWS's model.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other replies are other services'")]
pub(super) fn answer(reply: &Reply, era: Era) -> Option<Members> {
    if let Reply::Mapping(one) = reply {
        return Some(mapping(one, era));
    }
    let members = match reply {
        Reply::Mappings(all) => vec![("EventSourceMappings", list(all, |one| Wire::Map(mapping(one, era))))],
        Reply::Function(one) => function(one),
        Reply::Functions(all) => vec![("Functions", list(all, |one| Wire::Map(function(one))))],
        _ => return None,
    };
    Some(members)
}

/// In 2018 a mapping had neither a window nor anything for its errors; its ARN came in October 2024.
fn mapping(it: &MappingDescription, era: Era) -> Members {
    let later = |value: Wire| (era != Era::Y2018).then_some(value);
    let or_infinite = |number: Option<u64>| number.map_or(Wire::Int(-1), Wire::number);
    let at = match it.from {
        StartingPosition::AtTimestamp(millis) => later(Wire::Time(millis)),
        StartingPosition::TrimHorizon | StartingPosition::Latest => None,
    };
    let to = it.on_failure.iter().map(|arn| ("Destination", Wire::text(arn))).collect();
    let to = Wire::Map(vec![("OnFailure", Wire::Map(to))]);
    let patterns = list(&it.filters, |one| Wire::Map(vec![("Pattern", Wire::text(one))]));
    let reports = if it.reports { vec![Wire::text("ReportBatchItemFailures")] } else { vec![] };
    with(
        vec![("UUID", Wire::text(&it.uuid))],
        [
            ("StartingPosition", later(Wire::text(it.from.word()))),
            ("StartingPositionTimestamp", at),
            ("BatchSize", Some(Wire::number(it.batch_size))),
            ("MaximumBatchingWindowInSeconds", later(Wire::number(it.window_s))),
            ("ParallelizationFactor", later(Wire::number(it.factor))),
            ("EventSourceArn", Some(Wire::text(it.stream_arn()))),
            ("FilterCriteria", (!it.filters.is_empty()).then(|| Wire::Map(vec![("Filters", patterns)]))),
            ("FunctionArn", Some(Wire::text(arn(&it.function)))),
            ("LastModified", Some(Wire::Time(it.modified))),
            ("LastProcessingResult", Some(Wire::text(it.last_processing_result))),
            ("State", Some(Wire::text(it.state))),
            ("StateTransitionReason", Some(Wire::text("User action"))),
            ("DestinationConfig", later(to)),
            ("MaximumRecordAgeInSeconds", later(or_infinite(it.record_age_s))),
            ("BisectBatchOnFunctionError", later(Wire::Bool(it.bisect))),
            ("MaximumRetryAttempts", later(or_infinite(it.retry_attempts))),
            ("TumblingWindowInSeconds", later(Wire::number(it.tumbling_s))),
            ("FunctionResponseTypes", later(Wire::List(reports))),
            ("EventSourceMappingArn", (era == Era::Today).then(|| Wire::text(it.arn()))),
        ],
    )
}

/// What a function has here; its code, runtime and role are nobody's.
fn function(it: &FunctionDescription) -> Members {
    with(
        vec![
            ("FunctionName", Wire::text(&it.function)),
            ("FunctionArn", Wire::text(it.arn())),
            ("Role", Wire::text(format!("arn:aws:iam::{ACCOUNT}:role/{}-role", it.function))),
            ("Description", Wire::text(&it.about)),
        ],
        [
            ("Timeout", it.timeout_s.map(Wire::number)),
            ("MemorySize", Some(Wire::number(it.memory))),
            ("Version", Some(Wire::text("$LATEST"))),
        ],
    )
}
