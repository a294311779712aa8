//! Saying what is being done: a line when a step begins, a line with its seconds when it ends.

use std::time::{Duration, Instant};

/// Runs one step; `what` is a phrase such as "wasm target". What the work returns as `Ok` is said at its end.
pub fn step(what: &str, work: impl FnOnce() -> Result<String, String>) -> Result<(), String> {
    println!("── {what}");
    let begun = Instant::now();
    let result = work();
    let took = seconds(begun.elapsed());
    match result {
        Ok(said) => {
            println!("   {said} ({took})");
            Ok(())
        }
        Err(why) => {
            println!("   failed ({took})");
            Err(why)
        }
    }
}

/// `12.3 s`
pub fn seconds(span: Duration) -> String {
    format!("{:.1} s", span.as_secs_f64())
}
