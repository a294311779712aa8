//! Comparisons in words: what a learner reads where an author wrote a path.
//!
//! `sum reader[*].refused_calls_per_s = 0` becomes "refused calls a second, all readers together: 21, wanted 0". The
//! words of fields and their units are the table of [`words`]; here is only how they are put together.

use serde_json::Value as Json;

use super::judge::{number, scaled};
use super::read::SINGLE;
use super::words::{self, Unit};
use super::{Comparison, Condition, Filter, Fold, MILLION, Op, Path, Step, Value, print_number};
use crate::kernel::units;

/// What is said of a thing that a condition names and the world has not.
pub(super) const NOT_THERE: &str = "not there";

/// One finding in two spellings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// As an author writes it: `stream.orders.refused: 312, wanted 0`.
    pub paths: String,
    /// As a learner reads it: "records refused, stream orders: 312, wanted 0".
    pub words: String,
}

impl Said {
    pub(in super::super) fn join<'a>(all: impl Iterator<Item = &'a Said> + Clone, between: &str) -> Said {
        let of = |part: fn(&Said) -> &str| all.clone().map(part).collect::<Vec<_>>().join(between);
        Said { paths: of(|said| &said.paths), words: of(|said| &said.words) }
    }

    /// What has no path in it.
    pub fn plain(text: impl Into<String>) -> Said {
        let text = text.into();
        Said { paths: text.clone(), words: text }
    }
}

impl Condition {
    /// The fields that it asks and that have no words: a learner would read the bare name.
    pub fn wordless(&self) -> Vec<String> {
        let all = self.any.iter().flatten();
        all.flat_map(|comparison| comparison.path.fields())
            .filter(|(root, field)| words::of(root, field).is_none())
            .map(|(root, field)| format!("{root}: {field}"))
            .collect()
    }
}

impl Comparison {
    /// What was found, and that with what was wanted: a sentence where English has one, else a list of the two.
    pub(super) fn told(&self, found: String, holds: bool) -> (String, String) {
        let Asked { field, of, counted, .. } = asked(&self.path);
        let root = self.path.root.as_str();
        if let (Some((many, filter)), Op::Equal, Some(Fold::Count)) = (counted, self.op, self.fold) {
            let wanted = self.wanted_in_words();
            let does = filter.as_verb(root);
            let whole = scaled(&self.value, "").map_or(0, |(wanted, _)| wanted / MILLION);
            let there: i128 = found.replace(',', "").parse().unwrap_or(0);
            return if whole > 1 && there <= whole {
                let told = format!("{found} of {wanted} {many} {does}");
                (told.clone(), told)
            } else {
                let there = format!("{many} that {does}: {found}");
                (there.clone(), format!("{there}, wanted {wanted}"))
            };
        }
        if found == NOT_THERE {
            let told = format!("{of} is {NOT_THERE} yet");
            return (told.clone(), told);
        }
        if let (Op::NotEqual, Value::None, Some(field), None) = (self.op, &self.value, field, self.fold)
            && !of.is_empty()
        {
            let name = named(root, field);
            let told =
                if holds { format!("{name}, {of}: {found}") } else { format!("{of} has no {name} yet") };
            return (told.clone(), told);
        }
        let found = format!("{}: {found}", self.asked_in_words());
        let text = format!("{found}, wanted {}", self.wanted_in_words());
        (found, text)
    }

    /// What is asked, and of whom.
    fn asked_in_words(&self) -> String {
        let Asked { field, of, filtered, .. } = asked(&self.path);
        let all = if filtered { "" } else { "all " };
        let of = match self.fold {
            Some(Fold::Sum) => format!("{all}{of} together"),
            Some(Fold::Max) => format!("the largest of {all}{of}"),
            Some(Fold::Min) => format!("the smallest of {all}{of}"),
            Some(Fold::Count) | None => of,
        };
        match field {
            Some(field) if of.is_empty() => named(&self.path.root, field),
            Some(field) => format!("{}, {of}", named(&self.path.root, field)),
            None => of,
        }
    }

    fn wanted_in_words(&self) -> String {
        wanted(self.op, &self.value, self.field(), self.unit())
    }

    /// A value that was found.
    pub(super) fn found_in_words(&self, found: &Json) -> String {
        match found {
            Json::Null => "none".to_owned(),
            Json::Bool(truth) => yes_or_no(*truth),
            Json::String(text) => text.clone(),
            Json::Number(_) => number(found).map_or_else(|| found.to_string(), |n| amount(n, self.unit())),
            Json::Array(list) => units::grouped(list.len() as u64),
            Json::Object(_) => "there".to_owned(),
        }
    }

    fn field(&self) -> &str {
        self.path.last().unwrap_or_default()
    }

    /// What is counted has no unit but itself.
    fn unit(&self) -> Unit {
        match self.fold {
            Some(Fold::Count) => Unit::Plain,
            Some(Fold::Sum | Fold::Max | Fold::Min) | None => unit(&self.path.root, self.field()),
        }
    }
}

/// A path as words.
struct Asked<'a> {
    /// The field that is asked for; none where things are counted.
    field: Option<&'a str>,
    /// Whose it is.
    of: String,
    /// Not of all of them.
    filtered: bool,
    /// The things among which a filter that stands last chooses.
    counted: Option<(String, &'a Filter)>,
}

fn asked(path: &Path) -> Asked<'_> {
    let root = path.root.as_str();
    let mut steps = path.steps.iter().peekable();
    let mut asked = Asked { field: None, of: String::new(), filtered: false, counted: None };
    if !SINGLE.contains(&root) {
        let (one, many) = noun(root);
        let mut stream = None;
        let first = match (root, steps.next()) {
            // Behind the name of its stream a shard has a number.
            ("shard", Some(Step::Field(name))) => {
                stream = Some(name);
                steps.next()
            }
            (_, first) => first,
        };
        let of_stream = stream.map_or(String::new(), |name| format!(" of {name}"));
        asked.of = match first {
            Some(Step::Field(name)) => format!("{one} {name}{of_stream}"),
            Some(Step::Index(at)) => format!("{}{of_stream}", nth(*at, one)),
            Some(Step::Each) | None => format!("{many}{of_stream}"),
            Some(Step::Where(filter)) => format!("{many}{of_stream} {}", filter.in_words(root)),
        };
        if let Some(Step::Where(filter)) = first {
            asked.filtered = true;
            asked.counted = steps.peek().is_none().then(|| (format!("{many}{of_stream}"), filter));
        }
    }
    while let Some(step) = steps.next() {
        let Step::Field(name) = step else { continue };
        let of = if asked.of.is_empty() { String::new() } else { format!(" of {}", asked.of) };
        let (one, many) = noun(name);
        asked.of = match steps.peek() {
            None => {
                asked.field = Some(name);
                break;
            }
            Some(Step::Field(inner)) if name == "folder" => {
                let said = format!("folder {inner}{of}");
                steps.next();
                said
            }
            Some(Step::Field(_)) => format!("{}{of}", named(root, name)),
            Some(Step::Index(at)) => format!("{}{of}", nth(*at, one)),
            Some(Step::Each) => format!("{many}{of}"),
            Some(Step::Where(filter)) => {
                asked.filtered = true;
                let mut behind = steps.clone();
                behind.next();
                asked.counted = behind.peek().is_none().then(|| (format!("{many}{of}"), filter));
                format!("{many}{of} {}", filter.in_words(root))
            }
        };
    }
    asked
}

impl Path {
    fn last(&self) -> Option<&str> {
        self.steps.iter().rev().find_map(|step| match step {
            Step::Field(name) => Some(name.as_str()),
            Step::Index(_) | Step::Each | Step::Where(_) => None,
        })
    }

    /// The fields of the view that are told: those that are asked for and those of filters.
    fn fields(&self) -> Vec<(&str, &str)> {
        let asked = asked(self).field.into_iter();
        let filters = self.steps.iter().filter_map(|step| match step {
            Step::Where(filter) => filter.fields.last().map(String::as_str),
            Step::Field(_) | Step::Index(_) | Step::Each => None,
        });
        asked.chain(filters).map(|field| (self.root.as_str(), field)).collect()
    }
}

impl Filter {
    /// `that are open`, `with records refused a second`, `whose status is CREATING`.
    fn in_words(&self, root: &str) -> String {
        let field = self.fields.last().map_or("", String::as_str);
        let name = named(root, field);
        match (self.op, &self.value) {
            (Op::Equal, Value::Truth(true)) | (Op::NotEqual, Value::Truth(false)) => {
                format!("that are {name}")
            }
            (Op::Equal, Value::Truth(false)) | (Op::NotEqual, Value::Truth(true)) => {
                format!("that are not {name}")
            }
            (Op::More, Value::Number(0)) => format!("with {name}"),
            (Op::Equal, Value::Text(text)) => format!("whose {name} is {text}"),
            (op, value) => format!("with {name} {}", wanted(op, value, field, unit(root, field))),
        }
    }
}

impl Filter {
    /// What those do that it chooses: `are open`, `hold 1 record`, `have records refused a second`.
    fn as_verb(&self, root: &str) -> String {
        let field = self.fields.last().map_or("", String::as_str);
        let name = named(root, field);
        match (self.op, &self.value) {
            (Op::Equal, Value::Truth(truth)) => format!("{} {name}", if *truth { "are" } else { "are not" }),
            (Op::NotEqual, Value::Truth(truth)) => {
                format!("{} {name}", if *truth { "are not" } else { "are" })
            }
            (Op::More, Value::Number(0)) if field == "held" => "hold records".to_owned(),
            (Op::More, Value::Number(0)) => format!("have {name}"),
            (Op::Equal, Value::Text(text)) => format!("have the {name} {text}"),
            (op, value) => {
                let unit = unit(root, field);
                let number = wanted(op, value, field, unit);
                let one = op == Op::Equal && number == "1";
                match name.strip_prefix("records") {
                    Some(rest) if unit == Unit::Plain => {
                        let (verb, rest) = if field == "held" { ("hold", "") } else { ("have", rest) };
                        format!("{verb} {number} {}{rest}", if one { "record" } else { "records" })
                    }
                    Some(_) | None => format!("have {name} {number}"),
                }
            }
        }
    }
}

fn named(root: &str, field: &str) -> String {
    words::of(root, field).map_or_else(|| field.to_owned(), |(words, _)| words.to_owned())
}

fn unit(root: &str, field: &str) -> Unit {
    words::of(root, field).map_or(Unit::Plain, |(_, unit)| unit)
}

fn noun(name: &str) -> (&str, &str) {
    words::noun(name).unwrap_or((name, name))
}

/// `first object`, `object number 7`.
fn nth(at: usize, one: &str) -> String {
    let word = ["first", "second", "third", "fourth", "fifth"].get(at);
    word.map_or_else(|| format!("{one} number {}", at + 1), |word| format!("{word} {one}"))
}

fn yes_or_no(truth: bool) -> String {
    if truth { "yes" } else { "no" }.to_owned()
}

fn wanted(op: Op, value: &Value, field: &str, unit: Unit) -> String {
    let value = match value {
        Value::Text(text) => text.clone(),
        Value::Truth(truth) => yes_or_no(*truth),
        Value::None => "none".to_owned(),
        Value::Number(_)
        | Value::Bytes(_)
        | Value::PerSecond(_)
        | Value::Share(_)
        | Value::Money(_)
        | Value::Time(_) => {
            scaled(value, field).map_or_else(String::new, |(right, factor)| amount(right / factor, unit))
        }
    };
    match op {
        Op::Equal => value,
        Op::NotEqual => format!("anything but {value}"),
        Op::Less => format!("below {value}"),
        Op::AtMost => format!("at most {value}"),
        Op::More => format!("above {value}"),
        Op::AtLeast => format!("at least {value}"),
        Op::Contains => format!("with {value} in it"),
    }
}

/// A number in millionths with its unit.
fn amount(millionths: i128, unit: Unit) -> String {
    match unit {
        Unit::Plain => grouped(millionths),
        Unit::Bytes => format!("{} B", grouped(millionths)),
        Unit::Kib => format!("{} KiB", grouped(millionths)),
        Unit::Us => format!("{} s", grouped(millionths / MILLION)),
        Unit::Ms => format!("{} ms", grouped(millionths)),
        Unit::S => format!("{} s", grouped(millionths)),
        Unit::H => format!("{} h", grouped(millionths)),
        Unit::Dollars => units::money(u64::try_from(millionths.max(0) / MILLION).unwrap_or(u64::MAX)),
        Unit::Ppm => format!("{} %", print_number(millionths / 10_000)),
    }
}

/// Millionths as a number with its thousands apart.
fn grouped(millionths: i128) -> String {
    let text = print_number(millionths);
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let Ok(whole) = whole.parse() else { return text };
    let fraction = fraction.map_or(String::new(), |fraction| format!(".{fraction}"));
    format!("{sign}{}{fraction}", units::grouped(whole))
}
