//! YAML, as far as a template of CloudFormation needs it: maps, lists, texts, intrinsic functions in their short form.

use super::node::Node;

/// The lines of a map's members, `depth` steps of two spaces deep.
pub(super) fn members(members: &[(String, Node)], depth: usize) -> String {
    members
        .iter()
        .map(|(name, node)| format!("{}{}:{}", "  ".repeat(depth), scalar(name), value(node, depth + 1)))
        .collect()
}

/// What stands behind a colon or a hyphen, with the end of its line.
fn value(node: &Node, depth: usize) -> String {
    match node {
        Node::Bool(yes) => format!(" {yes}\n"),
        Node::Int(number) => format!(" {number}\n"),
        Node::Text(text) | Node::Time(text) | Node::Code(text) => format!(" {}\n", scalar(text)),
        Node::Blob(bytes) => format!(" {}\n", scalar(&String::from_utf8_lossy(bytes))),
        Node::Call(function, text) => format!(" !{function} {}\n", scalar(text)),
        Node::List(items) if items.is_empty() => " []\n".to_owned(),
        Node::Map(map) if map.is_empty() => " {}\n".to_owned(),
        Node::Map(map) => format!("\n{}", members(map, depth)),
        Node::List(items) => {
            let one = |item: &Node| {
                let indent = "  ".repeat(depth);
                if let Node::Map(map) = item
                    && !map.is_empty()
                {
                    // The first member stands behind the hyphen.
                    let lines = members(map, depth + 1);
                    return format!("{indent}- {}", lines.trim_start());
                }
                format!("{indent}-{}", value(item, depth + 1))
            };
            format!("\n{}", items.iter().map(one).collect::<String>())
        }
    }
}

/// A text as it is, or in quotes where YAML would read something else.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./".contains(c);
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let means = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let colons = text.split("::").all(|part| !part.is_empty() && part.chars().all(|c| plain(c) || c == '-'));
    if begins && colons && !means.contains(&text.to_ascii_lowercase().as_str()) {
        return text.to_owned();
    }
    // A text of JSON is one of YAML too.
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_written_in_blocks() {
        let node = Node::map([
            ("A", Node::text("AWS::Kinesis::Stream")),
            (
                "B",
                Node::List(vec![
                    Node::map([("C", Node::Int(1)), ("D", Node::Call("Ref", "X".to_owned()))]),
                    Node::text("e"),
                ]),
            ),
            ("F", Node::Map(vec![])),
            ("G", Node::map([("H", Node::Bool(true))])),
        ]);
        let Node::Map(map) = node else { unreachable!() };
        assert_eq!(
            members(&map, 0),
            "A: AWS::Kinesis::Stream\nB:\n  - C: 1\n    D: !Ref X\n  - e\nF: {}\nG:\n  H: true\n"
        );
    }

    #[test]
    fn what_yaml_would_read_otherwise_is_quoted() {
        for (text, written) in [
            ("orders", "orders"),
            ("a-b.c/d_e", "a-b.c/d_e"),
            ("AWS::S3::Bucket", "AWS::S3::Bucket"),
            ("no", "\"no\""),
            ("2012-10-17", "\"2012-10-17\""),
            ("a: b", "\"a: b\""),
            ("a:", "\"a:\""),
            ("", "\"\""),
            ("é\n\"", "\"é\\n\\\"\""),
            ("!Ref x", "\"!Ref x\""),
            ("*", "\"*\""),
        ] {
            assert_eq!(scalar(text), written);
        }
    }
}
