//! The right panel: what is selected, why something was refused, and what the last click did.

use engine::view::{ReaderView, View, Which};
use yew::prelude::*;

use super::call::LastCall;
use super::passport::PassportCard;
use super::why::WhyCard;
use super::{
    Shared, bucket, button, delivery, feeds, function, invocation, object, producer, reader, shard, store,
    stream,
};
use crate::model::{Model, Msg, Of, Sheet};
use crate::scene::Selection;

#[derive(Properties, PartialEq)]
pub struct InspectorProps {
    pub model: Shared<Model>,
    /// The selected reader as the stage draws it in this frame.
    pub reader: Option<ReaderView>,
    pub on: Callback<Msg>,
}

/// The selected reader of a frame. What it has not read yet changes with every push: told five times a second, its
/// panel and its card on the stage would often disagree.
pub fn reader_now(view: &View, selection: &Selection) -> Option<ReaderView> {
    view.readers.iter().find(|it| *selection == Selection::Reader(it.name.clone())).cloned()
}

#[function_component]
pub fn InspectorPanel(props: &InspectorProps) -> Html {
    let (model, on) = (&props.model, &props.on);
    let why = model.why.as_ref().map(|asked| match &asked.why {
        Some(why) => html! {
           <WhyCard question={asked.of.question()} trouble={asked.trouble} why={why.clone()} on_fix={on.reform(Msg::Act)} on_close={on.reform(|()| Msg::CloseWhy)}
                record={record_of(&asked.of, on)} />
        },
        None => html! {
            <section class="card">
                <p>{ asked.nothing() }</p>
                { button(on, "btn small", "Close", Msg::CloseWhy) }
            </section>
        },
    });
    let open = model.sheet == Some(Sheet::Inspector);
    html! {
        <aside class="i" id="inspector" aria-label="Inspector" data-open={open.then_some("true")}>
            <button type="button" class="btn sq sheet-x" aria-label="Close the inspector"
                onclick={super::send(on, Msg::Sheet(None))}>{ "×" }</button>
            { for why }
            { for model.passport.as_ref().map(|passport| html! { <PassportCard passport={passport.clone()} on={on.clone()} /> }) }
            { selected(props) }
            <LastCall model={model.clone()} on={on.clone()} />
        </aside>
    }
}

/// From an event to a record that it is about.
fn record_of(of: &Of, on: &Callback<Msg>) -> Html {
    let Of::Event(id) = of else { return Html::default() };
    button(on, "btn small", "A record of it", Msg::Passport(Some(Which::OfEvent(*id))))
}

fn selected(props: &InspectorProps) -> Html {
    let (model, on) = (&props.model, &props.on);
    let Some(view) = model.facts.view.as_deref() else { return Html::default() };
    let shown = match &model.selection {
        Selection::Nothing => None,
        Selection::Producer(name) => {
            let found = view.producers.iter().find(|p| p.name == *name);
            let looked = &model.facts.looked;
            found.map(|found| match found.kind {
                "producer" => producer::show(found, looked, view, on),
                _ => feeds::show(found, looked, view, on),
            })
        }
        Selection::Stream(name) => {
            view.streams.iter().find(|s| s.name == *name).map(|found| stream::show(found, view, on))
        }
        Selection::Shard(name, id) | Selection::Refusals(name, id) => view
            .streams
            .iter()
            .find(|stream| stream.name == *name)
            .and_then(|stream| {
                stream.shards.iter().find(|shard| shard.id == *id).map(|found| (stream, found))
            })
            .map(|(stream, found)| shard::show(stream, found, view, on)),
        Selection::Reader(_) => {
            props.reader.as_ref().map(|found| reader::show(found, model.facts.looked.limit, view, on))
        }
        Selection::Delivery(name) => match &model.inspector.invocation {
            Some((delivery, n)) => Some(invocation::show(model, delivery, *n, on)),
            None => {
                let found = view.deliveries.iter().find(|d| d.name == *name);
                found.map(|found| delivery::show(found, model.calls.last(), view, on))
            }
        },
        Selection::Function(name) => view
            .functions
            .iter()
            .find(|f| f.name == *name)
            .map(|found| function::show(found, model, view, on)),
        Selection::Bucket(name) => {
            view.buckets.iter().find(|b| b.name == *name).map(|found| bucket::show(found, model, view, on))
        }
        Selection::Store(place) => {
            let looked = &model.facts.looked;
            view.stores.iter().find(|s| s.place == *place).map(|found| store::show(found, looked, view, on))
        }
        Selection::Object { bucket, .. } => Some(object::show(model, bucket, on)),
    };
    shown.unwrap_or_else(|| {
        html! {
            <p class="mut">{ "Select something on the stage to see its numbers and change its settings." }</p>
        }
    })
}
