//! How an attempt to deliver ends, by what is wrong at its place; and what the index of a document is called.

use super::parcel::Stage;
use super::piece::Failure;
use super::{http, pattern};
use crate::command::{Compression, DeliverTo, Destination, IndexRotation, Place, SearchService, Trouble};
use crate::era::Era;
use crate::event::Folder;
use crate::kernel::{Span, Time};
use crate::limits;

pub(super) enum Ended {
    Done,
    /// It was sent and nothing comes back: the attempt ends after this time.
    Waits(Span),
    /// It is at work there, and ends well after this time.
    Slow(Span),
    Failed(Failure),
}

/// The error codes are those of CloudWatch's log for Firehose (behaviours B7); most messages are our own words.
#[inline(never)]
pub(super) fn ended(
    (place, stage): (&Place, Stage),
    trouble: Option<Trouble>,
    timed_out: bool,
    (destination, era): (&Destination, Era),
    request: Option<(&str, u64)>,
) -> Ended {
    let to = &destination.to;
    if trouble == Some(Trouble::Slow) {
        return Ended::Slow(Span::seconds(limits::SLOW_TAKES.at(era)));
    }
    if trouble == Some(Trouble::Silent) && !timed_out {
        return Ended::Waits(answer_within(to, era));
    }
    if let Some((id, at_ms)) = request {
        return answered(place, if timed_out { Some(Trouble::Silent) } else { trouble }, id, at_ms);
    }
    let (code, message) = match (timed_out, trouble) {
        (true, _) => said((place, to, era), Trouble::Silent),
        (false, Some(trouble)) => said((place, to, era), trouble),
        (false, None) if stage == Stage::Copy && !copy_reads(destination) => UNREADABLE,
        (false, None) => return Ended::Done,
    };
    let folder = match place {
        Place::Domain(_) => Folder::OpenSearchFailed,
        Place::Collector(_) => Folder::SplunkFailed,
        Place::Cluster(_) => Folder::Manifest,
        Place::Bucket(_)
        | Place::Table(_)
        | Place::Endpoint(_)
        | Place::Function(_)
        | Place::Key(_)
        | Place::Producer(_) => Folder::Data,
    };
    let by = match to {
        DeliverTo::OpenSearch { index, .. } => index.clone(),
        DeliverTo::S3 | DeliverTo::Redshift { .. } | DeliverTo::Splunk { .. } | DeliverTo::Http { .. } => {
            place.name().to_string()
        }
    };
    Ended::Failed(Failure {
        folder,
        code: code.to_owned(),
        message: message.to_owned(),
        attempts: 0,
        ended: Time::START,
        by,
        cause: None,
    })
}

/// Of a request to an HTTP endpoint, whose answer is judged.
fn answered(place: &Place, trouble: Option<Trouble>, id: &str, at_ms: u64) -> Ended {
    let Err((code, message)) = http::judged(trouble, id, at_ms) else { return Ended::Done };
    Ended::Failed(Failure {
        // What an endpoint finds too large is not even written to the error bucket (limits.md fh_http_413).
        folder: if trouble == Some(Trouble::TooLarge) { Folder::Data } else { Folder::HttpFailed },
        code: code.to_owned(),
        message,
        attempts: 0,
        ended: Time::START,
        by: place.name().to_string(),
        cause: None,
    })
}

/// No later attempt can help: what was sent and failed goes to no folder.
pub(super) fn is_final(stage: Stage, failure: &Failure) -> bool {
    stage == Stage::Send && failure.folder == Folder::Data
}

/// How long Splunk's acknowledgement or an endpoint's answer is waited for.
pub(super) fn answer_within(to: &DeliverTo, era: Era) -> Span {
    match to {
        DeliverTo::Splunk { acknowledged_within: Some(span), .. } => *span,
        DeliverTo::Splunk { acknowledged_within: None, .. } => Span::seconds(limits::SPLUNK_ACK_MIN.at(era)),
        DeliverTo::S3
        | DeliverTo::Redshift { .. }
        | DeliverTo::OpenSearch { .. }
        | DeliverTo::Http { .. } => Span::seconds(limits::HTTP_ANSWER.at(era)),
    }
}

fn said((place, to, era): (&Place, &DeliverTo, Era), trouble: Trouble) -> (&'static str, &'static str) {
    match place {
        Place::Domain(_) => of_domain(to, era, trouble),
        Place::Bucket(_)
        | Place::Cluster(_)
        | Place::Collector(_)
        | Place::Endpoint(_)
        | Place::Function(_)
        | Place::Key(_)
        | Place::Table(_)
        | Place::Producer(_) => words(place, trouble),
    }
}

const UNREADABLE: (&str, &str) = (
    "Redshift.DataLoadFailed",
    "The COPY command could not read the object: its option gzip and the CompressionFormat of the object do not agree.",
);

/// COPY takes an object for what its options say: `gzip` must stand there if, and only if, it is compressed so
/// (limits.md fh_compress_redshift).
fn copy_reads(destination: &Destination) -> bool {
    let DeliverTo::Redshift { options, .. } = &destination.to else { return true };
    let asked = options.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("gzip"));
    asked == (destination.s3.compression == Compression::Gzip)
}

/// Modelling choice: OpenSearch has its name since September 2021. Before, and of a domain of Elasticsearch, AWS's
/// guide has no table of codes (errors come "as they are returned by Elasticsearch"): ours are today's with `ES`.
fn of_domain(to: &DeliverTo, era: Era, trouble: Trouble) -> (&'static str, &'static str) {
    let elasticsearch = era != Era::Today
        || matches!(to, DeliverTo::OpenSearch { service: SearchService::Elasticsearch, .. });
    match (trouble, elasticsearch) {
        (Trouble::Refusing, true) => {
            ("ES.AccessDenied", "The access policy of the domain does not allow the request.")
        }
        (Trouble::Refusing, false) => {
            ("OS.AccessDenied", "The access policy of the domain does not allow the request.")
        }
        (Trouble::Maintenance, true) => {
            ("ES.ServiceException", "The Elasticsearch domain is in maintenance: its nodes are replaced.")
        }
        (Trouble::Maintenance, false) => {
            ("OS.ServiceException", "The OpenSearch domain is in maintenance: its nodes are replaced.")
        }
        (_, true) => ("ES.ServiceException", "The Elasticsearch domain could not be reached."),
        (_, false) => ("OS.ServiceException", "The OpenSearch domain could not be reached."),
    }
}

fn words(place: &Place, trouble: Trouble) -> (&'static str, &'static str) {
    match (place, trouble) {
        (Place::Bucket(_), Trouble::Refusing) => (
            "S3.AccessDenied",
            "Access was denied. Ensure that the trust policy for the provided IAM role allows Firehose to assume \
             the role, and the access policy allows access to the S3 bucket.",
        ),
        (Place::Bucket(_), _) => ("S3.ServiceUnavailable", "The S3 bucket could not be reached."),
        (Place::Cluster(_), Trouble::Refusing) => (
            "Redshift.AccessDenied",
            "The cluster refused the COPY command: the user may not load the table.",
        ),
        (Place::Cluster(_), Trouble::Maintenance) => {
            ("Redshift.ConnectionFailed", "The cluster is in its maintenance window.")
        }
        (Place::Cluster(_), _) => {
            ("Redshift.ConnectionFailed", "The connection to the specified Amazon Redshift cluster failed.")
        }
        (Place::Collector(_), Trouble::Silent) => (
            "Splunk.AckTimeout",
            "Did not receive an acknowledgement from HEC before the HEC acknowledgement timeout expired. Despite the \
             acknowledgement timeout, it's possible the data was indexed successfully in Splunk.",
        ),
        (Place::Collector(_), Trouble::Refusing) => ("Splunk.InvalidToken", "The token is invalid."),
        (Place::Collector(_), _) => ("Splunk.ConnectionTimeout", "The connection to Splunk timed out."),
        (Place::Domain(_), _) => ("503", "The domain could not be reached."),
        // It delivers to no table of DynamoDB, to no producer, and the answers of an endpoint are judged one by one.
        (Place::Function(_) | Place::Table(_) | Place::Producer(_) | Place::Endpoint(_), _) => {
            ("Lambda.FunctionError", "The function could not be invoked.")
        }
        (Place::Key(_), _) => ("S3.KMS.ThrottlingException", "KMS had no requests left for the key."),
    }
}

/// The index of documents that arrived at an instant (behaviours B7): UTC, weeks begin on Sunday.
pub(super) fn index_name(index: &str, rotation: IndexRotation, (at, era): (Time, Era)) -> String {
    let tail = match rotation {
        IndexRotation::NoRotation => return index.to_owned(),
        IndexRotation::OneHour => era.format_utc(at, "%Y-%m-%d-%H"),
        IndexRotation::OneDay => era.format_utc(at, "%Y-%m-%d"),
        IndexRotation::OneMonth => era.format_utc(at, "%Y-%m"),
        IndexRotation::OneWeek => week(at, era),
    };
    format!("{index}-{tail}")
}

/// `2016-w08`: weeks begin on Sunday, week 1 is the first that has a Saturday, so it is the one of 1 January.
fn week(at: Time, era: Era) -> String {
    let (year, week) = pattern::week(era.utc(at).date());
    format!("{year}-w{week:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_named_by_its_rotation() {
        // The story of 2018 begins on Wednesday, 21 November 2018, at 14:00 UTC.
        let name = |rotation| index_name("clicks", rotation, (Time::START, Era::Y2018));
        assert_eq!(
            IndexRotation::ALL.map(name),
            ["clicks", "clicks-2018-11-21-14", "clicks-2018-11-21", "clicks-2018-w47", "clicks-2018-11"]
        );
        // Sunday, 30 December 2018 lies in the week of Saturday, 5 January 2019: the first of 2019.
        let days = |n: u64| Time::START + Span::seconds(n * 86_400);
        assert_eq!(index_name("i", IndexRotation::OneWeek, (days(38), Era::Y2018)), "i-2018-w52");
        assert_eq!(index_name("i", IndexRotation::OneWeek, (days(39), Era::Y2018)), "i-2019-w01");
    }
}
