//! Calls of DynamoDB and what they answer, as far as tables are looked after by hand.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::names::{ACCOUNT, Name, REGION};

/// What applications do with single items (PutItem, UpdateItem, …) has, but for GetItem, no line of its own: see `crate::dynamodb`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dynamodb {
    CreateTable { table: Name, key: TableKey, capacity: TableCapacity },
    DescribeTable { table: Name },
    ListTables,
    UpdateTable { table: Name, capacity: TableCapacity },
    Scan { table: Name },
    GetItem { table: Name, of: TableKey, key: String, consistent: bool },
}

impl Dynamodb {
    /// As the API writes it.
    pub fn operation(&self) -> &'static str {
        match self {
            Dynamodb::CreateTable { .. } => "CreateTable",
            Dynamodb::DescribeTable { .. } => "DescribeTable",
            Dynamodb::ListTables => "ListTables",
            Dynamodb::UpdateTable { .. } => "UpdateTable",
            Dynamodb::Scan { .. } => "Scan",
            Dynamodb::GetItem { .. } => "GetItem",
        }
    }

    /// A Scan or a GetItem takes read capacity, as any look at the API's quota does, and changes nothing.
    pub fn only_looks(&self) -> bool {
        match self {
            Dynamodb::DescribeTable { .. }
            | Dynamodb::ListTables
            | Dynamodb::Scan { .. }
            | Dynamodb::GetItem { .. } => true,
            Dynamodb::CreateTable { .. } | Dynamodb::UpdateTable { .. } => false,
        }
    }
}

/// The one key that a table has: a text, of one of these names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum TableKey {
    /// As the KCL makes it.
    #[default]
    Lease,
    /// Of what emitters put.
    Id,
}

impl TableKey {
    pub const ALL: [TableKey; 2] = [TableKey::Lease, TableKey::Id];

    pub const fn word(self) -> &'static str {
        match self {
            TableKey::Lease => "leaseKey",
            TableKey::Id => "id",
        }
    }
}

/// What a table may be asked each second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TableCapacity {
    /// Read and write capacity units.
    Provisioned {
        read: u64,
        write: u64,
    },
    OnDemand,
}

impl TableCapacity {
    /// As the API writes it.
    pub fn billing_mode(self) -> &'static str {
        match self {
            TableCapacity::Provisioned { .. } => "PROVISIONED",
            TableCapacity::OnDemand => "PAY_PER_REQUEST",
        }
    }
}

/// What an attribute of an item holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    S(String),
    N(u64),
    B(Vec<u8>),
    /// A set of texts.
    Ss(Vec<String>),
}

impl Attribute {
    /// UTF-8 bytes of a text, or bytes; of a number two digits a byte, and one more (DynamoDB guide, item sizes).
    pub fn bytes(&self) -> u64 {
        match self {
            Attribute::S(text) => text.len() as u64,
            Attribute::B(bytes) => bytes.len() as u64,
            Attribute::N(number) => (number.to_string().len() as u64).div_ceil(2) + 1,
            Attribute::Ss(texts) => 3 + texts.iter().map(|text| 1 + text.len() as u64).sum::<u64>(),
        }
    }
}

pub type Item = BTreeMap<&'static str, Attribute>;

/// What DescribeTable tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDescription {
    pub table: Name,
    /// CREATING, ACTIVE, UPDATING.
    pub status: &'static str,
    /// Milliseconds of the Unix epoch.
    pub created: u64,
    pub key: TableKey,
    pub capacity: TableCapacity,
    pub items: u64,
    pub bytes: u64,
}

impl TableDescription {
    pub fn arn(&self) -> String {
        format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{}", self.table)
    }
}
