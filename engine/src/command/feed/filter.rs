//! A filter pattern of CloudWatch Logs: which log events a subscription sends.
//!
//! Promised: terms, phrases in quotes, `?any` of several, `-not`, and selectors of JSON with `&&` or `||`.
//! Absent: patterns of space-delimited fields (`[ip, user, …]`), regular expressions, parentheses, IS NULL, EXISTS.

use std::fmt;

use serde_json::Value;

use super::compare::{Compare, split_at_word};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    text: String,
    rule: Rule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    Terms {
        all: Vec<String>,
        any: Vec<String>,
        none: Vec<String>,
    },
    /// One of them, in which all comparisons fit.
    Json(Vec<Vec<Compare>>),
}

impl Filter {
    /// The empty pattern: every log event.
    pub fn all() -> Filter {
        Filter {
            text: String::new(),
            rule: Rule::Terms { all: Vec::new(), any: Vec::new(), none: Vec::new() },
        }
    }

    /// # Errors
    /// A sentence that says what cannot be read.
    pub fn parse(text: &str) -> Result<Filter, String> {
        let bare = text.trim();
        let rule = match bare.strip_prefix('{') {
            Some(rest) => {
                let inner = rest
                    .strip_suffix('}')
                    .ok_or("a selector of JSON ends with }: { $.level = \"error\" }")?;
                let or = split_at_word(inner, "||", '"')
                    .into_iter()
                    .map(|part| split_at_word(part, "&&", '"').into_iter().map(comparison).collect());
                Rule::Json(or.collect::<Result<_, _>>()?)
            }
            None if bare.starts_with('[') => {
                return Err(
                    "patterns of fields in [ ] are not modelled: write terms, or { $.field = value }"
                        .to_owned(),
                );
            }
            None => terms(bare)?,
        };
        Ok(Filter { text: text.to_owned(), rule })
    }

    /// Whether it lets a message through. Case matters, as AWS's does.
    pub fn fits(&self, message: &str) -> bool {
        match &self.rule {
            Rule::Json(any) => serde_json::from_str::<Value>(message).is_ok_and(|object| {
                object.is_object() && any.iter().any(|all| all.iter().all(|compare| compare.fits(&object)))
            }),
            Rule::Terms { all, any, none } => {
                let has = |term: &String| message.contains(term.as_str());
                // AWS's guide: question marks beside other terms are not looked at.
                let counts = all.is_empty() && none.is_empty() && !any.is_empty();
                (!counts || any.iter().any(has)) && all.iter().all(has) && !none.iter().any(has)
            }
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::keys::quoted(&self.text))
    }
}

fn comparison(text: &str) -> Result<Compare, String> {
    let text = text.trim();
    let rest = text
        .strip_prefix("$.")
        .ok_or_else(|| format!("`{text}` names no field: a field begins with $., such as $.level"))?;
    Compare::parse(rest, '"', true)
}

fn terms(text: &str) -> Result<Rule, String> {
    let (mut all, mut any, mut none) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = text;
    while !rest.is_empty() {
        let (list, body) = match rest.as_bytes()[0] {
            b'?' => (&mut any, &rest[1..]),
            b'-' => (&mut none, &rest[1..]),
            _ => (&mut all, rest),
        };
        let (term, after) = match body.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or("a phrase in quotes has no end")?,
            None => body.split_once(' ').unwrap_or((body, "")),
        };
        if term.is_empty() {
            return Err("a term is empty: write a word, ?one ?of ?several, or -not".to_owned());
        }
        list.push(term.to_owned());
        rest = after.trim_start();
    }
    Ok(Rule::Terms { all, any, none })
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn each_form_lets_through_what_it_says() {
        let fits = |pattern: &str, message: &str| Filter::parse(pattern).unwrap().fits(message);
        for (pattern, message, expected) in [
            ("", "anything", true),
            ("ERROR", "2026 ERROR x", true),
            ("ERROR", "2026 error x", false),
            ("ERROR payment", "ERROR in payment", true),
            ("ERROR payment", "ERROR in cart", false),
            ("\"payment refused\"", "a payment refused b", true),
            ("\"payment refused\"", "payment was refused", false),
            ("?ERROR ?WARN", "WARN x", true),
            ("?ERROR ?WARN", "INFO x", false),
            ("-DEBUG", "INFO x", true),
            ("-DEBUG", "DEBUG x", false),
            ("ERROR -payment", "ERROR in payment", false),
            ("ERROR ?x", "ERROR", true),
            ("{ $.level = \"error\" }", "{\"level\":\"error\"}", true),
            ("{ $.level = \"error\" }", "{\"level\":\"info\"}", false),
            ("{ $.level = \"error\" }", "level error", false),
            ("{ $.a.b >= 21.5 }", "{\"a\":{\"b\":21.5}}", true),
            ("{ $.a.b > 21.5 }", "{\"a\":{\"b\":21.5}}", false),
            ("{ $.a.b > 21.5 }", "{\"a\":{\"b\":21.50001}}", true),
            ("{ $.a = -2 && $.b != \"x\" }", "{\"a\":-2,\"b\":\"y\"}", true),
            ("{ $.a = -2 && $.b != \"x\" }", "{\"a\":-2,\"b\":\"x\"}", false),
            ("{ $.a = 1 || $.b = \"*end\" }", "{\"b\":\"the end\"}", true),
            ("{ $.gone = 1 }", "{}", false),
        ] {
            assert_eq!(fits(pattern, message), expected, "{pattern} | {message}");
        }
        for wrong in
            ["{ $.level }", "{ level = 1 }", "{ $.a = b }", "{ $.a = 1", "[ip, user]", "\"open", "? a"]
        {
            assert!(Filter::parse(wrong).is_err(), "{wrong}");
        }
    }
}
