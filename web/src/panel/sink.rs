//! Where a reader writes, what it notes of its place, and what a crash makes of both.

use engine::command::{Actor, Checkpointing, Command, FeedAct, Setting, SinkKind};
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::view::{BookmarksView, ReaderSinkView, ReaderView};
use yew::prelude::*;

use super::worded::{Worded, worded};
use super::{bad, button, kick, row, send, set};
use crate::model::{Msg, Of};
use crate::prose;

/// The records of a file that the page offers.
const FILE: u64 = 1_000;

/// What has come twice, and what lies in the sink.
pub fn state(reader: &ReaderView, on: &Callback<Msg>) -> Html {
    html! {
        <>
            if reader.doubled > 0 {
                { bad("read once more", prose::count(reader.doubled, "record"), true) }
                if reader.kcl.is_none() {
                    <div class="btns">{ button(on, "btn small", "Why twice?", Msg::Why(Of::ReadTwice(reader.name.clone()))) }</div>
                }
            }
            { for reader.sink.as_ref().map(written) }
        </>
    }
}

fn written(sink: &ReaderSinkView) -> Html {
    html! {
        <>
            { kick(&format!("Its sink: {}", sink.kind)) }
            { row("written", prose::count(sink.written, "record")) }
            { row("written over", grouped(sink.over)) }
            { bad("there twice", grouped(sink.doubled), sink.doubled > 0) }
            if sink.kind.starts_with("files") {
                { row("files", format!("{} · {} in one that is not full", grouped(sink.files), prose::count(sink.filling, "record"))) }
            }
        </>
    }
}

/// Its sink, and of a polling consumer its bookmarks.
pub fn settings(reader: &ReaderView, on: &Callback<Msg>) -> Html {
    let now = reader.sink.as_ref().map(|sink| sink.sink);
    let chip = |label: &'static str, kind: SinkKind| {
        let act = send(on, Msg::Act(vec![set(&reader.name, Setting::Sink(kind))]));
        html! { <button type="button" aria-pressed={(now == Some(kind)).to_string()} onclick={act}>{ label }</button> }
    };
    html! {
        <>
            <div class="field" role="group" aria-labelledby="sink">
                <div class="lab" id="sink">{ "Writes" }</div>
                <div class="chips">
                    { chip("each record, added", SinkKind::Plain) }
                    { chip("by id", SinkKind::ById) }
                    { chip("files of 1,000, named by sequence number", SinkKind::Files(FILE)) }
                </div>
                <small class="mut">{ "What an application writes, and where it notes its place, is its own: Kinesis keeps neither \
                    (docs: Handle duplicate records)." }</small>
            </div>
            { worded(&Worded {
                id: "sink-words", label: "Writes, in words", forms: "plain, by-id, or files and the records of one",
                now: reader.sink.as_ref().map_or("", |sink| &sink.kind),
            }, format!("set {} sink", reader.name), on) }
            { for reader.bookmarks.as_ref().map(|marks| bookmarks(reader, marks, on)) }
        </>
    }
}

fn bookmarks(reader: &ReaderView, marks: &BookmarksView, on: &Callback<Msg>) -> Html {
    let chip = |label: &'static str, when: Checkpointing| {
        let act = send(on, Msg::Act(vec![set(&reader.name, Setting::Checkpoint(when))]));
        html! { <button type="button" aria-pressed={(marks.checkpointing == when).to_string()} onclick={act}>{ label }</button> }
    };
    let act =
        |act: FeedAct| Msg::Act(vec![Command::Actor(Actor::FeedAct { name: reader.name.clone(), act })]);
    html! {
        <>
            <div class="field" role="group" aria-labelledby="bookmark">
                <div class="lab" id="bookmark">{ "Notes its place" }</div>
                <div class="chips">
                    { chip("each batch", Checkpointing::Batch) }
                    { chip("every 10 s", Checkpointing::Every(Span::seconds(10))) }
                    { chip("every 1,000 records", Checkpointing::Records(1_000)) }
                    { chip("never", Checkpointing::Never) }
                </div>
            </div>
            { worded(&Worded {
                id: "bookmark-words", label: "Notes its place, in words", forms: "batch, never, every 5s, or every 250 records",
                now: &marks.checkpoint,
            }, format!("set {} checkpoint", reader.name), on) }
            { row("since its bookmarks", format!("{} · {} written", prose::count(marks.since, "record"), grouped(marks.bookmarks))) }
            <div class="btns">
                if marks.crashed {
                    { button(on, "btn p", "Start it again", act(FeedAct::Heal)) }
                } else {
                    { button(on, "btn bad", "Crash", act(FeedAct::Crash)) }
                }
            </div>
        </>
    }
}
