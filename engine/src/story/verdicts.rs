//! What a function without code answers: `ok`, `dropped every 3`, `ok but 3 dropped 5 id-missing`.

use std::collections::BTreeMap;

use super::cursor::Cursor;
use crate::api::cli::words::Slip;
use crate::command::{Form, Verdicts};

#[inline(never)]
pub(super) fn verdicts(cursor: &mut Cursor<'_>) -> Result<Verdicts, Slip> {
    let form = form(cursor)?;
    let column = cursor.column();
    let mut every = 1;
    if cursor.take("every") {
        if !form.is_of_records() {
            let text = format!("`{}` is of a whole answer: `every` counts its records", form.word());
            return Err(Slip::new(column, text));
        }
        every = cursor.count("a number of records, such as 3")?;
    }
    let but = if cursor.take("but") { single(cursor)? } else { BTreeMap::new() };
    Ok(Verdicts { form, every, but })
}

fn form(cursor: &mut Cursor<'_>) -> Result<Form, Slip> {
    cursor.choice("an answer", &Form::ALL.map(|form| (form.word(), form)))
}

/// `3 dropped 5 id-missing`, as far as numbers go.
fn single(cursor: &mut Cursor<'_>) -> Result<BTreeMap<u64, Form>, Slip> {
    const NUMBER: &str = "a record\u{2019}s number in its event, such as 3";
    let mut but = BTreeMap::new();
    loop {
        let column = cursor.column();
        let number = cursor.count(NUMBER)?;
        if number > Verdicts::LAST_RECORD {
            let text = format!("record {number}: no event has more than {} records", Verdicts::LAST_RECORD);
            return Err(Slip::new(column, text));
        }
        if but.insert(number, form(cursor)?).is_some() {
            return Err(Slip::new(column, format!("record {number} stands here twice")));
        }
        if but.len() > Verdicts::MOST_RECORDS {
            let text = format!("at most {} records have an answer of their own", Verdicts::MOST_RECORDS);
            return Err(Slip::new(column, text));
        }
        if !cursor.peek().is_some_and(|word| word.text.starts_with(|c: char| c.is_ascii_digit())) {
            return Ok(but);
        }
    }
}
