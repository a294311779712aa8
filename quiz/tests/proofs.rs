//! Every question proves itself: the key's proof holds and each other option's fails, in every era it claims and on
//! several seeds.

use engine::story;
use quiz::Badge;

const SEEDS: [u64; 3] = [1, 29_434, 7_000_001];

#[test]
fn each_key_holds_and_each_other_option_fails() {
    let questions = quiz::questions().unwrap_or_else(|mistake| panic!("{mistake}"));
    assert!(questions.len() >= 3);
    for question in questions.iter().filter(|question| question.badge == Badge::Proved) {
        for era in &question.eras {
            for seed in SEEDS {
                for (number, option) in question.options.iter().enumerate() {
                    let transcript = story::run(&question.story_of(number).replayed(*era, seed));
                    assert_eq!(
                        transcript.ok(),
                        option.right,
                        "{}, era {era}, seed {seed}, option `{}`\n{transcript}",
                        question.id,
                        option.text
                    );
                }
            }
        }
    }
}

#[test]
fn lessons_name_questions_that_exist() {
    let questions = quiz::questions().unwrap();
    for lesson in lessons::lessons().unwrap() {
        for id in &lesson.questions {
            assert!(
                questions.iter().any(|question| question.id == *id),
                "lesson {} names the question {id}",
                lesson.id
            );
        }
    }
}

#[test]
fn the_right_option_is_not_always_the_same_letter() {
    let right = |question: &quiz::Question| question.options.iter().position(|option| option.right);
    let mut letters: Vec<_> = quiz::questions().unwrap().iter().map(right).collect();
    letters.sort_unstable();
    letters.dedup();
    assert!(letters.len() > 1, "the key is always {letters:?}");
}
