//! A pattern of an event source mapping's FilterCriteria: which records of a stream reach the function.
//!
//! Promised: the rules of Lambda's guide (equal, equal but for case, null, empty, anything-but, numeric, exists, prefix,
//! suffix, `$or`) over `data`, as JSON or as plain text, and over the record's metadata. Numbers are compared to twelve
//! digits behind the point. Absent: wildcards, addresses of the Internet.

use std::fmt;

use serde_json::{Map, Value};

/// What a pattern may ask of a record besides its data.
const METADATA: [&str; 5] =
    ["partitionKey", "sequenceNumber", "kinesisSchemaVersion", "approximateArrivalTimestamp", "eventID"];
/// Digits behind the point that are compared.
const DIGITS: u32 = 12;

/// A pattern that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    text: String,
    fields: Fields,
}

/// All of them must fit.
type Fields = Vec<Field>;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Field {
    /// One of the rules.
    Leaf(String, Vec<Rule>),
    Inner(String, Fields),
    /// `$or`.
    Any(Vec<Fields>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    Equals(Value),
    IgnoresCase(String),
    AnythingBut(Vec<Value>),
    Exists(bool),
    Prefix(String),
    Suffix(String),
    /// Comparisons with numbers, all of which hold.
    Numeric(Vec<(Order, i128)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A record as a pattern looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Filtered<'a> {
    pub partition_key: &'a str,
    pub data: &'a [u8],
}

impl Filter {
    /// # Errors
    /// A sentence that says what cannot be read.
    pub fn parse(text: &str) -> Result<Filter, String> {
        let value: Value =
            serde_json::from_str(text).map_err(|error| format!("a pattern is JSON: {error}"))?;
        let Value::Object(map) = value else {
            return Err("a pattern is an object, such as {\"partitionKey\":[\"a\"]}".to_owned());
        };
        let fields = fields(&map)?;
        if fields.is_empty() {
            return Err("an empty pattern asks nothing".to_owned());
        }
        known(&fields)?;
        Ok(Filter { text: text.to_owned(), fields })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Data that is no UTF-8 fits no pattern at all; text fits no pattern of JSON, and JSON none of text.
    pub fn fits(&self, record: Filtered<'_>) -> bool {
        let Ok(text) = std::str::from_utf8(record.data) else { return false };
        let data = if self.asks_data() {
            serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
        } else {
            Value::Null
        };
        let mut whole = Map::new();
        whole.insert("partitionKey".to_owned(), Value::from(record.partition_key));
        whole.insert("kinesisSchemaVersion".to_owned(), Value::from("1.0"));
        whole.insert("data".to_owned(), data);
        fit(&self.fields, &whole)
    }

    fn asks_data(&self) -> bool {
        fn asks(fields: &Fields) -> bool {
            fields.iter().any(|field| match field {
                Field::Leaf(name, _) | Field::Inner(name, _) => name == "data",
                Field::Any(all) => all.iter().any(asks),
            })
        }
        asks(&self.fields)
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The names that stand first. What differs from record to record only to name it is not played.
fn known(all: &Fields) -> Result<(), String> {
    for field in all {
        match field {
            Field::Any(all) => all.iter().try_for_each(known)?,
            Field::Leaf(name, _) | Field::Inner(name, _) => match name.as_str() {
                "data" | "partitionKey" | "kinesisSchemaVersion" => {}
                name if METADATA.contains(&name) => {
                    return Err(format!("patterns of {name} are not modelled: write data or partitionKey"));
                }
                name => return Err(format!("a record has no `{name}`: write data or partitionKey")),
            },
        }
    }
    Ok(())
}

fn fields(map: &Map<String, Value>) -> Result<Fields, String> {
    map.iter().map(|(name, value)| field(name, value)).collect()
}

fn field(name: &str, value: &Value) -> Result<Field, String> {
    match (name, value) {
        ("$or", Value::Array(all)) => {
            let each = all.iter().map(|one| {
                let map = one.as_object().ok_or("what stands in $or are objects".to_owned())?;
                fields(map)
            });
            Ok(Field::Any(each.collect::<Result<_, _>>()?))
        }
        (_, Value::Array(rules)) if !rules.is_empty() => {
            Ok(Field::Leaf(name.to_owned(), rules.iter().map(rule).collect::<Result<_, _>>()?))
        }
        (_, Value::Object(map)) if !map.is_empty() => Ok(Field::Inner(name.to_owned(), fields(map)?)),
        _ => Err(format!("`{name}`: its values stand in [ ], such as [\"a\",\"b\"]")),
    }
}

fn rule(value: &Value) -> Result<Rule, String> {
    let Value::Object(map) = value else {
        if value.is_array() {
            return Err("a list does not stand in a list".to_owned());
        }
        return Ok(Rule::Equals(value.clone()));
    };
    let mut pairs = map.iter();
    let (Some((word, value)), None) = (pairs.next(), pairs.next()) else {
        return Err("a rule has one word, such as {\"prefix\":\"a\"}".to_owned());
    };
    let text = || value.as_str().map(str::to_owned).ok_or_else(|| format!("{word} takes a text"));
    match word.as_str() {
        "prefix" => Ok(Rule::Prefix(text()?)),
        "suffix" => Ok(Rule::Suffix(text()?)),
        "equals-ignore-case" => Ok(Rule::IgnoresCase(text()?.to_lowercase())),
        "exists" => value.as_bool().map(Rule::Exists).ok_or("exists is true or false".to_owned()),
        "anything-but" => Ok(Rule::AnythingBut(match value {
            Value::Array(all) => all.clone(),
            Value::String(_) | Value::Number(_) => vec![value.clone()],
            Value::Null | Value::Bool(_) | Value::Object(_) => {
                return Err("anything-but takes texts or numbers".to_owned());
            }
        })),
        "numeric" => numeric(value).map(Rule::Numeric),
        other => Err(format!(
            "{other} is no rule of a pattern: there are prefix, suffix, equals-ignore-case, anything-but, numeric and exists"
        )),
    }
}

/// `[">", 10, "<=", 20]`.
fn numeric(value: &Value) -> Result<Vec<(Order, i128)>, String> {
    let wrong = || "numeric is such as [\">\",10,\"<=\",20]".to_owned();
    let all = value.as_array().filter(|all| matches!(all.len(), 2 | 4)).ok_or_else(wrong)?;
    let pair = |pair: &[Value]| {
        let order = match pair[0].as_str()? {
            "=" => Order::Equal,
            "<" => Order::Less,
            "<=" => Order::LessOrEqual,
            ">" => Order::Greater,
            ">=" => Order::GreaterOrEqual,
            _ => return None,
        };
        Some((order, scaled(&pair[1])?))
    };
    all.chunks(2).map(|two| pair(two).ok_or_else(wrong)).collect()
}

/// A number in parts of 10^12; `None` of what is none, or has more digits than fit.
fn scaled(value: &Value) -> Option<i128> {
    let text = value.as_number()?.to_string();
    let (digits, power) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (sign, digits) = digits.strip_prefix('-').map_or((1, digits), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let power = power.parse::<i32>().ok()?.checked_add(i32::try_from(DIGITS).ok()?)?;
    let shift = power.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let number: i128 = format!("{whole}{fraction}").parse().ok()?;
    let ten = |n: i32| 10_i128.checked_pow(n.unsigned_abs());
    let number = if shift >= 0 { number.checked_mul(ten(shift)?)? } else { number / ten(shift)? };
    number.checked_mul(sign)
}

fn fit(all: &Fields, value: &Map<String, Value>) -> bool {
    all.iter().all(|field| match field {
        Field::Any(any) => any.iter().any(|fields| fit(fields, value)),
        Field::Inner(name, inner) => match value.get(name) {
            Some(Value::Object(map)) => fit(inner, map),
            Some(_) => false,
            // What is not there has no field either.
            None => fit(inner, &Map::new()),
        },
        Field::Leaf(name, rules) => rules.iter().any(|rule| holds(rule, value.get(name))),
    })
}

/// Of a list one item is enough, as in EventBridge.
fn holds(rule: &Rule, value: Option<&Value>) -> bool {
    match (rule, value) {
        (Rule::Exists(wanted), value) => value.is_some() == *wanted,
        (_, None) => false,
        (rule, Some(Value::Array(items))) => items.iter().any(|item| is(rule, item)),
        (rule, Some(value)) => is(rule, value),
    }
}

fn is(rule: &Rule, value: &Value) -> bool {
    let text = value.as_str();
    match rule {
        Rule::Equals(wanted) => value == wanted,
        Rule::IgnoresCase(wanted) => text.is_some_and(|text| text.to_lowercase() == *wanted),
        Rule::AnythingBut(others) => {
            matches!(value, Value::String(_) | Value::Number(_)) && !others.contains(value)
        }
        Rule::Prefix(start) => text.is_some_and(|text| text.starts_with(start)),
        Rule::Suffix(end) => text.is_some_and(|text| text.ends_with(end)),
        Rule::Exists(wanted) => *wanted,
        Rule::Numeric(all) => scaled(value).is_some_and(|number| {
            all.iter().all(|(order, than)| match order {
                Order::Equal => number == *than,
                Order::Less => number < *than,
                Order::LessOrEqual => number <= *than,
                Order::Greater => number > *than,
                Order::GreaterOrEqual => number >= *than,
            })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, data: &str) -> bool {
        let filter = Filter::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        filter.fits(Filtered { partition_key: "user-1", data: data.as_bytes() })
    }

    #[test]
    fn each_rule_of_the_guide_takes_what_fits_and_nothing_else() {
        for (pattern, good, bad) in [
            (r#"{"data":{"a":[null]}}"#, vec![r#"{"a":null}"#], vec![r#"{"a":0}"#, "{}"]),
            (r#"{"data":{"a":[""]}}"#, vec![r#"{"a":""}"#], vec![r#"{"a":"x"}"#]),
            (r#"{"data":{"a":["x","y"]}}"#, vec![r#"{"a":"x"}"#, r#"{"a":["z","y"]}"#], vec![r#"{"a":"X"}"#]),
            (
                r#"{"data":{"a":[{"equals-ignore-case":"Ab"}]}}"#,
                vec![r#"{"a":"aB"}"#],
                vec![r#"{"a":"abc"}"#],
            ),
            (r#"{"data":{"a":[{"anything-but":["x"]}]}}"#, vec![r#"{"a":"y"}"#], vec![r#"{"a":"x"}"#, "{}"]),
            (
                r#"{"data":{"a":[{"numeric":["=",100]}]}}"#,
                vec![r#"{"a":100}"#, r#"{"a":100.0}"#, r#"{"a":1e2}"#],
                vec![r#"{"a":101}"#, r#"{"a":"100"}"#],
            ),
            (
                r#"{"data":{"a":[{"numeric":[">",10,"<=",20.5]}]}}"#,
                vec![r#"{"a":10.000001}"#, r#"{"a":20.5}"#],
                vec![r#"{"a":10}"#, r#"{"a":20.500001}"#, r#"{"a":-15}"#],
            ),
            (r#"{"data":{"a":[{"numeric":["<",-1.5]}]}}"#, vec![r#"{"a":-2}"#], vec![r#"{"a":-1.5}"#]),
            (r#"{"data":{"a":[{"exists":true}]}}"#, vec![r#"{"a":null}"#], vec!["{}"]),
            (r#"{"data":{"a":[{"exists":false}]}}"#, vec!["{}"], vec![r#"{"a":1}"#]),
            (r#"{"data":{"a":[{"prefix":"us-"}]}}"#, vec![r#"{"a":"us-east-1"}"#], vec![r#"{"a":"eu-us-"}"#]),
            (r#"{"data":{"a":[{"suffix":".png"}]}}"#, vec![r#"{"a":"x.png"}"#], vec![r#"{"a":"x.gif"}"#]),
            (
                r#"{"data":{"a":[1],"b":{"c":["x"]}}}"#,
                vec![r#"{"a":1,"b":{"c":"x"}}"#],
                vec![r#"{"a":1}"#, r#"{"a":1,"b":"x"}"#, r#"{"b":{"c":"x"}}"#],
            ),
            (
                r#"{"data":{"$or":[{"a":[1]},{"b":["x"]}]}}"#,
                vec![r#"{"a":1}"#, r#"{"a":2,"b":"x"}"#],
                vec![r#"{"a":2,"b":"y"}"#],
            ),
            (r#"{"partitionKey":["user-1"]}"#, vec!["{}", "text"], vec![]),
            (r#"{"partitionKey":[{"prefix":"admin-"}]}"#, vec![], vec!["{}", "text"]),
            // Text fits a pattern of text, JSON one of JSON.
            (r#"{"data":["alarm"]}"#, vec!["alarm"], vec!["calm", r#"{"alarm":1}"#]),
            (r#"{"data":{"a":[1]}}"#, vec![], vec!["alarm", "{\"a\":1"]),
        ] {
            good.iter().for_each(|data| assert!(fits(pattern, data), "{pattern} takes {data}"));
            bad.iter().for_each(|data| assert!(!fits(pattern, data), "{pattern} does not take {data}"));
        }
    }

    #[test]
    fn what_is_no_utf_8_fits_nothing() {
        let filter = Filter::parse(r#"{"partitionKey":["k"]}"#).unwrap();
        assert!(filter.fits(Filtered { partition_key: "k", data: b"\xc3\xa9" }));
        assert!(!filter.fits(Filtered { partition_key: "k", data: b"\xc3" }));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (pattern, said) in [
            ("", "a pattern is JSON"),
            ("[]", "a pattern is an object"),
            ("{}", "asks nothing"),
            (r#"{"data":"x"}"#, "stand in [ ]"),
            (r#"{"data":[]}"#, "stand in [ ]"),
            (r#"{"data":{}}"#, "stand in [ ]"),
            (r#"{"data":[[1]]}"#, "a list does not stand in a list"),
            (r#"{"data":[{"prefix":1}]}"#, "prefix takes a text"),
            (r#"{"data":[{"wildcard":"*"}]}"#, "no rule of a pattern"),
            (r#"{"data":[{"numeric":[">"]}]}"#, "numeric is such as"),
            (r#"{"data":[{"numeric":["~",1]}]}"#, "numeric is such as"),
            (r#"{"data":[{"exists":"yes"}]}"#, "exists is true or false"),
            (r#"{"data":[{"prefix":"a","suffix":"b"}]}"#, "one word"),
            (r#"{"Price":[1]}"#, "a record has no `Price`"),
            (r#"{"sequenceNumber":["1"]}"#, "not modelled"),
            (r#"{"$or":[1]}"#, "objects"),
        ] {
            let error = Filter::parse(pattern).expect_err(pattern);
            assert!(error.contains(said), "{pattern}: {error}");
        }
    }
}
