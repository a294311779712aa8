//! The two scripts of a whole scene: calls in their order, and comments between them.

use std::collections::BTreeSet;

use super::call::{create_mapping, line};
use super::node::Node;
use super::request::Request;
use super::scene::{Active, Item, Puts, code};
use super::{boto3, call, commented};
use crate::command::{Command, Principal};
use crate::era::Era;
use crate::names::{ACCOUNT, REGION};
use crate::view::RoleView;

const SHELL: &str = "set -euo pipefail\n\
    active() { until [ \"$(\"$@\" --output text)\" = ACTIVE ]; do sleep 1; done; }\n";
const PYTHON: &str = "def active(status):\n    while status() != \"ACTIVE\":\n        time.sleep(1)\n";

pub(super) fn shell(items: &[Item], title: &str) -> String {
    let mut out = format!("#!/usr/bin/env bash\n{}{}", about(title), SHELL);
    out += &format!("export AWS_DEFAULT_REGION={REGION} AWS_PAGER=\"\"\n\n");
    for item in items {
        out += &match item {
            Item::Call(command) => call::cli(command, Era::Today) + "\n",
            Item::Active(what) => shell_waits(what),
            Item::Puts(puts) => {
                commented(&puts.about)
                    + &match &puts.first {
                        Some(first) => call::cli(first, Era::Today) + "\n",
                        None => commented("its records are too long for a line: put them from a file"),
                    }
            }
            Item::Mapping { function, stream, fan_out, members } => {
                let request = create_mapping(function, (stream, *fan_out), members.clone());
                let call = line(&request);
                let call = if *fan_out { commented(&call) } else { call + "\n" };
                needs(function.as_str(), *fan_out) + &call
            }
            Item::Function(_) | Item::Glue(_) | Item::Key(_) | Item::Role(_) | Item::Note(_) => comment(item),
        };
    }
    out
}

pub(super) fn python(items: &[Item], title: &str) -> String {
    let mut body = String::new();
    let mut services: BTreeSet<&str> = BTreeSet::new();
    let mut mods: BTreeSet<&str> = BTreeSet::new();
    let mut datetime = false;
    for item in items {
        body += &match item {
            Item::Call(command) => match Request::of(command) {
                Some(request) => {
                    services.insert(request.service);
                    boto3::call(&request) + "\n"
                }
                None => commented(&command.told()),
            },
            Item::Active(what) => {
                mods.insert("time");
                python_waits(what)
            }
            Item::Puts(puts) => match Request::of(&puts.command) {
                Some(request) => {
                    services.insert(request.service);
                    python_puts(puts, &request)
                }
                None => commented(&puts.about),
            },
            Item::Mapping { function, stream, fan_out, members } => {
                let request = create_mapping(function, (stream, *fan_out), members.clone());
                let call = boto3::call(&request);
                let call = if *fan_out {
                    let all = format!("{}\n{call}", boto3::client(request.service));
                    all.lines().map(commented).collect()
                } else {
                    services.insert(request.service);
                    datetime |= boto3::is_timed(&request);
                    call + "\n"
                };
                needs(function.as_str(), *fan_out) + &call
            }
            Item::Function(_) | Item::Glue(_) | Item::Key(_) | Item::Role(_) | Item::Note(_) => comment(item),
        };
    }
    let mut imports: String = mods.iter().map(|name| format!("import {name}\n")).collect();
    if datetime {
        imports += boto3::DATETIME;
    }
    let gap = if imports.is_empty() { "" } else { "\n" };
    let wait = if mods.contains("time") { format!("\n\n{PYTHON}\n\n") } else { "\n".to_owned() };
    let clients: String = services.iter().map(|name| boto3::client(name) + "\n").collect();
    format!("{}{imports}{gap}import boto3\n{wait}{clients}\n{body}", about(title))
}

fn about(title: &str) -> String {
    commented(title)
        + &commented(&format!(
            "Made anew in AWS's own words. Put your account in the place of {ACCOUNT}, and your names of buckets, which are"
        ))
        + &commented("unique over all accounts; roles and functions must be there.")
}

/// What must be there before a mapping is made. The ARN of a consumer ends with the instant at which it was made, which
/// nobody knows before; Shardlab's own endpoint takes no such ARN.
fn needs(function: &str, fan_out: bool) -> String {
    if fan_out {
        return commented(&format!(
            "When there is a function {function}, with the consumer's own ARN, which ends with when it was made:"
        ));
    }
    commented(&format!("There must be a function {function}, which Shardlab plays and nobody has uploaded:"))
}

/// What is no call in a script. A line of ours that the endpoint knows stands behind `Shardlab:`.
fn comment(item: &Item) -> String {
    match item {
        Item::Function(function) => {
            commented(&format!("A function {} must be there; in the scene it is", function.name))
                + &commented(&format!("Shardlab: function {} {}", function.name, code(function)))
        }
        Item::Glue(table) => {
            commented("A table of the Glue Data Catalog must be there:")
                + &commented(&format!(
                    "Shardlab: {}",
                    Command::Actor(crate::command::Actor::Table(table.clone()))
                ))
        }
        Item::Key(key) => commented(&format!("A key of KMS must be there: {key}")),
        Item::Note(text) => commented(text),
        Item::Role(role) => of_role(role),
        Item::Call(_) | Item::Active(_) | Item::Mapping { .. } | Item::Puts(_) => String::new(),
    }
}

/// What a role must allow: no call of this script makes it, for its policies belong together, as a template has them.
fn of_role(role: &RoleView) -> String {
    if !matches!(role.who, Principal::Firehose(_)) {
        // A program of one's own runs under whatever its owner has.
        return String::new();
    }
    let allowed = role.permissions.iter().filter(|it| it.allowed).map(|it| it.action.word().to_owned());
    let allowed: BTreeSet<String> = allowed.collect();
    let may = match allowed.len() {
        0 => "nothing".to_owned(),
        _ => allowed.into_iter().collect::<Vec<_>>().join(", "),
    };
    commented(&format!(
        "The role of {} must be there, and may: {may}. The scene as CloudFormation makes it.",
        role.name
    ))
}

/// What is asked for again and again, and where the status stands in the answer.
fn status(what: &Active) -> (Request, [&'static str; 2]) {
    let ask = |service, operation, members: &[(&str, String)]| {
        let members = members.iter().map(|(name, text)| ((*name).to_owned(), Node::text(text))).collect();
        Request::new(service, operation, members)
    };
    match what {
        Active::Stream(name) => (
            ask("kinesis", "DescribeStreamSummary", &[("StreamName", name.to_string())]),
            ["StreamDescriptionSummary", "StreamStatus"],
        ),
        Active::Consumer(stream, name) => {
            let arn = format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{stream}");
            let members = [("StreamARN", arn), ("ConsumerName", name.to_string())];
            (ask("kinesis", "DescribeStreamConsumer", &members), ["ConsumerDescription", "ConsumerStatus"])
        }
        Active::DeliveryStream(name) => (
            ask("firehose", "DescribeDeliveryStream", &[("DeliveryStreamName", name.to_string())]),
            ["DeliveryStreamDescription", "DeliveryStreamStatus"],
        ),
        Active::Table(name) => {
            (ask("dynamodb", "DescribeTable", &[("TableName", name.to_string())]), ["Table", "TableStatus"])
        }
    }
}

fn shell_waits(what: &Active) -> String {
    let (request, path) = status(what);
    format!("active {} --query {}\n", line(&request), path.join("."))
}

fn python_waits(what: &Active) -> String {
    let (request, path) = status(what);
    let path: String = path.iter().map(|name| format!("[\"{name}\"]")).collect();
    format!("active(lambda: {}{path})\n", boto3::call(&request))
}

fn python_puts(puts: &Puts, request: &Request) -> String {
    let mut all = commented(&puts.about) + &boto3::call(request) + "\n";
    let one = |data: &str| match (request.service, request.operation) {
        ("kinesis", _) => format!("Data={data}, PartitionKey={}", puts.key),
        _ => format!("Record={{\"Data\": {data}}}"),
    };
    let entry = match request.service {
        "kinesis" => format!("{{\"Data\": data, \"PartitionKey\": {}}}", puts.key),
        _ => "{\"Data\": data}".to_owned(),
    };
    let name = if request.service == "kinesis" { "StreamName" } else { "DeliveryStreamName" };
    let who = format!("{name}={}", boto3::text(request.text(name)));
    // Ten calls a second, or one for each record.
    let (call, pause) = if request.operation == "PutRecord" {
        (
            format!("{}.put_record({who}, {})", request.service, one("data")),
            format!("1 / {}", puts.rate.max(1)),
        )
    } else {
        let each = puts.rate.div_ceil(10).clamp(1, 500);
        let call = format!(
            "{}.{}({who}, Records=[{entry} for _ in range({each})])",
            request.service,
            request.method()
        );
        (call, format!("{each} / {}", puts.rate.max(1)))
    };
    let modules = [("random.", "random"), ("uuid.", "uuid")];
    let modules: Vec<_> =
        modules.iter().filter(|(use_, _)| puts.key.contains(use_)).map(|(_, name)| *name).collect();
    let import = match modules.as_slice() {
        [] => String::new(),
        some => commented(&format!("import {}", some.join(", "))),
    };
    all += &commented("It goes on like this:");
    all += &import;
    for line in ["data = b\"…\"", "while True:", &format!("    {call}"), &format!("    time.sleep({pause})")]
    {
        all += &commented(line);
    }
    all
}
