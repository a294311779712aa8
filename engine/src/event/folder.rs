//! Where in a bucket an object goes, and which buffers lead there.

use serde::Serialize;

/// Where in a bucket an object goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Folder {
    /// Under the prefix.
    Data,
    /// Source records as they came: under the backup's prefix.
    Backup,
    /// What the transform could not do.
    ProcessingFailed,
    /// What is no JSON of the table's shape.
    FormatConversionFailed,
    /// What had no partition key.
    PartitionFailed,
    /// What was of one active partition too many.
    PartitionExceeded,
    /// Documents that were not indexed.
    OpenSearchFailed,
    SplunkFailed,
    HttpFailed,
    /// The names of objects that Redshift did not copy.
    Manifest,
}

impl Folder {
    pub const ALL: [Folder; 10] = [
        Folder::Data,
        Folder::Backup,
        Folder::ProcessingFailed,
        Folder::FormatConversionFailed,
        Folder::PartitionFailed,
        Folder::PartitionExceeded,
        Folder::OpenSearchFailed,
        Folder::SplunkFailed,
        Folder::HttpFailed,
        Folder::Manifest,
    ];

    /// Whether its objects hold the only copy of their records: a backup is a second one, a manifest has none.
    pub fn holds(self) -> bool {
        match self {
            Folder::Data
            | Folder::ProcessingFailed
            | Folder::FormatConversionFailed
            | Folder::PartitionFailed
            | Folder::PartitionExceeded
            | Folder::OpenSearchFailed
            | Folder::SplunkFailed
            | Folder::HttpFailed => true,
            Folder::Backup | Folder::Manifest => false,
        }
    }

    /// Whether it tells of records that did not arrive: theirs, or the names of objects that wait for them.
    pub fn holds_failures(self) -> bool {
        self.failed() || self == Folder::Manifest
    }

    /// Whether records fail into it after they left the buffer of data, and not before they came there.
    pub fn fails_late(self) -> bool {
        match self {
            Folder::FormatConversionFailed
            | Folder::OpenSearchFailed
            | Folder::SplunkFailed
            | Folder::HttpFailed => true,
            Folder::Data
            | Folder::Backup
            | Folder::ProcessingFailed
            | Folder::PartitionFailed
            | Folder::PartitionExceeded
            | Folder::Manifest => false,
        }
    }

    /// Whether what lies there did not arrive.
    pub fn failed(self) -> bool {
        self.holds() && self != Folder::Data
    }
}

/// A buffer of what goes out: its folder, and its partition if there are any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Out {
    pub folder: Folder,
    /// 0 where nothing is partitioned.
    pub partition: u32,
}

impl Out {
    pub fn of(folder: Folder) -> Out {
        Out { folder, partition: 0 }
    }
}
