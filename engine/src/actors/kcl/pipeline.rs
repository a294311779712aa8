//! The pipeline of the Kinesis Connector Library: ITransformer, IFilter, IBuffer; what leaves it goes to the IEmitter
//! (emit.rs). As its KinesisConnectorRecordProcessor and BasicMemoryBuffer do it.
//!
//! Promised: a batch is taken whole before it is asked whether the buffer is full, so a buffer may hold more than its
//! limit; time is looked at only when records come; the buffer lies in memory and is gone with its process. Absent: user
//! models of one's own between the two halves of the transformer; the manifests of RedshiftManifestEmitter.

use std::sync::Arc;

use serde_json::Value;

use super::{Application, TABLE_NAME_LEAST};
use crate::actors::Services;
use crate::actors::user_record::{UserRecord, each};
use crate::command::{ConnectorSetting, Keep, Place, ReadFrom, Setting, TableKey, Transform};
use crate::era::Era;
use crate::event::FiredBy;
use crate::kernel::{Span, Time};
use crate::limits::{self, Limit};
use crate::names::{Name, ShardId};
use crate::refusal::Refusal;
use crate::stores::{Lies, Origin, Recipe};
use crate::streams::{HashRange, Slice};

/// DEFAULT_S3_BUCKET of the library's KinesisConnectorConfiguration.
const S3_BUCKET: &str = "kinesis-bucket";

/// What the learner sets of it.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// What decides of a record.
    pub(super) rule: Arc<Rule>,
    pub flush_records: u64,
    pub flush_bytes: u64,
    pub flush_age: Option<Span>,
    pub emit: Place,
    /// Where a file lies before a cluster copies it.
    pub through: Name,
    /// In one BatchWriteItem.
    pub items: u64,
    pub tries: u64,
    pub backoff: Span,
    pub tally: Tally,
}

/// The transformer and the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub transform: Transform,
    pub keep: Keep,
}

/// User records over all workers: `taken = unreadable + filtered + buffered + emitted + given_up + forgotten`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub taken: u64,
    /// The transformer could make nothing of them, and logged that.
    pub unreadable: u64,
    /// IFilter did not keep them.
    pub filtered: u64,
    pub emitted: u64,
    /// After the last try: IEmitter.fail() logs them, and the checkpoint goes on.
    pub given_up: u64,
    /// In the memory of a process that ended, or lost its lease: whoever has the lease next reads them again.
    pub forgotten: u64,
    /// Buffers emitted.
    pub buffers: u64,
    /// Calls of the emitter that failed.
    pub failed_tries: u64,
    /// Files written over one of the same name, and items over one of the same id.
    pub overwritten: u64,
}

impl Pipeline {
    pub(super) fn new(era: Era, emit: Place) -> Pipeline {
        Pipeline {
            rule: Arc::new(Rule { transform: Transform::Bytes, keep: Keep::All }),
            flush_records: limits::CONNECTOR_BUFFER_RECORDS.at(era),
            flush_bytes: limits::CONNECTOR_BUFFER_BYTES.at(era),
            flush_age: None,
            emit,
            through: Name::parse(S3_BUCKET).expect("a name"),
            items: limits::CONNECTOR_ITEMS.at(era),
            tries: limits::CONNECTOR_TRIES.at(era),
            backoff: Span::millis(limits::CONNECTOR_BACKOFF.at(era)),
            tally: Tally::default(),
        }
    }

    pub fn transform(&self) -> Transform {
        self.rule.transform
    }

    pub fn keep(&self) -> &Keep {
        &self.rule.keep
    }

    pub(super) fn set(&mut self, era: Era, setting: &ConnectorSetting) -> Result<(), Refusal> {
        let bounds = |value: u64, least: u64, limit: &'static Limit| {
            let most = limit.at(era);
            if (least..=most).contains(&value) {
                return Ok(());
            }
            let text = format!("{}: {value} {}, but it is {least} to {most}", setting.word(), limit.unit);
            Err(Refusal::scene(text).met(limit, most, value))
        };
        match setting {
            ConnectorSetting::On => {}
            ConnectorSetting::Transform(transform) => Arc::make_mut(&mut self.rule).transform = *transform,
            ConnectorSetting::Keep(keep) => Arc::make_mut(&mut self.rule).keep = keep.clone(),
            ConnectorSetting::FlushRecords(records) => {
                bounds(*records, 1, &limits::CONNECTOR_RECORDS_MOST)?;
                self.flush_records = *records;
            }
            ConnectorSetting::FlushBytes(bytes) => {
                bounds(*bytes, 1, &limits::CONNECTOR_BYTES_MOST)?;
                self.flush_bytes = *bytes;
            }
            ConnectorSetting::FlushAge(age) => {
                age.map_or(Ok(()), |age| bounds(age.as_millis(), 1, &limits::CONNECTOR_AGE_MOST))?;
                self.flush_age = *age;
            }
            ConnectorSetting::Emit(place) => {
                match place {
                    Place::Bucket(_) | Place::Domain(_) | Place::Cluster(_) | Place::Table(_) => {}
                    Place::Collector(_)
                    | Place::Endpoint(_)
                    | Place::Function(_)
                    | Place::Key(_)
                    | Place::Producer(_) => {
                        return Err(Refusal::scene(format!(
                            "`emit {place}`: the emitters here write to a bucket (S3Emitter), to a domain \
                             (ElasticsearchEmitter), to a cluster (RedshiftBasicEmitter) or to a table \
                             (DynamoDBEmitter)"
                        )));
                    }
                }
                self.emit = place.clone();
            }
            ConnectorSetting::Through(bucket) => self.through = bucket.clone(),
            ConnectorSetting::EmitItems(items) => {
                bounds(*items, 1, &limits::DDB_BATCH_ITEMS)?;
                self.items = *items;
            }
            ConnectorSetting::EmitTries(tries) => {
                bounds(*tries, 1, &limits::CONNECTOR_TRIES_MOST)?;
                self.tries = *tries;
            }
            ConnectorSetting::EmitBackoff(span) => {
                bounds(span.as_millis(), 0, &limits::CONNECTOR_BACKOFF_MOST)?;
                self.backoff = *span;
            }
        }
        Ok(())
    }
}

impl Application {
    /// It is an application of the Connector Library, with the settings of that library's KinesisConnectorConfiguration.
    pub(super) fn become_connector(&mut self, era: Era, settings: &[Setting]) -> Result<(), Refusal> {
        let said = settings.iter().find_map(|setting| {
            if let Setting::Connector(ConnectorSetting::Emit(place)) = setting { Some(place) } else { None }
        });
        let emit = said.ok_or_else(|| {
            let text = format!("the connector {} needs an emitter, such as `emit bucket lake`", self.name);
            Refusal::scene(text)
        })?;
        self.pipeline = Some(Pipeline::new(era, emit.clone()));
        self.config.idle = Span::millis(limits::CONNECTOR_IDLE.at(era));
        self.config.failover = Span::millis(limits::CONNECTOR_FAILOVER.at(era));
        self.reader.from = ReadFrom::TrimHorizon;
        Ok(())
    }

    pub(super) fn connect(&mut self, era: Era, setting: &ConnectorSetting) -> Result<(), Refusal> {
        let Some(pipeline) = &mut self.pipeline else {
            return Err(Refusal::scene(format!(
                "`{}` is of the Connector Library, which {} does not use: `consumer {} reads … connector emit bucket \
                 lake` does",
                setting.word(),
                self.name,
                self.name
            )));
        };
        pipeline.set(era, setting)
    }

    /// A table of leases takes no other items.
    ///
    /// # Errors
    /// A SceneError that says so.
    pub(super) fn may_emit_there(&self, services: &Services<'_>) -> Result<(), Refusal> {
        let Some(Place::Table(table)) = self.pipeline.as_ref().map(|pipeline| &pipeline.emit) else {
            return Ok(());
        };
        if table.as_str().len() < TABLE_NAME_LEAST {
            return Err(Refusal::scene(format!(
                "`{table}` is no name of a table: it has at least {TABLE_NAME_LEAST} characters"
            )));
        }
        let other = services.dynamodb.table(table).is_ok_and(|it| it.key != TableKey::Id);
        if !other && *table != self.table {
            return Ok(());
        }
        Err(Refusal::scene(format!(
            "table {table} has the key leaseKey, and an item of the emitter has an id: name another table, which is made \
             if it is not there"
        )))
    }
}

/// What became of a record in the first half of the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Judged {
    Kept,
    Filtered,
    Unreadable,
}

impl Rule {
    fn judge(&self, record: &UserRecord<'_>) -> Judged {
        let json = || serde_json::from_slice::<serde_json::Map<String, Value>>(&record.data()).is_ok();
        if self.transform == Transform::Json && !json() {
            return Judged::Unreadable;
        }
        let kept = match &self.keep {
            Keep::All => true,
            Keep::Share(parts) => {
                let upto = |n: u64| u128::from(n) * u128::from(*parts) / 1_000_000;
                let number = record.index + record.nth;
                upto(number + 1) > upto(number)
            }
            Keep::Contains(text) => {
                let data = record.data();
                text.is_empty() || data.windows(text.len()).any(|part| part == text.as_bytes())
            }
        };
        if kept { Judged::Kept } else { Judged::Filtered }
    }

    /// What the second half of the transformer makes of it.
    fn output(&self, record: &UserRecord<'_>) -> Vec<u8> {
        match self.transform {
            Transform::Bytes => record.data().into_owned(),
            Transform::Json => {
                let value: Value = serde_json::from_slice(&record.data()).unwrap_or_default();
                format!("{value}\n").into_bytes()
            }
        }
    }
}

/// BasicMemoryBuffer.
#[derive(Clone, Debug)]
pub struct Buffer {
    parts: Vec<Part>,
    pub records: u64,
    /// Data of the records as they came.
    pub bytes: u64,
    /// The number in the shard, and the arrival, of the first and the last of them.
    pub first: (u64, Time),
    pub last: (u64, Time),
    /// When it was emptied last, or made.
    pub since: Time,
    /// The places in it of what a table has not taken yet, once some of it was: UnprocessedItems.
    pub(super) left: Option<Arc<[u64]>>,
}

#[derive(Clone, Debug)]
struct Part {
    rule: Arc<Rule>,
    slice: Slice,
}

impl Buffer {
    pub(super) fn new(now: Time) -> Buffer {
        Buffer {
            parts: Vec::new(),
            records: 0,
            bytes: 0,
            first: (0, now),
            last: (0, now),
            since: now,
            left: None,
        }
    }

    /// processRecords: each record is transformed, filtered, and kept in memory.
    pub(super) fn consume(&mut self, pipeline: &mut Pipeline, range: HashRange, slices: Vec<Slice>) {
        let rule = pipeline.rule.clone();
        for slice in slices {
            let before = self.records;
            each(range, std::slice::from_ref(&slice), |record| {
                pipeline.tally.taken += 1;
                match rule.judge(record) {
                    Judged::Unreadable => pipeline.tally.unreadable += 1,
                    Judged::Filtered => pipeline.tally.filtered += 1,
                    Judged::Kept => {
                        if self.records == 0 {
                            self.first = (record.index, record.arrived);
                        }
                        self.last = (record.index, record.arrived);
                        self.records += 1;
                        self.bytes += record.bytes();
                    }
                }
            });
            if self.records > before {
                self.parts.push(Part { rule: rule.clone(), slice });
            }
        }
    }

    /// Records that lie nowhere else yet.
    pub fn unsaved(&self) -> u64 {
        self.left.as_ref().map_or(self.records, |left| left.len() as u64)
    }

    /// Whether it is full, and of what: it is looked at after each batch.
    pub fn full(&self, pipeline: &Pipeline, now: Time) -> Option<FiredBy> {
        if self.records == 0 {
            return None;
        }
        if self.records >= pipeline.flush_records {
            return Some(FiredBy::Count);
        }
        if self.bytes >= pipeline.flush_bytes {
            return Some(FiredBy::Size);
        }
        pipeline.flush_age.filter(|age| now.since(self.since) >= *age).map(|_| FiredBy::Interval)
    }

    /// Takes what it holds: enough to make the bytes of the file.
    pub(super) fn contents(&self, shard: ShardId, range: HashRange) -> Emitted {
        Emitted { parts: self.parts.clone().into(), shard, range }
    }
}

/// The records of a buffer, as they lie in a file or a bulk request.
#[derive(Debug)]
pub(super) struct Emitted {
    parts: Arc<[Part]>,
    shard: ShardId,
    range: HashRange,
}

impl Emitted {
    /// The records, with their places in the buffer.
    pub(super) fn each_record(&self, mut tell: impl FnMut(u64, &UserRecord<'_>)) {
        let mut place = 0;
        for Part { rule, slice } in self.parts.iter() {
            each(self.range, std::slice::from_ref(slice), |record| {
                if rule.judge(record) == Judged::Kept {
                    tell(place, record);
                    place += 1;
                }
            });
        }
    }

    fn each(&self, mut tell: impl FnMut(&UserRecord<'_>, Vec<u8>)) {
        for Part { rule, slice } in self.parts.iter() {
            each(self.range, std::slice::from_ref(slice), |record| {
                if rule.judge(record) == Judged::Kept {
                    tell(record, rule.output(record));
                }
            });
        }
    }
}

impl Recipe for Emitted {
    fn bytes(&self) -> Vec<u8> {
        let mut all = Vec::new();
        self.each(|_, bytes| all.extend(bytes));
        all
    }

    fn records(&self, until: u64) -> Vec<Lies> {
        let (mut all, mut offset) = (Vec::new(), 0);
        self.each(|record, bytes| {
            if offset < until || all.is_empty() {
                let bytes = bytes.len() as u64;
                all.push(Lies {
                    origin: Origin { shard: Some(self.shard), index: record.index },
                    nth: all.len() as u64,
                    offset: Some(offset),
                    bytes,
                    arrived: record.arrived,
                    cause: None,
                });
                offset += bytes;
            }
        });
        all
    }

    fn find(&self, record: Origin) -> Vec<Lies> {
        self.records(u64::MAX).into_iter().filter(|lies| lies.origin == record).collect()
    }
}
