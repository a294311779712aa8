//! What one does about a limit, where there is something to do.

/// In one sentence; `None` where the limit only has to be known.
pub fn advice(limit: &str) -> Option<&'static str> {
    ADVICE.iter().find(|(ids, _)| ids.contains(&limit)).map(|(_, says)| *says)
}

pub(super) const ADVICE: &[(&[&str], &str)] = &[
    (
        &["kds_shard_write_bytes_per_s", "kds_shard_write_records_per_s"],
        "Add shards or spread the keys; for many small records, pack them with the KPL. One key alone never gets more than one shard.",
    ),
    (
        &["kds_putrecords_max_records", "kds_putrecords_max_bytes"],
        "Split the batch. Within the limit look at FailedRecordCount: a call that succeeds can have lost records.",
    ),
    (
        &["kds_record_max_configurable_kib.min", "kds_record_max_configurable_kib.max"],
        "Put what is larger into S3 and its address into the record; today MaxRecordSizeInKiB can be raised.",
    ),
    (
        &["kds_shard_read_bytes_per_s", "kds_getrecords_tps"],
        "Poll more rarely with larger answers, or register consumers with enhanced fan-out: each has pipes of its own.",
    ),
    (
        &["kds_shard_iterator_ttl_s"],
        "Get a new iterator AFTER_SEQUENCE_NUMBER of the last record that was done.",
    ),
    (
        &["kds_retention_max_h", "kds_retention_default_h"],
        "Raise the retention before the readers fall behind it; afterwards the records are gone.",
    ),
    (
        &["efo_consumers_per_stream"],
        "Let consumers that can wait poll together, or copy the stream into a second one.",
    ),
    (
        &["kds_updateshardcount_calls_24h", "kds_updateshardcount_up", "kds_updateshardcount_down"],
        "Double in steps, or split and merge single shards by hand; on-demand does it by itself.",
    ),
    (
        &["od_split_threshold", "od_max_write", "od_throttle_window_min"],
        "Warm it up in time: it takes twice the highest traffic of the last 30 days, and more only after a while.",
    ),
    (
        &["kds_split_merge_tps.split", "kds_split_merge_tps.merge", "kds_reshard_duration_s"],
        "Begin to reshard before the rush; a stream is ACTIVE again before the next one.",
    ),
    (&["kds_tps_describestream"], "Ask DescribeStreamSummary or ListShards, which have limits of their own."),
    (
        &["fh_record_max"],
        "Cut or compress the record before it is put; a stream as source takes larger ones than Direct PUT.",
    ),
    (
        &["fh_batch_records", "fh_batch_bytes"],
        "Split the batch, and put again only what FailedPutCount names.",
    ),
    (
        &["fh_directput_big.records", "fh_directput_big.requests", "fh_directput_big.bytes"],
        "Ask AWS for more, batch, or put a stream before the delivery stream.",
    ),
    (
        &["fh_buf_int_s3.min", "fh_buf_splunk.interval_min"],
        "Where seconds count, take zero buffering (today), or read the stream yourself.",
    ),
    (
        &["fh_buf_dp_min", "fh_buf_conv_min"],
        "Raise the size: with partitions or a conversion small buffers are refused.",
    ),
    (
        &["fh_dp_active_partitions"],
        "Take a key with fewer values, or ask AWS for more; what is over it lies in its own failure folder.",
    ),
    (&["fh_lambda_timeout_s"], "Do less in the function, or make its buffer smaller."),
    (
        &["lambda_sync_payload_max"],
        "Make the buffer of the transform smaller: base64 and JSON make an answer a third larger than its data.",
    ),
    (
        &["fh_lambda_retries"],
        "After them the whole batch lies in processing-failed; bring it back from there.",
    ),
    (
        &["fh_retry_s3_h", "fh_retry_redshift_s.max", "fh_retry_es_s.default"],
        "Mend the destination in this time; then the records are in the failure folder, or lost without a bucket.",
    ),
    (
        &["kpl_record_max_buffered_time_ms"],
        "Longer packs better and comes later; nothing is saved if it is longer than what a batch takes to fill.",
    ),
    (
        &["kpl_record_ttl_ms"],
        "Raise it where late is better than never; a record older than it fails in the producer.",
    ),
    (
        &["kcl_table_wcu", "ddb_on_demand_wcu"],
        "Give the lease table more write capacity, or checkpoint more rarely.",
    ),
    (
        &["kcl_failover_time_ms"],
        "Longer leases survive a long garbage collection; shorter ones are taken over sooner.",
    ),
    (
        &["esm_batch_size.max", "esm_parallelization_factor_max"],
        "Raise the ParallelizationFactor if a shard’s records wait for one slow function.",
    ),
    (
        &["esm_retry_attempts_max", "esm_record_age_max"],
        "Set both, and BisectBatchOnFunctionError and a queue for what fails: otherwise a poison record holds up its shard.",
    ),
    (
        &["esm_tumbling_window_max", "esm_window_state_max"],
        "Keep sums in the state, not records: a state that is too large ends its window early.",
    ),
];
