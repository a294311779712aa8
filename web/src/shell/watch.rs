//! A scene that follows the world of an endpoint.

use engine::watch;

use super::Shell;
use super::saved::{BEFORE, scene_key};
use crate::driver::Driver;
use crate::hook::Hook;
use crate::host;
use crate::model::{Ask, Place, Told};

/// Calls that may wait before more is asked for.
const WAITING_MOST: usize = 2_000;

impl Shell {
    pub(super) fn follows(&self) -> bool {
        self.driver.as_ref().is_some_and(|driver| driver.following().is_some())
    }

    /// What an endpoint answered: more of the world that is followed, or another one.
    #[inline(never)]
    pub(super) fn hear(&mut self, text: &str) -> Vec<Told> {
        let read = serde_json::from_str::<watch::Told>(text);
        let heard = match read {
            Ok(told) => told,
            Err(error) => return vec![Told::Heard(Err(format!("what it answers cannot be read: {error}")))],
        };
        let mut told = Vec::new();
        if !self.driver.as_mut().is_some_and(|driver| driver.hear(&heard)) {
            let again = self.follows();
            if heard.from > 0 {
                // It is asked from its first call on.
                return vec![Told::Another, Told::Heard(Ok((0, false)))];
            }
            let title = format!("The endpoint on {}", self.model.watching.address);
            let before = if again { None } else { self.before() };
            match Driver::follow(&heard, &title, &host::tools::tools()) {
                Ok(driver) => self.driver = Some(driver),
                Err(why) => return vec![Told::Heard(Err(why))],
            }
            told.push(Told::Opened { place: Place::Playground, title, hook: Hook::Off, fresh: false });
            told.extend(before.map(|text| Told::Saved { key: BEFORE.to_owned(), text }));
        }
        let Some(following) = self.driver.as_ref().and_then(Driver::following) else { return told };
        let follower = following.follower();
        let waits = follower.heard() - follower.done() > WAITING_MOST;
        told.push(Told::Heard(Ok((follower.heard(), waits))));
        told
    }

    /// The followed world becomes the learner's own scene.
    #[inline(never)]
    pub(super) fn unfollow(&mut self) -> Vec<Told> {
        if !self.follows() {
            return vec![];
        }
        if let Some(driver) = &mut self.driver {
            driver.stop_following();
        }
        vec![Told::Unfollowed]
    }

    /// Another scene is opened: the followed one is kept as the playground's.
    #[inline(never)]
    pub(super) fn leave_followed(&mut self, ask: &Ask) -> Vec<Told> {
        let another = matches!(ask, Ask::Open { .. } | Ask::Story(_) | Ask::BringBack);
        if !another || !self.follows() {
            return vec![];
        }
        let mut told = self.unfollow();
        told.extend(self.text().map(|text| Told::Saved { key: scene_key(&Place::Playground), text }));
        told
    }

    /// What would make the world here another one than the one there: looks too, for they are counted.
    pub(super) fn would_part(&self, ask: &Ask) -> bool {
        let parts =
            matches!(ask, Ask::Act(_) | Ask::Terminal(_) | Ask::Try(..) | Ask::Restart | Ask::Compare(..));
        self.follows() && (parts || self.changes(ask)) && !matches!(ask, Ask::BringBack)
    }
}
