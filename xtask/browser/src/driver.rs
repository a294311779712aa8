//! The chromedriver process.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const START: Duration = Duration::from_secs(20);

/// Runs, and its browser with it, until it is dropped.
pub struct Driver {
    child: Child,
    /// Chromium leaves two folders in its temporary one each time, even when it is asked to go. In the system's
    /// own, not below target/: it puts a socket there, whose path may have 100 characters.
    scratch: PathBuf,
    pub port: u16,
}

impl Driver {
    /// Starts it on a free port and returns when it listens there.
    pub fn start(program: &Path) -> Result<Driver, String> {
        let port = free_port()?;
        let scratch = std::env::temp_dir().join(format!("shardlab-{}-{port}", std::process::id()));
        fs::create_dir_all(&scratch).map_err(|error| format!("{}: {error}", scratch.display()))?;
        // Null, all three: a driver left over from a panic would hold an inherited pipe open, and whoever reads
        // our output would wait for ever for its end.
        let child = Command::new(program)
            .arg(format!("--port={port}"))
            .env("TMPDIR", &scratch)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let mut driver = Driver { child, scratch, port };
        let end = Instant::now() + START;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            if let Ok(Some(status)) = driver.child.try_wait() {
                return Err(format!("{} ended at once with {status}", program.display()));
            }
            if Instant::now() > end {
                return Err(format!("{} does not listen after {} s", program.display(), START.as_secs()));
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(driver)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        // Without the wait a zombie stays, and its port with it.
        let _ = self.child.wait();
        // The browser's last processes may still be writing while they end.
        let end = Instant::now() + Duration::from_secs(3);
        while self.scratch.exists() && Instant::now() < end {
            if fs::remove_dir_all(&self.scratch).is_err() {
                thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

/// A port nobody has. Between here and its use somebody might take it: then the driver ends at once, and says so.
fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("no free port: {error}"))
}
