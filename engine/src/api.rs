//! Thin adapters: how AWS's own tools would ask the same. Rules live elsewhere; here is only spelling.
//!
//! [`model`] is the one table of operations. [`json`] reads a wire call into a command by it, and writes replies as
//! a [`wire::Wire`]; [`cli`] reads a line into the body of that same call, and prints the same reply. [`copy`] writes a
//! command, or a whole scene, as others would: for a shell, for boto3, for CloudFormation.
//! Absent: HTTP, signatures, CBOR and event streams, which are the business of whoever holds the connection.

pub mod cli;
pub mod copy;
pub mod json;
pub mod model;
pub mod wire;
