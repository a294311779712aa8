//! A function's body as operators, each with the construct that it stands in, and its points: the places where control
//! may come without having been right before. What runs from a point to the end of its construct runs whole or not at all, but
//! for what lies behind the next point.

use std::collections::BTreeMap;
use std::error::Error;
use std::ops::Range;

use wasmparser::{
    BlockType, FrameKind, FuncToValidate, FuncValidatorAllocations, FunctionBody, Operator, ValType,
    ValidatorResources,
};

use crate::names::fnv;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Function,
    Block,
    Loop,
    If,
    Else,
}

/// One construct, or one arm of an `if`.
#[derive(Clone, Debug)]
pub struct Frame {
    pub kind: Kind,
    pub parent: usize,
    /// Its first operator, and the `end` or `else` behind its last one.
    pub within: Range<usize>,
    /// Where the whole construct ends: the `end` of an `if` too.
    pub end: usize,
    /// How many values a branch to it carries.
    pub carries: usize,
    /// Whether control can come to its end.
    pub falls: bool,
}

pub struct Body<'a> {
    pub operators: Vec<Operator<'a>>,
    /// Where each stands in the module, and where the body ends.
    pub offsets: Vec<usize>,
    pub parameters: usize,
    /// For each operator the frame that it stands in; what begins or ends a construct stands in that construct's parent.
    pub frame_of: Vec<usize>,
    /// The function itself first.
    pub frames: Vec<Frame>,
    /// The operators that a point stands before, in their order.
    pub points: Vec<Point>,
    pub locals: Vec<ValType>,
}

#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub at: usize,
    /// Nothing lies on the stack that what comes next could take, and control can come here.
    pub clean: bool,
}

/// A point stands behind each of these.
pub fn makes_point(operator: &Operator<'_>) -> bool {
    matches!(operator, Operator::If { .. } | Operator::Else | Operator::End | Operator::BrIf { .. })
}

/// A number of the body's constructs and branches: what it is not of has other points.
pub fn structure(body: &FunctionBody<'_>) -> Result<(u32, usize), Box<dyn Error>> {
    let (mut text, mut points) = (Vec::new(), 0);
    for operator in body.get_operators_reader()? {
        let operator = operator?;
        points += usize::from(makes_point(&operator));
        match operator {
            Operator::Block { .. } => text.push(b'b'),
            Operator::Loop { .. } => text.push(b'l'),
            Operator::If { .. } => text.push(b'i'),
            Operator::Else => text.push(b'e'),
            Operator::End => text.push(b'.'),
            Operator::Br { relative_depth } => text.extend([b'j', relative_depth as u8]),
            Operator::BrIf { relative_depth } => text.extend([b'c', relative_depth as u8]),
            Operator::BrTable { targets } => text.extend([b't', targets.len() as u8]),
            Operator::Return => text.push(b'r'),
            Operator::Unreachable => text.push(b'u'),
            _ => {}
        }
    }
    // One before everything, none behind the last `end`.
    Ok((fnv(&text), points))
}

impl<'a> Body<'a> {
    /// `None` if it has constructs that Rust's compiler does not write.
    pub fn read(
        body: &FunctionBody<'a>,
        valid: FuncToValidate<ValidatorResources>,
        parameters: &[ValType],
        results: usize,
    ) -> Result<Option<Body<'a>>, Box<dyn Error>> {
        let mut valid = valid.into_validator(FuncValidatorAllocations::default());
        let mut locals = parameters.to_vec();
        for declared in body.get_locals_reader()? {
            let (count, of) = declared?;
            locals.extend(std::iter::repeat_n(of, count as usize));
        }
        valid.read_locals(&mut body.get_binary_reader())?;
        let whole =
            Frame { kind: Kind::Function, parent: 0, within: 0..0, end: 0, carries: results, falls: true };
        let mut read = Body {
            operators: vec![],
            offsets: vec![],
            parameters: parameters.len(),
            frame_of: vec![],
            frames: vec![whole],
            points: vec![],
            locals,
        };
        let (mut open, mut other_arm) = (vec![0], BTreeMap::new());
        read.points.push(Point { at: 0, clean: true });
        for operator in body.get_operators_reader()?.into_iter_with_offsets() {
            let (operator, offset) = operator?;
            let at = read.operators.len();
            let falls = valid.get_control_frame(0).is_some_and(|frame| !frame.unreachable);
            valid.op(offset, &operator)?;
            let now = *open.last().expect("the function is open to its end");
            match &operator {
                Operator::Block { blockty } => {
                    begin(&mut read, &mut open, Kind::Block, now, carried(*blockty))
                }
                Operator::Loop { .. } => begin(&mut read, &mut open, Kind::Loop, now, 0),
                Operator::If { blockty } => begin(&mut read, &mut open, Kind::If, now, carried(*blockty)),
                Operator::Else => {
                    let of = &mut read.frames[now];
                    (of.within.end, of.falls) = (at, falls);
                    let (parent, carries) = (of.parent, of.carries);
                    open.pop();
                    other_arm.insert(read.frames.len(), now);
                    begin(&mut read, &mut open, Kind::Else, parent, carries);
                }
                Operator::End => {
                    let of = &mut read.frames[now];
                    (of.within.end, of.end, of.falls) = (at, at, falls);
                    read.frame_of.push(of.parent);
                    if let Some(arm) = other_arm.get(&now) {
                        read.frames[*arm].end = at;
                    }
                    open.pop();
                }
                Operator::TryTable { .. } | Operator::Try { .. } => return Ok(None),
                _ => read.frame_of.push(now),
            }
            if makes_point(&operator) && !open.is_empty() {
                let frame = valid.get_control_frame(0).ok_or("no construct is open")?;
                let clean = !frame.unreachable && valid.operand_stack_height() as usize == frame.height;
                read.points.push(Point { at: at + 1, clean: clean && frame.kind != FrameKind::LegacyTry });
            }
            read.operators.push(operator);
            read.offsets.push(offset);
        }
        Ok(Some(read))
    }

    /// The frame that a branch of this operator goes to.
    pub fn target(&self, operator: usize, depth: u32) -> usize {
        (0..depth).fold(self.frame_of[operator], |frame, _| self.frames[frame].parent)
    }
}

fn begin(read: &mut Body<'_>, open: &mut Vec<usize>, kind: Kind, parent: usize, carries: usize) {
    read.frame_of.push(parent);
    open.push(read.frames.len());
    let first = read.operators.len() + 1;
    read.frames.push(Frame { kind, parent, within: first..0, end: 0, carries, falls: true });
}

/// Rust's compiler writes no other kind of construct; one of more values is as good as any that is not none.
fn carried(of: BlockType) -> usize {
    match of {
        BlockType::Empty => 0,
        BlockType::Type(_) => 1,
        BlockType::FuncType(_) => 2,
    }
}
