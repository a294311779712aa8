//! "Turn this into a lab": a dialog with the task, the goals that the scene suggests, hints, what a tutor says; and the
//! proof.

use std::rc::Rc;

use lessons::proposed::Use;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, InputEvent};
use yew::prelude::*;

use super::{button, send};
use crate::modal::use_modal;
use crate::model::{Finding, GoalDraft, LabForm, Making, MakingMsg, Msg};
use crate::prose;

#[derive(Properties, PartialEq)]
pub struct MakeProps {
    pub making: Box<Making>,
    pub on: Callback<Msg>,
}

/// What a field does to the form.
type ToForm = Rc<dyn Fn(&mut LabForm, String)>;
type ToGoal = Rc<dyn Fn(&mut GoalDraft, &HtmlInputElement)>;

#[function_component]
pub fn MakeLab(props: &MakeProps) -> Html {
    let dialog = use_modal();
    let (making, on) = (&props.making, &props.on);
    let form = &making.form;
    let change = |with: ToForm| {
        let (on, form) = (on.clone(), form.clone());
        Callback::from(move |text: String| {
            let mut form = form.clone();
            with(&mut form, text);
            on.emit(Msg::Making(MakingMsg::Form(form)));
        })
    };
    let line =
        |id: String, label: &str, value: &str, with: ToForm| line_field(&id, label, value, change(with));
    let hint = |n: usize, label: &str| {
        line(format!("lab-hint-{n}"), label, &form.hints[n], Rc::new(move |form, text| form.hints[n] = text))
    };
    let turns = making.story.wrong_turns.iter().enumerate().map(|(n, turn)| {
        let did = turn.lines.first().map(ToString::to_string).unwrap_or_default();
        let label = format!("What a tutor says of: {}", prose::cut(&did, 90));
        let says = form.says.get(n).map_or("", String::as_str);
        line(format!("lab-turn-{n}"), &label, says, Rc::new(move |form, text| form.says[n] = text))
    });
    let goal = |(n, goal): (usize, &GoalDraft)| goal_row(n, goal, form, on);
    let done = |msg: MakingMsg| Msg::Making(msg);
    html! {
        <dialog class="dlg make-lab" ref={dialog} aria-labelledby="make-lab" oncancel={send(on, done(MakingMsg::Close))}>
            <div class="body">
                <h2 id="make-lab">{ "Turn this into a lab" }</h2>
                <p class="mut">{ "The scene as it was before your solution, a task, goals that say when it is solved. Whoever opens the file plays it as the labs here." }</p>
                { line("lab-title".to_owned(), "Title", &form.title, Rc::new(|form, text| form.title = text)) }
                { task(&form.task, change(Rc::new(|form, text| form.task = text))) }
                { begins(making, on) }
                <h3>{ "Goals" }</h3>
                <p class="mut">{ "Your solution meets each of these. Those marked “asks” are not met without it." }</p>
                <ul class="goals-made">{ for form.goals.iter().enumerate().map(goal) }</ul>
                <h3>{ "Hints" }</h3>
                { hint(0, "A nudge: where to look") }
                { hint(1, "Where it lies") }
                { hint(2, "Exactly what to do") }
                if !making.story.wrong_turns.is_empty() {
                    <h3>{ "Wrong turns" }</h3>
                    <p class="mut">{ "Your other branches. One without words is left out." }</p>
                    { for turns }
                }
            </div>
            <div class="foot">
                if let Some((played, all)) = making.work {
                    <div class="work" role="status">
                        <span>{ "Playing the scene…" }</span>
                        <progress aria-label="Playing the scene" max={all.to_string()} value={played.to_string()}></progress>
                    </div>
                }
                if !making.findings.is_empty() {
                    <div role="status">
                        <ul class="findings">
                            { for making.findings.iter().map(finding) }
                        </ul>
                    </div>
                }
                if let Some(error) = &making.error {
                    <p class="note bad" role="alert">{ error }</p>
                }
                <div class="btns">
                    { button(on, "btn p", "Prove it", done(MakingMsg::Prove)) }
                    { button(on, "btn", "Save as file", done(MakingMsg::Save)) }
                    { button(on, "btn", "Play it", done(MakingMsg::Play)) }
                    { button(on, "btn", "Close", done(MakingMsg::Close)) }
                </div>
            </div>
        </dialog>
    }
}

fn finding(finding: &Finding) -> Html {
    let (class, sign, text) = match finding {
        Finding::Good(text) => ("ok", "✓ ", text),
        Finding::Wrong(text) => ("er", "✕ ", text),
        Finding::Advice(text) => ("mut", "· ", text),
    };
    html! { <li class={class}><b>{ sign }</b>{ text }</li> }
}

fn line_field(id: &str, label: &str, value: &str, change: Callback<String>) -> Html {
    let typed = Callback::from(move |event: InputEvent| {
        change.emit(event.target_unchecked_into::<HtmlInputElement>().value());
    });
    html! {
        <div class="field">
            <label for={id.to_owned()}>{ label.to_owned() }</label>
            <div class="ctl"><input id={id.to_owned()} type="text" value={value.to_owned()} oninput={typed} /></div>
        </div>
    }
}

fn task(value: &str, change: Callback<String>) -> Html {
    let typed = Callback::from(move |event: InputEvent| {
        change.emit(event.target_unchecked_into::<HtmlTextAreaElement>().value());
    });
    html! {
        <div class="field">
            <label for="lab-task">{ "Task: what is wrong, and what is to be reached (a line is a paragraph)" }</label>
            <textarea id="lab-task" rows="3" value={value.to_owned()} oninput={typed} />
        </div>
    }
}

/// Which of the learner's actions is the first of the solution.
fn begins(making: &Making, on: &Callback<Msg>) -> Html {
    let chosen = {
        let on = on.clone();
        Callback::from(move |event: Event| {
            let first = event.target_unchecked_into::<HtmlSelectElement>().value().parse().unwrap_or(0);
            on.emit(Msg::Making(MakingMsg::From(first)));
        })
    };
    let option = |(n, action): (usize, &String)| {
        html! { <option value={n.to_string()} selected={n == making.first}>{ prose::cut(action, 110) }</option> }
    };
    html! {
        <div class="field">
            <label for="lab-first">{ "The solution begins with" }</label>
            <select id="lab-first" class="pill" onchange={chosen}>{ for making.actions.iter().enumerate().map(option) }</select>
        </div>
    }
}

fn goal_row(n: usize, goal: &GoalDraft, form: &LabForm, on: &Callback<Msg>) -> Html {
    let change = |with: ToGoal| {
        let (on, form) = (on.clone(), form.clone());
        Callback::from(move |event: InputEvent| {
            let mut form = form.clone();
            with(&mut form.goals[n], &event.target_unchecked_into());
            on.emit(Msg::Making(MakingMsg::Form(form)));
        })
    };
    let (class, says) = match goal.found {
        Some(Use::Asks) => ("tag asks", "asks"),
        Some(Use::Guards) => ("tag", "met either way"),
        Some(Use::Fails) => ("tag er", "not met"),
        None => ("tag", "your own"),
    };
    let tick = change(Rc::new(|goal, input| goal.chosen = input.checked()));
    let typed = change(Rc::new(|goal, input| goal.line = input.value()));
    html! {
        <li key={n}>
            <input type="checkbox" id={format!("lab-goal-on-{n}")} aria-label={format!("Goal {} is one of the lab", n + 1)}
                checked={goal.chosen} oninput={tick} />
            <input type="text" id={format!("lab-goal-{n}")} aria-label={format!("Goal {}", n + 1)} value={goal.line.clone()}
                placeholder={"goal \"In words\" hold 20s stream.orders.refused_per_s = 0"} oninput={typed} />
            <span class={class}>{ says }</span>
        </li>
    }
}
