//! Pointer and keys, as W3C actions: the page sees what a hand would cause, and nothing a hand could not.

use crate::session::Browser;
use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::key::Key;
use serde_json::json;
use std::time::Duration;

/// In CSS pixels from the viewport's upper left corner.
pub type Point = (f64, f64);

/// Moves between the ends of a drag: enough for code that wants several pointermove before it believes in one.
const MOVES: u32 = 12;
/// About a frame, so that the page draws between two moves.
const PER_MOVE: Duration = Duration::from_millis(16);

impl Browser {
    /// The middle of the first element that matches, scrolled into view. Panics if there is none, or if
    /// something else lies over it there: a hand would touch that instead.
    #[track_caller]
    pub fn middle(&self, selector: &str) -> Point {
        let script = "
            const found = document.querySelector(arguments[0]);
            if (!found) return 'there is none';
            found.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
            const box = found.getBoundingClientRect();
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            const top = document.elementFromPoint(x, y);
            if (!top) return `its middle (${x}, ${y}) is outside the viewport`;
            if (top !== found && !found.contains(top) && !top.contains(found))
              return 'it is covered by ' + top.cloneNode(false).outerHTML;
            return [x, y];";
        let answer = self.eval_with(script, vec![json!(selector)]);
        match (answer[0].as_f64(), answer[1].as_f64()) {
            (Some(x), Some(y)) => (x, y),
            _ => panic!("cannot point at {selector}: {}", answer.as_str().unwrap_or("no answer")),
        }
    }

    /// Presses and lets go in the middle of `selector`.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        self.click_at(self.middle(selector));
    }

    #[track_caller]
    pub fn click_at(&self, point: Point) {
        let hand = mouse().then(to(point, Duration::ZERO)).then(DOWN).then(UP);
        self.perform(&format!("click at {point:?}"), hand);
    }

    /// Takes `from` by its middle and lets it go over the middle of `onto`.
    #[track_caller]
    pub fn drag(&self, from: &str, onto: &str) {
        // The target first: should it have to scroll, `from` is measured after that.
        let end = self.middle(onto);
        let begin = self.middle(from);
        assert_eq!(end, self.middle(onto), "{from} and {onto} are not both in view");
        self.drag_at(begin, end);
    }

    #[track_caller]
    pub fn drag_at(&self, begin: Point, end: Point) {
        self.perform(&format!("drag {begin:?} to {end:?}"), path(begin, end).then(UP));
    }

    /// A drag that is not let go, for looking at the page in the middle of it; `let_go` ends it.
    #[track_caller]
    pub fn hold_at(&self, begin: Point, end: Point) {
        self.perform(&format!("drag {begin:?} to {end:?}"), path(begin, end));
    }

    /// Lets go where the pointer is.
    #[track_caller]
    pub fn let_go(&self) {
        self.perform("let go", mouse().then(UP));
    }

    /// Moves the pointer over the middle of `selector`.
    #[track_caller]
    pub fn hover(&self, selector: &str) {
        let point = self.middle(selector);
        self.perform(&format!("hover over {selector}"), mouse().then(to(point, Duration::ZERO)));
    }

    /// Presses keys where the focus is: `Tab`, `Shift+Tab`, `Control+z`, `ArrowRight`, `a`.
    #[track_caller]
    pub fn press(&self, chord: &str) {
        // The last character is a key even if it is `+`.
        let cut = chord[..chord.len().saturating_sub(1)].rfind('+').map_or(0, |place| place + 1);
        let held: Vec<char> = chord[..cut].split('+').filter(|name| !name.is_empty()).map(key).collect();
        let last = key(&chord[cut..]);
        let mut hand = KeyActions::new("keys".to_string());
        for &value in held.iter().chain([&last]) {
            hand = hand.then(KeyAction::Down { value });
        }
        for &value in [&last].into_iter().chain(held.iter().rev()) {
            hand = hand.then(KeyAction::Up { value });
        }
        self.perform(chord, hand);
    }

    /// Types `text` where the focus is.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        let mut hand = KeyActions::new("keys".to_string());
        for value in text.chars() {
            hand = hand.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.perform(&format!("typing {text:?}"), hand);
    }

    #[track_caller]
    fn perform(&self, what: &str, hand: impl Into<Actions>) {
        let actions = hand.into();
        self.ask(what, async |client| client.perform_actions(actions).await);
    }
}

const DOWN: PointerAction = PointerAction::Down { button: MOUSE_BUTTON_LEFT };
const UP: PointerAction = PointerAction::Up { button: MOUSE_BUTTON_LEFT };

fn mouse() -> MouseActions {
    MouseActions::new("mouse".to_string())
}

fn to((x, y): Point, duration: Duration) -> PointerAction {
    PointerAction::MoveTo { duration: Some(duration), x, y }
}

fn path(begin: Point, end: Point) -> MouseActions {
    let mut hand = mouse().then(to(begin, Duration::ZERO)).then(DOWN);
    for done in 1..=MOVES {
        let share = f64::from(done) / f64::from(MOVES);
        let point = (begin.0 + (end.0 - begin.0) * share, begin.1 + (end.1 - begin.1) * share);
        hand = hand.then(to(point, PER_MOVE));
    }
    hand
}

/// A key by the name a page sees in `event.key`.
#[track_caller]
fn key(name: &str) -> char {
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return letter;
    }
    let known = match name {
        "Tab" => Key::Tab,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Space" => return ' ',
        "Shift" => Key::Shift,
        "Control" => Key::Control,
        "Alt" => Key::Alt,
        "Meta" => Key::Meta,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "Delete" => Key::Delete,
        "Backspace" => Key::Backspace,
        "F8" => Key::F8,
        _ => panic!("no key `{name}`: a letter, or a name as in event.key"),
    };
    known.into()
}
