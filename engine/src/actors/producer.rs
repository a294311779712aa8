//! A producer: makes records at a steady rate and puts them with PutRecord or PutRecords, or gives them to a KPL.
//!
//! Unless it is told to retry (resend.rs), what is refused stays refused, and the ledger says so.

mod calls;
mod library;

use std::sync::Arc;

use super::kpl::{Around, Kpl};
use super::line::{self, Line};
use super::resend::{BACKOFF_MOST, RETRIES_MOST, Resending};
use super::{Services, not_known, tools};
use crate::command::{Below, PutApi, SecuritySetting, Setting, Target, Tool};
use crate::event::EventId;
use crate::kernel::{Chance, Span, Time};
use crate::keys::{KeySource, Keys};
use crate::limits;
use crate::names::Name;
use crate::payload::Payload;
use crate::record::{Maker, Origin};
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::Status;
use crate::wake::Wake;
use library::fits_a_kpl;

/// How often a producer with PutRecords sends what has gathered.
const TICK: Span = Span::millis(100);
/// Beyond this the page would only stand still: a bound of ours, not of AWS.
pub const RATE_MOST: u64 = 100_000;
const KNOWN: &str =
    "to, rate, size, keys, api, payload, retries, backoff, resend, timeout and those of the KPL";

#[derive(Clone, Debug)]
pub struct Producer {
    pub name: Name,
    pub to: Target,
    /// Records per second.
    pub rate: u64,
    pub api: PutApi,
    pub stopped: bool,
    maker: Arc<Maker>,
    /// The command that set it as it is: the cause of its calls.
    pub configured: EventId,
    /// Tells appointments of before a `set` from those of after it.
    round: u64,
    /// Records are counted from here: the n-th is made n / rate seconds later.
    since: Time,
    counted_from: u64,
    /// The number of the next record.
    next: u64,
    /// The records of this round, for a KPL.
    origin: Arc<Origin>,
    pub resending: Resending,
    pub line: Line,
    /// There once it has used one.
    pub kpl: Option<Box<Kpl>>,
    /// The tool of others that it is.
    pub tool: Option<Tool>,
}

impl Producer {
    #[inline(never)]
    pub(super) fn start(
        step: &mut Step<'_>,
        name: &Name,
        to: &Target,
        settings: &[Setting],
        chance: Chance,
    ) -> Result<Producer, Refusal> {
        // Producers do not all tick on the same instant.
        let phase = Span::micros(chance.at(u64::MAX).below(TICK.as_micros()));
        let maker = Maker {
            by: name.clone(),
            era: step.era,
            keys: Keys::only(KeySource::Random),
            payload: Payload::AccessLog { healthchecks: 0, broken: 0 },
            size: 500,
            chance,
        };
        let maker = Arc::new(maker);
        let mut producer = Producer {
            name: name.clone(),
            to: to.clone(),
            rate: 100,
            api: PutApi::PutRecords,
            stopped: false,
            maker: maker.clone(),
            origin: Arc::new(Origin { maker, since: step.now, counted_from: 0, rate: 0 }),
            configured: step.cause.expect("a command led here"),
            round: 0,
            since: step.now,
            counted_from: 0,
            next: 0,
            resending: Resending::none(Span::millis(limits::SDK_TIMEOUT.at(step.era))),
            line: Line::default(),
            kpl: None,
            tool: tools::of(settings),
        };
        if let Target::Stream(_) = to
            && producer.tool.is_some_and(|tool| tool.facts().writes == Below::Kpl)
        {
            producer.api = PutApi::Kpl;
        }
        producer.take_settings(step, settings)?;
        producer.begin(step, step.now + phase);
        Ok(producer)
    }

    #[inline(never)]
    pub(super) fn set(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        settings: &[Setting],
    ) -> Result<(), Refusal> {
        if self.stopped {
            return Err(Refusal::scene(format!("producer {} was stopped", self.name)));
        }
        // What it has made until now it has made as it was set until now.
        self.hand_over(step, services);
        let to = self.to.clone();
        self.take_settings(step, settings)?;
        self.configured = step.cause.expect("a command led here");
        if let (Some(kpl), Target::Stream(stream)) = (&mut self.kpl, &self.to)
            && self.to != to
        {
            kpl.move_to(&mut Around {
                step,
                streams: services.streams,
                by: &self.name,
                stream,
                line: &mut self.line,
            });
        }
        self.begin(step, step.now);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn stop(&mut self, step: &mut Step<'_>, event: EventId) {
        self.stopped = true;
        self.resending.stop(&mut self.line);
        if let Some(kpl) = &mut self.kpl {
            kpl.stop(step, &self.name);
        }
        self.round += 1;
        self.configured = event;
    }

    pub fn maker(&self) -> &Maker {
        &self.maker
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a new setting is no other actor's business")]
    fn take_settings(&mut self, step: &Step<'_>, settings: &[Setting]) -> Result<(), Refusal> {
        let mut maker = (*self.maker).clone();
        let mut timeout = None;
        for setting in settings {
            match setting {
                Setting::To(target) => self.to = target.clone(),
                Setting::Rate(rate) if *rate > RATE_MOST => {
                    return Err(Refusal::scene(format!("a rate of {rate}/s is more than {RATE_MOST}/s")));
                }
                Setting::Rate(rate) => self.rate = *rate,
                Setting::Size(bytes) if *bytes == 0 || *bytes > largest(step) => {
                    let most = largest(step);
                    return Err(Refusal::scene(format!(
                        "a record of {bytes} bytes: the size is 1 to {most} bytes"
                    ))
                    .met(
                        &limits::MAX_RECORD_KIB_MAX,
                        most / 1_024,
                        bytes.div_ceil(1_024),
                    ));
                }
                Setting::Size(bytes) => maker.size = *bytes,
                Setting::Keys(keys) => maker.keys = keys.clone(),
                Setting::Api(api) => self.api = *api,
                Setting::Kpl(setting) => {
                    let kpl = self.kpl.get_or_insert_with(|| Box::new(Kpl::new(step.era)));
                    kpl.set(*setting, step.era)?;
                }
                Setting::Payload(payload) => maker.payload = payload.clone(),
                Setting::Retries(times) if *times > RETRIES_MOST => {
                    return Err(Refusal::scene(format!("{times} retries: a call has 0 to {RETRIES_MOST}")));
                }
                Setting::Retries(times) => self.resending.retries = *times,
                Setting::Backoff(span) if *span > BACKOFF_MOST || *span < Span::millis(1) => {
                    let most = BACKOFF_MOST.as_seconds();
                    return Err(Refusal::scene(format!(
                        "a back-off lasts 1 ms to {most} s before the first retry"
                    )));
                }
                Setting::Backoff(span) => self.resending.backoff = *span,
                Setting::Resend(resend) => self.resending.resend = *resend,
                // A fact of its role.
                Setting::Security(SecuritySetting::VpcEndpoint(_)) => {}
                Setting::Timeout(span) => timeout = Some(*span),
                Setting::Tool(tool) if self.tool == Some(*tool) => {}
                _ => return Err(not_known("producer", &self.name, setting, KNOWN)),
            }
        }
        let least = maker.payload.least();
        if maker.size < least {
            return Err(Refusal::scene(format!(
                "records of {} bytes are too small for this payload: its longest takes {least} bytes",
                maker.size
            )));
        }
        if self.api == PutApi::Kpl {
            fits_a_kpl(step, &self.name, (&self.to, maker.size), settings)?;
            let kpl = self.kpl.get_or_insert_with(|| Box::new(Kpl::new(step.era)));
            if let Some(timeout) = timeout {
                line::wait_within(timeout, line::OF_KPL, step.era)?;
                kpl.settings.request_timeout = timeout;
            }
        } else if let Some(setting) = settings.iter().find(|setting| matches!(setting, Setting::Kpl(_))) {
            let text = format!(
                "`{}` is a setting of the KPL, which {} does not use: add `api kpl`",
                setting.word(),
                self.name
            );
            return Err(Refusal::scene(text));
        }
        if let (Some(timeout), PutApi::PutRecord | PutApi::PutRecords) = (timeout, self.api) {
            line::wait_within(timeout, line::OF_SDK, step.era)?;
            self.resending.timeout = timeout;
        }
        if let Target::Firehose(_) = &self.to
            && self.kpl.as_ref().is_some_and(|kpl| kpl.pending() > 0)
        {
            let text = format!(
                "the KPL of {} still holds records for a stream: wait until it has put them",
                self.name
            );
            return Err(Refusal::scene(text));
        }
        self.maker = Arc::new(maker);
        Ok(())
    }

    /// Counts records anew from an instant and makes the next appointment.
    fn begin(&mut self, step: &mut Step<'_>, from: Time) {
        self.round += 1;
        self.since = from;
        self.counted_from = self.next;
        self.origin = Arc::new(Origin {
            maker: self.maker.clone(),
            since: self.since,
            counted_from: self.counted_from,
            rate: self.rate,
        });
        self.expect_next(step);
    }

    /// When the n-th record after `since` is made; n counts from 1.
    fn made_at(&self, n: u64) -> Time {
        self.since + Span::micros((n * 1_000_000).div_ceil(self.rate))
    }

    fn expect_next(&self, step: &mut Step<'_>) {
        if self.rate == 0 {
            return;
        }
        let made = self.made_at(self.next - self.counted_from + 1);
        let at = match self.api {
            PutApi::PutRecord => made,
            PutApi::PutRecords => {
                self.since
                    + Span::micros(
                        made.since(self.since).as_micros().div_ceil(TICK.as_micros()) * TICK.as_micros(),
                    )
            }
            PutApi::Kpl => made.max(step.now + Span::millis(limits::KPL_HAND_OVER.at(step.era))),
        };
        // On the instant of a tick the next one is meant, so that time always goes on.
        let at = if at > step.now { at } else { step.now + TICK };
        step.schedule(at, Wake::ProducerSends { producer: self.name.clone(), round: self.round });
    }

    #[inline(never)]
    pub(crate) fn wake(&mut self, step: &mut Step<'_>, services: &mut Services<'_>, round: u64) {
        if round != self.round {
            return;
        }
        let mut step = step.because(self.configured);
        // The SDK's waiter: a producer begins when its stream is there.
        if let Target::Stream(name) = &self.to
            && let Ok(stream) = services.streams.stream(name)
            && stream.status == Status::Creating
        {
            let ready = stream.settles_at.unwrap_or(step.now + TICK).max(step.now);
            self.begin(&mut step, ready);
            return;
        }
        if let Target::Firehose(name) = &self.to
            && let Ok(delivery) = services.firehose.delivery_stream(name)
            && step.now < delivery.active_from
        {
            self.begin(&mut step, delivery.active_from);
            return;
        }
        self.hand_over(&mut step, services);
        let mut waiting = self.due(step.now).saturating_sub(self.next);
        let most = self.most_per_call(&step);
        while waiting > 0 {
            let count = waiting.min(most);
            self.send(&mut step, services, u32::try_from(count).expect("at most 500"));
            waiting -= count;
        }
        self.expect_next(&mut step);
    }
}

/// The largest record that any stream of the era may be set to take.
fn largest(step: &Step<'_>) -> u64 {
    limits::MAX_RECORD_KIB_MAX.at(step.era) * 1_024
}
