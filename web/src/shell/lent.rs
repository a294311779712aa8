//! What is asked of the engine waits until the tools that it needs are loaded; nothing overtakes it meanwhile.

use std::collections::BTreeSet;

use engine::command::Command;
use engine::history::History;
use engine::story::Story;
use engine::tools::{self, Tool};

use super::Shell;
use super::saved::{BEFORE, Saved, scene_key};
use crate::content;
use crate::line;
use crate::model::{Ask, Place, Task, Told};

impl Shell {
    /// The ask back if it can be carried out now.
    #[inline(never)]
    pub(super) fn or_wait(&mut self, ask: Ask, tasks: &mut Vec<Task>) -> Option<Ask> {
        // What there is can be saved whatever is to come.
        if ask == Ask::Save {
            return Some(ask);
        }
        let first = self.waiting.is_empty();
        let missing = self.missing(&ask);
        if first && missing.is_empty() {
            return Some(ask);
        }
        self.waiting.push_back(ask);
        if first {
            tasks.push(Task::Lend(missing.into_iter().collect()));
        }
        None
    }

    /// What was to be loaded is there, or cannot be had: the engine says so then.
    #[inline(never)]
    pub(super) fn go_on(&mut self, tasks: &mut Vec<Task>) -> Vec<Told> {
        let mut told = Vec::new();
        if let Some(first) = self.waiting.front() {
            self.lent.extend(self.needs(first));
        }
        while let Some(ask) = self.waiting.pop_front() {
            let missing = self.missing(&ask);
            if !missing.is_empty() {
                self.waiting.push_front(ask);
                tasks.push(Task::Lend(missing.into_iter().collect()));
                break;
            }
            told.extend(self.carry_out(ask));
        }
        told
    }

    #[inline(never)]
    fn missing(&self, ask: &Ask) -> BTreeSet<Tool> {
        self.needs(ask).difference(&self.lent).copied().collect()
    }

    #[inline(never)]
    fn needs(&self, ask: &Ask) -> BTreeSet<Tool> {
        let of_commands = |commands: &[Command]| commands.iter().flat_map(tools::needs).collect();
        let kept = |key: &str| {
            let saved = self.store.get(key).and_then(|text| Saved::read(text).ok());
            saved.map(|saved| History::needs(&saved.history))
        };
        match ask {
            Ask::Act(commands) => of_commands(commands),
            Ask::Terminal(text) => {
                let Some(driver) = &self.driver else { return BTreeSet::new() };
                let command = line::parse_in(text, driver.world().era());
                command.map(|command| tools::needs(&command)).unwrap_or_default()
            }
            Ask::Open { place, afresh } => {
                let kept = kept(&scene_key(place)).filter(|_| !afresh);
                kept.unwrap_or_else(|| story_of(place).map(Story::needs).unwrap_or_default())
            }
            Ask::Story(text) => Story::parse(text).map(|story| story.needs()).unwrap_or_default(),
            Ask::BringBack => kept(BEFORE).unwrap_or_default(),
            Ask::ShowMe => story_of(&self.model.place).map(Story::needs).unwrap_or_default(),
            Ask::Hear(text) => needs_of_told(text),
            // The story of the scene has begun already, and its tools with it.
            Ask::Try(..)
            | Ask::Era(_)
            | Ask::Restart
            | Ask::KeepQuestion
            | Ask::BackToQuestion
            | Ask::Time(_)
            | Ask::Why(_)
            | Ask::Passport(_)
            | Ask::Compare(..)
            | Ask::EndCompare { .. }
            | Ask::NameBranch(..)
            | Ask::DeleteBranch(_)
            | Ask::Road(..)
            | Ask::Bytes(..)
            | Ask::WaitForRefusal(_)
            | Ask::Share(_)
            | Ask::Picture(_)
            | Ask::CopyScene
            | Ask::Making(_)
            | Ask::Unfollow
            | Ask::Data(_)
            | Ask::Save => BTreeSet::new(),
        }
    }
}

/// Of delivery streams alone, for the others need none.
#[inline(never)]
fn needs_of_told(text: &str) -> BTreeSet<Tool> {
    let Ok(told) = serde_json::from_str::<engine::watch::Told>(text) else { return BTreeSet::new() };
    let lines = told.calls.iter().map(|asked| &asked.line).filter(|line| line.starts_with("aws firehose"));
    lines.filter_map(|line| engine::story::command(line).ok()).flat_map(|it| tools::needs(&it)).collect()
}

#[inline(never)]
fn story_of(place: &Place) -> Option<&'static Story> {
    match place {
        Place::Playground => Some(content::hook()),
        Place::Lab(id) => content::lab(id).map(|lab| &lab.story),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use engine::command::{CreateDeliveryStream, Destination, Firehose, Processor};
    use engine::names::Name;

    use super::*;
    use crate::model::Msg;

    fn name(text: &str) -> Name {
        Name::parse(text).expect("a name")
    }

    fn lends(tasks: &[Task]) -> Vec<Vec<Tool>> {
        let tools = |task: &Task| if let Task::Lend(tools) = task { Some(tools.clone()) } else { None };
        tasks.iter().filter_map(tools).collect()
    }

    #[test]
    fn a_command_waits_for_its_tool_and_what_comes_later_waits_behind_it() {
        let mut shell = Shell::new(BTreeMap::new());
        shell.dispatch(Msg::Routed(crate::route::Route::Playground));
        let mut destination = Destination::s3(name("lake"));
        destination.processors.push(Processor::Metadata { query: "{a: .a}".to_owned() });
        let ask = CreateDeliveryStream::new(name("by-jq"), None, destination);
        let create = Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)));
        let bucket = engine::story::command("bucket later").expect("a line");
        let calls = shell.model.calls.len();
        assert_eq!(lends(&shell.dispatch(Msg::Act(vec![create]))), [[Tool::Jq]]);
        assert_eq!(lends(&shell.dispatch(Msg::Act(vec![bucket]))), Vec::<Vec<Tool>>::new());
        assert_eq!(shell.model.calls.len(), calls, "both wait");
        shell.dispatch(Msg::Lent);
        let made: Vec<_> =
            shell.model.calls.iter().map(|call| (call.request.clone(), call.refused)).collect();
        // No module can be loaded here: the command is refused with that, and the next one is done.
        assert!(made.iter().any(|(line, refused)| line.contains("by-jq") && *refused), "{made:?}");
        assert!(made.iter().any(|(line, refused)| line.contains("later") && !*refused), "{made:?}");
    }
}
