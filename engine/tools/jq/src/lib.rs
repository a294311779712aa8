//! jq expressions for MetadataExtraction, by jaq: a program and a record go in, JSON texts come out.
//!
//! Pure: what asks for the clock, the environment, the zone of the machine or another input is not there, so the same
//! program and record give the same texts everywhere. AWS knows jq 1.6 only; what came to jq later is not there either,
//! as far as jaq can be told so. Absent: a limit of steps. A program that never ends never ends here too.

use std::cell::RefCell;
use std::rc::Rc;

use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
use jaq_json::{Val, read};

#[cfg(feature = "page")]
mod page;

type Filter = jaq_core::compile::Filter<jaq_core::Native<data::JustLut<Val>>>;

/// What depends on more than the record, or does something besides answering.
const IMPURE: [&str; 12] = [
    "now",
    "localtime",
    "strflocaltime",
    "env",
    "input",
    "inputs",
    "halt",
    "halt_error",
    "debug",
    "stderr",
    "debug_empty",
    "stderr_empty",
];
/// What jq 1.6 does not know: names of jq 1.7 and 1.8, and those that only jaq has and does not use itself.
const LATER: [&str; 11] = [
    "abs",
    "pick",
    "toarray",
    "have_literal_numbers",
    "have_decnum",
    "trim",
    "ltrim",
    "rtrim",
    "@urid",
    "toboolean",
    "tobytes",
];

fn allowed(name: &str) -> bool {
    !IMPURE.contains(&name) && !LATER.contains(&name)
}

thread_local! {
    /// The programs read last; each is read once and then run for thousands of records.
    static READ: RefCell<Vec<(String, Rc<Filter>)>> = const { RefCell::new(Vec::new()) };
}
const KEPT: usize = 16;

/// Reads a program.
///
/// # Errors
/// What jq would not read in it, and where.
pub fn check(program: &str) -> Result<(), String> {
    filter(program).map(drop)
}

/// Runs a program on one JSON value: what it answers, a JSON text each, at most `most` of them.
///
/// # Errors
/// That the program cannot be read, that the input is not one JSON value, or what the program itself says.
pub fn run(program: &str, input: &[u8], most: usize) -> Result<Vec<String>, String> {
    let filter = filter(program)?;
    let value =
        read::parse_single(input).map_err(|error| format!("the record is not one JSON value: {error}"))?;
    let context = Ctx::<data::JustLut<Val>>::new(&filter.lut, Vars::new([]));
    let answers = filter.id.run((context, value)).map(unwrap_valr).take(most);
    answers.map(|answer| answer.map(|value| value.to_string()).map_err(|error| error.to_string())).collect()
}

fn filter(program: &str) -> Result<Rc<Filter>, String> {
    READ.with_borrow_mut(|read| {
        if let Some((_, filter)) = read.iter().find(|(known, _)| known == program) {
            return Ok(filter.clone());
        }
        let filter = Rc::new(compile(program)?);
        if read.len() == KEPT {
            read.remove(0);
        }
        read.push((program.to_owned(), filter.clone()));
        Ok(filter)
    })
}

fn compile(program: &str) -> Result<Filter, String> {
    let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let arena = Arena::default();
    let loader = Loader::new(defs.filter(|def| allowed(def.name)));
    let file = File { code: program, path: () };
    let place = |rest: &str| {
        let rest = if rest.is_empty() { "its end" } else { rest };
        format!("the jq expression cannot be read at `{}`", rest.chars().take(40).collect::<String>())
    };
    let modules = loader.load(&arena, file).map_err(|errors| {
        use jaq_core::load::Error;
        let first = errors.into_iter().next().map(|(_, error)| error);
        match first {
            Some(Error::Lex(errors)) => errors.first().map(|(_, rest)| place(rest)),
            Some(Error::Parse(errors)) => errors.first().map(|(_, rest)| place(rest)),
            Some(Error::Io(_)) => Some("a jq expression here can include nothing".to_owned()),
            None => None,
        }
        .unwrap_or_else(|| place(program))
    })?;
    Compiler::default().with_funs(funs.filter(|(name, _, _)| allowed(name))).compile(modules).map_err(
        |errors| {
            let first = errors.into_iter().flat_map(|(_, errors)| errors).next();
            match first {
                Some((name, _)) => format!("the jq expression asks for `{name}`, which is not known here"),
                None => place(program),
            }
        },
    )
}
