//! The blueprint that turns a line of a web server's log (combined format) into JSON.

use serde::Serialize;

use super::NOT_TEXT;
use crate::lambda::Verdict;
use crate::payload::HEALTH_CHECK;

/// The fields of a line, as the Kinesis Agent's LOGTOJSON names them.
#[derive(Debug, PartialEq, Serialize)]
struct Line<'a> {
    host: &'a str,
    datetime: &'a str,
    method: &'a str,
    path: &'a str,
    response: u64,
    bytes: u64,
}

const NOT_A_LINE: &str = "the text is no access log line";
const HEALTH: &str = "a health check, which nobody wants in the lake";

pub(super) fn answer(data: &[u8]) -> Verdict {
    match read(data) {
        Err(_) => Verdict::ProcessingFailed,
        Ok(line) if line.path == HEALTH_CHECK => Verdict::Dropped,
        Ok(line) => {
            let mut json = serde_json::to_vec(&line).expect("plain fields become JSON");
            // Firehose puts nothing between records, so the function ends each with a newline.
            json.push(b'\n');
            Verdict::Ok(json)
        }
    }
}

pub(super) fn reason(data: &[u8]) -> Option<&'static str> {
    match read(data) {
        Err(reason) => Some(reason),
        Ok(line) if line.path == HEALTH_CHECK => Some(HEALTH),
        Ok(_) => None,
    }
}

/// `host ident user [datetime] "method path protocol" status bytes …`
fn read(data: &[u8]) -> Result<Line<'_>, &'static str> {
    let text = std::str::from_utf8(data).map_err(|_| NOT_TEXT)?;
    let parse = || {
        let (host, rest) = text.split_once(' ')?;
        let (_, rest) = rest.split_once('[')?;
        let (datetime, rest) = rest.split_once(']')?;
        let (request, rest) = rest.strip_prefix(" \"")?.split_once('"')?;
        let mut request = request.split(' ');
        let (method, path, _protocol) = (request.next()?, request.next()?, request.next()?);
        let mut rest = rest.split_ascii_whitespace();
        let (response, bytes) = (rest.next()?.parse().ok()?, rest.next()?.parse().ok()?);
        Some(Line { host, datetime, method, path, response, bytes })
    };
    parse().ok_or(NOT_A_LINE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_record_has_its_verdict() {
        let line = |path| {
            format!(
                "10.0.3.7 - - [21/Nov/2026:14:00:07 +0000] \"GET {path} HTTP/1.1\" 200 512 \"-\" \"web/1 ..\""
            )
        };
        let json = "{\"host\":\"10.0.3.7\",\"datetime\":\"21/Nov/2026:14:00:07 +0000\",\"method\":\"GET\",\
                    \"path\":\"/cart\",\"response\":200,\"bytes\":512}\n";
        assert_eq!(answer(line("/cart").as_bytes()), Verdict::Ok(json.into()));
        assert_eq!(answer(line(HEALTH_CHECK).as_bytes()), Verdict::Dropped);
        assert_eq!(answer(&[0x1f, 0x8b, 8, 0]), Verdict::ProcessingFailed);
        assert_eq!(reason(&[0x1f, 0x8b, 8, 0]), Some(NOT_TEXT));
        assert_eq!(reason(b"hello"), Some(NOT_A_LINE));
        assert_eq!(reason(line("/").as_bytes()), None);
    }
}
