//! A text that a saved scene keeps: as it is while it is short, packed when it is long.
//!
//! What a function answers is mostly base64, which no compressor sees through. So what can be decoded is decoded
//! first, and the whole is deflated then. Unpacking gives the same text, byte for byte.

use std::io::{Read, Write};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// Bytes up to which a text is kept as it is.
const SHORT: usize = 240;
/// Characters of base64 that are worth a cut.
const RUN: usize = 16;
/// More than any answer that Lambda lets through: what unpacks to more was not packed here.
const MOST: u64 = 16 * 1024 * 1024;

/// Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    packed: bool,
    kept: Arc<str>,
}

impl Text {
    pub fn of(text: &str) -> Text {
        if text.len() <= SHORT {
            return Text { packed: false, kept: text.into() };
        }
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&cut(text)).expect("a Vec takes all");
        let packed = encoder.finish().expect("a Vec takes all");
        Text { packed: true, kept: STANDARD.encode(packed).into() }
    }

    /// What [`Text::packed`] gave.
    ///
    /// # Errors
    /// A sentence, if that was never a text.
    pub fn from_packed(packed: &str) -> Result<Text, String> {
        let text = Text { packed: true, kept: packed.into() };
        text.unpacked().map(|_| text).ok_or_else(|| "this is no packed text".to_owned())
    }

    /// The packed form, if it is kept in that.
    pub fn packed(&self) -> Option<&str> {
        self.packed.then_some(&*self.kept)
    }

    pub fn text(&self) -> String {
        if self.packed { self.unpacked().unwrap_or_default() } else { self.kept.to_string() }
    }

    fn unpacked(&self) -> Option<String> {
        let packed = STANDARD.decode(&*self.kept).ok()?;
        let mut cut = Vec::new();
        DeflateDecoder::new(packed.as_slice()).take(MOST + 1).read_to_end(&mut cut).ok()?;
        (cut.len() as u64 <= MOST).then(|| join(&cut))?
    }
}

/// Pieces in turn, each behind its length: text as it stands, and bytes whose base64 stood there.
fn cut(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let (mut out, mut plain, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|byte| is_base64(**byte)).count();
        let padding = bytes[at + run..].iter().take(2).take_while(|byte| **byte == b'=').count();
        let decoded = (run >= RUN).then(|| STANDARD.decode(&bytes[at..at + run + padding]).ok()).flatten();
        if let Some(decoded) = decoded {
            piece(&mut out, &bytes[plain..at]);
            piece(&mut out, &decoded);
            plain = at + run + padding;
        }
        at += (run + padding).max(1);
    }
    piece(&mut out, &bytes[plain..]);
    out
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

fn piece(out: &mut Vec<u8>, bytes: &[u8]) {
    let len = u32::try_from(bytes.len()).expect("a text is shorter than 4 GiB");
    out.extend(len.to_be_bytes());
    out.extend(bytes);
}

fn join(mut cut: &[u8]) -> Option<String> {
    let (mut out, mut encoded) = (Vec::new(), false);
    while !cut.is_empty() {
        let (len, rest) = cut.split_first_chunk::<4>()?;
        let (bytes, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*len)).ok()?)?;
        if encoded {
            out.extend(STANDARD.encode(bytes).into_bytes());
        } else {
            out.extend(bytes);
        }
        (cut, encoded) = (rest, !encoded);
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_byte_for_byte() {
        let data = STANDARD.encode("203.0.113.7 - - \"GET /a HTTP/1.1\" 200 812 ".repeat(9));
        let long = format!("{{\"records\":[{}]}}", format!("{{\"data\":\"{data}\"}},").repeat(40));
        let unaligned = format!("é{}=={}=", "A".repeat(301), "b".repeat(18));
        for text in ["", "short", &long, &"=".repeat(500), &unaligned, &"abcdefghijklmnop".repeat(40)] {
            let packed = Text::of(text);
            assert_eq!(packed.text(), text);
            assert_eq!(packed.packed().is_some(), text.len() > SHORT);
            if let Some(kept) = packed.packed() {
                assert_eq!(Text::from_packed(kept), Ok(packed.clone()));
            }
        }
        let kept = Text::of(&long).kept.len();
        assert!(kept * 20 < long.len(), "{kept} bytes of {}", long.len());
    }

    #[test]
    fn what_was_never_packed_is_told() {
        for packed in ["", "?", "AAAA", &STANDARD.encode([0xff; 40])] {
            assert!(packed.is_empty() || Text::from_packed(packed).is_err(), "{packed}");
        }
    }
}
