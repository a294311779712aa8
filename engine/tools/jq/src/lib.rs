//! jq expressions for MetadataExtraction, by jaq: a program and a record go in, JSON texts come out.
//!
//! Pure: what asks for the clock, the environment, the zone of the machine or another input is not there, so the same
//! program and record give the same texts everywhere. AWS knows jq 1.6 only; what came to jq later is not there either,
//! as far as jaq can be told so. Every program ends: see [`steps`].

use std::cell::RefCell;
use std::rc::Rc;

use jaq_core::load::parse::Def;
use jaq_core::load::{Arena, File, Loader, parse};
use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
use jaq_json::{Val, read};

#[cfg(feature = "page")]
mod page;
mod steps;
#[cfg(not(target_arch = "wasm32"))]
mod worker;

type Filter = jaq_core::compile::Filter<jaq_core::Native<data::JustLut<Val>>>;

/// The name of a program among the definitions that it stands behind.
const MAIN: &str = "the_program_itself";

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

/// How deep a record may be nested: MAX_PARSING_DEPTH of jq 1.6.
pub const DEEP: usize = 256;

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
/// That the program cannot be read, that the input is not one JSON value nested [`DEEP`] times at most, what the
/// program itself says, or that it makes too many calls. What it builds may be nested deeper than a stack is high:
/// natively it has a stack of its own for that, a page renews the module.
pub fn run(program: &str, input: &[u8], most: usize) -> Result<Vec<String>, String> {
    #[cfg(not(target_arch = "wasm32"))]
    return worker::run(program, input, most);
    #[cfg(target_arch = "wasm32")]
    return run_here(program, input, most);
}

fn run_here(program: &str, input: &[u8], most: usize) -> Result<Vec<String>, String> {
    let filter = filter(program)?;
    if depth(input) > DEEP {
        return Err(format!("the record is nested more than {DEEP} deep"));
    }
    let value =
        read::parse_single(input).map_err(|error| format!("the record is not one JSON value: {error}"))?;
    let context = Ctx::<data::JustLut<Val>>::new(&filter.lut, Vars::new([]));
    steps::begin();
    let answers = filter.id.run((context, value)).map(unwrap_valr).take(most);
    answers.map(|answer| answer.map(|value| value.to_string()).map_err(|error| error.to_string())).collect()
}

/// How deep arrays and objects lie within each other at most, outside of texts.
fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest, mut text, mut escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = text,
            b'"' => text = !text,
            b'[' | b'{' if !text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
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
    let range = parse(steps::RANGE, |parser| parser.defs()).expect("it is jq");
    let defs = range.into_iter().chain(jaq_core::defs()).chain(jaq_std::defs()).chain(jaq_json::defs());
    let mut defs: Vec<Def<&str>> = defs.filter(|def| allowed(def.name)).collect();
    defs.iter_mut().for_each(|def| steps::count(&mut def.body));
    let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let funs = funs
        .filter(|(name, ..)| allowed(name) && *name != "range")
        .chain([steps::native(), steps::product()]);
    // What cannot be read is said by the loader below, with its place.
    let mut code = program;
    if let Some(mut term) = parse(program, |parser| parser.term()) {
        if let Some(name) = steps::calls_itself(&mut term) {
            return Err(format!(
                "the jq expression defines `{name}` by itself, which is not modelled: it might never end"
            ));
        }
        steps::count(&mut term);
        defs.push(Def { name: MAIN, args: vec![], body: term });
        code = MAIN;
    }
    let arena = Arena::default();
    let loader = Loader::new(defs);
    let file = File { code, path: () };
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
    Compiler::default().with_funs(funs).compile(modules).map_err(|errors| {
        let first = errors.into_iter().flat_map(|(_, errors)| errors).next();
        match first {
            Some((name, _)) => format!("the jq expression asks for `{name}`, which is not known here"),
            None => place(program),
        }
    })
}
