//! An object of a bucket, opened: its lines, a card for each failed record, links to what a manifest names. `rawData`
//! decodes with one click.

use engine::names::Name;
use yew::prelude::*;

use super::record::{Failed, decoded, failed, manifest};
use super::{button, heading, kick, row};
use crate::model::{InspectMsg, Model, Msg};
use crate::prose;
use crate::scene::Selection;

/// Lines shown of one object.
const LINES: usize = 200;

fn select(selection: Selection) -> Msg {
    Msg::Inspect(InspectMsg::Select(selection))
}

pub fn show(model: &Model, bucket: &Name, on: &Callback<Msg>) -> Html {
    let back = button(on, "btn small", "‹ Bucket", select(Selection::Bucket(bucket.clone())));
    let Some(object) = &model.facts.looked.object else {
        return html! { <><p class="mut">{ "This object is not written at this instant." }</p>{ back }</> };
    };
    let name = object.key.rsplit('/').next().unwrap_or(&object.key);
    let lines: Vec<&str> = object.text.lines().collect();
    let more = lines.len() > LINES || object.truncated;
    let did_not_arrive = model.facts.view.as_ref().is_some_and(|view| {
        let objects = view.buckets.iter().filter(|it| it.name == *bucket).flat_map(|it| &it.object);
        objects.rev().find(|it| it.key == object.key).is_some_and(|it| super::tree::fails(it.folder))
    });
    let body = match manifest(&object.text) {
        Some(entries) => named(&entries, on),
        None => lines.iter().take(LINES).enumerate().map(|(i, text)| line(model, i, text, on)).collect(),
    };
    html! {
        <>
            { heading("object", name, on) }
            { back }
            { row("key", &object.key) }
            { row("size", prose::bytes(object.bytes)) }
            { row("records", object.records) }
            { row("written", format!("{} · by {}", object.written, object.fired_by.word())) }
            if did_not_arrive {
                <div class="btns">{ button(on, "btn", "Why did they not arrive?", Msg::WhyObject(bucket.clone(), object.key.clone())) }</div>
            }
            { kick("Its lines") }
            { body }
            if more {
                <p class="mut">{ "Only the beginning is shown; `aws s3 cp` in the terminal prints it." }</p>
            }
        </>
    }
}

/// The objects that a manifest names, as links.
fn named(entries: &[(String, String)], on: &Callback<Msg>) -> Html {
    let link = |(bucket, key): &(String, String)| {
        let bucket = Name::parse(bucket).ok()?;
        let open = select(Selection::Object { bucket, key: key.clone() });
        Some(html! { <li>{ button(on, "btn small", &format!("Open {key}"), open) }</li> })
    };
    html! {
        <>
            <p>{ "A manifest: these objects lie in the bucket and were not copied." }</p>
            <ul class="named">{ for entries.iter().filter_map(link) }</ul>
        </>
    }
}

fn line(model: &Model, number: usize, text: &str, on: &Callback<Msg>) -> Html {
    match failed(text) {
        Some(record) => card(model, number, &record, on),
        None => html! { <pre>{ prose::cut(text, 2_000) }</pre> },
    }
}

fn card(model: &Model, number: usize, record: &Failed, on: &Callback<Msg>) -> Html {
    let open = model.inspector.decoded.contains(&number);
    let bytes = open.then(|| decoded(&record.raw));
    let label = if open { "Hide rawData" } else { "Decode rawData" };
    html! {
        <section class="failed" aria-label={format!("Failed record {}", number + 1)}>
            { for record.fields.iter().map(|(name, say)| row(name, say)) }
            { row("rawData", prose::cut(&record.raw, 40)) }
            { button(on, "btn small", label, Msg::Inspect(InspectMsg::Decode(number))) }
            { for bytes.map(|(note, text)| html! {
                <><small class="mut">{ format!(" {note}") }</small><pre aria-label="rawData, decoded">{ text }</pre></>
            }) }
        </section>
    }
}
