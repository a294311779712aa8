//! `aws s3`: paths instead of members.

use super::CliError;
use super::given::Given;
use crate::command::S3;
use crate::names::Name;

/// # Errors
/// As botocore refuses it, before anything is sent.
pub(super) fn bucket_name(text: &str, column: usize) -> Result<Name, CliError> {
    Name::parse(text).map_err(|_| {
        let text = format!(
            "Parameter validation failed: Invalid bucket name \"{text}\": Bucket name must match the regex \
             \"^[a-zA-Z0-9.\\-_]{{1,255}}$\""
        );
        CliError::usage(column, text)
    })
}

pub(super) fn command(given: &Given) -> Result<S3, CliError> {
    let word = given.operation.word();
    let Some(path) = given.paths.first() else { return Ok(S3::ListBuckets) };
    let Some((bucket, rest)) =
        path.text.strip_prefix("s3://").map(|path| path.split_once('/').unwrap_or((path, "")))
    else {
        let usage = format!(
            "usage: aws s3 {word} {}. Error: Invalid argument type",
            given.operation.paths().join(" ")
        );
        return Err(CliError::usage(path.column, usage));
    };
    let bucket = bucket_name(bucket, path.column)?;
    Ok(match word.as_str() {
        "mb" => S3::CreateBucket { bucket },
        "ls" => S3::ListObjects { bucket, prefix: rest.to_owned(), recursive: given.flag("Recursive") },
        "cp" => {
            let to = &given.paths[1];
            if to.text != "-" {
                let text = "there are no files here: write `-` to see the object in the terminal";
                return Err(CliError::usage(to.column, text));
            }
            if rest.is_empty() {
                return Err(CliError::usage(path.column, "say which object: aws s3 cp s3://BUCKET/KEY -"));
            }
            S3::GetObject { bucket, key: rest.to_owned() }
        }
        word => unreachable!("the table has no s3 {word}"),
    })
}
