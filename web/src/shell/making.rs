//! "Turn this into a lab": the scene's plays, a piece in each frame, and what comes of them.
//!
//! First the scene is played without what the learner did and with it, and goals are proposed; these are judged by a
//! second pair of plays. A lab is proved as its file would be: on several seeds its start does not meet the goals, its
//! solution does, each wrong turn does not.

use std::collections::VecDeque;
use std::rc::Rc;

use engine::history::{Action, History};
use engine::kernel::{Span, Time};
use engine::story::{Branch, Goal, Playing, Story, Transcript};
use engine::world::World;
use lessons::Lab;
use lessons::proof::SEEDS;
use lessons::proposed::{self, judged};

use super::Shell;
use crate::host;
use crate::model::{Finding, MakingAsk, MakingTold, Place, Told};
use crate::prose;

/// So long a lab goes on after its solution, if nothing was played for longer.
const SETTLE: Span = Span::seconds(60);
/// Real milliseconds of a frame that may go into it.
const BUDGET_MS: f64 = 12.0;

/// Stories that are played one after the other.
pub(super) struct Work {
    of: Of,
    plays: VecDeque<(Story, Option<Branch>)>,
    playing: Option<Playing>,
    done: Vec<(Transcript, Option<World>)>,
    /// Virtual µs of all plays that are over, and of all there are.
    over: u64,
    all: u64,
}

enum Of {
    /// Which goals the scene suggests.
    Look(Box<Story>),
    /// What those are good for.
    Judge(Vec<Goal>),
    Prove(Box<Lab>),
}

impl Work {
    fn new(of: Of, plays: Vec<(Story, Option<Branch>)>) -> Work {
        let length = |(story, _): &(Story, Option<Branch>)| story.until.unwrap_or_default().as_micros();
        let all = plays.iter().map(length).sum();
        Work { of, plays: plays.into(), playing: None, done: Vec::new(), over: 0, all }
    }

    /// Plays on while there is time; whether all is over.
    fn go_on(&mut self, in_time: &dyn Fn() -> bool) -> bool {
        while in_time() {
            let Some(playing) = &mut self.playing else {
                let Some((story, branch)) = self.plays.pop_front() else { return true };
                match Playing::new(&story, branch.as_ref(), &host::tools::tools()) {
                    Ok(playing) => self.playing = Some(playing),
                    Err(transcript) => self.done.push((transcript, None)),
                }
                continue;
            };
            if playing.go_on(in_time) {
                self.over += playing.end().as_micros();
                let (transcript, world) = self.playing.take().expect("it has just played").finish();
                // Worlds are large, and looked at only where goals are proposed.
                let world = matches!(self.of, Of::Look(_)).then_some(world);
                self.done.push((transcript, world));
            }
        }
        false
    }

    fn played(&self) -> u64 {
        self.over + self.playing.as_ref().map_or(0, |playing| playing.now().as_micros())
    }
}

impl Shell {
    #[inline(never)]
    pub(super) fn make(&mut self, ask: MakingAsk) -> Vec<Told> {
        let told = match ask {
            MakingAsk::Draft(first) => self.draft(first),
            MakingAsk::Prove(lab) => {
                let plays = plays(&lab);
                self.making = Some(Work::new(Of::Prove(lab), plays));
                MakingTold::Working(0, 1)
            }
            MakingAsk::Stop => {
                self.making = None;
                return vec![];
            }
        };
        vec![Told::Making(told)]
    }

    fn draft(&mut self, first: Option<usize>) -> MakingTold {
        let Some(driver) = &self.driver else { return MakingTold::Cannot("There is no scene.".to_owned()) };
        if self.model.place != Place::Playground {
            return MakingTold::Cannot("A scene of the playground becomes a lab; this is one.".to_owned());
        }
        let history = driver.history();
        let actions = told_actions(history);
        let Some(last) = actions.len().checked_sub(1) else {
            let text = "The solution of a lab is what you do in the scene. Do it first: change a setting, split a shard, \
                 type a command. Then turn it into a lab.";
            return MakingTold::Cannot(text.to_owned());
        };
        let first = first.unwrap_or(last).min(last);
        let mut story = match history.as_lab(first) {
            Ok(story) => story,
            Err(why) => return MakingTold::Cannot(why),
        };
        let from = story.solutions.first().map_or(Time::START, |solution| solution.from);
        story.until = story.until.max(Some(history.end().max(from + SETTLE)));
        let solution = story.solutions.first().cloned();
        let plays = vec![(story.clone(), None), (story.clone(), solution)];
        self.making = Some(Work::new(Of::Look(Box::new(story.clone())), plays));
        MakingTold::Drafted { story: Rc::new(story), actions, first }
    }

    /// A frame's worth of it.
    #[inline(never)]
    pub(super) fn make_on(&mut self, clock: &dyn Fn() -> f64) -> Vec<Told> {
        let Some(work) = &mut self.making else { return vec![] };
        let begun = clock();
        if !work.go_on(&|| clock() - begun < BUDGET_MS) {
            return vec![Told::Making(MakingTold::Working(work.played(), work.all))];
        }
        let Some(Work { of, done, .. }) = self.making.take() else { return vec![] };
        let told = match of {
            Of::Look(story) => {
                let [(start, Some(before)), (solved, Some(after))] = &done[..] else {
                    return vec![Told::Making(MakingTold::Cannot(why(&done)))];
                };
                if let Some(failure) = start.failures().first().or(solved.failures().first()) {
                    return vec![Told::Making(MakingTold::Cannot(failure.clone()))];
                }
                let goals = proposed::goals(before, after);
                let story = story.with_goals(goals.clone());
                let solution = story.solutions.first().cloned();
                self.making =
                    Some(Work::new(Of::Judge(goals), vec![(story.clone(), None), (story, solution)]));
                MakingTold::Working(0, 1)
            }
            Of::Judge(goals) => {
                let state = |play: usize, goal: usize| done.get(play).and_then(|(it, _)| it.goals.get(goal));
                let one = |(at, goal): (usize, &Goal)| {
                    let (start, solved) = (state(0, at)?, state(1, at)?);
                    Some((goal.to_string(), judged(&start.1, &solved.1)))
                };
                MakingTold::Proposed(goals.iter().enumerate().filter_map(one).collect())
            }
            Of::Prove(lab) => MakingTold::Proved(findings(&lab, &done)),
        };
        vec![Told::Making(told)]
    }
}

/// Why a scene could not be played at all.
fn why(done: &[(Transcript, Option<World>)]) -> String {
    let failures = done.iter().flat_map(|(transcript, _)| transcript.failures());
    failures.into_iter().next().unwrap_or_else(|| "The scene cannot be played again.".to_owned())
}

/// What the learner did, as lines with their times.
fn told_actions(history: &History) -> Vec<String> {
    let own = |action: &&Action| !matches!(action.command, engine::command::Command::Answer(_));
    let told = |action: &Action| format!("{} {}", prose::spoken(action.at), action.command.told());
    history.actions().iter().filter(own).map(told).collect()
}

/// The seed of the scene and those of the proofs, each once.
fn seeds(lab: &Lab) -> Vec<u64> {
    let mut seeds = vec![lab.story.seed];
    seeds.extend(SEEDS.into_iter().filter(|seed| *seed != lab.story.seed));
    seeds
}

/// On each seed the start, the solutions, the wrong turns.
fn plays(lab: &Lab) -> Vec<(Story, Option<Branch>)> {
    let branches = |story: &Story| -> Vec<Option<Branch>> {
        let all = story.solutions.iter().chain(&story.wrong_turns).cloned().map(Some);
        std::iter::once(None).chain(all).collect()
    };
    let on = |seed: u64| {
        let story = lab.story.replayed(lab.story.era, seed);
        branches(&story).into_iter().map(move |branch| (story.clone(), branch))
    };
    seeds(lab).into_iter().flat_map(on).collect()
}

/// What the plays say of the lab, one sentence for each part.
fn findings(lab: &Lab, done: &[(Transcript, Option<World>)]) -> Vec<Finding> {
    let (solutions, turns) = (lab.story.solutions.len(), lab.story.wrong_turns.len());
    let each = 1 + solutions + turns;
    // The first seed on which it is not so, and what is told of it.
    let on_all = |place: usize, good: &dyn Fn(&Transcript) -> Result<(), String>| {
        let one = |(seed, plays): (u64, &[(Transcript, Option<World>)])| {
            let says = plays.get(place).map_or_else(|| Err("it was not played".to_owned()), |it| good(&it.0));
            says.err().map(|why| format!("seed {seed}: {why}"))
        };
        seeds(lab).into_iter().zip(done.chunks(each)).find_map(one)
    };
    let finding = |says: &str, wrong: Option<String>| match wrong {
        None => Finding::Good(says.to_owned()),
        Some(why) => Finding::Wrong(format!("Not so: {says} ({why})")),
    };
    let plays = |it: &Transcript| it.failures().into_iter().next().map_or(Ok(()), Err);
    let open = |it: &Transcript| {
        if it.goals_met() { Err("all goals are met".to_owned()) } else { Ok(()) }
    };
    let mut all = vec![finding(
        "The start does not meet the goals.",
        on_all(0, &|it| plays(it).and_then(|()| open(it))),
    )];
    all.push(finding(
        "The solution meets all of them.",
        on_all(1, &|it| {
            plays(it)?;
            let unmet =
                it.goals.iter().find(|(_, state)| !matches!(state, engine::story::GoalState::Met { .. }));
            unmet.map_or(Ok(()), |(goal, _)| Err(format!("“{goal}” is not met")))
        }),
    ));
    for (i, turn) in lab.story.wrong_turns.iter().enumerate() {
        let line = turn.lines.first().map(ToString::to_string).unwrap_or_default();
        let says = format!("The wrong turn `{}` does not.", prose::cut(&line, 60));
        all.push(finding(&says, on_all(1 + solutions + i, &|it| plays(it).and_then(|()| open(it)))));
    }
    let seeds = seeds(lab).len();
    all.push(Finding::Good(format!("Played to its end on {seeds} seeds, {} times.", done.len())));
    if turns < 2 {
        let text = "A lab of the collection has two wrong turns or more. To add one: go back on the timeline, do \
            something else, and come here again from the branch that solves it.";
        all.push(Finding::Advice(text.to_owned()));
    }
    all
}
