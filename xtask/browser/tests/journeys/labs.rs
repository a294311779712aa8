//! Every lab as someone solves it who reads only the page: the third hint, done by hand, until "Well done".

mod feeders;
mod figures;
mod firehose;
mod project;
mod streams;
mod ways;

use std::time::Duration;

use crate::common::Page;
use browser::Browser;
use serde_json::json;

/// How the third hint is done.
pub enum By {
    /// The lines that stand in it, typed.
    Lines,
    /// The same, so many seconds of the scene behind each other.
    Every(u32),
    /// These lines, typed: the hint names one and says which others are like it.
    Typed(&'static [&'static str]),
    /// The buttons that it names.
    Hand(fn(&Page)),
}

/// A lab, the second of the scene after which its hint is done, and how; and what is to be seen when it is solved.
pub struct Row {
    id: &'static str,
    second: u64,
    by: By,
    seen: fn(&Page),
}

pub const fn lab(id: &'static str, second: u64, by: By) -> Row {
    Row { id, second, by, seen: |_| {} }
}

impl Row {
    pub const fn then(mut self, seen: fn(&Page)) -> Row {
        self.seen = seen;
        self
    }
}

/// A command as it stands in a text: these words begin one.
const BEGIN: [&str; 6] = ["aws ", "set ", "stop ", "consumer ", "producer ", "allow "];

/// The commands within `selector`, as they are set on the page.
pub fn lines_in(browser: &Browser, selector: &str) -> Vec<String> {
    let code = browser.eval_with(
        "return [...[...document.querySelectorAll(arguments[0])].flatMap((e) => [...e.querySelectorAll('code')])]
            .map((code) => code.textContent)",
        vec![json!(selector)],
    );
    let code: Vec<String> = serde_json::from_value(code).expect("texts");
    code.into_iter().filter(|line| BEGIN.iter().any(|word| line.starts_with(word))).collect()
}

/// The commands of the last hint that is open.
pub fn lines_of_hint(browser: &Browser) -> Vec<String> {
    let lines = lines_in(browser, "aside.l .hint:not(:has(~ .hint))");
    assert!(!lines.is_empty(), "no line in the third hint");
    lines
}

/// Types a line that is not refused.
#[track_caller]
pub fn enter(page: &Page, line: &str) {
    let refused = || page.browser.count("#terminal-out .at");
    let before = refused();
    page.typed(line);
    assert_eq!(refused(), before, "{line}: {:?}", page.browser.text("#terminal-out"));
}

/// Types lines, and lets so many seconds of the scene pass behind each: what one makes the next may need.
pub fn enter_every(page: &Page, seconds: u32, lines: &[String]) {
    for line in lines {
        enter(page, line);
        (0..seconds).for_each(|_| one_second_on(page));
    }
}

/// A second of the scene, which stands still.
#[track_caller]
pub fn one_second_on(page: &Page) {
    let begun = page.clock();
    page.press(".tr", "One second on");
    page.browser.until("a second later", |_| {
        if page.clock() == begun + 1_000 { Ok(()) } else { Err(page.clock().to_string()) }
    });
}

/// Lets the scene play up to a second of it, the last of them slower, and stops.
#[track_caller]
pub fn play_to(page: &Page, second: u64) {
    for (speed, short_of) in [("60 times", 45), ("10 times", 0)] {
        let end = second.saturating_sub(short_of) * 1_000;
        if page.clock() < end {
            page.play_past(speed, end - 1);
        }
    }
}

fn has(page: &Page, button: &str) -> bool {
    page.browser.eval_with(
        "return [...document.querySelectorAll('aside.l button')].some((one) => one.textContent.startsWith(arguments[0]))",
        vec![json!(button)],
    ) == json!(true)
}

/// What stands behind a name in the panel; of several the first.
#[track_caller]
pub fn row(page: &Page, name: &str) -> String {
    let script = "const all = [...document.querySelectorAll('#inspector .kv')];
        return all.find((kv) => kv.firstElementChild.textContent === arguments[0])?.querySelector('b').textContent";
    let text = page.browser.eval_with(script, vec![json!(name)]);
    text.as_str().unwrap_or_else(|| panic!("no `{name}` in {:?}", page.browser.text("#inspector"))).to_owned()
}

/// A number with commas at the beginning of a text.
#[track_caller]
pub fn number(text: &str) -> u64 {
    let first = text.split(' ').next().expect("a word").replace(',', "");
    first.parse().unwrap_or_else(|_| panic!("no number: {text}"))
}

/// Opens the panel of what stands on the stage, such as `producer` and its name. Cards move while a stage settles.
#[track_caller]
pub fn select(page: &Page, kind: &str, name: &str) {
    page.browser.until(&format!("the panel of {kind} {name}"), |browser| {
        browser.click(&format!("#on-stage-{kind}-{name}{}", if kind == "bucket" { " .nt" } else { "" }));
        match browser.text("#inspector h1") {
            Some(title) if title == name || title.starts_with(&format!("{name} ·")) => Ok(()),
            title => Err(format!("{title:?}")),
        }
    });
}

/// Opens folder below folder in the tree of the bucket, beyond those named the first of each, and the newest object
/// there.
#[track_caller]
pub fn open_object(page: &Page, folders: &[&str]) {
    const NEXT: &str = "document.querySelectorAll('[data-opened]').forEach((e) => e.removeAttribute('data-opened'));
        let at = document.querySelector('#inspector .tree');
        if (!at) return 'no tree';
        const objects = ':scope > li > .log button';
        const names = [...arguments[0]];
        while (names.length || !at.querySelector(objects)) {
            const name = names.shift();
            const named = (b) => !name || [' ' + name, ' ' + name + ' ✕'].includes(b.firstChild.textContent.slice(1));
            const one = [...at.querySelectorAll(':scope > li > button')].find(named);
            if (!one) return 'no ' + name;
            if (one.getAttribute('aria-expanded') === 'false') { one.setAttribute('data-opened', ''); return 'closed'; }
            at = one.parentElement.querySelector('ul');
        }
        at.querySelector(objects).setAttribute('data-opened', '');
        return 'object'";
    page.browser.until(&format!("an object in {folders:?}"), |browser| {
        let found = browser.eval_with(NEXT, vec![json!(folders)]);
        if found == json!("closed") {
            browser.click("[data-opened]");
        }
        if found == json!("object") {
            Ok(())
        } else {
            Err(format!("{found}: {:?}", browser.text("#inspector .tree")))
        }
    });
    page.browser.click("[data-opened]");
    page.browser.wait_for_text("#inspector .kick", "OBJECT");
}

/// Solves one lab after the other, the first of which is open.
pub fn solve(page: &Page, labs: &[Row]) {
    let browser = &page.browser;
    for row in labs {
        one(page, row);
        browser.screenshot(&format!("lab-{}-solved", row.id));
        let way = browser.text("aside.l .onward a").expect("the way on");
        page.press("aside.l .onward", &way);
        if let Some(next) = way.strip_prefix("Next lab: ") {
            browser.until(next, |browser| match browser.text("aside.l h1") {
                Some(title) if title == next => Ok(()),
                title => Err(format!("{title:?}")),
            });
        }
    }
    page.go("#/labs");
    browser.wait_for_text(".how-far", &format!("{} of", labs.len()));
    browser.assert_no_problems();
}

fn one(page: &Page, row: &Row) {
    let (browser, id) = (&page.browser, row.id);
    let begun = std::time::Instant::now();
    browser.until(&format!("the lab {id}"), |browser| {
        let hash = browser.eval("return location.hash").to_string();
        if hash.contains(&format!("/labs/{id}\"")) { Ok(()) } else { Err(hash) }
    });
    browser.wait_for("aside.l .goal");
    play_to(page, row.second);
    assert_eq!(browser.count("aside.l .onward"), 0, "{id}: solved before anything was done");
    for left in [3, 2, 1] {
        page.press("aside.l", &format!("Hint ({left} left)"));
    }
    browser.wait_for_text("aside.l", "Hint 3.");
    match row.by {
        By::Lines => lines_of_hint(browser).iter().for_each(|line| enter(page, line)),
        By::Every(seconds) => enter_every(page, seconds, &lines_of_hint(browser)),
        By::Typed(lines) => lines.iter().for_each(|line| enter(page, line)),
        By::Hand(hand) => hand(page),
    }
    finish(page, id);
    (row.seen)(page);
    println!("{id}: {:.1} s", begun.elapsed().as_secs_f32());
}

/// Plays on until all goals are met, and stops.
fn finish(page: &Page, id: &str) {
    let browser = &page.browser;
    if has(page, "Run on to") {
        page.press("aside.l", "Run on to");
    } else if browser.count("aside.l .onward") == 0 {
        page.press(".tr", "3600 times");
        page.press(".tr", "Play");
    }
    browser.until_within(Duration::from_secs(60), &format!("{id}: the way on"), |browser| {
        let text = browser.text("aside.l").unwrap_or_default();
        if browser.count("aside.l .onward") == 1 { Ok(()) } else { Err(format!("{} {text}", page.clock())) }
    });
    browser.wait_for_text("aside.l", "Well done");
    browser.wait_for_text("aside.l .onward", "Questions about this");
    page.stop();
    // However far the panel is scrolled, the way on is in sight, and all of it; nothing else has to be scrolled.
    for top in [0, 10_000] {
        browser.eval_with("document.querySelector('aside.l').scrollTo(0, arguments[0])", vec![json!(top)]);
        let seen = browser.eval(
            "const way = document.querySelector('.onward a').getBoundingClientRect(),
                panel = document.querySelector('aside.l'), box = panel.getBoundingClientRect();
            return way.top >= box.top && way.bottom <= box.bottom && way.right <= box.right
                && panel.scrollWidth <= panel.clientWidth
                && document.scrollingElement.scrollHeight <= innerHeight",
        );
        assert_eq!(seen, json!(true), "{id}, scrolled to {top}");
    }
}
