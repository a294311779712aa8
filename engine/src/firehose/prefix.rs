//! S3 prefixes with their `!{namespace:value}` expressions (behaviours B3, B6).
//!
//! A prefix is read once, when a delivery stream is made; what cannot be evaluated is refused there.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::pattern::Pattern;
use super::zone::zone;
use crate::era::Era;
use crate::kernel::{Draw, Time};
use crate::limits;

/// The partition keys of a record: what a jq expression or a function's `metadata.partitionKeys` says.
pub type PartitionKeys = BTreeMap<String, String>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrefixKind {
    Data,
    Error,
}

/// A Prefix or an ErrorOutputPrefix, read and found right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Timestamp(Pattern),
    RandomString,
    ErrorOutputType,
    /// `partitionKeyFromQuery` and `partitionKeyFromLambda`: a record has one set of keys, whoever made them.
    PartitionKey(String),
}

/// What an expression is evaluated with.
#[derive(Debug)]
pub struct Values<'a> {
    pub era: Era,
    /// The arrival of the oldest record of the object.
    pub oldest: Time,
    pub clock: &'a Clock,
    pub keys: &'a PartitionKeys,
    /// `processing-failed` and its like; empty where nothing failed.
    pub error_output_type: &'a str,
    /// Each `!{firehose:random-string}` draws anew.
    pub draw: &'a mut Draw,
}

/// The time zone of the names of a delivery stream's objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    name: String,
    zone: TimeZone,
}

impl Clock {
    /// The zone of CustomTimeZone; `None` is UTC.
    ///
    /// # Errors
    /// A sentence that names the zone that nobody knows.
    pub fn parse(name: Option<&str>) -> Result<Clock, String> {
        let named = name.filter(|name| !name.is_empty()).unwrap_or("UTC");
        Ok(Clock { name: named.to_owned(), zone: zone(name)? })
    }

    pub fn format(&self, pattern: &Pattern, at: Time, era: Era) -> String {
        pattern.format(&era.utc(at).with_time_zone(self.zone.clone()), &self.name)
    }
}

impl Prefix {
    /// # Errors
    /// A sentence that says which expression is wrong, and why.
    pub fn parse(text: &str, kind: PrefixKind) -> Result<Prefix, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("!{") {
            parts.push(Part::Text(before.to_owned()));
            let end = closing(after).ok_or_else(|| {
                format!("`!{{{after}` has no closing brace; `!{{` can only begin an expression")
            })?;
            parts.push(expression(&after[..end], kind)?);
            rest = &after[end + 1..];
        }
        parts.push(Part::Text(rest.to_owned()));
        parts.retain(|part| *part != Part::Text(String::new()));
        let prefix = Prefix(parts);
        if kind == PrefixKind::Error && prefix.has_expression() && !prefix.0.contains(&Part::ErrorOutputType)
        {
            return Err(
                "an ErrorOutputPrefix with expressions must include !{firehose:error-output-type}".to_owned()
            );
        }
        fits(&prefix.text())?;
        Ok(prefix)
    }

    pub fn has_expression(&self) -> bool {
        self.0.iter().any(|part| !matches!(part, Part::Text(_)))
    }

    pub fn has_partition_key(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::PartitionKey(_)))
    }

    /// The evaluated prefix, at most 512 characters.
    ///
    /// # Errors
    /// A sentence that names the partition key that is missing or empty, or how long the prefix came out.
    pub fn evaluate(&self, values: &mut Values<'_>) -> Result<String, String> {
        let mut out = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Timestamp(pattern) => {
                    out.push_str(&values.clock.format(pattern, values.oldest, values.era));
                }
                Part::RandomString => out.push_str(&random_string(values.draw)),
                Part::ErrorOutputType => out.push_str(values.error_output_type),
                Part::PartitionKey(key) => match values.keys.get(key).filter(|value| !value.is_empty()) {
                    Some(value) => out.push_str(value),
                    None => {
                        return Err(format!("partitionKeys values must not be null or empty: `{key}`"));
                    }
                },
            }
        }
        if self.has_expression() {
            fits(&out)?;
        }
        Ok(out)
    }

    /// What is not an expression.
    pub fn text(&self) -> String {
        let texts = self.0.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Timestamp(_) | Part::RandomString | Part::ErrorOutputType | Part::PartitionKey(_) => None,
        });
        texts.collect()
    }
}

/// Where the expression ends: at the first brace that is not in quotes.
fn closing(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '\'';
        (c == '}' && !quoted).then_some(at)
    })
}

fn expression(text: &str, kind: PrefixKind) -> Result<Part, String> {
    let whole = format!("!{{{text}}}");
    let Some((namespace, value)) = text.split_once(':') else {
        return Err(format!("`{whole}` is no expression: write !{{namespace:value}}"));
    };
    match (namespace, kind) {
        ("timestamp", _) if value.is_empty() => Err(format!("`{whole}` says no date pattern")),
        ("timestamp", _) => {
            Pattern::parse(value).map(Part::Timestamp).map_err(|why| format!("`{whole}`: {why}"))
        }
        ("firehose", _) if value == "random-string" => Ok(Part::RandomString),
        ("firehose", PrefixKind::Error) if value == "error-output-type" => Ok(Part::ErrorOutputType),
        ("firehose", PrefixKind::Data) if value == "error-output-type" => {
            Err("Prefix can't contain !{firehose:error-output-type}: it belongs in ErrorOutputPrefix"
                .to_owned())
        }
        ("firehose", _) => {
            Err(format!("`{whole}`: the firehose namespace knows random-string and error-output-type"))
        }
        ("partitionKeyFromQuery" | "partitionKeyFromLambda", PrefixKind::Error) => {
            Err(format!("`{whole}` can only be used in Prefix, not in ErrorOutputPrefix"))
        }
        ("partitionKeyFromQuery" | "partitionKeyFromLambda", PrefixKind::Data) if !value.is_empty() => {
            Ok(Part::PartitionKey(value.to_owned()))
        }
        ("partitionKeyFromQuery" | "partitionKeyFromLambda", PrefixKind::Data) => {
            Err(format!("`{whole}` names no partition key"))
        }
        (other, _) => Err(format!(
            "`{other}` is no namespace: use timestamp, firehose, partitionKeyFromQuery or partitionKeyFromLambda"
        )),
    }
}

fn fits(text: &str) -> Result<(), String> {
    let (len, most) = (text.chars().count() as u64, limits::PREFIX_CHARS.at(Era::Today));
    if len > most {
        return Err(format!(
            "a prefix has at most {most} characters after it is evaluated, this one has {len}"
        ));
    }
    Ok(())
}

/// Modelling choice: AWS says eleven characters and shows two examples in hexadecimal, one with a hyphen; ours are
/// eleven hexadecimal digits.
fn random_string(draw: &mut Draw) -> String {
    format!("{:011x}", draw.bits() >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Chance;

    fn evaluated(text: &str, kind: PrefixKind, keys: &[(&str, &str)]) -> Result<String, String> {
        let keys = keys.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let mut values = Values {
            era: Era::Y2018,
            oldest: Time::START,
            clock: &Clock::parse(None).unwrap(),
            keys: &keys,
            error_output_type: "processing-failed",
            draw: &mut Chance::new(29_434, "names").at(0),
        };
        Prefix::parse(text, kind)?.evaluate(&mut values)
    }

    #[test]
    fn expressions_are_evaluated() {
        use PrefixKind::{Data, Error};
        let keys = [("customer_id", "1234567890"), ("device", "mobile")];
        for (kind, text, expected) in [
            (Data, "legacy", "legacy"),
            (Data, "", ""),
            (Data, "!{timestamp:yyyy/MM/dd}", "2018/11/21"),
            (
                Data,
                "myPrefix/year=!{timestamp:yyyy}/month=!{timestamp:MM}/hour=!{timestamp:HH}/",
                "myPrefix/year=2018/month=11/hour=14/",
            ),
            (Data, "a/!{timestamp:'{x}='yyyy'}'}/", "a/{x}=2018}/"),
            (
                Data,
                "customer_id=!{partitionKeyFromQuery:customer_id}/device=!{partitionKeyFromLambda:device}/",
                "customer_id=1234567890/device=mobile/",
            ),
            (
                Error,
                "e/!{timestamp:'year='yyyy'/month='MM}/!{firehose:error-output-type}",
                "e/year=2018/month=11/processing-failed",
            ),
            (Error, "kinesisfirehose-demo/error/", "kinesisfirehose-demo/error/"),
        ] {
            assert_eq!(evaluated(text, kind, &keys).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_aws_refuses_is_refused_with_its_reason() {
        use PrefixKind::{Data, Error};
        for (kind, text, said) in [
            (Data, "a/!{firehose:error-output-type}/", "Prefix can't contain"),
            (Data, "a/!{timestamp:yyyy", "no closing brace"),
            (Data, "a/!{timestamp}", "is no expression"),
            (Data, "a/!{time:yyyy}", "`time` is no namespace"),
            (Data, "a/!{timestamp:yyyy/bb}", "`bb` at place 6"),
            (Data, "a/!{timestamp:}", "no date pattern"),
            (Data, "a/!{firehose:uuid}", "the firehose namespace knows"),
            (Data, "a/!{partitionKeyFromQuery:}", "names no partition key"),
            (Error, "a/!{partitionKeyFromQuery:k}/!{firehose:error-output-type}", "only be used in Prefix"),
            (Error, "a/!{timestamp:yyyy}/", "must include !{firehose:error-output-type}"),
            (Error, "a/!{firehose:random-string}/", "must include !{firehose:error-output-type}"),
        ] {
            let error = evaluated(text, kind, &[]).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn a_record_without_its_key_has_no_prefix() {
        let text = "c=!{partitionKeyFromLambda:customer}/";
        for keys in [&[][..], &[("customer", "")][..]] {
            let error = evaluated(text, PrefixKind::Data, keys).unwrap_err();
            assert_eq!(error, "partitionKeys values must not be null or empty: `customer`");
        }
    }

    #[test]
    fn random_strings_have_eleven_characters_and_differ() {
        let text =
            evaluated("!{firehose:random-string}/!{firehose:random-string}", PrefixKind::Data, &[]).unwrap();
        let (a, b) = text.split_once('/').unwrap();
        assert_eq!((a.len(), b.len()), (11, 11));
        assert_ne!(a, b);
    }

    #[test]
    fn a_prefix_has_at_most_512_characters() {
        assert!(Prefix::parse(&"a".repeat(512), PrefixKind::Data).is_ok());
        assert!(Prefix::parse(&"a".repeat(513), PrefixKind::Data).unwrap_err().contains("this one has 513"));
        let text = format!("{}!{{timestamp:yyyy}}", "é".repeat(508));
        assert!(evaluated(&text, PrefixKind::Data, &[]).is_ok());
        let text = format!("{}!{{timestamp:yyyy}}", "é".repeat(509));
        assert!(evaluated(&text, PrefixKind::Data, &[]).unwrap_err().contains("this one has 513"));
    }
}
