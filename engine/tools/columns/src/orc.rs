//! ORC: one stripe, Snappy inside. Absent: decimals, which the library cannot write.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array,
    Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use arrow::datatypes::{Field, Schema};
use orc_rust::arrow_writer::ArrowWriterBuilder;
use orc_rust::compression::CompressionType;

use crate::{Column, Kind};

pub fn write(columns: &[Column<'_>]) -> Result<Vec<u8>, String> {
    let arrays = columns.iter().map(array).collect::<Result<Vec<ArrayRef>, String>>()?;
    let fields = columns.iter().zip(&arrays);
    let fields = fields.map(|(column, array)| Field::new(column.name, array.data_type().clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(|error| error.to_string())?;
    let mut file = Vec::new();
    let mut writer = ArrowWriterBuilder::new(&mut file, schema)
        .with_compression(CompressionType::Snappy)
        .try_build()
        .map_err(|error| error.to_string())?;
    writer.write(&batch).and_then(|()| writer.close()).map_err(|error| error.to_string())?;
    Ok(file)
}

fn array(column: &Column<'_>) -> Result<ArrayRef, String> {
    Ok(match column.kind {
        Kind::Text => Arc::new(StringArray::from(column.cells.clone())),
        Kind::Boolean => Arc::new(BooleanArray::from(column.optional(|it| it.parse().ok())?)),
        Kind::Whole(1) => Arc::new(Int8Array::from(column.optional(|it| it.parse().ok())?)),
        Kind::Whole(2) => Arc::new(Int16Array::from(column.optional(|it| it.parse().ok())?)),
        Kind::Whole(4) => Arc::new(Int32Array::from(column.optional(|it| it.parse().ok())?)),
        Kind::Whole(_) => Arc::new(Int64Array::from(column.optional(|it| it.parse().ok())?)),
        Kind::Float => Arc::new(Float32Array::from(column.optional(|it| it.parse().ok())?)),
        Kind::Double => Arc::new(Float64Array::from(column.optional(|it| it.parse().ok())?)),
        Kind::Timestamp => Arc::new(TimestampMillisecondArray::from(column.optional(|it| it.parse().ok())?)),
        Kind::Date => Arc::new(Date32Array::from(column.optional(|it| it.parse().ok())?)),
        Kind::Decimal { .. } => return Err("a decimal column cannot be written as ORC here".to_owned()),
    })
}
