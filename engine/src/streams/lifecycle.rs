//! CreateStream and DeleteStream.

use super::Streams;
use super::shard::Shard;
use super::stream::{Status, Stream};
use crate::command::StreamMode;
use crate::era::Era;
use crate::event::What;
use crate::kernel::Span;
use crate::limits;
use crate::names::{ACCOUNT, Name, REGION};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::wake::Wake;

/// What CreateStream asks for.
#[derive(Clone, Debug)]
pub struct Create<'a> {
    pub stream: &'a Name,
    pub shard_count: Option<u32>,
    pub mode: Option<StreamMode>,
    pub max_record_kib: Option<u64>,
    pub tags: &'a [(String, String)],
}

impl Streams {
    /// CreateStream: CREATING at once, ACTIVE a little later. Without a number of shards and a mode it is on-demand.
    ///
    /// # Errors
    /// ResourceInUseException for a name that exists; LimitExceededException for a sixth stream in
    /// CREATING, more shards or on-demand streams than the account may have, too many calls or tags;
    /// InvalidArgumentException for a mode that does not go with a number of shards;
    /// ValidationException for no shard or a record size out of bounds.
    #[inline(never)]
    pub fn create(&mut self, step: &mut Step<'_>, ask: &Create<'_>) -> Result<(), Refusal> {
        let (name, era) = (ask.stream, step.era);
        self.charge((step.now, era), &limits::RATE_CREATE_STREAM, None)?;
        let (mode, shards) = mode_and_shards(step, ask)?;
        if shards == 0 {
            return Err(Refusal::new(
                ErrorName::ValidationException,
                "1 validation error detected: Value '0' at 'shardCount' failed to satisfy constraint: \
                 Member must have value greater than or equal to 1",
            ));
        }
        if self.streams.contains_key(name) {
            return Err(Refusal::new(
                ErrorName::ResourceInUseException,
                format!("Stream {name} under account {ACCOUNT} already exists."),
            ));
        }
        let creating = self.iter().filter(|s| s.status == Status::Creating).count() as u64;
        let most = limits::STREAMS_CREATING.at(era);
        if creating >= most {
            let text = format!(
                "This request would exceed the limit of {most} streams in CREATING for account {ACCOUNT}."
            );
            return Err(Refusal::new(ErrorName::LimitExceededException, text).met(
                &limits::STREAMS_CREATING,
                most,
                creating + 1,
            ));
        }
        match mode {
            StreamMode::Provisioned => self.room_for(step, u64::from(shards))?,
            StreamMode::OnDemand => self.room_for_on_demand(step)?,
        }
        let mut stream = Stream::new(name.clone(), shards, step.now, era);
        stream.mode = mode;
        if let Some(kib) = ask.max_record_kib {
            stream.set_max_record(kib, era)?;
        }
        stream.add_tags(ask.tags, era)?;
        step.emit(What::StreamCreating { stream: name.clone(), shards });
        let ready = step.now + Span::millis(limits::CREATE_TAKES.at(era));
        step.schedule(ready, Wake::StreamSettles { stream: name.clone() });
        if mode == StreamMode::OnDemand {
            stream.expect_look(step);
        }
        self.streams.insert(name.clone(), stream);
        Ok(())
    }

    /// Open shards of provisioned streams that the account may have.
    pub(super) fn shard_limit(&self, era: Era) -> u64 {
        self.shard_quota.unwrap_or_else(|| limits::SHARDS_ACCOUNT.at(era))
    }

    /// The account may have so many more open shards of provisioned streams.
    ///
    /// # Errors
    /// LimitExceededException.
    pub(super) fn room_for(&self, step: &Step<'_>, more: u64) -> Result<(), Refusal> {
        let (open, most) = (self.open_shards(), self.shard_limit(step.era));
        if open + more <= most {
            return Ok(());
        }
        Err(Refusal::new(
            ErrorName::LimitExceededException,
            format!(
                "This request would exceed the shard limit for the account {ACCOUNT} in {REGION}. Current shard \
                 count for the account: {open}. Limit: {most}. Number of additional shards that would have \
                 resulted from this request: {more}. Refer to the AWS Service Limits page \
                 (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and \
                 how to request higher limits."
            ),
        )
        .met(&limits::SHARDS_ACCOUNT, most, open + more))
    }

    /// DeleteStream: DELETING at once, gone a little later.
    ///
    /// # Errors
    /// ResourceNotFoundException; ResourceInUseException while consumers are registered and their deletion is
    /// not asked for; LimitExceededException for too many calls.
    #[inline(never)]
    pub fn delete(&mut self, step: &mut Step<'_>, name: &Name, with_consumers: bool) -> Result<(), Refusal> {
        self.charge((step.now, step.era), &limits::RATE_DELETE_STREAM, None)?;
        let stream = self.stream_mut(name)?;
        if !stream.consumers.is_empty() && !with_consumers {
            return Err(Refusal::new(
                ErrorName::ResourceInUseException,
                format!(
                    "Stream {name} under account {ACCOUNT} has {} consumers registered: deregister them first or \
                     set EnforceConsumerDeletion.",
                    stream.consumers.len()
                ),
            ));
        }
        if stream.status == Status::Deleting {
            return Ok(());
        }
        stream.status = Status::Deleting;
        stream.pending = None;
        stream.scaling = None;
        let gone = step.now + Span::millis(limits::DELETE_TAKES.at(step.era));
        stream.settles_at = Some(gone);
        step.emit(What::StreamDeleting { stream: name.clone() });
        stream.drop_consumers(step);
        step.schedule(gone, Wake::StreamGone { stream: name.clone(), created: stream.created });
        Ok(())
    }

    /// DELETING ends. `read_by_all` tells up to which index every reader has read a shard.
    #[inline(never)]
    pub(crate) fn gone(
        &mut self,
        step: &mut Step<'_>,
        (name, created): (&Name, crate::kernel::Time),
        read_by_all: impl Fn(&Shard) -> u64,
    ) {
        let Some(stream) = self.streams.get(name).filter(|stream| stream.created == created) else { return };
        let records = stream.shards().iter().map(Shard::held).sum();
        let unread = |shard: &Shard| shard.tip() - read_by_all(shard).clamp(shard.first_index(), shard.tip());
        let unread = stream.shards().iter().map(unread).sum();
        let held = |shard: &Shard| shard.user_records(shard.first_index()..shard.tip());
        let not_read = |shard: &Shard| {
            shard.user_records(read_by_all(shard).clamp(shard.first_index(), shard.tip())..shard.tip())
        };
        let gone: [u64; 2] =
            [stream.shards().iter().map(held).sum(), stream.shards().iter().map(not_read).sum()];
        self.streams.remove(name);
        step.emit(What::StreamDeleted {
            stream: name.clone(),
            records,
            unread,
            user_records: (gone[0] > records).then_some(gone),
        });
    }
}

fn mode_and_shards(step: &Step<'_>, ask: &Create<'_>) -> Result<(StreamMode, u32), Refusal> {
    let there = limits::ON_DEMAND_SINCE.at(step.era) > 0;
    let default_shards = u32::try_from(limits::ON_DEMAND_SHARDS.at(step.era)).unwrap_or(0);
    match (ask.mode, ask.shard_count) {
        (Some(StreamMode::OnDemand), Some(_)) => Err(Refusal::new(
            ErrorName::ValidationException,
            "Request is invalid. ShardCount is not supported for On-Demand mode streams.",
        )),
        (Some(StreamMode::OnDemand), None) | (None, None) if there => {
            Ok((StreamMode::OnDemand, default_shards))
        }
        (Some(StreamMode::Provisioned) | None, Some(shards)) => Ok((StreamMode::Provisioned, shards)),
        (Some(_) | None, None) => Err(Refusal::new(
            ErrorName::ValidationException,
            "1 validation error detected: Value null at 'shardCount' failed to satisfy constraint: \
             Member must not be null",
        )),
    }
}
