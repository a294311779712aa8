//! A static server for the page: one folder, GET and HEAD, 127.0.0.1 only, a thread per request.
//!
//! Absent: ranges, keep-alive, caching; compression but where it is measured ([`Server::packing`]). Each answer closes its connection, so that stopping the
//! server never waits for an idle browser.

use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long a client may take to send its request or to take its answer.
const PATIENCE: Duration = Duration::from_secs(10);
const REQUEST_BYTES_MAX: u64 = 16 * 1024;

/// Serves until it is dropped.
pub struct Server {
    address: SocketAddr,
    under: String,
    stop: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves `folder` under the path `under` ("" or "/some/path"). Port 0 takes any free one; another port
    /// that is taken is an error of kind `AddrInUse`.
    pub fn start(folder: &Path, under: &str, port: u16) -> io::Result<Server> {
        Server::new(folder, under, port, false)
    }

    /// Serves as a host does that compresses with gzip.
    pub fn packing(folder: &Path, port: u16) -> io::Result<Server> {
        Server::new(folder, "", port, true)
    }

    fn new(folder: &Path, under: &str, port: u16, packs: bool) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let under = match under.trim_matches('/') {
            "" => String::new(),
            path => format!("/{path}"),
        };
        let stop = Arc::new(AtomicBool::new(false));
        let listening = thread::spawn({
            let (folder, under, stop) = (folder.to_path_buf(), under.clone(), stop.clone());
            move || {
                for stream in listener.incoming() {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    let (folder, under) = (folder.clone(), under.clone());
                    // A client that goes away is no fault of ours.
                    thread::spawn(move || stream.and_then(|stream| talk(stream, &folder, &under, packs)));
                }
            }
        });
        Ok(Server { address, under, stop, listening: Some(listening) })
    }

    /// `http://127.0.0.1:8029/`, with the path it serves under; always ends in a slash.
    pub fn url(&self) -> String {
        format!("http://{}{}/", self.address, self.under)
    }

    /// Returns only if the listening thread ends.
    pub fn wait(mut self) {
        if let Some(thread) = self.listening.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // `incoming` looks at the flag only when someone calls.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
        if let Some(thread) = self.listening.take() {
            let _ = thread.join();
        }
    }
}

fn talk(mut stream: TcpStream, folder: &Path, under: &str, packs: bool) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new((&stream).take(REQUEST_BYTES_MAX)).lines();
    let Some(request) = lines.next().transpose()? else { return Ok(()) };
    // The rest of the head must be read: closing with unread bytes would reset the connection.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let mut answer = match method {
        "GET" | "HEAD" => answer(target, folder, under),
        _ => Answer::text("405 Method Not Allowed", "GET and HEAD only"),
    };
    if packs {
        answer.body = packed(&answer.body)?;
    }
    let mut head = format!("HTTP/1.1 {}\r\nContent-Length: {}\r\n", answer.status, answer.body.len());
    head += &format!("Content-Type: {}\r\nCache-Control: no-cache\r\nConnection: close\r\n", answer.mime);
    if packs {
        head += "Content-Encoding: gzip\r\n";
    }
    if let Some(place) = answer.location {
        head += &format!("Location: {place}\r\n");
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    if method != "HEAD" {
        stream.write_all(&answer.body)?;
    }
    stream.flush()
}

/// As the usual level of a host has it.
fn packed(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(body)?;
    encoder.finish()
}

struct Answer {
    status: &'static str,
    mime: &'static str,
    location: Option<String>,
    body: Vec<u8>,
}

impl Answer {
    fn text(status: &'static str, body: &str) -> Answer {
        Answer { status, mime: "text/plain; charset=utf-8", location: None, body: format!("{body}\n").into() }
    }
}

fn answer(target: &str, folder: &Path, under: &str) -> Answer {
    let path = target.split(['?', '#']).next().unwrap_or("");
    let Some(path) = decode(path) else { return Answer::text("400 Bad Request", "bad path") };
    let Some(inside) = path.strip_prefix(under) else { return Answer::text("404 Not Found", "not here") };
    // `/some/path` without its slash would resolve `./boot.js` one folder too high; so would `/some/pathology`
    // if it were taken for something inside.
    if inside.is_empty() || (!inside.starts_with('/') && !under.is_empty()) {
        return if inside.is_empty() { moved(&path) } else { Answer::text("404 Not Found", "not here") };
    }
    let Some(relative) = safe(inside) else { return Answer::text("403 Forbidden", "that path leads out") };
    let file = folder.join(relative);
    if file.is_dir() && !path.ends_with('/') {
        return moved(&path);
    }
    let file = if file.is_dir() { file.join("index.html") } else { file };
    match fs::read(&file) {
        Ok(body) => Answer { status: "200 OK", mime: mime(&file), location: None, body },
        Err(_) => Answer::text("404 Not Found", "no such file"),
    }
}

fn moved(path: &str) -> Answer {
    let mut answer = Answer::text("301 Moved Permanently", "a folder ends in a slash");
    answer.location = Some(format!("{path}/"));
    answer
}

/// The path inside the folder, or `None` if it could lead out of it.
fn safe(path: &str) -> Option<PathBuf> {
    let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
    parts
        .map(|part| (part != ".." && !part.contains(['\\', ':', '\0', '\r', '\n'])).then_some(part))
        .collect()
}

/// Percent-decoding. A path that holds a line's end could forge a header in `Location`: `None`.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        (bytes, rest) = match first {
            b'%' => {
                let digits = std::str::from_utf8(after.get(..2)?).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                (bytes, &after[2..])
            }
            byte => {
                bytes.push(byte);
                (bytes, after)
            }
        };
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains(['\r', '\n']))
}

fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|kind| kind.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        // Streaming compilation refuses any other type.
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
