//! `cargo xtask COMMAND`: one line per command, nothing decided here.

use std::process::ExitCode;
use xtask::{bench, dist, endpoint, first_load, prove, serve, story, test};

const HELP: &str = "\
cargo xtask COMMAND

  serve [--port N] [--under /PATH]   build the page and serve it on 127.0.0.1
  test  [--no-browser] [--only STEP] everything that must hold, browser tests included
  dist                               write the static site to dist/
  story FILE…                        play stories natively; fails at the first `expect` that does not hold
  prove FILE…                        prove lessons, labs, questions and scenes as they are on disk
  endpoint [--port 4567] [--era today] [--speed 1] …
                                     Amazon Kinesis for SDKs and the AWS CLI, on 127.0.0.1; --help tells all flags
  first-load                         note in Chromium what the first page calls, for the split of its module
  bench                              how fast it is, as lines of JSON, beside what it should be";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.split_first() {
        Some((&"serve", rest)) => serve::command(rest),
        Some((&"test", rest)) => test::command(rest),
        Some((&"dist", rest)) => dist::command(rest),
        Some((&"story", rest)) => story::command(rest, play),
        Some((&"prove", rest)) => prove::command(rest),
        Some((&"endpoint", rest)) => endpoint::command(rest),
        Some((&"first-load", rest)) => first_load::command(rest),
        Some((&"bench", rest)) => bench::command(rest),
        Some((&"help" | &"--help" | &"-h", _)) => {
            println!("{HELP}");
            Ok(())
        }
        Some((other, _)) => Err(format!("no command `{other}`\n\n{HELP}")),
        None => Err(HELP.to_string()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Plays one story to its end.
fn play(text: &str) -> Result<story::Outcome, String> {
    let parsed = engine::story::Story::parse(text).map_err(|error| error.to_string())?;
    let transcript = engine::story::run_lent(&parsed, None, &::tools::native());
    Ok(story::Outcome {
        transcript: transcript.to_string(),
        failure: transcript.failures().into_iter().next(),
    })
}
