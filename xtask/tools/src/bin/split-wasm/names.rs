//! Functions by what they are called in the source, without the hashes that compilers add, so that a list of them
//! outlives a rebuild on another machine. A name stands in the list as 32 bits of FNV-1a: three thousand names of
//! generic functions would be half a megabyte.

use std::collections::BTreeMap;

/// What the first scene ran: for each function by its name, and by the number of its constructs (`body::structure`), which of its points.
pub struct List(BTreeMap<u32, BTreeMap<u32, Vec<u32>>>);

impl List {
    /// A line is a function: its name's hash, the number of its constructs and 32 points a word, all hexadecimal. Lines
    /// that begin with `#` say what they are.
    pub fn read(text: &str) -> Result<List, String> {
        let mut list = List(BTreeMap::new());
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let read =
                |word| u32::from_str_radix(word, 16).map_err(|error| format!("{line}: {word}: {error}"));
            let words = line.split_whitespace().map(read).collect::<Result<Vec<u32>, String>>()?;
            let [name, structure, ran @ ..] = &words[..] else {
                return Err(format!("{line}: a name, a number of constructs and points are wanted"));
            };
            list.0.entry(*name).or_default().insert(*structure, ran.to_vec());
        }
        Ok(list)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(&fnv(name.as_bytes()))
    }

    /// The points that ran, 32 a word, of a function that was built of these constructs when the list was made.
    pub fn ran(&self, name: &str, structure: u32) -> Option<&[u32]> {
        self.0.get(&fnv(name.as_bytes()))?.get(&structure).map(Vec::as_slice)
    }
}

/// As the source has it: the linker's names are mangled, wasm-bindgen's have the crates' hashes in brackets behind them.
pub fn plain(name: &str) -> String {
    let without_copy = name.find(".llvm.").map_or(name, |at| &name[..at]);
    let said = rustc_demangle::demangle(without_copy).to_string();
    let (mut plain, mut rest) = (String::with_capacity(said.len()), said.as_str());
    while let Some((before, after)) = rest.split_once('[') {
        plain += before;
        let of_a_name = before.ends_with(|sign: char| sign.is_alphanumeric() || sign == '_');
        match after.split_once(']') {
            Some((hash, behind)) if of_a_name && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                rest = behind
            }
            _ => {
                plain.push('[');
                rest = after;
            }
        }
    }
    plain + rest
}

pub fn fnv(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_is_the_same_before_and_after_wasm_bindgen() {
        let mangled =
            "_RNvMsz_NtNtNtCs5cOc02OMXlo_5alloc11collections5btree3mapINtB5_8IntoIterjjE10dying_next";
        let demangled = rustc_demangle::demangle(mangled).to_string();
        assert!(demangled.contains('['), "{demangled}");
        assert_eq!(plain(mangled), plain(&demangled));
        assert!(!plain(mangled).contains('['), "{}", plain(mangled));
        assert_eq!(plain("core[c5930c85a12de822]::f::<&[f64], [u8; 4]>"), "core::f::<&[f64], [u8; 4]>");
    }
}
