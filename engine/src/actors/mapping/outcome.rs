//! What a function does with a batch: known from the beginning of an invocation.

use super::lane::{before, nth, split};
use super::{Mapping, Piece, Sent, batch};
use crate::command::{ItemFailures, Poison, Trouble};
use crate::era::Era;
use crate::event::InvocationError;
use crate::kernel::Span;
use crate::lambda::mapping::{Reported, reported};
use crate::limits;
use crate::sequence::SequenceNumber;
use crate::streams::{Shard, Slice};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Succeeded,
    /// So many of the first records are processed; the others come again.
    Partial(u64),
    Failed(InvocationError),
    /// It did not come to an invocation.
    Throttled,
}

impl Outcome {
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Succeeded => "OK",
            Outcome::Partial(_) => "partly processed",
            Outcome::Failed(InvocationError::Thrown) => "function error",
            Outcome::Failed(InvocationError::TimedOut) => "timed out",
            Outcome::Failed(InvocationError::TooLarge) => "event too large",
            Outcome::Failed(InvocationError::BadReport) => "report not understood",
            Outcome::Throttled => "throttled",
        }
    }
}

/// An invocation from its beginning to its end.
pub(super) struct Run {
    pub takes: Span,
    pub outcome: Outcome,
    /// So many of the first records it works on to their end.
    pub works: u64,
    pub answer: Option<String>,
}

impl Mapping {
    pub(super) fn run(
        &self,
        piece: &Piece,
        shard: &Shard,
        sent: Option<Sent>,
        (trouble, era): (Option<Trouble>, Era),
    ) -> Run {
        let config = &self.config;
        let fails = |takes, works, error| Run { takes, works, outcome: Outcome::Failed(error), answer: None };
        if piece.len() == 1
            && batch::event_bytes(self, shard, &piece.records, sent, era) > limits::LAMBDA_PAYLOAD.at(era)
        {
            return fails(Span::default(), 0, InvocationError::TooLarge);
        }
        match trouble {
            Some(Trouble::Refusing) => {
                return fails(config.duration.min(config.timeout), 0, InvocationError::Thrown);
            }
            Some(Trouble::Silent) => return fails(config.timeout, 0, InvocationError::TimedOut),
            Some(
                Trouble::Unreachable
                | Trouble::Maintenance
                | Trouble::Slow
                | Trouble::Throttling
                | Trouble::TooLarge
                | Trouble::Misanswers(_)
                | Trouble::LosingAnswers
                | Trouble::LosingRequests,
            )
            | None => {}
        }
        let poison = self.poison_in(piece, shard);
        // It works on the poison record too, until it fails.
        let reached = poison.map_or(piece.len(), |place| place + 1);
        let takes = self.time_for(piece, shard, reached);
        if takes > config.timeout {
            let works = self.done_within(piece, shard, config.timeout);
            return fails(config.timeout, works, InvocationError::TimedOut);
        }
        // With windows it returns their state; the last invocation of one has none to return.
        let state = |done| sent.filter(|it| it.closes.is_none()).map(|it| self.returned_state(it, done));
        let answer = match (poison, config.item_failures) {
            (None, ItemFailures::No) => {
                let answer = state(reached).map(|state| format!("{{\"state\":{state}}}"));
                return Run { takes, works: reached, outcome: Outcome::Succeeded, answer };
            }
            (Some(place), ItemFailures::No | ItemFailures::Throws) => {
                return fails(takes, place, InvocationError::Thrown);
            }
            (None, _) => "{\"batchItemFailures\":[]}".to_owned(),
            (Some(place), how) => answer(piece, shard, (place, how), era),
        };
        let answer = match state(poison.unwrap_or(reached)) {
            Some(state) => format!("{{\"state\":{state},{}", &answer[1..]),
            None => answer,
        };
        let outcome = match reported(&answer, |id| place_of(id, piece, shard, era)) {
            Reported::Success => Outcome::Succeeded,
            Reported::From(place) if place > 0 => Outcome::Partial(place),
            Reported::From(_) | Reported::Failure => Outcome::Failed(InvocationError::BadReport),
        };
        // The first record of the batch: all comes again, but the report was understood.
        let outcome = match (outcome, config.item_failures) {
            (Outcome::Failed(InvocationError::BadReport), ItemFailures::Yes) => Outcome::Partial(0),
            (other, _) => other,
        };
        Run { takes, works: poison.unwrap_or(reached), outcome, answer: Some(answer) }
    }

    fn time_for(&self, piece: &Piece, shard: &Shard, records: u64) -> Span {
        let (first, _) = split(&piece.records, records);
        let each = |run: &std::ops::Range<u64>| {
            if self.reader.deaggregates { shard.user_records(run.clone()) } else { run.end - run.start }
        };
        self.config.duration + self.config.work * first.iter().map(each).sum::<u64>()
    }

    /// How many records it comes to the end of in a time that is too short for all.
    fn done_within(&self, piece: &Piece, shard: &Shard, time: Span) -> u64 {
        let (mut done, mut over) = (0, piece.len());
        while over - done > 1 {
            let middle = done + (over - done) / 2;
            if self.time_for(piece, shard, middle) <= time {
                done = middle;
            } else {
                over = middle;
            }
        }
        done
    }

    /// The place of the first poison record in a batch.
    fn poison_in(&self, piece: &Piece, shard: &Shard) -> Option<u64> {
        let index = match &self.config.poison {
            Poison::None => None,
            Poison::Every(n) => piece.records.iter().find_map(|run| {
                let next = (run.start + 1).next_multiple_of((*n).max(1)) - 1;
                (next < run.end).then_some(next)
            }),
            Poison::Key(key) => piece.records.iter().find_map(|run| {
                let slices = shard.slices(run.clone());
                slices.iter().find_map(|slice| {
                    let mut places = slice.places.clone();
                    places.find(|i| self.has_key(slice, *i, key)).map(|i| slice.batch.index(i))
                })
            }),
        };
        index.map(|index| before(&piece.records, index))
    }

    /// A function that takes aggregated records apart sees the keys of user records.
    fn has_key(&self, Slice { batch, .. }: &Slice, i: usize, key: &str) -> bool {
        let offset = batch.offset(i);
        match batch.source.packed().filter(|_| self.reader.deaggregates) {
            Some(packed) => {
                let packed = usize::try_from(offset).ok().and_then(|at| packed.get(at));
                packed.is_some_and(|it| it.each().any(|(origin, number)| origin.maker.key(number) == key))
            }
            None => batch.source.key_ref(offset) == key,
        }
    }
}

fn number_at(piece: &Piece, shard: &Shard, place: u64, era: Era) -> Option<String> {
    let index = nth(&piece.records, place)?;
    Some(shard.sequence_number(index, shard.arrival_of(index)?, era).to_string())
}

/// What a function returns that met a poison record. It works in order and stops there, as AWS's example does.
fn answer(piece: &Piece, shard: &Shard, (place, how): (u64, ItemFailures), era: Era) -> String {
    let item = |item: &str| format!("{{\"batchItemFailures\":[{{{item}}}]}}");
    let number = number_at(piece, shard, place, era).unwrap_or_default();
    match how {
        ItemFailures::Yes => item(&format!("\"itemIdentifier\":\"{number}\"")),
        ItemFailures::UnknownId => item("\"itemIdentifier\":\"1\""),
        ItemFailures::EmptyId => item("\"itemIdentifier\":\"\""),
        ItemFailures::NullId => item("\"itemIdentifier\":null"),
        ItemFailures::BadKey => item(&format!("\"itemIdentifer\":\"{number}\"")),
        ItemFailures::No | ItemFailures::Throws => String::new(),
    }
}

/// The place in a batch of the record with this sequence number.
fn place_of(id: &str, piece: &Piece, shard: &Shard, era: Era) -> Option<u64> {
    let index = SequenceNumber::parse(id)?.index.checked_sub(1)?;
    let place = before(&piece.records, index);
    (number_at(piece, shard, place, era)? == id).then_some(place)
}
