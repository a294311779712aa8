//! "Share…": links, files and pictures, and what comes in from outside.

use engine::kernel::Time;
use engine::kernel::units::{grouped, print_span};

use super::{engine, host, say, toast};
use crate::model::{Ask, Effect, Model, Msg, Picture, Problem, ShareMsg, Task, Told, What};
use crate::route::Route;
use crate::share::{check, link};

#[inline(never)]
pub(super) fn shared(model: &mut Model, share: ShareMsg) -> Vec<Effect> {
    match share {
        ShareMsg::Menu => {
            model.sharing.open = !model.sharing.open;
            model.sheet = None;
            if model.sharing.open { vec![host(Task::Focus("share"))] } else { vec![] }
        }
        ShareMsg::AtInstant(at_instant) => {
            model.sharing.at_instant = at_instant;
            vec![]
        }
        ShareMsg::Send(what) => {
            model.sharing.open = false;
            vec![engine(Ask::Share(what))]
        }
        ShareMsg::Draw(picture) => {
            model.sharing.open = false;
            vec![engine(Ask::Picture(picture))]
        }
        ShareMsg::NoPicture(why) => toast(model, format!("The picture could not be made: {why}"), None),
        ShareMsg::Brought(name, bytes) => brought(model, &name, bytes),
    }
}

/// The story is there: it goes out.
#[inline(never)]
pub(super) fn ready(model: &mut Model, what: What, story: &str, at: Time) -> Vec<Effect> {
    if what == What::File {
        let name = format!("{}.story", file_name(&model.title));
        let mut effects = vec![host(Task::Download { name: name.clone(), bytes: story.as_bytes().to_vec() })];
        effects.extend(say(model, format!("Saved as {name}.")));
        return effects;
    }
    let mut hash = Route::Shared(link::pack(story)).hash();
    let mut switches = vec![];
    if model.sharing.at_instant {
        switches.push(format!("at={}", print_span(at.since(Time::START))));
    }
    if what == What::Frame {
        switches.push("embed".to_owned());
    }
    if !switches.is_empty() {
        hash.push_str(&format!("?{}", switches.join("&")));
    }
    if hash.len() > link::MOST {
        let text = format!(
            "A link to this scene would have {} characters; more than {} get lost on the way. Send a file instead: it has {} bytes.",
            grouped(hash.len() as u64),
            grouped(link::MOST as u64),
            grouped(story.len() as u64)
        );
        let button = ("Save as file".to_owned(), Msg::Share(ShareMsg::Send(What::File)));
        return toast(model, text, Some(button));
    }
    match what {
        What::Frame => vec![host(Task::CopyFrame(hash))],
        What::Link | What::File => vec![host(Task::CopyLink(hash))],
    }
}

/// The scene's shapes are there: the browser dresses them.
#[inline(never)]
pub(super) fn drawn(model: &Model, picture: Picture, svg: String) -> Vec<Effect> {
    let kind = match picture {
        Picture::Svg => "svg",
        Picture::Png => "png",
    };
    let (name, title) = (format!("{}.{kind}", file_name(&model.title)), model.title.clone());
    vec![host(Task::Picture { picture, name, title, svg })]
}

/// A file takes the place of the scene, which is kept; or it is said what is wrong with it.
#[inline(never)]
fn brought(model: &mut Model, name: &str, bytes: Result<Vec<u8>, String>) -> Vec<Effect> {
    model.sharing.open = false;
    if model.switches.lock {
        return super::told::told(model, Told::Locked);
    }
    if name.ends_with(".md") {
        return match bytes.and_then(|bytes| check::lab(name, &bytes)) {
            Ok(lab) => super::making::play(model, lab),
            Err(text) => cannot(model, name, text),
        };
    }
    match bytes.and_then(|bytes| check::bytes(&bytes)) {
        Ok(story) => vec![engine(Ask::Save), engine(Ask::Story(story.to_string()))],
        Err(text) => cannot(model, name, text),
    }
}

fn cannot(model: &mut Model, name: &str, text: String) -> Vec<Effect> {
    let title = format!("{} cannot be opened", crate::prose::cut(name, 60));
    let effects = say(model, format!("{title}. {text}"));
    model.notices.problem = Some(Problem { title, text, broken: None });
    effects
}

/// The scene's title as the name of a file, without what stands behind the point.
#[inline(never)]
pub(super) fn file_name(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words.collect::<Vec<_>>().join("-").to_lowercase().chars().take(60).collect();
    if name.is_empty() { "scene".to_owned() } else { name }
}
