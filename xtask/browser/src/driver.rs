//! The chromedriver process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
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
    /// Starts it and returns when it listens. It chooses its port itself and says which: a port that we had found free
    /// might be taken by another test's server before the driver has it.
    pub fn start(program: &Path) -> Result<Driver, String> {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let scratch = std::env::temp_dir().join(format!("shardlab-{}-{number}", std::process::id()));
        let cannot = |error: std::io::Error| format!("{}: {error}", scratch.display());
        fs::create_dir_all(&scratch).map_err(cannot)?;
        let said = scratch.join("driver.log");
        let log = fs::File::create(&said).map_err(cannot)?;
        // A file and null, no pipe: a driver left over from a panic would hold an inherited pipe open, and whoever reads
        // our output would wait for ever for its end.
        let child = Command::new(program)
            .arg("--port=0")
            .env("TMPDIR", &scratch)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let mut driver = Driver { child, scratch, port: 0 };
        let end = Instant::now() + START;
        loop {
            if let Some(port) = fs::read_to_string(&said).ok().and_then(|text| port_in(&text)) {
                driver.port = port;
                return Ok(driver);
            }
            if let Ok(Some(status)) = driver.child.try_wait() {
                return Err(format!("{} ended at once with {status}", program.display()));
            }
            if Instant::now() > end {
                return Err(format!("{} does not listen after {} s", program.display(), START.as_secs()));
            }
            thread::sleep(Duration::from_millis(10));
        }
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

/// `ChromeDriver was started successfully on port 35061.`
fn port_in(said: &str) -> Option<u16> {
    let line = said.lines().find(|line| line.contains("started successfully on port "))?;
    // Not before all of it is written.
    line.rsplit_once(' ')?.1.strip_suffix('.')?.parse().ok()
}
