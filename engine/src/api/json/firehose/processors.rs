//! ProcessingConfiguration: the steps that records pass, in their order.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::api::json::Fault;
use crate::api::json::body::Body;
use crate::command::{Processor, SubRecords};
use crate::names::Name;

/// The processors, none if processing is off. `at` is the member of the call that holds them.
pub(super) fn processors(at: &'static str, processing: &Body<'_>) -> Result<Vec<Processor>, Fault> {
    if !processing.flag("Enabled") {
        return Ok(Vec::new());
    }
    processing
        .structures("Processors")
        .iter()
        .map(|processor| Given::read(at, processor)?.processor())
        .collect()
}

/// One processor as it was given.
struct Given<'a> {
    at: &'static str,
    kind: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
}

impl<'a> Given<'a> {
    fn read(at: &'static str, processor: &Body<'a>) -> Result<Given<'a>, Fault> {
        let one =
            |parameter: Body<'a>| (parameter.needed("ParameterName"), parameter.needed("ParameterValue"));
        let parameters: Vec<_> = processor.structures("Parameters").into_iter().map(one).collect();
        let kind = processor.needed("Type");
        for (i, (name, _)) in parameters.iter().enumerate() {
            if parameters[..i].iter().any(|(other, _)| other == name) {
                return Err(Fault::invalid(at, format!("The parameter {name} is given twice to {kind}.")));
            }
        }
        Ok(Given { at, kind, parameters })
    }

    fn processor(&self) -> Result<Processor, Fault> {
        match self.kind {
            "Lambda" => self.lambda(),
            "RecordDeAggregation" => self.de_aggregation(),
            "MetadataExtraction" => self.metadata(),
            "AppendDelimiterToRecord" => self.append_delimiter(),
            other => Err(Fault::not_modelled(
                self.at,
                format!(
                    "a processor of Type {other} is not known here: write Lambda, RecordDeAggregation, \
                     MetadataExtraction or AppendDelimiterToRecord"
                ),
            )),
        }
    }

    /// Modelling choice of the words: AWS's texts are not published.
    fn invalid(&self, text: impl Into<String>) -> Fault {
        Fault::invalid(self.at, text)
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.parameters.iter().find(|(given, _)| *given == name).map(|(_, value)| *value)
    }

    fn needed(&self, name: &str) -> Result<&'a str, Fault> {
        self.get(name)
            .ok_or_else(|| self.invalid(format!("The processor {} needs the parameter {name}.", self.kind)))
    }

    fn only(&self, names: &[&str]) -> Result<(), Fault> {
        match self.parameters.iter().find(|(name, _)| !names.contains(name)) {
            None => Ok(()),
            Some((name, _)) => {
                Err(self
                    .invalid(format!("The parameter {name} is not for a processor of type {}.", self.kind)))
            }
        }
    }

    fn number(&self, name: &str) -> Result<Option<u64>, Fault> {
        let read = |text: &str| {
            text.parse().map_err(|_| self.invalid(format!("The value {text} of {name} is no whole number.")))
        };
        self.get(name).map(read).transpose()
    }

    fn lambda(&self) -> Result<Processor, Fault> {
        // RoleArn is read and thrown away: security is not played.
        self.only(&[
            "LambdaArn",
            "NumberOfRetries",
            "RoleArn",
            "BufferSizeInMBs",
            "BufferIntervalInSeconds",
        ])?;
        let arn = self.needed("LambdaArn")?;
        let Some(function) = function_of_arn(arn) else {
            let text = format!(
                "ParameterValue {arn} is no function's ARN: write arn:aws:lambda:us-east-1:123456789012:function:NAME"
            );
            return Err(self.invalid(text));
        };
        let size = self.get("BufferSizeInMBs").map(|text| {
            thousandths(text)
                .ok_or_else(|| self.invalid(format!("The value {text} of BufferSizeInMBs is no number.")))
        });
        Ok(Processor::Lambda {
            function,
            retries: self.number("NumberOfRetries")?,
            size_milli_mib: size.transpose()?,
            interval_s: self.number("BufferIntervalInSeconds")?,
        })
    }

    fn de_aggregation(&self) -> Result<Processor, Fault> {
        self.only(&["SubRecordType", "Delimiter"])?;
        let records = match (self.needed("SubRecordType")?, self.get("Delimiter")) {
            ("JSON", None) => SubRecords::Json,
            ("JSON", Some(_)) => {
                return Err(self.invalid("Delimiter is only for the SubRecordType DELIMITED."));
            }
            ("DELIMITED", _) => {
                let text = self.needed("Delimiter")?;
                let bytes = STANDARD.decode(text).ok().filter(|bytes| !bytes.is_empty());
                SubRecords::Delimited(bytes.ok_or_else(|| {
                    self.invalid(format!("The Delimiter {text} is not base64: a comma is LA==."))
                })?)
            }
            (other, _) => {
                return Err(self.invalid(format!("SubRecordType {other} is neither JSON nor DELIMITED.")));
            }
        };
        Ok(Processor::DeAggregate(records))
    }

    fn metadata(&self) -> Result<Processor, Fault> {
        self.only(&["MetadataExtractionQuery", "JsonParsingEngine"])?;
        let engine = self.needed("JsonParsingEngine")?;
        if engine != "JQ-1.6" {
            return Err(self.invalid(format!("JsonParsingEngine {engine} is not supported: write JQ-1.6.")));
        }
        Ok(Processor::Metadata { query: self.needed("MetadataExtractionQuery")?.to_owned() })
    }

    fn append_delimiter(&self) -> Result<Processor, Fault> {
        self.only(&["Delimiter"])?;
        match self.get("Delimiter") {
            // As the console writes it: a backslash and an n.
            None | Some("\\n") => Ok(Processor::AppendDelimiter),
            Some(other) => {
                let text = format!("the Delimiter {other} is not known here: write \\n or leave it out");
                Err(Fault::not_modelled(self.at, text))
            }
        }
    }
}

/// A decimal number with at most three decimals, in thousandths.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.trim_end_matches('0').len() > 3 {
        return None;
    }
    let milli: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(milli)
}

/// The function of `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, with or without a version behind it.
fn function_of_arn(arn: &str) -> Option<Name> {
    let (head, name) = arn.split_once(":function:")?;
    let name = name.split(':').next()?;
    head.starts_with("arn:aws:lambda:").then(|| Name::parse(name).ok())?
}

#[cfg(test)]
mod tests {
    use super::thousandths;

    #[test]
    fn a_decimal_number_is_read_to_the_thousandth() {
        for (text, milli) in [("1", 1_000), ("0.2", 200), ("1.0", 1_000), ("2.50", 2_500), ("0.256", 256)] {
            assert_eq!(thousandths(text), Some(milli), "{text}");
        }
        for text in ["", ".", "1.", ".5", "-1", "1e3", "0.2001", "a"] {
            assert_eq!(thousandths(text), None, "{text}");
        }
    }
}
