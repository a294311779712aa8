//! Checked bodies as calls of Amazon Data Firehose.

use super::Fault;
use super::body::Body;
use super::kinesis::stream_of_arn;
use crate::command::{Buffering, CreateDeliveryStream, Destination, Firehose, Processor};
use crate::names::Name;
use crate::record::Stored;

pub(super) fn command(operation: &str, body: &Body<'_>) -> Result<Firehose, Fault> {
    let delivery_stream = || {
        let name = body.needed("DeliveryStreamName");
        Name::parse(name).map_err(|message| Fault::invalid("DeliveryStreamName", message))
    };
    Ok(match operation {
        "CreateDeliveryStream" => Firehose::CreateDeliveryStream(Box::new(create(delivery_stream()?, body)?)),
        "DescribeDeliveryStream" => Firehose::DescribeDeliveryStream { delivery_stream: delivery_stream()? },
        "ListDeliveryStreams" => Firehose::ListDeliveryStreams,
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
        other => unreachable!("the table has no {other}"),
    })
}

fn create(delivery_stream: Name, body: &Body<'_>) -> Result<CreateDeliveryStream, Fault> {
    const PLAIN: &str = "S3DestinationConfiguration";
    const EXTENDED: &str = "ExtendedS3DestinationConfiguration";
    let source = source(body)?;
    let (at, s3) = match (body.structure(PLAIN), body.structure(EXTENDED)) {
        (Some(s3), None) => (PLAIN, s3),
        (None, Some(s3)) => (EXTENDED, s3),
        (None, None) | (Some(_), Some(_)) => {
            let text = "Exactly one destination configuration is supported for a Firehose";
            return Err(Fault::invalid(EXTENDED, text));
        }
    };
    if let Some(format) = s3.text("CompressionFormat").filter(|format| *format != "UNCOMPRESSED") {
        let text =
            format!("CompressionFormat {format} is not known here: write UNCOMPRESSED or leave it out");
        return Err(Fault::not_modelled(at, text));
    }
    let bucket = s3.needed("BucketARN").split_once(":s3:::").map_or("", |(_, name)| name);
    let transform = match at {
        PLAIN => None,
        _ => s3
            .structure("ProcessingConfiguration")
            .map(|processing| transform(at, &processing))
            .transpose()?,
    };
    let bucket = Name::parse(bucket).map_err(|message| Fault::invalid(at, message))?;
    let mut destination = Destination::s3(bucket);
    destination.s3.prefix = s3.text("Prefix").unwrap_or_default().to_owned();
    destination.s3.buffering =
        s3.structure("BufferingHints").map(|hints| buffering(at, &hints)).transpose()?.flatten();
    destination.processors.extend(transform.flatten().map(|function| Processor::Lambda {
        function,
        retries: None,
        size_milli_mib: None,
        interval_s: None,
    }));
    Ok(CreateDeliveryStream { delivery_stream, source, destination })
}

fn source(body: &Body<'_>) -> Result<Option<Name>, Fault> {
    const TYPE: &str = "DeliveryStreamType";
    const SOURCE: &str = "KinesisStreamSourceConfiguration";
    let from_stream = match body.text(TYPE) {
        None | Some("DirectPut") => false,
        Some("KinesisStreamAsSource") => true,
        Some(other) => {
            let text = format!(
                "DeliveryStreamType {other} is not known here: write DirectPut or KinesisStreamAsSource"
            );
            return Err(Fault::not_modelled(TYPE, text));
        }
    };
    match (from_stream, body.structure(SOURCE)) {
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

/// SizeInMBs and IntervalInSeconds. Their bounds are the engine's business.
fn buffering(at: &'static str, hints: &Body<'_>) -> Result<Option<Buffering>, Fault> {
    match (hints.number("SizeInMBs"), hints.number("IntervalInSeconds")) {
        (None, None) => Ok(None),
        (Some(mib), Some(seconds)) => Ok(Some(Buffering { mib, seconds })),
        // "If you specify a value for one of them, you must also provide a value for the other": API reference,
        // BufferingHints. Modelling choice of the words: the error's text is not published.
        (Some(_), None) | (None, Some(_)) => {
            Err(Fault::invalid(at, "BufferingHints needs SizeInMBs and IntervalInSeconds together."))
        }
    }
}

/// The one Lambda processor, if processing is on.
fn transform(at: &'static str, processing: &Body<'_>) -> Result<Option<Name>, Fault> {
    let fails = |text: String| Err(Fault::not_modelled(at, text));
    if !processing.flag("Enabled") {
        return Ok(None);
    }
    let processors = processing.structures("Processors");
    let [processor] = processors.as_slice() else {
        return fails(
            "Processors takes exactly one processor here, of Type Lambda: Processors=[{Type=Lambda,...}]"
                .to_owned(),
        );
    };
    let kind = processor.needed("Type");
    if kind != "Lambda" {
        return fails(format!("a processor of Type {kind} is not known here: write Lambda"));
    }
    let mut function = None;
    for parameter in processor.structures("Parameters") {
        let (name, value) = (parameter.needed("ParameterName"), parameter.needed("ParameterValue"));
        if name != "LambdaArn" {
            return fails(format!("the parameter {name} is not known here: write LambdaArn"));
        }
        function = function_of_arn(value);
        if function.is_none() {
            return fails(format!(
                "ParameterValue {value} is no function's ARN: write arn:aws:lambda:us-east-1:123456789012:function:NAME"
            ));
        }
    }
    match function {
        Some(function) => Ok(Some(function)),
        None => fails("Missing required parameter in Processors[0].Parameters: LambdaArn".to_owned()),
    }
}

/// The function of `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, with or without a version behind it.
fn function_of_arn(arn: &str) -> Option<Name> {
    let (head, name) = arn.split_once(":function:")?;
    let name = name.split(':').next()?;
    head.starts_with("arn:aws:lambda:").then(|| Name::parse(name).ok())?
}
