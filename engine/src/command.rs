//! What may be asked of a world: AWS's calls, and our own lines that make and change actors.

mod analytics;
mod backfill;
mod blueprint;
mod connector;
mod destination_update;
mod duplicates;
mod dynamodb;
mod fault;
pub mod feed;
mod firehose;
mod kcl;
mod kinesis;
mod kms;
mod kpl;
mod lambda;
mod mapping;
mod own;
mod packed;
mod permission;
mod print;
mod processor;
mod replies;
mod reply;
mod s3;
mod table;
mod tool;
mod verdicts;

use std::fmt;

use serde::Serialize;

use crate::kernel::{Span, Time};
use crate::keys::Keys;
use crate::names::Name;
use crate::payload::Payload;

pub use analytics::{AnalyticsSetting, CountBy, RowTime};
pub use backfill::Backfill;
pub use blueprint::{Blueprint, SizeLimit};
pub use connector::{ConnectorSetting, Keep, Transform};
pub use destination_update::{DeliverToUpdate, DestinationUpdate, Missing, S3Update};
pub use duplicates::{Lost, SinkKind};
pub use dynamodb::{Attribute, Dynamodb, Item, TableCapacity, TableDescription, TableKey};
pub use fault::{Misanswer, Place, Trouble};
pub use feed::{FeedAct, FeedKind, FeedSetting};
pub use firehose::{
    Buffering, ColumnFormat, Compression, Conversion, CreateDeliveryStream, DeliverTo,
    DeliveryStreamDescription, Destination, Firehose, HttpHeaders, IndexRotation, S3Settings, SearchService,
    SseKey, UpdateDestination,
};
pub use kcl::Checkpointing;
pub use kinesis::{
    Consumer, IteratorStart, Kinesis, ListShards, ShardFilter, ShardMetric, SplitAt, StreamMode,
};
pub use kms::{KeyDescription, Kms};
pub use kpl::KplSetting;
pub use lambda::{FunctionDescription, Lambda, MappingDescription, StartingPosition, stream_arn};
pub use mapping::{FailureDestination, Filter, Filtered, ItemFailures, MappingSetting, Poison};
pub use own::{Answer, Outcome, Source, json_text};
pub use packed::Text;
pub use permission::{Action, Actions, Edit, Permission, Principal, SecuritySetting};
pub(crate) use print::quote;
pub use processor::{Processor, SubRecords, decimal};
pub use replies::{
    ChildShard, ConsumerDescription, PutEntry, RecordRead, RecordsRead, ShardDescription, StreamDescription,
    StreamListed, StreamSummary,
};
pub use reply::Reply;
pub use s3::{BucketSummary, ObjectHead, ObjectPage, ObjectSummary, S3, S3Api};
pub use table::{Column, ColumnType, Table};
pub use tool::{Below, TOOLS, Tool, ToolFacts};
pub use verdicts::{Form, Verdicts};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Kinesis(Kinesis),
    Firehose(Firehose),
    S3(S3),
    Dynamodb(Dynamodb),
    Kms(Kms),
    Lambda(Lambda),
    Actor(Actor),
    /// What a function of the learner's own answered; only while the world waits for that.
    Answer(Box<Answer>),
}

/// Our own lines: actors, and changes to them while they run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    Producer {
        name: Name,
        to: Target,
        settings: Vec<Setting>,
    },
    Consumer {
        name: Name,
        reads: Name,
        settings: Vec<Setting>,
    },
    Function {
        name: Name,
        settings: Vec<Setting>,
    },
    /// An agent, a log subscription, a rule of IoT Core.
    Feed {
        name: Name,
        kind: FeedKind,
        to: Target,
        settings: Vec<Setting>,
    },
    FeedAct {
        name: Name,
        act: FeedAct,
    },
    Set {
        name: Name,
        settings: Vec<Setting>,
    },
    /// Ends an actor: a producer sends no more, a consumer reads no more.
    Stop {
        name: Name,
    },
    /// Something goes wrong at a place, for a time or until it is healed.
    Fault {
        place: Place,
        trouble: Trouble,
        /// Of a producer's calls each so-manieth is lost; 1: all of them.
        every: u64,
        lasting: Option<Span>,
    },
    Heal {
        place: Place,
    },
    /// A worker of a KCL group ends without a word.
    CrashWorker {
        name: Name,
        worker: u64,
    },
    /// It is started again.
    HealWorker {
        name: Name,
        worker: u64,
    },
    /// The policy of a role is changed.
    Permission(Permission),
    /// A table of the Glue Data Catalog.
    Table(Table),
    /// What could not be delivered is brought in.
    Backfill(Backfill),
}

impl Actor {
    /// In whose name services are called while a line is done; `None`: the learner's own.
    pub fn who(&self) -> Option<Principal> {
        match self {
            Actor::Producer { name, .. }
            | Actor::Consumer { name, .. }
            | Actor::Feed { name, .. }
            | Actor::FeedAct { name, .. }
            | Actor::Set { name, .. }
            | Actor::Stop { name }
            | Actor::CrashWorker { name, .. }
            | Actor::HealWorker { name, .. } => Some(Principal::Actor(name.clone())),
            Actor::Function { .. }
            | Actor::Fault { .. }
            | Actor::Heal { .. }
            | Actor::Permission(_)
            | Actor::Table(_)
            | Actor::Backfill(_) => None,
        }
    }
}

/// Where a producer sends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Target {
    Stream(Name),
    Firehose(Name),
    /// Only a log subscription invokes one.
    Function(Name),
}

impl Target {
    pub fn name(&self) -> &Name {
        match self {
            Target::Stream(name) | Target::Firehose(name) | Target::Function(name) => name,
        }
    }
}

/// One `key value` of an actor's line. Each actor knows some of them and refuses the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    To(Target),
    /// Records per second.
    Rate(u64),
    /// Bytes of data in a record.
    Size(u64),
    Keys(Keys),
    Api(PutApi),
    Payload(Payload),
    /// How often a producer puts again what was throttled.
    Retries(u64),
    /// Before the first retry; before each further one twice as long.
    Backoff(Span),
    Resend(Resend),
    /// How long a producer waits for the answer to a call.
    Timeout(Span),
    /// How its KPL packs and sends.
    Kpl(KplSetting),
    Reads(Name),
    Poll(Span),
    /// Records asked for in one GetRecords; `None`: it does not say, and gets as many as there may be.
    Limit(Option<u64>),
    From(ReadFrom),
    Via(ReadVia),
    Parents(ParentOrder),
    /// A consumer is a group of KCL workers.
    Kcl,
    Workers(u64),
    /// The table with its leases.
    LeaseTable(Name),
    Checkpoint(Checkpointing),
    /// Where a reader writes.
    Sink(SinkKind),
    /// How long a processor works on a record.
    Work(Span),
    /// failoverTimeMillis.
    Failover(Span),
    /// Whether a consumer takes aggregated records apart.
    Deaggregates(bool),
    Security(SecuritySetting),
    Blueprint(Blueprint),
    /// A function without code.
    Answers(Verdicts),
    /// A function of the learner's own.
    Source(Source),
    /// Of a source that is no SDK producer.
    Feed(FeedSetting),
    /// Of an event source mapping and its function.
    Mapping(MappingSetting),
    /// A consumer is an application of the Connector Library: that, and how its pipeline is set.
    Connector(ConnectorSetting),
    /// A consumer counts in windows: that, and how.
    Analytics(AnalyticsSetting),
    /// A producer or a consumer is a tool of others.
    Tool(Tool),
}

impl Setting {
    /// The word with which a line names it.
    pub fn word(&self) -> &'static str {
        match self {
            Setting::To(_) => "to",
            Setting::Rate(_) => "rate",
            Setting::Size(_) => "size",
            Setting::Keys(_) => "keys",
            Setting::Api(_) => "api",
            Setting::Payload(_) => "payload",
            Setting::Retries(_) => "retries",
            Setting::Backoff(_) => "backoff",
            Setting::Resend(_) => "resend",
            Setting::Timeout(_) => "timeout",
            Setting::Kpl(setting) => setting.word(),
            Setting::Reads(_) => "reads",
            Setting::Poll(_) => "poll",
            Setting::Limit(_) => "limit",
            Setting::From(_) => "from",
            Setting::Via(_) => "via",
            Setting::Parents(_) => "parents",
            Setting::Kcl => "kcl",
            Setting::Workers(_) => "workers",
            Setting::LeaseTable(_) => "table",
            Setting::Checkpoint(_) => "checkpoint",
            Setting::Sink(_) => "sink",
            Setting::Work(_) => "work",
            Setting::Failover(_) => "failover",
            Setting::Deaggregates(_) => "deaggregates",
            Setting::Security(setting) => setting.word(),
            Setting::Blueprint(_) => "blueprint",
            Setting::Answers(_) => "answers",
            Setting::Source(_) => "source",
            Setting::Feed(setting) => setting.word(),
            Setting::Mapping(setting) => setting.word(),
            Setting::Connector(setting) => setting.word(),
            Setting::Analytics(setting) => setting.word(),
            Setting::Tool(_) => "by",
        }
    }

    /// Whether its word says all of it.
    fn is_bare(&self) -> bool {
        [
            Setting::Kcl,
            Setting::Connector(ConnectorSetting::On),
            Setting::Analytics(AnalyticsSetting::On),
            Setting::Mapping(MappingSetting::Lambda),
        ]
        .contains(self)
    }
}

/// What of a call a producer puts again when some of its records were throttled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Resend {
    /// The records whose entry of the answer has an ErrorCode.
    Failed,
    /// The whole request: what was taken the first time is taken twice.
    All,
}

impl Resend {
    pub fn word(self) -> &'static str {
        match self {
            Resend::Failed => "failed",
            Resend::All => "all",
        }
    }
}

/// How a producer calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PutApi {
    /// One call for each record.
    PutRecord,
    /// What gathered in 100 ms, up to the call's limit (PutRecordBatch towards Firehose).
    PutRecords,
    /// The Kinesis Producer Library, which packs, collects and tries again; its calls are PutRecords.
    Kpl,
}

impl PutApi {
    pub fn word(self) -> &'static str {
        match self {
            PutApi::PutRecord => "put-record",
            PutApi::PutRecords => "put-records",
            PutApi::Kpl => "kpl",
        }
    }
}

/// Where a consumer begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ReadFrom {
    TrimHorizon,
    Latest,
    /// The first record that arrived at or after an instant of the story.
    AtTimestamp(Time),
}

/// How a consumer gets its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ReadVia {
    /// GetRecords, again and again; what a shard gives is shared by all.
    Polling,
    /// Enhanced fan-out: a registered consumer to which each shard pushes 2 MiB/s of its own.
    FanOut,
}

impl ReadVia {
    pub fn word(self) -> &'static str {
        match self {
            ReadVia::Polling => "polling",
            ReadVia::FanOut => "fan-out",
        }
    }
}

/// What a reader does with the children of a reshard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ParentOrder {
    /// It reads parents to their end first, so each key stays in order.
    First,
    /// It reads every shard at once, as a consumer does that was written without a thought of resharding.
    Ignored,
}

impl ParentOrder {
    pub fn word(self) -> &'static str {
        match self {
            ParentOrder::First => "first",
            ParentOrder::Ignored => "ignored",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Stream(name) => write!(f, "{name}"),
            Target::Firehose(name) => write!(f, "firehose {name}"),
            Target::Function(name) => write!(f, "function {name}"),
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use crate::kernel::units::{print_size, print_span};
        if self.is_bare() {
            return f.write_str(self.word());
        }
        write!(f, "{} ", self.word())?;
        match self {
            Setting::To(target) => write!(f, "{target}"),
            Setting::Rate(rate) => write!(f, "{rate}/s"),
            Setting::Size(bytes) => f.write_str(&print_size(*bytes)),
            Setting::Keys(keys) => write!(f, "{keys}"),
            Setting::Api(api) => f.write_str(api.word()),
            Setting::Payload(payload) => write!(f, "{payload}"),
            Setting::Retries(times) => write!(f, "{times}"),
            Setting::Backoff(span) => f.write_str(&print_span(*span)),
            Setting::Resend(resend) => f.write_str(resend.word()),
            Setting::Timeout(span) => f.write_str(&print_span(*span)),
            Setting::Kpl(setting) => write!(f, "{setting}"),
            Setting::Reads(stream) => write!(f, "{stream}"),
            Setting::Poll(span) => f.write_str(&print_span(*span)),
            Setting::Limit(None) => f.write_str("none"),
            Setting::Limit(Some(records)) => write!(f, "{records}"),
            Setting::From(from) => write!(f, "{from}"),
            Setting::Via(via) => f.write_str(via.word()),
            Setting::Parents(order) => f.write_str(order.word()),
            Setting::Kcl => Ok(()),
            Setting::Workers(workers) => write!(f, "{workers}"),
            Setting::LeaseTable(table) => write!(f, "{table}"),
            Setting::Checkpoint(checkpointing) => write!(f, "{checkpointing}"),
            Setting::Sink(sink) => write!(f, "{sink}"),
            Setting::Work(span) | Setting::Failover(span) => f.write_str(&print_span(*span)),
            Setting::Deaggregates(yes) => f.write_str(if *yes { "yes" } else { "no" }),
            Setting::Security(setting) => write!(f, "{setting}"),
            Setting::Blueprint(blueprint) => f.write_str(blueprint.word()),
            Setting::Answers(verdicts) => write!(f, "{verdicts}"),
            Setting::Source(source) => f.write_str(&json_text(source.as_str())),
            Setting::Feed(setting) => write!(f, "{setting}"),
            Setting::Mapping(setting) => write!(f, "{setting}"),
            Setting::Connector(setting) => write!(f, "{setting}"),
            Setting::Analytics(setting) => write!(f, "{setting}"),
            Setting::Tool(tool) => f.write_str(tool.word()),
        }
    }
}

/// Our own lines, as stories write them.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = match self {
            Actor::Producer { name, to, settings } => {
                write!(f, "producer {name} to {to}")?;
                settings
            }
            Actor::Consumer { name, reads, settings } => {
                write!(f, "consumer {name} reads {reads}")?;
                settings
            }
            Actor::Function { name, settings } => {
                write!(f, "function {name}")?;
                settings
            }
            Actor::Feed { name, kind, to, settings } => {
                write!(f, "{} {name} to {to}", kind.word())?;
                settings
            }
            Actor::FeedAct { name, act } => return write!(f, "{} {name}", act.word()),
            Actor::Set { name, settings } => {
                write!(f, "set {name}")?;
                settings
            }
            Actor::Stop { name } => return write!(f, "stop {name}"),
            Actor::Fault { place, trouble, every, lasting } => {
                write!(f, "fault {place} {}", trouble.word())?;
                if *every > 1 {
                    write!(f, " every {every}")?;
                }
                return match lasting {
                    Some(span) => write!(f, " for {}", crate::kernel::units::print_span(*span)),
                    None => Ok(()),
                };
            }
            Actor::Heal { place } => return write!(f, "heal {place}"),
            Actor::CrashWorker { name, worker } => return write!(f, "crash {name} worker {worker}"),
            Actor::HealWorker { name, worker } => return write!(f, "heal {name} worker {worker}"),
            Actor::Backfill(backfill) => return write!(f, "{backfill}"),
            Actor::Permission(line) => return write!(f, "{line}"),
            Actor::Table(table) => {
                let columns = crate::keys::quoted(&table.column_text());
                return write!(f, "table {} columns {columns}", table.full_name());
            }
        };
        settings.iter().try_for_each(|setting| write!(f, " {setting}"))
    }
}
