//! What a proof says of content that does not hold.

use crate::document::Document;
use crate::proof;
use engine::era::Era;
use engine::tools::Tools;

const STREAM: &str = "aws kinesis create-stream --stream-name s --shard-count 1";
const MAKE: &str = "goal \"A bucket\" count bucket[*] >= 1";

/// Each failure's first line.
fn heads(failures: &[String]) -> Vec<String> {
    failures.iter().map(|text| text.lines().next().unwrap_or_default().to_owned()).collect()
}

fn lab(rest: &str) -> Vec<String> {
    let text = format!(
        "title: T\ngroup: G\norder: 1\neras: today\nfacts: 1\n\n## Task\n\nDo.\n\n## Hints\n\n1. a\n2. b\n3. c\n\n\
         ```story\n{STREAM}\n{rest}\n```\n"
    );
    let document = Document::parse("labs/a.md", &text).unwrap();
    heads(&proof::lab(&crate::lab(&document).unwrap_or_else(|mistake| panic!("{mistake}")), &Tools::none()))
}

fn check_lab(rest: &str, expected: &[&str]) {
    let everywhere: Vec<_> = proof::SEEDS
        .iter()
        .flat_map(|seed| expected.iter().map(move |what| format!("era today, seed {seed}: {what}")))
        .collect();
    assert_eq!(lab(rest), everywhere, "{rest}");
}

#[test]
fn a_play_whose_ledger_does_not_balance_is_told() {
    let text = format!("{STREAM}\nproducer p to s");
    let mut transcript = engine::story::run(&engine::story::Story::parse(&text).expect("a story"));
    assert_eq!((proof::balanced(&transcript), transcript.ok()), (None, true));
    transcript.unbalanced = Some("put 3, read 2".to_owned());
    let told = proof::balanced(&transcript).expect("it is told");
    assert!(told.starts_with("the ledger does not balance at the end: put 3, read 2"), "{told}");
}

#[test]
fn every_era_is_tried_and_the_newest_on_every_seed() {
    let tried = |eras: &[Era]| proof::places(eras).collect::<Vec<_>>();
    let [a, b, c] = proof::SEEDS;
    assert_eq!(tried(&[Era::Y2018]), [(Era::Y2018, a), (Era::Y2018, b), (Era::Y2018, c)]);
    let today = [(Era::Today, a), (Era::Today, b), (Era::Today, c)];
    let all = [[(Era::Y2018, a), (Era::Y2020, b)].as_slice(), &today].concat();
    assert_eq!(tried(&[Era::Y2018, Era::Y2020, Era::Today]), all);
    assert_eq!(tried(&[]), []);
}

const WRONGS: &str = "wrong \"a\":\n  stop p\nwrong \"b\":\n  stop p";

#[test]
fn a_lab_that_holds_has_no_failure_and_each_fault_is_told() {
    let producer = "producer p to s";
    let solved = "solution at 5s:\n  bucket lake";
    check_lab(&format!("{producer}\n{MAKE}\n{solved}\n{WRONGS}"), &[]);
    check_lab(
        &format!("{producer}\nbucket early\n{MAKE}\n{solved}\n{WRONGS}"),
        &[
            "the start meets its goals",
            "the wrong turn `a` meets the goals",
            "the wrong turn `b` meets the goals",
        ],
    );
    check_lab(&format!("{producer}\n{MAKE}\nsolution at 5s:\n  stop p\n{WRONGS}"), &["solution 1 fails"]);
    check_lab(
        &format!("{MAKE}\n{solved}\nwrong at 1s \"a\":\n  stop p\nwrong \"b\":\n  consumer c reads s"),
        &["the wrong turn `a` does not play"],
    );
    assert_eq!(
        lab(&format!("{producer}\n{MAKE}")),
        ["it has no `solution:`", "it needs two or more wrong turns, `wrong \"…\":`, and has 0"]
    );
}

#[test]
fn a_figure_that_fails_is_told_with_its_screen_place_and_transcript() {
    let text = format!(
        "title: T\ngroup: G\norder: 1\neras: 2018\n\n## One\n\nText.\n\n```story\n{STREAM}\nexpect at 1s time.s = 2\n```\n"
    );
    let lesson = crate::lesson(&Document::parse("lessons/a.md", &text).unwrap()).unwrap();
    let failures = proof::lesson(&lesson, &Tools::none());
    assert_eq!(
        heads(&failures)[..2],
        [
            "it teaches no fact: the field `facts:` is missing or empty",
            "screen `One`, era 2018, seed 1: the story fails"
        ]
    );
    assert_eq!(failures.len(), 4);
    let told: Vec<_> = failures[1].lines().skip(1).collect();
    assert_eq!(
        told,
        [
            "  00:00:01.000 line 2: FAILED: time.s: 1, wanted 2",
            "  the transcript:",
            &format!("    00:00:00.000 line 1: {STREAM}"),
            "    00:00:01.000 line 2: FAILED: time.s: 1, wanted 2",
            "    00:00:01.000 not ok",
        ]
    );
}

const PREDICTS: &str =
    "at 1s predict \"Which?\" judged at 2s\n  option \"a\" when time.s = 2\n  option \"b\" when time.s = 3";

/// What is wrong with a lesson of one screen with a prediction, and this below its figure.
fn with_below(figure: &str, below: &str) -> Vec<String> {
    let text = format!(
        "title: T\ngroup: G\norder: 1\neras: 2018\nfacts: 1\n\n## One\n\nText.\n\n```story\n{STREAM}\n{figure}\n```\n\n{below}"
    );
    match crate::lesson(&Document::parse("lessons/a.md", &text).unwrap()) {
        Ok(lesson) => heads(&proof::lesson(&lesson, &Tools::none())),
        Err(mistake) => vec![mistake.to_string()],
    }
}

#[test]
fn each_option_of_a_prediction_has_a_reason() {
    assert_eq!(with_below(PREDICTS, "1. Two seconds.\n2. Not three.\n"), [""; 0]);
    assert_eq!(
        with_below(PREDICTS, ""),
        ["screen `One`: the options of its prediction have no reasons: a list below the figure"]
    );
    assert_eq!(
        with_below(PREDICTS, "1. Two seconds.\n"),
        ["lessons/a.md, line 7: the prediction has 2 options, and 1 reasons stand below it"]
    );
    assert_eq!(
        with_below("", "1. Two seconds.\n"),
        [
            "lessons/a.md, line 7: a list is for the reasons of a prediction, and this screen has none: write paragraphs"
        ]
    );
}

#[test]
fn many_are_proved_on_all_cores_and_told_in_their_order() {
    let items: Vec<u64> = (0..100).collect();
    let prove = |item: &u64| match item % 7 {
        0 => vec![format!("{item} a"), format!("{item} b")],
        _ => vec![],
    };
    let expected: Vec<String> = items.iter().flat_map(prove).collect();
    assert_eq!(proof::all(&items, prove), expected);
    assert_eq!(proof::all(&[0_u64; 0], |_| vec!["never".to_owned()]), Vec::<String>::new());
}
