//! The tools that a program lends to a world: jq and columns, linked.
//!
//! The engine names none of this. What a page lends, it loads: see `web/src/host/tools.rs`.

use std::sync::Arc;

use engine::command::{Column, ColumnFormat, ColumnType, Table};
use engine::tools::{Columns, Jq, Tools};

#[derive(Debug)]
struct LinkedJq;

impl Jq for LinkedJq {
    fn check(&self, program: &str) -> Result<(), String> {
        jq::check(program)
    }

    fn run(&self, program: &str, input: &[u8], most: usize) -> Result<Vec<String>, String> {
        jq::run(program, input, most)
    }
}

#[derive(Debug)]
struct LinkedColumns;

impl Columns for LinkedColumns {
    fn writes(&self, format: ColumnFormat, table: &Table) -> Result<(), String> {
        let decimal = |column: &&Column| matches!(column.kind, ColumnType::Decimal { .. });
        match (format, table.columns.iter().find(decimal)) {
            (ColumnFormat::Orc, Some(column)) => Err(format!(
                "the column {} is a {}, which is not written as ORC here",
                column.name, column.kind
            )),
            (ColumnFormat::Parquet | ColumnFormat::Orc, _) => Ok(()),
        }
    }

    fn write(&self, sheet: &str) -> Result<Vec<u8>, String> {
        columns::write(sheet)
    }
}

/// All of them.
pub fn native() -> Tools {
    Tools::none().with_jq(Arc::new(LinkedJq)).with_columns(Arc::new(LinkedColumns))
}
