//! "Follow an endpoint": its address, its answers, and what is said when none comes.

use super::{after, engine, host, say, toast};
use crate::model::{Ask, Effect, Model, Msg, Task, WatchMsg, WatchState};
use crate::route::Route;

/// Real milliseconds until a silent endpoint is asked again; and until more is asked for while much waits to be done.
const AGAIN_MS: u32 = 1_000;
const LATER_MS: u32 = 200;
/// How long an endpoint holds a question to which it has nothing new.
const HELD_MS: u32 = 250;

#[inline(never)]
pub(super) fn watched(model: &mut Model, msg: WatchMsg) -> Vec<Effect> {
    match msg {
        WatchMsg::Open(open) => {
            model.watching.open = open;
            model.sharing.open = false;
            model.sheet = None;
            if open { vec![host(Task::Focus("watch-address"))] } else { vec![] }
        }
        WatchMsg::Address(text) => {
            model.watching.address = text;
            model.watching.error = None;
            vec![]
        }
        WatchMsg::Follow => follow(model),
        WatchMsg::Stop => {
            stop(model);
            model.watching.open = false;
            vec![engine(Ask::Unfollow), host(Task::Focus("main")), host(Task::SaveSoon)]
        }
        WatchMsg::Answered(ticket, _) | WatchMsg::Again(ticket) if ticket != model.watching.ticket => vec![],
        WatchMsg::Answered(_, Ok(text)) => vec![engine(Ask::Hear(text))],
        WatchMsg::Answered(ticket, Err(why)) => lost(model, ticket, why),
        WatchMsg::Again(_) => vec![ask(model, model.watching.next)],
    }
}

/// The endpoint of the address's switch, once.
#[inline(never)]
pub(super) fn switched(model: &mut Model) -> Vec<Effect> {
    let port = model.switches.watch;
    if port.is_none() || port == model.watching.switched {
        return vec![];
    }
    model.watching.switched = port;
    model.watching.address = format!("127.0.0.1:{}", port.unwrap_or_default());
    follow(model)
}

fn follow(model: &mut Model) -> Vec<Effect> {
    match address(&model.watching.address) {
        Ok(address) => model.watching.address = address,
        Err(why) => {
            model.watching.error = Some(why.clone());
            return say(model, why);
        }
    }
    stop(model);
    model.watching.open = true;
    model.watching.state = WatchState::Asking;
    let mut effects = vec![engine(Ask::Save)];
    if model.route != Route::Playground {
        effects.push(host(Task::Go(Route::Playground)));
    }
    effects.push(ask(model, 0));
    effects
}

/// Nothing more is asked, and answers that are on their way come too late.
pub(super) fn stop(model: &mut Model) {
    model.watching.ticket += 1;
    model.watching.next = 0;
    model.watching.state = WatchState::Off;
}

fn ask(model: &mut Model, from: usize) -> Effect {
    let watching = &mut model.watching;
    watching.next = from;
    let url = format!("http://{}/_lab/watch?from={from}&wait={HELD_MS}", watching.address);
    host(Task::Watch { url, ticket: watching.ticket })
}

fn lost(model: &mut Model, ticket: u64, why: String) -> Vec<Effect> {
    let first = !matches!(model.watching.state, WatchState::Lost(_));
    model.watching.state = WatchState::Lost(why);
    let mut effects = vec![after(AGAIN_MS, Msg::Watch(WatchMsg::Again(ticket)))];
    if first {
        effects
            .extend(say(model, "The endpoint does not answer. It is asked again every second.".to_owned()));
    }
    effects
}

/// What the engine made of an answer.
#[inline(never)]
pub(super) fn heard(model: &mut Model, heard: Result<(usize, bool), String>) -> Vec<Effect> {
    let ticket = model.watching.ticket;
    let (next, waits) = match heard {
        Ok(heard) => heard,
        Err(why) => return lost(model, ticket, why),
    };
    let before = std::mem::replace(&mut model.watching.state, WatchState::Following);
    model.watching.open = true;
    let mut effects = if waits {
        model.watching.next = next;
        vec![after(LATER_MS, Msg::Watch(WatchMsg::Again(ticket)))]
    } else {
        vec![ask(model, next)]
    };
    if before != WatchState::Following {
        effects.extend(say(model, format!("Following the endpoint on {}.", model.watching.address)));
    }
    effects
}

/// The two worlds are not the same.
#[inline(never)]
pub(super) fn differs(model: &mut Model, why: String) -> Vec<Effect> {
    stop(model);
    let said = format!("This page cannot follow any further. {why}");
    model.watching.state = WatchState::Differs(why);
    say(model, said)
}

#[inline(never)]
pub(super) fn unfollowed(model: &mut Model) -> Vec<Effect> {
    stop(model);
    toast(model, "The scene is yours now: rewind it, ask why, change it.".to_owned(), None)
}

/// What a followed world says to who wants to change it.
#[inline(never)]
pub(super) fn refused(model: &mut Model) -> Vec<Effect> {
    let text = "This is the world of the endpoint. Stop following, and it is yours to change.".to_owned();
    toast(model, text, Some(("Stop following".to_owned(), Msg::Watch(WatchMsg::Stop))))
}

/// Host and port. Only this machine can be followed: that is all that the page's policy lets through.
///
/// # Errors
/// What is wrong with it.
fn address(text: &str) -> Result<String, String> {
    let bare = text.trim().trim_start_matches("http://").trim_end_matches('/');
    let (host, port) = bare.rsplit_once(':').unwrap_or(("127.0.0.1", bare));
    if !["127.0.0.1", "localhost"].contains(&host) {
        return Err(
            "An endpoint on this machine can be followed: 127.0.0.1 or localhost, and its port.".to_owned()
        );
    }
    match port.parse::<u16>() {
        Ok(port) if port > 0 => Ok(format!("{host}:{port}")),
        Ok(_) | Err(_) => Err(format!("`{port}` is no port: write a number from 1 to 65,535.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_this_machine_and_has_a_port() {
        for text in ["4567", "127.0.0.1:4567", " http://127.0.0.1:4567/ "] {
            assert_eq!(address(text), Ok("127.0.0.1:4567".to_owned()), "{text}");
        }
        assert_eq!(address("localhost:1"), Ok("localhost:1".to_owned()));
        for (text, why) in [
            ("", "is no port"),
            ("0", "is no port"),
            ("65536", "is no port"),
            ("localhost", "is no port"),
            ("example.org:80", "on this machine"),
            ("127.0.0.1.example.org:80", "on this machine"),
            ("evil.org/127.0.0.1:80", "on this machine"),
        ] {
            let error = address(text).expect_err(text);
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
