//! One bad line each, with its exact error.

use crate::refusal::ErrorName;
use crate::story::cursor::listed;
use crate::story::{Story, actor};

/// The slips of a text, as an author sees them.
fn check(text: &str, expected: &str) {
    let slips: Vec<_> = Story::slips(text).iter().map(ToString::to_string).collect();
    assert_eq!(slips.join("\n"), expected, "{text}");
    let first = Story::parse(text).map_err(|error| error.to_string());
    assert_eq!(first.err().as_deref(), expected.lines().next(), "{text}");
}

#[test]
fn a_line_that_nobody_knows() {
    let heads = "title, era, seed, until, aws, at, after, repeat, refused, expect, goal, predict, say, solution, wrong, \
                 producer, consumer, function, agent, logs, iot, bucket, table, set, stop, crash, rotate, \
                 fault, heal, load, reindex, reingest, allow, deny or revoke";
    check("kill w1", &format!("line 1, column 1: `kill` is not known: a line begins with {heads}"));
    check(
        "seed 3\nprodcer fleet to orders",
        &format!(
            "line 2, column 1: `prodcer` is not known: a line begins with {heads}; did you mean `producer`?"
        ),
    );
    check(
        "at 10s heal w1 x",
        "line 1, column 13: `w1` is not where: write bucket, cluster, domain, table, collector, endpoint, function, key or producer",
    );
    check(
        "fault bucket lake lazy",
        "line 1, column 19: `lazy` is not what is wrong: write unreachable, refusing, maintenance, silent, slow, throttling, too-large, answers-202, answers-other-id, answers-no-timestamp, answers-text, answers-no-json, answers-too-much, losing-answers or losing-requests",
    );
}

#[test]
fn the_head() {
    check("era 2019", "line 1, column 5: `2019` is not an era: write 2018, 2020 or today");
    check("era 2020 now", "line 1, column 10: expected the end of the line, but found `now`");
    check("seed x", "line 1, column 6: `x` is not a seed: write a whole number");
    check("seed", "line 1, column 5: expected a whole number, but the line ends");
    check("seed 1\nseed 2", "line 2, column 1: `seed` is said twice");
    check(
        "until 10",
        "line 1, column 7: `10` is not a time: write a whole number with ms, s, m, h or d, such as 250ms or 10s",
    );
}

#[test]
fn actors() {
    for (line, expected) in [
        ("producer", "9: expected the producer's name, but the line ends"),
        ("producer fleet orders", "16: expected `to`, but found `orders`"),
        ("producer a/b to s", "10: `a/b` is not a name: use 1 to 128 letters, digits, `_`, `.` or `-`"),
        (
            "producer p to s  rat 5/s",
            "18: `rat` is not known: a producer has api, rate, size, keys, payload, retries, backoff, resend, timeout, vpc-endpoint, aggregation, buffered, aggregate-size, aggregate-count, collect-count, collect-size, ttl, rate-limit, fail-if-throttled, max-connections or by; did you mean `rate`?",
        ),
        (
            "producer p to s  poll 1s",
            "18: a producer has no `poll`: it has api, rate, size, keys, payload, retries, backoff, resend, timeout, vpc-endpoint, aggregation, buffered, aggregate-size, aggregate-count, collect-count, collect-size, ttl, rate-limit, fail-if-throttled, max-connections or by",
        ),
        (
            "producer p to s  numbered",
            "18: `numbered` is not known: a producer has api, rate, size, keys, payload, retries, backoff, resend, timeout, vpc-endpoint, aggregation, buffered, aggregate-size, aggregate-count, collect-count, collect-size, ttl, rate-limit, fail-if-throttled, max-connections or by",
        ),
        ("producer p to s  rate 5", "23: `5` is not a rate: write a whole number with /s, such as 1400/s"),
        ("producer p to s  rate 5/s rate 6/s", "27: `rate` is said twice"),
        ("producer p to s  rate", "22: expected a rate such as 1400/s, but the line ends"),
        (
            "producer p to s  size 500b",
            "23: `500b` is not a size: write a whole number with B, kB, KiB, MB or MiB, such as 500B or 1MiB",
        ),
        (
            "producer p to s  api put-recrods",
            "22: `put-recrods` is not an api: write put-record, put-records or kpl; did you mean `put-records`?",
        ),
        (
            "producer p to s  keys 5",
            "23: expected a key in quotes, `uniform` or `zipf` and a number, or `random`, but found `5`",
        ),
        ("producer p to s  keys uniform 0", "31: `0` is not a number of keys"),
        ("producer p to s  keys \"a\" 80%", "23: the shares of the keys add up to 80%, not 100%"),
        ("producer p to s  keys random salted 3", "30: `salted` stands behind a key in quotes, once"),
        ("producer p to s  keys \"a", "23: no closing \" for the one that begins here"),
        (
            "producer p to s  payload access-log broken 101%",
            "44: `101%` is not a share: write 0% to 100%, such as 80% or 0.5%",
        ),
        (
            "producer p to s  payload order",
            "26: `order` is not a payload: write access-log, orders, clicks, devices, template or filler; did you \
             mean `orders`?",
        ),
        (
            "producer p to s  payload template 7",
            "35: expected a template such as '{\"id\":{n},\"customer\":{1..600}}' in quotes, but found `7`",
        ),
        (
            "producer p to s  payload template '{\"id\":{m}}'",
            "42: `{m}` is no placeholder: write {n}, {time}, a number by chance such as {1..600}, or one of several \
             such as {red|blue}",
        ),
        ("producer p to s  payload template '{\"id\":{1..6'", "42: a placeholder begins here and has no `}`"),
        ("producer p to s  payload template ''", "36: a template must not be empty"),
        ("consumer c reads", "17: expected the name of a stream, but the line ends"),
        ("consumer c1..d5 reads s", "10: `c1..d5` is no range of up to 100 names: write it as c1..c5"),
        (
            "consumer c reads s  kcl wrokers 1",
            "25: `wrokers` is not known: a consumer has poll, limit, from, via, parents, deaggregates, kcl, workers, table, checkpoint, sink, work, failover, decrypts, vpc-endpoint, connector, transform, keep, flush-records, flush-bytes, flush-age, emit, through, emit-items, emit-tries, emit-backoff, analytics, window, count, above, row-time, rows-to, lambda, enabled, batch-size, batching-window, parallelization-factor, bisect, retry-attempts, record-age, tumbling-window, window-state, filter-criteria, on-failure, item-failures, duration, function, concurrency, poison, by or timeout; did you mean `workers`?",
        ),
        (
            "consumer c reads s  connector emit lake",
            "36: `lake` is not where: write bucket, cluster, domain, table, collector, endpoint, function, key or producer",
        ),
        (
            "consumer c reads s  connector keep most",
            "36: `most` is not a share: write 0% to 100%, such as 80% or 0.5%",
        ),
        (
            "consumer c reads s  analytics row-time event",
            "40: `event` is not of which time a row is: write read or arrival",
        ),
        (
            "producer p to s  by fume",
            "21: `fume` is not a tool: write spark, log4j, flume, kafka-connect or nifi; did you mean `flume`?",
        ),
        (
            "consumer c reads s  from now",
            "26: `now` is not where to begin: write trim-horizon, latest or at-timestamp",
        ),
        ("consumer c reads s  via push", "25: `push` is not how it reads: write polling or fan-out"),
        (
            "consumer c reads s  parents last",
            "29: `last` is not what it does with parents: write first or ignored",
        ),
        ("consumer c reads s  limit 0", "27: `0` is not a number of records, or `none`"),
        (
            "function f  blueprint uppercase",
            "23: `uppercase` is not a blueprint: write pass-through, access-log-to-json, csv-to-json, syslog-to-json, \
             cloudwatch-logs, add-partition-keys, size-limit, size-limit-skip, size-limit-drop, size-limit-reingest, \
             failing or slow",
        ),
        (
            "set fleet",
            "10: expected what to set: to, api, rate, size, keys, payload, retries, backoff, resend, timeout, vpc-endpoint, \
             aggregation, buffered, aggregate-size, aggregate-count, collect-count, collect-size, ttl, rate-limit, \
             fail-if-throttled, max-connections, by, reads, poll, limit, from, via, parents, deaggregates, kcl, workers, table, \
             checkpoint, sink, work, failover, decrypts, connector, transform, keep, flush-records, flush-bytes, flush-age, emit, \
             through, emit-items, emit-tries, emit-backoff, analytics, window, count, above, row-time, rows-to, lambda, enabled, batch-size, batching-window, parallelization-factor, bisect, \
             retry-attempts, record-age, tumbling-window, window-state, filter-criteria, on-failure, item-failures, duration, function, concurrency, poison, blueprint, answers, source, lines, host, file, \
             existing, rotate, initial, process, multiline, partition, buffer-age, buffer-records, buffer-bytes, group, \
             log-streams, filter, distribution, devices, topic, sql, key, separator or error-to, but the line ends",
        ),
        (
            "producer p to s  api kpl rate-limit 150",
            "37: `150` is not a percentage: write a whole number with %, such as 150%",
        ),
        (
            "producer p to s  api kpl aggregation no",
            "38: `no` is not aggregation: write on or off; did you mean `on`?",
        ),
        (
            "consumer c reads s  deaggregates maybe",
            "34: `maybe` is not whether it takes records apart: write yes or no",
        ),
        ("stop", "5: expected whom to stop, but the line ends"),
        ("stop a b", "8: expected the end of the line, but found `b`"),
    ] {
        check(line, &format!("line 1, column {expected}"));
    }
}

#[test]
fn times() {
    for (line, expected) in [
        (
            "at soon stop p",
            "4: `soon` is not a time: write a whole number with ms, s, m, h or d, such as 250ms or 10s",
        ),
        ("at 10s", "7: expected a line, but the line ends"),
        ("at 10s title x", "8: `title` stands at the beginning of a line, without a time before it"),
        (
            "at 10s goal \"x\" ledger.lost = 0",
            "8: `goal` stands at the beginning of a line, without a time before it",
        ),
        ("at 10s expect at 11s ledger.lost = 0", "15: the line has its time already"),
        ("at 10s at 11s stop p", "8: `at` stands at the beginning of a line, without a time before it"),
        ("goal \"x\" hold 50ms ledger.lost = 0", "15: goals look at every 100ms: write a multiple of that"),
        ("goal \"x\" hold 0s ledger.lost = 0", "10: hold for how long? 0s is no time"),
    ] {
        check(line, &format!("line 1, column {expected}"));
    }
}

#[test]
fn refusals_and_repeats() {
    let errors = listed(&ErrorName::ALL.map(ErrorName::as_str));
    let commands = listed(&[["aws"].as_slice(), &actor::WORDS].concat());
    for (line, expected) in [
        ("refused", "8: expected the name of an error, but the line ends".to_owned()),
        (
            "at 1s refused LimitExceeded stop p",
            format!("15: `LimitExceeded` is not the name of an error: write {errors}"),
        ),
        ("refused NoSuchKey", "18: expected a command, but the line ends".to_owned()),
        ("refused NoSuchKey \"a\"", "22: expected a command, but the line ends".to_owned()),
        (
            "refused NoSuchKey expect time.s = 1",
            format!("19: `expect` is not known: a line begins with {commands}"),
        ),
        (
            "refused NoSuchKey refused NoSuchKey stop p",
            format!("19: `refused` is not known: a line begins with {commands}"),
        ),
        (
            "refused NoSuchKey aws kinesis create-strem",
            "31: argument operation: Found invalid choice 'create-strem'; did you mean `create-stream`?"
                .to_owned(),
        ),
        ("refused NoSuchKey aws help", "1: help is for the terminal: a story needs a command".to_owned()),
        ("repeat", "7: expected how often, such as 5, but the line ends".to_owned()),
        ("at 1s repeat x stop p", "14: `x` is not how often: write 1 to 10000".to_owned()),
        ("repeat 0 stop p", "8: `0` is not how often: write 1 to 10000".to_owned()),
        ("repeat 10001 stop p", "8: `10001` is not how often: write 1 to 10000".to_owned()),
        ("repeat 5", "9: expected a command, but the line ends".to_owned()),
        ("repeat 5 repeat 6 stop p", "10: `repeat` is said twice".to_owned()),
        (
            "repeat 5 expect time.s = 1",
            "10: `repeat` stands before a command, not before `expect`".to_owned(),
        ),
        ("repeat 5 say \"a\"", "10: `repeat` stands before a command, not before `say`".to_owned()),
        (
            "repeat 5 at 1s stop p",
            "10: `at` stands at the beginning of a line, without a time before it".to_owned(),
        ),
    ] {
        check(line, &format!("line 1, column {expected}"));
    }
}

#[test]
fn aws_lines_say_what_the_cli_says() {
    for (line, expected) in [
        (
            "at 10s aws kinesis create-strem --stream-name s",
            "20: argument operation: Found invalid choice 'create-strem'; did you mean `create-stream`?",
        ),
        (
            "aws kinesis create-stream --stream-name s --shard-count x",
            "57: invalid literal for int() with base 10: 'x'",
        ),
        (
            "aws kinesis create-stream --stream-name é --shard-count 1",
            "41: An error occurred (ValidationException) when calling the CreateStream operation: 1 validation error \
             detected: Value 'é' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression \
             pattern: [a-zA-Z0-9_.-]+",
        ),
        ("aws kinesis help", "1: help is for the terminal: a story needs a command"),
    ] {
        check(line, &format!("line 1, column {expected}"));
    }
}

#[test]
fn conditions() {
    let roots = "stream, shard, producer, reader, firehose, function, bucket, store, table, role, bill, ledger or time";
    for (condition, expected) in [
        ("", "8: expected a path such as stream.orders.refused, but the line ends".to_owned()),
        (
            "strem.orders.refused = 0",
            format!("8: `strem` is not known: a path begins with {roots}; did you mean `stream`?"),
        ),
        ("alarm.app.x = 0", format!("8: `alarm` is not known: a path begins with {roots}")),
        ("stream = 0", "14: expected a dot and a name behind `stream`, but found `=`".to_owned()),
        ("stream.orders. = 0", "22: expected a name behind the dot, but found `=`".to_owned()),
        (
            "stream[0].refused = 0",
            "14: a stream has a name, not a number: write stream.NAME or stream[*]".to_owned(),
        ),
        (
            "reader[*].lag = 0",
            "8: `reader[*].lag` gives many values: write count, sum, max or min before it".to_owned(),
        ),
        (
            "ledger.lost == 0",
            "21: expected a number, maybe with a unit, or text in quotes, but found `=`".to_owned(),
        ),
        ("ledger.lost is 0", "20: expected one of = != < <= > >= contains, but found `is`".to_owned()),
        ("ledger.lost = nought", "22: `nought` is no number: write text in quotes, \"nought\"".to_owned()),
        (
            "ledger.lost =",
            "21: expected a number, maybe with a unit, or text in quotes, but the line ends".to_owned(),
        ),
        ("ledger.lost = \"a", "22: no closing \" for the one that begins here".to_owned()),
        ("ledger.lost > \"a\"", "22: `\"a\"` has no order: compare it with =, != or contains".to_owned()),
        (
            "stream.s.refused_per_s < 10s",
            "33: `10s` is a time, and `refused_per_s` counts per second".to_owned(),
        ),
        ("max reader[*].lag = \"a\"", "28: `\"a\"` is no number, and max gives one".to_owned()),
        (
            "ledger.lost = 0 nor time.s = 1",
            "24: expected `and`, `or` or the end of the line, but found `nor`".to_owned(),
        ),
        (
            "ledger.lost = 0 and",
            "27: expected a path such as stream.orders.refused, but the line ends".to_owned(),
        ),
        (
            "bucket.lake.object[last].bytes = 0",
            "27: expected a number, `*`, a name in quotes, or `where` between the brackets".to_owned(),
        ),
        ("bucket.lake.object[0.bytes = 0", "28: expected `]`, but found `.bytes`".to_owned()),
    ] {
        check(&format!("expect {condition}"), &format!("line 1, column {expected}"));
    }
}

#[test]
fn blocks() {
    let options = "a question needs two or more indented lines: option \"…\" when CONDITION";
    check("predict \"x\" judged at 1s", &format!("line 1, column 1: {options}"));
    check("predict \"x\"", "line 1, column 12: expected `judged`, but the line ends");
    check("predict x judged at 1s", "line 1, column 9: expected a question in quotes, but found `x`");
    check(
        "predict \"x\" judged at 1s\n  \"a\" when ledger.lost = 0\n  option \"b\" when ledger.lost > 0",
        &format!("line 2, column 3: expected `option`, but found `\"a\"`\nline 1, column 1: {options}"),
    );
    check(
        "  stop p",
        "line 1, column 3: an indented line belongs to predict, solution or wrong above it; here is none of them",
    );
    check("solution", "line 1, column 9: expected `:` at the end of the line");
    check("wrong:", "line 1, column 6: expected what a tutor would say in quotes, but the line ends");
    check("wrong \"x\"", "line 1, column 10: expected `:` at the end of the line");
    check(
        "solution:\n  predict \"x\" judged at 1s",
        "line 2, column 3: a question belongs to the story, not to what is tried in it",
    );
    check(
        "solution:\n  goal \"x\" ledger.lost = 0",
        "line 2, column 3: `goal` stands at the beginning of a line, without a time before it",
    );
}

#[test]
fn all_slips_of_a_text_are_found() {
    let slips = Story::slips("seed x\nstop p\nera 1999\n");
    assert_eq!(slips.iter().map(|slip| slip.line).collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn a_command_stands_alone() {
    let told = |line: &str| crate::story::command(line).map(|c| c.to_string()).map_err(|e| e.to_string());
    assert_eq!(told("set fleet rate 9/s"), Ok("set fleet rate 9/s".to_owned()));
    assert_eq!(told("bucket lake"), Ok("aws s3 mb s3://lake".to_owned()));
    assert_eq!(told("aws kinesis list-streams"), Ok("aws kinesis list-streams".to_owned()));
    assert_eq!(
        told("at 10s stop p").unwrap_err(),
        "line 1, column 1: `at` is not known: a line begins with aws, producer, consumer, function, agent, logs, iot, bucket, table, set, stop, crash, rotate, fault, heal, load, reindex, reingest, allow, deny or revoke"
    );
    assert!(told("consumer c1..c2 reads s").unwrap_err().contains("one at a time"));
}
