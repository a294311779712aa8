//! The question bank by domain with progress, and the page of one question.

use std::rc::Rc;

use engine::era::Era;
use engine::kernel::Time;
use quiz::Question;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::asked::{Asked, badge, letter};
use super::figure::Figure;
use super::quiz_order::{Filter, Group, Show, Verdict, asks, beside, groups, score, title, topics, verdict};
use super::{eras, missing, progress_bar};
use crate::content;
use crate::model::{LearnMsg, Model, Msg};
use crate::panel::{Shared, send};
use crate::route::Route;

pub fn list(model: &Shared<Model>, on: &Callback<Msg>) -> Html {
    html! { <Bank model={model.clone()} on={on.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct BankProps {
    model: Shared<Model>,
    on: Callback<Msg>,
}

#[function_component]
fn Bank(props: &BankProps) -> Html {
    let kept = use_state(Filter::default);
    let (model, on) = (&props.model, &props.on);
    let bank: Vec<&Question> = content::questions().iter().collect();
    let (answered, right) = score(&bank, &model.progress);
    let era = model.prefs.quiz_era;
    let filter = Filter { era, ..(*kept).clone() };
    let shown = groups(content::questions(), &filter, &model.progress);
    let found: usize = shown.iter().map(|group| group.questions.len()).sum();
    let era_chip = |of: Option<Era>| {
        let label = of.map_or("every era", Era::name);
        html! {
            <button type="button" aria-pressed={(era == of).to_string()} onclick={send(on, Msg::Learn(LearnMsg::QuizEra(of)))}>{ label }</button>
        }
    };
    let show_chip = |of: Show| {
        let state = kept.clone();
        let choose = move |_| state.set(Filter { show: of, ..(*state).clone() });
        html! {
            <button type="button" aria-pressed={(filter.show == of).to_string()} onclick={choose}>{ of.word() }</button>
        }
    };
    let topic_chip = |of: Option<&str>| {
        let (state, topic) = (kept.clone(), of.map(str::to_owned));
        let pressed = (filter.topic == topic).to_string();
        let choose = move |_| state.set(Filter { topic: topic.clone(), ..(*state).clone() });
        html! { <button type="button" aria-pressed={pressed} onclick={choose}>{ of.unwrap_or("every topic").to_owned() }</button> }
    };
    let search = {
        let state = kept.clone();
        Callback::from(move |event: InputEvent| {
            let words = event.target_unchecked_into::<HtmlInputElement>().value();
            state.set(Filter { words, ..(*state).clone() });
        })
    };
    let first_open =
        groups(content::questions(), &Filter { show: Show::Open, ..filter.clone() }, &model.progress);
    // All of them at once would drown whoever looks: the domain in which one goes on is open, the others fold.
    let first_domain = first_open.first().map(|group| group.domain.to_owned());
    let narrow = filter.topic.is_some() || !filter.words.trim().is_empty() || filter.show == Show::Wrong;
    let first_open =
        first_open.first().and_then(|group| group.questions.first()).map(|question| question.id.clone());
    html! {
        <div class="wrap">
            <h1>{ "Quiz" }</h1>
            <p>{ "Every option of a proved question can be run: the engine proves the right one and refutes the others." }</p>
            { progress_bar(&format!("{answered} of {} answered, {right} right at once", bank.len()), answered, bank.len()) }
            <div class="bank-tools">
                <div class="chips" role="group" aria-label="Era">{ for [None, Some(Era::Y2018), Some(Era::Y2020), Some(Era::Today)].map(era_chip) }</div>
                <div class="chips" role="group" aria-label="Which">{ for Show::ALL.map(show_chip) }</div>
                <div class="chips" role="group" aria-label="Topic">
                    { topic_chip(None) }{ for topics(content::questions()).into_iter().map(|of| topic_chip(Some(of))) }
                </div>
                <label class="find">{ "Search " }<input type="search" id="quiz-search" placeholder="words of a question"
                    value={filter.words.clone()} oninput={search} /></label>
                <span class="mut" role="status">{ format!("{found} of {} shown", bank.len()) }</span>
                if let Some(id) = first_open {
                    <a class="btn p" href={format!("#/quiz/{id}")}>{ "Next open question ›" }</a>
                }
            </div>
            if shown.is_empty() {
                <p class="mut">{ "None of the questions fits. Choose another era or topic, or search for fewer words." }</p>
            }
            { for shown.iter().map(|group| domain(group, model, narrow || first_domain.as_deref() == Some(group.domain))) }
        </div>
    }
}

fn domain(group: &Group, model: &Model, open: bool) -> Html {
    let (answered, right) = score(&group.questions, &model.progress);
    let n = group.questions.len();
    html! {
        <details class="domain" key={group.domain.to_owned()} {open}>
            <summary>
                <h2>{ group.domain }</h2>
                { progress_bar(&format!("{answered} of {n} answered, {right} right"), answered, n) }
            </summary>
            <ol class="bank">{ for group.questions.iter().map(|question| line(question, model)) }</ol>
        </details>
    }
}

/// What became of a question: class, sign and words.
fn state(question: &Question, model: &Model) -> (&'static str, &'static str, &'static str) {
    match model.progress.answers.get(&question.id).map(|answer| verdict(question, answer)) {
        None => ("mut", "○", "not answered"),
        Some(Verdict::Right) => ("ok", "✓", "right at once"),
        Some(Verdict::Partly(_)) => ("dr", "◐", "partly right at first: look again"),
        Some(Verdict::Wrong) => ("er", "✕", "wrong at first: look again"),
    }
}

fn line(question: &Question, model: &Model) -> Html {
    let (class, sign, says) = state(question, model);
    html! {
        <li key={question.id.clone()}>
            <a href={format!("#/quiz/{}", question.id)}>
                <span class={class} title={says}>{ sign }<span class="sr">{ format!("{says}: ") }</span></span>
                <span class="stem"><b>{ title(question) }</b>{ for asks(question).map(|text| html! { <>{ " " }<span class="mut">{ text }</span></> }) }</span>
                <span class={classes!("state", class)} aria-hidden="true">{ word(says) }</span>
                { badge(&question.badge) }
                <span class="era">{ question.eras.iter().map(|era| era.name()).collect::<Vec<_>>().join(" · ") }</span>
            </a>
        </li>
    }
}

/// The state in one word: the list has no room for more.
fn word(says: &'static str) -> &'static str {
    match says.split(' ').next() {
        Some("not") | None => "open",
        Some(word) => word,
    }
}

pub fn question(id: &str, model: &Shared<Model>, on: &Callback<Msg>) -> Html {
    if content::question(id).is_none() {
        return missing(&Route::Question(id.to_owned()));
    }
    html! { <QuestionPage key={id.to_owned()} id={id.to_owned()} model={model.clone()} on={on.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct QuestionProps {
    id: String,
    model: Shared<Model>,
    on: Callback<Msg>,
}

/// A page of its own: the question at the left, the scene of what was run at the right.
#[function_component]
fn QuestionPage(props: &QuestionProps) -> Html {
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
    let model = &props.model;
    // Who came here past the filter of eras still gets to the others.
    let era = model.prefs.quiz_era.filter(|era| question.eras.contains(era));
    let all = groups(content::questions(), &Filter { era, ..Filter::default() }, &model.progress);
    let beside = beside(&all, &props.id);
    let at = all.iter().flat_map(|group| &group.questions).position(|it| it.id == props.id).unwrap_or(0);
    let n: usize = all.iter().map(|group| group.questions.len()).sum();
    html! {
        <div class={classes!("cols", story.is_none().then_some("no-live"))}>
            { contents(question, &all, model) }
            <article class="txt">
                { eras(&question.eras) }
                <p class="kick">{ format!("{} · question {} of {n}", question.domain, at + 1) }</p>
                <h1 class="stem-title">{ title(question) }</h1>
                <Asked id={props.id.clone()} model={model.clone()} on={props.on.clone()} on_run={run} beside={beside.clone()} alone=true />
                { others(&beside) }
            </article>
            if let Some(story) = (*story).clone() {
                <div class="live">
                    <div class="stick">
                        <p class="kick">{ which }</p>
                        <Figure key={shown.map_or(0, |option| option + 1)} story={story} until={until} on={props.on.clone()} />
                    </div>
                </div>
            }
        </div>
    }
}

/// When the last of what the question and an option claim is judged.
fn end(question: &Question, option: usize) -> Option<Time> {
    question.story_of(option)?.lines.iter().filter_map(|line| line.at).max()
}

/// The domains at the left; that of the question is open.
fn contents(current: &Question, groups: &[Group], model: &Model) -> Html {
    let mut number = 0;
    let groups = groups.iter().map(|group| {
        let (answered, _) = score(&group.questions, &model.progress);
        let links: Vec<Html> = group
            .questions
            .iter()
            .map(|question| {
                number += 1;
                let here = (question.id == current.id).then_some("page");
                let (class, sign, says) = state(question, model);
                html! {
                    <a href={format!("#/quiz/{}", question.id)} aria-current={here}><span>{ format!("{number}. {}", title(question)) }</span>
                        <span class={classes!("m", class)} title={says}>{ sign }</span></a>
                }
            })
            .collect();
        html! {
            <details key={group.domain.to_owned()} open={group.domain == current.domain}>
                <summary>{ group.domain }<span class="m">{ format!("{answered}/{}", group.questions.len()) }</span></summary>
                { for links }
            </details>
        }
    });
    html! { <nav class="toc" aria-label="Questions">{ for groups }</nav> }
}

fn others([before, after]: &[Option<String>; 2]) -> Html {
    let link = |id: &String, class: &'static str, say: &'static str| {
        html! { <a {class} href={format!("#/quiz/{id}")}>{ say }</a> }
    };
    html! {
        <>
            <div class="btns">
                { for before.as_ref().map(|id| link(id, "btn", "‹ Previous")) }
                <a class="btn" href="#/quiz">{ "All questions" }</a>
                { for after.as_ref().map(|id| link(id, "btn p", "Next question ›")) }
            </div>
            <p class="mut keys-hint">{ "Keys: 1–5 choose, Enter answers and goes on, N next, P previous." }</p>
        </>
    }
}
