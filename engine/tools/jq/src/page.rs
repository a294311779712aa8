//! What the page calls, once it has loaded this module.

use wasm_bindgen::prelude::wasm_bindgen;

/// # Errors
/// As [`crate::check`].
#[wasm_bindgen]
pub fn jq_check(program: &str) -> Result<(), String> {
    crate::check(program)
}

/// # Errors
/// As [`crate::run`].
#[wasm_bindgen]
pub fn jq_run(program: &str, input: &[u8], most: usize) -> Result<Vec<String>, String> {
    crate::run(program, input, most)
}
