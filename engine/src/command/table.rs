//! Tables of the AWS Glue Data Catalog: what format conversion takes its columns from.
//!
//! Absent: arrays, structs, maps and the rarer types; partition columns; crawlers; changes of a table.

use std::fmt;

use crate::names::Name;

/// `columns "ts bigint, page string"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub database: Name,
    pub name: Name,
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// In small letters, as Glue keeps it.
    pub name: String,
    pub kind: ColumnType,
}

/// Types of Glue, which are Hive's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    String,
    Boolean,
    TinyInt,
    SmallInt,
    Int,
    BigInt,
    Float,
    Double,
    Timestamp,
    Date,
    /// Digits in all (at most 38), and behind the point.
    Decimal {
        precision: u8,
        scale: u8,
    },
}

/// All but the decimals, with Hive's word.
const WORDS: [(&str, ColumnType); 10] = [
    ("string", ColumnType::String),
    ("boolean", ColumnType::Boolean),
    ("tinyint", ColumnType::TinyInt),
    ("smallint", ColumnType::SmallInt),
    ("int", ColumnType::Int),
    ("bigint", ColumnType::BigInt),
    ("float", ColumnType::Float),
    ("double", ColumnType::Double),
    ("timestamp", ColumnType::Timestamp),
    ("date", ColumnType::Date),
];
/// Digits of Hive's widest decimal.
const DIGITS: u8 = 38;

impl ColumnType {
    /// # Errors
    /// A sentence that lists what there is.
    pub fn parse(text: &str) -> Result<ColumnType, String> {
        if let Some((_, kind)) = WORDS.iter().find(|(word, _)| *word == text) {
            return Ok(*kind);
        }
        let digits = text.strip_prefix("decimal(").and_then(|rest| rest.strip_suffix(')'));
        if let Some((precision, scale)) = digits.and_then(|digits| digits.split_once(',')) {
            let number = |text: &str| text.trim().parse::<u8>().ok();
            return match (number(precision), number(scale)) {
                (Some(precision), Some(scale)) if (1..=DIGITS).contains(&precision) && scale <= precision => {
                    Ok(ColumnType::Decimal { precision, scale })
                }
                _ => Err(format!(
                    "`{text}`: a decimal has 1 to {DIGITS} digits, of which some are behind the point"
                )),
            };
        }
        let words: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
        let words = words.join(", ");
        if ["array<", "struct<", "map<"].iter().any(|start| text.starts_with(start)) {
            return Err(format!("`{text}`: columns with parts are not played; use {words} or decimal(p,s)"));
        }
        Err(format!("`{text}` is no type of a column: use {words} or decimal(p,s)"))
    }
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let ColumnType::Decimal { precision, scale } = self {
            return write!(f, "decimal({precision},{scale})");
        }
        f.write_str(WORDS.iter().find(|(_, kind)| kind == self).map_or("", |(word, _)| word))
    }
}

impl Table {
    /// Reads `analytics.clicks` and `ts bigint, page string, n int`.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(name: &str, columns: &str) -> Result<Table, String> {
        let Some((database, table)) = name.split_once('.').filter(|(_, table)| !table.contains('.')) else {
            return Err(format!("`{name}` is no table: write its database first, such as analytics.{name}"));
        };
        let mut read: Vec<Column> = Vec::new();
        for column in split(columns) {
            let Some((name, kind)) = column.split_once(char::is_whitespace) else {
                return Err(format!("`{column}`: a column is its name and its type, such as `ts bigint`"));
            };
            let name = name.to_ascii_lowercase();
            if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return Err(format!("`{name}` is no name of a column: use letters, digits or `_`"));
            }
            if read.iter().any(|other| other.name == name) {
                return Err(format!("the column `{name}` is there twice"));
            }
            read.push(Column { name, kind: ColumnType::parse(&kind.trim().to_ascii_lowercase())? });
        }
        Ok(Table { database: Name::parse(database)?, name: Name::parse(table)?, columns: read })
    }

    /// `analytics.clicks`.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.database, self.name)
    }

    /// `ts bigint, page string`.
    pub fn column_text(&self) -> String {
        let columns: Vec<String> =
            self.columns.iter().map(|column| format!("{} {}", column.name, column.kind)).collect();
        columns.join(", ")
    }
}

/// At the commas that stand in no brackets.
fn split(columns: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let comma = |c: char| {
        match c {
            '(' | '<' => depth += 1,
            ')' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    };
    columns.split(comma).map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_back_as_it_is_written() {
        let all = "s string, b boolean, t tinyint, h smallint, i int, l bigint, f float, d double, at timestamp, \
                   on date, m decimal(10,2)";
        let table = Table::parse("web.clicks", all).expect("a table");
        assert_eq!((table.full_name().as_str(), table.columns.len()), ("web.clicks", 11));
        assert_eq!(table.column_text(), all);
        let loose = Table::parse("web.clicks", " TS  BigInt ,m Decimal( 38 , 38 )").expect("a table");
        assert_eq!(loose.column_text(), "ts bigint, m decimal(38,38)");
    }

    #[test]
    fn what_is_no_table_is_refused_with_its_reason() {
        for (name, columns, said) in [
            ("clicks", "a int", "such as analytics.clicks"),
            ("a.b.c", "a int", "is no table"),
            ("a.b", "", "a column is its name and its type"),
            ("a.b", "a", "a column is its name and its type"),
            ("a.b", "a int, A string", "`a` is there twice"),
            ("a.b", "a-b int", "is no name of a column"),
            ("a.b", "a text", "`text` is no type of a column: use string, boolean,"),
            ("a.b", "a array<int>", "columns with parts are not played"),
            ("a.b", "a struct<x:int,y:int>, b int", "columns with parts are not played"),
            ("a.b", "a decimal(39,2)", "1 to 38 digits"),
            ("a.b", "a decimal(2,3)", "1 to 38 digits"),
        ] {
            let why = Table::parse(name, columns).expect_err(said);
            assert!(why.contains(said), "{why}");
        }
    }
}
