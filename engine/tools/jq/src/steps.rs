//! An end for every program: each call that a program makes, also within jq's own definitions, counts as a step, and a
//! definition may not call itself, for then calls would pile up instead of following each other.
//!
//! jq's syntax is rewritten before it is compiled: `f` becomes `step | f`. What jaq does in one native loop without
//! calls (`range`) is defined by calls here, as jq's manual does it.

use std::cell::Cell;

use jaq_core::box_iter::box_once;
use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Pattern, Term};
use jaq_core::native::{self, Fun};
use jaq_core::ops::Math;
use jaq_core::path::Part;
use jaq_core::{Error, Exn, data};
use jaq_json::Val;

/// Calls that a program makes for one record. Modelling choice: AWS documents no bound.
pub const MOST: u32 = 50_000;

/// No program can write these names.
const STEP: &str = "a step";
const PRODUCT: &str = "a product";

/// Bytes of a text that is made by repeating one.
const REPEATED_MOST: usize = 16 * 1024 * 1024;

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(0) };
}

/// A record's steps begin.
pub fn begin() {
    LEFT.set(MOST);
}

/// The native that counts: it answers its input, or fails when no step is left.
pub fn native() -> Fun<data::JustLut<Val>> {
    native::run((STEP, native::v(0), |cv| {
        let left = LEFT.get();
        LEFT.set(left.saturating_sub(1));
        let spent = || Exn::from(Error::str(format_args!("it makes more than {MOST} calls for one record")));
        box_once(if left > 0 { Ok(cv.1) } else { Err(spent()) })
    }))
}

/// The native that multiplies: a text by a number repeats it, but not beyond all memory.
pub fn product() -> Fun<data::JustLut<Val>> {
    native::run((PRODUCT, native::v(2), |mut cv| {
        let left = cv.0.pop_var();
        let right = cv.0.pop_var();
        let repeated = match (&left, &right) {
            (Val::TStr(text) | Val::BStr(text), Val::Num(times))
            | (Val::Num(times), Val::TStr(text) | Val::BStr(text)) => text
                .len()
                .saturating_mul(usize::try_from(times.as_isize().unwrap_or(isize::MAX)).unwrap_or(0)),
            _ => 0,
        };
        let long =
            || Exn::from(Error::str(format_args!("a text cannot be longer than {REPEATED_MOST} bytes here")));
        box_once(if repeated > REPEATED_MOST { Err(long()) } else { (left * right).map_err(Exn::from) })
    }))
}

/// What stands in for jaq's native `range`, before all other definitions.
pub const RANGE: &str = "def range($from; $to; $by):
    def rec: if if $by > 0 then . < $to elif 0 > $by then . > $to else . != $to end
        then ., (. + $by | rec) else {}[] end;
    $from | rec;";

/// Puts a step before each call of a program, and a look at its factors before each multiplication.
pub fn count(term: &mut Term<&str>) {
    each(term, &mut |within| count(within));
    if let Term::Call(..) = term {
        let call = std::mem::take(term);
        *term = Term::BinOp(Box::new(Term::Call(STEP, vec![])), BinaryOp::Pipe(None), Box::new(call));
    } else if let Term::BinOp(left, BinaryOp::Math(Math::Mul), right) = term {
        // The right side runs in the outer loop, as jq has it.
        *term = Term::Call(PRODUCT, vec![std::mem::take(right), std::mem::take(left)]);
    }
}

/// The first definition that calls itself.
pub fn calls_itself<'s>(term: &mut Term<&'s str>) -> Option<&'s str> {
    fn calls(term: &mut Term<&str>, name: &str, arity: usize) -> bool {
        let mut found = matches!(term, Term::Call(called, given) if *called == name && given.len() == arity);
        each(term, &mut |within| found |= calls(within, name, arity));
        found
    }
    let mut found = None;
    if let Term::Def(defs, _) = term {
        found = defs
            .iter_mut()
            .find_map(|def| calls(&mut def.body, def.name, def.args.len()).then_some(def.name));
    }
    each(term, &mut |within| found = found.or_else(|| calls_itself(within)));
    found
}

/// Visits what a term is made of.
fn each<'s>(term: &mut Term<&'s str>, visit: &mut dyn FnMut(&mut Term<&'s str>)) {
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Break(_) | Term::Var(_) | Term::Arr(None) => {}
        Term::Str(_, parts) => {
            for part in parts {
                if let StrPart::Term(term) = part {
                    visit(term);
                }
            }
        }
        Term::Arr(Some(inner)) | Term::Neg(inner) | Term::Label(_, inner) => visit(inner),
        Term::Obj(fields) => {
            for (key, value) in fields {
                visit(key);
                value.iter_mut().for_each(&mut *visit);
            }
        }
        Term::BinOp(left, op, right) => {
            visit(left);
            if let BinaryOp::Pipe(Some(pattern)) = op {
                each_of_pattern(pattern, visit);
            }
            visit(right);
        }
        Term::Fold(_, over, pattern, parts) => {
            visit(over);
            each_of_pattern(pattern, visit);
            parts.iter_mut().for_each(visit);
        }
        Term::TryCatch(tried, caught) => {
            visit(tried);
            caught.iter_mut().for_each(|caught| visit(caught));
        }
        Term::IfThenElse(cases, otherwise) => {
            for (when, then) in cases {
                visit(when);
                visit(then);
            }
            otherwise.iter_mut().for_each(|otherwise| visit(otherwise));
        }
        Term::Def(defs, rest) => {
            defs.iter_mut().for_each(|def| visit(&mut def.body));
            visit(rest);
        }
        Term::Call(_, given) => given.iter_mut().for_each(visit),
        Term::Path(from, path) => {
            visit(from);
            for (part, _) in &mut path.0 {
                match part {
                    Part::Index(index) => visit(index),
                    Part::Range(from, to) => from.iter_mut().chain(to).for_each(&mut *visit),
                }
            }
        }
    }
}

fn each_of_pattern<'s>(pattern: &mut Pattern<&'s str>, visit: &mut dyn FnMut(&mut Term<&'s str>)) {
    match pattern {
        Pattern::Var(_) => {}
        Pattern::Arr(parts) => parts.iter_mut().for_each(|part| each_of_pattern(part, visit)),
        Pattern::Obj(parts) => {
            for (key, part) in parts {
                visit(key);
                each_of_pattern(part, visit);
            }
        }
    }
}
