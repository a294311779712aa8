//! Lambda: functions, the event and answer of a Firehose transform, and blueprints written in Rust.
//!
//! A function of the learner's own is not run here: the world asks its host (`World::call`).
//!
//! Most blueprints are pure functions of a record's data. So their answer is never stored: whoever looks asks again.

pub mod blueprints;
pub mod contract;
pub mod mapping;
mod verdicts;
pub mod wire;

use std::collections::BTreeMap;

use crate::command::{Blueprint, Source, Verdicts};
use crate::names::{ACCOUNT, Name, REGION};
use crate::refusal::{ErrorName, Refusal};

/// What a transform says of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Ok(Vec<u8>),
    Dropped,
    ProcessingFailed,
}

impl Verdict {
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Ok(_) => "Ok",
            Verdict::Dropped => "Dropped",
            Verdict::ProcessingFailed => "ProcessingFailed",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    pub name: Name,
    pub code: Code,
}

/// What a function does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    Blueprint(Blueprint),
    /// No code: what it answers is said.
    Verdicts(Verdicts),
    /// The learner's, in JavaScript.
    Own(Source),
}

impl Code {
    pub fn blueprint(&self) -> Option<Blueprint> {
        match self {
            Code::Blueprint(blueprint) => Some(*blueprint),
            Code::Verdicts(_) | Code::Own(_) => None,
        }
    }

    pub fn source(&self) -> Option<&Source> {
        match self {
            Code::Own(source) => Some(source),
            Code::Blueprint(_) | Code::Verdicts(_) => None,
        }
    }

    /// A few words for it.
    pub fn told(&self) -> String {
        match self {
            Code::Blueprint(blueprint) => blueprint.word().to_owned(),
            Code::Verdicts(verdicts) => format!("no code: {verdicts}"),
            Code::Own(_) => "own code".to_owned(),
        }
    }
}

impl Function {
    pub fn arn(&self) -> String {
        arn(&self.name)
    }
}

pub fn arn(function: &Name) -> String {
    format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}")
}

#[derive(Clone, Debug, Default)]
pub struct Functions(BTreeMap<Name, Function>);

impl Functions {
    pub fn iter(&self) -> impl Iterator<Item = &Function> {
        self.0.values()
    }

    /// # Errors
    /// ResourceNotFoundException.
    pub fn function(&self, name: &Name) -> Result<&Function, Refusal> {
        self.0.get(name).ok_or_else(|| {
            Refusal::new(ErrorName::ResourceNotFoundException, format!("Function not found: {}", arn(name)))
        })
    }

    pub(crate) fn put(&mut self, function: Function) {
        self.0.insert(function.name.clone(), function);
    }

    pub fn has(&self, name: &Name) -> bool {
        self.0.contains_key(name)
    }
}
