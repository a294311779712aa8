//! One line of text as a command: an AWS CLI line, or one of our own.

use engine::api::cli::{self, CliError};
use engine::command::Command;
use engine::era::Era;
use engine::story;

/// Why a line is no command, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Of the word that is wrong, counted from 1.
    pub column: Option<usize>,
    pub message: String,
    /// It was a question for help, and this is the answer.
    pub help: bool,
}

/// Our own lines, for `help`.
const OURS: &str = "Our own lines make and change actors:

  producer NAME to STREAM  rate 200/s  size 500B  keys uniform 100
  consumer NAME reads STREAM  poll 1s
  function NAME  blueprint access-log-to-json      or: answers drop every 3
  load manifest BUCKET/KEY into CLUSTER TABLE
  reindex BUCKET/PREFIX into DOMAIN INDEX
  reingest BUCKET/PREFIX into DELIVERY_STREAM
  set NAME  rate 900/s            also size, keys, api, payload, to, poll, retries, blueprint, answers
  set NAME  payload orders        or clicks, devices, access-log, filler; JSON with broken 1%, gzip, newline
  set NAME  payload template '{\"id\":{n},\"customer\":{1..600},\"device\":\"{mobile|desktop}\"}'
  stop NAME
  clear                           empties this terminal";

/// A line as an era reads it.
///
/// # Errors
/// What the CLI, or the reader of stories, says of the line.
pub fn parse_in(line: &str, era: Era) -> Result<Command, BadLine> {
    let line = line.trim();
    if line == "help" {
        let message = format!("{}\n\n{OURS}", cli::help("").trim_end());
        return Err(BadLine { column: None, message, help: true });
    }
    if line == "aws" || line.starts_with("aws ") {
        return cli::parse_in(line, era).map_err(|error| match &error {
            CliError::Usage { column, .. } => {
                BadLine { column: Some(*column), message: error.to_string(), help: false }
            }
            CliError::Aws { column, .. } => {
                BadLine { column: Some(*column), message: error.to_string(), help: false }
            }
            CliError::Help(text) => BadLine { column: None, message: text.clone(), help: true },
        });
    }
    story::command(line).map_err(|error| BadLine {
        column: Some(error.column),
        message: format!("{}. Lines begin with `aws`, or are our own; `help` lists them.", error.message),
        help: false,
    })
}

/// The same today.
#[cfg(test)]
pub fn parse(line: &str) -> Result<Command, BadLine> {
    parse_in(line, Era::Today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_either_kind_is_a_command() {
        for line in ["aws kinesis list-streams", "stop fleet", "set fleet rate 900/s"] {
            assert_eq!(parse(line).map(|command| command.to_string()), Ok(line.to_owned()));
        }
    }

    #[test]
    fn a_slip_is_marked_and_help_is_no_slip() {
        let slip = parse("aws kinesis lst-streams").unwrap_err();
        assert!(!slip.help && slip.column.is_some(), "{slip:?}");
        assert!(parse("help").unwrap_err().help);
        assert!(parse("sing a song").unwrap_err().column.is_some());
    }

    #[test]
    fn an_era_does_not_read_what_came_later() {
        let line = "aws kinesis list-shards --stream-name s --shard-filter Type=AT_LATEST";
        assert!(parse_in(line, Era::Y2020).is_ok());
        let bad = parse_in(line, Era::Y2018).unwrap_err();
        assert!(bad.message.contains("ShardFilter is not known in the era 2018"), "{bad:?}");
    }
}
