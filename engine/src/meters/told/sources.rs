//! What services tell CloudWatch of what they send on their own: a log group with its subscription, a rule of AWS IoT,
//! an application that counts in windows.

use super::{Around, Counts, Rows};
use crate::actors::{Analytics, Feed, Rule, Subscription, Work};

counts! {
    /// Of a log group with a subscription.
    LogsMinute {
        sums {
            /// Log events that the group got, and those that its subscription has sent.
            events,
            sent,
            /// Of what was sent, as gzip.
            bytes,
            /// Log events in calls that were throttled, each try counted, and in calls that failed for another reason.
            throttled,
            errors,
        }
        now {}
    }
}

counts! {
    /// Of a rule of AWS IoT.
    RuleMinute {
        sums {
            /// Messages of topics that FROM names.
            heard,
            sent,
            failed,
            /// Records that the error action's target has taken, and those that it has not.
            told,
            untold,
        }
        now {}
    }
}

counts! {
    /// Of an application that counts in windows.
    AnalyticsMinute {
        sums {
            /// User records that were read, and the bytes of the answers to GetRecords.
            records_in,
            bytes_in,
            /// Rows that the output stream has taken, and their bytes of data.
            records_out,
            bytes_out,
            late,
        }
        now {}
    }
}

impl LogsMinute {
    fn of(logs: &Subscription) -> LogsMinute {
        let tally = logs.tally;
        LogsMinute {
            events: tally.events,
            sent: tally.events_sent,
            bytes: tally.bytes_sent,
            throttled: tally.throttled,
            errors: tally.errors,
        }
    }
}

impl RuleMinute {
    fn of(rule: &Rule) -> RuleMinute {
        let tally = rule.tally;
        RuleMinute {
            heard: tally.heard,
            sent: tally.sent,
            failed: tally.failed,
            told: tally.told,
            untold: tally.untold,
        }
    }
}

impl AnalyticsMinute {
    fn of(it: &Analytics) -> AnalyticsMinute {
        AnalyticsMinute {
            records_in: it.reader.user_read,
            bytes_in: it.reader.fetched_bytes,
            records_out: it.tally.sent,
            bytes_out: it.tally.sent_bytes,
            late: it.tally.late,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    pub logs: Rows<LogsMinute>,
    pub rules: Rows<RuleMinute>,
    pub analytics: Rows<AnalyticsMinute>,
}

impl Sources {
    #[inline(never)]
    pub fn close(&mut self, minute: u64, around: &Around<'_>) {
        let feeds = || around.actors.feeds();
        self.logs.close(minute, feeds().filter_map(|it| Some((&it.name, LogsMinute::of(subscription(it)?)))));
        self.rules.close(minute, feeds().filter_map(|it| Some((&it.name, RuleMinute::of(rule(it)?)))));
        let applications = around.actors.analytics();
        self.analytics.close(minute, applications.map(|it| (&it.name, AnalyticsMinute::of(it))));
    }
}

/// `None` of another source.
pub(crate) fn subscription(feed: &Feed) -> Option<&Subscription> {
    match &feed.work {
        Work::Logs(logs) => Some(logs),
        Work::Agent(_) | Work::Iot(_) => None,
    }
}

/// `None` of another source.
pub(crate) fn rule(feed: &Feed) -> Option<&Rule> {
    match &feed.work {
        Work::Iot(rule) => Some(rule),
        Work::Agent(_) | Work::Logs(_) => None,
    }
}
