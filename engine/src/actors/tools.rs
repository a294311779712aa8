//! What a consumer is made of; where tools of others may stand, and where no reader may: a refusal says the reason and the way out.

use super::Services;
use crate::command::{AnalyticsSetting, Below, Setting, Target, Tool};
use crate::names::Name;
use crate::refusal::Refusal;

pub(super) fn of(settings: &[Setting]) -> Option<Tool> {
    settings.iter().find_map(|setting| if let Setting::Tool(tool) = setting { Some(*tool) } else { None })
}

/// Nobody reads from a Firehose (fact 218).
///
/// # Errors
/// A SceneError with what the reader would call, and what may be read instead.
pub(super) fn may_read(
    services: &Services<'_>,
    name: &Name,
    reads: &Name,
    settings: &[Setting],
) -> Result<(), Refusal> {
    let only_firehose =
        services.firehose.delivery_stream(reads).is_ok() && services.streams.stream(reads).is_err();
    if !only_firehose {
        return Ok(());
    }
    let who = match of(settings).map(Tool::facts) {
        Some(facts) if facts.reads == Below::Kcl => {
            format!("{} reads with the KCL, which calls GetRecords of a data stream", facts.name)
        }
        Some(facts) => format!("{} reads with GetRecords of a data stream", facts.name),
        None if is_group(settings) => "the KCL calls GetRecords of a data stream".to_owned(),
        None => "a consumer calls GetRecords of a data stream".to_owned(),
    };
    let source = services.firehose.delivery_stream(reads).ok().and_then(|it| it.source.clone());
    let instead = match source {
        Some(stream) => format!("let {name} read {stream}, the stream in front of it"),
        None => "put a stream in front of it, and let both read that".to_owned(),
    };
    Err(Refusal::scene(format!(
        "nobody reads from a Firehose such as {reads}: {who}, and a delivery stream has no such call, it only delivers. \
         Way out: {instead}; or read what it delivers, in its destination"
    )))
}

/// Some tools have no part that writes to a delivery stream.
///
/// # Errors
/// A SceneError that says so, and what does write there.
pub(super) fn may_write(services: &Services<'_>, to: &Target, tool: Option<Tool>) -> Result<(), Refusal> {
    let Some(facts) = tool.map(Tool::facts) else { return Ok(()) };
    match to {
        Target::Firehose(name) if !facts.to_firehose => {
            services.firehose.delivery_stream(name)?;
            Err(Refusal::scene(format!(
                "{} has nothing of its own that puts to a Firehose such as {name}. Way out: let it write to a stream that \
                 {name} reads, or call PutRecordBatch with an SDK, which is a plain producer here",
                facts.name
            )))
        }
        Target::Stream(_) | Target::Firehose(_) | Target::Function(_) => Ok(()),
    }
}

/// Whether a consumer is a group of KCL workers: by its own word, or since it is made of one.
pub(super) fn is_group(settings: &[Setting]) -> bool {
    let uses_kcl = |setting: &Setting| {
        if let Setting::Tool(tool) = setting { tool.facts().reads == Below::Kcl } else { false }
    };
    let connects = |setting: &Setting| matches!(setting, Setting::Kcl | Setting::Connector(_));
    settings.iter().any(|setting| connects(setting) || uses_kcl(setting))
}

/// Rows of a window go to something that is there.
pub(super) fn rows_have_a_target(services: &Services<'_>, settings: &[Setting]) -> Result<(), Refusal> {
    for setting in settings {
        if let Setting::Analytics(AnalyticsSetting::Rows(Some(target))) = setting {
            super::target_exists(services, target)?;
        }
    }
    Ok(())
}
