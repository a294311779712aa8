//! Texts that stand beside the page.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::window;

/// The text of a file of the site.
///
/// # Errors
/// A sentence that says why there is none.
pub async fn text(url: &str) -> Result<String, String> {
    let no_network = |_: JsValue| "the network does not answer".to_owned();
    let response = JsFuture::from(window().fetch_with_str(url)).await.map_err(no_network)?;
    let response: Response = response.dyn_into().map_err(|_| "the browser gives no answer".to_owned())?;
    if !response.ok() {
        return Err(format!("the host answers {} to {url}", response.status()));
    }
    let text = response.text().map_err(no_network)?;
    JsFuture::from(text).await.map_err(no_network)?.as_string().ok_or_else(|| format!("{url} is no text"))
}
