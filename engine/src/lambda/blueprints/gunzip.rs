//! What a function gets out of gzip bytes.

use std::io::Read;

use flate2::read::MultiGzDecoder;

const NOT_GZIP: &str = "the data is not gzip";
const TOO_LARGE: &str = "the data unpacks to more than the function's memory";

/// Modelling choice: a function has 128 MB of memory, and what it unpacks may take half of it. So a record that is
/// nothing but compressed emptiness stops the function, not the page.
const MEMORY: u64 = 64 * 1024 * 1024;

pub(super) fn gunzip(data: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut out = Vec::new();
    MultiGzDecoder::new(data).take(MEMORY + 1).read_to_end(&mut out).map_err(|_| NOT_GZIP)?;
    if out.len() as u64 > MEMORY { Err(TOO_LARGE) } else { Ok(out) }
}
