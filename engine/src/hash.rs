//! The place of a partition key in the hash-key space, and a memory for keys that come again.
//!
//! The memory changes no answer, only how soon it comes: traffic has far fewer keys than records.

use std::cell::RefCell;

use md5::{Digest as _, Md5};

/// The place of a key in the hash-key space: MD5 read as an unsigned big-endian number (behaviours A3).
pub fn hash_of(partition_key: &str) -> u128 {
    let key = partition_key.as_bytes();
    if key.len() > LONGEST {
        return md5(key);
    }
    REMEMBERED.with_borrow_mut(|pairs| {
        if pairs.is_empty() {
            pairs.resize(PAIRS, [Slot { hash: 0, len: u8::MAX, key: [0; LONGEST] }; 2]);
        }
        let pair = &mut pairs[pair_of(key)];
        if pair[0].holds(key) {
            return pair[0].hash;
        }
        if !pair[1].holds(key) {
            pair[1].hash = md5(key);
            pair[1].len = u8::try_from(key.len()).expect("at most the longest");
            pair[1].key[..key.len()].copy_from_slice(key);
        }
        // The newer one stays longer.
        pair.swap(0, 1);
        pair[0].hash
    })
}

fn md5(key: &[u8]) -> u128 {
    u128::from_be_bytes(Md5::digest(key).into())
}

/// Two keys share a place, so that few of a thousand keys drive each other out.
const PAIRS: usize = 2_048;
/// Longer keys are hashed each time.
const LONGEST: usize = 31;

/// A key and its hash; a `len` above the longest is an empty slot.
#[derive(Clone, Copy)]
struct Slot {
    hash: u128,
    len: u8,
    key: [u8; LONGEST],
}

impl Slot {
    fn holds(&self, key: &[u8]) -> bool {
        usize::from(self.len) == key.len() && self.key[..key.len()] == *key
    }
}

thread_local! {
    static REMEMBERED: RefCell<Vec<[Slot; 2]>> = const { RefCell::new(Vec::new()) };
}

/// Where a key is remembered: a quick mix of its bytes, eight at a time.
fn pair_of(key: &[u8]) -> usize {
    let mut mixed = key.len() as u64;
    for eight in key.chunks(8) {
        let mut word = [0; 8];
        word[..eight.len()].copy_from_slice(eight);
        mixed = (mixed.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    usize::try_from(mixed >> 53).expect("11 bits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_hash_as_the_published_vectors() {
        // behaviours A3 and checklist S02
        for (key, hash) in [
            ("a", 16_955_237_001_963_240_173_058_271_559_858_726_497),
            ("0", 276_215_275_525_073_243_129_443_018_166_533_317_850),
            ("user-42", 157_107_139_746_365_290_205_026_809_710_278_036_035),
            ("user-1", 285_573_413_173_782_752_570_879_317_399_258_818_820),
            ("é", 136_732_923_097_551_493_579_404_309_126_273_812_335),
        ] {
            assert_eq!(hash_of(key), hash, "{key}");
            assert_eq!(hash_of(key), hash, "{key}, remembered");
        }
    }

    #[test]
    fn what_is_remembered_is_what_md5_says_for_any_keys_in_any_order() {
        // Far more keys than slots, so that each slot changes hands; long and short ones; each asked for twice.
        for n in 0..20_000_u32 {
            let key = format!("{}-{}", "k".repeat(n as usize % 40), n % 9_000);
            assert_eq!(hash_of(&key), md5(key.as_bytes()), "{key}");
            assert_eq!(hash_of(&key), md5(key.as_bytes()), "{key}, remembered");
        }
        assert_eq!(hash_of(""), md5(b""));
    }
}
