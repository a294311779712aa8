//! What can go wrong at the places to which Firehose delivers, at its function, and between a producer and the services.

use std::fmt;

use serde::{Serialize, Serializer};

use super::duplicates::Lost;
use crate::names::Name;

/// Something that can fail, by the name that a delivery stream gives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Bucket(Name),
    /// A Redshift cluster.
    Cluster(Name),
    /// An OpenSearch domain.
    Domain(Name),
    /// A table of DynamoDB that an emitter fills.
    Table(Name),
    /// Splunk's HTTP event collector.
    Collector(Name),
    /// An HTTP endpoint.
    Endpoint(Name),
    Function(Name),
    /// A key of KMS, by what stands behind `alias/`.
    Key(Name),
    /// The connections of a producer to the services.
    Producer(Name),
}

impl Place {
    pub const KINDS: [&'static str; 9] =
        ["bucket", "cluster", "domain", "table", "collector", "endpoint", "function", "key", "producer"];

    /// The place of a kind and a name; `None` for another word.
    pub fn of(kind: &str, name: Name) -> Option<Place> {
        Some(match kind {
            "bucket" => Place::Bucket(name),
            "cluster" => Place::Cluster(name),
            "domain" => Place::Domain(name),
            "table" => Place::Table(name),
            "collector" => Place::Collector(name),
            "endpoint" => Place::Endpoint(name),
            "function" => Place::Function(name),
            "key" => Place::Key(name),
            "producer" => Place::Producer(name),
            _ => return None,
        })
    }

    pub fn kind(&self) -> &'static str {
        match self {
            Place::Bucket(_) => "bucket",
            Place::Cluster(_) => "cluster",
            Place::Domain(_) => "domain",
            Place::Table(_) => "table",
            Place::Collector(_) => "collector",
            Place::Endpoint(_) => "endpoint",
            Place::Function(_) => "function",
            Place::Key(_) => "key",
            Place::Producer(_) => "producer",
        }
    }

    pub fn name(&self) -> &Name {
        match self {
            Place::Bucket(name)
            | Place::Cluster(name)
            | Place::Domain(name)
            | Place::Table(name)
            | Place::Collector(name)
            | Place::Endpoint(name)
            | Place::Function(name)
            | Place::Key(name)
            | Place::Producer(name) => name,
        }
    }

    /// What can go wrong there.
    pub fn knows(&self) -> &'static [Trouble] {
        match self {
            // Of capacity it is asked to run out, by UpdateTable.
            Place::Table(_) => &[Trouble::Unreachable, Trouble::Refusing],
            Place::Bucket(_) => &[Trouble::Unreachable, Trouble::Refusing, Trouble::Slow],
            Place::Cluster(_) | Place::Domain(_) => {
                &[Trouble::Unreachable, Trouble::Refusing, Trouble::Maintenance, Trouble::Slow]
            }
            Place::Collector(_) => &[Trouble::Unreachable, Trouble::Refusing, Trouble::Silent, Trouble::Slow],
            Place::Endpoint(_) => &[
                Trouble::Unreachable,
                Trouble::Refusing,
                Trouble::Silent,
                Trouble::TooLarge,
                Trouble::Slow,
                Trouble::Misanswers(Misanswer::Accepted),
                Trouble::Misanswers(Misanswer::OtherId),
                Trouble::Misanswers(Misanswer::NoTimestamp),
                Trouble::Misanswers(Misanswer::OtherType),
                Trouble::Misanswers(Misanswer::NoJson),
                Trouble::Misanswers(Misanswer::TooLong),
            ],
            Place::Function(_) => &[Trouble::Refusing, Trouble::Throttling, Trouble::Silent],
            Place::Key(_) => &[Trouble::Throttling],
            Place::Producer(_) => &[Trouble::LosingAnswers, Trouble::LosingRequests],
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind(), self.name())
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Trouble {
    /// No connection.
    Unreachable,
    /// It answers, and says no: access denied, a bad request, an error of its own.
    Refusing,
    /// A cluster in its maintenance window, or a domain of which the nodes are replaced.
    Maintenance,
    /// It takes what it gets and never answers in time.
    Silent,
    /// It does what it is asked, and takes long for it.
    Slow,
    /// Too many requests at once.
    Throttling,
    /// It answers 413: what it is sent is too large for it.
    TooLarge,
    /// An HTTP endpoint takes a request, and its answer is none that Firehose takes for a yes.
    Misanswers(Misanswer),
    /// The service does what it is asked, and its answers are lost on the way.
    LosingAnswers,
    /// What is asked is lost on the way.
    LosingRequests,
}

/// What is wrong with an answer of an HTTP endpoint (AWS's guide, request and response specifications).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Misanswer {
    /// Its status is 202, and only 200 counts.
    Accepted,
    /// Its requestId is not that of the request.
    OtherId,
    /// It has no timestamp.
    NoTimestamp,
    /// Its content type is text/plain.
    OtherType,
    /// Its body is no JSON.
    NoJson,
    /// Its body has more than 1 MiB.
    TooLong,
}

impl Trouble {
    pub const ALL: [Trouble; 15] = [
        Trouble::Unreachable,
        Trouble::Refusing,
        Trouble::Maintenance,
        Trouble::Silent,
        Trouble::Slow,
        Trouble::Throttling,
        Trouble::TooLarge,
        Trouble::Misanswers(Misanswer::Accepted),
        Trouble::Misanswers(Misanswer::OtherId),
        Trouble::Misanswers(Misanswer::NoTimestamp),
        Trouble::Misanswers(Misanswer::OtherType),
        Trouble::Misanswers(Misanswer::NoJson),
        Trouble::Misanswers(Misanswer::TooLong),
        Trouble::LosingAnswers,
        Trouble::LosingRequests,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Trouble::Unreachable => "unreachable",
            Trouble::Refusing => "refusing",
            Trouble::Maintenance => "maintenance",
            Trouble::Silent => "silent",
            Trouble::Slow => "slow",
            Trouble::Throttling => "throttling",
            Trouble::TooLarge => "too-large",
            Trouble::Misanswers(Misanswer::Accepted) => "answers-202",
            Trouble::Misanswers(Misanswer::OtherId) => "answers-other-id",
            Trouble::Misanswers(Misanswer::NoTimestamp) => "answers-no-timestamp",
            Trouble::Misanswers(Misanswer::OtherType) => "answers-text",
            Trouble::Misanswers(Misanswer::NoJson) => "answers-no-json",
            Trouble::Misanswers(Misanswer::TooLong) => "answers-too-much",
            Trouble::LosingAnswers => "losing-answers",
            Trouble::LosingRequests => "losing-requests",
        }
    }

    /// What a producer's calls lose by it.
    pub fn loses(self) -> Option<Lost> {
        match self {
            Trouble::LosingAnswers => Some(Lost::Answer),
            Trouble::LosingRequests => Some(Lost::Request),
            Trouble::Unreachable
            | Trouble::Refusing
            | Trouble::Maintenance
            | Trouble::Silent
            | Trouble::Slow
            | Trouble::Throttling
            | Trouble::TooLarge
            | Trouble::Misanswers(_) => None,
        }
    }
}
