//! A module that notes which points of its functions were reached: each function has a bit for each of its points in
//! globals of its own, exported as `called_NAME_STRUCTURE_PLACE_WORD`.

use std::convert::Infallible;
use std::error::Error;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, GlobalSection, GlobalType, Instruction,
    ValType,
};
use wasmparser::{FunctionBody, Parser};

use crate::body;
use crate::module::Module;
use crate::names::fnv;

pub fn counted(module: &Module<'_>) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut counters = Vec::new();
    let mut next = module.globals.len() as u32;
    for body in &module.bodies {
        let (structure, points) = body::structure(body)?;
        let words = points.div_ceil(32) as u32;
        counters.push(Counter { structure, first: next, words, points: points as u32 });
        next += words;
    }
    let mut out = wasm_encoder::Module::new();
    Counted { module, counters, body: 0 }.parse_core_module(&mut out, Parser::new(0), module.bytes)?;
    Ok(out.finish())
}

/// A function's globals.
#[derive(Clone, Copy)]
struct Counter {
    structure: u32,
    first: u32,
    words: u32,
    points: u32,
}

struct Counted<'a> {
    module: &'a Module<'a>,
    counters: Vec<Counter>,
    body: usize,
}

fn note(function: &mut Function, counter: Counter, point: u32) {
    let global = counter.first + point / 32;
    function.instruction(&Instruction::GlobalGet(global));
    function.instruction(&Instruction::I32Const(1_i32.rotate_left(point % 32)));
    function.instruction(&Instruction::I32Or);
    function.instruction(&Instruction::GlobalSet(global));
}

type Done<T> = Result<T, reencode::Error<Infallible>>;

impl Reencode for Counted<'_> {
    type Error = Infallible;

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Done<()> {
        reencode::utils::parse_global_section(self, globals, section)?;
        for _ in 0..self.counters.iter().map(|counter| counter.words).sum() {
            let noted = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            globals.global(noted, &ConstExpr::i32_const(0));
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Done<()> {
        reencode::utils::parse_export_section(self, exports, section)?;
        for (counter, function) in self.counters.iter().zip(self.module.imported..) {
            let Some(name) = self.module.names.get(&function) else { continue };
            let (name, structure) = (fnv(name.as_bytes()), counter.structure);
            for word in 0..counter.words {
                let export = format!("called_{name:08x}_{structure:08x}_{function}_{word}");
                exports.export(&export, ExportKind::Global, counter.first + word);
            }
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Done<()> {
        let counter = self.counters[self.body];
        self.body += 1;
        let mut noted = self.new_function_with_parsed_locals(&body)?;
        note(&mut noted, counter, 0);
        let mut point = 0;
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            let behind = body::makes_point(&operator);
            noted.instruction(&self.instruction(operator)?);
            if behind {
                point += 1;
                // None stands behind the last `end`.
                if point < counter.points {
                    note(&mut noted, counter, point);
                }
            }
        }
        code.function(&noted);
        Ok(())
    }
}
