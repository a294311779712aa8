//! Conditions that ask of the bill, and how they are told.

use super::*;

const STORY: &str = "aws kinesis create-stream --stream-name a --shard-count 1\n\
                     aws kinesis create-stream --stream-name b --shard-count 3\nat 2s producer p to b rate 10/s size 10B\n";

#[test]
fn money_is_written_with_a_dollar_and_told_so() {
    let mut world = world(STORY);
    world.advance(Time::seconds(HOUR), u64::MAX);
    for (condition, holds, told) in [
        ("bill.total > $0.06", true, "bill so far: $0.0605, wanted above $0.0600"),
        ("bill.total <= $0.06", false, "bill so far: $0.0605, wanted at most $0.0600"),
        ("bill.month < $44", false, "a month like the last minute: $44.17, wanted below $44.00"),
        (
            "sum bill.lines[where id = \"kds-shard-hours\"].amount = $0.06",
            true,
            "amount so far, lines whose id is kds-shard-hours together: $0.0600, wanted $0.0600",
        ),
        ("max bill.lines[where of = \"a\"].amount = $0.015", true, ""),
        ("sum bill.lines[where unit = \"shard-hour\"].counted = 14400", true, ""),
        ("count bill.services[*] = 1", true, "services: 1, wanted 1"),
    ] {
        let story = Story::parse(&format!("expect {condition}\n")).unwrap_or_else(|error| panic!("{error}"));
        let asked = story.conditions().next().unwrap();
        let judged = asked.judge(&world).unwrap();
        assert_eq!(judged.holds, holds, "{condition}: {judged:?}");
        if !told.is_empty() {
            assert_eq!(judged.text.words, told);
        }
        assert_eq!(asked.to_string(), condition);
    }
}
