//! The second module: the functions that went, and behind them the parts.

use std::convert::Infallible;
use std::error::Error;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, FunctionSection, ImportSection, MemoryType,
    TypeSection,
};

use crate::halves::{Done, Plan, lent, written};
use crate::outline;

/// Where the second module takes everything from.
const FIRST: &str = "first";

pub struct Second<'a> {
    pub plan: &'a Plan<'a>,
}

impl Second<'_> {
    pub fn write(mut self) -> Result<Vec<u8>, Box<dyn Error>> {
        let plan = self.plan;
        let Plan { module, goes, slots, lent: all_lent, .. } = plan;
        let mut types = TypeSection::new();
        for of in &module.types {
            let of = self.func_type(of.clone())?;
            types.ty().func_type(&of);
        }
        for of in plan.types() {
            let of = self.func_type(of)?;
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
        imports.import(FIRST, &format!("t{}", module.tables.len()), plan.table());
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
        for ((body, part), call) in plan.parts().zip(plan.calls()) {
            functions.function(call.of);
            code.function(&outline::alone(&mut self, body, part)?);
        }
        let mut elements = ElementSection::new();
        let mut in_slots =
            slots.keys().map(|function| self.function_index(*function)).collect::<Done<Vec<u32>>>()?;
        let all = (all_lent.len() as u32)..all_lent.len() as u32 + functions.len();
        in_slots.extend(all.skip(goes.iter().filter(|gone| **gone).count()));
        let table = Some(module.tables.len() as u32);
        elements.active(table, &ConstExpr::i32_const(0), Elements::Functions(in_slots.into()));
        let mut out = wasm_encoder::Module::new();
        out.section(&types).section(&imports).section(&functions).section(&elements).section(&code);
        out.section(&written(&plan.data(true)));
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
