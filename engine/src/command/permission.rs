//! Our own lines about roles: who is allowed what, who is denied it, and which Allow is taken back.

use std::fmt;

use serde::Serialize;

use crate::names::Name;

/// Who calls: every actor has a role of its own, and so has every delivery stream.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    Actor(Name),
    /// The role that Firehose assumes for a delivery stream.
    Firehose(Name),
}

impl Principal {
    pub fn name(&self) -> &Name {
        match self {
            Principal::Actor(name) | Principal::Firehose(name) => name,
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Principal::Actor(name) => write!(f, "{name}"),
            Principal::Firehose(name) => write!(f, "firehose {name}"),
        }
    }
}

/// A setting of an actor that concerns its security.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecuritySetting {
    /// Whether a reader has the key with which producers encrypt what they put.
    Decrypts(bool),
    /// Whether its calls go through an interface VPC endpoint. A fact on the wire: it changes nothing else.
    VpcEndpoint(bool),
}

impl SecuritySetting {
    pub const WORDS: [&'static str; 2] = ["decrypts", "vpc-endpoint"];

    pub fn word(self) -> &'static str {
        match self {
            SecuritySetting::Decrypts(_) => "decrypts",
            SecuritySetting::VpcEndpoint(_) => "vpc-endpoint",
        }
    }
}

impl fmt::Display for SecuritySetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (SecuritySetting::Decrypts(yes) | SecuritySetting::VpcEndpoint(yes)) = self;
        f.write_str(if *yes { "yes" } else { "no" })
    }
}

/// What a policy can name: the actions of the operations that somebody here calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    PutRecord,
    PutRecords,
    ListShards,
    GetShardIterator,
    GetRecords,
    RegisterStreamConsumer,
    DescribeStreamConsumer,
    DeregisterStreamConsumer,
    SubscribeToShard,
    GenerateDataKey,
    Decrypt,
    CreateTable,
    Scan,
    GetItem,
    PutItem,
    UpdateItem,
    DeleteItem,
    BatchWriteItem,
    PutMetricData,
    FirehosePutRecord,
    FirehosePutRecordBatch,
    InvokeFunction,
    PutObject,
    /// Of Lambda, to a destination on failure.
    SendMessage,
    Publish,
    /// Firehose takes on its role before all else: that its trust policy lets it is a statement here like any other.
    AssumeRole,
}

use Action::{
    AssumeRole, BatchWriteItem, CreateTable, Decrypt, DeleteItem, DeregisterStreamConsumer,
    DescribeStreamConsumer, FirehosePutRecord, FirehosePutRecordBatch, GenerateDataKey, GetItem, GetRecords,
    GetShardIterator, InvokeFunction, ListShards, Publish, PutItem, PutMetricData, PutObject, PutRecord,
    PutRecords, RegisterStreamConsumer, Scan, SendMessage, SubscribeToShard, UpdateItem,
};

/// Each action as a policy names it: its service, and the operation that needs it.
const TABLE: [(Action, &str); 26] = [
    (PutRecord, "kinesis:PutRecord"),
    (PutRecords, "kinesis:PutRecords"),
    (ListShards, "kinesis:ListShards"),
    (GetShardIterator, "kinesis:GetShardIterator"),
    (GetRecords, "kinesis:GetRecords"),
    (RegisterStreamConsumer, "kinesis:RegisterStreamConsumer"),
    (DescribeStreamConsumer, "kinesis:DescribeStreamConsumer"),
    (DeregisterStreamConsumer, "kinesis:DeregisterStreamConsumer"),
    (SubscribeToShard, "kinesis:SubscribeToShard"),
    (GenerateDataKey, "kms:GenerateDataKey"),
    (Decrypt, "kms:Decrypt"),
    (CreateTable, "dynamodb:CreateTable"),
    (Scan, "dynamodb:Scan"),
    (GetItem, "dynamodb:GetItem"),
    (PutItem, "dynamodb:PutItem"),
    (UpdateItem, "dynamodb:UpdateItem"),
    (DeleteItem, "dynamodb:DeleteItem"),
    (BatchWriteItem, "dynamodb:BatchWriteItem"),
    (PutMetricData, "cloudwatch:PutMetricData"),
    (FirehosePutRecord, "firehose:PutRecord"),
    (FirehosePutRecordBatch, "firehose:PutRecordBatch"),
    (InvokeFunction, "lambda:InvokeFunction"),
    (PutObject, "s3:PutObject"),
    (SendMessage, "sqs:SendMessage"),
    (Publish, "sns:Publish"),
    (AssumeRole, "sts:AssumeRole"),
];

impl Action {
    pub fn all() -> impl Iterator<Item = Action> {
        TABLE.iter().map(|(action, _)| *action)
    }

    /// `kinesis:PutRecords`.
    pub fn word(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// `kinesis`.
    pub fn service(self) -> &'static str {
        self.word().split(':').next().unwrap_or_default()
    }
}

impl Serialize for Action {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.word())
    }
}

/// What the Action of a statement says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actions {
    /// `*`: all but sts:AssumeRole, which is the trust in a role and none of its permissions.
    All,
    /// `kinesis:*`
    Of(&'static str),
    One(Action),
}

impl Actions {
    /// Letters count alike in either case, as in a policy.
    pub fn parse(text: &str) -> Option<Actions> {
        let is = |word: &str| word.eq_ignore_ascii_case(text);
        if text == "*" {
            return Some(Actions::All);
        }
        if let Some(service) = text.strip_suffix(":*") {
            let known = TABLE.iter().map(|(action, _)| action.service());
            return known.into_iter().find(|known| known.eq_ignore_ascii_case(service)).map(Actions::Of);
        }
        TABLE.iter().find(|(_, word)| is(word)).map(|(action, _)| Actions::One(*action))
    }

    /// All that a line may say.
    pub fn words() -> Vec<String> {
        let mut services: Vec<&str> = TABLE.iter().map(|(action, _)| action.service()).collect();
        services.dedup();
        let ones = TABLE.iter().map(|(_, word)| (*word).to_owned());
        ones.chain(services.iter().map(|service| format!("{service}:*"))).chain(["*".to_owned()]).collect()
    }

    pub fn hold(self, action: Action) -> bool {
        match self {
            Actions::All => action != AssumeRole,
            Actions::Of(service) => action.service() == service,
            Actions::One(one) => one == action,
        }
    }
}

impl fmt::Display for Actions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actions::All => f.write_str("*"),
            Actions::Of(service) => write!(f, "{service}:*"),
            Actions::One(action) => f.write_str(action.word()),
        }
    }
}

/// What a line does to a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A statement that allows is added; statements that deny the same are taken away.
    Allow,
    /// A statement that denies is added: it wins over every Allow.
    Deny,
    /// Statements that allow it are taken away: what no statement allows is denied.
    Revoke,
}

impl Edit {
    pub const ALL: [Edit; 3] = [Edit::Allow, Edit::Deny, Edit::Revoke];

    pub fn word(self) -> &'static str {
        match self {
            Edit::Allow => "allow",
            Edit::Deny => "deny",
            Edit::Revoke => "revoke",
        }
    }
}

/// `deny shop kinesis:PutRecords on orders`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    pub edit: Edit,
    pub who: Principal,
    pub actions: Actions,
    /// A stream, key, table, delivery stream, function or bucket; `None`: all of them.
    pub on: Option<String>,
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.edit.word(), self.who, self.actions)?;
        self.on.as_ref().map_or(Ok(()), |on| write!(f, " on {on}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_stands_at_its_place_and_is_read_as_it_is_written() {
        for (place, (action, word)) in TABLE.iter().enumerate() {
            assert_eq!(*action as usize, place, "{word}");
            assert_eq!(Actions::parse(word), Some(Actions::One(*action)));
            assert_eq!(Actions::parse(&word.to_uppercase()), Some(Actions::One(*action)));
        }
        for word in Actions::words() {
            assert_eq!(Actions::parse(&word).map(|it| it.to_string()), Some(word));
        }
        assert_eq!(Actions::parse("kinesis:Put*"), None);
    }
}
