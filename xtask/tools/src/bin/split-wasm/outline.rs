//! Writes a function whose parts have gone, and each part as a function of its own.

use std::collections::BTreeMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{BlockType, Function, Instruction};
use wasmparser::Operator;

use crate::body::{Body, Kind};
use crate::cold::{Exit, Part};

type Done<T> = Result<T, reencode::Error<Infallible>>;

/// What a part is called by.
#[derive(Clone, Copy)]
pub struct Call {
    pub of: u32,
    pub slot: u32,
}

/// What a call of the second module needs: the table of its functions, the global that is 1 once it is there, and the
/// function that loads it.
#[derive(Clone, Copy)]
pub struct Way {
    pub table: u32,
    pub there: u32,
    pub load: u32,
}

impl Way {
    /// Loads the second module if it is not there.
    pub fn opens(self, function: &mut Function) {
        function.instruction(&Instruction::GlobalGet(self.there));
        function.instruction(&Instruction::I32Eqz);
        function.instruction(&Instruction::If(BlockType::Empty));
        function.instruction(&Instruction::Call(self.load));
        function.instruction(&Instruction::End);
    }

    pub fn calls(self, function: &mut Function, call: Call) {
        function.instruction(&Instruction::I32Const(call.slot as i32));
        function.instruction(&Instruction::CallIndirect { type_index: call.of, table_index: self.table });
    }
}

/// The function, with a call in the place of each part.
pub fn without(
    with: &mut impl Reencode<Error = Infallible>,
    body: &Body<'_>,
    parts: &[(&Part, Call)],
    way: Way,
) -> Done<Function> {
    let exit = body.locals.len() as u32;
    let value = exit + 1;
    let mut locals = Vec::new();
    for local in &body.locals[body.parameters..] {
        locals.push(with.val_type(*local)?);
    }
    locals.push(wasm_encoder::ValType::I32);
    if let Some(returned) = parts.iter().find_map(|(part, _)| part.returns) {
        locals.push(with.val_type(returned)?);
    }
    let mut out = Function::new_with_locals_types(locals);
    let mut at = 0;
    for (part, call) in parts {
        for operator in &body.operators[at..part.operators.start] {
            out.instruction(&with.instruction(operator.clone())?);
        }
        way.opens(&mut out);
        for local in &part.takes {
            out.instruction(&Instruction::LocalGet(*local));
        }
        way.calls(&mut out, *call);
        for local in part.gives.iter().rev() {
            out.instruction(&Instruction::LocalSet(*local));
        }
        if part.returns.is_some() {
            out.instruction(&Instruction::LocalSet(value));
        }
        if part.exits.len() > 1 {
            out.instruction(&Instruction::LocalSet(exit));
        }
        leave(&mut out, body, part, exit, value);
        at = part.operators.end;
    }
    for operator in &body.operators[at..] {
        out.instruction(&with.instruction(operator.clone())?);
    }
    Ok(out)
}

/// Takes the way out that the part took.
fn leave(out: &mut Function, body: &Body<'_>, part: &Part, exit: u32, value: u32) {
    let Some((last, others)) = part.exits.split_last() else {
        out.instruction(&Instruction::Unreachable);
        return;
    };
    for (number, other) in (0..).zip(others) {
        out.instruction(&Instruction::LocalGet(exit));
        out.instruction(&Instruction::I32Const(number));
        out.instruction(&Instruction::I32Eq);
        if let Exit::Branch(to) = other {
            out.instruction(&Instruction::BrIf(depth(body, part.frame, *to)));
        } else {
            out.instruction(&Instruction::If(BlockType::Empty));
            returns(out, part, value);
            out.instruction(&Instruction::End);
        }
    }
    match last {
        Exit::Falls => {}
        Exit::Branch(to) => {
            out.instruction(&Instruction::Br(depth(body, part.frame, *to)));
        }
        Exit::Returns => returns(out, part, value),
    }
}

fn returns(out: &mut Function, part: &Part, value: u32) {
    if part.returns.is_some() {
        out.instruction(&Instruction::LocalGet(value));
    }
    out.instruction(&Instruction::Return);
}

/// How many constructs stand between.
fn depth(body: &Body<'_>, mut from: usize, to: usize) -> u32 {
    let mut depth = 0;
    while from != to {
        from = body.frames[from].parent;
        depth += 1;
    }
    depth
}

/// The part alone. Around it stands a block for each way out, the first innermost, and one around all.
pub fn alone(with: &mut impl Reencode<Error = Infallible>, body: &Body<'_>, part: &Part) -> Done<Function> {
    let mut places: BTreeMap<u32, u32> =
        (0..).zip(&part.takes).map(|(place, local)| (*local, place)).collect();
    let mut locals = Vec::new();
    for local in &part.locals {
        if !places.contains_key(local) {
            places.insert(*local, (part.takes.len() + locals.len()) as u32);
            locals.push(with.val_type(body.locals[*local as usize])?);
        }
    }
    let value = (part.takes.len() + locals.len()) as u32;
    if let Some(returned) = part.returns {
        locals.push(with.val_type(returned)?);
    }
    let exit = (part.takes.len() + locals.len()) as u32;
    locals.push(wasm_encoder::ValType::I32);
    let mut out = Function::new_with_locals_types(locals);
    let exits = part.exits.len() as u32;
    for _ in 0..=exits {
        out.instruction(&Instruction::Block(BlockType::Empty));
    }
    let place =
        |exit: Exit| part.exits.iter().position(|one| *one == exit).expect("each way out is listed") as u32;
    // How many constructs of the part itself are open.
    let mut open = 0;
    for (operator, at) in body.operators[part.operators.clone()].iter().zip(part.operators.start..) {
        let to = |depth: u32| {
            if depth < open {
                return depth;
            }
            open + place(Exit::to(body, part.frame, body.target(at, depth)))
        };
        let keeps = |out: &mut Function, returns: bool| {
            if returns && part.returns.is_some() {
                out.instruction(&Instruction::LocalSet(value));
            }
        };
        match operator {
            Operator::LocalGet { local_index } => {
                out.instruction(&Instruction::LocalGet(places[local_index]));
            }
            Operator::LocalSet { local_index } => {
                out.instruction(&Instruction::LocalSet(places[local_index]));
            }
            Operator::LocalTee { local_index } => {
                out.instruction(&Instruction::LocalTee(places[local_index]));
            }
            Operator::Br { relative_depth } => {
                keeps(&mut out, *relative_depth >= open && body.target(at, *relative_depth) == 0);
                out.instruction(&Instruction::Br(to(*relative_depth)));
            }
            Operator::BrIf { relative_depth } => {
                out.instruction(&Instruction::BrIf(to(*relative_depth)));
            }
            Operator::BrTable { targets } => {
                let all: Vec<u32> =
                    targets.targets().map(|depth| depth.map(&to)).collect::<Result<_, _>>()?;
                out.instruction(&Instruction::BrTable(all.into(), to(targets.default())));
            }
            Operator::Return => {
                keeps(&mut out, true);
                out.instruction(&Instruction::Br(open + place(Exit::Returns)));
            }
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                open += 1;
                out.instruction(&with.instruction(operator.clone())?);
            }
            Operator::End => {
                open -= 1;
                out.instruction(&Instruction::End);
            }
            _ => {
                out.instruction(&with.instruction(operator.clone())?);
            }
        }
    }
    let ends = &body.frames[part.frame];
    match (ends.falls, ends.kind) {
        (true, Kind::Function) => {
            if part.returns.is_some() {
                out.instruction(&Instruction::LocalSet(value));
            }
            out.instruction(&Instruction::Br(place(Exit::Returns)));
        }
        (true, _) => {
            out.instruction(&Instruction::Br(place(Exit::Falls)));
        }
        (false, _) => {
            out.instruction(&Instruction::Unreachable);
        }
    }
    for number in 0..exits {
        out.instruction(&Instruction::End);
        out.instruction(&Instruction::I32Const(number as i32));
        out.instruction(&Instruction::LocalSet(exit));
        out.instruction(&Instruction::Br(exits - 1 - number));
    }
    out.instruction(&Instruction::End);
    if exits > 1 {
        out.instruction(&Instruction::LocalGet(exit));
    }
    if part.returns.is_some() {
        out.instruction(&Instruction::LocalGet(value));
    }
    for local in &part.gives {
        out.instruction(&Instruction::LocalGet(places[local]));
    }
    if exits == 0 {
        out.instruction(&Instruction::Unreachable);
    }
    out.instruction(&Instruction::End);
    Ok(out)
}
