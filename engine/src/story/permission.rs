//! `allow`, `deny` and `revoke`: what a line says of the policy of a role.

use super::cursor::{Cursor, hinted};
use crate::api::cli::words::{Slip, nearest};
use crate::command::{Actions, Edit, Permission, Principal};

/// `deny shop kinesis:PutRecords on orders`, `revoke firehose to-s3 s3:PutObject`.
pub(super) fn line(word: &str, cursor: &mut Cursor<'_>) -> Result<Permission, Slip> {
    let edit = Edit::ALL.into_iter().find(|edit| edit.word() == word).unwrap_or(Edit::Deny);
    let who = if cursor.take("firehose") {
        Principal::Firehose(cursor.name("the name of a delivery stream")?)
    } else {
        Principal::Actor(cursor.name("whose role, or `firehose` and the name of a delivery stream")?)
    };
    let said = cursor.next("an action such as kinesis:PutRecords, kinesis:* or *")?;
    let actions = Actions::parse(&said.text).ok_or_else(|| {
        let words = Actions::words();
        let text =
            format!("`{}` is no action that anybody needs here, such as kinesis:PutRecords", said.text);
        Slip::new(said.column, hinted(text, nearest(&said.text, words.iter().map(String::as_str))))
    })?;
    let on = match cursor.take("on") {
        true => Some(cursor.next("a stream, a key such as alias/orders, a table, a bucket")?.text),
        false => None,
    };
    Ok(Permission { edit, who, actions, on: on.filter(|on| on != "*") })
}
