//! Event source mappings by Lambda's own API: made, described, changed, paused and ended.
//!
//! Modelling choices: a function is made by the mapping that names it first; it stays when the mapping is ended, with its
//! time, its concurrency and its poison. Further mappings of it are known here by its name and that of their stream; they
//! share its executions, and each asks by a role of its own name. Absent: pausing with enhanced fan-out.

use super::{Config, Mapping};
use crate::actors::{Actors, Services};
use crate::command::{
    FailureDestination, ItemFailures, MappingDescription, MappingSetting, ReadFrom, Setting,
    StartingPosition, stream_arn,
};
use crate::era::Era;
use crate::event::What;
use crate::kernel::{Chance, Time};
use crate::lambda::mapping::uuid;
use crate::names::Name;
use crate::record::hash_of;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::streams::Streams;

impl Mapping {
    /// AWS draws it; here it follows from the function, the stream and the instant, so that a story tells the same.
    pub fn uuid(&self) -> String {
        uuid(hash_of(&format!("{}/{}/{}", self.name, self.reader.stream, self.created.as_micros())))
    }

    pub fn describe(&self, era: Era) -> MappingDescription {
        let config = &self.config;
        MappingDescription {
            uuid: self.uuid(),
            function: self.function().clone(),
            stream: self.reader.stream.clone(),
            from: match self.reader.from {
                ReadFrom::TrimHorizon => StartingPosition::TrimHorizon,
                ReadFrom::Latest => StartingPosition::Latest,
                ReadFrom::AtTimestamp(at) => StartingPosition::AtTimestamp(era.epoch_millis(at)),
            },
            batch_size: config.batch_size,
            window_s: config.window.as_seconds(),
            factor: config.factor,
            on_failure: config.on_failure.as_ref().map(FailureDestination::arn),
            record_age_s: config.record_age.map(|age| age.as_seconds()),
            bisect: config.bisect,
            retry_attempts: config.retry_attempts,
            tumbling_s: config.tumbling.as_seconds(),
            filters: config.filters.iter().map(|filter| filter.as_str().to_owned()).collect(),
            reports: config.item_failures != ItemFailures::No,
            modified: era.epoch_millis(self.modified),
            last_processing_result: self.last_processing_result(),
            state: if config.enabled { "Enabled" } else { "Disabled" },
        }
    }

    /// As LastProcessingResult says it.
    pub fn last_processing_result(&self) -> &'static str {
        match self.recent.iter().rev().find_map(|it| it.outcome) {
            None => "No records processed",
            Some(super::Outcome::Succeeded | super::Outcome::Partial(_)) => "OK",
            Some(super::Outcome::Failed(_) | super::Outcome::Throttled) => "PROBLEM: Function call failed",
        }
    }
}

impl Config {
    /// What belongs to the function stays when another mapping invokes it.
    fn of_function(&self) -> Vec<Setting> {
        let own = [
            MappingSetting::Duration(self.duration),
            MappingSetting::Concurrency(self.concurrency),
            MappingSetting::Poison(self.poison.clone()),
            MappingSetting::WindowState(self.window_state),
        ];
        let more = [Setting::Work(self.work), Setting::Timeout(self.timeout)];
        own.into_iter().map(Setting::Mapping).chain(more).collect()
    }
}

impl Actors {
    /// # Errors
    /// ResourceNotFoundException.
    pub fn mapping_by_uuid(&self, uuid: &str) -> Result<&Mapping, Refusal> {
        self.mappings().find(|it| !it.stopped && it.uuid() == uuid).ok_or_else(|| {
            let text = "The resource you requested does not exist.";
            Refusal::new(ErrorName::ResourceNotFoundException, text)
        })
    }

    /// A mapping, whose function may be that of another one.
    ///
    /// # Errors
    /// A function that nobody has; what a bound refuses.
    pub(in crate::actors) fn new_mapping(
        &self,
        step: &mut Step<'_>,
        (name, stream): (&Name, &Name),
        settings: &[Setting],
        chance: Chance,
    ) -> Result<Mapping, Refusal> {
        let mut made = Mapping::start(step, (name, stream), settings, chance)?;
        let Some(function) = super::named(settings) else { return Ok(made) };
        let known = self.mappings.get(function).filter(|it| it.config.function.is_none());
        let Some(known) = known else {
            let text =
                format!("there is no function {function} that takes batches of a stream: add it first");
            return Err(Refusal::scene(text));
        };
        made.config.share(&known.config);
        Ok(made)
    }

    /// Under which name one more mapping of a function is known.
    fn further(&self, function: &Name, stream: &Name) -> Result<Name, Refusal> {
        let name = Name::parse(&format!("{function}-{stream}")).ok().filter(|name| {
            let ended = self.mappings.get(name).is_some_and(|it| it.stopped);
            ended || !self.has(name)
        });
        name.ok_or_else(|| {
            let text = format!(
                "one more mapping of {function} is called {function}-{stream} here, and something is"
            );
            Refusal::new(ErrorName::NotModelled, text)
        })
    }

    /// A function was set: its other mappings invoke it as it is now.
    pub(in crate::actors) fn share_function(&mut self, name: &Name) {
        let Some(known) = self.mappings.get(name).map(|it| it.config.clone()) else { return };
        for other in self.mappings.values_mut().filter(|it| it.config.function.as_ref() == Some(name)) {
            other.config.share(&known);
        }
    }

    /// CreateEventSourceMapping.
    ///
    /// # Errors
    /// InvalidParameterValueException if there is no such stream; ResourceConflictException if the function reads it
    /// already; NotModelled for a function that transforms.
    pub(crate) fn create_mapping(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        seed: u64,
        (function, stream, from): (&Name, &Name, StartingPosition),
        said: &[MappingSetting],
    ) -> Result<MappingDescription, Refusal> {
        if services.streams.stream(stream).is_err() {
            let text = format!("Stream not found: {}", stream_arn(stream));
            return Err(Refusal::new(ErrorName::InvalidParameterValueException, text));
        }
        let reads = |it: &&Mapping| !it.stopped && it.function() == function && &it.reader.stream == stream;
        if let Some(known) = self.mappings().find(reads) {
            let text = format!(
                "The event source arn (\" {} \") and function (\" {function} \") provided mapping already exists. Please \
                 update or delete the existing mapping with UUID {}",
                stream_arn(stream),
                known.uuid()
            );
            return Err(Refusal::new(ErrorName::ResourceConflictException, text));
        }
        let known = self.mappings.get(function);
        if known.is_none() && (self.has(function) || services.functions.has(function)) {
            let text = format!(
                "{function} is something else here, and not a function that takes batches of a stream"
            );
            return Err(Refusal::new(ErrorName::NotModelled, text));
        }
        let from = match from {
            StartingPosition::TrimHorizon => ReadFrom::TrimHorizon,
            StartingPosition::Latest => ReadFrom::Latest,
            StartingPosition::AtTimestamp(millis) => {
                ReadFrom::AtTimestamp(step.era.instant(millis).unwrap_or(Time::START))
            }
        };
        let mut settings = vec![Setting::From(from)];
        let name = match known {
            // It reads another stream: this is one more mapping of it.
            Some(known) if !known.stopped => {
                settings.push(Setting::Mapping(MappingSetting::Function(function.clone())));
                self.further(function, stream)?
            }
            Some(_) | None => function.clone(),
        };
        if &name == function {
            settings.extend(known.map_or(Vec::new(), |known| known.config.of_function()));
        }
        settings.extend(said.iter().cloned().map(Setting::Mapping));
        let event = step.emit(What::ActorStarted { name: name.clone(), kind: "consumer" });
        let chance = Chance::new(seed, name.as_str());
        let made = self.new_mapping(&mut step.because(event), (&name, stream), &settings, chance)?;
        let described = made.describe(step.era);
        self.mappings.insert(name, made);
        Ok(described)
    }

    /// UpdateEventSourceMapping.
    ///
    /// # Errors
    /// ResourceNotFoundException; what a bound refuses.
    pub(crate) fn update_mapping(
        &mut self,
        step: &mut Step<'_>,
        uuid: &str,
        said: &[MappingSetting],
    ) -> Result<MappingDescription, Refusal> {
        let name = self.mapping_by_uuid(uuid)?.name.clone();
        let event = step.emit(What::ActorSet { name: name.clone() });
        let Some(mapping) = self.mappings.get_mut(&name) else { return Err(super::super::unknown(&name)) };
        let reports = mapping.config.item_failures;
        // How the function reports is its own business: the call says only that it is asked.
        let kept = |setting: &MappingSetting| {
            if *setting == MappingSetting::ItemFailures(ItemFailures::Yes) && reports != ItemFailures::No {
                return MappingSetting::ItemFailures(reports);
            }
            setting.clone()
        };
        let settings: Vec<Setting> = said.iter().map(kept).map(Setting::Mapping).collect();
        mapping.set(&mut step.because(event), &settings)?;
        Ok(mapping.describe(step.era))
    }

    /// DeleteEventSourceMapping.
    ///
    /// # Errors
    /// ResourceNotFoundException.
    pub(crate) fn delete_mapping(
        &mut self,
        step: &mut Step<'_>,
        streams: &mut Streams,
        uuid: &str,
    ) -> Result<MappingDescription, Refusal> {
        let name = self.mapping_by_uuid(uuid)?.name.clone();
        let event = step.emit(What::ActorStopped { name: name.clone() });
        let Some(mapping) = self.mappings.get_mut(&name) else { return Err(super::super::unknown(&name)) };
        let described = mapping.describe(step.era);
        mapping.stop(&mut step.because(event), streams)?;
        Ok(described)
    }
}
