//! The wire format: what is sealed opens, and what was not sealed does not.

use engine::aggregate::{MAGIC, UserRecord, open, seal};
use engine::kernel::{Chance, Draw};

use crate::common::test_seed;

fn text(draw: &mut Draw) -> String {
    let letters = ["a", "Z", "0", "é", "漢", " ", "\u{0}", "🦀", "-"];
    let length = [0, 1, 5, 31, 127, 128, 256][draw.below(7) as usize];
    (0..length).map(|_| letters[draw.below(letters.len() as u64) as usize]).collect()
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
        let records: Vec<UserRecord<'_>> = data
            .iter()
            .map(|data| UserRecord {
                key: &keys[draw.below(keys.len() as u64) as usize],
                explicit_hash_key: (draw.below(3) == 0).then(|| draw.bits128() >> draw.below(128)),
                data,
            })
            .collect();
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
