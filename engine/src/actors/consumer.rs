//! A polling consumer: an SDK application that calls GetRecords on every shard, again and again.
//!
//! It keeps its period exactly as long as it gets what it asks for; one that is throttled drifts for some polls. When it
//! is told so it notes how far it has come, and goes on there after a crash (consumer/bookmarks.rs).

mod bookmarks;

pub use bookmarks::Bookmarks;

use super::reader::Reader;
use super::{not_known, tools};
use crate::command::{Checkpointing, ReadFrom, ReadVia, Setting, Tool};
use crate::event::EventId;
use crate::kernel::{Chance, Span, Time};
use crate::limits;
use crate::names::Name;
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::Streams;
use crate::wake::Wake;

const KNOWN: &str = "reads, poll, from, limit, parents, deaggregates, checkpoint, sink";
/// Modelling choice: as the SDK's back-off does, a throttled consumer comes at a random time of half a period to one
/// and a half, and so do its next polls, this many in all. In the mean the period is the same. Were it the next poll
/// alone, the first to come upon a free call would come upon it for ever; were it many, five that just fit into a
/// shard's calls would not come to rest for minutes.
const DRIFTS: u32 = 5;

#[derive(Clone, Debug)]
pub struct Consumer {
    pub name: Name,
    pub poll: Span,
    pub stopped: bool,
    pub bookmarks: Bookmarks,
    pub reader: Reader,
    /// The tool of others that it is.
    pub tool: Option<Tool>,
    round: u64,
    configured: EventId,
    chance: Chance,
    /// Periods drawn so far.
    drawn: u64,
    /// Polls for which it still drifts.
    drifts: u32,
}

impl Consumer {
    #[inline(never)]
    pub(super) fn start(
        step: &mut Step<'_>,
        name: &Name,
        stream: &Name,
        settings: &[Setting],
        chance: Chance,
    ) -> Result<Consumer, Refusal> {
        let mut consumer = Consumer {
            name: name.clone(),
            poll: Span::SECOND,
            stopped: false,
            bookmarks: Bookmarks::default(),
            reader: Reader::new(name.clone(), stream.clone(), ReadFrom::TrimHorizon),
            tool: tools::of(settings),
            round: 0,
            configured: step.cause.expect("a command led here"),
            chance,
            drawn: 0,
            drifts: 0,
        };
        consumer.take_settings(step, settings)?;
        consumer.expect_poll(step, step.now);
        Ok(consumer)
    }

    #[inline(never)]
    pub(super) fn set(&mut self, step: &mut Step<'_>, settings: &[Setting]) -> Result<(), Refusal> {
        if self.stopped {
            return Err(Refusal::scene(format!("consumer {} was stopped", self.name)));
        }
        self.take_settings(step, settings)?;
        self.configured = step.cause.expect("a command led here");
        self.round += 1;
        if !self.bookmarks.crashed {
            self.expect_poll(step, step.now);
        }
        Ok(())
    }

    pub(super) fn stop(&mut self) {
        self.stopped = true;
        self.round += 1;
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a new setting is no other actor's business")]
    fn take_settings(&mut self, step: &Step<'_>, settings: &[Setting]) -> Result<(), Refusal> {
        for setting in settings {
            match setting {
                Setting::Reads(stream) => {
                    self.reader.stream = stream.clone();
                    self.reader.forget();
                    self.bookmarks.forget();
                }
                Setting::Poll(every) if *every < Span::millis(limits::POLL_LEAST.at(step.era)) => {
                    let least = limits::POLL_LEAST.at(step.era);
                    return Err(Refusal::scene(format!(
                        "poll at least {least} ms apart, such as `poll 200ms`"
                    ))
                    .met(&limits::POLL_LEAST, least, every.as_millis()));
                }
                Setting::Poll(every) => self.poll = *every,
                // Said to a reader at work, this is replay: it begins anew.
                Setting::From(from) => {
                    self.reader.from = *from;
                    self.reader.restart();
                    self.bookmarks.forget();
                }
                Setting::Checkpoint(Checkpointing::Records(0)) => {
                    return Err(Refusal::scene("a checkpoint is written after every 1 or more records"));
                }
                Setting::Checkpoint(when) => self.bookmarks.when = *when,
                Setting::Sink(kind) => self.reader.set_sink(*kind, step.era)?,
                Setting::Parents(order) => self.reader.parents = *order,
                Setting::Deaggregates(yes) => self.reader.deaggregates = *yes,
                Setting::Security(setting) => self.reader.secure(*setting),
                Setting::Tool(tool) if self.tool == Some(*tool) => {}
                Setting::Via(ReadVia::Polling) => {}
                Setting::Via(ReadVia::FanOut) => {
                    return Err(Refusal::scene(format!(
                        "consumer {} polls: stop it and add another with `{setting}`",
                        self.name
                    )));
                }
                Setting::Limit(None) => self.reader.limit = None,
                Setting::Limit(Some(records)) => {
                    let most = limits::GET_RECORDS_COUNT.at(step.era);
                    if *records == 0 || *records > most {
                        return Err(Refusal::scene(format!(
                            "a limit of {records} records: it is 1 to {most}"
                        ))
                        .met(&limits::GET_RECORDS_COUNT, most, *records));
                    }
                    self.reader.limit = Some(*records);
                }
                _ => return Err(not_known("consumer", &self.name, setting, KNOWN)),
            }
        }
        Ok(())
    }

    fn expect_poll(&self, step: &mut Step<'_>, at: Time) {
        step.schedule(at, Wake::ConsumerPolls { consumer: self.name.clone(), round: self.round });
    }

    #[inline(never)]
    pub(crate) fn wake(&mut self, step: &mut Step<'_>, streams: &mut Streams, round: u64) {
        if round != self.round {
            return;
        }
        let mut step = step.because(self.configured);
        if let Some(ready) = self.reader.waits_for(streams) {
            self.expect_poll(&mut step, ready);
            return;
        }
        let polled = self.reader.poll(&mut step, streams);
        if polled.throttled {
            self.drifts = DRIFTS;
        }
        self.bookmarks.note(&step, &self.reader, &polled.read);
        let next = step.now + self.period();
        self.expect_poll(&mut step, next);
    }

    /// The time until the next poll.
    fn period(&mut self) -> Span {
        if self.drifts == 0 {
            return self.poll;
        }
        self.drifts -= 1;
        self.drawn += 1;
        self.poll / 2 + Span::micros(self.chance.at(self.drawn).below(self.poll.as_micros() + 1))
    }
}
