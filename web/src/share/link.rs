//! A story inside a link: `1.` and its text, deflated (zlib's form, which has a checksum), in base64url.
//!
//! What is read back is the text that was packed, or a sentence that says what is wrong: nothing between.

use std::io::{Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use engine::kernel::units::grouped;
use flate2::Compression;
use flate2::bufread::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::check::TEXT_MOST;

/// Of the form; links of another one are refused.
const VERSION: &str = "1";
/// Characters that may stand in a link: what mail and chat still carry whole.
pub const MOST: usize = 8_192;

/// The version and the packed story, as they stand behind `#/s/`.
pub fn pack(story: &str) -> String {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    let packed = zlib.write_all(story.as_bytes()).and_then(|()| zlib.finish());
    let packed = packed.expect("a Vec takes all");
    format!("{VERSION}.{}", URL_SAFE_NO_PAD.encode(packed))
}

/// The text that was packed.
///
/// # Errors
/// A sentence that says what is wrong with the link, and where.
pub fn unpack(link: &str) -> Result<String, String> {
    let Some((version, code)) = link.split_once('.') else {
        return Err(
            "It does not begin with its version (`1.`): it was cut, or is no link of Shardlab.".to_owned()
        );
    };
    if version != VERSION {
        let version = crate::prose::cut(version, 12);
        return Err(format!("It is of version {version}, and this page reads version {VERSION}."));
    }
    if code.len() > MOST {
        let (long, most) = (grouped(code.len() as u64), grouped(MOST as u64));
        return Err(format!("It has {long} characters, and at most {most} are read."));
    }
    let cut = "Ask for it again, or copy all of it.";
    let packed = URL_SAFE_NO_PAD
        .decode(code.trim_end_matches('='))
        .map_err(|error| format!("The link is not complete: {error}. {cut}"))?;
    let mut zlib = ZlibDecoder::new(packed.as_slice());
    let mut text = Vec::new();
    // A byte more than may be there tells of a text that is too long, whatever it would grow to.
    let read = (&mut zlib).take(TEXT_MOST as u64 + 1).read_to_end(&mut text);
    if text.len() > TEXT_MOST {
        return Err(format!("Its story is longer than {} bytes.", grouped(TEXT_MOST as u64)));
    }
    if let Err(error) = read {
        let at = grouped(text.len() as u64);
        return Err(format!(
            "Some of its characters were lost or changed ({error}, at byte {at} of the story). {cut}"
        ));
    }
    if zlib.total_in() != packed.len() as u64 {
        return Err(format!("Something stands behind its end. {cut}"));
    }
    String::from_utf8(text).map_err(|error| {
        format!("It holds something that is not text, at byte {}.", error.utf8_error().valid_up_to())
    })
}
