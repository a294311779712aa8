//! Comparisons of a field of a JSON object with a literal, as filter patterns and rules write them.
//!
//! Numbers are compared exactly, as decimals of up to nine places; there is no floating point.

use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Op {
    /// Longer ones first.
    const SIGNS: [(&'static str, Op); 7] = [
        ("<=", Op::LessOrEqual),
        (">=", Op::GreaterOrEqual),
        ("<>", Op::NotEqual),
        ("!=", Op::NotEqual),
        ("=", Op::Equal),
        ("<", Op::Less),
        (">", Op::Greater),
    ];
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A `*` at its beginning or end stands for any text, where the language has that.
    Text(String),
    /// In parts of 10⁹.
    Number(i128),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compare {
    /// `type.device` is two steps.
    pub path: Vec<String>,
    pub op: Op,
    pub literal: Literal,
    /// Whether `*` is a wildcard.
    pub wild: bool,
}

impl Compare {
    /// `path op literal`.
    ///
    /// # Errors
    /// A sentence that says what is missing.
    pub(super) fn parse(text: &str, quote: char, wild: bool) -> Result<Compare, String> {
        let (at, sign, op) = text
            .char_indices()
            .find_map(|(at, _)| {
                let found = Op::SIGNS.iter().find(|(sign, _)| text[at..].starts_with(sign));
                found.map(|(sign, op)| (at, *sign, *op))
            })
            .ok_or_else(|| {
                format!(
                    "`{}` compares nothing: write a field, one of = != < <= > >= and a value",
                    text.trim()
                )
            })?;
        let (path, value) = (text[..at].trim(), text[at + sign.len()..].trim());
        if path.is_empty() || path.split('.').any(|step| step.is_empty() || step.contains(' ')) {
            return Err(format!("`{path}` is no field: write its name, such as level or type.device"));
        }
        let path = path.split('.').map(str::to_owned).collect();
        let quoted = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        let literal = match (quoted, decimal(value)) {
            (Some(text), _) => Literal::Text(text.to_owned()),
            (None, Some(number)) => Literal::Number(number),
            (None, None) => {
                return Err(format!("`{value}` is no value: write a number, or a text in {quote}…{quote}"));
            }
        };
        Ok(Compare { path, op, literal, wild })
    }

    /// Whether an object fits. A field that is not there fits nothing.
    pub fn fits(&self, object: &Value) -> bool {
        let Some(found) = self.path.iter().try_fold(object, |at, step| at.get(step)) else { return false };
        let order = match (&self.literal, found) {
            (Literal::Number(literal), Value::Number(number)) => {
                decimal(&number.to_string()).map(|number| number.cmp(literal))
            }
            (Literal::Text(literal), Value::String(text)) => {
                if self.wild && alike(literal, text) {
                    Some(std::cmp::Ordering::Equal)
                } else {
                    Some(text.as_str().cmp(literal))
                }
            }
            (Literal::Text(_) | Literal::Number(_), _) => None,
        };
        let Some(order) = order else { return false };
        match self.op {
            Op::Equal => order.is_eq(),
            Op::NotEqual => order.is_ne(),
            Op::Less => order.is_lt(),
            Op::LessOrEqual => order.is_le(),
            Op::Greater => order.is_gt(),
            Op::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// `*error*`, `*error`, `error*`, `error`.
fn alike(pattern: &str, text: &str) -> bool {
    let (front, back) = (pattern.starts_with('*'), pattern.len() > 1 && pattern.ends_with('*'));
    let core = pattern.trim_start_matches('*').trim_end_matches('*');
    match (front, back) {
        (true, true) => text.contains(core),
        (true, false) => text.ends_with(core),
        (false, true) => text.starts_with(core),
        (false, false) => text == core,
    }
}

/// A decimal number in parts of 10⁹; further places are cut. `None` for what is no plain decimal.
fn decimal(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(fraction) || whole.len() > 20 {
        return None;
    }
    let fraction: String = format!("{fraction:0<9}").chars().take(9).collect();
    let number = whole.parse::<i128>().ok()? * 1_000_000_000 + fraction.parse::<i128>().ok()?;
    Some(if negative { -number } else { number })
}

/// Splits at a word that stands outside quotes, whatever its case.
pub(super) fn split_at_word<'a>(text: &'a str, word: &str, quote: char) -> Vec<&'a str> {
    let (mut parts, mut from, mut inside) = (Vec::new(), 0, false);
    let mut skip = 0;
    for (at, letter) in text.char_indices() {
        if letter == quote {
            inside = !inside;
        }
        let here = text.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word));
        if !inside && at >= skip && here {
            parts.push(&text[from..at]);
            from = at + word.len();
            skip = from;
        }
    }
    parts.push(&text[from..]);
    parts
}
