//! `cargo xtask endpoint`: builds the endpoint as a fast native program and becomes it.
//!
//! Its flags are its own (xtask/endpoint/src/options.rs): they are passed on as they are.

use crate::command::{cargo, program, run};
use crate::root::at;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

const BUILD: Duration = Duration::from_secs(1800);

/// Ends when the endpoint ends.
pub fn command(flags: &[&str]) -> Result<(), String> {
    run(
        &mut cargo(&["build", "--quiet", "-p", "endpoint", "--bin", "endpoint", "--profile", "native"]),
        BUILD,
    )?;
    become_it(program(built("native/endpoint")).args(flags))
}

/// A file that cargo has built.
pub fn built(path: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| at("target"), PathBuf::from);
    at("").join(target).join(format!("{path}{}", std::env::consts::EXE_SUFFIX))
}

/// Whoever started us may end it by our process id, and its first line is our first line.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<(), String> {
    use std::os::unix::process::CommandExt;
    Err(format!("cannot start the endpoint: {}", command.exec()))
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("cannot start the endpoint: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("the endpoint ended with {status}")) }
}
