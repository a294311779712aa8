//! What a lab says when its goals are met: what was reached, by whom, and where to go from here. Pure.
//!
//! A solution that played itself is not praised: the card offers to do it oneself.

use crate::content;
use crate::model::{Goal, Model, Place};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub headline: String,
    /// The learner solved it; `false`: the solution was shown.
    pub own: bool,
    /// Each goal, and when it was met.
    pub reached: Vec<(String, String)>,
    /// The lab after this one, if there is one.
    pub next: Option<&'static str>,
    /// A question about the same.
    pub question: Option<&'static str>,
}

/// The card as it stands now; nothing while a goal is open, or once it was closed.
pub fn card(model: &Model) -> Option<Card> {
    let Place::Lab(id) = &model.place else { return None };
    let lab = content::lab(id)?;
    let goals = &model.facts.goals;
    if !all_met(model) || model.lab.card_closed {
        return None;
    }
    let own = !model.lab.showing;
    let headline = match own {
        true => format!("Solved: {}. Well done.", lab.title),
        false => "That was the solution: now you.".to_owned(),
    };
    Some(Card {
        headline,
        own,
        reached: goals.iter().map(|goal| (goal.text.clone(), goal.says.clone())).collect(),
        next: content::next_lab(id).map(|next| next.id.as_str()),
        question: content::about_lab(lab).map(|question| question.id.as_str()),
    })
}

/// Whether the lab has goals and all of them are met.
pub fn all_met(model: &Model) -> bool {
    let goals = &model.facts.goals;
    !goals.is_empty() && goals.iter().all(|goal| goal.state == Goal::Met)
}
