//! One attempt to invoke the function: what it answers, or what keeps it from answering.

use crate::command::{PutApi, Trouble};
use crate::era::Era;
use crate::kernel::Span;
use crate::lambda::blueprints::{EventRecord, Ran};
use crate::lambda::contract::{Fault, Invoked, within};
use crate::lambda::{Code, Functions};
use crate::limits;
use crate::names::Name;

/// One attempt, as it ends.
pub(in crate::firehose) struct Attempt {
    pub invoked: Invoked,
    pub put_back: Vec<PutBack>,
    pub takes: Span,
    pub code: Option<Code>,
}

/// A call with which the function puts records into the delivery stream again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::firehose) struct PutBack {
    /// PutRecord, or PutRecordBatch: its role needs the right for the one that it makes.
    pub api: PutApi,
    pub data: Vec<Vec<u8>>,
}

impl PutBack {
    pub fn alone(data: Vec<u8>) -> PutBack {
        PutBack { api: PutApi::PutRecord, data: vec![data] }
    }
}

impl Attempt {
    /// `trouble` is what is wrong at the function, and whether Firehose may not take on its role.
    pub(super) fn of(
        event: &[(String, Vec<u8>)],
        function: &Name,
        trouble: (Option<Trouble>, bool),
        (functions, era): (&Functions, Era),
    ) -> Attempt {
        let at_once = |fault| (Invoked::Fault(fault), Span::default());
        let (trouble, no_role) = trouble;
        let function = functions.function(function).ok();
        let code = function.map(|function| function.code.clone());
        let (invoked, takes) = match (trouble, &code) {
            (None, _) if no_role => at_once(Fault::NoRole),
            (Some(Trouble::Throttling), _) => at_once(Fault::Throttled),
            (Some(Trouble::Silent), _) => {
                (Invoked::Fault(Fault::TimedOut), Span::seconds(limits::LAMBDA_TIMEOUT.at(era)))
            }
            (
                Some(
                    Trouble::Refusing
                    | Trouble::Unreachable
                    | Trouble::Maintenance
                    | Trouble::Slow
                    | Trouble::TooLarge
                    | Trouble::Misanswers(_)
                    | Trouble::LosingAnswers
                    | Trouble::LosingRequests,
                ),
                _,
            ) => at_once(Fault::AccessDenied),
            (None, None) => at_once(Fault::NotFound),
            (None, Some(code)) => {
                let records: Vec<EventRecord<'_>> =
                    event.iter().map(|(id, data)| EventRecord { id, data }).collect();
                let ran = match code {
                    Code::Blueprint(blueprint) => blueprint.run(&records, era),
                    Code::Verdicts(verdicts) => verdicts.run(&records, era),
                    // Only the host runs it: see asked.rs.
                    Code::Own(_) => Ran {
                        invoked: Invoked::Fault(Fault::Thrown),
                        put_back: Vec::new(),
                        takes: Span::default(),
                    },
                };
                let (invoked, takes) = within(ran.invoked, ran.takes, era);
                // As blueprints/size-limit-reingest.js: a PutRecord for each.
                let put_back = ran.put_back.into_iter().map(PutBack::alone).collect();
                return Attempt { invoked, put_back, takes, code: Some(code.clone()) };
            }
        };
        Attempt { invoked, put_back: Vec::new(), takes, code }
    }
}
