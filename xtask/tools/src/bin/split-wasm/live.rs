//! Which locals are read later: what has to be handed to code that stands elsewhere, and taken back from it.

use wasmparser::Operator;

use crate::body::{Body, Kind};

/// A set of locals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set(Vec<u64>);

impl Set {
    pub fn add(&mut self, local: u32) {
        let word = local as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (local % 64);
    }

    fn drop(&mut self, local: u32) {
        if let Some(word) = self.0.get_mut(local as usize / 64) {
            *word &= !(1 << (local % 64));
        }
    }

    pub fn has(&self, local: u32) -> bool {
        self.0.get(local as usize / 64).is_some_and(|word| word & (1 << (local % 64)) != 0)
    }

    pub fn add_all(&mut self, others: &Set) {
        if self.0.len() < others.0.len() {
            self.0.resize(others.0.len(), 0);
        }
        for (word, other) in self.0.iter_mut().zip(&others.0) {
            *word |= other;
        }
    }
}

/// Before each operator, the locals whose values something behind it may read.
pub struct Live(Vec<Set>);

impl Live {
    /// Backwards over the body, again until no loop's beginning asks for more.
    pub fn of(body: &Body<'_>) -> Live {
        let mut live = Live(vec![Set::default(); body.operators.len() + 1]);
        let opened: std::collections::BTreeMap<usize, usize> =
            (0..body.frames.len()).map(|frame| (body.frames[frame].within.start, frame)).collect();
        loop {
            let mut changed = false;
            for at in (0..body.operators.len()).rev() {
                let before = live.before_one(body, &opened, at);
                if live.0[at] != before {
                    live.0[at] = before;
                    changed = true;
                }
            }
            if !changed {
                return live;
            }
        }
    }

    pub fn before(&self, operator: usize) -> &Set {
        &self.0[operator]
    }

    /// What is live where a branch to the frame goes.
    pub fn at_target(&self, body: &Body<'_>, frame: usize) -> &Set {
        let frame = &body.frames[frame];
        match frame.kind {
            Kind::Loop => &self.0[frame.within.start - 1],
            Kind::Function | Kind::Block | Kind::If | Kind::Else => &self.0[frame.end + 1],
        }
    }

    fn before_one(
        &self,
        body: &Body<'_>,
        opened: &std::collections::BTreeMap<usize, usize>,
        at: usize,
    ) -> Set {
        let next = || self.0[at + 1].clone();
        let label = |depth: u32| self.at_target(body, body.target(at, depth));
        match &body.operators[at] {
            Operator::LocalGet { local_index } => {
                let mut live = next();
                live.add(*local_index);
                live
            }
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                let mut live = next();
                live.drop(*local_index);
                live
            }
            Operator::Br { relative_depth } => label(*relative_depth).clone(),
            Operator::BrIf { relative_depth } => {
                let mut live = next();
                live.add_all(label(*relative_depth));
                live
            }
            Operator::BrTable { targets } => {
                let mut live = label(targets.default()).clone();
                for depth in targets.targets().flatten() {
                    live.add_all(label(depth));
                }
                live
            }
            Operator::Return | Operator::Unreachable => Set::default(),
            Operator::If { .. } => {
                let arm = &body.frames[opened[&(at + 1)]];
                let mut live = next();
                // Behind the `else`, or behind the whole.
                live.add_all(&self.0[arm.within.end + 1]);
                live
            }
            // What falls off the first arm goes on behind the second.
            Operator::Else => self.0[body.frames[opened[&(at + 1)]].end + 1].clone(),
            _ => next(),
        }
    }
}
