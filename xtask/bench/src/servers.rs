//! PutRecords over HTTP: the endpoint beside kinesalite, both up at once and loaded in turn.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use endpoint::load::{Load, create, put_records};
use serde_json::json;

use crate::figure::{Wanted, median, print, rounded};

const ROUNDS: usize = 5;
const STREAM: &str = "load";
const SHARDS: u32 = 20;
const LOAD_S: u64 = 2;
/// Virtual seconds per second: kinesalite has no write limits, so ours must not be met.
const SPEED: &str = "60";

/// # Errors
/// One of them does not start or does not take records.
pub fn figure(endpoint: &str, node: &str, kinesalite: &str) -> Result<(), String> {
    let shards = SHARDS.to_string();
    let ours = Server::start(endpoint, |port| {
        ["--port", port, "--speed", SPEED, "--shard-limit", &shards].map(str::to_owned).to_vec()
    })?;
    let theirs = Server::start(node, |port| {
        [kinesalite, "--port", port, "--createStreamMs", "50", "--shardLimit", &shards]
            .map(str::to_owned)
            .to_vec()
    })?;
    let load = Load {
        stream: STREAM.to_owned(),
        connections: 2,
        records: 500,
        bytes: 100,
        lasts: Duration::from_secs(LOAD_S),
    };
    for server in [&ours, &theirs] {
        create(server.address, STREAM, SHARDS).map_err(|error| format!("{}: {error}", server.name))?;
    }
    let mut rates = [Vec::new(), Vec::new()];
    let mut refused = [0, 0];
    for _ in 0..ROUNDS {
        for (nth, server) in [&ours, &theirs].into_iter().enumerate() {
            let outcome =
                put_records(server.address, &load).map_err(|error| format!("{}: {error}", server.name))?;
            rates[nth].push(outcome.records_per_s());
            refused[nth] += outcome.refused;
        }
    }
    let [ours, theirs] = rates.map(median);
    let sides = json!({
        "unit": "records taken/s",
        "endpoint": rounded(ours),
        "kinesalite": rounded(theirs),
        "refused": refused,
        "connections": load.connections,
    });
    print("endpoint ÷ kinesalite, PutRecords of 500 × 100 B", ours / theirs, Wanted::AtLeast(5.0), sides);
    Ok(())
}

/// A server of one's own, killed and waited for when it is dropped.
struct Server {
    name: String,
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts it on a free port and waits until it listens.
    fn start(program: &str, arguments: impl Fn(&str) -> Vec<String>) -> Result<Server, String> {
        let wrong = |error: std::io::Error| format!("{program}: {error}");
        // Freed at once for the server to take: kinesalite does not say which port it was given.
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let address = free.map_err(wrong)?;
        let mut command = Command::new(program);
        command.args(arguments(&address.port().to_string())).stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.spawn().map_err(wrong)?;
        let server = Server { name: program.to_owned(), child, address };
        let end = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(address).is_err() {
            if Instant::now() > end {
                return Err(format!("{program} does not listen on {address}"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
