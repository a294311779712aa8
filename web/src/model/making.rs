//! "Turn this into a lab": what its author has written so far, and what the engine found of it.

use std::rc::Rc;

use engine::story::{Branch, Story};
use lessons::proposed::{self, Use};
use lessons::{Lab, paragraph};

/// The id of the lab that a learner has made, or opened from a file.
pub const OWN_LAB: &str = "own";

/// What the author writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabForm {
    pub title: String,
    pub task: String,
    pub hints: [String; 3],
    pub goals: Vec<GoalDraft>,
    /// Of each wrong turn, what a tutor says; one without words is left out.
    pub says: Vec<String>,
}

/// A goal that may become one of the lab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoalDraft {
    /// As it stands in a story.
    pub line: String,
    pub chosen: bool,
    /// What it is good for; of a line that was changed since, nothing.
    pub found: Option<Use>,
}

/// A sentence about the lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// As it must be.
    Good(String),
    Wrong(String),
    /// What would make it better.
    Advice(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Making {
    pub form: LabForm,
    /// The scene, the solution and the wrong turns, without goals.
    pub story: Rc<Story>,
    /// What the learner did in the scene, in order; the solution begins with the `first` of them.
    pub actions: Vec<String>,
    pub first: usize,
    /// How much of its plays has been played, of how much.
    pub work: Option<(u64, u64)>,
    /// What the last proof found; empty as soon as something is changed.
    pub findings: Vec<Finding>,
    /// Why the lab cannot be written yet.
    pub error: Option<String>,
}

impl Making {
    /// The lab as it is written.
    ///
    /// # Errors
    /// What is missing, or wrong and where.
    pub fn lab(&self) -> Result<Lab, String> {
        let form = &self.form;
        let filled = |what: &str, text: &str| {
            let text = paragraph(text);
            if text.is_empty() { Err(format!("{what} is empty.")) } else { Ok(text) }
        };
        let title = filled("The title", &form.title)?;
        let task: Vec<String> = form.task.lines().map(paragraph).filter(|text| !text.is_empty()).collect();
        if task.is_empty() {
            return Err("The task is empty.".to_owned());
        }
        let hints = form.hints.iter().zip(1..).map(|(hint, n)| filled(&format!("Hint {n}"), hint));
        let hints = hints.collect::<Result<Vec<_>, _>>()?;
        let chosen = form.goals.iter().filter(|goal| goal.chosen && !goal.line.trim().is_empty());
        let read = |goal: &GoalDraft| {
            proposed::goal(goal.line.trim())
                .map_err(|why| format!("In the goal `{}`: {why}", goal.line.trim()))
        };
        let goals = chosen.map(read).collect::<Result<Vec<_>, _>>()?;
        if goals.is_empty() {
            return Err("No goal is chosen: nobody could know when it is solved.".to_owned());
        }
        let mut story = (*self.story).clone().with_goals(goals);
        story.title.clone_from(&title);
        let turns = story.wrong_turns.into_iter().zip(&form.says);
        story.wrong_turns = turns
            .filter(|(_, says)| !says.trim().is_empty())
            .map(|(turn, says)| Branch { says: paragraph(says), ..turn })
            .collect();
        Ok(Lab {
            id: OWN_LAB.to_owned(),
            title,
            group: "Your own".to_owned(),
            order: 1,
            eras: vec![story.era],
            facts: vec![],
            lesson: None,
            task,
            hints,
            story,
        })
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum MakingMsg {
    /// Opens the dialog with the scene as it stands.
    Open,
    /// The solution begins with this action.
    From(usize),
    Form(LabForm),
    Prove,
    Save,
    /// Goes to the lab, to play it as somebody else would.
    Play,
    Close,
}

/// What the engine is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum MakingAsk {
    /// The scene as a lab whose solution begins with this action, or with the last.
    Draft(Option<usize>),
    /// Whether this lab is one.
    Prove(Box<Lab>),
    /// Nobody waits for it any more.
    Stop,
}

/// What it tells.
#[derive(Clone, Debug, PartialEq)]
pub enum MakingTold {
    Drafted {
        story: Rc<Story>,
        actions: Vec<String>,
        first: usize,
    },
    /// The scene cannot become one.
    Cannot(String),
    Working(u64, u64),
    /// Goals that the scene suggests, as lines, and what each is good for.
    Proposed(Vec<(String, Use)>),
    Proved(Vec<Finding>),
}
