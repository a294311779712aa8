//! Client-side encryption: a payload that neither Kinesis, nor Firehose, nor a function can read.
//!
//! A nonce, what ChaCha20 makes of the plain text, and the tag of Poly1305 (RFC 8439), so that a reader with the key
//! notices if a byte was changed. Modelling choices: one key for all applications; the nonce is made of the producer and
//! the number of the record, where a real client draws it: the same story must give the same bytes.
//! Absent: data keys of one's own for each record, key rings, the message format of the AWS Encryption SDK.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};

use crate::hash;
use crate::names::Name;

const NONCE: usize = 12;
const TAG: usize = 16;
/// Bytes that a record is longer than what it holds.
pub const OVERHEAD: u64 = (NONCE + TAG) as u64;

fn cipher() -> ChaCha20Poly1305 {
    let half = |text: &[u8]| hash::md5(text).to_be_bytes();
    let key = [half(b"the key of the application"), half(b"its other half")].concat();
    ChaCha20Poly1305::new(Key::from_slice(&key))
}

pub(super) fn seal(plain: &[u8], number: u64, by: &Name) -> Vec<u8> {
    let made = hash::md5(format!("{by}/{number}").as_bytes()).to_be_bytes();
    let nonce = &made[..NONCE];
    let sealed = cipher().encrypt(Nonce::from_slice(nonce), plain).expect("a record is below 256 GiB");
    [nonce, &sealed].concat()
}

/// What a reader with the key reads; `None` of what was not encrypted with it, or was changed.
pub fn open(data: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = data.split_at_checked(NONCE)?;
    cipher().decrypt(Nonce::from_slice(nonce), sealed).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_again_and_nothing_else_does() {
        let by = Name::parse("shop").unwrap();
        let sealed = seal(b"{\"order\":7}", 7, &by);
        assert_eq!(sealed.len() as u64, 11 + OVERHEAD);
        assert_eq!(open(&sealed).as_deref(), Some(&b"{\"order\":7}"[..]));
        assert_ne!(sealed, seal(b"{\"order\":7}", 8, &by), "each record has a nonce of its own");
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(open(&changed), None, "byte {place}");
        }
        assert_eq!(open(b"{\"order\":7}"), None);
        assert_eq!(open(&[0; 300]), None);
    }
}
