//! Conditions: comparisons over the JSON view, joined by `and` and `or`; nothing more.

mod judge;
mod read;
mod told;
mod words;

use std::fmt;

pub use judge::Judged;
pub(crate) use judge::Sections;
pub(super) use read::read;
pub use told::Said;

use crate::kernel::{Span, units};
use crate::keys::quoted;

/// Holds if all comparisons of one of the parts hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    any: Vec<Vec<Comparison>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Comparison {
    fold: Option<Fold>,
    path: Path,
    op: Op,
    value: Value,
}

/// What makes one value of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fold {
    Count,
    Sum,
    Max,
    Min,
}

impl Fold {
    const ALL: [Fold; 4] = [Fold::Count, Fold::Sum, Fold::Max, Fold::Min];

    fn word(self) -> &'static str {
        match self {
            Fold::Count => "count",
            Fold::Sum => "sum",
            Fold::Max => "max",
            Fold::Min => "min",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Path {
    root: String,
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(String),
    Index(usize),
    /// `[*]`
    Each,
    /// `[where field op value]`
    Where(Filter),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Filter {
    fields: Vec<String>,
    op: Op,
    value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
}

impl Op {
    const ALL: [Op; 7] = [Op::NotEqual, Op::AtMost, Op::AtLeast, Op::Equal, Op::Less, Op::More, Op::Contains];

    fn word(self) -> &'static str {
        match self {
            Op::Equal => "=",
            Op::NotEqual => "!=",
            Op::Less => "<",
            Op::AtMost => "<=",
            Op::More => ">",
            Op::AtLeast => ">=",
            Op::Contains => "contains",
        }
    }

    fn orders(self) -> bool {
        match self {
            Op::Less | Op::AtMost | Op::More | Op::AtLeast => true,
            Op::Equal | Op::NotEqual | Op::Contains => false,
        }
    }
}

/// The right side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    /// In millionths.
    Number(i128),
    Bytes(u64),
    PerSecond(u64),
    /// Parts of a million.
    Share(u64),
    /// Nano-dollars.
    Money(u64),
    Time(Span),
    Text(String),
    Truth(bool),
    None,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, all) in self.any.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { " or " })?;
            for (i, comparison) in all.iter().enumerate() {
                f.write_str(if i == 0 { "" } else { " and " })?;
                write!(f, "{} {} {}", comparison.asked(), comparison.op.word(), comparison.value)?;
            }
        }
        Ok(())
    }
}

impl Comparison {
    /// The left side.
    fn asked(&self) -> String {
        match self.fold {
            Some(fold) => format!("{} {}", fold.word(), self.path),
            None => self.path.to_string(),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.root)?;
        self.steps.iter().try_for_each(|step| write!(f, "{step}"))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Field(name) if !name.is_empty() && name.chars().all(read::in_word) => write!(f, ".{name}"),
            Step::Field(name) => write!(f, "[{}]", quoted(name)),
            Step::Index(number) => write!(f, "[{number}]"),
            Step::Each => f.write_str("[*]"),
            Step::Where(Filter { fields, op, value }) => {
                write!(f, "[where {} {} {value}]", fields.join("."), op.word())
            }
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(millionths) => f.write_str(&print_number(*millionths)),
            Value::Bytes(bytes) => f.write_str(&units::print_size(*bytes)),
            Value::PerSecond(rate) => write!(f, "{rate}/s"),
            Value::Money(nano) => f.write_str(&units::print_dollars(*nano)),
            Value::Share(parts) => f.write_str(&units::print_share(*parts)),
            Value::Time(span) => f.write_str(&units::print_span(*span)),
            Value::Text(text) => f.write_str(&quoted(text)),
            Value::Truth(truth) => write!(f, "{truth}"),
            Value::None => f.write_str("none"),
        }
    }
}

const MILLION: i128 = 1_000_000;

/// Millionths as a decimal number, without zeros at the end.
fn print_number(millionths: i128) -> String {
    let (sign, all) = (if millionths < 0 { "-" } else { "" }, millionths.unsigned_abs());
    let (whole, fraction) = (all / 1_000_000, all % 1_000_000);
    let text = format!("{sign}{whole}.{fraction:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A decimal number with up to six places, in millionths.
fn parse_number(text: &str) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || fraction.len() > 6 || (digits.contains('.') && !is_number(fraction)) {
        return None;
    }
    let whole: i128 = whole.parse().ok()?;
    let fraction: i128 = format!("{fraction:0<6}").parse().ok()?;
    whole.checked_mul(MILLION)?.checked_add(fraction).map(|all| sign * all)
}
