//! ListObjectsV2, and ListObjects as older programs ask it: one page of keys and common prefixes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
pub use engine::api::cli::token;
use engine::command::ObjectSummary;
use engine::era::Era;
use engine::stores::listing::{self, Page, Wanted};

/// What a request asks for behind its question mark.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub prefix: String,
    pub delimiter: String,
    pub max_keys: usize,
    /// `encoding-type=url`: SDKs ask for it, and decode it.
    pub encoded: bool,
    /// `list-type=2`.
    pub second: bool,
    /// Only what comes after it: `start-after`, or `marker`.
    pub after: String,
    pub token: Option<String>,
    /// Names that are none of these.
    others: Vec<String>,
}

impl Query {
    pub fn read(text: &str) -> Query {
        let most = listing::most(Era::Today);
        let mut query = Query { max_keys: most, ..Query::default() };
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            let value = value.into_owned();
            match name.as_ref() {
                "prefix" => query.prefix = value,
                "delimiter" => query.delimiter = value,
                "max-keys" => query.max_keys = value.parse().unwrap_or(most).min(most),
                "encoding-type" => query.encoded = value == "url",
                "list-type" => query.second = value == "2",
                "start-after" | "marker" => query.after = value,
                "continuation-token" => query.token = Some(value),
                // Said by SDKs, and without a meaning here.
                "fetch-owner" | "x-id" => {}
                _ => query.others.push(name.into_owned()),
            }
        }
        query
    }

    pub fn asks(&self, name: &str) -> bool {
        self.others.iter().any(|other| other == name)
    }

    /// Nothing is asked that is not known.
    pub fn is_plain(&self) -> bool {
        self.others.is_empty()
    }

    pub fn is_listing(&self) -> bool {
        self.others.is_empty()
    }
}

/// The page of objects that stand in the order of their keys and have the prefix.
///
/// # Errors
/// S3's sentence for a token that is none.
pub fn page<'a>(
    objects: &'a [ObjectSummary],
    query: &Query,
) -> Result<Page<&'a ObjectSummary>, &'static str> {
    let after = match &query.token {
        None => query.after.clone(),
        Some(token) => {
            let text = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            text.ok_or("The continuation token provided is incorrect")?
        }
    };
    let wanted =
        Wanted { prefix: &query.prefix, delimiter: &query.delimiter, after: &after, most: query.max_keys };
    Ok(listing::page(objects, |object| &object.key, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::kernel::Time;

    #[test]
    fn pages_follow_each_other_without_a_gap_or_a_double() {
        let keys = ["a/1", "a/2", "b", "c/1", "c/2", "d"];
        let objects: Vec<_> =
            keys.map(|key| ObjectSummary { key: key.into(), bytes: 1, written: Time::START }).into();
        for (text, wanted) in [
            ("", "a/1 a/2 b c/1 c/2 d"),
            ("delimiter=%2F", "a/ b c/ d"),
            ("prefix=c%2F&delimiter=%2F", "c/1 c/2"),
            ("start-after=b", "c/1 c/2 d"),
        ] {
            for most in 1..=6 {
                let mut found: Vec<String> = Vec::new();
                let mut query = Query::read(&format!("list-type=2&max-keys={most}&{text}"));
                loop {
                    // The caller has looked for the prefix.
                    let of: Vec<_> =
                        objects.iter().filter(|o| o.key.starts_with(&query.prefix)).cloned().collect();
                    let page = page(&of, &query).unwrap();
                    let mut names: Vec<_> = page.objects.iter().map(|object| object.key.clone()).collect();
                    names.extend(page.prefixes.clone());
                    names.sort();
                    found.extend(names);
                    match page.last {
                        Some(last) => query.token = Some(token(&last)),
                        None => break,
                    }
                }
                assert_eq!(found.join(" "), wanted, "{text} by {most}");
            }
        }
        assert!(page(&objects, &Query::read("continuation-token=%21")).is_err());
    }
}
