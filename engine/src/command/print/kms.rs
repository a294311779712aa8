//! The calls of KMS as CLI lines.

use super::Line;
use crate::command::Kms;

pub(super) fn line(call: &Kms) -> String {
    let of = |operation| Line::of("kms", operation).option("key-id", call.key());
    let line = match call {
        Kms::DescribeKey { .. } => of("describe-key"),
        Kms::DisableKey { .. } => of("disable-key"),
        Kms::EnableKey { .. } => of("enable-key"),
        Kms::ScheduleKeyDeletion { days: None, .. } => of("schedule-key-deletion"),
        Kms::ScheduleKeyDeletion { days: Some(days), .. } => {
            of("schedule-key-deletion").option("pending-window-in-days", &days.to_string())
        }
        Kms::CancelKeyDeletion { .. } => of("cancel-key-deletion"),
    };
    line.0
}
