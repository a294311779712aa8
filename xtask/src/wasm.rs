//! Dropping custom sections from a wasm module. The names alone are a fifth of the gzipped page, and wasm-pack
//! has no switch for them.

const HEAD: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;

/// The module without its custom sections called one of `names`. Errors name the byte.
pub fn without_sections(module: &[u8], names: &[&str]) -> Result<Vec<u8>, String> {
    let mut rest = module.strip_prefix(HEAD).ok_or("not a wasm module of version 1")?;
    let mut kept = HEAD.to_vec();
    while let Some((&id, after_id)) = rest.split_first() {
        let here = module.len() - rest.len();
        let broken = || format!("broken section at byte {here}");
        let (size, body) = number(after_id).ok_or_else(broken)?;
        let (body, next) = body.split_at_checked(size).ok_or_else(broken)?;
        let whole = &rest[..rest.len() - next.len()];
        rest = next;
        let dropped = id == CUSTOM && names.contains(&name(body).ok_or_else(broken)?);
        if !dropped {
            kept.extend_from_slice(whole);
        }
    }
    Ok(kept)
}

/// A custom section begins with its name.
fn name(body: &[u8]) -> Option<&str> {
    let (length, rest) = number(body)?;
    std::str::from_utf8(rest.get(..length)?).ok()
}

/// An unsigned LEB128 number of 32 bits, and what follows it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0u64;
    for (place, byte) in bytes.iter().take(5).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok()?, &bytes[place + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn custom(name: &str, filling: usize) -> Vec<u8> {
        let size = 1 + name.len() + filling;
        // Two bytes of size even where one would do: legal, and what the copy must keep.
        let mut section = vec![CUSTOM, (size & 0x7f) as u8 | 0x80, (size >> 7) as u8, name.len() as u8];
        section.extend(name.bytes().chain(std::iter::repeat_n(7, filling)));
        section
    }

    #[test]
    fn the_named_sections_go_and_the_others_stay_as_they_were() {
        let types = vec![1, 1, 0];
        let features = custom("target_features", 20);
        let module = [HEAD, &types, &custom("name", 300), &features, &custom("producers", 9)].concat();
        let kept = without_sections(&module, &["name", "producers"]).unwrap();
        assert_eq!(kept, [HEAD, &types, &features].concat());
    }

    #[test]
    fn a_cut_module_is_refused() {
        let module = [HEAD, &custom("name", 300)[..50]].concat();
        assert_eq!(without_sections(&module, &["name"]).unwrap_err(), "broken section at byte 8");
        assert!(without_sections(b"<!doctype html>", &["name"]).is_err());
    }
}
