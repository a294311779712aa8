//! Which test shows which item of the study notes' checklist.

use std::fs;
use std::path::{Path, PathBuf};

/// The last item of each kind; all before it are items too.
const LAST: [(char, u32); 6] = [('S', 21), ('O', 18), ('E', 22), ('F', 6), ('W', 29), ('P', 7)];

/// An item that no test here bears in its name, the file of the test that shows it, and the test.
const SHOWN: &[(&str, &str, &str)] = &[
    (
        "S05",
        "sources/agent.rs",
        "s05_a_thousand_lines_come_out_as_a_thousand_records_over_a_rotation_and_a_kill",
    ),
    ("S07", "sources/iot.rs", "s07_cloudwatch_logs_iot_and_analytics_put_ten_records_each"),
    ("S08, W01", "readers/main.rs", "polling_consumers_share_five_calls_and_two_mebibytes_a_second"),
    ("S06", "connector/tools.rs", "s06_every_tool_writes_to_a_stream_and_some_to_a_firehose"),
    (
        "S10",
        "connector/pipeline.rs",
        "s10_fifteen_hundred_of_2500_reach_the_buffer_a_thousand_are_flushed_and_five_hundred_stay",
    ),
    ("S13", "analytics/main.rs", "s13_a_count_of_a_minute_raises_an_alert_above_its_number_and_not_at_it"),
    ("E22, Spark", "connector/tools.rs", "e22_s06_every_tool_reads_a_stream_and_none_reads_a_firehose"),
    (
        "W25",
        "connector/emitter.rs",
        "w25_ten_thousand_are_processed_twice_and_lie_there_once_if_their_file_has_the_same_name",
    ),
    ("S09", "kcl/sharing.rs", "one_worker_takes_all_and_a_second_steals_one_at_a_time_until_both_have_two"),
    ("S17, E04", "kcl/capacity.rs", "w09_ten_wcu_carry_thirty_three_leases_and_not_one_more"),
    (
        "W09",
        "kcl/capacity.rs",
        "w09_a_hundred_shards_fall_behind_with_ten_wcu_and_catch_up_with_a_hundred_and_fifty",
    ),
    (
        "E03, starved table",
        "kcl/capacity.rs",
        "e03_a_starved_table_lets_iterators_expire_that_would_do_otherwise",
    ),
    ("E22, KCL", "kcl/sharing.rs", "a_firehose_is_read_by_nobody"),
    (
        "S11",
        "lambda/batches.rs",
        "s11_a_thousand_records_are_ten_batches_of_a_hundred_or_one_of_ten_thousand",
    ),
    ("S12, O12", "fan_out/registration.rs", "a_consumer_is_creating_then_active_then_deleting_then_gone"),
    ("P07, each instant", "determinism.rs", "the_ledger_balances_at_every_tenth_of_a_second"),
    (
        "P07, each lab",
        "../../lessons/tests/proofs.rs",
        "labs_start_unsolved_their_solutions_solve_and_their_wrong_turns_do_not",
    ),
    ("P07, each question", "../../quiz/tests/proofs.rs", "each_key_holds_and_each_other_option_fails"),
    ("O14", "deliveries/redshift.rs", "one_copy_runs_at_a_time_and_only_what_is_copied_is_delivered"),
    ("S16, encryption", "control/settings.rs", "only_records_put_after_the_change_are_encrypted"),
    ("S16, KMS", "security/keys.rs", "each_state_of_a_key_has_its_exception"),
    ("S16, IAM", "security/actors.rs", "an_explicit_deny_wins_over_every_allow"),
    ("S16, VPC endpoint", "security/client_side.rs", "a_vpc_endpoint_is_a_fact_that_changes_nothing"),
    ("S19", "sources/logs.rs", "s19_one_log_line_arrives_at_a_stream_a_delivery_stream_and_a_function"),
    ("O01", "control/lifecycle.rs", "a_sixth_stream_in_creating_is_refused"),
    ("O02", "streams.rs", "a_refused_put_record_is_an_error_and_changes_nothing"),
    ("O03", "streams.rs", "the_answer_of_put_records_is_aligned_with_its_request"),
    ("O03, 501 records", "streams.rs", "requests_at_and_above_their_limits"),
    ("O04", "control/listing.rs", "a_described_shard_has_its_ranges"),
    ("O05", "fan_out/pushes.rs", "all_five_starting_positions"),
    ("O06, O16", "streams.rs", "what_was_put_is_read_back_in_order_and_again"),
    ("O07", "control/resharding.rs", "a_split_lies_between_start_plus_one_and_end"),
    ("O08", "control/resharding.rs", "only_neighbours_are_merged_the_lower_first"),
    ("O09, bounds", "scaling/main.rs", "double_and_half_are_the_bounds"),
    ("O09, a day", "scaling/main.rs", "calls_are_counted_over_24_hours"),
    ("O10", "control/settings.rs", "a_decrease_hides_old_records_at_once_and_an_increase_brings_none_back"),
    (
        "O11",
        "control/settings.rs",
        "a_twenty_sixth_key_in_24_hours_is_refused_and_stops_have_a_count_of_their_own",
    ),
    ("O12, 300 s", "fan_out/pushes.rs", "a_subscription_ends_at_300_s_and_not_before"),
    (
        "O12, 5 s",
        "fan_out/pushes.rs",
        "a_second_subscription_within_five_seconds_is_refused_and_at_five_takes_over",
    ),
    ("O13, W29", "firehose.rs", "one_batch_and_one_record_at_and_above_their_limits"),
    ("O16", "readers/order.rs", "replay_gives_the_same_records_in_the_same_order_of_each_shard"),
    ("E01", "streams.rs", "a_shard_takes_a_thousand_records_a_second_and_not_one_more"),
    ("E02", "streams.rs", "five_reads_a_second_and_the_sixth_is_refused"),
    ("E02, W02", "streams.rs", "after_an_answer_of_ten_mebibytes_reads_throw_for_five_seconds"),
    ("E03", "streams.rs", "an_iterator_lives_three_hundred_seconds"),
    ("E05", "control/rates.rs", "resharding_and_deleting_have_their_rates"),
    ("E06, E07", "control/resharding.rs", "a_closed_shard_is_split_and_merged_no_more"),
    ("E08", "streams.rs", "a_cut_too_near_an_end_and_shards_that_are_no_neighbours_are_refused"),
    ("E10", "readers/order.rs", "a_reader_that_ignores_parents_gets_keys_out_of_order_after_a_reshard"),
    ("W03", "fan_out/pushes.rs", "twenty_consumers_get_forty_mebibytes_a_second_of_one_shard"),
    (
        "W03, 2018",
        "fan_out/registration.rs",
        "the_sixth_consumer_is_refused_in_2018_and_the_twenty_first_later",
    ),
    ("S04, W05", "kpl/packing.rs", "two_forty_and_five_hundred_kilobytes_are_two_records_in_one_call"),
    ("W05", "kpl/packing.rs", "with_room_for_all_they_are_one_record"),
    ("W06", "kpl/packing.rs", "a_lone_record_leaves_after_record_max_buffered_time"),
    ("W06", "kpl/packing.rs", "a_full_record_leaves_its_buffer_at_once"),
    ("W07", "kpl/packing.rs", "ninety_eight_records_of_512_bytes_fill_one"),
    ("W08", "scaling/main.rs", "doubling_takes_as_long_as_its_splits"),
    ("W10, W11", "control/resharding.rs", "the_diagrams_of_the_notes_come_out"),
    ("W12", "control/resharding.rs", "the_course_code_halves_only_a_shard_that_starts_at_zero"),
    ("W15", "firehose.rs", "size_or_interval_whichever_comes_first"),
    ("W15, defaults", "firehose.rs", "without_hints_it_is_five_mebibytes_or_five_minutes"),
    ("W16", "firehose.rs", "hints_below_at_and_above_their_bounds"),
    (
        "E15, bound",
        "../src/lambda/contract/tests.rs",
        "an_invocation_may_take_300_seconds_and_not_one_microsecond_more",
    ),
    ("E15", "deliveries/transform.rs", "a_function_that_does_not_answer_takes_five_minutes_each_time"),
    (
        "E16, W20, F03",
        "deliveries/redshift.rs",
        "a_cluster_in_maintenance_is_retried_and_then_skipped_with_a_manifest",
    ),
    (
        "E17, W20, F02",
        "deliveries/faults.rs",
        "a_domain_is_retried_every_five_minutes_for_as_long_as_was_said",
    ),
    ("E17, refused", "deliveries/faults.rs", "documents_that_cannot_be_indexed_lie_in_the_bucket"),
    ("F02, F04, names", "../src/firehose/error_record/tests.rs", "folders_are_named_by_era"),
    ("F01, line", "../src/firehose/error_record/tests.rs", "every_kind_has_its_shape"),
    (
        "E18, W19",
        "deliveries/faults.rs",
        "an_unreachable_bucket_is_retried_for_a_day_and_then_records_are_lost",
    ),
    ("W19", "deliveries/faults.rs", "with_a_stream_as_source_the_stream_keeps_what_the_bucket_cannot_take"),
    (
        "E19, F04",
        "deliveries/faults.rs",
        "splunk_that_acknowledges_nothing_costs_its_timeout_at_each_attempt",
    ),
    (
        "E20, W24",
        "deliveries/partitions.rs",
        "each_partition_has_its_object_and_a_record_without_keys_goes_to_the_error_prefix",
    ),
    (
        "E20, code",
        "../tools/tests/stories/partitions.rs",
        "a_record_without_its_key_goes_to_the_error_prefix_with_the_reason",
    ),
    ("E20", "deliveries/partitions.rs", "the_partition_beyond_the_limit_is_refused"),
    ("W18, F01", "deliveries/transform.rs", "a_function_that_cannot_be_invoked_is_tried_four_times"),
    ("F05", "deliveries/transform.rs", "a_backup_has_every_record_as_it_came"),
    ("F05, bytes", "deliveries/bounds.rs", "a_backup_has_the_bytes_as_they_came"),
    ("W21, O18", "deliveries/objects.rs", "the_answer_that_is_too_large_in_its_four_states"),
    ("W28", "control/settings.rs", "a_record_lives_as_long_as_its_retention"),
    ("P01, parts", "deliveries/order.rs", "parts_come_before_the_transform"),
    ("P01, W24", "deliveries/order.rs", "the_transform_says_the_partition_by_the_hour_of_the_record"),
    ("W16, by era", "deliveries/bounds.rs", "each_era_has_its_bounds_of_an_interval"),
    ("W16, W20, bounds", "deliveries/bounds.rs", "at_a_bound_it_is_made_and_above_it_the_member_is_named"),
    ("W20, Redshift", "deliveries/redshift.rs", "a_copy_is_tried_twenty_five_times_in_two_hours"),
    ("P06, all", "deliveries/bounds.rs", "a_backup_of_all_is_of_all_whatever_becomes_of_them"),
    ("B4, in flight", "deliveries/in_flight.rs", "five_are_in_flight_and_the_sixth_waits_for_one_to_end"),
    ("P06", "api/deliveries.rs", "p06_each_destination_has_its_two_modes_of_backup_and_no_other_words"),
    ("P02", "deliveries/objects.rs", "a_name_says_prefix_hour_stream_version_and_time"),
    ("P04", "deliveries/objects.rs", "records_are_joined_and_compressed_as_was_said"),
    ("P04, Redshift", "deliveries/redshift.rs", "what_copy_cannot_read_is_refused"),
    (
        "P01, the chain",
        "../tools/tests/stories/conversion.rs",
        "the_whole_chain_goes_from_the_kpl_to_rows_in_their_partitions",
    ),
    (
        "S18",
        "../../lessons/tests/proofs.rs",
        "s18_the_eight_boxes_of_the_landscape_are_sorted_into_three_speeds",
    ),
    ("S20, incoming", "deliveries/metrics.rs", "what_arrives_is_counted_by_the_minute"),
    (
        "S20, throttled",
        "bill/services.rs",
        "a_burst_of_one_second_is_refused_while_its_minute_is_far_below_the_limit",
    ),
    ("S20, iterator age", "bill/services.rs", "minutes_of_a_stream_say_what_the_journal_says"),
    ("S20, error lines", "deliveries/faults.rs", "each_failure_has_its_line_in_the_error_log"),
    (
        "S21",
        "../../lessons/tests/proofs.rs",
        "labs_start_unsolved_their_solutions_solve_and_their_wrong_turns_do_not",
    ),
    (
        "O15, manifest",
        "deliveries/backfill.rs",
        "a_manifest_loads_exactly_what_it_lists_and_twice_is_there_twice",
    ),
    (
        "O15, documents",
        "deliveries/backfill.rs",
        "documents_are_indexed_once_and_what_is_no_json_fails_again",
    ),
    ("O17", "kcl/failover.rs", "records_since_the_last_checkpoint_are_processed_once_more"),
    ("E13", "../src/lambda/contract/tests.rs", "every_answer_has_its_verdict_in_every_era"),
    ("E14", "../src/lambda/contract/tests.rs", "an_answer_may_have_6_291_556_bytes_and_not_one_more"),
    (
        "P05",
        "../tools/tests/stories/conversion.rs",
        "objects_become_rows_and_an_array_goes_to_format_conversion_failed",
    ),
    (
        "P05, 63 and 64",
        "../tools/tests/stories/conversion.rs",
        "what_a_conversion_lacks_is_said_at_once_and_nothing_is_made",
    ),
    (
        "E13, E14, words",
        "../src/lambda/contract/tests.rs",
        "a_fault_is_that_of_all_records_and_has_aws_words",
    ),
    ("W21, alone", "../src/lambda/blueprints/tests.rs", "four_records_pass_and_five_are_too_large"),
    ("W18, retries", "deliveries/bounds.rs", "a_function_is_tried_once_more_than_number_of_retries_says"),
    ("W23", "../tools/tests/stories/partitions.rs", "the_record_of_aws_s_guide_lies_where_the_guide_says"),
    (
        "W23, active",
        "../tools/tests/stories/partitions.rs",
        "active_partitions_are_new_ones_a_second_times_the_interval",
    ),
    ("W29", "streams.rs", "requests_at_and_above_their_limits"),
];

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The text of each file of tests.
fn texts(folder: &Path) -> Vec<String> {
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let of = |path: PathBuf| match path.extension() {
        Some(kind) if kind == "rs" => vec![fs::read_to_string(&path).unwrap()],
        None if path.is_dir() => texts(&path),
        Some(_) | None => Vec::new(),
    };
    all.flat_map(of).collect()
}

#[test]
fn every_item_of_the_checklist_has_a_test() {
    let texts = texts(&tests());
    for (kind, last) in LAST {
        for number in 1..=last {
            let item = format!("{kind}{number:02}");
            let word = format!("{}_", item.to_lowercase());
            let named = texts.iter().any(|text| {
                text.lines().any(|line| {
                    line.strip_prefix("fn ")
                        .is_some_and(|name| name.starts_with(&word) || name.contains(&format!("_{word}")))
                })
            });
            let shown = SHOWN.iter().any(|(items, ..)| items.split(", ").any(|one| one == item));
            assert!(named || shown, "{item} has no test");
        }
    }
}

#[test]
fn each_item_is_shown_by_a_test_that_is_there() {
    for (item, file, test) in SHOWN {
        let text = fs::read_to_string(tests().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(text.contains(&format!("#[test]\nfn {test}(")), "{item}: {file} has no test {test}");
    }
}
