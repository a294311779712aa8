//! What the page is seen on, and pictures of it.

use crate::session::Browser;
use serde_json::json;
use std::fs;
use std::path::PathBuf;
use xtask::root::at;

/// A viewport in CSS pixels; its name goes into file names.
pub struct Viewport {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
    /// Obeys the page's viewport meta tag, as phones do.
    pub mobile: bool,
}

/// What fades in is looked at when it is there: waits until no animation that ends is still running, and names those
/// that do not end in time.
const STILL: &str = "
    const running = () => document.getAnimations().filter((one) =>
        one.playState === 'running' && one.effect.getComputedTiming().iterations !== Infinity);
    const end = performance.now() + 4000;
    return new Promise((done) => (function look() {
        const left = running();
        if (left.length === 0) done('');
        else if (performance.now() < end) requestAnimationFrame(look);
        else done(left.map((one) => (one.animationName ?? one.transitionProperty ?? 'an animation') + ' of '
            + one.effect.target.cloneNode(false).outerHTML).join(' | '));
    })())";

pub const DESKTOP: Viewport = Viewport { name: "1440x900", width: 1440, height: 900, mobile: false };
pub const TABLET: Viewport = Viewport { name: "1024x768", width: 1024, height: 768, mobile: false };
pub const PHONE: Viewport = Viewport { name: "390x844", width: 390, height: 844, mobile: true };

impl Browser {
    /// Sets the viewport to the pixel: a window's own size would lose what its frame takes.
    #[track_caller]
    pub fn viewport(&self, viewport: &Viewport) {
        let Viewport { width, height, mobile, .. } = viewport;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// What the person's system prefers: `prefers-color-scheme: dark` or `light`.
    #[track_caller]
    pub fn prefer_dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] }),
        );
    }

    /// Fails if the page must be scrolled sideways. A phone's window grows with what is too wide for it, so the
    /// page is measured against the screen.
    #[track_caller]
    pub fn assert_as_wide_as(&self, screen: &Viewport, what: &str) {
        let wide = self.eval("return document.documentElement.scrollWidth");
        let Viewport { name, width, .. } = screen;
        assert!(wide.as_u64() <= Some((*width).into()), "{what}, {name}: {wide} pixels are too wide");
    }

    /// Waits until all animations that end have ended.
    #[track_caller]
    pub(crate) fn still(&self) {
        let left = self.eval(STILL);
        assert_eq!(left, "", "it still moves");
    }

    /// Writes what is in the viewport to artefacts/screenshots/NAME.png, as soon as nothing fades or slides any more.
    #[track_caller]
    pub fn screenshot(&self, name: &str) -> PathBuf {
        self.still();
        let png = self.ask("screenshot", async |client| client.screenshot().await);
        let file = picture(name);
        fs::create_dir_all(file.parent().expect("a folder"))
            .and_then(|()| fs::write(&file, png))
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        file
    }

    /// The last acts of a failing test: what it saw, and what the page complained of.
    pub(crate) fn leave_a_trace(&self) {
        let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
        if let Ok(png) = self.try_ask(async |client| client.screenshot().await) {
            let file = picture(&format!("failed-{test}"));
            let written = fs::create_dir_all(file.with_file_name("")).and_then(|()| fs::write(&file, png));
            if written.is_ok() {
                eprintln!("the page as it was: {}", file.display());
            }
        }
        let script = "return (window.__problems || []).join('\\n  ')";
        let said = self.try_ask(async |client| client.execute(script, vec![]).await).unwrap_or_default();
        if let Some(problems) = said.as_str().filter(|said| !said.is_empty()) {
            eprintln!("the page complained:\n  {problems}");
        }
    }
}

fn picture(name: &str) -> PathBuf {
    at("artefacts/screenshots").join(format!("{name}.png"))
}
