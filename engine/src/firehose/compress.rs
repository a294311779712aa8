//! What a compressed object is: real bytes, the same each time.
//!
//! The streams come from flate2, zip and snap; the frames around Snappy's blocks are ours, since no library of that
//! size writes them. Other people's readers for whole objects: gunzip, unzip, kafka-python (snappy-java's frames) and
//! python-snappy (Hadoop's). Absent: a choice of level; what a real object holds as name and time inside.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use crate::command::Compression;

impl Compression {
    /// What the name of an object ends with.
    ///
    /// Modelling choice: the guide says `.hsnappy` for Hadoop's Snappy; buckets of 2026 show `.snappy`.
    pub fn extension(self) -> &'static str {
        match self {
            Compression::Uncompressed => "",
            Compression::Gzip => ".gz",
            Compression::Zip => ".zip",
            Compression::Snappy | Compression::HadoopSnappy => ".snappy",
        }
    }

    /// Content-Encoding of the object.
    pub fn content_encoding(self) -> Option<&'static str> {
        match self {
            Compression::Uncompressed => None,
            Compression::Gzip => Some("gzip"),
            Compression::Zip => Some("zip"),
            Compression::Snappy => Some("snappy-java"),
            Compression::HadoopSnappy => Some("hadoop-snappy"),
        }
    }

    /// The bytes of the object. `name` is what a ZIP calls its one entry.
    pub fn compress(self, data: Vec<u8>, name: &str) -> Vec<u8> {
        match self {
            Compression::Uncompressed => data,
            Compression::Gzip => gzip(&data),
            Compression::Zip => zip(&data, name),
            Compression::Snappy => snappy_java(&data),
            Compression::HadoopSnappy => hadoop_snappy(&data),
        }
    }
}

const WRITES: &str = "a vector takes all bytes";

/// Gzip at the default level, without a name and with time 0: a 10-byte head, an 8-byte tail.
pub fn gzip(data: &[u8]) -> Vec<u8> {
    let mut out = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::default());
    out.write_all(data).expect(WRITES);
    out.finish().expect(WRITES)
}

fn zip(data: &[u8], name: &str) -> Vec<u8> {
    // The default date is 1 January 1980, the first that a ZIP can say.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    out.start_file(name, options).expect("one entry of a good name");
    out.write_all(data).expect(WRITES);
    out.finish().expect(WRITES).into_inner()
}

fn block(data: &[u8]) -> Vec<u8> {
    snap::raw::Encoder::new().compress_vec(data).expect("a block is far below 4 GiB")
}

fn length(out: &mut Vec<u8>, n: usize) {
    out.extend(u32::try_from(n).expect("a buffer is far below 4 GiB").to_be_bytes());
}

/// What snappy-java's SnappyOutputStream begins with: its magic, its version, and the oldest that can read it.
const SNAPPY_JAVA: [u8; 16] = [0x82, b'S', b'N', b'A', b'P', b'P', b'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1];

/// snappy-java's default block.
const SNAPPY_JAVA_BLOCK: usize = 32 * 1024;

/// Blocks, each behind its length in compressed bytes.
fn snappy_java(data: &[u8]) -> Vec<u8> {
    let mut out = SNAPPY_JAVA.to_vec();
    for chunk in data.chunks(SNAPPY_JAVA_BLOCK) {
        let block = block(chunk);
        length(&mut out, block.len());
        out.extend(block);
    }
    out
}

/// What of Hadoop's buffer of 256 KiB is left when the worst case of Snappy is taken off, as its SnappyCodec does.
const HADOOP_BLOCK: usize = 262_144 - (262_144 / 6 + 32);

/// Blocks, each behind its length in plain bytes and its length in compressed bytes.
fn hadoop_snappy(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in data.chunks(HADOOP_BLOCK) {
        let block = block(chunk);
        length(&mut out, chunk.len());
        length(&mut out, block.len());
        out.extend(block);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::kernel::Chance;

    /// Text that compresses and noise that does not, over several blocks.
    fn samples() -> Vec<Vec<u8>> {
        let chance = Chance::new(7, "noise");
        let noise = (0..300_000).map(|n| chance.at(n).bits() as u8).collect();
        vec![Vec::new(), b"abcabcabc".to_vec(), b"{\"path\":\"/cart\"}\n".repeat(40_000), noise]
    }

    fn read(compression: Compression, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        match compression {
            Compression::Uncompressed => out.extend(bytes),
            Compression::Gzip => {
                flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
            }
            Compression::Zip => {
                let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
                assert_eq!(archive.len(), 1);
                let mut entry = archive.by_index(0).unwrap();
                assert_eq!(entry.name().unwrap(), "clicks-1");
                assert_eq!(entry.last_modified().unwrap().year(), 1980);
                entry.read_to_end(&mut out).unwrap();
            }
            Compression::Snappy => {
                let mut rest = bytes.strip_prefix(&SNAPPY_JAVA).unwrap();
                while !rest.is_empty() {
                    out.extend(next_block(&mut rest));
                }
            }
            Compression::HadoopSnappy => {
                let mut rest = bytes;
                while !rest.is_empty() {
                    let plain = number(&mut rest);
                    let block = next_block(&mut rest);
                    assert_eq!(block.len(), plain);
                    out.extend(block);
                }
            }
        }
        out
    }

    fn number(rest: &mut &[u8]) -> usize {
        let (head, tail) = rest.split_first_chunk().unwrap();
        *rest = tail;
        u32::from_be_bytes(*head) as usize
    }

    fn next_block(rest: &mut &[u8]) -> Vec<u8> {
        let len = number(rest);
        let (block, tail) = rest.split_at(len);
        *rest = tail;
        snap::raw::Decoder::new().decompress_vec(block).unwrap()
    }

    #[test]
    fn every_format_reads_back() {
        for data in samples() {
            for compression in Compression::ALL {
                let bytes = compression.compress(data.clone(), "clicks-1");
                assert_eq!(bytes, compression.compress(data.clone(), "clicks-1"), "the same each time");
                assert!(read(compression, &bytes) == data, "{compression:?} of {} bytes", data.len());
            }
        }
    }

    #[test]
    fn formats_begin_as_their_readers_expect() {
        let begins =
            |compression: Compression| compression.compress(b"abc".to_vec(), "clicks-1")[..8].to_vec();
        assert_eq!(begins(Compression::Gzip), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
        assert_eq!(begins(Compression::Zip)[..4], *b"PK\x03\x04");
        assert_eq!(begins(Compression::Snappy), *b"\x82SNAPPY\0");
        assert_eq!(begins(Compression::HadoopSnappy), [0, 0, 0, 3, 0, 0, 0, 5]);
    }

    #[test]
    fn a_megabyte_of_one_letter_becomes_1031_bytes() {
        // Checklist W21 and W22: Python's gzip at its level 9 makes 1031 of it too.
        let json = format!("{{\"id\": 1, \"payload\": \"{}\"}}", "a".repeat(1_000_000));
        assert_eq!(json.len(), 1_000_024);
        let zipped = gzip(json.as_bytes());
        assert_eq!((zipped.len(), json.len() / zipped.len()), (1_031, 969));
        assert_eq!((json.len() * 10 / zipped.len() + 5) / 10, 970, "the ratio, rounded");
    }
}
