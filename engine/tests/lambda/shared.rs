//! Several event source mappings of one function: they share its executions, its time and its faults.

use super::said::says;
use super::*;

/// Streams `s` and `t`, each with records for a function that works for a second on each invocation.
fn two(settings: &str) -> World {
    start(&format!(
        "seed 3\naws kinesis create-stream --stream-name s --shard-count 4\n\
         aws kinesis create-stream --stream-name t --shard-count 4\n\
         producer p to s rate 100/s size 100B keys uniform 500\nproducer q to t rate 100/s size 100B keys uniform 500\n\
         consumer fn reads s lambda duration 1s {settings}\nconsumer more reads t lambda function fn\n"
    ))
}

fn of<'a>(view: &'a View, who: &str) -> &'a MappingView {
    reader(view, who).lambda.as_ref().expect("a mapping")
}

#[test]
fn all_mappings_of_a_function_share_its_executions() {
    for (concurrency, most) in [("concurrency 3", 3), ("concurrency 8", 8), ("", 8)] {
        let mut world = two(concurrency);
        let (mut seen, mut throttled) = (0, 0);
        for ms in (10_000..40_000).step_by(100) {
            let view = at_time(&mut world, Time::millis(ms));
            let (one, other) = (of(&view, "fn"), of(&view, "more"));
            assert!(one.running + other.running <= most, "{concurrency} at {ms} ms");
            assert_eq!((one.running_by_others, other.running_by_others), (other.running, one.running));
            seen = seen.max(one.running + other.running);
            throttled = one.throttles + other.throttles;
        }
        assert_eq!(seen, most, "{concurrency}");
        assert_eq!(throttled > 20, most == 3, "{concurrency}: {throttled}");
        let view = view::view(&world);
        let both = [of(&view, "fn").invocations, of(&view, "more").invocations];
        // Whoever is throttled waits longer each time: with too few, one mapping may keep all of them.
        assert!(both.iter().all(|n| *n > 20) || most == 3, "both get on: {concurrency} {both:?}");
        assert!(both.iter().sum::<u64>() > 60, "{concurrency} {both:?}");
        assert_eq!(of(&view, "more").function.as_str(), "fn");
    }
}

#[test]
fn what_is_set_at_the_function_holds_for_all_its_mappings() {
    let mut world = two("");
    line(&mut world, "set fn timeout 9s poison every 7 concurrency 0");
    let view = at(&mut world, 20);
    let (one, other) = (of(&view, "fn"), of(&view, "more"));
    assert_eq!((one.timeout_ms, other.timeout_ms), (9_000, 9_000));
    assert_eq!((&one.poison_is, other.duration_us), (&other.poison_is, 1_000_000));
    assert_eq!((one.invocations, other.invocations), (0, 0));
    for setting in
        ["timeout 3s", "duration 1s", "work 1ms", "concurrency 3", "poison none", "window-state 0B"]
    {
        let text = refused(&mut world, &format!("set more {setting}"));
        assert!(text.contains("is the function's, and more invokes that of fn"), "{setting}: {text}");
    }
    line(&mut world, "set more batch-size 7");
    assert!(refused(&mut world, "set more function fn").contains("first line"));
    let gone = refused(&mut world, "consumer x reads t lambda function nobody");
    assert!(gone.contains("there is no function nobody"), "{gone}");
    let second = refused(&mut world, "consumer x reads t lambda function more");
    assert!(second.contains("there is no function more"), "a mapping is none: {second}");
}

/// A fault is upon the function, whoever invokes it.
#[test]
fn a_fault_of_the_function_holds_up_all_its_mappings() {
    let mut world = two("");
    line(&mut world, "fault function fn refusing");
    assert!(refused(&mut world, "fault function more refusing").contains("there is no"));
    let view = at(&mut world, 30);
    for who in ["fn", "more"] {
        assert!(of(&view, who).blocked > 0 && of(&view, who).errors > 0, "{who}: {:?}", of(&view, who));
    }
    line(&mut world, "heal function fn");
    let view = at(&mut world, 200);
    assert_eq!((of(&view, "fn").blocked, of(&view, "more").blocked), (0, 0));
    line(&mut world, "set fn concurrency 1");
    at(&mut world, 220);
    let why = engine::why::held_up(&world, &name("more")).expect("one execution for eight shards");
    says(&why, &["no concurrency left", "1 invocation of fn by other mappings are at work"]);
    let fix = why.fixes.iter().find(|fix| fix.label == "Reserve nothing").expect("a way out");
    fix.commands.iter().for_each(|command| drop(world.apply(command).expect("it can be done")));
    assert_eq!(of(&at(&mut world, 221), "more").concurrency, None);
}

#[test]
fn a_second_mapping_by_call_is_one_of_the_same_function() {
    let mut world = start(
        "aws kinesis create-stream --stream-name s --shard-count 1\n\
         aws kinesis create-stream --stream-name t --shard-count 1\n",
    );
    at(&mut world, 5);
    let create = |stream: &str| {
        format!(
            "aws lambda create-event-source-mapping --function-name fn --starting-position LATEST \
             --event-source-arn arn:aws:kinesis:us-east-1:123456789012:stream/{stream}"
        )
    };
    line(&mut world, &create("s"));
    line(&mut world, &create("t"));
    assert!(refused(&mut world, &create("t")).contains("provided mapping already exists"));
    let view = at(&mut world, 6);
    assert_eq!(of(&view, "fn-t").function.as_str(), "fn");
    let list = story::command("aws lambda list-event-source-mappings --function-name fn").expect("a call");
    let engine::command::Reply::Mappings(all) = world.apply(&list).expect("a list") else {
        panic!("mappings")
    };
    let told: Vec<_> = all.iter().map(|it| (it.function.as_str(), it.stream.as_str())).collect();
    assert_eq!(told, [("fn", "s"), ("fn", "t")]);
    let list = story::command("aws lambda list-functions").expect("a call");
    let engine::command::Reply::Functions(all) = world.apply(&list).expect("a list") else {
        panic!("functions")
    };
    assert_eq!(all.len(), 1);
    line(&mut world, &format!("aws lambda delete-event-source-mapping --uuid {}", of(&view, "fn-t").uuid));
    line(&mut world, &create("t"));
    // The line says it so, and reads so.
    let command = story::command("consumer more reads t lambda function fn").expect("a line");
    assert_eq!(story::command(&command.to_string()), Ok(command));
}
