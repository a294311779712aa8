//! What each command does to the world, or reads from it.

mod backfill;
mod dynamodb;
mod firehose;
mod kinesis;
mod kms;
mod lambda;
mod s3;

use self::dynamodb::{change_table, look_at_table};
use super::{Parts, World};
use crate::actors::{Actors, Loss, Services};
use crate::command::{
    Actor, Command, ConnectorSetting, FailureDestination, Firehose, Kinesis, Lambda, MappingSetting, Place,
    Reply, S3, S3Api, Setting, TableCapacity, TableKey,
};
use crate::dynamodb::Tables;
use crate::event::{EventId, What};
use crate::limits;
use crate::refusal::Refusal;
use crate::step::Step;
use crate::stores::Stores;

impl World {
    /// Whether a command only looks: it changes nothing and is no part of the story.
    pub fn only_looks(command: &Command) -> bool {
        match command {
            Command::Kinesis(call) => call.only_looks(),
            Command::Firehose(call) => match call {
                Firehose::DescribeDeliveryStream { .. }
                | Firehose::ListDeliveryStreams { .. }
                | Firehose::ListTagsForDeliveryStream { .. } => true,
                Firehose::CreateDeliveryStream(_)
                | Firehose::DeleteDeliveryStream { .. }
                | Firehose::UpdateDestination(_)
                | Firehose::PutRecord { .. }
                | Firehose::PutRecordBatch { .. }
                | Firehose::StartDeliveryStreamEncryption { .. }
                | Firehose::StopDeliveryStreamEncryption { .. }
                | Firehose::TagDeliveryStream { .. }
                | Firehose::UntagDeliveryStream { .. } => false,
            },
            Command::Dynamodb(call) => call.only_looks(),
            Command::Kms(call) => call.only_looks(),
            Command::Lambda(call) => call.only_looks(),
            Command::S3(call) => call.only_looks(),
            Command::Actor(_) | Command::Answer(_) => false,
        }
    }

    /// Whether a command is refused, if it is, before it changes anything.
    pub(super) fn decides_first(command: &Command) -> bool {
        matches!(
            command,
            Command::Kinesis(
                Kinesis::PutRecord { .. }
                    | Kinesis::PutRecords { .. }
                    | Kinesis::GetShardIterator { .. }
                    | Kinesis::GetRecords { .. }
            ) | Command::Firehose(Firehose::PutRecord { .. } | Firehose::PutRecordBatch { .. })
        )
    }

    /// Answers a command that only looks. How often one may look is counted, and nothing else is changed.
    pub(super) fn look(&mut self, command: &Command) -> Option<Result<Reply, Refusal>> {
        if !World::only_looks(command) {
            return None;
        }
        Some(match command {
            Command::Kinesis(call) => {
                let Parts { mut step, services: Services { streams, .. }, .. } = self.parts(None);
                kinesis::answer(streams, &mut step, call)
            }
            Command::Firehose(call) => {
                let Parts { step, services: Services { firehose, .. }, .. } = self.parts(None);
                firehose::look(firehose, &step, call)
            }
            Command::Dynamodb(call) => {
                let Parts { mut step, services: Services { dynamodb, .. }, .. } = self.parts(None);
                look_at_table(dynamodb, &mut step, call)
            }
            Command::Kms(call) => kms::answer(&mut self.parts(None).step, call),
            Command::Lambda(call) => lambda::look((&self.actors, &self.functions), self.era, call),
            Command::S3(call) => s3::look(&self.stores.buckets, call, self.era),
            Command::Actor(_) | Command::Answer(_) => return None,
        })
    }

    /// Does a command that changes something. On an error the caller throws this world away.
    pub(super) fn perform(&mut self, command: &Command) -> Result<Reply, Refusal> {
        let cause = self.journal.write(self.now, None, What::Commanded { command: command.clone() });
        let reply = self.performed(command, cause)?;
        let Parts { mut step, services, stores, .. } = self.parts(Some(cause));
        services.firehose.reconsider(&mut step, (&*services.functions, &stores.faults));
        Ok(reply)
    }

    fn performed(&mut self, command: &Command, cause: EventId) -> Result<Reply, Refusal> {
        match command {
            Command::Answer(answer) => {
                let Parts { mut step, services, .. } = self.parts(Some(cause));
                services.firehose.answer(&mut step, services.functions, answer).map(|()| Reply::Done)
            }
            Command::Kinesis(call) => {
                let Parts { mut step, services: Services { streams, .. }, .. } = self.parts(Some(cause));
                kinesis::answer(streams, &mut step, call)
            }
            Command::Firehose(call) => {
                let tools = self.tools.clone();
                firehose::perform(self.parts(Some(cause)), &tools, call)
            }
            Command::Dynamodb(call) => {
                let Parts { mut step, services: Services { dynamodb, .. }, .. } = self.parts(Some(cause));
                change_table(dynamodb, &mut step, call)
            }
            Command::Kms(call) => kms::answer(&mut self.parts(Some(cause)).step, call),
            Command::Lambda(call) => {
                let seed = self.seed;
                let Parts { mut step, mut services, actors, stores } = self.parts(Some(cause));
                let done = lambda::perform(&mut step, (actors, &mut services), seed, call);
                let reply = done.map_err(lambda::in_aws_words)?;
                if let Lambda::CreateEventSourceMapping { settings, .. }
                | Lambda::UpdateEventSourceMapping { settings, .. } = call
                {
                    settings.iter().try_for_each(|it| open_destination(&mut step, stores, it))?;
                }
                Ok(reply)
            }
            Command::S3(S3::CreateBucket { bucket } | S3::Api(S3Api::CreateBucket { bucket })) => {
                let Parts { mut step, stores, .. } = self.parts(Some(cause));
                stores.buckets.create(&mut step, bucket).map(|()| Reply::Done)
            }
            Command::S3(_) => Ok(Reply::Done),
            Command::Actor(actor) => {
                let seed = self.seed;
                let who = actor.who();
                let Parts { mut step, mut services, actors, stores } = self.parts(Some(cause));
                step.who = who.as_ref();
                match actor {
                    Actor::Fault { place, trouble, every, lasting } => {
                        is_there(place, (&services, actors), stores)?;
                        stores.faults.begin(&mut step, place, (*trouble, *every), *lasting)?;
                        set_loss(place, stores, actors);
                        return Ok(Reply::Done);
                    }
                    Actor::Heal { place } => {
                        stores.faults.heal(&mut step, place)?;
                        set_loss(place, stores, actors);
                        return Ok(Reply::Done);
                    }
                    Actor::Permission(line) => {
                        kms::has_role(&services, actors, line)?;
                        step.security.edit(line);
                        return Ok(Reply::Done);
                    }
                    Actor::Table(table) => {
                        stores.catalog.create(table)?;
                        return Ok(Reply::Done);
                    }
                    Actor::Backfill(ask) => {
                        backfill::perform(&mut step, services, (stores, actors), ask)?;
                        return Ok(Reply::Done);
                    }
                    Actor::Producer { .. }
                    | Actor::Consumer { .. }
                    | Actor::Function { .. }
                    | Actor::Feed { .. }
                    | Actor::FeedAct { .. }
                    | Actor::Set { .. }
                    | Actor::CrashWorker { .. }
                    | Actor::HealWorker { .. }
                    | Actor::Stop { .. } => {}
                }
                actors.command(&mut step, &mut services, seed, actor)?;
                open_emitters(&mut step, (services.dynamodb, stores), actor)?;
                Ok(Reply::Done)
            }
        }
    }
}

/// What is lost between a producer and the services is said to the producer.
#[inline(never)]
pub(super) fn set_loss(place: &Place, stores: &Stores, actors: &mut Actors) {
    if let Place::Producer(name) = place {
        let loss = stores.faults.loss(place).map(|(lost, every)| Loss { lost, every });
        actors.set_loss(name, loss);
    }
}

/// What a connector writes to is there once it is named, as with a delivery stream.
fn open_emitters(
    step: &mut Step<'_>,
    (tables, stores): (&mut Tables, &mut Stores),
    actor: &Actor,
) -> Result<(), Refusal> {
    let (Actor::Consumer { settings, .. } | Actor::Set { settings, .. }) = actor else { return Ok(()) };
    for setting in settings {
        if let Setting::Mapping(setting) = setting {
            open_destination(step, stores, setting)?;
        }
        let Setting::Connector(ConnectorSetting::Emit(place)) = setting else { continue };
        if let Place::Bucket(bucket) = place {
            if !stores.buckets.has(bucket) {
                stores.buckets.create(step, bucket)?;
            }
        } else if let Place::Table(table) = place {
            if tables.table(table).is_err() {
                let units = limits::CONNECTOR_TABLE_UNITS.at(step.era);
                let capacity = TableCapacity::Provisioned { read: units, write: units };
                tables.create(step, (table, TableKey::Id), capacity)?;
            }
        } else {
            stores.sinks.open(place);
        }
    }
    Ok(())
}

/// So is the bucket that gets what a mapping gives up.
fn open_destination(
    step: &mut Step<'_>,
    stores: &mut Stores,
    setting: &MappingSetting,
) -> Result<(), Refusal> {
    if let MappingSetting::OnFailure(Some(FailureDestination::Bucket(bucket))) = setting
        && !stores.buckets.has(bucket)
    {
        stores.buckets.create(step, bucket)?;
    }
    Ok(())
}

fn is_there(
    place: &Place,
    (services, actors): (&Services<'_>, &Actors),
    stores: &Stores,
) -> Result<(), Refusal> {
    let there = match place {
        Place::Producer(name) => {
            if !actors.has_line(name) && actors.feeds().any(|feed| &feed.name == name) {
                return Err(Refusal::scene(format!(
                    "{name} is a managed service: what its calls lose on the way AWS does not tell"
                )));
            }
            actors.has_line(name)
        }
        Place::Bucket(name) => stores.buckets.has(name),
        Place::Function(name) => {
            let own = actors.mappings.get(name).is_some_and(|it| it.function() == name);
            services.functions.has(name) || own
        }
        Place::Table(name) => services.dynamodb.table(name).is_ok(),
        // A key is there when it is named first.
        Place::Key(_) => true,
        Place::Cluster(_) | Place::Domain(_) | Place::Collector(_) | Place::Endpoint(_) => {
            stores.sinks.has(place)
        }
    };
    if there { Ok(()) } else { Err(Refusal::scene(format!("there is no {place}"))) }
}
