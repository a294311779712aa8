//! Lines of the AWS CLI by service, with what each reads as and prints.

mod buckets;
mod dynamodb;
mod firehose;
mod help;
mod kinesis;
mod lambda;
mod replies;
mod usage;

use super::*;

/// What the CLI makes of a line: the command printed again, or the error with its column.
fn told(line: &str) -> String {
    match parse(line) {
        Ok(command) => command.to_string(),
        Err(CliError::Usage { column, message, near: None }) => format!("{column}: {message}"),
        Err(CliError::Usage { column, message, near: Some(near) }) => {
            format!("{column}: {message} ({near}?)")
        }
        Err(error @ CliError::Aws { column, .. }) => format!("{column}: {error}"),
        Err(CliError::Help(text)) => text,
    }
}

fn check(line: &str, expected: &str) {
    assert_eq!(told(line), expected, "{line}");
    if let Ok(command) = parse(line) {
        assert_eq!(parse(&command.to_string()), Ok(command), "what is printed reads back: {line}");
    }
}
