//! Questions that read, that do not, and what is proved of them.

use crate::{Badge, Question, proof, question};
use lessons::document::Document;

const STORY: &str = "```story\naws kinesis create-stream --stream-name s --shard-count 1\nuntil 50s\n```\n";
const HEAD: &str = "eras: today\ndomain: Ingestion\nfacts: 1\n";

fn read(fields: &str, story: &str, options: &str) -> Result<Question, String> {
    let text = format!("{HEAD}{fields}\n## Question\n\nWhich?\n\n{story}\n{options}");
    question(&Document::parse("content/a.md", &text).unwrap()).map_err(|mistake| mistake.to_string())
}

/// An option each: its head, and what stands below its reason.
fn options(all: &[(&str, &str)]) -> String {
    all.iter().map(|(head, rest)| format!("## {head}\n\nBecause.\n\n{rest}\n")).collect()
}

fn claim(text: &str) -> String {
    format!("```claim\n{text}\n```")
}

fn at(text: &str) -> String {
    format!("```at 5s\n{text}\n```")
}

fn slip(fields: &str, story: &str, all: &[(&str, &str)], expected: &str) {
    assert_eq!(read(fields, story, &options(all)).unwrap_err(), expected);
}

/// The first line of each failure on the first seed.
fn fails(fields: &str, story: &str, all: &[(&str, &str)], expected: &[&str]) {
    let question = read(fields, story, &options(all)).unwrap_or_else(|mistake| panic!("{mistake}"));
    let failures = proof::question(&question, &engine::tools::Tools::none());
    let told: Vec<_> =
        failures.iter().filter_map(|text| text.lines().next()?.strip_prefix("era today, seed 1: ")).collect();
    assert_eq!(told, expected);
    assert_eq!(failures.len(), 3 * expected.len(), "{failures:#?}");
}

const SPLIT: &str =
    "aws kinesis split-shard --stream-name s --shard-to-split 0 --new-starting-hash-key midpoint";

#[test]
fn a_claim_is_joined_to_the_story_of_its_option_only() {
    let open = |number: u32| claim(&format!("expect at 40s stream.s.open_shards = {number}"));
    let (one, two, three) = (open(1), open(2), open(3));
    let all = [("Right: one", one.as_str()), ("Wrong: two", &two), ("Wrong: three", &three)];
    fails("badge: proved\n", STORY, &all, &[]);
    let wrong = [("Right: two", two.as_str()), ("Wrong: one", &one), ("Wrong: three", &three)];
    fails("badge: proved\n", STORY, &wrong, &["right, and fails: `two`", "wrong, and holds: `one`"]);
    // Together with what the option does.
    let (split, merge) = (format!("{}\n{two}", at(SPLIT)), format!("{}\n{two}", at("bucket lake")));
    let all = [("Right: split", split.as_str()), ("Wrong: no", &merge), ("Wrong: three", &three)];
    fails("badge: proved\n", STORY, &all, &[]);
}

#[test]
fn an_option_that_is_refused_fails_unless_it_says_so() {
    let again = at(&format!("repeat 2 {SPLIT}"));
    let said = at(&format!("{SPLIT}\nrefused ResourceInUseException {SPLIT}"));
    let two = claim("expect at 40s stream.s.open_shards = 2");
    let (again, said) = (format!("{again}\n{two}"), format!("{said}\n{two}"));
    let all = [("Right: said", said.as_str()), ("Wrong: twice", &again), ("Wrong: none", &two)];
    fails("badge: proved\n", STORY, &all, &[]);
}

#[test]
fn several_right_options_without_commands_are_tried_alone() {
    let (a, b) = (claim("expect at 9s time.s = 9"), claim("expect at 9s time.s > 8"));
    let (c, d) = (claim("expect at 9s time.s = 8"), claim("expect at 9s time.s < 9"));
    let all = [("Right: a", a.as_str()), ("Right: b", &b), ("Wrong: c", &c), ("Wrong: d", &d)];
    fails("badge: proved\nselect: 2\n", STORY, &all, &[]);
    let all = [("Right: a", a.as_str()), ("Right: c", &c), ("Wrong: b", &b), ("Wrong: d", &d)];
    fails("badge: proved\nselect: 2\n", STORY, &all, &["right, and fails: `c`", "wrong, and holds: `b`"]);
}

#[test]
fn several_right_options_with_commands_are_tried_together() {
    let story = STORY
        .replace("until 50s", "expect at 40s count bucket[*] = 2\nexpect at 40s stream.s.open_shards = 1");
    let (a, b, c, d) = (at("bucket a"), at("bucket b"), at(SPLIT), at("stop nobody"));
    let all = [("Right: a", a.as_str()), ("Right: b", &b), ("Wrong: c", &c), ("Wrong: d", &d)];
    fails("badge: proved\nselect: 2\n", &story, &all, &[]);
    let e = at("bucket e");
    let all = [("Right: a", a.as_str()), ("Right: b", &b), ("Wrong: c", &c), ("Wrong: e", &e)];
    fails(
        "badge: proved\nselect: 2\n",
        &story,
        &all,
        &["wrong, and holds: `e` with `b`", "wrong, and holds: `a` with `e`"],
    );
}

#[test]
fn a_cited_question_needs_no_story() {
    let all = [("Right: a", ""), ("Wrong: b", ""), ("Wrong: c", "")];
    let question = read("badge: cited the exam guide\n", "", &options(&all)).unwrap();
    assert_eq!((question.badge.clone(), question.select), (Badge::Cited("the exam guide".to_owned()), 1));
    assert!(
        question.story_of(0).is_none()
            && proof::question(&question, &engine::tools::Tools::none()).is_empty()
    );
}

#[test]
fn slips_are_told() {
    let plain = [("Right: a", ""), ("Wrong: b", ""), ("Wrong: c", "")];
    let missing = "content/a.md, line 6: the question's story is missing: a ```story fence below the stem";
    slip("badge: proved\n", "", &plain, missing);
    let made = at("bucket a");
    slip("badge: cited x\n", "", &[("Right: a", &made), plain[1], plain[2]], missing);
    slip(
        "badge: proved\n",
        STORY,
        &plain,
        "content/a.md, line 6: a proved question needs an `expect` line, in its story or in a ```claim of every option",
    );
    slip(
        "badge: proved\nselect: 2\n",
        STORY,
        &plain,
        "content/a.md: `## Right:` stands 1 times, and 2 must be: see the field `select:`",
    );
    slip(
        "badge: proved\n",
        STORY,
        &[plain[0], plain[0], plain[1]],
        "content/a.md: `## Right:` stands 2 times, and 1 must be: see the field `select:`",
    );
    slip("badge: proved\nselect: 4\n", STORY, &plain, "content/a.md, line 5: `4` is not 2 or 3");
    slip(
        "badge: proved\n",
        STORY,
        &[("Right: a", "```clam\n```"), plain[1], plain[2]],
        "content/a.md, line 19: the fence `clam` is not known here: expected ```at or ```claim",
    );
    for (fence, expected) in [
        (
            claim("bucket a"),
            "20: only `expect` and `refused` lines stand in a ```claim fence, with `at` or no time",
        ),
        (claim("\nexpect"), "21: column 7: expected a path such as stream.orders.refused, but the line ends"),
        (
            at("expect time.s = 1"),
            "20: only commands stand in an ```at fence: `expect` belongs into a ```claim fence",
        ),
        (at("at 1s bucket a"), "20: the time stands behind ```at, not in the line"),
    ] {
        slip(
            "badge: proved\n",
            STORY,
            &[("Right: a", &fence), plain[1], plain[2]],
            &format!("content/a.md, line {expected}"),
        );
    }
}
