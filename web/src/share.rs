//! A scene on its way to somebody else: as a link, or as a file. What comes from outside is checked here, for both.

pub mod check;
pub mod link;

#[cfg(test)]
mod tests;
