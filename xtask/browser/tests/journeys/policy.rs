//! The page's Content-Security-Policy: what it forbids does not happen, and the product needs nothing of it.

use crate::common::Page;
use serde_json::json;

#[test]
fn a_script_that_is_put_into_the_page_does_not_run() {
    let page = Page::open("#/");
    let script = "const inline = document.createElement('script');
        inline.textContent = 'window.ran = true';
        document.body.append(inline);
        const button = document.createElement('button');
        button.setAttribute('onclick', 'window.ran = true');
        document.body.append(button);
        button.click();
        const style = document.createElement('style');
        style.textContent = 'body { --put: in }';
        document.head.append(style);
        // What is evaluated for the driver may evaluate too; a later task of the page may not.
        setTimeout(() => {
            try { window.evaluated = new Function('return \"yes\"')(); } catch { window.evaluated = 'no'; }
        });
        return [window.ran ?? 'no', getComputedStyle(document.body).getPropertyValue('--put')]";
    assert_eq!(page.browser.eval(script), json!(["no", ""]));
    page.browser.until("a later task", |browser| {
        match browser.eval("return window.evaluated ?? ''").as_str() {
            Some("no") => Ok(()),
            said => Err(format!("{said:?}")),
        }
    });
    let problems = page.browser.take_problems().join("\n");
    assert!(problems.contains("policy violation: script-src"), "{problems}");
}

#[test]
fn every_page_of_the_product_keeps_to_it() {
    let page = Page::open("#/");
    page.at_the_first_refusal();
    for route in ["#/learn", "#/labs", "#/quiz", "#/reference", "#/disagreements", "#/labs/cool-a-hot-shard"]
    {
        page.go(route);
        page.browser.assert_no_problems();
    }
}
