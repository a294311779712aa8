//! The house's own tools, behind `cargo xtask`.
//!
//! Promises: each command says what it does while it does it and how long that took; whatever it starts has a
//! time limit; what is missing is set up where that is safe, else named together with the line that mends it.
//! The static server is also what the browser tests serve the page from.
//!
//! Absent on purpose: watching files, bundling, wasm-opt (under 1 % of the gzipped page), deployment, and any
//! toolchain but the one cargo was called with.

pub mod ahead;
pub mod axe;
pub mod bench;
pub mod chromium;
pub mod clients;
pub mod command;
pub mod content;
pub mod dist;
pub mod endpoint;
pub mod files;
pub mod first_load;
pub mod icons;
pub mod lighthouse;
pub mod page;
pub mod prove;
pub mod root;
pub mod rust;
pub mod serve;
pub mod server;
pub mod steps;
pub mod story;
pub mod test;
pub mod tools;
pub mod wasm;
pub mod worker;
