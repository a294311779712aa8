//! CreateDeliveryStream: the one operation whose options are trees.
//!
//! Absent so far: compression, backup, dynamic partitioning, format conversion, error prefix; other
//! destinations than extended S3.

use super::CliError;
use super::fields::{Fields, structure};
use super::given::{Given, stream_of_arn};
use super::shorthand::Tree;
use crate::command::CreateDeliveryStream;
use crate::names::Name;
use crate::refusal::Refusal;

pub(super) fn create(given: &Given) -> Result<CreateDeliveryStream, CliError> {
    const OPTION: &str = "--extended-s3-destination-configuration";
    let tree = structure(given, OPTION)?;
    let column = given.column_of(OPTION);
    let s3 = Fields::of(&tree, "ExtendedS3DestinationConfiguration", column)?;
    s3.only(&[
        "RoleARN",
        "BucketARN",
        "Prefix",
        "BufferingHints",
        "CompressionFormat",
        "ProcessingConfiguration",
    ])?;
    if let Some(format) = s3.text("CompressionFormat")?.filter(|format| *format != "UNCOMPRESSED") {
        return Err(s3.fails(format!(
            "CompressionFormat {format} is not known here: write UNCOMPRESSED or leave it out"
        )));
    }
    let arn = s3.needed("BucketARN")?;
    let bucket = arn.strip_prefix("arn:aws:s3:::").and_then(|name| Name::parse(name).ok()).ok_or_else(|| {
        let at = "extendedS3DestinationConfiguration.bucketARN";
        let text = format!(
            "Value '{arn}' at '{at}' failed to satisfy constraint: Member must satisfy regular expression pattern: \
             arn:.*:s3:::[\\w\\.\\-]{{1,255}}"
        );
        given.validation(column, &[text])
    })?;
    Ok(CreateDeliveryStream {
        delivery_stream: given.name("--delivery-stream-name")?,
        source: source(given)?,
        bucket,
        prefix: s3.text("Prefix")?.unwrap_or_default().to_owned(),
        buffering: s3
            .tree("BufferingHints")
            .map(|hints| buffering(given, hints, column))
            .transpose()?
            .flatten(),
        transform: match s3.tree("ProcessingConfiguration") {
            Some(processing) => transform(processing, column)?,
            None => None,
        },
    })
}

fn source(given: &Given) -> Result<Option<Name>, CliError> {
    const OPTION: &str = "--kinesis-stream-source-configuration";
    let from_stream = given.text("--delivery-stream-type") == "KinesisStreamAsSource";
    match (from_stream, given.word(OPTION)) {
        (false, None) => Ok(None),
        // Modelling choice of the words: AWS answers InvalidArgumentException, its text is not published.
        (false, Some(word)) => {
            let text = "KinesisStreamSourceConfiguration is only for the delivery stream type KinesisStreamAsSource.";
            Err(given.aws(word.column, Refusal::invalid(text)))
        }
        (true, None) => {
            let text = "KinesisStreamSourceConfiguration is needed for the delivery stream type KinesisStreamAsSource.";
            Err(given.aws(given.column_of("--delivery-stream-type"), Refusal::invalid(text)))
        }
        (true, Some(word)) => {
            let tree = structure(given, OPTION)?;
            let fields = Fields::of(&tree, "KinesisStreamSourceConfiguration", word.column)?;
            fields.only(&["KinesisStreamARN", "RoleARN"])?;
            let arn = fields.needed("KinesisStreamARN")?;
            stream_of_arn(arn).map(Some).ok_or_else(|| {
                let text = format!(
                    "Value '{arn}' at 'kinesisStreamSourceConfiguration.kinesisStreamARN' failed to satisfy constraint: \
                     Member must satisfy regular expression pattern: arn:.*:kinesis:[a-zA-Z0-9\\-]+:\\d{{12}}:stream/\
                     [a-zA-Z0-9_.-]+"
                );
                given.validation(word.column, &[text])
            })
        }
    }
}

/// SizeInMBs and IntervalInSeconds. Their bounds are the engine's business.
fn buffering(given: &Given, hints: &Tree, column: usize) -> Result<Option<(u64, u64)>, CliError> {
    let fields = Fields::of(hints, "ExtendedS3DestinationConfiguration.BufferingHints", column)?;
    fields.only(&["SizeInMBs", "IntervalInSeconds"])?;
    let number = |key: &str| {
        let Some(text) = fields.text(key)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| fails_as_number(&fields, key, text))
    };
    match (number("SizeInMBs")?, number("IntervalInSeconds")?) {
        (None, None) => Ok(None),
        (Some(mib), Some(seconds)) => Ok(Some((mib, seconds))),
        // "If you specify a value for one of them, you must also provide a value for the other": API reference,
        // BufferingHints. Modelling choice of the words: the error's text is not published.
        (Some(_), None) | (None, Some(_)) => {
            let text = "BufferingHints needs SizeInMBs and IntervalInSeconds together.";
            Err(given.aws(column, Refusal::invalid(text)))
        }
    }
}

fn fails_as_number(fields: &Fields<'_>, key: &str, text: &str) -> CliError {
    fields.fails(format!(
        "Invalid type for parameter BufferingHints.{key}, value: {text}, valid types: whole number"
    ))
}

/// The one Lambda processor, if processing is on.
fn transform(processing: &Tree, column: usize) -> Result<Option<Name>, CliError> {
    let fields = Fields::of(processing, "ProcessingConfiguration", column)?;
    fields.only(&["Enabled", "Processors"])?;
    match fields.text("Enabled")? {
        Some("true" | "True") => {}
        None | Some("false" | "False") => return Ok(None),
        Some(other) => return Err(fields.fails(format!("Enabled is true or false, not {other}"))),
    }
    let processors = match fields.tree("Processors") {
        Some(Tree::List(list)) => list.as_slice(),
        Some(Tree::Map(_) | Tree::Text(_)) | None => &[],
    };
    let [processor] = processors else {
        return Err(fields.fails(
            "Processors takes exactly one processor here, of Type Lambda: Processors=[{Type=Lambda,...}]",
        ));
    };
    let processor = Fields::of(processor, "Processors[0]", column)?;
    processor.only(&["Type", "Parameters"])?;
    let kind = processor.needed("Type")?;
    if kind != "Lambda" {
        return Err(processor.fails(format!("a processor of Type {kind} is not known here: write Lambda")));
    }
    let parameters = match processor.tree("Parameters") {
        Some(Tree::List(list)) => list.as_slice(),
        Some(Tree::Map(_) | Tree::Text(_)) | None => &[],
    };
    let mut function = None;
    for parameter in parameters {
        let parameter = Fields::of(parameter, "Parameters", column)?;
        parameter.only(&["ParameterName", "ParameterValue"])?;
        let (name, value) = (parameter.needed("ParameterName")?, parameter.needed("ParameterValue")?);
        if name != "LambdaArn" {
            return Err(parameter.fails(format!("the parameter {name} is not known here: write LambdaArn")));
        }
        function = function_of_arn(value);
        if function.is_none() {
            let text = format!(
                "ParameterValue {value} is no function's ARN: write arn:aws:lambda:us-east-1:123456789012:function:NAME"
            );
            return Err(parameter.fails(text));
        }
    }
    function
        .map(Some)
        .ok_or_else(|| processor.fails("Missing required parameter in Processors[0].Parameters: LambdaArn"))
}

/// The function of `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, with or without a version behind it.
fn function_of_arn(arn: &str) -> Option<Name> {
    let (head, name) = arn.split_once(":function:")?;
    let name = name.split(':').next()?;
    head.starts_with("arn:aws:lambda:").then(|| Name::parse(name).ok())?
}
