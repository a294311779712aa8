//! A lesson: its screens one by one, text on the left, the live figure on the right.

use std::rc::Rc;

use engine::story::{Prediction, Statement, Story};
use yew::prelude::*;

use super::asked::Asked;
use super::figure::Figure;
use super::sort::SortFigure;
use super::{eras, learn, paragraph, rich};
use crate::content;
use crate::model::{LearnMsg, Model, Msg, Progress};
use crate::panel::{Shared, send};
use crate::route::Route;

#[derive(Properties, PartialEq)]
pub struct LessonProps {
    pub id: String,
    /// The screen that is open, counted from 0.
    pub at: usize,
    pub model: Shared<Model>,
    pub on: Callback<Msg>,
}

/// What the learner commits to on a screen, and what came of it.
#[derive(Clone, Default, PartialEq)]
struct Commitment {
    chosen: Option<usize>,
    running: bool,
    /// The option that turned out to be right.
    answer: Option<usize>,
}

#[function_component]
pub fn LessonPage(props: &LessonProps) -> Html {
    let at = props.at;
    let commitment = use_state(Commitment::default);
    {
        let (on, lesson, commitment) = (props.on.clone(), props.id.clone(), commitment.clone());
        use_effect_with(at, move |screen| {
            commitment.set(Commitment::default());
            on.emit(Msg::Learn(LearnMsg::Reached { lesson, screen: *screen }));
        });
    }
    let Some(lesson) = content::lesson(&props.id) else { return Html::default() };
    let Some(screen) = lesson.screens.get(at) else { return Html::default() };
    let story = use_memo((props.id.clone(), at), |(id, at)| {
        content::lesson(id).and_then(|lesson| lesson.screens.get(*at)?.figure.clone())
    });
    let prediction = story.as_ref().as_ref().and_then(prediction);
    let last = at + 1 == lesson.screens.len();
    let turn = |to: usize| send(&props.on, Msg::Go(Route::Lesson(props.id.clone(), to)));
    let judged = {
        let commitment = commitment.clone();
        Callback::from(move |answer: Option<usize>| {
            commitment.set(Commitment { answer, running: false, ..(*commitment).clone() });
        })
    };
    html! {
        <div class="cols">
            { contents(&props.id, &props.model.progress) }
            <article class="txt">
                { eras(&lesson.eras) }
                <p class="kick">{ format!("{} · {} of {}", lesson.group, at + 1, lesson.screens.len()) }
                    <button type="button" class="btn small present-it" title="The screens one after the other, for a projector (F8)"
                        onclick={send(&props.on, Msg::Present(crate::model::PresentMsg::Open))}>{ "Present" }</button>
                </p>
                <h1 id="screen" tabindex="-1">{ &screen.title }</h1>
                { for screen.paragraphs.iter().map(|text| paragraph(text)) }
                if let Some((_, prediction)) = &prediction {
                    { predict(props, at, (prediction, &screen.reasons), &commitment) }
                }
                <div class="btns">
                    <button type="button" class="btn" disabled={at == 0} onclick={turn(at.saturating_sub(1))}>{ "‹ Back" }</button>
                    if !last {
                        <button type="button" class="btn p" onclick={turn(at + 1)}>{ "Next ›" }</button>
                    }
                </div>
                if last {
                    { end(lesson, props) }
                }
            </article>
            <div class="live">
                <div class="stick">
                    if let Some(sort) = screen.sort.clone() {
                        <SortFigure key={at} {sort} />
                    }
                    if let Some(story) = (*story).clone() {
                        <Figure key={at} story={Rc::new(story)} prediction={prediction.clone()} committed={commitment.running}
                            on_judged={judged} ruler=true on={props.on.clone()} />
                    }
                </div>
            </div>
        </div>
    }
}

/// Before which instant of a story something is to be predicted.
pub fn prediction(story: &Story) -> Option<(engine::kernel::Time, Prediction)> {
    story.lines.iter().find_map(|line| match &line.what {
        Statement::Predict(prediction) => Some((line.at.unwrap_or_default(), prediction.clone())),
        Statement::Do(_)
        | Statement::Refused(_)
        | Statement::Expect(_)
        | Statement::Say(_)
        | Statement::Comment(_) => None,
    })
}

fn predict(
    props: &LessonProps,
    screen: usize,
    (prediction, reasons): (&Prediction, &[String]),
    state: &UseStateHandle<Commitment>,
) -> Html {
    let lesson = format!("{}/{screen}", props.id);
    let option = |(i, (text, _)): (usize, &(String, engine::story::Condition))| {
        let choose = {
            let state = state.clone();
            Callback::from(move |_: MouseEvent| {
                state.set(Commitment { chosen: Some(i), ..Commitment::default() })
            })
        };
        let sign = match state.answer {
            Some(answer) if answer == i => "✓ ",
            Some(_) if state.chosen == Some(i) => "✕ ",
            Some(_) | None => "",
        };
        html! {
            <button type="button" class="pill" aria-pressed={(state.chosen == Some(i)).to_string()}
                disabled={state.running || state.answer.is_some()} onclick={choose}><span>{ sign }{ rich(text) }</span></button>
        }
    };
    let run = {
        let (state, on) = (state.clone(), props.on.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(option) = state.chosen {
                on.emit(Msg::Learn(LearnMsg::Predicted { lesson: lesson.clone(), option }));
                state.set(Commitment { running: true, ..(*state).clone() });
            }
        })
    };
    let says = match (state.answer, state.chosen) {
        (Some(answer), Some(chosen)) if answer == chosen => Some("You said so. The engine agrees."),
        (Some(_), _) => Some("The engine says otherwise."),
        (None, _) if state.running => Some("Running…"),
        (None, _) => None,
    };
    html! {
        <section class="pred" aria-label="Predict, then run">
            <b>{ "Predict, then run. " }</b>{ rich(&prediction.question) }
            <div class="r" role="group" aria-label="Your prediction">{ for prediction.options.iter().enumerate().map(option) }</div>
            <div class="r">
                <button type="button" class="btn p" disabled={state.chosen.is_none() || state.running || state.answer.is_some()}
                    onclick={run}>{ "Run it" }</button>
                <span role="status">{ says.unwrap_or_default() }</span>
            </div>
            { because(prediction, reasons, state) }
        </section>
    }
}

/// Why what was chosen is right or not, and if not, what is right and why.
fn because(prediction: &Prediction, reasons: &[String], state: &Commitment) -> Html {
    let (Some(answer), Some(chosen)) = (state.answer, state.chosen) else { return Html::default() };
    let one = |option: usize| {
        let reason = reasons.get(option)?;
        let (text, _) = prediction.options.get(option)?;
        let (class, sign) = if option == answer { ("note good", "✓ ") } else { ("note bad", "✕ ") };
        Some(html! { <p class={class}><b>{ sign }{ rich(text) }{ "." }</b>{ " " }{ rich(reason) }</p> })
    };
    let wrong = (chosen != answer).then_some(chosen);
    html! { <div class="because" role="status">{ for wrong.into_iter().chain([answer]).filter_map(one) }</div> }
}

/// The lessons at the left.
/// All lessons, each with how far it was read.
fn contents(current: &str, progress: &Progress) -> Html {
    let mut group = "";
    let links = content::lessons().iter().map(|lesson| {
        let head = (lesson.group != group).then(|| html! { <p class="kick">{ &lesson.group }</p> });
        group = &lesson.group;
        let here = (lesson.id == current).then_some("page");
        let mark = match (learn::seen(lesson, progress), lesson.screens.len()) {
            (0, _) => Html::default(),
            (seen, all) if seen == all => {
                html! { <span class="m ok"><span aria-hidden="true">{ "✓" }</span><span class="sr">{ ", read" }</span></span> }
            }
            (seen, all) => html! { <span class="m">{ format!("{seen}/{all}") }<span class="sr">{ " screens read" }</span></span> },
        };
        html! {
            <>
                { for head }
                <a href={format!("#/learn/{}", lesson.id)} aria-current={here}><span>{ &lesson.title }</span>{ mark }</a>
            </>
        }
    });
    html! { <nav class="toc" aria-label="Lessons">{ for links }</nav> }
}

/// Where one goes from a lesson that is read.
fn onward(lesson: &lessons::Lesson) -> Html {
    let next = content::next_lesson(&lesson.id);
    let (to, says) = next.map_or(("#/learn".to_owned(), "All lessons".to_owned()), |next| {
        (format!("#/learn/{}", next.id), format!("Next lesson: {} ›", next.title))
    });
    html! { <div class="btns onward"><a class="btn" href={to}>{ says }</a></div> }
}

/// After the last screen: questions, the lab, and the next lesson.
fn end(lesson: &lessons::Lesson, props: &LessonProps) -> Html {
    let questions = lesson.questions.iter().filter_map(|id| content::question(id));
    html! {
        <>
            { for questions.map(|question| html! {
                <Asked key={question.id.clone()} id={question.id.clone()} model={props.model.clone()} on={props.on.clone()} />
            }) }
            if let Some(lab) = lesson.lab.as_deref().and_then(content::lab) {
                <h2>{ "Now do it" }</h2>
                <p><button type="button" class="btn p" onclick={send(&props.on, Msg::Go(Route::Lab(lab.id.clone())))}>
                    { format!("Lab: {}", lab.title) }
                </button></p>
            }
            { onward(lesson) }
        </>
    }
}
