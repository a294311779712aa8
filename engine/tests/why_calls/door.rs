//! Lines that never become a call: refused at AWS's door, or not read by the CLI at all.

use super::*;

#[test]
fn a_line_that_fails_at_the_door_is_explained() {
    for (short, era, part) in [
        ("create-stream -S s! --shard-count 1", Era::Today, "checks every value"),
        ("describe-stream-consumer --consumer-arn nonsense", Era::Today, ""),
        (
            "update-stream-mode --stream-arn ARN/s --stream-mode-details StreamMode=ON_DEMAND",
            Era::Y2018,
            "exam era",
        ),
    ] {
        let line = line(short);
        let Err(CliError::Aws { refusal, .. }) = cli::parse_in(&line, era) else { panic!("{line}") };
        let why = why::line_refused(&line, &refusal);
        assert!(why.sentences.len() > 1 && why.sentences.join("\n").contains(part), "{why:#?}");
    }
}

/// What is said of a line that is no command; its button does what was meant.
fn told(world: &World, line: &str) -> Why {
    let why = why::bad_line(world, line).unwrap_or_else(|| panic!("{line} is a command"));
    assert!((2..=6).contains(&why.sentences.len()), "{line}: {:#?}", why.sentences);
    for command in why.fixes.iter().flat_map(|fix| &fix.commands) {
        world.clone().apply(command).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
    }
    why
}

#[test]
fn what_the_cli_does_not_read_is_explained_with_what_was_meant() {
    let world = world("aws kinesis create-stream --stream-name s --shard-count 2\n", 4_000);
    for (line, part, meant) in [
        ("aws kinesis lst-streams", "one of its operations", Some("aws kinesis list-streams")),
        ("aws kinsis list-streams", "kinesis, firehose or s3", Some("aws kinesis list-streams")),
        ("aws sns list-topics", "kinesis, firehose or s3", None),
        ("aws kinesis describe-stream --stream-nam s", "all that its operation requires", None),
        (
            "aws kinesis list-streams --limt 3",
            "written out in full",
            Some("aws kinesis list-streams --limit 3"),
        ),
        (
            "aws kinesis list-streams --limt=3",
            "written out in full",
            Some("aws kinesis list-streams --limit 3"),
        ),
        (
            "aws kinesis describe-stream",
            "all that its operation requires",
            Some("aws kinesis describe-stream --stream-name s"),
        ),
        ("aws kinesis delete-stream --stream-name", "Behind this option stands its value", None),
        ("aws kinesis list-streams --query x", "choose from the answer", None),
        ("aws kinesis list-streams --output text", "choose from the answer", None),
        ("aws kinesis tag-resource", "Here it is left out", None),
        ("aws", "The CLI looked no further", None),
        ("aws s3 ls lake", "The CLI looked no further", None),
        (
            "aws kinesis create-stream --stream-name s --shard-count",
            "Behind this option stands its value",
            None,
        ),
        ("stpo p", "Our own lines make and change", None),
        ("producer p to s rate 3", "Our own lines make and change", None),
    ] {
        let why = told(&world, line);
        assert!(why.sentences.join("\n").contains(part), "{line}: {:#?}", why.sentences);
        let lines: Vec<String> =
            why.fixes.iter().flat_map(|fix| &fix.commands).map(ToString::to_string).collect();
        assert_eq!(lines.first().map(String::as_str), meant, "{line}");
    }
    for line in ["aws kinesis list-streams", "stop p", "aws help", "aws kinesis help"] {
        assert_eq!(why::bad_line(&world, line), None, "{line}");
    }
    // With a second stream nobody knows which is meant, and what would be refused is not offered.
    let two = super::world(TWO, 20_000);
    assert_eq!(told(&two, "aws kinesis describe-stream").fixes, []);
    assert_eq!(told(&world, "aws kinesis delte-stream --stream-name x").fixes, []);
}

#[test]
fn the_cli_and_the_door_never_say_the_same_of_a_refused_value() {
    let world = world("aws kinesis create-stream --stream-name s --shard-count 2\n", 4_000);
    let why = told(&world, "aws kinesis create-stream --stream-name s! --shard-count 1");
    assert!(why.sentences[0].starts_with("ValidationException"), "{why:#?}");
    assert!(why.sentences.join("\n").contains("checks every value"), "{why:#?}");
}
