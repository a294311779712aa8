//! The Kinesis Agent: one flow of its configuration, and the log file that the flow follows.
//!
//! The application writes lines; the agent looks every 100 ms, reads on, makes records of lines, gathers them in a
//! buffer, and sends a buffer when it is full or old enough. Its checkpoint moves when a whole buffer was taken. Killed
//! and started again it reads on from the checkpoint: nothing is lost, and only of a buffer that was taken in part are
//! records sent once more; so are those of a call that nobody answers. Modelling choice: one call of a flow at a time,
//! calls that are answered take no time, back-off has no jitter.
//! Absent: several files of one pattern that grow at the same time, files that are deleted unread.

mod buffers;
mod files;
mod process;
mod settings;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

pub use buffers::Buffer;
pub use files::LogFile;

use self::buffers::Entry;
use self::files::Files;
use super::About;
use super::lines::LineMaker;
use crate::actors::Services;
use crate::actors::line::Line;
use crate::command::Target;
use crate::command::feed::{Initial, PartitionBy, Process, Rotate};
use crate::event::{FeedTells, What};
use crate::hash;
use crate::kernel::{Chance, Span, Time};
use crate::limits;
use crate::names::Name;
use crate::payload::{LineKind, Lines};
use crate::record::{Again, Stored};
use crate::refusal::Refusal;
use crate::step::Step;

#[derive(Clone, Debug)]
pub struct Agent {
    pub host: Name,
    pub file: String,
    pub existing: u64,
    pub rotate: Rotate,
    pub initial: Initial,
    pub process: Process,
    pub multiline: Option<String>,
    pub partition: PartitionBy,
    pub buffer_age: Span,
    pub buffer_records: u64,
    pub buffer_bytes: u64,
    maker: Arc<LineMaker>,
    files: Files,
    pub running: bool,
    /// The next line that it reads.
    pub read: u64,
    /// Every line below it was sent or passed over.
    pub checkpoint: Option<u64>,
    /// Lines that it never reads: they were there before it, or came while it was down and had no checkpoint.
    pub skipped: u64,
    open: Buffer,
    /// Full buffers, oldest first.
    queue: VecDeque<Buffer>,
    failures: u32,
    retry_at: Option<Time>,
    pub line: Line,
    /// socketTimeoutMillis.
    pub timeout: Span,
    /// Until when it waits for an answer that will not come.
    silent_until: Option<Time>,
    /// Records that the service has of what was cut short by a crash, by their first lines.
    had: BTreeMap<u64, Again>,
    /// Records that were taken, by their first lines, of a buffer that a crash cut short: they are sent once more.
    repeats: BTreeMap<u64, u64>,
    pub tally: AgentTally,
    /// The last record: its lines, and what became of them.
    pub last: Option<(Vec<u8>, Vec<u8>)>,
}

/// Sums over the whole story.
#[derive(Clone, Copy, Debug, Default)]
pub struct AgentTally {
    /// Lines of records that were taken, repeated ones too.
    pub lines_sent: u64,
    pub records_sent: u64,
    /// Lines that LOGTOJSON could not read.
    pub filtered: u64,
    pub truncated: u64,
    /// Lines that were taken once more after a crash.
    pub repeated: u64,
    /// Records that were taken once more.
    pub doubled: u64,
    /// The agent's own metrics.
    pub bytes_sent: u64,
    pub attempts: u64,
    pub errors: u64,
    pub service_errors: u64,
}

impl Agent {
    pub(super) fn new(step: &Step<'_>, name: &Name, chance: &Chance) -> Agent {
        let lines = Lines::of(LineKind::AccessLog);
        let maker = LineMaker { by: name.clone(), era: step.era, lines, size: 100, chance: chance.clone() };
        Agent {
            host: name.clone(),
            file: format!("/var/log/{name}.log*"),
            existing: 0,
            rotate: Rotate::Never,
            initial: Initial::EndOfFile,
            process: Process::None,
            multiline: None,
            partition: PartitionBy::Random,
            buffer_age: Span::millis(limits::AGENT_BUFFER_AGE.at(step.era)),
            buffer_records: limits::AGENT_BUFFER_RECORDS.at(step.era),
            buffer_bytes: limits::AGENT_BUFFER_BYTES.at(step.era),
            maker: Arc::new(maker),
            files: Files::new(step.now),
            running: true,
            read: 0,
            checkpoint: None,
            skipped: 0,
            open: Buffer::default(),
            queue: VecDeque::new(),
            failures: 0,
            retry_at: None,
            line: Line::default(),
            timeout: Span::millis(limits::AGENT_TIMEOUT.at(step.era)),
            silent_until: None,
            had: BTreeMap::new(),
            repeats: BTreeMap::new(),
            tally: AgentTally::default(),
            last: None,
        }
    }

    /// All that may be said of it is said: the agent finds its file.
    pub(super) fn begin(&mut self, step: &Step<'_>) {
        self.files.write(&self.maker, self.existing, (step.now, Span::SECOND), Rotate::Never);
        if self.initial == Initial::EndOfFile {
            self.skipped = self.existing;
            self.read = self.existing;
        }
        self.open.end = self.read;
    }

    pub fn lines(&self) -> Lines {
        self.maker.lines
    }

    pub fn line_size(&self) -> u64 {
        self.maker.size
    }

    /// Lines written, by all files.
    pub fn written(&self) -> u64 {
        self.files.written
    }

    pub fn bytes_written(&self) -> u64 {
        self.files.bytes
    }

    pub fn rotations(&self) -> u64 {
        self.files.rotations
    }

    pub fn log_files(&self) -> impl DoubleEndedIterator<Item = &LogFile> {
        self.files.iter()
    }

    pub fn buffers(&self) -> impl Iterator<Item = &Buffer> {
        self.queue.iter().chain([&self.open])
    }

    pub fn full_buffers(&self) -> usize {
        self.queue.len()
    }

    /// The buffer that is being filled.
    pub fn filling(&self) -> &Buffer {
        &self.open
    }

    /// Records of a call that nobody has answered yet.
    pub fn unanswered(&self) -> u64 {
        self.silent_until.map_or(0, |_| self.queue.front().map_or(0, Buffer::waiting))
    }

    pub fn retry_at(&self) -> Option<Time> {
        self.retry_at
    }

    /// Lines that were taken before a crash and will be sent once more.
    pub fn repeats_due(&self) -> u64 {
        self.repeats.values().sum()
    }

    /// The process is killed: what it had in memory is gone.
    pub(super) fn crash(&mut self, step: &mut Step<'_>, name: &Name) -> Result<(), Refusal> {
        if !self.running {
            return Err(Refusal::scene(format!("agent {name} is down already")));
        }
        let buffered = self.buffers().map(Buffer::waiting).sum();
        for buffer in self.queue.iter().chain([&self.open]) {
            self.tally.filtered -= buffer.filtered;
            self.repeats.extend(buffer.taken());
            self.had.extend(buffer.had());
        }
        if self.silent_until.take().is_some() {
            self.line.counts.unknown += self.queue.front().map_or(0, Buffer::waiting);
        }
        self.queue.clear();
        self.running = false;
        self.read = self.checkpoint.unwrap_or(self.start());
        self.open = Buffer { end: self.read, ..Buffer::default() };
        (self.failures, self.retry_at) = (0, None);
        step.emit(What::FeedTold { by: name.clone(), tells: FeedTells::Crashed { buffered } });
        Ok(())
    }

    /// Where it begins without a checkpoint.
    #[inline(never)]
    fn start(&self) -> u64 {
        if self.initial == Initial::EndOfFile { self.skipped } else { 0 }
    }

    pub(super) fn restart(&mut self, step: &mut Step<'_>, name: &Name) -> Result<(), Refusal> {
        if self.running {
            return Err(Refusal::scene(format!("agent {name} is running")));
        }
        self.running = true;
        if self.checkpoint.is_none() && self.initial == Initial::EndOfFile {
            // As the agent's source does: without a checkpoint it begins at the end, whatever came meanwhile.
            let sent: u64 = std::mem::take(&mut self.repeats).values().sum();
            self.skipped = self.written() - sent;
            self.read = self.written();
        }
        self.open.end = self.read;
        let tells = FeedTells::Restarted { from: self.read, checkpoint: self.checkpoint.is_some() };
        step.emit(What::FeedTold { by: name.clone(), tells });
        Ok(())
    }

    pub(super) fn rotate_now(&mut self, step: &mut Step<'_>, name: &Name) -> Result<(), Refusal> {
        let current = self.files.current();
        let young = step.now.since(current.opened).as_millis() < limits::AGENT_ROTATION.at(step.era);
        if young && current.number > 1 {
            return Err(settings::too_fast(step));
        }
        let (file, lines) = self.files.rotate(step.now);
        step.emit(What::FeedTold { by: name.clone(), tells: FeedTells::FileRotated { file, lines } });
        Ok(())
    }

    /// The application writes `new` lines, and the agent does all that is due. Gives the next instant at which
    /// something is due besides new lines.
    pub(super) fn tick(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        about: About<'_>,
        new: u64,
    ) -> Option<Time> {
        let least = Span::millis(limits::AGENT_ROTATION.at(step.era));
        for (file, lines) in self.files.write(&self.maker, new, (step.now, least), self.rotate) {
            step.emit(What::FeedTold {
                by: about.name.clone(),
                tells: FeedTells::FileRotated { file, lines },
            });
        }
        if !self.running {
            return None;
        }
        loop {
            let before = (self.read, self.queue.len(), self.checkpoint);
            self.read_on(step, about);
            self.close_aged(step.now);
            self.send(step, services, about);
            if before == (self.read, self.queue.len(), self.checkpoint) {
                break;
            }
        }
        self.files.forget(self.checkpoint.unwrap_or(self.start()));
        let aged = self.open.since.map(|since| since + self.buffer_age);
        let retry = if self.queue.is_empty() { None } else { self.retry_at };
        [aged, retry, self.silent_until].into_iter().flatten().min()
    }

    /// Reads what is in the files until it has caught up or its queue is full.
    fn read_on(&mut self, step: &Step<'_>, about: About<'_>) {
        let queue = limits::AGENT_QUEUE.at(step.era);
        while (self.queue.len() as u64) < queue
            && let Some((lines, data, made)) = self.next_record()
        {
            let first = self.read;
            self.read += lines;
            let Some(mut done) = process::process(&self.process, &data) else {
                self.tally.filtered += lines;
                self.open.filtered += lines;
                self.open.end = self.read;
                continue;
            };
            let key = match about.to {
                Target::Stream(_) => self.key(first, &done),
                Target::Firehose(_) | Target::Function(_) => String::new(),
            };
            let most = match about.to {
                Target::Stream(_) => limits::AGENT_RECORD_BYTES.at(step.era) - key.len() as u64,
                Target::Firehose(_) | Target::Function(_) => limits::FIREHOSE_RECORD_BYTES.at(step.era),
            };
            if done.len() as u64 > most {
                // truncatedRecordTerminator is a line feed unless another is set.
                done.truncate(usize::try_from(most - 1).expect("a record is below 4 GiB"));
                done.push(b'\n');
                self.tally.truncated += 1;
            }
            self.last = Some((data, done.clone()));
            let entry = Entry {
                first,
                lines,
                made,
                taken: false,
                had: self.had.get(&first).copied(),
                record: Stored { key, data: done, explicit_hash_key: None },
            };
            if self.open.records() > 0 && self.open.bytes + entry.size() > self.buffer_bytes {
                self.close(first);
            }
            self.open.push(entry, step.now);
            self.open.end = self.read;
            if self.open.records() >= self.buffer_records || self.open.bytes >= self.buffer_bytes {
                self.close(self.read);
            }
        }
    }

    /// The buffer is full or old: the next one begins at a line.
    fn close(&mut self, end: u64) {
        self.open.end = end;
        let full = std::mem::replace(&mut self.open, Buffer { end, ..Buffer::default() });
        self.queue.push_back(full);
    }

    fn close_aged(&mut self, now: Time) {
        if self.open.since.is_some_and(|since| now.since(since) >= self.buffer_age) {
            self.close(self.read);
        }
    }

    /// The lines of the next record: how many, their bytes, when the first was written. `None`: there is none yet, or
    /// its end is not in the file yet.
    fn next_record(&self) -> Option<(u64, Vec<u8>, Time)> {
        let (mut data, file, made) = self.files.line(self.read)?;
        let Some(start) = &self.multiline else { return Some((1, data, made)) };
        let mut lines = 1;
        loop {
            match self.files.line(self.read + lines) {
                // A record ends with its file.
                Some((_, next, _)) if next != file => return Some((lines, data, made)),
                Some((line, ..)) if line.starts_with(start.as_bytes()) => return Some((lines, data, made)),
                Some((line, ..)) => {
                    data.extend(line);
                    lines += 1;
                }
                None if self.files.is_closed(file) => return Some((lines, data, made)),
                None => return None,
            }
        }
    }

    /// As the agent's source: RANDOM is a number below a million, DETERMINISTIC the MD5 of the data.
    fn key(&self, first: u64, data: &[u8]) -> String {
        match self.partition {
            PartitionBy::Deterministic => format!("{:032x}", hash::md5(data)),
            PartitionBy::Random => {
                let mut draw = self.maker.chance.at(first ^ 1 << 61);
                format!("{}.{:09}", draw.below(1_000_000), draw.below(1_000_000_000))
            }
        }
    }
}
