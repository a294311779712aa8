//! The two modules. The first keeps every function's number; in the place of one that goes stands a stub, which calls
//! it through a table. The second brings the bodies, and the data that it alone reads, takes memory, tables, globals and
//! what it calls from the first, and fills the table when it is made. A stub that is called before asks the page to load the second module at once.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::error::Error;
use std::ops::Range;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction,
    MemoryType, RefType, TableSection, TableType, TypeSection, ValType,
};
use wasmparser::{FunctionBody, Parser, Validator};

use crate::data;
use crate::linked::Linked;
use crate::module::Module;
use crate::names::List;

/// What the page hands the first module: `load` makes the second one, now.
const PAGE: &str = "later";
/// Where the second module takes everything from.
const FIRST: &str = "first";
/// Exports of the first module for the page: 1 once the second is there.
const THERE: &str = "later_there";
/// A function this short is not worth a stub.
const SHORT: usize = 24;

pub struct Halves {
    pub first: Vec<u8>,
    pub second: Vec<u8>,
    pub says: String,
}

pub fn split(module: &Module<'_>, linked: &Linked, stays: &List) -> Result<Halves, Box<dyn Error>> {
    let goes: Vec<bool> = module
        .bodies
        .iter()
        .zip(module.imported..)
        .map(|(body, index)| {
            let named = module.names.get(&index).is_some_and(|name| !stays.has(name));
            named && body.range().len() > SHORT
        })
        .collect();
    let is_gone = |function: u32| function.checked_sub(module.imported).is_some_and(|at| goes[at as usize]);
    let mut slots = BTreeMap::new();
    let mut lent = BTreeMap::new();
    for root in module.roots.iter().filter(|root| is_gone(**root)) {
        slots.insert(*root, 0);
    }
    for (body, gone) in module.bodies.iter().zip(&goes) {
        for called in Module::calls(body)? {
            match (gone, is_gone(called)) {
                (true, false) => drop(lent.insert(called, 0)),
                (false, true) => drop(slots.insert(called, 0)),
                (true, true) | (false, false) => {}
            }
        }
    }
    slots.values_mut().zip(0..).for_each(|(slot, at)| *slot = at);
    lent.values_mut().zip(0..).for_each(|(place, at)| *place = at);
    // A name may be of several functions, and one that wasm-bindgen knows nothing of could be any.
    let [mut gone, mut kept] = [BTreeSet::new(), BTreeSet::new()];
    for (goes, index) in goes.iter().zip(module.imported..) {
        if let Some(name) = module.names.get(&index) {
            if *goes {
                gone.insert(name.as_str())
            } else {
                kept.insert(name.as_str())
            };
        }
    }
    let unread = data::unread(linked, |name| kept.contains(name) || !gone.contains(name));
    let plan = Plan { module, goes: &goes, slots: &slots, lent: &lent, unread: &unread };
    let first = First { plan, body: 0 }.write()?;
    let second = Second { plan }.write()?;
    for half in [&first, &second] {
        Validator::new().validate_all(half)?;
    }
    let says = format!(
        "{} of {} functions go, {} stubs stay, {} functions are lent, {} bytes of data go; {} and {} bytes",
        goes.iter().filter(|gone| **gone).count(),
        goes.len(),
        slots.len(),
        lent.len(),
        unread.iter().map(ExactSizeIterator::len).sum::<usize>(),
        first.len(),
        second.len(),
    );
    Ok(Halves { first, second, says })
}

#[derive(Clone, Copy)]
struct Plan<'a> {
    module: &'a Module<'a>,
    goes: &'a [bool],
    /// Where in the new table a function that goes is found, if one that stays calls it.
    slots: &'a BTreeMap<u32, u32>,
    /// The number in the second module of a function that stays, if one that goes calls it.
    lent: &'a BTreeMap<u32, u32>,
    /// The addresses of data that the second module brings.
    unread: &'a [Range<u32>],
}

impl<'a> Plan<'a> {
    /// The module's data in runs, each with its address: what goes, or what stays.
    fn data(&self, goes: bool) -> Vec<(u32, &'a [u8])> {
        let mut runs = Vec::new();
        for segment in &self.module.data {
            let whole = segment.address..segment.address + segment.bytes.len() as u32;
            let mut from = whole.start;
            let mut take = |range: Range<u32>| {
                let bytes = (range.start - segment.address) as usize..(range.end - segment.address) as usize;
                if !range.is_empty() {
                    runs.push((range.start, &segment.bytes[bytes]));
                }
            };
            for gone in self.unread.iter().filter(|gone| whole.start <= gone.start && gone.end <= whole.end) {
                take(if goes { gone.clone() } else { from..gone.start });
                from = gone.end;
            }
            if !goes {
                take(from..whole.end);
            }
        }
        runs
    }
}

fn written(runs: &[(u32, &[u8])]) -> DataSection {
    let mut section = DataSection::new();
    for (address, bytes) in runs {
        section.active(0, &ConstExpr::i32_const(*address as i32), bytes.iter().copied());
    }
    section
}

type Done<T> = Result<T, reencode::Error<Infallible>>;

struct First<'a> {
    plan: Plan<'a>,
    body: usize,
}

impl First<'_> {
    fn write(mut self) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut out = wasm_encoder::Module::new();
        self.parse_core_module(&mut out, Parser::new(0), self.plan.module.bytes)?;
        Ok(out.finish())
    }

    fn new_table(&self) -> u32 {
        self.plan.module.tables.len() as u32
    }

    fn there(&self) -> u32 {
        self.plan.module.globals.len() as u32
    }

    fn stub(&self, function: u32, slot: u32) -> Function {
        let of = self.plan.module.functions[function as usize];
        let taken = self.plan.module.types[of as usize].params().len() as u32;
        let mut stub = Function::new([]);
        stub.instruction(&Instruction::GlobalGet(self.there()));
        stub.instruction(&Instruction::I32Eqz);
        stub.instruction(&Instruction::If(BlockType::Empty));
        stub.instruction(&Instruction::Call(self.plan.module.imported));
        stub.instruction(&Instruction::End);
        for parameter in 0..taken {
            stub.instruction(&Instruction::LocalGet(parameter));
        }
        stub.instruction(&Instruction::I32Const(slot as i32));
        stub.instruction(&Instruction::CallIndirect { type_index: of, table_index: self.new_table() });
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
        types.ty().function([], []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Done<()> {
        reencode::utils::parse_import_section(self, imports, section)?;
        imports.import(PAGE, "load", EntityType::Function(self.plan.module.types.len() as u32));
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: wasmparser::TableSectionReader<'_>,
    ) -> Done<()> {
        reencode::utils::parse_table_section(self, tables, section)?;
        tables.table(new_table(self.plan.slots.len()));
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
        exports.export(THERE, ExportKind::Global, self.there());
        exports.export("m", ExportKind::Memory, 0);
        for table in 0..=self.new_table() {
            exports.export(&format!("t{table}"), ExportKind::Table, table);
        }
        for global in 0..self.there() {
            exports.export(&format!("g{global}"), ExportKind::Global, global);
        }
        for (function, place) in self.plan.lent {
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
            None => reencode::utils::parse_function_body(self, code, body)?,
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

struct Second<'a> {
    plan: Plan<'a>,
}

impl Second<'_> {
    fn write(mut self) -> Result<Vec<u8>, Box<dyn Error>> {
        let Plan { module, goes, slots, lent: all_lent, unread: _ } = self.plan;
        let mut types = TypeSection::new();
        for of in &module.types {
            let of = self.func_type(of.clone())?;
            types.ty().func_type(&of);
        }
        let mut imports = ImportSection::new();
        for (function, place) in all_lent {
            imports.import(FIRST, &lent(*place), EntityType::Function(module.functions[*function as usize]));
        }
        let memory =
            MemoryType { minimum: 0, maximum: None, memory64: false, shared: false, page_size_log2: None };
        imports.import(FIRST, "m", memory);
        for (table, at) in module.tables.iter().zip(0..) {
            // At least as large; what is imported is never larger than the first module made it.
            let mut of = self.table_type(*table)?;
            of.minimum = 0;
            imports.import(FIRST, &format!("t{at}"), of);
        }
        imports.import(FIRST, &format!("t{}", module.tables.len()), new_table(slots.len()));
        for (global, at) in module.globals.iter().zip(0..) {
            let of = self.global_type(*global)?;
            imports.import(FIRST, &format!("g{at}"), of);
        }
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        let own = module.bodies.iter().zip(goes).zip(module.imported..).filter(|((_, gone), _)| **gone);
        for ((body, _), function) in own {
            functions.function(module.functions[function as usize]);
            self.parse_function_body(&mut code, body.clone())?;
        }
        let mut elements = ElementSection::new();
        let in_slots =
            slots.keys().map(|function| self.function_index(*function)).collect::<Done<Vec<u32>>>()?;
        let table = Some(module.tables.len() as u32);
        elements.active(table, &ConstExpr::i32_const(0), Elements::Functions(in_slots.into()));
        let mut out = wasm_encoder::Module::new();
        out.section(&types).section(&imports).section(&functions).section(&elements).section(&code);
        out.section(&written(&self.plan.data(true)));
        Ok(out.finish())
    }
}

impl Reencode for Second<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Done<u32> {
        let Plan { module, goes, lent, .. } = self.plan;
        Ok(match lent.get(&function) {
            Some(place) => *place,
            None => {
                let before = &goes[..(function - module.imported) as usize];
                (lent.len() + before.iter().filter(|gone| **gone).count()) as u32
            }
        })
    }
}

/// What a function that is lent is called between the halves.
fn lent(place: u32) -> String {
    format!("f{place:x}")
}

fn new_table(slots: usize) -> TableType {
    let slots = slots as u64;
    TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: slots,
        maximum: Some(slots),
        shared: false,
    }
}
