//! The answers to "why?", and of what it was asked.

use engine::command::Principal;
use engine::event::EventId;
use engine::names::{Name, ShardId};
use engine::view::Which;
use engine::why::Why;

use super::Charted;
use crate::prose;

/// An answered "why?".
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub of: Of,
    /// `None`: nothing was refused so far.
    pub why: Option<Why>,
    /// Why there is nothing to explain, where that is known.
    pub says: Option<String>,
    /// Something went wrong; else it is only told how it came about.
    pub trouble: bool,
}

/// Of what it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// The records that a shard refused.
    Records(Name, ShardId),
    /// The calls of a reader that were refused.
    Reader(Name),
    /// The user records that a producer's KPL holds or gave up.
    Kpl(Name),
    /// What a role may not do.
    Role(Principal),
    /// The records that a producer put twice.
    Twins(Name),
    /// What was not taken of an agent, a log subscription or an IoT rule.
    Feed(Name),
    /// The records that a polling consumer read twice.
    ReadTwice(Name),
    /// What a delivery stream could not deliver.
    Delivery(Name),
    /// What lies in a failure folder: bucket and key.
    Object(Name, String),
    /// One call of the learner's, which brings its answer.
    Call,
    /// What goes wrong in a KCL application.
    Kcl(Name, KclWhy),
    /// What holds up a Lambda function.
    Lambda(Name),
    /// Any event of the log.
    Event(EventId),
    Record(Which),
    /// The value that a chart has in a second, or in the minute that began then.
    Point(Charted, String, u64),
}

/// What can be asked of a KCL application; each is answered for the newest time that it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KclWhy {
    Table,
    Lease,
    Iterator,
    Parent,
    Twins,
    /// Of a connector: records that it gave up, items that its table did not take.
    GivenUp,
    Items,
    /// Of an application that counts in windows.
    Alert,
}

impl Asked {
    /// What is said where there is nothing to explain.
    pub fn nothing(&self) -> String {
        self.says.clone().unwrap_or_else(|| self.of.nothing())
    }
}

impl Of {
    /// The question as a heading.
    pub fn question(&self) -> &'static str {
        match self {
            Of::Records(..) => "Why was this record refused?",
            Of::Reader(_) | Of::Call => "Why was this call refused?",
            Of::Kcl(_, KclWhy::Table) => "Why does the lease table throttle?",
            Of::Kcl(_, KclWhy::Items) => "Why did items come back?",
            Of::Kcl(_, KclWhy::Lease) => "Why was this lease lost?",
            Of::Kcl(_, KclWhy::Iterator) => "Why did this iterator expire?",
            Of::Kcl(_, KclWhy::Parent) => "Why does this shard wait?",
            Of::Kcl(_, KclWhy::GivenUp) => "Why were these records given up?",
            Of::Kcl(_, KclWhy::Alert) => "Why is there an alert?",
            Of::Kcl(_, KclWhy::Twins) => "Why were these records processed twice?",
            Of::Lambda(_) => "Why does it stand, what was given up?",
            Of::Twins(_) => "Why are these records there twice?",
            Of::Feed(_) => "Why was it not taken?",
            Of::ReadTwice(_) => "Why were these records read twice?",
            Of::Kpl(_) => "Why does it wait, why does it fail?",
            Of::Role(_) => "Why was this denied?",
            Of::Event(_) => "Why did this happen?",
            Of::Record(Which::Refused { .. }) => "Why was this record refused?",
            Of::Record(_) => "Why is this record here?",
            Of::Point(..) => "Why is this point there?",
            Of::Delivery(_) => "Why did these records not arrive?",
            Of::Object(..) => "Why is this object here?",
        }
    }

    /// What is said where nothing was refused.
    fn nothing(&self) -> String {
        match self {
            Of::Records(_, shard) => format!("Nothing was refused by {} so far.", prose::shard(*shard)),
            Of::Reader(name) => format!("No call of {name} was refused so far."),
            Of::Kpl(name) => format!("{name} has no KPL."),
            Of::Role(who) => format!("All that {} asked for is allowed by now.", who.name()),
            Of::Twins(name) => format!("{name} has put no record twice."),
            Of::Feed(name) => format!("All that {name} sent was taken."),
            Of::ReadTwice(name) => format!("{name} has read no record twice."),
            Of::Delivery(name) => format!("Nothing of {name} has failed so far."),
            Of::Lambda(name) => format!("Nothing holds up {name} now, and nothing was given up."),
            Of::Kcl(..) => "That has not happened, or is over.".to_owned(),
            Of::Object(..) => "The bucket has no such object now.".to_owned(),
            Of::Call => "This call was not refused.".to_owned(),
            Of::Event(_) => "The journal has no such event now.".to_owned(),
            Of::Record(_) => "Of this record nothing more is known than its passport says.".to_owned(),
            Of::Point(..) => "Of this there is no more to say than the value.".to_owned(),
        }
    }
}
