//! The built page opens, at every size and in both colours, without a complaint.

use browser::{Browser, DESKTOP, PHONE, TABLET, dist, serve};

/// Opens the page and waits until its module is loaded and has drawn.
fn open(browser: &Browser, url: &str) {
    browser.open(url);
    browser.until("the page's wasm", |page| {
        let script = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
        let loaded = page.eval(script).to_string();
        if loaded.contains("web_bg.wasm") { Ok(()) } else { Err(format!("loaded so far: {loaded}")) }
    });
    browser.until("something to read", |page| match page.text("body") {
        Some(text) if text.trim().len() > 20 => Ok(()),
        text => Err(format!("{text:?}")),
    });
    // The first frames: what is drawn on a canvas leaves no text to wait for.
    browser.eval("return new Promise((done) => setTimeout(done, 600))");
}

#[test]
fn the_page_opens_at_every_size_in_light_and_dark() {
    let server = serve(&dist(), "");
    let browser = Browser::start();
    for viewport in [DESKTOP, TABLET, PHONE] {
        for (dark, colour) in [(false, "light"), (true, "dark")] {
            browser.viewport(&viewport);
            browser.prefer_dark(dark);
            open(&browser, &server.url());
            browser.screenshot(&format!("page-{}-{colour}", viewport.name));
            browser.assert_no_problems();
            browser.assert_as_wide_as(&viewport, "the first screen");
            let on_each_other = browser.eval(
                "const boxes = ['.promise', '.promise b', '.pal .lab', '.pal .chip'].flatMap((each) =>
                    [...document.querySelectorAll(each)]).map((e) => {
                        const range = document.createRange();
                        range.selectNodeContents(e);
                        return [e, range.getBoundingClientRect()]; });
                const meet = ([a, p], [b, q]) => !a.contains(b) && !b.contains(a) && p.width > 0 && q.width > 0
                    && p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom;
                return boxes.flatMap((one, i) => boxes.slice(i + 1).filter((other) => meet(one, other))
                    .map((other) => `${one[0].textContent} | ${other[0].textContent}`));",
            );
            assert_eq!(on_each_other, serde_json::json!([]), "{}", viewport.name);
        }
    }
}

#[test]
fn the_page_opens_under_a_path() {
    let server = serve(&dist(), "/some/path");
    let browser = Browser::start();
    open(&browser, &server.url());
    browser.assert_no_problems();
}

#[test]
fn axe_finds_nothing_on_the_first_screen() {
    let server = serve(&dist(), "");
    let browser = Browser::start();
    for dark in [false, true] {
        browser.prefer_dark(dark);
        open(&browser, &server.url());
        browser.assert_accessible();
    }
}
