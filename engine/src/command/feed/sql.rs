//! The statement of an IoT rule: which messages it takes, and what of them.
//!
//! Promised: `SELECT *` or fields (`a`, `a.b AS c`, `topic()`, `topic(2)`, `timestamp()`, `newuuid()`), `FROM` with `+`
//! and `#`, `WHERE` with comparisons joined by AND, or by OR. Absent: nested queries, other functions, parentheses.

use std::fmt;

use serde_json::Value;

use super::compare::{Compare, split_at_word};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sql {
    text: String,
    picks: Vec<(Pick, String)>,
    from: String,
    /// One of them, in which all comparisons fit; none: every message.
    conditions: Vec<Vec<Compare>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Pick {
    All,
    Of(Term),
}

/// Something of a message that a statement or a substitution template names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    Field(Vec<String>),
    Topic,
    /// One segment, from 1.
    Segment(usize),
    Timestamp,
    Uuid,
}

/// A message with what the functions may ask of it.
pub struct Message<'a> {
    pub topic: &'a str,
    pub payload: &'a [u8],
    pub object: Option<Value>,
    /// Milliseconds of the Unix epoch.
    pub millis: u64,
    pub uuid: String,
}

impl Term {
    /// # Errors
    /// A sentence, for a function that is not known.
    pub fn parse(text: &str) -> Result<Term, String> {
        let text = text.trim();
        let segment = text.strip_prefix("topic(").and_then(|rest| rest.strip_suffix(')'));
        match (text, segment) {
            ("topic()", _) => Ok(Term::Topic),
            ("timestamp()", _) => Ok(Term::Timestamp),
            ("newuuid()", _) => Ok(Term::Uuid),
            (_, Some(number)) => match number.trim().parse() {
                Ok(segment @ 1..=7) => Ok(Term::Segment(segment)),
                _ => Err(format!("`{text}`: a topic has the segments 1 to 7")),
            },
            _ => {
                let is_name = |step: &str| {
                    !step.is_empty() && step.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                };
                if text.split('.').all(is_name) {
                    return Ok(Term::Field(text.split('.').map(str::to_owned).collect()));
                }
                Err(format!(
                    "`{text}` is not known: write a field, topic(), topic(2), timestamp() or newuuid()"
                ))
            }
        }
    }

    /// As JSON; `None` where the message has no such field.
    fn value(&self, message: &Message<'_>) -> Option<String> {
        match self {
            Term::Field(path) => {
                let found = path.iter().try_fold(message.object.as_ref()?, |at, step| at.get(step))?;
                Some(found.to_string())
            }
            Term::Topic | Term::Segment(_) | Term::Uuid => Some(Value::from(self.text(message)).to_string()),
            Term::Timestamp => Some(message.millis.to_string()),
        }
    }

    /// As text in a substitution template; AWS puts `undefined` where there is nothing.
    pub fn text(&self, message: &Message<'_>) -> String {
        match self {
            Term::Field(_) => match self.value(message) {
                Some(json) => serde_json::from_str::<String>(&json).unwrap_or(json),
                None => "undefined".to_owned(),
            },
            Term::Topic => message.topic.to_owned(),
            Term::Segment(at) => message.topic.split('/').nth(at - 1).unwrap_or("undefined").to_owned(),
            Term::Timestamp => message.millis.to_string(),
            Term::Uuid => message.uuid.clone(),
        }
    }
}

impl Sql {
    /// # Errors
    /// A sentence that says what cannot be read.
    pub fn parse(text: &str) -> Result<Sql, String> {
        const SHAPE: &str = "a rule reads SELECT … FROM 'topic/+/filter' WHERE …";
        let from = split_at_word(text, " from ", '\'');
        let [head, rest] = from.as_slice() else { return Err(SHAPE.to_owned()) };
        let head = head.trim();
        if !head.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("select ")) {
            return Err(SHAPE.to_owned());
        }
        let parts = split_at_word(rest, " where ", '\'');
        let (from, condition) = match parts.as_slice() {
            [from] => (*from, None),
            [from, condition] => (*from, Some(*condition)),
            _ => return Err("a rule has one WHERE".to_owned()),
        };
        let from = from.trim();
        let from = from
            .strip_prefix('\'')
            .and_then(|rest| rest.strip_suffix('\''))
            .ok_or_else(|| format!("`{from}` is no topic filter: write it in '…'"))?;
        let segments: Vec<_> = from.split('/').collect();
        let is_hash = |(i, segment): (usize, &&str)| {
            segment.contains('#') && (*segment != "#" || i + 1 < segments.len())
        };
        let plus = |segment: &&str| segment.contains('+') && *segment != "+";
        if from.is_empty() || segments.iter().enumerate().any(is_hash) || segments.iter().any(plus) {
            return Err(format!(
                "`{from}` is no topic filter: + stands for one segment, # at the end for the rest"
            ));
        }
        let picks = head[7..].split(',').map(picked).collect::<Result<Vec<_>, _>>()?;
        let conditions = match condition {
            None => Vec::new(),
            Some(text) => split_at_word(text, " or ", '\'')
                .into_iter()
                .map(|part| {
                    let all = split_at_word(part, " and ", '\'').into_iter();
                    all.map(|one| Compare::parse(one, '\'', false)).collect::<Result<Vec<_>, _>>()
                })
                .collect::<Result<_, _>>()?,
        };
        Ok(Sql { text: text.to_owned(), picks, from: from.to_owned(), conditions })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a topic is one of those that FROM names.
    pub fn hears(&self, topic: &str) -> bool {
        let (mut filter, mut topic) = (self.from.split('/'), topic.split('/'));
        loop {
            match (filter.next(), topic.next()) {
                (Some("#"), _) | (None, None) => return true,
                (Some("+"), Some(_)) => {}
                (Some(wanted), Some(segment)) if wanted == segment => {}
                (Some(_), _) | (None, Some(_)) => return false,
            }
        }
    }

    /// Whether WHERE lets a message through.
    pub fn takes(&self, message: &Message<'_>) -> bool {
        let fits = |all: &Vec<Compare>| {
            message.object.as_ref().is_some_and(|object| all.iter().all(|compare| compare.fits(object)))
        };
        self.conditions.is_empty() || self.conditions.iter().any(fits)
    }

    /// What SELECT makes of a message.
    pub fn selects(&self, message: &Message<'_>) -> Vec<u8> {
        if let [(Pick::All, _)] = self.picks.as_slice() {
            return message.payload.to_vec();
        }
        let mut members: Vec<(String, String)> = Vec::new();
        for (pick, name) in &self.picks {
            match pick {
                Pick::All => {
                    if let Some(Value::Object(object)) = &message.object {
                        members.extend(object.iter().map(|(name, value)| (name.clone(), value.to_string())));
                    }
                }
                Pick::Of(term) => members.extend(term.value(message).map(|value| (name.clone(), value))),
            }
        }
        let members = members.iter().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())));
        format!("{{{}}}", members.collect::<Vec<_>>().join(",")).into_bytes()
    }
}

/// `*`, `a.b`, `topic() AS t`.
fn picked(text: &str) -> Result<(Pick, String), String> {
    let text = text.trim();
    if text == "*" {
        return Ok((Pick::All, String::new()));
    }
    let parts = split_at_word(text, " as ", '\'');
    let (what, name) = match parts.as_slice() {
        [what] => (*what, None),
        [what, name] => (*what, Some(name.trim().to_owned())),
        _ => return Err(format!("`{text}` has two names")),
    };
    let term = Term::parse(what)?;
    let own = match &term {
        Term::Field(path) => path.last().cloned().unwrap_or_default(),
        Term::Topic | Term::Segment(_) => "topic".to_owned(),
        Term::Timestamp => "timestamp".to_owned(),
        Term::Uuid => "newuuid".to_owned(),
    };
    Ok((Pick::Of(term), name.unwrap_or(own)))
}

impl fmt::Display for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::keys::quoted(&self.text))
    }
}

/// A substitution template: `${newuuid()}`, `${device}`, `sensor-${topic(2)}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTemplate {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Term(Term),
}

impl KeyTemplate {
    /// # Errors
    /// A sentence that says what cannot be read.
    pub fn parse(text: &str) -> Result<KeyTemplate, String> {
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some((before, after)) = rest.split_once("${") {
            let (term, behind) = after.split_once('}').ok_or("a ${ has no } behind it")?;
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Term(Term::parse(term)?));
            rest = behind;
        }
        parts.push(Part::Text(rest.to_owned()));
        if text.is_empty() {
            return Err("a partition key has at least one character".to_owned());
        }
        Ok(KeyTemplate { text: text.to_owned(), parts })
    }

    pub fn key(&self, message: &Message<'_>) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Term(term) => term.text(message),
            })
            .collect()
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for KeyTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::keys::quoted(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message<'a>(topic: &'a str, payload: &'a str) -> Message<'a> {
        let object = serde_json::from_str(payload).ok();
        Message { topic, payload: payload.as_bytes(), object, millis: 1_000, uuid: "u-1".to_owned() }
    }

    #[test]
    fn topics_are_heard_by_segments() {
        for (filter, topic, expected) in [
            ("a/b", "a/b", true),
            ("a/b", "a/b/c", false),
            ("a/b", "a", false),
            ("a/+/c", "a/x/c", true),
            ("a/+/c", "a/x/d", false),
            ("a/+", "a", false),
            ("a/#", "a/x/y", true),
            ("a/#", "b/x", false),
            ("#", "a/b", true),
            ("+", "a/b", false),
        ] {
            let sql = Sql::parse(&format!("SELECT * FROM '{filter}'")).unwrap();
            assert_eq!(sql.hears(topic), expected, "{filter} {topic}");
        }
    }

    #[test]
    fn select_and_where_are_done() {
        let it =
            message("plant/sensor-7/data", "{\"device\":\"sensor-7\",\"celsius\":21.4,\"in\":{\"x\":1}}");
        let says = |sql: &str| {
            let sql = Sql::parse(sql).unwrap();
            sql.takes(&it).then(|| String::from_utf8(sql.selects(&it)).unwrap())
        };
        assert_eq!(says("SELECT * FROM 'p'").unwrap(), String::from_utf8(it.payload.to_vec()).unwrap());
        assert_eq!(
            says("select celsius AS c, in.x, topic(2) AS id, timestamp() from 'p' where celsius > 21")
                .unwrap(),
            "{\"c\":21.4,\"x\":1,\"id\":\"sensor-7\",\"timestamp\":1000}"
        );
        assert_eq!(says("SELECT missing, device FROM 'p'").unwrap(), "{\"device\":\"sensor-7\"}");
        assert_eq!(says("SELECT * FROM 'p' WHERE celsius > 21.4"), None);
        assert!(says("SELECT * FROM 'p' WHERE celsius >= 21.4 AND device = 'sensor-7'").is_some());
        assert!(says("SELECT * FROM 'p' WHERE celsius > 30 OR device <> 'sensor-8'").is_some());
        assert_eq!(
            KeyTemplate::parse("k-${device}-${topic(2)}-${no}").unwrap().key(&it),
            "k-sensor-7-sensor-7-undefined"
        );
        assert_eq!(KeyTemplate::parse("${newuuid()}").unwrap().key(&it), "u-1");
        for wrong in [
            "",
            "SELECT *",
            "SELECT * FROM topic",
            "SELECT now() FROM 'a'",
            "SELECT * FROM 'a/#/b'",
            "SELECT * FROM 'a' WHERE b",
            "SELECT * FROM 'a+/b'",
        ] {
            assert!(Sql::parse(wrong).is_err(), "{wrong}");
        }
        assert!(KeyTemplate::parse("").is_err() && KeyTemplate::parse("${x").is_err());
    }
}
