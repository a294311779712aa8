//! The one knob that is changed: a setting, a line, the era, the seed, or the branch.

use super::done;
use crate::command::{Actor, Command, Setting};
use crate::era::Era;
use crate::history::History;
use crate::kernel::Time;
use crate::kernel::units::print_span;
use crate::story::{self, Line, Place, Statement, Story, When};

/// What differs in the changed world. A line goes by its place in [`lines`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Knob {
    /// Nothing: two equal worlds.
    None,
    /// A setting of a line, by its word, has this value.
    Setting {
        line: usize,
        word: String,
        value: String,
    },
    /// A line says this instead.
    Rewritten {
        line: usize,
        text: String,
    },
    LeftOut {
        line: usize,
    },
    /// A line more, at an instant or at the beginning.
    Added {
        at: Option<Time>,
        text: String,
    },
    Era(Era),
    Seed(u64),
    /// Another branch of the past, by its place in [`History::branches`].
    Branch(usize),
}

/// A line of the scene: of its story, or something that the learner did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneLine {
    pub at: Option<Time>,
    pub text: String,
    /// Word and value of each setting that it says, and whose they are.
    pub settings: Vec<(&'static str, String)>,
    pub of: String,
    pub by_the_learner: bool,
}

/// Where a line of the scene stands.
enum Spot {
    Story(usize),
    Done(usize),
}

fn of_story(story: &Story) -> impl Iterator<Item = (usize, &Line, &Command)> {
    story.lines.iter().enumerate().filter_map(|(at, line)| match &line.what {
        Statement::Do(command) => Some((at, line, command)),
        Statement::Refused(_)
        | Statement::Expect(_)
        | Statement::Predict(_)
        | Statement::Say(_)
        | Statement::Comment(_) => None,
    })
}

/// The lines of a scene that do something, in their order, and then what the learner did.
pub fn lines(history: &History) -> Vec<SceneLine> {
    let own = done(history.actions());
    let line = |at: Option<Time>, command: &Command, by_the_learner| {
        let (of, settings) = settings(command).map_or((String::new(), Vec::new()), |(of, settings)| {
            (of, settings.iter().map(split).filter(|(_, value)| !value.is_empty()).collect())
        });
        SceneLine { at, text: command.to_string(), settings, of, by_the_learner }
    };
    let story = of_story(history.story()).map(|(_, it, command)| line(it.at, command, false));
    story.chain(own.iter().map(|(at, command)| line(Some(*at), command, true))).collect()
}

/// `rate` and `1400/s`
fn split(setting: &Setting) -> (&'static str, String) {
    let (word, text) = (setting.word(), setting.to_string());
    (word, text.strip_prefix(word).unwrap_or(&text).trim().to_owned())
}

fn settings(command: &Command) -> Option<(String, &[Setting])> {
    let Command::Actor(
        Actor::Producer { name, settings, .. }
        | Actor::Consumer { name, settings, .. }
        | Actor::Function { name, settings }
        | Actor::Feed { name, settings, .. }
        | Actor::Set { name, settings },
    ) = command
    else {
        return None;
    };
    Some((name.to_string(), settings))
}

/// # Errors
/// What is wrong with the text.
fn read(text: &str) -> Result<Command, String> {
    story::command(text.trim()).map_err(|error| format!("column {}: {}", error.column, error.message))
}

/// A setting of an actor from its word and a text.
fn read_setting(of: &str, word: &str, value: &str) -> Result<Setting, String> {
    let command = read(&format!("set {of} {word} {}", value.trim()))?;
    match command {
        Command::Actor(Actor::Set { mut settings, .. }) if settings.len() == 1 => Ok(settings.remove(0)),
        Command::Actor(_)
        | Command::Kinesis(_)
        | Command::Firehose(_)
        | Command::S3(_)
        | Command::Dynamodb(_)
        | Command::Kms(_)
        | Command::Lambda(_)
        | Command::Answer(_) => Err(format!("`{value}` is not one value of {word}.")),
    }
}

/// The command with one setting changed, and that setting as it was.
fn with_setting(command: &Command, word: &str, value: &str) -> Result<(Command, String), String> {
    let mut command = command.clone();
    let (of, old) = settings(&command)
        .and_then(|(of, all)| Some((of, all.iter().find(|it| it.word() == word)?.clone())))
        .ok_or_else(|| format!("This line says nothing of {word}."))?;
    let new = read_setting(&of, word, value)?;
    if let Command::Actor(
        Actor::Producer { settings, .. }
        | Actor::Consumer { settings, .. }
        | Actor::Function { settings, .. }
        | Actor::Feed { settings, .. }
        | Actor::Set { settings, .. },
    ) = &mut command
    {
        settings.iter_mut().filter(|it| it.word() == word).for_each(|it| *it = new.clone());
    }
    Ok((command, split(&old).1))
}

/// The line at a place among [`lines`].
fn find<'a>(
    story: &'a Story,
    own: &'a [(Time, Command)],
    line: usize,
) -> Result<(Spot, &'a Command), String> {
    let count = of_story(story).count();
    let found = match line.checked_sub(count) {
        None => of_story(story).nth(line).map(|(at, _, command)| (Spot::Story(at), command)),
        Some(at) => own.get(at).map(|(_, command)| (Spot::Done(at), command)),
    };
    found.ok_or_else(|| "The scene has no such line.".to_owned())
}

impl Knob {
    /// The changed scene.
    pub(super) fn turned(
        &self,
        history: &History,
        story: &Story,
        own: &[(Time, Command)],
    ) -> Result<(Story, Vec<(Time, Command)>), String> {
        let (mut story, mut own) = (story.clone(), own.to_vec());
        let mut put = |line: usize, new: Option<Command>| -> Result<(), String> {
            let (spot, _) = find(&story, &own, line)?;
            match (spot, new) {
                (Spot::Story(at), Some(command)) => story.lines[at].what = Statement::Do(command),
                (Spot::Story(at), None) => drop(story.lines.remove(at)),
                (Spot::Done(at), Some(command)) => own[at].1 = command,
                (Spot::Done(at), None) => drop(own.remove(at)),
            }
            Ok(())
        };
        match self {
            Knob::None => {}
            Knob::Setting { line, word, value } => {
                let command =
                    with_setting(find(history.story(), &done(history.actions()), *line)?.1, word, value)?.0;
                put(*line, Some(command))?;
            }
            Knob::Rewritten { line, text } => put(*line, Some(read(text)?))?,
            Knob::LeftOut { line } => put(*line, None)?,
            Knob::Added { at, text } => {
                let when = at.map_or(When::Unsaid, When::At);
                let what = Statement::Do(read(text)?);
                story.lines.push(Line { place: Place::default(), when, at: *at, times: 1, what });
            }
            Knob::Era(era) => story = story.replayed(*era, story.seed),
            Knob::Seed(seed) => story = story.replayed(story.era, *seed),
            Knob::Branch(index) => {
                own = done(&history.branches().get(*index).ok_or("There is no such branch.")?.actions);
            }
        }
        Ok((story, own))
    }

    /// The command that changes it from now on; none for no knob.
    pub(super) fn now(&self, story: &Story, own: &[(Time, Command)]) -> Result<Option<Command>, String> {
        match self {
            Knob::None => Ok(None),
            Knob::Setting { line, word, value } => {
                let (of, _) = settings(find(story, own, *line)?.1).ok_or("This line has no settings.")?;
                read(&format!("set {of} {word} {}", value.trim())).map(Some)
            }
            Knob::Added { text, .. } => read(text).map(Some),
            Knob::Rewritten { .. }
            | Knob::LeftOut { .. }
            | Knob::Era(_)
            | Knob::Seed(_)
            | Knob::Branch(_) => Err("That would change what has been: compare from the start.".to_owned()),
        }
    }

    /// The knob in words.
    pub(super) fn says(&self, history: &History, story: &Story, own: &[(Time, Command)]) -> String {
        let told = |line: usize| find(story, own, line).map_or(String::new(), |(_, command)| command.told());
        let at = |at: &Option<Time>| {
            at.map_or("at the start".to_owned(), |at| format!("at {}", print_span(at.since(Time::START))))
        };
        match self {
            Knob::None => "nothing changed".to_owned(),
            Knob::Setting { line, word, value } => {
                let found = find(story, own, *line).ok();
                let of = found.as_ref().and_then(|(_, it)| settings(it)).map_or(String::new(), |(of, _)| of);
                let was = found
                    .and_then(|(_, it)| with_setting(it, word, value).ok())
                    .map_or(String::new(), |(_, was)| was);
                format!("{of}: {word} {was} → {}", value.trim())
            }
            Knob::Rewritten { line, text } => format!("{} → {}", told(*line), text.trim()),
            Knob::LeftOut { line } => format!("without: {}", told(*line)),
            Knob::Added { at: when, text } => format!("{}: {}", at(when), text.trim()),
            Knob::Era(era) => format!("era {} → {era}", story.era),
            Knob::Seed(seed) => format!("seed {} → {seed}", story.seed),
            Knob::Branch(index) => {
                let all = history.told_branches();
                let found = all.into_iter().find(|it| it.index == Some(*index));
                format!("branch “{}”", found.map_or(String::new(), |it| it.name))
            }
        }
    }
}
