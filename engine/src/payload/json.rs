//! Records of JSON: orders of a shop, clicks of its visitors, measurements of devices. Each is one object.
//!
//! Absent: text that needs an escape, nulls, arrays.

use std::fmt;

use flate2::Compression;

use crate::era::Era;
use crate::kernel::{Draw, Time, units};

/// What a JSON record tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// `{"order":17,"customer":"c-204","amount":12.50,"country":"DE","at":1795269600}`
    Orders,
    /// `{"customer_id":"1234567890","type":{"device":"mobile"},"event_timestamp":1795269600}`
    Clicks,
    /// `{"device":"sensor-12","celsius":21.4,"battery":87,"at":1795269600}`
    Devices,
}

/// JSON as a producer sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json {
    pub kind: JsonKind,
    /// The share, in parts of a million, of which only the first half was sent.
    pub broken: u64,
    /// Each record is a gzip stream; what it holds says its database, table and time as well, as a feed of several
    /// tables does.
    pub gzip: bool,
    /// A line feed ends each record.
    pub newline: bool,
}

/// What 20 digits of a number, ten of a time and the longest words come to; as gzip with its head and tail.
const LONGEST: u64 = 120;
const LONGEST_GZIP: u64 = 256;
/// How many customers and devices there are.
const CUSTOMERS: u64 = 600;
const DEVICES: u64 = 40;

const COUNTRIES: [&str; 8] = ["DE", "DE", "US", "US", "GB", "FR", "IT", "JP"];
const CLIENTS: [&str; 6] = ["mobile", "mobile", "mobile", "desktop", "desktop", "tablet"];

impl JsonKind {
    pub const ALL: [JsonKind; 3] = [JsonKind::Orders, JsonKind::Clicks, JsonKind::Devices];

    pub fn word(self) -> &'static str {
        match self {
            JsonKind::Orders => "orders",
            JsonKind::Clicks => "clicks",
            JsonKind::Devices => "devices",
        }
    }

    fn database(self) -> &'static str {
        match self {
            JsonKind::Orders | JsonKind::Clicks => "shop",
            JsonKind::Devices => "plant",
        }
    }

    pub(super) fn object(self, number: u64, at: u64, draw: &mut Draw) -> String {
        match self {
            JsonKind::Orders => {
                let (customer, cents) = (draw.below(CUSTOMERS) + 1, draw.below(40_000) + 100);
                let country = pick(&COUNTRIES, draw);
                format!(
                    "{{\"order\":{number},\"customer\":\"c-{customer}\",\"amount\":{}.{:02},\"country\":\"{country}\",\
                     \"at\":{at}}}",
                    cents / 100,
                    cents % 100
                )
            }
            JsonKind::Clicks => {
                let (customer, device) = (1_234_567_300 + draw.below(CUSTOMERS), pick(&CLIENTS, draw));
                format!(
                    "{{\"customer_id\":\"{customer}\",\"type\":{{\"device\":\"{device}\"}},\"event_timestamp\":{at}}}"
                )
            }
            JsonKind::Devices => {
                let (device, tenths) = (draw.below(DEVICES) + 1, draw.below(150) + 150);
                let battery = draw.below(100) + 1;
                format!(
                    "{{\"device\":\"sensor-{device}\",\"celsius\":{}.{},\"battery\":{battery},\"at\":{at}}}",
                    tenths / 10,
                    tenths % 10
                )
            }
        }
    }
}

fn pick(words: &[&'static str], draw: &mut Draw) -> &'static str {
    words[usize::try_from(draw.below(words.len() as u64)).expect("a small number")]
}

impl Json {
    pub fn of(kind: JsonKind) -> Json {
        Json { kind, broken: 0, gzip: false, newline: false }
    }

    /// The least size of a record in bytes.
    pub fn least(&self) -> u64 {
        if self.gzip { LONGEST_GZIP } else { LONGEST }
    }

    pub(super) fn bytes(
        &self,
        number: u64,
        (era, made): (Era, Time),
        size: usize,
        draw: &mut Draw,
    ) -> Vec<u8> {
        let at = era.epoch_seconds(made);
        let broken = draw.in_million(self.broken);
        let mut text = self.kind.object(number, at, draw);
        if self.gzip {
            let (database, table) = (self.kind.database(), self.kind.word());
            text = format!(
                "{{\"database\":\"{database}\",\"table\":\"{table}\",\"timestamp\":{at},\"data\":{text}}}"
            );
        }
        if broken {
            text.truncate(text.len() / 2);
        }
        if !self.gzip {
            return super::filled(text, size, self.newline);
        }
        if self.newline {
            text.push('\n');
        }
        gzip(text.as_bytes(), size)
    }
}

/// A gzip stream of exactly `size` bytes: what is left is a comment in its head, which gunzip passes over.
fn gzip(data: &[u8], size: usize) -> Vec<u8> {
    let pack = |comment: usize| {
        let mut head = flate2::GzBuilder::new().mtime(0);
        if let Some(letters) = comment.checked_sub(1) {
            head = head.comment(vec![b' '; letters]);
        }
        let mut packer = head.read(data, Compression::default());
        let mut out = Vec::new();
        std::io::Read::read_to_end(&mut packer, &mut out).expect("a slice gives its bytes");
        out
    };
    let bare = pack(0);
    // A comment of n letters takes n + 1 bytes.
    pack(size.saturating_sub(bare.len()))
}

/// As stories write it: `clicks broken 1% gzip newline`.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.word())?;
        if self.broken > 0 {
            write!(f, " broken {}", units::print_share(self.broken))?;
        }
        f.write_str(if self.gzip { " gzip" } else { "" })?;
        f.write_str(if self.newline { " newline" } else { "" })
    }
}
