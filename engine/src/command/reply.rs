//! What an answered command says.

use super::{
    BucketSummary, ConsumerDescription, DeliveryStreamDescription, FunctionDescription, Item, KeyDescription,
    MappingDescription, ObjectHead, ObjectPage, ObjectSummary, PutEntry, RecordsRead, ShardDescription,
    ShardMetric, StreamDescription, StreamListed, StreamSummary, TableDescription,
};
use crate::names::Name;
use crate::sequence::SequenceNumber;

/// AWS's replies keep AWS's nouns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An operation without output, or one of our own lines.
    Done,
    Stream(StreamDescription),
    StreamSummary(StreamSummary),
    Streams {
        streams: Vec<StreamListed>,
        next_token: Option<String>,
    },
    Shards {
        shards: Vec<ShardDescription>,
        next_token: Option<String>,
    },
    RecordPut {
        number: SequenceNumber,
        encrypted: bool,
    },
    /// Entries in request order. HTTP 200 even if some failed.
    RecordsPut {
        stream: Name,
        failed: usize,
        entries: Vec<PutEntry>,
        encrypted: bool,
    },
    ShardCount {
        stream: Name,
        arn: String,
        current: u32,
        target: u32,
    },
    /// RegisterStreamConsumer and DescribeStreamConsumer.
    Consumer(ConsumerDescription),
    Consumers {
        consumers: Vec<ConsumerDescription>,
        next_token: Option<String>,
    },
    /// SubscribeToShard was taken: what is pushed are events of the journal (`What::RecordsPushed`) with this number.
    Subscribed {
        subscription: u64,
    },
    /// Shard-level metrics before and after a change.
    Monitoring {
        stream: Name,
        arn: String,
        current: Vec<ShardMetric>,
        desired: Vec<ShardMetric>,
    },
    Tags {
        tags: Vec<(String, String)>,
        has_more: bool,
    },
    Limits {
        shard_limit: u64,
        open_shards: u64,
        on_demand_streams: u64,
        on_demand_streams_limit: u64,
    },
    Policy(String),
    ShardIterator(String),
    Records(RecordsRead),
    DeliveryStreamArn(String),
    DeliveryStream(Box<DeliveryStreamDescription>),
    DeliveryStreamNames {
        names: Vec<Name>,
        has_more: bool,
    },
    FirehosePut {
        record_id: String,
        encrypted: bool,
    },
    FirehoseBatch {
        failed: usize,
        record_ids: Vec<Option<String>>,
        encrypted: bool,
    },
    Table(TableDescription),
    Tables(Vec<Name>),
    Key(KeyDescription),
    Items {
        items: Vec<Item>,
        /// It is a page, and not the last.
        more: bool,
    },
    /// GetItem: `None` if there is none of that key.
    Item(Option<Item>),
    /// An event source mapping, of whichever operation.
    Mapping(Box<MappingDescription>),
    Mappings(Vec<MappingDescription>),
    Function(FunctionDescription),
    Functions(Vec<FunctionDescription>),
    Objects(Vec<ObjectSummary>),
    Object(Vec<u8>),
    Buckets(Vec<BucketSummary>),
    ObjectPage(ObjectPage),
    /// HeadObject; GetObject of the API with the bytes.
    ObjectHead(ObjectHead, Option<Vec<u8>>),
}
