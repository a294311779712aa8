//! One command in each language.

use super::node::{Members, Node};
use super::request::Request;
use super::{boto3, cloudformation, commented, mapping, resources, scene};
use crate::actors::MappingConfig;
use crate::command::quote;
use crate::command::{Actor, Command, Kinesis, MappingSetting, ReadFrom, ReadVia, Setting};
use crate::era::Era;
use crate::names::{ACCOUNT, Name, REGION};

/// What a command is to AWS.
enum Asked {
    Call(Request),
    /// In words: it is none of AWS's.
    None(&'static str),
}

pub(super) fn cli(command: &Command, era: Era) -> String {
    match asked(command, era) {
        Asked::Call(request) if request.service == "lambda" => line(&request),
        Asked::Call(Request { midpoint: Some((stream, shard)), .. }) => {
            let read = format!(
                "$(aws kinesis list-shards --stream-name {stream} --query \
                 \"Shards[?ShardId=='{shard}'].HashKeyRange.[StartingHashKey,EndingHashKey]\" --output text | \
                 python3 -c 'print((sum(map(int, input().split())) + 1) // 2)')"
            );
            command.to_string().replace("midpoint", &format!("\"{read}\""))
        }
        Asked::Call(_) => {
            if let Command::Actor(_) = command {
                as_call(command).map_or_else(String::new, |call| call.to_string())
            } else {
                command.to_string()
            }
        }
        Asked::None(why) => own_line(command) + &commented(why),
    }
}

pub(super) fn boto3(command: &Command, era: Era) -> String {
    match asked(command, era) {
        Asked::Call(request) => boto3::snippet(&request),
        Asked::None(why) => own_line(command) + &commented(why),
    }
}

pub(super) fn cloudformation(command: &Command, era: Era) -> String {
    let call = as_call(command);
    if let Asked::None(why) = asked(command, era) {
        return own_line(command) + &commented(why);
    }
    let items = match (call, mapping_of(command, era)) {
        (_, Some(mapping)) => vec![mapping],
        (Some(call), None) => vec![scene::Item::Call(call)],
        (None, None) => vec![scene::Item::Call(command.clone())],
    };
    match resources::why_none(command) {
        Some(why) => commented(&why),
        None => cloudformation::resources(&items),
    }
}

fn own_line(command: &Command) -> String {
    commented(&command.told())
}

fn asked(command: &Command, era: Era) -> Asked {
    let Command::Actor(actor) = command else {
        return Request::of(command).map_or(Asked::None(ANSWER), Asked::Call);
    };
    if let Some(scene::Item::Mapping { function, stream, fan_out, members }) = mapping_of(command, era) {
        return Asked::Call(create_mapping(&function, (&stream, fan_out), members));
    }
    match as_call(command).as_ref().and_then(Request::of) {
        Some(request) => Asked::Call(request),
        None => Asked::None(why(actor)),
    }
}

/// What stands in the place of a line of ours: a consumer with fan-out is registered.
fn as_call(command: &Command) -> Option<Command> {
    let Command::Actor(Actor::Consumer { name, reads, settings }) = command else { return None };
    settings.contains(&Setting::Via(ReadVia::FanOut)).then(|| {
        Command::Kinesis(Kinesis::RegisterStreamConsumer { stream: reads.clone(), consumer: name.clone() })
    })
}

fn mapping_of(command: &Command, era: Era) -> Option<scene::Item> {
    let Command::Actor(Actor::Consumer { name, reads, settings }) = command else { return None };
    if !settings.contains(&Setting::Mapping(MappingSetting::Lambda)) {
        return None;
    }
    let from = settings.iter().find_map(|it| if let Setting::From(from) = it { Some(*from) } else { None });
    let config = MappingConfig::said(era, settings);
    Some(scene::Item::Mapping {
        function: config.function.clone().unwrap_or_else(|| name.clone()),
        stream: reads.clone(),
        fan_out: settings.contains(&Setting::Via(ReadVia::FanOut)),
        members: mapping::of_config(&config, from.unwrap_or(ReadFrom::TrimHorizon), era),
    })
}

/// CreateEventSourceMapping.
pub(super) fn create_mapping(function: &Name, (stream, fan_out): (&Name, bool), members: Members) -> Request {
    let consumer = if fan_out { format!("/consumer/{function}:1") } else { String::new() };
    let arn = format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{stream}{consumer}");
    let mut all = vec![
        ("FunctionName".to_owned(), Node::text(function)),
        ("EventSourceArn".to_owned(), Node::text(arn)),
    ];
    all.extend(members);
    Request::new("lambda", "CreateEventSourceMapping", all)
}

/// A line of the CLI.
pub(super) fn line(request: &Request) -> String {
    let mut line = format!("aws {} {}", request.service, request.method().replace('_', "-"));
    for (name, node) in &request.members {
        let option = crate::api::model::word_of(name);
        line += &match node {
            Node::Bool(yes) => format!(" --{}{option}", if *yes { "" } else { "no-" }),
            Node::List(items) => {
                format!(" --{option} {}", items.iter().map(value).collect::<Vec<_>>().join(" "))
            }
            Node::Int(_) | Node::Text(_) | Node::Blob(_) | Node::Time(_) => {
                format!(" --{option} {}", value(node))
            }
            Node::Map(_) | Node::Code(_) | Node::Call(..) => format!(" --{option} {}", value(node)),
        };
    }
    line
}

fn value(node: &Node) -> String {
    match node {
        Node::Text(text) => quote(text),
        Node::Int(number) => number.to_string(),
        Node::Time(seconds) => seconds.clone(),
        Node::Bool(_) | Node::Blob(_) | Node::List(_) | Node::Map(_) | Node::Code(_) | Node::Call(..) => {
            quote(&json(node).to_string())
        }
    }
}

fn json(node: &Node) -> serde_json::Value {
    match node {
        Node::Bool(yes) => (*yes).into(),
        Node::Int(number) => (*number).into(),
        Node::Text(text) | Node::Time(text) | Node::Code(text) | Node::Call(_, text) => text.as_str().into(),
        Node::Blob(bytes) => String::from_utf8_lossy(bytes).into(),
        Node::List(items) => items.iter().map(json).collect(),
        Node::Map(members) => members.iter().map(|(name, node)| (name.clone(), json(node))).collect(),
    }
}

const ANSWER: &str = "What a function answered is no call.";

/// Why AWS has nothing for a line of ours.
fn why(actor: &Actor) -> &'static str {
    match actor {
        Actor::Producer { .. } => "AWS has no producers: it is a program of your own that puts records.",
        Actor::Consumer { .. } => "AWS has no such reader: it is a program of your own that gets records.",
        Actor::Function { .. } => {
            "A function needs its code in a package: upload it with Lambda's create-function."
        }
        Actor::Feed { .. } | Actor::FeedAct { .. } => "It is set up where it runs, not in Kinesis.",
        Actor::Set { .. } | Actor::Stop { .. } => {
            "It changes an actor of the scene, which is a program of your own."
        }
        Actor::Fault { .. } | Actor::Heal { .. } => "Nobody can order such a fault from AWS.",
        Actor::CrashWorker { .. } | Actor::HealWorker { .. } => "End or start the worker's process yourself.",
        Actor::Permission(_) => {
            "The scene as a whole has the roles: CloudFormation writes them as policies of IAM."
        }
        Actor::Table(_) => "The scene as a whole has the table: CloudFormation writes it for Glue.",
        Actor::Backfill(_) => {
            "Bringing in what failed is a program of your own: COPY, a bulk request, or puts."
        }
    }
}
