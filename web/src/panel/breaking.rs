//! "Break it": what can go wrong at a place, for how long, and a button; while it is broken, what heals it.

use engine::command::{Actor, Command, Misanswer, Place, Trouble};
use engine::kernel::Span;
use engine::view::{FaultView, View};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::kick;
use crate::model::Msg;
use crate::scene::layout::retry;

/// What a trouble is.
fn meaning(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Unreachable => "unreachable: no connection",
        Trouble::Refusing => "refusing: it answers no",
        Trouble::Maintenance => "maintenance: in its window, or its nodes are replaced",
        Trouble::Silent => "silent: it never answers in time",
        Trouble::Slow => "slow: it does it, and takes long",
        Trouble::Throttling => "throttling: too many at once",
        Trouble::TooLarge => "too large: it answers 413",
        Trouble::Misanswers(Misanswer::Accepted) => "answers 202, and only 200 counts",
        Trouble::Misanswers(Misanswer::OtherId) => "answers with another requestId",
        Trouble::Misanswers(Misanswer::NoTimestamp) => "answers without a timestamp",
        Trouble::Misanswers(Misanswer::OtherType) => "answers as text/plain",
        Trouble::Misanswers(Misanswer::NoJson) => "answers what is no JSON",
        Trouble::Misanswers(Misanswer::TooLong) => "answers more than 1 MiB",
        Trouble::LosingAnswers => "losing answers: what is asked is done, and nobody hears of it",
        Trouble::LosingRequests => "losing requests: what is asked never arrives",
    }
}

/// The units of a duration in seconds; the last is no end.
const UNITS: [(&str, Option<u64>); 4] =
    [("seconds", Some(1)), ("minutes", Some(60)), ("hours", Some(3_600)), ("until healed", None)];

/// The length of a trouble: `Ok(None)` until it is healed.
fn lasting(number: &str, unit: usize) -> Result<Option<Span>, String> {
    let Some(seconds) = UNITS.get(unit).and_then(|(_, seconds)| *seconds) else { return Ok(None) };
    match number.trim().parse::<u64>() {
        Ok(n @ 1..=100_000) => Ok(Some(Span::seconds(n * seconds))),
        Ok(_) | Err(_) => Err("A whole number from 1 to 100,000.".to_owned()),
    }
}

/// The switch of a place, in its panel.
pub fn show(place: Place, view: &View, on: &Callback<Msg>) -> Html {
    let fault = retry::fault(view, &place).cloned();
    let key = place.to_string();
    html! { <Breaking {key} {place} {fault} on={on.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct Props {
    place: Place,
    fault: Option<FaultView>,
    on: Callback<Msg>,
}

#[function_component]
fn Breaking(props: &Props) -> Html {
    let (which, number, unit) = (use_state(|| 0_usize), use_state(|| "10".to_owned()), use_state(|| 1_usize));
    if let Some(fault) = &props.fault {
        let heal = Msg::Act(vec![Command::Actor(Actor::Heal { place: props.place.clone() })]);
        return html! {
            <>
                { kick("It is broken") }
                <p class="er">{ retry::trouble(fault).swap_remove(0) }</p>
                <div class="btns">{ super::button(&props.on, "btn p", "Heal", heal) }</div>
            </>
        };
    }
    let knows = props.place.knows();
    let trouble = knows.get(*which).copied().unwrap_or(knows[0]);
    let lasts = lasting(&number, *unit);
    let chosen = |state: &UseStateHandle<usize>| {
        let state = state.clone();
        Callback::from(move |event: Event| {
            let at = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            state.set(usize::try_from(at).unwrap_or(0));
        })
    };
    let typed = {
        let number = number.clone();
        Callback::from(move |event: InputEvent| {
            number.set(event.target_unchecked_into::<HtmlInputElement>().value())
        })
    };
    let submit = {
        let (on, place, lasts) = (props.on.clone(), props.place.clone(), lasts.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Ok(lasting) = lasts {
                on.emit(Msg::Act(vec![Command::Actor(Actor::Fault {
                    place: place.clone(),
                    trouble,
                    every: 1,
                    lasting,
                })]));
            }
        })
    };
    let endless = UNITS[*unit].1.is_none();
    html! {
        <form class="field" onsubmit={submit} novalidate=true>
            { kick("Break it") }
            <label for="trouble"><span>{ "Trouble" }</span></label>
            <select id="trouble" class="pill" onchange={chosen(&which)}>
                { for knows.iter().enumerate().map(|(i, trouble)| html! {
                    <option value={trouble.word()} selected={i == *which}>{ meaning(*trouble) }</option>
                }) }
            </select>
            <label for="lasting"><span>{ "For" }</span></label>
            <div class="ctl">
                <input id="lasting" type="number" inputmode="numeric" min="1" max="100000" value={(*number).clone()} disabled={endless}
                    oninput={typed} aria-describedby="lasting-says" />
                <select class="pill" aria-label="Unit" onchange={chosen(&unit)}>
                    { for UNITS.iter().enumerate().map(|(i, (word, _))| html! { <option selected={i == *unit}>{ *word }</option> }) }
                </select>
                <button type="submit" class="btn bad" disabled={lasts.is_err()}>{ "Break it" }</button>
            </div>
            <small id="lasting-says">{ lasts.err().unwrap_or_default() }</small>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trouble_lasts_a_time_or_until_it_is_healed() {
        assert_eq!(lasting("10", 1), Ok(Some(Span::seconds(600))));
        assert_eq!(lasting(" 2 ", 2), Ok(Some(Span::seconds(7_200))));
        assert_eq!(lasting("x", 3), Ok(None));
        for wrong in ["0", "x", "", "1.5", "100001"] {
            assert!(lasting(wrong, 0).is_err(), "{wrong}");
        }
    }
}
