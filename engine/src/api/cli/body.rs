//! Options as the body of the call that the CLI would send, with what botocore checks before it sends anything.
//!
//! The body goes the way of every wire call: [`crate::api::json`] checks and builds the command.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::CliError;
use super::given::Given;
use super::shorthand::Tree;
use super::table::{Operation, Opt};
use super::words::{self, Word, nearest};
use crate::api::json::{self, Judged, Place};
use crate::api::model::{self, Member, Need, Shape};
use crate::api::wire::seconds;
use crate::command::{Command, Kinesis, SplitAt};
use crate::era::Era;
use crate::names::ACCOUNT;

pub(super) fn command(
    given: &Given,
    operation: &'static model::Operation,
    era: Era,
    judged: Judged,
) -> Result<Command, CliError> {
    let (body, columns) = members(given)?;
    let mut command = json::command(operation, &Value::Object(body), era, judged).map_err(|fault| {
        given.fault(fault, |place| columns.iter().find(|(of, _)| of == place).map(|(_, column)| *column))
    })?;
    if let Command::Kinesis(Kinesis::SplitShard { at, .. }) = &mut command
        && given.members().any(|(option, words)| is_midpoint(option.member, words))
    {
        *at = SplitAt::Midpoint;
    }
    Ok(command)
}

type Columns = Vec<(Place, usize)>;

/// The body of a line's call, and where its items stand.
fn members(given: &Given) -> Result<(Map<String, Value>, Columns), CliError> {
    let mut body = Map::new();
    let mut columns = Columns::new();
    for (option, words) in given.members() {
        let name = option.member.name;
        let value = if is_midpoint(option.member, words) {
            // Ours, not AWS's: no body has this word, so the call goes on with a hash key that any stream has.
            Value::from("0")
        } else {
            of_option(given, option, words, &mut columns)?
        };
        body.insert(name.to_owned(), value);
    }
    Ok((body, columns))
}

/// The operation that a command of the one table calls, and the body that the AWS CLI would send; `None` of buckets, of
/// our own lines, and of what no line says.
pub(crate) fn request(command: &Command) -> Option<(&'static model::Operation, Map<String, Value>)> {
    let words = words::split(&command.to_string(), 1).ok().filter(|words| words.len() > 2)?;
    let given = super::given(words).ok()?;
    let Operation::Aws(operation) = given.operation else { return None };
    members(&given).ok().map(|(body, _)| (operation, body))
}

/// The liberty of `--new-starting-hash-key midpoint`.
fn is_midpoint(member: &Member, words: &[Word]) -> bool {
    takes_midpoint(member) && words.last().is_some_and(|word| word.text == "midpoint")
}

pub(super) fn takes_midpoint(member: &Member) -> bool {
    member.name == "NewStartingHashKey"
}

fn of_option(
    given: &Given,
    option: &Opt,
    words: &[Word],
    columns: &mut Vec<(Place, usize)>,
) -> Result<Value, CliError> {
    let member = option.member;
    let Some(word) = words.last() else { return Ok(Value::Null) };
    let reader = |column| Reader { column, raw: given.is_raw() };
    let parse = |word: &Word| {
        Tree::parse(&word.text).map_err(|message| {
            let text = format!("Error parsing parameter '{}': {message}", option.word());
            CliError::usage(word.column, text)
        })
    };
    match &member.shape {
        Shape::Boolean => Ok(Value::Bool(!option.negated)),
        Shape::Structure(_) | Shape::Tags { .. } => {
            reader(word.column).value(&member.shape, &parse(word)?, member.name)
        }
        Shape::List { of, least, .. } => {
            let mut items: Vec<(Tree, usize)> = Vec::new();
            for word in words {
                let structured = matches!(of, Shape::Structure(_)) || word.text.trim_start().starts_with('[');
                let tree = if structured { parse(word)? } else { Tree::Text(word.text.clone()) };
                match tree {
                    Tree::List(list) => items.extend(list.into_iter().map(|item| (item, word.column))),
                    tree @ (Tree::Map(_) | Tree::Text(_)) => items.push((tree, word.column)),
                }
            }
            if items.is_empty() && *least > 0 {
                return Err(reader(word.column).too_short(member.name));
            }
            let values = items.iter().enumerate().map(|(i, (tree, column))| {
                columns.push((Place { member: member.name, item: Some(i) }, *column));
                reader(*column).value(of, tree, &format!("{}[{i}]", member.name))
            });
            Ok(Value::Array(values.collect::<Result<_, _>>()?))
        }
        Shape::Integer { .. } if word.text.trim().parse::<i128>().is_err() => {
            let text = format!("invalid literal for int() with base 10: '{}'", word.text);
            Err(CliError::usage(word.column, text))
        }
        Shape::Text { .. } | Shape::Integer { .. } | Shape::Blob { .. } | Shape::Time => {
            reader(word.column).value(&member.shape, &Tree::Text(word.text.clone()), member.name)
        }
        Shape::Choice(_) | Shape::NotModelled => Ok(Value::from(word.text.as_str())),
    }
}

/// Values of one word, with botocore's errors at its column.
struct Reader {
    column: usize,
    /// `--cli-binary-format raw-in-base64-out`.
    raw: bool,
}

impl Reader {
    fn fails(&self, message: impl std::fmt::Display) -> CliError {
        CliError::usage(self.column, format!("Parameter validation failed: {message}"))
    }

    fn too_short(&self, path: &str) -> CliError {
        self.fails(format!("Invalid length for parameter {path}, value: 0, valid min length: 1"))
    }

    fn wrong_type(&self, path: &str, kind: &str) -> CliError {
        self.fails(format!("Invalid type for parameter {path}, valid types: {kind}"))
    }

    fn value(&self, shape: &Shape, tree: &Tree, path: &str) -> Result<Value, CliError> {
        match (shape, tree) {
            (Shape::Text { least, .. }, Tree::Text(text)) => {
                if *least > 0 && text.is_empty() {
                    Err(self.too_short(path))
                } else {
                    Ok(Value::from(text.as_str()))
                }
            }
            (Shape::Choice(_), Tree::Text(text)) => Ok(Value::from(text.as_str())),
            (Shape::Integer { least, .. }, Tree::Text(text)) => {
                let number = text.trim().parse::<i128>().map_err(|_| {
                    self.fails(format!(
                        "Invalid type for parameter {path}, value: {text}, valid types: whole number"
                    ))
                })?;
                // Its bounds by era are the service's business; botocore knows today's least.
                match least.at(Era::Today) {
                    Some(least) if number < i128::from(least) => Err(self.fails(format!(
                        "Invalid value for parameter {path}, value: {number}, valid min value: {least}"
                    ))),
                    Some(_) | None => Ok(Value::from(i64::try_from(number).unwrap_or(i64::MAX))),
                }
            }
            (Shape::Boolean, Tree::Text(text)) => match text.as_str() {
                "true" | "True" => Ok(Value::Bool(true)),
                "false" | "False" => Ok(Value::Bool(false)),
                other => {
                    let name = path.rsplit('.').next().unwrap_or(path);
                    Err(self.fails(format!("{name} is true or false, not {other}")))
                }
            },
            (Shape::Blob { .. }, Tree::Text(text)) => {
                self.blob(text).map(|bytes| Value::from(STANDARD.encode(bytes)))
            }
            (Shape::Time, Tree::Text(text)) => self.time(text),
            (Shape::Structure(members), Tree::Map(map)) => self.structure(members, map, path),
            (Shape::List { of, .. }, Tree::List(items)) => {
                let values =
                    items.iter().enumerate().map(|(i, item)| self.value(of, item, &format!("{path}[{i}]")));
                Ok(Value::Array(values.collect::<Result<_, _>>()?))
            }
            (Shape::List { of, .. }, single @ (Tree::Text(_) | Tree::Map(_))) => {
                Ok(Value::Array(vec![self.value(of, single, &format!("{path}[0]"))?]))
            }
            (Shape::Tags { .. }, Tree::Map(map)) => {
                let pairs = map.iter().map(|(key, tree)| match tree {
                    Tree::Text(text) => Ok((key.clone(), Value::from(text.as_str()))),
                    Tree::List(_) | Tree::Map(_) => Err(self.wrong_type(&format!("{path}.{key}"), "string")),
                });
                Ok(Value::Object(pairs.collect::<Result<_, _>>()?))
            }
            // Whatever it is: that it is there is what counts.
            (Shape::NotModelled, _) => Ok(Value::Bool(true)),
            (Shape::Text { .. } | Shape::Choice(_) | Shape::Blob { .. }, Tree::List(_) | Tree::Map(_)) => {
                Err(self.wrong_type(path, "string"))
            }
            (Shape::Integer { .. }, Tree::List(_) | Tree::Map(_)) => {
                Err(self.wrong_type(path, "whole number"))
            }
            (Shape::Boolean, Tree::List(_) | Tree::Map(_)) => Err(self.wrong_type(path, "true or false")),
            (Shape::Time, Tree::List(_) | Tree::Map(_)) => Err(self.wrong_type(path, "timestamp")),
            (Shape::Structure(_), Tree::Text(_) | Tree::List(_)) => Err(self.wrong_type(path, "structure")),
            (Shape::Tags { .. }, Tree::Text(_) | Tree::List(_)) => Err(self.wrong_type(path, "map")),
        }
    }

    fn structure(&self, members: &[Member], map: &[(String, Tree)], path: &str) -> Result<Value, CliError> {
        let known: Vec<&str> =
            members.iter().filter(|member| member.is_modelled()).map(|member| member.name).collect();
        if let Some((key, _)) = map.iter().find(|(key, _)| !members.iter().any(|member| member.name == key)) {
            return Err(CliError::Usage {
                column: self.column,
                message: format!(
                    "Parameter validation failed: Unknown parameter in {path}: \"{key}\", must be one of: {}",
                    known.join(", ")
                ),
                near: nearest(key, known).map(str::to_owned),
            });
        }
        let mut body = Map::new();
        for member in members {
            let tree = map.iter().find(|(key, _)| key == member.name).map(|(_, tree)| tree);
            let value = match (tree, member.need) {
                (Some(tree), _) => self.value(&member.shape, tree, &format!("{path}.{}", member.name))?,
                (None, Need::No) => continue,
                // The second liberty: security is not played yet.
                (None, Need::Yes | Need::OrArn) if member.name == "RoleARN" => {
                    Value::from(format!("arn:aws:iam::{ACCOUNT}:role/firehose"))
                }
                (None, Need::Yes | Need::OrArn) => {
                    return Err(
                        self.fails(format!("Missing required parameter in {path}: \"{}\"", member.name))
                    );
                }
            };
            body.insert(member.name.to_owned(), value);
        }
        Ok(Value::Object(body))
    }

    /// Data as the CLI takes it: base64, unless it is to be taken raw.
    fn blob(&self, text: &str) -> Result<Vec<u8>, CliError> {
        if self.raw {
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
                self.column,
                format!(
                    "Invalid base64: \"{text}\" (to write the data as it is, add --cli-binary-format raw-in-base64-out)"
                ),
            )
        })
    }

    /// A time of the Unix epoch, from its seconds (with a fraction) or ISO 8601; without an offset, UTC.
    fn time(&self, text: &str) -> Result<Value, CliError> {
        let decimal = || {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
            let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
            if whole.is_empty() || !digits(whole) || !digits(fraction) {
                return None;
            }
            let millis: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
            whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(millis)
        };
        let iso = || {
            let instant = text.parse::<Timestamp>().ok().or_else(|| {
                let civil = text.parse::<DateTime>().ok()?;
                civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
            });
            u64::try_from(instant?.as_millisecond()).ok()
        };
        let millis = decimal().or_else(iso);
        millis.and_then(|millis| serde_json::from_str(&seconds(millis)).ok()).ok_or_else(|| {
            let text = format!("Invalid timestamp \"{text}\": write seconds of the Unix epoch or ISO 8601, such as 2026-11-21T14:00:30Z");
            CliError::usage(self.column, text)
        })
    }
}
