//! The hash by which two event logs are compared: MD5 over each entry's JSON, in order.

use md5::{Digest as _, Md5};
use serde::Serialize;

#[derive(Clone, Debug, Default)]
pub struct Digest(Md5);

impl Digest {
    pub fn add<T: Serialize>(&mut self, entry: &T) {
        let json = serde_json::to_vec(entry).expect("an event has only string keys and plain values");
        self.0.update((json.len() as u64).to_be_bytes());
        self.0.update(&json);
    }

    /// 32 hexadecimal digits.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
