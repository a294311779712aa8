//! How the page talks with the one around it, if `embed` is switched on: plain objects by `postMessage`, versioned.
//!
//! [`MESSAGES`] is the one table of them. What the other page says is read here and trusted in nothing: what does not
//! fit is answered with an error. Absent: the browser.

use engine::kernel::Time;
use serde_json::{Map, Value, json};

use crate::prose::cut;
use crate::share::{check, link};

/// Of the protocol: the value of `shardlab` in every message.
pub const VERSION: u64 = 1;
/// Instants beyond it are no part of any scene.
const LATEST: Time = Time::seconds(365 * 86_400);
const SPEED_MOST: u64 = 3_600;

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Host,
    Page,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    pub by: By,
    /// The value of `do`, or of `event`.
    pub word: &'static str,
    /// What else is in it.
    pub fields: &'static str,
    pub means: &'static str,
}

pub const MESSAGES: [Message; 10] = [
    Message { by: By::Host, word: "play", fields: "", means: "Time goes on." },
    Message { by: By::Host, word: "pause", fields: "", means: "Time stands still." },
    Message {
        by: By::Host,
        word: "seek",
        fields: "ms",
        means: "Goes to so many milliseconds after the beginning, and pauses.",
    },
    Message {
        by: By::Host,
        word: "speed",
        fields: "value",
        means: "Simulated seconds a second, from 1 to 3,600.",
    },
    Message {
        by: By::Host,
        word: "load",
        fields: "story or link",
        means: "Another scene: a story’s text, or what stands behind #/s/ in a link. Checked as a file is.",
    },
    Message {
        by: By::Page,
        word: "ready",
        fields: "title, era, seed, ms",
        means: "A scene is open, the first or one that was loaded.",
    },
    Message {
        by: By::Page,
        word: "time",
        fields: "ms, playing, speed",
        means: "Where time is, up to five times a second, when it has changed.",
    },
    Message {
        by: By::Page,
        word: "event",
        fields: "ms, kind, text",
        means: "A marker of the timeline was passed: throttle, split or merge, flush, failure, action.",
    },
    Message {
        by: By::Page,
        word: "goal",
        fields: "text, state, says",
        means: "A goal of the story has changed: not-yet, met or broken.",
    },
    Message {
        by: By::Page,
        word: "error",
        fields: "text, from",
        means: "A message was not understood or could not be done; `from` is the origin that sent it.",
    },
];

/// What the other page asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Do {
    Play,
    Pause,
    Seek(Time),
    Speed(u32),
    /// The text of a story that has passed the checks.
    Load(String),
}

/// Reads a message as JSON.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn read(text: &str) -> Result<Do, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("It is no JSON: {error}."))?;
    let Value::Object(message) = value else { return Err("It is no object.".to_owned()) };
    match message.get("shardlab") {
        Some(version) if version.as_u64() == Some(VERSION) => {}
        Some(other) => {
            let other = cut(&other.to_string(), 20);
            return Err(format!("`shardlab` is {other}; this page speaks version {VERSION}."));
        }
        None => return Err(format!("It has no `shardlab`: {VERSION}.")),
    }
    let words = || {
        let host = MESSAGES.iter().filter(|message| message.by == By::Host);
        host.map(|message| message.word).collect::<Vec<_>>().join(", ")
    };
    match message.get("do").and_then(Value::as_str) {
        Some("play") => Ok(Do::Play),
        Some("pause") => Ok(Do::Pause),
        Some("seek") => {
            let most = LATEST.as_micros() / 1_000;
            whole(&message, "ms", 0, most).map(|ms| Do::Seek(Time::millis(ms)))
        }
        Some("speed") => {
            whole(&message, "value", 1, SPEED_MOST).map(|speed| Do::Speed(u32::try_from(speed).unwrap_or(1)))
        }
        Some("load") => load(&message).map(Do::Load),
        Some(other) => Err(format!("There is no `do` of `{}`. There are {}.", cut(other, 40), words())),
        None => Err(format!("It has no `do`. There are {}.", words())),
    }
}

fn whole(message: &Map<String, Value>, field: &str, least: u64, most: u64) -> Result<u64, String> {
    let number = message.get(field).and_then(Value::as_u64).filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("`{field}` is to be a whole number from {least} to {most}."))
}

fn load(message: &Map<String, Value>) -> Result<String, String> {
    let text = |field: &str| message.get(field).and_then(Value::as_str);
    let story = match (text("story"), text("link")) {
        (Some(story), None) => story.to_owned(),
        (None, Some(packed)) => link::unpack(packed)?,
        (Some(_), Some(_)) | (None, None) => {
            return Err("It is to have either `story` or `link`, a text.".to_owned());
        }
    };
    check::story(&story)?;
    Ok(story)
}

/// A message of the page, as JSON.
pub fn said(event: &str, mut fields: Value) -> String {
    if let Value::Object(map) = &mut fields {
        map.insert("shardlab".to_owned(), json!(VERSION));
        map.insert("event".to_owned(), json!(event));
    }
    fields.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_of_the_table_is_read() {
        let story = "title Mine\naws kinesis create-stream --stream-name s --shard-count 1\n";
        let says = |value: Value| read(&value.to_string());
        for message in MESSAGES.iter().filter(|message| message.by == By::Host) {
            let mut value = json!({ "shardlab": 1, "do": message.word, "ms": 1_500, "value": 60 });
            if message.word == "load" {
                value["story"] = json!(story);
            }
            assert!(says(value).is_ok(), "{}", message.word);
        }
        let seek = json!({ "shardlab": 1, "do": "seek", "ms": 1_500 });
        assert_eq!(says(seek), Ok(Do::Seek(Time::millis(1_500))));
        let packed = json!({ "shardlab": 1, "do": "load", "link": link::pack(story) });
        assert_eq!(says(packed), Ok(Do::Load(story.to_owned())));
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_reason() {
        let wrong = |text: &str| read(text).expect_err("it is wrong");
        assert!(wrong("{").contains("no JSON"));
        assert!(wrong("[1]").contains("no object"));
        assert!(wrong("{}").contains("no `shardlab`"));
        assert!(wrong(r#"{"shardlab":2,"do":"play"}"#).contains("is 2; this page speaks version 1"));
        assert!(wrong(r#"{"shardlab":1}"#).contains("There are play, pause, seek, speed, load."));
        assert!(wrong(r#"{"shardlab":1,"do":"dance"}"#).contains("`dance`"));
        assert!(wrong(r#"{"shardlab":1,"do":"seek","ms":-1}"#).contains("`ms`"));
        assert!(wrong(r#"{"shardlab":1,"do":"seek","ms":1.5}"#).contains("`ms`"));
        assert!(wrong(r#"{"shardlab":1,"do":"speed","value":3601}"#).contains("from 1 to 3600"));
        assert!(wrong(r#"{"shardlab":1,"do":"load"}"#).contains("either `story` or `link`"));
        assert!(wrong(r#"{"shardlab":1,"do":"load","link":"1.abc"}"#).contains("lost or changed"));
        assert!(wrong(r#"{"shardlab":1,"do":"load","story":"producer p to s rate 5"}"#).contains("line 1"));
        // No text of any kind makes it stumble.
        let text = r#"{"shardlab":1,"do":"seek","ms":12,"x":[{"y":"\u00e9"}]}"#;
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            for sign in ["", "\"", "9", "{", "\\", "é"] {
                let _ = read(&format!("{}{sign}{}", &text[..at], &text[at..]));
                let _ = read(&format!("{}{sign}", &text[..at]));
            }
        }
    }
}
