//! Records that the Kinesis Producer Library aggregated: the magic number F3 89 9A C2, a message of Protocol Buffers
//! and its MD5 (aggregation-format.md of amazon-kinesis-producer).
//!
//! The message has three fields that matter and two wire types, so it is read here. Absent: the keys of the user
//! records, which Firehose has no use for but to hand them to a function.

use crate::record::md5;

const MAGIC: [u8; 4] = [0xf3, 0x89, 0x9a, 0xc2];
const MD5_BYTES: usize = 16;

/// The user records of an aggregated record; `None` for any other record, and for one whose checksum is wrong.
pub(super) fn user_records(data: &[u8]) -> Option<Vec<&[u8]>> {
    let inner = data.strip_prefix(&MAGIC)?;
    let (message, sum) = inner.split_at_checked(inner.len().checked_sub(MD5_BYTES)?)?;
    if md5(message).to_be_bytes() != sum {
        return None;
    }
    const KEYS: u64 = 1;
    const RECORDS: u64 = 3;
    let (mut keys, mut found) = (0_u64, Vec::new());
    let mut rest = message;
    while !rest.is_empty() {
        match field(&mut rest)? {
            (KEYS, Field::Bytes(_)) => keys += 1,
            (RECORDS, Field::Bytes(record)) => found.push(record),
            (_, Field::Bytes(_) | Field::Number(_)) => {}
        }
    }
    let records: Vec<&[u8]> = found.into_iter().map(|record| data_of(record, keys)).collect::<Option<_>>()?;
    (!records.is_empty()).then_some(records)
}

/// The data of one user record, whose key must be in the table.
fn data_of(mut record: &[u8], keys: u64) -> Option<&[u8]> {
    const KEY: u64 = 1;
    const DATA: u64 = 3;
    let (mut key, mut data) = (None, None);
    while !record.is_empty() {
        match field(&mut record)? {
            (KEY, Field::Number(index)) => key = Some(index),
            (DATA, Field::Bytes(bytes)) => data = Some(bytes),
            (_, Field::Bytes(_) | Field::Number(_)) => {}
        }
    }
    data.filter(|_| key.is_some_and(|key| key < keys))
}

enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The next field: its number and what it holds. `None` if there is none, or of a wire type that the format has not.
fn field<'a>(rest: &mut &'a [u8]) -> Option<(u64, Field<'a>)> {
    let tag = varint(rest)?;
    let value = match tag & 7 {
        0 => Field::Number(varint(rest)?),
        2 => {
            let length = usize::try_from(varint(rest)?).ok()?;
            let (bytes, behind) = rest.split_at_checked(length)?;
            *rest = behind;
            Field::Bytes(bytes)
        }
        _ => return None,
    };
    Some((tag >> 3, value))
}

/// A number in groups of seven bits, the lowest first.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the description of the format says: keys a and b; records of key 0, 1 and 0, the second with a hash key and
    /// a tag, the third of 200 bytes.
    fn aggregated() -> Vec<u8> {
        let mut message = b"\x0a\x01a\x0a\x01b\x12\x010".to_vec();
        message.extend(b"\x1a\x09\x08\x00\x1a\x05hello");
        message.extend(b"\x1a\x10\x08\x01\x10\x00\x1a\x03you\x22\x05\x0a\x03tag");
        message.extend(b"\x1a\xcd\x01\x08\x00\x1a\xc8\x01");
        message.extend([b'z'; 200]);
        sealed(&message)
    }

    fn sealed(message: &[u8]) -> Vec<u8> {
        [&MAGIC, message, &md5(message).to_be_bytes()].concat()
    }

    #[test]
    fn an_aggregated_record_has_its_user_records_in_order() {
        let data = aggregated();
        let records = user_records(&data).expect("it is aggregated");
        assert_eq!(records, [b"hello".as_slice(), b"you", &[b'z'; 200]]);
    }

    #[test]
    fn whatever_is_not_whole_is_no_aggregated_record() {
        let good = aggregated();
        for place in 0..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 1;
            assert_eq!(user_records(&bad), None, "byte {place}");
            assert_eq!(user_records(&good[..place]), None, "cut at {place}");
        }
        for message in [
            b"".as_slice(),
            b"\x0a\x01a",
            b"\x0a\x01a\x1a\x04\x08\x01\x1a\x00",
            b"\x0a\x01a\x1a\x02\x1a\x00",
            b"\x0a\x01a\x1a\x02\x08\x00",
            b"\x0a\x01a\x1a\x09\x08\x00",
            b"\x0d\x01\x01\x01\x01",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        ] {
            assert_eq!(user_records(&sealed(message)), None, "{message:?}");
        }
        assert_eq!(user_records(&sealed(b"\x0a\x01a\x1a\x04\x08\x00\x1a\x00")), Some(vec![b"".as_slice()]));
    }
}
