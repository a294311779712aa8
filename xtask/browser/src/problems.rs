//! What the page complains of: console errors, exceptions, refused promises, policy violations, failed loads.

use crate::command::Post;
use crate::session::Browser;
use serde_json::Value;

/// Put before every document's first script. The browser's log would do for most of this, but it keeps neither
/// the stack of an exception nor the directive a violation offended.
pub const LISTEN: &str = r#"
(() => {
  const problems = window.__problems = [];
  const said = (thing) => thing instanceof Error ? (thing.stack || String(thing)) : String(thing);
  const error = console.error;
  console.error = (...parts) => { problems.push('console.error: ' + parts.map(said).join(' ')); error(...parts); };
  addEventListener('error', (event) => {
    const from = event.target;
    problems.push(from && from !== window
      ? 'cannot load: ' + (from.src || from.href || from.tagName)
      : 'exception: ' + said(event.error || event.message));
  }, true);
  addEventListener('unhandledrejection', (event) => problems.push('refused promise: ' + said(event.reason)));
  document.addEventListener('securitypolicyviolation', (event) =>
    problems.push('policy violation: ' + event.violatedDirective + ' blocked ' + event.blockedURI));
})();
"#;

impl Browser {
    /// Everything complained of since this was last asked, or since the page opened.
    #[track_caller]
    pub fn take_problems(&self) -> Vec<String> {
        let own =
            self.eval("return (window.__problems || ['the page was opened without its listener']).splice(0)");
        let log = self.ask("browser log", async |client| client.issue_cmd(Post::log()).await);
        let own = list(&own).iter().filter_map(Value::as_str).map(str::to_string);
        let severe = list(&log).iter().filter(|entry| entry["level"] == "SEVERE");
        own.chain(severe.map(|entry| format!("log: {}", entry["message"].as_str().unwrap_or("?")))).collect()
    }

    /// Fails with all of them if there is any.
    #[track_caller]
    pub fn assert_no_problems(&self) {
        let problems = self.take_problems();
        assert!(problems.is_empty(), "the page complains:\n  {}", problems.join("\n  "));
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
