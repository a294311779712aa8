//! What the terminal offers: possible next words, and short help in our own words.

use super::body::takes_midpoint;
use super::table::{self, Operation};
use super::words;
use crate::api::model::Shape;

/// Words that may come next: completions of the last word, or what may follow it when the line ends in a space.
pub fn complete(line: &str) -> Vec<String> {
    let Ok(mut words) = words::split(line, 1) else { return Vec::new() };
    let begun = if line.ends_with([' ', '\t']) { None } else { words.pop() };
    let begun = begun.map_or(String::new(), |word| word.text);
    let done: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let candidates: Vec<String> = match done.as_slice() {
        [] => vec!["aws".to_owned()],
        ["aws"] => owned(table::SERVICES.iter().map(|(name, _)| *name).chain(["help"])),
        ["aws", "help", ..] => Vec::new(),
        ["aws", service] => {
            let words = table::operations_of(service).map(Operation::word);
            words.chain(["help".to_owned()]).collect()
        }
        ["aws", service, word, rest @ ..] => {
            table::operation(service, word).map_or_else(Vec::new, |operation| next_of(operation, rest))
        }
        _ => Vec::new(),
    };
    candidates.into_iter().filter(|candidate| candidate.starts_with(&begun) && *candidate != begun).collect()
}

fn owned<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    words.map(str::to_owned).collect()
}

/// Options not yet given, those that are needed first; the choices of an option that waits for its value.
fn next_of(operation: Operation, rest: &[&str]) -> Vec<String> {
    let waiting = rest.last().and_then(|last| operation.option(last));
    match waiting.map(|option| (option.member, &option.member.shape)) {
        None | Some((_, Shape::Boolean)) => {}
        Some((_, Shape::Choice(choices) | Shape::List { of: Shape::Choice(choices), .. })) => {
            return owned(choices.iter().copied());
        }
        Some((member, _)) if takes_midpoint(member) => return vec!["midpoint".to_owned()],
        Some((_, Shape::Text { .. } | Shape::Integer { .. } | Shape::Blob { .. } | Shape::Time)) => {
            return Vec::new();
        }
        Some((_, Shape::Structure(_) | Shape::List { .. } | Shape::Tags { .. } | Shape::NotModelled)) => {
            return Vec::new();
        }
    }
    let open = operation.options().filter(|option| !rest.contains(&option.word().as_str()));
    let (needed, other): (Vec<_>, Vec<_>) = open.partition(table::Opt::is_required);
    let mut words: Vec<String> = needed.into_iter().chain(other).map(|option| option.word()).collect();
    if rest.is_empty() {
        let prefixes =
            operation.paths().iter().take(1).map(|path| path.split("BUCKET").next().unwrap_or_default());
        words.splice(0..0, owned(prefixes));
    }
    words
}

/// Help on nothing in particular (`""`), a service (`kinesis`) or an operation (`kinesis put-record`).
pub fn help(topic: &str) -> String {
    let mut words = topic.split_whitespace().filter(|word| !matches!(*word, "aws" | "help"));
    match (words.next(), words.next()) {
        (None, _) => {
            let rows = table::SERVICES.iter().map(|(name, about)| ((*name).to_owned(), *about));
            format!("aws SERVICE OPERATION --OPTION VALUE\n\n{}\nMore: aws SERVICE help", rows_of(rows))
        }
        (Some(service), None) if table::SERVICES.iter().any(|(name, _)| *name == service) => {
            let rows = table::operations_of(service).map(|operation| (operation.word(), operation.about()));
            format!("aws {service} OPERATION\n\n{}\nMore: aws {service} OPERATION help", rows_of(rows))
        }
        (Some(service), Some(word)) => match table::operation(service, word) {
            Some(operation) => help_on(operation),
            None => unknown(topic),
        },
        (Some(_), None) => unknown(topic),
    }
}

fn help_on(operation: Operation) -> String {
    let mut first = format!("aws {} {}", operation.service(), operation.word());
    for path in operation.paths() {
        first = format!("{first} {path}");
    }
    for option in operation.options().filter(table::Opt::is_required) {
        first = format!("{first} {} ...", option.word());
    }
    let rows = operation.options().map(|option| (option.word(), option.member.about));
    format!("{first}\n\n{}.\n\n{}", operation.about(), rows_of(rows)).trim_end().to_owned()
}

fn unknown(topic: &str) -> String {
    format!("There is no help on `{topic}`. Services: dynamodb, firehose, kinesis, kms, s3, s3api.")
}

fn rows_of<'a>(rows: impl Iterator<Item = (String, &'a str)>) -> String {
    let rows: Vec<_> = rows.collect();
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    rows.iter().map(|(name, about)| format!("  {name:width$}  {about}\n")).collect()
}
