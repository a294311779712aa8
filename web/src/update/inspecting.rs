//! What is selected, and what of it is open.

use std::collections::BTreeMap;

use engine::command::Target;
use engine::names::Name;

use super::own;
use crate::model::{Ask, Charted, Effect, InspectMsg, Inspector, Model, Of, Sheet};
use crate::scene::Selection;

#[inline(never)]
pub(super) fn inspected(model: &mut Model, inspect: InspectMsg) -> Vec<Effect> {
    match inspect {
        InspectMsg::Select(selection) => return select(model, selection),
        InspectMsg::Invocation(delivery, n) => {
            own::looks_elsewhere(model);
            model.why = None;
            model.passport = None;
            model.selection = Selection::Delivery(delivery.clone());
            model.inspector = Inspector { invocation: Some((delivery, n)), ..Inspector::default() };
            model.sheet = Some(Sheet::Inspector);
        }
        InspectMsg::Back => model.inspector = Inspector::default(),
        InspectMsg::Tab(tab) => model.inspector.tab = tab,
        InspectMsg::Verdict(verdict) => {
            model.inspector.verdict = verdict;
            model.inspector.page = 0;
        }
        InspectMsg::Page(page) => model.inspector.page = page,
        InspectMsg::Folder(path, open) => {
            model.inspector.folders.insert(path, open);
        }
        InspectMsg::Road(None) => model.inspector.road = None,
        InspectMsg::Road(Some(byte)) => {
            if let Selection::Object { bucket, key } = &model.selection {
                return vec![super::engine(Ask::Road(bucket.clone(), key.clone(), byte))];
            }
        }
        InspectMsg::Save => {
            if let Selection::Object { bucket, key } = &model.selection {
                return vec![super::engine(Ask::Bytes(bucket.clone(), key.clone()))];
            }
        }
        InspectMsg::Older(folder) => *model.inspector.older.entry(folder).or_default() += 1,
        InspectMsg::Decode(line) => {
            if !model.inspector.decoded.remove(&line) {
                model.inspector.decoded.insert(line);
            }
        }
    }
    vec![]
}

#[inline(never)]
pub(super) fn select(model: &mut Model, selection: Selection) -> Vec<Effect> {
    if model.selection != selection {
        own::looks_elsewhere(model);
    }
    // Also for the same selection again: it asks for the thing itself, not for what was opened in it.
    let (folders, older) = match (bucket_of(&model.selection), bucket_of(&selection)) {
        (Some(before), Some(now)) if before == now => {
            (std::mem::take(&mut model.inspector.folders), std::mem::take(&mut model.inspector.older))
        }
        (_, _) => (BTreeMap::new(), BTreeMap::new()),
    };
    model.inspector = Inspector { folders, older, ..Inspector::default() };
    match charted_of(model, &selection) {
        Some(of) => model.charted = Some(of),
        // It is not there yet: whoever is added is selected first. What it writes to or reads is known later.
        None if !known(model, &selection) => model.charted = None,
        None => {}
    }
    if let Selection::Refusals(stream, shard) = &selection {
        let ask = Ask::Why(Of::Records(stream.clone(), *shard));
        model.selection = selection;
        return vec![super::engine(ask)];
    }
    // An answered "why?" and a passport yield to what is looked at next.
    model.why = None;
    model.passport = None;
    model.sheet = if selection == Selection::Nothing { None } else { Some(Sheet::Inspector) };
    model.selection = selection;
    vec![]
}

/// The bucket of whose tree something is shown: what was opened there stays open.
#[inline(never)]
fn bucket_of(selection: &Selection) -> Option<&Name> {
    match selection {
        Selection::Bucket(bucket) | Selection::Object { bucket, .. } => Some(bucket),
        Selection::Nothing
        | Selection::Producer(_)
        | Selection::Stream(_)
        | Selection::Shard(..)
        | Selection::Refusals(..)
        | Selection::Reader(_)
        | Selection::Delivery(_)
        | Selection::Function(_)
        | Selection::Store(_) => None,
    }
}

/// Whether the page has seen what is selected.
#[inline(never)]
fn known(model: &Model, selection: &Selection) -> bool {
    model.facts.view.as_ref().is_none_or(|view| super::stage::exists(view, selection))
}

/// The stream or delivery stream that a thing is, is part of, writes to or reads.
#[inline(never)]
pub(crate) fn charted_of(model: &Model, selection: &Selection) -> Option<Charted> {
    let view = model.facts.view.as_ref()?;
    match selection {
        Selection::Stream(name) | Selection::Shard(name, _) | Selection::Refusals(name, _) => {
            Some(Charted::Service(Target::Stream(name.clone())))
        }
        Selection::Producer(name) => {
            let to = &view.producers.iter().find(|producer| producer.name == *name)?.to;
            // Of a function there is no chart.
            (!matches!(to, Target::Function(_))).then(|| Charted::Service(to.clone()))
        }
        Selection::Reader(name) => {
            let stream = &view.readers.iter().find(|reader| reader.name == *name)?.stream;
            Some(Charted::Service(Target::Stream(stream.clone())))
        }
        Selection::Delivery(name) => Some(Charted::Service(Target::Firehose(name.clone()))),
        Selection::Nothing
        | Selection::Function(_)
        | Selection::Bucket(_)
        | Selection::Store(_)
        | Selection::Object { .. } => None,
    }
}
