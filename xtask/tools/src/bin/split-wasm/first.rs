//! The first module: all numbers as they were, stubs where functions went, calls where parts went.

use std::convert::Infallible;
use std::error::Error;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, EntityType, ExportKind, ExportSection, Function, GlobalSection,
    GlobalType, ImportSection, Instruction, TableSection, TypeSection, ValType,
};
use wasmparser::{FunctionBody, Parser};

use crate::cold::Part;
use crate::halves::{Done, Parted, Plan, lent, written};
use crate::outline::{self, Call, Way};

/// What the page hands the first module: `load` makes the second one, now.
const PAGE: &str = "later";
/// Exports of the first module for the page: 1 once the second is there.
const THERE: &str = "later_there";

pub struct First<'a> {
    plan: &'a Plan<'a>,
    calls: Vec<Call>,
    body: usize,
    part: usize,
}

impl<'a> First<'a> {
    pub fn of(plan: &'a Plan<'a>) -> First<'a> {
        First { plan, calls: plan.calls(), body: 0, part: 0 }
    }

    pub fn write(mut self) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut out = wasm_encoder::Module::new();
        self.parse_core_module(&mut out, Parser::new(0), self.plan.module.bytes)?;
        Ok(out.finish())
    }

    fn way(&self) -> Way {
        let module = self.plan.module;
        let (table, there) = (module.tables.len() as u32, module.globals.len() as u32);
        Way { table, there, load: module.imported }
    }

    fn stub(&self, function: u32, slot: u32) -> Function {
        let of = self.plan.module.functions[function as usize];
        let taken = self.plan.module.types[of as usize].params().len() as u32;
        let mut stub = Function::new([]);
        self.way().opens(&mut stub);
        for parameter in 0..taken {
            stub.instruction(&Instruction::LocalGet(parameter));
        }
        self.way().calls(&mut stub, Call { of, slot });
        stub.instruction(&Instruction::End);
        stub
    }
}

impl Reencode for First<'_> {
    type Error = Infallible;

    /// `load` stands behind the other imports.
    fn function_index(&mut self, function: u32) -> Done<u32> {
        Ok(function + u32::from(function >= self.plan.module.imported))
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Done<()> {
        reencode::utils::parse_type_section(self, types, section)?;
        for of in self.plan.types() {
            let of = self.func_type(of)?;
            types.ty().func_type(&of);
        }
        types.ty().function([], []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Done<()> {
        reencode::utils::parse_import_section(self, imports, section)?;
        imports.import(
            PAGE,
            "load",
            EntityType::Function((self.plan.module.types.len() + self.plan.types().len()) as u32),
        );
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: wasmparser::TableSectionReader<'_>,
    ) -> Done<()> {
        reencode::utils::parse_table_section(self, tables, section)?;
        tables.table(self.plan.table());
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Done<()> {
        reencode::utils::parse_global_section(self, globals, section)?;
        globals.global(
            GlobalType { val_type: ValType::I32, mutable: true, shared: false },
            &ConstExpr::i32_const(0),
        );
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Done<()> {
        reencode::utils::parse_export_section(self, exports, section)?;
        exports.export(THERE, ExportKind::Global, self.way().there);
        exports.export("m", ExportKind::Memory, 0);
        for table in 0..=self.way().table {
            exports.export(&format!("t{table}"), ExportKind::Table, table);
        }
        for global in 0..self.way().there {
            exports.export(&format!("g{global}"), ExportKind::Global, global);
        }
        for (function, place) in &self.plan.lent {
            let index = self.function_index(*function)?;
            exports.export(&lent(*place), ExportKind::Func, index);
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Done<()> {
        let function = self.plan.module.imported + self.body as u32;
        let gone = self.plan.goes[self.body];
        self.body += 1;
        match self.plan.slots.get(&function) {
            Some(slot) => drop(code.function(&self.stub(function, *slot))),
            None if gone => {
                let mut nothing = Function::new([]);
                nothing.instruction(&Instruction::Unreachable);
                nothing.instruction(&Instruction::End);
                code.function(&nothing);
            }
            None => match &self.plan.parted[self.body - 1] {
                Some(Parted { body, parts }) => {
                    let calls = &self.calls[self.part..self.part + parts.len()];
                    let called: Vec<(&Part, Call)> = parts.iter().zip(calls.iter().copied()).collect();
                    self.part += parts.len();
                    let way = self.way();
                    code.function(&outline::without(self, body, &called, way)?);
                }
                None => reencode::utils::parse_function_body(self, code, body)?,
            },
        }
        Ok(())
    }

    fn parse_data_section(
        &mut self,
        data: &mut DataSection,
        _: wasmparser::DataSectionReader<'_>,
    ) -> Done<()> {
        *data = written(&self.plan.data(false));
        Ok(())
    }

    /// Names and producers are for debuggers, relocations for the linker.
    fn parse_custom_section(
        &mut self,
        out: &mut wasm_encoder::Module,
        section: wasmparser::CustomSectionReader<'_>,
    ) -> Done<()> {
        match section.name() {
            "name" | "producers" | "linking" => Ok(()),
            name if name.starts_with("reloc.") || name.starts_with(".debug") => Ok(()),
            _ => reencode::utils::parse_custom_section(self, out, section),
        }
    }
}
