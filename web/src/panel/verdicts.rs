//! A function without code: what it answers for all records, for every so-manieth, and for single ones.

use engine::command::{Form, Setting, Verdicts};
use engine::names::Name;
use engine::view::FunctionView;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::field::Field;
use super::{kick, set};
use crate::model::Msg;

/// What a form is called where Firehose writes it.
fn label(form: Form) -> &'static str {
    match form {
        Form::Ok => "Ok",
        Form::Dropped => "Dropped",
        Form::ProcessingFailed => "ProcessingFailed",
        Form::Drop => "Drop (no status)",
        Form::IdMissing => "id missing",
        Form::IdDoubled => "id doubled",
        Form::IdUnknown => "id unknown",
        Form::NotBase64 => "not base64",
        Form::NoData => "no data",
        Form::Malformed => "malformed answer",
        Form::TooLarge => "too large (413)",
        Form::Throws => "throws",
        Form::TimesOut => "times out",
    }
}

/// Records at most between two that are answered otherwise.
const EVERY_MOST: u64 = 1_000;

/// The same with another form for a record, or with none of its own.
fn with(verdicts: &Verdicts, number: u64, form: Option<Form>) -> Verdicts {
    let mut new = verdicts.clone();
    match form {
        Some(form) => new.but.insert(number, form),
        None => new.but.remove(&number),
    };
    new
}

/// What a learner typed, if one more record may have an answer of its own.
fn numbered(text: &str, verdicts: &Verdicts) -> Result<u64, String> {
    let number = match text.trim().parse() {
        Ok(number @ 1..=Verdicts::LAST_RECORD) => number,
        Ok(_) | Err(_) => return Err("A whole number from 1 to 100,000.".to_owned()),
    };
    if verdicts.but.len() >= Verdicts::MOST_RECORDS && !verdicts.but.contains_key(&number) {
        return Err(format!("{} records have an answer of their own: remove one.", Verdicts::MOST_RECORDS));
    }
    Ok(number)
}

fn act(name: &Name, verdicts: Verdicts) -> Msg {
    Msg::Act(vec![set(name, Setting::Answers(verdicts))])
}

/// The part of a function's panel.
pub fn show(function: &FunctionView, on: &Callback<Msg>) -> Html {
    let now = function.answers.as_ref();
    let chips = Form::ALL.map(|form| {
        let every = now.filter(|_| form.is_of_records()).map_or(1, |verdicts| verdicts.every);
        let but = now.map(|verdicts| verdicts.but.clone()).unwrap_or_default();
        let act = act(&function.name, Verdicts { form, every, but });
        let pressed = now.is_some_and(|now| now.form == form).to_string();
        html! { <button type="button" aria-pressed={pressed} onclick={super::send(on, act)}>{ label(form) }</button> }
    });
    let every = now.filter(|now| now.form.is_of_records()).map(|now| {
        let (name, then) = (function.name.clone(), now.clone());
        let on = on.reform(move |every| act(&name, Verdicts { every, ..then.clone() }));
        html! {
            <Field id="answers-every" label="For every n-th record" unit="1: for all" value={now.every} min={1} max={EVERY_MOST}
                log={true} {on} />
        }
    });
    let single = now
        .map(|now| html! { <Single name={function.name.clone()} verdicts={now.clone()} on={on.clone()} /> });
    html! {
        <>
            { kick("No code: what it answers") }
            <div class="chips" role="group" aria-label="No code: what it answers">{ for chips }</div>
            { for every }
            { for single }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct SingleProps {
    name: Name,
    verdicts: Verdicts,
    on: Callback<Msg>,
}

/// The records with an answer of their own, and one more.
#[function_component]
fn Single(props: &SingleProps) -> Html {
    let (text, which) = (use_state(|| "1".to_owned()), use_state(|| 1_usize));
    let SingleProps { name, verdicts, on } = props;
    let form = Form::ALL.get(*which).copied().unwrap_or(Form::Ok);
    let number = numbered(&text, verdicts);
    let said = verdicts.but.iter().map(|(number, form)| {
        let act = act(name, with(verdicts, *number, None));
        html! {
            <li>
                { format!("record {number}: {} ", label(*form)) }
                <button type="button" class="btn small" aria-label={format!("Remove record {number}")} onclick={super::send(on, act)}>
                    { "Remove" }
                </button>
            </li>
        }
    });
    let typed = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlInputElement>().value())
        })
    };
    let chosen = {
        let which = which.clone();
        Callback::from(move |event: Event| which.set(chosen(&event)))
    };
    let submit = {
        let act = number.clone().ok().map(|number| act(name, with(verdicts, number, Some(form))));
        let on = on.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(act) = &act {
                on.emit(act.clone());
            }
        })
    };
    html! {
        <form class="field" onsubmit={submit} novalidate=true>
            <label for="answers-record"><span>{ "Single records, by number in each event" }</span><small>{ "1 to 100,000" }</small></label>
            if !verdicts.but.is_empty() {
                <ul class="named">{ for said }</ul>
            }
            <select class="inp" aria-label="Its answer" onchange={chosen}>
                { for Form::ALL.iter().enumerate().map(|(i, form)| html! { <option selected={i == *which}>{ label(*form) }</option> }) }
            </select>
            <div class="ctl">
                <input id="answers-record" type="number" inputmode="numeric" min="1" max="100000" value={(*text).clone()} oninput={typed}
                    aria-describedby="answers-record-says" />
                <button type="submit" class="btn" disabled={number.is_err()}>{ "Answer so" }</button>
            </div>
            <small id="answers-record-says">{ number.err().unwrap_or_default() }</small>
        </form>
    }
}

fn chosen(event: &Event) -> usize {
    usize::try_from(event.target_unchecked_into::<HtmlSelectElement>().selected_index()).unwrap_or(0)
}

#[derive(Properties, PartialEq)]
pub struct PickProps {
    pub function: Name,
    /// The record's in the event.
    pub number: u64,
    pub verdicts: Verdicts,
    pub on: Callback<Msg>,
}

/// Beside a record of an invocation: what is answered for its number from now on.
#[function_component]
pub fn Pick(props: &PickProps) -> Html {
    let PickProps { function, number, verdicts, on } = props;
    let now = verdicts.but.get(number);
    let others = Verdicts { but: [].into(), ..verdicts.clone() };
    let choose = {
        let (function, number, verdicts, on) = (function.clone(), *number, verdicts.clone(), on.clone());
        Callback::from(move |event: Event| {
            // The first is no form of its own.
            let form = chosen(&event).checked_sub(1).and_then(|at| Form::ALL.get(at)).copied();
            on.emit(act(&function, with(&verdicts, number, form)));
        })
    };
    let full = numbered(&number.to_string(), verdicts).is_err();
    html! {
        <select class="pill" aria-label={format!("From now on record {number} is answered with")} disabled={full} onchange={choose}>
            <option selected={now.is_none()}>{ format!("next: {}", label(others.of_record(*number))) }</option>
            { for Form::ALL.iter().map(|form| html! { <option selected={now == Some(form)}>{ format!("always {}", label(*form)) }</option> }) }
        </select>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_gets_an_answer_of_its_own_and_loses_it() {
        let rule = Verdicts { every: 3, ..Verdicts::all(Form::Drop) };
        let said = with(&with(&rule, 7, Some(Form::Throws)), 2, Some(Form::Ok));
        assert_eq!(said.to_string(), "drop every 3 but 2 ok 7 throws");
        assert_eq!(with(&said, 7, Some(Form::NoData)).to_string(), "drop every 3 but 2 ok 7 no-data");
        assert_eq!(with(&with(&said, 7, None), 2, None), rule);
    }

    #[test]
    fn a_number_has_its_bounds_and_the_list_its_end() {
        let none = Verdicts::all(Form::Ok);
        assert_eq!(numbered(" 1 ", &none), Ok(1));
        assert_eq!(numbered("100000", &none), Ok(100_000));
        for wrong in ["0", "100001", "", "x", "1.5"] {
            assert_eq!(
                numbered(wrong, &none),
                Err("A whole number from 1 to 100,000.".to_owned()),
                "{wrong}"
            );
        }
        let full = Verdicts { but: (1..=100).map(|number| (number, Form::Dropped)).collect(), ..none };
        assert_eq!(numbered("100", &full), Ok(100));
        assert!(numbered("101", &full).is_err_and(|why| why.starts_with("100 records")));
    }
}
