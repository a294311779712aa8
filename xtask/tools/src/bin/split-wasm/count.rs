//! A module that notes which functions were called: each sets a global of its own, exported by its place, beside the
//! function's hash: `called_HASH_PLACE`.

use std::convert::Infallible;
use std::error::Error;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, GlobalSection, GlobalType, Instruction, ValType,
};
use wasmparser::{FunctionBody, Parser};

use crate::module::Module;
use crate::names;

pub fn counted(module: &Module<'_>) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut out = wasm_encoder::Module::new();
    Counted { module, body: 0 }.parse_core_module(&mut out, Parser::new(0), module.bytes)?;
    Ok(out.finish())
}

struct Counted<'a> {
    module: &'a Module<'a>,
    body: u32,
}

impl Counted<'_> {
    fn global(&self, body: u32) -> u32 {
        self.module.globals.len() as u32 + body
    }
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
        for _ in &self.module.bodies {
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
        for (body, function) in (0..self.module.bodies.len() as u32).zip(self.module.imported..) {
            if let Some(name) = self.module.names.get(&function) {
                let export = format!("called_{:08x}_{body}", names::hash(name));
                exports.export(&export, ExportKind::Global, self.global(body));
            }
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Done<()> {
        let mut noted = self.new_function_with_parsed_locals(&body)?;
        noted.instruction(&Instruction::I32Const(1));
        noted.instruction(&Instruction::GlobalSet(self.global(self.body)));
        self.body += 1;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            noted.instruction(&self.parse_instruction(&mut reader)?);
        }
        code.function(&noted);
        Ok(())
    }
}
