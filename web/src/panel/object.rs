//! An object of a bucket, opened: its lines. `rawData` of a failed record decodes with one click.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::names::Name;
use yew::prelude::*;

use super::heading;
use super::{button, kick, row};
use crate::model::{InspectMsg, Model, Msg};
use crate::prose;
use crate::scene::Selection;

/// Lines shown of one object.
const LINES: usize = 200;

pub fn show(model: &Model, bucket: &Name, on: &Callback<Msg>) -> Html {
    let back = button(
        on,
        "btn small",
        "‹ Bucket",
        Msg::Inspect(InspectMsg::Select(Selection::Bucket(bucket.clone()))),
    );
    let Some(object) = &model.facts.looked.object else {
        return html! { <><p class="mut">{ "This object is not written at this instant." }</p>{ back }</> };
    };
    let name = object.key.rsplit('/').next().unwrap_or(&object.key);
    let lines: Vec<&str> = object.text.lines().collect();
    let more = lines.len() > LINES || object.truncated;
    html! {
        <>
            { heading("object", name, on) }
            { back }
            { row("key", &object.key) }
            { row("size", prose::bytes(object.bytes)) }
            { row("records", object.records) }
            { row("written", format!("{} · by {}", object.written, object.fired_by.word())) }
            { kick("Its lines") }
            { for lines.iter().take(LINES).enumerate().map(|(i, text)| line(model, i, text, on)) }
            if more {
                <p class="mut">{ "Only the beginning is shown; `aws s3 cp` in the terminal prints it." }</p>
            }
        </>
    }
}

fn line(model: &Model, number: usize, text: &str, on: &Callback<Msg>) -> Html {
    let Some(raw) = raw_data(text) else {
        return html! { <pre>{ prose::cut(text, 2_000) }</pre> };
    };
    let open = model.inspector.decoded.contains(&number);
    html! {
        <>
            <pre>{ text.replace(&raw, &prose::cut(&raw, 60)) }</pre>
            { button(on, "btn small", if open { "Hide rawData" } else { "Decode rawData" }, Msg::Inspect(InspectMsg::Decode(number))) }
            if open {
                <pre aria-label="rawData, decoded">{ decoded(&raw) }</pre>
            }
        </>
    }
}

/// The `rawData` of a line that Firehose wrote about a failed record.
fn raw_data(line: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    Some(value.get("rawData")?.as_str()?.to_owned())
}

/// Text as it is; bytes that are no text as hexadecimal.
fn decoded(raw: &str) -> String {
    match STANDARD.decode(raw) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let bytes = error.into_bytes();
                let hex: String = bytes.iter().take(400).map(|byte| format!("\\x{byte:02x}")).collect();
                format!(
                    "{hex}{}\n{}, not valid UTF-8",
                    if bytes.len() > 400 { "…" } else { "" },
                    prose::count(bytes.len() as u64, "byte")
                )
            }
        },
        Err(error) => format!("not base64: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_data_is_decoded_and_bytes_are_shown_as_such() {
        let line = r#"{"attemptsMade":1,"rawData":"H4sI"}"#;
        assert_eq!(raw_data(line).as_deref(), Some("H4sI"));
        assert_eq!(decoded("H4sI"), "\\x1f\\x8b\\x08\n3 bytes, not valid UTF-8");
        assert_eq!(decoded("R0VUIC8="), "GET /");
        assert!(decoded("%").contains("not base64"));
        assert_eq!(raw_data("GET /cart"), None);
    }
}
