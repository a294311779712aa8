//! Checked bodies as calls of DynamoDB, and the bodies of its answers.

use super::answer::Members;
use super::body::Body;
use super::{Fault, Place};
use crate::api::wire::Wire;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::command::{Attribute, Dynamodb, Item, TableCapacity, TableDescription, TableKey};
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};

pub(super) fn command(operation: &str, body: &Body<'_>) -> Result<Dynamodb, Fault> {
    let table = || {
        Name::parse(body.needed("TableName"))
            .map_err(|message| Fault::new("TableName", Refusal::new(ErrorName::ValidationException, message)))
    };
    Ok(match operation {
        "CreateTable" => {
            Dynamodb::CreateTable { table: table()?, key: table_key(body)?, capacity: capacity(body)? }
        }
        "DescribeTable" => Dynamodb::DescribeTable { table: table()? },
        "ListTables" => Dynamodb::ListTables,
        "UpdateTable" => Dynamodb::UpdateTable { table: table()?, capacity: capacity(body)? },
        "GetItem" => {
            let (of, key) = item_key(body)?;
            Dynamodb::GetItem { table: table()?, of, key, consistent: body.flag("ConsistentRead") }
        }
        _ => Dynamodb::Scan { table: table()? },
    })
}

/// The one key of an item, and its value.
fn item_key(body: &Body<'_>) -> Result<(TableKey, String), Fault> {
    let key = body.structure("Key");
    let value = |of: TableKey| Some((of, key.as_ref()?.structure(of.word())?.text("S")?.to_owned()));
    let mut values = TableKey::ALL.into_iter().filter_map(value);
    match (values.next(), values.next()) {
        (Some(one), None) => Ok(one),
        (_, _) => {
            let text = "The provided key element does not match the schema";
            Err(Fault::new("Key", Refusal::new(ErrorName::ValidationException, text)))
        }
    }
}

/// Tables here have the key of the KCL, or the one of an emitter's items; no other attribute has to be said.
fn table_key(body: &Body<'_>) -> Result<TableKey, Fault> {
    let mut said = None;
    for (list, member, value) in
        [("AttributeDefinitions", "AttributeType", "S"), ("KeySchema", "KeyType", "HASH")]
    {
        for one in body.structures(list) {
            let key = TableKey::ALL.into_iter().find(|key| one.needed("AttributeName") == key.word());
            let same = said.is_none() || said == key;
            if key.is_none() || !same || one.needed(member) != value {
                let text = "a table here has one key, a text: leaseKey, as the KCL makes it, or id, for items of an \
                            emitter"
                    .to_owned();
                return Err(Fault::not_modelled(list, text));
            }
            said = key;
        }
    }
    Ok(said.unwrap_or_default())
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
        ("AttributeDefinitions", pair([("AttributeName", table.key.word()), ("AttributeType", "S")])),
        ("TableName", Wire::text(&table.table)),
        ("KeySchema", pair([("AttributeName", table.key.word()), ("KeyType", "HASH")])),
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
            Attribute::B(bytes) => ("B", Wire::text(BASE64.encode(bytes))),
            Attribute::Ss(texts) => ("SS", Wire::List(texts.iter().map(Wire::text).collect())),
        }])
    };
    Wire::Map(item.iter().map(|(name, it)| (*name, value(it))).collect())
}

/// Nothing at all if there is none.
pub(super) fn item(item: Option<&Item>) -> Members {
    item.map(|item| ("Item", one_item(item))).into_iter().collect()
}

/// Of a page that is not the last the key of its last item is said.
pub(super) fn items(items: &[Item], more: bool) -> Members {
    let count = Wire::number(items.len());
    let key = |item: &Item| {
        let id = item.get_key_value(TableKey::Id.word());
        one_item(&id.into_iter().map(|(name, value)| (*name, value.clone())).collect())
    };
    let last = items.last().filter(|_| more).map(|item| ("LastEvaluatedKey", key(item)));
    let members = vec![
        ("Items", Wire::List(items.iter().map(one_item).collect())),
        ("Count", count.clone()),
        ("ScannedCount", count),
    ];
    members.into_iter().chain(last).collect()
}
