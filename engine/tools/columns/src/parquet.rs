//! Parquet: each column optional, one row group, Snappy inside.
//!
//! Modelling choice: timestamps are INT64 in milliseconds, UTC; Hive's writer, which Firehose uses, still writes the
//! INT96 that the format has given up.

use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::{Column, Kind};

pub fn write(columns: &[Column<'_>]) -> Result<Vec<u8>, String> {
    let told = |error: ParquetError| error.to_string();
    let fields = columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<_, _>>();
    let schema =
        fields.and_then(|fields| Type::group_type_builder("hive_schema").with_fields(fields).build());
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("shardlab".to_owned())
        .build();
    let mut writer =
        SerializedFileWriter::new(Vec::new(), Arc::new(schema.map_err(told)?), Arc::new(properties))
            .map_err(told)?;
    let mut group = writer.next_row_group().map_err(told)?;
    for column in columns {
        let mut open = group.next_column().map_err(told)?.ok_or("a column too many")?;
        cells(column, open.untyped())?;
        open.close().map_err(told)?;
    }
    group.close().map_err(told)?;
    writer.into_inner().map_err(told)
}

fn field(column: &Column<'_>) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Boolean => (Physical::BOOLEAN, None),
        Kind::Whole(8) => (Physical::INT64, None),
        Kind::Whole(4) => (Physical::INT32, None),
        Kind::Whole(bytes) => {
            let bits = i8::try_from(bytes).unwrap_or(1) * 8;
            (Physical::INT32, Some(LogicalType::integer(bits, true)))
        }
        Kind::Float => (Physical::FLOAT, None),
        Kind::Double => (Physical::DOUBLE, None),
        Kind::Timestamp => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MILLIS))),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Decimal { precision, scale } => (
            Physical::FIXED_LEN_BYTE_ARRAY,
            Some(LogicalType::decimal(i32::from(scale), i32::from(precision))),
        ),
    };
    let builder = Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_converted_type(ConvertedType::NONE)
        .with_logical_type(logical);
    match column.kind {
        Kind::Decimal { precision, scale } => builder
            .with_length(DECIMAL_BYTES)
            .with_precision(i32::from(precision))
            .with_scale(i32::from(scale))
            .build(),
        Kind::Text
        | Kind::Boolean
        | Kind::Whole(_)
        | Kind::Float
        | Kind::Double
        | Kind::Timestamp
        | Kind::Date => builder.build(),
    }
}

/// Enough for 38 digits.
const DECIMAL_BYTES: i32 = 16;

fn cells(column: &Column<'_>, writer: &mut ColumnWriter<'_>) -> Result<(), String> {
    let levels: Vec<i16> = column.cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let levels = Some(levels.as_slice());
    let written = match writer {
        ColumnWriter::BoolColumnWriter(it) => {
            it.write_batch(&column.values(|it| it.parse().ok())?, levels, None)
        }
        ColumnWriter::Int32ColumnWriter(it) => {
            it.write_batch(&column.values(|it| it.parse().ok())?, levels, None)
        }
        ColumnWriter::Int64ColumnWriter(it) => {
            it.write_batch(&column.values(|it| it.parse().ok())?, levels, None)
        }
        ColumnWriter::FloatColumnWriter(it) => {
            it.write_batch(&column.values(|it| it.parse().ok())?, levels, None)
        }
        ColumnWriter::DoubleColumnWriter(it) => {
            it.write_batch(&column.values(|it| it.parse().ok())?, levels, None)
        }
        ColumnWriter::ByteArrayColumnWriter(it) => {
            it.write_batch(&column.values(|it| Some(ByteArray::from(it.as_bytes().to_vec())))?, levels, None)
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(it) => {
            let bytes = |it: &str| {
                let unscaled: i128 = it.parse().ok()?;
                Some(FixedLenByteArray::from(unscaled.to_be_bytes().to_vec()))
            };
            it.write_batch(&column.values(bytes)?, levels, None)
        }
        ColumnWriter::Int96ColumnWriter(_) => return Err("no column here is of 96 bits".to_owned()),
    };
    written.map(drop).map_err(|error| error.to_string())
}
