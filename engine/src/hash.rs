//! The place of a partition key in the hash-key space, and a memory for keys that come again.
//!
//! The memory changes no answer, only how soon it comes: traffic has far fewer keys than records.

use std::cell::RefCell;
use std::hint::black_box;

use md5::{Digest as _, Md5};

/// The place of a key in the hash-key space: MD5 read as an unsigned big-endian number (behaviours A3).
pub fn hash_of(partition_key: &str) -> u128 {
    remembering(|memory| memory.hash_of(partition_key))
}

/// For many keys: the memory is found once. `work` may not ask for it again.
pub fn remembering<T>(work: impl FnOnce(&mut Memory) -> T) -> T {
    REMEMBERED.with_borrow_mut(work)
}

/// Reads where each of the keys begins that will soon be hashed, so that their memory is waited for at once and not one
/// by one. Changes nothing.
pub fn fetch<'a>(partition_keys: impl Iterator<Item = &'a str>) {
    let begin = |key: &str| key.as_bytes().first().copied().unwrap_or(0);
    black_box(partition_keys.fold(0, |all, key| all ^ begin(key)));
}

/// MD5 of any bytes, worked out anew, as a number.
pub fn md5(bytes: &[u8]) -> u128 {
    u128::from_be_bytes(Md5::digest(bytes).into())
}

/// Longer keys are hashed each time.
const LONGEST: usize = 31;

/// A key of at most [`LONGEST`] bytes; its length is the last byte, so no two keys are packed alike.
type Packed = [u64; 4];

#[inline(always)]
fn packed(key: &[u8]) -> Option<Packed> {
    if key.len() > LONGEST {
        return None;
    }
    // No array is built up piece by piece: the processor would wait for the pieces to arrive in memory.
    let word = |at: usize| u64::from_le_bytes(*key[at..].first_chunk().expect("within the key"));
    let rest = key.len() % 8;
    let tail = match key.last_chunk::<8>() {
        // The last eight bytes, of which only the rest is new.
        Some(last) if rest > 0 => u64::from_le_bytes(*last) >> (64 - 8 * rest),
        Some(_) => 0,
        None => short(key),
    };
    let len = (key.len() as u64) << 56;
    Some(match key.len() / 8 {
        0 => [tail, 0, 0, len],
        1 => [word(0), tail, 0, len],
        2 => [word(0), word(8), tail, len],
        _ => [word(0), word(8), word(16), tail | len],
    })
}

/// Up to seven bytes as a number.
fn short(key: &[u8]) -> u64 {
    match (key.first_chunk::<4>(), key.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            // Where the two overlap they say the same.
            u64::from(first) | u64::from(last) << (8 * (key.len() - 4))
        }
        _ => key.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
    }
}

/// Keys that share a place: so few of a thousand keys drive each other out.
const WAYS: usize = 4;
const PLACES: usize = 2_048;

/// A key, where it is remembered if it is, and by which mark.
struct Sought {
    packed: Packed,
    place: usize,
    mark: u32,
}

#[inline]
fn sought(key: &[u8]) -> Option<Sought> {
    let packed = packed(key)?;
    let mixed = mixed(packed);
    let place = usize::try_from(mixed >> 53).expect("11 bits");
    // 0 is no key's mark.
    let mark = u32::try_from(mixed >> 21 & 0xffff_ffff).expect("32 bits") | 1;
    Some(Sought { packed, place, mark })
}

/// A key is remembered when it comes for the second time: at first only its mark is, so that keys that never come
/// again cost little.
pub struct Memory {
    marks: Vec<[u32; WAYS]>,
    slots: Vec<[Slot; WAYS]>,
    /// Counts up: whose turn it is to go.
    turn: usize,
}

#[derive(Clone, Copy)]
struct Slot {
    key: Packed,
    hash: u128,
}

impl Memory {
    /// As [`hash_of`].
    #[inline]
    pub fn hash_of(&mut self, partition_key: &str) -> u128 {
        let key = partition_key.as_bytes();
        let Some(Sought { packed, place, mark }) = sought(key) else { return md5(key) };
        if self.marks.is_empty() {
            self.marks.resize(PLACES, [0; WAYS]);
            // No key has such a length.
            self.slots.resize(PLACES, [Slot { key: [u64::MAX; 4], hash: 0 }; WAYS]);
        }
        let marks = &mut self.marks[place];
        // Which of the four it is cannot be foreseen: they are compared without a branch.
        let same = (0..WAYS).fold(0_u32, |same, way| same | u32::from(marks[way] == mark) << way);
        if same != 0 {
            let slot = &mut self.slots[place][same.trailing_zeros() as usize % WAYS];
            if (0..4).fold(0, |differ, i| differ | slot.key[i] ^ packed[i]) != 0 {
                *slot = Slot { key: packed, hash: md5(key) };
            }
            return slot.hash;
        }
        self.turn = self.turn.wrapping_add(1);
        // Not simply in turn: keys that come in a circle would all be gone whenever they come again.
        marks[(self.turn ^ self.turn >> 3) % WAYS] = mark;
        md5(key)
    }
}

thread_local! {
    static REMEMBERED: RefCell<Memory> =
        const { RefCell::new(Memory { marks: Vec::new(), slots: Vec::new(), turn: 0 }) };
}

/// Spreads keys over the places, quickly and well enough: the high bits are the better ones.
fn mixed(key: Packed) -> u64 {
    const ODD: Packed =
        [0x517c_c1b7_2722_0a95, 0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9];
    let sum = (0..4).fold(0_u64, |sum, i| sum.wrapping_add((key[i] ^ key[i] >> 32).wrapping_mul(ODD[i])));
    (sum ^ sum >> 29).wrapping_mul(ODD[0])
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
        let plain = |key: &str| md5(key.as_bytes());
        // Far more keys than slots, so that each slot changes hands; of all lengths up to two blocks and more; each
        // three times, since the first time only marks it.
        for n in 0..40_000_u32 {
            let key = format!("{}-{}", "k".repeat(n as usize % 130), n % 19_000);
            for time in 0..3 {
                assert_eq!(hash_of(&key), plain(&key), "{key}, time {time}");
            }
        }
        for key in ["", "\0", "\0\0", "a", "a\0"] {
            for _ in 0..3 {
                assert_eq!(hash_of(key), plain(key), "{key:?}");
            }
        }
    }

    #[test]
    fn keys_that_differ_are_packed_differently() {
        assert_ne!(packed(b""), packed(b"\0"));
        assert_ne!(packed(b"12345678"), packed(b"12345678\0"));
        assert!(packed(&[b'k'; LONGEST]).is_some());
        assert_eq!(packed(&[b'k'; LONGEST + 1]), None);
    }
}
