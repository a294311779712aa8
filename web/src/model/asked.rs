//! The answers to "why?", and of what it was asked.

use engine::event::EventId;
use engine::names::{Name, ShardId};
use engine::view::Which;
use engine::why::Why;

use crate::prose;

/// An answered "why?".
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub of: Of,
    /// `None`: nothing was refused so far.
    pub why: Option<Why>,
}

/// Of what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// The records that a shard refused.
    Records(ShardId),
    /// The calls of a reader that were refused.
    Reader(Name),
    /// The user records that a producer's KPL holds or gave up.
    Kpl(Name),
    /// What a role may not do.
    Role(Name),
    /// The records that a producer put twice.
    Twins(Name),
    /// What was not taken of an agent, a log subscription or an IoT rule.
    Feed(Name),
    /// The records that a polling consumer read twice.
    ReadTwice(Name),
    /// What a delivery stream could not deliver.
    Delivery(Name),
    /// What lies in a failure folder.
    Object,
    /// One call of the learner's.
    Call,
    /// What goes wrong in a KCL application.
    Kcl(KclWhy),
    /// What holds up a Lambda function.
    Lambda(Name),
    /// Any event; and why there is nothing to explain, if so.
    Event(EventId, Option<String>),
    Record(Which),
    /// A point of a chart.
    Point,
}

/// What can be asked of a KCL application; each is answered for the newest time that it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KclWhy {
    Table,
    Lease,
    Iterator,
    Parent,
    Twins,
    /// Of a connector.
    GivenUp,
    /// Of an application that counts in windows.
    Alert,
}

impl Of {
    /// The question as a heading.
    pub fn question(&self) -> &'static str {
        match self {
            Of::Records(_) => "Why was this record refused?",
            Of::Reader(_) | Of::Call => "Why was this call refused?",
            Of::Kcl(KclWhy::Table) => "Why does the lease table throttle?",
            Of::Kcl(KclWhy::Lease) => "Why was this lease lost?",
            Of::Kcl(KclWhy::Iterator) => "Why did this iterator expire?",
            Of::Kcl(KclWhy::Parent) => "Why does this shard wait?",
            Of::Kcl(KclWhy::GivenUp) => "Why were these records given up?",
            Of::Kcl(KclWhy::Alert) => "Why is there an alert?",
            Of::Kcl(KclWhy::Twins) => "Why were these records processed twice?",
            Of::Lambda(_) => "Why does it stand, what was given up?",
            Of::Twins(_) => "Why are these records there twice?",
            Of::Feed(_) => "Why was it not taken?",
            Of::ReadTwice(_) => "Why were these records read twice?",
            Of::Kpl(_) => "Why does it wait, why does it fail?",
            Of::Role(_) => "Why was this denied?",
            Of::Event(..) => "Why did this happen?",
            Of::Record(Which::Refused { .. }) => "Why was this record refused?",
            Of::Record(_) => "Why is this record here?",
            Of::Point => "Why is this point there?",
            Of::Delivery(_) | Of::Object => "Why did these records not arrive?",
        }
    }

    /// What is said where nothing was refused.
    pub fn nothing(&self) -> String {
        match self {
            Of::Records(shard) => format!("Nothing was refused by {} so far.", prose::shard(*shard)),
            Of::Reader(name) => format!("No call of {name} was refused so far."),
            Of::Kpl(name) => format!("{name} has no KPL."),
            Of::Role(name) => format!("All that {name} asked for is allowed by now."),
            Of::Twins(name) => format!("{name} has put no record twice."),
            Of::Feed(name) => format!("All that {name} sent was taken."),
            Of::ReadTwice(name) => format!("{name} has read no record twice."),
            Of::Delivery(name) => format!("Nothing of {name} has failed so far."),
            Of::Lambda(name) => format!("Nothing holds up {name} now, and nothing was given up."),
            Of::Kcl(_) => "That has not happened, or is over.".to_owned(),
            Of::Object => "These records have arrived.".to_owned(),
            Of::Call => "This call was not refused.".to_owned(),
            Of::Event(_, says) => {
                says.clone().unwrap_or_else(|| "The journal has no such event now.".to_owned())
            }
            Of::Record(_) => "Of this record nothing more is known than its passport says.".to_owned(),
            Of::Point => "Of this there is no more to say than the value.".to_owned(),
        }
    }
}
