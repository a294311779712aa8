//! The error log of a delivery stream, newest line first, each to be copied.

use engine::view::DeliveryView;
use yew::prelude::*;

use super::{button, kick_as_it_is};
use crate::model::Msg;

pub fn show(delivery: &DeliveryView, on: &Callback<Msg>) -> Html {
    if delivery.errors.is_empty() {
        return Html::default();
    }
    let all = delivery.errors.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join("\n");
    html! {
        <section class="errors" aria-label="Error log">
            { kick_as_it_is(&format!("CloudWatch Logs · /aws/kinesisfirehose/{}", delivery.name)) }
            <div class="btns">{ button(on, "btn small", "Copy all lines", Msg::Copy(all)) }</div>
            <ol class="errlog">
                { for delivery.errors.iter().rev().map(|(at, line)| html! {
                    <li>
                        <div><time>{ at.to_string() }</time>{ button(on, "btn small", "Copy", Msg::Copy(line.clone())) }</div>
                        <code>{ line }</code>
                    </li>
                }) }
            </ol>
        </section>
    }
}
