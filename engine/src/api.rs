//! Thin adapters: how AWS's own tools would ask the same. Rules live elsewhere; here is only spelling.
//!
//! Absent so far: the wire calls in JSON.

pub mod cli;
