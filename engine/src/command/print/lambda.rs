//! The calls of Lambda as CLI lines.

use super::Line;
use super::kinesis::seconds;
use crate::command::{
    FailureDestination, ItemFailures, Lambda, MappingSetting, StartingPosition, stream_arn,
};

pub(super) fn line(call: &Lambda) -> String {
    let of = |operation: &str| Line::of("lambda", operation);
    let by_uuid = |operation: &str, uuid: &str| of(operation).option("uuid", uuid);
    let line = match call {
        Lambda::CreateEventSourceMapping { function, stream, from, settings } => {
            let line = of("create-event-source-mapping")
                .option("event-source-arn", &stream_arn(stream))
                .option("function-name", function.as_str())
                .option("starting-position", from.word());
            let line = match from {
                StartingPosition::AtTimestamp(millis) => {
                    line.option("starting-position-timestamp", &seconds(*millis))
                }
                StartingPosition::TrimHorizon | StartingPosition::Latest => line,
            };
            settings.iter().fold(line, setting)
        }
        Lambda::GetEventSourceMapping { uuid } => by_uuid("get-event-source-mapping", uuid),
        Lambda::ListEventSourceMappings { function, stream } => {
            let line = of("list-event-source-mappings");
            let line = match stream {
                Some(stream) => line.option("event-source-arn", &stream_arn(stream)),
                None => line,
            };
            match function {
                Some(function) => line.option("function-name", function.as_str()),
                None => line,
            }
        }
        Lambda::UpdateEventSourceMapping { uuid, settings } => {
            settings.iter().fold(by_uuid("update-event-source-mapping", uuid), setting)
        }
        Lambda::DeleteEventSourceMapping { uuid } => by_uuid("delete-event-source-mapping", uuid),
        Lambda::ListFunctions => of("list-functions"),
        Lambda::GetFunctionConfiguration { function } => {
            of("get-function-configuration").option("function-name", function.as_str())
        }
    };
    line.0
}

fn setting(line: Line, setting: &MappingSetting) -> Line {
    let flag =
        |line: Line, name: &str, yes: bool| line.word(&format!("--{}{name}", if yes { "" } else { "no-" }));
    let or_infinite = |number: Option<u64>| number.map_or("-1".to_owned(), |number| number.to_string());
    match setting {
        MappingSetting::Enabled(yes) => flag(line, "enabled", *yes),
        MappingSetting::BatchSize(records) => line.option("batch-size", &records.to_string()),
        MappingSetting::Window(span) => {
            line.option("maximum-batching-window-in-seconds", &span.as_seconds().to_string())
        }
        MappingSetting::Factor(batches) => line.option("parallelization-factor", &batches.to_string()),
        MappingSetting::OnFailure(to) => {
            let arn = to.as_ref().map_or(String::new(), FailureDestination::arn);
            let config = serde_json::json!({ "OnFailure": { "Destination": arn } });
            line.option("destination-config", &config.to_string())
        }
        MappingSetting::RecordAge(age) => {
            line.option("maximum-record-age-in-seconds", &or_infinite(age.map(|age| age.as_seconds())))
        }
        MappingSetting::Bisect(yes) => flag(line, "bisect-batch-on-function-error", *yes),
        MappingSetting::RetryAttempts(retries) => {
            line.option("maximum-retry-attempts", &or_infinite(*retries))
        }
        MappingSetting::ItemFailures(ItemFailures::No) => line.option("function-response-types", "[]"),
        MappingSetting::ItemFailures(_) => line.option("function-response-types", "ReportBatchItemFailures"),
        MappingSetting::Tumbling(span) => {
            line.option("tumbling-window-in-seconds", &span.as_seconds().to_string())
        }
        MappingSetting::Filters(all) => {
            let all: Vec<_> = all.iter().map(|one| serde_json::json!({ "Pattern": one.as_str() })).collect();
            line.option("filter-criteria", &serde_json::json!({ "Filters": all }).to_string())
        }
        // Of the function: no call of a mapping says them.
        MappingSetting::Lambda
        | MappingSetting::WindowState(_)
        | MappingSetting::Function(_)
        | MappingSetting::Duration(_)
        | MappingSetting::Concurrency(_)
        | MappingSetting::Poison(_) => line,
    }
}
