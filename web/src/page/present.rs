//! For a projector: the scene alone, or a lesson's screens one after the other, with what is said now in large type.

use std::rc::Rc;

use yew::prelude::*;

use super::figure::{Figure, caption};
use super::lesson::prediction;
use super::rich;
use crate::content;
use crate::host;
use crate::model::{BeatKind, Model, Msg, Now, PresentMsg, Presenting};
use crate::panel::{Shared, send};
use crate::prose;
use crate::scene::{Large, window_us};
use crate::update::{beat_shown, lesson_steps};

#[derive(Properties, PartialEq)]
pub struct PresentProps {
    pub model: Shared<Model>,
    pub now: Option<Now>,
    pub on: Callback<Msg>,
}

/// A scene in front of a room.
#[function_component]
pub fn PresentScene(props: &PresentProps) -> Html {
    let (model, on) = (&props.model, &props.on);
    let (Some(now), Some(presenting)) = (&props.now, &model.presenting) else { return Html::default() };
    let beats = &model.facts.beats;
    let shown = beat_shown(beats, now.clock.now);
    let progress = match shown {
        Some((number, _)) => format!("{number} of {}", beats.len()),
        None => format!("0 of {}", beats.len()),
    };
    let says = match shown.map(|(_, beat)| beat) {
        None => html! { <p class="say">{ &model.title }</p> },
        Some(beat) => match &beat.kind {
            BeatKind::Said => html! { <p class="say">{ rich(&beat.text) }</p> },
            BeatKind::Asked(options) => question(&beat.text, options, None),
            BeatKind::Answered(options) => {
                let right = presenting.answer.filter(|(at, _)| *at == beat.at).map(|(_, option)| option);
                question(&beat.text, options, right)
            }
            BeatKind::Marked(kind) => html! {
                <p class="say">
                    <span class={prose::marker_class(*kind)} aria-hidden="true">{ prose::marker_glyph(*kind) }</span>
                    { format!(" {}", beat.text) }
                </p>
            },
        },
    };
    let (width, height) = host::room();
    let time = now.clock.now.to_string();
    frame(
        presenting,
        &model.title,
        html! {
            <>
                <div class="wall">
                    <Large view={now.view.clone()} marks={now.marks.clone()} {width} height={height * 0.7}
                        window_us={window_us(u64::from(now.clock.speed), &now.view)} />
                </div>
                <div class="says">{ says }</div>
            </>
        },
        &progress,
        Some(&time),
        on,
    )
}

#[derive(Properties, PartialEq)]
pub struct LessonProps {
    pub id: String,
    pub presenting: Presenting,
    pub on: Callback<Msg>,
}

/// A lesson in front of a room.
#[function_component]
pub fn PresentLesson(props: &LessonProps) -> Html {
    let answer = use_state(|| None::<(usize, usize)>);
    let Some(lesson) = content::lesson(&props.id) else { return Html::default() };
    let steps = lesson_steps(lesson);
    let Some((at, known)) = steps.get(props.presenting.step).copied() else { return Html::default() };
    let screen = &lesson.screens[at];
    let judged = {
        let answer = answer.clone();
        Callback::from(move |option: Option<usize>| answer.set(option.map(|option| (at, option))))
    };
    let asked = screen.figure.as_ref().and_then(prediction);
    let right = answer.filter(|(screen, _)| known && *screen == at).map(|(_, option)| option);
    let says = match (&asked, &screen.figure) {
        (Some((_, asked)), _) => {
            let options: Vec<String> = asked.options.iter().map(|(text, _)| text.clone()).collect();
            question(&asked.question, &options, right)
        }
        (None, Some(story)) => {
            let text = caption(story, engine::kernel::Time::START).or(screen.paragraphs.first().cloned());
            html! { <p class="say">{ rich(&text.unwrap_or_default()) }</p> }
        }
        (None, None) => {
            html! { { for screen.paragraphs.iter().map(|text| html! { <p class="say">{ rich(text) }</p> }) } }
        }
    };
    let body = html! {
        <>
            if let Some(story) = screen.figure.clone() {
                <div class="wall">
                    <Figure key={at} story={Rc::new(story)} prediction={asked.clone()} committed={known} large=true
                        on_judged={judged} on={props.on.clone()} />
                </div>
            }
            <div class="says">{ says }</div>
        </>
    };
    let progress = format!("{} of {}", props.presenting.step + 1, steps.len());
    frame(&props.presenting, &screen.title, body, &progress, None, &props.on)
}

/// What was asked, large, and what turned out to be right.
fn question(text: &str, options: &[String], right: Option<usize>) -> Html {
    let option = |(i, text): (usize, &String)| {
        let class = classes!(
            (right == Some(i)).then_some("right"),
            right.is_some_and(|it| it != i).then_some("wrong")
        );
        html! { <li {class}>{ if right == Some(i) { "✓ " } else { "" } }{ rich(text) }</li> }
    };
    html! {
        <div class="ask">
            <p class="say">{ rich(text) }</p>
            <ul>{ for options.iter().enumerate().map(option) }</ul>
        </div>
    }
}

/// Title, what is shown, and the row of things to press.
fn frame(
    presenting: &Presenting,
    title: &str,
    body: Html,
    progress: &str,
    time: Option<&str>,
    on: &Callback<Msg>,
) -> Html {
    let press = |label: &'static str, name: &'static str, msg: PresentMsg| {
        html! {
            <button type="button" class="btn" aria-label={name} title={name} onclick={send(on, Msg::Present(msg))}>{ label }</button>
        }
    };
    html! {
        <div class={classes!("present", presenting.black.then_some("black"))}>
            <main id="main" tabindex="-1">
                <h1>{ title }</h1>
                { body }
            </main>
            <footer>
                { press("‹", "Back (Page Up)", PresentMsg::Back) }
                <span class="at">{ progress }</span>
                { press("›", "Next (Page Down)", PresentMsg::Next) }
                if let Some(time) = time { <span class="t">{ time }</span> }
                <span class="sp"></span>
                { press("Black", "Black screen (B)", PresentMsg::Black) }
                { press("Leave", "Leave (Escape)", PresentMsg::Leave) }
            </footer>
            if presenting.black {
                <button type="button" class="dark" aria-label="Black screen: show the scene again"
                    onclick={send(on, Msg::Present(PresentMsg::Black))}></button>
            }
        </div>
    }
}
