//! ProcessingConfiguration: the steps that records of a delivery stream pass.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::names::{ACCOUNT, Name, REGION};

/// One step of the ProcessingConfiguration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Processor {
    /// RecordDeAggregation: one record becomes several.
    DeAggregate(SubRecords),
    Lambda {
        function: Name,
        /// NumberOfRetries.
        retries: Option<u64>,
        /// BufferSizeInMBs in thousandths (it may be 0.2), and BufferIntervalInSeconds.
        size_milli_mib: Option<u64>,
        interval_s: Option<u64>,
    },
    /// MetadataExtraction: a jq 1.6 expression that makes partition keys.
    Metadata { query: String },
    /// AppendDelimiterToRecord: a line feed behind each record.
    AppendDelimiter,
}

/// SubRecordType.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubRecords {
    Json,
    /// Parted by these bytes.
    Delimited(Vec<u8>),
}

impl Processor {
    /// Its Type and its Parameters, as the API writes them.
    pub fn parameters(&self) -> (&'static str, Vec<(&'static str, String)>) {
        match self {
            Processor::DeAggregate(SubRecords::Json) => {
                ("RecordDeAggregation", vec![("SubRecordType", "JSON".to_owned())])
            }
            Processor::DeAggregate(SubRecords::Delimited(bytes)) => {
                let kind = ("SubRecordType", "DELIMITED".to_owned());
                ("RecordDeAggregation", vec![kind, ("Delimiter", STANDARD.encode(bytes))])
            }
            Processor::Lambda { function, retries, size_milli_mib, interval_s } => {
                let arn = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}");
                let others = [
                    ("NumberOfRetries", retries.map(|retries| retries.to_string())),
                    ("BufferSizeInMBs", size_milli_mib.map(decimal)),
                    ("BufferIntervalInSeconds", interval_s.map(|seconds| seconds.to_string())),
                ];
                let others = others.into_iter().filter_map(|(name, value)| Some((name, value?)));
                ("Lambda", [("LambdaArn", arn)].into_iter().chain(others).collect())
            }
            Processor::Metadata { query } => {
                let engine = ("JsonParsingEngine", "JQ-1.6".to_owned());
                ("MetadataExtraction", vec![("MetadataExtractionQuery", query.clone()), engine])
            }
            Processor::AppendDelimiter => ("AppendDelimiterToRecord", Vec::new()),
        }
    }
}

/// Thousandths as a decimal number: `0.2`.
pub fn decimal(milli: u64) -> String {
    let text = format!("{}.{:03}", milli / 1_000, milli % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn thousandths_are_written_short() {
        assert_eq!([200, 1_000, 3_000, 256].map(decimal), ["0.2", "1", "3", "0.256"]);
    }
}
