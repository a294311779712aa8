//! "What your click did": the last call as a line that a terminal would take, or in the words of others.

use yew::prelude::*;

use super::{PanelProps, button, copying, kick};
use crate::model::{DockTab, Msg};

#[function_component]
pub fn LastCall(props: &PanelProps) -> Html {
    let (model, on) = (&props.model, &props.on);
    let Some(call) = model.calls.last() else { return Html::default() };
    let answer =
        if call.answer.is_empty() { "No output: it is done.".to_owned() } else { call.answer.clone() };
    let era = model.facts.view.as_ref().map_or(engine::era::Era::Today, |view| view.era);
    html! {
        <section aria-label="What your click did">
            { kick("What your click did") }
            { copying::call(&call.request, model.copying.form, era, on) }
            <p class={classes!("mono", if call.refused { "er" } else { "mut" })}>
                { if call.refused { "✕ " } else { "" } }{ crate::prose::cut(&answer, 240) }
            </p>
            <div class="btns">
                { for call.why.as_ref().map(|why| button(on, "btn small", "why?", Msg::WhyCall(why.clone()))) }
                { button(on, "btn small", "All calls", Msg::Dock(DockTab::Calls)) }
            </div>
        </section>
    }
}

/// A CLI line with each option on a line of its own, as people write them.
pub fn wrapped(line: &str) -> String {
    if line.starts_with("aws ") { line.replace(" --", " \\\n  --") } else { line.to_owned() }
}

#[cfg(test)]
mod tests {
    #[test]
    fn options_get_lines_of_their_own() {
        assert_eq!(super::wrapped("aws kinesis x --a b --c"), "aws kinesis x \\\n  --a b \\\n  --c");
        assert_eq!(super::wrapped("set fleet rate 900/s"), "set fleet rate 900/s");
    }
}
