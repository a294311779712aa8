//! The reference as data: every table beside the limits, each row with an address of its own.
//!
//! What the engine knows is taken from the engine: names of errors and folders, metrics, prices, fidelity of each
//! limit. What is said about them in sentences stands here. No browser.

mod advice;
mod errors;
mod glossary;
mod metrics;
pub mod modelling;
mod story;

use engine::era::Era;
use engine::event::Folder;
use engine::firehose::{error_output_type, failure_folder};
use engine::kernel::units::money;
use engine::limits::SOURCES;
use engine::prices::Item;

use crate::embed::{By, MESSAGES};
use crate::model::LogKind;
use crate::switches::SWITCHES;

pub use advice::advice;

/// One table of the reference.
pub struct Table {
    /// What its address ends with: `#/reference/errors`.
    pub id: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    /// Of its columns; the first is the row's name.
    pub heads: &'static [&'static str],
    pub rows: Vec<Row>,
}

pub struct Row {
    /// What its address ends with.
    pub id: String,
    pub name: String,
    /// The other columns. A text may have **bold** and `code` parts.
    pub cells: Vec<String>,
    /// The lesson that teaches it, by its id.
    pub lesson: Option<&'static str>,
}

pub const LIMITS: &str = "limits";
pub const GLOSSARY: &str = "glossary";

/// An address of a row: letters and digits, hyphens between them.
pub fn anchor(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

fn row(table: &str, name: &str, cells: impl IntoIterator<Item = String>) -> Row {
    let id = format!("{table}-{}", anchor(name));
    Row { id, name: name.to_owned(), cells: cells.into_iter().collect(), lesson: None }
}

/// All but the limits, in the order of the page; services have their names of that era.
pub fn all(era: Era) -> Vec<Table> {
    vec![
        errors::table(),
        folders(),
        metrics::table(),
        events(),
        story::table(),
        prices(era),
        glossary::table(),
        switches(),
        messages(),
        not_modelled(),
        choices(),
        sources(),
    ]
}

/// Where in a bucket what failed lies.
fn folders() -> Table {
    let cells = |folder: Folder| {
        let (name, says) = match folder {
            Folder::Data | Folder::Backup => return None,
            Folder::ProcessingFailed => (
                "Transforms that failed",
                "Records that the function answered with ProcessingFailed, did not answer, or could not be given.",
            ),
            Folder::FormatConversionFailed => (
                "Conversions that failed",
                "Records that are no row of the table: no JSON, or not of its types.",
            ),
            Folder::PartitionFailed => {
                ("Records without a partition", "Records in which no partition key was found.")
            }
            Folder::PartitionExceeded => (
                "Partitions beyond the limit",
                "Records of one active partition more than the delivery stream may have.",
            ),
            Folder::OpenSearchFailed => (
                "Documents that were refused",
                "Documents that the domain did not take until the retries were over.",
            ),
            Folder::SplunkFailed => (
                "Events that Splunk did not take",
                "Events that Splunk did not take, or did not acknowledge in time.",
            ),
            Folder::HttpFailed => (
                "Records that an endpoint did not take",
                "Records that the endpoint did not take until the retries were over.",
            ),
            Folder::Manifest => (
                "Objects that Redshift did not COPY",
                "No records: a list of the objects. They lie where they were.",
            ),
        };
        let of_eras = Era::ALL.map(|era| format!("`{}/`", failure_folder(folder, era)));
        let output = match error_output_type(folder, Era::Today) {
            "" => "–".to_owned(),
            output => format!("`{output}`"),
        };
        Some(row("folder", name, of_eras.into_iter().chain([output, says.to_owned()])))
    };
    Table {
        id: "folders",
        title: "Where failures lie",
        about: "Folders of a bucket below the prefix, by era. `!{firehose:error-output-type}` in an ErrorOutputPrefix says the same in a word.",
        heads: &["of what", "2018", "2020", "today", "error-output-type", "holds"],
        rows: Folder::ALL.into_iter().filter_map(cells).collect(),
    }
}

/// What the event log tells.
fn events() -> Table {
    let says = |kind: LogKind| match kind {
        LogKind::Refusals => {
            "Records, calls, batches and deliveries that were not taken: with the error’s name and how many. Press one and ask why."
        }
        LogKind::Commands => {
            "What was done to the scene: calls of yours, settings, starts, stops, faults and their ends."
        }
        LogKind::Resharding => {
            "Streams and shards that change: created, split, merged, scaled, encrypted, deleted, records that expired."
        }
        LogKind::Puts => "Records that came into streams, and what was put again.",
        LogKind::Reads => {
            "Records that were read: by polling, by fan-out, by a KCL application, by a function."
        }
        LogKind::Firehose => {
            "Buffers that fill and are flushed, transforms, objects, deliveries, retries and what was given up."
        }
    };
    Table {
        id: "events",
        title: "Kinds of events",
        about: "What the event log can be filtered by. Nothing that happens is left out of the log.",
        heads: &["kind", "sign", "tells"],
        rows: LogKind::ALL
            .into_iter()
            .map(|kind| row("event", kind.name(), [kind.glyph().to_owned(), says(kind).to_owned()]))
            .collect(),
    }
}

fn prices(era: Era) -> Table {
    let price = |item: &Item| {
        let price = item.price();
        let name = format!("{}: {}", price.service.name(era), price.what);
        let amount = format!("{} per {}", money(price.nano), price.unit);
        row("price", &name, [amount, price.rule.to_owned(), price.source.to_owned()])
    };
    Table {
        id: "prices",
        title: "Prices",
        about: "What a bill counts: list prices of us-east-1, in every era, as AWS’s price list is known to us.",
        heads: &["what", "price", "rule", "source"],
        rows: Item::ALL.iter().map(price).collect(),
    }
}

fn switches() -> Table {
    let cells = |it: &crate::switches::Switch| {
        row("switch", it.name, [it.kind.says(), it.default.to_owned(), it.does.to_owned()])
    };
    Table {
        id: "switches",
        title: "Switches of the address",
        about: "Before the # (`?era=2020&seed=7#/`) they hold for the whole visit, behind the route (`#/learn?present`) for that address alone; there they win.",
        heads: &["switch", "takes", "without it", "does"],
        rows: SWITCHES.iter().map(cells).collect(),
    }
}

fn messages() -> Table {
    let cells = |it: &crate::embed::Message| {
        let (who, field) = match it.by {
            By::Host => ("the other page", "do"),
            By::Page => ("this page", "event"),
        };
        row(
            &anchor(who),
            &format!("{field}: \"{}\"", it.word),
            [who.to_owned(), it.fields.to_owned(), it.means.to_owned()],
        )
    };
    Table {
        id: "embed",
        title: "In another page",
        about: "In an iframe with `?embed` the page hears what the page around it says by `postMessage({ shardlab: 1, do: … })` and answers with `{ shardlab: 1, event: … }`. It hears nobody else, trusts nothing of it, and answers what it does not understand with an error.",
        heads: &["message", "who", "with", "means"],
        rows: MESSAGES.iter().map(cells).collect(),
    }
}

/// Sentences that begin with what they are about: that is the row's name.
fn sentences(table: &str, all: &[&str]) -> Vec<Row> {
    let each = all.iter().enumerate().map(|(i, text)| {
        let (name, rest) = text.split_once(": ").filter(|(name, _)| name.len() < 40).unwrap_or(("", text));
        Row {
            id: format!("{table}-{}", i + 1),
            name: name.to_owned(),
            cells: vec![rest.to_owned()],
            lesson: None,
        }
    });
    each.collect()
}

fn not_modelled() -> Table {
    Table {
        id: "not-modelled",
        title: "What the engine does not model",
        about: "What you should not look for here. A call that AWS would take and Shardlab does not model is refused with NotModelled, never guessed.",
        heads: &["of what", "is not there"],
        rows: sentences("not-modelled", modelling::NOT_MODELLED),
    }
}

fn choices() -> Table {
    Table {
        id: "choices",
        title: "Choices of ours where AWS is silent",
        about: "The code marks each with “Modelling choice”.",
        heads: &["of what", "is so here"],
        rows: sentences("choice", modelling::CHOICES),
    }
}

fn sources() -> Table {
    Table {
        id: "sources",
        title: "Sources",
        about: "What the letters behind the limits stand for.",
        heads: &["letters", "source"],
        rows: SOURCES
            .iter()
            .map(|(letters, source)| row("source", letters, [(*source).to_owned()]))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
