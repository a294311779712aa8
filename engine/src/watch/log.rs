//! What was asked of a world, for who watches it.

use super::{Asked, Fingerprint, Refused, Told, VERSION};
use crate::command::Command;
use crate::event::{EventId, What};
use crate::kernel::Time;
use crate::refusal::Refusal;
use crate::world::World;

/// Calls, and bytes of their lines, that are told at one time.
const CALLS_MOST: usize = 1_000;
const BYTES_MOST: usize = 1024 * 1024;
/// Events that are read for one answer: a journal that nobody has watched is not read in one go.
const EVENTS_MOST: usize = 20_000;

/// Where a world stands before something is asked of it.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    at: Time,
    wakes: u64,
    /// Of the next event.
    event: EventId,
}

impl Before {
    pub fn of(world: &World) -> Before {
        Before { at: world.now(), wakes: world.wakes(), event: EventId(world.journal().end()) }
    }
}

/// All that was asked, oldest first.
#[derive(Debug, Default)]
pub struct Log {
    calls: Vec<Kept>,
    fingerprint: Fingerprint,
}

#[derive(Debug)]
struct Kept {
    before: Before,
    what: Held,
    refused: Option<Refused>,
}

/// What changed something lies in the journal already.
#[derive(Debug)]
enum Held {
    InJournal,
    Command(Command),
    /// What could not be read as a command.
    Unread(String),
}

impl Log {
    pub fn len(&self) -> usize {
        self.calls.len()
    }
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Keeps a command that was just done, or refused, in `world`.
    pub fn note(&mut self, before: Before, command: &Command, refusal: Option<&Refusal>, world: &World) {
        let written = world.journal().get(before.event).map(|event| &event.what);
        let what = match written {
            Some(What::Commanded { command: kept }) if kept == command && refusal.is_none() => {
                Held::InJournal
            }
            Some(_) | None => Held::Command(command.clone()),
        };
        self.keep(before, what, refusal);
    }

    /// Keeps a call that could not be read.
    pub fn note_unread(&mut self, before: Before, target: &str, refusal: &Refusal) {
        self.keep(before, Held::Unread(target.to_owned()), Some(refusal));
    }

    fn keep(&mut self, before: Before, what: Held, refusal: Option<&Refusal>) {
        let refused = refusal.map(|refusal| Refused {
            error: refusal.error.as_str().to_owned(),
            message: refusal.message.clone(),
        });
        self.calls.push(Kept { before, what, refused });
    }

    /// What was asked from the call of this number on, as much as fits, and how far the world is.
    pub fn told(&mut self, world: &World, run: &str, from: usize) -> Told {
        let mut calls = Vec::new();
        let mut bytes = 0;
        for kept in self.calls.iter().skip(from).take(CALLS_MOST) {
            let asked = kept.asked(world);
            bytes += asked.line.len();
            calls.push(asked);
            if bytes > BYTES_MOST {
                break;
            }
        }
        let last = self.calls.get(from + calls.len()).and(calls.last());
        let (now_us, wakes) =
            last.map_or((world.now().as_micros(), world.wakes()), |last| (last.at_us, last.wakes));
        let up_to_date = last.is_none() && self.fingerprint.read(world.journal(), EVENTS_MOST);
        Told {
            watch: VERSION,
            run: run.to_owned(),
            era: world.era().name().to_owned(),
            seed: world.seed(),
            from,
            calls,
            all: self.calls.len(),
            now_us,
            wakes,
            digest: up_to_date.then(|| self.fingerprint.told()),
        }
    }
}

impl Kept {
    fn asked(&self, world: &World) -> Asked {
        let line = match &self.what {
            Held::Command(command) => command.to_string(),
            Held::Unread(target) => format!("# {}", target.replace(['\n', '\r'], " ")),
            Held::InJournal => match world.journal().get(self.before.event).map(|event| &event.what) {
                Some(What::Commanded { command }) => command.to_string(),
                // A journal keeps what it was told, so this never happens; a follower would say that it cannot read it.
                Some(_) | None => String::new(),
            },
        };
        Asked {
            at_us: self.before.at.as_micros(),
            wakes: self.before.wakes,
            line,
            refused: self.refused.clone(),
        }
    }
}
