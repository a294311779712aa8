//! A value as somebody else's language writes it: the members of a call, and the properties of a resource.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::api::model::{Member, Shape};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Bool(bool),
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
    /// Seconds of the Unix epoch, with decimals.
    Time(String),
    List(Vec<Node>),
    Map(Members),
    /// An expression of the language itself: a name in Python.
    Code(String),
    /// An intrinsic function of CloudFormation, and what it is asked for.
    Call(&'static str, String),
}

/// In the order in which they are written.
pub(super) type Members = Vec<(String, Node)>;

impl Node {
    pub fn text(text: impl ToString) -> Node {
        Node::Text(text.to_string())
    }

    pub fn number(number: u64) -> Node {
        Node::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }

    pub fn map<const N: usize>(members: [(&str, Node); N]) -> Node {
        Node::Map(members.map(|(name, node)| (name.to_owned(), node)).into())
    }

    /// A value of a body that the table has checked.
    fn of(shape: &Shape, value: &Value) -> Node {
        match (shape, value) {
            (Shape::Structure(known), Value::Object(map)) => Node::Map(members(known, map)),
            (Shape::List { of, .. }, Value::Array(items)) => {
                Node::List(items.iter().map(|item| Node::of(of, item)).collect())
            }
            (Shape::Blob { .. }, Value::String(text)) => {
                Node::Blob(STANDARD.decode(text).unwrap_or_default())
            }
            (Shape::Time, Value::Number(number)) => Node::Time(number.to_string()),
            (_, value) => Node::plain(value),
        }
    }

    fn plain(value: &Value) -> Node {
        match value {
            Value::Null => Node::Text(String::new()),
            Value::Bool(yes) => Node::Bool(*yes),
            Value::Number(number) => Node::Int(number.as_i64().unwrap_or(i64::MAX)),
            Value::String(text) => Node::text(text),
            Value::Array(items) => Node::List(items.iter().map(Node::plain).collect()),
            Value::Object(map) => {
                Node::Map(map.iter().map(|(name, value)| (name.clone(), Node::plain(value))).collect())
            }
        }
    }

    /// The same with each text in it written anew.
    pub fn with_texts(self, write: &impl Fn(String) -> Node) -> Node {
        match self {
            Node::Text(text) => write(text),
            Node::List(items) => Node::List(items.into_iter().map(|item| item.with_texts(write)).collect()),
            Node::Map(members) => {
                Node::Map(members.into_iter().map(|(name, it)| (name, it.with_texts(write))).collect())
            }
            other @ (Node::Bool(_)
            | Node::Int(_)
            | Node::Blob(_)
            | Node::Time(_)
            | Node::Code(_)
            | Node::Call(..)) => other,
        }
    }
}

/// The members of a body in the order of the table, which is AWS's.
pub(super) fn members(known: &[Member], map: &serde_json::Map<String, Value>) -> Members {
    let given = |member: &Member| {
        map.get(member.name).map(|value| (member.name.to_owned(), Node::of(&member.shape, value)))
    };
    known.iter().filter_map(given).collect()
}
