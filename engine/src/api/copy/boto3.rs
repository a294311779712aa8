//! Calls as lines of Python with boto3.

use super::node::Node;
use super::request::Request;
use crate::names::REGION;

/// What fits on a line.
const WIDTH: usize = 100;

/// A call, of a client that has the name of its service.
pub(super) fn call(request: &Request) -> String {
    let mut request = request.clone();
    let mut before = String::new();
    if let Some((stream, shard)) = request.midpoint.take() {
        before = format!(
            "shards = kinesis.list_shards(StreamName={0})[\"Shards\"]\n\
             ends = next(shard[\"HashKeyRange\"] for shard in shards if shard[\"ShardId\"] == \"{shard}\")\n\
             middle = (int(ends[\"StartingHashKey\"]) + int(ends[\"EndingHashKey\"]) + 1) // 2\n",
            text(stream.as_str())
        );
        for (name, node) in &mut request.members {
            if name == "NewStartingHashKey" {
                *node = Node::Code("str(middle)".to_owned());
            }
        }
    }
    let head = format!("{}.{}(", variable(request.service), request.method());
    let tail =
        if (request.service, request.operation) == ("s3", "GetObject") { ")[\"Body\"].read()" } else { ")" };
    let members: Vec<_> = request.members.iter().map(|(name, node)| (format!("{name}="), node)).collect();
    before + &bracketed((&head, tail), &members, 0)
}

/// A snippet of its own: what it imports, its client, the call.
pub(super) fn snippet(request: &Request) -> String {
    let datetime = if is_timed(request) { format!("{DATETIME}\n") } else { String::new() };
    format!("{datetime}import boto3\n\n{}\n\n{}\n", client(request.service), call(request))
}

/// What a time is written with.
pub(super) const DATETIME: &str = "from datetime import datetime, timezone\n";

/// Whether a call says a time.
pub(super) fn is_timed(request: &Request) -> bool {
    request.members.iter().any(|(_, node)| has_time(node))
}

/// What a client is called: `lambda` is a word of the language.
fn variable(service: &str) -> &str {
    if service == "lambda" { "lambda_" } else { service }
}

pub(super) fn client(service: &str) -> String {
    format!("{} = boto3.client(\"{service}\", region_name=\"{REGION}\")", variable(service))
}

fn has_time(node: &Node) -> bool {
    match node {
        Node::Time(_) => true,
        Node::List(items) => items.iter().any(has_time),
        Node::Map(members) => members.iter().any(|(_, node)| has_time(node)),
        Node::Bool(_) | Node::Int(_) | Node::Text(_) | Node::Blob(_) | Node::Code(_) | Node::Call(..) => {
            false
        }
    }
}

/// A literal; what does not fit on a line behind `depth` steps of four spaces is broken.
fn literal(node: &Node, depth: usize) -> String {
    match node {
        Node::Bool(true) => "True".to_owned(),
        Node::Bool(false) => "False".to_owned(),
        Node::Int(number) => number.to_string(),
        Node::Text(it) => text(it),
        Node::Blob(bytes) => blob(bytes),
        Node::Time(seconds) => format!("datetime.fromtimestamp({seconds}, timezone.utc)"),
        Node::Code(code) | Node::Call(_, code) => code.clone(),
        Node::List(items) => {
            let items: Vec<_> = items.iter().map(|item| (String::new(), item)).collect();
            bracketed(("[", "]"), &items, depth)
        }
        Node::Map(members) => {
            let members: Vec<_> =
                members.iter().map(|(name, it)| (format!("{}: ", text(name)), it)).collect();
            bracketed(("{", "}"), &members, depth)
        }
    }
}

fn bracketed((open, close): (&str, &str), items: &[(String, &Node)], depth: usize) -> String {
    let whole: Vec<_> = items.iter().map(|(name, it)| format!("{name}{}", literal(it, depth))).collect();
    let line = format!("{open}{}{close}", whole.join(", "));
    if items.is_empty() || (!line.contains('\n') && line.chars().count() + 4 * depth <= WIDTH) {
        return line;
    }
    let indent = "    ".repeat(depth + 1);
    let items: String =
        items.iter().map(|(name, it)| format!("{indent}{name}{},\n", literal(it, depth + 1))).collect();
    format!("{open}\n{items}{}{close}", "    ".repeat(depth))
}

/// A literal of text.
pub(super) fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Marks that turn the direction of a line would show another program than runs.
            c if c.is_control()
                || ('\u{2028}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c) =>
            {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Bytes alike from here on, as a product.
const MANY: usize = 40;

/// A literal of bytes; where one comes many times a product.
fn blob(bytes: &[u8]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut plain = String::new();
    for run in bytes.chunk_by(|a, b| a == b) {
        let one = byte(run[0]);
        if run.len() < MANY {
            plain += &one.repeat(run.len());
            continue;
        }
        if !plain.is_empty() {
            parts.push(format!("b\"{}\"", std::mem::take(&mut plain)));
        }
        parts.push(format!("b\"{one}\" * {}", run.len()));
    }
    if !plain.is_empty() || parts.is_empty() {
        parts.push(format!("b\"{plain}\""));
    }
    parts.join(" + ")
}

fn byte(byte: u8) -> String {
    match byte {
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b'\n' => "\\n".to_owned(),
        b'\r' => "\\r".to_owned(),
        b'\t' => "\\t".to_owned(),
        b' '..=b'~' => char::from(byte).to_string(),
        byte => format!("\\x{byte:02x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_pythons() {
        for (node, expected) in [
            (Node::Bool(true), "True"),
            (Node::Int(-1), "-1"),
            (Node::text("a \"b\"\\\n\u{7}é\u{202e}"), "\"a \\\"b\\\"\\\\\\n\\u0007é\\u202e\""),
            (Node::Blob(b"hi \"\\\n\x00\xff".to_vec()), "b\"hi \\\"\\\\\\n\\x00\\xff\""),
            (Node::Blob(vec![b'a'; 500]), "b\"a\" * 500"),
            (Node::Blob([b"x".as_slice(), &[b'.'; 60], b"\""].concat()), "b\"x\" + b\".\" * 60 + b\"\\\"\""),
            (Node::Blob(vec![]), "b\"\""),
            (Node::Time("1795269605.25".to_owned()), "datetime.fromtimestamp(1795269605.25, timezone.utc)"),
            (Node::map([("a", Node::List(vec![Node::Int(1), Node::Bool(false)]))]), "{\"a\": [1, False]}"),
            (Node::List(vec![]), "[]"),
        ] {
            assert_eq!(literal(&node, 0), expected);
        }
        let long = Node::List(vec![Node::text("x".repeat(60)), Node::text("y".repeat(60))]);
        assert_eq!(
            literal(&Node::map([("k", long)]), 0),
            format!(
                "{{\n    \"k\": [\n        \"{}\",\n        \"{}\",\n    ],\n}}",
                "x".repeat(60),
                "y".repeat(60)
            )
        );
    }
}
