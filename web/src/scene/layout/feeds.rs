//! What the cards of sources that are no SDK producers say: their kind, their rate, and the number that tells most.

use engine::view::ProducerView;

use super::numbers::{count, short};

pub struct Words {
    /// Of the whole card, for those who hear it.
    pub kind: &'static str,
    pub note: String,
    pub short: &'static str,
    /// Longest first.
    pub rates: Vec<String>,
    pub state: Vec<String>,
    /// Its process is not running.
    pub down: bool,
}

impl Words {
    pub fn told(&self) -> String {
        let first = |words: &[String]| words.first().cloned().unwrap_or_default();
        let down = if self.down { ", down" } else { "" };
        format!("{}, {}{down}", first(&self.rates), first(&self.state))
    }
}

/// `None` of a producer.
pub fn words(source: &ProducerView) -> Option<Words> {
    let rate = |what: &str| {
        vec![
            format!("{} {what}/s", count(source.rate)),
            format!("{} {what}/s", short(source.rate)),
            format!("{}/s", short(source.rate)),
        ]
    };
    if let Some(agent) = &source.agent {
        let state = if agent.unread > 0 {
            vec![format!("unread: {} lines", count(agent.unread)), format!("unread {}", short(agent.unread))]
        } else {
            vec![
                format!("buffered: {} lines", count(agent.buffered)),
                format!("buffer {}", short(agent.buffered)),
            ]
        };
        return Some(Words {
            kind: "Kinesis Agent",
            note: "Kinesis Agent".to_owned(),
            short: "Agent",
            rates: rate("lines"),
            state,
            down: !agent.running,
        });
    }
    if let Some(logs) = &source.logs {
        return Some(Words {
            kind: "CloudWatch Logs subscription",
            note: "CloudWatch Logs".to_owned(),
            short: "Logs",
            rates: rate("events"),
            state: vec![
                format!("sent: {} of {}", count(logs.events_sent), count(logs.events)),
                format!("sent {}/{}", short(logs.events_sent), short(logs.events)),
                format!("sent {}", short(logs.events_sent)),
            ],
            down: false,
        });
    }
    let rule = source.iot.as_ref()?;
    Some(Words {
        kind: "IoT rule",
        note: "AWS IoT rule".to_owned(),
        short: "IoT",
        rates: rate("msgs"),
        state: vec![
            format!("taken: {} of {}", count(rule.matched), count(rule.published)),
            format!("taken {}/{}", short(rule.matched), short(rule.published)),
            format!("taken {}", short(rule.matched)),
        ],
        down: false,
    })
}
