//! `cargo xtask serve`: from whatever is missing to an address to open.

use crate::dist;
use crate::root::at;
use crate::server::Server;
use crate::steps::step;
use std::io;
use std::path::Path;

const PORT: u16 = 8029;
const USAGE: &str = "usage: cargo xtask serve [--port N] [--under /PATH]";

struct Options {
    port: u16,
    under: String,
}

/// Builds the page into target/site and serves it until it is interrupted.
pub fn command(arguments: &[&str]) -> Result<(), String> {
    let options = read(arguments)?;
    let site = at("target/site");
    dist::make(&site)?;
    let mut serving = None;
    step("server", || {
        serving = Some(listen(&site, &options)?);
        Ok("listening".to_string())
    })?;
    if let Some(server) = serving {
        println!("\nopen {}   (Ctrl-C ends it)", server.url());
        server.wait();
    }
    Ok(())
}

fn read(arguments: &[&str]) -> Result<Options, String> {
    let mut options = Options { port: PORT, under: String::new() };
    let mut rest = arguments.iter();
    while let Some(&name) = rest.next() {
        let value = rest.next().ok_or(USAGE)?;
        match name {
            "--port" => {
                options.port = value.parse().map_err(|_| format!("--port {value}: not a port\n{USAGE}"))?
            }
            "--under" => options.under = (*value).to_string(),
            _ => return Err(USAGE.to_string()),
        }
    }
    Ok(options)
}

/// The wished port, or the next free one of the fifty after it.
fn listen(site: &Path, options: &Options) -> Result<Server, String> {
    let last = options.port.saturating_add(50);
    for port in options.port..=last {
        match Server::start(site, &options.under, port) {
            Ok(server) => return Ok(server),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => println!("   port {port} is taken"),
            Err(error) => return Err(format!("port {port}: {error}")),
        }
    }
    Err(format!("no free port from {} to {last}: give another with --port", options.port))
}
