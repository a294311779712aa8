//! The keys with which a stream encrypts, or did: their state, who can change it, and faults one can cause.

use engine::command::{Actor, Command, Kms, Place, Trouble};
use engine::names::Name;
use engine::view::{KeyView, StreamView, View};
use yew::prelude::*;

use super::{button, kick, row};
use crate::model::Msg;
use crate::prose;

pub fn show(stream: &StreamView, view: &View, on: &Callback<Msg>) -> Html {
    let mut keys = view.keys.iter().filter(|key| key.streams.contains(&stream.name)).peekable();
    if keys.peek().is_none() {
        return Html::default();
    }
    html! {
        <section class="keys" aria-label="Keys">
            { kick("Keys of KMS") }
            <p class="mut">{ "Who puts needs kms:GenerateDataKey, who reads needs kms:Decrypt. Records from before the encryption lie open." }</p>
            { for keys.map(|key| one(key, on)) }
        </section>
    }
}

fn one(key: &KeyView, on: &Callback<Msg>) -> Html {
    let bad = key.state != "Enabled" || key.throttled;
    let state = match (key.throttled, key.deleted_in_us) {
        (_, Some(us)) => format!("{}, gone in {}", key.state, prose::span_ms(us / 1_000)),
        (true, None) => format!("{}, throttled", key.state),
        (false, None) => key.state.to_owned(),
    };
    html! {
        <div key={key.name.clone()}>
            <div class="kv"><span title={key.arn.clone()}>{ &key.name }</span>
                <b class={classes!(bad.then_some("er"))}>{ if bad { "✕ " } else { "" } }{ state }</b></div>
            if key.managed {
                { row("managed by", "AWS: nobody else changes it, and it needs no statement") }
            } else {
                <div class="btns">{ for acts(key).into_iter().map(|(class, label, command)| {
                    button(on, class, label, Msg::Act(vec![command]))
                }) }</div>
            }
        </div>
    }
}

/// What can be done to a key in its state.
fn acts(key: &KeyView) -> Vec<(&'static str, &'static str, Command)> {
    let name = || key.name.clone();
    let mut acts = match key.state {
        "Enabled" => vec![
            ("btn small bad", "Disable the key", Command::Kms(Kms::DisableKey { key: name() })),
            (
                "btn small bad",
                "Schedule its deletion",
                Command::Kms(Kms::ScheduleKeyDeletion { key: name(), days: None }),
            ),
        ],
        "Disabled" => {
            vec![("btn small p", "Enable the key", Command::Kms(Kms::EnableKey { key: name() }))]
        }
        "PendingDeletion" => {
            vec![("btn small p", "Cancel its deletion", Command::Kms(Kms::CancelKeyDeletion { key: name() }))]
        }
        _ => vec![],
    };
    let place = key.name.strip_prefix("alias/").and_then(|name| Name::parse(name).ok()).map(Place::Key);
    acts.extend(place.map(|place| {
        if key.throttled {
            ("btn small p", "Heal KMS", Command::Actor(Actor::Heal { place }))
        } else {
            let fault = Actor::Fault { place, trouble: Trouble::Throttling, every: 1, lasting: None };
            ("btn small bad", "Let KMS throttle", Command::Actor(fault))
        }
    }));
    acts
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::kernel::Time;
    use engine::story::{self, Story};

    /// Every button of every state is a command that the world takes.
    #[test]
    fn what_is_offered_in_a_state_can_be_done() {
        let text = "seed 1\naws kinesis create-stream --stream-name s --shard-count 1\nat 40s aws kinesis \
                    start-stream-encryption --stream-name s --encryption-type KMS --key-id alias/k\n";
        let breaks =
            ["", "aws kms disable-key --key-id alias/k", "aws kms schedule-key-deletion --key-id alias/k"];
        for (line, offered) in breaks.into_iter().zip([3, 2, 2]) {
            let mut world = story::start(&Story::parse(text).unwrap()).unwrap();
            world.advance(Time::seconds(60), u64::MAX);
            if !line.is_empty() {
                world.apply(&story::command(line).unwrap()).unwrap();
            }
            let view = engine::view::view(&world);
            let acts = acts(&view.keys[0]);
            assert_eq!(acts.len(), offered, "{line}");
            for (_, label, command) in acts {
                assert!(world.clone().apply(&command).is_ok(), "{line}: {label}");
            }
        }
    }
}
