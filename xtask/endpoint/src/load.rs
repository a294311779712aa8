//! A load for any Kinesis endpoint, ours or another: PutRecords over connections that are kept, as fast as it is
//! answered. Plain sockets and threads, so that the client costs little beside what it measures.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A call that is not answered for so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// One kept connection.
pub struct Client {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
}

/// The status and the body of an answer.
pub type Answer = (u16, Vec<u8>);

impl Client {
    /// # Errors
    /// Nobody listens there.
    pub fn connect(address: SocketAddr) -> io::Result<Client> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Client { address, stream: BufReader::new(stream) })
    }

    /// One call of the API in JSON, such as `PutRecords`. The signature is of the right form and signs nothing.
    ///
    /// # Errors
    /// The connection broke, or the answer is no HTTP.
    pub fn call(&mut self, operation: &str, body: &[u8]) -> io::Result<Answer> {
        self.post("/", &format!("Kinesis_20131202.{operation}"), "application/x-amz-json-1.1", body)
    }

    /// Any POST.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub fn post(&mut self, path: &str, target: &str, content_type: &str, body: &[u8]) -> io::Result<Answer> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nX-Amz-Target: {target}\r\nContent-Type: {content_type}\r\n\
             X-Amz-Date: 20261121T140000Z\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=any/20261121/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=0\r\n\
             Content-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        let stream = self.stream.get_mut();
        stream.write_all(&[head.as_bytes(), body].concat())?;
        self.read()
    }

    /// Any GET.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub fn get(&mut self, path: &str) -> io::Result<Answer> {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        self.stream.get_mut().write_all(head.as_bytes())?;
        self.read()
    }

    fn read(&mut self) -> io::Result<Answer> {
        let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.ok_or_else(|| wrong(&format!("no status line: {first:?}")))?;
        let mut length = 0;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or_else(|| wrong("no header"))?;
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().map_err(|_| wrong("no length"))?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, body))
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

/// How much is sent, and how.
#[derive(Clone, Debug)]
pub struct Load {
    pub stream: String,
    pub connections: usize,
    /// Records in one PutRecords.
    pub records: usize,
    /// Bytes of data in one record.
    pub bytes: usize,
    pub lasts: Duration,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    pub calls: u64,
    pub taken: u64,
    pub refused: u64,
    pub took: Duration,
}

impl Outcome {
    pub fn records_per_s(&self) -> f64 {
        self.taken as f64 / self.took.as_secs_f64()
    }
}

/// Makes a stream and waits by the wall clock until it is ACTIVE.
///
/// # Errors
/// The stream cannot be made, or is not ACTIVE after half a minute.
pub fn create(address: SocketAddr, stream: &str, shards: u32) -> io::Result<()> {
    let mut client = Client::connect(address)?;
    let body = json!({ "StreamName": stream, "ShardCount": shards }).to_string();
    let (status, answer) = client.call("CreateStream", body.as_bytes())?;
    if status != 200 {
        return Err(io::Error::other(String::from_utf8_lossy(&answer).into_owned()));
    }
    let end = Instant::now() + PATIENCE;
    let name = json!({ "StreamName": stream }).to_string();
    while Instant::now() < end {
        let (_, answer) = client.call("DescribeStream", name.as_bytes())?;
        if String::from_utf8_lossy(&answer).contains("\"ACTIVE\"") {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(250));
    }
    Err(io::Error::other(format!("{stream} is not ACTIVE after {} s", PATIENCE.as_secs())))
}

/// Sends the load: each connection calls again as soon as it is answered. Keys are all distinct within a call.
///
/// # Errors
/// A connection broke, or a call was refused as a whole.
pub fn put_records(address: SocketAddr, load: &Load) -> io::Result<Outcome> {
    let begun = Instant::now();
    let threads: Vec<_> = (0..load.connections)
        .map(|connection| {
            let load = load.clone();
            thread::spawn(move || one_connection(address, &load, connection, begun + load.lasts))
        })
        .collect();
    let mut all = Outcome::default();
    for thread in threads {
        let one = thread.join().map_err(|_| io::Error::other("a connection's thread panicked"))??;
        all.calls += one.calls;
        all.taken += one.taken;
        all.refused += one.refused;
    }
    Ok(Outcome { took: begun.elapsed(), ..all })
}

fn one_connection(address: SocketAddr, load: &Load, connection: usize, end: Instant) -> io::Result<Outcome> {
    let mut client = Client::connect(address)?;
    let data = STANDARD.encode(vec![b'x'; load.bytes]);
    let record = |i| json!({ "Data": data, "PartitionKey": format!("key-{connection}-{i}") });
    let records: Vec<Value> = (0..load.records).map(record).collect();
    let body = json!({ "StreamName": load.stream, "Records": records }).to_string();
    let mut outcome = Outcome::default();
    while Instant::now() < end {
        let (status, answer) = client.call("PutRecords", body.as_bytes())?;
        if status != 200 {
            return Err(io::Error::other(String::from_utf8_lossy(&answer).into_owned()));
        }
        let refused =
            failed(&answer).ok_or_else(|| io::Error::other("no FailedRecordCount in the answer"))?;
        outcome.calls += 1;
        outcome.refused += refused;
        outcome.taken += load.records as u64 - refused;
    }
    Ok(outcome)
}

/// FailedRecordCount, without reading the whole answer: the client should cost little.
fn failed(answer: &[u8]) -> Option<u64> {
    let name = b"\"FailedRecordCount\":";
    let at = answer.windows(name.len()).position(|window| window == name)? + name.len();
    let digits = answer[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&answer[at..at + digits]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_failed_records_is_found_wherever_it_stands() {
        assert_eq!(failed(br#"{"FailedRecordCount":12,"Records":[]}"#), Some(12));
        assert_eq!(failed(br#"{"Records":[],"FailedRecordCount":0}"#), Some(0));
        assert_eq!(failed(b"{}"), None);
    }
}
