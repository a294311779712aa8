//! Writes what a delivery stream made of a few records, as Parquet and as ORC, into the folder that is named: what the
//! step `clients` reads with pyarrow.

use std::path::PathBuf;

use engine::command::{
    Buffering, ColumnFormat, Command, Conversion, CreateDeliveryStream, Destination, Firehose,
};
use engine::era::Era;
use engine::kernel::Time;
use engine::names::Name;
use engine::story;
use engine::world::World;

const RECORDS: [&str; 3] = [
    r#"{"page":"/ä","ok":true,"t":-128,"h":32767,"n":1,"ts":9007199254740993,"f":2.5,"d":0.1,"at":1565382027123,"on":"2019-08-09"}"#,
    r#"{"page":null}{"N":2,"unknown":[1]}"#,
    "[1]",
];

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("usage: rows FOLDER"));
    for (format, file) in [(ColumnFormat::Parquet, "rows.parquet"), (ColumnFormat::Orc, "rows.orc")] {
        std::fs::write(folder.join(file), object(format)).expect("the folder can be written");
    }
}

fn object(format: ColumnFormat) -> Vec<u8> {
    let name = |text: &str| Name::parse(text).expect("a name");
    let mut world = World::new(Era::Today, 1).with_tools(&tools::native());
    let mut apply = |command: Command| world.apply(&command).unwrap_or_else(|refusal| panic!("{refusal}"));
    // ORC has no decimals here.
    let decimal = if format == ColumnFormat::Parquet { ", m decimal(10,2)" } else { "" };
    let table = format!(
        "table web.clicks columns \"page string, ok boolean, t tinyint, h smallint, n int, ts bigint, f float, d double, \
         at timestamp, on date{decimal}\""
    );
    apply(story::command(&table).expect("a line"));
    let mut destination = Destination::s3(name("lake"));
    destination.s3.buffering = Some(Buffering { mib: 64, seconds: 60 });
    destination.s3.conversion =
        Some(Conversion { format, database: "web".to_owned(), table: "clicks".to_owned() });
    let ask = CreateDeliveryStream::new(name("d"), None, destination);
    apply(Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask))));
    for record in RECORDS.into_iter().chain([r#"{"m":-12.5,"n":3}"#]) {
        apply(Command::Firehose(Firehose::PutRecord { delivery_stream: name("d"), data: record.into() }));
    }
    world.advance(Time::seconds(100), u64::MAX);
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let rows = bucket.objects().find(|object| !object.key.contains("failed")).expect("an object of rows");
    rows.content.0.bytes()
}
