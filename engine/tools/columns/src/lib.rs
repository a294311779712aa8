//! Columns for format conversion: a sheet of rows goes in, a Parquet or ORC file comes out.
//!
//! A sheet is a JSON text, the same for a program that links this crate and for a page that loads it as a module:
//! `{"format": "parquet", "columns": [["ts", "bigint"]], "rows": [["1565382027"], [null]]}`. Every cell is a text or
//! null: numbers in decimals, `true` and `false`, a timestamp in milliseconds and a date in days since 1970, a decimal
//! without its point. Whoever makes the sheet has seen to it that each cell fits its column.
//!
//! Pure: the same sheet gives the same bytes. Both formats are compressed by Snappy inside, as Firehose does it when
//! nothing is said. Absent: arrays, structs and maps; other compressions; decimals in ORC.

#[cfg(feature = "orc")]
mod orc;
#[cfg(feature = "page")]
mod page;
mod parquet;

use serde::Deserialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Parquet,
    Orc,
}

#[derive(Debug, Deserialize)]
struct Sheet {
    format: Format,
    /// Name and Glue type.
    columns: Vec<(String, String)>,
    rows: Vec<Vec<Option<String>>>,
}

impl Sheet {
    fn column(&self, place: usize) -> Result<Column<'_>, String> {
        let (name, word) = &self.columns[place];
        let kind = Kind::parse(word).ok_or_else(|| format!("`{word}` is no type of a column"))?;
        Ok(Column { name, kind, cells: self.rows.iter().map(|row| row[place].as_deref()).collect() })
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Boolean,
    /// Of so many bytes: 1, 2, 4 or 8.
    Whole(u8),
    Float,
    Double,
    /// Milliseconds since 1970.
    Timestamp,
    /// Days since 1970.
    Date,
    Decimal {
        precision: u8,
        scale: u8,
    },
}

impl Kind {
    fn parse(word: &str) -> Option<Kind> {
        Some(match word {
            "string" => Kind::Text,
            "boolean" => Kind::Boolean,
            "tinyint" => Kind::Whole(1),
            "smallint" => Kind::Whole(2),
            "int" => Kind::Whole(4),
            "bigint" => Kind::Whole(8),
            "float" => Kind::Float,
            "double" => Kind::Double,
            "timestamp" => Kind::Timestamp,
            "date" => Kind::Date,
            other => {
                let (precision, scale) =
                    other.strip_prefix("decimal(")?.strip_suffix(')')?.split_once(',')?;
                Kind::Decimal { precision: precision.parse().ok()?, scale: scale.parse().ok()? }
            }
        })
    }
}

/// A column of a sheet: its name, what it holds, and its cells from the first row on.
struct Column<'a> {
    name: &'a str,
    kind: Kind,
    cells: Vec<Option<&'a str>>,
}

impl Column<'_> {
    /// The cells that are there, read one by one.
    ///
    /// # Errors
    /// The first cell that is no such value.
    fn values<T>(&self, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
        self.optional(read).map(|cells| cells.into_iter().flatten().collect())
    }

    fn optional<T>(&self, read: impl Fn(&str) -> Option<T>) -> Result<Vec<Option<T>>, String> {
        let one = |cell: &Option<&str>| match cell {
            None => Ok(None),
            Some(text) => {
                let unfit = || format!("`{text}` does not fit column {}: {:?}", self.name, self.kind);
                read(text).map(Some).ok_or_else(unfit)
            }
        };
        self.cells.iter().map(one).collect()
    }
}

/// Writes a sheet as a file.
///
/// # Errors
/// What is wrong with the sheet; that ORC cannot be written here.
pub fn write(sheet: &str) -> Result<Vec<u8>, String> {
    let sheet: Sheet = serde_json::from_str(sheet).map_err(|error| format!("the sheet: {error}"))?;
    if let Some(row) = sheet.rows.iter().find(|row| row.len() != sheet.columns.len()) {
        return Err(format!("a row has {} cells for {} columns", row.len(), sheet.columns.len()));
    }
    let columns = (0..sheet.columns.len()).map(|place| sheet.column(place)).collect::<Result<Vec<_>, _>>()?;
    match sheet.format {
        Format::Parquet => parquet::write(&columns),
        #[cfg(feature = "orc")]
        Format::Orc => orc::write(&columns),
        #[cfg(not(feature = "orc"))]
        Format::Orc => Err("ORC cannot be written here".to_owned()),
    }
}
