//! How a scene is kept in the browser: the history's own text, and the hook's state beside it.

use serde::{Deserialize, Serialize};

use engine::kernel::Time;
use engine::names::{Name, ShardId};

use crate::hook::{Attempt, Hook};
use crate::model::Place;

/// Where the scene of a place is kept.
pub fn scene_key(place: &Place) -> String {
    match place {
        Place::Playground => "shardlab.v1.scene.playground".to_owned(),
        Place::Lab(id) => format!("shardlab.v1.scene.lab.{id}"),
    }
}

/// Where the playground's scene is kept when a story link takes its place.
pub const BEFORE: &str = "shardlab.v1.scene.before";

/// Where the first scene is kept as it stands when its question is asked.
pub const QUESTION: &str = "shardlab.v1.scene.question";

/// Where a scene that cannot be read is moved to: `shardlab.broken.1` and so on.
pub const BROKEN: &str = "shardlab.broken";

#[derive(Serialize, Deserialize)]
pub struct Saved {
    pub version: u32,
    pub history: String,
    pub speed: u32,
    #[serde(default)]
    hook: Option<SavedHook>,
    /// The lab's solution was shown.
    #[serde(default)]
    pub shown: bool,
}

/// The stages of the hook.
#[derive(Serialize, Deserialize)]
enum SavedHook {
    Waiting,
    Asked { stream: String, shard: u32 },
    Tried { stream: String, shard: u32, attempt: SavedAttempt, since_us: u64, before: Option<u64> },
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum SavedAttempt {
    Split,
    Spread,
    Slower,
}

impl Saved {
    pub fn new(history: String, speed: u32, hook: &Hook) -> Saved {
        // A split that is waited for at a higher speed is not after a reload.
        let speed = match hook {
            Hook::Tried { own_speed: Some(own), .. } => *own,
            Hook::Tried { own_speed: None, .. } | Hook::Off | Hook::Waiting | Hook::Asked { .. } => speed,
        };
        let kept = match hook {
            Hook::Off => None,
            Hook::Waiting => Some(SavedHook::Waiting),
            Hook::Asked { stream, shard } => {
                Some(SavedHook::Asked { stream: stream.to_string(), shard: shard.0 })
            }
            Hook::Tried { stream, shard, attempt, since, before, own_speed: _ } => Some(SavedHook::Tried {
                stream: stream.to_string(),
                shard: shard.0,
                attempt: match attempt {
                    Attempt::Split => SavedAttempt::Split,
                    Attempt::Spread => SavedAttempt::Spread,
                    Attempt::Slower => SavedAttempt::Slower,
                },
                since_us: since.0,
                before: *before,
            }),
        };
        Saved { version: 1, history, speed, hook: kept, shown: false }
    }

    /// # Errors
    /// What is wrong, with line and column where the text is no JSON.
    pub fn read(text: &str) -> Result<Saved, String> {
        let saved: Saved = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if saved.version == 1 {
            Ok(saved)
        } else {
            Err(format!("it is of version {}, this page reads version 1", saved.version))
        }
    }

    pub fn hook(&self) -> Hook {
        match &self.hook {
            None => Hook::Off,
            Some(SavedHook::Waiting) => Hook::Waiting,
            Some(SavedHook::Asked { stream, shard }) => match Name::parse(stream) {
                Ok(stream) => Hook::Asked { stream, shard: ShardId(*shard) },
                Err(_) => Hook::Off,
            },
            Some(SavedHook::Tried { stream, shard, attempt, since_us, before }) => {
                match Name::parse(stream) {
                    Ok(stream) => Hook::Tried {
                        stream,
                        shard: ShardId(*shard),
                        attempt: match attempt {
                            SavedAttempt::Split => Attempt::Split,
                            SavedAttempt::Spread => Attempt::Spread,
                            SavedAttempt::Slower => Attempt::Slower,
                        },
                        since: Time(*since_us),
                        before: *before,
                        own_speed: None,
                    },
                    Err(_) => Hook::Off,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_scene_reads_back_with_its_hook() {
        let hook = Hook::Tried {
            stream: Name::parse("orders").expect("a name"),
            shard: ShardId(1),
            attempt: Attempt::Split,
            since: Time::millis(4_120),
            before: Some(260),
            own_speed: None,
        };
        let text = serde_json::to_string(&Saved::new("{}".into(), 10, &hook)).expect("JSON");
        let saved = Saved::read(&text).expect("readable");
        assert_eq!((saved.hook(), saved.speed, saved.history.as_str()), (hook, 10, "{}"));
    }

    #[test]
    fn a_broken_scene_says_where() {
        assert!(Saved::read("{\"version\":1,").err().expect("broken").contains("line 1 column"));
        let other = "{\"version\":9,\"history\":\"\",\"speed\":1}";
        assert!(Saved::read(other).err().expect("too new").contains("version 9"));
    }
}
