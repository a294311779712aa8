//! The same by Lambda's own API: made, looked at, changed, paused, ended.

use super::*;
use engine::command::{Command, Lambda, MappingDescription, Reply};

fn ask(world: &mut World, line: &str) -> Reply {
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    world.apply(&command).unwrap_or_else(|refusal| panic!("{line}: {refusal}"))
}

fn described(world: &mut World, line: &str) -> MappingDescription {
    let Reply::Mapping(it) = ask(world, line) else { panic!("{line} answers no mapping") };
    *it
}

const CREATE: &str = "aws lambda create-event-source-mapping --function-name fn --event-source-arn \
     arn:aws:kinesis:us-east-1:123456789012:stream/s --starting-position";

fn uuid(world: &World) -> String {
    mapping(&view::view(world)).uuid.clone()
}

#[test]
fn a_call_makes_the_mapping_that_a_line_makes() {
    let call = format!("{CREATE} TRIM_HORIZON --batch-size 20 --maximum-retry-attempts 1");
    let line = "consumer fn reads s lambda batch-size 20 retry-attempts 1";
    let [by_call, by_line] = [call.as_str(), line].map(|made| {
        let mut world = start(&format!("{}at 5s {made}\n", stream(2, 200)));
        let view = at(&mut world, 60);
        assert_all_there(&view);
        view
    });
    assert_eq!(mapping(&by_call), mapping(&by_line));
    assert!(mapping(&by_call).invocations > 100);
    assert_eq!(reader(&by_call, "fn"), reader(&by_line, "fn"));
}

#[test]
fn a_mapping_begins_where_it_is_told() {
    // 10 records/s since 0 s; the mapping is made at 30 s.
    for (from, least, most) in [
        ("TRIM_HORIZON", 370, 400),
        ("LATEST", 80, 101),
        ("AT_TIMESTAMP --starting-position-timestamp 2026-11-21T14:00:20Z", 180, 201),
    ] {
        let mut world = start(&format!("{}at 30s {CREATE} {from}\n", stream(1, 10)));
        let read = reader(&at(&mut world, 41), "fn").read;
        assert!((least..=most).contains(&read), "{from}: {read}");
    }
}

#[test]
fn a_paused_mapping_goes_on_where_it_was() {
    let mut world = start(&format!("{}at 5s {CREATE} TRIM_HORIZON\n", stream(2, 100)));
    let view = at(&mut world, 30);
    let update = format!("aws lambda update-event-source-mapping --uuid {}", uuid(&world));
    assert_eq!(described(&mut world, &format!("{update} --no-enabled")).state, "Updating");
    let before = reader(&view, "fn").read;
    let view = at(&mut world, 300);
    assert_eq!((reader(&view, "fn").read, mapping(&view).enabled), (before, false));
    assert!(reader(&view, "fn").lag > 20_000, "{}", reader(&view, "fn").lag);
    assert_all_there(&view);
    let get = format!("aws lambda get-event-source-mapping --uuid {}", uuid(&world));
    assert_eq!(described(&mut world, &get).state, "Disabled");
    // A second "no" changes nothing, and a "yes" within the same second reads each record once.
    described(&mut world, &format!("{update} --no-enabled"));
    described(&mut world, &format!("{update} --enabled"));
    assert_eq!(described(&mut world, &get).state, "Enabled");
    line(&mut world, "stop p");
    let view = at(&mut world, 400);
    assert_eq!(reader(&view, "fn").read, view.streams[0].taken);
    assert_eq!(mapping(&view).doubled, 0);
    assert_all_there(&view);
}

#[test]
fn with_fan_out_it_does_not_pause_here() {
    let mut world = start(&format!("{}at 5s consumer fn reads s lambda via fan-out\n", stream(1, 10)));
    at(&mut world, 30);
    let before = world.digest();
    let line = format!("aws lambda update-event-source-mapping --uuid {} --no-enabled", uuid(&world));
    assert!(refused(&mut world, &line).contains("NotModelled"), "{}", refused(&mut world, &line));
    assert_eq!(world.digest(), before);
}

#[test]
fn a_change_holds_and_a_function_keeps_its_own_way_to_report() {
    let mut world = start(&format!(
        "{}at 5s consumer fn reads s lambda item-failures unknown-id duration 70ms timeout 9s\n",
        stream(1, 10)
    ));
    at(&mut world, 10);
    let update = format!("aws lambda update-event-source-mapping --uuid {}", uuid(&world));
    let told = described(
        &mut world,
        &format!("{update} --batch-size 5 --function-response-types ReportBatchItemFailures"),
    );
    assert_eq!((told.batch_size, told.reports), (5, true));
    assert_eq!(mapping(&view::view(&world)).item_failures, "unknown-id");
    let told = described(&mut world, &format!("{update} --function-response-types '[]'"));
    assert_eq!((told.batch_size, told.reports), (5, false));
    // Ended, and made again: the function is the same one, the mapping is another.
    let (first, delete) = (uuid(&world), update.replace("update-", "delete-"));
    assert_eq!(described(&mut world, &delete).state, "Deleting");
    let view = at(&mut world, 20);
    let before = reader(&view, "fn").read;
    assert!(reader(&view, "fn").stopped);
    described(&mut world, &format!("{CREATE} LATEST"));
    assert_ne!(uuid(&world), first);
    let view = at(&mut world, 40);
    let it = mapping(&view);
    assert_eq!((it.duration_us, it.timeout_ms, it.batch_size), (70_000, 9_000, 100));
    assert!(reader(&view, "fn").read > 150 && before < 150, "{} {before}", reader(&view, "fn").read);
}

#[test]
fn what_is_asked_for_is_listed() {
    let mut world = start(&format!(
        "{}aws kinesis create-stream --stream-name t --shard-count 1\nfunction clean blueprint pass-through\n\
         at 5s consumer fn reads s lambda\nat 5s consumer gn reads t lambda timeout 30s\n",
        stream(1, 10)
    ));
    at(&mut world, 10);
    let mut listed = |more: &str| {
        let line = format!("aws lambda list-event-source-mappings {more}");
        let Reply::Mappings(all) = ask(&mut world, &line) else { panic!("{line} answers no mappings") };
        all.iter().map(|it| it.function.to_string()).collect::<Vec<_>>()
    };
    let of_t = "--event-source-arn arn:aws:kinesis:us-east-1:123456789012:stream/t";
    assert_eq!(listed(""), ["fn", "gn"]);
    assert_eq!(listed(of_t), ["gn"]);
    assert_eq!(listed("--function-name fn"), ["fn"]);
    assert!(listed(&format!("--function-name fn {of_t}")).is_empty());
    let Reply::Functions(all) = ask(&mut world, "aws lambda list-functions") else { panic!() };
    let all: Vec<_> = all.iter().map(|it| (it.function.as_str(), it.timeout_s)).collect();
    assert_eq!(all, [("clean", None), ("fn", Some(3)), ("gn", Some(30))]);
    let Reply::Function(one) = ask(&mut world, "aws lambda get-function-configuration --function-name gn")
    else {
        panic!()
    };
    assert_eq!((one.memory, one.about.as_str()), (128, "takes batches of the stream t"));
}

#[test]
fn what_lambda_refuses_it_says_and_changes_nothing() {
    let mut world = start(&format!(
        "{}function clean blueprint pass-through\nat 5s consumer fn reads s lambda\n",
        stream(1, 10)
    ));
    at(&mut world, 10);
    let id = uuid(&world);
    let update = format!("aws lambda update-event-source-mapping --uuid {id}");
    let of = |function: &str, stream: &str| {
        format!("{CREATE} LATEST").replace("fn", function).replace("stream/s", &format!("stream/{stream}"))
    };
    for (line, wanted) in [
        (
            of("fn", "s"),
            format!(
                "ResourceConflictException: The event source arn (\" arn:aws:kinesis:us-east-1:123456789012:stream/s \") \
                 and function (\" fn \") provided mapping already exists. Please update or delete the existing mapping \
                 with UUID {id}"
            ),
        ),
        (
            of("gn", "none"),
            "InvalidParameterValueException: Stream not found: arn:aws:kinesis:us-east-1:123456789012:stream/none"
                .to_owned(),
        ),
        (of("clean", "s"), "NotModelled: clean is something else here".to_owned()),
        (of("p", "s"), "NotModelled: p is something else here".to_owned()),
        (
            update.replace(&id, "nothing"),
            "ResourceNotFoundException: The resource you requested does not exist.".to_owned(),
        ),
        (
            format!("{update} --maximum-record-age-in-seconds 59"),
            "InvalidParameterValueException: MaximumRecordAgeInSeconds: 59 s, but it is 60 to 604800".to_owned(),
        ),
        (
            format!("{update} --batch-size 10001"),
            "ValidationException: 1 validation error detected: Value '10001' at 'batchSize' failed to satisfy constraint: \
             Member must have value less than or equal to 10000"
                .to_owned(),
        ),
        (
            "aws lambda get-function-configuration --function-name hn".to_owned(),
            "ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:hn".to_owned(),
        ),
    ] {
        let before = world.digest();
        let told = refused(&mut world, &line);
        assert!(told.starts_with(&wanted), "{line}\n{told}\n{wanted}");
        assert_eq!(world.digest(), before, "{line}");
    }
}

#[test]
fn a_story_with_calls_of_lambda_is_kept() {
    let text = format!("{}at 5s {CREATE} TRIM_HORIZON --batch-size 20\n", stream(1, 10));
    let story = Story::parse(&text).expect("a story");
    let mut history = engine::history::History::new(&story).expect("it starts");
    history.advance(Time::seconds(20), u64::MAX);
    let update = Lambda::UpdateEventSourceMapping { uuid: uuid(history.world()), settings: vec![] };
    history.act(&Command::Lambda(update)).expect("it is taken");
    let (mut back, now) = engine::history::History::load(&history.save()).expect("it comes back");
    back.advance(now, u64::MAX);
    assert_eq!(back.world().digest(), history.world().digest());
}
