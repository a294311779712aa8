//! The keys of the whole page. The stage has letters of its own, which act only while it has the focus.

use crate::model::{Msg, PresentMsg, TimeMsg};

/// A key that was pressed, and where the focus was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// `KeyboardEvent.key`
    pub key: String,
    /// Ctrl, or Command on a Mac.
    pub ctrl: bool,
    pub shift: bool,
    pub alt: bool,
    /// In a field that takes text or a number, where keys write.
    pub in_field: bool,
    /// The settings say that no key acts without Ctrl.
    pub single_off: bool,
    /// On a button, link or other thing that Space or an arrow acts on.
    pub on_control: bool,
}

/// What a key does here; `None` leaves it to the browser.
#[inline(never)]
pub fn shortcut(key: &Key) -> Option<Msg> {
    if key.key == "Escape" {
        return Some(Msg::Escape);
    }
    if key.in_field || key.alt {
        return None;
    }
    // No browser takes this key for itself.
    if key.key == "F8" && !key.ctrl {
        return Some(Msg::Present(PresentMsg::Open));
    }
    match (key.key.as_str(), key.ctrl) {
        ("k" | "K", true) => return Some(Msg::Find(true)),
        (_, false) if key.single_off => return None,
        ("/", false) => return Some(Msg::Find(true)),
        _ => {}
    }
    let time = match (key.key.as_str(), key.ctrl, key.shift) {
        ("z" | "Z", true, false) => TimeMsg::Undo,
        ("z" | "Z", true, true) | ("y", true, false) => TimeMsg::Redo,
        (_, true, _) => return None,
        (" ", false, false) if !key.on_control => TimeMsg::PlayPause,
        (",", false, _) => TimeMsg::Event { back: true },
        (".", false, _) => TimeMsg::Event { back: false },
        ("[", false, _) => TimeMsg::Marker { back: true },
        ("]", false, _) => TimeMsg::Marker { back: false },
        _ => return None,
    };
    Some(Msg::Time(time))
}

/// What a key, or a clicker that sends one, does in front of a room.
#[inline(never)]
pub fn clicker(key: &Key) -> Option<Msg> {
    if key.ctrl || key.alt || key.in_field {
        return None;
    }
    let present = match key.key.as_str() {
        "PageDown" | "ArrowRight" | "ArrowDown" => PresentMsg::Next,
        " " | "Enter" if !key.on_control => PresentMsg::Next,
        "PageUp" | "ArrowLeft" | "ArrowUp" => PresentMsg::Back,
        "b" | "B" | "." => PresentMsg::Black,
        "Escape" => PresentMsg::Leave,
        "p" | "P" => return Some(Msg::Time(TimeMsg::PlayPause)),
        _ => return None,
    };
    Some(Msg::Present(present))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: Key, time: Option<TimeMsg>) {
        assert_eq!(shortcut(&key), time.map(Msg::Time), "{key:?}");
    }

    fn key(key: &str) -> Key {
        Key { key: key.to_owned(), ..Key::default() }
    }

    #[test]
    fn keys_move_time() {
        check(key(" "), Some(TimeMsg::PlayPause));
        check(key(","), Some(TimeMsg::Event { back: true }));
        check(key("]"), Some(TimeMsg::Marker { back: false }));
        check(Key { ctrl: true, ..key("z") }, Some(TimeMsg::Undo));
        check(Key { ctrl: true, shift: true, ..key("Z") }, Some(TimeMsg::Redo));
        check(key("s"), None);
    }

    #[test]
    fn the_search_has_two_keys_and_single_ones_can_be_switched_off() {
        assert_eq!(shortcut(&key("/")), Some(Msg::Find(true)));
        assert_eq!(shortcut(&Key { in_field: true, ..key("/") }), None);
        assert_eq!(shortcut(&Key { ctrl: true, ..key("k") }), Some(Msg::Find(true)));
        for name in ["/", " ", ",", "["] {
            assert_eq!(shortcut(&Key { single_off: true, ..key(name) }), None, "{name}");
        }
        let off = |key: Key| Key { single_off: true, ctrl: true, ..key };
        assert_eq!(shortcut(&off(key("z"))), Some(Msg::Time(TimeMsg::Undo)));
        assert_eq!(shortcut(&off(key("k"))), Some(Msg::Find(true)));
        assert_eq!(shortcut(&Key { single_off: true, ..key("Escape") }), Some(Msg::Escape));
    }

    #[test]
    fn a_clicker_goes_on_back_and_makes_it_dark() {
        let does =
            |name: &str, msg: PresentMsg| assert_eq!(clicker(&key(name)), Some(Msg::Present(msg)), "{name}");
        for name in ["PageDown", "ArrowRight", " ", "Enter"] {
            does(name, PresentMsg::Next);
        }
        for name in ["PageUp", "ArrowLeft"] {
            does(name, PresentMsg::Back);
        }
        for name in ["b", "B", "."] {
            does(name, PresentMsg::Black);
        }
        does("Escape", PresentMsg::Leave);
        assert_eq!(clicker(&Key { on_control: true, ..key(" ") }), None, "a button keeps its space");
        assert_eq!(clicker(&Key { ctrl: true, ..key("b") }), None);
        assert_eq!(shortcut(&key("F8")), Some(Msg::Present(PresentMsg::Open)));
        assert_eq!(shortcut(&key("PageDown")), None, "only in front of a room");
    }

    #[test]
    fn a_field_keeps_its_keys_and_a_button_its_space() {
        check(Key { in_field: true, ..key(" ") }, None);
        check(Key { in_field: true, ctrl: true, ..key("z") }, None);
        check(Key { on_control: true, ..key(" ") }, None);
        check(Key { on_control: true, ..key(".") }, Some(TimeMsg::Event { back: false }));
        check(Key { alt: true, ..key(",") }, None);
        assert_eq!(shortcut(&Key { in_field: true, ..key("Escape") }), Some(Msg::Escape));
    }
}
