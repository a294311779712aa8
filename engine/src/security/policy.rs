//! The policy of a role: statements, each of an effect, actions and resources.

use crate::command::{Action, Actions, Edit, Permission};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

impl Effect {
    pub fn word(self) -> &'static str {
        match self {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub effect: Effect,
    pub actions: Actions,
    /// `None`: every resource.
    pub on: Option<String>,
}

impl Statement {
    fn holds(&self, action: Action, on: &str) -> bool {
        let fits = |mine: &str| crate::security::key_id(mine) == crate::security::key_id(on);
        self.actions.hold(action)
            && self.on.as_deref().is_none_or(|mine| mine == on || action.service() == "kms" && fits(mine))
    }
}

/// What comes of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allowed,
    /// A statement denies it.
    Denied,
    /// No statement allows it.
    NotAllowed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub statements: Vec<Statement>,
}

/// At first each action is allowed on everything, by a statement of its own.
impl Default for Policy {
    fn default() -> Policy {
        let allow = |action| Statement { effect: Effect::Allow, actions: Actions::One(action), on: None };
        Policy { statements: Action::all().map(allow).collect() }
    }
}

impl Policy {
    pub fn judge(&self, action: Action, on: &str) -> Verdict {
        let mut verdict = Verdict::NotAllowed;
        for statement in self.statements.iter().filter(|it| it.holds(action, on)) {
            match statement.effect {
                Effect::Deny => return Verdict::Denied,
                Effect::Allow => verdict = Verdict::Allowed,
            }
        }
        verdict
    }

    pub(super) fn edit(&mut self, line: &Permission) {
        // A line without a resource speaks of all, and one with `*` of all actions.
        let speaks_of = |statement: &Statement, effect| {
            let actions = match (line.actions, statement.actions) {
                (Actions::All, Actions::One(one)) => line.actions.hold(one),
                (Actions::All, Actions::All | Actions::Of(_)) => true,
                (Actions::Of(service), Actions::Of(other)) => service == other,
                (Actions::Of(service), Actions::One(action)) => action.service() == service,
                (Actions::One(one), Actions::One(other)) => one == other,
                (Actions::Of(_) | Actions::One(_), Actions::All) | (Actions::One(_), Actions::Of(_)) => false,
            };
            statement.effect == effect && actions && (line.on.is_none() || line.on == statement.on)
        };
        let add = |effect| Statement { effect, actions: line.actions, on: line.on.clone() };
        match line.edit {
            Edit::Allow => {
                self.statements.retain(|it| !speaks_of(it, Effect::Deny));
                let new = add(Effect::Allow);
                if !self.statements.contains(&new) {
                    self.statements.push(new);
                }
            }
            Edit::Deny => {
                let new = add(Effect::Deny);
                if !self.statements.contains(&new) {
                    self.statements.push(new);
                }
            }
            Edit::Revoke => self.statements.retain(|it| !speaks_of(it, Effect::Allow)),
        }
    }
}
