//! The work that `cargo xtask bench` times, and nothing that looks at a clock: the same functions run natively and as
//! a wasm module.
//!
//! Each function does a fixed amount of work and gives a number that depends on all of it, so that nothing is
//! optimised away.

pub mod path;
pub mod seek;

/// The names under which the wasm module offers its work. What is made before and thrown away after is not timed.
mod exports {
    use std::cell::RefCell;

    use crate::path::{self, Load, Outcome};

    thread_local! {
        static LOAD: RefCell<Option<Load>> = const { RefCell::new(None) };
        static LEFT: RefCell<Option<Outcome>> = const { RefCell::new(None) };
    }

    /// Makes a load of `calls` times 500 records with `distinct` keys for `shards` shards.
    #[unsafe(no_mangle)]
    pub extern "C" fn prepare(calls: u32, distinct: u32, shards: u32) {
        LOAD.set(Some(Load::new(calls, distinct, shards)));
    }

    /// The load through the whole engine. Gives the records read, 0 if nothing was prepared.
    #[unsafe(no_mangle)]
    pub extern "C" fn whole() -> u32 {
        let done = LOAD.with_borrow(|load| load.as_ref().map(path::whole));
        let read = done.as_ref().map_or(0, |done| done.read);
        LEFT.set(done);
        read
    }

    /// Throws away what is left of the last run.
    #[unsafe(no_mangle)]
    pub extern "C" fn forget() {
        LEFT.set(None);
    }
}
