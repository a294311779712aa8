//! A bucket: its tree of folders, newest objects first, failure folders grey until used; and the switch that breaks it.

use engine::command::Place;
use engine::kernel::units::grouped;
use engine::names::Name;
use engine::view::{BucketView, ObjectView, View};
use yew::prelude::*;

use super::tree::{Node, tree};
use super::{breaking, button, heading, kick, row, send};
use crate::model::{InspectMsg, Inspector, Model, Msg};
use crate::prose;
use crate::scene::Selection;

/// Objects shown of one folder.
const LISTED: usize = 100;

pub fn show(bucket: &BucketView, model: &Model, view: &View, on: &Callback<Msg>) -> Html {
    let root = tree(bucket);
    html! {
        <>
            { heading("S3 bucket", bucket.name.as_str(), on) }
            { row("objects", grouped(bucket.objects)) }
            { row("bytes", prose::bytes(bucket.bytes)) }
            if bucket.object.is_empty() {
                <p class="mut">{ "Empty: nothing was written so far." }</p>
            }
            { kick("Folders") }
            { inside(&root, &bucket.name, &model.inspector, on) }
            { breaking::show(Place::Bucket(bucket.name.clone()), view, on) }
        </>
    }
}

/// What lies in an open folder.
fn inside(node: &Node<'_>, bucket: &Name, open: &Inspector, on: &Callback<Msg>) -> Html {
    // The latest date first; what has failed below all data.
    let data = node.folders.values().rev().filter(|child| !child.failure);
    let failures = node.folders.values().filter(|child| child.failure);
    let listed = LISTED * (1 + open.older.get(&node.path).copied().unwrap_or(0));
    let older = node.objects.len().saturating_sub(listed);
    let next = format!("Show {} older", grouped(older.min(LISTED) as u64));
    html! {
        <ul class="tree">
            { for data.map(|child| folder(child, bucket, open, on)) }
            { for failures.map(|child| folder(child, bucket, open, on)) }
            if !node.objects.is_empty() {
                <li>{ list(bucket, node.objects.iter().rev().take(listed).copied(), on) }
                    if older > 0 {
                        { button(on, "btn small", &next, Msg::Inspect(InspectMsg::Older(node.path.clone()))) }
                        <small class="mut">{ format!(" of {} more", grouped(older as u64)) }</small>
                    }</li>
            }
        </ul>
    }
}

fn folder(node: &Node<'_>, bucket: &Name, open: &Inspector, on: &Callback<Msg>) -> Html {
    let is_open = node.open(&open.folders);
    let used = node.count > 0;
    let class = match (node.failure, used) {
        (true, false) => "mut",
        (true, true) => "er",
        (false, _) => "",
    };
    let sums = if used {
        format!("{} · {}", prose::count(node.count, "object"), prose::count(node.records, "record"))
    } else if node.failure {
        "nothing has failed".to_owned()
    } else {
        String::new()
    };
    let sign = if is_open { "▾" } else { "▸" };
    let mark = if node.failure && used { " ✕" } else { "" };
    html! {
        <li key={node.path.clone()}>
            <button type="button" {class} aria-expanded={is_open.to_string()}
                onclick={send(on, Msg::Inspect(InspectMsg::Folder(node.path.clone(), !is_open)))}>
                { format!("{sign} {}{mark}", node.name) }<small>{ sums }</small>
            </button>
            if is_open { { inside(node, bucket, open, on) } }
        </li>
    }
}

/// Objects as buttons that open them.
pub fn list<'a>(bucket: &Name, objects: impl Iterator<Item = &'a ObjectView>, on: &Callback<Msg>) -> Html {
    let rows = objects.map(|object| {
        let selection = Selection::Object { bucket: bucket.clone(), key: object.key.clone() };
        let name = object.key.rsplit('/').next().unwrap_or_default();
        html! {
            <button type="button" onclick={send(on, Msg::Inspect(InspectMsg::Select(selection)))}>
                <time>{ prose::spoken(object.written) }</time>
                <span>{ format!("{name} · {} · {} · by {}", prose::count(object.records, "record"), prose::bytes(object.bytes), object.fired_by.word()) }</span>
            </button>
        }
    });
    html! { <div class="log">{ for rows }</div> }
}
