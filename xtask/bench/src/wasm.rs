//! The same work as a wasm module in node.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use bench::path::{Load, whole};
use serde_json::json;

use crate::figure::{Wanted, in_turn, print, rounded, time};
use crate::figures::CALLS;

const SCRIPT: &str = include_str!("wasm.mjs");
const ROUNDS: usize = 7;
/// Runs before the first that counts: after six it takes no less time any more.
const WARM: usize = 8;

/// # Errors
/// Node does not run the module.
pub fn figures(node: &str, module: &str) -> Result<(), String> {
    let mut wasm = Node::start(node, module).map_err(|error| format!("{node}: {error}"))?;
    for (name, distinct) in [("wasm ÷ native, distinct keys", 0), ("wasm ÷ native, 1,000 keys", 1_000)] {
        let load = Load::new(CALLS, distinct, 4);
        let mut failed = None;
        // Node compiles what is hot a second time, piece by piece.
        for _ in 0..WARM {
            wasm.run(CALLS, distinct, 4).map_err(|error| format!("node: {error}"))?;
        }
        let [inside, outside] = in_turn(
            ROUNDS,
            load.records(),
            [
                &mut || {
                    wasm.run(CALLS, distinct, 4).unwrap_or_else(|error| {
                        failed = Some(error);
                        Duration::ZERO
                    })
                },
                &mut || time(|| whole(&load)),
            ],
        );
        if let Some(error) = failed {
            return Err(format!("node: {error}"));
        }
        let sides = json!({ "unit": "ns/record", "wasm": rounded(inside), "native": rounded(outside) });
        print(name, outside / inside, Wanted::AtLeast(0.7), sides);
    }
    Ok(())
}

/// Node with the module in it. It ends with its stdin, and is waited for.
struct Node {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Node {
    fn start(node: &str, module: &str) -> std::io::Result<Node> {
        let mut command = Command::new(node);
        command.args(["--input-type=module", "--eval", SCRIPT, module]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (to, from) = (child.stdin.take(), child.stdout.take());
        let from = from.ok_or_else(|| std::io::Error::other("no stdout"))?;
        Ok(Node { child, to, from: BufReader::new(from) })
    }

    /// How long one run took by node's own clock.
    fn run(&mut self, calls: u32, distinct: u32, shards: u32) -> std::io::Result<Duration> {
        let to = self.to.as_mut().ok_or_else(|| std::io::Error::other("no stdin"))?;
        writeln!(to, "{calls} {distinct} {shards}")?;
        let mut line = String::new();
        self.from.read_line(&mut line)?;
        let answer =
            line.trim_end().split_once(' ').and_then(|(nanos, read)| Some((nanos.parse().ok()?, read)));
        match answer {
            Some((nanos, read)) if read == (calls * bench::path::CALL).to_string() => {
                Ok(Duration::from_nanos(nanos))
            }
            _ => Err(std::io::Error::other(format!("not the same work: {line:?}"))),
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.to = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
