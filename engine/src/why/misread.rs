//! "Why was this line refused?", of a line that no command was made of: the CLI, or the reader of our own lines, did
//! not take it, so nothing was asked of AWS.

use super::{Fix, Why, call, door};
use crate::api::cli::words::split;
use crate::api::cli::{self, CliError};
use crate::command::Command;
use crate::story;
use crate::world::World;

/// Why a line is no command; `None` of one that is, and of a question for help.
pub fn bad_line(world: &World, line: &str) -> Option<Why> {
    let line = line.trim();
    if line != "aws" && !line.starts_with("aws ") {
        let error = story::command(line).err()?;
        let sentences = vec![
            format!("{}.", error.message.trim_end_matches('.')),
            "Our own lines make and change what AWS does not: producers, consumers, functions, faults."
                .to_owned(),
            "Each begins with its word, then come name and settings; `help` lists them. Nothing was changed."
                .to_owned(),
        ];
        return Some(Why { title: call::short(line), sentences, fixes: Vec::new() });
    }
    match cli::parse_in(line, world.era()).err()? {
        CliError::Help(_) => None,
        CliError::Aws { refusal, .. } => Some(door::line_refused(line, &refusal)),
        CliError::Usage { column, message, near } => {
            let mut sentences = vec![format!("{}.", message.trim_end_matches('.'))];
            sentences.extend(rule(&message).map(str::to_owned));
            sentences.push(
                "The CLI looked no further: nothing was asked of AWS, and nothing was changed.".to_owned(),
            );
            let meant = near.and_then(|near| with_word(line, column, &near));
            let lines = meant.into_iter().chain(with_only(world, line, &message));
            let fixes = lines.filter_map(|line| fix(world, &line)).take(1).collect();
            Some(Why { title: call::short(line), sentences, fixes })
        }
    }
}

/// What the CLI's own words mean.
fn rule(message: &str) -> Option<&'static str> {
    let rows = [
        (
            "the following arguments are required",
            "A call is complete only with all that its operation requires; `help` behind it lists its options.",
        ),
        ("argument command", "Behind `aws` stands a service: kinesis, firehose or s3."),
        (
            "argument operation",
            "Behind the service stands one of its operations, in small letters with hyphens.",
        ),
        (
            "Unknown options",
            "An option belongs to its operation, and is written out in full; `help` behind it lists them.",
        ),
        (
            "Parameter validation failed",
            "A value has another shape than its member: a number, a text, a list, a structure.",
        ),
        ("Error parsing parameter", "A value is JSON, or shorthand such as Key=value,Key=value."),
        (
            "Invalid base64",
            "The CLI takes data in base64; `--cli-binary-format raw-in-base64-out` takes it as it is.",
        ),
    ];
    let found = rows.iter().find(|(start, _)| message.starts_with(start)).map(|(_, rule)| *rule);
    found.or_else(|| {
        let ends = [
            (": expected one argument", "Behind this option stands its value."),
            (": expected at least one argument", "Behind this option stand its values, with spaces between."),
            (
                "Shardlab does not model it yet",
                "AWS has it. Here it is left out, and named so that nobody takes it for a slip.",
            ),
            (
                "output is always JSON",
                "A real CLI can also print tables and text, and choose from the answer.",
            ),
        ];
        ends.iter().find(|(end, _)| message.ends_with(end)).map(|(_, rule)| *rule)
    })
}

/// The line with another word in a column.
fn with_word(line: &str, column: usize, meant: &str) -> Option<String> {
    let word = split(line, 1).ok()?.into_iter().find(|word| word.column == column)?;
    let (before, after) = (column - 1, column - 1 + word.raw.chars().count());
    let tied = word.raw.split_once('=').filter(|_| word.raw.starts_with("--"));
    let value = tied.map_or(String::new(), |(_, value)| format!("={value}"));
    let chars: Vec<char> = line.chars().collect();
    let part = |chars: &[char]| chars.iter().collect::<String>();
    Some(format!("{}{meant}{value}{}", part(&chars[..before]), part(&chars[after..])))
}

/// The line with the one name that could be meant, where that is all it lacks.
fn with_only(world: &World, line: &str, message: &str) -> Option<String> {
    let lacks = message.strip_prefix("the following arguments are required: ")?;
    let mut names: Vec<&crate::names::Name> = match lacks {
        "--stream-name" => world.streams().iter().map(|stream| &stream.name).collect(),
        "--delivery-stream-name" => world.firehose().iter().map(|stream| &stream.name).collect(),
        _ => return None,
    };
    let only = names.pop().filter(|_| names.is_empty())?;
    Some(format!("{line} {lacks} {only}"))
}

/// A line as a button, if it is taken as things are now.
fn fix(world: &World, line: &str) -> Option<Fix> {
    let command: Command = cli::parse_in(line, world.era()).ok()?;
    world.clone().apply(&command).ok()?;
    Some(Fix {
        label: "Run what was meant".to_owned(),
        note: format!("`{}`", call::short(&command.to_string())),
        commands: vec![command],
    })
}
