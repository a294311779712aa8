//! AWS's operations with their members: ONE table, from which the wire calls in JSON, the options of the CLI and
//! its help are read.
//!
//! Names, constraints and patterns are those of AWS's own service models (botocore `kinesis/2013-12-02`,
//! `firehose/2015-08-04`, `dynamodb/2012-08-10`, `kms/2014-11-01`, `lambda/2015-03-31`). How long a name may be belongs to its form and stands here; whatever else bounds a value
//! is a row of [`crate::limits`]. Absent: `s3`, which the CLI alone knows; operations that the engine has not.

mod dynamodb;
mod firehose;
mod kinesis;
mod kms;
mod lambda;
mod pattern;

use crate::era::Era;
use crate::limits::Limit;

pub use pattern::Pattern;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    Kinesis,
    Firehose,
    Dynamodb,
    Kms,
    Lambda,
}

impl Service {
    pub const ALL: [Service; 5] =
        [Service::Kinesis, Service::Firehose, Service::Dynamodb, Service::Kms, Service::Lambda];

    /// What stands before the dot of X-Amz-Target; Lambda has none, for its calls are paths: this is ours alone.
    pub fn target(self) -> &'static str {
        match self {
            Service::Kinesis => "Kinesis_20131202",
            Service::Firehose => "Firehose_20150804",
            Service::Dynamodb => "DynamoDB_20120810",
            Service::Kms => "TrentService",
            Service::Lambda => "AWSLambda_20150331",
        }
    }

    /// As the CLI writes it.
    pub fn word(self) -> &'static str {
        match self {
            Service::Kinesis => "kinesis",
            Service::Firehose => "firehose",
            Service::Dynamodb => "dynamodb",
            Service::Kms => "kms",
            Service::Lambda => "lambda",
        }
    }
}

/// From which era on something exists, and when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    pub era: Era,
    /// Such as `November 2021`; empty if it was always there.
    pub when: &'static str,
}

impl Since {
    pub const EVER: Since = Since { era: Era::Y2018, when: "" };

    const fn y2020(when: &'static str) -> Since {
        Since { era: Era::Y2020, when }
    }

    const fn today(when: &'static str) -> Since {
        Since { era: Era::Today, when }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    pub service: Service,
    /// As the API writes it.
    pub name: &'static str,
    pub members: &'static [Member],
    /// Members in the order in which AWS lists what is wrong with them, as far as it was seen in production
    /// (kinesalite); the others follow in the order of the table.
    pub judged: &'static [&'static str],
    pub since: Since,
    /// For `help`.
    pub about: &'static str,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Member {
    pub name: &'static str,
    pub shape: Shape,
    pub need: Need,
    pub since: Since,
    /// For `help`.
    pub about: &'static str,
}

/// Whether a call must have a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    No,
    Yes,
    /// StreamName: since November 2022 a StreamARN may stand in its place.
    OrArn,
}

/// What a member may be.
#[derive(Debug, PartialEq, Eq)]
pub enum Shape {
    /// Bounds count characters.
    Text {
        least: u64,
        most: Bound,
        pattern: Option<Pattern>,
    },
    /// At most 2^31 - 1 in any case.
    Integer {
        least: Bound,
        most: Bound,
    },
    Boolean,
    /// Bounds count bytes.
    Blob {
        most: Bound,
    },
    /// Seconds of the Unix epoch, with a fraction.
    Time,
    Choice(&'static [&'static str]),
    Structure(&'static [Member]),
    /// `entry` is what AWS prints for each item that is no text.
    List {
        of: &'static Shape,
        least: u64,
        most: Bound,
        entry: &'static str,
    },
    /// A map of texts: keys of 1 to 128 characters, values of at most 256.
    Tags {
        most: Bound,
    },
    /// AWS has it, Shardlab has not: named, so that nobody takes it for a slip.
    NotModelled,
}

/// The most or the least that a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    None,
    Is(u64),
    Row(&'static Limit),
    /// A row in KiB, for a value in bytes.
    Kib(&'static Limit),
}

impl Bound {
    pub fn at(self, era: Era) -> Option<u64> {
        match self {
            Bound::None => None,
            Bound::Is(number) => Some(number),
            Bound::Row(limit) => Some(limit.at(era)),
            Bound::Kib(limit) => Some(limit.at(era) * 1_024),
        }
    }

    pub fn row(self) -> Option<&'static Limit> {
        match self {
            Bound::None | Bound::Is(_) => None,
            Bound::Row(limit) | Bound::Kib(limit) => Some(limit),
        }
    }
}

/// All operations, by service and name.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    let both = kinesis::OPERATIONS.iter().chain(firehose::OPERATIONS.iter());
    both.chain(dynamodb::OPERATIONS.iter()).chain(kms::OPERATIONS.iter()).chain(lambda::OPERATIONS.iter())
}

/// Operations that AWS has and Shardlab has not: named, so that nobody takes them for slips.
pub static NOT_MODELLED: &[(Service, &str)] = &[
    (Service::Dynamodb, "BatchGetItem"),
    (Service::Dynamodb, "BatchWriteItem"),
    (Service::Dynamodb, "DeleteItem"),
    (Service::Dynamodb, "DeleteTable"),
    (Service::Dynamodb, "PutItem"),
    (Service::Dynamodb, "Query"),
    (Service::Dynamodb, "UpdateItem"),
    (Service::Kinesis, "DescribeAccountSettings"),
    (Service::Kinesis, "ListTagsForResource"),
    (Service::Kinesis, "TagResource"),
    (Service::Kinesis, "UntagResource"),
    (Service::Kinesis, "UpdateAccountSettings"),
    (Service::Kinesis, "UpdateStreamRecordDistributionStrategy"),
    (Service::Kinesis, "UpdateStreamWarmThroughput"),
    (Service::Lambda, "CreateFunction"),
    (Service::Lambda, "DeleteFunction"),
    (Service::Lambda, "GetFunction"),
    (Service::Lambda, "Invoke"),
    (Service::Lambda, "PutFunctionConcurrency"),
    (Service::Lambda, "UpdateFunctionCode"),
    (Service::Lambda, "UpdateFunctionConfiguration"),
];

/// The operation of an X-Amz-Target such as `Kinesis_20131202.PutRecord`.
pub fn of_target(target: &str) -> Option<&'static Operation> {
    let (service, name) = target.split_once('.')?;
    operations().find(|operation| operation.service.target() == service && operation.name == name)
}

impl Operation {
    /// As the CLI writes it: `put-record`.
    pub fn word(&self) -> String {
        hyphenated(self.name)
    }

    pub fn target(&self) -> String {
        format!("{}.{}", self.service.target(), self.name)
    }
}

impl Member {
    /// The CLI's option: `--stream-arn`.
    pub fn option(&self) -> String {
        format!("--{}", hyphenated(self.name))
    }

    /// The name in validation errors: `streamARN`.
    pub fn field(&self) -> String {
        uncapitalised(self.name)
    }

    pub fn is_modelled(&self) -> bool {
        self.shape != Shape::NotModelled
    }
}

pub(crate) fn uncapitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |first| first.to_ascii_lowercase().to_string() + chars.as_str())
}

/// The word by which the CLI knows an operation, for those that are not in the table.
pub fn word_of(name: &str) -> String {
    hyphenated(name)
}

/// As botocore makes words of names: a hyphen before a capital with small letters behind it, and between a small
/// letter or digit and a capital. So `MaxRecordSizeInKiB` becomes `max-record-size-in-ki-b`.
fn hyphenated(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut word = String::new();
    for (i, c) in letters.iter().enumerate() {
        let before = i.checked_sub(1).map(|before| letters[before]);
        let begins = c.is_ascii_uppercase() && letters.get(i + 1).is_some_and(char::is_ascii_lowercase);
        let follows_small = c.is_ascii_uppercase()
            && before.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit());
        if before.is_some() && (begins || follows_small) {
            word.push('-');
        }
        word.push(c.to_ascii_lowercase());
    }
    word
}

// What the tables are written with.

const fn need(name: &'static str, shape: Shape, about: &'static str) -> Member {
    Member { name, shape, need: Need::Yes, since: Since::EVER, about }
}

const fn may(name: &'static str, shape: Shape, about: &'static str) -> Member {
    Member { name, shape, need: Need::No, since: Since::EVER, about }
}

const fn came(since: Since, member: Member) -> Member {
    Member { since, ..member }
}

const fn missing(name: &'static str) -> Member {
    may(name, Shape::NotModelled, "")
}

const fn text(least: u64, most: u64, pattern: Option<Pattern>) -> Shape {
    Shape::Text { least, most: Bound::Is(most), pattern }
}

const fn pattern(pattern: Pattern) -> Shape {
    Shape::Text { least: 0, most: Bound::None, pattern: Some(pattern) }
}

const fn page(most: u64) -> Shape {
    Shape::Integer { least: Bound::Is(1), most: Bound::Is(most) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_as_botocore_spells_them() {
        for (name, word) in [
            ("PutRecord", "put-record"),
            ("StreamARN", "stream-arn"),
            ("MaxRecordSizeInKiB", "max-record-size-in-ki-b"),
            ("ExtendedS3DestinationConfiguration", "extended-s3-destination-configuration"),
            ("S3DestinationConfiguration", "s3-destination-configuration"),
            ("KeyId", "key-id"),
        ] {
            assert_eq!(hyphenated(name), word);
        }
    }

    #[test]
    fn each_operation_and_each_member_is_there_once() {
        let all: Vec<_> = operations().collect();
        for (i, operation) in all.iter().enumerate() {
            assert!(all[..i].iter().all(|other| other.target() != operation.target()), "{}", operation.name);
            assert!(!operation.about.is_empty());
            for (j, member) in operation.members.iter().enumerate() {
                assert!(operation.members[..j].iter().all(|other| other.name != member.name), "{member:?}");
                assert_eq!(member.about.is_empty(), !member.is_modelled(), "{member:?}");
            }
            for name in operation.judged {
                assert!(operation.members.iter().any(|member| member.name == *name), "{name}");
            }
        }
    }
}
