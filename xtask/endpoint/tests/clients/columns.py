"""What format conversion writes, read by Apache Arrow: types, values, nulls and the compression inside."""

import datetime
import os
import subprocess
import tempfile
from decimal import Decimal

import pyarrow
from pyarrow import orc, parquet

from lab import equal

TYPES = ["string", "bool", "int8", "int16", "int32", "int64", "float", "double", None, "date32[day]"]
NONE = [None] * 10
FIRST = ["/ä", True, -128, 32767, 1, 9007199254740993, 2.5, 0.1,
         datetime.datetime(2019, 8, 9, 20, 20, 27, 123000), datetime.date(2019, 8, 9)]
ROWS = [FIRST, NONE, NONE[:4] + [2] + NONE[5:], NONE[:4] + [3] + NONE[5:]]


def check(table, names, rows):
    equal(table.column_names, names)
    for name, kind in zip(names, TYPES):
        if kind is not None:
            equal(str(table.schema.field(name).type), kind)
    found = [list(row.values()) for row in table.to_pylist()]
    for row in found:
        if row[8] is not None:
            row[8] = row[8].replace(tzinfo=None)
    equal(found, rows)


with tempfile.TemporaryDirectory() as folder:
    subprocess.run([os.environ["ROWS"], folder], check=True, timeout=60)
    names = ["page", "ok", "t", "h", "n", "ts", "f", "d", "at", "on"]
    file = parquet.ParquetFile(os.path.join(folder, "rows.parquet"))
    group = file.metadata.row_group(0)
    equal({group.column(i).compression for i in range(group.num_columns)}, {"SNAPPY"})
    check(file.read(), names + ["m"], [row + [None] for row in ROWS[:3]] + [ROWS[3] + [Decimal("-12.50")]])
    file = orc.ORCFile(os.path.join(folder, "rows.orc"))
    equal(str(file.compression).upper(), "SNAPPY")
    check(file.read(), names, ROWS)

print(f"columns.py: pyarrow {pyarrow.__version__} reads the rows of Parquet and ORC")
