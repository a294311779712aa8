//! Takes a wasm module apart: what the first page needs stays, all other functions go into a second module that is
//! loaded behind it.
//!
//! `split-wasm MODULE LINKED LIST FIRST SECOND` splits; `LIST` names the functions that stay and what of them ran (see [`names`]), and
//! `LINKED` is the module as the linker left it, before wasm-bindgen (see [`data`]).
//! `split-wasm --count MODULE OUT` writes a module in which each function notes that it was called: see [`count`].
//!
//! Absent: splitting a module that imports tables or memories, or has more than one memory.

mod body;
mod cold;
mod count;
mod data;
mod first;
mod halves;
mod linked;
mod live;
mod module;
mod names;
mod outline;
mod second;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fs;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["--count", from, to] => {
            let bytes = fs::read(from)?;
            fs::write(to, count::counted(&module::Module::read(&bytes)?)?)?;
        }
        [from, linked, list, first, second] => {
            let bytes = fs::read(from)?;
            let module = module::Module::read(&bytes)?;
            let stays = names::List::read(&fs::read_to_string(list)?)?;
            let halves = halves::split(&module, &linked::Linked::read(&fs::read(linked)?)?, &stays)?;
            println!("{}", halves.says);
            fs::write(first, halves.first)?;
            fs::write(second, halves.second)?;
        }
        _ => {
            return Err(
                "usage: split-wasm MODULE LINKED LIST FIRST SECOND | split-wasm --count MODULE OUT".into()
            );
        }
    }
    Ok(())
}
