//! PutRecords of 500 records of 100 bytes, against any endpoint, as a line of JSON:
//! `throughput ADDRESS SHARDS CONNECTIONS SECONDS`.

use std::net::SocketAddr;
use std::time::Duration;

use endpoint::load::{Load, create, put_records};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [address, shards, connections, seconds] = words.as_slice() else {
        return Err("throughput ADDRESS SHARDS CONNECTIONS SECONDS".into());
    };
    let address: SocketAddr = address.parse()?;
    let (connections, lasts) = (connections.parse()?, Duration::from_secs(seconds.parse()?));
    let stream = format!("load-{}", std::process::id());
    create(address, &stream, shards.parse()?)?;
    let load = Load { stream, connections, records: 500, bytes: 100, lasts };
    let outcome = put_records(address, &load)?;
    let line = serde_json::json!({
        "connections": connections,
        "calls": outcome.calls,
        "taken": outcome.taken,
        "refused": outcome.refused,
        "records_per_s": outcome.records_per_s().round(),
    });
    println!("{line}");
    Ok(())
}
