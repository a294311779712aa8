//! The patterns of AWS's service models, each with a test written out by hand: no expression is compiled.

use crate::names::Name;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    Name,
    HashKey,
    SequenceNumber,
    StreamArn,
    ConsumerArn,
    ResourceArn,
    /// Firehose's, of a stream to read.
    SourceArn,
    BucketArn,
    RoleArn,
    NotBlank,
}

impl Pattern {
    /// As AWS writes it.
    pub fn text(self) -> &'static str {
        match self {
            Pattern::Name => "[a-zA-Z0-9_.-]+",
            Pattern::HashKey => r"0|([1-9]\d{0,38})",
            Pattern::SequenceNumber => r"0|([1-9]\d{0,128})",
            Pattern::StreamArn => r"arn:aws.*:kinesis:.*:\d{12}:stream/\S+",
            Pattern::ConsumerArn => {
                r"^(arn):aws.*:kinesis:.*:\d{12}:.*stream\/[a-zA-Z0-9_.-]+\/consumer\/[a-zA-Z0-9_.-]+:[0-9]+"
            }
            Pattern::ResourceArn => r"arn:aws.*:kinesis:.*:\d{12}:.*stream/\S+",
            Pattern::SourceArn => r"arn:.*:kinesis:[a-zA-Z0-9\-]+:\d{12}:stream/[a-zA-Z0-9_.-]+",
            Pattern::BucketArn => r"arn:.*:s3:::[\w\.\-]{1,255}",
            Pattern::RoleArn => r"arn:.*:iam::\d{12}:role/[a-zA-Z_0-9+=,.@\-_/]+",
            Pattern::NotBlank => r"^(?!\s*$).+",
        }
    }

    pub fn fits(self, text: &str) -> bool {
        match self {
            Pattern::Name => is_name(text),
            Pattern::HashKey => is_number(text, 39),
            Pattern::SequenceNumber => is_number(text, 129),
            Pattern::StreamArn => resource(text, "kinesis")
                .and_then(|resource| resource.strip_prefix("stream/"))
                .is_some_and(has_no_space),
            Pattern::ConsumerArn => resource(text, "kinesis").is_some_and(|resource| {
                let parts =
                    resource.split_once("stream/").and_then(|(_, rest)| rest.split_once("/consumer/"));
                parts.is_some_and(|(stream, rest)| {
                    let consumer = rest.split_once(':');
                    is_name(stream)
                        && consumer
                            .is_some_and(|(consumer, created)| is_name(consumer) && all_digits(created))
                })
            }),
            Pattern::ResourceArn => resource(text, "kinesis")
                .and_then(|resource| resource.split_once("stream/"))
                .is_some_and(|(_, rest)| has_no_space(rest)),
            Pattern::SourceArn => resource(text, "kinesis")
                .and_then(|resource| resource.strip_prefix("stream/"))
                .is_some_and(is_name),
            Pattern::BucketArn => {
                let name = text.strip_prefix("arn:").and_then(|rest| rest.split_once(":s3:::"));
                name.is_some_and(|(_, name)| is_name(name) && name.len() <= 255)
            }
            Pattern::RoleArn => {
                let parts = text.strip_prefix("arn:").and_then(|rest| rest.split_once(":iam::"));
                let role = parts.and_then(|(_, rest)| rest.split_once(":role/"));
                role.is_some_and(|(account, role)| {
                    let fits = |c: char| c.is_ascii_alphanumeric() || "+=,.@-_/".contains(c);
                    is_account(account) && !role.is_empty() && role.chars().all(fits)
                })
            }
            Pattern::NotBlank => !text.trim().is_empty(),
        }
    }
}

/// What stands behind the account of `arn:aws:SERVICE:REGION:ACCOUNT:`.
fn resource<'a>(arn: &'a str, service: &str) -> Option<&'a str> {
    let mut parts = arn.splitn(6, ':');
    let head = (parts.next()?, parts.next()?, parts.next()?);
    let (_region, account) = (parts.next()?, parts.next()?);
    let fits = head.0 == "arn" && head.1.starts_with("aws") && head.2 == service && is_account(account);
    parts.next().filter(|_| fits)
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && all_digits(text)
}

fn is_name(text: &str) -> bool {
    // Longer names fit the pattern too: their length is another constraint.
    !text.is_empty()
        && text
            .as_bytes()
            .chunks(64)
            .all(|part| std::str::from_utf8(part).is_ok_and(|part| Name::parse(part).is_ok()))
}

fn has_no_space(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_number(text: &str, most_digits: usize) -> bool {
    text == "0" || (all_digits(text) && !text.starts_with('0') && text.len() <= most_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_a_pattern_and_what_does_not() {
        let arn = |rest: &str| format!("arn:aws:kinesis:us-east-1:123456789012:{rest}");
        let check = |pattern: Pattern, good: &[String], bad: &[String]| {
            for text in good {
                assert!(pattern.fits(text), "{pattern:?} takes {text}");
            }
            for text in bad {
                assert!(!pattern.fits(text), "{pattern:?} does not take {text}");
            }
        };
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        check(
            Pattern::Name,
            &[own(&["a", "A-z_0.9"]), vec!["a".repeat(129)]].concat(),
            &own(&["", "a b", "é", "a/b"]),
        );
        check(
            Pattern::HashKey,
            &["0".into(), "9".repeat(39)],
            &["9".repeat(40), "01".into(), "".into(), "-1".into()],
        );
        check(Pattern::SequenceNumber, &["9".repeat(129)], &["9".repeat(130), "x".into()]);
        check(
            Pattern::StreamArn,
            &[arn("stream/s"), arn("stream/s").replace("aws", "aws-cn")],
            &[
                arn("stream/"),
                arn("stream/a b"),
                arn("shard/s"),
                arn("stream/s").replace("012", ""),
                "s".into(),
            ],
        );
        check(
            Pattern::ConsumerArn,
            &[arn("stream/s/consumer/c:1")],
            &[
                arn("stream/s/consumer/c"),
                arn("stream/s/consumer/c:x"),
                arn("stream/s"),
                arn("stream/s s/consumer/c:1"),
            ],
        );
        check(
            Pattern::ResourceArn,
            &[arn("stream/s"), arn("stream/s/consumer/c:1")],
            &[arn("s"), arn("stream/")],
        );
        check(Pattern::SourceArn, &[arn("stream/s")], &[arn("stream/s/x")]);
        check(
            Pattern::BucketArn,
            &own(&["arn:aws:s3:::lake"]),
            &own(&["arn:aws:s3:::", "lake", "arn:aws:s3:::a/b"]),
        );
        check(
            Pattern::RoleArn,
            &own(&["arn:aws:iam::123456789012:role/firehose"]),
            &own(&["arn:aws:iam::1:role/firehose", "arn:aws:iam::123456789012:role/", "firehose"]),
        );
        check(Pattern::NotBlank, &own(&["x"]), &own(&["", " "]));
    }
}
