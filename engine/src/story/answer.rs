//! What a function of the learner's own answered, as a line of the log of actions. No line of a story: an answer has no
//! time of its own, and nobody but a host gives it.

use super::cursor::Cursor;
use crate::api::cli::words::Slip;
use crate::command::{Answer, Outcome, Text};

pub(super) const WORD: &str = "answer";

pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Answer, Slip> {
    let delivery_stream = cursor.name("the name of a delivery stream")?;
    cursor.keyword("invocation")?;
    let invocation = cursor.count("the number of an invocation")?;
    cursor.keyword("attempt")?;
    let attempt = cursor.count("the number of an attempt")?;
    let outcome = if cursor.take("timed-out") {
        Outcome::TimedOut
    } else if cursor.take("too-large") {
        Outcome::TooLarge(cursor.count("a number of bytes")?)
    } else if cursor.take("threw") {
        Outcome::Threw(text(cursor)?)
    } else {
        cursor.keyword("returned")?;
        Outcome::Returned(text(cursor)?)
    };
    let log = if cursor.take("log") { Some(text(cursor)?) } else { None };
    let puts = if cursor.take("puts") { Some(text(cursor)?) } else { None };
    Ok(Answer { delivery_stream, invocation, attempt, outcome, log, puts })
}

fn text(cursor: &mut Cursor<'_>) -> Result<Text, Slip> {
    if !cursor.take("packed") {
        return cursor.json_text("a JSON text").map(|text| Text::of(&text));
    }
    let column = cursor.column();
    let packed = cursor.quoted("a packed text")?;
    Text::from_packed(&packed).map_err(|why| Slip::new(column, why))
}
