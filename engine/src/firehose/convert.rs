//! Format conversion: which records become rows of a table, and the file that holds them (behaviours B5).
//!
//! A record is one JSON object, or several one behind the other; each becomes a row. Names are compared without regard
//! to capitals and what the table does not know is left out, as the OpenX SerDe does it. Records are looked at when
//! their buffer is emptied. Absent: the SerDes' settings, and changes of the table.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use serde_json::value::RawValue;

use super::DeliveryStream;
use super::cell::cell;
use super::error_record::NoRow;
use super::gather::to_failure_folder;
use super::piece::{Failure, Piece};
use crate::command::{ColumnFormat, Destination, Table};
use crate::event::{Folder, What};
use crate::refusal::Refusal;
use crate::step::Step;
use crate::stores::{Catalog, Lies, Origin, Recipe, Sheet};
use crate::tools::{Columns, Tools};

type Row = Vec<Option<String>>;

#[derive(Clone, Debug)]
pub(crate) struct Converter {
    tool: Arc<dyn Columns>,
    format: ColumnFormat,
    table: Arc<Table>,
}

impl Converter {
    /// The conversion of a destination, if it has one.
    ///
    /// # Errors
    /// That the tool is not lent or cannot write the format; InvalidArgumentException for a table that is not there.
    pub fn of(
        destination: &Destination,
        (tools, catalog): (&Tools, &Catalog),
    ) -> Result<Option<Arc<Converter>>, Refusal> {
        let Some(conversion) = &destination.s3.conversion else { return Ok(None) };
        let table = catalog.table(&conversion.database, &conversion.table)?.clone();
        let tool = tools.columns()?;
        tool.writes(conversion.format, &table).map_err(Refusal::scene)?;
        Ok(Some(Arc::new(Converter { tool, format: conversion.format, table })))
    }

    pub fn extension(&self) -> &'static str {
        match self.format {
            ColumnFormat::Parquet => ".parquet",
            ColumnFormat::Orc => ".orc",
        }
    }

    /// The rows of a record, or code and message of why it has none.
    fn rows(&self, record: &[u8]) -> Result<Vec<Row>, (&'static str, String)> {
        let failed = |why: NoRow, more: &str| {
            let (code, message) = why.words();
            (code, if more.is_empty() { message.to_owned() } else { format!("{message} {more}") })
        };
        if record.trim_ascii().is_empty() {
            return Err(failed(NoRow::Empty, ""));
        }
        let mut rows = Vec::new();
        for value in serde_json::Deserializer::from_slice(record).into_iter::<&RawValue>() {
            let value = value.map_err(|_| failed(NoRow::NotJson, ""))?.get();
            match value.as_bytes().first() {
                Some(b'{') => {}
                Some(b'[') => return Err(failed(NoRow::Mismatch, "An array is no row.")),
                Some(_) | None => return Err(failed(NoRow::Primitive, "")),
            }
            let members: BTreeMap<String, &RawValue> =
                serde_json::from_str(value).map_err(|_| failed(NoRow::NotJson, ""))?;
            rows.push(self.row(&members).map_err(|more| failed(NoRow::Mismatch, &more))?);
        }
        Ok(rows)
    }

    /// # Errors
    /// The first value that does not fit its column.
    fn row(&self, members: &BTreeMap<String, &RawValue>) -> Result<Row, String> {
        let small: BTreeMap<String, &str> =
            members.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.get())).collect();
        let one = |column: &crate::command::Column| match small.get(&column.name) {
            None => Ok(None),
            Some(value) => cell(value, column.kind)
                .map_err(|()| format!("The value {value} of {} is no {}.", column.name, column.kind)),
        };
        self.table.columns.iter().map(one).collect()
    }

    /// Of records that were found to have rows.
    fn all_rows(&self, pieces: &[Piece]) -> impl Iterator<Item = Row> {
        let records = pieces.iter().flat_map(|piece| (0..piece.batch.len()).map(|i| piece.record(i)));
        records.flat_map(|record| self.rows(&record).expect("what has no row is not sent"))
    }

    /// Names and types.
    fn columns(&self) -> Vec<(String, String)> {
        self.table.columns.iter().map(|column| (column.name.clone(), column.kind.to_string())).collect()
    }

    fn file(&self, pieces: &[Piece]) -> Vec<u8> {
        let rows: Vec<Row> = self.all_rows(pieces).collect();
        let columns = self.columns();
        let format = match self.format {
            ColumnFormat::Parquet => "parquet",
            ColumnFormat::Orc => "orc",
        };
        let sheet = json!({ "format": format, "columns": columns, "rows": rows }).to_string();
        self.tool.write(&sheet).unwrap_or_else(|why| panic!("each cell fits its column, and yet: {why}"))
    }
}

/// The rows of the records of one object, written as a file of columns.
#[derive(Debug)]
pub(super) struct Rows {
    pub pieces: Arc<[Piece]>,
    pub converter: Arc<Converter>,
}

impl Recipe for Rows {
    fn bytes(&self) -> Vec<u8> {
        self.converter.file(&self.pieces)
    }

    fn sheet(&self, most: usize) -> Option<Sheet> {
        let mut rows: Vec<Row> = self.converter.all_rows(&self.pieces).take(most + 1).collect();
        let more = rows.len() > most;
        rows.truncate(most);
        Some(Sheet { columns: self.converter.columns(), rows, more })
    }

    fn find(&self, record: Origin) -> Vec<Lies> {
        let all = self.pieces.iter().flat_map(|piece| (0..piece.batch.len()).map(move |i| (piece, i)));
        let lies = |(nth, (piece, i)): (u64, (&Piece, usize))| Lies {
            origin: record,
            nth,
            offset: None,
            bytes: piece.len(i),
            arrived: piece.batch.arrived,
            cause: None,
        };
        (0..).zip(all).filter(|(_, (piece, i))| piece.origin(*i) == record).map(lies).collect()
    }
}

/// Records that leave the buffer of data: those that have rows stay, the others go to `format-conversion-failed`.
pub(super) fn sift(delivery: &mut DeliveryStream, step: &mut Step<'_>, pieces: Vec<Piece>) -> Vec<Piece> {
    let Some(converter) = delivery.converter.clone() else { return pieces };
    let mut good: Vec<Piece> = Vec::new();
    let all: u64 = pieces.iter().map(|piece| piece.batch.len() as u64).sum();
    for piece in pieces {
        let mut failures: BTreeMap<(&'static str, String), Vec<usize>> = BTreeMap::new();
        let mut places = Vec::new();
        for place in 0..piece.batch.len() {
            match converter.rows(&piece.record(place)) {
                Ok(_) => places.push(place),
                Err(why) => failures.entry(why).or_default().push(place),
            }
        }
        for ((code, message), places) in failures {
            let failure = Failure {
                folder: Folder::FormatConversionFailed,
                code: code.to_owned(),
                message,
                attempts: 1,
                ended: step.now,
                by: converter.table.full_name(),
                cause: step.cause,
            };
            to_failure_folder(delivery, step, &piece.pick(&places), &Arc::new(failure));
        }
        if places.len() == piece.batch.len() {
            good.push(piece);
        } else if !places.is_empty() {
            good.push(piece.pick(&places));
        }
    }
    let converted = good.iter().map(|piece| piece.batch.len() as u64).sum();
    step.emit(What::RecordsConverted {
        delivery_stream: delivery.name.clone(),
        converted,
        failed: all - converted,
    });
    good
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the sheet itself.
    #[derive(Debug)]
    struct Plain;

    impl Columns for Plain {
        fn writes(&self, _: ColumnFormat, _: &Table) -> Result<(), String> {
            Ok(())
        }
        fn write(&self, sheet: &str) -> Result<Vec<u8>, String> {
            Ok(sheet.as_bytes().to_vec())
        }
    }

    fn rows(record: &str) -> Result<String, String> {
        let table = Table::parse("web.clicks", "ts bigint, page string, n int").expect("a table");
        let converter =
            Converter { tool: Arc::new(Plain), format: ColumnFormat::Parquet, table: Arc::new(table) };
        let rows = converter.rows(record.as_bytes());
        rows.map(|rows| json!(rows).to_string()).map_err(|(code, message)| format!("{code}: {message}"))
    }

    #[test]
    fn objects_become_rows() {
        // checklist P05
        for (record, expected) in [
            (r#"{"ts":1,"page":"a","n":2}"#, r#"[["1","a","2"]]"#),
            (r#"{"N":2,"Page":"a","other":[1]}"#, r#"[[null,"a","2"]]"#),
            (r#"{"n":1}{"n":2}"#, r#"[[null,null,"1"],[null,null,"2"]]"#),
            ("{\"n\":1}\n{\"n\":null}\n", r#"[[null,null,"1"],[null,null,null]]"#),
            ("{}", "[[null,null,null]]"),
        ] {
            assert_eq!(rows(record).as_deref(), Ok(expected), "{record}");
        }
    }

    #[test]
    fn what_has_no_row_says_why() {
        let no_match = "DataFormatConversion.MalformedData: Data does not match the schema.";
        for (record, expected) in [
            (r#"[{"n":1}]"#, format!("{no_match} An array is no row.")),
            (r#"{"n":"x"}"#, format!("{no_match} The value \"x\" of n is no int.")),
            (r#"{"n":1}{"n":2147483648}"#, format!("{no_match} The value 2147483648 of n is no int.")),
            (" \n", "DataFormatConversion.MalformedData: The record was empty or contained only whitespace.".into()),
            (
                "17",
                "DataFormatConversion.MalformedData: The input JSON contained a primitive at the top level. The top \
                 level must be an object or array."
                    .into(),
            ),
            ("ts,page", "DataFormatConversion.ParseError: Encountered malformed JSON.".into()),
            (r#"{"n":1}{"n""#, "DataFormatConversion.ParseError: Encountered malformed JSON.".into()),
        ] {
            assert_eq!(rows(record), Err(expected), "{record}");
        }
    }
}
