//! Questions: each option can be run, and the engine's verdict stands beside it.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::kernel::Time;
use engine::story::{self, Happened, Transcript};
use gloo_timers::callback::Timeout;
use quiz::{Badge, Choice, Question};
use yew::prelude::*;

use super::figure::Figure;
use super::{eras, missing, paragraph, rich};
use crate::content;
use crate::model::{LearnMsg, Model, Msg};
use crate::panel::{Shared, button};
use crate::route::Route;

pub fn list(model: &Model) -> Html {
    let card = |question: &Question| {
        let answered =
            model.progress.answers.get(&question.id).and_then(|option| question.options.get(*option));
        let (class, says) = match answered {
            None => ("mut", "not answered"),
            Some(option) if option.right => ("ok", "✓ right at once"),
            Some(_) => ("er", "✕ wrong at first: look again"),
        };
        html! {
            <a class="card" href={format!("#/quiz/{}", question.id)}>
                { eras(&question.eras) }
                <span class="kick">{ &question.domain }</span>
                <p>{ question.stem.last().map(|text| rich(text)).unwrap_or_default() }</p>
                <p class={class}>{ says }</p>
            </a>
        }
    };
    html! {
        <div class="wrap">
            <h1>{ "Quiz" }</h1>
            <p>{ "Every option can be run: the engine proves the right one and refutes the others." }</p>
            <div class="list">{ for content::questions().iter().map(card) }</div>
        </div>
    }
}

pub fn question(id: &str, model: &Shared<Model>, on: &Callback<Msg>) -> Html {
    if content::question(id).is_none() {
        return missing(&Route::Question(id.to_owned()));
    }
    html! { <QuestionPage key={id.to_owned()} id={id.to_owned()} model={model.clone()} on={on.clone()} /> }
}

#[derive(Properties, PartialEq)]
pub struct AskedProps {
    pub id: String,
    pub model: Shared<Model>,
    pub on: Callback<Msg>,
    /// Which option was run, for a figure beside the question.
    #[prop_or_default]
    pub on_run: Callback<usize>,
}

/// A page of its own: the question at the left, the scene of what was run at the right.
#[function_component]
fn QuestionPage(props: &AskedProps) -> Html {
    let shown = use_state(|| None::<usize>);
    let story = use_memo((props.id.clone(), *shown), |(id, shown)| {
        let question = content::question(id)?;
        shown.map_or_else(|| question.story.clone(), |option| question.story_of(option)).map(Rc::new)
    });
    let Some(question) = content::question(&props.id) else { return Html::default() };
    let run = {
        let shown = shown.clone();
        Callback::from(move |option: usize| shown.set(Some(option)))
    };
    let until = shown.and_then(|option| end(question, option));
    let which =
        shown.map_or("The scene of the question".to_owned(), |option| format!("Option {}", letter(option)));
    html! {
        <div class="cols">
            { contents(&props.id) }
            <article class="txt">
                { eras(&question.eras) }
                <p class="kick">{ &question.domain }</p>
                <h1>{ "Question" }</h1>
                <Asked id={props.id.clone()} model={props.model.clone()} on={props.on.clone()} on_run={run} />
                { others(&props.id) }
            </article>
            <div class="live">
                <div class="stick">
                    <p class="kick">{ which }</p>
                    if let Some(story) = (*story).clone() {
                        <Figure key={shown.map_or(0, |option| option + 1)} story={story} until={until} on={props.on.clone()} />
                    }
                </div>
            </div>
        </div>
    }
}

/// When the last of what the question and an option claim is judged.
fn end(question: &Question, option: usize) -> Option<Time> {
    question.story_of(option)?.lines.iter().filter_map(|line| line.at).max()
}

/// The questions at the left.
fn contents(current: &str) -> Html {
    let link = |(i, question): (usize, &Question)| {
        let here = (question.id == current).then_some("page");
        html! {
            <a href={format!("#/quiz/{}", question.id)} aria-current={here}>{ format!("Question {}", i + 1) }
                <span class="m">{ &question.domain }</span></a>
        }
    };
    html! {
        <nav class="toc" aria-label="Questions">
            <p class="kick">{ "Questions" }</p>
            { for content::questions().iter().enumerate().map(link) }
        </nav>
    }
}

fn others(id: &str) -> Html {
    let at = content::questions().iter().position(|question| question.id == id).unwrap_or(0);
    let next = content::questions().get(at + 1);
    html! {
        <div class="btns">
            <a class="btn" href="#/quiz">{ "All questions" }</a>
            if let Some(next) = next {
                <a class="btn p" href={format!("#/quiz/{}", next.id)}>{ "Next question ›" }</a>
            }
        </div>
    }
}

/// What was run, by option. A reducer, because two runs may end after a third has begun.
#[derive(Default)]
struct Runs(BTreeMap<usize, Option<Transcript>>);

impl Reducible for Runs {
    type Action = (usize, Option<Transcript>);

    fn reduce(self: Rc<Self>, (option, run): Self::Action) -> Rc<Self> {
        let mut runs = self.0.clone();
        runs.insert(option, run);
        Rc::new(Runs(runs))
    }
}

/// The question itself: stem, options, reasons after answering.
#[function_component]
pub fn Asked(props: &AskedProps) -> Html {
    let chosen = use_state(|| None::<usize>);
    // What running an option came to; `None` while it runs.
    let runs = use_reducer(Runs::default);
    let Some(question) = content::question(&props.id) else { return Html::default() };
    let answered = props.model.progress.answers.get(&props.id).copied();
    let option = |(i, choice): (usize, &Choice)| {
        let run = {
            let (id, runs, on_run) = (props.id.clone(), runs.clone(), props.on_run.clone());
            Callback::from(move |_: MouseEvent| {
                runs.dispatch((i, None));
                on_run.emit(i);
                let (id, runs) = (id.clone(), runs.clone());
                // Not at once: the page says first that it runs.
                Timeout::new(30, move || {
                    if let Some(story) = content::question(&id).and_then(|question| question.story_of(i)) {
                        runs.dispatch((i, Some(story::run(&story))));
                    }
                })
                .forget();
            })
        };
        let pick = {
            let chosen = chosen.clone();
            Callback::from(move |_: Event| chosen.set(Some(i)))
        };
        let (class, sign) = match answered {
            Some(_) if choice.right => ("opt right", "✓"),
            Some(answered) if answered == i => ("opt wrong", "✕"),
            Some(_) => ("opt", ""),
            None if *chosen == Some(i) => ("opt on", ""),
            None => ("opt", ""),
        };
        let field = format!("{}-{i}", props.id);
        html! {
            <div class={class} key={i}>
                <span>
                    if answered.is_none() {
                        <input type="radio" id={field.clone()} name={props.id.clone()} checked={*chosen == Some(i)} onchange={pick} />
                    } else {
                        { sign }
                    }
                </span>
                <div>
                    <label for={field}><span class="sr">{ match sign { "✓" => "right: ", "✕" => "your answer, wrong: ", _ => "" } }</span>
                        { format!("{}. ", letter(i)) }{ rich(&choice.text) }</label>
                    if answered.is_some() {
                        <small>{ for choice.because.iter().map(|text| rich(text)) }</small>
                    }
                    { does(choice) }
                    { for runs.0.get(&i).map(result) }
                </div>
                if question.story.is_some() {
                    <button type="button" class="run" aria-label={format!("Run option {}", letter(i))} onclick={run}>{ "▶ Run" }</button>
                }
            </div>
        }
    };
    let submit = chosen.map(|option| Msg::Learn(LearnMsg::Answered { question: props.id.clone(), option }));
    let verdict = answered.and_then(|option| question.options.get(option)).map(|choice| {
        if choice.right {
            "Right. Each option's reason stands below it."
        } else {
            "Not that one. Each option's reason stands below it."
        }
    });
    html! {
        <section class="q" aria-label="Question">
            { badge(&question.badge) }
            { for question.stem.iter().map(|text| paragraph(text)) }
            <div role="radiogroup" aria-label="Options">{ for question.options.iter().enumerate().map(option) }</div>
            <div class="btns">
                if answered.is_none() {
                    <button type="button" class="btn p" disabled={submit.is_none()}
                        onclick={submit.map(|msg| crate::panel::send(&props.on, msg))}>{ "Answer" }</button>
                } else {
                    { button(&props.on, "btn", "Answer again", Msg::Learn(LearnMsg::ForgetAnswer { question: props.id.clone() })) }
                }
            </div>
            <p role="status">{ verdict.unwrap_or_default() }</p>
        </section>
    }
}

fn badge(badge: &Badge) -> Html {
    match badge {
        Badge::Proved => {
            html! { <span class="proof" title="The engine proves the right option and refutes the others">{ "▶ proved" }</span> }
        }
        Badge::Cited(source) => {
            html! { <span class="badge cited" title={source.clone()}>{ format!("cited: {source}") }</span> }
        }
    }
}

/// The lines that an option adds to the scene.
fn does(choice: &Choice) -> Html {
    if choice.does.is_empty() {
        return Html::default();
    }
    let text: Vec<String> = choice.does.iter().map(ToString::to_string).collect();
    html! { <details><summary>{ "What it does" }</summary><pre>{ text.join("\n") }</pre></details> }
}

/// What the engine says after a run: each expectation with both sides.
fn result(run: &Option<Transcript>) -> Html {
    let Some(transcript) = run else { return html! { <small role="status">{ "Running…" }</small> } };
    let lines = transcript.entries.iter().filter_map(|entry| match &entry.what {
        Happened::Held(text) => Some((true, text.clone())),
        Happened::Failed(text) => Some((false, text.clone())),
        Happened::Refused { line, why } => Some((false, format!("{line}: {why}"))),
        Happened::Done(_) | Happened::Said(_) | Happened::Answered { .. } => None,
    });
    html! {
        <div class="ran" role="status">
            { for lines.map(|(held, text)| html! {
                <small class={if held { "ok" } else { "er" }}>{ if held { "● holds: " } else { "✕ fails: " } }{ text }</small>
            }) }
        </div>
    }
}

fn letter(option: usize) -> char {
    char::from(b'A' + u8::try_from(option % 26).expect("below 26"))
}
