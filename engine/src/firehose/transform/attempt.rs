//! One attempt to invoke the function: what it answers, or what keeps it from answering.

use crate::command::Trouble;
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
    pub put_back: Vec<Vec<u8>>,
    pub takes: Span,
    pub code: Option<Code>,
}

impl Attempt {
    pub(super) fn of(
        event: &[(String, Vec<u8>)],
        function: &Name,
        trouble: Option<Trouble>,
        (functions, era): (&Functions, Era),
    ) -> Attempt {
        let at_once = |fault| (Invoked::Fault(fault), Span::default());
        let function = functions.function(function).ok();
        let code = function.map(|function| function.code.clone());
        let (invoked, takes) = match (trouble, &code) {
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
                return Attempt { invoked, put_back: ran.put_back, takes, code: Some(code.clone()) };
            }
        };
        Attempt { invoked, put_back: Vec::new(), takes, code }
    }
}
