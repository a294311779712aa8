//! The work that `cargo xtask bench` times, and nothing that looks at a clock: the same functions run natively and as
//! a wasm module.
//!
//! Each function does a fixed amount of work and gives a number that depends on all of it, so that nothing is
//! optimised away.

pub mod path;
pub mod seek;

/// The names under which the wasm module offers its work.
mod exports {
    use crate::path;

    /// Puts `calls` times 500 records with `distinct` keys over `shards` shards through the bare loop.
    #[unsafe(no_mangle)]
    pub extern "C" fn bare(calls: u32, distinct: u32, shards: u32) -> u32 {
        path::bare(&path::Load::new(calls, distinct, shards))
    }

    /// The same through the whole engine.
    #[unsafe(no_mangle)]
    pub extern "C" fn whole(calls: u32, distinct: u32, shards: u32) -> u32 {
        path::whole(&path::Load::new(calls, distinct, shards)).read
    }
}
