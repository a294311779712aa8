//! The lines, read and written; the same story saved and loaded; the calls of KMS.

use super::*;
use engine::api::cli;
use engine::history::History;

const LINES: [&str; 12] = [
    "allow shop kinesis:PutRecords on orders",
    "deny shop kms:GenerateDataKey on alias/orders",
    "revoke shop kinesis:*",
    "revoke app *",
    "deny firehose to-s3 s3:PutObject on lake",
    "allow app dynamodb:UpdateItem on app",
    "fault key orders throttling for 10s",
    "aws kms disable-key --key-id alias/orders",
    "aws kms enable-key --key-id alias/orders",
    "aws kms schedule-key-deletion --key-id alias/orders --pending-window-in-days 7",
    "aws kms cancel-key-deletion --key-id alias/orders",
    "aws kms describe-key --key-id alias/orders",
];

#[test]
fn each_line_is_written_as_it_is_read() {
    for line in LINES {
        let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(command.to_string(), line);
    }
    let said = story::command("deny shop KINESIS:putrecords on *").expect("letters count alike");
    assert_eq!(said.to_string(), "deny shop kinesis:PutRecords");
}

#[test]
fn slips_are_named() {
    for (line, says) in [
        ("deny shop kinesis:PutRecord5", "did you mean `kinesis:PutRecord`"),
        ("deny shop", "an action such as kinesis:PutRecords"),
        ("allow", "whose role"),
        ("deny shop kinesis:PutRecords on", "a stream, a key such as alias/orders"),
        ("aws kms disable-key", "key-id"),
        ("fault key orders silent", "a key cannot be silent: it can be throttling"),
    ] {
        let text = match story::command(line) {
            Err(error) => error.to_string(),
            Ok(command) => shop("").apply(&command).expect_err(line).to_string(),
        };
        assert!(text.contains(says), "{line}: {text}");
    }
}

#[test]
fn only_who_is_there_has_a_role() {
    let mut world = shop("");
    assert!(
        refused(&mut world, "deny nobody *").contains("there is no producer, consumer, source or function")
    );
    assert!(refused(&mut world, "deny firehose nobody *").starts_with("ResourceNotFoundException"));
    line(&mut world, "function to-json blueprint pass-through");
    line(&mut world, "deny to-json firehose:PutRecordBatch");
}

const STORY: &str = "seed 7
aws kinesis create-stream --stream-name orders --shard-count 2
producer shop to orders rate 100/s size 100B keys uniform 1000
consumer billing reads orders from trim-horizon
consumer live reads orders via fan-out
consumer app reads orders kcl workers 2
at 40s aws kinesis start-stream-encryption --stream-name orders --encryption-type KMS --key-id alias/orders
at 60s deny billing kms:Decrypt on alias/orders
at 70s revoke app dynamodb:*
at 80s aws kms disable-key --key-id alias/orders
at 90s aws kms enable-key --key-id alias/orders
at 100s allow billing *
at 110s allow app dynamodb:* on app
at 120s fault key orders throttling for 5s
";

#[test]
fn the_same_story_gives_the_same_journal_in_slices_after_seeking_and_when_it_was_saved() {
    let story = Story::parse(STORY).unwrap_or_else(|error| panic!("{error}"));
    let mut straight = story::start(&story).expect("it starts");
    straight.advance(Time::seconds(200), u64::MAX);
    let mut history = History::new(&story).expect("it starts");
    for to in [200, 65, 120, 75, 200] {
        history.seek(Time::seconds(to));
        history.advance(Time::seconds(to), u64::MAX);
    }
    assert_eq!(history.world().digest(), straight.digest());
    assert_eq!(view::view(history.world()).roles, view::view(&straight).roles);
    let (mut loaded, now) = History::load(&history.save()).expect("it was saved");
    loaded.advance(now, u64::MAX);
    assert_eq!(loaded.world().digest(), straight.digest());
    assert_eq!(view::view(loaded.world()).roles, view::view(&straight).roles);
}

#[test]
fn conditions_ask_for_roles_and_keys() {
    let story = Story::parse(&format!(
        "{STORY}until 130s\nat 70s expect role.billing.denied > 0\nat 70s expect role.billing.missing = 1\n\
         at 105s expect role.billing.missing = 0\nat 85s expect stream.orders.key_state = \"Disabled\"\n"
    ))
    .expect("it is read");
    let run = story::run(&story);
    assert!(run.ok(), "{:?}", run.failures());
}

#[test]
fn the_calls_of_kms_answer_as_the_cli_prints_them() {
    let mut world = shop("");
    let mut say = |text: &str| {
        let command = story::command(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let reply = world.apply(&command).unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        cli::render(&command, &reply, world.era())
    };
    assert_eq!(say("aws kms disable-key --key-id alias/orders"), "");
    let described = say("aws kms describe-key --key-id alias/orders");
    assert!(
        described.contains("\"KeyState\": \"Disabled\"")
            && described.contains("\"KeyManager\": \"CUSTOMER\"")
    );
    let scheduled = say("aws kms schedule-key-deletion --key-id alias/orders --pending-window-in-days 7");
    assert!(scheduled.contains("\"KeyState\": \"PendingDeletion\""), "{scheduled}");
    assert!(scheduled.contains("\"DeletionDate\""), "{scheduled}");
    let cancelled = say("aws kms cancel-key-deletion --key-id alias/orders");
    assert!(cancelled.contains("\"KeyId\": \"arn:aws:kms:us-east-1:123456789012:key/"), "{cancelled}");
    assert_eq!(say("aws kms enable-key --key-id alias/orders"), "");
    assert!(say("aws kms describe-key --key-id alias/aws/kinesis").contains("\"KeyManager\": \"AWS\""));
    for (line, error) in [
        ("aws kms cancel-key-deletion --key-id alias/orders", "KMSInvalidStateException"),
        ("aws kms schedule-key-deletion --key-id alias/aws/kinesis", "AccessDeniedException"),
    ] {
        let text = refused(&mut world, line);
        assert!(text.starts_with(error), "{line}: {text}");
    }
}
