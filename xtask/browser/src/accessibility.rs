//! axe-core, run inside the page.

use crate::session::Browser;
use serde_json::{Value, json};
use std::fs;
use xtask::axe;

const RUN: &str = "
    return axe.run(document, { resultTypes: ['violations'], ...arguments[0] }).then((result) => result.violations.flatMap((rule) =>
      rule.nodes.map((node) =>
        `${rule.id} (${rule.impact}): ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`)))";

impl Browser {
    /// Every violation of axe-core's rules, one line per element.
    #[track_caller]
    pub fn violations(&self) -> Vec<String> {
        self.found_by(json!({}))
    }

    /// Fails with what has too little contrast: all that other colours can change.
    #[track_caller]
    pub fn assert_contrast(&self) {
        let violations = self.found_by(json!({ "runOnly": ["color-contrast"] }));
        assert!(violations.is_empty(), "axe-core finds:\n  {}", violations.join("\n  "));
    }

    #[track_caller]
    fn found_by(&self, options: Value) -> Vec<String> {
        if self.eval("return !window.axe") == true {
            let source = fs::read_to_string(axe::script()).unwrap_or_else(|_| {
                panic!("{} is missing: cargo xtask test --only axe", axe::script().display())
            });
            // By the driver, not as a script element, which the page's own policy would refuse.
            self.eval(&source);
        }
        // What fades in is judged when it is there.
        self.still();
        let found = self.eval_with(RUN, vec![options]);
        let lines = found.as_array().unwrap_or_else(|| panic!("axe answered {found}"));
        lines.iter().filter_map(Value::as_str).map(str::to_string).collect()
    }

    /// Fails with all of them if there is any.
    #[track_caller]
    pub fn assert_accessible(&self) {
        let violations = self.violations();
        assert!(violations.is_empty(), "axe-core finds:\n  {}", violations.join("\n  "));
    }
}
