//! What the journeys share: opening the page, and reaching things by what a person reads on them.

pub use browser::link;
use browser::{Browser, DESKTOP, Viewport, dist, serve};
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// The longest that a journey plays on for one thing.
const PLAYED: Duration = Duration::from_secs(90);

/// The page, open in a browser of its own.
pub struct Page {
    pub browser: Browser,
    url: String,
    _server: xtask::server::Server,
}

impl Page {
    /// Opens the site at a hash route and waits until the engine draws.
    #[track_caller]
    pub fn open(route: &str) -> Page {
        let page = Page::of(&dist());
        page.go(route);
        page
    }

    /// A site, of which nothing is open yet.
    #[track_caller]
    pub fn of(site: &Path) -> Page {
        let server = serve(site, "");
        let browser = Browser::start();
        let page = Page { url: server.url(), browser, _server: server };
        page.browser.viewport(&DESKTOP);
        page
    }

    #[track_caller]
    pub fn go(&self, route: &str) {
        self.browser.open(&format!("{}{route}", self.url));
        self.ready();
    }

    /// The module is there and has drawn its first page. The picture that stands there before it has a `#main`
    /// too, and even a card that says "is full", but nothing of it can be focused.
    #[track_caller]
    pub fn ready(&self) {
        self.browser.wait_for("#main[tabindex]");
        // Lessons, labs and questions are fetched when a page first needs them.
        self.browser.until("the page's content", |browser| {
            let script = "return [...document.querySelectorAll('#main [role=status]')]
                .some((it) => /^Loading (lessons|questions)/.test(it.textContent))";
            if browser.eval(script) == false { Ok(()) } else { Err("it is being loaded".to_owned()) }
        });
    }

    /// Clicks what a person would call `text`: a button, link or label within `scope`.
    #[track_caller]
    pub fn press(&self, scope: &str, text: &str) {
        self.browser.until(&format!("`{text}` within {scope}"), |browser| {
            let script = "const [scope, text] = arguments;
                const fits = (e) => [e.getAttribute('aria-label'), e.innerText, e.textContent]
                    .some((t) => t && t.trim().startsWith(text));
                const all = [...document.querySelectorAll(scope)].flatMap((root) =>
                    [...root.querySelectorAll('button, a, label, [role=button], [role=tab], option')]);
                document.querySelectorAll('[data-pressed]').forEach((e) => e.removeAttribute('data-pressed'));
                const one = all.find((e) => fits(e) && e.getClientRects().length > 0);
                if (!one) return all.map((e) => (e.getAttribute('aria-label') || e.textContent).trim()).join(' | ');
                one.setAttribute('data-pressed', '');
                return true";
            let found = browser.eval_with(script, vec![json!(scope), json!(text)]);
            if found == json!(true) { Ok(()) } else { Err(format!("there are: {found}")) }
        });
        self.browser.click("[data-pressed]");
    }

    /// A free place on the lane of a shard of `orders`: the middle is where the cut runs.
    #[track_caller]
    pub fn lane(&self, shard: u32) -> (f64, f64) {
        let script = "const r = document.querySelector(arguments[0]).getBoundingClientRect();
            return [r.x + r.width * 0.6, r.y + r.height * 0.2]";
        let place = self.browser.eval_with(script, vec![json!(format!("#on-stage-shard-orders-{shard}"))]);
        (place[0].as_f64().expect("a lane"), place[1].as_f64().expect("a lane"))
    }

    /// Opens a file of the site that is not the page: nothing of it runs there.
    #[track_caller]
    pub fn open_file(&self, file: &str) {
        self.browser.open(&format!("{}{file}", self.url));
    }

    /// Chooses a file in a field for files.
    #[track_caller]
    pub fn choose(&self, field: &str, path: &Path) {
        self.browser.wait_for(field);
        let document = self.browser.devtools("DOM.getDocument", json!({}));
        let asked = json!({ "nodeId": document["root"]["nodeId"], "selector": field });
        let found = self.browser.devtools("DOM.querySelector", asked);
        let chosen = json!({ "files": [path], "nodeId": found["nodeId"] });
        self.browser.devtools("DOM.setFileInputFiles", chosen);
    }

    /// Types a line into the terminal and sends it.
    #[track_caller]
    pub fn typed(&self, line: &str) {
        // What was done before may still move it, and then a click goes beside it.
        self.browser.until("the terminal's line", |browser| {
            browser.click("#terminal-in");
            let focused = browser.eval("return document.activeElement.id");
            if focused == json!("terminal-in") { Ok(()) } else { Err(focused.to_string()) }
        });
        self.browser.type_text(line);
        self.browser.press("Enter");
        self.browser.wait_for_text("#terminal-out", line);
    }

    /// The clock in milliseconds.
    #[track_caller]
    pub fn clock(&self) -> u64 {
        let text = self.browser.text("#clock").expect("the clock");
        let parts: Vec<u64> =
            text.split([':', '.']).map(|part| part.trim().parse().expect("a clock")).collect();
        ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1_000 + parts[3]
    }

    /// Whether time goes on.
    #[track_caller]
    pub fn playing(&self) -> bool {
        self.browser.attribute("#play", "aria-label").as_deref() == Some("Pause")
    }

    /// Stops time, if it goes on.
    #[track_caller]
    pub fn stop(&self) {
        if self.playing() {
            self.press(".tr", "Pause");
        }
    }

    /// Plays at a speed ("60 times") until the text of `scope` is `so`, and stops. Each look reads the text once, for
    /// two readings may see two moments; what is not there reads as nothing.
    #[track_caller]
    pub fn play_until(&self, speed: &str, what: &str, scope: &str, so: impl Fn(&str) -> bool) {
        self.press(".tr", speed);
        self.play_while(what, || {
            let text = self.browser.text(scope).unwrap_or_default();
            if so(&text) { Ok(()) } else { Err(text) }
        });
    }

    /// Plays at a speed until the clock is past so many milliseconds, and stops.
    #[track_caller]
    pub fn play_past(&self, speed: &str, millis: u64) {
        self.press(".tr", speed);
        self.play_on_past(millis);
    }

    /// The same at the speed that is set.
    #[track_caller]
    pub fn play_on_past(&self, millis: u64) {
        self.play_while(&format!("{millis} ms"), || {
            if self.clock() > millis { Ok(()) } else { Err(String::new()) }
        });
    }

    #[track_caller]
    fn play_while(&self, what: &str, look: impl Fn() -> Result<(), String>) {
        if !self.playing() {
            self.press(".tr", "Play");
        }
        self.browser
            .until_within(PLAYED, what, |_| look().map_err(|text| format!("{} {text:?}", self.clock())));
        self.stop();
    }

    /// Each size in light and dark: `before` brings what is meant into sight, then a picture, then axe: in the dark
    /// for contrast alone, the rest is the same.
    #[track_caller]
    pub fn looks(&self, views: &[&Viewport], name: &str, before: impl Fn(&Viewport)) {
        // The stage is laid out anew for another width: until nothing changes for some frames, and while a scene plays,
        // which always changes, for a moment.
        let settled = "
            const shape = () => [innerWidth, document.documentElement.scrollHeight, document.querySelectorAll('*').length,
                document.querySelector('#stage svg')?.getAttribute('viewBox')].join();
            const plays = document.querySelector('#play')?.getAttribute('aria-label') === 'Pause';
            const end = performance.now() + (plays ? 400 : 8000);
            let [before, same] = [shape(), 0];
            return new Promise((done) => (function look() {
                const now = shape();
                same = now === before ? same + 1 : 0;
                before = now;
                if (same >= 6 || performance.now() > end) done(); else requestAnimationFrame(look);
            })())";
        for viewport in views {
            self.browser.viewport(viewport);
            for dark in [false, true] {
                self.browser.prefer_dark(dark);
                self.browser.eval(settled);
                before(viewport);
                self.popover_in_sight(viewport);
                let theme = if dark { "dark" } else { "light" };
                self.browser.screenshot(&format!("{name}-{}-{theme}", viewport.name));
                if dark { self.browser.assert_contrast() } else { self.browser.assert_accessible() }
            }
        }
        self.browser.viewport(&DESKTOP);
        self.browser.prefer_dark(false);
        self.browser.eval(settled);
    }

    /// What pops up over the page is seen: nothing lies over its middle, and it does not leave the window.
    #[track_caller]
    fn popover_in_sight(&self, viewport: &Viewport) {
        let script = "return [...document.querySelectorAll('.menu.pop, .share.card, dialog:modal')].flatMap((it) => {
            const at = it.getBoundingClientRect();
            const top = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
            const whole = at.left >= 0 && at.right <= innerWidth + 1 && at.top >= 0 && at.bottom <= innerHeight + 1;
            return whole && top && (top === it || it.contains(top)) ? []
                : [`${it.id || it.className}: ${Math.round(at.left)}–${Math.round(at.right)}, ` + (top?.outerHTML.slice(0, 80) ?? 'outside')];
        })";
        self.browser.until(&format!("what pops up is in sight, {}", viewport.name), |browser| {
            let hidden = browser.eval(script);
            if hidden == json!([]) { Ok(()) } else { Err(hidden.to_string()) }
        });
    }

    /// Waits until the first refusal has paused the scene.
    #[track_caller]
    pub fn at_the_first_refusal(&self) {
        self.browser.until_within(Duration::from_secs(25), "the pause at the first refusal", |browser| {
            match browser.text(".hookq") {
                Some(text) if text.contains("is full") && !self.playing() => Ok(()),
                text => Err(format!("{text:?} at {}", self.clock())),
            }
        });
    }
}
