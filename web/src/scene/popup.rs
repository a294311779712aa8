//! What opens over the stage: the list of keys, what can be added, "Move to…" and "Merge with…". Native dialogs: Esc closes them and
//! focus goes back to where it was.

use engine::names::{Name, ShardId};
use engine::view::View;
use yew::prelude::*;

use super::StageAction;
use super::drag::movable_to;
use super::keys;
use super::layout::{Lane, Picture, mergeable, neighbours};
use super::more::{Entry, groups};
use crate::modal::use_modal;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Popup {
    Keys,
    /// Where this producer may go.
    Move(Name),
    /// With which neighbour this shard may be merged.
    Merge(Name, ShardId),
    /// Everything that can be added.
    More,
}

#[derive(Properties, PartialEq)]
struct DialogProps {
    title: String,
    children: Html,
    closed: Callback<()>,
}

#[function_component]
fn Dialog(props: &DialogProps) -> Html {
    let node = use_modal();
    let onclose = props.closed.reform(|_: Event| ());
    html! {
        <dialog class="dlg" ref={node} aria-labelledby="stage-popup" {onclose}>
            <form method="dialog">
                <h2 id="stage-popup" style="margin-top:0">{ &props.title }</h2>
                { props.children.clone() }
                <div class="btns"><button class="btn">{ "Close" }</button></div>
            </form>
        </dialog>
    }
}

/// The dialog that is open.
pub fn show(
    popup: &Popup,
    picture: &Picture,
    view: &View,
    on: &Callback<StageAction>,
    closed: Callback<()>,
) -> Html {
    let (title, children) = match popup {
        Popup::Keys => ("Keys".to_owned(), key_list()),
        Popup::More => ("Add to the scene".to_owned(), additions(on)),
        Popup::Move(name) => (format!("Move {name} to…"), targets(name, view, on)),
        Popup::Merge(stream, shard) => {
            let lane = picture.lanes.iter().find(|lane| lane.stream == *stream && lane.shard == *shard);
            let short = shard.short();
            (
                format!("Merge shard …{short} with…"),
                lane.map(|lane| merges(lane, picture, on)).unwrap_or_default(),
            )
        }
    };
    html! { <Dialog {title} {closed}>{ children }</Dialog> }
}

fn key_list() -> Html {
    let row = |(key, what): &(&'static str, &'static str)| {
        let keys = key.split_whitespace().filter(|_| !key.is_empty());
        let keys = keys.map(|key| html! { <><kbd>{ key }</kbd>{ " " }</> });
        html! { <tr><td style="white-space:nowrap">{ for keys }</td><td>{ *what }</td></tr> }
    };
    html! { <table><tbody>{ for keys::LIST.iter().map(row) }</tbody></table> }
}

fn targets(name: &Name, view: &View, on: &Callback<StageAction>) -> Html {
    let now = view.producers.iter().find(|it| it.name == *name).map(|it| it.to.clone());
    let item = |to: engine::command::Target| {
        let here = now.as_ref() == Some(&to);
        let say = if here { format!("{} (it sends there now)", to.name()) } else { to.name().to_string() };
        let (on, action) = (on.clone(), StageAction::MoveProducer { name: name.clone(), to });
        html! { <button disabled={here} onclick={move |_| on.emit(action.clone())}>{ say }</button> }
    };
    html! { <div class="menu">{ for movable_to(view).into_iter().map(item) }</div> }
}

fn additions(on: &Callback<StageAction>) -> Html {
    let item = |entry: Entry| {
        let on = on.clone();
        let add = move |_| on.emit(entry.add.clone());
        html! { <><button onclick={add}>{ entry.word }</button><small class="mut">{ entry.note }</small></> }
    };
    let group = |(title, entries): (&'static str, Vec<Entry>)| {
        html! { <section><h3>{ title }</h3><div class="menu">{ for entries.into_iter().map(item) }</div></section> }
    };
    html! { <div class="additions">{ for groups().into_iter().map(group) }</div> }
}

fn merges(lane: &Lane, picture: &Picture, on: &Callback<StageAction>) -> Html {
    let found: Vec<&Lane> = neighbours(&picture.lanes, lane).into_iter().flatten().collect();
    if found.is_empty() {
        return html! { <p>{ "It has no open neighbour: a shard is merged only with one whose hash keys touch its own." }</p> };
    }
    let item = |other: &Lane| match mergeable(lane, other) {
        Ok((lower, upper)) => {
            let (on, action) = (on.clone(), StageAction::Merge { stream: lane.stream.clone(), lower, upper });
            html! { <button onclick={move |_| on.emit(action.clone())}>{ format!("shard …{}", other.short) }</button> }
        }
        Err(why) => {
            html! { <><button disabled=true>{ format!("shard …{}", other.short) }</button><small class="mut">{ why }</small></> }
        }
    };
    html! { <div class="menu">{ for found.into_iter().map(item) }</div> }
}
