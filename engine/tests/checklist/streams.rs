//! Data streams.

use engine::event::What;
use engine::record::hash_of;

use super::*;

#[test]
fn s01_four_shards_share_the_ring() {
    let world = stream(Era::Today, 4);
    assert_eq!(
        ranges(&world),
        [
            (0, 85070591730234615865843651857942052863),
            (85070591730234615865843651857942052864, 170141183460469231731687303715884105727),
            (170141183460469231731687303715884105728, 255211775190703847597530955573826158591),
            (255211775190703847597530955573826158592, 340282366920938463463374607431768211455),
        ]
    );
}

#[test]
fn s02_hello_of_user_1_lies_in_the_last_of_four() {
    let mut world = stream(Era::Today, 4);
    assert_eq!(hash_of("user-1"), 285573413173782752570879317399258818820);
    let (shard, sequence_number) = put(&mut world, "user-1");
    assert_eq!((shard, sequence_number.len()), (3, 56));
}

#[test]
fn s03_a_hundred_calls_or_one() {
    for (api, calls) in [("put-record", 100), ("put-records", 1)] {
        let mut world = stream(Era::Today, 1);
        // PutRecords leaves each tenth of a second: a hundred records have gathered by then.
        let rate = if api == "put-record" { 100 } else { 1_000 };
        line(&mut world, &format!("producer p to s rate {rate}/s size 10B api {api}"));
        let mut puts = Vec::new();
        while puts.iter().sum::<u32>() < 100 {
            wait(&mut world, Span::millis(1));
            puts.clear();
            for event in world.journal().from(0) {
                if let What::RecordsPut { shards, .. } = &event.what {
                    puts.push(shards.iter().map(|tally| tally.taken).sum::<u32>());
                }
            }
        }
        assert_eq!((puts.iter().sum::<u32>(), puts.len()), (100, calls), "{api}");
    }
}

/// What gathers in a tenth of a second goes in as many calls as PutRecords and PutRecordBatch allow, and each is full.
#[test]
fn o03_a_producers_calls_hold_as_much_as_one_may_and_not_more() {
    // Records of 900,000 bytes, with room for a key of 256: five in 5 MiB, eleven in 10 MiB, four in 4 MiB.
    for (era, size, rate, to, most) in [
        (Era::Today, 100_u64, 20_000_u64, "s", 500_u64),
        (Era::Today, 900_000, 400, "s", 11),
        (Era::Y2018, 900_000, 400, "s", 5),
        (Era::Y2020, 900_000, 400, "s", 5),
        (Era::Today, 100, 20_000, "firehose d", 500),
        (Era::Today, 900_000, 400, "firehose d", 4),
    ] {
        let mut world = stream(era, 40);
        line(
            &mut world,
            "aws firehose create-delivery-stream --delivery-stream-name d \
             --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake",
        );
        wait(&mut world, Span::seconds(60));
        line(
            &mut world,
            &format!("producer p to {to} rate {rate}/s size {size}B keys random api put-records"),
        );
        wait(&mut world, Span::seconds(3));
        let calls: Vec<u64> = world
            .journal()
            .from(0)
            .filter_map(|event| {
                if let What::RecordsPut { shards, .. } = &event.what {
                    Some(shards.iter().map(|tally| u64::from(tally.taken + tally.refused)).sum())
                } else if let What::FirehosePut { taken, refused, .. } = &event.what {
                    Some(taken + refused)
                } else if let What::PutFailed { message, .. } = &event.what {
                    panic!("{to} {size}: {message}")
                } else {
                    None
                }
            })
            .collect();
        assert!(calls.len() > 20, "{to} {size}: {calls:?}");
        assert_eq!(calls.iter().max(), Some(&most), "{era:?} {to} {size}");
        // Only the last of a tenth of a second has room left.
        let full = calls.iter().filter(|records| **records == most).count();
        assert!(full * 2 > calls.len(), "{era:?} {to} {size}: {full} of {}", calls.len());
    }
}

#[test]
fn w04_ten_shards_take_ten_times_what_one_takes() {
    let mut world = stream(Era::Today, 10);
    let starts: Vec<u128> = ranges(&world).iter().map(|(start, _)| *start).collect();
    // 10,000 records in this second, and not one more to any shard.
    let fifty_each: Vec<u128> = starts.iter().flat_map(|start| [*start; 50]).collect();
    for _ in 0..20 {
        assert_eq!(put_to(&mut world, &fifty_each, 10), 0);
    }
    assert_eq!(put_to(&mut world, &starts, 10), 10);
    // 10 MiB in a second: four quarters of a mebibyte to each shard, the key of one byte included.
    wait(&mut world, Span::seconds(2));
    for _ in 0..4 {
        assert_eq!(put_to(&mut world, &starts, 262_143), 0);
    }
    assert_eq!(put_to(&mut world, &starts, 1), 10);
}

#[test]
fn w04_three_shards_are_read_at_six_mebibytes_a_second() {
    let mut world = stream(Era::Today, 3);
    let starts: Vec<u128> = ranges(&world).iter().map(|(start, _)| *start).collect();
    for _ in 0..60 {
        for _ in 0..4 {
            assert_eq!(put_to(&mut world, &starts, 262_143), 0);
        }
        wait(&mut world, Span::seconds(1));
    }
    line(&mut world, "consumer c reads s from trim-horizon poll 200ms");
    let read = |world: &World| view::view(world).readers[0].read;
    wait(&mut world, Span::seconds(5));
    let before = read(&world);
    wait(&mut world, Span::seconds(20));
    // Each record is a quarter of a mebibyte: 24 a second.
    let per_20_s = read(&world) - before;
    assert!((470..=490).contains(&per_20_s), "{per_20_s} records in 20 s, wanted 480");
}

#[test]
fn w14_one_key_or_a_thousand() {
    assert_eq!(hash_of("iphone"), 14950036276369720077005229393503002771);
    let mut world = stream(Era::Today, 4);
    assert_eq!(put(&mut world, "iphone").0, 0);
    let mut of = [0; 4];
    for user in 1..=1_000 {
        of[put(&mut world, &format!("user-{user}")).0 as usize] += 1;
        wait(&mut world, Span::millis(10));
    }
    assert_eq!(of, [259, 270, 230, 241]);
}

#[test]
fn w26_writing_1500_records_of_2_kb_a_second_needs_three_shards() {
    for (shards, enough) in [(2, false), (3, true)] {
        let mut world = stream(Era::Today, shards);
        let starts: Vec<u128> = ranges(&world).iter().map(|(start, _)| *start).collect();
        let mut refused = 0;
        for tenth in 0..100_usize {
            // 150 records, to each shard in turn.
            let hashes: Vec<u128> = (0..150).map(|i| starts[(tenth * 150 + i) % starts.len()]).collect();
            refused += put_to(&mut world, &hashes, 1_999);
            wait(&mut world, Span::millis(100));
        }
        assert_eq!(refused == 0, enough, "{shards} shards refuse {refused}");
    }
}

#[test]
fn w26_five_classic_consumers_of_3000_records_of_1_kb_need_eight_shards_and_fan_out_three() {
    // Read together: 5 × 3,000 × 1,000 bytes against 2 MiB/s a shard.
    for (shards, via, enough) in [(7, "", false), (8, "", true), (3, " via fan-out", true)] {
        let mut world = stream(Era::Today, shards);
        let starts: Vec<u128> = ranges(&world).iter().map(|(start, _)| *start).collect();
        for n in 1..=5 {
            line(&mut world, &format!("consumer c{n} reads s{via}"));
        }
        wait(&mut world, Span::seconds(5));
        for tenth in 0..1_200_usize {
            let hashes: Vec<u128> = (0..300).map(|i| starts[(tenth * 300 + i) % starts.len()]).collect();
            assert_eq!(put_to(&mut world, &hashes, 1_000), 0, "{shards} shards take it");
            wait(&mut world, Span::millis(100));
        }
        let behind = view::view(&world).readers.iter().map(|reader| reader.behind_ms).max().expect("five");
        assert_eq!(behind <= 2_000, enough, "{shards} shards{via}: {behind} ms behind after two minutes");
    }
}

#[test]
fn w13_a_throttled_record_is_put_again_after_2_6_and_14_seconds() {
    let mut world = stream(Era::Today, 1);
    // So many calls that a token of the shard is gone as soon as it is there.
    line(&mut world, "producer flood to s rate 50000/s size 10B api put-record");
    wait(&mut world, Span::seconds(2));
    line(&mut world, "producer p to s rate 1/s size 10B api put-record retries 3 backoff 2s");
    wait(&mut world, Span::millis(1_500));
    line(&mut world, "set p rate 0/s");
    wait(&mut world, Span::seconds(20));
    let (mut first, mut again, mut spent) = (None, Vec::new(), None);
    for event in world.journal().from(0) {
        if let What::RecordsPut { by: Some(by), .. } = &event.what {
            if by.as_str() == "p" {
                first.get_or_insert(event.at);
            }
        } else if let What::RecordsResent { by, records: 1, retry } = &event.what {
            assert_eq!(by.as_str(), "p");
            again.push((*retry, event.at));
        } else if let What::RetriesSpent { by, records: 1, retries: 3 } = &event.what {
            assert_eq!(by.as_str(), "p");
            spent = Some(event.at);
        }
    }
    let first = first.expect("it puts");
    let after = |seconds| first + Span::seconds(seconds);
    assert_eq!(again, [(1, after(2)), (2, after(6)), (3, after(14))]);
    assert_eq!(spent, Some(after(14)));
    let p = &view::view(&world).producers[1];
    assert_eq!((p.resent, p.given_up, p.resending, p.doubled), (3, 1, 0, 0));
}

#[test]
fn what_is_put_again_is_taken_once_and_of_the_whole_request_twice() {
    for (resend, retries, doubles) in
        [("failed", 5, false), ("all", 5, true), ("all", 1, true), ("failed", 0, false)]
    {
        let mut world = stream(Era::Today, 1);
        line(
            &mut world,
            &format!("producer p to s rate 2000/s size 10B retries {retries} backoff 1s resend {resend}"),
        );
        wait(&mut world, Span::seconds(2));
        line(&mut world, "set p rate 0/s");
        assert!(retries == 0 || view::view(&world).producers[0].resending > 0, "{resend} {retries}");
        let end = at(&mut world, 100);
        let p = &end.producers[0];
        let lost = if retries == 0 { p.refused } else { p.given_up };
        let made = p.sent - p.resent;
        assert_eq!(end.ledger.put - end.ledger.refused, made - lost + p.doubled, "{resend} {retries}");
        assert_eq!((p.doubled > 0, p.resending), (doubles, 0), "{resend} {retries}");
        assert!(p.refused > 0 && (retries < 5 || doubles || lost == 0), "{resend} {retries}: {lost} lost");
    }
}

#[test]
fn whatever_happens_to_what_waits_each_record_is_taken_or_given_up() {
    for (meanwhile, resend) in [
        ("set p rate 0/s retries 0", "failed"),
        ("set p rate 0/s retries 0", "all"),
        ("stop p", "failed"),
        ("stop p", "all"),
        ("aws kinesis delete-stream --stream-name s", "failed"),
    ] {
        let mut world = stream(Era::Today, 1);
        line(
            &mut world,
            &format!("producer p to s rate 3000/s size 10B retries 5 backoff 1s resend {resend}"),
        );
        wait(&mut world, Span::seconds(3));
        let before = view::view(&world);
        assert!(before.producers[0].resending > 0);
        line(&mut world, meanwhile);
        if meanwhile.contains("delete") {
            line(&mut world, "set p rate 0/s");
        }
        wait(&mut world, Span::seconds(100));
        let end = view::view(&world);
        let p = &end.producers[0];
        let taken = end.ledger.put - end.ledger.refused;
        assert_eq!(
            (p.resending, taken),
            (0, p.sent - p.resent - p.given_up + p.doubled),
            "{meanwhile} {resend}"
        );
        assert!(p.given_up > 0, "{meanwhile} {resend}");
    }
}

#[test]
fn retries_have_bounds() {
    let mut world = stream(Era::Today, 1);
    for (settings, message) in [
        ("retries 21", "21 retries: a call has 0 to 20"),
        ("backoff 61s", "a back-off lasts 1 ms to 60 s before the first retry"),
        ("backoff 0s", "a back-off lasts 1 ms to 60 s before the first retry"),
    ] {
        let refusal = try_line(&mut world, &format!("producer p to s {settings}")).unwrap_err();
        assert!(refusal.contains(message), "{refusal}");
    }
    line(&mut world, "producer p to s retries 20 backoff 60s resend all");
}
