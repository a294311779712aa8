//! Checked bodies as calls of DynamoDB, and the bodies of its answers.

use super::answer::Members;
use super::body::Body;
use super::{Fault, Place};
use crate::api::wire::Wire;
use crate::command::{Attribute, Dynamodb, Item, TableCapacity, TableDescription};
use crate::dynamodb::KEY;
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};

pub(super) fn command(operation: &str, body: &Body<'_>) -> Result<Dynamodb, Fault> {
    let table = || {
        Name::parse(body.needed("TableName"))
            .map_err(|message| Fault::new("TableName", Refusal::new(ErrorName::ValidationException, message)))
    };
    Ok(match operation {
        "CreateTable" => {
            only_leases(body)?;
            Dynamodb::CreateTable { table: table()?, capacity: capacity(body)? }
        }
        "DescribeTable" => Dynamodb::DescribeTable { table: table()? },
        "ListTables" => Dynamodb::ListTables,
        "UpdateTable" => Dynamodb::UpdateTable { table: table()?, capacity: capacity(body)? },
        "GetItem" => Dynamodb::GetItem {
            table: table()?,
            key: item_key(body)?,
            consistent: body.flag("ConsistentRead"),
        },
        _ => Dynamodb::Scan { table: table()? },
    })
}

/// The value of the one key that tables have here.
fn item_key(body: &Body<'_>) -> Result<String, Fault> {
    let value = body.structure("Key").and_then(|key| key.structure("leaseKey"));
    value.and_then(|value| value.text("S")).map(str::to_owned).ok_or_else(|| {
        let text = "The provided key element does not match the schema";
        Fault::new("Key", Refusal::new(ErrorName::ValidationException, text))
    })
}

/// Tables here have the key of the KCL, and no other attribute has to be said.
fn only_leases(body: &Body<'_>) -> Result<(), Fault> {
    for (list, member, value) in
        [("AttributeDefinitions", "AttributeType", "S"), ("KeySchema", "KeyType", "HASH")]
    {
        let others = body.structures(list);
        if others.iter().any(|one| one.needed("AttributeName") != KEY || one.needed(member) != value) {
            let text = format!("a table here has the one key {KEY}, a text, as the KCL makes it");
            return Err(Fault::not_modelled(list, text));
        }
    }
    Ok(())
}

fn capacity(body: &Body<'_>) -> Result<TableCapacity, Fault> {
    let invalid = |member, text: &str| {
        Err(Fault {
            at: vec![Place::of(member)],
            refusal: Refusal::new(ErrorName::ValidationException, text),
        })
    };
    let throughput = body.structure("ProvisionedThroughput");
    match (body.text("BillingMode"), throughput) {
        (Some("PAY_PER_REQUEST"), None) => Ok(TableCapacity::OnDemand),
        (Some("PAY_PER_REQUEST"), Some(_)) => invalid(
            "ProvisionedThroughput",
            "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be \
             specified when BillingMode is PAY_PER_REQUEST",
        ),
        (_, Some(units)) => Ok(TableCapacity::Provisioned {
            read: units.number("ReadCapacityUnits").unwrap_or(1),
            write: units.number("WriteCapacityUnits").unwrap_or(1),
        }),
        (_, None) => invalid(
            "ProvisionedThroughput",
            "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be \
             specified when BillingMode is PROVISIONED",
        ),
    }
}

pub(super) fn table(table: &TableDescription) -> Wire {
    let pair = |names: [(&'static str, &str); 2]| {
        let members = names.into_iter().map(|(name, text)| (name, Wire::text(text)));
        Wire::List(vec![Wire::Map(members.collect())])
    };
    let (read, write) = match table.capacity {
        TableCapacity::Provisioned { read, write } => (read, write),
        TableCapacity::OnDemand => (0, 0),
    };
    let mut members: Members = vec![
        ("AttributeDefinitions", pair([("AttributeName", KEY), ("AttributeType", "S")])),
        ("TableName", Wire::text(&table.table)),
        ("KeySchema", pair([("AttributeName", KEY), ("KeyType", "HASH")])),
        ("TableStatus", Wire::text(table.status)),
        ("CreationDateTime", Wire::Time(table.created)),
        (
            "ProvisionedThroughput",
            Wire::Map(vec![
                ("NumberOfDecreasesToday", Wire::Int(0)),
                ("ReadCapacityUnits", Wire::number(read)),
                ("WriteCapacityUnits", Wire::number(write)),
            ]),
        ),
        ("TableSizeBytes", Wire::number(table.bytes)),
        ("ItemCount", Wire::number(table.items)),
        ("TableArn", Wire::text(table.arn())),
    ];
    if table.capacity == TableCapacity::OnDemand {
        let mode = Wire::text(table.capacity.billing_mode());
        members.push(("BillingModeSummary", Wire::Map(vec![("BillingMode", mode)])));
    }
    Wire::Map(members)
}

/// An item as DynamoDB writes it: each value with its type.
fn one_item(item: &Item) -> Wire {
    let value = |attribute: &Attribute| {
        Wire::Map(vec![match attribute {
            Attribute::S(text) => ("S", Wire::text(text)),
            Attribute::N(number) => ("N", Wire::text(number)),
            Attribute::Ss(texts) => ("SS", Wire::List(texts.iter().map(Wire::text).collect())),
        }])
    };
    Wire::Map(item.iter().map(|(name, it)| (*name, value(it))).collect())
}

/// Nothing at all if there is none.
pub(super) fn item(item: Option<&Item>) -> Members {
    item.map(|item| ("Item", one_item(item))).into_iter().collect()
}

pub(super) fn items(items: &[Item]) -> Members {
    let count = Wire::number(items.len());
    vec![
        ("Items", Wire::List(items.iter().map(one_item).collect())),
        ("Count", count.clone()),
        ("ScannedCount", count),
    ]
}
