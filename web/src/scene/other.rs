//! What can be added besides the plain kinds: a connector, a window, and tools of others on either side.

use engine::command::Tool;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    Connector,
    Analytics,
    /// A tool at a stream.
    Reads(Tool),
    Writes(Tool),
    /// A tool at a Firehose: refused, with the reason.
    ReadsFirehose(Tool),
}

impl Other {
    /// The first word of its name.
    pub fn stem(self) -> &'static str {
        match self {
            Other::Connector => "connector",
            Other::Analytics => "analytics",
            Other::Reads(tool) | Other::Writes(tool) | Other::ReadsFirehose(tool) => tool.word(),
        }
    }
}
