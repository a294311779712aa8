//! A copied call of every operation that the engine knows: its line, and what "Copy as" makes of that for boto3.
//!
//! Prints a list in JSON, in the order of the engine's own help, whose examples they are.

use engine::api::copy::{self, Form};
use engine::api::{cli, model};
use engine::era::Era;
use serde_json::json;

fn main() {
    let mut calls = Vec::new();
    let mut services: Vec<&str> = model::Service::ALL.map(model::Service::word).into();
    // Not of the table: a bucket's calls have paths.
    services.extend(["s3", "s3api"]);
    for service in services {
        for word in words_of(service) {
            let help = cli::help(&format!("{service} {word}"));
            let Some((_, line)) = help.split_once("Example: ") else {
                panic!("help on {service} {word} has no example")
            };
            let command = cli::parse(line).unwrap_or_else(|why| panic!("{line}: {why}"));
            calls.push(json!({
                "operation": format!("{service} {word}"),
                "line": command.to_string(),
                "boto3": copy::command(&command, Form::Boto3, Era::Today),
                "cli": copy::command(&command, Form::Cli, Era::Today),
            }));
        }
    }
    println!("{}", serde_json::Value::from(calls));
}

/// The words of a service, as its help lists them.
fn words_of(service: &str) -> Vec<String> {
    let help = cli::help(service);
    let rows = help.lines().filter_map(|line| line.strip_prefix("  "));
    rows.filter_map(|row| row.split_whitespace().next()).map(str::to_owned).collect()
}
