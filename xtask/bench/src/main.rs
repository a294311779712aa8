//! `cargo xtask bench`: how fast it is, as lines of JSON. Each figure is a ratio of two sides that ran in turn in this
//! process's time, so that whatever else the machine does falls on both; medians of an odd number of rounds.
//!
//! It never fails on a figure: a busy machine is no error. What could not be run is said on stderr.

mod figure;
mod figures;
mod memory;
mod page;
mod servers;
mod wasm;

use std::process::ExitCode;

/// `bench [--node NODE --wasm MODULE] [--page PROGRAM] [--endpoint PROGRAM --kinesalite SCRIPT]`: what is not given is left out.
fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let given = |flag: &str| words.iter().position(|word| word == flag).and_then(|at| words.get(at + 1));
    figures::path();
    figures::shards();
    let mut done = Ok(());
    if let (Some(node), Some(module)) = (given("--node"), given("--wasm")) {
        done = done.and(wasm::figures(node, module));
    }
    if let Some(program) = given("--page") {
        done = done.and(page::figures(program));
    }
    figures::memory();
    figures::seek();
    if let (Some(node), Some(endpoint), Some(kinesalite)) =
        (given("--node"), given("--endpoint"), given("--kinesalite"))
    {
        done = done.and(servers::figure(endpoint, node, kinesalite));
    }
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
