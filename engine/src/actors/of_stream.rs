//! Who reads a stream, how far all of them have come in it, and what they do when it is gone.

use super::{Actors, FanOut, Group, Mapping, Reader};
use crate::names::Name;
use crate::streams::Shard;

impl Actors {
    /// The readers of a stream: consumers that were not stopped, and delivery streams.
    pub fn readers_of<'a>(&'a self, stream: &'a Name) -> impl Iterator<Item = &'a Reader> {
        let consumers = self.consumers().filter(|c| !c.stopped).map(|c| &c.reader);
        let fan_outs = self.fan_outs().filter(|f| !f.stopped).map(|f| &f.reader);
        let fetchers = self.fetchers().map(|f| &f.reader);
        let groups = self.groups().filter(|g| !g.stopped).map(|g| &g.app.reader);
        let mappings = self.mappings().filter(|m| !m.stopped).map(|m| &m.reader);
        let analytics = self.analytics().filter(|a| !a.stopped).map(|a| &a.reader);
        let all = consumers.chain(fan_outs).chain(fetchers).chain(groups).chain(mappings).chain(analytics);
        all.filter(move |reader| &reader.stream == stream)
    }

    /// The index up to which every reader of a stream has read a shard. Where nobody reads any more it is as far as
    /// those came who did; where nobody ever did, the oldest.
    pub fn read_by_all(&self, stream: &Name, shard: &Shard) -> u64 {
        let reading = self.readers_of(stream).map(|reader| reader.stands_at(shard)).min();
        let stopped = self.consumers().map(|consumer| &consumer.reader);
        let stopped = stopped.chain(self.groups().map(|group| &group.app.reader));
        let stopped = stopped.chain(self.mappings().map(|mapping| &mapping.reader));
        let stopped = stopped.chain(self.analytics().map(|analytics| &analytics.reader));
        let stopped = stopped.filter(|reader| &reader.stream == stream);
        reading.or_else(|| stopped.map(|reader| reader.stands_at(shard)).min()).unwrap_or(0)
    }

    /// A stream is gone: whoever read it begins anew if another of its name comes.
    #[inline(never)]
    pub(crate) fn stream_gone(&mut self, stream: &Name) {
        let consumers = self.consumers.values_mut().map(|consumer| &mut consumer.reader);
        let fetchers = self.fetchers.values_mut().map(|fetcher| &mut fetcher.reader);
        let analytics = self.analytics.values_mut().map(|analytics| &mut analytics.reader);
        consumers
            .chain(fetchers)
            .chain(analytics)
            .filter(|reader| &reader.stream == stream)
            .for_each(Reader::restart);
        let fan_outs = self.fan_outs.values_mut().filter(|fan_out| &fan_out.reader.stream == stream);
        fan_outs.for_each(FanOut::stream_gone);
        let groups = self.groups.values_mut().filter(|group| &group.app.reader.stream == stream);
        groups.for_each(Group::stream_gone);
        let mappings = self.mappings.values_mut().filter(|mapping| &mapping.reader.stream == stream);
        mappings.for_each(Mapping::stream_gone);
    }
}
