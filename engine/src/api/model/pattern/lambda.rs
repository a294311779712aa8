//! The patterns of Lambda's service model.

use super::{is_account, made_of};

pub(super) const ARN: &str =
    r"arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}(-gov)?-[a-z]+-\d{1})?:(\d{12})?:(.*)";
pub(super) const DESTINATION: &str = r"$|kafka://([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)";
pub(super) const FUNCTION: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

/// `arn:aws:sqs:us-east-1:123456789012:dead`; region and account may be empty, as of a bucket.
pub(super) fn is_arn(text: &str) -> bool {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next().unwrap_or_default();
    let (arn, partition, service, region, account) = (next(), next(), next(), next(), next());
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    arn == "arn"
        && partition.starts_with("aws")
        && partition.chars().all(plain)
        && made_of(service, plain)
        && (region.is_empty() || is_region(region))
        && (account.is_empty() || is_account(account))
        && parts.next().is_some()
}

/// `us-east-1`.
fn is_region(text: &str) -> bool {
    let letters = |part: &str| made_of(part, |c| c.is_ascii_lowercase());
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [land, side, number] | [land, "gov", side, number] => {
            land.len() == 2
                && letters(land)
                && letters(side)
                && number.len() == 1
                && made_of(number, |c| c.is_ascii_digit())
        }
        _ => false,
    }
}

/// A name, an ARN or the end of one, with or without a version or an alias.
pub(super) fn is_function(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let name = |text: &str| made_of(text, |c| plain(c) || c == '.');
    let version = |text: &str| matches!(text, "$LATEST" | "$LATEST.PUBLISHED") || made_of(text, plain);
    let rest = text.strip_prefix("arn:aws:lambda:").unwrap_or(text);
    let cut = |rest: &'_ str, fits: fn(&str) -> bool| -> usize {
        rest.split_once(':').filter(|(head, _)| fits(head)).map_or(0, |(head, _)| head.len() + 1)
    };
    let rest = &rest[cut(rest, is_region)..];
    let rest = &rest[cut(rest, is_account)..];
    let rest = rest.strip_prefix("function:").unwrap_or(rest);
    match rest.split_once(':') {
        Some((function, of)) => name(function) && version(of),
        None => name(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_function_and_what_does_not() {
        for good in [
            "count",
            "count:1",
            "count:$LATEST",
            "function:count",
            "123456789012:function:count",
            "us-east-1:123456789012:function:count",
            "arn:aws:lambda:us-east-1:123456789012:function:count",
            "arn:aws:lambda:us-east-1:123456789012:function:count:live",
        ] {
            assert!(is_function(good), "{good}");
        }
        for bad in ["", "a b", "count:", "count:a:b", "arn:aws:sqs:us-east-1:123456789012:count", "function:"]
        {
            assert!(!is_function(bad), "{bad}");
        }
    }

    #[test]
    fn what_is_an_arn_and_what_is_not() {
        for good in [
            "arn:aws:kinesis:us-east-1:123456789012:stream/s",
            "arn:aws:s3:::lake",
            "arn:aws-us-gov:sqs:us-gov-east-1:123456789012:dead",
            "arn:aws:sqs:us-east-1::",
        ] {
            assert!(is_arn(good), "{good}");
        }
        for bad in [
            "dead",
            "arn:aws:sqs:us-east-1:123456789012",
            "arn:aws:sqs:useast1:123456789012:dead",
            "arn:aws:sqs:us-east-1:12:dead",
            "arn:gcp:sqs:us-east-1:123456789012:dead",
            "arn:aws::us-east-1:123456789012:dead",
        ] {
            assert!(!is_arn(bad), "{bad}");
        }
    }
}
