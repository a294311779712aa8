//! "Why was it not taken?", of agents, subscriptions and rules: what is said, and that each way out leads out.

use engine::event::{FeedTells, What};
use engine::why::{self, Why};

use super::*;

const STREAM: &str = "seed 3\naws kinesis create-stream --stream-name s --shard-count 1\n";

/// A story with one source `p`, when it is asked, and what must be said.
const TABLE: [(&str, u64, &[&str], &[&str]); 8] = [
    (
        "agent p to s rate 1500/s buffer-age 1s",
        20,
        &[
            "of a call for shard 000 came back with ProvisionedThroughputExceededException: the shard had taken all the records",
            "The agent waits 100ms",
            "up to 10s",
            "RecordSendErrors",
            "Nothing is lost while the file is there",
            "`agent p to s",
        ],
        &["Let ", "Split the shard"],
    ),
    (
        "iot p to s rate 1500/s key \"one\"",
        20,
        &[
            "The rule tries 3 times more, the first time after 1s",
            "The rule has no error action: nobody has them",
        ],
        &["Let ", "Split the shard"],
    ),
    (
        "producer hog to s rate 1500/s size 100B\nlogs p to s rate 40/s",
        30,
        &[
            "The subscription tries again after 1s, then twice that, up to 1m, for 24 hours",
            " log events wait. 0 were given up so far",
        ],
        &[],
    ),
    (
        "agent p to s rate 40/s buffer-age 1s\nat 5s revoke p kinesis:PutRecords",
        20,
        &["failed as a whole: AccessDeniedException: ", "ServiceErrors", "lines of it are not sent"],
        &["Allow kinesis:PutRecords"],
    ),
    (
        "logs p to s rate 40/s\nat 5s revoke p kinesis:PutRecords",
        20,
        &[
            "failed as a whole: AccessDeniedException: ",
            "the subscription tries once",
            " were given up so far: they lie in",
        ],
        &["Allow kinesis:PutRecords"],
    ),
    (
        "iot p to s rate 20/s\nat 5s revoke p kinesis:PutRecord",
        20,
        &["failed as a whole: AccessDeniedException: ", "the rule does its action once", "nobody has them"],
        &["Allow kinesis:PutRecord"],
    ),
    (
        "aws kinesis create-stream --stream-name errors --shard-count 1\n\
         iot p to s rate 20/s error-to errors\nat 5s deny p kinesis:PutRecord on s",
        20,
        &["failed as a whole: AccessDeniedException: ", "the error action put "],
        &[],
    ),
    (
        "iot p to s rate 20/s\nat 5s aws kinesis delete-stream --stream-name s",
        20,
        &["failed as a whole: ResourceNotFoundException: ", "the rule does its action once"],
        &[],
    ),
];

fn asked(world: &World) -> Option<Why> {
    why::feed(world, &name("p"))
}

#[test]
fn a_source_says_what_failed_when_it_tries_again_and_what_becomes_of_it() {
    for (lines, second, says, labels) in TABLE {
        let mut world = start(&format!("{STREAM}{lines}"));
        at(&mut world, second * 1_000);
        let why = asked(&world).unwrap_or_else(|| panic!("{lines}"));
        let text = why.sentences.join("\n");
        assert!(why.sentences.len() <= 6, "{lines}: {text}");
        for part in says {
            assert!(text.contains(part), "{lines}: {part} is missing in\n{text}");
        }
        for label in labels {
            assert!(why.fixes.iter().any(|fix| fix.label.starts_with(label)), "{lines}: {:?}", why.fixes);
        }
    }
}

#[test]
fn a_source_without_trouble_has_no_why() {
    for lines in ["agent p to s rate 40/s buffer-age 1s", "logs p to s rate 40/s", "iot p to s rate 20/s"] {
        let mut world = start(&format!("{STREAM}{lines}"));
        at(&mut world, 20_000);
        assert_eq!(asked(&world), None, "{lines}");
    }
    assert_eq!(why::feed(&start(STREAM), &name("nobody")), None);
}

/// What a source has given up, and what waits in it.
fn lack(world: &World) -> (u64, u64) {
    let it = source(world, "p");
    let waits = it.agent.map_or(it.resending, |agent| agent.unread + agent.buffered);
    (it.given_up, waits)
}

#[test]
fn each_way_out_leads_out() {
    let mut tried = 0;
    for (lines, second, ..) in TABLE {
        let mut world = start(&format!("{STREAM}{lines}"));
        at(&mut world, second * 1_000);
        for fix in asked(&world).unwrap_or_else(|| panic!("{lines}")).fixes {
            // One key has one hash: the note says that a split does not help it.
            if lines.contains("key \"one\"") && fix.label == "Split the shard" {
                assert!(fix.note.contains("where the keys are spread"));
                continue;
            }
            // What waits for a shard that others fill waits on.
            if lines.contains("producer hog") {
                continue;
            }
            let mut world = world.clone();
            for command in &fix.commands {
                world.apply(command).unwrap_or_else(|refusal| panic!("{lines}: {refusal}"));
            }
            at(&mut world, (second + 60) * 1_000);
            let before = lack(&world);
            at(&mut world, (second + 120) * 1_000);
            let after = lack(&world);
            assert_eq!(before.0, after.0, "{lines}: {}: it gives more up", fix.label);
            assert!(after.1 <= before.1.max(100), "{lines}: {}: {before:?}, {after:?}", fix.label);
            tried += 1;
        }
    }
    assert!(tried >= 7, "{tried}");
}

/// Asked of a line of the journal the answer is the same: when it tries again, what becomes of it, and the way out.
#[test]
fn a_line_of_the_journal_has_the_same_answer() {
    let mut asked_of = 0;
    for (lines, second, ..) in TABLE {
        let mut world = start(&format!("{STREAM}{lines}"));
        at(&mut world, second * 1_000);
        let told = world.journal().from(0).rev().find(|event| {
            let What::FeedTold { by, tells } = &event.what else { return false };
            let trouble = [
                matches!(tells, FeedTells::Throttled { .. }),
                matches!(tells, FeedTells::GivenUp { .. }),
                matches!(tells, FeedTells::ActionFailed { .. }),
            ];
            by.as_str() == "p" && trouble.contains(&true)
        });
        let Some(told) = told else { continue };
        let Some(why::Answer::Because(why)) = why::event(&world, told.id) else { panic!("{told:?}") };
        assert_eq!(Some(why), asked(&world), "{lines}");
        asked_of += 1;
    }
    assert!(asked_of >= 4, "{asked_of}");
}
