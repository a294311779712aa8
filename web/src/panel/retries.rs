//! What of a delivery stream is tried again, and what did not arrive at all.

use engine::kernel::units::grouped;
use engine::view::{DeliveryView, RetryView};
use yew::prelude::*;

use super::{button, kick};
use crate::model::{Msg, Of};
use crate::prose;
use crate::scene::layout::retry::{again, gives_up};

/// Retries in the list.
const LISTED: usize = 12;

pub fn show(delivery: &DeliveryView, on: &Callback<Msg>) -> Html {
    let gone =
        delivery.in_failure_folders + delivery.failures_waiting + delivery.lost + delivery.backfilled > 0;
    if delivery.retries.is_empty() && !gone {
        return Html::default();
    }
    let more = delivery.retries.len().saturating_sub(LISTED);
    html! {
        <section class="retries" aria-label="Failed deliveries">
            if !delivery.retries.is_empty() {
                { kick("Tried again") }
                <table class="grid">
                    <thead><tr><th scope="col">{ "what, and why not" }</th><th scope="col">{ "next" }</th></tr></thead>
                    <tbody>{ for delivery.retries.iter().take(LISTED).map(line) }</tbody>
                </table>
                if more > 0 {
                    <p class="mut">{ format!("and {} more", grouped(more as u64)) }</p>
                }
            }
            if gone {
                { kick("Did not arrive") }
                <p class="er">{ format!("✕ {} in failure folders, {} on the way there, {} lost", grouped(delivery.in_failure_folders),
                    grouped(delivery.failures_waiting), grouped(delivery.lost)) }</p>
                if delivery.backfilled > 0 {
                    <p>{ format!("↺ {} brought in by hand since", grouped(delivery.backfilled)) }</p>
                }
            }
            <div class="btns">{ button(on, "btn", "Why?", Msg::Why(Of::Delivery(delivery.name.clone()))) }</div>
        </section>
    }
}

fn line(retry: &RetryView) -> Html {
    html! {
        <tr>
            <td><b>{ format!("{} to {}", prose::count(retry.records, "record"), retry.place) }</b>
                <br /><span class="mut">{ &retry.error }</span></td>
            <td><span class="dr">{ again(retry).swap_remove(0) }</span><br />{ gives_up(retry).swap_remove(0) }</td>
        </tr>
    }
}
