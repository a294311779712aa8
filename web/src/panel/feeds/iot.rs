//! A rule of AWS IoT Core: what it hears and takes, and what a message became.

use engine::command::feed::{KeyTemplate, Separator, Sql};
use engine::command::{FeedSetting, Target};
use engine::kernel::units::grouped;
use engine::limits::IOT_MESSAGE;
use engine::view::{IotView, View};
use yew::prelude::*;

use super::{Hand, became};
use crate::panel::field::Field;
use crate::panel::{bad, kick_as_it_is, meter, row};
use crate::prose;

pub fn show(rule: &IotView, _hand: &Hand<'_>) -> Html {
    let some = |name: &str, n: u64| (n > 0).then(|| row(name, grouped(n)));
    html! {
        <>
            { kick_as_it_is(&rule.topic) }
            { row("messages", grouped(rule.published)) }
            { row("of topics in FROM", grouped(rule.heard)) }
            { row("let through by WHERE", grouped(rule.matched)) }
            { meter("messages that the rule takes", rule.matched, rule.published.max(1)) }
            { row("action done", grouped(rule.actions)) }
            { for some("wait for a retry", rule.waiting) }
            { for some("tried again", rule.retries) }
            { for (rule.failed > 0).then(|| bad("failed", prose::count(rule.failed, "message"), true)) }
            { row("error action", rule.error_to.as_ref().map_or("none: what fails is gone".to_owned(), |to| format!("{to} · {}", grouped(rule.told)))) }
            { for rule.last_topic.as_ref().map(|topic| row("last topic", topic)) }
            { became("A message", rule.last_message.as_ref()) }
            if rule.last_record.is_none() && rule.last_message.is_some() {
                <p class="mut">{ "The rule does not take this one." }</p>
            }
            { became("The record it became", rule.last_record.as_ref()) }
            { for rule.last_key.as_ref().filter(|key| !key.is_empty()).map(|key| row("partition key", key)) }
        </>
    }
}

pub fn settings(rule: &IotView, hand: &Hand<'_>, view: &View) -> Html {
    let streams = view.streams.iter().map(|it| Target::Stream(it.name.clone()));
    let direct = view.deliveries.iter().filter(|it| it.source.is_none());
    let targets = streams.chain(direct.map(|it| Target::Firehose(it.name.clone())));
    let targets = targets.map(|to| (to.to_string(), to)).collect();
    let told = rule.error_to.as_ref().map(ToString::to_string);
    let separators = Separator::ALL.map(|it| (it.word().to_owned(), it)).to_vec();
    html! {
        <>
            { hand.text(("topic", "Topic"), &rule.topic, |text| Ok(FeedSetting::Topic(text.to_owned()))) }
            <small class="mut">{ "1 to 256 characters; {device} and {kind} stand for what differs" }</small>
            { hand.text(("sql", "Rule"), &rule.sql, |text| Sql::parse(text).map(FeedSetting::Sql)) }
            { hand.text(("key", "Partition key"), &rule.key, |text| KeyTemplate::parse(text).map(FeedSetting::Key)) }
            <small class="mut">{ "${newuuid()} · ${device} · ${topic(2)}" }</small>
            <Field id="devices" label="Devices" unit="that publish" value={rule.devices} min=1 max=10_000 log=true
                on={hand.number(FeedSetting::Devices)} />
            <p class="mut">{ format!("Source of the largest message: {}. How many devices there may be here is ours.", IOT_MESSAGE.source) }</p>
            { hand.choice(("error-to", "Error action"), told.as_deref().unwrap_or(""), targets, FeedSetting::ErrorTo) }
            <small class="mut">{ "What fails is told there. Docs: IoT developer guide, error handling." }</small>
            { hand.choice(("separator", "Separator, for Firehose"), rule.separator, separators, FeedSetting::Separator) }
        </>
    }
}
