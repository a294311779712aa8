//! Records that the Kinesis Producer Library aggregated: the magic number F3 89 9A C2, a message of Protocol Buffers
//! and its MD5 (aggregation-format.md of amazon-kinesis-producer).
//!
//! Promised: what is sealed here opens here, and in AWS's own de-aggregation modules. The message has three fields that
//! matter and two wire types; its length must be known for each user record that might still fit, long before any byte
//! is made. So it is written and read here, and not by a library. Absent: tags, which no library writes.

use std::collections::BTreeMap;

use crate::hash::{hash_of, md5};

pub const MAGIC: [u8; 4] = [0xf3, 0x89, 0x9a, 0xc2];
const MD5_BYTES: usize = 16;
/// What an aggregated record has beside its message: magic number and MD5.
const AROUND: u64 = 20;

/// Fields of the message, and of each record in it.
const KEYS: u64 = 1;
const HASH_KEYS: u64 = 2;
const RECORDS: u64 = 3;
const KEY: u64 = 1;
const HASH_KEY: u64 = 2;
const DATA: u64 = 3;

/// One of the records that were packed into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserRecord<'a> {
    pub key: &'a str,
    pub explicit_hash_key: Option<u128>,
    pub data: &'a [u8],
}

impl UserRecord<'_> {
    /// The hash key by which it belongs to a shard.
    pub fn hash(&self) -> u128 {
        self.explicit_hash_key.unwrap_or_else(|| hash_of(self.key))
    }
}

/// The user records of an aggregated record; `None` for any other record, and for one whose checksum is wrong.
pub fn open(data: &[u8]) -> Option<Vec<UserRecord<'_>>> {
    let inner = data.strip_prefix(&MAGIC)?;
    let (message, sum) = inner.split_at_checked(inner.len().checked_sub(MD5_BYTES)?)?;
    if md5(message).to_be_bytes() != sum {
        return None;
    }
    let (mut keys, mut hash_keys, mut found) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = message;
    while !rest.is_empty() {
        match field(&mut rest)? {
            (KEYS, Field::Bytes(key)) => keys.push(str::from_utf8(key).ok()?),
            (HASH_KEYS, Field::Bytes(key)) => hash_keys.push(str::from_utf8(key).ok()?.parse().ok()?),
            (RECORDS, Field::Bytes(record)) => found.push(record),
            (_, Field::Bytes(_) | Field::Number(_)) => {}
        }
    }
    let one = |record| user_record(record, &keys, &hash_keys);
    let records: Vec<UserRecord<'_>> = found.into_iter().map(one).collect::<Option<_>>()?;
    (!records.is_empty()).then_some(records)
}

/// One user record, whose keys must be in the tables.
fn user_record<'a>(mut record: &'a [u8], keys: &[&'a str], hash_keys: &[u128]) -> Option<UserRecord<'a>> {
    let (mut key, mut hash_key, mut data) = (None, None, None);
    while !record.is_empty() {
        match field(&mut record)? {
            (KEY, Field::Number(index)) => key = Some(index),
            (HASH_KEY, Field::Number(index)) => hash_key = Some(index),
            (DATA, Field::Bytes(bytes)) => data = Some(bytes),
            (_, Field::Bytes(_) | Field::Number(_)) => {}
        }
    }
    let explicit_hash_key = match hash_key {
        Some(index) => Some(*hash_keys.get(usize::try_from(index).ok()?)?),
        None => None,
    };
    Some(UserRecord { key: keys.get(usize::try_from(key?).ok()?)?, explicit_hash_key, data: data? })
}

/// What an aggregated record weighs while it is filled: each key is in it once.
#[derive(Clone, Debug, Default)]
pub struct Weight {
    keys: BTreeMap<String, u64>,
    message: u64,
    records: u64,
}

impl Weight {
    /// Bytes of the aggregated record if one more user record came in.
    pub fn with(&self, key: &str, data: u64) -> u64 {
        AROUND + self.message + self.more(key, data)
    }

    pub fn add(&mut self, key: &str, data: u64) {
        self.message += self.more(key, data);
        self.records += 1;
        let next = self.keys.len() as u64;
        if !self.keys.contains_key(key) {
            self.keys.insert(key.to_owned(), next);
        }
    }

    /// Bytes of the aggregated record.
    pub fn bytes(&self) -> u64 {
        AROUND + self.message
    }

    pub fn records(&self) -> u64 {
        self.records
    }

    /// How many different keys it has.
    pub fn keys(&self) -> usize {
        self.keys.len()
    }

    fn more(&self, key: &str, data: u64) -> u64 {
        let known = self.keys.get(key);
        let index = known.copied().unwrap_or(self.keys.len() as u64);
        let entry = if known.is_some() { 0 } else { framed(key.len() as u64) };
        entry + framed(1 + varint_bytes(index) + framed(data))
    }
}

/// Bytes of a field of so many bytes, with its tag and its length.
fn framed(bytes: u64) -> u64 {
    1 + varint_bytes(bytes) + bytes
}

fn varint_bytes(number: u64) -> u64 {
    u64::from((64 - number.leading_zeros()).div_ceil(7)).max(1)
}

/// Packs user records into one: each key and each explicit hash key is written once.
pub fn seal<'a>(records: impl IntoIterator<Item = UserRecord<'a>>) -> Vec<u8> {
    let (mut keys, mut hash_keys, mut body) = (Table::default(), Table::default(), Vec::new());
    for record in records {
        let mut one = Vec::with_capacity(record.data.len() + 16);
        put_number(&mut one, KEY, keys.index(record.key.as_bytes()));
        if let Some(hash_key) = record.explicit_hash_key {
            put_number(&mut one, HASH_KEY, hash_keys.index(hash_key.to_string().as_bytes()));
        }
        put_bytes(&mut one, DATA, record.data);
        put_bytes(&mut body, RECORDS, &one);
    }
    let mut message = Vec::with_capacity(body.len() + 64);
    keys.rows.iter().for_each(|key| put_bytes(&mut message, KEYS, key));
    hash_keys.rows.iter().for_each(|key| put_bytes(&mut message, HASH_KEYS, key));
    message.extend(body);
    let sum = md5(&message).to_be_bytes();
    [MAGIC.as_slice(), &message, &sum].concat()
}

/// Texts in the order in which they came first.
#[derive(Default)]
struct Table {
    places: BTreeMap<Vec<u8>, u64>,
    rows: Vec<Vec<u8>>,
}

impl Table {
    fn index(&mut self, text: &[u8]) -> u64 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = self.rows.len() as u64;
        self.places.insert(text.to_owned(), place);
        self.rows.push(text.to_owned());
        place
    }
}

fn put_number(to: &mut Vec<u8>, field: u64, number: u64) {
    put_varint(to, field << 3);
    put_varint(to, number);
}

fn put_bytes(to: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    put_varint(to, field << 3 | 2);
    put_varint(to, bytes.len() as u64);
    to.extend(bytes);
}

fn put_varint(to: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        to.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
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
        let records = open(&data).expect("it is aggregated");
        let data: Vec<&[u8]> = records.iter().map(|record| record.data).collect();
        assert_eq!(data, [b"hello".as_slice(), b"you", &[b'z'; 200]]);
        let keys: Vec<_> = records.iter().map(|record| (record.key, record.explicit_hash_key)).collect();
        assert_eq!(keys, [("a", None), ("b", Some(0)), ("a", None)]);
    }

    #[test]
    fn whatever_is_not_whole_is_no_aggregated_record() {
        let good = aggregated();
        for place in 0..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 1;
            assert_eq!(open(&bad), None, "byte {place}");
            assert_eq!(open(&good[..place]), None, "cut at {place}");
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
            assert_eq!(open(&sealed(message)), None, "{message:?}");
        }
        let empty = UserRecord { key: "a", explicit_hash_key: None, data: b"" };
        assert_eq!(open(&sealed(b"\x0a\x01a\x1a\x04\x08\x00\x1a\x00")), Some(vec![empty]));
    }
    #[test]
    fn the_weight_is_that_of_what_is_sealed() {
        // Lengths and indexes on both sides of what one and two bytes of a number hold.
        for lengths in [vec![0], vec![127, 128], vec![16_383, 16_384], vec![5; 300], vec![2_000, 40_000]] {
            for keys in [1, 2, 127, 128, 129] {
                let named: Vec<String> = (0..lengths.len()).map(|i| format!("key-{}", i % keys)).collect();
                let data = vec![b'x'; 40_000];
                let mut weight = Weight::default();
                let mut records = Vec::new();
                for (key, length) in named.iter().zip(&lengths) {
                    let with = weight.with(key, *length as u64);
                    weight.add(key, *length as u64);
                    assert_eq!(with, weight.bytes());
                    records.push(UserRecord { key, explicit_hash_key: None, data: &data[..*length] });
                }
                let sealed = seal(records.iter().copied());
                assert_eq!(sealed.len() as u64, weight.bytes(), "{keys} keys, {lengths:?}");
                assert_eq!(
                    (weight.records(), weight.keys()),
                    (lengths.len() as u64, keys.min(lengths.len()))
                );
                assert_eq!(open(&sealed), Some(records));
            }
        }
    }
}
