//! Everything that can be added, in the order in which records meet it: the dialog behind "More…". One more kind is
//! one more entry here.

use engine::command::{FeedKind, ReadVia, Tool};

use super::{DeliverKind, Other, StageAction};

/// A kind of actor, by its name and by what sets it apart.
pub struct Entry {
    pub word: &'static str,
    pub note: &'static str,
    pub add: StageAction,
}

/// Those who send, those who read, and where a new delivery stream delivers to.
pub fn groups() -> [(&'static str, Vec<Entry>); 4] {
    let reader = |via| StageAction::AddConsumer { reads: None, via };
    [
        (
            "It sends",
            vec![
                Entry {
                    word: "SDK producer",
                    note: "PutRecord or PutRecords; its retries are its own affair",
                    add: StageAction::AddProducer { to: None },
                },
                Entry {
                    word: "Kinesis Agent",
                    note: "follows a log file on a host: rotation, checkpoint, retries without end, lines made JSON",
                    add: StageAction::AddSource { kind: FeedKind::Agent },
                },
                Entry {
                    word: "CloudWatch Logs subscription",
                    note: "log events that fit a filter pattern, many in one record, as gzip",
                    add: StageAction::AddSource { kind: FeedKind::Logs },
                },
                Entry {
                    word: "AWS IoT rule",
                    note: "messages of devices by topic and condition, one record each",
                    add: StageAction::AddSource { kind: FeedKind::Iot },
                },
            ],
        ),
        (
            "It reads",
            vec![
                Entry {
                    word: "Polling consumer",
                    note: "GetRecords, again and again; shares a shard's five calls and 2 MB a second with others",
                    add: reader(ReadVia::Polling),
                },
                Entry {
                    word: "Fan-out consumer",
                    note: "each shard pushes to it, 2 MiB a second of its own",
                    add: reader(ReadVia::FanOut),
                },
                Entry {
                    word: "KCL application",
                    note: "workers that share the shards by leases in a table of DynamoDB",
                    add: StageAction::AddGroup { reads: None },
                },
                Entry {
                    word: "Lambda function",
                    note: "an event source mapping polls the stream and invokes the function with batches",
                    add: StageAction::AddFunction { reads: None },
                },
                Entry {
                    word: "Connector Library",
                    note: "on the KCL: transformer, filter, buffer, and an emitter that writes files; of 2016",
                    add: StageAction::AddOther(Other::Connector),
                },
                Entry {
                    word: "Analytics window",
                    note: "counts in windows with SQL, and gives an alert; its rows may be a source",
                    add: StageAction::AddOther(Other::Analytics),
                },
            ],
        ),
        ("Tools of others", tools()),
        (
            "A Firehose to…",
            DeliverKind::ALL
                .map(|to| Entry {
                    word: to.word(),
                    note: to.note(),
                    add: StageAction::AddFirehose { source: None, to },
                })
                .into(),
        ),
    ]
}

/// Each on the sides where the course notes name it, and one where it may not stand.
fn tools() -> Vec<Entry> {
    let entry = |word, note, other| Entry { word, note, add: StageAction::AddOther(other) };
    vec![
        entry("Spark reads", "with the KCL, and a lease table of its own", Other::Reads(Tool::Spark)),
        entry("Spark writes", "from code of its jobs, with an SDK", Other::Writes(Tool::Spark)),
        entry("Log4j appender writes", "each log event of a Java program", Other::Writes(Tool::Log4j)),
        entry("Log4j appender reads", "as the notes have it: a plain SDK reader", Other::Reads(Tool::Log4j)),
        entry("Flume writes", "through a sink of its plug-in", Other::Writes(Tool::Flume)),
        entry("Flume reads", "as a source of its plug-in", Other::Reads(Tool::Flume)),
        entry(
            "Kafka Connect writes",
            "a topic into a stream, with the KPL",
            Other::Writes(Tool::KafkaConnect),
        ),
        entry("Kafka Connect reads", "a stream into a topic", Other::Reads(Tool::KafkaConnect)),
        entry("NiFi writes", "with its PutKinesisStream", Other::Writes(Tool::Nifi)),
        entry("NiFi reads", "with its ConsumeKinesisStream, on the KCL", Other::Reads(Tool::Nifi)),
        entry("Spark at a Firehose", "it is refused: see why", Other::ReadsFirehose(Tool::Spark)),
    ]
}
