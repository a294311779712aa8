//! Lines that an application writes: made again from their numbers when somebody reads them.

use std::sync::Arc;

use crate::era::Era;
use crate::kernel::{Chance, Time};
use crate::names::Name;
use crate::payload::Lines;

/// Makes the lines of one application, as it was set when they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineMaker {
    pub by: Name,
    pub era: Era,
    pub lines: Lines,
    /// Letters of a line of filler.
    pub size: u64,
    pub chance: Chance,
}

impl LineMaker {
    /// With the line feed at its end.
    pub fn line(&self, number: u64, made: Time) -> Vec<u8> {
        self.lines.line(number, (self.era, made), self.size, &self.by, &self.chance)
    }
}

/// Lines that were written at one instant into one file.
#[derive(Clone, Debug)]
pub struct Run {
    pub file: u64,
    pub first: u64,
    pub count: u64,
    pub made: Time,
    pub maker: Arc<LineMaker>,
}
