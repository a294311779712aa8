//! What is written is read back by the libraries' own readers. Other people's readers: the step `clients`.

use parquet::basic::Compression;
use parquet::file::reader::{FileReader, SerializedFileReader};

const COLUMNS: &str = r#"[["s","string"],["b","boolean"],["t","tinyint"],["h","smallint"],["i","int"],["l","bigint"],
    ["f","float"],["d","double"],["at","timestamp"],["on","date"]"#;
const ROWS: &str = r#"[["Zürich","true","-128","32767","-5","9007199254740993","2.5","-0.1","1565382027000","18117"],
    [null,null,null,null,null,null,null,null,null,null],
    ["","false","127","-32768","7","-1","0","1e3","0","-1"]]"#;

fn sheet(format: &str, more_columns: &str, rows: &str) -> String {
    format!("{{\"format\":\"{format}\",\"columns\":{COLUMNS}{more_columns}],\"rows\":{rows}}}")
}

#[test]
fn parquet_holds_the_rows_with_their_types_and_snappy_inside() {
    let rows = ROWS.replace("\"18117\"]", "\"18117\",\"-12345\"]").replace("null]", "null,null]");
    let rows = rows.replace("\"-1\"]]", "\"-1\",\"0\"]]");
    let file = columns::write(&sheet("parquet", r#",["m","decimal(10,2)"]"#, &rows)).expect("it is written");
    assert_eq!(file, columns::write(&sheet("parquet", r#",["m","decimal(10,2)"]"#, &rows)).expect("again"));
    let reader = SerializedFileReader::new(bytes::Bytes::from(file)).expect("Parquet");
    let meta = reader.metadata();
    assert_eq!((meta.num_row_groups(), meta.file_metadata().num_rows()), (1, 3));
    for column in meta.row_group(0).columns() {
        assert_eq!(column.compression(), Compression::SNAPPY, "{}", column.column_path());
    }
    let rows: Vec<String> =
        reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row").to_string()).collect();
    assert_eq!(
        rows[0],
        "{s: \"Zürich\", b: true, t: -128, h: 32767, i: -5, l: 9007199254740993, f: 2.5, d: -1E-1, \
         at: 2019-08-09 20:20:27.000 +00:00, on: 2019-08-09, m: -123.45}"
    );
    assert_eq!(
        rows[1],
        "{s: null, b: null, t: null, h: null, i: null, l: null, f: null, d: null, at: null, on: null, m: null}"
    );
    assert!(rows[2].starts_with("{s: \"\", b: false, t: 127,") && rows[2].contains("d: 1000"), "{}", rows[2]);
}

#[test]
fn a_sheet_that_does_not_hold_together_is_refused() {
    let one = |columns: &str, row: &str| {
        columns::write(&format!("{{\"format\":\"parquet\",\"columns\":[{columns}],\"rows\":[{row}]}}"))
    };
    assert!(one(r#"["a","int"]"#, r#"["1"]"#).is_ok());
    for (columns, row, said) in [
        (r#"["a","int"]"#, r#"["1","2"]"#, "2 cells for 1 columns"),
        (r#"["a","int"]"#, r#"["x"]"#, "`x` does not fit column a"),
        (r#"["a","int"]"#, r#"["2147483648"]"#, "does not fit"),
        (r#"["a","map<int,int>"]"#, r#"["x"]"#, "is no type of a column"),
        (r#"["a","int"]"#, "[1]", "the sheet: "),
    ] {
        let why = one(columns, row).expect_err(said);
        assert!(why.contains(said), "{why}");
    }
}

#[cfg(not(feature = "orc"))]
#[test]
fn without_its_library_orc_is_refused() {
    assert_eq!(columns::write(&sheet("orc", "", ROWS)).expect_err("no ORC"), "ORC cannot be written here");
}

#[cfg(feature = "orc")]
#[test]
fn orc_holds_the_rows_with_their_types_and_snappy_inside() {
    use arrow::util::display::{ArrayFormatter, FormatOptions};
    use orc_rust::ArrowReaderBuilder;
    let file = columns::write(&sheet("orc", "", ROWS)).expect("it is written");
    assert_eq!(file, columns::write(&sheet("orc", "", ROWS)).expect("again"));
    let builder = ArrowReaderBuilder::try_new(bytes::Bytes::from(file)).expect("ORC");
    assert_eq!(builder.file_metadata().number_of_rows(), 3);
    let compression = builder.file_metadata().compression().expect("compressed");
    assert!(matches!(compression.compression_type(), orc_rust::compression::CompressionType::Snappy));
    let batch = builder.build().next().expect("a batch").expect("rows");
    let options = FormatOptions::default().with_null("-");
    let row = |row: usize| -> Vec<String> {
        let cell = |array: &std::sync::Arc<dyn arrow::array::Array>| {
            ArrayFormatter::try_new(array.as_ref(), &options).expect("cells").value(row).to_string()
        };
        batch.columns().iter().map(cell).collect()
    };
    assert_eq!(
        row(0),
        [
            "Zürich",
            "true",
            "-128",
            "32767",
            "-5",
            "9007199254740993",
            "2.5",
            "-0.1",
            "2019-08-09T20:20:27",
            "2019-08-09"
        ]
    );
    assert_eq!(row(1), ["-"; 10]);
    assert_eq!(row(2)[..4], ["", "false", "127", "-32768"]);
}
