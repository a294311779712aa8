//! Data Streams.

use engine::names::Name;

use super::*;

const ONE: &str = "aws kinesis create-stream --stream-name s --shard-count 1\n";
const TWO: &str = "aws kinesis create-stream --stream-name s --shard-count 2\n";
const ON_DEMAND: &str =
    "aws kinesis create-stream --stream-name s --stream-mode-details StreamMode=ON_DEMAND\n";

#[test]
fn nothing_runs_and_nothing_costs() {
    let bill = bill(&mut world("seed 1\n"), HOUR);
    assert_eq!((bill.total, bill.month, bill.lines.len()), (0, 0, 0));
}

#[test]
fn a_shard_costs_by_the_hour_used_or_not() {
    let bill = bill(&mut world(ONE), HOUR);
    assert_eq!(bill.lines.len(), 1, "{bill:?}");
    let line = find(&bill, "kds-shard-hours").unwrap();
    assert_eq!((line.counted, line.quantity.as_str(), line.amount), (3_600, "1", 15_000_000));
    assert_eq!(bill.month, 10_950_000_000, "AWS's calculator: 730 hours are 10.95 USD");
}

#[test]
fn a_split_in_the_middle_of_an_hour_costs_from_when_the_children_are_open() {
    let split = "at 30m aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 \
                 --new-starting-hash-key 170141183460469231731687303715884105728\n";
    let mut world = world(&format!("{ONE}{split}"));
    // A split takes 30 s; the parent is closed then and costs nothing any more.
    let before = bill(&mut world, 30 * MINUTE + 30);
    assert_eq!(counted(&before, "kds-shard-hours"), 1_830);
    assert_eq!(before.month, 10_950_000_000);
    let after = bill(&mut world, HOUR);
    assert_eq!(counted(&after, "kds-shard-hours"), 1_830 + 2 * 1_770);
    assert_eq!(after.total, 22_375_000);
    assert_eq!(after.month, 2 * 10_950_000_000);
}

#[test]
fn merging_two_shards_halves_what_a_month_costs() {
    let merge = "at 10m aws kinesis merge-shards --stream-name s --shard-to-merge shardId-000000000000 \
                 --adjacent-shard-to-merge shardId-000000000001\n";
    let mut world = world(&format!("{TWO}{merge}"));
    assert_eq!(bill(&mut world, 10 * MINUTE).month, 21_900_000_000);
    // Half of the minute it was two.
    assert_eq!(bill(&mut world, 11 * MINUTE).month, 16_425_000_000);
    assert_eq!(bill(&mut world, 12 * MINUTE).month, 10_950_000_000);
}

#[test]
fn a_payload_unit_is_25_kb_of_data_begun() {
    for (bytes, units) in [
        (0, 1),
        (1, 1),
        (25_599, 1),
        (25_600, 1),
        (25_601, 2),
        (46_080, 2),
        (51_200, 2),
        (51_201, 3),
        (1_024_000, 40),
    ] {
        let mut world = world(ONE);
        bill(&mut world, 3);
        put(&mut world, &[bytes]);
        assert_eq!(counted(&bill(&mut world, 4), "kds-put-units"), units, "{bytes} bytes");
    }
    // Each record alone: three of a byte are three units, one of three bytes is one.
    let mut world = world(ONE);
    bill(&mut world, 3);
    put(&mut world, &[1, 1, 1, 25_601]);
    assert_eq!(counted(&bill(&mut world, 4), "kds-put-units"), 5);
}

#[test]
fn what_a_full_shard_refuses_costs_nothing() {
    let mut world = world(&format!("{ONE}producer p to s rate 2500/s size 200B\n"));
    let bill = bill(&mut world, 20);
    let stream = &view::view(&world).streams[0];
    assert!(stream.refused > 20_000 && stream.taken > 15_000);
    assert_eq!(counted(&bill, "kds-put-units"), stream.taken);
}

#[test]
fn an_aggregated_record_is_one_record() {
    let lines = format!("{ONE}producer p to s api kpl rate 900/s size 100B\n");
    let mut world = world(&lines);
    let bill = bill(&mut world, 30);
    let stream = world.streams().stream(&Name::parse("s").unwrap()).unwrap();
    let records =
        stream.shards()[0].newest_first().flat_map(|batch| (0..batch.len()).map(|i| batch.data_len(i)));
    let units: u64 = records.map(|len| len.div_ceil(25_600)).sum();
    assert_eq!(counted(&bill, "kds-put-units"), units);
    let kpl = view::view(&world).producers[0].kpl.clone().unwrap();
    assert!(units > 0 && kpl.user_records_put > 10 * units, "{units} units of {kpl:?}");
}

#[test]
fn retention_beyond_a_day_costs_while_it_is_set() {
    let lines = format!(
        "{TWO}at 1h aws kinesis increase-stream-retention-period --stream-name s --retention-period-hours 25\n\
         at 3h aws kinesis decrease-stream-retention-period --stream-name s --retention-period-hours 24\n"
    );
    let mut world = world(&lines);
    for (hour, seconds) in [(1, 0), (2, 7_200), (3, 14_400), (4, 14_400)] {
        let bill = bill(&mut world, hour * HOUR);
        assert_eq!(counted(&bill, "kds-extended-shard-hours"), seconds, "after {hour} hours");
    }
    assert_eq!(find(&bill(&mut world, 4 * HOUR), "kds-extended-shard-hours").unwrap().amount, 80_000_000);
}

#[test]
fn records_older_than_a_week_cost_by_the_gb_and_once_more_when_they_are_read() {
    let mut world = world(&format!(
        "{ONE}at 2s aws kinesis increase-stream-retention-period --stream-name s --retention-period-hours 240\n"
    ));
    bill(&mut world, 10);
    put(&mut world, &[499_983, 499_983]);
    // With their keys 500,000 bytes each.
    let week = 7 * 24 * HOUR + 10;
    assert_eq!(counted(&bill(&mut world, week), "kds-long-term-storage"), 0);
    let hour_later = bill(&mut world, week + HOUR);
    assert_eq!(counted(&hour_later, "kds-long-term-storage"), 1_000_000, "byte-hours");
    assert_eq!(counted(&hour_later, "kds-long-term-reads"), 0);
    put(&mut world, &[499_983]);
    line(&mut world, "consumer c reads s poll 1s from trim-horizon");
    let read = bill(&mut world, week + HOUR + 60);
    assert_eq!(view::view(&world).readers[0].read, 3);
    assert_eq!(counted(&read, "kds-long-term-reads"), 1_000_000, "not the one that is new");
    line(&mut world, "stop c");
    // They are gone after ten days.
    let gone = bill(&mut world, 12 * 24 * HOUR);
    assert_eq!(counted(&gone, "kds-long-term-storage"), 72 * 1_000_000);
}

#[test]
fn an_on_demand_stream_costs_by_its_hours_and_bytes_and_not_by_shards() {
    let mut world = world(&format!("{ON_DEMAND}consumer c reads s poll 1s\n"));
    bill(&mut world, 10);
    for (bytes, whole) in [(1_023, 1_024), (1_024, 2_048), (1_025, 4_096), (0, 5_120)] {
        put(&mut world, &[bytes]);
        assert_eq!(counted(&bill(&mut world, 10), "kds-on-demand-in"), whole, "{bytes} bytes more");
    }
    let bill = bill(&mut world, HOUR);
    let ids: Vec<&str> = bill.lines.iter().map(|line| line.id).collect();
    assert_eq!(ids, ["kds-on-demand-hours", "kds-on-demand-in", "kds-on-demand-out"]);
    assert_eq!(find(&bill, "kds-on-demand-hours").unwrap().amount, 40_000_000);
    assert_eq!(counted(&bill, "kds-on-demand-out"), 1_023 + 1_024 + 1_025 + 4 * 17, "with their keys");
}

#[test]
fn a_change_of_the_mode_changes_the_lines() {
    let arn = "arn:aws:kinesis:us-east-1:123456789012:stream/s";
    let mut world = world(&format!(
        "{TWO}at 10m aws kinesis update-stream-mode --stream-arn {arn} --stream-mode-details StreamMode=ON_DEMAND\n"
    ));
    let bill = bill(&mut world, HOUR);
    let (shards, hours) = (counted(&bill, "kds-shard-hours"), counted(&bill, "kds-on-demand-hours"));
    // It takes 2 s.
    assert_eq!((shards, hours), (2 * 602, HOUR - 602));
}

#[test]
fn data_of_an_on_demand_stream_costs_beyond_a_day() {
    let mut world = world(&format!(
        "{ON_DEMAND}at 5s aws kinesis increase-stream-retention-period --stream-name s --retention-period-hours 48\n"
    ));
    bill(&mut world, 10);
    put(&mut world, &[999_983]);
    assert_eq!(counted(&bill(&mut world, 24 * HOUR + 10), "kds-on-demand-storage"), 0);
    assert_eq!(counted(&bill(&mut world, 25 * HOUR + 10), "kds-on-demand-storage"), 1_000_000);
    let gone = bill(&mut world, 60 * HOUR);
    assert_eq!(counted(&gone, "kds-on-demand-storage"), 24_000_000);
    assert_eq!(counted(&gone, "kds-extended-shard-hours"), 0);
}

#[test]
fn a_registered_consumer_costs_for_each_shard_and_each_byte() {
    let mut world = world(&format!(
        "{TWO}at 5s producer p to s rate 100/s size 500B\nat 10m consumer fast reads s via fan-out\n"
    ));
    assert_eq!(counted(&bill(&mut world, 600), "kds-fan-out-hours"), 0);
    let bill = bill(&mut world, 20 * MINUTE);
    assert_eq!(counted(&bill, "kds-fan-out-hours"), 2 * 600);
    let pushed = world.journal().from(0).filter_map(|event| {
        let engine::event::What::RecordsPushed { bytes, .. } = &event.what else { return None };
        Some(*bytes)
    });
    let sent: u64 = pushed.sum();
    assert!(sent > 20_000_000);
    assert_eq!(counted(&bill, "kds-fan-out-reads"), sent);
    assert_eq!(find(&bill, "kds-fan-out-hours").unwrap().of.as_str(), "s");
}

#[test]
fn shard_level_metrics_are_custom_metrics_of_each_shard() {
    let of = |metrics: &str| {
        let mut world = world(&format!(
            "{TWO}at 1h aws kinesis enable-enhanced-monitoring --stream-name s --shard-level-metrics {metrics}\n"
        ));
        counted(&bill(&mut world, 2 * HOUR), "cloudwatch-shard-metrics")
    };
    assert_eq!(of("IncomingBytes"), 2 * HOUR);
    assert_eq!(of("ALL"), 7 * 2 * HOUR);
}

#[test]
fn a_deleted_stream_costs_no_more_and_what_it_cost_stays() {
    let mut world = world(&format!("{TWO}at 30m aws kinesis delete-stream --stream-name s\n"));
    let gone = bill(&mut world, HOUR);
    // It is DELETING for 2 s.
    assert_eq!(counted(&gone, "kds-shard-hours"), 2 * 1_802);
    assert_eq!(gone.month, 0);
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    assert_eq!(counted(&bill(&mut world, 2 * HOUR), "kds-shard-hours"), 2 * 1_802 + HOUR);
}
