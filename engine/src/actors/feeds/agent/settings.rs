//! What may be set of an agent, and between which bounds.

use std::sync::Arc;

use super::Agent;
use crate::actors::feeds::not_of;
use crate::command::feed::{FeedKind, FeedSetting, Rotate};
use crate::limits;
use crate::names::Name;
use crate::refusal::Refusal;
use crate::step::Step;

/// A bound of ours: what was in the file before the agent came.
const EXISTING_MOST: u64 = 1_000_000;
/// A line of filler may be longer than any record.
const LINE_MOST: u64 = 2 * 1_048_576;

impl Agent {
    pub(in crate::actors::feeds) fn set_size(&mut self, bytes: u64) -> Result<(), Refusal> {
        if bytes == 0 || bytes > LINE_MOST {
            return Err(Refusal::scene(format!("a line of {bytes} bytes: filler has 1 to {LINE_MOST}")));
        }
        Arc::make_mut(&mut self.maker).size = bytes;
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a new setting is no other actor's business")]
    pub(in crate::actors::feeds) fn set(
        &mut self,
        step: &Step<'_>,
        name: &Name,
        setting: &FeedSetting,
        first: bool,
    ) -> Result<(), Refusal> {
        let bound = |limit: &'static limits::Limit, what: &str, least: u64, asked: u64| {
            let most = limit.at(step.era);
            if asked < least || asked > most {
                let text = format!("{what} is {least} to {most} {}", limit.unit);
                return Err(Refusal::scene(text).met(limit, most, asked));
            }
            Ok(())
        };
        match setting {
            FeedSetting::Lines(lines) => Arc::make_mut(&mut self.maker).lines = *lines,
            FeedSetting::Host(_) | FeedSetting::File(_) | FeedSetting::Existing(_) if !first => {
                return Err(Refusal::scene(format!(
                    "`{}` is said in the agent's first line, and stays: another file or host is another flow, with a \
                     checkpoint of its own",
                    setting.word()
                )));
            }
            FeedSetting::Host(host) => self.host = host.clone(),
            FeedSetting::File(file) if !file.starts_with('/') => {
                return Err(Refusal::scene(format!("`{file}` is no filePattern: it begins with /")));
            }
            FeedSetting::File(file) => self.file.clone_from(file),
            FeedSetting::Existing(lines) if *lines > EXISTING_MOST => {
                return Err(Refusal::scene(format!(
                    "{lines} lines before the agent: at most {EXISTING_MOST}"
                )));
            }
            FeedSetting::Existing(lines) => self.existing = *lines,
            FeedSetting::Rotate(rotate) => {
                if let Rotate::Every(span) = rotate
                    && span.as_millis() < limits::AGENT_ROTATION.at(step.era)
                {
                    return Err(too_fast(step));
                }
                if *rotate == Rotate::At(0) {
                    return Err(Refusal::scene("a file of 0 bytes is rotated for ever: write 1B or more"));
                }
                self.rotate = *rotate;
            }
            FeedSetting::Initial(initial) => self.initial = *initial,
            FeedSetting::Process(process) => self.process = process.clone(),
            FeedSetting::MultiLine(start) => self.multiline.clone_from(start),
            FeedSetting::Partition(partition) => self.partition = *partition,
            FeedSetting::BufferAge(span) => {
                let least = limits::AGENT_BUFFER_AGE_MIN.at(step.era);
                bound(&limits::AGENT_BUFFER_AGE_MAX, "maxBufferAgeMillis", least, span.as_millis())?;
                self.buffer_age = *span;
            }
            FeedSetting::BufferRecords(records) => {
                bound(&limits::AGENT_BUFFER_RECORDS, "maxBufferSizeRecords", 1, *records)?;
                self.buffer_records = *records;
            }
            FeedSetting::BufferBytes(bytes) => {
                bound(&limits::AGENT_BUFFER_BYTES, "maxBufferSizeBytes", 1, *bytes)?;
                self.buffer_bytes = *bytes;
            }
            _ => return Err(not_of(FeedKind::Agent, name, setting)),
        }
        Ok(())
    }
}

pub(super) fn too_fast(step: &Step<'_>) -> Refusal {
    let least = limits::AGENT_ROTATION.at(step.era);
    Refusal::scene("the agent follows a file that is rotated at most once a second").met(
        &limits::AGENT_ROTATION,
        least,
        least.saturating_sub(1),
    )
}
