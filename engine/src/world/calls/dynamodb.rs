//! What each call of DynamoDB does, or reads.

use crate::command::{Dynamodb, Reply};
use crate::dynamodb::Tables;
use crate::refusal::Refusal;
use crate::step::Step;

pub(super) fn look_at_table(
    tables: &mut Tables,
    step: &mut Step<'_>,
    call: &Dynamodb,
) -> Result<Reply, Refusal> {
    match call {
        Dynamodb::Scan { table } => {
            tables.scan(step, table).map(|(items, more)| Reply::Items { items, more })
        }
        Dynamodb::GetItem { table, of, key, consistent } => {
            tables.has_key(table, *of)?;
            tables.get_item(step, table, (key, *consistent)).map(Reply::Item)
        }
        Dynamodb::ListTables => Ok(Reply::Tables(tables.iter().map(|table| table.name.clone()).collect())),
        Dynamodb::DescribeTable { table }
        | Dynamodb::CreateTable { table, .. }
        | Dynamodb::UpdateTable { table, .. } => {
            tables.table(table).map(|table| Reply::Table(table.describe(step.era)))
        }
    }
}

pub(super) fn change_table(
    tables: &mut Tables,
    step: &mut Step<'_>,
    call: &Dynamodb,
) -> Result<Reply, Refusal> {
    match call {
        Dynamodb::CreateTable { table, key, capacity } => tables.create(step, (table, *key), *capacity)?,
        Dynamodb::UpdateTable { table, capacity } => tables.update(step, table, *capacity)?,
        Dynamodb::DescribeTable { .. }
        | Dynamodb::ListTables
        | Dynamodb::Scan { .. }
        | Dynamodb::GetItem { .. } => {}
    }
    look_at_table(tables, step, call)
}
