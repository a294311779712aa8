//! A rule of AWS IoT Core: messages of devices on topics, of which it takes some and sends what it selects.
//!
//! Towards a stream one PutRecord for each message, with a partition key of its template; towards a delivery stream
//! one PutRecordBatch of one record, with the separator behind it. What is throttled is tried again a few times, then
//! the error action gets it. Absent: MQTT itself (sessions, quality of service), batchMode, several actions of a rule.

use std::collections::VecDeque;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;

use super::{About, call, not_of};
use crate::actors::Services;
use crate::command::feed::{FeedKind, FeedSetting, KeyTemplate, Message, Separator, Sql};
use crate::command::{PutApi, Target};
use crate::era::Era;
use crate::event::{FeedTells, What};
use crate::kernel::{Chance, Span, Time};
use crate::limits;
use crate::names::Name;
use crate::record::Stored;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

/// A bound of ours.
const DEVICES_MOST: u64 = 10_000;
/// One message in so many is of the kind `status`; the others are `data`.
const STATUS_EVERY: u64 = 10;

#[derive(Clone, Debug)]
pub struct Rule {
    pub devices: u64,
    pub topic: String,
    pub sql: Sql,
    pub key: KeyTemplate,
    pub separator: Separator,
    pub error_to: Option<Target>,
    era: Era,
    chance: Chance,
    waiting: VecDeque<Action>,
    pub tally: RuleTally,
    /// The last message: its topic, its payload, and the record that it became, if the rule took it.
    pub last: Option<(String, Vec<u8>, Option<Stored>)>,
}

/// Sums over the whole story.
#[derive(Clone, Copy, Debug, Default)]
pub struct RuleTally {
    /// Messages of all topics.
    pub published: u64,
    /// Of topics that FROM names.
    pub heard: u64,
    /// Those that WHERE let through.
    pub matched: u64,
    pub sent: u64,
    pub retries: u64,
    /// Given up after the last retry, or at once.
    pub failed: u64,
    /// Of those: records that the error action's target has taken.
    pub told: u64,
    /// Records that it has not taken.
    pub untold: u64,
}

/// A message that is to be sent again.
#[derive(Clone, Debug)]
struct Action {
    record: Stored,
    topic: String,
    payload: Vec<u8>,
    retried: u64,
    at: Time,
}

impl Rule {
    pub(super) fn new(step: &Step<'_>, _name: &Name, chance: &Chance) -> Rule {
        Rule {
            devices: 20,
            topic: "plant/{device}/{kind}".to_owned(),
            sql: Sql::parse("SELECT * FROM 'plant/+/data'").expect("a statement"),
            key: KeyTemplate::parse("${newuuid()}").expect("a template"),
            separator: Separator::None,
            error_to: None,
            era: step.era,
            chance: chance.clone(),
            waiting: VecDeque::new(),
            tally: RuleTally::default(),
            last: None,
        }
    }

    /// Messages that wait for a retry.
    pub fn waiting(&self) -> u64 {
        self.waiting.len() as u64
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a new setting is no other actor's business")]
    pub(super) fn set(&mut self, name: &Name, setting: &FeedSetting) -> Result<(), Refusal> {
        match setting {
            FeedSetting::Devices(devices) if *devices > DEVICES_MOST => {
                return Err(Refusal::scene(format!("{devices} devices: at most {DEVICES_MOST} here")));
            }
            FeedSetting::Devices(devices) => self.devices = *devices,
            FeedSetting::Topic(topic) => {
                if topic.is_empty() || topic.len() > 256 || topic.contains(['+', '#']) {
                    return Err(Refusal::scene(format!(
                        "`{topic}` is no topic: 1 to 256 characters without + and #; {{device}} and {{kind}} stand for \
                         what differs"
                    )));
                }
                self.topic.clone_from(topic);
            }
            FeedSetting::Sql(sql) => self.sql = sql.clone(),
            FeedSetting::Key(key) => self.key = key.clone(),
            FeedSetting::Separator(separator) => self.separator = *separator,
            FeedSetting::ErrorTo(target) => self.error_to = Some(target.clone()),
            _ => return Err(not_of(FeedKind::Iot, name, setting)),
        }
        Ok(())
    }

    /// Message `number`: its topic and its payload.
    fn message(&self, number: u64, now: Time) -> (String, Vec<u8>) {
        let mut draw = self.chance.at(number ^ 1 << 59);
        let device = format!("sensor-{}", number % self.devices + 1);
        let status = draw.below(STATUS_EVERY) == 0;
        let kind = if status { "status" } else { "data" };
        let at = self.era.epoch_seconds(now);
        let payload = if status {
            format!("{{\"device\":\"{device}\",\"online\":true,\"at\":{at}}}")
        } else {
            let (tenths, battery) = (150 + draw.below(150), 1 + draw.below(100));
            format!(
                "{{\"device\":\"{device}\",\"celsius\":{}.{},\"battery\":{battery},\"at\":{at}}}",
                tenths / 10,
                tenths % 10
            )
        };
        (self.topic.replace("{device}", &device).replace("{kind}", kind), payload.into_bytes())
    }

    /// `messages` are published. Gives the next instant at which something else is due.
    pub(super) fn tick(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        about: About<'_>,
        messages: u64,
    ) -> Option<Time> {
        for _ in 0..messages {
            let number = self.tally.published;
            self.tally.published += 1;
            let (topic, payload) = self.message(number, step.now);
            let record = self.taken(number, (&topic, &payload), step.now, about.to);
            self.last = Some((topic.clone(), payload.clone(), record.clone()));
            if let Some(record) = record {
                let action = Action { record, topic, payload, retried: 0, at: step.now };
                self.waiting.push_back(action);
            }
        }
        if about.ready.is_none() {
            let due = |action: &Action| action.at <= step.now;
            let (due, later): (VecDeque<_>, VecDeque<_>) = self.waiting.drain(..).partition(due);
            self.waiting = later;
            for action in due {
                self.act(step, services, about, action);
            }
        }
        self.waiting.iter().map(|action| action.at).min()
    }

    /// The record that a message becomes, if the rule takes it.
    fn taken(
        &mut self,
        number: u64,
        (topic, payload): (&str, &[u8]),
        now: Time,
        to: &Target,
    ) -> Option<Stored> {
        if !self.sql.hears(topic) {
            return None;
        }
        self.tally.heard += 1;
        let message = Message {
            topic,
            payload,
            object: serde_json::from_slice(payload).ok(),
            millis: self.era.epoch_millis(now),
            uuid: uuid(self.chance.at(number ^ 1 << 58).bits128()),
        };
        if !self.sql.takes(&message) {
            return None;
        }
        self.tally.matched += 1;
        let mut data = self.sql.selects(&message);
        let key = match to {
            Target::Stream(_) => self.key.key(&message),
            Target::Firehose(_) | Target::Function(_) => {
                data.extend(self.separator.bytes());
                String::new()
            }
        };
        Some(Stored { key, data, explicit_hash_key: None })
    }

    fn act(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        about: About<'_>,
        mut action: Action,
    ) {
        let record = [action.record.clone()].into();
        let error =
            match call::put(step, services, (about.name, about.to, PutApi::PutRecord), (record, [].into())) {
                Ok(taken) if taken == [true] => {
                    self.tally.sent += 1;
                    return;
                }
                Ok(_) if action.retried < limits::IOT_RETRIES.at(step.era) => {
                    let wait = Span::millis(limits::IOT_BACKOFF.at(step.era) << action.retried);
                    action.retried += 1;
                    action.at = step.now + wait;
                    self.tally.retries += 1;
                    return self.waiting.push_back(action);
                }
                Ok(_) => match about.to {
                    Target::Stream(_) => ErrorName::ProvisionedThroughputExceededException,
                    Target::Firehose(_) | Target::Function(_) => ErrorName::ServiceUnavailableException,
                },
                Err(error) => error,
            };
        self.tally.failed += 1;
        let told = self.error_to.clone().is_some_and(|to| {
            let record = self.failure(about, &action, error);
            call::put(step, services, (about.name, &to, PutApi::PutRecords), ([record].into(), [].into()))
                == Ok(vec![true])
        });
        self.tally.told += u64::from(told);
        self.tally.untold += u64::from(self.error_to.is_some() && !told);
        let tells = FeedTells::ActionFailed { messages: 1, error, told };
        step.emit(What::FeedTold { by: about.name.clone(), tells });
    }

    /// What the error action is told, as AWS's guide shows it.
    fn failure(&self, about: About<'_>, action: &Action, error: ErrorName) -> Stored {
        let kind = match about.to {
            Target::Stream(_) => "KinesisAction",
            Target::Firehose(_) | Target::Function(_) => "FirehoseAction",
        };
        let resource = about.to.name().as_str();
        let text = json!({
            "ruleName": about.name.as_str(),
            "topic": action.topic,
            "cloudwatchTraceId": uuid(self.chance.at(self.tally.failed ^ 1 << 57).bits128()),
            "clientId": "N/A",
            "base64OriginalPayload": BASE64.encode(&action.payload),
            "failures": [{
                "failedAction": kind,
                "failedResource": resource,
                "errorMessage": format!(
                    "Failed to put the record. The error received was {}. Message arrived on: {}",
                    error.as_str(), action.topic
                ),
            }],
        });
        Stored { key: action.topic.clone(), data: text.to_string().into_bytes(), explicit_hash_key: None }
    }
}

/// A version 4 UUID of random bits.
fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf000_u128 << 64 | 0xc000_u128 << 48) | 0x4000_u128 << 64 | 0x8000_u128 << 48;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
