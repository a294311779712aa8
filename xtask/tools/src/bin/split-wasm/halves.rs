//! The two modules. The first keeps every function's number; in the place of one that goes stands a stub, which calls
//! it through a table, as a function does whose parts have gone. The second brings the bodies, and the data that it alone
//! reads, takes memory, tables, globals and what it calls from the first, and fills the table when it is made. Whoever
//! calls through the table before asks the page to load the second module at once.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::error::Error;
use std::ops::Range;

use wasm_encoder::reencode;
use wasm_encoder::{ConstExpr, DataSection, RefType, TableType};
use wasmparser::{FuncType, Parser, ValidPayload, Validator};

use crate::body::{self, Body};
use crate::cold::{self, Part, Worth};
use crate::data;
use crate::first::First;
use crate::linked::Linked;
use crate::module::Module;
use crate::names::List;
use crate::outline::Call;
use crate::second::Second;

/// A function this short is not worth a stub.
const SHORT: usize = 24;

pub struct Halves {
    pub first: Vec<u8>,
    pub second: Vec<u8>,
    pub says: String,
}

pub fn split(module: &Module<'_>, linked: &Linked, stays: &List) -> Result<Halves, Box<dyn Error>> {
    let mut plan = Plan::of(module, stays, cold::saves)?;
    // A name may be of several functions, and one that wasm-bindgen knows nothing of could be any.
    let [mut gone, mut kept] = [BTreeSet::new(), BTreeSet::new()];
    for (goes, index) in plan.goes.iter().zip(module.imported..) {
        if let Some(name) = module.names.get(&index) {
            if *goes {
                gone.insert(name.as_str())
            } else {
                kept.insert(name.as_str())
            };
        }
    }
    plan.unread = data::unread(linked, |name| kept.contains(name) || !gone.contains(name));
    let [first, second] = plan.write()?;
    let says = format!(
        "{} of {} functions go, and {} parts of the others; {} stubs stay, {} functions are lent, {} bytes of data go; \
         {} and {} bytes",
        plan.goes.iter().filter(|gone| **gone).count(),
        plan.goes.len(),
        plan.parts().count(),
        plan.slots.len(),
        plan.lent.len(),
        plan.unread.iter().map(ExactSizeIterator::len).sum::<usize>(),
        first.len(),
        second.len(),
    );
    Ok(Halves { first, second, says })
}

/// A function that stays, without these parts.
pub struct Parted<'a> {
    pub body: Body<'a>,
    pub parts: Vec<Part>,
}

impl Parted<'_> {
    /// Whether the operator at this offset goes.
    fn hold(&self, offset: usize) -> bool {
        let at = |operator: usize| self.body.offsets[operator];
        self.parts.iter().any(|part| (at(part.operators.start)..at(part.operators.end)).contains(&offset))
    }

    fn of(part: &Part, body: &Body<'_>) -> FuncType {
        FuncType::new(part.parameters(body), part.results(body))
    }
}

/// For each function that stays what of it goes.
fn parted<'a>(
    module: &Module<'a>,
    goes: &[bool],
    stays: &List,
    worth: Worth,
) -> Result<Vec<Option<Parted<'a>>>, Box<dyn Error>> {
    let mut validator = Validator::new();
    let mut parted = Vec::new();
    for payload in Parser::new(0).parse_all(module.bytes) {
        let ValidPayload::Func(valid, body) = validator.payload(&payload?)? else { continue };
        let number = parted.len();
        let index = module.imported + number as u32;
        let of = &module.types[module.functions[index as usize] as usize];
        let (structure, _) = body::structure(&body)?;
        let name = module.names.get(&index).filter(|name| !goes[number] && cold::is_steady(name));
        let ran = name.and_then(|name| stays.ran(name, structure));
        let parts = match (ran, of.results()) {
            (Some(ran), [] | [_]) => Body::read(&body, valid, of.params(), of.results().len())?.map(|body| {
                let parts = cold::parts(&body, ran, of.results().first().copied(), worth);
                Parted { body, parts }
            }),
            (None, _) | (_, [_, _, ..]) => None,
        };
        parted.push(parts.filter(|parted| !parted.parts.is_empty()));
    }
    Ok(parted)
}

pub struct Plan<'a> {
    pub module: &'a Module<'a>,
    pub goes: Vec<bool>,
    /// For each function the parts of it that go.
    pub parted: Vec<Option<Parted<'a>>>,
    /// Where in the new table a function that goes is found, if one that stays calls it.
    pub slots: BTreeMap<u32, u32>,
    /// The number in the second module of a function that stays, if one that goes calls it.
    pub lent: BTreeMap<u32, u32>,
    /// The addresses of data that the second module brings.
    pub unread: Vec<Range<u32>>,
}

impl<'a> Plan<'a> {
    /// What stays is what is listed; parts of it go that are worth it.
    pub fn of(module: &'a Module<'a>, stays: &List, worth: Worth) -> Result<Plan<'a>, Box<dyn Error>> {
        let goes: Vec<bool> = module
            .bodies
            .iter()
            .zip(module.imported..)
            .map(|(body, index)| {
                let named = module.names.get(&index).is_some_and(|name| !stays.has(name));
                named && body.range().len() > SHORT
            })
            .collect();
        let is_gone =
            |function: u32| function.checked_sub(module.imported).is_some_and(|at| goes[at as usize]);
        let (mut slots, mut lent) = (BTreeMap::new(), BTreeMap::new());
        for root in module.roots.iter().filter(|root| is_gone(**root)) {
            slots.insert(*root, 0);
        }
        let parted = parted(module, &goes, stays, worth)?;
        for ((body, gone), parts) in module.bodies.iter().zip(&goes).zip(&parted) {
            for (called, at) in Module::calls(body)? {
                match (*gone || parts.as_ref().is_some_and(|parts| parts.hold(at)), is_gone(called)) {
                    (true, false) => drop(lent.insert(called, 0)),
                    (false, true) => drop(slots.insert(called, 0)),
                    (true, true) | (false, false) => {}
                }
            }
        }
        slots.values_mut().zip(0..).for_each(|(slot, at)| *slot = at);
        lent.values_mut().zip(0..).for_each(|(place, at)| *place = at);
        Ok(Plan { module, goes, parted, slots, lent, unread: vec![] })
    }

    /// The two modules.
    pub fn write(&self) -> Result<[Vec<u8>; 2], Box<dyn Error>> {
        let halves = [First::of(self).write()?, Second { plan: self }.write()?];
        for half in &halves {
            Validator::new().validate_all(half)?;
        }
        Ok(halves)
    }

    /// All parts that go, each with its function's body, in the order of their slots, which stand behind the functions'.
    pub fn parts(&self) -> impl Iterator<Item = (&Body<'a>, &Part)> {
        self.parted.iter().flatten().flat_map(|parted| parted.parts.iter().map(|part| (&parted.body, part)))
    }

    /// The types of the parts, which stand behind the module's own.
    pub fn types(&self) -> Vec<FuncType> {
        let all: BTreeSet<FuncType> = self.parts().map(|(body, part)| Parted::of(part, body)).collect();
        all.into_iter().collect()
    }

    /// How each part is called.
    pub fn calls(&self) -> Vec<Call> {
        let types = self.types();
        let own = self.module.types.len();
        let of = |body, part| own + types.binary_search(&Parted::of(part, body)).expect("it is one of them");
        let slots = self.slots.len() as u32..;
        self.parts().zip(slots).map(|((body, part), slot)| Call { of: of(body, part) as u32, slot }).collect()
    }

    /// The table that the second module fills.
    pub fn table(&self) -> TableType {
        let slots = (self.slots.len() + self.parts().count()) as u64;
        TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: slots,
            maximum: Some(slots),
            shared: false,
        }
    }

    /// The module's data in runs, each with its address: what goes, or what stays.
    pub fn data(&self, goes: bool) -> Vec<(u32, &'a [u8])> {
        let mut runs = Vec::new();
        for segment in &self.module.data {
            let whole = segment.address..segment.address + segment.bytes.len() as u32;
            let mut from = whole.start;
            let mut take = |range: Range<u32>| {
                let bytes = (range.start - segment.address) as usize..(range.end - segment.address) as usize;
                if !range.is_empty() {
                    runs.push((range.start, &segment.bytes[bytes]));
                }
            };
            for gone in self.unread.iter().filter(|gone| whole.start <= gone.start && gone.end <= whole.end) {
                take(if goes { gone.clone() } else { from..gone.start });
                from = gone.end;
            }
            if !goes {
                take(from..whole.end);
            }
        }
        runs
    }
}

pub fn written(runs: &[(u32, &[u8])]) -> DataSection {
    let mut section = DataSection::new();
    for (address, bytes) in runs {
        section.active(0, &ConstExpr::i32_const(*address as i32), bytes.iter().copied());
    }
    section
}

pub type Done<T> = Result<T, reencode::Error<Infallible>>;

/// What a function that is lent is called between the halves.
pub fn lent(place: u32) -> String {
    format!("f{place:x}")
}
