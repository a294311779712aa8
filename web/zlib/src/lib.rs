//! What `require('zlib')` does for a learner's function in its sandbox: the synchronous calls of Node, by flate2.
//!
//! Absent: streams, options, Brotli.

use std::io::{Error, Read};

use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder, GzEncoder, MultiGzDecoder, ZlibDecoder, ZlibEncoder};

#[cfg(feature = "page")]
mod page;

/// Bytes that one call may give: far more than Lambda's answer may have, far less than would end the page.
pub const MOST: u64 = 64 << 20;

/// All that comes, up to [`MOST`] bytes.
///
/// # Errors
/// Node's words for data that is no such stream, ends too soon, or is too much.
fn all(from: impl Read) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let said = |error: Error| {
        let ends = error.kind() == std::io::ErrorKind::UnexpectedEof;
        if ends { "unexpected end of file".to_owned() } else { error.to_string() }
    };
    from.take(MOST + 1).read_to_end(&mut out).map_err(said)?;
    if out.len() as u64 > MOST {
        return Err(format!("Cannot create a Buffer larger than {MOST} bytes"));
    }
    Ok(out)
}

/// # Errors
/// As [`all`]; data without a gzip header.
pub fn gunzip(data: &[u8]) -> Result<Vec<u8>, String> {
    if !data.starts_with(&[0x1f, 0x8b]) {
        return Err("incorrect header check".to_owned());
    }
    all(MultiGzDecoder::new(data))
}

/// # Errors
/// As [`all`].
pub fn inflate(data: &[u8]) -> Result<Vec<u8>, String> {
    all(ZlibDecoder::new(data))
}

/// # Errors
/// As [`all`].
pub fn inflate_raw(data: &[u8]) -> Result<Vec<u8>, String> {
    all(DeflateDecoder::new(data))
}

/// # Errors
/// As [`all`].
pub fn gzip(data: &[u8]) -> Result<Vec<u8>, String> {
    all(GzEncoder::new(data, Compression::default()))
}

/// # Errors
/// As [`all`].
pub fn deflate(data: &[u8]) -> Result<Vec<u8>, String> {
    all(ZlibEncoder::new(data, Compression::default()))
}

/// # Errors
/// As [`all`].
pub fn deflate_raw(data: &[u8]) -> Result<Vec<u8>, String> {
    all(DeflateEncoder::new(data, Compression::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        for data in [&b""[..], b"a", &b"{\"n\":1}\n".repeat(10_000)] {
            assert_eq!(gunzip(&gzip(data).unwrap()).as_deref(), Ok(data));
            assert_eq!(inflate(&deflate(data).unwrap()).as_deref(), Ok(data));
            assert_eq!(inflate_raw(&deflate_raw(data).unwrap()).as_deref(), Ok(data));
        }
    }

    #[test]
    fn what_is_no_stream_or_too_much_is_said_as_node_says_it() {
        assert_eq!(gunzip(b"{}").unwrap_err(), "incorrect header check");
        let half = gzip(&b"abc".repeat(100)).unwrap();
        assert_eq!(gunzip(&half[..half.len() / 2]).unwrap_err(), "unexpected end of file");
        let bomb = gzip(&vec![0; usize::try_from(MOST).unwrap() + 1]).unwrap();
        assert_eq!(gunzip(&bomb).unwrap_err(), "Cannot create a Buffer larger than 67108864 bytes");
    }
}
