//! The operations of KMS with which a key is taken away from a stream, and given back.

use super::{Bound, Member, Operation, Service, Shape, Since, may, missing, need, text};
use crate::limits;

const KEY: Member = need("KeyId", text(1, 2048, None), "the key: its id, its ARN, or here its alias too");

const fn op(name: &'static str, members: &'static [Member], about: &'static str) -> Operation {
    Operation { service: Service::Kms, name, members, judged: &[], since: Since::EVER, about }
}

/// In the order of their names.
pub(super) static OPERATIONS: [Operation; 5] = [
    op("CancelKeyDeletion", &[KEY], "let a key live that waits for its deletion; it is Disabled then"),
    op("DescribeKey", &[KEY, missing("GrantTokens")], "show a key's state"),
    op("DisableKey", &[KEY], "let nobody use a key"),
    op("EnableKey", &[KEY], "let a disabled key be used again"),
    op(
        "ScheduleKeyDeletion",
        &[
            KEY,
            may(
                "PendingWindowInDays",
                Shape::Integer {
                    least: Bound::Row(&limits::KMS_WINDOW_LEAST),
                    most: Bound::Row(&limits::KMS_WINDOW_MOST),
                },
                "days until it is gone; 30 if none are said",
            ),
        ],
        "let a key be deleted after a waiting time, in which nobody can use it",
    ),
];
