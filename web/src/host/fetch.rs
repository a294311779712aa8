//! Texts that stand beside the page.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestInit, Response};

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

/// An endpoint that hangs is given up after this time; it holds a question a quarter of a second at most.
const PATIENCE_MS: u32 = 10_000;

/// What an endpoint on this machine answers.
///
/// # Errors
/// A sentence that says why there is nothing.
#[inline(never)]
pub async fn answer(url: &str) -> Result<String, String> {
    let options = RequestInit::new();
    options.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    options.set_cache(RequestCache::NoStore);
    let silent = |_: JsValue| "nothing answers there that this page may read".to_owned();
    let response = JsFuture::from(window().fetch_with_str_and_init(url, &options)).await.map_err(silent)?;
    let response: Response = response.dyn_into().map_err(|_| "the browser gives no answer".to_owned())?;
    let text = JsFuture::from(response.text().map_err(silent)?).await.map_err(silent)?;
    let text = text.as_string().unwrap_or_default();
    if response.ok() {
        return Ok(text);
    }
    // The endpoint's own sentence, if it is one.
    let said = serde_json::from_str::<serde_json::Value>(&text).ok();
    let said =
        said.as_ref().and_then(|said| said.get("message")?.as_str()).unwrap_or("it is no Shardlab endpoint");
    Err(format!("what stands there answers {}: {}", response.status(), crate::prose::cut(said, 200)))
}
