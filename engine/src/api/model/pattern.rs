//! The patterns of AWS's service models, each with a test written out by hand: no expression is compiled.

mod lambda;

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
    KeyArn,
    DomainArn,
    JdbcUrl,
    Https,
    FileExtension,
    TimeZone,
    Version,
    Identifier,
    TagKey,
    TagText,
    NotBlank,
    Arn,
    /// Of a destination, which an empty text takes away.
    ArnOrNone,
    FunctionName,
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
            Pattern::KeyArn => r"arn:.*:kms:[a-zA-Z0-9\-]+:\d{12}:key/[a-zA-Z_0-9+=,.@\-_/]+",
            Pattern::DomainArn => r"arn:.*:es:[a-zA-Z0-9\-]+:\d{12}:domain/[a-z][-0-9a-z]{2,27}",
            Pattern::JdbcUrl => {
                r"jdbc:(redshift|postgresql)://((?!-)[A-Za-z0-9-]{1,63}(?<!-)\.)+(redshift(-serverless)?)\.([a-zA-Z0-9\.\-]+):\d{1,5}/[a-zA-Z0-9_$-]+"
            }
            Pattern::Https => "https://.*",
            Pattern::FileExtension => r"^$|\.[0-9a-z!\-_.*'()]+",
            Pattern::TimeZone => "^$|[a-zA-Z/_]+",
            Pattern::Version => "[0-9]+",
            Pattern::Identifier => "[a-zA-Z0-9-]+",
            Pattern::TagKey => r"^(?!aws:)[\p{L}\p{Z}\p{N}_.:\/=+\-@%]*$",
            Pattern::TagText => r"^[\p{L}\p{Z}\p{N}_.:\/=+\-@%]*$",
            Pattern::NotBlank => r"^(?!\s*$).+",
            Pattern::Arn => lambda::ARN,
            Pattern::ArnOrNone => lambda::DESTINATION,
            Pattern::FunctionName => lambda::FUNCTION,
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
            Pattern::KeyArn => of_service(text, "kms")
                .and_then(|resource| resource.strip_prefix("key/"))
                .is_some_and(|key| made_of(key, |c| c.is_ascii_alphanumeric() || "+=,.@-_/".contains(c))),
            Pattern::DomainArn => of_service(text, "es")
                .and_then(|resource| resource.strip_prefix("domain/"))
                .is_some_and(|name| {
                    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                    name.starts_with(|c: char| c.is_ascii_lowercase())
                        && (3..=28).contains(&name.len())
                        && made_of(name, fits)
                }),
            Pattern::JdbcUrl => is_jdbc_url(text),
            Pattern::Https => text.starts_with("https://"),
            Pattern::FileExtension => {
                let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "!-_.*'()".contains(c);
                text.is_empty() || text.strip_prefix('.').is_some_and(|rest| made_of(rest, fits))
            }
            Pattern::TimeZone => text.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '_')),
            Pattern::Version => all_digits(text),
            Pattern::Identifier => made_of(text, |c| c.is_ascii_alphanumeric() || c == '-'),
            Pattern::TagKey => !text.starts_with("aws:") && is_tag(text),
            Pattern::TagText => is_tag(text),
            Pattern::NotBlank => !text.trim().is_empty(),
            Pattern::Arn => lambda::is_arn(text),
            Pattern::ArnOrNone => text.is_empty() || text.starts_with("kafka://") || lambda::is_arn(text),
            Pattern::FunctionName => lambda::is_function(text),
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

/// The same for an ARN of any partition.
fn of_service<'a>(arn: &'a str, service: &str) -> Option<&'a str> {
    let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':').skip(1);
    let (found, region, account) = (parts.next()?, parts.next()?, parts.next()?);
    let is_region = made_of(region, |c| c.is_ascii_alphanumeric() || c == '-');
    parts.next().filter(|_| found == service && is_region && is_account(account))
}

fn made_of(text: &str, fits: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(fits)
}

/// Letters, separators and numbers of any script, and a few signs.
fn is_tag(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@%".contains(c))
}

fn is_jdbc_url(text: &str) -> bool {
    let rest = text.strip_prefix("jdbc:redshift://").or_else(|| text.strip_prefix("jdbc:postgresql://"));
    let Some((host, (port, database))) = rest
        .and_then(|rest| rest.split_once(':'))
        .and_then(|(host, rest)| Some((host, rest.split_once('/')?)))
    else {
        return false;
    };
    let is_label = |label: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        made_of(label, fits) && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    let labels: Vec<&str> = host.split('.').collect();
    let service = labels.iter().rposition(|label| matches!(*label, "redshift" | "redshift-serverless"));
    let is_host = service.is_some_and(|at| {
        let tail = labels[at + 1..].join(".");
        at > 0
            && labels[..at].iter().all(|label| is_label(label))
            && made_of(&tail, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
    });
    let is_port = all_digits(port) && port.len() <= 5;
    is_host && is_port && made_of(database, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '-'))
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
        check(
            Pattern::KeyArn,
            &own(&[
                "arn:aws:kms:us-east-1:123456789012:key/1-2",
                "arn:aws-cn:kms:cn-north-1:123456789012:key/a",
            ]),
            &own(&[
                "alias/a",
                "arn:aws:kms:us-east-1:123456789012:key/",
                "arn:aws:s3:us-east-1:123456789012:key/a",
            ]),
        );
        check(
            Pattern::DomainArn,
            &own(&[
                "arn:aws:es:us-east-1:123456789012:domain/logs",
                "arn:aws:es:eu-west-1:123456789012:domain/a-1",
            ]),
            &own(&[
                "arn:aws:es:us-east-1:123456789012:domain/ab",
                "arn:aws:es:us-east-1:123456789012:domain/Logs",
                "arn:aws:es:us-east-1:12:domain/logs",
                "logs",
            ]),
        );
        let cluster = "jdbc:redshift://c.x1.us-east-1.redshift.amazonaws.com:5439/dev";
        check(
            Pattern::JdbcUrl,
            &[
                cluster.to_owned(),
                cluster.replace("redshift://", "postgresql://"),
                cluster.replace(".redshift.", ".redshift-serverless."),
            ],
            &[
                cluster.replace(":5439", ""),
                cluster.replace("/dev", ""),
                cluster.replace("//c.", "//-c."),
                cluster.replace(".redshift.", ".rds."),
                cluster.replace("jdbc:redshift", "https"),
                "jdbc:redshift://redshift.amazonaws.com:5439/dev".to_owned(),
            ],
        );
        check(Pattern::Https, &own(&["https://x"]), &own(&["http://x", ""]));
        check(Pattern::FileExtension, &own(&["", ".json", ".a-1(x)"]), &own(&["json", ".", ".JSON"]));
        check(Pattern::TimeZone, &own(&["", "Asia/Tokyo", "UTC"]), &own(&["Etc/GMT+1"]));
        check(Pattern::Version, &own(&["1", "007"]), &own(&["", "v1"]));
        check(Pattern::Identifier, &own(&["destinationId-000000000001"]), &own(&["", "a_b"]));
        check(Pattern::TagKey, &own(&["cost centre", "é:/=+-@%", ""]), &own(&["aws:x", "a\"b", "a,b"]));
        check(Pattern::TagText, &own(&["aws:x", ""]), &own(&["#"]));
        check(Pattern::NotBlank, &own(&["x"]), &own(&["", " "]));
    }
}
