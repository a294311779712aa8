//! Everything that can be added, in the order in which records meet it: the dialog behind "More…". One more kind is
//! one more entry here.

use engine::command::{FeedKind, ReadVia};

use super::{DeliverKind, StageAction};

/// A kind of actor, by its name and by what sets it apart.
pub struct Entry {
    pub word: &'static str,
    pub note: &'static str,
    pub add: StageAction,
}

/// Those who send, those who read, and where a new delivery stream delivers to.
pub fn groups() -> [(&'static str, Vec<Entry>); 3] {
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
            ],
        ),
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
