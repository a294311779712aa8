//! What generated records carry.

mod encrypted;
mod json;
mod lines;
mod template;
#[cfg(test)]
mod tests;

use std::fmt;

pub use encrypted::{OVERHEAD, open};
pub use json::{Json, JsonKind};
pub use lines::{LineKind, Lines};
pub use template::{BadTemplate, Template};

use crate::era::Era;
use crate::kernel::{Chance, Time, units};
use crate::names::Name;

/// A payload generator. Every record has exactly the producer's `size` in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// A line of a web server's log in the combined format; some are health checks, some are broken
    /// (gzip bytes where text should be). Shares in parts of a million.
    AccessLog { healthchecks: u64, broken: u64 },
    /// Letters `a`.
    Filler,
    /// An object of JSON, filled with spaces.
    Json(Json),
    /// A text of the learner's own, filled with spaces.
    Template(Template),
    /// Another payload, which the producer encrypts before it sends it.
    Encrypted(Box<Payload>),
}

const PATHS: [(&str, &str); 6] = [
    ("GET", "/"),
    ("GET", "/cart"),
    ("POST", "/cart"),
    ("GET", "/products/17"),
    ("POST", "/pay"),
    ("GET", "/search?q=shoes"),
];
const STATUS: [u16; 8] = [200, 200, 200, 200, 201, 304, 404, 500];

/// The path that marks a health check.
pub const HEALTH_CHECK: &str = "/healthcheck";

impl Payload {
    /// The least size with which no record is cut; 1 where it may be.
    pub fn least(&self) -> u64 {
        match self {
            Payload::AccessLog { .. } | Payload::Filler => 1,
            Payload::Json(json) => json.least(),
            Payload::Template(template) => template.least(),
            Payload::Encrypted(inner) => inner.least() + OVERHEAD,
        }
    }

    /// The data of record `number` of the producer `by`.
    pub(crate) fn bytes(
        &self,
        number: u64,
        made: (Era, Time),
        size: u64,
        by: &Name,
        chance: &Chance,
    ) -> Vec<u8> {
        if let Payload::Encrypted(inner) = self {
            let plain = inner.bytes(number, made, size.saturating_sub(OVERHEAD), by, chance);
            return encrypted::seal(&plain, number, by);
        }
        let size = usize::try_from(size).expect("a record is below 4 GiB");
        // A draw beside the one for the key, so that key and content are independent.
        let mut draw = chance.at(number ^ 1 << 63);
        match self {
            // Above.
            Payload::Encrypted(_) => Vec::new(),
            Payload::Filler => vec![b'a'; size],
            Payload::Json(json) => json.bytes(number, made, size, &mut draw),
            Payload::Template(template) => template.bytes(number, made, size, &mut draw),
            Payload::AccessLog { healthchecks, broken } => {
                if draw.in_million(*broken) {
                    return gzip_like(size, draw.bits());
                }
                let health = draw.in_million(*healthchecks);
                let (method, path) = if health {
                    ("GET", HEALTH_CHECK)
                } else {
                    PATHS[draw.below(PATHS.len() as u64) as usize]
                };
                let status = if health { 200 } else { STATUS[draw.below(STATUS.len() as u64) as usize] };
                let (host, sent) = (draw.below(250) + 1, draw.below(40_000));
                let stamp = made.0.format_utc(made.1, "%d/%b/%Y:%H:%M:%S +0000");
                let mut line = format!(
                    "10.0.3.{host} - - [{stamp}] \"{method} {path} HTTP/1.1\" {status} {sent} \"-\" \"{}/{number} ",
                    by
                )
                .into_bytes();
                if line.len() + 1 > size {
                    // Too small for a whole line: it is cut, as a careless producer would.
                    line.truncate(size);
                    return line;
                }
                line.resize(size - 1, b'.');
                line.push(b'"');
                line
            }
        }
    }
}

/// A text of exactly `size` bytes: what is left is spaces, which are nothing to a reader of JSON.
fn filled(text: String, size: usize, newline: bool) -> Vec<u8> {
    let mut line = text.into_bytes();
    line.resize(size - usize::from(newline), b' ');
    if newline {
        line.push(b'\n');
    }
    line
}

/// The head of a gzip stream and noise: not valid UTF-8, as when a producer compresses by mistake.
fn gzip_like(size: usize, noise: u64) -> Vec<u8> {
    let head = [0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff];
    let noise = noise.to_be_bytes();
    (0..size)
        .map(|i| head.get(i).copied().unwrap_or_else(|| noise[i % 8].wrapping_add(i as u8) | 0x80))
        .collect()
}

/// As stories write it: `access-log healthchecks 3% broken 1%`.
impl fmt::Display for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Payload::Encrypted(inner) => write!(f, "{inner} encrypted"),
            Payload::Filler => f.write_str("filler"),
            Payload::Json(json) => write!(f, "{json}"),
            Payload::Template(template) => write!(f, "{template}"),
            Payload::AccessLog { healthchecks, broken } => {
                f.write_str("access-log")?;
                for (name, share) in [("healthchecks", healthchecks), ("broken", broken)] {
                    if *share > 0 {
                        write!(f, " {name} {}", units::print_share(*share))?;
                    }
                }
                Ok(())
            }
        }
    }
}
