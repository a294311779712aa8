//! The calls that only look: DescribeStream, DescribeStreamSummary, ListStreams, ListShards, DescribeLimits.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Streams;
use super::shard::Shard;
use super::stream::{Status, Stream};
use crate::command::{
    ListShards, Reply, ShardDescription, ShardFilter, StreamDescription, StreamListed, StreamMode,
    StreamSummary,
};
use crate::era::Era;
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::refusal::{ErrorName, Refusal};

impl Streams {
    /// DescribeStream: at most 100 shards a page.
    ///
    /// # Errors
    /// ResourceNotFoundException.
    #[inline(never)]
    pub fn describe(
        &self,
        name: &Name,
        limit: Option<u64>,
        after: Option<ShardId>,
        (now, era): (Time, Era),
    ) -> Result<StreamDescription, Refusal> {
        let stream = self.stream(name)?;
        let most = limit.unwrap_or(u64::MAX).min(limits::DESCRIBE_PAGE.at(era));
        let (shards, more) = page(stream.there(now), after, most, era);
        Ok(StreamDescription { summary: stream.summary(era), shards, has_more_shards: more })
    }

    /// ListStreams, by name.
    ///
    /// # Errors
    /// ExpiredNextTokenException; InvalidArgumentException for a token that we never gave out.
    #[inline(never)]
    pub fn list(
        &self,
        limit: Option<u64>,
        after: Option<&Name>,
        token: Option<&str>,
        (now, era): (Time, Era),
    ) -> Result<Reply, Refusal> {
        let after = match token {
            Some(token) => Token::decode(token, (now, era))?.after,
            None => after.map(Name::to_string),
        };
        let most = limit.unwrap_or_else(|| limits::LIST_STREAMS_PAGE.at(era));
        let mut streams: Vec<StreamListed> = self
            .iter()
            .filter(|stream| after.as_deref().is_none_or(|after| stream.name.as_str() > after))
            .map(|stream| StreamListed {
                name: stream.name.clone(),
                arn: stream.arn(),
                status: stream.status.as_str(),
                mode: stream.mode,
                created: era.epoch_seconds(stream.created),
            })
            .collect();
        let more = streams.len() as u64 > most;
        streams.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let last = streams.last().filter(|_| more).map(|stream| stream.name.to_string());
        let next_token = last.map(|after| Token { kind: "streams", after: Some(after), made: now }.encode());
        Ok(Reply::Streams { streams, next_token })
    }

    /// ListShards with any filter: at most 1,000 a page.
    ///
    /// # Errors
    /// ResourceNotFoundException; InvalidArgumentException for parameters that exclude each other;
    /// ExpiredNextTokenException after 300 s.
    #[inline(never)]
    pub fn list_shards(&self, ask: &ListShards, (now, era): (Time, Era)) -> Result<Reply, Refusal> {
        if ask.filter.is_some() && limits::SHARD_FILTER_SINCE.at(era) == 0 {
            let text = format!("ShardFilter is not known in the era {era}: it came in August 2020.");
            return Err(Refusal::invalid(text));
        }
        let (name, after, filter) = match (&ask.stream, &ask.next_token) {
            (Some(_), Some(_)) => {
                return Err(Refusal::invalid("NextToken and StreamName cannot be provided together."));
            }
            (None, None) => {
                return Err(Refusal::invalid("Either NextToken or StreamName should be provided."));
            }
            (None, Some(_)) if ask.filter.is_some() => {
                return Err(Refusal::invalid("NextToken and ShardFilter cannot be provided together."));
            }
            (Some(name), None) => (name.clone(), ask.exclusive_start, ask.filter),
            (None, Some(token)) => Token::decode(token, (now, era))?.of_shards()?,
        };
        let stream = self.stream(&name)?;
        let shards = stream.there(now).filter(|shard| passes(filter, stream, shard, (now, era)));
        let most = ask.max_results.unwrap_or(u64::MAX).min(limits::LIST_SHARDS_PAGE.at(era));
        let (shards, more) = page(shards, after, most, era);
        let last = shards.last().filter(|_| more).map(|shard| shard.id);
        let next_token = last.map(|id| {
            let after = Some(format!("{name}/{}/{}", id.0, filter_text(filter)));
            Token { kind: "shards", after, made: now }.encode()
        });
        Ok(Reply::Shards { shards, next_token })
    }

    #[inline(never)]
    pub fn describe_limits(&self, era: Era) -> Reply {
        let on_demand = self.iter().filter(|stream| stream.mode == StreamMode::OnDemand);
        Reply::Limits {
            shard_limit: self.shard_limit(era),
            open_shards: self.open_shards(),
            on_demand_streams: on_demand.count() as u64,
            on_demand_streams_limit: limits::ON_DEMAND_STREAMS.at(era),
        }
    }

    /// The open shards of provisioned streams, which the account's limit counts.
    pub(super) fn open_shards(&self) -> u64 {
        let provisioned = self.iter().filter(|stream| stream.mode == StreamMode::Provisioned);
        provisioned.map(|stream| stream.open_shards().count() as u64).sum()
    }
}

impl Stream {
    pub fn summary(&self, era: Era) -> StreamSummary {
        let creating = self.status == Status::Creating;
        StreamSummary {
            name: self.name.clone(),
            arn: self.arn(),
            status: self.status.as_str(),
            mode: self.mode,
            retention_hours: self.retention.as_seconds() / 3_600,
            created: era.epoch_seconds(self.created),
            metrics: self.metrics.iter().copied().collect(),
            encryption_key: self.encryption_key().map(str::to_owned),
            open_shards: if creating { 0 } else { self.open_shards().count() },
            consumers: self.consumers.len(),
            max_record_kib: self.max_record_kib,
        }
    }

    /// The shards that may be listed: none while CREATING, then all that have not expired.
    fn there(&self, now: Time) -> impl Iterator<Item = &Shard> {
        let creating = self.status == Status::Creating;
        self.shards().iter().filter(move |shard| !creating && !self.is_closed_and_expired(shard, now))
    }
}

fn page<'a>(
    shards: impl Iterator<Item = &'a Shard>,
    after: Option<ShardId>,
    most: u64,
    era: Era,
) -> (Vec<ShardDescription>, bool) {
    let mut shards = shards.filter(|shard| after.is_none_or(|after| shard.id > after));
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let page: Vec<_> = shards.by_ref().take(most).map(|shard| shard.describe(era)).collect();
    (page, shards.next().is_some())
}

/// Behaviours A9. A shard that is listed has not expired, so it lies after the trim horizon.
fn passes(filter: Option<ShardFilter>, stream: &Stream, shard: &Shard, (now, era): (Time, Era)) -> bool {
    let epoch = |time: Time| era.epoch_millis(time);
    match filter {
        None | Some(ShardFilter::FromTrimHorizon) => true,
        Some(ShardFilter::AfterShardId(id)) => shard.id > id,
        Some(ShardFilter::AtLatest) => shard.is_open(),
        Some(ShardFilter::AtTrimHorizon) => {
            let horizon = now.back(stream.retention).max(stream.created);
            shard.made <= horizon && shard.closed.is_none_or(|closed| closed >= horizon)
        }
        Some(ShardFilter::AtTimestamp(at)) => {
            epoch(shard.made) <= at && shard.closed.is_none_or(|closed| epoch(closed) >= at)
        }
        Some(ShardFilter::FromTimestamp(at)) => shard.closed.is_none_or(|closed| epoch(closed) >= at),
    }
}

fn filter_text(filter: Option<ShardFilter>) -> String {
    match filter {
        None => "all".to_owned(),
        Some(ShardFilter::FromTrimHorizon) => "from-horizon".to_owned(),
        Some(ShardFilter::AtTrimHorizon) => "at-horizon".to_owned(),
        Some(ShardFilter::AtLatest) => "latest".to_owned(),
        Some(ShardFilter::AfterShardId(id)) => format!("after={}", id.0),
        Some(ShardFilter::AtTimestamp(at)) => format!("at={at}"),
        Some(ShardFilter::FromTimestamp(at)) => format!("from={at}"),
    }
}

fn filter_of(text: &str) -> Option<Option<ShardFilter>> {
    let (word, number) = text.split_once('=').unwrap_or((text, "0"));
    Some(match word {
        "all" => None,
        "from-horizon" => Some(ShardFilter::FromTrimHorizon),
        "at-horizon" => Some(ShardFilter::AtTrimHorizon),
        "latest" => Some(ShardFilter::AtLatest),
        "after" => Some(ShardFilter::AfterShardId(ShardId(number.parse().ok()?))),
        "at" => Some(ShardFilter::AtTimestamp(number.parse().ok()?)),
        "from" => Some(ShardFilter::FromTimestamp(number.parse().ok()?)),
        _ => return None,
    })
}

/// What a NextToken holds: what was asked for, the last that was given, and when.
pub(super) struct Token {
    pub kind: &'static str,
    pub after: Option<String>,
    pub made: Time,
}

impl Token {
    pub fn encode(&self) -> String {
        let after = self.after.as_deref().unwrap_or("");
        STANDARD.encode(format!("{}|{}|{after}", self.kind, self.made.as_micros()))
    }

    /// # Errors
    /// ExpiredNextTokenException after 300 s; InvalidArgumentException for what we never gave out.
    pub fn decode(text: &str, (now, era): (Time, Era)) -> Result<Token, Refusal> {
        let parse = || {
            let text = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
            let mut parts = text.splitn(3, '|');
            let kind = ["streams", "shards", "consumers"].into_iter().find(|kind| text.starts_with(kind))?;
            parts.next();
            let made = Time(parts.next()?.parse().ok()?);
            Some(Token { kind, after: parts.next().map(str::to_owned), made })
        };
        let token = parse().ok_or_else(|| Refusal::invalid("NextToken is invalid."))?;
        let age = limits::TOKEN_AGE.at(era);
        if now.since(token.made) > Span::seconds(age) {
            return Err(Refusal::new(ErrorName::ExpiredNextTokenException, "NextToken has expired.").met(
                &limits::TOKEN_AGE,
                age,
                now.since(token.made).as_seconds(),
            ));
        }
        Ok(token)
    }

    fn of_shards(&self) -> Result<(Name, Option<ShardId>, Option<ShardFilter>), Refusal> {
        let parse = || {
            let mut parts = self.after.as_deref().filter(|_| self.kind == "shards")?.split('/');
            let name = Name::parse(parts.next()?).ok()?;
            let after = ShardId(parts.next()?.parse().ok()?);
            Some((name, Some(after), filter_of(parts.next()?)?))
        };
        parse().ok_or_else(|| Refusal::invalid("NextToken is invalid."))
    }
}
