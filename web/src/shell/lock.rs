//! What the address switches of the scene itself: its era and seed, and that nothing may change it.

use engine::story::Story;
use engine::world::World;

use super::Shell;
use crate::line;
use crate::model::{Ask, DataAsk, TimeMsg};

impl Shell {
    /// The story with the era and the seed of the address.
    pub(super) fn switched(&self, story: &Story) -> Story {
        let switches = &self.model.switches;
        story.replayed(switches.era.unwrap_or(story.era), switches.seed.unwrap_or(story.seed))
    }

    /// Whether a kept scene has another era or seed than the address asks for.
    pub(super) fn wants_another(&self, kept: &Story) -> bool {
        self.switched(kept) != *kept
    }

    /// Whether the address forbids it: all that would change what happens in the scene.
    pub(super) fn is_locked_for(&self, ask: &Ask) -> bool {
        self.model.switches.lock && self.changes(ask)
    }

    pub(super) fn changes(&self, ask: &Ask) -> bool {
        match ask {
            Ask::Act(commands) => !commands.iter().all(World::only_looks),
            Ask::Terminal(text) => {
                let era = self.driver.as_ref().map(|driver| driver.world().era());
                era.is_some_and(|era| {
                    line::parse_in(text, era).is_ok_and(|command| !World::only_looks(&command))
                })
            }
            Ask::Time(TimeMsg::Undo | TimeMsg::Redo | TimeMsg::Switch(_)) => true,
            Ask::Era(_) | Ask::ShowMe | Ask::BringBack => true,
            // Two worlds leave the scene as it is, until one is kept.
            Ask::EndCompare { keep } => *keep,
            Ask::NameBranch(..) | Ask::DeleteBranch(_) => true,
            Ask::Data(DataAsk::Take { .. } | DataAsk::Erase(_) | DataAsk::Undo(_)) => true,
            // What the address itself names is opened, and a scene may begin again.
            Ask::Time(
                TimeMsg::PlayPause
                | TimeMsg::Play
                | TimeMsg::Pause
                | TimeMsg::Speed(_)
                | TimeMsg::ToStart
                | TimeMsg::Event { .. }
                | TimeMsg::Second { .. }
                | TimeMsg::Seek(_)
                | TimeMsg::PlayTo(..)
                | TimeMsg::Marker { .. }
                | TimeMsg::Skip(_)
                | TimeMsg::At(_),
            )
            | Ask::Open { .. }
            | Ask::Story(_)
            | Ask::Restart
            | Ask::Try(..)
            | Ask::KeepQuestion
            | Ask::BackToQuestion
            | Ask::Why(_)
            | Ask::Passport(_)
            | Ask::Compare(..)
            | Ask::Road(..)
            | Ask::Bytes(..)
            | Ask::WaitForRefusal(_)
            | Ask::Share(_)
            | Ask::Picture(_)
            | Ask::CopyScene
            | Ask::Making(_)
            | Ask::Hear(_)
            | Ask::Unfollow
            | Ask::Data(DataAsk::Export)
            | Ask::Save => false,
        }
    }
}
