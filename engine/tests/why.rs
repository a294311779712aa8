//! "Why was this record refused?" in at most six sentences, and fixes that do what they say.

use engine::command::{Command, Kinesis};
use engine::kernel::Time;
use engine::names::{Name, ShardId};
use engine::story::{self, Story};
use engine::view;
use engine::why;
use engine::world::World;

const HOT: &str = "seed 29434\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer fleet to orders rate 1400/s size 480B keys \"iphone-16\" 80% uniform 500 20%\n";

fn world(text: &str, seconds: u64) -> World {
    let mut world = story::start(&Story::parse(text).unwrap()).unwrap();
    world.advance(Time::seconds(seconds), u64::MAX);
    world
}

fn refused(world: &World) -> Option<why::Why> {
    why::refused(world, &Name::parse("orders").unwrap(), ShardId(1))
}

fn refused_per_s(world: &World) -> u64 {
    view::view(world).streams[0].refused_per_s
}

#[test]
fn the_chain_leads_from_the_refusal_to_the_setting() {
    let world = world(HOT, 12);
    let why = refused(&world).unwrap();
    assert!(why.sentences.len() <= 6, "{:#?}", why.sentences);
    let text = why.sentences.join("\n");
    for part in [
        "HTTP 200",
        "ProvisionedThroughputExceededException",
        "A shard takes 1,000 records each second",
        "shard 001",
        "fleet sends 1,400/s",
        "`producer fleet to orders",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn bytes_are_named_when_they_are_what_binds() {
    let text = "seed 1\naws kinesis create-stream --stream-name orders --shard-count 2\n\
        producer fleet to orders rate 700/s size 2000B keys \"iphone-16\"\n";
    let text = refused(&world(text, 10)).unwrap().sentences.join("\n");
    assert!(text.contains("A shard takes 1,048,576 bytes (1 MiB) each second"), "{text}");
}

#[test]
fn nothing_refused_has_no_why() {
    assert_eq!(refused(&world(HOT, 3)), None);
}

#[test]
fn each_fix_does_what_it_says() {
    let before = world(HOT, 12);
    let fixes = refused(&before).unwrap().fixes;
    assert_eq!(
        fixes.iter().map(|fix| fix.label.as_str()).collect::<Vec<_>>(),
        ["Spread the key", "Send 1,000/s", "Split the shard"]
    );
    let after = |commands: &[Command]| {
        let mut world = before.clone();
        for command in commands {
            world.apply(command).unwrap();
        }
        world.advance(Time::seconds(60), u64::MAX);
        refused_per_s(&world)
    };
    assert_eq!(after(&fixes[0].commands), 0);
    assert_eq!(after(&fixes[1].commands), 0);
    assert!(after(&fixes[2].commands) > 100, "one key cannot be split");
    assert!(fixes[2].note.contains("will not help"));
}

fn call_refused(world: &mut World, call: Kinesis) -> why::Why {
    let command = Command::Kinesis(call);
    let refusal = world.apply(&command).unwrap_err();
    let why = why::call_refused(world, &command, &refusal);
    assert!(why.sentences.len() <= 6, "{:#?}", why.sentences);
    why
}

#[test]
fn a_refused_call_names_its_limit_the_other_eras_and_what_helps() {
    let calm = "seed 1\naws kinesis create-stream --stream-name orders --shard-count 2\n";
    let mut at = world(calm, 3);
    let stream = || Name::parse("orders").unwrap();
    let call = Kinesis::IncreaseStreamRetentionPeriod { stream: stream(), hours: 8_761 };
    let why = call_refused(&mut at, call);
    let text = why.sentences.join("\n");
    for part in ["longest retention, 8,760 hours", "You asked for 8,761", "168 in the era 2018", "Firehose"] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    at.apply(&why.fixes[0].commands[0]).unwrap();
    let hours = view::view(&at).streams[0].retention_h;
    assert_eq!(hours, 8_760);

    let nine = || Kinesis::UpdateShardCount { stream: stream(), target: 9 };
    let why = call_refused(&mut at, nine());
    assert!(why.sentences.join("\n").contains("Here that allows 4."), "{why:#?}");
    at.apply(&why.fixes[0].commands[0]).unwrap();
    let why = call_refused(&mut at, nine());
    assert!(why.sentences.join("\n").contains("wait until it is ACTIVE"), "{why:#?}");
    assert!(why.fixes.is_empty());
}

#[test]
fn a_refused_read_names_who_shares_the_shard() {
    let text = "seed 1\naws kinesis create-stream --stream-name orders --shard-count 1\n\
        consumer billing reads orders poll 250ms\nconsumer audit reads orders poll 250ms\n";
    let world = world(text, 20);
    let [billing, audit] = ["billing", "audit"].map(|name| {
        why::read_refused(&world, &Name::parse("orders").unwrap(), ShardId(0), &Name::parse(name).unwrap())
    });
    let why = billing.or(audit).unwrap();
    let text = why.sentences.join("\n");
    for part in
        ["5 calls a second on a shard are shared by 2 polling consumers", "8.0 times a second together"]
    {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    let labels: Vec<&str> = why.fixes.iter().map(|fix| fix.label.as_str()).collect();
    assert_eq!(labels, ["Poll every 400 ms", "Use enhanced fan-out"]);
    let nobody = Name::parse("nobody").unwrap();
    assert_eq!(why::read_refused(&world, &Name::parse("orders").unwrap(), ShardId(0), &nobody), None);
}
