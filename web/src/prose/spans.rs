//! The little markup of lessons: `**bold**` and `` `code` ``, nothing more.

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    Plain(String),
    Bold(String),
    Code(String),
}

/// Takes a paragraph apart. A sign that is not closed is a plain sign.
pub fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let closed = |sign: &str| rest.strip_prefix(sign).and_then(|inside| inside.split_once(sign));
        let (span, after) = if let Some((inside, after)) = closed("**") {
            (Span::Bold(inside.to_owned()), after)
        } else if let Some((inside, after)) = closed("`") {
            (Span::Code(inside.to_owned()), after)
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        if !plain.is_empty() {
            spans.push(Span::Plain(std::mem::take(&mut plain)));
        }
        spans.push(span);
        rest = after;
    }
    if !plain.is_empty() {
        spans.push(Span::Plain(plain));
    }
    spans
}

/// The text of a paragraph without its signs, for ears.
pub fn plain(text: &str) -> String {
    let said = |span| match span {
        Span::Plain(text) | Span::Bold(text) | Span::Code(text) => text,
    };
    spans(text).into_iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ears_get_no_signs() {
        assert_eq!(
            plain("A **full** shard refuses `PutRecord`, 5 ** 2."),
            "A full shard refuses PutRecord, 5 ** 2."
        );
    }

    #[test]
    fn bold_and_code_are_found() {
        let found = spans("A **full** shard refuses `PutRecord` 2¹²⁸ times.");
        assert_eq!(
            found,
            [
                Span::Plain("A ".into()),
                Span::Bold("full".into()),
                Span::Plain(" shard refuses ".into()),
                Span::Code("PutRecord".into()),
                Span::Plain(" 2¹²⁸ times.".into()),
            ]
        );
    }

    #[test]
    fn an_open_sign_is_a_sign() {
        assert_eq!(spans("5 ** 2 and `x"), [Span::Plain("5 ** 2 and `x".into())]);
        assert_eq!(spans(""), []);
    }
}
