//! An object of a bucket, opened: its lines, a card for each failed record, links to what a manifest names. `rawData`
//! decodes with one click, each record has its road, and what failed can be brought in.

use engine::kernel::units::grouped;
use engine::names::Name;
use engine::stores::Sheet;
use engine::view::Which;
use engine::view::look::LineLook;
use engine::why::Fix;
use yew::prelude::*;

use super::record::{Failed, decoded, failed, manifest};
use super::{button, heading, kick, road, row, send};
use crate::model::{InspectMsg, Model, Msg, Of};
use crate::prose;
use crate::scene::Selection;

/// Lines shown of one object.
const LINES: usize = 200;
/// Roads offered of the records of one line.
const ROADS: usize = 12;

fn select(selection: Selection) -> Msg {
    Msg::Inspect(InspectMsg::Select(selection))
}

pub fn show(model: &Model, bucket: &Name, on: &Callback<Msg>) -> Html {
    let back = button(on, "btn small", "‹ Bucket", select(Selection::Bucket(bucket.clone())));
    let Some(object) = &model.facts.looked.object else {
        return html! { <><p class="mut">{ "This object is not written at this instant." }</p>{ back }</> };
    };
    let name = object.key.rsplit('/').next().unwrap_or(&object.key);
    let lines = &object.lines;
    let more = match &object.sheet {
        Some(sheet) => sheet.more,
        None => lines.len() > LINES || object.truncated,
    };
    let did_not_arrive = model.facts.view.as_ref().is_some_and(|view| {
        let objects = view.buckets.iter().filter(|it| it.name == *bucket).flat_map(|it| &it.object);
        objects.rev().find(|it| it.key == object.key).is_some_and(|it| super::tree::fails(it.folder))
    });
    let asks = if did_not_arrive { "Why did they not arrive?" } else { "Why this object, now?" };
    let size = prose::bytes(object.bytes);
    let packed = object.encoding.map_or(size.clone(), |encoding| format!("{size}, packed by {encoding}"));
    let lines_of = if object.encoding.is_some() { "Its lines, unpacked" } else { "Its lines" };
    let lines_of = if object.sheet.is_some() { "Its columns" } else { lines_of };
    let body = match (&object.sheet, manifest(&object.text)) {
        (Some(sheet), _) => rows(sheet),
        (None, Some(entries)) => named(&entries, on),
        (None, None) => lines.iter().take(LINES).enumerate().map(|(i, it)| line(model, i, it, on)).collect(),
    };
    html! {
        <>
            { heading("object", name, on) }
            { back }
            { row("key", &object.key) }
            { row("size", packed) }
            { row("records", grouped(object.records)) }
            if object.backfilled > 0 {
                { row("brought in since", object.backfilled) }
            }
            if object.refused_again > 0 {
                <p class="note bad" role="status">{ refused_again(object.refused_again) }</p>
            }
            { row("written", format!("{} · by {}", object.written, object.fired_by.word())) }
            <div class="btns">{ button(on, "btn", asks, Msg::Why(Of::Object(bucket.clone(), object.key.clone()))) }</div>
            { for model.facts.looked.backfill.as_ref().map(|fix| backfill(fix, on)) }
            <div class="btns">{ button(on, "btn small", "Save as a file", Msg::Inspect(InspectMsg::Save)) }</div>
            { kick(lines_of) }
            { body }
            if more {
                <p class="mut">{ "Only the beginning is shown." }</p>
            }
        </>
    }
}

/// Why indexing again did not help, and what does.
fn refused_again(documents: u64) -> String {
    let (which, they) = if documents == 1 {
        ("1 document was refused again".to_owned(), "it is")
    } else {
        (format!("{} documents were refused again", grouped(documents)), "they are")
    };
    format!(
        "✕ {which}, with 400 mapper_parsing_exception: {they} no JSON object, so the domain refuses each try. Mend the \
         data with a transform function, then put it again: reingest into a delivery stream that has it."
    )
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

/// A file of columns as a table.
fn rows(sheet: &Sheet) -> Html {
    html! {
        <div class="sheet" role="region" aria-label="Its columns" tabindex="0">
            <table>
                <thead><tr>
                    { for sheet.columns.iter().map(|(name, kind)| html! {
                        <th scope="col">{ name }<br /><small class="mut">{ kind }</small></th>
                    }) }
                </tr></thead>
                <tbody>
                    { for sheet.rows.iter().map(|row| html! {
                        <tr>{ for row.iter().map(|cell| match cell {
                            Some(cell) => html! { <td>{ prose::cut(cell, 200) }</td> },
                            None => html! { <td class="mut">{ "null" }</td> },
                        }) }</tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}

/// What brings its records in, with the line that does it.
fn backfill(fix: &Fix, on: &Callback<Msg>) -> Html {
    html! {
        <section class="backfill" aria-label="Bring them in">
            { button(on, "btn", &fix.label, Msg::Act(fix.commands.clone())) }
            <small class="mut">{ &fix.note }</small>
            { for fix.commands.iter().map(|command| html! { <pre>{ command.to_string() }</pre> }) }
        </section>
    }
}

fn line(model: &Model, number: usize, line: &LineLook, on: &Callback<Msg>) -> Html {
    let shown = match failed(&line.text) {
        Some(record) => card(model, number, &record, &roads(model, line, on), on),
        None => html! { <><pre>{ prose::cut(&line.text, 2_000) }</pre>{ roads(model, line, on) }</> },
    };
    html! { <div key={number}>{ shown }</div> }
}

/// The roads of the records that begin in a line, by a button each.
fn roads(model: &Model, line: &LineLook, on: &Callback<Msg>) -> Html {
    let open = model.inspector.road.as_ref().filter(|(byte, _)| line.records.contains(byte));
    let at = open.map(|(byte, _)| *byte);
    let one = |(nth, byte): (usize, &u64)| {
        let is_open = at == Some(*byte);
        let name = match (line.records.len(), nth) {
            (1, _) => "its road".to_owned(),
            (_, nth) => format!("road of {}", nth + 1),
        };
        let ask = Msg::Inspect(InspectMsg::Road((!is_open).then_some(*byte)));
        html! {
            <button type="button" class="btn small" aria-expanded={is_open.to_string()} onclick={send(on, ask)}>{ name }</button>
        }
    };
    let together = line.records.len();
    html! {
        <>
            if together > 1 {
                <small class="mut">{ format!("{together} records with nothing between, in one line. ") }</small>
            }
            <div class="btns roads">{ for line.records.iter().enumerate().take(ROADS).map(one) }</div>
            { for open.map(|(_, open)| road::show(open, on)) }
            { for at.map(|byte| passport_at(model, byte, on)) }
        </>
    }
}

/// From the road of a record to its whole passport.
fn passport_at(model: &Model, byte: u64, on: &Callback<Msg>) -> Html {
    let Selection::Object { bucket, key } = &model.selection else { return Html::default() };
    let which = Which::AtByte { bucket: bucket.clone(), key: key.clone(), byte };
    button(on, "btn small", "its passport", Msg::Passport(Some(which)))
}

fn card(model: &Model, number: usize, record: &Failed, roads: &Html, on: &Callback<Msg>) -> Html {
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
            { roads.clone() }
        </section>
    }
}
