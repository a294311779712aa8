//! Names from outside, parsed once: later code need not doubt them.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A name of a stream, delivery stream, bucket, function or actor: 1 to 128 of `a-zA-Z0-9_.-`.
///
/// AWS's pattern for stream names (botocore, all versions); we use it for our own actors too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(Arc<str>);

impl Name {
    /// # Errors
    /// A sentence that names the rule.
    pub fn parse(text: &str) -> Result<Name, String> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        if text.is_empty() || text.len() > 128 || !text.chars().all(fits) {
            return Err(format!("`{text}` is not a name: use 1 to 128 letters, digits, `_`, `.` or `-`"));
        }
        Ok(Name(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

/// A shard of a stream, by its number. Numbers count up for the life of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShardId(pub u32);

impl ShardId {
    /// Reads a shard id. `shardId-5`, `5` and `anything-5` are all read as shard 5, as AWS does
    /// (behaviours A6, shown by kinesalite against production).
    pub fn parse(text: &str) -> Option<ShardId> {
        let digits = text.rsplit('-').next()?;
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok().map(ShardId)
    }

    /// The last three digits, as the stage shows them: `001`.
    pub fn short(self) -> String {
        format!("{:03}", self.0)
    }

    pub fn index(self) -> usize {
        usize::try_from(self.0).expect("32 bits fit a usize")
    }
}

impl fmt::Display for ShardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "shardId-{:012}", self.0)
    }
}

impl Serialize for ShardId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// The account and region in which every story plays.
pub const ACCOUNT: &str = "123456789012";
pub const REGION: &str = "us-east-1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_at_and_beyond_its_length() {
        assert!(Name::parse(&"a".repeat(128)).is_ok());
        assert!(Name::parse(&"a".repeat(129)).is_err());
        for bad in ["", "a b", "ä", "a/b"] {
            assert!(Name::parse(bad).unwrap_err().contains("1 to 128"));
        }
    }

    #[test]
    fn a_shard_id_is_read_as_aws_reads_it() {
        for text in ["shardId-000000000005", "shardId-5", "5", "anything-5"] {
            assert_eq!(ShardId::parse(text), Some(ShardId(5)));
        }
        for text in ["shardId-", "", "shardId-x", "99999999999"] {
            assert_eq!(ShardId::parse(text), None);
        }
        assert_eq!(ShardId(5).to_string(), "shardId-000000000005");
    }
}
