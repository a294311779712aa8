//! Sources that are no SDK producers: the Kinesis Agent, subscriptions of CloudWatch Logs, rules of AWS IoT Core.
//!
//! Each makes records out of something else (lines of a file, log events, messages) and puts them with the services'
//! own operations. Here is what they share: a rate at which that comes, and one appointment at a time.

mod agent;
pub(super) mod call;
mod envelope;
mod iot;
mod lines;
mod logs;

use super::{Services, line, not_known};
use crate::command::feed::{FeedAct, FeedKind, FeedSetting};
use crate::command::{SecuritySetting, Setting, Target};
use crate::event::EventId;
use crate::kernel::{Chance, Span, Time};
use crate::limits;
use crate::names::Name;
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::Status;
use crate::wake::Wake;

pub use agent::{Agent, LogFile};
pub use iot::Rule;
pub use logs::Subscription;

/// Beyond this the page would only stand still: a bound of ours. What they send is kept as it was sent.
pub const FEED_RATE_MOST: u64 = 5_000;

#[derive(Clone, Debug)]
pub struct Feed {
    pub name: Name,
    pub to: Target,
    /// Lines, log events or messages per second.
    pub rate: u64,
    pub stopped: bool,
    pub work: Work,
    /// The command that set it as it is: the cause of its calls.
    pub configured: EventId,
    round: u64,
    /// What comes is counted from here: the n-th comes n / rate seconds later.
    since: Time,
    counted: u64,
    /// What had come before the last `set` and was not looked at yet.
    owed: u64,
}

#[derive(Clone, Debug)]
pub enum Work {
    Agent(Box<Agent>),
    Logs(Box<Subscription>),
    Iot(Box<Rule>),
}

/// What the parts need to know of the whole.
#[derive(Clone, Copy)]
struct About<'a> {
    name: &'a Name,
    to: &'a Target,
    /// The instant from which the target takes records, while it is being created.
    ready: Option<Time>,
}

impl Work {
    pub fn kind(&self) -> FeedKind {
        match self {
            Work::Agent(_) => FeedKind::Agent,
            Work::Logs(_) => FeedKind::Logs,
            Work::Iot(_) => FeedKind::Iot,
        }
    }

    #[inline(never)]
    fn set(
        &mut self,
        step: &Step<'_>,
        name: &Name,
        setting: &FeedSetting,
        first: bool,
    ) -> Result<(), Refusal> {
        match self {
            Work::Agent(agent) => agent.set(step, name, setting, first),
            Work::Logs(logs) => logs.set(name, setting),
            Work::Iot(rule) => rule.set(name, setting),
        }
    }
}

impl Feed {
    #[inline(never)]
    pub(super) fn start(
        step: &mut Step<'_>,
        (name, kind, to): (&Name, FeedKind, &Target),
        settings: &[Setting],
        chance: Chance,
    ) -> Result<Feed, Refusal> {
        let work = match kind {
            FeedKind::Agent => Work::Agent(Box::new(Agent::new(step, name, &chance))),
            FeedKind::Logs => Work::Logs(Box::new(Subscription::new(step, name, &chance))),
            FeedKind::Iot => Work::Iot(Box::new(Rule::new(step, name, &chance))),
        };
        let mut feed = Feed {
            name: name.clone(),
            to: to.clone(),
            rate: 10,
            stopped: false,
            work,
            configured: step.cause.expect("a command led here"),
            round: 0,
            since: step.now,
            counted: 0,
            owed: 0,
        };
        feed.may_send_to(to)?;
        feed.take_settings(step, settings, true)?;
        match &mut feed.work {
            Work::Agent(agent) => agent.begin(step),
            Work::Logs(logs) => logs.begin(step, to),
            Work::Iot(_) => {}
        }
        step.schedule(step.now, Wake::FeedTicks { feed: feed.name.clone(), round: feed.round });
        Ok(feed)
    }

    #[inline(never)]
    pub(super) fn set(&mut self, step: &mut Step<'_>, settings: &[Setting]) -> Result<(), Refusal> {
        if self.stopped {
            return Err(Refusal::scene(format!("{} {} was stopped", self.work.kind().noun(), self.name)));
        }
        self.owed += self.come(step.now);
        self.take_settings(step, settings, false)?;
        self.configured = step.cause.expect("a command led here");
        self.again(step);
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a new setting is no other actor's business")]
    fn take_settings(&mut self, step: &Step<'_>, settings: &[Setting], first: bool) -> Result<(), Refusal> {
        let kind = self.work.kind();
        for setting in settings {
            match setting {
                Setting::To(target) => {
                    self.may_send_to(target)?;
                    self.to = target.clone();
                }
                Setting::Rate(rate) if *rate > FEED_RATE_MOST => {
                    return Err(Refusal::scene(format!(
                        "a rate of {rate}/s is more than {FEED_RATE_MOST}/s"
                    )));
                }
                Setting::Rate(rate) => self.rate = *rate,
                Setting::Size(bytes) => match &mut self.work {
                    Work::Agent(agent) => agent.set_size(*bytes)?,
                    Work::Logs(_) | Work::Iot(_) => {
                        return Err(not_known(kind.noun(), &self.name, setting, known(kind)));
                    }
                },
                Setting::Timeout(span) => match &mut self.work {
                    Work::Agent(agent) => {
                        line::wait_within(*span, line::OF_SDK, step.era)?;
                        agent.timeout = *span;
                    }
                    Work::Logs(_) | Work::Iot(_) => {
                        return Err(not_known(kind.noun(), &self.name, setting, known(kind)));
                    }
                },
                Setting::Feed(own) => self.work.set(step, &self.name, own, first)?,
                // A fact of its role.
                Setting::Security(SecuritySetting::VpcEndpoint(_)) => {}
                _ => return Err(not_known(kind.noun(), &self.name, setting, known(kind))),
            }
        }
        Ok(())
    }

    /// Only a log subscription invokes a function.
    fn may_send_to(&self, target: &Target) -> Result<(), Refusal> {
        match (target, self.work.kind()) {
            (Target::Stream(_) | Target::Firehose(_), _) | (Target::Function(_), FeedKind::Logs) => Ok(()),
            (Target::Function(_), FeedKind::Agent) => Err(Refusal::scene(
                "the Kinesis Agent sends to streams and delivery streams; a function reads the stream behind it",
            )),
            (Target::Function(_), FeedKind::Iot) => Err(Refusal::scene(
                "the rule's Lambda action is not modelled: send to a stream or to a delivery stream",
            )),
        }
    }

    pub(super) fn stop(&mut self, event: EventId) {
        self.stopped = true;
        self.round += 1;
        self.configured = event;
    }

    /// Crash, heal, rotate.
    pub(super) fn act(&mut self, step: &mut Step<'_>, act: FeedAct) -> Result<(), Refusal> {
        let Work::Agent(agent) = &mut self.work else {
            return Err(Refusal::scene(format!(
                "{} is a managed service: there is no process of yours to {}",
                self.name,
                act.word()
            )));
        };
        if self.stopped {
            return Err(Refusal::scene(format!("agent {} was stopped", self.name)));
        }
        match act {
            FeedAct::Crash => agent.crash(step, &self.name)?,
            FeedAct::Heal => agent.restart(step, &self.name)?,
            FeedAct::Rotate => agent.rotate_now(step, &self.name)?,
        }
        self.configured = step.cause.expect("a command led here");
        self.look(step);
        Ok(())
    }

    /// Counts anew from now and looks at once.
    fn again(&mut self, step: &mut Step<'_>) {
        self.since = step.now;
        self.counted = 0;
        self.look(step);
    }

    fn look(&mut self, step: &mut Step<'_>) {
        self.round += 1;
        step.schedule(step.now, Wake::FeedTicks { feed: self.name.clone(), round: self.round });
    }

    #[inline(never)]
    pub(crate) fn wake(&mut self, step: &mut Step<'_>, services: &mut Services<'_>, round: u64) {
        if round != self.round {
            return;
        }
        let mut step = step.because(self.configured);
        let come = self.come(step.now);
        self.counted += come;
        let new = come + std::mem::take(&mut self.owed);
        let ready = ready_from(services, &self.to, step.now);
        let about = About { name: &self.name, to: &self.to, ready };
        let deadline = match &mut self.work {
            Work::Agent(agent) => agent.tick(&mut step, services, about, new),
            Work::Logs(logs) => logs.tick(&mut step, services, about, new),
            Work::Iot(rule) => rule.tick(&mut step, services, about, new),
        };
        let next = [deadline, self.next_due(&step), ready].into_iter().flatten().min();
        if let Some(at) = next {
            let at = if at > step.now { at } else { step.now + poll(&step) };
            step.schedule(at, Wake::FeedTicks { feed: self.name.clone(), round: self.round });
        }
    }

    /// What has come since the last look.
    fn come(&self, now: Time) -> u64 {
        let elapsed = u128::from(now.since(self.since).as_micros());
        let due = u64::try_from(elapsed * u128::from(self.rate) / 1_000_000).expect("fewer than 2^64 lines");
        due.saturating_sub(self.counted)
    }

    /// The look at which the next line is there.
    fn next_due(&self, step: &Step<'_>) -> Option<Time> {
        if self.rate == 0 {
            return None;
        }
        let made = ((self.counted + 1) * 1_000_000).div_ceil(self.rate);
        let poll = poll(step).as_micros();
        Some(self.since + Span::micros(made.div_ceil(poll) * poll))
    }
}

fn poll(step: &Step<'_>) -> Span {
    Span::millis(limits::AGENT_POLL.at(step.era))
}

fn known(kind: FeedKind) -> &'static str {
    match kind {
        FeedKind::Agent => {
            "to, rate, size, lines, rotate, initial, process, multiline, partition, buffer-age, buffer-records, \
             buffer-bytes, timeout, and in its first line file, host and existing"
        }
        FeedKind::Logs => "to, rate, lines, group, log-streams, filter, distribution",
        FeedKind::Iot => "to, rate, devices, topic, sql, key, separator, error-to",
    }
}

/// A setting that this kind of source does not have.
fn not_of(kind: FeedKind, name: &Name, setting: &FeedSetting) -> Refusal {
    Refusal::scene(format!(
        "{} {name} has no setting `{}`: it knows {}",
        kind.noun(),
        setting.word(),
        known(kind)
    ))
}

/// While a target is being created nobody sends: as the SDK's waiter does.
fn ready_from(services: &Services<'_>, to: &Target, now: Time) -> Option<Time> {
    let ready = match to {
        Target::Stream(name) => {
            let stream = services.streams.stream(name).ok()?;
            (stream.status == Status::Creating).then_some(stream.settles_at?)?
        }
        Target::Firehose(name) => services.firehose.delivery_stream(name).ok()?.active_from,
        Target::Function(_) => return None,
    };
    (ready > now).then_some(ready)
}
