//! Aggregation and collection: what is packed into what, and when it leaves (checklist W05 to W07).

use engine::aggregate::{UserRecord, seal};

use super::*;

/// Three user records within one wait, of these sizes, each with a key of eight characters; what became of them.
fn three(sizes: [&str; 3], settings: &str) -> (Vec<u64>, usize) {
    let [a, b, c] = sizes;
    let mut world = world(&format!(
        "{}at 10s producer p to s api kpl buffered 20s rate 1/s size {a} keys \"customer\" payload filler {settings}\n\
         at 11500ms set p size {b} keys \"merchant\"\nat 13s set p size {c} keys \"referrer\"\nat 14500ms set p rate 0/s",
        stream(1)
    ));
    at(&mut world, 60_000);
    let mut bytes: Vec<u64> = records(&world).iter().map(|(_, batch, i)| batch.data_len(*i)).collect();
    for (_, batch, i) in records(&world) {
        assert_eq!(batch.data(i).len() as u64, batch.data_len(i), "what is said is what is made");
    }
    bytes.sort_unstable();
    (bytes, calls(&world).len())
}

#[test]
fn two_forty_and_five_hundred_kilobytes_are_two_records_in_one_call() {
    // 2,000 + 40,000 + 20 around the message + 2 keys of 10 + 8 and 10 around the records.
    assert_eq!(three(["2kB", "40kB", "500kB"], ""), (vec![42_058, 500_000], 1));
    assert_eq!(three(["2KiB", "40KiB", "500KiB"], ""), (vec![43_066, 512_000], 1));
}

#[test]
fn with_room_for_all_they_are_one_record() {
    assert_eq!(three(["2kB", "40kB", "500kB"], "aggregate-size 1MiB"), (vec![542_078], 1));
    assert_eq!(three(["2KiB", "40KiB", "500KiB"], "aggregate-size 1MiB"), (vec![555_086], 1));
}

#[test]
fn without_aggregation_they_are_three_records_in_one_call() {
    assert_eq!(three(["2kB", "40kB", "500kB"], "aggregation off"), (vec![2_000, 40_000, 500_000], 1));
}

/// How long after it was made each first user record of a call left, in ms.
fn waits(world: &World) -> Vec<u64> {
    let mut waits = Vec::new();
    for (_, batch, i) in records(world) {
        let packed = &batch.source.packed().expect("the KPL packed it")[batch.offset(i) as usize];
        let (origin, number) = packed.each().next().expect("a user record");
        waits.push(millis(batch.arrived.since(origin.made_at(number))));
    }
    waits
}

#[test]
fn a_lone_record_leaves_after_record_max_buffered_time() {
    for (settings, expected) in
        [("", 100), ("buffered 300ms", 300), ("buffered 10ms", 10), ("aggregation off", 100)]
    {
        let mut world = world(&format!(
            "{}at 10s producer p to s api kpl rate 2/s size 200B keys uniform 50 payload filler {settings}",
            stream(2)
        ));
        at(&mut world, 20_000);
        let waits = waits(&world);
        assert!(waits.len() >= 18 && waits.iter().all(|wait| *wait == expected), "{settings}: {waits:?}");
    }
}

#[test]
fn a_full_record_leaves_its_buffer_at_once() {
    // 5 MB/s fill 51,200 bytes in 10 ms; RecordMaxBufferedTime is a minute, of which 50 ms are for collection.
    let mut world = world(&format!(
        "{}at 10s producer p to s api kpl buffered 60s rate 1000/s size 5000B keys uniform 50 payload filler\n\
         at 12s set p rate 0/s",
        stream(8)
    ));
    let view = at(&mut world, 15_000);
    let records = records(&world);
    assert!(records.len() > 100, "{}", records.len());
    for (_, batch, i) in &records {
        let packed = &batch.source.packed().expect("packed")[batch.offset(*i) as usize];
        let last = packed.each().map(|(origin, number)| origin.made_at(number)).max().expect("one");
        assert_eq!((packed.user_records(), packed.bytes > 50_000), (10, true));
        // Full means that the next record does not fit, and of a shard one comes each 8 ms or so; 50 ms are collection.
        assert!(millis(batch.arrived.since(last)) <= 100, "{}", millis(batch.arrived.since(last)));
    }
    assert!(kpl(&view).packing.iter().all(|filling| filling.user_records <= 10), "what is not full waits on");
    assert!(kpl(&view).buffering_us < 200_000, "{}", kpl(&view).buffering_us);
}

#[test]
fn ninety_eight_records_of_512_bytes_fill_one() {
    let mut world = world(&format!(
        "{}at 10s producer p to s api kpl buffered 1s rate 1000/s size 512B keys \"customer\" payload filler",
        stream(1)
    ));
    let view = at(&mut world, 40_000);
    let counts: Vec<u64> = records(&world).iter().map(|(_, batch, i)| batch.user_records(*i)).collect();
    assert!(counts.iter().all(|count| *count == 98), "{counts:?}");
    assert!((290..=306).contains(&counts.len()), "10.2 a second: {}", counts.len());
    // 1,000 / 98 = 10.2: eleven in some seconds, and never more (W07).
    let mut seconds = std::collections::BTreeMap::new();
    for (_, batch, _) in records(&world) {
        *seconds.entry(batch.arrived.as_seconds()).or_insert(0_u64) += 1;
    }
    let full: Vec<u64> = seconds.values().copied().skip(1).take(28).collect();
    assert_eq!((full.iter().max(), full.iter().min()), (Some(&11), Some(&10)), "{full:?}");
    assert_eq!(kpl(&view).user_records_per_record_x100, 9_800);
    let sizes: Vec<u64> = records(&world).iter().map(|(_, batch, i)| batch.data_len(*i)).collect();
    assert!(sizes.iter().all(|bytes| (50_600..=51_200).contains(bytes)), "{sizes:?}");
}

#[test]
fn aggregation_passes_the_limit_of_a_thousand_records() {
    let story = |api: &str| {
        format!(
            "{}at 10s producer p to s api {api} rate 3000/s size 200B keys uniform 50 payload filler",
            stream(1)
        )
    };
    let mut sdk = world(&story("put-records"));
    let refused = at(&mut sdk, 40_000).streams[0].refused_per_s;
    assert!((1_990..=2_010).contains(&refused), "{refused}");
    let mut packed = world(&story("kpl"));
    let view = at(&mut packed, 40_000);
    let shard = &view.streams[0].shards[0];
    assert_eq!((view.streams[0].refused, kpl(&view).all_errors), (0, 0));
    assert!((10..=40).contains(&shard.records_per_s), "{}", shard.records_per_s);
    assert!((2_700..=3_300).contains(&kpl(&view).put_per_s), "{}", kpl(&view).put_per_s);
    // The meters count records of the stream, the ledger user records.
    assert_eq!(view.ledger.put, kpl(&view).user_records_put + kpl(&view).in_flight.user_records);
    assert_eq!(view.streams[0].taken, calls(&packed).iter().map(|(_, records, _)| records[0]).sum::<u64>());
    assert!(view.streams[0].taken * 20 < view.ledger.put);
}

#[test]
fn collection_takes_the_records_of_all_shards_in_one_call() {
    let mut world = world(&format!(
        "{}at 10s producer p to s api kpl rate 400/s size 100B keys uniform 500 payload filler",
        stream(4)
    ));
    let view = at(&mut world, 20_000);
    // Buffers that began to fill within 20 ms of each other meet in one call.
    assert!(kpl(&view).records_per_request_x100 > 150, "{:?}", kpl(&view));
    assert!(calls(&world).iter().any(|(_, records, _)| records[0] >= 3));
    let shards: std::collections::BTreeSet<usize> =
        records(&world).iter().map(|(shard, ..)| *shard).collect();
    assert_eq!(shards.len(), 4);
    for (place, batch, i) in records(&world) {
        let range = world.streams().iter().next().unwrap().shards()[place].range;
        let data = batch.data(i);
        let inner = engine::aggregate::open(&data).expect("it is aggregated");
        assert!(inner.iter().all(|record| range.holds(record.hash())), "each for its shard");
        assert_eq!((batch.key(i).as_str(), batch.hash(i)), ("a", inner[0].hash()));
        assert_eq!(inner.len() as u64, batch.user_records(i));
    }
}

#[test]
fn counts_and_sizes_bound_what_is_packed_and_collected() {
    let lines = |settings: &str| {
        format!(
            "{}at 10s producer p to s api kpl rate 2000/s size 300B keys uniform 500 payload filler {settings}",
            stream(2)
        )
    };
    let mut seven = world(&lines("aggregate-count 7"));
    at(&mut seven, 15_000);
    assert!(records(&seven).iter().all(|(_, batch, i)| batch.user_records(*i) == 7));
    let mut three = world(&lines("aggregate-count 7 collect-count 3"));
    at(&mut three, 15_000);
    assert!(calls(&three).iter().all(|(_, records, _)| records[0] <= 3));
    let mut small = world(&lines("aggregate-size 1000B"));
    at(&mut small, 15_000);
    assert!(
        records(&small)
            .iter()
            .all(|(_, batch, i)| batch.data_len(*i) <= 1_000 && batch.user_records(*i) <= 3)
    );
    let mut narrow = world(&lines("aggregation off collect-size 52224B"));
    at(&mut narrow, 15_000);
    let most = calls(&narrow).iter().map(|(_, records, _)| records[0] + records[1]).max();
    assert_eq!(most, Some(52_224 / (300 + "user-499".len() as u64)));
}

#[test]
fn a_kpl_is_refused_what_it_does_not_do() {
    let mut world = world(&stream(1));
    let mut refused = |line: &str, text: &str| {
        let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let refusal = world.apply(&command).expect_err(line);
        assert!(refusal.message.contains(text), "{line}: {}", refusal.message);
    };
    for (line, text) in [
        ("producer p to s api kpl buffered 0s", "RecordMaxBufferedTime is 1 to 60000 ms, not 0"),
        ("producer p to s api kpl buffered 61s", "RecordMaxBufferedTime is 1 to 60000 ms"),
        ("producer p to s api kpl aggregate-size 63B", "AggregationMaxSize is 64 to 10485760 bytes, not 63"),
        ("producer p to s api kpl aggregate-size 11MiB", "AggregationMaxSize is 64 to 10485760 bytes"),
        ("producer p to s api kpl aggregate-count 4294967296", "AggregationMaxCount is 1 to 4294967295"),
        ("producer p to s api kpl collect-count 501", "CollectionMaxCount is 1 to 500 records, not 501"),
        ("producer p to s api kpl collect-size 52223B", "CollectionMaxSize is 52224 to 10485760 bytes"),
        ("producer p to s api kpl ttl 99ms", "RecordTtl is 100 to 3600000 ms, not 99"),
        ("producer p to s api kpl rate-limit 0%", "RateLimit is 1 to 10000 %, not 0"),
        ("producer p to s api kpl size 1048577B", "the KPL takes 1 to 1048576"),
        (
            "producer p to s api kpl retries 3",
            "the KPL of p has no `retries`: it puts again by itself until RecordTtl",
        ),
        ("producer p to s aggregation off", "`aggregation` is a setting of the KPL, which p does not use"),
    ] {
        refused(line, text);
    }
}

/// What its configuration is if nothing is said, in each era (behaviours A13).
#[test]
fn a_kpl_begins_with_the_defaults_of_aws() {
    for era in ["2018", "2020", "today"] {
        let mut world = world(&format!("era {era}\n{}producer p to s api kpl", stream(1)));
        let view = at(&mut world, 0);
        let it = kpl(&view);
        assert!(it.aggregation && !it.fail_if_throttled, "{era}");
        assert_eq!((it.buffered_us, it.ttl_us), (100_000, 30_000_000), "{era}");
        assert_eq!((it.aggregate_size, it.aggregate_count), (51_200, 4_294_967_295), "{era}");
        assert_eq!((it.collect_count, it.collect_size), (500, 5_242_880), "{era}");
        assert_eq!((it.rate_limit, it.max_connections), (150, 24), "{era}");
    }
}

/// Each bound: at it, and one beyond. What grew with an era has its own for each.
#[test]
fn each_bound_of_a_kpl_holds_at_it_and_not_beyond() {
    // A setting, what is taken, what is not, and the eras for which that is so.
    let all = ["2018", "2020", "today"].as_slice();
    let old = ["2018", "2020"].as_slice();
    let today = ["today"].as_slice();
    for (setting, good, bad, eras) in [
        ("buffered", ["1ms", "60s"], ["0ms", "60001ms"], all),
        ("aggregate-size", ["64B", "1048576B"], ["63B", "1048577B"], old),
        ("aggregate-size", ["64B", "10485760B"], ["63B", "10485761B"], today),
        ("aggregate-count", ["1", "4294967295"], ["0", "4294967296"], all),
        ("collect-count", ["1", "500"], ["0", "501"], all),
        ("collect-size", ["52224B", "5242880B"], ["52223B", "5242881B"], old),
        ("collect-size", ["52224B", "10485760B"], ["52223B", "10485761B"], today),
        ("ttl", ["100ms", "3600s"], ["99ms", "3600001ms"], all),
        ("rate-limit", ["1%", "10000%"], ["0%", "10001%"], all),
        ("max-connections", ["1", "256"], ["0", "257"], all),
        ("timeout", ["100ms", "600s"], ["99ms", "600001ms"], all),
    ] {
        for era in eras {
            let mut world = world(&format!("era {era}\n{}producer p to s api kpl", stream(1)));
            for value in good {
                line(&mut world, &format!("set p {setting} {value}"));
            }
            for value in bad {
                let told = match story::command(&format!("set p {setting} {value}")) {
                    Ok(command) => world.apply(&command).map(drop).map_err(|refusal| refusal.to_string()),
                    Err(error) => Err(error.to_string()),
                };
                let told = told.expect_err(&format!("{era}: {setting} {value}"));
                assert!(told.len() > 20, "{era}: {setting} {value}: {told}");
            }
        }
    }
}

#[test]
fn the_kpl_does_not_put_to_firehose() {
    let mut world = world(&format!(
        "{}bucket lake\naws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
         BucketARN=arn:aws:s3:::lake",
        stream(1)
    ));
    line(&mut world, "producer q to s api kpl");
    for line in ["producer p to firehose d api kpl", "set q to firehose d"] {
        let refusal = world.apply(&story::command(line).expect("a line")).expect_err(line);
        assert!(
            refusal.message.contains("the KPL puts to streams only: let d read a stream"),
            "{}",
            refusal.message
        );
    }
}

/// As large as AggregationMaxSize to the byte it is packed; with a byte less one user record fewer goes in.
#[test]
fn an_aggregated_record_may_be_as_large_as_its_limit_and_not_a_byte_larger() {
    let one = UserRecord { key: "k", explicit_hash_key: None, data: &[0; 100] };
    let size = seal([one; 50]).len();
    for (most, packed) in [(size - 1, 49), (size, 50), (size + 1, 50)] {
        let mut world = world(&format!(
            "{}at 10s producer p to s api kpl rate 500/s size 100B keys \"k\" aggregate-size {most}B buffered 60s\n\
             at 12s stop p",
            stream(1)
        ));
        at(&mut world, 100_000);
        let first = records(&world).swap_remove(0);
        assert_eq!(first.1.user_records(first.2), packed, "{most}");
    }
}

/// Of records of 1,024 bytes with their keys 51 are CollectionMaxSize at its smallest.
#[test]
fn a_call_may_be_as_large_as_collection_max_size_and_not_a_byte_larger() {
    for (size, most) in [(1_022, 51), (1_023, 51), (1_024, 50)] {
        let mut world = world(&format!(
            "{}at 10s producer p to s api kpl rate 500/s size {size}B keys \"k\" aggregation off collect-size 52224B \
             buffered 60s\nat 11s stop p",
            stream(1)
        ));
        at(&mut world, 100_000);
        let (_, [taken, refused], _) = calls(&world)[0];
        assert_eq!(taken + refused, most, "{size}");
    }
}

/// Eight records of 32 KiB for one shard are 256 KiB: nothing waits any more then.
#[test]
fn a_quarter_of_a_mebibyte_for_one_shard_leaves_at_once() {
    for (size, most) in [(32_767, 9), (32_768, 8), (32_769, 8)] {
        let mut world = world(&format!(
            "{}at 10s producer p to s api kpl rate 1000/s size {size}B keys \"k\" rate-limit 10000% buffered 60s\n\
             at 11s stop p",
            stream(1)
        ));
        at(&mut world, 12_000);
        let (_, [taken, refused], _) = calls(&world)[0];
        assert_eq!(taken + refused, most, "{size}");
    }
}
