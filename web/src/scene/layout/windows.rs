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
        numbers: buffers(it),
        warning: if it.given_up > 0 {
            Some(format!("{} given up", short(it.given_up)))
        } else if it.pipes.iter().any(|pipe| pipe.failed > 0) {
            Some("emitter fails".to_owned())
        } else {
            workers::warning(kcl)
        },
    }
}

/// Each shard has a buffer of its own, emptied when it has so many: the fullest is told, never the sum. It is looked at
/// after each batch, so it may hold more for a while: that is no share of a whole.
fn buffers(it: &ConnectorView) -> Vec<String> {
    let fullest = it.pipes.iter().map(|pipe| pipe.records).max().unwrap_or(0);
    let which = if it.pipes.len() > 1 { "fullest buffer" } else { "buffer" };
    vec![
        format!(
            "{which} {} · flushed from {} on · {} emitted",
            count(fullest),
            count(it.flush_records),
            count(it.emitted)
        ),
        format!("{which} {} · {} emitted", short(fullest), short(it.emitted)),
        format!("{which} {}", short(fullest)),
    ]
}

fn window(it: &AnalyticsView) -> Own {
    let kind = if it.sliding { "sliding" } else { "tumbling" };
    let span = time(it.window_ms * 1_000);
    let by = match it.by {
        CountBy::All => "",
        CountBy::Key => " by key",
    };
    let whose = it.most_key.as_ref().map_or(String::new(), |key| format!(" ({key})"));
    let above = it.above.map_or(String::new(), |above| format!(", alert above {}", count(above)));
    let flink = it.service.contains("Flink");
    let short_name = if flink { "Flink SQL" } else { "Analytics SQL" };
    Own {
        notes: [
            format!("{} · {kind} window of {span}, count{by}", it.service),
            format!("{short_name} · {span} {kind}{by}"),
            format!("{short_name} · {span}"),
        ],
        numbers: vec![
            format!("last count {}{whose}{above}", count(it.most)),
            format!("count {}{above}", short(it.most)),
            format!("count {}", short(it.most)),
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

#[cfg(test)]
mod tests {
    use engine::kernel::Time;
    use engine::story::{self, Story};

    use super::*;

    /// What the card of the only reader says, and the reader, at each of these seconds.
    fn numbers(lines: &str, seconds: impl IntoIterator<Item = u64>) -> Vec<(Vec<String>, ReaderView)> {
        let text = format!(
            "aws kinesis create-stream --stream-name s --shard-count 2\n\
             producer p to s rate 700/s size 100B keys uniform 500\n{lines}\n"
        );
        let mut world = story::start(&Story::parse(&text).expect("a story")).expect("it starts");
        let at = |second| {
            world.advance(Time::seconds(second), u64::MAX);
            let reader = engine::view::view(&world).readers.remove(0);
            (own(&reader).expect("words of its own").numbers, reader)
        };
        seconds.into_iter().map(at).collect()
    }

    #[test]
    fn the_fullest_buffer_is_told_and_never_the_sum() {
        let said = numbers("consumer app reads s connector emit bucket lake", 2..40);
        let mut sum_is_more = 0;
        for (words, reader) in said {
            let it = reader.connector.expect("a connector");
            let fullest = it.pipes.iter().map(|pipe| pipe.records).max().unwrap_or(0);
            sum_is_more += usize::from(it.buffered > fullest && it.buffered > it.flush_records);
            let which = if it.pipes.len() > 1 { "fullest buffer" } else { "buffer" };
            assert!(
                words[0].starts_with(&format!("{which} {} · flushed from 1,000 on · ", count(fullest))),
                "{words:?}"
            );
            assert!(words.iter().all(|word| !word.contains(" of ")), "{words:?}");
        }
        assert!(sum_is_more > 2, "{sum_is_more}");
    }

    #[test]
    fn a_count_is_no_share_of_the_limit_of_its_alert() {
        for (settings, says) in [
            ("above 100", [", alert above 100", ", alert above 100", "count "]),
            ("above never", ["last count ", "count ", "count "]),
        ] {
            let said = numbers(&format!("consumer app reads s analytics window 5s {settings}"), [32]);
            for (words, says) in said[0].0.iter().zip(says) {
                assert!(words.contains(says) && !words.contains(" of "), "{settings}: {words}");
            }
        }
    }
}
