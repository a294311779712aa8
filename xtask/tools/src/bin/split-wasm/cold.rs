//! Parts of a function that stays which the first scene never ran: from a point to the end of its construct. Each becomes a
//! function of the second module. It takes the locals that it reads, and gives back those that it wrote and somebody
//! reads later, with the way by which it was left; where it stood, it is called and its way out is taken.

use std::collections::BTreeSet;
use std::ops::Range;

use wasmparser::{Operator, ValType};

use crate::body::{Body, Kind};
use crate::live::{Live, Set};

/// How control leaves a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// To this frame of the body: its end, or a loop's beginning.
    Branch(usize),
    Returns,
    /// To the end of its construct. The last of several: behind the call of a part is that end.
    Falls,
}

impl Exit {
    /// What a branch to a frame is for a part that ends this one.
    pub fn to(body: &Body<'_>, frame: usize, target: usize) -> Exit {
        match body.frames[target].kind {
            Kind::Function => Exit::Returns,
            Kind::Block | Kind::If | Kind::Else if target == frame => Exit::Falls,
            Kind::Block | Kind::If | Kind::Else | Kind::Loop => Exit::Branch(target),
        }
    }
}

#[derive(Debug)]
pub struct Part {
    /// Its operators.
    pub operators: Range<usize>,
    /// The frame that it is the end of.
    pub frame: usize,
    pub takes: Vec<u32>,
    pub gives: Vec<u32>,
    /// All locals in it.
    pub locals: BTreeSet<u32>,
    /// What a `return` in it carries.
    pub returns: Option<ValType>,
    pub exits: Vec<Exit>,
}

impl Part {
    pub fn parameters(&self, body: &Body<'_>) -> Vec<ValType> {
        self.takes.iter().map(|local| body.locals[*local as usize]).collect()
    }

    /// In this order: the number of the exit if there are several, what is returned, and the locals.
    pub fn results(&self, body: &Body<'_>) -> Vec<ValType> {
        let exit = (self.exits.len() > 1).then_some(ValType::I32);
        let locals = self.gives.iter().map(|local| body.locals[*local as usize]);
        exit.into_iter().chain(self.returns).chain(locals).collect()
    }
}

/// Whether another play of the same scene takes the same ways through the function: those of the standard library turn on
/// where memory lies and how full it is.
pub fn is_steady(name: &str) -> bool {
    let inside = name.trim_start_matches(['<', '&', '[']);
    let library = ["alloc::", "core::", "std::", "dlmalloc::", "hashbrown::", "str", "__r"];
    !library.iter().any(|library| inside.starts_with(library))
}

/// Told a part and its length in bytes: whether it should go.
pub type Worth = fn(usize, &Part) -> bool;

/// Whether the first module is smaller without the part: its call and what stands around that are not free.
pub fn saves(length: usize, part: &Part) -> bool {
    length > 100 + 3 * (part.takes.len() + part.gives.len()) + 6 * part.exits.len()
}

/// The parts that go, in their order: they never ran, and it is worth it.
pub fn parts(body: &Body<'_>, ran: &[u32], result: Option<ValType>, worth: Worth) -> Vec<Part> {
    let ran = |point: usize| ran.get(point / 32).is_some_and(|word| word & (1 << (point % 32)) != 0);
    let mut live = None;
    let mut parts: Vec<Part> = Vec::new();
    let mut goes_to = 0;
    for (number, point) in body.points.iter().enumerate() {
        if point.at < goes_to || ran(number) || !point.clean || number == 0 {
            continue;
        }
        // A point before an `end` or an `else` is the end of its construct already.
        let frame = match body.operators[point.at] {
            Operator::End | Operator::Else => continue,
            _ => body.frame_of[point.at],
        };
        let operators = point.at..body.frames[frame].within.end;
        let length = body.offsets[operators.end] - body.offsets[operators.start];
        let live = live.get_or_insert_with(|| Live::of(body));
        if let Some(part) = part(body, live, operators, frame, result)
            && worth(length, &part)
        {
            goes_to = part.operators.end;
            parts.push(part);
        }
    }
    parts
}

fn part(
    body: &Body<'_>,
    live: &Live,
    operators: Range<usize>,
    frame: usize,
    result: Option<ValType>,
) -> Option<Part> {
    let (mut reads, mut writes, mut exits) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for at in operators.clone() {
        let mut leaves = |depth: u32, with_value: bool| {
            let to = body.target(at, depth);
            let target = &body.frames[to];
            if to != 0 && target.within.start > operators.start {
                return Some(());
            }
            exits.insert(Exit::to(body, frame, to));
            // A value that stays on the stack if the branch is not taken is left to others.
            (target.carries == 0 || with_value && to == 0).then_some(())
        };
        match &body.operators[at] {
            Operator::LocalGet { local_index } => drop(reads.insert(*local_index)),
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                writes.insert(*local_index);
            }
            Operator::Br { relative_depth } => leaves(*relative_depth, true)?,
            Operator::BrIf { relative_depth } => leaves(*relative_depth, false)?,
            Operator::BrTable { targets } => {
                leaves(targets.default(), false)?;
                for depth in targets.targets() {
                    leaves(depth.ok()?, false)?;
                }
            }
            Operator::Return => drop(exits.insert(Exit::Returns)),
            _ => {}
        }
    }
    let ends = &body.frames[frame];
    if ends.falls {
        match (ends.kind, ends.carries) {
            (Kind::Function, _) => drop(exits.insert(Exit::Returns)),
            (Kind::Loop | Kind::Block | Kind::If | Kind::Else, 0) => drop(exits.insert(Exit::Falls)),
            (Kind::Loop | Kind::Block | Kind::If | Kind::Else, _) => return None,
        }
    }
    let mut later = Set::default();
    for exit in &exits {
        match exit {
            Exit::Falls => later.add_all(live.before(ends.end + 1)),
            Exit::Branch(to) => later.add_all(live.at_target(body, *to)),
            Exit::Returns => {}
        }
    }
    let gives: Vec<u32> = writes.iter().copied().filter(|local| later.has(*local)).collect();
    let at_first = live.before(operators.start);
    let locals: BTreeSet<u32> = reads.union(&writes).copied().collect();
    let used = |local: &u32| reads.contains(local) || gives.contains(local);
    let takes = locals.iter().copied().filter(|local| at_first.has(*local) && used(local)).collect();
    let returns = result.filter(|_| exits.contains(&Exit::Returns));
    Some(Part { operators, frame, takes, gives, locals, returns, exits: exits.into_iter().collect() })
}
