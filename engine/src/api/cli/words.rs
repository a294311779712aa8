//! A line as words, each with the column where it begins.
//!
//! What quotes and backslashes mean is shlex's business; it does not say where a word stood, so the borders
//! are found here.

/// A word as a shell would hand it over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub text: String,
    /// Of its first character, counted from 1.
    pub column: usize,
    /// It begins with a quotation mark.
    pub quoted: bool,
    /// It as it was written.
    pub raw: String,
}

/// What is wrong with a line, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slip {
    pub column: usize,
    pub message: String,
}

impl Slip {
    pub fn new(column: usize, message: impl Into<String>) -> Slip {
        Slip { column, message: message.into() }
    }
}

/// Splits a line as a shell does; `first_column` is the column of its first character.
///
/// # Errors
/// A quotation mark without its partner, a backslash at the end, a control character.
pub(crate) fn split(line: &str, first_column: usize) -> Result<Vec<Word>, Slip> {
    if let Some(at) = line.chars().position(|c| c.is_control() && c != '\t') {
        return Err(Slip::new(first_column + at, "a control character: a command is one line of plain text"));
    }
    let mut words = Vec::new();
    let mut rest = line.chars().enumerate().peekable();
    while let Some((start, first)) = rest.next() {
        if first == ' ' || first == '\t' {
            continue;
        }
        if first == '#' {
            break;
        }
        let column = first_column + start;
        let mut raw = String::from(first);
        // The mark that is open, and whether the next character is taken as it is.
        let mut open = Some(first).filter(|c| matches!(c, '"' | '\''));
        let mut escaped = first == '\\';
        while let Some((_, c)) = rest.next_if(|(_, c)| open.is_some() || escaped || !matches!(c, ' ' | '\t'))
        {
            raw.push(c);
            match (open, c) {
                _ if escaped => escaped = false,
                (None | Some('"'), '\\') => escaped = true,
                (None, '"' | '\'') => open = Some(c),
                (Some(mark), c) if c == mark => open = None,
                _ => {}
            }
        }
        let Some(text) = shlex::split(&raw).map(|parts| parts.concat()) else {
            let what = open.map_or_else(
                || "a backslash with nothing behind it".to_owned(),
                |mark| format!("no closing {mark} for the one that begins here"),
            );
            return Err(Slip::new(column, what));
        };
        words.push(Word { text, column, quoted: matches!(first, '"' | '\''), raw });
    }
    Ok(words)
}

/// The candidate that is nearest to a slip of the keyboard, if one is near enough to be meant.
pub(crate) fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A number is no slip of another number.
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let far = (text.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (distance(text, candidate), candidate))
        .filter(|(distance, _)| *distance <= far)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be put in, left out, changed or swapped with their neighbour (Damerau, 1964).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand() {
        let check = |line: &str, expected: &[(usize, &str)]| {
            let words = split(line, 1).unwrap();
            let found: Vec<_> = words.iter().map(|w| (w.column, w.text.as_str())).collect();
            assert_eq!(found, expected, "{line}");
        };
        check("", &[]);
        check("  # all comment", &[]);
        check("a  bb c#d # e", &[(1, "a"), (4, "bb"), (7, "c#d")]);
        check(
            r#"x "a b" 'c "d' e\ f g"h i""#,
            &[(1, "x"), (3, "a b"), (9, "c \"d"), (16, "e f"), (21, "gh i")],
        );
        check(r#""a \" b" ''"#, &[(1, "a \" b"), (10, "")]);
        check("é ü", &[(1, "é"), (3, "ü")]);
    }

    #[test]
    fn what_is_left_open_is_named() {
        for (line, column, message) in [
            ("a 'b c", 3, "no closing ' for the one that begins here"),
            ("ab\\", 1, "a backslash with nothing behind it"),
            ("a\u{7}", 2, "a control character: a command is one line of plain text"),
        ] {
            assert_eq!(split(line, 1), Err(Slip::new(column, message)));
        }
    }

    #[test]
    fn a_slip_finds_its_word_and_noise_finds_none() {
        let words = ["rate", "size", "keys", "payload"];
        for (slip, word) in
            [("rat", Some("rate")), ("raet", Some("rate")), ("zzz", None), ("paylaod", Some("payload"))]
        {
            assert_eq!(nearest(slip, words), word, "{slip}");
        }
    }
}
