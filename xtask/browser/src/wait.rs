//! Looking until something holds, and never longer than a limit.

use crate::session::Browser;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(30);

impl Browser {
    /// Looks until `look` is `Ok`, for ten seconds; its `Err` is the state it saw, and the last one is shown.
    #[track_caller]
    pub fn until<T>(&self, what: &str, look: impl FnMut(&Browser) -> Result<T, String>) -> T {
        self.until_within(LIMIT, what, look)
    }

    /// The same with a limit of its own.
    #[track_caller]
    pub fn until_within<T>(
        &self,
        limit: Duration,
        what: &str,
        mut look: impl FnMut(&Browser) -> Result<T, String>,
    ) -> T {
        let end = Instant::now() + limit;
        loop {
            match look(self) {
                Ok(value) => return value,
                Err(state) if Instant::now() >= end => {
                    panic!("waited {} s for: {what}\n  last state: {state}", limit.as_secs_f32())
                }
                Err(_) => thread::sleep(PAUSE),
            }
        }
    }

    /// Waits until `selector` matches something.
    #[track_caller]
    pub fn wait_for(&self, selector: &str) {
        self.until(selector, |page| {
            if page.count(selector) > 0 {
                Ok(())
            } else {
                Err(format!("not there; the page reads: {}", page.reads()))
            }
        });
    }

    /// Waits until the text of `selector` contains `wanted`.
    #[track_caller]
    pub fn wait_for_text(&self, selector: &str, wanted: &str) {
        self.until(&format!("`{wanted}` in {selector}"), |page| match page.text(selector) {
            Some(text) if text.contains(wanted) => Ok(()),
            Some(text) => Err(text),
            None => Err(format!("no {selector}; the page reads: {}", page.reads())),
        });
    }

    /// How many elements match.
    #[track_caller]
    pub fn count(&self, selector: &str) -> u64 {
        let count =
            self.eval_with("return document.querySelectorAll(arguments[0]).length", vec![json!(selector)]);
        count.as_u64().unwrap_or(0)
    }

    /// The text of the first that matches, as it is shown; of an SVG or hidden element, as it is written.
    #[track_caller]
    pub fn text(&self, selector: &str) -> Option<String> {
        let script = "const found = document.querySelector(arguments[0]);
                      return found && (found.innerText ?? found.textContent)";
        self.eval_with(script, vec![json!(selector)]).as_str().map(str::to_string)
    }

    /// An attribute of the first that matches.
    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1])";
        self.eval_with(script, vec![json!(selector), json!(name)]).as_str().map(str::to_string)
    }

    /// The page's text, cut: what a failure shows.
    fn reads(&self) -> String {
        let text = self.eval("return document.body ? document.body.innerText.slice(0, 400) : ''");
        match text {
            Value::String(text) => format!("{text:?}"),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                text.to_string()
            }
        }
    }
}
