//! What the CLI knows: AWS's operations from the one [`model`], those of buckets, and the options that every operation takes.

mod buckets;

use crate::api::model::{self, Bound, Member, Need, Service, Shape, Since};

/// An operation as the CLI sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Aws(&'static model::Operation),
    S3(&'static S3Operation),
}

/// Buckets have words of their own, and paths besides options.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct S3Operation {
    /// `s3` or `s3api`.
    pub service: &'static str,
    pub word: &'static str,
    /// As the API writes what it calls.
    pub name: &'static str,
    /// Words without an option, for `help`; their number is the most that is taken.
    pub paths: &'static [&'static str],
    /// How many of them a line must have.
    pub least_paths: usize,
    pub members: &'static [Member],
    pub about: &'static str,
}

/// A word with two hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opt {
    pub member: &'static Member,
    /// Every operation takes it, and no call has it.
    pub global: bool,
    /// `--no-…` of a truth value.
    pub negated: bool,
}

pub(crate) static SERVICES: [(&str, &str); 7] = [
    ("dynamodb", "DynamoDB: the tables in which KCL applications keep their leases"),
    ("firehose", "Amazon Data Firehose: delivery streams that buffer, transform and write to S3"),
    ("kinesis", "Kinesis Data Streams: streams, shards, records, iterators"),
    ("kms", "AWS KMS: the state of keys"),
    ("lambda", "AWS Lambda: event source mappings, by which functions read streams"),
    ("s3", "look into buckets"),
    ("s3api", "the same as the API has it: answers in JSON"),
];

const fn global(name: &'static str, shape: Shape, about: &'static str) -> Member {
    Member { name, shape, need: Need::No, since: Since::EVER, about }
}

const ANY: Shape = Shape::Text { least: 0, most: Bound::None, pattern: None };

/// Region, profile and the like change nothing here: there is one account in one region.
static GLOBAL: [Member; 7] = [
    global("Region", ANY, "taken and not used"),
    global("Profile", ANY, "taken and not used"),
    global("Output", Shape::Choice(&["json"]), "json"),
    global("NoCliPager", Shape::Boolean, "taken and not used"),
    global(
        "CliBinaryFormat",
        Shape::Choice(&["base64", "raw-in-base64-out"]),
        "how --data and Data= are written",
    ),
    global("EndpointUrl", ANY, "taken and not used"),
    global("NoSignRequest", Shape::Boolean, "taken and not used"),
];

pub(crate) fn operation(service: &str, word: &str) -> Option<Operation> {
    operations_of(service).find(|operation| operation.word() == word)
}

pub(crate) fn operations_of(service: &str) -> impl Iterator<Item = Operation> {
    let aws = model::operations().map(Operation::Aws);
    aws.chain(buckets::OPERATIONS.iter().map(Operation::S3))
        .filter(move |operation| operation.service() == service)
}

/// Whether AWS has the operation and Shardlab has not.
pub(crate) fn is_not_modelled(service: &str, word: &str) -> bool {
    let aws = model::NOT_MODELLED.iter();
    aws.clone().any(|(of, name)| of.word() == service && model::word_of(name) == word)
        || buckets::NOT_MODELLED.iter().any(|(of, words)| *of == service && words.contains(&word))
}

/// Whether a word is an option of every operation that waits for a value behind it.
pub(crate) fn is_global_with_value(word: &str) -> bool {
    GLOBAL.iter().any(|member| member.shape != Shape::Boolean && member.option() == word)
}

impl Operation {
    pub fn service(self) -> &'static str {
        match self {
            Operation::Aws(operation) => match operation.service {
                Service::Kinesis | Service::Firehose | Service::Dynamodb | Service::Kms | Service::Lambda => {
                    operation.service.word()
                }
            },
            Operation::S3(operation) => operation.service,
        }
    }

    /// As the CLI writes it.
    pub fn word(self) -> String {
        match self {
            Operation::Aws(operation) => operation.word(),
            Operation::S3(operation) => operation.word.to_owned(),
        }
    }

    /// As the API writes it.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Aws(operation) => operation.name,
            Operation::S3(operation) => operation.name,
        }
    }

    pub fn about(self) -> &'static str {
        match self {
            Operation::Aws(operation) => operation.about,
            Operation::S3(operation) => operation.about,
        }
    }

    pub fn paths(self) -> &'static [&'static str] {
        match self {
            Operation::Aws(_) => &[],
            Operation::S3(operation) => operation.paths,
        }
    }

    pub fn least_paths(self) -> usize {
        match self {
            Operation::Aws(_) => 0,
            Operation::S3(operation) => operation.least_paths,
        }
    }

    fn members(self) -> &'static [Member] {
        match self {
            Operation::Aws(operation) => operation.members,
            Operation::S3(operation) => operation.members,
        }
    }

    /// The options of its own that are modelled.
    pub fn options(self) -> impl Iterator<Item = Opt> {
        let members = self.members().iter().filter(|member| member.is_modelled());
        members.map(|member| Opt { member, global: false, negated: false })
    }

    /// The option of a word, also one of those that every operation takes, or that are not modelled.
    pub fn option(self, word: &str) -> Option<Opt> {
        let find = |members: &'static [Member], word: &str| members.iter().find(|m| m.option() == word);
        let own = find(self.members(), word).map(|member| Opt { member, global: false, negated: false });
        let opposite = || {
            let word = word.strip_prefix("--no-")?;
            let member = find(self.members(), &format!("--{word}"))?;
            (member.shape == Shape::Boolean).then_some(Opt { member, global: false, negated: true })
        };
        let global = || find(&GLOBAL, word).map(|member| Opt { member, global: true, negated: false });
        own.or_else(opposite).or_else(global)
    }
}

impl Opt {
    pub fn word(&self) -> String {
        self.member.option()
    }

    /// Whether a line must have it: in the place of StreamName, StreamARN will do.
    pub fn is_required(&self) -> bool {
        match self.member.need {
            Need::No => false,
            Need::Yes | Need::OrArn => true,
        }
    }

    /// How many words it takes.
    pub fn most_values(&self) -> usize {
        match self.member.shape {
            Shape::Boolean => 0,
            Shape::List { .. } => usize::MAX,
            Shape::Text { .. } | Shape::Integer { .. } | Shape::Blob { .. } | Shape::Time => 1,
            Shape::Choice(_) | Shape::Structure(_) | Shape::Tags { .. } | Shape::NotModelled => 1,
        }
    }
}
