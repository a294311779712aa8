//! What charts promise, in numbers.

use super::*;

fn limits(records: u64) -> StreamLimits {
    StreamLimits { records, bytes: u64::MAX, ..StreamLimits::default() }
}

#[test]
fn a_metric_is_told_by_the_minute_and_its_quota_where_it_is_near() {
    let of = |value| Metric {
        name: "IncomingRecords".to_owned(),
        unit: "records",
        about: "Records taken.",
        points: vec![(0, None), (60, Some(value))],
        limit: Some(30_000_000),
        bad: false,
    };
    let plot = metric(&of(600));
    assert_eq!((plot.limit, plot.seconds()), (None, (0, 120)));
    assert!(plot.about.contains("The quota is 30,000,000 records a minute."), "{}", plot.about);
    assert_eq!(
        plot.says(),
        "IncomingRecords: 600 records in 1:00, the last whole minute, at most 600 in the 2 minutes shown, no value \
         in 1 of them."
    );
    assert_eq!(metric(&of(20_000_000)).limit, Some(30_000_000));
}

#[test]
fn the_name_of_a_limit_stands_where_nothing_is_drawn() {
    let chart = |seconds: &[u64]| {
        let values = seconds.iter().enumerate().map(|(at, taken)| Second {
            at: at as u64,
            taken: *taken,
            ..Second::default()
        });
        plots(&values.collect::<Vec<_>>(), limits(1_000))[0].clone()
    };
    assert!(chart(&[0; 60]).free() < 0.01, "what lies far below is not behind it");
    // The hook's first seconds: it takes its reserve and then a thousand.
    let free = chart(&[0, 300, 1_380, 1_200, 1_010, 1_000, 1_000, 1_000]).free();
    assert!((0.13..0.3).contains(&free), "{free}");
    let mut busy = [1_000; 60];
    busy[36..].fill(10);
    assert!(chart(&busy).free() > 0.5, "{}", chart(&busy).free());
}

#[test]
fn minutes_go_in_steps_over_what_there_is_and_a_lone_second_is_a_dot() {
    let minutes = |n: u64| {
        metric(&Metric {
            name: "Invocations".to_owned(),
            unit: "calls",
            about: "Calls.",
            points: (0..n).map(|at| (at * 60, Some(at))).collect(),
            limit: None,
            bad: false,
        })
    };
    let one = minutes(1);
    assert_eq!((one.seconds(), one.line(&[(0, 7)])), ((0, 60), vec![(0.0, 7.0), (60.0, 7.0)]));
    let two = minutes(2);
    let steps = vec![(0.0, 7.0), (60.0, 7.0), (60.0, 9.0), (120.0, 9.0)];
    assert_eq!((two.seconds(), two.line(&[(0, 7), (60, 9)])), ((0, 120), steps));
    assert!(!one.is_dot(&[(0, 7)]));
    // A press in a minute means it, up to its end.
    let (left, width) = (two.labels(), two.labels() + 120.0 + RIGHT);
    assert_eq!([1.0, 58.0, 62.0, 118.0].map(|x| two.point_at(left + x, width)), [0, 0, 60, 60].map(Some));
    let second = &plots(&[Second::default()], limits(1))[0];
    assert_eq!((second.is_dot(&[(0, 1)]), second.is_dot(&[(0, 1), (1, 1)])), (true, false));
    assert_eq!(second.line(&[(0, 1), (1, 2)]), [(0.0, 1.0), (1.0, 2.0)]);
}

#[test]
fn a_full_shard_of_a_stream_with_room_is_told_in_the_heading() {
    let of = |full, open, taken| {
        let limits = StreamLimits { full, open, ..limits(open as u64 * 1_000) };
        let [records, ..] = plots(&[Second { taken, ..Second::default() }], limits);
        (records.note.clone(), records.says())
    };
    let (note, says) = of(1, 2, 1_000);
    assert_eq!(note.as_deref(), Some("1 of 2 shards full"));
    assert!(says.ends_with("limit 2,000. 1 of 2 shards full."), "{says}");
    // All of them, none of them, or a stream that takes all it may: the line says it.
    for (full, open, taken) in [(2, 2, 1_000), (1, 1, 900), (0, 2, 1_000), (1, 2, 2_000)] {
        assert_eq!(of(full, open, taken).0, None, "{full} {open} {taken}");
    }
}

#[test]
fn bytes_and_age_have_the_limits_that_they_run_into() {
    let age = |behind| {
        let seconds = [Second { bytes: 900, behind_ms: Some(behind), ..Second::default() }];
        plots(&seconds, StreamLimits { bytes: 2_097_152, kept_ms: 86_400_000, ..limits(2_000) })
    };
    let [_, bytes, _, young] = age(1_000);
    assert_eq!((&*bytes.name, bytes.limit), ("IncomingBytes", Some(2_097_152)));
    assert!(bytes.says().contains("limit 2,097,152"), "{}", bytes.says());
    assert_eq!(young.limit, None, "far away it would press the line down");
    assert!(young.about.contains("older than 86,400,000 ms"), "{}", young.about);
    assert_eq!(age(8_639_999)[3].limit, None);
    assert_eq!(age(8_640_000)[3].limit, Some(86_400_000));
}

#[test]
fn a_scale_is_round_and_above_everything() {
    let mut plot = plots(&[Second { at: 3, taken: 1_234, ..Second::default() }], limits(2_000))[0].clone();
    assert_eq!(plot.top(), 3_000);
    assert_eq!(plot.seconds(), (3, 63));
    plot.limit = None;
    plot.points = vec![];
    assert_eq!(plot.top(), 10);
    assert_eq!(plot.says(), "IncomingRecords: no whole second so far.");
}

#[test]
fn numbers_at_the_left_have_the_room_that_they_need() {
    let plot = |taken| plots(&[Second { taken, ..Second::default() }], limits(1))[0].labels();
    assert_eq!(plot(900), LABELS);
    // "200,000" and "20,000,000" are wider.
    assert!(plot(199_000) > 7.0 * DIGIT + 8.0 && plot(19_000_000) > 10.0 * DIGIT + 8.0);
}

#[test]
fn a_press_on_a_chart_means_the_nearest_point() {
    let seconds = [(10, 3), (11, 4), (40, 5)].map(|(at, taken)| Second { at, taken, ..Second::default() });
    let plot = &plots(&seconds, limits(1_000))[0];
    // From 10 to 70 over what lies between the labels and the margin.
    let width = LABELS.max(plot.labels()) + 600.0 + RIGHT;
    let at = |x: f64| plot.point_at(plot.labels() + x, width);
    assert_eq!([-20.0, 4.0, 6.0, 140.0, 170.0, 900.0].map(at), [10, 10, 11, 11, 40, 40].map(Some));
    assert_eq!(plots(&[], limits(1))[0].point_at(5.0, 100.0), None);
}

#[test]
fn a_chart_says_what_it_shows_and_for_which_second() {
    let seconds = [(70, 300), (71, 260)].map(|(at, refused)| Second { at, refused, ..Second::default() });
    let plot = &plots(&seconds, limits(2_000))[2];
    assert_eq!(plot.now(), "260 /s in 1:11");
    assert_eq!(
        plot.says(),
        "WriteProvisionedThroughputExceeded: 260 /s in 1:11, the last whole second, at most 300 in the 2 seconds shown."
    );
}

#[test]
fn a_second_in_which_nothing_was_read_is_a_gap_and_no_old_value() {
    let ages = [Some(10), Some(20), None, None, Some(5_000), None];
    let seconds: Vec<Second> =
        (0..).zip(ages).map(|(at, behind_ms)| Second { at, behind_ms, ..Second::default() }).collect();
    let plot = &plots(&seconds, limits(1))[3];
    assert_eq!(plot.runs(), [vec![(0, 10), (1, 20)], vec![(4, 5_000)]]);
    assert_eq!(plot.now(), "nothing read in 0:05");
    assert!(plot.says().contains("nothing read in 3 of them"), "{}", plot.says());
    assert_eq!(plot.top(), 6_000);
}
