//! `GET /_lab/watch`: what was asked of the world, for a page that plays the same in a world of its own.
//!
//! It is read only. `from` is the number of the first call that is wanted; if there is none yet, the answer waits up to
//! `wait` milliseconds for one, and then says how far the world is.

use std::time::Duration;

use hyper::{Response, StatusCode};

use crate::answer::{broken, error_of, full};
use crate::body::Body;
use crate::shared::Shared;

pub const PATH: &str = "/_lab/watch";
const WAIT: u64 = 250;
const WAIT_MOST: u64 = 10_000;

/// Answers a question with this query.
pub async fn answer(shared: &Shared, query: &str) -> Response<Body> {
    let (from, wait) = match read(query) {
        Ok(read) => read,
        Err(why) => return error_of(StatusCode::BAD_REQUEST, "BadRequest", &why),
    };
    shared.more_than(from, wait).await;
    let told = shared.with_lab(|lab, up| {
        lab.catch_up(up);
        lab.watched(from).map(|told| serde_json::to_vec(&told).expect("plain fields become JSON"))
    });
    match told {
        Some(Ok(told)) => full(StatusCode::OK, "application/json", told),
        Some(Err(why)) => error_of(StatusCode::CONFLICT, "CannotBeFollowed", &why),
        None => broken(),
    }
}

fn read(query: &str) -> Result<(usize, Duration), String> {
    let (mut from, mut wait) = (0, WAIT);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "from" => {
                from = value.parse().map_err(|_| "`from` is the number of a call, from 0".to_owned())?
            }
            "wait" => {
                wait = value
                    .parse()
                    .ok()
                    .filter(|ms| *ms <= WAIT_MOST)
                    .ok_or_else(|| format!("`wait` is a number of milliseconds, at most {WAIT_MOST}"))?;
            }
            _ => return Err(format!("there are `from` and `wait`, and no `{name}`")),
        }
    }
    Ok((from, Duration::from_millis(wait)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_names_a_call_and_a_time() {
        assert_eq!(read(""), Ok((0, Duration::from_millis(250))));
        assert_eq!(read("from=12&wait=10000"), Ok((12, Duration::from_secs(10))));
        for wrong in ["from=-1", "from=x", "wait=10001", "wait=", "since=1"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
