//! Reads conditions.

use super::super::cursor::{hinted, listed};
use super::{Comparison, Condition, Filter, Fold, Op, Path, Step, Value, parse_number};
use crate::api::cli::words::{Slip, nearest};
use crate::kernel::units;
use crate::view::json::ROOTS;

/// Roots that are one thing, not many with names.
pub(super) const SINGLE: [&str; 3] = ["bill", "ledger", "time"];

/// Reads a condition that begins at a column and takes the rest of the line.
pub(in super::super) fn read(text: &str, column: usize) -> Result<Condition, Slip> {
    let mut reader = Reader { chars: text.chars().collect(), at: 0, column };
    let mut any = vec![vec![reader.comparison()?]];
    loop {
        let start = reader.skip();
        match reader.word().as_str() {
            "and" => any.last_mut().expect("there is a first part").push(reader.comparison()?),
            "or" => any.push(vec![reader.comparison()?]),
            "" if reader.peek().is_none_or(|c| c == '#') => return Ok(Condition { any }),
            _ => {
                reader.at = start;
                return Err(reader.expected("`and`, `or` or the end of the line"));
            }
        }
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    /// Of the first character.
    column: usize,
}

pub(super) fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// Steps over spaces; gives the place behind them.
    fn skip(&mut self) -> usize {
        while self.peek().is_some_and(|c| c == ' ' || c == '\t') {
            self.at += 1;
        }
        self.at
    }

    fn word(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some_and(in_word) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    fn slip(&self, at: usize, message: impl Into<String>) -> Slip {
        Slip::new(self.column + at, message)
    }

    fn expected(&self, what: &str) -> Slip {
        let rest = self.chars[self.at..].iter().skip_while(|c| c.is_whitespace());
        let rest: String = rest.take_while(|c| !c.is_whitespace()).collect();
        let found = if rest.is_empty() { "the line ends".to_owned() } else { format!("found `{rest}`") };
        self.slip(self.at, format!("expected {what}, but {found}"))
    }

    fn comparison(&mut self) -> Result<Comparison, Slip> {
        let start = self.skip();
        let word = self.word();
        let fold = Fold::ALL.into_iter().find(|fold| fold.word() == word);
        if fold.is_none() {
            self.at = start;
        }
        let path_at = self.skip();
        let path = self.path()?;
        let many = path.steps.iter().any(|step| matches!(step, Step::Each | Step::Where(_)));
        if fold.is_none() && many {
            let text = format!("`{path}` gives many values: write count, sum, max or min before it");
            return Err(self.slip(path_at, text));
        }
        let op = self.op()?;
        let value_at = self.skip();
        let value = self.value()?;
        let last = path.steps.iter().rev().find_map(|step| match step {
            Step::Field(name) => Some(name.as_str()),
            Step::Index(_) | Step::Each | Step::Where(_) => None,
        });
        self.fits(value_at, op, &value, last.unwrap_or_default())?;
        if fold.is_some() && matches!(value, Value::Text(_) | Value::Truth(_) | Value::None) {
            return Err(self.slip(value_at, format!("`{value}` is no number, and {word} gives one")));
        }
        Ok(Comparison { fold, path, op, value })
    }

    /// What can never be true is a slip.
    fn fits(&self, at: usize, op: Op, value: &Value, field: &str) -> Result<(), Slip> {
        match value {
            Value::Text(_) | Value::Truth(_) | Value::None if op.orders() => {
                let text = format!("`{value}` has no order: compare it with =, != or contains");
                Err(self.slip(at, text))
            }
            Value::Time(_) if field.ends_with("_per_s") => {
                Err(self.slip(at, format!("`{value}` is a time, and `{field}` counts per second")))
            }
            Value::Number(_)
            | Value::Bytes(_)
            | Value::PerSecond(_)
            | Value::Share(_)
            | Value::Money(_)
            | Value::Time(_) => Ok(()),
            Value::Text(_) | Value::Truth(_) | Value::None => Ok(()),
        }
    }

    fn path(&mut self) -> Result<Path, Slip> {
        let start = self.at;
        let root = self.word();
        if root.is_empty() {
            return Err(self.expected("a path such as stream.orders.refused"));
        }
        if !ROOTS.contains(&root.as_str()) {
            let text = format!("`{root}` is not known: a path begins with {}", listed(&ROOTS));
            return Err(self.slip(start, hinted(text, nearest(&root, ROOTS))));
        }
        let mut steps = Vec::new();
        loop {
            let at = self.at;
            if self.take('.') {
                let name = self.word();
                if name.is_empty() {
                    return Err(self.expected("a name behind the dot"));
                }
                steps.push(Step::Field(name));
            } else if self.take('[') {
                steps.push(self.bracket()?);
                if !self.take(']') {
                    return Err(self.expected("`]`"));
                }
            } else {
                break;
            }
            let is_number = matches!(steps.last(), Some(Step::Index(_)));
            if steps.len() == 1 && is_number && !SINGLE.contains(&root.as_str()) {
                let text = format!("a {root} has a name, not a number: write {root}.NAME or {root}[*]");
                return Err(self.slip(at, text));
            }
        }
        if steps.is_empty() {
            let behind = if SINGLE.contains(&root.as_str()) { "a field" } else { "a name" };
            return Err(self.expected(&format!("a dot and {behind} behind `{root}`")));
        }
        Ok(Path { root, steps })
    }

    fn bracket(&mut self) -> Result<Step, Slip> {
        if self.take('*') {
            return Ok(Step::Each);
        }
        if self.peek() == Some('"') {
            return self.text().map(Step::Field);
        }
        let start = self.at;
        let word = self.word();
        if word == "where" {
            self.skip();
            let mut fields = Vec::new();
            loop {
                let field = self.word();
                if field.is_empty() {
                    return Err(self.expected("the name of a field behind `where`"));
                }
                fields.push(field);
                if !self.take('.') {
                    break;
                }
            }
            let op = self.op()?;
            let value_at = self.skip();
            let value = self.value()?;
            self.fits(value_at, op, &value, fields.last().map_or("", String::as_str))?;
            self.skip();
            return Ok(Step::Where(Filter { fields, op, value }));
        }
        word.parse().map(Step::Index).map_err(|_| {
            self.slip(start, "expected a number, `*`, a name in quotes, or `where` between the brackets")
        })
    }

    fn op(&mut self) -> Result<Op, Slip> {
        self.skip();
        for op in Op::ALL {
            let word: Vec<char> = op.word().chars().collect();
            if self.chars[self.at..].starts_with(&word) {
                self.at += word.len();
                return Ok(op);
            }
        }
        Err(self.expected("one of = != < <= > >= contains"))
    }

    fn text(&mut self) -> Result<String, Slip> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(c) = self.peek() else {
                return Err(self.slip(start, "no closing \" for the one that begins here"));
            };
            self.at += 1;
            match c {
                '"' => return Ok(text),
                '\\' => {
                    text.extend(self.peek());
                    self.at += 1;
                }
                c => text.push(c),
            }
        }
    }

    fn value(&mut self) -> Result<Value, Slip> {
        let start = self.skip();
        if self.peek() == Some('"') {
            return self.text().map(Value::Text);
        }
        while self.peek().is_some_and(|c| !c.is_whitespace() && c != ']') {
            self.at += 1;
        }
        let word: String = self.chars[start..self.at].iter().collect();
        let value = match word.as_str() {
            "true" => Some(Value::Truth(true)),
            "false" => Some(Value::Truth(false)),
            "none" => Some(Value::None),
            number => parse_number(number)
                .map(Value::Number)
                .or_else(|| units::span(number).ok().map(Value::Time))
                .or_else(|| units::size(number).ok().map(Value::Bytes))
                .or_else(|| units::rate(number).ok().map(Value::PerSecond))
                .or_else(|| units::share(number).ok().map(Value::Share))
                .or_else(|| units::dollars(number).ok().map(Value::Money)),
        };
        value.ok_or_else(|| {
            self.at = start;
            if word.is_empty() || !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
                return self.expected("a number, maybe with a unit, or text in quotes");
            }
            self.slip(start, format!("`{word}` is no number: write text in quotes, \"{word}\""))
        })
    }
}
