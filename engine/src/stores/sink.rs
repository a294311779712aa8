//! Tables, indexes, collectors and endpoints: what took records, load by load.
//!
//! Absent: queries. A load's bytes are those that were sent, made again when somebody looks.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Content;
use crate::command::Place;
use crate::kernel::{Log, Time};

/// One COPY, one bulk request, one POST.
#[derive(Clone, Debug)]
pub struct Load {
    pub at: Time,
    pub records: u64,
    pub bytes: u64,
    /// The object that was copied, if one was.
    pub from: Option<String>,
    pub content: Content,
}

/// A table, an index, a collector or an endpoint.
#[derive(Clone, Debug, Default)]
pub struct Sink {
    loads: Log<Arc<Load>>,
    pub records: u64,
    pub bytes: u64,
}

impl Sink {
    pub fn loads(&self) -> impl DoubleEndedIterator<Item = &Arc<Load>> {
        self.loads.iter()
    }
}

/// Places that take records, and in each its tables or indexes by name; a collector and an endpoint have one, `""`.
#[derive(Clone, Debug, Default)]
pub struct Sinks(BTreeMap<Place, BTreeMap<String, Sink>>);

impl Sinks {
    pub fn iter(&self) -> impl Iterator<Item = (&Place, &BTreeMap<String, Sink>)> {
        self.0.iter()
    }

    pub fn has(&self, place: &Place) -> bool {
        self.0.contains_key(place)
    }

    pub fn sink(&self, place: &Place, name: &str) -> Option<&Sink> {
        self.0.get(place)?.get(name)
    }

    /// A place that delivery streams know.
    pub(crate) fn open(&mut self, place: &Place) {
        self.0.entry(place.clone()).or_default();
    }

    pub(crate) fn take(&mut self, place: &Place, name: &str, load: Load) {
        let sink = self.0.entry(place.clone()).or_default().entry(name.to_owned()).or_default();
        sink.records += load.records;
        sink.bytes += load.bytes;
        sink.loads.push(Arc::new(load));
    }
}
