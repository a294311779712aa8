//! Running programs: with no stdin, from the root, and never longer than a limit.

use crate::root::root;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A program called from the root, without stdin: nothing we start may wait for an answer.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The cargo we were called by: rustup's own variable keeps the toolchain the same.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = program("cargo");
    command.args(arguments);
    // `cargo run` describes xtask in these; build scripts that watch them would run again after each change
    // between a plain `cargo build` and one from here.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|begin| text.starts_with(begin)) {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs it with its output shown.
pub fn run(command: &mut Command, limit: Duration) -> Result<(), String> {
    let mut child = spawn(command)?;
    let status = wait(&mut child, limit).map_err(|why| format!("`{}` {why}", line(command)))?;
    judge(command, status)
}

/// Runs it and returns what it wrote to stdout; its stderr is shown only when it fails.
pub fn output(command: &mut Command, limit: Duration) -> Result<String, String> {
    let mut child = spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let out = drain(child.stdout.take());
    let err = drain(child.stderr.take());
    let status = wait(&mut child, limit).map_err(|why| format!("`{}` {why}", line(command)))?;
    let (out, err) = (out.join().unwrap_or_default(), err.join().unwrap_or_default());
    judge(command, status).map_err(|why| format!("{why}\n{}", err.trim_end()))?;
    Ok(out)
}

/// The path of `name` if it is on PATH.
pub fn which(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

/// What one would type to run it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

pub fn spawn(command: &mut Command) -> Result<Child, String> {
    command.spawn().map_err(|error| format!("cannot start `{}`: {error}", line(command)))
}

pub fn judge(command: &Command, status: ExitStatus) -> Result<(), String> {
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", line(command))) }
}

pub fn wait(child: &mut Child, limit: Duration) -> Result<ExitStatus, String> {
    let end = Instant::now() + limit;
    let mut pause = Duration::from_millis(2);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if Instant::now() < end => thread::sleep(pause),
            Ok(None) => {
                kill_tree(child);
                return Err(format!("took longer than {} s and was stopped", limit.as_secs()));
            }
            Err(error) => return Err(format!("could not be waited for: {error}")),
        }
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

/// Kills the child and, where /proc tells them, its descendants: a test left behind by a killed cargo would
/// hold our stdout, and with it whatever waits for our output to end.
pub fn kill_tree(child: &mut Child) {
    let family: Vec<String> = descendants(child.id()).iter().map(u32::to_string).collect();
    let _ = child.kill();
    let _ = child.wait();
    if !family.is_empty() {
        let _ = Command::new("sh").args(["-c", &format!("kill -9 {}", family.join(" "))]).status();
    }
}

/// All that a process has started and what those have, as far as /proc tells.
pub fn descendants(of: u32) -> Vec<u32> {
    let mut parents: Vec<(u32, u32)> = Vec::new();
    for entry in Path::new("/proc").read_dir().into_iter().flatten().flatten() {
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        // "pid (name) state parent …", and the name may hold spaces.
        let parent: Option<u32> =
            stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse().ok());
        if let (Ok(id), Some(parent)) = (entry.file_name().to_string_lossy().parse(), parent) {
            parents.push((id, parent));
        }
    }
    let mut family = vec![of];
    let mut next = 0;
    while next < family.len() {
        let parent = family[next];
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(id, _)| *id));
        next += 1;
    }
    family.split_off(1)
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_what_the_program_wrote() {
        let said = output(&mut cargo(&["--version"]), Duration::from_secs(30)).unwrap();
        assert!(said.starts_with("cargo "), "{said}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let why = output(&mut program("no-such-program"), Duration::from_secs(1)).unwrap_err();
        assert!(why.contains("cannot start `no-such-program`"), "{why}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_over_its_limit_is_stopped_with_its_children() {
        let begun = Instant::now();
        // The grandchild holds the pipe: were it left alive, reading to the end would take its 30 s.
        let mut slow = program("sh");
        slow.args(["-c", "sleep 30 & echo started; wait"]);
        let why = output(&mut slow, Duration::from_millis(300)).unwrap_err();
        assert!(why.contains("was stopped"), "{why}");
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}
