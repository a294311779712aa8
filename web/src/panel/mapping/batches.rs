//! What is at work: the batches by shard, the last invocations with their verdicts, and the event of the newest.

use engine::kernel::units::grouped;
use engine::view::{EventView, InvocationView, LaneView, MappingView};
use yew::prelude::*;

use super::micros;
use crate::panel::kick;
use crate::prose;

/// Invocations and lanes that are listed.
const LISTED: usize = 12;

pub(super) fn lanes(it: &MappingView) -> Html {
    if it.lanes.is_empty() {
        return html! { <p class="mut">{ "It has read nothing yet." }</p> };
    }
    let mut lanes: Vec<&LaneView> = it.lanes.iter().collect();
    // What stands comes first.
    lanes.sort_by_key(|lane| (std::cmp::Reverse(lane.blocked_ms), lane.shard, lane.lane));
    let more = lanes.len().saturating_sub(LISTED);
    html! {
        <>
            { kick("Batches by shard") }
            <div class="scrolls" tabindex="0" role="region" aria-label="Batches by shard">
            <table class="grid">
                <thead><tr>
                    <th scope="col">{ "shard" }</th><th scope="col">{ "does" }</th>
                    <th scope="col" class="n">{ "batch" }</th><th scope="col" class="n">{ "waits" }</th>
                    <th scope="col" class="n">{ "try" }</th><th scope="col" class="n">{ "held up" }</th>
                </tr></thead>
                <tbody>{ for lanes.into_iter().take(LISTED).map(|lane| lane_row(lane, it.parallelization_factor)) }</tbody>
            </table>
            </div>
            if more > 0 {
                <p class="mut">{ format!("And {more} more.") }</p>
            }
        </>
    }
}

fn lane_row(lane: &LaneView, factor: u64) -> Html {
    let shard = match factor {
        1 => format!("…{}", lane.shard.short()),
        _ => format!("…{} lane {}", lane.shard.short(), lane.lane + 1),
    };
    let does = match lane.again_in_ms {
        Some(ms) => format!("again in {}", prose::span_ms(ms)),
        None => lane.stage.to_owned(),
    };
    let held = lane.blocked_ms.map_or(String::new(), |ms| format!("✕ {}", prose::span_ms(ms)));
    html! {
        <tr>
            <td>{ shard }</td>
            <td>{ does }</td>
            <td class="n">{ grouped(lane.batch) }</td>
            <td class="n">{ grouped(lane.waiting) }</td>
            <td class="n">{ lane.attempt }</td>
            <td class={classes!("n", lane.blocked_ms.map(|_| "er"))}>{ held }</td>
        </tr>
    }
}

pub(super) fn invocations(it: &MappingView) -> Html {
    if it.recent.is_empty() {
        return Html::default();
    }
    let answer = it.recent.iter().find_map(|one| one.answer.clone());
    html! {
        <>
            { kick("Last invocations") }
            <div class="scrolls" tabindex="0" role="region" aria-label="Last invocations">
            <table class="grid">
                <thead><tr>
                    <th scope="col" class="n">{ "no." }</th><th scope="col">{ "shard" }</th>
                    <th scope="col" class="n">{ "records" }</th><th scope="col" class="n">{ "took" }</th>
                    <th scope="col">{ "result" }</th>
                </tr></thead>
                <tbody>{ for it.recent.iter().take(LISTED).map(invocation) }</tbody>
            </table>
            </div>
            if let Some(answer) = answer {
                <p class="mut">{ "The function’s newest answer:" }</p>
                <pre class="code" tabindex="0" aria-label="Answer">{ answer }</pre>
            }
        </>
    }
}

fn invocation(it: &InvocationView) -> Html {
    let fine = matches!(it.result, "OK" | "at work");
    html! {
        <tr key={it.invocation}>
            <td class="n">{ grouped(it.invocation) }</td>
            <td>{ format!("…{}", it.shard.short()) }</td>
            <td class="n">{ grouped(it.records) }</td>
            <td class="n">{ micros(Some(it.duration_us)) }</td>
            <td class={classes!((!fine).then_some("er"))}>
                { if fine { "" } else { "✕ " } }{ it.result }
                { if it.attempt > 1 { format!(", try {}", it.attempt) } else { String::new() } }
            </td>
        </tr>
    }
}

pub(super) fn event(it: &EventView) -> Html {
    let more = it.records.saturating_sub(2);
    html! {
        <details>
            <summary>{ format!("The event of invocation {}, {} of {}", grouped(it.invocation),
                prose::bytes(it.event_bytes), prose::bytes(it.event_bytes_most)) }</summary>
            <pre class="code" tabindex="0" aria-label="Event">{ prose::cut(&it.json, 4_000) }</pre>
            if more > 0 {
                <p class="mut">{ format!("And {} more of the same kind.", prose::count(more, "record")) }</p>
            }
        </details>
    }
}
