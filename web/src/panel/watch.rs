//! "Follow an endpoint": its address, how it goes, and what to type where nothing answers.

use web_sys::{HtmlInputElement, InputEvent, SubmitEvent};
use yew::prelude::*;

use super::{PanelProps, button};
use crate::model::{Followed, Model, Msg, TimeMsg, WatchMsg, WatchState};
use crate::prose;

/// Whether it is on the page.
pub fn shown(model: &Model) -> bool {
    model.watching.open || model.watching.state != WatchState::Off
}

#[function_component]
pub fn WatchPanel(props: &PanelProps) -> Html {
    let (model, on) = (&props.model, &props.on);
    let watching = &model.watching;
    let stop = |label: &str| button(on, "btn small", label, Msg::Watch(WatchMsg::Stop));
    let body = match (&watching.state, &model.facts.followed) {
        (WatchState::Off, _) => form(model, on),
        (WatchState::Asking, _) => html! {
            <>
                <p role="status">{ format!("Asking {}…", watching.address) }</p>
                { stop("Cancel") }
            </>
        },
        (WatchState::Lost(why), None) => html! {
            <>
                <p role="status"><b class="st lost">{ "Not there yet" }</b>{ format!(" {}: {why}. Start it, and this page follows: ", watching.address) }
                    <code>{ command(&watching.address) }</code></p>
                { stop("Cancel") }
            </>
        },
        (WatchState::Lost(why), Some(_)) => html! {
            <>
                <p role="status"><b class="st lost">{ "Lost" }</b>{ format!(" {}: {why}. It is asked again every second. What was seen stays.", watching.address) }</p>
                { stop("Stop following") }
            </>
        },
        (WatchState::Differs(why), _) => html! {
            <>
                <p role="alert"><b class="st lost">{ "Not the same world any more" }</b>{ format!(" {why}") }</p>
                { stop("Keep what was seen") }
            </>
        },
        (WatchState::Following, followed) => {
            let followed = followed.clone().unwrap_or_default();
            let playing = model.facts.clock.playing;
            html! {
                <>
                    <p><b class={classes!("st", if playing { "live" } else { "held" })}>{ if playing { "Following" } else { "Paused" } }</b>
                        { format!(" {} · ", watching.address) }{ told(&followed, playing) }</p>
                    if followed.reading {
                        <progress aria-label="Reading what was asked before" max={followed.all.to_string()} value={followed.calls.to_string()}></progress>
                    }
                    { button(on, "btn small", if playing { "Pause" } else { "Go on following" }, Msg::Time(TimeMsg::PlayPause)) }
                    { stop("Stop following") }
                </>
            }
        }
    };
    html! { <section class="watch" aria-label="Follow an endpoint">{ body }</section> }
}

/// How far it is, in a sentence.
fn told(followed: &Followed, playing: bool) -> String {
    let calls = prose::count(followed.calls as u64, "call");
    if followed.reading && followed.calls < followed.all {
        let all = prose::count(followed.all as u64, "call");
        return format!("reading what was asked before: {} of {all}", followed.calls);
    }
    if followed.all == 0 {
        return "nothing was asked there yet: run your script against it".to_owned();
    }
    let refused =
        if followed.refused > 0 { format!(", {} refused", followed.refused) } else { String::new() };
    let waits = followed.all.saturating_sub(followed.calls);
    let waits = if waits > 0 && !playing { format!(", {waits} more since") } else { String::new() };
    let same = if followed.agreed > 0 { " · byte for byte the same world" } else { "" };
    format!("{calls}{refused}{waits}{same}")
}

/// What starts an endpoint there.
fn command(address: &str) -> String {
    match address.rsplit_once(':').map(|(_, port)| port) {
        Some("4567") | None => "cargo xtask endpoint".to_owned(),
        Some(port) => format!("cargo xtask endpoint --port {port}"),
    }
}

fn form(model: &Model, on: &Callback<Msg>) -> Html {
    let watching = &model.watching;
    let typed = {
        let on = on.clone();
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            on.emit(Msg::Watch(WatchMsg::Address(text)));
        })
    };
    let submit = {
        let on = on.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            on.emit(Msg::Watch(WatchMsg::Follow));
        })
    };
    let wrong = watching.error.is_some();
    html! {
        <form onsubmit={submit}>
            <label for="watch-address">{ "Endpoint" }</label>
            <input id="watch-address" type="text" autocomplete="off" spellcheck="false" value={watching.address.clone()} oninput={typed}
                aria-invalid={wrong.then_some("true")} aria-describedby="watch-says" />
            <button type="submit" class="btn p small">{ "Follow" }</button>
            { button(on, "btn small", "Close", Msg::Watch(WatchMsg::Open(false))) }
            <span id="watch-says" class={if wrong { "err" } else { "mut" }}>
                if let Some(error) = &watching.error {
                    { error }
                } else {
                    { "See your own boto3 script or AWS CLI on the stage. Start " }<code>{ "cargo xtask endpoint" }</code>{ ", and give them its address." }
                }
            </span>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is_is_a_sentence() {
        let followed =
            |calls, all, refused, agreed, reading| Followed { calls, all, refused, agreed, reading };
        for (what, playing, said) in [
            (followed(0, 0, 0, 1, false), true, "nothing was asked there yet: run your script against it"),
            (followed(12, 5_000, 0, 0, true), true, "reading what was asked before: 12 of 5,000 calls"),
            (followed(1, 1, 0, 0, false), true, "1 call"),
            (followed(128, 128, 3, 9, false), true, "128 calls, 3 refused · byte for byte the same world"),
            (
                followed(128, 140, 3, 9, false),
                false,
                "128 calls, 3 refused, 12 more since · byte for byte the same world",
            ),
        ] {
            assert_eq!(told(&what, playing), said);
        }
        assert_eq!(command("127.0.0.1:4567"), "cargo xtask endpoint");
        assert_eq!(command("localhost:81"), "cargo xtask endpoint --port 81");
    }
}
