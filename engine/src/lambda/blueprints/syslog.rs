//! The blueprint that turns a line of syslog (RFC 3164) into JSON.

use serde::Serialize;

use super::NOT_TEXT;

#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<u16>,
    timestamp: &'a str,
    hostname: &'a str,
    program: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    processid: Option<&'a str>,
    message: &'a str,
}

const NOT_A_LINE: &str = "the text is no syslog line";

pub(super) fn to_json(data: &[u8]) -> Result<Vec<u8>, &'static str> {
    let text = std::str::from_utf8(data).map_err(|_| NOT_TEXT)?;
    let line = read(text.trim_end_matches('\n')).ok_or(NOT_A_LINE)?;
    let mut json = serde_json::to_vec(&line).expect("plain fields become JSON");
    json.push(b'\n');
    Ok(json)
}

/// `<34>Oct 11 22:14:15 host program[pid]: message`; the priority and the pid may be missing.
fn read(text: &str) -> Option<Line<'_>> {
    let (priority, rest) = match text.strip_prefix('<') {
        Some(rest) => {
            let (digits, rest) = rest.split_once('>')?;
            (Some(number(digits, 3)?), rest)
        }
        None => (None, text),
    };
    let timestamp = rest.get(..15).filter(|time| is_time(time.as_bytes()))?;
    let (hostname, rest) = rest[15..].strip_prefix(' ')?.split_once(' ')?;
    let (tag, message) = rest.split_once(": ")?;
    let (program, processid) = match tag.strip_suffix(']') {
        Some(tag) => {
            let (program, pid) = tag.split_once('[')?;
            number(pid, 9)?;
            (program, Some(pid))
        }
        None => (tag, None),
    };
    let is_word = |word: &str| !word.is_empty() && !word.contains([' ', ':', '[']);
    if hostname.is_empty() || !is_word(program) {
        return None;
    }
    Some(Line { priority: priority.map(|n| n as u16), timestamp, hostname, program, processid, message })
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let fits = text.len() <= digits && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

const MONTHS: [&[u8]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

/// `Oct 11 22:14:15`; a day below 10 has a space before it.
fn is_time(time: &[u8]) -> bool {
    let shape = b"??? ?0 00:00:00";
    let fits = |(i, b): (usize, &u8)| match shape[i] {
        b'0' => b.is_ascii_digit(),
        b'?' => i < 4 || *b == b' ' || b.is_ascii_digit(),
        other => *b == other,
    };
    MONTHS.contains(&&time[..3]) && time.iter().enumerate().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_an_object() {
        let json = |text: &str| to_json(text.as_bytes()).map(|json| String::from_utf8(json).unwrap());
        assert_eq!(
            json("<34>Oct 11 22:14:15 mymachine su[230]: 'su root' failed: 3 times\n").unwrap(),
            "{\"priority\":34,\"timestamp\":\"Oct 11 22:14:15\",\"hostname\":\"mymachine\",\"program\":\"su\",\
             \"processid\":\"230\",\"message\":\"'su root' failed: 3 times\"}\n"
        );
        assert_eq!(
            json("Nov  1 00:00:00 10.0.0.1 kernel: up").unwrap(),
            "{\"timestamp\":\"Nov  1 00:00:00\",\"hostname\":\"10.0.0.1\",\"program\":\"kernel\",\"message\":\"up\"}\n"
        );
        for text in [
            "",
            "hello",
            "<x>Oct 11 22:14:15 h p: m",
            "Okt 11 22:14:15 h p: m",
            "Oct 1x 22:14:15 h p: m",
            "Oct 11 22:14:15 h p m",
            "Oct 11 22:14:15 h p[x]: m",
            "Oct 11 22:14:15 h : m",
        ] {
            assert_eq!(json(text), Err(NOT_A_LINE), "{text}");
        }
        assert_eq!(to_json(&[0x1f, 0x8b]), Err(NOT_TEXT));
    }
}
