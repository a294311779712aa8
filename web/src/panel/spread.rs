//! The key spread of a producer: shapes as buttons, their numbers as fields.

use engine::command::Setting;
use engine::names::Name;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::field::Field;
use super::set;
use super::typed::Typed;
use crate::model::Msg;
use crate::spread::{Shape, Spread, parse};

#[derive(Properties, PartialEq)]
pub struct SpreadProps {
    pub name: Name,
    /// As a story writes it.
    pub keys: String,
    pub on: Callback<Msg>,
}

#[function_component]
pub fn KeySpread(props: &SpreadProps) -> Html {
    let error = use_state(|| None::<String>);
    // A list that is one of the other shapes too: what is asked for rules, until another shape is.
    let writes = use_state(|| None::<Name>);
    let Ok(keys) = parse(&props.keys) else {
        return html! { <p class="mut">{ format!("Keys: {}", props.keys) }</p> };
    };
    let spread = Spread::of(&keys);
    let change = {
        let (on, name, error) = (props.on.clone(), props.name.clone(), error.clone());
        Callback::from(move |spread: Spread| match spread.keys() {
            Ok(keys) => {
                error.set(None);
                on.emit(Msg::Act(vec![set(&name, Setting::Keys(keys))]));
            }
            Err(why) => error.set(Some(why)),
        })
    };
    let number = |put: fn(&mut Spread, u64)| {
        let (change, spread) = (change.clone(), spread.clone());
        Callback::from(move |value: u64| {
            let mut spread = spread.clone();
            put(&mut spread, value);
            change.emit(spread);
        })
    };
    let key = {
        let (change, spread) = (change.clone(), spread.clone());
        Callback::from(move |field: HtmlInputElement| {
            let next = Spread { key: field.value(), ..spread.clone() };
            let read = next.keys().is_ok();
            change.emit(next);
            read
        })
    };
    let list = {
        let (change, spread) = (change.clone(), spread.clone());
        Callback::from(move |field: HtmlInputElement| {
            let next = Spread { shape: Shape::List, list: field.value(), ..spread.clone() };
            let read = next.keys().is_ok();
            change.emit(next);
            read
        })
    };
    let shown = if writes.as_ref() == Some(&props.name) { Shape::List } else { spread.shape };
    let chips = Shape::ALL.map(|shape| {
        let pressed = shown == shape;
        let (change, spread, writes) = (change.clone(), spread.clone(), writes.clone());
        let name = props.name.clone();
        let choose = Callback::from(move |_: MouseEvent| {
            writes.set((shape == Shape::List).then(|| name.clone()));
            change.emit(Spread { shape, ..spread.clone() });
        });
        html! { <button type="button" aria-pressed={pressed.to_string()} onclick={choose}>{ shape.name() }</button> }
    });
    let named = matches!(shown, Shape::One | Shape::Hot | Shape::Salted);
    let shared = matches!(shown, Shape::Hot | Shape::Salted);
    html! {
        <>
            <div class="field" role="group" aria-labelledby="keys">
                <div class="lab" id="keys"><span>{ "Partition keys" }</span><small>{ &props.keys }</small></div>
                <div class="chips">{ for chips }</div>
                if let Some(error) = &*error {
                    <small class="err" role="alert">{ error }</small>
                }
            </div>
            if named {
                <div class="field">
                    <label for="hot-key">{ "The key" }</label>
                    <Typed id="hot-key" value={spread.key.clone()} maxlength="250" on={key} />
                </div>
            }
            if shared {
                <Field id="share" label="Its share" unit="%" value={spread.share / 10_000} min=1 max=99
                    on={number(|spread, value| spread.share = value * 10_000)} />
            }
            if shown == Shape::List {
                <div class="field">
                    <label for="key-list"><span>{ "Keys and their shares" }</span></label>
                    <Typed id="key-list" value={spread.list.clone()} on={list} />
                    <small class="mut">{ "A key in quotes, `uniform` and a number, or `random`, each with its share." }</small>
                </div>
            }
            if shown == Shape::Salted {
                <Field id="salts" label="Suffixes" unit="keys from one" value={spread.salts} min=2 max=256 log=true
                    on={number(|spread, value| spread.salts = value)} />
            }
            if shared || matches!(shown, Shape::Uniform | Shape::Zipf) {
                <Field id="others" label={if shared { "Other keys" } else { "Keys" }} unit={if shown == Shape::Zipf { "keys, the k-th a k-th as often" } else { "keys, each as likely" }}
                    value={spread.others} min=1 max=100_000 log=true
                    on={number(|spread, value| spread.others = value)} />
            }
        </>
    }
}
