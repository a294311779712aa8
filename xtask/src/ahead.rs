//! A command of our own that runs beside the steps before it, so that what one core does alone (a linker's last
//! minute) takes no time of its own.

use crate::command::{self, line, program};
use crate::root::at;
use std::fs::{self, File};
use std::process::{Child, Command};
use std::time::Duration;

/// Runs until it is waited for; dropped before that, it is stopped with all it has started.
pub struct Ahead {
    command: Command,
    child: Option<Child>,
    log: std::path::PathBuf,
}

impl Ahead {
    /// Starts `xtask NAME`. What it says is kept for the end.
    pub fn start(name: &str) -> Result<Ahead, String> {
        let own = std::env::current_exe().map_err(|error| format!("who am I: {error}"))?;
        let mut command = program(own);
        command.arg(name);
        Ahead::run(command, name)
    }

    fn run(mut command: Command, name: &str) -> Result<Ahead, String> {
        let log = at("target").join(format!("ahead-{name}.log"));
        let told = |error: std::io::Error| format!("{}: {error}", log.display());
        fs::create_dir_all(at("target")).map_err(told)?;
        let out = File::create(&log).map_err(told)?;
        let err = out.try_clone().map_err(told)?;
        let child = command::spawn(command.stdout(out).stderr(err))?;
        Ok(Ahead { command, child: Some(child), log })
    }

    /// Waits for it, and tells what it said, whether it went well or not.
    pub fn finish(mut self, limit: Duration) -> Result<(), String> {
        let mut child = self.child.take().expect("it is waited for once");
        let ended = command::wait(&mut child, limit);
        print!("{}", fs::read_to_string(&self.log).unwrap_or_default());
        let status = ended.map_err(|why| format!("`{}` {why}", line(&self.command)))?;
        command::judge(&self.command, status)
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            command::kill_tree(child);
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::time::Instant;

    fn shell(script: &str, name: &str) -> Ahead {
        let mut command = program("sh");
        command.args(["-c", script]);
        Ahead::run(command, name).unwrap()
    }

    #[test]
    fn it_ends_as_its_command_does_and_its_words_are_kept() {
        let good = shell("echo well; echo so >&2", "test-good");
        let log = good.log.clone();
        assert_eq!(good.finish(Duration::from_secs(20)), Ok(()));
        assert_eq!(fs::read_to_string(log).unwrap(), "well\nso\n");
        let why = shell("exit 3", "test-bad").finish(Duration::from_secs(20)).unwrap_err();
        assert!(why.contains("exit status: 3"), "{why}");
    }

    #[test]
    fn dropped_it_leaves_nothing_running() {
        let begun = Instant::now();
        let slow = shell("sleep 600 & echo $!; wait", "test-slow");
        let child = loop {
            let said = fs::read_to_string(&slow.log).unwrap();
            if said.ends_with('\n') {
                break said.trim().to_owned();
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "it has not begun");
        };
        drop(slow);
        // A killed process is still seen for a moment, until the system has taken it down.
        let dropped = Instant::now();
        loop {
            let stat = fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
            if stat.is_empty() || stat.contains(") Z ") {
                break;
            }
            assert!(dropped.elapsed() < Duration::from_secs(20), "still running: {stat}");
        }
    }
}
