//! Every limit the engine enforces, as data: one row each, by exam era, with unit and source.
//!
//! Nothing else in the engine holds a limit's number. A further limit is one more row.
//! The letters of a source are explained in [`SOURCES`].

use crate::era::Era;

/// A limit, a default or a duration that depends on the era.
#[derive(Debug, PartialEq, Eq)]
pub struct Limit {
    pub id: &'static str,
    pub meaning: &'static str,
    pub unit: &'static str,
    /// 2018, 2020, today.
    pub by_era: [u64; 3],
    pub source: &'static str,
    /// AWS publishes no number: ours is a choice, and the page says so.
    pub modelled: bool,
}

impl Limit {
    pub fn at(&self, era: Era) -> u64 {
        self.by_era[era.index()]
    }
}

macro_rules! limits {
    ($($name:ident $id:literal [$a:literal, $b:literal, $c:literal] $unit:literal, $meaning:literal, $source:literal $(, $modelled:ident)?;)*) => {
        $(
            #[doc = concat!($meaning, " (", $unit, "). Source: ", $source)]
            pub static $name: Limit = Limit {
                id: $id, meaning: $meaning, unit: $unit, by_era: [$a, $b, $c], source: $source,
                modelled: limits!(@ $($modelled)?),
            };
        )*
        /// All rows, in the order in which the reference page shows them.
        pub static ALL: &[&Limit] = &[$(&$name),*];
    };
    (@) => { false };
    (@ modelled) => { true };
}

limits! {
    PUT_RECORDS_COUNT "kds_putrecords_max_records" [500, 500, 500] "records",
        "records in one PutRecords", "BC all PutRecordsRequestEntryList.max";
    PUT_RECORDS_BYTES "kds_putrecords_max_bytes" [5242880, 5242880, 10485760] "bytes",
        "one PutRecords with its partition keys", "BC1.8.0; BC1.17; BC1.34; BC1.40.60";
    SHARD_WRITE_BYTES "kds_shard_write_bytes_per_s" [1048576, 1048576, 1048576] "bytes/s",
        "write rate of one shard, partition keys included", "SD17, SD18, SD20, KN";
    SHARD_WRITE_RECORDS "kds_shard_write_records_per_s" [1000, 1000, 1000] "records/s",
        "write rate of one shard", "SD17, SD20, KN";
    WRITE_ROUNDING "kds_putrecord_rounding" [1024, 1024, 1024] "bytes",
        "what one call puts on a shard counts as whole KiB: each PutRecord alone, the records of a PutRecords together", "SD22 troubleshooting-producers";
    PARTITION_KEY_CHARS "kds_partition_key_max" [256, 256, 256] "characters",
        "longest partition key", "BC max=256";
    SHARD_READ_BYTES "kds_shard_read_bytes_per_s" [2097152, 2097152, 2097152] "bytes/s",
        "read rate of one shard, shared by all polling consumers", "SD17, SD20, KN";
    SHARD_READ_CALLS "kds_getrecords_tps" [5, 5, 5] "calls/s",
        "GetRecords calls on one shard, shared by all polling consumers", "SD17, KN";
    GET_RECORDS_COUNT "kds_getrecords_max_records" [10000, 10000, 10000] "records",
        "records in one GetRecords answer", "BC all GetRecordsInputLimit";
    GET_RECORDS_BYTES "kds_getrecords_max_bytes" [10485760, 10485760, 10485760] "bytes",
        "one GetRecords answer", "BC all";
    GET_RECORDS_PENALTY "kds_getrecords_penalty_s" [5, 5, 5] "s",
        "after an answer of the full size, calls on the shard throw for this long", "BC all";
    ITERATOR_AGE "kds_shard_iterator_ttl_s" [300, 300, 300] "s",
        "a shard iterator expires after", "SD17, BC1.10.69+, KN";
    GET_ITERATOR_CALLS "kds_getsharditerator_tps" [5, 5, 5] "calls/s",
        "GetShardIterator calls on one shard", "SD17, KN";
    RETENTION_DEFAULT "kds_retention_default_h" [24, 24, 24] "hours",
        "retention of a new stream", "SD17..KN";
    RETENTION_MIN "kds_retention_min_h" [24, 24, 24] "hours",
        "shortest retention", "SD17..KN";
    RETENTION_MAX "kds_retention_max_h" [168, 8760, 8760] "hours",
        "longest retention", "SD17; SD20 changed in autumn 2020; KN";
    MAX_RECORD_KIB_MIN "kds_record_max_configurable_kib.min" [1024, 1024, 1024] "KiB",
        "largest record, data before base64 plus partition key: MaxRecordSizeInKiB of a new stream, and the least it can be", "BC1.8.0 Data.max=1048576; BC1.40.60; docs/large-records";
    MAX_RECORD_KIB_MAX "kds_record_max_configurable_kib.max" [1024, 1024, 10240] "KiB",
        "largest MaxRecordSizeInKiB", "BC1.40.60";
    PUT_UNIT "kds_put_payload_unit" [25600, 25600, 25600] "bytes",
        "the data of each record is billed as whole PUT payload units of this", "aws.amazon.com/kinesis/data-streams/pricing: 25 KB payload chunks that comprise a record";
    ON_DEMAND_BILLED "od_billing_round" [0, 0, 1024] "bytes",
        "each record put to an on-demand stream is billed as whole steps of this", "aws.amazon.com/kinesis/data-streams/pricing: rounded up to the nearest 1 KB";
    LONG_TERM_AFTER "kds_long_term_after_h" [168, 168, 168] "hours",
        "older records are billed as long-term retention", "aws.amazon.com/kinesis/data-streams/faqs: for the period greater than seven days";
    KEY_CHANGES_DAY "sse_apply_24h" [25, 25, 25] "changes/24 h",
        "keys applied to one stream, and as many stops of its encryption", "BC all, KN";
    ENCRYPT_TAKES "kds_encrypt_takes_ms" [5000, 5000, 5000] "ms",
        "StartStreamEncryption or StopStreamEncryption until ACTIVE", "not published: a few seconds, can take minutes", modelled;
    DELETE_TAKES "kds_delete_takes_ms" [2000, 2000, 2000] "ms",
        "DeleteStream until the stream is gone", "not published", modelled;
    TAGS "kds_tags_per_stream" [50, 50, 50] "tags",
        "tags of one stream", "BC1.10.84";
    DESCRIBE_PAGE "kds_describe_stream_page" [100, 100, 100] "shards",
        "shards in one DescribeStream answer", "BC DescribeStream";
    LIST_SHARDS_PAGE "kds_list_shards_page" [1000, 1000, 1000] "shards",
        "shards in one ListShards answer", "BC ListShards";
    SHARD_FILTER_SINCE "kds_shard_filter_types" [0, 1, 1] "",
        "ListShards has filters (1), since August 2020", "BC1.20.0";
    LIST_STREAMS_PAGE "kds_list_streams_page" [100, 100, 100] "streams",
        "streams in one ListStreams answer when no limit is said", "BC ListStreams";
    TOKEN_AGE "kds_next_token_ttl_s" [300, 300, 300] "s",
        "a NextToken expires after", "BC ListShards";
    CONSUMERS "efo_consumers_per_stream" [5, 20, 20] "consumers",
        "registered consumers of one stream", "SD18; guide of August 2019; KN";
    CONSUMERS_CREATING "efo_creating_max" [5, 5, 5] "consumers",
        "consumers of one stream in CREATING at once", "BC1.20.0";
    CONSUMER_TAKES "efo_register_takes_ms" [2000, 2000, 2000] "ms",
        "RegisterStreamConsumer until ACTIVE", "not published", modelled;
    CONSUMER_GONE_TAKES "efo_deregister_takes_ms" [2000, 2000, 2000] "ms",
        "DeregisterStreamConsumer until the consumer is gone", "not published", modelled;
    FAN_OUT_BYTES "efo_bytes_per_s" [2097152, 2097152, 2097152] "bytes/s",
        "what one shard pushes to one registered consumer", "BC all";
    FAN_OUT_LATENCY "efo_latency_ms" [70, 70, 70] "ms",
        "from put to push", "SD22 building-consumers: about 70 ms on average";
    FAN_OUT_EVENT "efo_event_bytes" [262144, 262144, 262144] "bytes",
        "records in one push, unless a single record is larger", "not published", modelled;
    FAN_OUT_GAP "efo_push_gap_ms" [10, 10, 10] "ms",
        "least time between two pushes of a subscription: what comes meanwhile goes together", "not published", modelled;
    FAN_OUT_HEARTBEAT "efo_heartbeat_s" [5, 5, 5] "s",
        "a subscription pushes at least this often, records or not", "not published; LocalStack's code says about 5 s", modelled;
    SUBSCRIPTION_LASTS "efo_subscription_s" [300, 300, 300] "s",
        "one SubscribeToShard", "BC1.10.84, BC";
    RESUBSCRIBE_AFTER "efo_resubscribe_min_s" [5, 5, 5] "s",
        "a consumer may subscribe to the same shard again after", "BC all";
    SUBSCRIBE_CALLS "efo_subscribe_rate" [0, 1, 1] "calls/s",
        "SubscribeToShard calls of one consumer on one shard", "BC1.20.0";
    SUBSCRIBE_CALLS_ALL "efo_subscribe_rate.consumer" [1, 0, 0] "calls/s",
        "SubscribeToShard calls of one consumer, over all shards, until August 2020", "BC1.10.84";
    COUNT_UPDATES_DAY "kds_updateshardcount_calls_24h" [2, 10, 10] "calls/24 h",
        "UpdateShardCount calls on one stream", "BC1.8.0, BC1.10.84, BC1.17.44";
    COUNT_UP "kds_updateshardcount_up" [200, 200, 200] "%",
        "largest target of UpdateShardCount, of the shards that are open", "BC all";
    COUNT_DOWN "kds_updateshardcount_down" [50, 50, 50] "%",
        "smallest target of UpdateShardCount, of the shards that are open", "BC all";
    COUNT_MOST "kds_updateshardcount_max" [500, 500, 10000] "shards",
        "largest target of UpdateShardCount", "BC1.8.0; BC1.23.17";
    UPDATE_COUNT_STEP "kds_updateshardcount_step_s" [30, 30, 30] "s",
        "one split or merge within UpdateShardCount, as by hand", "the notes' sum of 30 s a shard; today not published", modelled;
    UPDATE_COUNT_AT_ONCE "kds_updateshardcount_at_once" [1, 1, 10000] "steps",
        "splits and merges of one UpdateShardCount that run at the same time, if none waits for another", "the notes' sum: one after the other; today AWS says of the whole call: a few minutes", modelled;
    ON_DEMAND_SINCE "od_launch" [0, 0, 1] "",
        "on-demand mode is there (1), since November 2021", "SD22 history; BC1.23.17";
    ON_DEMAND_SHARDS "od_default_shards" [0, 0, 4] "shards",
        "open shards of a new on-demand stream: 4 MB/s to write, 8 MB/s to read", "SD22, KN";
    ON_DEMAND_SPLITS "od_split_threshold" [0, 0, 500] "kB/s",
        "an on-demand shard that takes more than this is split: so capacity stays twice the peak", "SD22 how-do-i-size-a-stream";
    ON_DEMAND_SPLITS_RECORDS "od_split_threshold_records" [0, 0, 500] "records/s",
        "an on-demand shard that takes more than this is split: half of what a shard takes, as with bytes", "not published", modelled;
    ON_DEMAND_LOOKS "od_look_s" [0, 0, 60] "s",
        "an on-demand stream looks at its load once in", "not published", modelled;
    MODE_TAKES "od_mode_takes_ms" [0, 0, 2000] "ms",
        "UpdateStreamMode until ACTIVE", "not published", modelled;
    ON_DEMAND_TAKES "od_throttle_window_min" [0, 0, 15] "min",
        "an on-demand stream has grown to twice a new peak after this long", "SD22: throttling is possible when traffic more than doubles within 15 minutes", modelled;
    ON_DEMAND_STREAMS "od_streams_default" [0, 0, 50] "streams",
        "on-demand streams of an account", "SD22, KN";
    ON_DEMAND_WRITE "od_max_write" [0, 0, 10240] "MiB/s",
        "how far an on-demand stream grows in us-east-1", "SD22; KN";
    MODE_SWITCHES_DAY "od_mode_switches_24h" [0, 0, 2] "switches/24 h",
        "UpdateStreamMode of one stream", "SD22, KN";
    RATE_CREATE_STREAM "kds_tps_createstream" [5, 5, 5] "calls/s",
        "CreateStream, of the account", "SD17, SD21, KN";
    RATE_DELETE_STREAM "kds_tps_deletestream" [5, 5, 5] "calls/s",
        "DeleteStream, of the account", "SD17, SD21, KN";
    RATE_LIST_STREAMS "kds_tps_liststreams" [5, 5, 5] "calls/s",
        "ListStreams, of the account", "SD17, SD21, KN";
    RATE_DESCRIBE_LIMITS "kds_tps_describelimits" [1, 1, 1] "calls/s",
        "DescribeLimits, of the account", "SD17, SD21, KN";
    RATE_DESCRIBE_STREAM "kds_tps_describestream" [10, 10, 10] "calls/s",
        "DescribeStream, of the account", "SD17, SD21, KN";
    RATE_DESCRIBE_SUMMARY "kds_tps_describestreamsummary" [20, 20, 20] "calls/s",
        "DescribeStreamSummary, of the account", "SD17, SD21, KN";
    RATE_LIST_SHARDS "kds_tps_listshards" [100, 100, 1000] "calls/s",
        "ListShards, of one stream", "SD17, SD21; BC1.23.17";
    RATE_TAG "kds_tps_addtagstostream" [5, 5, 5] "calls/s",
        "AddTagsToStream, of the account", "SD17, SD21, KN";
    RATE_UNTAG "kds_tps_removetagsfromstream" [5, 5, 5] "calls/s",
        "RemoveTagsFromStream, of the account", "SD17, SD21, KN";
    RATE_LIST_TAGS "kds_tps_listtagsforstream" [5, 5, 5] "calls/s",
        "ListTagsForStream, of the account", "SD17, SD21, KN";
    RATE_RETENTION "kds_tps_increase_decreasestreamretentionperiod" [0, 5, 5] "calls/s",
        "IncreaseStreamRetentionPeriod and DecreaseStreamRetentionPeriod, of one stream", "SD21, KN";
    RATE_MONITORING "kds_tps_enable_disableenhancedmonitoring" [0, 5, 5] "calls/s",
        "EnableEnhancedMonitoring and DisableEnhancedMonitoring, of one stream", "SD21, KN";
    RATE_SPLIT "kds_split_merge_tps.split" [5, 5, 5] "calls/s",
        "SplitShard, of the account", "SD17, KN";
    RATE_MERGE "kds_split_merge_tps.merge" [5, 5, 5] "calls/s",
        "MergeShards, of the account", "SD17, KN";
    RATE_UPDATE_COUNT "kds_updateshardcount_tps" [0, 0, 10] "calls/s",
        "UpdateShardCount, of the account", "BC";
    RATE_REGISTER "efo_register_tps" [5, 5, 5] "calls/s",
        "RegisterStreamConsumer, of the account", "BC1.10.84, KN";
    RATE_DEREGISTER "kds_tps_deregisterstreamconsumer" [5, 5, 5] "calls/s",
        "DeregisterStreamConsumer, of the account", "SD17, SD21, KN";
    RATE_DESCRIBE_CONSUMER "kds_tps_describestreamconsumer" [20, 20, 20] "calls/s",
        "DescribeStreamConsumer, of the account", "SD17, SD21, KN";
    RATE_LIST_CONSUMERS "kds_tps_liststreamconsumers" [5, 5, 5] "calls/s",
        "ListStreamConsumers, of the account", "SD17, SD21, KN";
    STREAMS_CREATING "kds_streams_creating" [5, 5, 5] "streams",
        "streams in CREATING at once", "BC all CreateStream";
    SHARDS_ACCOUNT "kds_shards_default_big" [500, 500, 20000] "shards",
        "open shards of an account in us-east-1", "SD17, SD20, SD22; KN";
    POLL_LEAST "consumer_poll_least_ms" [10, 10, 10] "ms",
        "shortest time between two rounds of GetRecords of one polling consumer", "our own: an SDK loop cannot go faster over a network", modelled;
    CREATE_TAKES "kds_create_takes_ms" [2000, 2000, 2000] "ms",
        "CreateStream until ACTIVE", "not published", modelled;
    RESHARD_TAKES "kds_reshard_duration_s" [30, 30, 30] "s",
        "one split or merge until ACTIVE", "the notes' sum of 30 s a shard; today not published", modelled;
    FIREHOSE_RECORD_BYTES "fh_record_max" [1024000, 1024000, 1024000] "bytes",
        "largest record put to Firehose, before base64", "F17..F23, FN";
    FIREHOSE_BATCH_COUNT "fh_batch_records" [500, 500, 500] "records",
        "records in one PutRecordBatch", "BC all PutRecordBatchRequestEntryList.max";
    FIREHOSE_BATCH_BYTES "fh_batch_bytes" [4194304, 4194304, 4194304] "bytes",
        "one PutRecordBatch", "F17..F23, FN";
    FIREHOSE_PUT_RECORDS "fh_directput_big.records" [5000, 500000, 500000] "records/s",
        "Direct PUT records into one delivery stream in us-east-1", "F18; F20..F23, FN";
    FIREHOSE_BILLED "fh_billing_round_kb" [5120, 5120, 5120] "bytes",
        "each record is billed as whole steps of this", "F21, FN";
    FIREHOSE_STREAMS "fh_streams_per_region" [50, 50, 5000] "delivery streams",
        "delivery streams of an account", "F18; BC1.37.38, FN";
    FIREHOSE_RATE "fh_control_tps" [5, 5, 5] "calls/s",
        "each operation of Firehose but PutRecord and PutRecordBatch, of the account", "F17, FN";
    FIREHOSE_LISTED "fh_list_default" [10, 10, 10] "delivery streams",
        "names in one answer of ListDeliveryStreams when nothing is said", "BC ListDeliveryStreamsInput.Limit";
    FIREHOSE_TAGS "fh_tags" [50, 50, 50] "tags",
        "tags of one delivery stream", "BC TagDeliveryStream";
    FIREHOSE_KEY_CHANGES "fh_sse_calls_24h" [0, 25, 25] "calls/24 h",
        "StartDeliveryStreamEncryption and StopDeliveryStreamEncryption of one delivery stream", "BC1.12.43, BClatest";
    FIREHOSE_CREATE_TAKES "fh_create_takes_ms" [1000, 1000, 1000] "ms",
        "CreateDeliveryStream until ACTIVE, but for one that is there from the beginning", "not published", modelled;
    FIREHOSE_DELETE_TAKES "fh_delete_takes_ms" [2000, 2000, 2000] "ms",
        "DeleteDeliveryStream until it is gone", "not published", modelled;
    FIREHOSE_ENCRYPT_TAKES "fh_encrypt_takes_ms" [2000, 2000, 2000] "ms",
        "StartDeliveryStreamEncryption until ENABLED", "not published", modelled;
    HTTP_SINCE "fh_http_launch" [0, 1, 1] "",
        "HTTP endpoints are a destination (1), since July 2020", "BC1.17.31";
    HADOOP_SNAPPY_SINCE "fh_hadoop_snappy_launch" [0, 1, 1] "",
        "HADOOP_SNAPPY is a CompressionFormat (1), since April 2020", "BC1.15.45";
    PARTITIONING_SINCE "fh_dp_launch" [0, 0, 1] "",
        "dynamic partitioning and its processors are there (1), since August 2021", "BC1.21.32; F23 history";
    FIREHOSE_PUT_REQUESTS "fh_directput_big.requests" [2000, 2000, 2000] "requests/s",
        "Direct PUT requests into one delivery stream in us-east-1", "F17, F20, FN";
    FIREHOSE_PUT_BYTES "fh_directput_big.bytes" [5242880, 5242880, 5242880] "bytes/s",
        "Direct PUT bytes into one delivery stream in us-east-1", "F18; F20..F23, FN";
    BUFFER_SIZE_MIN "fh_buf_size_s3.min" [1, 1, 1] "MiB",
        "smallest SizeInMBs of an S3 buffer", "F17, FB";
    BUFFER_SIZE_MAX "fh_buf_size_s3.max" [128, 128, 128] "MiB",
        "largest SizeInMBs of an S3 buffer", "F17, FB";
    BUFFER_SIZE_DEFAULT "fh_buf_size_s3.default" [5, 5, 5] "MiB",
        "SizeInMBs of an S3 buffer when nothing is said", "F17, FB";
    BUFFER_INTERVAL_MIN "fh_buf_int_s3.min" [60, 60, 0] "s",
        "smallest IntervalInSeconds of an S3 buffer", "F17, F23; FB";
    BUFFER_INTERVAL_MAX "fh_buf_int_s3.max" [900, 900, 900] "s",
        "largest IntervalInSeconds of an S3 buffer", "F17, FB";
    BUFFER_INTERVAL_DEFAULT "fh_buf_int_s3.default" [300, 300, 300] "s",
        "IntervalInSeconds of an S3 buffer when nothing is said", "F17, FB";
    BACKUP_INTERVAL_MIN "fh_buf_backup" [60, 60, 60] "s",
        "smallest IntervalInSeconds of a backup's buffer, and with dynamic partitioning", "FB, docs/buffering";
    OPENSEARCH_SIZE_MAX "fh_buf_size_es.max" [100, 100, 100] "MiB",
        "largest SizeInMBs of an OpenSearch buffer", "BC all, FB";
    SPLUNK_SIZE_MIN "fh_buf_splunk.min" [5, 5, 1] "MiB",
        "smallest SizeInMBs of a Splunk buffer: fixed at 5 until December 2023", "F17, BC1.34.1";
    SPLUNK_SIZE_MAX "fh_buf_splunk.max" [5, 5, 5] "MiB",
        "largest SizeInMBs of a Splunk buffer, and what is taken if nothing is said", "F17, BC1.34.1";
    SPLUNK_INTERVAL_MIN "fh_buf_splunk.interval_min" [60, 60, 0] "s",
        "smallest IntervalInSeconds of a Splunk buffer: fixed at 60 until December 2023", "F17, BC1.34.1";
    SPLUNK_INTERVAL_MAX "fh_buf_splunk.interval_max" [60, 60, 60] "s",
        "largest IntervalInSeconds of a Splunk buffer, and what is taken if nothing is said", "F17, BC1.34.1";
    HTTP_SIZE_MAX "fh_buf_http.max" [64, 64, 64] "MiB",
        "largest SizeInMBs of an HTTP endpoint's buffer", "BC1.17.31, FB";
    CONVERSION_SIZE_MIN "fh_buf_conv_min" [64, 64, 64] "MiB",
        "smallest SizeInMBs with format conversion", "F19, F23 record-format-conversion";
    CONVERSION_SIZE_DEFAULT "fh_buf_conv_min.default" [128, 128, 128] "MiB",
        "SizeInMBs with format conversion or dynamic partitioning when nothing is said", "F19, F23 record-format-conversion";
    PARTITION_SIZE_MIN "fh_buf_dp_min" [64, 64, 64] "MiB",
        "smallest SizeInMBs with dynamic partitioning", "secondary web source (October 2026), floci";
    SUB_RECORDS "fh_deagg_max" [500, 500, 500] "records",
        "parts of one record that de-aggregation handles", "BClatest PutRecord";
    ACTIVE_PARTITIONS "fh_dp_active_partitions" [500, 500, 500] "partitions",
        "active partitions of one delivery stream", "F23, FN, docs/buffering";
    S3_LIST_KEYS "s3_list_keys" [1000, 1000, 1000] "keys",
        "keys and common prefixes of one page of ListObjectsV2", "S3 API reference, ListObjectsV2: MaxKeys";
    S3_RETRY "fh_retry_s3_h" [86400, 86400, 86400] "s",
        "how long an object of Direct PUT is retried before its records are lost", "F17; docs/retry";
    S3_RETRY_STEP "fh_retry_s3_step" [5, 5, 5] "s",
        "from the first failed PUT of an object to the second; then it doubles", "secondary web source: 5 s", modelled;
    RETRY_STEP "fh_retry_redshift_step" [300, 300, 300] "s",
        "between two attempts to deliver to Redshift, OpenSearch and others", "F23 create-destination";
    RETRY_MAX "fh_retry_redshift_s.max" [7200, 7200, 7200] "s",
        "longest RetryOptions.DurationInSeconds", "BC all";
    REDSHIFT_RETRY_DEFAULT "fh_retry_redshift_s.default" [3600, 3600, 3600] "s",
        "how long a COPY is retried when nothing is said", "BClatest";
    RETRY_DEFAULT "fh_retry_es_s.default" [300, 300, 300] "s",
        "how long OpenSearch, Splunk and HTTP endpoints are retried when nothing is said", "BC all";
    SPLUNK_ACK_MIN "fh_splunk_ack_s.min" [180, 180, 180] "s",
        "shortest HECAcknowledgmentTimeoutInSeconds, and what is taken if nothing is said", "BC all";
    SPLUNK_ACK_MAX "fh_splunk_ack_s.max" [600, 600, 600] "s",
        "longest HECAcknowledgmentTimeoutInSeconds", "BC all";
    HTTP_RECORDS "fh_http_records" [10_000, 10_000, 10_000] "records",
        "in one request to an HTTP endpoint", "F23 httpdelivery: maxItems";
    HTTP_ANSWER "fh_retry_http_s.answer" [180, 180, 180] "s",
        "an HTTP endpoint must answer within", "F23 httpdelivery: 3 minutes";
    COPY_TAKES "redshift_copy_takes_ms" [2000, 2000, 2000] "ms",
        "a COPY of one object", "not published", modelled;
    SEND_TAKES "firehose_send_takes_ms" [100, 100, 100] "ms",
        "a bulk request, an event or a POST until it is answered", "not published", modelled;
    TRANSFORM_BUFFER_SPLUNK "fh_lambda_buffer_mb.splunk" [262144, 262144, 262144] "bytes",
        "records gathered for one transform invocation in front of Splunk", "BC1.29.19";
    TRANSFORM_SIZE_MIN "fh_lambda_buffer_mb.min" [1000, 1000, 200] "MiB/1000",
        "smallest BufferSizeInMBs of a transform", "e9bedea (May 2018); BC1.29.19";
    TRANSFORM_SIZE_MAX "fh_lambda_buffer_mb.max" [3000, 3000, 3000] "MiB/1000",
        "largest BufferSizeInMBs of a transform", "F17; BC1.29.19";
    LAMBDA_RETRIES "fh_lambda_retries" [3, 3, 3] "retries",
        "NumberOfRetries of a transform when nothing is said", "F17; BClatest ProcessorParameter";
    LAMBDA_RETRIES_MAX "fh_lambda_retries.max" [300, 300, 300] "retries",
        "greatest NumberOfRetries of a transform", "not in the API reference", modelled;
    LAMBDA_RETRY_STEP "lambda_retry_step_ms" [1000, 1000, 1000] "ms",
        "from a failed invocation to the next attempt", "not published", modelled;
    LAMBDA_TIMEOUT "fh_lambda_timeout_s" [300, 300, 300] "s",
        "longest invocation that Firehose waits for", "F19 on";
    TRANSFORMS_IN_FLIGHT "fh_lambda_outstanding" [5, 5, 5] "invocations",
        "a transform's outstanding invocations for each open shard of the source; of 2018 nothing is said", "F19, FN";
    TRANSFORMS_IN_FLIGHT_SPLUNK "fh_lambda_outstanding.splunk" [10, 10, 10] "invocations",
        "the same where Splunk is the destination", "F19, FN";
    TRANSFORM_BUFFER "fh_lambda_buffer_mb.default" [3145728, 3145728, 1048576] "bytes",
        "records gathered for one transform invocation", "F18 (up to 3 MB); FB";
    TRANSFORM_INTERVAL "fh_lambda_buffer_s" [60, 60, 60] "s",
        "longest wait for one transform invocation", "F18, FB";
    LAMBDA_PAYLOAD "lambda_sync_payload_max" [6291556, 6291556, 6291556] "bytes",
        "request or response of a synchronous Lambda invocation", "L2018, L2020, L22; the 413 text names 6291556";
    PREFIX_CHARS "fh_prefix_max" [512, 512, 512] "characters",
        "longest S3 prefix once its expressions are evaluated", "F19, F23";
    LAMBDA_SOURCE "lambda_source_max" [65536, 65536, 65536] "bytes",
        "longest source of a function of your own; the editor of AWS's console takes 3 MB", "ours: what a browser keeps", modelled;
    LAMBDA_TAKES "lambda_takes_ms" [40, 40, 40] "ms",
        "a transform invocation, before its records are counted", "not published", modelled;
    LAMBDA_MEMORY "lambda_memory_default_mb" [128, 128, 128] "MB",
        "memory of a function when nothing is said: what its duration is billed for", "L2018, L2020, L22";
    LAMBDA_BILLED "lambda_billing_ms" [100, 1, 1] "ms",
        "each run of a function is billed as whole steps of this", "L2018; AWS's announcement of 1 December 2020";
    LAMBDA_TAKES_RECORD "lambda_takes_us_per_record" [20, 20, 20] "µs/record",
        "what each record adds to a transform invocation", "not published", modelled;
    JQ_TAKES "jq_takes_ms" [5, 5, 5] "ms",
        "JQProcessing.Duration of a batch, before its records are counted", "not published", modelled;
    JQ_TAKES_RECORD "jq_takes_us_per_record" [20, 20, 20] "µs/record",
        "what each record adds to JQProcessing.Duration", "not published", modelled;
    AGENT_BUFFER_AGE "agent_max_buffer_age_ms.default" [60000, 60000, 60000] "ms",
        "maxBufferAgeMillis of the Kinesis Agent when nothing is said", "F17, F23, AG Constants";
    AGENT_BUFFER_AGE_MIN "agent_max_buffer_age_ms.min" [1000, 1000, 1000] "ms",
        "smallest maxBufferAgeMillis", "F17, F23, AG";
    AGENT_BUFFER_AGE_MAX "agent_max_buffer_age_ms.max" [900000, 900000, 900000] "ms",
        "largest maxBufferAgeMillis", "F17, F23, AG";
    AGENT_BUFFER_RECORDS "agent_max_buffer_records" [500, 500, 500] "records",
        "largest maxBufferSizeRecords, and what is taken if nothing is said", "F17, F23";
    AGENT_BUFFER_BYTES "agent_max_buffer_bytes" [4194304, 4194304, 4194304] "bytes",
        "largest maxBufferSizeBytes, and what is taken if nothing is said", "F17, F23, SD22";
    AGENT_POLL "agent_poll_ms" [100, 100, 100] "ms",
        "from one look of the Kinesis Agent at its file to the next", "F17, F23";
    AGENT_ROTATION "agent_rotation_rate" [1000, 1000, 1000] "ms",
        "a file that the agent follows is rotated no sooner than this after the last time", "F23";
    AGENT_RECORD_BYTES "agent_truncate" [1048576, 1048576, 1048576] "bytes",
        "a longer record is cut by the agent before it goes to a stream, its key included", "AG KinesisConstants; the guides say 1000 KB";
    AGENT_QUEUE "agent_publish_queue" [100, 100, 100] "buffers",
        "full buffers that wait in the agent: then it reads on no more", "AG Constants";
    AGENT_BACKOFF "agent_backoff_ms.first" [100, 100, 100] "ms",
        "the agent's wait after a call that failed; it doubles each time", "AG Constants";
    AGENT_BACKOFF_MAX "agent_backoff_ms.most" [10000, 10000, 10000] "ms",
        "the agent's longest wait between two tries, which never end", "AG Constants";
    LOGS_RETRIES "cwl_retry_h" [24, 24, 24] "h",
        "a log subscription tries again what was throttled", "docs/SubscriptionFilters";
    LOGS_BATCH "cwl_batch_ms" [1000, 1000, 1000] "ms",
        "log events of one log stream that a subscription gathers into one record", "not published", modelled;
    LOGS_BATCH_BYTES "cwl_batch_bytes" [262144, 262144, 262144] "bytes",
        "log events in one record of a subscription, before gzip", "not published", modelled;
    LOGS_BACKOFF "cwl_backoff_ms.first" [1000, 1000, 1000] "ms",
        "a subscription's first wait after it was throttled; it doubles each time", "not published", modelled;
    LOGS_BACKOFF_MAX "cwl_backoff_ms.most" [60000, 60000, 60000] "ms",
        "a subscription's longest wait", "not published", modelled;
    LOGS_FILTERS "cwl_subscription_filters" [1, 2, 2] "filters",
        "subscription filters of one log group", "amazonka 1.6.1 (2018); docs/Subscriptions";
    IOT_MESSAGE "iot_msg_kb" [131072, 131072, 131072] "bytes",
        "one MQTT message", "general knowledge, not looked up";
    IOT_RETRIES "iot_retries" [3, 3, 3] "retries",
        "an IoT rule's tries after the first, before its error action", "not published", modelled;
    IOT_BACKOFF "iot_backoff_ms" [1000, 1000, 1000] "ms",
        "an IoT rule's first wait; it doubles each time", "not published", modelled;
    KPL_BUFFERED "kpl_record_max_buffered_time_ms" [100, 100, 100] "ms",
        "RecordMaxBufferedTime: the longest that the KPL keeps a user record before it sends it", "KPL";
    KPL_BUFFERED_MAX "kpl_record_max_buffered_time_most_s" [60, 60, 60] "s",
        "longest RecordMaxBufferedTime here; the KPL has no bound", "ours", modelled;
    KPL_COLLECT_SHARE "kpl_putrecords_buffer_pct" [20, 20, 20] "%",
        "what of RecordMaxBufferedTime is kept for collection, so that records of several shards meet in one PutRecords", "KPL pipeline.h: putrecords_buffer_ratio";
    KPL_COLLECT_MOST "kpl_putrecords_buffer_most_ms" [50, 50, 50] "ms",
        "longest wait for collection", "KPL pipeline.h: max_putrecords_buffer_time";
    KPL_AGGREGATE_SIZE "kpl_aggregation_max_size" [51200, 51200, 51200] "bytes",
        "AggregationMaxSize: largest aggregated record; a larger user record goes by itself", "KPL";
    KPL_AGGREGATE_SIZE_MIN "kpl_aggregation_max_size_range.min" [64, 64, 64] "bytes",
        "smallest AggregationMaxSize", "KPL";
    KPL_AGGREGATE_SIZE_MAX "kpl_aggregation_max_size_range.max" [1048576, 1048576, 10485760] "bytes",
        "largest AggregationMaxSize", "KPL; cdcaa82";
    KPL_AGGREGATE_COUNT "kpl_aggregation_max_count" [4294967295, 4294967295, 4294967295] "user records",
        "AggregationMaxCount: user records in one aggregated record, and the most that may be set", "KPL";
    KPL_COLLECT_COUNT "kpl_collection_max_count" [500, 500, 500] "records",
        "CollectionMaxCount: records in one PutRecords, and the most that may be set", "KPL";
    KPL_COLLECT_SIZE "kpl_collection_max_size" [5242880, 5242880, 5242880] "bytes",
        "CollectionMaxSize: bytes in one PutRecords", "KPL";
    KPL_COLLECT_SIZE_MIN "kpl_collection_max_size.min" [52224, 52224, 52224] "bytes",
        "smallest CollectionMaxSize", "KPL";
    KPL_COLLECT_SHARD "kpl_collection_shard_bytes" [262144, 262144, 262144] "bytes",
        "aggregated records for one shard that make the KPL send at once what it has collected", "KPL collector.h: should_flush";
    KPL_RATE_LIMIT "kpl_rate_limit_pct" [150, 150, 150] "%",
        "RateLimit: what of a shard's write limits one process of the KPL may try", "KPL";
    KPL_RATE_LIMIT_MAX "kpl_rate_limit_most_pct" [10000, 10000, 10000] "%",
        "largest RateLimit here; the KPL has no bound", "ours", modelled;
    KPL_LIMITER_POLL "kpl_limiter_poll_ms" [25, 25, 25] "ms",
        "how often the KPL looks whether what RateLimit held back may go", "KPL limiter.h: kDrainDelayMillis";
    KPL_TTL "kpl_record_ttl_ms" [30000, 30000, 30000] "ms",
        "RecordTtl: a user record that is not in the stream by then fails", "KPL";
    KPL_TTL_MIN "kpl_record_ttl_least_ms" [100, 100, 100] "ms",
        "shortest RecordTtl", "KPL";
    KPL_TTL_MAX "kpl_record_ttl_most_s" [3600, 3600, 3600] "s",
        "longest RecordTtl here; the KPL has no bound", "ours", modelled;
    KPL_RECORD_SIZE "kpl_max_user_record_size" [1048576, 1048576, 1048576] "bytes",
        "largest user record that the KPL takes", "KPL: 1 MB check; MaxUserRecordSize since 1.0.7";
    KPL_MAX_CONNECTIONS "kpl_max_connections" [24, 24, 24] "connections",
        "MaxConnections: calls of one process of the KPL that are under way at the same time", "KPL";
    KPL_MAX_CONNECTIONS_MOST "kpl_max_connections.max" [256, 256, 256] "connections",
        "largest MaxConnections", "KPL";
    KPL_REQUEST_TIMEOUT "kpl_request_timeout_ms" [6000, 6000, 6000] "ms",
        "RequestTimeout: so long the KPL waits for the answer to a call, and then puts its records again", "KPL";
    KPL_REQUEST_TIMEOUT_MIN "kpl_request_timeout_ms.min" [100, 100, 100] "ms",
        "shortest RequestTimeout", "KPL";
    KPL_REQUEST_TIMEOUT_MAX "kpl_request_timeout_s.max" [600, 600, 600] "s",
        "longest RequestTimeout", "KPL";
    SDK_TIMEOUT "sdk_read_timeout_ms" [50000, 50000, 30000] "ms",
        "so long the AWS SDK for Java waits for an answer: SO_TIMEOUT of its connection", "SDK for Java 1.x ClientConfiguration.DEFAULT_SOCKET_TIMEOUT; 2.x READ_TIMEOUT";
    SDK_TIMEOUT_MIN "sdk_read_timeout_ms.min" [100, 100, 100] "ms",
        "shortest time-out here; the SDK has no bound", "ours", modelled;
    SDK_TIMEOUT_MAX "sdk_read_timeout_s.max" [600, 600, 600] "s",
        "longest time-out here; the SDK has no bound", "ours", modelled;
    AGENT_TIMEOUT "agent_socket_timeout_ms" [50000, 50000, 50000] "ms",
        "socketTimeoutMillis: so long the Kinesis Agent waits for an answer", "AG AgentConfiguration";
    SINK_FILE_MOST "sink_file_records_max" [100000, 100000, 100000] "records",
        "largest file of a reader's sink", "ours", modelled;
    KPL_REQUEST_RECORDS "kpl_request_records_per_ms" [10, 10, 10] "records/ms",
        "a PutRecords takes one millisecond more for each so many records", "not published", modelled;
    KPL_REQUEST_TAKES "kpl_request_takes_ms" [10, 10, 10] "ms",
        "RequestTime: until the KPL has the answer to a PutRecords", "not published", modelled;
    KPL_HAND_OVER "kpl_hand_over_ms" [5, 5, 5] "ms",
        "user records that are made within so long of each other are handed to the KPL together", "ours", modelled;
    SLOW_TAKES "slow_takes_s" [90, 90, 90] "s",
        "an object, a COPY, a request at a place that is `slow`", "ours", modelled;
    S3_PUT_TAKES "s3_put_takes_ms" [100, 100, 100] "ms",
        "an S3 PUT of one object", "not published", modelled;
    DDB_WRITE_UNIT "ddb_wcu" [1024, 1024, 1024] "bytes",
        "what one write capacity unit writes each second, each write rounded up", "DynamoDB guide, read and write capacity";
    DDB_READ_UNIT "ddb_rcu" [4096, 4096, 4096] "bytes",
        "what half a read capacity unit reads each second without consistency, each read rounded up", "DynamoDB guide, read and write capacity";
    DDB_BURST "ddb_burst_s" [300, 300, 300] "s",
        "for how long a table keeps capacity that was not used", "DynamoDB guide, burst capacity";
    DDB_UNITS_MOST "ddb_table_units_max" [40000, 40000, 40000] "units/s",
        "most capacity of a table, read or write", "DynamoDB guide, default quotas";
    DDB_ON_DEMAND_WRITE "ddb_on_demand_wcu" [4000, 4000, 4000] "units/s",
        "writes of a new on-demand table; here it grows no further", "DynamoDB guide, on-demand mode";
    DDB_ON_DEMAND_READ "ddb_on_demand_rcu" [12000, 12000, 12000] "units/s",
        "reads of a new on-demand table; here it grows no further", "DynamoDB guide, on-demand mode";
    DDB_BATCH_ITEMS "ddb_batch_items" [25, 25, 25] "items",
        "items in one BatchWriteItem", "DynamoDB API, BatchWriteItem";
    DDB_ITEM_BYTES "ddb_item_bytes" [409600, 409600, 409600] "bytes",
        "largest item, names and values of its attributes together", "DynamoDB guide, constraints";
    DDB_PAGE_BYTES "ddb_page_bytes" [1048576, 1048576, 1048576] "bytes",
        "one page of a Scan", "DynamoDB API, Scan";
    DDB_TABLE_SETTLES "ddb_table_settles_s" [5, 5, 5] "s",
        "a table is CREATING or UPDATING for", "not published", modelled;
    KMS_WINDOW_LEAST "kms_pending_window_days.min" [7, 7, 7] "days",
        "shortest waiting time before a key is deleted", "KMS API, ScheduleKeyDeletion";
    KMS_WINDOW_MOST "kms_pending_window_days.max" [30, 30, 30] "days",
        "longest waiting time before a key is deleted, and the one that holds if none is said", "KMS API, ScheduleKeyDeletion";
    KCL_FAILOVER "kcl_failover_time_ms" [10000, 10000, 10000] "ms",
        "failoverTimeMillis: a lease that was not renewed for so long has expired", "KCL 1.9.1; LeaseManagementConfig";
    KCL_FAILOVER_MOST "kcl_failover_time_max" [300000, 300000, 300000] "ms",
        "longest failoverTimeMillis", "ours", modelled;
    KCL_EPSILON "kcl_epsilon_ms" [25, 25, 25] "ms",
        "leases are renewed each failover/3 less this, and looked for each twice the failover and this", "KCL CommonCalculations, DynamoDBLeaseCoordinator";
    KCL_MAX_RECORDS "kcl_max_records" [10000, 10000, 10000] "records",
        "maxRecords of one GetRecords of the KCL", "KCL PollingConfig";
    KCL_IDLE "kcl_idle_ms" [1000, 1000, 1500] "ms",
        "idleTimeBetweenReadsInMillis", "KCL 44837b70 of 22 November 2023";
    KCL_IDLE_LEAST "kcl_idle_ms.min" [200, 200, 200] "ms",
        "least idleTimeBetweenReadsInMillis", "KCL PollingConfig MIN_IDLE_MILLIS_BETWEEN_READS";
    KCL_PARENT_POLL "kcl_parent_shard_poll_ms" [10000, 10000, 10000] "ms",
        "parentShardPollIntervalMillis: how often a child looks whether its parents are at SHARD_END", "KCL";
    KCL_SHARD_SYNC "kcl_shard_sync_ms" [60000, 60000, 60000] "ms",
        "shardSyncIntervalMillis: how often a worker lists the shards", "KCL";
    KCL_TASK_BACKOFF "kcl_task_backoff_ms" [500, 500, 500] "ms",
        "taskBackoffTimeMillis: from a failed task to its next try", "KCL";
    KCL_STEAL "kcl_max_leases_to_steal" [1, 1, 1] "leases",
        "maxLeasesToStealAtOneTime", "KCL";
    KCL_PUSHES_WAIT "kcl_fan_out_queue" [10, 10, 10] "events",
        "pushed events that wait for a record processor before the KCL takes no more", "KCL FanOutRecordsPublisher: a burst of the service; that the connection is closed meanwhile is ours", modelled;
    KCL_TABLE_UNITS "kcl_table_wcu" [10, 10, 0] "units/s",
        "read and write capacity of a lease table that the KCL makes; 0: on-demand", "KCL 1.9.1; e81969af of 6 October 2021";
    KCL_CHECKPOINT_BACKOFF "kcl_checkpoint_backoff_ms" [3000, 3000, 3000] "ms",
        "from a throttled checkpoint to its next try, as AWS's sample processor does it", "SD17 implementation of a record processor";
    KCL_WORKERS_MOST "kcl_workers_max" [20, 20, 20] "workers",
        "workers of a group", "ours: what a stage can show", modelled;
    CONNECTOR_TRIES "kcl_connector_retry.limit" [3, 3, 3] "tries",
        "retryLimit: how often the Connector Library calls its emitter with a buffer", "awslabs/amazon-kinesis-connectors KinesisConnectorConfiguration";
    CONNECTOR_BACKOFF "kcl_connector_retry.backoff" [10000, 10000, 10000] "ms",
        "backoffInterval: how long it waits after each call of its emitter that failed", "awslabs/amazon-kinesis-connectors KinesisConnectorConfiguration";
    CONNECTOR_BUFFER_RECORDS "kcl_connector_buffer.records" [1000, 1000, 1000] "records",
        "bufferRecordCountLimit of its IBuffer", "awslabs/amazon-kinesis-connectors KinesisConnectorConfiguration";
    CONNECTOR_BUFFER_BYTES "kcl_connector_buffer.bytes" [1048576, 1048576, 1048576] "bytes",
        "bufferByteSizeLimit of its IBuffer; by time it flushes only if bufferMillisecondsLimit is set", "awslabs/amazon-kinesis-connectors KinesisConnectorConfiguration";
    CONNECTOR_FAILOVER "kcl_connector_failover_ms" [30000, 30000, 30000] "ms",
        "failoverTime of a connector's workers", "awslabs/amazon-kinesis-connectors KinesisConnectorConfiguration";
    CONNECTOR_IDLE "kcl_connector_idle_ms" [1000, 1000, 1000] "ms",
        "idleTimeBetweenReads of a connector's workers", "awslabs/amazon-kinesis-connectors KinesisConnectorConfiguration";
    CONNECTOR_ITEMS "kcl_connector_items" [16, 16, 16] "items",
        "items that DynamoDBEmitter puts with one BatchWriteItem, which takes 25", "awslabs/amazon-kinesis-connectors DynamoDBEmitter";
    CONNECTOR_TABLE_UNITS "kcl_connector_table_units" [1, 1, 1] "units/s",
        "read and write capacity of the table that is made for an emitter if there is none", "awslabs/amazon-kinesis-connectors samples, KinesisConnectorExecutor";
    CONNECTOR_RECORDS_MOST "kcl_connector_buffer.records_max" [1000000, 1000000, 1000000] "records",
        "largest bufferRecordCountLimit", "ours", modelled;
    CONNECTOR_BYTES_MOST "kcl_connector_buffer.bytes_max" [134217728, 134217728, 134217728] "bytes",
        "largest bufferByteSizeLimit", "ours", modelled;
    CONNECTOR_AGE_MOST "kcl_connector_buffer.ms_max" [86400000, 86400000, 86400000] "ms",
        "longest bufferMillisecondsLimit", "ours", modelled;
    CONNECTOR_TRIES_MOST "kcl_connector_retry.limit_max" [100, 100, 100] "tries",
        "largest retryLimit", "ours", modelled;
    CONNECTOR_BACKOFF_MOST "kcl_connector_retry.backoff_max" [600000, 600000, 600000] "ms",
        "longest backoffInterval", "ours", modelled;
    ANALYTICS_WINDOW_LEAST "kda_window.min" [1, 1, 1] "s",
        "shortest window of an Analytics application", "ours", modelled;
    ANALYTICS_WINDOW_MOST "kda_window.max" [3600, 3600, 3600] "s",
        "longest window of an Analytics application", "ours: what a stage can show", modelled;
    ANALYTICS_ROWS_WAIT "kda_rows_wait" [100000, 100000, 100000] "rows",
        "rows of an Analytics application that wait until their stream takes them", "ours", modelled;
    KCL_WORK_MOST "kcl_work_max" [60000, 60000, 60000] "ms",
        "longest work on a record", "ours", modelled;
    ESM_BATCH "esm_batch_size.default" [100, 100, 100] "records",
        "BatchSize of an event source mapping, if nothing is said", "L2018, L2020, L22";
    ESM_BATCH_MAX "esm_batch_size.max" [10000, 10000, 10000] "records",
        "largest BatchSize of a mapping that reads a stream", "L2018, L2020, L22";
    ESM_WINDOW_MAX "esm_batching_window_max" [0, 300, 300] "s",
        "longest MaximumBatchingWindowInSeconds; there is none before 29 August 2019", "L2020, L22";
    ESM_FACTOR_MAX "esm_parallelization_factor_max" [1, 10, 10] "batches",
        "largest ParallelizationFactor; there is none before 25 November 2019", "L2020, L22";
    ESM_RETRIES_MAX "esm_retry_attempts_max" [0, 10000, 10000] "retries",
        "largest MaximumRetryAttempts; -1 is without end, and the only way before 25 November 2019", "L2020, L22";
    ESM_AGE_MIN "esm_record_age_min" [60, 60, 60] "s",
        "least MaximumRecordAgeInSeconds but -1", "L2020, L22";
    ESM_AGE_MAX "esm_record_age_max" [0, 604800, 604800] "s",
        "largest MaximumRecordAgeInSeconds; there is none before 25 November 2019", "L2020, L22";
    ESM_TUMBLING_MAX "esm_tumbling_window_max" [0, 900, 900] "s",
        "longest TumblingWindowInSeconds; there is none before 15 December 2020", "BC1.19.37, L22";
    ESM_STATE_MAX "esm_window_state_max" [0, 1048576, 1048576] "bytes",
        "the state of a tumbling window, of one shard: with more the window ends early", "L22";
    ESM_FILTERS_MAX "esm_filters_max" [0, 0, 5] "patterns",
        "patterns in the FilterCriteria of a mapping; there are none before 23 November 2021", "BC1.23.12, L22";
    ESM_FILTER_CHARS "esm_filter_chars_max" [0, 0, 4096] "characters",
        "longest pattern of FilterCriteria", "BC1.23.12 Pattern.max";
    ESM_DESTINATIONS "esm_destinations" [0, 2, 3] "kinds of destinations",
        "destinations on failure that are played: SQS and SNS since 25 November 2019, which are told positions, and S3 since November 2024, which gets the records too", "BC1.13.27, L2020; docs/lambda with-kinesis";
    ESM_POLL "esm_poll_ms" [1000, 1000, 1000] "ms",
        "how often a mapping calls GetRecords on each shard", "L2018, L2020, L22";
    ESM_READ_AHEAD "esm_read_ahead" [10000, 10000, 10000] "records",
        "records of a shard that a mapping keeps ready: with as many it reads no more", "not published", modelled;
    ESM_BACKOFF "esm_backoff_ms.first" [1000, 1000, 1000] "ms",
        "a mapping's first wait after a failed or throttled invocation; it doubles each time", "not published", modelled;
    ESM_BACKOFF_MAX "esm_backoff_ms.most" [60000, 60000, 60000] "ms",
        "a mapping's longest wait between two tries", "not published", modelled;
    LAMBDA_TIMEOUT_DEFAULT "lambda_timeout_default" [3, 3, 3] "s",
        "Timeout of a function, if nothing is said", "L2018, L2020, L22";
    LAMBDA_TIMEOUT_MAX "lambda_timeout_max" [900, 900, 900] "s",
        "longest Timeout of a function", "L2018, L2020, L22";
    LAMBDA_CONCURRENCY_MAX "lambda_concurrency" [1000, 1000, 1000] "invocations",
        "concurrent executions of an account: what a function has, and at most reserves", "L2018, L2020, L22";
}

/// What the letters in a source stand for.
pub static SOURCES: &[(&str, &str)] = &[
    ("BC", "botocore's service models of the version named; BC alone: all versions 1.8.0 to 1.44.5"),
    ("SD17, SD18, SD20, SD22", "AWS's Kinesis Data Streams developer guide of 2017, 2018, 2020, 2022"),
    ("F17 … F23", "AWS's Kinesis Data Firehose developer guide of 2017 … 2023"),
    (
        "KPL",
        "awslabs/amazon-kinesis-producer: default_config.properties of 2018, 2020 and 2026, and the file named",
    ),
    ("KN", "docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits, late 2026"),
    ("FN, FB", "docs.aws.amazon.com/firehose/latest/dev: limits; buffering hints"),
    ("L2018, L2020, L22", "AWS's Lambda developer guide of 2018, 2020, 2022"),
    ("AG", "awslabs/amazon-kinesis-agent, its source"),
    ("docs/x", "docs.aws.amazon.com, page x"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_named_once_and_has_unit_meaning_and_source() {
        for (i, row) in ALL.iter().enumerate() {
            assert!(!row.meaning.is_empty() && !row.source.is_empty(), "{row:?}");
            assert!(ALL[..i].iter().all(|other| other.id != row.id), "{} is there twice", row.id);
        }
    }

    #[test]
    fn an_era_has_its_own_number() {
        assert_eq!(Era::ALL.map(|era| PUT_RECORDS_BYTES.at(era)), [5_242_880, 5_242_880, 10_485_760]);
        assert_eq!(Era::ALL.map(|era| BUFFER_INTERVAL_MIN.at(era)), [60, 60, 0]);
    }
}
