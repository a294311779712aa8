//! What the driver is asked for, done.

use engine::api::{cli, copy};
use engine::command::{Command, Reply};
use engine::kernel::{Span, Time};
use engine::refusal::Refusal;
use engine::story::{Statement, Story};
use engine::view;
use engine::why;
use engine::world::World;

use super::saved::{BEFORE, BROKEN, QUESTION, Saved, scene_key};
use super::{Shell, begin, tutor, worlds};
use crate::content;
use crate::driver::{Driver, SHOWN_AT};
use crate::hook::Hook;
use crate::host;
use crate::line;
use crate::model::{Ask, Call, Place, Told};
use crate::share::check;
use crate::update::SPEEDS;

/// What comes of a solution is to be seen within this, in real seconds.
const SHOWN_WITHIN_S: u64 = 30;

impl Shell {
    #[inline(never)]
    pub(super) fn carry_out(&mut self, ask: Ask) -> Vec<Told> {
        if self.is_locked_for(&ask) {
            return vec![Told::Locked];
        }
        if self.would_part(&ask) {
            return vec![Told::Followed];
        }
        let mut told = self.leave_followed(&ask);
        told.extend(self.carried_out(ask));
        told
    }

    fn carried_out(&mut self, ask: Ask) -> Vec<Told> {
        match ask {
            Ask::Open { place, afresh } => self.open(place, afresh),
            Ask::Story(text) => self.open_story(&text),
            Ask::BringBack => self.bring_back(BEFORE),
            Ask::BackToQuestion => self.bring_back(QUESTION),
            Ask::KeepQuestion => {
                let kept = |text| Told::Saved { key: QUESTION.to_owned(), text };
                self.text().map(kept).into_iter().collect()
            }
            Ask::Era(era) => self.restart(|story| story.replayed(era, story.seed)),
            Ask::Restart => self.restart(Story::clone),
            Ask::ShowMe => self.show_me(),
            Ask::Save => self.save().into_iter().collect(),
            Ask::Data(ask) => self.keep(ask),
            Ask::Hear(text) => self.hear(&text),
            Ask::Unfollow => self.unfollow(),
            Ask::Making(ask) => self.make(ask),
            // It needs tasks: see `run`.
            Ask::Try(..) => vec![],
            Ask::Time(_)
            | Ask::Act(_)
            | Ask::Terminal(_)
            | Ask::Why(_)
            | Ask::Passport(_)
            | Ask::Compare(..)
            | Ask::EndCompare { .. }
            | Ask::NameBranch(..)
            | Ask::DeleteBranch(_)
            | Ask::Road(..)
            | Ask::Bytes(..)
            | Ask::WaitForRefusal(_)
            | Ask::Picture(_)
            | Ask::CopyScene
            | Ask::Share(_) => match self.driver.take() {
                Some(mut driver) => {
                    let told = self.ask(&mut driver, ask);
                    self.driver = Some(driver);
                    told
                }
                None => vec![],
            },
        }
    }

    #[inline(never)]
    fn ask(&self, driver: &mut Driver, ask: Ask) -> Vec<Told> {
        match ask {
            Ask::Time(time) => super::timed::timed(driver, time),
            Ask::Act(commands) => self.act(driver, &commands, false),
            Ask::Terminal(text) => self.terminal(driver, text),
            Ask::Why(of) => vec![Told::Why(super::why::answer(driver.world(), of))],
            Ask::Passport(which) => vec![Told::Passport(view::passport(driver.world(), &which))],
            Ask::Compare(..) | Ask::EndCompare { .. } | Ask::NameBranch(..) | Ask::DeleteBranch(_) => {
                worlds::carry_out(driver, ask)
            }
            Ask::Road(bucket, key, byte) => {
                vec![Told::Road(byte, view::road_at(driver.world(), &bucket, &key, byte))]
            }
            Ask::Bytes(bucket, key) => {
                let object = driver.world().buckets().object(&bucket, &key).ok();
                object.map(|object| Told::Bytes(key, object.content.0.bytes())).into_iter().collect()
            }
            Ask::WaitForRefusal(wait) => {
                driver.wait_for_refusal(wait);
                vec![]
            }
            Ask::Picture(picture) => vec![Told::Drawn(picture, self.drawn(driver))],
            Ask::Share(what) => {
                vec![Told::Shared(what, driver.history().retold().to_string(), driver.now())]
            }
            Ask::CopyScene => {
                let title = &driver.history().story().title;
                let scene = |form| copy::scene(driver.world(), title, form);
                vec![Told::SceneCopied(copy::Form::ALL.map(scene).into())]
            }
            Ask::Open { .. }
            | Ask::Story(_)
            | Ask::BringBack
            | Ask::KeepQuestion
            | Ask::BackToQuestion
            | Ask::Era(_)
            | Ask::Restart
            | Ask::ShowMe
            | Ask::Try(..)
            | Ask::Data(_)
            | Ask::Hear(_)
            | Ask::Unfollow
            | Ask::Making(_)
            | Ask::Save => vec![],
        }
    }

    /// Does the commands in order, up to the first that is refused.
    #[inline(never)]
    fn act(&self, driver: &mut Driver, commands: &[Command], typed: bool) -> Vec<Told> {
        let mut told = Vec::new();
        for command in commands {
            let answer = driver.act(command);
            let call = call(driver.world(), driver.now(), command, &answer);
            let refused = call.refused;
            told.push(Told::Called { call, typed });
            if refused {
                break;
            }
        }
        if let Place::Lab(_) = &self.model.place {
            told.push(Told::WrongTurn(tutor::says(driver.history())));
        }
        told
    }

    #[inline(never)]
    fn terminal(&self, driver: &mut Driver, line: String) -> Vec<Told> {
        let command = match line::parse_in(&line, driver.world().era()) {
            Ok(command) => command,
            Err(bad) => {
                let why = if bad.help { None } else { why::bad_line(driver.world(), &line) };
                let (out, failed, column) = (bad.message, !bad.help, bad.column);
                return vec![Told::Printed { line, out, failed, column, why }];
            }
        };
        let mut told = self.act(driver, std::slice::from_ref(&command), true);
        if let Some(Told::Called { call, .. }) = told.first().cloned() {
            told.push(Told::Printed {
                line,
                out: call.answer,
                failed: call.refused,
                column: None,
                why: call.why,
            });
        }
        told
    }

    /// The scene of a place, as it was left or from its start.
    #[inline(never)]
    fn open(&mut self, place: Place, afresh: bool) -> Vec<Told> {
        let key = scene_key(&place);
        if !afresh
            && !self.model.switches.embed
            && let Some(text) = self.store.get(&key).cloned()
        {
            match restored(&text) {
                Ok((driver, _))
                    if place == Place::Playground && self.wants_another(driver.history().story()) =>
                {
                    let mut told = self.anew(place);
                    told.push(Told::Saved { key: BEFORE.to_owned(), text });
                    told.push(Told::Kept);
                    return told;
                }
                Ok((driver, saved)) => {
                    let title = driver.history().story().title.clone();
                    self.driver = Some(driver);
                    let mut told = vec![Told::Opened { place, title, hook: saved.hook(), fresh: false }];
                    told.extend(saved.shown.then_some(Told::WasShown));
                    return told;
                }
                Err(why) => return self.set_aside(place, key, text, why),
            }
        }
        self.anew(place)
    }

    #[inline(never)]
    fn anew(&mut self, place: Place) -> Vec<Told> {
        let (story, hook) = match &place {
            Place::Playground => (&self.switched(content::hook()), Hook::Waiting),
            Place::Lab(id) => match content::lab(id) {
                Some(lab) => (&lab.story, Hook::Off),
                None => return vec![Told::BadStory(format!("There is no lab `{id}`."))],
            },
        };
        self.play(place, story, hook)
    }

    #[inline(never)]
    fn play(&mut self, place: Place, story: &Story, hook: Hook) -> Vec<Told> {
        match begin(story) {
            Ok(driver) => {
                self.driver = Some(driver);
                vec![Told::Opened { place, title: story.title.clone(), hook, fresh: true }]
            }
            Err(why) => vec![Told::BadStory(why)],
        }
    }

    #[inline(never)]
    fn open_story(&mut self, text: &str) -> Vec<Told> {
        let story = match check::story(text) {
            Ok(story) => self.switched(&story),
            Err(why) => return vec![Told::BadStory(why)],
        };
        let before = self.before();
        let mut told = self.play(Place::Playground, &story, Hook::Off);
        if matches!(told[..], [Told::Opened { .. }]) {
            told.push(Told::FromLink(before.is_some()));
            told.extend(before.map(|text| Told::Saved { key: BEFORE.to_owned(), text }));
        }
        told
    }

    /// The playground's scene as text, if the learner has done anything in it.
    #[inline(never)]
    pub(super) fn before(&self) -> Option<String> {
        if self.model.switches.embed {
            return None;
        }
        let here = self.model.place == Place::Playground;
        match &self.driver {
            Some(driver) if here => (!driver.history().actions().is_empty()).then(|| self.text())?,
            Some(_) | None => self.store.get(&scene_key(&Place::Playground)).cloned(),
        }
    }

    /// What was kept under this key becomes the playground's scene.
    #[inline(never)]
    fn bring_back(&mut self, key: &str) -> Vec<Told> {
        let Some(text) = self.store.get(key).cloned() else { return vec![] };
        match restored(&text) {
            Ok((driver, saved)) => {
                let title = driver.history().story().title.clone();
                let hook = saved.hook();
                self.driver = Some(driver);
                vec![Told::Opened { place: Place::Playground, title, hook, fresh: false }]
            }
            Err(why) => vec![Told::BadStory(why)],
        }
    }

    /// The same scene from its start, perhaps under other limits.
    #[inline(never)]
    fn restart(&mut self, change: impl Fn(&Story) -> Story) -> Vec<Told> {
        let Some(driver) = &self.driver else { return vec![] };
        let story = change(driver.history().story());
        let is_hook = story.title == content::hook().title && self.model.place == Place::Playground;
        let hook = if is_hook { Hook::Waiting } else { Hook::Off };
        self.play(self.model.place.clone(), &story, hook)
    }

    /// The lab from its start, with its solution playing itself; it pauses where the lab ends.
    #[inline(never)]
    fn show_me(&mut self) -> Vec<Told> {
        let place = self.model.place.clone();
        let mut told = self.anew(place);
        let Some(driver) = &mut self.driver else { return told };
        let story = driver.history().story();
        let Some(solution) = story.solutions.first() else { return told };
        let from = solution.from.since(Time::START);
        let commands = solution.lines.iter().filter_map(|line| match &line.what {
            Statement::Do(command) => {
                Some((line.at.unwrap_or(Time::START) + from, command.clone(), line.times as usize))
            }
            Statement::Refused(_)
            | Statement::Expect(_)
            | Statement::Predict(_)
            | Statement::Say(_)
            | Statement::Comment(_) => None,
        });
        let script: Vec<(Time, Command)> =
            commands.flat_map(|(at, command, times)| std::iter::repeat_n((at, command), times)).collect();
        let last = script.iter().map(|(at, _)| *at).max().unwrap_or(Time::START);
        let end = story.until;
        driver.play_script(script, soon(end.unwrap_or(last).since(last)));
        driver.stop_at(end);
        told.push(Told::Showing);
        told
    }

    #[inline(never)]
    fn save(&self) -> Option<Told> {
        // What stands in another page is not the learner's own scene.
        if self.model.switches.embed || self.follows() {
            return None;
        }
        Some(Told::Saved { key: scene_key(&self.model.place), text: self.text()? })
    }

    #[inline(never)]
    pub(super) fn text(&self) -> Option<String> {
        let driver = self.driver.as_ref()?;
        let mut saved = Saved::new(driver.history().save(), driver.speed(), &self.model.hook);
        saved.shown = self.model.lab.showing;
        Some(serde_json::to_string(&saved).expect("plain fields become JSON"))
    }

    /// Moves a scene that cannot be read out of the way, and begins the place anew behind the message.
    #[inline(never)]
    fn set_aside(&mut self, place: Place, key: String, text: String, why: String) -> Vec<Told> {
        let free = (1..).map(|n| format!("{BROKEN}.{n}")).find(|name| !self.store.contains_key(name));
        let aside = free.expect("there are more numbers than keys");
        self.store.remove(&key);
        let mut told = self.anew(place);
        told.push(Told::Saved { key: aside.clone(), text: text.clone() });
        told.push(Told::Removed { key });
        told.push(Told::Broken { key: aside, why, text });
        told
    }
}

/// The least speed, from that at which a solution is shown, at which so long a time is soon over.
fn soon(left: Span) -> u32 {
    let enough = |speed: &u32| *speed >= SHOWN_AT && left.as_seconds() / u64::from(*speed) <= SHOWN_WITHIN_S;
    SPEEDS.into_iter().find(enough).unwrap_or(SPEEDS[SPEEDS.len() - 1])
}

#[inline(never)]
fn restored(text: &str) -> Result<(Driver, Saved), String> {
    let saved = Saved::read(text)?;
    let mut driver = Driver::load(&saved.history, &host::tools::tools())?;
    driver.set_speed(saved.speed);
    Ok((driver, saved))
}

/// A call as the dock lists it. `world` is as the answer left it.
#[inline(never)]
pub(crate) fn call(world: &World, at: Time, command: &Command, answer: &Result<Reply, Refusal>) -> Call {
    let (answer, refusal) = match answer {
        Ok(reply) => (cli::render(command, reply, world.era()), None),
        Err(refusal) => (cli::render_refusal(command, refusal), Some(refusal)),
    };
    let why = refusal.map(|refusal| why::call_refused(world, command, refusal));
    // Its first sentence is the answer itself.
    let why = why.filter(|why| why.sentences.len() > 1 || !why.fixes.is_empty());
    Call { at, request: command.to_string(), answer, refused: refusal.is_some(), why }
}
