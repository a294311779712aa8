//! Calls of DynamoDB and what they answer, as far as tables of leases are looked after by hand.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::names::{ACCOUNT, Name, REGION};

/// What applications do with single items (PutItem, UpdateItem, …) has, but for GetItem, no line of its own: see `crate::dynamodb`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dynamodb {
    CreateTable {
        table: Name,
        capacity: TableCapacity,
    },
    DescribeTable {
        table: Name,
    },
    ListTables,
    UpdateTable {
        table: Name,
        capacity: TableCapacity,
    },
    Scan {
        table: Name,
    },
    /// Of the one key that a table has here.
    GetItem {
        table: Name,
        key: String,
        consistent: bool,
    },
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
    /// A set of texts.
    Ss(Vec<String>),
}

impl Attribute {
    /// UTF-8 bytes of a text; of a number two digits a byte, and one more (DynamoDB guide, item sizes).
    pub fn bytes(&self) -> u64 {
        match self {
            Attribute::S(text) => text.len() as u64,
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
    pub capacity: TableCapacity,
    pub items: u64,
    pub bytes: u64,
}

impl TableDescription {
    pub fn arn(&self) -> String {
        format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{}", self.table)
    }
}
