//! Lines of log files, as long as they are by nature: what an agent tails, and what a log group gets.
//!
//! A line is a function of its number and of when it was written, so nobody need keep it.

use std::fmt;

use super::JsonKind;
use crate::era::Era;
use crate::kernel::{Chance, Draw, Time, units};
use crate::names::Name;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// Apache's combined log format.
    AccessLog,
    /// Apache's common log format.
    CommonLog,
    /// Apache's error log.
    ErrorLog,
    /// RFC 3164, without its priority.
    Syslog,
    /// Syslog with a time as RFC 3339 writes it.
    Syslog3339,
    /// `17,c-204,12.50,DE`.
    Csv,
    /// Three lines each: what happened, the exception, where.
    StackTraces,
    /// `2026-11-21T14:00:07Z ERROR …`: one in ten is an ERROR, one a WARN.
    AppLog,
    /// The same as JSON.
    AppJson,
    Orders,
    Clicks,
    Devices,
    /// Letters `a`, as many as `size` says.
    Filler,
}

impl LineKind {
    pub const ALL: [LineKind; 13] = [
        LineKind::AccessLog,
        LineKind::CommonLog,
        LineKind::ErrorLog,
        LineKind::Syslog,
        LineKind::Syslog3339,
        LineKind::Csv,
        LineKind::StackTraces,
        LineKind::AppLog,
        LineKind::AppJson,
        LineKind::Orders,
        LineKind::Clicks,
        LineKind::Devices,
        LineKind::Filler,
    ];

    pub fn word(self) -> &'static str {
        match self {
            LineKind::AccessLog => "access-log",
            LineKind::CommonLog => "common-log",
            LineKind::ErrorLog => "error-log",
            LineKind::Syslog => "syslog",
            LineKind::Syslog3339 => "syslog-3339",
            LineKind::Csv => "csv",
            LineKind::StackTraces => "stack-traces",
            LineKind::AppLog => "app-log",
            LineKind::AppJson => "app-json",
            LineKind::Orders => "orders",
            LineKind::Clicks => "clicks",
            LineKind::Devices => "devices",
            LineKind::Filler => "filler",
        }
    }

    /// Lines that are written together.
    pub fn together(self) -> u64 {
        if self == LineKind::StackTraces { 3 } else { 1 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    pub kind: LineKind,
    /// The share, in parts of a million, of which only the first half was written.
    pub broken: u64,
}

const REQUESTS: [&str; 6] = [
    "GET / HTTP/1.1",
    "GET /cart HTTP/1.1",
    "POST /cart HTTP/1.1",
    "GET /products/17 HTTP/1.1",
    "POST /pay HTTP/1.1",
    "GET /healthcheck HTTP/1.1",
];
const STATUS: [u16; 8] = [200, 200, 200, 200, 201, 304, 404, 500];
const USERS: [&str; 4] = ["-", "-", "frank", "ada"];
const EVENTS: [(&str, &str); 4] = [
    ("sshd", "Accepted publickey for deploy"),
    ("cron", "(root) CMD (logrotate /etc/logrotate.conf)"),
    ("kernel", "eth0: link becomes ready"),
    ("nginx", "worker process started"),
];
const COUNTRIES: [&str; 5] = ["DE", "US", "GB", "FR", "JP"];
const LEVELS: [(&str, &str); 10] = [
    ("ERROR", "payment refused"),
    ("WARN", "slow answer of the card service"),
    ("INFO", "cart opened"),
    ("INFO", "order placed"),
    ("INFO", "page shown"),
    ("INFO", "page shown"),
    ("INFO", "search answered"),
    ("INFO", "order placed"),
    ("INFO", "page shown"),
    ("DEBUG", "cache was warm"),
];

impl Lines {
    pub fn of(kind: LineKind) -> Lines {
        Lines { kind, broken: 0 }
    }

    /// Line `number` with the line feed at its end.
    pub(crate) fn line(
        &self,
        number: u64,
        (era, made): (Era, Time),
        size: u64,
        by: &Name,
        chance: &Chance,
    ) -> Vec<u8> {
        let together = self.kind.together();
        let (entry, part) = (number / together, number % together);
        let mut draw = chance.at(entry ^ 1 << 62);
        let broken = draw.in_million(self.broken);
        if self.kind == LineKind::Filler {
            let mut line = vec![b'a'; usize::try_from(size).expect("a line is below 4 GiB")];
            line.push(b'\n');
            return line;
        }
        let mut text = self.text(entry, part, (era, made), by, &mut draw);
        if broken {
            text.truncate(text.len() / 2);
        }
        text.push('\n');
        text.into_bytes()
    }

    fn text(&self, entry: u64, part: u64, (era, made): (Era, Time), by: &Name, draw: &mut Draw) -> String {
        let utc = |format: &str| era.format_utc(made, format);
        let host = format!("10.0.3.{}", draw.below(250) + 1);
        match self.kind {
            LineKind::AccessLog | LineKind::CommonLog => {
                let (user, request) = (pick(&USERS, draw), pick(&REQUESTS, draw));
                let (status, sent) = (pick(&STATUS, draw), draw.below(40_000));
                let stamp = utc("%d/%b/%Y:%H:%M:%S +0000");
                let common = format!("{host} - {user} [{stamp}] \"{request}\" {status} {sent}");
                if self.kind == LineKind::CommonLog {
                    return common;
                }
                format!("{common} \"-\" \"{by}/{entry}\"")
            }
            LineKind::ErrorLog => {
                let (pid, port) = (4_000 + draw.below(40), 50_000 + draw.below(10_000));
                format!(
                    "[{}] [core:error] [pid {pid}:tid {}] [client {host}:{port}] AH00037: File does not exist: /page/{entry}",
                    utc("%a %b %d %H:%M:%S%.6f %Y"),
                    draw.below(8) + 1,
                )
            }
            LineKind::Syslog | LineKind::Syslog3339 => {
                let short = self.kind == LineKind::Syslog;
                let stamp = utc(if short { "%b %d %H:%M:%S" } else { "%Y-%m-%dT%H:%M:%S%.3fZ" });
                let ((program, message), pid) = (pick(&EVENTS, draw), 200 + draw.below(9_000));
                format!("{stamp} {by} {program}[{pid}]: {message} #{entry}")
            }
            LineKind::Csv => {
                let (customer, cents) = (draw.below(600) + 1, draw.below(40_000) + 100);
                let country = pick(&COUNTRIES, draw);
                format!("{entry},c-{customer},{}.{:02},{country}", cents / 100, cents % 100)
            }
            LineKind::StackTraces => match part {
                0 => format!("{} ERROR order {entry} failed", utc("%Y-%m-%d %H:%M:%S")),
                1 => "java.lang.IllegalStateException: payment refused".to_owned(),
                _ => format!("    at shop.Pay.charge(Pay.java:{})", 20 + draw.below(200)),
            },
            LineKind::AppLog | LineKind::AppJson => {
                let ((level, message), took) = (pick(&LEVELS, draw), draw.below(400) + 3);
                if self.kind == LineKind::AppLog {
                    return format!(
                        "{} {level} request {entry}: {message} in {took} ms",
                        utc("%Y-%m-%dT%H:%M:%SZ")
                    );
                }
                format!(
                    "{{\"level\":\"{}\",\"request\":{entry},\"message\":\"{message}\",\"latency_ms\":{took}}}",
                    level.to_lowercase()
                )
            }
            LineKind::Orders => JsonKind::Orders.object(entry, era.epoch_seconds(made), draw),
            LineKind::Clicks => JsonKind::Clicks.object(entry, era.epoch_seconds(made), draw),
            LineKind::Devices => JsonKind::Devices.object(entry, era.epoch_seconds(made), draw),
            LineKind::Filler => String::new(),
        }
    }
}

fn pick<T: Copy>(of: &[T], draw: &mut Draw) -> T {
    of[usize::try_from(draw.below(of.len() as u64)).expect("a small number")]
}

/// As stories write it: `access-log broken 5%`.
impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.word())?;
        if self.broken > 0 {
            write!(f, " broken {}", units::print_share(self.broken))?;
        }
        Ok(())
    }
}
