//! The built page in Chromium: a program of its own plays it and tells what it saw.

use std::process::Command;

use serde_json::Value;

use crate::figure::{Wanted, print};

/// A task that holds up a click longer than this is felt.
const TASK_MS: f64 = 50.0;
const FRAMES_PER_S: f64 = 30.0;

/// # Errors
/// The page could not be played.
pub fn figures(program: &str) -> Result<(), String> {
    let done = Command::new(program).output().map_err(|error| format!("{program}: {error}"))?;
    if !done.status.success() {
        return Err(format!("{program}: {}", String::from_utf8_lossy(&done.stderr)));
    }
    let told: Value = serde_json::from_slice(&done.stdout).map_err(|error| format!("{program}: {error}"))?;
    let number = |scene: &str, name: &str| {
        told[scene][name].as_f64().ok_or_else(|| format!("{program} tells no {name} of {scene}: {told}"))
    };
    let longest = number("hook", "longest_task_ms")?;
    print(
        "longest task of the first scene at 60 times ÷ 50 ms",
        longest / TASK_MS,
        Wanted::AtMost(1.0),
        told["hook"].clone(),
    );
    let frames = number("shards", "frames_per_s")?;
    print(
        "frames a second with 200 shards ÷ 30",
        frames / FRAMES_PER_S,
        Wanted::AtLeast(1.0),
        told["shards"].clone(),
    );
    Ok(())
}
