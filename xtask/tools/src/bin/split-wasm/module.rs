//! A module as far as splitting has to know it.

use std::collections::BTreeMap;
use std::error::Error;

use wasmparser::{
    DataKind, ElementItems, ExternalKind, FuncType, FunctionBody, GlobalType, KnownCustom, Name, Operator,
    Parser, Payload, TableType, TypeRef,
};

use crate::names;

/// Bytes that stand at an address when the module begins.
pub struct Data<'a> {
    pub address: u32,
    pub bytes: &'a [u8],
}

pub struct Module<'a> {
    pub bytes: &'a [u8],
    pub types: Vec<FuncType>,
    pub imported: u32,
    /// The type of each function, imported ones first.
    pub functions: Vec<u32>,
    pub tables: Vec<TableType>,
    pub globals: Vec<GlobalType>,
    pub bodies: Vec<FunctionBody<'a>>,
    pub names: BTreeMap<u32, String>,
    pub data: Vec<Data<'a>>,
    /// What is reached without a call: exports, the start, the table's functions.
    pub roots: Vec<u32>,
}

impl<'a> Module<'a> {
    pub fn read(bytes: &'a [u8]) -> Result<Module<'a>, Box<dyn Error>> {
        let mut module = Module {
            bytes,
            types: vec![],
            imported: 0,
            functions: vec![],
            tables: vec![],
            globals: vec![],
            bodies: vec![],
            names: BTreeMap::new(),
            data: vec![],
            roots: vec![],
        };
        for payload in Parser::new(0).parse_all(bytes) {
            module.take(payload?)?;
        }
        Ok(module)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<(), Box<dyn Error>> {
        match payload {
            Payload::TypeSection(section) => {
                for of in section.into_iter_err_on_gc_types() {
                    self.types.push(of?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    match import?.ty {
                        TypeRef::Func(of) => self.functions.push(of),
                        _ => return Err("only functions may be imported".into()),
                    }
                }
                self.imported = u32::try_from(self.functions.len())?;
            }
            Payload::FunctionSection(section) => {
                for of in section {
                    self.functions.push(of?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(table?.ty);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    self.globals.push(global?.ty);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        self.roots.push(export.index);
                    }
                }
            }
            Payload::StartSection { func, .. } => self.roots.push(func),
            Payload::ElementSection(section) => {
                for element in section {
                    match element?.items {
                        ElementItems::Functions(functions) => {
                            for function in functions {
                                self.roots.push(function?);
                            }
                        }
                        ElementItems::Expressions(_, all) => {
                            for one in all {
                                for operator in one?.get_operators_reader() {
                                    self.roots.extend(called(&operator?));
                                }
                            }
                        }
                    }
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::DataSection(section) => {
                for one in section {
                    self.data.push(Data::read(one?)?);
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(all) = section.as_known() {
                    for names in all {
                        if let Name::Function(names) = names? {
                            for one in names {
                                let one = one?;
                                self.names.insert(one.index, names::plain(one.name));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The functions that a body calls or names, each with the offset of that.
    pub fn calls(body: &FunctionBody<'_>) -> Result<Vec<(u32, usize)>, Box<dyn Error>> {
        let mut calls = Vec::new();
        for operator in body.get_operators_reader()?.into_iter_with_offsets() {
            let (operator, offset) = operator?;
            calls.extend(called(&operator).map(|function| (function, offset)));
        }
        Ok(calls)
    }
}

impl<'a> Data<'a> {
    pub fn read(data: wasmparser::Data<'a>) -> Result<Data<'a>, Box<dyn Error>> {
        let DataKind::Active { offset_expr, .. } = data.kind else {
            return Err("data that is not put at an address".into());
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            return Err("data at an address that is computed".into());
        };
        Ok(Data { address: value as u32, bytes: data.data })
    }
}

fn called(operator: &Operator<'_>) -> Option<u32> {
    match operator {
        Operator::Call { function_index }
        | Operator::ReturnCall { function_index }
        | Operator::RefFunc { function_index } => Some(*function_index),
        _ => None,
    }
}
