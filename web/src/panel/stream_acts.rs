//! What can be done to a stream as a whole: each button is one API call, with the number or name that it needs, and,
//! where it cannot be done now, the reason.

use engine::command::{Command, Consumer, Kinesis, StreamMode};
use engine::era::Era;
use engine::kernel::units::grouped;
use engine::limits::{
    COUNT_DOWN, COUNT_UP, COUNT_UPDATES_DAY, MAX_RECORD_KIB_MAX, MAX_RECORD_KIB_MIN, RETENTION_MAX,
    RETENTION_MIN,
};
use engine::names::Name;
use engine::view::StreamView;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{kick, send};
use crate::model::Msg;
use crate::prose;

/// The key that AWS keeps for the service.
const AWS_KEY: &str = "alias/aws/kinesis";

/// The numbers that UpdateShardCount may be given: from half of the open shards to their double.
fn targets(open: u64, era: Era) -> (u64, u64) {
    ((open * COUNT_DOWN.at(era)).div_ceil(100).max(1), (open * COUNT_UP.at(era) / 100).max(1))
}

/// Why the number of shards cannot be changed now.
fn no_count(stream: &StreamView, era: Era) -> Option<String> {
    if stream.mode == StreamMode::OnDemand {
        return Some("An on-demand stream scales by itself.".to_owned());
    }
    let most = COUNT_UPDATES_DAY.at(era);
    let free = stream
        .count_update_free_in_us
        .map_or(String::new(), |us| format!(" The next is free in {}.", prose::span_ms(us / 1_000)));
    (stream.count_updates_24h >= most).then(|| format!("All {most} changes of 24 hours are used.{free}"))
}

/// `busy`: why nothing can be done at all.
fn busy(stream: &StreamView) -> Option<String> {
    (stream.status != "ACTIVE")
        .then(|| format!("{} is {}: it can be changed when it is ACTIVE.", stream.name, stream.status))
}

fn call(kinesis: Kinesis) -> Msg {
    Msg::Act(vec![Command::Kinesis(kinesis)])
}

pub fn show(stream: &StreamView, era: Era, on: &Callback<Msg>) -> Html {
    let name = stream.name.clone();
    let busy = busy(stream);
    let (low, high) = targets(stream.open_shards as u64, era);
    let count = {
        let name = name.clone();
        Callback::from(move |n: u64| {
            call(Kinesis::UpdateShardCount {
                stream: name.clone(),
                target: u32::try_from(n).unwrap_or(u32::MAX),
            })
        })
    };
    let retention = {
        let (name, now) = (name.clone(), stream.retention_h);
        Callback::from(move |hours: u64| {
            let stream = name.clone();
            call(if hours < now {
                Kinesis::DecreaseStreamRetentionPeriod { stream, hours }
            } else {
                Kinesis::IncreaseStreamRetentionPeriod { stream, hours }
            })
        })
    };
    let record = {
        let name = name.clone();
        Callback::from(move |kib: u64| call(Kinesis::UpdateMaxRecordSize { stream: name.clone(), kib }))
    };
    let (kib_least, kib_most) = (MAX_RECORD_KIB_MIN.at(era), MAX_RECORD_KIB_MAX.at(era));
    let same = |what: &'static str| Some(format!("This is its {what} now."));
    html! {
        <>
            { kick("Change it") }
            { for busy.as_ref().map(|why| html! { <p class="mut">{ why }</p> }) }
            <NumberCall id="shard-count" label="Shards" unit={format!("{low} to {high}")} value={stream.open_shards as u64} min={low} max={high}
                verb="Update shard count" no={busy.clone().or_else(|| no_count(stream, era))} same={None::<String>} make={count} on={on.clone()} />
            <NumberCall id="retention" label="Retention" unit={format!("{} to {} h", RETENTION_MIN.at(era), grouped(RETENTION_MAX.at(era)))}
                value={stream.retention_h} min={RETENTION_MIN.at(era)} max={RETENTION_MAX.at(era)} verb="Change retention"
                no={busy.clone()} same={same("retention")} make={retention} on={on.clone()} />
            if kib_most > kib_least {
                <NumberCall id="max-record" label="Largest record" unit={format!("{} to {} KiB", grouped(kib_least), grouped(kib_most))}
                    value={stream.max_record_kib} min={kib_least} max={kib_most} verb="Change largest record"
                    no={busy.clone()} same={same("largest record")} make={record} on={on.clone()} />
            }
            { encryption(stream, busy.as_ref(), on) }
            { mode(stream, era, busy.as_ref(), on) }
            <div class="btns">
                { pressed(on, "btn bad", "Delete stream", call(Kinesis::DeleteStream { stream: name, enforce_consumer_deletion: true }), busy.as_ref()) }
            </div>
        </>
    }
}

/// A button that is one call, or says why not.
fn pressed(on: &Callback<Msg>, class: &'static str, label: &str, msg: Msg, no: Option<&String>) -> Html {
    html! { <button type="button" {class} disabled={no.is_some()} title={no.cloned()} onclick={send(on, msg)}>{ label }</button> }
}

fn encryption(stream: &StreamView, no: Option<&String>, on: &Callback<Msg>) -> Html {
    let name = stream.name.clone();
    match &stream.encryption {
        Some(key) => {
            let stop = call(Kinesis::StopStreamEncryption { stream: name, key: key.clone() });
            html! { <div class="btns">{ pressed(on, "btn", "Stop encryption", stop, no) }</div> }
        }
        None => {
            let start = Callback::from(move |key: String| {
                Ok(call(Kinesis::StartStreamEncryption { stream: name.clone(), key }))
            });
            html! { <TextCall id="key" label="KMS key" first={AWS_KEY} verb="Start encryption" no={no.cloned()} make={start} on={on.clone()} /> }
        }
    }
}

fn mode(stream: &StreamView, era: Era, no: Option<&String>, on: &Callback<Msg>) -> Html {
    // On-demand mode came in November 2021.
    if era != Era::Today {
        return Html::default();
    }
    let (mode, label) = match stream.mode {
        StreamMode::Provisioned => (StreamMode::OnDemand, "Switch to on-demand"),
        StreamMode::OnDemand => (StreamMode::Provisioned, "Switch to provisioned"),
    };
    let switch = call(Kinesis::UpdateStreamMode { stream: stream.name.clone(), mode });
    html! { <div class="btns">{ pressed(on, "btn", label, switch, no) }</div> }
}

/// Deregisters one consumer.
pub fn deregister(stream: &Name, consumer: &Name, on: &Callback<Msg>) -> Html {
    let who = Consumer { stream: stream.clone(), consumer: consumer.clone(), created: None };
    super::button(on, "btn small", "Deregister", call(Kinesis::DeregisterStreamConsumer(who)))
}

/// Registers a consumer by name.
pub fn register(stream: &StreamView, on: &Callback<Msg>) -> Html {
    let name = stream.name.clone();
    let make = Callback::from(move |consumer: String| {
        let consumer = Name::parse(&consumer).map_err(|why| why.to_string())?;
        Ok(call(Kinesis::RegisterStreamConsumer { stream: name.clone(), consumer }))
    });
    html! { <TextCall id="consumer" label="Fan-out consumer" first="analytics" verb="Register" no={busy(stream)} {make} on={on.clone()} /> }
}

#[derive(Properties, PartialEq)]
pub struct NumberCallProps {
    pub id: &'static str,
    pub label: &'static str,
    pub unit: String,
    pub value: u64,
    pub min: u64,
    pub max: u64,
    pub verb: &'static str,
    /// Why it cannot be called now.
    pub no: Option<String>,
    /// Why the present value is no change; none if it may be called with it.
    pub same: Option<String>,
    pub make: Callback<u64, Msg>,
    pub on: Callback<Msg>,
}

/// Why a number cannot be called with.
fn slip(text: &str, props: &NumberCallProps) -> Result<u64, String> {
    let range = || format!("A whole number from {} to {}.", grouped(props.min), grouped(props.max));
    let n = text.trim().parse::<u64>().map_err(|_| range())?;
    match (&props.no, &props.same) {
        (Some(why), _) => Err(why.clone()),
        (None, _) if !(props.min..=props.max).contains(&n) => Err(range()),
        (None, Some(same)) if n == props.value => Err(same.clone()),
        (None, _) => Ok(n),
    }
}

/// A number with the one button that sends it.
#[function_component]
pub fn NumberCall(props: &NumberCallProps) -> Html {
    let text = use_state(|| None::<String>);
    {
        let text = text.clone();
        use_effect_with(props.value, move |_| text.set(None));
    }
    let shown = (*text).clone().unwrap_or_else(|| props.value.to_string());
    let slip = slip(&shown, props);
    let input = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()))
        })
    };
    let submit = {
        let (on, make, n) = (props.on.clone(), props.make.clone(), slip.clone().ok());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(n) = n {
                on.emit(make.emit(n));
            }
        })
    };
    let id = props.id;
    html! {
        <form class="field" onsubmit={submit} novalidate=true>
            <label for={id}><span>{ props.label }</span><small>{ &props.unit }</small></label>
            <div class="ctl">
                <input {id} type="number" inputmode="numeric" min={props.min.to_string()} max={props.max.to_string()} value={shown}
                    oninput={input} aria-describedby={format!("{id}-says")} />
                <button type="submit" class="btn" disabled={slip.is_err()}>{ props.verb }</button>
            </div>
            <small id={format!("{id}-says")}>{ slip.err().unwrap_or_default() }</small>
        </form>
    }
}

#[derive(Properties, PartialEq)]
struct TextCallProps {
    id: &'static str,
    label: &'static str,
    first: &'static str,
    verb: &'static str,
    no: Option<String>,
    make: Callback<String, Result<Msg, String>>,
    on: Callback<Msg>,
}

#[function_component]
fn TextCall(props: &TextCallProps) -> Html {
    let text = use_state(|| props.first.to_owned());
    let input = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlInputElement>().value())
        })
    };
    let call = match &props.no {
        Some(why) => Err(why.clone()),
        None if text.trim().is_empty() => Err("Write a name.".to_owned()),
        None => props.make.emit(text.trim().to_owned()),
    };
    let submit = {
        let (on, call) = (props.on.clone(), call.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Ok(msg) = &call {
                on.emit(msg.clone());
            }
        })
    };
    let id = props.id;
    html! {
        <form class="field" onsubmit={submit}>
            <label for={id}><span>{ props.label }</span></label>
            <div class="ctl">
                <input {id} type="text" value={(*text).clone()} oninput={input} />
                <button type="submit" class="btn" disabled={call.is_err()}>{ props.verb }</button>
            </div>
            <small>{ call.err().unwrap_or_default() }</small>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn props(no: Option<&str>) -> NumberCallProps {
        NumberCallProps {
            id: "x",
            label: "x",
            unit: String::new(),
            value: 24,
            min: 24,
            max: 8_760,
            verb: "x",
            no: no.map(str::to_owned),
            same: Some("This is it.".to_owned()),
            make: Callback::from(|_| Msg::CloseWhy),
            on: Callback::noop(),
        }
    }

    #[test]
    fn a_button_says_why_it_cannot_be_pressed() {
        assert_eq!(slip("48", &props(None)), Ok(48));
        assert_eq!(slip("24", &props(None)).unwrap_err(), "This is it.");
        assert_eq!(slip("9000", &props(None)).unwrap_err(), "A whole number from 24 to 8,760.");
        assert_eq!(slip("x", &props(None)).unwrap_err(), "A whole number from 24 to 8,760.");
        assert_eq!(slip("48", &props(Some("It is UPDATING."))).unwrap_err(), "It is UPDATING.");
    }

    #[test]
    fn a_shard_count_is_halved_or_doubled_at_most() {
        assert_eq!([1, 5, 8].map(|open| targets(open, Era::Today)), [(1, 2), (3, 10), (4, 16)]);
    }
}
