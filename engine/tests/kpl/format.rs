//! The wire format: what is sealed opens, and what was not sealed does not.

use engine::aggregate::{MAGIC, UserRecord, open, seal};
use engine::kernel::{Chance, Draw};
use prost::Message as _;

use crate::common::test_seed;

fn text(draw: &mut Draw) -> String {
    let letters = ["a", "Z", "0", "é", "漢", " ", "\u{0}", "🦀", "-"];
    let length = [0, 1, 5, 31, 127, 128, 256][draw.below(7) as usize];
    (0..length).map(|_| letters[draw.below(letters.len() as u64) as usize]).collect()
}

/// The message as aggregation-format.md of amazon-kinesis-producer has it, for a library of Protocol Buffers.
#[derive(Clone, PartialEq, prost::Message)]
struct AggregatedRecord {
    #[prost(string, repeated, tag = "1")]
    partition_key_table: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    explicit_hash_key_table: Vec<String>,
    #[prost(message, repeated, tag = "3")]
    records: Vec<Record>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Record {
    #[prost(uint64, required, tag = "1")]
    partition_key_index: u64,
    #[prost(uint64, optional, tag = "2")]
    explicit_hash_key_index: Option<u64>,
    #[prost(bytes = "vec", required, tag = "3")]
    data: Vec<u8>,
    #[prost(message, repeated, tag = "4")]
    tags: Vec<Tag>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Tag {
    #[prost(string, required, tag = "1")]
    key: String,
    #[prost(string, optional, tag = "2")]
    value: Option<String>,
}

impl AggregatedRecord {
    /// The user records that it means.
    fn user_records(&self) -> Vec<UserRecord<'_>> {
        let at = |index: u64| usize::try_from(index).expect("a table of a few");
        let mut all = Vec::new();
        for record in &self.records {
            let hash_key =
                record.explicit_hash_key_index.map(|index| &self.explicit_hash_key_table[at(index)]);
            all.push(UserRecord {
                key: &self.partition_key_table[at(record.partition_key_index)],
                explicit_hash_key: hash_key.map(|text| text.parse().expect("a hash key")),
                data: &record.data,
            });
        }
        all
    }

    /// As a record of a stream carries it.
    fn around(&self) -> Vec<u8> {
        let message = self.encode_to_vec();
        let sum = engine::record::md5(&message);
        [MAGIC.as_slice(), &message, &sum.to_be_bytes()].concat()
    }
}

/// What is written by hand a library reads, and byte for byte writes too; with tags, which AWS's format has and nobody
/// writes, it is read all the same.
#[test]
fn a_library_of_protocol_buffers_reads_and_writes_the_same_bytes() {
    let chance = Chance::new(test_seed(), "prost");
    let (mut with_hash_keys, mut with_tags) = (0, 0);
    for n in 0..400 {
        let draw = &mut chance.at(n);
        let keys: Vec<String> = (0..=draw.below(60)).map(|_| text(draw)).collect();
        let data: Vec<Vec<u8>> = (0..1 + draw.below(90))
            .map(|_| (0..draw.below(300)).map(|_| draw.below(256) as u8).collect())
            .collect();
        let records = of_any_keys(draw, &keys, &data);
        let sealed = seal(records.iter().copied());
        let message = &sealed[4..sealed.len() - 16];
        let mut read = AggregatedRecord::decode(message).expect("Protocol Buffers");
        assert_eq!(read.user_records(), records, "list {n}");
        assert_eq!(read.around(), sealed, "list {n}");
        with_hash_keys += u64::from(!read.explicit_hash_key_table.is_empty());
        for record in &mut read.records {
            for _ in 0..draw.below(3) {
                let value = (draw.below(2) == 0).then(|| text(draw));
                record.tags.push(Tag { key: text(draw), value });
                with_tags += 1;
            }
        }
        assert_eq!(open(&read.around()), Some(records), "list {n}, with tags");
    }
    assert!(with_hash_keys > 100 && with_tags > 1_000, "{with_hash_keys} and {with_tags}");
}

/// A user record of each data, with any of the keys, and some with a hash key.
fn of_any_keys<'a>(draw: &mut Draw, keys: &'a [String], data: &'a [Vec<u8>]) -> Vec<UserRecord<'a>> {
    let one = |data: &'a Vec<u8>| UserRecord {
        key: &keys[draw.below(keys.len() as u64) as usize],
        explicit_hash_key: (draw.below(3) == 0).then(|| draw.bits128() >> draw.below(128)),
        data,
    };
    data.iter().map(one).collect()
}

#[test]
fn any_list_of_user_records_is_the_same_list_after_packing() {
    let chance = Chance::new(test_seed(), "lists");
    for n in 0..400 {
        let draw = &mut chance.at(n);
        let keys: Vec<String> = (0..=draw.below(200)).map(|_| text(draw)).collect();
        let count = 1 + draw.below(if n % 10 == 0 { 2_000 } else { 40 });
        let data: Vec<Vec<u8>> = (0..count)
            .map(|_| {
                let length = [0, 1, 100, 126, 127, 128, 129, 16_383, 16_384][draw.below(9) as usize];
                let length = if n % 10 == 0 { length % 130 } else { length };
                (0..length).map(|_| draw.below(256) as u8).collect()
            })
            .collect();
        let records = of_any_keys(draw, &keys, &data);
        let sealed = seal(records.iter().copied());
        assert_eq!(sealed[..4], MAGIC);
        assert_eq!(open(&sealed), Some(records), "list {n}");
        let mut broken = sealed.clone();
        let place = draw.below(broken.len() as u64) as usize;
        broken[place] ^= 1 << draw.below(8);
        assert_eq!(open(&broken), None, "list {n}, byte {place}");
        assert_eq!(open(&sealed[..place]), None, "list {n}, cut at {place}");
    }
}

#[test]
fn bytes_by_chance_are_no_aggregated_record() {
    let chance = Chance::new(test_seed(), "bytes");
    for n in 0..2_000 {
        let draw = &mut chance.at(n);
        let mut bytes: Vec<u8> = (0..draw.below(300)).map(|_| draw.below(256) as u8).collect();
        if draw.below(2) == 0 {
            bytes.splice(0..0, MAGIC);
        }
        // With a checksum that is right the message itself is judged; it must not panic.
        let sum = engine::record::md5(bytes.strip_prefix(&MAGIC).unwrap_or_default());
        assert_eq!(open(&bytes), None);
        let sealed = [bytes.as_slice(), &sum.to_be_bytes()].concat();
        let _ = open(&sealed);
    }
}
