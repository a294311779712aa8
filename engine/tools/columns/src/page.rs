//! What the page calls, once it has loaded this module.

use wasm_bindgen::prelude::wasm_bindgen;

/// # Errors
/// As [`crate::write`].
#[wasm_bindgen]
pub fn columns_write(sheet: &str) -> Result<Vec<u8>, String> {
    crate::write(sheet)
}
