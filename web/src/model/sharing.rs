//! A scene on its way out of the page, or into it.

/// The menu "Share…".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sharing {
    pub open: bool,
    /// The link opens at the instant at which it was made, and stands still there.
    pub at_instant: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShareMsg {
    /// Opens or closes the menu.
    Menu,
    AtInstant(bool),
    /// The scene's story, as a link or as a file.
    Send(What),
    Draw(Picture),
    /// A file was chosen or dropped: its name, and what it holds or why that cannot be read.
    Brought(String, Result<Vec<u8>, String>),
    /// The picture could not be made.
    NoPicture(String),
}

/// How a story leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Link,
    /// The lines that show it in another page.
    Frame,
    File,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    Svg,
    /// Twice as large, in pixels.
    Png,
}
