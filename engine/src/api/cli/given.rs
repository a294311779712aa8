//! The words of a line sorted under an operation's options, and the checks that need no world:
//! first those of the CLI itself, then those that AWS makes before it looks at anything.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::CliError;
use super::table::{self, Kind, Operation, Opt};
use super::words::{Word, nearest};
use crate::names::{ACCOUNT, Name, ShardId};
use crate::refusal::{ErrorName, Refusal};

/// What was given to one operation.
#[derive(Debug)]
pub(super) struct Given {
    pub operation: &'static Operation,
    /// Of the operation's word: where something is missing.
    pub column: usize,
    options: Vec<(&'static Opt, Vec<Word>)>,
    pub paths: Vec<Word>,
}

impl Given {
    /// # Errors
    /// In the order in which the CLI finds them: an option without value, what is missing, what is unknown.
    pub fn read(operation: &'static Operation, column: usize, words: Vec<Word>) -> Result<Given, CliError> {
        let mut given = Given { operation, column, options: Vec::new(), paths: Vec::new() };
        let mut unknown: Vec<Word> = Vec::new();
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.next() {
            let (name, tied) = match word.text.split_once('=') {
                Some((name, value)) if word.text.starts_with("--") => {
                    (name.to_owned(), Some(value.to_owned()))
                }
                Some(_) | None => (word.text.clone(), None),
            };
            if !name.starts_with("--") {
                let room = given.paths.len() < operation.paths.len();
                if room {
                    given.paths.push(word)
                } else {
                    unknown.push(word)
                }
                continue;
            }
            let Some(option) = operation.option(&name) else {
                unknown.push(word);
                continue;
            };
            let mut values: Vec<Word> = tied.map(|text| Word { text, ..word.clone() }).into_iter().collect();
            let most = match option.kind {
                Kind::Flag => 0,
                Kind::Structures => usize::MAX,
                Kind::StreamName | Kind::StreamArn | Kind::DeliveryStreamName | Kind::ShardId => 1,
                Kind::HashKey | Kind::SplitKey | Kind::SequenceNumber | Kind::Text | Kind::Count => 1,
                Kind::Timestamp | Kind::Blob | Kind::Choice(_) | Kind::Structure => 1,
            };
            while values.len() < most {
                match words.next_if(|next| !looks_like_an_option(&next.text)) {
                    Some(value) => values.push(value),
                    None => break,
                }
            }
            if values.is_empty() && most > 0 {
                let how_many = if most == 1 { "one argument" } else { "at least one argument" };
                return Err(CliError::usage(word.column, format!("argument {name}: expected {how_many}")));
            }
            given.options.push((option, values));
        }
        given.nothing_missing()?;
        given.nothing_unknown(&unknown)?;
        given.possible_for_the_cli()?;
        given.possible_for_aws()?;
        Ok(given)
    }

    fn nothing_missing(&self) -> Result<(), CliError> {
        let by_arn = self.word("--stream-arn").is_some();
        let options = self.operation.options.iter().filter(|option| option.required);
        let missing = options.filter(|option| {
            self.word(option.name).is_none() && !(by_arn && option.kind == Kind::StreamName)
        });
        let missing: Vec<_> = missing.map(|option| option.name).collect();
        if !missing.is_empty() {
            let text = format!("the following arguments are required: {}", missing.join(", "));
            return Err(CliError::usage(self.column, text));
        }
        if self.paths.len() < self.operation.paths.len() {
            return Err(CliError::usage(self.column, "the following arguments are required: paths"));
        }
        Ok(())
    }

    fn nothing_unknown(&self, unknown: &[Word]) -> Result<(), CliError> {
        let Some(first) = unknown.first() else { return Ok(()) };
        let all: Vec<_> = unknown.iter().map(|word| word.text.as_str()).collect();
        let name = first.text.split('=').next().unwrap_or_default();
        let near = nearest(name, self.operation.options.iter().map(|option| option.name));
        Err(CliError::Usage {
            column: first.column,
            message: format!("Unknown options: {}", all.join(", ")),
            near: near.map(str::to_owned),
        })
    }

    /// What the CLI and its library check before they send anything.
    fn possible_for_the_cli(&self) -> Result<(), CliError> {
        for (option, values) in &self.options {
            let Some(word) = values.last() else { continue };
            let fails = |text: String| Err(CliError::usage(word.column, text));
            let name = option.parameter();
            if word.text.starts_with("file://") || word.text.starts_with("fileb://") {
                return fails(format!(
                    "Error parsing parameter '{}': there are no files here, so write the value itself",
                    option.name
                ));
            }
            match option.kind {
                Kind::Count => match word.text.trim().parse::<i64>() {
                    Err(_) => {
                        return fails(format!("invalid literal for int() with base 10: '{}'", word.text));
                    }
                    Ok(number) if number < 1 => {
                        return fails(format!(
                            "Parameter validation failed: Invalid value for parameter {name}, value: {number}, \
                             valid min value: 1"
                        ));
                    }
                    Ok(_) => {}
                },
                Kind::StreamName
                | Kind::DeliveryStreamName
                | Kind::ShardId
                | Kind::Text
                | Kind::StreamArn
                    if word.text.is_empty() =>
                {
                    return fails(format!(
                        "Parameter validation failed: Invalid length for parameter {name}, value: 0, valid min length: 1"
                    ));
                }
                Kind::Choice(words)
                    if table::GLOBAL.contains(option) && !words.contains(&word.text.as_str()) =>
                {
                    return fails(format!("argument {}: Found invalid choice '{}'", option.name, word.text));
                }
                Kind::StreamName
                | Kind::DeliveryStreamName
                | Kind::ShardId
                | Kind::Text
                | Kind::StreamArn => {}
                Kind::HashKey | Kind::SplitKey | Kind::SequenceNumber | Kind::Choice(_) | Kind::Timestamp => {
                }
                Kind::Blob | Kind::Structure | Kind::Structures | Kind::Flag => {}
            }
        }
        Ok(())
    }

    /// AWS gathers all values of no possible form into one ValidationException (behaviours A1).
    fn possible_for_aws(&self) -> Result<(), CliError> {
        const NAME: &str = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
        let mut errors = Vec::new();
        let mut column = self.column;
        for (option, values) in &self.options {
            let Some(word) = values.last().filter(|_| !table::GLOBAL.contains(option)) else { continue };
            let text = word.text.as_str();
            let name_of = |most: usize| match Name::parse(text) {
                _ if text.len() > most => {
                    Some(format!("Member must have length less than or equal to {most}"))
                }
                Ok(_) => None,
                Err(_) => Some(NAME.to_owned()),
            };
            let broken = match option.kind {
                Kind::StreamName | Kind::ShardId => name_of(128),
                Kind::DeliveryStreamName => name_of(64),
                Kind::HashKey => hash_key_pattern(text),
                Kind::SplitKey if text == "midpoint" => None,
                Kind::SplitKey => hash_key_pattern(text),
                Kind::SequenceNumber => number_pattern(text, 128),
                Kind::StreamArn if stream_of_arn(text).is_some() => None,
                Kind::StreamArn => Some(
                    r"Member must satisfy regular expression pattern: arn:aws.*:kinesis:.*:\d{12}:stream/\S+"
                        .to_owned(),
                ),
                Kind::Choice(words) if words.contains(&text) => None,
                Kind::Choice(words) => {
                    Some(format!("Member must satisfy enum value set: [{}]", words.join(", ")))
                }
                Kind::Text | Kind::Count | Kind::Timestamp | Kind::Blob => None,
                Kind::Structure | Kind::Structures | Kind::Flag => None,
            };
            if let Some(constraint) = broken {
                if errors.is_empty() {
                    column = word.column;
                }
                errors.push(format!(
                    "Value '{text}' at '{}' failed to satisfy constraint: {constraint}",
                    option.field()
                ));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(self.validation(column, &errors)) }
    }

    pub fn validation(&self, column: usize, errors: &[String]) -> CliError {
        let s = if errors.len() == 1 { "" } else { "s" };
        let text = format!("{} validation error{s} detected: {}", errors.len(), errors.join("; "));
        self.aws(column, Refusal::new(ErrorName::ValidationException, text))
    }

    pub fn aws(&self, column: usize, refusal: Refusal) -> CliError {
        CliError::Aws { column, operation: self.operation.name, refusal }
    }

    /// The last word given to an option, as the CLI takes it.
    pub fn word(&self, name: &str) -> Option<&Word> {
        self.words(name).last()
    }

    pub fn words(&self, name: &str) -> &[Word] {
        self.options.iter().rev().find(|(option, _)| option.name == name).map_or(&[], |(_, values)| values)
    }

    pub fn text(&self, name: &str) -> &str {
        self.word(name).map_or("", |word| &word.text)
    }

    pub fn flag(&self, name: &str) -> bool {
        self.options.iter().any(|(option, _)| option.name == name)
    }

    pub fn column_of(&self, name: &str) -> usize {
        self.word(name).map_or(self.column, |word| word.column)
    }

    pub fn name(&self, option: &str) -> Result<Name, CliError> {
        Name::parse(self.text(option)).map_err(|message| CliError::usage(self.column_of(option), message))
    }

    /// The stream, by name or by ARN.
    pub fn stream(&self) -> Result<Name, CliError> {
        match stream_of_arn(self.text("--stream-arn")) {
            Some(stream) if self.word("--stream-name").is_none() => Ok(stream),
            Some(_) | None => self.name("--stream-name"),
        }
    }

    /// # Errors
    /// What has no number at its end is a shard that no stream has (behaviours A6, A8).
    pub fn shard(&self, option: &str, stream: &Name) -> Result<ShardId, CliError> {
        let text = self.text(option);
        ShardId::parse(text).ok_or_else(|| {
            let text = format!("Could not find shard {text} in stream {stream} under account {ACCOUNT}.");
            self.aws(self.column_of(option), Refusal::new(ErrorName::ResourceNotFoundException, text))
        })
    }

    pub fn count(&self, option: &str) -> Option<u64> {
        self.text(option).trim().parse().ok()
    }

    /// Data as the CLI takes it: base64, unless `--cli-binary-format raw-in-base64-out`.
    pub fn blob(&self, text: &str, column: usize) -> Result<Vec<u8>, CliError> {
        if self.text("--cli-binary-format") == "raw-in-base64-out" {
            return Ok(text.as_bytes().to_vec());
        }
        // Python's decoder, which the CLI uses, skips what is no letter of base64 but insists on the padding.
        let config = GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireCanonical);
        let letters: String =
            text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')).collect();
        GeneralPurpose::new(&ALPHABET, config).decode(letters).map_err(|_| {
            CliError::usage(
                column,
                format!(
                    "Invalid base64: \"{text}\" (to write the data as it is, add --cli-binary-format raw-in-base64-out)"
                ),
            )
        })
    }
}

/// Python's rule: a hyphen and more, unless it is a negative number or has a space in it.
fn looks_like_an_option(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or_default();
    let is_number = rest.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    !rest.is_empty() && !is_number && !text.contains(' ')
}

/// The stream of `arn:aws:kinesis:us-east-1:123456789012:stream/orders`.
pub(super) fn stream_of_arn(arn: &str) -> Option<Name> {
    let (head, name) = arn.split_once(":stream/")?;
    (head.starts_with("arn:aws") && head.contains(":kinesis:")).then(|| Name::parse(name).ok())?
}

pub(super) fn hash_key_pattern(text: &str) -> Option<String> {
    number_pattern(text, 38)
}

fn number_pattern(text: &str, more_digits: usize) -> Option<String> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let fits = text == "0" || (digits && !text.starts_with('0') && text.len() <= more_digits + 1);
    (!fits)
        .then(|| format!(r"Member must satisfy regular expression pattern: 0|([1-9]\d{{0,{more_digits}}})"))
}
