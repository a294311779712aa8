//! MetadataExtraction: the jq expression that makes partition keys of a record (behaviours B6).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::prefix::PartitionKeys;
use crate::command::{Destination, Processor};
use crate::refusal::Refusal;
use crate::tools::{Jq, Tools};

#[derive(Clone, Debug)]
pub(crate) struct Query {
    jq: Arc<dyn Jq>,
    program: String,
}

impl Query {
    /// The query of a destination, if it has one.
    ///
    /// # Errors
    /// That jq is not lent; InvalidArgumentException for an expression that cannot be read. Modelling choice of the
    /// words: AWS's are not published.
    pub fn of(destination: &Destination, tools: &Tools) -> Result<Option<Query>, Refusal> {
        let program = destination.processors.iter().find_map(|processor| match processor {
            Processor::Metadata { query } => Some(query.clone()),
            Processor::DeAggregate(_) | Processor::Lambda { .. } | Processor::AppendDelimiter => None,
        });
        let Some(program) = program else { return Ok(None) };
        let jq = tools.jq()?;
        jq.check(&program).map_err(|why| Refusal::invalid(format!("MetadataExtractionQuery: {why}.")))?;
        Ok(Some(Query { jq, program }))
    }

    /// The keys of a record: the members of the one object that the query answers with. Numbers and truth values
    /// become the text that JSON has for them; null is no key.
    ///
    /// # Errors
    /// Why there are none.
    pub fn keys(&self, record: &[u8]) -> Result<PartitionKeys, String> {
        let answers = self.jq.run(&self.program, record, 2)?;
        let [answer] = answers.as_slice() else {
            let found = if answers.is_empty() { "none" } else { "several" };
            return Err(format!("the query must answer one object, and answers {found}"));
        };
        let members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(answer)
            .map_err(|_| format!("the query must answer an object, and answers {}", cut(answer)))?;
        let mut keys = PartitionKeys::new();
        for (name, value) in members {
            let text = match value.get().as_bytes().first() {
                Some(b'"') => serde_json::from_str(value.get()).unwrap_or_default(),
                Some(b'{' | b'[') => {
                    return Err(format!(
                        "the partition key `{name}` must be a text, and is {}",
                        cut(value.get())
                    ));
                }
                Some(b'n') | None => continue,
                Some(_) => value.get().to_owned(),
            };
            keys.insert(name, text);
        }
        Ok(keys)
    }
}

fn cut(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers with its program.
    #[derive(Debug)]
    struct Echo;

    impl Jq for Echo {
        fn check(&self, program: &str) -> Result<(), String> {
            if program.is_empty() { Err("nothing".to_owned()) } else { Ok(()) }
        }
        fn run(&self, program: &str, _: &[u8], most: usize) -> Result<Vec<String>, String> {
            Ok(program.lines().take(most).map(str::to_owned).collect())
        }
    }

    #[test]
    fn the_members_of_one_object_become_keys() {
        let keys = |program: &str| {
            let query = Query { jq: Arc::new(Echo), program: program.to_owned() };
            query.keys(b"").map(|keys| keys.into_iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>())
        };
        assert_eq!(
            keys(r#"{"a":"x\"y","n":15.50,"big":12345678901234567890123,"t":true,"none":null}"#),
            Ok(["a=x\"y", "big=12345678901234567890123", "n=15.50", "t=true"].map(str::to_owned).to_vec())
        );
        for (program, said) in [
            ("", "answers none"),
            ("{}\n{}", "answers several"),
            ("[1]", "must answer an object, and answers [1]"),
            ("\"a\"", "must answer an object"),
            ("{\"a\":[1]}", "`a` must be a text, and is [1]"),
        ] {
            let why = keys(program).expect_err(said);
            assert!(why.contains(said), "{why}");
        }
    }
}
