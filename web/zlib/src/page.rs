//! What the sandbox calls, by Node's names.

use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

fn thrown(done: Result<Vec<u8>, String>) -> Result<Vec<u8>, JsError> {
    done.map_err(|why| JsError::new(&why))
}

/// # Errors
/// As [`crate::gunzip`].
#[wasm_bindgen(js_name = gunzipSync)]
pub fn gunzip(data: &[u8]) -> Result<Vec<u8>, JsError> {
    thrown(crate::gunzip(data))
}

/// # Errors
/// As [`crate::inflate`].
#[wasm_bindgen(js_name = inflateSync)]
pub fn inflate(data: &[u8]) -> Result<Vec<u8>, JsError> {
    thrown(crate::inflate(data))
}

/// # Errors
/// As [`crate::inflate_raw`].
#[wasm_bindgen(js_name = inflateRawSync)]
pub fn inflate_raw(data: &[u8]) -> Result<Vec<u8>, JsError> {
    thrown(crate::inflate_raw(data))
}

/// # Errors
/// As [`crate::gzip`].
#[wasm_bindgen(js_name = gzipSync)]
pub fn gzip(data: &[u8]) -> Result<Vec<u8>, JsError> {
    thrown(crate::gzip(data))
}

/// # Errors
/// As [`crate::deflate`].
#[wasm_bindgen(js_name = deflateSync)]
pub fn deflate(data: &[u8]) -> Result<Vec<u8>, JsError> {
    thrown(crate::deflate(data))
}

/// # Errors
/// As [`crate::deflate_raw`].
#[wasm_bindgen(js_name = deflateRawSync)]
pub fn deflate_raw(data: &[u8]) -> Result<Vec<u8>, JsError> {
    thrown(crate::deflate_raw(data))
}
