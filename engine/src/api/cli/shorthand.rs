//! Values of structure options: the AWS CLI's shorthand syntax, or JSON, as one tree.
//!
//! Shorthand: `Key=value,Key={Inner=value},Key=[a,b]`, values bare or in quotes; `Key=a,b` is a list too.

use std::iter::Peekable;
use std::str::Chars;

/// Numbers and truth values are kept as their text: shorthand does not tell them from strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    /// Reads one structure.
    ///
    /// # Errors
    /// The CLI's sentence, without the name of the option.
    pub fn parse(text: &str) -> Result<Tree, String> {
        match text.trim_start().chars().next() {
            Some('{' | '[') => {
                let json = serde_json::from_str(text).map_err(|error| format!("Invalid JSON: {error}"))?;
                Ok(Tree::from_json(json))
            }
            Some(_) | None => {
                let mut reader = Reader(text.chars().peekable());
                let tree = reader.pairs(None)?;
                Ok(tree)
            }
        }
    }

    fn from_json(json: serde_json::Value) -> Tree {
        use serde_json::Value;
        match json {
            Value::Null => Tree::Text(String::new()),
            Value::Bool(value) => Tree::Text(value.to_string()),
            Value::Number(value) => Tree::Text(value.to_string()),
            Value::String(text) => Tree::Text(text),
            Value::Array(items) => Tree::List(items.into_iter().map(Tree::from_json).collect()),
            Value::Object(map) => Tree::Map(map.into_iter().map(|(k, v)| (k, Tree::from_json(v))).collect()),
        }
    }
}

struct Reader<'a>(Peekable<Chars<'a>>);

impl Reader<'_> {
    /// `Key=value,…` up to the end or to a closing brace.
    fn pairs(&mut self, close: Option<char>) -> Result<Tree, String> {
        let mut map: Vec<(String, Tree)> = Vec::new();
        loop {
            let key = self.key();
            self.expect('=')?;
            let value = self.value()?;
            let value = self.more_values(value)?;
            map.push((key, value));
            match self.0.next() {
                Some(',') => {}
                end if end == close => return Ok(Tree::Map(map)),
                other => return Err(expected(close.map_or("','".into(), |c| format!("'{c}'")), other)),
            }
        }
    }

    fn key(&mut self) -> String {
        let mut key = String::new();
        while let Some(c) = self.0.next_if(|c| c.is_ascii_alphanumeric() || "-_.#/:".contains(*c)) {
            key.push(c);
        }
        key
    }

    fn value(&mut self) -> Result<Tree, String> {
        match self.0.peek() {
            Some('{') => {
                self.0.next();
                self.pairs(Some('}'))
            }
            Some('[') => {
                self.0.next();
                self.items()
            }
            Some(_) | None => self.text().map(Tree::Text),
        }
    }

    fn items(&mut self) -> Result<Tree, String> {
        let mut items = Vec::new();
        if self.0.next_if_eq(&']').is_some() {
            return Ok(Tree::List(items));
        }
        loop {
            items.push(self.value()?);
            match self.0.next() {
                Some(',') => {}
                Some(']') => return Ok(Tree::List(items)),
                other => return Err(expected("']'".into(), other)),
            }
        }
    }

    /// `a,b,Next=c`: what follows a comma without an equals sign is a further value of the same key.
    fn more_values(&mut self, first: Tree) -> Result<Tree, String> {
        let mut list = vec![first];
        while self.0.peek() == Some(&',') {
            let mut ahead = Reader(self.0.clone());
            ahead.0.next();
            let text = ahead.text();
            if ahead.0.peek() == Some(&'=') || text.as_ref().is_ok_and(String::is_empty) {
                break;
            }
            match text {
                Ok(text) if !text.contains('=') => list.push(Tree::Text(text)),
                Ok(_) | Err(_) => break,
            }
            self.0 = ahead.0;
        }
        Ok(if list.len() == 1 { list.remove(0) } else { Tree::List(list) })
    }

    fn text(&mut self) -> Result<String, String> {
        let mut text = String::new();
        if let Some(mark) = self.0.next_if(|c| matches!(c, '"' | '\'')) {
            loop {
                match self.0.next() {
                    None => return Err(expected(format!("'{mark}'"), None)),
                    Some('\\') => text.extend(self.0.next()),
                    Some(c) if c == mark => return Ok(text),
                    Some(c) => text.push(c),
                }
            }
        }
        while let Some(c) = self.0.next_if(|c| !matches!(c, ',' | ']' | '}')) {
            text.push(c);
        }
        Ok(text.trim_end().to_owned())
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        match self.0.next() {
            Some(c) if c == wanted => Ok(()),
            other => Err(expected(format!("'{wanted}'"), other)),
        }
    }
}

fn expected(wanted: String, received: Option<char>) -> String {
    format!("Expected: {wanted}, received: '{}'", received.map_or("EOF".to_owned(), String::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, json: &str) {
        let expected = serde_json::from_str(json).map(Tree::from_json).unwrap();
        assert_eq!(Tree::parse(text), Ok(expected), "{text}");
    }

    #[test]
    fn shorthand_reads_as_the_json_that_it_stands_for() {
        check("A=1", r#"{"A":"1"}"#);
        check("Data=aGk=,PartitionKey=k", r#"{"Data":"aGk=","PartitionKey":"k"}"#);
        check("Data=,PartitionKey=k", r#"{"Data":"","PartitionKey":"k"}"#);
        check("A={B=1,C={D=2}},E=x", r#"{"A":{"B":"1","C":{"D":"2"}},"E":"x"}"#);
        check("A=[{B=1},{B=2}],C=[x,y],D=[]", r#"{"A":[{"B":"1"},{"B":"2"}],"C":["x","y"],"D":[]}"#);
        check("A=x,y,B=z", r#"{"A":["x","y"],"B":"z"}"#);
        check(r#"A="x,y",B='p}q',C="a\"b""#, r#"{"A":"x,y","B":"p}q","C":"a\"b"}"#);
        check("A=arn:aws:s3:::lake,B=true", r#"{"A":"arn:aws:s3:::lake","B":"true"}"#);
        check(r#"{"A":1,"B":[true]}"#, r#"{"A":"1","B":["true"]}"#);
    }

    #[test]
    fn a_slip_is_told_as_the_cli_tells_it() {
        for (text, message) in [
            ("", "Expected: '=', received: 'EOF'"),
            ("A", "Expected: '=', received: 'EOF'"),
            ("A=1,,B=2", "Expected: '=', received: ','"),
            ("A={B=1", "Expected: '}', received: 'EOF'"),
            ("A=[x", "Expected: ']', received: 'EOF'"),
            ("A=1}", "Expected: ',', received: '}'"),
            ("A=\"x", "Expected: '\"', received: 'EOF'"),
        ] {
            assert_eq!(Tree::parse(text), Err(message.to_owned()), "{text}");
        }
        assert!(Tree::parse("{\"A\"").unwrap_err().starts_with("Invalid JSON: "));
    }
}
