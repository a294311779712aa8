//! Sequence numbers: 56 decimal digits that hold shard, index and seconds (behaviours A4).
//!
//! 47 hexadecimal digits: `2`, creation second of the shard (9), low digit of the shard (1), index (16),
//! `00`, second of the record (9), shard (8), version `2`. Checked against three numbers from real AWS.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::names::ShardId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SequenceNumber {
    /// Epoch second in which the shard was made.
    pub shard_made: u64,
    pub shard: ShardId,
    /// 0 for the start of a shard, then 1, 2, … for its records.
    pub index: u64,
    /// Epoch second of the record.
    pub at: u64,
}

impl SequenceNumber {
    /// The index in the ending number of a closed shard.
    pub const END: u64 = 0x7fff_ffff_ffff_ffff;

    pub fn parse(decimal: &str) -> Option<SequenceNumber> {
        if decimal.len() != 56 || !decimal.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let hex = decimal_to_hex(decimal);
        if hex.len() != 47 || !hex.starts_with('2') || !hex.ends_with('2') || &hex[27..29] != "00" {
            return None;
        }
        let number = |from: usize, to: usize| u64::from_str_radix(&hex[from..to], 16).ok();
        let shard = u32::try_from(number(38, 46)?).ok()?;
        (number(10, 11)? == u64::from(shard % 16)).then_some(())?;
        Some(SequenceNumber {
            shard_made: number(1, 10)?,
            shard: ShardId(shard),
            index: number(11, 27)?,
            at: number(29, 38)?,
        })
    }
}

impl Serialize for SequenceNumber {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl fmt::Display for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = format!(
            "2{:09x}{:01x}{:016x}00{:09x}{:08x}2",
            self.shard_made,
            self.shard.0 % 16,
            self.index,
            self.at,
            self.shard.0
        );
        f.write_str(&hex_to_decimal(&hex))
    }
}

// 188 bits fit no integer of Rust; three limbs of base 2^64 and a loop are less than a dependency.

/// The largest power of ten in 64 bits: so many decimal digits are made at a time.
const TEN_19: u64 = 10_000_000_000_000_000_000;

fn hex_to_decimal(hex: &str) -> String {
    let limb = |text: &str| u64::from_str_radix(text, 16).expect("only hexadecimal digits");
    let (high, rest) = hex.split_at(hex.len() - 32);
    let mut limbs = [limb(high), limb(&rest[..16]), limb(&rest[16..])];
    let mut groups = [0; 3];
    for group in &mut groups {
        let mut rest = 0;
        for limb in &mut limbs {
            let value = (u128::from(rest) << 64) | u128::from(*limb);
            *limb = u64::try_from(value / u128::from(TEN_19)).expect("less than the divisor times 2^64");
            rest = u64::try_from(value % u128::from(TEN_19)).expect("less than the divisor");
        }
        *group = rest;
    }
    let [low, middle, high] = groups;
    format!("{high}{middle:019}{low:019}")
}

fn decimal_to_hex(decimal: &str) -> String {
    let mut limbs = [0_u64; 3];
    for digit in decimal.bytes() {
        let mut carry = u128::from(digit - b'0');
        for limb in limbs.iter_mut().rev() {
            let value = u128::from(*limb) * 10 + carry;
            *limb = u64::try_from(value & u128::from(u64::MAX)).expect("masked");
            carry = value >> 64;
        }
    }
    let [high, middle, low] = limbs;
    format!("{high:x}{middle:016x}{low:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_numbers_decode_to_what_is_known_of_them() {
        let number =
            SequenceNumber::parse("49594189147623985939251953501666965394405037144469929986").unwrap();
        assert_eq!((number.shard, number.index), (ShardId(0), 0xc3));
        assert_eq!(number.at - number.shard_made, 23);
        let number =
            SequenceNumber::parse("49590338271490256608559692538361571095921575989136588898").unwrap();
        assert_eq!(number.shard, ShardId(6));
        assert_eq!(number.at, 1_545_084_650);
        let number =
            SequenceNumber::parse("49546986683135544286507457936321625675700192471156785154").unwrap();
        assert_eq!((number.shard, number.index), (ShardId(0), 0x1d5));
    }

    #[test]
    fn what_is_printed_reads_back() {
        for (shard, index) in [(0, 0), (6, 195), (199, 7), (17, SequenceNumber::END)] {
            let number =
                SequenceNumber { shard_made: 1_795_269_600, shard: ShardId(shard), index, at: 1_795_269_999 };
            let text = number.to_string();
            assert_eq!(text.len(), 56);
            assert_eq!(SequenceNumber::parse(&text), Some(number));
        }
    }

    #[test]
    fn neighbours_made_together_start_apart_by_the_known_step() {
        let start = |shard| SequenceNumber {
            shard_made: 1_545_084_650,
            shard: ShardId(shard),
            index: 0,
            at: 1_545_084_650,
        };
        let digits =
            |n: SequenceNumber| n.to_string().bytes().map(|b| i32::from(b - b'0')).collect::<Vec<_>>();
        let step = "22300745198530623141535718272648361505980432";
        let step: Vec<i32> = format!("{step:0>56}").bytes().map(|b| i32::from(b - b'0')).collect();
        let (mut sum, mut carry) = (digits(start(0)), 0);
        for place in (0..56).rev() {
            let value = sum[place] + step[place] + carry;
            sum[place] = value % 10;
            carry = value / 10;
        }
        assert_eq!(sum, digits(start(1)));
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        for bad in ["", "0", "abc", &"9".repeat(56), &"1".repeat(56)] {
            assert_eq!(SequenceNumber::parse(bad), None, "{bad}");
        }
    }
}
