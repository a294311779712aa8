//! Of what kind an event is, and what can be asked about it. Its sentence is the engine's.

use engine::event::{
    AnalyticsEvent, ConnectorEvent, FeedTells, KclEvent, MappingEvent, Mishap, TableEvent, What,
};
use engine::names::{Name, ShardId};

use crate::model::LogKind;

pub fn kind(what: &What) -> LogKind {
    match what {
        What::Commanded { .. }
        | What::Kcl(KclEvent::WorkerStarted { .. } | KclEvent::WorkerEnded { .. })
        | What::ActorStarted { .. }
        | What::ActorSet { .. }
        | What::ActorStopped { .. }
        | What::FaultBegan { .. }
        | What::FaultEnded { .. } => LogKind::Commands,
        What::CommandRefused { .. }
        | What::ReadRefused { .. }
        | What::RegistrationRefused { .. }
        | What::RetriesSpent { .. }
        | What::Kcl(KclEvent::LeaseLost { .. })
        | What::Table(TableEvent::Throttled { .. } | TableEvent::Denied { .. })
        | What::Mapping(
            MappingEvent::Failed { .. } | MappingEvent::Throttled { .. } | MappingEvent::Discarded { .. },
        )
        | What::Connector(ConnectorEvent::EmitFailed { .. } | ConnectorEvent::GivenUp { .. })
        | What::Analytics(AnalyticsEvent::AlertBegan { .. })
        | What::UserRecordsFailed { .. }
        | What::PutFailed { .. } => LogKind::Refusals,
        What::RecordsResent { .. } | What::ShardMapStale { .. } => LogKind::Puts,
        What::Mishap(mishap) => match mishap {
            Mishap::AnswerLost { .. } | Mishap::RequestLost { .. } | Mishap::TimedOut { .. } => {
                LogKind::Refusals
            }
            Mishap::ReaderCrashed { .. } | Mishap::ReaderRestarted { .. } => LogKind::Commands,
            Mishap::ReadTwice { .. } => LogKind::Reads,
        },
        What::FeedTold { tells, .. } => match tells {
            FeedTells::FileRotated { .. } | FeedTells::Invoked { .. } => LogKind::Puts,
            FeedTells::Crashed { .. } | FeedTells::Restarted { .. } => LogKind::Commands,
            FeedTells::Throttled { .. } | FeedTells::ActionFailed { .. } | FeedTells::GivenUp { .. } => {
                LogKind::Refusals
            }
        },
        What::RecordsPut { shards, .. } => {
            if shards.iter().any(|tally| tally.refused > 0) {
                LogKind::Refusals
            } else {
                LogKind::Puts
            }
        }
        What::FirehosePut { refused, .. } => {
            if *refused > 0 {
                LogKind::Refusals
            } else {
                LogKind::Puts
            }
        }
        What::StreamCreating { .. }
        | What::StreamUpdating { .. }
        | What::StreamActive { .. }
        | What::StreamDeleting { .. }
        | What::StreamDeleted { .. }
        | What::RetentionSet { .. }
        | What::EncryptionSet { .. }
        | What::StreamModeSet { .. }
        | What::ShardCountUpdating { .. }
        | What::OnDemandScaled { .. }
        | What::Table(
            TableEvent::Creating { .. } | TableEvent::Updating { .. } | TableEvent::Active { .. },
        )
        | What::ShardSplit { .. }
        | What::ShardsMerged { .. } => LogKind::Resharding,
        What::Kcl(_)
        | What::Mapping(_)
        | What::Connector(_)
        | What::Analytics(_)
        | What::RecordsRead { .. }
        | What::RecordsPushed { .. }
        | What::RecordsExpired { .. }
        | What::ReadOutOfOrder { .. }
        | What::ConsumerRegistered { .. }
        | What::ConsumerActive { .. }
        | What::ConsumerDeregistered { .. }
        | What::Subscribed { .. }
        | What::SubscriptionEnded { .. } => LogKind::Reads,
        What::BucketCreated { .. }
        | What::DeliveryStreamCreated { .. }
        | What::FirehoseFetched { .. }
        | What::TransformInvoked { .. }
        | What::TransformAnswered { .. }
        | What::BufferFlushed { .. }
        | What::DestinationUpdated { .. }
        | What::DeliveryStreamDeleting { .. }
        | What::DeliveryStreamDeleted { .. }
        | What::TransformFailed { .. }
        | What::RecordsParted { .. }
        | What::RecordsConverted { .. }
        | What::PartitionsActive { .. }
        | What::Delivered { .. }
        | What::DeliveryFailed { .. }
        | What::CopySkipped { .. }
        | What::Backfilled { .. }
        | What::RecordsLost { .. }
        | What::BufferRaised { .. }
        | What::ObjectWritten { .. } => LogKind::Firehose,
    }
}

/// The shard whose refusal this event tells of.
pub fn why(what: &What) -> Option<(Name, ShardId)> {
    let What::RecordsPut { stream, shards, .. } = what else { return None };
    let tally = shards.iter().find(|tally| tally.refused > 0)?;
    Some((stream.clone(), tally.shard))
}
