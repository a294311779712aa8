//! The endpoint as a program: `cargo xtask endpoint` builds and runs it.

use std::io::Write;
use std::process::ExitCode;

use endpoint::options::{Options, USAGE};
use endpoint::serve::serve;
use endpoint::shared::Shared;
use tokio::net::TcpListener;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--help" || word == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match Options::read(&words).and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| format!("no runtime: {error}"))?.block_on(async {
        let listener = TcpListener::bind((options.host, options.port)).await;
        let listener = listener.map_err(|error| format!("{}:{}: {error}", options.host, options.port))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let mut out = std::io::stdout();
        // Whoever started us may have closed its end; that is no reason to stop.
        let _ = writeln!(out, "http://{address}").and_then(|()| out.flush());
        serve(listener, Shared::new(options), stopped()).await;
        Ok(())
    })
}

/// Ready at SIGINT, and at SIGTERM where there is one.
async fn stopped() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else { return interrupted.await };
        tokio::select! {
            () = interrupted => {},
            _ = terminated.recv() => {},
        }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
