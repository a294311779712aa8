//! What a destination asks for that its era did not know. The words and dates are those of the API's table, which
//! refuses a call before it comes here: a story's lines are read as today's.

use crate::command::{Compression, DeliverTo, Destination, Processor};
use crate::era::Era;
use crate::limits::{self, Limit};
use crate::refusal::Refusal;

/// # Errors
/// InvalidArgumentException with the date on which it came.
pub(super) fn known(destination: &Destination, era: Era) -> Result<(), Refusal> {
    let since = |limit: &'static Limit, there: bool, what: &str, when: &str| {
        if there && limit.at(era) == 0 {
            let text = format!("{what} is not known in the era {era}: it came in {when}");
            return Err(Refusal::invalid(text).met(limit, 0, 1));
        }
        Ok(())
    };
    let http = matches!(destination.to, DeliverTo::Http { .. });
    since(&limits::HTTP_SINCE, http, "HttpEndpointDestinationConfiguration", "July 2020")?;
    let buckets = [Some(&destination.s3), destination.backup.as_deref()];
    let hadoop = buckets.into_iter().flatten().any(|s3| s3.compression == Compression::HadoopSnappy);
    since(&limits::HADOOP_SNAPPY_SINCE, hadoop, "HADOOP_SNAPPY", "April 2020")?;
    let partitioned = destination.s3.partitioned;
    since(&limits::PARTITIONING_SINCE, partitioned, "DynamicPartitioningConfiguration", "August 2021")?;
    destination.processors.iter().try_for_each(|processor| {
        let kind = match processor {
            Processor::Lambda { .. } => return Ok(()),
            Processor::DeAggregate(_) => "RecordDeAggregation",
            Processor::Metadata { .. } => "MetadataExtraction",
            Processor::AppendDelimiter => "AppendDelimiterToRecord",
        };
        since(&limits::PARTITIONING_SINCE, true, kind, "August 2021")
    })
}
