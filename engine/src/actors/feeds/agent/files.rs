//! The log file that an application writes, and its rotated elders.
//!
//! Lines are numbered through all files. Modelling choice: rotated files are kept until the agent has sent them.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::actors::feeds::lines::{LineMaker, Run};
use crate::command::feed::Rotate;
use crate::kernel::{Span, Time};

/// Rotated files that are still listed when the agent has sent them.
const REMEMBERED: usize = 3;

#[derive(Clone, Debug)]
pub struct LogFile {
    /// From 1.
    pub number: u64,
    pub first: u64,
    pub lines: u64,
    pub bytes: u64,
    pub opened: Time,
    /// Nothing is written to it any more.
    pub closed: bool,
}

impl LogFile {
    fn new(number: u64, first: u64, opened: Time) -> LogFile {
        LogFile { number, first, lines: 0, bytes: 0, opened, closed: false }
    }

    pub fn end(&self) -> u64 {
        self.first + self.lines
    }
}

#[derive(Clone, Debug)]
pub struct Files {
    runs: VecDeque<Run>,
    /// Oldest first; the last is written to.
    files: VecDeque<LogFile>,
    /// Lines, of all files.
    pub written: u64,
    pub bytes: u64,
    pub rotations: u64,
}

impl Files {
    pub fn new(now: Time) -> Files {
        let files = VecDeque::from([LogFile::new(1, 0, now)]);
        Files { runs: VecDeque::new(), files, written: 0, bytes: 0, rotations: 0 }
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &LogFile> {
        self.files.iter()
    }

    pub fn current(&self) -> &LogFile {
        self.files.back().expect("one file is written to")
    }

    /// Renames the file and begins a new one. Gives the number and the lines of the old one.
    pub fn rotate(&mut self, at: Time) -> (u64, u64) {
        let old = self.files.back_mut().expect("one file is written to");
        old.closed = true;
        let (number, lines) = (old.number, old.lines);
        self.files.push_back(LogFile::new(number + 1, self.written, at));
        self.rotations += 1;
        (number, lines)
    }

    /// The application writes `count` lines. Gives the files that were rotated meanwhile.
    pub fn write(
        &mut self,
        maker: &Arc<LineMaker>,
        count: u64,
        (now, least): (Time, Span),
        rotate: Rotate,
    ) -> Vec<(u64, u64)> {
        let mut rotated = Vec::new();
        if let Rotate::Every(span) = rotate
            && count > 0
            && now.since(self.current().opened) > span
            && self.current().lines > 0
        {
            // Modelling choice: a file is rotated when the first line after its time comes.
            let opened = self.current().opened;
            let spans = (now.since(opened).as_micros() - 1) / span.as_micros().max(1);
            rotated.push(self.rotate(opened + Span::micros(spans * span.as_micros())));
        }
        for _ in 0..count {
            let len = maker.line(self.written, now).len() as u64;
            let current = self.current();
            if let Rotate::At(size) = rotate
                && current.bytes > 0
                && current.bytes + len > size
                && now.since(current.opened) >= least
            {
                rotated.push(self.rotate(now));
            }
            let current = self.files.back_mut().expect("one file is written to");
            current.lines += 1;
            current.bytes += len;
            self.bytes += len;
            let file = current.number;
            match self.runs.back_mut() {
                Some(run) if run.file == file && run.made == now && Arc::ptr_eq(&run.maker, maker) => {
                    run.count += 1;
                }
                Some(_) | None => {
                    let run = Run { file, first: self.written, count: 1, made: now, maker: maker.clone() };
                    self.runs.push_back(run);
                }
            }
            self.written += 1;
        }
        rotated
    }

    /// A line that has not been forgotten, the number of its file, and when it was written.
    pub fn line(&self, number: u64) -> Option<(Vec<u8>, u64, Time)> {
        let at = self.runs.partition_point(|run| run.first + run.count <= number);
        let run = self.runs.get(at).filter(|run| run.first <= number)?;
        Some((run.maker.line(number, run.made), run.file, run.made))
    }

    /// Whether a file gets no more lines.
    pub fn is_closed(&self, number: u64) -> bool {
        self.current().number != number
    }

    /// Lines below this one are never read again.
    pub fn forget(&mut self, below: u64) {
        while self.runs.front().is_some_and(|run| run.first + run.count <= below) {
            self.runs.pop_front();
        }
        while self.files.len() > REMEMBERED + 1
            && self.files[REMEMBERED].end() <= below
            && self.files[REMEMBERED].closed
        {
            self.files.pop_front();
        }
    }
}
