//! Checked bodies as calls of KMS, and the bodies of its answers.

use super::Fault;
use super::answer::Members;
use super::body::Body;
use crate::api::wire::Wire;
use crate::command::{KeyDescription, Kms};
use crate::names::ACCOUNT;

pub(super) fn command(operation: &str, body: &Body<'_>) -> Result<Kms, Fault> {
    let key = body.needed("KeyId").to_owned();
    Ok(match operation {
        "CancelKeyDeletion" => Kms::CancelKeyDeletion { key },
        "DescribeKey" => Kms::DescribeKey { key },
        "DisableKey" => Kms::DisableKey { key },
        "EnableKey" => Kms::EnableKey { key },
        _ => Kms::ScheduleKeyDeletion { key, days: body.number("PendingWindowInDays") },
    })
}

pub(super) fn answer(call: &Kms, key: &KeyDescription) -> Members {
    let deletion = || key.deletion.map_or(Wire::Null, Wire::Time);
    match call {
        Kms::DescribeKey { .. } => vec![(
            "KeyMetadata",
            Wire::Map(vec![
                ("AWSAccountId", Wire::text(ACCOUNT)),
                ("KeyId", Wire::text(&key.id)),
                ("Arn", Wire::text(&key.arn)),
                ("Enabled", Wire::Bool(key.state == "Enabled")),
                ("KeyUsage", Wire::text("ENCRYPT_DECRYPT")),
                ("KeyState", Wire::text(key.state)),
                ("DeletionDate", deletion()),
                ("Origin", Wire::text("AWS_KMS")),
                ("KeyManager", Wire::text(key.manager)),
                ("KeySpec", Wire::text("SYMMETRIC_DEFAULT")),
                ("EncryptionAlgorithms", Wire::List(vec![Wire::text("SYMMETRIC_DEFAULT")])),
                ("MultiRegion", Wire::Bool(false)),
            ]),
        )],
        Kms::ScheduleKeyDeletion { days, .. } => vec![
            ("KeyId", Wire::text(&key.arn)),
            ("DeletionDate", deletion()),
            ("KeyState", Wire::text(key.state)),
            ("PendingWindowInDays", days.map_or(Wire::Null, Wire::number)),
        ],
        Kms::CancelKeyDeletion { .. } | Kms::DisableKey { .. } | Kms::EnableKey { .. } => {
            vec![("KeyId", Wire::text(&key.arn))]
        }
    }
}
