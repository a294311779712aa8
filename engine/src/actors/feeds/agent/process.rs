//! The agent's dataProcessingOptions: a record's data becomes other data, or nothing.
//!
//! As the agent's own source does it: a line that LOGTOJSON cannot read is passed over, a value `-` of Apache's
//! formats is null, a column that is missing is null, and each record ends with a line feed.

use serde_json::Value;

use crate::command::feed::{LogFormat, Process};

/// `None`: the record is passed over.
pub fn process(how: &Process, data: &[u8]) -> Option<Vec<u8>> {
    match how {
        Process::None => Some(data.to_vec()),
        Process::SingleLine => {
            let text = String::from_utf8_lossy(data);
            let joined: String = text.split('\n').map(str::trim).collect();
            Some(format!("{joined}\n").into_bytes())
        }
        Process::CsvToJson { names, delimiter } => {
            let text = String::from_utf8_lossy(data);
            let mut columns = text.strip_suffix('\n').unwrap_or(&text).split(delimiter.as_str());
            let members = names.iter().map(|name| (name.as_str(), columns.next()));
            Some(object(members))
        }
        Process::LogToJson(format) => {
            let text = std::str::from_utf8(data).ok()?;
            let fields = read(*format, text.strip_suffix('\n').unwrap_or(text))?;
            Some(object(names(*format).iter().copied().zip(fields)))
        }
    }
}

/// Members in their order, `null` where there is nothing, a line feed at the end.
fn object<'a>(members: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Vec<u8> {
    let member = |(name, value): (&str, Option<&str>)| {
        format!("{}:{}", Value::from(name), value.map_or(Value::Null, Value::from))
    };
    let members: Vec<_> = members.map(member).collect();
    format!("{{{}}}\n", members.join(",")).into_bytes()
}

fn names(format: LogFormat) -> &'static [&'static str] {
    const COMBINED: [&str; 9] =
        ["host", "ident", "authuser", "datetime", "request", "response", "bytes", "referer", "agent"];
    match format {
        LogFormat::CommonApache => &COMBINED[..7],
        LogFormat::CombinedApache => &COMBINED,
        LogFormat::ApacheError => {
            &["timestamp", "module", "severity", "processid", "threadid", "client", "message"]
        }
        LogFormat::Syslog | LogFormat::Rfc3339Syslog => {
            &["timestamp", "hostname", "program", "processid", "message"]
        }
    }
}

fn read(format: LogFormat, text: &str) -> Option<Vec<Option<&str>>> {
    match format {
        LogFormat::CommonApache => apache(text, false),
        LogFormat::CombinedApache => apache(text, true),
        LogFormat::ApacheError => apache_error(text),
        LogFormat::Syslog => {
            let stamp = text.get(..15).filter(|stamp| is_syslog_time(stamp))?;
            syslog(stamp, text.get(15..)?)
        }
        LogFormat::Rfc3339Syslog => {
            let (stamp, _) = text.split_once(' ')?;
            let fits = stamp.len() >= 20
                && stamp.as_bytes()[10] == b'T'
                && stamp[..4].bytes().all(|b| b.is_ascii_digit());
            if fits { syslog(stamp, &text[stamp.len()..]) } else { None }
        }
    }
}

/// `host ident user [datetime] "request" status bytes`, and with `combined` `"referer" "agent"`.
fn apache(text: &str, combined: bool) -> Option<Vec<Option<&str>>> {
    let (host, rest) = word(text)?;
    let (ident, rest) = word(rest)?;
    let (user, rest) = word(rest)?;
    let (datetime, rest) = rest.strip_prefix('[')?.split_once("] ")?;
    let (request, rest) = rest.strip_prefix('"')?.split_once("\" ")?;
    let (response, rest) = word(rest)?;
    let (bytes, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_number = |text: &str| text == "-" || !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(response) || !is_number(bytes) || request.is_empty() || datetime.len() < 20 {
        return None;
    }
    let mut fields = vec![host, ident, user, datetime, request, response, bytes];
    if combined {
        let (referer, rest) = rest.strip_prefix('"')?.split_once("\" \"")?;
        let (agent, _) = rest.split_once('"')?;
        fields.extend([referer, agent]);
    }
    // A field is not there if it shows as `-`.
    Some(fields.into_iter().map(|field| (field != "-").then_some(field)).collect())
}

/// `[timestamp] [module:severity] [pid n:tid n] [client host:port] message`.
fn apache_error(text: &str) -> Option<Vec<Option<&str>>> {
    fn bracket(text: &str) -> Option<(&str, &str)> {
        text.strip_prefix('[')?.split_once("] ")
    }
    let (timestamp, rest) = bracket(text)?;
    let (severity, rest) = bracket(rest)?;
    let (process, rest) = bracket(rest)?;
    let (client, message) = bracket(rest)?;
    let (module, severity) = match severity.split_once(':') {
        Some((module, severity)) => (Some(module), severity),
        None => (None, severity),
    };
    let process = process.strip_prefix("pid ")?;
    let (pid, thread) = match process.split_once(":tid ") {
        Some((pid, thread)) => (pid, Some(thread)),
        None => (process, None),
    };
    let client = client.strip_prefix("client ")?;
    let fields = [Some(timestamp), module, Some(severity), Some(pid), thread, Some(client), Some(message)];
    Some(fields.map(|field| field.filter(|text| *text != "-")).to_vec())
}

/// ` host program[pid]: message`.
fn syslog<'a>(stamp: &'a str, rest: &'a str) -> Option<Vec<Option<&'a str>>> {
    let (host, rest) = word(rest.strip_prefix(' ')?)?;
    let (tag, message) = rest.split_once(": ")?;
    let (program, pid) = match tag.strip_suffix(']') {
        Some(tag) => {
            let (program, pid) = tag.split_once('[')?;
            (program, Some(pid))
        }
        None => (tag, None),
    };
    let bad = |text: &str| text.is_empty() || text.contains(' ');
    let bad_pid = pid.is_some_and(|pid| pid.is_empty() || !pid.bytes().all(|b| b.is_ascii_digit()));
    if bad(program) || bad(host) || bad_pid {
        return None;
    }
    Some(vec![Some(stamp), Some(host), Some(program), pid, Some(message)])
}

/// `Nov 21 14:00:07`.
fn is_syslog_time(text: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let shape = b"??? ?0 00:00:00";
    let fits = |(i, b): (usize, u8)| match shape[i] {
        b'0' => b.is_ascii_digit(),
        b'?' => i < 4 || b == b' ' || b.is_ascii_digit(),
        other => b == other,
    };
    text.get(..3).is_some_and(|month| MONTHS.contains(&month)) && text.bytes().enumerate().all(fits)
}

fn word(text: &str) -> Option<(&str, &str)> {
    text.split_once(' ').filter(|(word, _)| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(how: &Process, data: &str) -> Option<String> {
        process(how, data.as_bytes()).map(|json| String::from_utf8(json).unwrap())
    }

    #[test]
    fn each_option_does_what_the_guide_shows() {
        let csv = Process::CsvToJson { names: vec!["f1".into(), "f2".into()], delimiter: ",".into() };
        assert_eq!(json(&csv, "v1,v2\n").unwrap(), "{\"f1\":\"v1\",\"f2\":\"v2\"}\n");
        assert_eq!(json(&csv, "v1\n").unwrap(), "{\"f1\":\"v1\",\"f2\":null}\n");
        assert_eq!(json(&csv, "v1,v2,v3\n").unwrap(), "{\"f1\":\"v1\",\"f2\":\"v2\"}\n");
        assert_eq!(json(&Process::SingleLine, "a \n  b\n c\n").unwrap(), "abc\n");
        assert_eq!(json(&Process::None, "a\n").unwrap(), "a\n");
    }

    #[test]
    fn logs_become_json_and_what_is_none_is_passed_over() {
        let how = |format| Process::LogToJson(format);
        let common = "64.242.88.10 - frank [07/Mar/2004:16:10:02 -0800] \"GET /mail HTTP/1.1\" 200 6291";
        let expected = "{\"host\":\"64.242.88.10\",\"ident\":null,\"authuser\":\"frank\",\
                        \"datetime\":\"07/Mar/2004:16:10:02 -0800\",\"request\":\"GET /mail HTTP/1.1\",\
                        \"response\":\"200\",\"bytes\":\"6291\"";
        assert_eq!(
            json(&how(LogFormat::CommonApache), &format!("{common}\n")).unwrap(),
            format!("{expected}}}\n")
        );
        assert_eq!(
            json(&how(LogFormat::CombinedApache), &format!("{common} \"-\" \"Mozilla\"")).unwrap(),
            format!("{expected},\"referer\":null,\"agent\":\"Mozilla\"}}\n")
        );
        assert_eq!(json(&how(LogFormat::CombinedApache), common), None);
        assert_eq!(json(&how(LogFormat::CommonApache), "64.242.88.10 - - [07/Mar"), None);
        assert_eq!(
            json(
                &how(LogFormat::ApacheError),
                "[Sat Nov 21 14:00:07.000001 2026] [core:error] [pid 7:tid 3] [client 10.0.0.1:99] AH1: no"
            )
            .unwrap(),
            "{\"timestamp\":\"Sat Nov 21 14:00:07.000001 2026\",\"module\":\"core\",\"severity\":\"error\",\
             \"processid\":\"7\",\"threadid\":\"3\",\"client\":\"10.0.0.1:99\",\"message\":\"AH1: no\"}\n"
        );
        assert_eq!(
            json(&how(LogFormat::Syslog), "Nov 21 14:00:07 web sshd[812]: in: now\n").unwrap(),
            "{\"timestamp\":\"Nov 21 14:00:07\",\"hostname\":\"web\",\"program\":\"sshd\",\"processid\":\"812\",\
             \"message\":\"in: now\"}\n"
        );
        assert_eq!(
            json(&how(LogFormat::Rfc3339Syslog), "2026-11-21T14:00:07.000Z web cron: x").unwrap(),
            "{\"timestamp\":\"2026-11-21T14:00:07.000Z\",\"hostname\":\"web\",\"program\":\"cron\",\
             \"processid\":null,\"message\":\"x\"}\n"
        );
        for (format, text) in [
            (LogFormat::Syslog, "2026-11-21T14:00:07.000Z web cron: x"),
            (LogFormat::Rfc3339Syslog, "Nov 21 14:00:07 web sshd[812]: in"),
            (LogFormat::Syslog, "hello"),
            (LogFormat::ApacheError, "hello"),
        ] {
            assert_eq!(json(&how(format), text), None, "{text}");
        }
    }
}
