//! Switches as an address writes them.

use engine::era::Era;
use engine::kernel::{Span, Time, units};

use super::{Kind, Part, SWITCHES, Switch, Switches};
use crate::prose;

/// A value that fits its switch.
enum Value {
    Era(Era),
    Whole(u64),
    Time(Span),
    Flag(bool),
    Parts(Vec<Part>),
}

pub(super) fn both(search: &str, hash: &str) -> (Switches, Vec<String>) {
    let behind = hash.split_once('?').map_or("", |(_, query)| query);
    let (mut switches, mut wrong) = (Switches::default(), Vec::new());
    for pair in [search.trim_start_matches('?'), behind].iter().flat_map(|query| query.split('&')) {
        if pair.is_empty() {
            continue;
        }
        let (name, value) = pair.split_once('=').map_or((pair, None), |(name, value)| (name, Some(value)));
        let told = decoded(name).and_then(|name| {
            let value = value.map(decoded).transpose()?;
            one(&name, value.as_deref(), &mut switches)
        });
        if let Err(why) = told {
            wrong.push(format!("The address’s switch `{}` is left out: {why}", prose::cut(name, 40)));
        }
    }
    (switches, wrong)
}

fn one(name: &str, value: Option<&str>, switches: &mut Switches) -> Result<(), String> {
    let Some(switch) = SWITCHES.iter().find(|switch| switch.name == name) else {
        return Err(format!(
            "there is none of this name. There are {}.",
            SWITCHES.map(|it| it.name).join(", ")
        ));
    };
    match (switch.name, fitting(switch, value)?) {
        ("era", Value::Era(era)) => switches.era = Some(era),
        ("seed", Value::Whole(seed)) => switches.seed = Some(seed),
        ("speed", Value::Whole(speed)) => switches.speed = u32::try_from(speed).ok(),
        ("at", Value::Time(at)) => switches.at = Some(Time::START + at),
        ("watch", Value::Whole(port)) => switches.watch = u16::try_from(port).ok(),
        ("present", Value::Flag(on)) => switches.present = on,
        ("embed", Value::Flag(on)) => switches.embed = on,
        ("lock", Value::Flag(on)) => switches.lock = on,
        ("hide", Value::Parts(parts)) => switches.hide = parts.into_iter().collect(),
        // A test reads every row of the table.
        (name, _) => unreachable!("the table has another type for {name}"),
    }
    Ok(())
}

/// The value, if it is of the switch's type and within its bounds.
fn fitting(switch: &Switch, value: Option<&str>) -> Result<Value, String> {
    let shown = prose::cut(value.unwrap_or_default(), 40);
    let bad = || match value {
        Some(_) => format!("`{shown}` does not fit. It takes {}.", switch.kind.says()),
        None => format!("it has no value. It takes {}.", switch.kind.says()),
    };
    let text = value.unwrap_or_default();
    match switch.kind {
        Kind::Era => Era::parse(text).map(Value::Era).ok_or_else(bad),
        Kind::Whole { least, most } => {
            let number = text.parse().ok().filter(|number| (least..=most).contains(number));
            number.map(Value::Whole).ok_or_else(bad)
        }
        Kind::Time { most } => {
            let span = units::span(text).ok().filter(|span| *span <= most);
            span.map(Value::Time).ok_or_else(bad)
        }
        Kind::Flag => match value {
            None | Some("" | "1" | "on" | "true" | "yes") => Ok(Value::Flag(true)),
            Some("0" | "off" | "false" | "no") => Ok(Value::Flag(false)),
            Some(_) => Err(bad()),
        },
        Kind::Parts => {
            let part = |word: &str| Part::ALL.into_iter().find(|part| part.word() == word.trim());
            let parts: Option<Vec<Part>> = text.split(',').map(part).collect();
            parts.map(Value::Parts).ok_or_else(bad)
        }
    }
}

/// Without its percent signs.
fn decoded(text: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        rest = match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                &after[2..]
            }
            (b'%', None) => return Err("a percent sign without two digits.".to_owned()),
            (other, _) => {
                bytes.push(*other);
                after
            }
        };
    }
    String::from_utf8(bytes).map_err(|_| "it is not text.".to_owned())
}
