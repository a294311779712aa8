//! Whether a destination's settings hold together, and the hints and retries that follow from them.

use super::buffer::Hints;
use super::key::Prefixes;
use crate::command::{
    Buffering, Compression, DeliverTo, Destination, Processor, S3Settings, SearchService, decimal,
};
use crate::era::Era;
use crate::event::Folder;
use crate::kernel::Span;
use crate::limits::{self, Limit};
use crate::refusal::{ErrorName, Refusal};

const MIB: u64 = 1_048_576;

/// The hints of every buffer of a delivery stream.
#[derive(Clone, Copy, Debug)]
pub struct AllHints {
    /// Of what goes to the destination.
    pub data: Hints,
    /// The largest size that a data buffer can be raised to.
    pub data_size_most: u64,
    /// Of what ends in a failure folder.
    pub failed: Hints,
    pub backup: Hints,
    /// Of what waits for the transform.
    pub transform: Hints,
}

/// A destination whose settings hold together.
pub(super) struct Checked {
    pub names: Prefixes,
    pub backup_names: Option<Prefixes>,
    pub hints: AllHints,
}

impl AllHints {
    /// Of what goes to a folder.
    pub fn of(&self, folder: Folder) -> Hints {
        match folder {
            Folder::Data => self.data,
            Folder::Backup => self.backup,
            Folder::ProcessingFailed
            | Folder::FormatConversionFailed
            | Folder::PartitionFailed
            | Folder::PartitionExceeded
            | Folder::OpenSearchFailed
            | Folder::SplunkFailed
            | Folder::HttpFailed
            | Folder::Manifest => self.failed,
        }
    }
}

/// What a destination's buffer may be set to.
struct Bounds {
    size: [&'static Limit; 3],
    interval: [&'static Limit; 3],
}

const S3: Bounds = Bounds {
    size: [&limits::BUFFER_SIZE_MIN, &limits::BUFFER_SIZE_DEFAULT, &limits::BUFFER_SIZE_MAX],
    interval: [&limits::BUFFER_INTERVAL_MIN, &limits::BUFFER_INTERVAL_DEFAULT, &limits::BUFFER_INTERVAL_MAX],
};

/// "Zero buffering is not available for S3 backup" (limits.md fh_buf_backup).
const BACKUP: Bounds = Bounds {
    size: S3.size,
    interval: [&limits::BACKUP_INTERVAL_MIN, &limits::BUFFER_INTERVAL_DEFAULT, &limits::BUFFER_INTERVAL_MAX],
};

const OPENSEARCH: Bounds = Bounds {
    size: [&limits::BUFFER_SIZE_MIN, &limits::BUFFER_SIZE_DEFAULT, &limits::OPENSEARCH_SIZE_MAX],
    interval: S3.interval,
};

const SPLUNK: Bounds = Bounds {
    size: [&limits::SPLUNK_SIZE_MIN, &limits::BUFFER_SIZE_DEFAULT, &limits::SPLUNK_SIZE_MAX],
    interval: [&limits::SPLUNK_INTERVAL_MIN, &limits::SPLUNK_INTERVAL_MAX, &limits::SPLUNK_INTERVAL_MAX],
};

const HTTP: Bounds = Bounds {
    size: [&limits::BUFFER_SIZE_MIN, &limits::BUFFER_SIZE_DEFAULT, &limits::HTTP_SIZE_MAX],
    interval: [&limits::BUFFER_INTERVAL_MIN, &limits::BUFFER_INTERVAL_DEFAULT, &limits::BUFFER_INTERVAL_MAX],
};

/// Between what the hints of a destination's data may be set: size in MiB and interval in seconds, least and most.
pub fn hint_bounds(destination: &Destination) -> [[&'static Limit; 2]; 2] {
    let bounds = match destination.to {
        DeliverTo::S3 | DeliverTo::Redshift { .. } => &S3,
        DeliverTo::OpenSearch { .. } => &OPENSEARCH,
        DeliverTo::Splunk { .. } => &SPLUNK,
        DeliverTo::Http { .. } => &HTTP,
    };
    let [mut size, mut interval] = [bounds.size, bounds.interval].map(|[least, _, most]| [least, most]);
    if destination.s3.conversion.is_some() {
        size[0] = &limits::CONVERSION_SIZE_MIN;
    }
    if destination.s3.partitioned {
        (size[0], interval[0]) = (&limits::PARTITION_SIZE_MIN, &limits::BACKUP_INTERVAL_MIN);
    }
    [size, interval]
}

impl Bounds {
    /// `path` is where the hints stand in the request.
    fn hints(&self, path: &str, asked: Option<Buffering>, era: Era) -> Result<Hints, Refusal> {
        let [size, interval] = [&self.size, &self.interval].map(|[_, default, _]| default.at(era));
        let Buffering { mib, seconds } = asked.unwrap_or(Buffering { mib: size, seconds: interval });
        let [least, _, most] = self.size;
        within(mib, (path, "bufferingHints.sizeInMBs"), (Some(least), most), era)?;
        let [least, _, most] = self.interval;
        within(seconds, (path, "bufferingHints.intervalInSeconds"), (Some(least), most), era)?;
        Ok(Hints { size: mib * MIB, interval: Span::seconds(seconds) })
    }
}

/// What the destination is called in the request. Modelling choice: UpdateDestination's names, which end in `Update`,
/// are not told apart.
fn path(to: &DeliverTo) -> &'static str {
    match to {
        DeliverTo::S3 => "extendedS3DestinationConfiguration",
        DeliverTo::Redshift { .. } => "redshiftDestinationConfiguration",
        DeliverTo::OpenSearch { service: SearchService::Elasticsearch, .. } => {
            "elasticsearchDestinationConfiguration"
        }
        DeliverTo::OpenSearch { service: SearchService::OpenSearch, .. } => {
            "amazonopensearchserviceDestinationConfiguration"
        }
        DeliverTo::Splunk { .. } => "splunkDestinationConfiguration",
        DeliverTo::Http { .. } => "httpEndpointDestinationConfiguration",
    }
}

/// Where the settings of the bucket stand: S3's are the destination's own.
fn s3_path(to: &DeliverTo) -> String {
    match to {
        DeliverTo::S3 => path(to).to_owned(),
        DeliverTo::Redshift { .. }
        | DeliverTo::OpenSearch { .. }
        | DeliverTo::Splunk { .. }
        | DeliverTo::Http { .. } => format!("{}.s3Configuration", path(to)),
    }
}

fn within(
    value: u64,
    (path, what): (&str, &str),
    (least, most): (Option<&'static Limit>, &'static Limit),
    era: Era,
) -> Result<(), Refusal> {
    let below = least.filter(|least| value < least.at(era));
    let (bound, limit) = if let Some(least) = below {
        ("greater than or equal to", least)
    } else if value > most.at(era) {
        ("less than or equal to", most)
    } else {
        return Ok(());
    };
    Err(Refusal::new(
        ErrorName::ValidationException,
        format!(
            "1 validation error detected: Value '{value}' at '{path}.{what}' failed to satisfy constraint: Member \
             must have value {bound} {}",
            limit.at(era)
        ),
    )
    .met(limit, limit.at(era), value))
}

/// # Errors
/// ValidationException for hints out of bounds, InvalidArgumentException for settings that exclude each other.
pub(super) fn check(destination: &Destination, era: Era) -> Result<Checked, Refusal> {
    let s3 = &destination.s3;
    excluded(destination)?;
    let names = Prefixes::parse(s3).map_err(Refusal::invalid)?;
    if matches!(destination.to, DeliverTo::Redshift { .. }) {
        names.check_redshift().map_err(Refusal::invalid)?;
    }
    let backup_names =
        destination.backup.as_deref().map(Prefixes::parse).transpose().map_err(Refusal::invalid)?;
    let at = path(&destination.to);
    let s3_hints = s3_hints(s3, &s3_path(&destination.to), era)?;
    let (data, most) = match &destination.to {
        DeliverTo::S3 | DeliverTo::Redshift { .. } => (s3_hints, &limits::BUFFER_SIZE_MAX),
        DeliverTo::OpenSearch { buffering, .. } => {
            (OPENSEARCH.hints(at, *buffering, era)?, &limits::OPENSEARCH_SIZE_MAX)
        }
        DeliverTo::Splunk { buffering, .. } => (SPLUNK.hints(at, *buffering, era)?, &limits::SPLUNK_SIZE_MAX),
        DeliverTo::Http { buffering, .. } => (HTTP.hints(at, *buffering, era)?, &limits::HTTP_SIZE_MAX),
    };
    retries(&destination.to, era)?;
    let backup = match &destination.backup {
        Some(s3) => BACKUP.hints(&format!("{at}.s3BackupConfiguration"), s3.buffering, era)?,
        None => s3_hints,
    };
    // Modelling choice: failed records wait under the hints of the bucket they go to, in a buffer of their own.
    let failed = Hints {
        interval: s3_hints.interval.max(Span::seconds(limits::BACKUP_INTERVAL_MIN.at(era))),
        ..s3_hints
    };
    let failed = match &destination.to {
        DeliverTo::S3 | DeliverTo::Redshift { .. } => s3_hints,
        DeliverTo::OpenSearch { .. } | DeliverTo::Splunk { .. } | DeliverTo::Http { .. } => failed,
    };
    let hints = AllHints {
        data,
        data_size_most: most.at(era) * MIB,
        failed,
        backup,
        transform: transform(destination, era)?,
    };
    Ok(Checked { names, backup_names, hints })
}

fn s3_hints(s3: &S3Settings, path: &str, era: Era) -> Result<Hints, Refusal> {
    let least = |limit: &'static Limit, why: &str, asked: u64| {
        let text =
            format!("BufferingHints.SizeInMBs must be at least {} when {why} is enabled.", limit.at(era));
        Err(Refusal::invalid(text).met(limit, limit.at(era), asked))
    };
    let Some(asked) = s3.buffering else {
        let default = Buffering {
            mib: limits::CONVERSION_SIZE_DEFAULT.at(era),
            seconds: limits::BUFFER_INTERVAL_DEFAULT.at(era),
        };
        let large = s3.conversion.is_some() || s3.partitioned;
        return S3.hints(path, large.then_some(default), era);
    };
    let hints = S3.hints(path, Some(asked), era)?;
    if s3.conversion.is_some() && asked.mib < limits::CONVERSION_SIZE_MIN.at(era) {
        return least(&limits::CONVERSION_SIZE_MIN, "record format conversion", asked.mib);
    }
    if s3.partitioned && asked.seconds < limits::BACKUP_INTERVAL_MIN.at(era) {
        let least = limits::BACKUP_INTERVAL_MIN.at(era);
        let text = format!(
            "BufferingHints.IntervalInSeconds must be at least {least} when dynamic partitioning is enabled."
        );
        return Err(Refusal::invalid(text).met(&limits::BACKUP_INTERVAL_MIN, least, asked.seconds));
    }
    if s3.partitioned && asked.mib < limits::PARTITION_SIZE_MIN.at(era) {
        return least(&limits::PARTITION_SIZE_MIN, "dynamic partitioning", asked.mib);
    }
    Ok(hints)
}

/// Settings that AWS refuses together (limits.md sections 15 and 16). Modelling choice of the words: most of AWS's
/// texts are not published.
fn excluded(destination: &Destination) -> Result<(), Refusal> {
    let s3 = &destination.s3;
    let refuse = |text: &str| Err(Refusal::invalid(text));
    if s3.conversion.is_some() && s3.compression != Compression::Uncompressed {
        return refuse("CompressionFormat must be UNCOMPRESSED when data format conversion is enabled.");
    }
    match &destination.to {
        DeliverTo::S3 => Ok(()),
        DeliverTo::Redshift { .. } => match s3.compression {
            Compression::Uncompressed | Compression::Gzip => Ok(()),
            Compression::Zip | Compression::Snappy | Compression::HadoopSnappy => refuse(
                "The compression formats SNAPPY and ZIP cannot be specified for Amazon Redshift destinations \
                 because they are not supported by the Amazon Redshift COPY operation that reads from the S3 bucket.",
            ),
        },
        DeliverTo::OpenSearch { .. } | DeliverTo::Splunk { .. } | DeliverTo::Http { .. } => Ok(()),
    }?;
    let s3_only = s3.conversion.is_some() || s3.partitioned;
    match &destination.to {
        DeliverTo::S3 => Ok(()),
        DeliverTo::Redshift { .. }
        | DeliverTo::OpenSearch { .. }
        | DeliverTo::Splunk { .. }
        | DeliverTo::Http { .. } => {
            if s3_only {
                return refuse(
                    "Dynamic partitioning and data format conversion are only for an Amazon S3 destination.",
                );
            }
            Ok(())
        }
    }
}

fn retries(to: &DeliverTo, era: Era) -> Result<(), Refusal> {
    let retry = match to {
        DeliverTo::S3 => None,
        DeliverTo::Redshift { retry, .. }
        | DeliverTo::OpenSearch { retry, .. }
        | DeliverTo::Splunk { retry, .. }
        | DeliverTo::Http { retry, .. } => *retry,
    };
    if let Some(span) = retry {
        let member = (path(to), "retryOptions.durationInSeconds");
        within(span.as_seconds(), member, (None, &limits::RETRY_MAX), era)?;
    }
    let DeliverTo::Splunk { acknowledged_within: Some(span), .. } = to else { return Ok(()) };
    let member = (path(to), "hECAcknowledgmentTimeoutInSeconds");
    within(span.as_seconds(), member, (Some(&limits::SPLUNK_ACK_MIN), &limits::SPLUNK_ACK_MAX), era)
}

/// The hints of the transform's buffer.
fn transform(destination: &Destination, era: Era) -> Result<Hints, Refusal> {
    let mut hints = Hints {
        size: limits::TRANSFORM_BUFFER.at(era),
        interval: Span::seconds(limits::TRANSFORM_INTERVAL.at(era)),
    };
    // limits.md fh_lambda_buffer_mb: 256 KB for Splunk.
    if matches!(destination.to, DeliverTo::Splunk { .. }) {
        hints.size = hints.size.min(limits::TRANSFORM_BUFFER_SPLUNK.at(era));
    }
    for processor in &destination.processors {
        let Processor::Lambda { size_milli_mib, interval_s, retries, .. } = processor else { continue };
        let most = limits::LAMBDA_RETRIES_MAX.at(era);
        if let Some(asked) = retries.filter(|asked| *asked > most) {
            // Modelling choice of the words: AWS's are not published.
            let text = format!("NumberOfRetries must be between 0 and {most}.");
            return Err(Refusal::invalid(text).met(&limits::LAMBDA_RETRIES_MAX, most, asked));
        }
        if let Some(milli) = size_milli_mib {
            let [least, most] = [&limits::TRANSFORM_SIZE_MIN, &limits::TRANSFORM_SIZE_MAX];
            let met = [least, most].into_iter().zip([*milli < least.at(era), *milli > most.at(era)]);
            if let Some((limit, _)) = met.into_iter().find(|(_, broken)| *broken) {
                let text = format!(
                    "BufferSizeInMBs must be between {} and {}.",
                    decimal(least.at(era)),
                    decimal(most.at(era))
                );
                return Err(Refusal::invalid(text).met(limit, limit.at(era), *milli));
            }
            hints.size = milli * MIB / 1_000;
        }
        if let Some(seconds) = interval_s {
            let most = limits::BUFFER_INTERVAL_MAX.at(era);
            let least = limits::BUFFER_INTERVAL_MIN.at(era);
            if !(least..=most).contains(seconds) {
                let text = format!("BufferIntervalInSeconds must be between {least} and {most}.");
                return Err(Refusal::invalid(text).met(&limits::BUFFER_INTERVAL_MAX, most, *seconds));
            }
            hints.interval = Span::seconds(*seconds);
        }
    }
    Ok(hints)
}

/// How long a destination is retried after its first failure.
pub(super) fn retry(to: &DeliverTo, era: Era) -> Span {
    let default = |limit: &Limit| Span::seconds(limit.at(era));
    match to {
        DeliverTo::S3 => default(&limits::S3_RETRY),
        DeliverTo::Redshift { retry, .. } => {
            retry.unwrap_or_else(|| default(&limits::REDSHIFT_RETRY_DEFAULT))
        }
        DeliverTo::OpenSearch { retry, .. }
        | DeliverTo::Splunk { retry, .. }
        | DeliverTo::Http { retry, .. } => retry.unwrap_or_else(|| default(&limits::RETRY_DEFAULT)),
    }
}
