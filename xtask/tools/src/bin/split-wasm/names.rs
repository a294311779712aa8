//! Functions by what they are called in the source, without the hashes that compilers add, so that a list of them
//! outlives a rebuild on another machine. A name stands in the list as 32 bits of FNV-1a: three thousand names of
//! generic functions would be half a megabyte.

use std::collections::BTreeSet;

pub struct List(BTreeSet<u32>);

impl List {
    /// Hexadecimal numbers; lines that begin with `#` say what they are.
    pub fn read(text: &str) -> Result<List, String> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let words = lines.flat_map(str::split_whitespace);
        let read = |word| u32::from_str_radix(word, 16).map_err(|error| format!("{word}: {error}"));
        words.map(read).collect::<Result<_, _>>().map(List)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains(&hash(name))
    }
}

/// As the source has it.
pub fn plain(mangled: &str) -> String {
    let without_copy = mangled.find(".llvm.").map_or(mangled, |at| &mangled[..at]);
    format!("{:#}", rustc_demangle::demangle(without_copy))
}

pub fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
