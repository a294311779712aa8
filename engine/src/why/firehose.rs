//! The rule behind a refusal of Firehose that met no limit.
//!
//! Promised: at least one sentence for every call and every error name that this service answers with.

mod nearest;

pub(super) use nearest::fixes;

use crate::command::{Compression, DeliverTo, Destination, DestinationUpdate, Firehose};
use crate::firehose::DeliveryStream;
use crate::kernel::units::grouped;
use crate::limits::{self, Limit};
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};
use crate::world::World;

/// The delivery stream that a call names.
fn named(call: &Firehose) -> Option<&Name> {
    match call {
        Firehose::CreateDeliveryStream(ask) => Some(&ask.delivery_stream),
        Firehose::UpdateDestination(ask) => Some(&ask.delivery_stream),
        Firehose::DeleteDeliveryStream { delivery_stream }
        | Firehose::DescribeDeliveryStream { delivery_stream }
        | Firehose::PutRecord { delivery_stream, .. }
        | Firehose::PutRecordBatch { delivery_stream, .. }
        | Firehose::StartDeliveryStreamEncryption { delivery_stream, .. }
        | Firehose::StopDeliveryStreamEncryption { delivery_stream }
        | Firehose::TagDeliveryStream { delivery_stream, .. }
        | Firehose::UntagDeliveryStream { delivery_stream, .. }
        | Firehose::ListTagsForDeliveryStream { delivery_stream, .. } => Some(delivery_stream),
        Firehose::ListDeliveryStreams { .. } => None,
    }
}

fn delivery<'a>(world: &'a World, call: &Firehose) -> Option<&'a DeliveryStream> {
    world.firehose().delivery_stream(named(call)?).ok()
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn list<'a>(names: impl Iterator<Item = &'a Name>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// At most four sentences.
pub(super) fn sentences(world: &World, call: &Firehose, refusal: &Refusal) -> Vec<String> {
    match refusal.error {
        ErrorName::ResourceNotFoundException => not_found(world, call),
        ErrorName::SceneError => own(&[
            "What a delivery stream calls or reads must be there first: make it, then make the delivery stream.",
        ]),
        ErrorName::ResourceInUseException => in_use(world, call),
        ErrorName::InvalidArgumentException => argument(world, call),
        ErrorName::ConcurrentModificationException => {
            let now = delivery(world, call).map_or(0, |delivery| delivery.version);
            vec![
                "Each change of a delivery stream makes a new version, and a change names the version that it changes: \
                 so nobody undoes what another has just done."
                    .to_owned(),
                format!("It is at version {now} now. DescribeDeliveryStream says so, and what was changed."),
            ]
        }
        ErrorName::ServiceUnavailableException => slow_down(world),
        ErrorName::ValidationException => own(super::door::CHECKED),
        ErrorName::UnknownOperationException => own(&["The call did not exist in this exam era."]),
        ErrorName::NotModelled => {
            own(&["AWS would take this call. Here it is left out: nothing was changed."])
        }
        ErrorName::LimitExceededException
        | ErrorName::ProvisionedThroughputExceededException
        | ErrorName::ConditionalCheckFailedException
        | ErrorName::ThrottlingException => {
            own(&["Too much was asked at once. Try again after a wait that doubles each time."])
        }
        ErrorName::SerializationException => {
            own(&["The body of the call is not the JSON that the operation takes. Look at its types."])
        }
        ErrorName::AccessDeniedException
        | ErrorName::KMSAccessDeniedException
        | ErrorName::KMSDisabledException
        | ErrorName::KMSInvalidStateException
        | ErrorName::KMSNotFoundException
        | ErrorName::KMSThrottlingException
        | ErrorName::InvalidKMSResourceException
        | ErrorName::NotFoundException => super::security::rules(refusal),
        ErrorName::ExpiredIteratorException
        | ErrorName::InvalidParameterValueException
        | ErrorName::ResourceConflictException
        | ErrorName::ExpiredNextTokenException
        | ErrorName::NoSuchBucket
        | ErrorName::NoSuchKey
        | ErrorName::BucketAlreadyOwnedByYou
        | ErrorName::InternalFailure => own(&["Nothing was changed. Look at what the message names."]),
    }
}

fn not_found(world: &World, call: &Firehose) -> Vec<String> {
    if let Firehose::CreateDeliveryStream(ask) = call
        && ask.source.is_some()
    {
        let there = list(world.streams().iter().map(|stream| &stream.name));
        return vec![
            "A delivery stream with KinesisStreamAsSource reads a stream that is there.".to_owned(),
            format!("Streams that are there: {there}."),
        ];
    }
    let there = list(world.firehose().iter().map(|delivery| &delivery.name));
    if is_new(world, call) {
        return vec![
            "It is CREATING: a put finds nothing there until it is ACTIVE.".to_owned(),
            until_active(world),
        ];
    }
    if is_leaving(world, call) {
        return vec![
            "It is DELETING: it takes no records any more, and what it held is lost.".to_owned(),
            "Stop what sends first, wait for one buffering interval, then delete: so nothing is lost."
                .to_owned(),
        ];
    }
    vec![
        "A call must name what there is in this account and Region, letter by letter.".to_owned(),
        format!("Delivery streams that are there: {there}."),
    ]
}

fn is_leaving(world: &World, call: &Firehose) -> bool {
    named(call).is_some_and(|name| world.firehose().is_leaving(name))
}

/// Whether it is CREATING.
fn is_new(world: &World, call: &Firehose) -> bool {
    delivery(world, call).is_some_and(|delivery| delivery.settled(world.now()).is_err())
}

fn until_active(world: &World) -> String {
    let seconds = limits::FIREHOSE_CREATE_TAKES.at(world.era()).div_ceil(1_000);
    format!("Here that takes {seconds} s. DescribeDeliveryStream says when it is ACTIVE; then call again.")
}

fn in_use(world: &World, call: &Firehose) -> Vec<String> {
    if is_leaving(world, call) {
        let seconds = limits::FIREHOSE_DELETE_TAKES.at(world.era()).div_ceil(1_000);
        return vec![
            "It is DELETING: until it is gone it keeps its name, and nothing of it can be changed."
                .to_owned(),
            format!("Here that takes {seconds} s. DescribeDeliveryStream says when there is none any more."),
        ];
    }
    if let Firehose::CreateDeliveryStream(_) = call {
        return own(&[
            "A name belongs to one delivery stream of an account and Region. Choose another, or change that one with \
             UpdateDestination.",
        ]);
    }
    if is_new(world, call) {
        return vec![
            "It is CREATING: until it is ACTIVE it can be neither changed, nor encrypted, nor deleted."
                .to_owned(),
            until_active(world),
        ];
    }
    own(&[
        "Encryption is switched on and off one call after the other: first ENABLING ends, or DISABLING.",
        "That takes seconds. Puts go on meanwhile.",
    ])
}

fn slow_down(world: &World) -> Vec<String> {
    let era = world.era();
    let say = |limit: &'static Limit| grouped(limit.at(era));
    vec![
        format!(
            "Direct PUT has three quotas of a delivery stream: {} records/s, {} requests/s and {} bytes/s. One of them \
             is spent.",
            say(&limits::FIREHOSE_PUT_RECORDS),
            say(&limits::FIREHOSE_PUT_REQUESTS),
            say(&limits::FIREHOSE_PUT_BYTES)
        ),
        "Try again after a moment. An SDK does so by itself for the exception, never for the entries of \
         PutRecordBatch: those you send again."
            .to_owned(),
        "With a Kinesis stream as source there is no such quota: its shards are the limit.".to_owned(),
    ]
}

fn argument(world: &World, call: &Firehose) -> Vec<String> {
    let reads = delivery(world, call).and_then(|delivery| delivery.source.as_ref());
    match call {
        Firehose::PutRecord { .. } | Firehose::PutRecordBatch { .. } => match reads {
            Some(stream) => vec![
                format!("This delivery stream reads the Kinesis stream `{stream}`: nobody can put past it."),
                format!("Put the record to `{stream}`; Firehose fetches it within a second or so."),
            ],
            None => own(&["A batch is refused as a whole if it is too large. Cut it into several calls."]),
        },
        Firehose::StartDeliveryStreamEncryption { .. } | Firehose::StopDeliveryStreamEncryption { .. } => {
            let stream = reads.map_or("the stream", Name::as_str);
            vec![
                "Server-side encryption is only for Direct PUT: what comes from a stream is encrypted there."
                    .to_owned(),
                format!("Use StartStreamEncryption of `{stream}`."),
            ]
        }
        Firehose::CreateDeliveryStream(ask) => {
            let mut all = settings(&ask.destination);
            if ask.source.is_some() && ask.encryption.is_some() {
                all.push(
                    "What comes from a stream is encrypted there: leave the encryption out here.".to_owned(),
                );
            }
            or_look(all)
        }
        Firehose::UpdateDestination(ask) => {
            let old = delivery(world, call).map(|delivery| delivery.destination.as_ref());
            let mut all = old.map_or(Vec::new(), |old| unchangeable(old, &ask.update));
            if let Ok(new) = ask.update.onto(old) {
                all.extend(settings(&new));
            }
            all.truncate(3);
            or_look(all)
        }
        Firehose::DeleteDeliveryStream { .. }
        | Firehose::DescribeDeliveryStream { .. }
        | Firehose::ListDeliveryStreams { .. }
        | Firehose::TagDeliveryStream { .. }
        | Firehose::UntagDeliveryStream { .. }
        | Firehose::ListTagsForDeliveryStream { .. } => or_look(Vec::new()),
    }
}

fn or_look(mut all: Vec<String>) -> Vec<String> {
    if all.is_empty() {
        all.push(
            "A setting cannot be what the call says. Look at the member that the message names.".to_owned(),
        );
    }
    all
}

/// The rules that settings of a destination break together.
fn settings(it: &Destination) -> Vec<String> {
    let mut all = Vec::new();
    let mut say = |broken: bool, text: &str| {
        if broken {
            all.push(text.to_owned());
        }
    };
    let converts = it.s3.conversion.is_some();
    let to_s3 = matches!(it.to, DeliverTo::S3);
    say(
        converts && it.s3.compression != Compression::Uncompressed,
        "Parquet and ORC compress inside the file, so the object itself stays UNCOMPRESSED.",
    );
    say(
        !to_s3 && (converts || it.s3.partitioned),
        "Conversion into columns and dynamic partitioning are for objects that stay in S3: other destinations get \
         records.",
    );
    let redshift = matches!(it.to, DeliverTo::Redshift { .. });
    let copied = matches!(it.s3.compression, Compression::Uncompressed | Compression::Gzip);
    say(redshift && !copied, "COPY of Amazon Redshift reads plain objects and GZIP, nothing else.");
    let has_expression = |text: &str| text.contains("!{");
    let error = it.s3.error_prefix.as_deref().unwrap_or_default();
    say(
        redshift && (has_expression(&it.s3.prefix) || !error.is_empty()),
        "In front of Redshift, Firehose names the objects itself: no expression in Prefix, and no ErrorOutputPrefix.",
    );
    say(
        !redshift && has_expression(&it.s3.prefix) && error.is_empty(),
        "A Prefix with expressions needs an ErrorOutputPrefix: else nobody could tell data from what failed.",
    );
    say(
        has_expression(error) && !error.contains("!{firehose:error-output-type}"),
        "An ErrorOutputPrefix with expressions must include !{firehose:error-output-type}.",
    );
    say(
        it.s3.partitioned && error.is_empty(),
        "With dynamic partitioning some records may have no partition: ErrorOutputPrefix says where those go.",
    );
    say(
        it.s3.partitioned && !it.s3.prefix.contains("!{partitionKeyFrom"),
        "A Prefix of partitions says their keys: !{partitionKeyFromQuery:…} or !{partitionKeyFromLambda:…}.",
    );
    say(
        !it.s3.partitioned && it.s3.prefix.contains("!{partitionKeyFrom"),
        "Partition keys are made only with dynamic partitioning, which is switched on when the delivery stream is made.",
    );
    all.truncate(3);
    all
}

/// What UpdateDestination leaves as it is.
fn unchangeable(old: &Destination, update: &DestinationUpdate) -> Vec<String> {
    let Ok(new) = update.onto(Some(old)) else {
        return own(&[
            "A destination of another type is a new one: it takes nothing from the old, so all that is required must \
             be said.",
        ]);
    };
    let search = |it: &Destination| matches!(it.to, DeliverTo::OpenSearch { .. });
    let mut all = Vec::new();
    if search(old) != search(&new) {
        all.push(
            "From and to OpenSearch there is no change of type: make another delivery stream beside it."
                .to_owned(),
        );
    }
    if old.s3.partitioned != new.s3.partitioned {
        all.push(
            "Whether there are partitions is decided once, when the delivery stream is made: make another one."
                .to_owned(),
        );
    }
    if old.backup.is_some() && new.backup.is_none() {
        all.push(
            "A backup of the source records stays on once it is on; its bucket can be changed.".to_owned(),
        );
    }
    all
}
