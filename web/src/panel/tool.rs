//! A tool of others: what it is made of, and where it may stand.

use engine::command::Tool;
use yew::prelude::*;

use super::{kick, row};

pub fn show(tool: Tool) -> Html {
    let facts = tool.facts();
    html! {
        <section aria-label="Tool">
            { kick(facts.name) }
            <p class="mut">{ facts.says }</p>
            { row("writes to a stream with", facts.writes.words()) }
            { row("writes to a Firehose", if facts.to_firehose { "with a part of its own" } else { "no: it has no part for that" }) }
            { row("reads a stream with", facts.reads.words()) }
            { row("reads a Firehose", "nobody does: it only delivers") }
            <p class="mut">{ format!("Source: {}.", facts.source) }</p>
        </section>
    }
}
