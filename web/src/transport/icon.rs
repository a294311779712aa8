//! The signs on the buttons, drawn: no font is trusted to have them.

use yew::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Start,
    SecondBack,
    EventBack,
    Play,
    Pause,
    Event,
    Second,
    Undo,
    Redo,
    Flag,
    Fork,
}

impl Icon {
    /// On a square of 16.
    fn path(self) -> &'static str {
        match self {
            Icon::Start => "M3 3h2v10H3zM14 3v10L6 8z",
            Icon::SecondBack => "M8 3v10L1 8zM15 3v10L8 8z",
            Icon::EventBack => "M12 3v10L4 8z",
            Icon::Play => "M4 2v12l10-6z",
            Icon::Pause => "M3 2h3.5v12H3zM9.5 2H13v12H9.5z",
            Icon::Event => "M4 3v10l8-5z",
            Icon::Second => "M1 3v10l7-5zM8 3v10l7-5z",
            Icon::Undo => "M6 2v3h4a4.5 4.5 0 0 1 0 9H6v-2h4a2.5 2.5 0 0 0 0-5H6v3L1.5 6z",
            Icon::Redo => "M10 2v3H6a4.5 4.5 0 0 0 0 9h4v-2H6a2.5 2.5 0 0 1 0-5h4v3l4.5-4z",
            Icon::Flag => "M3 1.5h1.5V3H13l-2.5 3L13 9H4.5v5.5H3z",
            Icon::Fork => {
                "M3 1.5h2v2.6a3 3 0 0 0 3 2.4 3 3 0 0 0 3-2.4V1.5h2v2.6a5 5 0 0 1-4 4.3v6.1H7V8.4a5 5 0 0 1-4-4.3z"
            }
        }
    }

    pub fn draw(self) -> Html {
        html! {
            <svg viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true" focusable="false">
                <path d={self.path()} />
            </svg>
        }
    }
}
