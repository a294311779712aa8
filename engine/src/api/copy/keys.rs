//! Partition keys as an expression of Python that draws one.

use super::boto3::text;
use crate::keys::{KeySource, Keys};

pub(super) fn python(keys: &Keys) -> String {
    let one = |source: &KeySource| match source {
        KeySource::One(key) => text(key),
        KeySource::Salted { key, salts } => {
            format!("{} + str(random.randrange({salts}))", text(&format!("{key}#")))
        }
        KeySource::Uniform(n) => format!("f\"user-{{random.randint(1, {n})}}\""),
        KeySource::Zipf(zipf) => format!(
            "\"user-\" + str(random.choices(range(1, {0}), [1 / n for n in range(1, {0})])[0])",
            zipf.keys() + 1
        ),
        KeySource::Random => "uuid.uuid4().hex".to_owned(),
    };
    match keys.parts() {
        [(only, _)] => one(only),
        parts => {
            let keys: Vec<_> = parts.iter().map(|(source, _)| one(source)).collect();
            let shares: Vec<_> = parts.iter().map(|(_, share)| share.to_string()).collect();
            format!("random.choices([{}], [{}])[0]", keys.join(", "), shares.join(", "))
        }
    }
}
