//! The destination on failure: what it was told of records that the mapping gave up.

use engine::kernel::units::grouped;
use engine::view::{MessageView, QueueView};
use yew::prelude::*;

use crate::panel::{kick, row};
use crate::prose;

pub(super) fn show(it: &QueueView) -> Html {
    html! {
        <>
            { kick("Destination on failure") }
            { row(it.kind, it.name.clone()) }
            { row("messages", format!("{} for {}", grouped(it.messages), prose::count(it.records, "record"))) }
            { for it.message.iter().take(3).map(message) }
            if it.messages > 0 && it.kind == "S3 bucket" {
                <p class="mut">{ "An object has the records too, in its payload: see the bucket, or aws s3 ls." }</p>
            } else if it.messages > 0 {
                <p class="mut">{ "A message has positions, not data: read from startSequenceNumber while the stream keeps the records." }</p>
            }
        </>
    }
}

fn message(it: &MessageView) -> Html {
    html! {
        <details>
            <summary>{ format!("{}, …{}, {}", it.condition, it.shard.short(), prose::count(it.records, "record")) }</summary>
            <pre class="code" tabindex="0" aria-label="Message">{ it.body.clone() }</pre>
        </details>
    }
}
