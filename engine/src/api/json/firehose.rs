//! Checked bodies as calls of Amazon Data Firehose.

mod destination;
mod processors;

use super::Fault;
use super::body::Body;
use super::kinesis::stream_of_arn;
use crate::command::{CreateDeliveryStream, Destination, Firehose, Missing, SseKey, UpdateDestination};
use crate::names::Name;
use crate::record::Stored;

/// The only one that a delivery stream has.
const DESTINATION: &str = "destinationId-000000000001";
const TYPE: &str = "DeliveryStreamType";

pub(super) fn command(operation: &str, body: &Body<'_>) -> Result<Firehose, Fault> {
    let delivery_stream = || name(body, "DeliveryStreamName");
    let pairs = |name| {
        let pair = |tag: Body<'_>| (tag.needed("Key").to_owned(), tag.needed("Value").to_owned());
        body.structures(name).into_iter().map(pair).collect()
    };
    Ok(match operation {
        "CreateDeliveryStream" => {
            let create = CreateDeliveryStream {
                delivery_stream: delivery_stream()?,
                source: source(body)?,
                destination: created(body)?,
                tags: pairs("Tags"),
                encryption: body.structure(SSE).map(|input| key(&input)).transpose()?,
            };
            Firehose::CreateDeliveryStream(Box::new(create))
        }
        "DeleteDeliveryStream" => Firehose::DeleteDeliveryStream { delivery_stream: delivery_stream()? },
        "DescribeDeliveryStream" => Firehose::DescribeDeliveryStream { delivery_stream: delivery_stream()? },
        "ListDeliveryStreams" => Firehose::ListDeliveryStreams {
            limit: body.number("Limit"),
            reads_stream: reads_stream(body)?,
            exclusive_start: match body.has("ExclusiveStartDeliveryStreamName") {
                true => Some(name(body, "ExclusiveStartDeliveryStreamName")?),
                false => None,
            },
        },
        "ListTagsForDeliveryStream" => Firehose::ListTagsForDeliveryStream {
            delivery_stream: delivery_stream()?,
            limit: body.number("Limit"),
            exclusive_start: body.text("ExclusiveStartTagKey").map(str::to_owned),
        },
        "PutRecord" => Firehose::PutRecord {
            delivery_stream: delivery_stream()?,
            data: body.structure("Record").map(|record| record.blob("Data")).unwrap_or_default(),
        },
        "PutRecordBatch" => {
            let stored = |entry: Body<'_>| Stored {
                key: String::new(),
                data: entry.blob("Data"),
                explicit_hash_key: None,
            };
            Firehose::PutRecordBatch {
                delivery_stream: delivery_stream()?,
                records: body.structures("Records").into_iter().map(stored).collect(),
            }
        }
        "StartDeliveryStreamEncryption" => Firehose::StartDeliveryStreamEncryption {
            delivery_stream: delivery_stream()?,
            key: body.structure(SSE).map(|input| key(&input)).transpose()?.unwrap_or_default(),
        },
        "StopDeliveryStreamEncryption" => {
            Firehose::StopDeliveryStreamEncryption { delivery_stream: delivery_stream()? }
        }
        "TagDeliveryStream" => {
            Firehose::TagDeliveryStream { delivery_stream: delivery_stream()?, tags: pairs("Tags") }
        }
        "UntagDeliveryStream" => {
            Firehose::UntagDeliveryStream { delivery_stream: delivery_stream()?, keys: body.texts("TagKeys") }
        }
        "UpdateDestination" => Firehose::UpdateDestination(Box::new(update(delivery_stream()?, body)?)),
        other => unreachable!("the table has no {other}"),
    })
}

fn name(body: &Body<'_>, member: &'static str) -> Result<Name, Fault> {
    Name::parse(body.needed(member)).map_err(|message| Fault::invalid(member, message))
}

fn created(body: &Body<'_>) -> Result<Destination, Fault> {
    let (at, said) = destination::the_one(body, "Configuration")?;
    said.onto(None).map_err(|Missing(member)| {
        // The table has made sure of what every call must say.
        Fault::invalid(
            at,
            match member {
                "S3BackupMode" => "S3BackupConfiguration is only used with S3BackupMode Enabled.".to_owned(),
                member => format!("{member} must be specified."),
            },
        )
    })
}

fn update(delivery_stream: Name, body: &Body<'_>) -> Result<UpdateDestination, Fault> {
    const ID: &str = "DestinationId";
    let id = body.needed(ID);
    if id != DESTINATION {
        // Modelling choice of the words: AWS's text is not published.
        let text = format!("Destination Id {id} not found: write {DESTINATION}.");
        return Err(Fault::invalid(ID, text));
    }
    // A version that no delivery stream can have is told as one that does not match.
    let version = body.needed("CurrentDeliveryStreamVersionId").parse().unwrap_or(u32::MAX);
    let (_, update) = destination::the_one(body, "Update")?;
    Ok(UpdateDestination { delivery_stream, version, update })
}

const SSE: &str = "DeliveryStreamEncryptionConfigurationInput";

/// Modelling choice of the words: AWS's texts are not published.
fn key(input: &Body<'_>) -> Result<SseKey, Fault> {
    match (input.needed("KeyType"), input.text("KeyARN")) {
        ("CUSTOMER_MANAGED_CMK", Some(arn)) => Ok(SseKey::Customer(arn.to_owned())),
        ("CUSTOMER_MANAGED_CMK", None) => {
            Err(Fault::invalid(SSE, "KeyARN must be specified for the key type CUSTOMER_MANAGED_CMK."))
        }
        (_, Some(_)) => {
            Err(Fault::invalid(SSE, "KeyARN must not be specified for the key type AWS_OWNED_CMK."))
        }
        (_, None) => Ok(SseKey::AwsOwned),
    }
}

fn reads_stream(body: &Body<'_>) -> Result<Option<bool>, Fault> {
    match body.text(TYPE) {
        None => Ok(None),
        Some("DirectPut") => Ok(Some(false)),
        Some("KinesisStreamAsSource") => Ok(Some(true)),
        Some(other) => {
            let text = format!(
                "DeliveryStreamType {other} is not known here: write DirectPut or KinesisStreamAsSource"
            );
            Err(Fault::not_modelled(TYPE, text))
        }
    }
}

fn source(body: &Body<'_>) -> Result<Option<Name>, Fault> {
    const SOURCE: &str = "KinesisStreamSourceConfiguration";
    match (reads_stream(body)?.unwrap_or(false), body.structure(SOURCE)) {
        (false, None) => Ok(None),
        // Modelling choice of the words: AWS answers InvalidArgumentException, its text is not published.
        (false, Some(_)) => Err(Fault::invalid(
            SOURCE,
            "KinesisStreamSourceConfiguration is only for the delivery stream type KinesisStreamAsSource.",
        )),
        (true, None) => Err(Fault::invalid(
            TYPE,
            "KinesisStreamSourceConfiguration is needed for the delivery stream type KinesisStreamAsSource.",
        )),
        (true, Some(source)) => stream_of_arn(SOURCE, source.needed("KinesisStreamARN")).map(Some),
    }
}
