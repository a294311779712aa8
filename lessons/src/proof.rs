//! Content proves itself: a lab's start does not meet its goals, its solution does, and each wrong turn fails; each
//! figure runs; each prediction has exactly one answer. All this on several seeds and in every era that is claimed.
//!
//! Each function returns what fails, a text each: an empty list is the proof. `tools` is what the stories are lent.

use std::sync::Mutex;
use std::thread;

use engine::era::Era;
use engine::story::{self, Story, Transcript};
use engine::tools::Tools;

use crate::{Disagreement, Lab, Lesson, Scene};

pub const SEEDS: [u64; 3] = [1, 29_434, 7_000_001];
/// The eras in which a scene must play as it expects; a text file of lines claims none.
pub const SCENE_ERAS: [Era; 2] = [Era::Y2020, Era::Today];
/// How many of a transcript's last lines are told.
const TAIL: usize = 14;

/// Proves each of many on all cores there are, and returns what fails, in the order of `items`. The proofs share
/// nothing, so which is done first changes nothing.
pub fn all<T: Sync>(items: &[T], prove: impl Fn(&T) -> Vec<String> + Sync) -> Vec<String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let waiting = Mutex::new(items.iter().enumerate());
    let failed = Mutex::new(Vec::new());
    let locked = "no proof panicked while it held the lock";
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let Some((place, item)) = waiting.lock().expect(locked).next() else { break };
                    let failures = prove(item);
                    failed.lock().expect(locked).push((place, failures));
                }
            });
        }
    });
    let mut failed = failed.into_inner().expect(locked);
    failed.sort_unstable_by_key(|(place, _)| *place);
    failed.into_iter().flat_map(|(_, failures)| failures).collect()
}

/// Where a claim is tried: on each seed in the newest of its eras, and in each older one on one seed, in turn: eras
/// differ in their limits and names, which no seed changes.
fn places(eras: &[Era]) -> impl Iterator<Item = (Era, u64)> {
    let newest = eras.iter().max().into_iter().flat_map(|era| SEEDS.map(|seed| (*era, seed)));
    let older = eras.iter().filter(|era| Some(*era) != eras.iter().max());
    older.copied().zip(SEEDS.into_iter().cycle()).chain(newest)
}

/// Runs `check` in each of the [`places`]; it returns what fails, without the place, which is put before it.
pub fn everywhere(eras: &[Era], story: &Story, check: impl Fn(&Story) -> Vec<String>) -> Vec<String> {
    let mut failures = Vec::new();
    for (era, seed) in places(eras) {
        let failed = check(&story.replayed(era, seed)).into_iter();
        failures.extend(failed.map(|what| format!("era {era}, seed {seed}: {what}")));
    }
    failures
}

/// What is wrong, the first failure if there is one, and the end of the transcript.
pub fn told(what: &str, transcript: &Transcript) -> String {
    let text = transcript.to_string();
    let lines: Vec<_> = text.lines().collect();
    let left_out = lines.len().saturating_sub(TAIL);
    let mut told = what.to_owned();
    if let Some(first) = transcript.failures().first() {
        told += &format!("\n  {first}");
    }
    told += &format!("\n  the transcript{}:", if left_out > 0 { ", its end" } else { "" });
    lines[left_out..].iter().for_each(|line| told += &format!("\n    {line}"));
    told
}

/// Every record has an account when the story ends (checklist P07).
pub fn balanced(transcript: &Transcript) -> Option<String> {
    let ledger = transcript.unbalanced.as_ref()?;
    Some(told(&format!("the ledger does not balance at the end: {ledger}"), transcript))
}

fn plays(story: &Story, tools: &Tools) -> Vec<String> {
    let transcript = story::run_lent(story, None, tools);
    let failed = (!transcript.ok()).then(|| told("the story fails", &transcript));
    failed.into_iter().chain(balanced(&transcript)).collect()
}

/// A scene plays as it expects.
pub fn scene(scene: &Scene, tools: &Tools) -> Vec<String> {
    everywhere(&SCENE_ERAS, &scene.story, |story| plays(story, tools))
}

/// A lesson teaches something, gives a reason for each option of a prediction, and its figures play as they expect.
pub fn lesson(lesson: &Lesson, tools: &Tools) -> Vec<String> {
    let mut failures = Vec::new();
    if lesson.facts.is_empty() {
        failures.push("it teaches no fact: the field `facts:` is missing or empty".to_owned());
    }
    for screen in &lesson.screens {
        if screen.options().is_some() && screen.reasons.is_empty() {
            let text = "the options of its prediction have no reasons: a list below the figure";
            failures.push(format!("screen `{}`: {text}", screen.title));
        }
        let Some(figure) = &screen.figure else { continue };
        let failed = everywhere(&lesson.eras, figure, |story| plays(story, tools)).into_iter();
        failures.extend(failed.map(|what| format!("screen `{}`, {what}", screen.title)));
    }
    failures
}

/// What is so in an era is what the story shows there.
pub fn disagreement(entry: &Disagreement, tools: &Tools) -> Vec<String> {
    let mut failures = Vec::new();
    if entry.facts.is_empty() {
        failures.push("it teaches no fact: the field `facts:` is missing or empty".to_owned());
    }
    for truth in &entry.truths {
        if !truth.story.claims() {
            failures.push("a story claims nothing: an `expect` or `refused` line is missing".to_owned());
        }
        failures.extend(everywhere(&truth.eras, &truth.story, |story| plays(story, tools)));
    }
    failures
}

/// A lab starts unsolved, each solution solves it, and each of two or more wrong turns does not.
pub fn lab(lab: &Lab, tools: &Tools) -> Vec<String> {
    let mut failures = Vec::new();
    if lab.story.solutions.is_empty() {
        failures.push("it has no `solution:`".to_owned());
    }
    if lab.story.wrong_turns.len() < 2 {
        let found = lab.story.wrong_turns.len();
        failures.push(format!("it needs two or more wrong turns, `wrong \"…\":`, and has {found}"));
    }
    failures.extend(everywhere(&lab.eras, &lab.story, |story| lab_in_one_place(story, tools)));
    failures
}

fn lab_in_one_place(story: &Story, tools: &Tools) -> Vec<String> {
    let mut failures = Vec::new();
    let start = story::run_lent(story, None, tools);
    if start.goals_met() {
        failures.push(told("the start meets its goals", &start));
    }
    failures.extend(balanced(&start));
    for (number, solution) in (1..).zip(&story.solutions) {
        let solved = story::run_lent(story, Some(solution), tools);
        if !solved.ok() || !solved.goals_met() {
            failures.push(told(&format!("solution {number} fails"), &solved));
        }
        failures.extend(balanced(&solved));
    }
    for wrong in &story.wrong_turns {
        let turned = story::run_lent(story, Some(wrong), tools);
        if !turned.ok() {
            failures.push(told(&format!("the wrong turn `{}` does not play", wrong.says), &turned));
        } else if turned.goals_met() {
            failures.push(told(&format!("the wrong turn `{}` meets the goals", wrong.says), &turned));
        }
        failures.extend(balanced(&turned));
    }
    failures
}

#[cfg(test)]
mod tests;
