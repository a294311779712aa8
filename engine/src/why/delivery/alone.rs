//! Of records that failed each by itself, in a request that was taken: what their lines say, and what would have saved
//! them.

use super::{RAW, lies_in};
use crate::command::{Destination, Processor};
use crate::event::Folder;
use crate::firehose::DeliveryStream;
use crate::kernel::units::grouped;
use crate::lambda::contract::RecordFault;
use crate::limits;
use crate::names::Name;
use crate::stores::{attempts_made, failed_codes};
use crate::world::World;

/// Kinds of failure that are told of one object.
const TOLD: usize = 3;

/// The four answers. `delivery` is `None` of one that is gone.
pub(super) fn sentences(
    world: &World,
    folder: Folder,
    (bucket, key): (&Name, &str),
    delivery: Option<&DeliveryStream>,
) -> Vec<String> {
    let object = world.buckets().object(bucket, key).ok();
    let codes = object.map(|object| failed_codes(object)).unwrap_or_default();
    let said = codes.iter().take(TOLD).map(say);
    let mut all = vec![refused(folder).to_owned()];
    all.extend(said.reduce(|all, next| format!("{all} {next}")));
    all.push(lies_in(bucket, key));
    let attempts = object.and_then(|object| attempts_made(object)).unwrap_or(1);
    let tried = if attempts == 1 { "Tried once".to_owned() } else { format!("Tried {attempts} times") };
    all.push(format!("{tried}. No retry would help: the same record would be refused again."));
    let (code, message) =
        codes.first().map_or(("", ""), |(code, message, _)| (code.as_str(), message.as_str()));
    all.push(saved(world, folder, (code, message), delivery.map(|it| it.destination.as_ref())));
    all.push(RAW.to_owned());
    all
}

/// What other lines of the same object say than `code`, which failed as a whole.
pub(super) fn beside(world: &World, (bucket, key): (&Name, &str), code: &str) -> Option<String> {
    let object = world.buckets().object(bucket, key).ok()?;
    let others: Vec<String> =
        failed_codes(object).iter().filter(|(said, _, _)| said != code).take(TOLD).map(say).collect();
    (!others.is_empty()).then(|| format!("Others in it failed for themselves. {}", others.join(" ")))
}

fn say((code, message, lines): &(String, String, u64)) -> String {
    let lines = if *lines == 1 { "1 line says".to_owned() } else { format!("{} lines say", grouped(*lines)) };
    // What follows the first sentence of a message is advice.
    let first = message.split(". ").next().unwrap_or_default().trim_end_matches('.');
    format!("{lines} {code}: {first}.")
}

fn refused(folder: Folder) -> &'static str {
    match folder {
        Folder::ProcessingFailed => {
            "The function answered, but not Ok or Dropped, once and with data, for each of these records."
        }
        Folder::OpenSearchFailed => {
            "The domain took the request, but not these documents: a document is one JSON object of the index's shape."
        }
        Folder::FormatConversionFailed => "These records are no JSON of the table's shape.",
        Folder::PartitionFailed => "For these records no partition was found.",
        Folder::PartitionExceeded => {
            "These records were of a new partition, and there were as many active ones as the quota allows."
        }
        Folder::SplunkFailed | Folder::HttpFailed | Folder::Data | Folder::Backup | Folder::Manifest => {
            "These records were not delivered."
        }
    }
}

fn saved(
    world: &World,
    folder: Folder,
    (code, message): (&str, &str),
    destination: Option<&Destination>,
) -> String {
    match folder {
        Folder::ProcessingFailed => by_function(code).to_owned(),
        Folder::OpenSearchFailed => {
            "A function before it that makes one JSON object of each record would have saved them.".to_owned()
        }
        Folder::FormatConversionFailed => {
            "A function before the conversion that makes JSON of the table's columns would have saved them, or a table that \
             fits them."
                .to_owned()
        }
        Folder::PartitionFailed => by_keys(world, message, destination),
        Folder::PartitionExceeded => format!(
            "A key with fewer values would have saved them, or shorter intervals: a partition is active until it is \
             delivered, and {} may be at once.",
            grouped(limits::ACTIVE_PARTITIONS.at(world.era()))
        ),
        Folder::SplunkFailed | Folder::HttpFailed | Folder::Data | Folder::Backup | Folder::Manifest => {
            "Put again, they arrive as soon as the destination takes them.".to_owned()
        }
    }
}

fn by_function(code: &str) -> &'static str {
    let is = |fault: RecordFault| fault.words().0 == code;
    if is(RecordFault::MissingId) {
        "A function that returns each recordId that it got would have saved them: what it cannot work on is ProcessingFailed \
         or Dropped."
    } else if is(RecordFault::DuplicatedId) {
        "A function that returns each recordId once would have saved them: what it makes several of goes into one data."
    } else if is(RecordFault::NoData) {
        "A function that gives data with each Ok would have saved them: what has none is Dropped."
    } else {
        "A function that answers Ok or Dropped for each recordId would have saved them: mend it, and put them again."
    }
}

/// Of records without their partition: whoever gives the key that is missing would have saved them.
fn by_keys(world: &World, message: &str, destination: Option<&Destination>) -> String {
    let Some(destination) = destination else {
        return "A value for each key that the prefix names would have saved them.".to_owned();
    };
    if message.starts_with("a prefix has at most") {
        let most = grouped(limits::PREFIX_CHARS.at(world.era()));
        return format!("Shorter values would have saved them: a prefix has at most {most} characters.");
    }
    let key = message.split('`').nth(1).unwrap_or_default();
    let prefix = &destination.s3.prefix;
    let asks = |processor: &Processor| matches!(processor, Processor::Metadata { .. });
    let by_query = destination.processors.iter().any(asks)
        && !prefix.contains(&format!("!{{partitionKeyFromLambda:{key}}}"));
    if by_query {
        "A query that finds a value in each record would have saved them: jq gives one by `//`, as in .kind // \"none\"."
            .to_owned()
    } else {
        format!(
            "A function that gives `{key}` a value in metadata.partitionKeys of each record would have saved them, such as \
             \"none\" where the record has none."
        )
    }
}
