//! What a card says of a connector's pipeline, of a window with its count, and of a tool of others.

use engine::command::{CountBy, Tool};
use engine::view::{AnalyticsView, ConnectorView, KclView, ReaderView};

use super::numbers::{count, short, time};
use super::workers;

/// What a card adds of its own: the note from the longest wording to the shortest, the line of numbers, and a warning.
pub struct Own {
    pub notes: [String; 3],
    pub numbers: Vec<String>,
    pub warning: Option<String>,
}

pub fn own(reader: &ReaderView) -> Option<Own> {
    if let Some(it) = &reader.analytics {
        return Some(window(it));
    }
    if let (Some(it), Some(kcl)) = (&reader.connector, &reader.kcl) {
        return Some(pipeline(it, kcl));
    }
    let tool = reader.tool?;
    Some(Own {
        notes: tool_notes(tool, reader),
        numbers: vec![],
        warning: reader.kcl.as_ref().and_then(workers::warning),
    })
}

fn pipeline(it: &ConnectorView, kcl: &KclView) -> Own {
    let [_, workers, few] = workers::notes(kcl, 0).map(|note| note.replacen("KCL · ", "", 1));
    let place = it.emit.name();
    Own {
        notes: [
            format!("Connector Library (2016) on the KCL · to {place} · {workers}"),
            format!("Connector Library · to {place}"),
            format!("Connector · {few}"),
        ],
        numbers: vec![
            format!(
                "buffer {} of {} · {} emitted",
                count(it.buffered),
                count(it.flush_records),
                count(it.emitted)
            ),
            format!("buffer {} · {} emitted", short(it.buffered), short(it.emitted)),
            format!("buffer {}", short(it.buffered)),
        ],
        warning: if it.given_up > 0 {
            Some(format!("{} given up", short(it.given_up)))
        } else if it.pipes.iter().any(|pipe| pipe.failed > 0) {
            Some("emitter fails".to_owned())
        } else {
            workers::warning(kcl)
        },
    }
}

fn window(it: &AnalyticsView) -> Own {
    let kind = if it.sliding { "sliding" } else { "tumbling" };
    let span = time(it.window_ms * 1_000);
    let by = match it.by {
        CountBy::All => "",
        CountBy::Key => " by key",
    };
    let whose = it.most_key.as_ref().map_or(String::new(), |key| format!(" ({key})"));
    let above = it.above.map_or(String::new(), |above| format!(" of {}", count(above)));
    let flink = it.service.contains("Flink");
    let short_name = if flink { "Flink SQL" } else { "Analytics SQL" };
    Own {
        notes: [
            format!("{} · {kind} window of {span}, count{by}", it.service),
            format!("{short_name} · {span} {kind}{by}"),
            format!("{short_name} · {span}"),
        ],
        numbers: vec![
            format!("last count {}{above}{whose}", count(it.most)),
            format!("count {}{above}", short(it.most)),
            short(it.most),
        ],
        warning: it.alert.then(|| format!("alert: {}", short(it.most))),
    }
}

fn tool_notes(tool: Tool, reader: &ReaderView) -> [String; 3] {
    let facts = tool.facts();
    let below = facts.reads.words().trim_start_matches("an ").trim_start_matches("the ");
    let with = match &reader.kcl {
        Some(kcl) => workers::notes(kcl, reader.poll_ms)[2].clone(),
        None => format!("reads every {}", time(reader.poll_ms * 1_000)),
    };
    [
        format!("{} · by {below} · {with}", facts.name),
        format!("{} · {with}", facts.name),
        facts.name.to_owned(),
    ]
}
