//! A transform function: what it has done, and what it does.

use engine::command::{Blueprint, Form, Place, Setting, Verdicts};
use engine::kernel::units::grouped;
use engine::view::{FunctionView, View};
use yew::prelude::*;

use super::code::Code;
use super::field::Field;
use super::heading;
use super::set;
use super::{breaking, button, kick, row, send};
use crate::model::{InspectMsg, Model, Msg};
use crate::scene::Selection;

pub fn show(function: &FunctionView, model: &Model, view: &View, on: &Callback<Msg>) -> Html {
    let chips = Blueprint::ALL.map(|blueprint| {
        let act = Msg::Act(vec![set(&function.name, Setting::Blueprint(blueprint))]);
        let pressed = (function.blueprint == Some(blueprint)).to_string();
        html! { <button type="button" aria-pressed={pressed} onclick={send(on, act)}>{ blueprint.word() }</button> }
    });
    let users = view.deliveries.iter().filter(|delivery| delivery.function.as_ref() == Some(&function.name));
    let invocations = users.map(|delivery| {
        let msg = match delivery.last_invocation {
            Some(n) => InspectMsg::Invocation(delivery.name.clone(), n),
            None => InspectMsg::Select(Selection::Delivery(delivery.name.clone())),
        };
        let label = match delivery.last_invocation {
            Some(_) => format!("Last invocation by {}", delivery.name),
            None => format!("Show {}", delivery.name),
        };
        button(on, "btn", &label, Msg::Inspect(msg))
    });
    let key = format!("{} {}", function.name, function.does());
    html! {
        <>
            { heading("transform Lambda", function.name.as_str(), on) }
            { row("does", function.does()) }
            { row("invocations", grouped(function.invocations)) }
            { row("Ok", grouped(function.ok)) }
            { row("Dropped", grouped(function.dropped)) }
            { row("ProcessingFailed", grouped(function.failed)) }
            <div class="btns">{ for invocations }</div>
            { kick("Blueprint") }
            <div class="chips" role="group" aria-label="Blueprint">{ for chips }</div>
            { no_code(function, on) }
            <Code {key} name={function.name.clone()} blueprint={function.blueprint} source={function.source.clone()}
                draft={model.own.drafts.of(&model.place, &function.name).map(str::to_owned)} large={model.own.large}
                tried={model.own.tried.clone().filter(|tried| tried.function == function.name)}
                trying={model.own.trying.as_ref() == Some(&function.name)} on={on.clone()} />
            { breaking::show(Place::Function(function.name.clone()), view, on) }
        </>
    }
}

/// What a form is called where Firehose writes it.
fn label(form: Form) -> &'static str {
    match form {
        Form::Ok => "Ok",
        Form::Dropped => "Dropped",
        Form::ProcessingFailed => "ProcessingFailed",
        Form::Drop => "Drop (no status)",
        Form::IdMissing => "id missing",
        Form::IdDoubled => "id doubled",
        Form::NotBase64 => "not base64",
        Form::Malformed => "malformed answer",
        Form::TimesOut => "times out",
    }
}

/// Records at most between two that are answered otherwise.
const EVERY_MOST: u64 = 1_000;

fn no_code(function: &FunctionView, on: &Callback<Msg>) -> Html {
    let now = function.answers.as_deref().and_then(read);
    let every = now.map_or(1, |verdicts| verdicts.every);
    let chips = Form::ALL.map(|form| {
        let verdicts = Verdicts { form, every: if form.is_of_records() { every } else { 1 } };
        let act = Msg::Act(vec![set(&function.name, Setting::Answers(verdicts))]);
        let pressed = now.is_some_and(|now| now.form == form).to_string();
        html! { <button type="button" aria-pressed={pressed} onclick={send(on, act)}>{ label(form) }</button> }
    });
    let counts = now.filter(|now| now.form.is_of_records());
    html! {
        <>
            { kick("No code: what it answers") }
            <div class="chips" role="group" aria-label="No code: what it answers">{ for chips }</div>
            if let Some(now) = counts {
                <Field id="answers-every" label="For every n-th record" unit="1: for all" value={every} min={1} max={EVERY_MOST} log={true}
                    on={on.reform({
                        let name = function.name.clone();
                        move |every| Msg::Act(vec![set(&name, Setting::Answers(Verdicts { every, ..now }))])
                    })} />
            }
        </>
    }
}

/// What the view says, in the words of a story.
fn read(text: &str) -> Option<Verdicts> {
    let (form, every) = text.split_once(" every ").unwrap_or((text, "1"));
    let form = Form::ALL.into_iter().find(|candidate| candidate.word() == form)?;
    Some(Verdicts { form, every: every.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_panel_reads_what_the_view_says() {
        for form in Form::ALL {
            for every in [1, 3] {
                let verdicts = Verdicts { form, every };
                assert_eq!(read(&verdicts.to_string()), Some(verdicts));
            }
        }
    }
}
