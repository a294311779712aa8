//! A polling consumer: an SDK application that calls GetRecords on every shard, again and again.

use super::not_known;
use super::reader::Reader;
use crate::command::{ReadFrom, ReadVia, Setting};
use crate::event::EventId;
use crate::kernel::Span;
use crate::limits;
use crate::names::Name;
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::Streams;
use crate::wake::Wake;

const KNOWN: &str = "reads, poll, from, limit, parents";

#[derive(Clone, Debug)]
pub struct Consumer {
    pub name: Name,
    pub poll: Span,
    pub stopped: bool,
    pub reader: Reader,
    round: u64,
    configured: EventId,
}

impl Consumer {
    pub(super) fn start(
        step: &mut Step<'_>,
        name: &Name,
        stream: &Name,
        settings: &[Setting],
    ) -> Result<Consumer, Refusal> {
        let mut consumer = Consumer {
            name: name.clone(),
            poll: Span::SECOND,
            stopped: false,
            reader: Reader::new(name.clone(), stream.clone(), ReadFrom::TrimHorizon),
            round: 0,
            configured: step.cause.expect("a command led here"),
        };
        consumer.take_settings(step, settings)?;
        consumer.expect_poll(step, step.now);
        Ok(consumer)
    }

    pub(super) fn set(&mut self, step: &mut Step<'_>, settings: &[Setting]) -> Result<(), Refusal> {
        if self.stopped {
            return Err(Refusal::scene(format!("consumer {} was stopped", self.name)));
        }
        self.take_settings(step, settings)?;
        self.configured = step.cause.expect("a command led here");
        self.round += 1;
        self.expect_poll(step, step.now);
        Ok(())
    }

    pub(super) fn stop(&mut self) {
        self.stopped = true;
        self.round += 1;
    }

    fn take_settings(&mut self, step: &Step<'_>, settings: &[Setting]) -> Result<(), Refusal> {
        for setting in settings {
            match setting {
                Setting::Reads(stream) => {
                    self.reader.stream = stream.clone();
                    self.reader.restart();
                }
                Setting::Poll(every) if *every < Span::millis(10) => {
                    return Err(Refusal::scene("poll at least 10 ms apart, such as `poll 200ms`"));
                }
                Setting::Poll(every) => self.poll = *every,
                // Said to a reader at work, this is replay: it begins anew.
                Setting::From(from) => {
                    self.reader.from = *from;
                    self.reader.restart();
                }
                Setting::Parents(order) => self.reader.parents = *order,
                Setting::Via(ReadVia::Polling) => {}
                Setting::Via(ReadVia::FanOut) => {
                    return Err(Refusal::scene(format!(
                        "consumer {} polls: stop it and add another with `{setting}`",
                        self.name
                    )));
                }
                Setting::Limit(records) => {
                    let most = limits::GET_RECORDS_COUNT.at(step.era);
                    if *records == 0 || *records > most {
                        return Err(Refusal::scene(format!(
                            "a limit of {records} records: it is 1 to {most}"
                        ))
                        .met(&limits::GET_RECORDS_COUNT, most, *records));
                    }
                    self.reader.limit = Some(*records);
                }
                Setting::To(_)
                | Setting::Rate(_)
                | Setting::Size(_)
                | Setting::Keys(_)
                | Setting::Api(_)
                | Setting::Payload(_)
                | Setting::Blueprint(_) => return Err(not_known("consumer", &self.name, setting, KNOWN)),
            }
        }
        Ok(())
    }

    fn expect_poll(&self, step: &mut Step<'_>, at: crate::kernel::Time) {
        step.schedule(at, Wake::ConsumerPolls { consumer: self.name.clone(), round: self.round });
    }

    pub(crate) fn wake(&mut self, step: &mut Step<'_>, streams: &mut Streams, round: u64) {
        if round != self.round {
            return;
        }
        let mut step = step.because(self.configured);
        if let Some(ready) = self.reader.waits_for(streams) {
            self.expect_poll(&mut step, ready);
            return;
        }
        self.reader.poll(&mut step, streams);
        let next = step.now + self.poll;
        self.expect_poll(&mut step, next);
    }
}
