//! A person at the page, for tests: a real Chromium without a window, its pointer, its keys, its eyes.
//!
//! Promises: every call ends, by itself or by a limit that names what was waited for; nothing started here
//! outlives the test, even one that panics; a click or a drag is what a person could do (the point must be
//! inside the viewport and not covered); a test that fails leaves a screenshot.
//!
//! Absent: futures (a test is read from top to bottom), other browsers, network stubs, retries of a failed test.
//! A call that cannot do what it says panics, with the caller's line: these are tests.

mod accessibility;
mod command;
mod driver;
mod input;
mod look;
mod problems;
mod session;
mod site;
mod wait;

pub use look::{DESKTOP, PHONE, TABLET, Viewport};
pub use session::Browser;
pub use site::{dist, link, serve};
