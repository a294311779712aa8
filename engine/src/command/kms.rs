//! Calls of KMS and what they answer, as far as a key can be taken away from a stream.

/// A key is named by its id, its ARN or its alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kms {
    DescribeKey {
        key: String,
    },
    DisableKey {
        key: String,
    },
    EnableKey {
        key: String,
    },
    /// `days`: the waiting time; 30 if it is not said.
    ScheduleKeyDeletion {
        key: String,
        days: Option<u64>,
    },
    CancelKeyDeletion {
        key: String,
    },
}

impl Kms {
    /// As the API writes it.
    pub fn operation(&self) -> &'static str {
        match self {
            Kms::DescribeKey { .. } => "DescribeKey",
            Kms::DisableKey { .. } => "DisableKey",
            Kms::EnableKey { .. } => "EnableKey",
            Kms::ScheduleKeyDeletion { .. } => "ScheduleKeyDeletion",
            Kms::CancelKeyDeletion { .. } => "CancelKeyDeletion",
        }
    }

    pub fn key(&self) -> &str {
        match self {
            Kms::DescribeKey { key }
            | Kms::DisableKey { key }
            | Kms::EnableKey { key }
            | Kms::ScheduleKeyDeletion { key, .. }
            | Kms::CancelKeyDeletion { key } => key,
        }
    }

    pub fn only_looks(&self) -> bool {
        match self {
            Kms::DescribeKey { .. } => true,
            Kms::DisableKey { .. }
            | Kms::EnableKey { .. }
            | Kms::ScheduleKeyDeletion { .. }
            | Kms::CancelKeyDeletion { .. } => false,
        }
    }
}

/// What DescribeKey tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDescription {
    pub arn: String,
    pub id: String,
    /// Enabled, Disabled, PendingDeletion.
    pub state: &'static str,
    /// AWS or CUSTOMER.
    pub manager: &'static str,
    /// Milliseconds of the Unix epoch at which it is deleted.
    pub deletion: Option<u64>,
}
