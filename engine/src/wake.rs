//! What is due later. Each appointment remembers the event that made it.

use crate::command::{Command, Place, Principal};
use crate::event::{EventId, Out};
use crate::kernel::Time;
use crate::names::{Name, ShardId};
use crate::refusal::Refusal;

#[derive(Clone, Debug)]
pub struct Appointment {
    pub wake: Wake,
    /// `None` for lines of the script.
    pub cause: Option<EventId>,
}

/// A command, and whether the era knows all that it says.
#[derive(Clone, Debug)]
pub struct Scripted {
    pub command: Command,
    pub fits: Result<(), Refusal>,
}

#[derive(Clone, Debug)]
pub enum Wake {
    /// A timed line of the story.
    Script(Box<Scripted>),
    /// CREATING or UPDATING ends.
    StreamSettles {
        stream: Name,
    },
    /// DELETING ends: the stream is gone. `created` tells it from a later one of its name.
    StreamGone {
        stream: Name,
        created: Time,
    },
    /// An on-demand stream looks at its load.
    OnDemandLooks {
        stream: Name,
        created: Time,
    },
    /// A registered consumer becomes ACTIVE.
    ConsumerSettles {
        stream: Name,
        consumer: Name,
    },
    /// A subscription pushes what has come, or that nothing has.
    SubscriptionPushes {
        stream: Name,
        subscription: u64,
        round: u64,
    },
    /// A subscription's 300 seconds are over.
    SubscriptionEnds {
        stream: Name,
        subscription: u64,
    },
    /// A fan-out reader looks after its subscriptions.
    FanOutReads {
        consumer: Name,
        round: u64,
    },
    /// The oldest records of a stream reach the end of retention.
    RetentionEnds {
        stream: Name,
    },
    /// `round` tells a wake of before a `set` from one of after it.
    ProducerSends {
        producer: Name,
        round: u64,
    },
    /// What was throttled is put again.
    ProducerResends {
        producer: Name,
        number: u64,
    },
    /// An agent, a log subscription or an IoT rule looks at what there is to do.
    FeedTicks {
        feed: Name,
        round: u64,
    },
    /// A KPL's buffer is due, or an answer comes.
    KplActs {
        producer: Name,
    },
    /// An application that counts in windows reads, or a window of it ends.
    AnalyticsActs {
        reader: Name,
        round: u64,
    },
    ConsumerPolls {
        consumer: Name,
        round: u64,
    },
    /// DELETING ends: the delivery stream is gone.
    DeliveryStreamGone {
        delivery_stream: Name,
    },
    FirehoseFetches {
        delivery_stream: Name,
    },
    /// The interval of a buffer ends; void if the buffer was flushed meanwhile.
    BufferInterval {
        delivery_stream: Name,
        buffer: BufferId,
        ticket: u64,
    },
    /// An attempt to invoke the transform ends.
    TransformAnswers {
        delivery_stream: Name,
        invocation: usize,
    },
    /// An attempt to deliver ends.
    ParcelTried {
        delivery_stream: Name,
        parcel: u64,
    },
    FaultEnds {
        place: Place,
    },
    /// A table of DynamoDB becomes ACTIVE.
    TableSettles {
        table: Name,
    },
    /// A KCL worker does something; `life` tells it from one that it was before a crash.
    Kcl {
        reader: Name,
        worker: u32,
        life: u64,
        task: KclTask,
    },
    /// An event source mapping does something.
    Mapping {
        reader: Name,
        task: MappingTask,
    },
    /// A script that puts failed records again makes its next call.
    Reingests {
        run: u64,
    },
}

impl Wake {
    /// Under whose role services are called; `None` of what services do by themselves.
    pub fn caller(&self) -> Option<Principal> {
        match self {
            Wake::ProducerSends { producer: name, .. }
            | Wake::ProducerResends { producer: name, .. }
            | Wake::KplActs { producer: name }
            | Wake::FeedTicks { feed: name, .. }
            | Wake::ConsumerPolls { consumer: name, .. }
            | Wake::FanOutReads { consumer: name, .. }
            | Wake::AnalyticsActs { reader: name, .. }
            | Wake::Kcl { reader: name, .. }
            | Wake::Mapping { reader: name, .. } => Some(Principal::Actor(name.clone())),
            Wake::FirehoseFetches { delivery_stream }
            | Wake::BufferInterval { delivery_stream, .. }
            | Wake::TransformAnswers { delivery_stream, .. }
            | Wake::ParcelTried { delivery_stream, .. } => Some(Principal::Firehose(delivery_stream.clone())),
            Wake::Script(_)
            | Wake::StreamSettles { .. }
            | Wake::StreamGone { .. }
            | Wake::OnDemandLooks { .. }
            | Wake::ConsumerSettles { .. }
            | Wake::SubscriptionPushes { .. }
            | Wake::SubscriptionEnds { .. }
            | Wake::RetentionEnds { .. }
            | Wake::DeliveryStreamGone { .. }
            | Wake::FaultEnds { .. }
            | Wake::TableSettles { .. }
            | Wake::Reingests { .. } => None,
        }
    }
}

/// What a KCL worker does each in its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KclTask {
    Start,
    /// Renews its leases.
    Renew,
    /// Looks for leases to take.
    Take,
    /// Looks for shards without a lease.
    Sync,
    /// Goes on with a shard; `run` tells it from an earlier time that it had it.
    Shard {
        shard: ShardId,
        run: u64,
    },
}

/// What an event source mapping does each in its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MappingTask {
    /// Calls GetRecords on each shard.
    Poll,
    /// Goes on with a lane of a shard; `ticket` tells it from an earlier appointment.
    Lane { shard: ShardId, lane: usize, ticket: u64 },
}

/// The buffers of a delivery stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BufferId {
    /// What waits for the transform.
    Transform,
    /// What waits to go out.
    Out(Out),
}
