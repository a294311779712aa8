//! What a line says of a connector's pipeline, of a window, and of a tool.

use super::actor::{place, target, whole};
use super::cursor::Cursor;
use crate::api::cli::words::Slip;
use crate::command::{AnalyticsSetting, ConnectorSetting, CountBy, Keep, RowTime, Setting, Tool, Transform};
use crate::kernel::units;

/// What stands behind the word of a setting; `None` for a word of another actor.
#[inline(never)]
pub(super) fn setting(word: &str, cursor: &mut Cursor<'_>) -> Result<Option<Setting>, Slip> {
    if ConnectorSetting::WORDS.contains(&word) {
        return Ok(Some(Setting::Connector(of_connector(word, cursor)?)));
    }
    if AnalyticsSetting::WORDS.contains(&word) {
        return Ok(Some(Setting::Analytics(of_analytics(word, cursor)?)));
    }
    if word == "by" {
        let tools = Tool::ALL.map(|tool| (tool.word(), tool));
        return Ok(Some(Setting::Tool(cursor.choice("a tool", &tools)?)));
    }
    Ok(None)
}

fn of_connector(word: &str, cursor: &mut Cursor<'_>) -> Result<ConnectorSetting, Slip> {
    let records = "a number of records, such as 1000";
    let span = "a time such as 10s";
    Ok(match word {
        "connector" => ConnectorSetting::On,
        "transform" => {
            let all = Transform::ALL.map(|transform| (transform.word(), transform));
            ConnectorSetting::Transform(cursor.choice("what becomes of a record", &all)?)
        }
        "keep" if cursor.take("all") => ConnectorSetting::Keep(Keep::All),
        "keep" if cursor.take("contains") => {
            let text = "the text as a JSON text, such as \"error\"";
            ConnectorSetting::Keep(Keep::Contains(cursor.json_text(text)?))
        }
        "keep" => {
            let what = "a share such as 60%, `all`, or `contains` and a text in quotes";
            ConnectorSetting::Keep(Keep::Share(cursor.quantity(what, units::share)?))
        }
        "flush-records" => ConnectorSetting::FlushRecords(cursor.quantity(records, whole)?),
        "flush-bytes" => ConnectorSetting::FlushBytes(cursor.quantity("a size such as 1MiB", units::size)?),
        "flush-age" if cursor.take("never") => ConnectorSetting::FlushAge(None),
        "flush-age" => {
            ConnectorSetting::FlushAge(Some(cursor.quantity("a time such as 60s, or `never`", units::span)?))
        }
        "emit" => ConnectorSetting::Emit(place(cursor)?),
        "through" => ConnectorSetting::Through(cursor.name("the name of a bucket")?),
        "emit-items" => ConnectorSetting::EmitItems(cursor.quantity("a number of items, such as 16", whole)?),
        "emit-tries" => ConnectorSetting::EmitTries(cursor.quantity("a number of tries, such as 3", whole)?),
        _ => ConnectorSetting::EmitBackoff(cursor.quantity(span, units::span)?),
    })
}

fn of_analytics(word: &str, cursor: &mut Cursor<'_>) -> Result<AnalyticsSetting, Slip> {
    let counts = CountBy::ALL.map(|by| (by.word(), by));
    let times = RowTime::ALL.map(|time| (time.word(), time));
    Ok(match word {
        "analytics" => AnalyticsSetting::On,
        "window" => {
            let length = cursor.quantity("a time such as 60s", units::span)?;
            let sliding = cursor.take("sliding");
            if !sliding {
                cursor.take("tumbling");
            }
            AnalyticsSetting::Window { length, sliding }
        }
        "count" => AnalyticsSetting::Count(cursor.choice("what it counts by", &counts)?),
        "above" if cursor.take("never") => AnalyticsSetting::Alert(None),
        "above" => AnalyticsSetting::Alert(Some(cursor.quantity("a count such as 1000, or `never`", whole)?)),
        "row-time" => AnalyticsSetting::RowTime(cursor.choice("of which time a row is", &times)?),
        _ if cursor.take("nowhere") => AnalyticsSetting::Rows(None),
        _ => AnalyticsSetting::Rows(Some(target(cursor)?)),
    })
}
