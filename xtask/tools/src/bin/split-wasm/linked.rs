//! A module as the linker left it, with its relocations (`--emit-relocs`): which function, and which data, takes the
//! address of which data.

use std::collections::BTreeMap;
use std::error::Error;
use std::ops::Range;

use wasmparser::{
    KnownCustom, Linking, LinkingSectionReader, Name, NameSectionReader, Parser, Payload, RelocSectionReader,
    RelocationType, SymbolInfo,
};

use crate::module::Data;
use crate::names;

pub struct Segment {
    pub address: u32,
    pub bytes: Range<usize>,
    /// Never written to.
    pub constant: bool,
}

/// A piece of data: its segment, and where in it.
pub struct Piece {
    pub segment: usize,
    pub within: Range<u32>,
}

/// An address in the file, of the data symbol with this number.
struct Reference {
    symbol: usize,
    stands: i64,
    addend: i64,
}

#[derive(Default)]
pub struct Linked {
    pub names: BTreeMap<u32, String>,
    /// Each function's bytes in the file.
    pub bodies: Vec<(u32, Range<usize>)>,
    pub segments: Vec<Segment>,
    /// By the symbol's number; `None` is no data.
    pub pieces: Vec<Option<Piece>>,
    references: BTreeMap<usize, Reference>,
}

type Done<T> = Result<T, Box<dyn Error>>;

impl Linked {
    pub fn read(bytes: &[u8]) -> Done<Linked> {
        let mut linked = Linked::default();
        let (mut function, mut begins) = (0, Vec::new());
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            if let Some((_, range)) = payload.as_section() {
                begins.push(range.start);
            }
            match payload {
                // Functions alone are imported: see module.rs.
                Payload::ImportSection(section) => function = u32::try_from(section.into_imports().count())?,
                Payload::CodeSectionEntry(body) => {
                    linked.bodies.push((function, body.range()));
                    function += 1;
                }
                Payload::DataSection(section) => {
                    for one in section {
                        let Data { address, bytes: data } = Data::read(one?)?;
                        let from = data.as_ptr() as usize - bytes.as_ptr() as usize;
                        let bytes = from..from + data.len();
                        linked.segments.push(Segment { address, bytes, constant: false });
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Name(all) => linked.take_names(all)?,
                    KnownCustom::Linking(all) => linked.take_symbols(&all)?,
                    KnownCustom::Reloc(all) => linked.take_references(bytes, &begins, &all)?,
                    _ => {}
                },
                _ => {}
            }
        }
        if linked.references.is_empty() {
            return Err("no relocations in it: the linker was not told --emit-relocs (web/build.rs)".into());
        }
        linked.prove()?;
        Ok(linked)
    }

    /// The data whose addresses stand in these bytes of the file.
    pub fn named_in(&self, bytes: Range<usize>) -> impl Iterator<Item = usize> {
        self.references.range(bytes).map(|(_, reference)| reference.symbol)
    }

    fn take_names(&mut self, all: NameSectionReader<'_>) -> Done<()> {
        for names in all {
            match names? {
                Name::Function(names) => {
                    for one in names {
                        let one = one?;
                        self.names.insert(one.index, names::plain(one.name));
                    }
                }
                Name::Data(names) => {
                    for one in names {
                        let one = one?;
                        if one.name.starts_with(".rodata") {
                            self.segments[one.index as usize].constant = true;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn take_symbols(&mut self, all: &LinkingSectionReader<'_>) -> Done<()> {
        for part in all.subsections() {
            let Linking::SymbolTable(table) = part? else { continue };
            for symbol in table {
                self.pieces.push(match symbol? {
                    SymbolInfo::Data { symbol: Some(is), .. } => {
                        Some(Piece { segment: is.index as usize, within: is.offset..is.offset + is.size })
                    }
                    _ => None,
                });
            }
        }
        Ok(())
    }

    /// Debug information names addresses too: only those of code and data are of use.
    fn take_references(&mut self, bytes: &[u8], begins: &[usize], all: &RelocSectionReader<'_>) -> Done<()> {
        let begin = begins[all.section_index() as usize];
        let code = self.bodies.first().zip(self.bodies.last());
        let data = self.segments.first().zip(self.segments.last());
        let code = code.map_or(0..0, |((_, first), (_, last))| first.start..last.end);
        let data = data.map_or(0..0, |(first, last)| first.bytes.start..last.bytes.end);
        for entry in all.entries() {
            let entry = entry?;
            let at = begin + entry.offset as usize;
            if !code.contains(&at) && !data.contains(&at) {
                continue;
            }
            let stands = match entry.ty {
                RelocationType::MemoryAddrLeb => leb(&bytes[at..at + 5], false),
                RelocationType::MemoryAddrSleb => leb(&bytes[at..at + 5], true),
                RelocationType::MemoryAddrI32 => i64::from(u32::from_le_bytes(bytes[at..at + 4].try_into()?)),
                RelocationType::MemoryAddrRelSleb
                | RelocationType::MemoryAddrTlsSleb
                | RelocationType::MemoryAddrLocrelI32 => return Err("a relative address".into()),
                _ => continue,
            };
            let reference = Reference { symbol: entry.index as usize, stands, addend: entry.addend };
            self.references.insert(at, reference);
        }
        Ok(())
    }

    /// What is read here is what the linker meant: every address is its symbol's.
    fn prove(&self) -> Done<()> {
        for (at, Reference { symbol, stands, addend }) in &self.references {
            let Some(Some(piece)) = self.pieces.get(*symbol) else { continue };
            let address = i64::from(self.segments[piece.segment].address + piece.within.start) + addend;
            if address as u32 != *stands as u32 {
                return Err(format!("at {at} stands {stands}, and the symbol is at {address}").into());
            }
        }
        Ok(())
    }
}

/// Five bytes of seven bits each.
fn leb(bytes: &[u8], signed: bool) -> i64 {
    let all = bytes.iter().rev().fold(0, |all, byte| all << 7 | i64::from(byte & 127));
    if signed { all << 29 >> 29 } else { all }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// `references` are places in the file with the numbers of the pieces that are named there.
    pub fn linked(
        bodies: &[(&str, Range<usize>)],
        segments: Vec<Segment>,
        pieces: Vec<Piece>,
        references: &[(usize, usize)],
    ) -> Linked {
        let mut linked = Linked { segments, ..Linked::default() };
        for (function, (name, bytes)) in (0..).zip(bodies) {
            linked.names.insert(function, (*name).to_owned());
            linked.bodies.push((function, bytes.clone()));
        }
        linked.pieces = pieces.into_iter().map(Some).collect();
        for (at, symbol) in references {
            let piece = linked.pieces[*symbol].as_ref().expect("a piece");
            let stands = i64::from(linked.segments[piece.segment].address + piece.within.start);
            linked.references.insert(*at, Reference { symbol: *symbol, stands, addend: 0 });
        }
        linked
    }

    #[test]
    fn an_address_that_is_not_its_symbols_is_an_error() {
        let segment = || vec![Segment { address: 1024, bytes: 50..90, constant: true }];
        let piece = || vec![Piece { segment: 0, within: 0..40 }];
        let mut linked = linked(&[("f", 0..50)], segment(), piece(), &[(5, 0)]);
        assert!(linked.prove().is_ok());
        linked.references.get_mut(&5).expect("it").stands += 1;
        assert!(linked.prove().unwrap_err().to_string().contains("at 5 stands 1025"));
    }

    #[test]
    fn numbers_of_five_bytes_have_their_sign() {
        assert_eq!(leb(&[0x80, 0x88, 0x80, 0x80, 0x00], false), 1024);
        assert_eq!(leb(&[0xff, 0xff, 0xff, 0xff, 0x7f], true), -1);
    }
}
