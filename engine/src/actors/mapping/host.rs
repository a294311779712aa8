//! What the world hands to mappings: their wakes, and what is pushed to registered consumers.

use super::{Around, Mapping, Queues};
use crate::actors::{Actors, Reader, Services};
use crate::command::{Place, Trouble};
use crate::names::Name;
use crate::step::Step;
use crate::stores::{Faults, Stores};
use crate::streams::Push;
use crate::wake::MappingTask;

fn trouble(faults: &Faults, mapping: &Mapping) -> Option<Trouble> {
    faults.at(&Place::Function(mapping.function().clone()))
}

impl Actors {
    /// Lambda functions that read a stream by an event source mapping.
    pub fn mappings(&self) -> impl Iterator<Item = &Mapping> {
        self.mappings.values()
    }

    /// Invocations of a mapping's function by its other mappings, at work now.
    pub fn others_at_work(&self, name: &Name) -> u64 {
        let Some(function) = self.mappings.get(name).map(Mapping::function) else { return 0 };
        let others = self.mappings.values().filter(|it| &it.name != name && it.function() == function);
        others.map(Mapping::running).sum()
    }

    pub fn queues(&self) -> &Queues {
        &self.queues
    }

    #[inline(never)]
    pub(crate) fn mapping_wakes(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        stores: &mut Stores,
        (reader, task): (&Name, MappingTask),
    ) {
        let others = self.others_at_work(reader);
        let Some(mapping) = self.mappings.get_mut(reader) else { return };
        let trouble = trouble(&stores.faults, mapping);
        let (queues, buckets) = (&mut self.queues, &mut stores.buckets);
        let mut around = Around { streams: services.streams, queues, buckets, trouble, others };
        mapping.wake(step, &mut around, task);
    }

    /// A subscription has pushed: to a fan-out reader, a mapping, a KCL application, or to somebody outside.
    #[inline(never)]
    pub(crate) fn pushed(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        stores: &mut Stores,
        (stream, push): (&Name, &Push),
    ) {
        let others = self.others_at_work(&push.consumer);
        if let Some(fan_out) = self.fan_outs.get_mut(&push.consumer) {
            if &fan_out.reader.stream == stream {
                fan_out.receive(step, services.streams, push);
            }
        } else if let Some(mapping) = self.mappings.get_mut(&push.consumer)
            && &mapping.reader.stream == stream
        {
            let trouble = trouble(&stores.faults, mapping);
            let (queues, buckets) = (&mut self.queues, &mut stores.buckets);
            let mut around = Around { streams: services.streams, queues, buckets, trouble, others };
            mapping.receive(step, &mut around, push);
        } else if let Some(group) = self.groups.get_mut(&push.consumer)
            && &group.app.reader.stream == stream
        {
            group.receive(step, services, push);
        }
    }

    /// Who reads a stream as this registered consumer.
    pub(crate) fn pushed_reader(&mut self, consumer: &Name, stream: &Name) -> Option<&mut Reader> {
        let fan_out = self.fan_outs.get_mut(consumer).map(|it| &mut it.reader);
        let reader = fan_out.or(self.mappings.get_mut(consumer).map(|it| &mut it.reader));
        let reader = reader.or(self.groups.get_mut(consumer).map(|it| &mut it.app.reader));
        reader.filter(|reader| &reader.stream == stream)
    }

    #[inline(never)]
    pub(crate) fn subscription_ended(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (stream, id): (&Name, u64),
    ) {
        for fan_out in self.fan_outs.values_mut().filter(|it| &it.reader.stream == stream) {
            fan_out.subscription_ended(step, services.streams, id);
        }
        for mapping in self.mappings.values_mut().filter(|it| &it.reader.stream == stream) {
            mapping.subscription_ended(step, services.streams, id);
        }
        for group in self.groups.values_mut().filter(|it| &it.app.reader.stream == stream) {
            group.subscription_ended(step, services, id);
        }
    }
}
