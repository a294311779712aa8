//! What the cards of sources that are no SDK producers say: their kind, their rate, and the number that tells most.

use engine::view::{AgentView, LogFileView, ProducerView};

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
        let state = match file(agent) {
            Some(file) => vec![
                format!("read {} of {} lines", count(file.lines_read), count(file.lines)),
                format!("read {} of {}", count(file.lines_read), count(file.lines)),
                format!("read {}/{}", short(file.lines_read), short(file.lines)),
                format!("unread {}", short(agent.unread)),
            ],
            None => vec!["no file yet".to_owned()],
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

/// The file that an agent reads: the oldest that it has not read to its end, else the one that is written to.
pub fn file(agent: &AgentView) -> Option<&LogFileView> {
    let unread = agent.files.iter().find(|file| file.lines_read < file.lines);
    unread.or_else(|| agent.files.iter().find(|file| file.current))
}
