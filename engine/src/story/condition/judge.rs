//! Judges conditions against a world, and says what was found.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value as Json;

use super::super::cursor::hinted;
use super::read::SINGLE;
use super::told::NOT_THERE;
use super::{
    Comparison, Condition, Filter, Fold, MILLION, Op, Path, Said, Step, Value, parse_number, print_number,
};
use crate::api::cli::words::nearest;
use crate::view::json;
use crate::world::World;

/// What a condition came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub holds: bool,
    /// What was there: `stream.orders.refused: 312`. If it holds, of that which makes it hold.
    pub found: Said,
    /// Both sides of what decided: `stream.orders.refused: 312, wanted 0`.
    pub text: Said,
}

/// The left side of one comparison.
enum Found {
    Value(Json),
    /// Not there (yet), with a sentence.
    Absent(Said),
}

struct Verdict {
    holds: bool,
    found: Said,
    text: Said,
}

impl Condition {
    /// # Errors
    /// A sentence that says which part of a path is unknown and which names are there, or that the two sides
    /// cannot be compared.
    pub fn judge(&self, world: &World) -> Result<Judged, String> {
        self.judge_in(&Sections::of(world))
    }

    /// The same for several conditions at one instant, which share what they look at.
    pub(crate) fn judge_in(&self, sections: &Sections<'_>) -> Result<Judged, String> {
        let (mut found, mut failing, mut holding) = (Vec::new(), Vec::new(), None);
        for all in &self.any {
            let verdicts =
                all.iter().map(|comparison| comparison.judge(sections)).collect::<Result<Vec<_>, _>>()?;
            let texts = |holds: bool| {
                let chosen = verdicts.iter().filter(move |verdict| verdict.holds == holds);
                Said::join(chosen.map(|verdict| &verdict.text), "; ")
            };
            if verdicts.iter().any(|verdict| !verdict.holds) {
                failing.push(texts(false));
            } else if holding.is_none() {
                let found = Said::join(verdicts.iter().map(|verdict| &verdict.found), "; ");
                holding = Some((found, texts(true)));
            }
            found.extend(verdicts.into_iter().map(|verdict| verdict.found));
        }
        if let Some((found, text)) = holding {
            return Ok(Judged { holds: true, found, text });
        }
        found.dedup();
        let text = Said::join(failing.iter(), "; or ");
        Ok(Judged { holds: false, found: Said::join(found.iter(), "; "), text })
    }
}

impl Comparison {
    fn judge(&self, sections: &Sections<'_>) -> Result<Verdict, String> {
        let asked = self.asked();
        let wanted = match self.op {
            Op::Equal => self.value.to_string(),
            Op::NotEqual => format!("anything but {}", self.value),
            Op::Less | Op::AtMost | Op::More | Op::AtLeast | Op::Contains => {
                format!("{} {}", self.op.word(), self.value)
            }
        };
        let (holds, found) = match self.left(sections)? {
            Found::Value(value) => {
                let unit = self.path.steps.iter().rev().find_map(|step| match step {
                    Step::Field(name) => Some(name.as_str()),
                    Step::Index(_) | Step::Each | Step::Where(_) => None,
                });
                let holds = compare(&value, self.op, &self.value, unit.unwrap_or_default())
                    .map_err(|message| format!("{asked}: {message}"))?;
                (holds, Said { paths: shown(&value), words: self.found_in_words(&value) })
            }
            Found::Absent(why) => {
                let is_none = self.value == Value::None;
                (if self.op == Op::NotEqual { !is_none } else { is_none && self.op == Op::Equal }, why)
            }
        };
        let (words, told) = self.told(found.words, holds);
        let found = Said { paths: format!("{asked}: {}", found.paths), words };
        let text = Said { paths: format!("{}, wanted {wanted}", found.paths), words: told };
        Ok(Verdict { holds, text, found })
    }

    fn left(&self, sections: &Sections<'_>) -> Result<Found, String> {
        let (values, absent) = walk(sections, &self.path)?;
        let many = self.path.steps.iter().any(|step| matches!(step, Step::Each | Step::Where(_)));
        let Some(fold) = self.fold else {
            return Ok(match values.into_iter().next() {
                Some(value) => Found::Value(value),
                None => Found::Absent(absent.unwrap_or_else(|| Said::plain("nothing"))),
            });
        };
        // A list without `[*]` is folded over what it holds.
        let values: Vec<Json> = if many { values } else { values.iter().flat_map(items).cloned().collect() };
        if fold == Fold::Count {
            return Ok(Found::Value(Json::from(values.len())));
        }
        let numbers = values
            .iter()
            .map(|value| {
                number(value).ok_or_else(|| format!("{}: {} is no number", self.asked(), shown(value)))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let folded = match fold {
            Fold::Count => None,
            Fold::Sum => Some(numbers.iter().sum()),
            Fold::Max => numbers.iter().copied().max(),
            Fold::Min => numbers.iter().copied().min(),
        };
        let nothing = || Found::Absent(absent.unwrap_or_else(|| Said::plain("there is nothing yet")));
        Ok(folded.map_or_else(nothing, |millionths| {
            // Whole numbers stay whole; the view has no others today.
            let text = print_number(millionths);
            Found::Value(serde_json::from_str(&text).expect("a decimal number is JSON"))
        }))
    }
}

/// A root of the view, and the name of one entry or none for all.
type Place = (String, Option<String>);

/// The view's sections at one instant, each made once, when it is first asked for.
pub(crate) struct Sections<'a> {
    world: &'a World,
    made: RefCell<BTreeMap<Place, Option<Rc<Json>>>>,
}

impl<'a> Sections<'a> {
    pub fn of(world: &'a World) -> Sections<'a> {
        Sections { world, made: RefCell::default() }
    }

    fn get(&self, root: &str, name: Option<&str>) -> Option<Rc<Json>> {
        let key = (root.to_owned(), name.map(str::to_owned));
        let make = || json::section(self.world, root, name).map(Rc::new);
        self.made.borrow_mut().entry(key).or_insert_with(make).clone()
    }
}

/// The values at a path; if there are none, why.
fn walk(sections: &Sections<'_>, path: &Path) -> Result<(Vec<Json>, Option<Said>), String> {
    let Path { root, steps } = path;
    let (top, mut so_far, rest) = match steps.split_first() {
        Some((Step::Field(name), rest)) if !SINGLE.contains(&root.as_str()) => {
            let Some(top) = sections.get(root, Some(name)) else {
                let all = json::names(sections.world, root).unwrap_or_default();
                let text = hinted(
                    format!("there is no {root} `{name}`"),
                    nearest(name, all.iter().map(String::as_str)),
                );
                return Ok((Vec::new(), Some(Said { paths: text, words: NOT_THERE.to_owned() })));
            };
            (top, format!("{root}.{name}"), rest)
        }
        Some(_) | None => {
            let top = sections.get(root, None).ok_or_else(|| format!("`{root}` is not known"))?;
            (top, root.clone(), steps.as_slice())
        }
    };
    let (mut values, mut absent): (Vec<&Json>, _) = (vec![&*top], None);
    for (depth, step) in rest.iter().enumerate() {
        // Shards are listed by number: a number that is not there yet is no slip.
        let by_number = root == "shard" && depth == 0;
        let mut next = Vec::new();
        for value in values {
            match (step, value) {
                (Step::Field(name), Json::Object(map)) => match map.get(name) {
                    Some(value) => next.push(value),
                    None if by_number => absent = Some(Said::plain(format!("there is no shard {name}"))),
                    None => {
                        let names: Vec<_> = map.keys().map(String::as_str).collect();
                        let text = format!("`{so_far}` has no `{name}`: it has {}", names.join(", "));
                        return Err(hinted(text, nearest(name, names.iter().copied())));
                    }
                },
                (Step::Field(_) | Step::Index(_), Json::Null) => {
                    absent = Some(Said { paths: format!("{so_far} is none"), words: "none".to_owned() });
                }
                (Step::Index(number), Json::Array(list)) => {
                    let length = list.len();
                    match list.get(*number) {
                        Some(value) => next.push(value),
                        None => {
                            let paths = format!("not there: {so_far} has {length}");
                            absent = Some(Said { paths, words: "not there yet".to_owned() });
                        }
                    }
                }
                (Step::Each, Json::Array(_) | Json::Object(_)) => next.extend(items(value)),
                (Step::Where(filter), Json::Array(_) | Json::Object(_)) => {
                    for item in items(value) {
                        if filter.fits(item)? {
                            next.push(item);
                        }
                    }
                }
                (step, value) => {
                    return Err(format!("`{so_far}` is {}, and `{step}` asks for more", shown(value)));
                }
            }
        }
        values = next;
        so_far = format!("{so_far}{step}");
    }
    Ok((values.into_iter().cloned().collect(), absent))
}

impl Filter {
    /// An item without the field does not fit.
    fn fits(&self, item: &Json) -> Result<bool, String> {
        let found = self.fields.iter().try_fold(item, |value, field| value.get(field));
        let unit = self.fields.last().map_or("", String::as_str);
        found.map_or(Ok(false), |value| compare(value, self.op, &self.value, unit))
    }
}

fn items(value: &Json) -> Vec<&Json> {
    match value {
        Json::Array(list) => list.iter().collect(),
        Json::Object(map) => map.values().collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Vec::new(),
    }
}

/// Compares what was found with what was asked, exactly.
fn compare(found: &Json, op: Op, wanted: &Value, field: &str) -> Result<bool, String> {
    if op == Op::Contains {
        return match (found, wanted) {
            (Json::String(text), Value::Text(part)) => Ok(text.contains(part.as_str())),
            (Json::Array(list), wanted) => {
                Ok(list.iter().any(|item| compare(item, Op::Equal, wanted, field).unwrap_or(false)))
            }
            (found, _) => Err(format!("{} is neither text nor a list, so it contains nothing", shown(found))),
        };
    }
    let same = match (found, wanted) {
        (Json::Null, Value::None) => true,
        (Json::Null, _) | (_, Value::None) => false,
        (Json::Bool(a), Value::Truth(b)) => a == b,
        (Json::String(a), Value::Text(b)) => a == b,
        (Json::Number(_), wanted) => match (number(found), scaled(wanted, field)) {
            (Some(left), Some((right, factor))) => {
                let ordering = (left * factor).cmp(&right);
                return Ok(match op {
                    Op::Equal => ordering.is_eq(),
                    Op::NotEqual => ordering.is_ne(),
                    Op::Less => ordering.is_lt(),
                    Op::AtMost => ordering.is_le(),
                    Op::More => ordering.is_gt(),
                    Op::AtLeast => ordering.is_ge(),
                    Op::Contains => false,
                });
            }
            _ => return Err(format!("{found} is a number, and {wanted} is not")),
        },
        (found, wanted) => return Err(format!("{} cannot be compared with {wanted}", shown(found))),
    };
    Ok(match op {
        Op::Equal => same,
        Op::NotEqual => !same,
        // Of what is none, nothing is more or less.
        Op::Less | Op::AtMost | Op::More | Op::AtLeast | Op::Contains => false,
    })
}

/// A wanted number in millionths, and by what the found one must be multiplied to have its unit.
pub(super) fn scaled(wanted: &Value, field: &str) -> Option<(i128, i128)> {
    match wanted {
        Value::Number(millionths) => Some((*millionths, 1)),
        Value::Bytes(n) | Value::PerSecond(n) | Value::Share(n) | Value::Money(n) => {
            Some((i128::from(*n) * MILLION, 1))
        }
        Value::Time(span) => {
            let units = [("_ms", 1_000), ("_s", 1_000_000), ("_h", 3_600_000_000), ("_us", 1)];
            let bare = [("ms", 1_000), ("s", 1_000_000)];
            let by_end = units.iter().find(|(end, _)| field.ends_with(end));
            let factor =
                by_end.or_else(|| bare.iter().find(|(name, _)| *name == field)).map_or(1, |(_, n)| *n);
            Some((i128::from(span.as_micros()) * MILLION, factor))
        }
        Value::Text(_) | Value::Truth(_) | Value::None => None,
    }
}

/// A JSON number in millionths.
pub(super) fn number(value: &Json) -> Option<i128> {
    match value {
        Json::Number(number) => parse_number(&number.to_string()),
        Json::Null | Json::Bool(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

fn shown(value: &Json) -> String {
    match value {
        Json::Null => "none".to_owned(),
        Json::Array(list) => format!("a list of {}", list.len()),
        Json::Object(_) => "an entry with fields".to_owned(),
        Json::Bool(_) | Json::Number(_) | Json::String(_) => value.to_string(),
    }
}
