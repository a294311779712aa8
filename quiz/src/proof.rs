//! A proved question proves itself: the key's proof holds and each other option's fails, in every era it claims and
//! on several seeds.
//!
//! With several right options: if no option does anything, each right one holds and each wrong one fails by itself;
//! else all the right ones together hold, and every set in which a wrong one stands for a right one fails.

use engine::tools::Tools;
use lessons::proof::{balanced, everywhere, told};

use crate::{Badge, Question};

/// What fails, a text each; empty for a question that is proved, or cited. `tools` is what its stories are lent.
pub fn question(question: &Question, tools: &Tools) -> Vec<String> {
    let mut failures = Vec::new();
    if question.facts.is_empty() {
        failures.push("it asks for no fact: the field `facts:` is missing or empty".to_owned());
    }
    if question.badge == Badge::Proved {
        for (options, right) in sets(question) {
            let Some(story) = question.story_of_all(&options) else { continue };
            failures.extend(everywhere(&question.eras, &story, |story| {
                let transcript = engine::story::run_lent(story, None, tools);
                let names = options.iter().map(|option| format!("`{}`", question.options[*option].text));
                let names = names.collect::<Vec<_>>().join(" with ");
                let failed = match (transcript.ok(), right) {
                    (true, true) | (false, false) => None,
                    (false, true) => Some(told(&format!("right, and fails: {names}"), &transcript)),
                    (true, false) => Some(told(&format!("wrong, and holds: {names}"), &transcript)),
                };
                failed.into_iter().chain(balanced(&transcript)).collect()
            }));
        }
    }
    failures
}

/// The sets of options that are tried, and whether what they claim must hold.
fn sets(question: &Question) -> Vec<(Vec<usize>, bool)> {
    let all = question.options.iter().enumerate();
    let does = question.options.iter().any(|option| !option.does.is_empty());
    if question.select == 1 || !does {
        return all.map(|(number, option)| (vec![number], option.right)).collect();
    }
    let (right, wrong): (Vec<_>, Vec<_>) = all.partition(|(_, option)| option.right);
    let right: Vec<usize> = right.into_iter().map(|(number, _)| number).collect();
    let mut sets = vec![(right.clone(), true)];
    for (wrong, _) in wrong {
        for place in 0..right.len() {
            let mut set = right.clone();
            set[place] = wrong;
            sets.push((set, false));
        }
    }
    sets
}
