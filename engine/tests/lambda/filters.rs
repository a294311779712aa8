//! Filter criteria: what fits no pattern counts as processed, and never reaches the function.

use super::*;

/// Orders of a shop: `{"order":…,"customer":…,"amount":…,"country":"DE",…}`.
fn orders(settings: &str) -> World {
    start(&format!(
        "seed 7\naws kinesis create-stream --stream-name s --shard-count 2\n\
         producer p to s rate 50/s size 200B keys uniform 100 payload orders\nconsumer fn reads s lambda {settings}\n"
    ))
}

/// What fits no pattern counts as processed at once, also behind a record that waits.
fn assert_accounted(view: &View) {
    let (fun, it) = (reader(view, "fn"), mapping(view));
    let waiting: u64 = it.lanes.iter().map(|lane| lane.batch + lane.waiting).sum();
    let unread = view.streams[0].taken - fun.read;
    assert!(waiting <= unread && unread <= fun.lag, "{waiting} {unread} {}", fun.lag);
}

const GERMAN: &str = "'{\"data\":{\"country\":[\"DE\"]}}'";

#[test]
fn a_pattern_on_the_data_lets_through_what_fits() {
    let mut world = orders(&format!("filter-criteria {GERMAN}"));
    let view = at(&mut world, 60);
    let it = mapping(&view);
    // Two of eight orders are from there.
    let (all, left) = (reader(&view, "fn").read, it.filtered);
    assert!(all > 2_500 && left > all * 65 / 100 && left < all * 85 / 100, "{left} of {all}");
    assert_accounted(&view);
    let sent: u64 = it.recent.iter().map(|one| one.records).sum();
    assert!(sent > 0);
    for one in &it.recent {
        let event = view::lambda_event(&world, &name("fn"), one.invocation, u64::MAX).expect("the event");
        let json: serde_json::Value = serde_json::from_str(&event.json).expect("JSON");
        for record in json["Records"].as_array().expect("records") {
            let data = record["kinesis"]["data"].as_str().expect("base64");
            let data =
                base64::Engine::decode(&base64::engine::general_purpose::STANDARD, data).expect("base64");
            assert!(String::from_utf8_lossy(&data).contains("\"country\":\"DE\""));
        }
    }
    // Nothing waits, nothing is lost from the accounts, and no invocation is made for what is left out.
    assert!(reader(&view, "fn").lag < 200);
}

#[test]
fn one_of_several_patterns_is_enough_and_all_may_be_left_out() {
    let filtered = |settings: &str| {
        let mut world = orders(settings);
        let view = at(&mut world, 60);
        assert_accounted(&view);
        let it = mapping(&view);
        (it.filtered, it.invocations, reader(&view, "fn").read)
    };
    let (one, ..) = filtered(&format!("filter-criteria {GERMAN}"));
    let (two, ..) = filtered(&format!("filter-criteria {GERMAN} or '{{\"data\":{{\"country\":[\"US\"]}}}}'"));
    assert!(two < one, "{two} {one}");
    let (all, invocations, read) = filtered("filter-criteria '{\"partitionKey\":[\"nobody\"]}'");
    assert_eq!((all, invocations), (read, 0));
    assert!(read > 2_500);
    assert_eq!(filtered("filter-criteria none").0, 0);
}

#[test]
fn a_filter_holds_from_what_is_read_next() {
    let mut world = orders("");
    let view = at(&mut world, 30);
    assert_eq!(mapping(&view).filtered, 0);
    line(&mut world, "set fn filter-criteria '{\"partitionKey\":[\"nobody\"]}'");
    let before = mapping(&at(&mut world, 35)).invocations;
    let view = at(&mut world, 60);
    assert_eq!(mapping(&view).invocations, before);
    line(&mut world, "set fn filter-criteria none");
    let view = at(&mut world, 90);
    assert!(mapping(&view).invocations > before);
    assert_accounted(&view);
}

#[test]
fn patterns_have_bounds_and_an_era() {
    let mut world = orders("");
    let pattern = "'{\"partitionKey\":[\"a\"]}'";
    let five = [pattern; 5].join(" or ");
    line(&mut world, &format!("set fn filter-criteria {five}"));
    assert!(
        refused(&mut world, &format!("set fn filter-criteria {five} or {pattern}"))
            .contains("FilterCriteria")
    );
    let long = |n: usize| format!("set fn filter-criteria '{{\"partitionKey\":[\"{}\"]}}'", "a".repeat(n));
    let frame = "{\"partitionKey\":[\"\"]}".len();
    line(&mut world, &long(4_096 - frame));
    assert!(refused(&mut world, &long(4_097 - frame)).contains("Pattern: 4097"), "a longer one");
    for (era, taken) in [("2018", false), ("2020", false), ("today", true)] {
        let mut world = start(&format!("era {era}\n{}consumer fn reads s lambda\n", stream(1, 1)));
        let command = story::command(&format!("set fn filter-criteria {pattern}")).expect("a line");
        assert_eq!(world.apply(&command).is_ok(), taken, "{era}");
    }
    for (bad, said) in [
        ("set fn filter-criteria partitionKey", "in quotes"),
        ("set fn filter-criteria '{}'", "asks nothing"),
        ("set fn filter-criteria '{\"Price\":[1]}'", "a record has no `Price`"),
    ] {
        let error = story::command(bad).expect_err(bad).to_string();
        assert!(error.contains(said), "{bad}: {error}");
    }
}
