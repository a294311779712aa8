//! The newest request to an HTTP endpoint with its headers and body, and the answer that came back.

use engine::firehose::http::Answer;
use engine::kernel::units::grouped;
use engine::view::RequestLook;
use yew::prelude::*;

use super::{kick, row};
use crate::prose;

pub fn show(look: &RequestLook) -> Html {
    let said = format!("POST {}\n{}", look.url, lines(&look.headers));
    let rest = if look.whole { "" } else { "\n…" };
    let body = if look.records == 1 { "record" } else { "records" };
    html! {
        <>
            { kick("The last request") }
            { row("by", format!("{}, attempt {}", look.delivery, look.attempt)) }
            { row("sent", look.sent) }
            <pre tabindex="0" role="group" aria-label="Headers of the request">{ said }</pre>
            { row("body", format!("{} {body}, {} B", grouped(look.records), grouped(look.body_bytes))) }
            <pre tabindex="0" role="group" aria-label="Body of the request">{ format!("{}{rest}", look.body) }</pre>
            { kick("The answer to it") }
            { row("answered", look.ended.map_or("not yet".to_owned(), |at| prose::span_ms(at.since(look.sent).as_millis()))) }
            { for look.answer.as_ref().map(answer) }
            if look.ended.is_some() && look.answer.is_none() {
                <p class="mut">{ "Nothing came back." }</p>
            }
            { match (&look.fault, look.ended) {
                (Some((code, message)), _) => html! { <p class="er">{ format!("✕ {code}: {message}") }</p> },
                (None, Some(_)) => html! { <p class="ok">{ "● Firehose takes it for a yes." }</p> },
                (None, None) => Html::default(),
            } }
        </>
    }
}

fn lines(headers: &[(&str, String)]) -> String {
    headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
}

fn answer(answer: &Answer) -> Html {
    let headers =
        [("Content-Type", answer.content_type.to_owned()), ("Content-Length", answer.length.to_string())];
    let rest = if answer.length > answer.body.len() as u64 { " …" } else { "" };
    let said = format!("{}\n{}\n\n{}{rest}", answer.status, lines(&headers), answer.body);
    html! { <pre tabindex="0" role="group" aria-label="Answer">{ said }</pre> }
}
