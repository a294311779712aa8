//! Lines and answers.

use super::*;
use engine::api::cli;
use engine::history::History;

const TEXT: &str = "seed 11\naws kinesis create-stream --stream-name s --shard-count 3\n\
     producer p to s rate 300/s size 100B keys uniform 50\n\
     consumer app reads s kcl workers 2 checkpoint every 5s work 2ms from trim-horizon\n\
     at 30s crash app worker 1\nat 50s heal app worker 1\nat 60s set app workers 3\n\
     at 70s aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000001 \
     --new-starting-hash-key midpoint\n";

#[test]
fn lines_read_back_as_they_are_printed() {
    for text in [
        "consumer app reads s kcl workers 3 table leases checkpoint every 5s work 2ms failover 20s poll 1500ms limit 100 \
         from trim-horizon",
        "consumer app reads s kcl checkpoint never",
        "consumer app reads s kcl via fan-out",
        "set app via polling",
        "set app checkpoint batch workers 2",
        "crash app worker 2",
        "heal app worker 2",
        "heal bucket worker",
        "aws dynamodb create-table --table-name app --attribute-definitions AttributeName=leaseKey,AttributeType=S \
         --key-schema AttributeName=leaseKey,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=6",
        "aws dynamodb update-table --table-name app --billing-mode PAY_PER_REQUEST",
        "aws dynamodb scan --table-name app",
        "aws dynamodb describe-table --table-name app",
        "aws dynamodb list-tables",
    ] {
        let command = story::command(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(command.to_string(), text.replace("         ", ""));
        assert_eq!(story::command(&command.to_string()), Ok(command));
    }
    for (bad, said) in [
        ("crash app worker two", "`two` is not the number of a worker"),
        ("consumer app reads s kcl checkpoint sometimes", "batch, never or every"),
        ("aws dynamodb create-table --table-name app", "must both be specified"),
        (
            "aws dynamodb create-table --table-name app --key-schema AttributeName=name,KeyType=HASH --billing-mode \
             PAY_PER_REQUEST",
            "leaseKey",
        ),
        ("aws dynamodb put-item --table-name app", "does not model it yet"),
    ] {
        let error = story::command(bad).expect_err(bad).to_string();
        assert!(error.contains(said), "{bad}: {error}");
    }
}

#[test]
fn a_crash_without_a_worker_says_what_is_missing() {
    let mut world = start(TEXT);
    at(&mut world, 3);
    let refused = |world: &mut World, line: &str| {
        let command = story::command(line).expect("a line");
        world.apply(&command).expect_err(line).message
    };
    let text = refused(&mut world, "crash app");
    assert_eq!(text, "app is a KCL application: say which worker, as in `crash app worker 1`");
    assert_eq!(refused(&mut world, "heal p"), "there is no agent and no polling consumer named p");
}

#[test]
fn answers_are_as_the_cli_prints_them() {
    let mut world = start(TEXT);
    at(&mut world, 29);
    let mut say = |text: &str| {
        let command = story::command(text).expect("a line");
        let reply = world.apply(&command).expect(text);
        cli::render(&command, &reply, world.era())
    };
    let scan = say("aws dynamodb scan --table-name app");
    assert!(scan.contains("\"leaseKey\": {\n                \"S\": \"shardId-000000000000\""), "{scan}");
    assert!(scan.contains("\"Count\": 3"), "{scan}");
    let described = say("aws dynamodb describe-table --table-name app");
    assert!(
        described.contains("\"TableStatus\": \"ACTIVE\"") && described.contains("\"ItemCount\": 3"),
        "{described}"
    );
    assert!(described.contains("PAY_PER_REQUEST"), "{described}");
    assert!(say("aws dynamodb list-tables").contains("\"app\""));
    let error =
        story::command("aws dynamodb create-table --table-name other").expect_err("no capacity").to_string();
    assert!(error.contains("ReadCapacityUnits"), "{error}");
}

#[test]
fn a_row_has_the_attributes_of_the_kcl_with_their_types() {
    let mut world = start(TEXT);
    let row = |world: &mut World, shard: &str| {
        let command = story::command("aws dynamodb scan --table-name app").expect("a line");
        let reply = world.apply(&command).expect("the table is there");
        let answer: serde_json::Value =
            serde_json::from_str(&cli::render(&command, &reply, world.era())).expect("JSON");
        let items = answer["Items"].as_array().expect("a list").clone();
        items.into_iter().find(|item| item["leaseKey"]["S"] == shard).unwrap_or_else(|| panic!("{answer}"))
    };
    let names = |row: &serde_json::Value| {
        let types = row.as_object().expect("an item").iter();
        types
            .map(|(name, value)| (name.clone(), value.as_object().expect("a type").keys().cloned().collect()))
            .collect::<Vec<(String, Vec<String>)>>()
    };
    let of = |rows: &[(&str, &str)]| {
        let rows = rows.iter().map(|(name, kind)| ((*name).to_owned(), vec![(*kind).to_owned()]));
        rows.collect::<Vec<_>>()
    };
    let open = [
        ("checkpoint", "S"),
        ("checkpointSubSequenceNumber", "N"),
        ("endingHashKey", "S"),
        ("leaseCounter", "N"),
        ("leaseKey", "S"),
        ("leaseOwner", "S"),
        ("ownerSwitchesSinceCheckpoint", "N"),
        ("startingHashKey", "S"),
    ];
    at(&mut world, 29);
    let first = row(&mut world, "shardId-000000000001");
    assert_eq!(names(&first), of(&open), "{first}");
    let counter =
        |row: &serde_json::Value| row["leaseCounter"]["N"].as_str().unwrap().parse::<u64>().unwrap();
    at(&mut world, 69);
    let later = row(&mut world, "shardId-000000000001");
    assert!(counter(&later) > counter(&first) + 10, "{first}, {later}");
    // Its second half is closed at 70 s and read to its end: the row names the children, and theirs name it.
    at(&mut world, 180);
    let ended = row(&mut world, "shardId-000000000001");
    let with = |name: &'static str| {
        let mut all = open.to_vec();
        all.push((name, "SS"));
        all.sort_unstable();
        of(&all)
    };
    assert_eq!(ended["checkpoint"]["S"], "SHARD_END");
    assert_eq!(
        ended["childShardIds"]["SS"],
        serde_json::json!(["shardId-000000000003", "shardId-000000000004"])
    );
    let owned = ended.get("leaseOwner").is_some();
    assert_eq!(
        names(&ended),
        with("childShardIds").into_iter().filter(|(n, _)| owned || n != "leaseOwner").collect::<Vec<_>>()
    );
    for child in ["shardId-000000000003", "shardId-000000000004"] {
        let child = row(&mut world, child);
        assert_eq!(child["parentShardId"]["SS"], serde_json::json!(["shardId-000000000001"]));
        assert_eq!(names(&child), with("parentShardId"), "{child}");
    }
}

#[test]
fn on_demand_came_after_the_era_of_2018() {
    let mut world = start(&format!("era 2018\n{TEXT}"));
    at(&mut world, 1);
    let line = "aws dynamodb create-table --table-name t --billing-mode PAY_PER_REQUEST";
    let error = cli::parse_in(line, world.era()).expect_err("it is not there yet").to_string();
    assert!(error.contains("November 2018"), "{error}");
}

#[test]
fn the_same_story_gives_the_same_journal_in_slices_and_after_seeking() {
    let story = Story::parse(TEXT).unwrap_or_else(|error| panic!("{error}"));
    let mut straight = story::start(&story).expect("it starts");
    straight.advance(Time::seconds(200), u64::MAX);
    let mut sliced = story::start(&story).expect("it starts");
    for step in 1..=400 {
        sliced.advance(Time::millis(step * 500), u64::MAX);
    }
    assert_eq!(straight.digest(), sliced.digest());
    let mut history = History::new(&story).expect("it starts");
    for to in [200, 31, 120, 64, 200] {
        history.seek(Time::seconds(to));
        history.advance(Time::seconds(to), u64::MAX);
    }
    assert_eq!(history.world().digest(), straight.digest());
    let (mut loaded, now) = History::load(&history.save()).expect("it was saved");
    loaded.advance(now, u64::MAX);
    assert_eq!(loaded.world().digest(), straight.digest());
}

#[test]
fn conditions_ask_the_group_and_the_table() {
    let text = format!(
        "{TEXT}expect at 25s reader.app.kcl.workers[0].running = true\n\
         expect at 25s count reader.app.kcl.workers = 2\n\
         expect at 25s table.app.throttled_writes = 0 and count table.app.leases = 3\n\
         expect at 120s reader.app.kcl.doubled > 0\nexpect at 120s reader.app.kcl.passed_over = 0\n"
    );
    let story = Story::parse(&text).unwrap_or_else(|error| panic!("{error}"));
    let result = story::run(&story);
    assert_eq!(result.failures(), Vec::<String>::new());
}
