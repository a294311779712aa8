//! Sources that are no SDK producers: what each holds, what its last record was made of, and the settings that change it.

mod agent;
mod iot;
mod logs;

use engine::actors::FEED_RATE_MOST;
use engine::command::{Actor, Command, FeedAct, FeedSetting, Principal, Setting};
use engine::kernel::units::grouped;
use engine::view::{ProducerView, View};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::field::Field;
use super::typed::Typed;
use super::worded::{Worded, worded};
use super::{bad, button, envelope, heading, kick, permissions, producer, row, set};
use crate::model::{Looked, Msg, Of};
use crate::prose;
use crate::scene::StageAction;

/// What a panel needs to change its source.
#[derive(Clone)]
struct Hand<'a> {
    source: &'a ProducerView,
    on: &'a Callback<Msg>,
}

impl Hand<'_> {
    fn number(&self, make: fn(u64) -> FeedSetting) -> Callback<u64> {
        let (on, name) = (self.on.clone(), self.source.name.clone());
        Callback::from(move |value: u64| on.emit(Msg::Act(vec![set(&name, Setting::Feed(make(value)))])))
    }

    /// One of several words.
    fn choice<T: Clone + PartialEq + 'static>(
        &self,
        (id, label): (&'static str, &'static str),
        now: &str,
        all: Vec<(String, T)>,
        make: fn(T) -> FeedSetting,
    ) -> Html {
        let before = usize::from(now.is_empty());
        let choose = {
            let (on, name, all) = (self.on.clone(), self.source.name.clone(), all.clone());
            Callback::from(move |event: Event| {
                let at = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
                let at = usize::try_from(at).ok().and_then(|at| at.checked_sub(before));
                if let Some((_, to)) = at.and_then(|at| all.get(at)) {
                    on.emit(Msg::Act(vec![set(&name, Setting::Feed(make(to.clone())))]));
                }
            })
        };
        html! {
            <div class="field">
                <label for={id}>{ label }</label>
                <select id={id} class="inp" onchange={choose}>
                    if now.is_empty() {
                        // Beside the others, whose places count.
                        <option selected=true disabled=true>{ "none" }</option>
                    }
                    { for all.iter().map(|(word, _)| html! { <option selected={word == now}>{ word }</option> }) }
                </select>
            </div>
        }
    }

    /// A text that the engine reads; what it cannot read is said.
    fn text(
        &self,
        (id, label): (&'static str, &'static str),
        now: &str,
        read: fn(&str) -> Result<FeedSetting, String>,
    ) -> Html {
        let (on, name) = (self.on.clone(), self.source.name.clone());
        let changed = Callback::from(move |field: HtmlInputElement| {
            let read = read(&field.value());
            let taken = read.is_ok();
            on.emit(match read {
                Ok(setting) => Msg::Act(vec![set(&name, Setting::Feed(setting))]),
                Err(why) => Msg::Stage(StageAction::Say(why)),
            });
            taken
        });
        html! {
            <div class="field">
                <label for={id}>{ label }</label>
                <Typed {id} class="inp" value={now.to_owned()} on={changed} />
            </div>
        }
    }

    /// A setting as a story writes it.
    fn words(&self, word: &str, field: &Worded<'_>) -> Html {
        worded(field, format!("set {} {word}", self.source.name), self.on)
    }

    fn act(&self, class: &'static str, label: &str, act: FeedAct) -> Html {
        let name = self.source.name.clone();
        button(self.on, class, label, Msg::Act(vec![Command::Actor(Actor::FeedAct { name, act })]))
    }
}

/// `looked`: its last call to a stream, and its newest pair of twins.
pub fn show(source: &ProducerView, looked: &Looked, view: &View, on: &Callback<Msg>) -> Html {
    let hand = Hand { source, on };
    let kind = match source.kind {
        "agent" => "Kinesis Agent",
        "logs" => "CloudWatch Logs subscription",
        _ => "AWS IoT rule",
    };
    let rate = {
        let (on, name) = (on.clone(), source.name.clone());
        Callback::from(move |value: u64| on.emit(Msg::Act(vec![set(&name, Setting::Rate(value))])))
    };
    let unit = match source.kind {
        "agent" => "lines/s",
        "logs" => "log events/s",
        _ => "messages/s",
    };
    html! {
        <>
            { heading(kind, source.name.as_str(), on) }
            { row("sends to", &source.to) }
            { row("records put", format!("{} · {} records/s", grouped(source.sent), grouped(source.sent_per_s))) }
            { bad("refused", format!("{} · {}", grouped(source.refused), prose::per_s(source.refused_per_s)), source.refused_per_s > 0) }
            if had_trouble(source) {
                <div class="btns">{ button(on, "btn small", "Why was it not taken?", Msg::Why(Of::Feed(source.name.clone()))) }</div>
            }
            { for source.agent.as_ref().map(|it| agent::show(it, &hand)) }
            { for source.logs.as_ref().map(|it| logs::show(it, &hand)) }
            { for source.iot.as_ref().map(|it| iot::show(it, &hand)) }
            { for looked.pair.as_ref().map(producer::pair) }
            { for looked.put.as_ref().map(|put| envelope::show(put, on)) }
            { kick("Settings") }
            <Field id="rate" label="Rate" unit={unit} value={source.rate} min=0 max={FEED_RATE_MOST} log=true on={rate} />
            { for source.agent.as_ref().map(|it| agent::settings(it, &hand, view)) }
            { for source.logs.as_ref().map(|it| logs::settings(it, &hand)) }
            { for source.iot.as_ref().map(|it| iot::settings(it, &hand, view)) }
            { producer::target(source, view, on) }
            { permissions::show(&Principal::Actor(source.name.clone()), None, view, on) }
            { for source.line.as_ref().map(|it| super::line::show(source, it, view, on)) }
            <div class="btns">
                if source.stopped {
                    <p class="mut">{ "It has stopped." }</p>
                } else {
                    { button(on, "btn bad", "Stop", Msg::Act(vec![Command::Actor(Actor::Stop { name: source.name.clone() })])) }
                }
            </div>
        </>
    }
}

/// Something of it was not taken at the first try.
fn had_trouble(source: &ProducerView) -> bool {
    let agent = source.agent.as_ref().map_or(0, |it| it.errors + it.service_errors);
    let logs = source.logs.as_ref().map_or(0, |it| it.retries + it.given_up);
    let iot = source.iot.as_ref().map_or(0, |it| it.retries + it.failed);
    source.refused + agent + logs + iot > 0
}

/// What went in and what came out, as text.
fn became(title: &str, text: Option<&String>) -> Html {
    let Some(text) = text else { return Html::default() };
    html! {
        <>
            <h3 class="kick">{ title }</h3>
            <pre class="code" tabindex="0" aria-label={title.to_owned()}>{ prose::cut(text, 600) }</pre>
        </>
    }
}
