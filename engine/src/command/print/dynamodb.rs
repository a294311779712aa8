//! The calls of DynamoDB as CLI lines.

use super::Line;
use crate::command::{Dynamodb, TableCapacity};

pub(super) fn line(call: &Dynamodb) -> String {
    let of = |operation, table: &str| Line::of("dynamodb", operation).option("table-name", table);
    let line = match call {
        Dynamodb::CreateTable { table, key, capacity } => capacity_of(
            of("create-table", table.as_str())
                .option("attribute-definitions", &format!("AttributeName={},AttributeType=S", key.word()))
                .option("key-schema", &format!("AttributeName={},KeyType=HASH", key.word())),
            *capacity,
        ),
        Dynamodb::DescribeTable { table } => of("describe-table", table.as_str()),
        Dynamodb::ListTables => Line::of("dynamodb", "list-tables"),
        Dynamodb::UpdateTable { table, capacity } => {
            capacity_of(of("update-table", table.as_str()), *capacity)
        }
        Dynamodb::Scan { table } => of("scan", table.as_str()),
        Dynamodb::GetItem { table, of: key_name, key, consistent } => {
            let key = serde_json::json!({ key_name.word(): { "S": key } });
            let line = of("get-item", table.as_str()).option("key", &key.to_string());
            if *consistent { line.word("--consistent-read") } else { line }
        }
    };
    line.0
}

fn capacity_of(line: Line, capacity: TableCapacity) -> Line {
    match capacity {
        TableCapacity::Provisioned { read, write } => line.option(
            "provisioned-throughput",
            &format!("ReadCapacityUnits={read},WriteCapacityUnits={write}"),
        ),
        TableCapacity::OnDemand => line.option("billing-mode", capacity.billing_mode()),
    }
}
