//! The minutes that AWS's services tell of what they send on their own: AWS/Logs of a log group with its subscription,
//! AWS/IoT of a rule, AWS/KinesisAnalytics of an application.
//!
//! Where AWS tells two kinds by a dimension, its value stands behind the name. Modelling choice: what a target throttles
//! counts as DeliveryThrottling alone, any other error as DeliveryErrors. Absent: RuleMessageThrottled and ParseError of
//! a rule (so few messages are never throttled, and all are JSON), IncomingBytes of a log group, KPUs, Success and the
//! in-application errors of an application.

use super::Metric;
use super::told::Made;
use crate::era::Era;
use crate::meters::{AnalyticsMinute, LogsMinute, RuleMinute};

pub(super) fn logs(rows: &[(u64, LogsMinute)]) -> Vec<Metric> {
    let mut all = Made { rows, made: Vec::new() };
    all.add(
        ("IncomingLogEvents", "events"),
        |m| Some(m.events),
        "Log events that the log group got, those that the filter leaves out too.",
    );
    all.add(
        ("ForwardedLogEvents", "events"),
        |m| Some(m.sent),
        "Log events that the subscription has sent to its destination.",
    );
    all.add(("ForwardedBytes", "bytes"), |m| Some(m.bytes), "Bytes of these, as they were sent: gzip.");
    all.add(
        ("DeliveryErrors", "events"),
        |m| Some(m.errors),
        "Log events for which the destination gave an error that trying again does not mend: they are given up.",
    )
    .bad = true;
    all.add(
        ("DeliveryThrottling", "events"),
        |m| Some(m.throttled),
        "Log events that the destination throttled, each try counted: they are tried again for 24 hours.",
    )
    .bad = true;
    all.made
}

pub(super) fn rule(rows: &[(u64, RuleMinute)]) -> Vec<Metric> {
    let mut all = Made { rows, made: Vec::new() };
    all.add(
        ("TopicMatch", "messages"),
        |m| Some(m.heard),
        "Messages of topics that the rule's FROM names, those that WHERE leaves out too.",
    );
    all.add(("Success", "actions"), |m| Some(m.sent), "Invocations of the rule's action that succeeded.");
    all.add(
        ("Failure", "actions"),
        |m| Some(m.failed),
        "Invocations of the rule's action that failed, after the last retry or at once.",
    )
    .bad = true;
    all.add(
        ("ErrorActionSuccess", "actions"),
        |m| Some(m.told),
        "Invocations of the error action that succeeded: what failed is told there.",
    );
    all.add(
        ("ErrorActionFailure", "actions"),
        |m| Some(m.untold),
        "Invocations of the error action that failed: those messages are lost.",
    )
    .bad = true;
    all.made
}

/// `behind`: the largest MillisBehindLatest of each minute's answers.
pub(super) fn analytics(
    rows: &[(u64, AnalyticsMinute)],
    behind: Vec<(u64, Option<u64>)>,
    era: Era,
) -> Vec<Metric> {
    let mut all = Made { rows, made: Vec::new() };
    let behind_says = "How far behind the tip an answer with records was, at most. A gap: there was none.";
    let [records_in, records_out] = ["User records that it read.", "Rows that its output stream has taken."];
    if era == Era::Today {
        all.add(("numRecordsIn", "records"), |m| Some(m.records_in), records_in);
        all.add(("numRecordsOut", "records"), |m| Some(m.records_out), records_out);
        all.add(("millisBehindLatest", "ms"), |_| None, behind_says).points = behind;
        all.add(
            ("numLateRecordsDropped", "records"),
            |m| Some(m.late),
            "Records whose window had ended when they came: they are not counted.",
        )
        .bad = true;
        return all.made;
    }
    all.add(("Records, Flow: Input", "records"), |m| Some(m.records_in), records_in);
    all.add(("Bytes, Flow: Input", "bytes"), |m| Some(m.bytes_in), "Bytes that GetRecords gave it.");
    all.add(("MillisBehindLatest, Flow: Input", "ms"), |_| None, behind_says).points = behind;
    all.add(("Records, Flow: Output", "records"), |m| Some(m.records_out), records_out);
    all.add(("Bytes, Flow: Output", "bytes"), |m| Some(m.bytes_out), "Bytes of data of these rows.");
    all.made
}
