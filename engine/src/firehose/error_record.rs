//! The lines of `processing-failed`: one JSON object for each record that the transform could not do.

use crate::era::Era;
use crate::kernel::Time;
use crate::lambda;
use crate::lambda::wire::base64;
use crate::names::Name;

/// The folder of the bucket; its name changed with the eras (checklist F01).
pub fn failure_folder(era: Era) -> &'static str {
    match era {
        Era::Y2018 => "processing_failed",
        Era::Y2020 | Era::Today => "processing-failed",
    }
}

const CODE: &str = "Lambda.ProcessingFailedStatus";
const MESSAGE: &str = "ProcessingFailed status set for record";

/// A record whose verdict was ProcessingFailed: one attempt. 2018 and 2020 have the order and names of a real
/// file of 2023, today those of a capture of 2026 (behaviours B4).
pub fn error_line(era: Era, function: &Name, arrived: Time, ended: Time, data: &[u8]) -> String {
    let (arrived, ended) = (era.epoch_millis(arrived), era.epoch_millis(ended));
    let (raw, arn) = (base64(data), lambda::arn(function));
    match era {
        Era::Y2018 | Era::Y2020 => format!(
            "{{\"attemptsMade\":1,\"arrivalTimestamp\":{arrived},\"errorCode\":\"{CODE}\",\"errorMessage\":\"{MESSAGE}\",\
             \"attemptEndingTimestamp\":{ended},\"rawData\":\"{raw}\",\"lambdaArn\":\"{arn}:$LATEST\"}}\n"
        ),
        Era::Today => format!(
            "{{\"rawData\":\"{raw}\",\"errorCode\":\"{CODE}\",\"errorMessage\":\"{MESSAGE}\",\"attemptsMade\":1,\
             \"arrivalTimestamp\":{arrived},\"attemptEndingTimestamp\":{ended},\"lambdaARN\":\"{arn}\"}}\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_era_has_its_shape() {
        let function = Name::parse("to-json").unwrap();
        let line = |era| error_line(era, &function, Time(0), Time::seconds(2), b"hello");
        for era in Era::ALL {
            let json: serde_json::Value = serde_json::from_str(&line(era)).unwrap();
            assert_eq!(json["rawData"], "aGVsbG8=");
            assert_eq!(json["errorCode"], CODE);
            assert_eq!(json["attemptsMade"], 1);
            assert_eq!(json.as_object().unwrap().len(), 7);
        }
        assert!(line(Era::Today).contains("\"lambdaARN\""));
        assert!(line(Era::Y2020).contains(":$LATEST\"}"));
    }
}
