//! A bucket: its objects by folder, newest first.

use engine::kernel::units::grouped;
use engine::names::Name;
use engine::view::{BucketView, ObjectView};
use yew::prelude::*;

use super::heading;
use super::{kick, row, send};
use crate::model::{InspectMsg, Msg};
use crate::prose;
use crate::scene::Selection;

/// Objects shown of one folder.
const LISTED: usize = 40;

pub fn show(bucket: &BucketView, on: &Callback<Msg>) -> Html {
    let mut folders: Vec<&str> = bucket.object.iter().map(|object| folder(&object.key)).collect();
    folders.sort_unstable();
    folders.dedup();
    let lists = folders.into_iter().map(|name| {
        let inside = bucket.object.iter().rev().filter(|object| folder(&object.key) == name).take(LISTED);
        html! {
            <>
                { kick(if name.is_empty() { "/" } else { name }) }
                { list(&bucket.name, inside, on) }
            </>
        }
    });
    html! {
        <>
            { heading("S3 bucket", bucket.name.as_str(), on) }
            { row("objects", grouped(bucket.objects)) }
            { row("bytes", prose::bytes(bucket.bytes)) }
            if bucket.object.is_empty() {
                <p class="mut">{ "Empty: nothing was written so far." }</p>
            }
            { for lists }
        </>
    }
}

fn folder(key: &str) -> &str {
    key.rfind('/').map_or("", |end| &key[..=end])
}

/// Objects as buttons that open them.
pub fn list<'a>(bucket: &Name, objects: impl Iterator<Item = &'a ObjectView>, on: &Callback<Msg>) -> Html {
    let rows = objects.map(|object| {
        let selection = Selection::Object { bucket: bucket.clone(), key: object.key.clone() };
        let name = &object.key[folder(&object.key).len()..];
        html! {
            <button type="button" onclick={send(on, Msg::Inspect(InspectMsg::Select(selection)))}>
                <time>{ prose::spoken(object.written) }</time>
                <span>{ format!("{name} · {} · {} · by {}", prose::count(object.records, "record"), prose::bytes(object.bytes), object.fired_by.word()) }</span>
            </button>
        }
    });
    html! { <div class="log">{ for rows }</div> }
}
