//! The Kinesis Agent: its file, its buffers, its processing, its limits.

use super::*;

fn one_shard(more: &str) -> World {
    start(&format!("aws kinesis create-stream --stream-name s --shard-count 1\n{more}"))
}

#[test]
fn s05_a_thousand_lines_come_out_as_a_thousand_records_over_a_rotation_and_a_kill() {
    let mut world = one_shard(
        "agent web to s lines csv rate 100/s initial start-of-file rotate 4s buffer-age 1s\n\
         at 7s crash web\n\
         at 8s heal web\n\
         at 10s set web rate 0/s",
    );
    at(&mut world, 7_500);
    let down = agent(&world, "web");
    assert!(!down.running);
    assert_eq!((down.files[0].lines, down.rotations), (400, 1));
    assert!(down.unread > 50, "the application writes on: {down:?}");
    at(&mut world, 12_000);
    let texts = texts(&world, "s");
    assert_eq!(texts.len(), 1_000);
    // Each line is there once, and in its order.
    let numbers: Vec<u64> =
        texts.iter().map(|text| text.split(',').next().unwrap().parse().unwrap()).collect();
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..1_000).collect::<Vec<_>>());
    assert_eq!(numbers, sorted);
    let web = agent(&world, "web");
    assert_eq!(
        (web.written, web.lines_sent, web.repeated, web.unread, web.buffered),
        (1_000, 1_000, 0, 0, 0)
    );
    assert_eq!(web.checkpoint, Some(1_000));
    balances(&world, "web");
}

#[test]
fn a_record_leaves_when_its_buffer_is_old_or_full() {
    // 60 s after the first record, as nothing else is said.
    let mut world = one_shard("agent web to s rate 1/s lines syslog");
    at(&mut world, 60_999);
    assert_eq!(held(&world, "s").len(), 0);
    at(&mut world, 61_000);
    assert_eq!(held(&world, "s").len(), 61);
    // At 500 records.
    let mut world = one_shard("agent web to s rate 100/s lines csv");
    at(&mut world, 4_900);
    assert_eq!(held(&world, "s").len(), 0);
    at(&mut world, 5_000);
    assert_eq!(held(&world, "s").len(), 500);
    // At as many bytes as fit: a line of 999 and its line feed, with a key of 16, are 1,016 at most.
    let mut world = one_shard(
        "agent web to s rate 10/s lines filler size 999B partition deterministic buffer-bytes 3096B\nat 350ms set web rate 0/s",
    );
    at(&mut world, 5_000);
    assert_eq!(held(&world, "s").len(), 3, "3 × (1,000 + 32) bytes are 3,096");
    let mut world = one_shard(
        "agent web to s rate 10/s lines filler size 999B partition deterministic buffer-bytes 3095B\nat 350ms set web rate 0/s",
    );
    at(&mut world, 5_000);
    assert_eq!(held(&world, "s").len(), 2, "the third would be one byte too many");
}

#[test]
fn settings_below_at_and_above_their_bounds() {
    let mut world = one_shard("agent web to s");
    for (setting, ok) in [
        ("buffer-age 999ms", false),
        ("buffer-age 1s", true),
        ("buffer-age 900s", true),
        ("buffer-age 901s", false),
        ("buffer-records 0", false),
        ("buffer-records 1", true),
        ("buffer-records 500", true),
        ("buffer-records 501", false),
        ("buffer-bytes 0B", false),
        ("buffer-bytes 1B", true),
        ("buffer-bytes 4194304B", true),
        ("buffer-bytes 4194305B", false),
        ("rotate 999ms", false),
        ("rotate 1s", true),
        ("rotate 1B", true),
        ("rotate 0B", false),
        ("rate 5000/s", true),
        ("rate 5001/s", false),
        ("file \"/var/log/x\"", false),
        ("existing 3", false),
        ("host other", false),
        ("group \"/a\"", false),
        ("keys random", false),
    ] {
        let before = world.clone();
        let done = try_line(&mut world, &format!("set web {setting}"));
        assert_eq!(done.is_ok(), ok, "{setting}: {done:?}");
        if !ok {
            assert_eq!(
                view::view(&world),
                view::view(&before),
                "{setting} was refused and changed something"
            );
        }
    }
}

#[test]
fn a_line_longer_than_a_record_is_cut() {
    // Key and line feed are part of it: 1,048,576 less 32 of the key.
    for (size, bytes, cut) in
        [(1_048_542, 1_048_543, 0), (1_048_543, 1_048_544, 0), (1_048_544, 1_048_544, 1)]
    {
        let mut world = one_shard(&format!(
            "agent web to s rate 1/s lines filler size {size}B partition deterministic buffer-records 1\n\
             at 1500ms set web rate 0/s"
        ));
        at(&mut world, 5_000);
        let held = held(&world, "s");
        assert_eq!((held.len(), held[0].2.len()), (1, bytes), "{size}");
        assert_eq!(held[0].2.last(), Some(&b'\n'));
        assert_eq!(agent(&world, "web").truncated, cut, "{size}");
    }
    // Firehose's record is smaller, and has no key.
    for (size, bytes, cut) in [(1_023_999, 1_024_000, 0), (1_024_000, 1_024_000, 1)] {
        let mut world = start(&format!(
            "{DELIVERY}\nagent web to firehose d rate 1/s lines filler size {size}B buffer-records 1\nat 1500ms set web rate 0/s"
        ));
        at(&mut world, 5_000);
        let it = agent(&world, "web");
        assert_eq!((it.bytes_sent, it.truncated), (bytes, cut), "{size}");
    }
}

#[test]
fn three_lines_of_a_stack_trace_become_one_record() {
    let mut world = one_shard(
        "agent web to s rate 30/s lines stack-traces multiline \"2026-\" process single-line initial start-of-file \
         buffer-age 1s\nat 1s set web rate 0/s",
    );
    at(&mut world, 5_000);
    let texts = texts(&world, "s");
    // The last one's end is not in the file: it may go on.
    assert_eq!(texts.len(), 9, "{texts:?}");
    for (i, text) in texts.iter().enumerate() {
        assert!(text.contains(&format!("ERROR order {i} failedjava.lang.IllegalStateException")), "{text}");
        assert!(text.ends_with(")\n") && text.matches('\n').count() == 1, "{text}");
    }
    balances(&world, "web");
    assert_eq!(agent(&world, "web").unread, 3);
    // A file that is rotated has an end.
    line(&mut world, "rotate web");
    at(&mut world, 7_000);
    assert_eq!(agent(&world, "web").unread, 0);
    assert_eq!(held(&world, "s").len(), 10);
    // Without the pattern each line is a record.
    let mut world =
        one_shard("agent web to s rate 30/s lines stack-traces buffer-age 1s\nat 1s set web rate 0/s");
    at(&mut world, 5_000);
    assert_eq!(held(&world, "s").len(), 30);
}

#[test]
fn processing_makes_json_and_passes_over_what_it_cannot_read() {
    let mut world = one_shard(
        "agent web to s rate 100/s lines csv process csv-to-json \"order,customer,amount,country,more\" \
         buffer-age 1s\nat 2s set web rate 0/s",
    );
    at(&mut world, 4_000);
    let texts = texts(&world, "s");
    assert_eq!(texts.len(), 200);
    for (i, text) in texts.iter().enumerate() {
        let object: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(object["order"], i.to_string());
        assert!(object["more"].is_null());
    }
    for (lines, format, field) in [
        ("access-log", "COMBINEDAPACHELOG", "agent"),
        ("common-log", "COMMONAPACHELOG", "bytes"),
        ("access-log", "COMMONAPACHELOG", "bytes"),
        ("error-log", "APACHEERRORLOG", "message"),
        ("syslog", "SYSLOG", "message"),
        ("syslog-3339", "RFC3339SYSLOG", "message"),
    ] {
        let mut world = one_shard(&format!(
            "agent web to s rate 100/s lines {lines} broken 20% process log-to-json {format} buffer-age 1s\n\
             at 2s set web rate 0/s"
        ));
        at(&mut world, 4_000);
        let (it, held) = (agent(&world, "web"), held(&world, "s"));
        assert!(it.filtered > 15 && it.filtered < 80, "{lines}: {} of 200", it.filtered);
        assert_eq!(held.len() as u64, 200 - it.filtered, "{lines}");
        for (.., data) in held {
            let object: serde_json::Value = serde_json::from_slice(&data).unwrap();
            assert!(object[field].is_string(), "{lines} {object}");
        }
        balances(&world, "web");
    }
}

#[test]
fn the_partition_key_is_random_or_the_md5_of_the_data() {
    let mut world =
        one_shard("agent web to s rate 100/s lines filler size 20B partition deterministic buffer-age 1s");
    at(&mut world, 3_000);
    let keys: Vec<_> = held(&world, "s").into_iter().map(|(_, key, _)| key).collect();
    // md5 of twenty `a` and a line feed.
    assert!(
        keys.len() > 100
            && keys.iter().all(|key| key == "46e5929e5db07ad4b5e3b3d5e35e7cde" || key.len() == 32)
    );
    assert!(keys.iter().all(|key| *key == keys[0]));
    let mut world = one_shard("agent web to s rate 100/s lines filler size 20B buffer-age 1s");
    at(&mut world, 3_000);
    let mut keys: Vec<_> = held(&world, "s").into_iter().map(|(_, key, _)| key).collect();
    let many = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), many);
}

#[test]
fn flows_of_one_host_go_to_two_streams_and_to_a_delivery_stream_and_die_together() {
    let mut world = start(&format!(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         aws kinesis create-stream --stream-name audit --shard-count 1\n{DELIVERY}\n\
         agent logins to audit host web-01 file \"/var/log/logins.log*\" lines csv rate 30/s buffer-age 1s\n\
         agent orders to s host web-01 file \"/var/log/orders.log*\" lines csv rate 50/s buffer-age 1s\n\
         agent access to firehose d host web-01 file \"/var/log/access.log*\" lines access-log rate 20/s buffer-age 1s\n\
         agent other to s rate 1/s\n\
         at 5s crash access\n\
         at 7s heal orders\n\
         at 10s set orders rate 0/s\n\
         at 10s set access rate 0/s\n\
         at 10s set logins rate 0/s"
    ));
    at(&mut world, 6_000);
    let running = ["orders", "access", "logins", "other"].map(|who| agent(&world, who).running);
    assert_eq!(running, [false, false, false, true]);
    assert!(try_line(&mut world, "crash orders").unwrap_err().contains("down already"));
    at(&mut world, 80_000);
    assert_eq!(agent(&world, "orders").lines_sent, 500);
    assert_eq!(agent(&world, "access").lines_sent, 200);
    assert_eq!(agent(&world, "logins").lines_sent, 300);
    let audit = texts(&world, "audit");
    assert_eq!(
        (audit.len(), counted(&audit).len()),
        (300, 300),
        "each of its lines once, and in its own stream"
    );
    let lake = objects(&world, "lake");
    assert_eq!(lake.iter().filter(|byte| **byte == b'\n').count(), 200);
    assert!(String::from_utf8(lake).unwrap().lines().all(|line| line.contains("HTTP/1.1")));
    assert!(try_line(&mut world, "heal orders").unwrap_err().contains("is running"));
    assert!(try_line(&mut world, "crash nobody").unwrap_err().contains("no agent and no polling"));
    assert!(try_line(&mut world, "agent x to function f").is_err());
}

#[test]
fn throttled_it_waits_and_the_unread_part_of_the_file_grows() {
    let mut world = one_shard(
        "agent web to s rate 3000/s lines csv buffer-records 20 buffer-age 1s initial start-of-file\n\
         at 60s set web rate 0/s",
    );
    for second in 1..=60 {
        at(&mut world, second * 1_000);
        balances(&world, "web");
        let it = agent(&world, "web");
        assert!(it.full_buffers <= 100, "at most 100 buffers wait in memory: {}", it.full_buffers);
    }
    let it = agent(&world, "web");
    // A shard takes 1,000 a second; so two thirds stay behind.
    assert!(it.unread > 100_000, "{it:?}");
    assert!(it.errors > 0 && it.repeated == 0);
    assert!(source(&world, "web").refused > 0);
    // It never gives up: when the application falls silent it catches up.
    at(&mut world, 400_000);
    let it = agent(&world, "web");
    assert_eq!((it.unread, it.buffered, it.lines_sent), (0, 0, 180_000));
    assert_eq!(counted(&texts(&world, "s")).len(), 180_000);
    assert_eq!(it.attempts - it.errors, it.records_sent);
    balances(&world, "web");
}

#[test]
fn back_off_doubles_from_100_ms_to_10_s_and_the_first_answer_counts_again() {
    let mut world = one_shard("agent web to s rate 10/s lines csv buffer-age 1s");
    at(&mut world, 3_000);
    line(&mut world, "aws kinesis delete-stream --stream-name s");
    at(&mut world, 60_000);
    let it = agent(&world, "web");
    assert!(it.service_errors > 5 && it.service_errors < 20, "{}", it.service_errors);
    assert!(it.retry_in_us.unwrap() <= 10_000_000);
    let waits: Vec<u64> = world
        .journal()
        .from(0)
        .filter_map(|event| {
            let engine::event::What::FeedTold { tells, .. } = &event.what else { return None };
            let engine::event::FeedTells::Throttled { wait_ms, .. } = tells else { return None };
            Some(*wait_ms)
        })
        .collect();
    assert_eq!(waits[..9], [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
    // The stream comes again, and all that waited goes there.
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    line(&mut world, "set web rate 0/s");
    let sent = agent(&world, "web").lines_sent;
    at(&mut world, 90_000);
    let it = agent(&world, "web");
    assert_eq!((it.unread, it.buffered), (0, 0));
    assert_eq!(held(&world, "s").len() as u64, it.lines_sent - sent);
    balances(&world, "web");
}

#[test]
fn a_file_is_rotated_by_size_and_read_to_its_end() {
    let mut world = one_shard(
        "agent web to s rate 200/s lines filler size 99B rotate 10000B buffer-age 1s\nat 10s set web rate 0/s",
    );
    at(&mut world, 13_000);
    let it = agent(&world, "web");
    // 100 lines of 100 bytes are a file; but no sooner than a second after the last: so 200.
    assert_eq!(it.rotations, 10, "{:?}", it.files);
    assert_eq!(it.lines_sent, 2_000);
    assert!(it.files.iter().all(|file| file.lines_kept == file.lines));
    assert_eq!(it.files.last().unwrap().name, "web.log");
    assert!(it.files[0].name.starts_with("web.log."));
    // By hand no sooner either.
    line(&mut world, "rotate web");
    assert!(try_line(&mut world, "rotate web").unwrap_err().contains("once a second"));
}
